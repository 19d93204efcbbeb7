"""Scoring what lies elsewhere: inputs and outputs by URL, wherever fsspec reaches."""

import re
import shutil
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import IO, Any

from toolkit.errors import DataError, MissingExtraError
from toolkit.runs.job import manifest_path
from toolkit.runs.job_options import JobOptions, ScoreSummary
from toolkit.runs.layout import RunFolder
from toolkit.runs.score import ScoreOptions
from toolkit.runs.score_job import score_file

URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


def is_url(name: str) -> bool:
    """Whether a name is a URL, such as `s3://bucket/articles.jsonl`.

    >>> is_url("s3://bucket/a.jsonl"), is_url("C:/a.jsonl"), is_url("-")
    (True, False, False)
    """
    return URL.match(name) is not None


def score_anywhere(
    run: RunFolder,
    inputs: Sequence[str],
    out: str | None,
    *,
    options: ScoreOptions,
    how: JobOptions | None = None,
    stdin: IO[bytes] | None = None,
    stdout: IO[str] | None = None,
) -> Iterator[ScoreSummary]:
    """Scores as `score_file` does; names may be URLs.

    Inputs are copied into the folder `<name of the output>.inputs` first and the output is
    written in the current folder, so that a job can be resumed and checked as any other. When it
    is complete, output and manifest are copied to the URL and all copies here are removed.

    Args:
        run: The run.
        inputs: Whatever `ingest` takes, or URLs of such files.
        out: A path or a URL; None writes JSONL to `stdout`.
        options: What is scored, and how.
        how: How the job is done.
        stdin: For the input `-`.
        stdout: For `out` None.

    Yields:
        The same summary, growing.

    Raises:
        DataError: As `score_file`, and if a URL cannot be reached.
        MissingExtraError: If fsspec, or what it needs for this kind of URL, is not installed.
    """
    how = how or JobOptions()
    there = out is not None and is_url(out)
    here = None if out is None else Path(PurePosixPath(out).name if there else out)
    copies = Path(f"{'stdout' if here is None else here}.inputs")
    if there and out is not None and here is not None:
        _fetch_earlier(out, here, how)
    names = [str(_fetched(name, copies)) if is_url(name) else name for name in inputs]
    yield from score_file(run, names, here, options=options, how=how, stdin=stdin, stdout=stdout)
    if there and out is not None and here is not None:
        _publish(here, out)
    if copies.is_dir():
        shutil.rmtree(copies)


def _fetch_earlier(out: str, here: Path, how: JobOptions) -> None:
    """Refuses an output that stands at the URL; with `--resume`, brings it here to be checked."""
    files = _file_system(out)
    if not files.exists(out) or how.force:
        return
    if not how.resume:
        raise DataError(f"{out}: exists already. Choose another --out, or replace it with --force.")
    beside = manifest_path(here)
    for url, path in ((out, here), (_beside(out, beside), beside)):
        if not path.exists() and files.exists(url):
            files.get_file(url, str(path))


def _publish(here: Path, out: str) -> None:
    """Copies output and manifest to the URL, the output last, and removes them here."""
    files = _file_system(out)
    beside = manifest_path(here)
    for path, url in ((beside, _beside(out, beside)), (here, out)):
        try:
            files.put_file(str(path), url)
        except OSError as error:
            raise DataError(
                f"{url}: cannot be written ({error}). The complete output stands in {here}: copy "
                "it by hand, or repeat the command with --resume."
            ) from error
    here.unlink()
    beside.unlink()


def _beside(out: str, path: Path) -> str:
    return f"{out.rpartition('/')[0]}/{path.name}"


def _fetched(url: str, copies: Path) -> Path:
    """A copy of a file, kept under a name that is the same the next time."""
    name = PurePosixPath(url.partition("?")[0]).name or "input"
    path = copies / blake2b(url.encode(), digest_size=6).hexdigest() / name
    if path.exists():  # of a job that was stopped
        return path
    files = _file_system(url)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{name}.part")
    try:
        files.get_file(url, str(part))
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DataError(f"{url}: cannot be read ({error}). Check the address.") from error
    part.rename(path)
    return path


def _file_system(url: str) -> Any:  # noqa: ANN401 - an fsspec file system
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise MissingExtraError(url, extra="cluster") from error
    try:
        return url_to_fs(url)[0]
    except ImportError as error:  # s3fs, gcsfs, adlfs, …
        raise DataError(f"{url}: {error}. Install that package beside the toolkit.") from error
    except (ValueError, OSError) as error:
        raise DataError(
            f"{url}: unknown kind of address or not reachable ({error}). Expected what fsspec "
            "knows, such as s3://, gs://, abfs://, https:// or sftp://."
        ) from error
