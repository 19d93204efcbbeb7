"""`score`: an archive as a job that can be stopped, resumed, split and checked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Protocol

from toolkit import __version__
from toolkit.config import RunConfig
from toolkit.errors import DataError
from toolkit.files import read_json, refuse_existing
from toolkit.ingest.inputs import STDIN, expanded
from toolkit.models.cores import available_cores
from toolkit.runs import job as jobs
from toolkit.runs.chunks import (
    Chunk,
    Position,
    Segment,
    chunks_of,
    describe_inputs,
    is_mine,
    segments_of,
    share_read,
)
from toolkit.runs.job import Job, Product, manifest_path
from toolkit.runs.job_begin import open_job
from toolkit.runs.job_options import JobOptions, ScoreSummary
from toolkit.runs.known_ids import KnownIds
from toolkit.runs.layout import RunFolder
from toolkit.runs.score import ScoreOptions, stance_codebook
from toolkit.runs.stance_rows import check_targets
from toolkit.runs.work import LocalEngine, Setup, run_fingerprint
from toolkit.runs.write import form_of, header, parquet_schema

# Below this a second process starts, loads its model and has nothing left to do.
BYTES_FOR_PROCESSES = 24 << 20
MAX_WORKERS = 8


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
    inputs = expanded(inputs)
    wanted = needs_language(run.config)
    options = replace(options, ingest=replace(options.ingest, detect_language=wanted))
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


def needs_language(config: RunConfig) -> bool:
    """Whether a run's scores depend on the language of articles that state none.

    The detector takes as long as a small model, so it is asked only then.

    Args:
        config: Of the run.

    Returns:
        True for a filter by language, and for models that look for countries in each language.
    """
    model = config.model
    names_countries = model.kind == "rules" or getattr(model, "gazetteer", False)
    return config.input.language is not None or bool(names_countries)


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
                for chunk in chunks_of(
                    segments, setup.options.ingest, begin=position, shard=how.shard, stdin=stdin
                ):
                    total = chunk.number + 1
                    if is_mine(chunk.turn, how.shard):
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

        return RayEngine(setup, workers=how.workers or available_cores(), address=how.address)
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
    return min(available_cores(), MAX_WORKERS) if shared >= BYTES_FOR_PROCESSES else 1


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
    summary, known = ScoreSummary(), KnownIds()
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
