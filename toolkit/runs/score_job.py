"""`score`: an archive as a job that can be stopped, resumed, split and checked."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Literal, Protocol

import numpy as np

from toolkit import __version__
from toolkit.errors import DataError
from toolkit.files import read_json, refuse_existing
from toolkit.ingest.source import STDIN
from toolkit.runs import job as jobs
from toolkit.runs.chunks import (
    Chunk,
    Position,
    Segment,
    chunks_of,
    describe_inputs,
    segments_of,
    share_read,
)
from toolkit.runs.job import Job, Product, manifest_path, open_job
from toolkit.runs.layout import RunFolder
from toolkit.runs.score import ScoreOptions, stance_codebook
from toolkit.runs.stance_rows import check_targets
from toolkit.runs.work import SHOWN_REASONS, LocalEngine, Setup, run_fingerprint
from toolkit.runs.write import form_of, header, parquet_schema

# Below this a second process starts, loads its model and has nothing left to do.
BYTES_FOR_PROCESSES = 24 << 20
MAX_WORKERS = 8


@dataclass(frozen=True)
class JobOptions:
    """How a job is done; nothing here changes a byte of the output, but for `shard`.

    Attributes:
        force: Replace an existing output, or a job that was stopped.
        resume: Go on with a job that was stopped.
        rejects: JSON Lines file for what could not be taken.
        workers: Processes, a model each; None chooses by the kind of model and the input.
        shard: `(i, n)`: the i-th of n jobs that share the input, from 1; None for all of it.
        engine: `local`, or `ray` for a cluster.
        address: Of a Ray cluster; None for one on this machine.
    """

    force: bool = False
    resume: bool = False
    rejects: Path | None = None
    workers: int | None = None
    shard: tuple[int, int] | None = None
    engine: Literal["local", "ray"] = "local"
    address: str | None = None


@dataclass
class ScoreSummary:
    """What a scoring job did.

    Attributes:
        counts: `records`, `articles`, `no_text`, `rejected`, `skipped`, `duplicates`, `review`
            and `status S` for each status of a record.
        reasons: The first reasons for rejecting something.
        resumed: Articles that an earlier job had done.
        share: Of the input read, in [0, 1]; None where it cannot be told.
        complete: The output stood already, complete.
        remarks: What the user should know, one line each.
    """

    counts: dict[str, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    resumed: int = 0
    share: float | None = None
    complete: bool = False
    remarks: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    def add(self, product: Product) -> None:
        """Adds what became of a chunk."""
        for name, count in product.counts.items():
            self.counts[name] = self.counts.get(name, 0) + count
        self.reasons += product.reasons[: SHOWN_REASONS - len(self.reasons)]


class Engine(Protocol):
    """Something that scores chunks in order (`work.LocalEngine`, `cluster.RayEngine`)."""

    def map(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Product]]:
        """Chunks with what became of them, in order."""
        ...

    def again(self, chunk: Chunk, left_out: dict[int, bool]) -> Product:
        """Scores a chunk without some of its articles."""
        ...

    def close(self) -> None:
        """Ends the workers."""
        ...


def parse_shard(text: str | None) -> tuple[int, int] | None:
    """Reads `I/N`.

    Args:
        text: As typed; None for no shard.

    Returns:
        I and N.

    Raises:
        DataError: If it is not two numbers with 1 <= I <= N.

    >>> parse_shard("2/8")
    (2, 8)
    """
    if text is None:
        return None
    found = re.fullmatch(r"(\d+)/(\d+)", text)
    i, n = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= i <= n:
        raise DataError(f"--shard: got {text!r}. Expected I/N with I from 1 to N, such as 1/4.")
    return i, n


def score_file(
    run: RunFolder,
    inputs: Sequence[str],
    out: Path | None,
    *,
    options: ScoreOptions,
    how: JobOptions | None = None,
    stdin: IO[bytes] | None = None,
    stdout: IO[str] | None = None,
) -> Iterator[ScoreSummary]:
    """Scores inputs into a file, yielding the summary after each chunk.

    Args:
        run: The run.
        inputs: Whatever `ingest` takes.
        out: `.jsonl`, `.parquet` or `.csv`; None writes JSONL to `stdout`.
        options: What is scored, and how.
        how: How the job is done.
        stdin: For the input `-`.
        stdout: For `out` None.

    Yields:
        The same summary, growing.

    Raises:
        DataError: If no article is left to score, a given target is not in the codebook, or an
            earlier job or output is in the way.
    """
    how = how or JobOptions()
    _check(run, inputs, out, options, how)
    if out is None:
        yield from _to_stdout(run, inputs, options, how, stdin=stdin, stdout=stdout)
        return
    form = form_of(out)
    if options.only == "review" and not form.startswith("jsonl"):
        raise DataError(f"{out}: --only review writes articles. Expected .jsonl (.gz, .zst).")
    if not how.resume and not how.force:
        refuse_existing(out, force=False)  # before the inputs are hashed
    segments = segments_of(inputs, options.ingest)
    setup = Setup(run.path, run_fingerprint(run), options, form)
    job = open_job(
        out,
        _identity(run, inputs, setup, how),
        start=header(form, run.codebooks) if options.only is None else b"",
        schema=parquet_schema(run.codebooks) if form == "parquet" else None,
        resume=how.resume,
        force=how.force,
    )
    if job is None:
        counts = read_json(manifest_path(out))["counts"]
        yield ScoreSummary(counts=counts, resumed=counts.get("articles", 0), complete=True)
        return
    yield from _run_job(job, segments, setup, how, stdin=stdin)


def _check(
    run: RunFolder,
    inputs: Sequence[str],
    out: Path | None,
    options: ScoreOptions,
    how: JobOptions,
) -> None:
    """Refuses what cannot be done, before anything is written."""
    stance = stance_codebook(run.codebooks)
    if stance is not None:
        check_targets(options.targets, stance)
    if STDIN in inputs and (how.resume or how.shard):
        raise DataError("-: stdin can be read once. Save it to a file for --resume or --shard.")
    if out is None and (how.resume or how.shard):
        raise DataError("score: --resume and --shard need an output file, not stdout.")
    if how.workers is not None and how.workers < 1:
        raise DataError(f"--workers: got {how.workers}. Expected 1 or more.")
    if how.rejects is not None:
        refuse_existing(how.rejects, force=how.force or how.resume)


def _identity(
    run: RunFolder, inputs: Sequence[str], setup: Setup, how: JobOptions
) -> dict[str, Any]:
    """All that the bytes of the output depend on."""
    options = setup.options
    skip = options.skip_scored
    return {
        "schema": jobs.SCHEMA,
        "toolkit": __version__,
        "inputs": describe_inputs(inputs),
        "run": {"name": run.name, "fingerprint": setup.fingerprint},
        "codebooks": {
            facet: {"key": book.key, "fingerprint": book.fingerprint}
            for facet, book in run.codebooks.items()
        },
        "options": {
            "format": setup.form,
            "evidence": options.evidence,
            "targets": list(options.targets),
            "min_words": options.limits.min_words,
            "max_words": options.limits.max_words,
            "only": options.only,
            "skip_scored": describe_inputs([str(skip)])[0]["sha256"] if skip else None,
            "shard": list(how.shard) if how.shard else None,
        },
    }


def _run_job(
    job: Job,
    segments: Sequence[Segment],
    setup: Setup,
    how: JobOptions,
    *,
    stdin: IO[bytes] | None,
) -> Iterator[ScoreSummary]:
    """Scores what is left, and gives the output its name."""
    summary = ScoreSummary(counts=jobs.total_counts(job.chunks))
    summary.resumed = summary["articles"]
    known = KnownIds(job.keys())
    try:
        engine = _engine(setup, segments, how)
        try:
            total = job.begin.chunk
            position = job.begin

            def mine() -> Iterator[Chunk]:
                nonlocal total
                for chunk in chunks_of(segments, setup.options.ingest, begin=position, stdin=stdin):
                    total = chunk.number + 1
                    if how.shard is None or chunk.number % how.shard[1] == how.shard[0] - 1:
                        yield chunk

            for chunk, product in engine.map(mine()):
                taken = known.add(product.keys)
                result = engine.again(chunk, taken) if taken else product
                job.add(chunk.number, result, chunk.behind)
                summary.add(result)
                summary.share = share_read(segments, chunk.behind)
                yield summary
        finally:
            engine.close()
        _refuse_nothing(summary, segments, how)
        summary.remarks += _changed_meanwhile(job, segments)
        job.finish(total=total, rejects=how.rejects)
    except DataError as error:
        _leave(job, nothing=isinstance(error, _NothingLeft))
        raise
    except BaseException:
        # Also Ctrl-C and a consumer that stops: what is complete stays for --resume.
        job.leave()
        raise
    yield summary


class _NothingLeft(DataError):
    """No article was scored."""


def _leave(job: Job, *, nothing: bool) -> None:
    if nothing:
        job.drop()
    else:
        job.leave()


def _refuse_nothing(
    summary: ScoreSummary, segments: Sequence[Segment], how: JobOptions | None
) -> None:
    if summary["articles"] or summary["skipped"] or (how and how.shard):
        return
    names = ", ".join(name for segment in segments for name in segment.names)
    raise _NothingLeft(
        f"{names}: no article to score "
        f"({summary['rejected']} rejected, {summary['no_text']} without text)"
        + _reasons(summary.reasons)
    )


def _reasons(reasons: Sequence[str]) -> str:
    """The first reasons; one alone stays on the line of the error."""
    if len(reasons) == 1:
        return f": {reasons[0]}"
    return "".join(f"\n  {reason}" for reason in reasons[:5])


def _changed_meanwhile(job: Job, segments: Sequence[Segment]) -> list[str]:
    """Inputs that are longer or shorter than when the job began."""
    found = []
    for item in job.identity["inputs"]:
        path = Path(item["path"])
        if item["bytes"] is None or path.is_dir():
            continue
        grown = path.stat().st_size - item["bytes"]
        if grown:
            found.append(
                f"{path}: {abs(grown)} bytes {'longer' if grown > 0 else 'shorter'} than when the "
                "job began; what was added is not scored"
            )
    return found


def _engine(setup: Setup, segments: Sequence[Segment], how: JobOptions) -> Engine:
    if how.engine == "ray":
        from toolkit.runs.cluster import RayEngine

        return RayEngine(setup, workers=how.workers or os.cpu_count() or 1, address=how.address)
    return LocalEngine(setup, workers=how.workers or choose_workers(setup, segments))


def choose_workers(setup: Setup, segments: Sequence[Segment]) -> int:
    """How many processes pay.

    Args:
        setup: The run; a transformer uses all cores in one process.
        segments: The input; only what the workers read themselves is shared well.

    Returns:
        1 for small inputs, else one for each core, at most eight.
    """
    if RunFolder(setup.run).config.model.kind == "transformer":
        return 1
    shared = sum(segment.size or 0 for segment in segments)
    return min(os.cpu_count() or 1, MAX_WORKERS) if shared >= BYTES_FOR_PROCESSES else 1


def _to_stdout(
    run: RunFolder,
    inputs: Sequence[str],
    options: ScoreOptions,
    how: JobOptions,
    *,
    stdin: IO[bytes] | None,
    stdout: IO[str] | None,
) -> Iterator[ScoreSummary]:
    """Scores to a stream: nothing to resume, nothing to check."""
    if stdout is None:
        raise DataError("score: no output. Give --out FILE, or - for stdout.")
    segments = segments_of(inputs, options.ingest)
    setup = Setup(run.path, run_fingerprint(run), options, "jsonl")
    summary, known = ScoreSummary(), KnownIds(b"")
    engine = _engine(setup, segments, how)
    rejects: list[bytes] = []
    try:
        chunks = chunks_of(segments, options.ingest, begin=Position(), stdin=stdin)
        for chunk, product in engine.map(chunks):
            taken = known.add(product.keys)
            result = engine.again(chunk, taken) if taken else product
            stdout.write(result.data.decode("utf-8"))
            if how.rejects is not None:
                rejects.append(result.rejects)
            summary.add(result)
            yield summary
    finally:
        engine.close()
    _refuse_nothing(summary, segments, None)
    if how.rejects is not None:
        how.rejects.write_bytes(b"".join(rejects))
    yield summary


class KnownIds:
    """Which article stands under which id; about 150 bytes an article.

    Args:
        keys: Of articles that are done, 16 bytes each.
    """

    def __init__(self, keys: bytes) -> None:
        self._content: dict[int, int] = {}
        self.add(keys)

    def add(self, keys: bytes) -> dict[int, bool]:
        """Adds articles.

        Args:
            keys: As `work.article_key` makes them, one after the other.

        Returns:
            The places of those whose id is taken; True where the same article has it.
        """
        taken: dict[int, bool] = {}
        pairs: list[list[int]] = np.frombuffer(keys, dtype="<u8").reshape(-1, 2).tolist()
        for place, (name, content) in enumerate(pairs):
            old = self._content.get(name)
            if old is None:
                self._content[name] = content
            else:
                taken[place] = old == content
        return taken
