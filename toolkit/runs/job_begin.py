"""Whether a job begins, goes on where another stopped, or has nothing to do."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.errors import DataError
from toolkit.files import read_json, refuse_existing, sha256_of_file
from toolkit.runs.job import JOB, LOG, Job, log_lines, manifest_path, part_path
from toolkit.runs.lock import Lock


def open_job(
    out: Path,
    identity: Mapping[str, Any],
    *,
    start: bytes,
    schema: object,
    resume: bool,
    force: bool,
) -> Job | None:
    """Begins a job, or goes on with one.

    Args:
        out: The output.
        identity: Inputs, run, codebooks and options; equal for equal outputs.
        start: What stands before the first chunk.
        schema: The Arrow schema of a Parquet output; None for others.
        resume: Go on where an earlier job stopped.
        force: Replace an output, or an earlier job.

    Returns:
        The job; None if the output is complete and this job would write the same.

    Raises:
        DataError: If another job is at it, the output exists, or an earlier job differs.
    """
    folder = part_path(out)
    if not resume and not folder.is_dir():
        refuse_existing(out, force=force)
    lock = Lock(folder, out=out)
    job = Job(out, identity, lock=lock, start=start, schema=schema)
    try:
        begun = _begin(job, _earlier(folder), resume=resume, force=force)
    except BaseException:
        # A job that another command began stays as it is.
        if _earlier(folder) is not None:
            lock.release()
        else:
            job.drop()
        raise
    return job if begun else None


def _begin(job: Job, earlier: Mapping[str, Any] | None, *, resume: bool, force: bool) -> bool:
    """Begins or goes on; False if there is nothing to do."""
    if not resume:
        refuse_existing(job.out, force=force)
        if earlier is not None and not force:
            raise DataError(
                f"{job.out}: an earlier job was stopped before its end. Go on with --resume, or "
                "begin again with --force."
            )
    elif earlier is not None:
        differences = differing(earlier, job.identity)
        if not differences:
            job.resume()
            return True
        if not force:
            raise _differs(job.out, differences)
    elif job.out.exists():
        differences = _why_not_complete(job.out, job.identity)
        if not differences:
            job.drop()
            return False
        if not force:
            raise _differs(job.out, differences)
    job.start()
    return True


def _earlier(folder: Path) -> Mapping[str, Any] | None:
    """The identity of a job that was stopped with at least one chunk done."""
    if not (folder / JOB).is_file() or not log_lines(folder / LOG):
        return None
    found = read_json(folder / JOB)
    return found if isinstance(found, dict) else {}


def _why_not_complete(out: Path, identity: Mapping[str, Any]) -> list[str]:
    path = manifest_path(out)
    if not path.is_file():
        return [f"{path.name} is missing"]
    manifest = read_json(path)
    if not isinstance(manifest, dict):
        return [f"{path.name} is damaged"]
    found = differing({key: manifest.get(key) for key in identity}, identity)
    if not found and manifest.get("sha256") != sha256_of_file(out):
        found.append("the file was changed after it was written")
    return found


def differing(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """In which of their parts two jobs differ.

    Args:
        earlier: Identity of one.
        now: Identity of the other.

    Returns:
        Such as `inputs`, or `options.evidence was 0, is 3`.
    """
    found = []
    for key in now:
        old, new = earlier.get(key), now[key]
        if old == new:
            continue
        if key == "options" and isinstance(old, dict):
            found += [
                f"{key}.{name} was {old.get(name)!r}, is {new[name]!r}"
                for name in new
                if old.get(name) != new[name]
            ]
        elif key == "inputs" and isinstance(old, list):
            changed = [item["path"] for item in new if item not in old]
            found.append(f"inputs ({', '.join(changed[:3]) or 'fewer of them'})")
        else:
            found.append(key)
    return found


def _differs(out: Path, differences: Sequence[str]) -> DataError:
    return DataError(
        f"{out}: belongs to another job; different: {'; '.join(differences)}. "
        "Use --force to begin again, or another --out."
    )
