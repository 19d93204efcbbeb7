"""The labelled data of a run: rows, clusters, examples, parts, and what they leak."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.codebook import Codebook
from toolkit.config import RunConfig, Source
from toolkit.corpus.duplicates import cluster_articles
from toolkit.corpus.examples import build_examples
from toolkit.corpus.labelled_row import LabelledRow
from toolkit.corpus.leakage import Leakage, leakage
from toolkit.corpus.split import (
    cut,
    fold_of,
    inherited_folds,
    inherited_parts,
    not_stratified,
)
from toolkit.corpus.time_cut import LEFT_OUT
from toolkit.errors import ConfigError, DataError, bullet_list
from toolkit.files import read_json
from toolkit.records import Example
from toolkit.runs.sources import read_sources

Log = Callable[[str], None]
PARTS = ("train", "dev", "test")


@dataclass
class RunData:
    """Examples of a run by part.

    Attributes:
        parts: `train`, `dev` and `test`; a part that the run has not is empty.
        folds: Fold of each train example, where the split has folds.
        leakage: Test against train; None without a test part.
        files: SHA-256 by path or name of every data source.
        notes: What was noticed while reading, in words.
        warnings: Valid but surprising facts, in words.
    """

    parts: dict[str, list[Example]]
    folds: list[int] | None = None
    leakage: Leakage | None = None
    files: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def train(self) -> list[Example]:
        """What the model learns from."""
        return self.parts["train"]

    @property
    def test(self) -> list[Example]:
        """What `evaluate` tests on: the test part, or every example where there are folds."""
        return self.train if self.folds is not None else self.parts["test"]


def check_codebooks(config: RunConfig, codebooks: Mapping[str, Codebook]) -> None:
    """Refuses a run that mixes article facets with stance rows.

    Args:
        config: For the message.
        codebooks: Of the run.

    Raises:
        ConfigError: If stance rows stand beside another facet.
    """
    stance = [facet for facet, book in codebooks.items() if book.unit == "stance-row"]
    if stance and len(codebooks) > 1:
        raise ConfigError(
            f"{config.name}: codebooks: facet {stance[0]!r} labels stance rows and cannot stand "
            "beside other facets. Make it a run of its own."
        )


def read_data(config: RunConfig, codebooks: Mapping[str, Codebook], *, log: Log) -> RunData:
    """Reads, clusters, builds and cuts the labelled data of a run.

    Args:
        config: The run.
        codebooks: By facet.
        log: Takes one line for each step.

    Returns:
        The examples by part.

    Raises:
        DataError: With every problem of the files, or if a given part leaks and the config
            refuses that.
    """
    check_codebooks(config, codebooks)
    given: dict[str, list[LabelledRow]] = {}
    data = RunData(parts={"train": [], "dev": [], "test": []})
    for part in PARTS:
        sources: Sequence[Source] = getattr(config.data, part)
        if not sources:
            continue
        found = read_sources(sources, codebooks)
        given[part] = found.rows
        data.notes += [f"data.{part}: {note}" for note in found.notes]
        data.files |= found.fingerprints
        log(f"read {len(found.rows)} labelled articles for {part}")
    clusters = cluster_rows(given)
    for part, rows in given.items():
        named = {row.article.id: clusters[part, row.article.id] for row in rows}
        data.parts[part] = build_examples(rows, codebooks, config.input, clusters=named)
        left_out = len(rows) - len({e.input.article_id for e in data.parts[part]})
        if left_out:
            data.notes.append(f"data.{part}: {left_out} articles give no example in this run")
        if not data.parts[part]:
            raise DataError(
                f"data.{part}: none of {len(rows)} articles gives an example of "
                f"{', '.join(codebooks)}. Check labels, text and input.language."
            )
    _cut(config, data)
    _leak(config, data, codebooks)
    return data


def cluster_rows(given: Mapping[str, Sequence[LabelledRow]]) -> dict[tuple[str, str], str]:
    """Clusters over all parts together; ids may repeat between parts.

    Args:
        given: Rows by part.

    Returns:
        Cluster by (part, article id).
    """
    keys = [(part, row.article.id) for part, rows in given.items() for row in rows]
    articles = [
        row.article.model_copy(update={"id": f"{part}\x1f{row.article.id}"})
        for part, rows in given.items()
        for row in rows
    ]
    named = {
        f"{part}\x1f{row.article.id}": row.cluster
        for part, rows in given.items()
        for row in rows
        if row.cluster is not None
    }
    clusters = cluster_articles(articles, given=named)
    # A cluster is called as the user knows it, unless two parts use one id for two articles.
    owner: dict[str, str] = {}
    called: dict[str, str] = {}
    for name in dict.fromkeys(clusters.values()):
        short = name.rpartition("\x1f")[2]
        called[name] = short if owner.setdefault(short, name) == name else name.replace("\x1f", ":")
    return {key: called[clusters[article.id]] for key, article in zip(keys, articles, strict=True)}


def _cut(config: RunConfig, data: RunData) -> None:
    split, whole = config.split, data.train
    earlier = None if split.inherit is None else read_json(split.inherit)
    if earlier is not None and not isinstance(earlier, dict):
        raise DataError(f"{split.inherit}: not a split manifest. Expected split.json of a run.")
    parts: Sequence[str | int]
    if split.folds is not None:
        folds = (
            None if earlier is None else inherited_folds(whole, earlier, where=str(split.inherit))
        )
        parts = data.folds = fold_of(whole, split, split.folds, seed=config.seed, inherited=folds)
        _say_inherited(data, folds, parts)
    elif split.test or split.dev:
        sides = (
            None if earlier is None else inherited_parts(whole, earlier, where=str(split.inherit))
        )
        parts = cut(whole, split, seed=config.seed, inherited=sides)
        _say_inherited(data, sides, parts)
        for part in PARTS:
            cut_off = [e for e, name in zip(whole, parts, strict=True) if name == part]
            if cut_off or part == "train":
                data.parts[part] = cut_off
        left_out = parts.count(LEFT_OUT)
        if left_out:
            data.warnings.append(
                f"split: {left_out} of {len(whole)} examples are in no part: "
                f"{_why_left_out(config)}"
            )
    else:
        return
    data.warnings += [
        f"split: {line}" for line in not_stratified(whole, parts, min_positives=split.min_positives)
    ]


def _why_left_out(config: RunConfig) -> str:
    reasons = []
    if "time" in config.split.by:
        reasons.append("lie in the gap, or on the wrong side of the days that part train and test")
    if set(config.split.by) - {"cluster", "time"}:
        reasons.append("are copies of articles on a side that is tested")
    return f"they {', or '.join(reasons)}"


def _say_inherited(
    data: RunData, given: Sequence[str | int | None] | None, parts: Sequence[str | int]
) -> None:
    if given is None:
        return
    kept = sum(side == part for side, part in zip(given, parts, strict=True))
    data.notes.append(f"split: {kept} of {len(parts)} examples keep the side of an earlier split")
    moved = sum(side is not None and side != part for side, part in zip(given, parts, strict=True))
    if moved:
        data.warnings.append(
            f"split: {moved} examples leave the side of the earlier split, because what has to "
            "stay together now was on both, or the part is not cut any more"
        )


def _leak(config: RunConfig, data: RunData, codebooks: Mapping[str, Codebook]) -> None:
    if data.folds is not None:
        data.leakage = _fold_leakage(data)
    elif data.parts["test"] and data.train:
        is_given = bool(config.data.test)  # what was cut by cluster never leaks
        data.leakage = leakage(data.train, data.parts["test"], wording=is_given)
    if data.leakage is None or not data.leakage.leaks:
        return
    shared = data.leakage.shared
    message = (
        f"{shared['text']} of {data.leakage.n_test} test articles stand word for word in train, "
        f"{shared['cluster']} have a near-copy there"
    )
    if config.split.on_leak == "error":
        raise DataError(f"{config.name}: {message}. Mend the parts, or set split.on_leak: warn.")
    data.warnings.append(f"{message}: figures on this test part are too high")


def _fold_leakage(data: RunData) -> Leakage:
    """Each fold against the others, added up."""
    folds = data.folds or []
    tables = []
    for k in sorted(set(folds)):
        inside = [e for e, f in zip(data.train, folds, strict=True) if f == k]
        outside = [e for e, f in zip(data.train, folds, strict=True) if f != k]
        tables.append(leakage(outside, inside))
    return Leakage(
        n_test=sum(table.n_test for table in tables),
        shared={kind: sum(t.shared[kind] for t in tables) for kind in tables[0].shared},
        known={kind: sum(t.known[kind] for t in tables) for kind in tables[0].known},
    )


def same_codebooks(
    run_codebooks: Mapping[str, Codebook], others: Mapping[str, Codebook], *, where: str
) -> None:
    """Refuses codebooks of another version or content than a run was trained under.

    Args:
        run_codebooks: Of the run.
        others: To compare.
        where: Place for the message.

    Raises:
        DataError: With every difference.
    """
    problems = [
        f"{where}: codebook is {others[facet].key} ({others[facet].fingerprint[:8]}), this run was "
        f"trained on {book.key} ({book.fingerprint[:8]}). Score with the stored copy or retrain."
        for facet, book in run_codebooks.items()
        if facet in others and others[facet].fingerprint != book.fingerprint
    ]
    if problems:
        raise DataError(bullet_list(problems))
