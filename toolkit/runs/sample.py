"""`sample`: which articles are coded, by whom, and what to expect, before anyone starts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from toolkit.codebook import Codebook
from toolkit.corpus.rows import LABEL_KEYS
from toolkit.errors import DataError
from toolkit.files import canonical_json, open_write, refuse_existing, sha256_of_bytes
from toolkit.ingest import article_to_json
from toolkit.labelling.assignment import (
    Assignment,
    AssignmentOptions,
    assign,
    assignment_path,
    copies,
    write_assignment,
)
from toolkit.labelling.sampling import (
    Allocation,
    Drawn,
    Stratum,
    by_rare_labels,
    by_uncertainty,
    strata_of,
    stratified_sample,
    training_sample,
)
from toolkit.records import Article
from toolkit.runs.foresight import Foreseen, foresee
from toolkit.runs.layout import RunFolder

Pick = Literal["uncertain", "diverse", "rare"]
PICKS: tuple[Pick, ...] = ("uncertain", "diverse", "rare")
FEW = 10  # expected positives: less tunes no threshold and measures no F1
MINUTES = 4.0  # an article; practised coders need three to five
HASHED_WORDS = 2**16


@dataclass(frozen=True)
class SampleOptions:
    """What is drawn.

    Attributes:
        n: Articles.
        by: Strata: dimensions that are crossed.
        allocation: Of `n` over the strata.
        seed: Fixes the draw and the assignment.
        pick: For training: how articles are chosen; None for a probability sample.
        random_share: For training: the share drawn at random.
        minutes: Time that an article takes.
        assignment: Coders, overlap, re-tests.
    """

    n: int
    by: tuple[str, ...] = ()
    allocation: Allocation = "proportional"
    seed: int = 13
    pick: Pick | None = None
    random_share: float = 0.3
    minutes: float = MINUTES
    assignment: AssignmentOptions = field(default_factory=AssignmentOptions)


@dataclass(frozen=True)
class Sample:
    """A drawn sample.

    Attributes:
        articles: In the order of drawing, with `inclusion`, `stratum` and `sample` in `extra`;
            copies for second readings last.
        assignment: Who codes what; empty without coders.
        plan: What to expect, as a JSON object; see `plan_lines`.
    """

    articles: list[Article]
    assignment: Assignment
    plan: dict[str, Any]


def draw_sample(
    articles: Sequence[Article],
    options: SampleOptions,
    *,
    codebooks: Mapping[str, Codebook],
    run: RunFolder | None = None,
    exclude: Iterable[str] = (),
) -> Sample:
    """Draws a sample and says what to expect of it.

    Args:
        articles: The frame.
        options: What is drawn.
        codebooks: For the rules that tell how common labels are where there is no run.
        run: Tells how common labels are, and which articles puzzle it.
        exclude: Ids or fingerprints that stay out, such as those of the test part.

    Returns:
        The sample.

    Raises:
        DataError: If the frame is too small, an option makes no sense, or a pick lacks its run.
    """
    left_out = set(exclude)
    frame = [
        article
        for article in articles
        if article.has_text and not {article.id, article.fingerprint} & left_out
    ]
    if not frame:
        raise DataError("no article with text to draw from. Check the input, and --exclude.")
    if options.pick in {"uncertain", "rare"} and run is None:
        raise DataError(f"--pick {options.pick}: needs the scores of a run. Name one: --run RUN.")
    judged = foresee(frame, codebooks, run, seed=options.seed)
    table: list[Stratum] = []
    if options.pick is None:
        strata = strata_of(frame, options.by)
        drawn, table = stratified_sample(
            strata, n=options.n, seed=options.seed, allocation=options.allocation
        )
    else:
        drawn = _picked(frame, judged, options)
    name = _name(drawn, frame, options)
    chosen = [_marked(frame[item.index], item, name) for item in drawn]
    ids = [article.id for article in chosen]
    dealt = assign(ids, options.assignment, taken=(article.id for article in articles))
    plan = {
        "sample": name,
        "purpose": "training only" if options.pick else "probability sample",
        "n": len(chosen),
        "frame": len(frame),
        "without_text_or_excluded": len(articles) - len(frame),
        "strata": [{"name": s.name, "size": s.size, "n": s.n} for s in table],
        "expected": _expected(drawn, judged, len(frame), table, frame, options),
        "rates_from": judged.by if judged is not None else None,
        **_effort(dealt, len(chosen), options.minutes),
    }
    return Sample([*chosen, *copies(dealt, chosen)], dealt, plan)


def write_sample(out: Path, sample: Sample, *, force: bool) -> list[Path]:
    """Writes the articles, and the assignment beside them.

    Args:
        out: JSONL file.
        sample: From `draw_sample`.
        force: Replace existing files.

    Returns:
        What was written.
    """
    beside = assignment_path(out)
    if sample.assignment.queues:
        refuse_existing(beside, force=force)
    with open_write(out, force=force) as stream:
        for article in sample.articles:
            stream.write(article_to_json(article).encode("utf-8") + b"\n")
    if not sample.assignment.queues:
        return [out]
    write_assignment(beside, sample.assignment, force=force)
    return [out, beside]


def plan_lines(
    plan: Mapping[str, Any], codebooks: Mapping[str, Codebook], *, most: int = 15
) -> list[str]:
    """What to expect, in words.

    Args:
        plan: Of a `Sample`.
        codebooks: For the names of labels.
        most: Labels listed for each facet.

    Returns:
        Lines for people.
    """
    lines = [f"sample {plan['sample']}: {plan['n']} of {plan['frame']} articles, {plan['purpose']}"]
    if plan["without_text_or_excluded"]:
        lines.append(f"{plan['without_text_or_excluded']} articles left out (no text, or excluded)")
    for stratum in plan["strata"] if len(plan["strata"]) > 1 else ():
        share = stratum["n"] / stratum["size"]
        lines.append(f"  {stratum['name']}: {stratum['n']} of {stratum['size']} ({share:.1%})")
    if plan["rates_from"] is not None:
        lines.append(f"expected positives, by {plan['rates_from']}:")
    for facet, labels in plan["expected"].items():
        lines += _expected_lines(codebooks[facet], labels, most)
    by_coder = [
        f"{coder} {row['articles']} in {row['hours']:.1f} h"
        for coder, row in plan["by_coder"].items()
    ]
    lines.append(
        f"work: {plan['codings']} readings at {plan['minutes']:g} minutes, "
        f"{plan['hours']:.1f} coder hours" + (f" ({', '.join(by_coder)})" if by_coder else "")
    )
    if plan["overlap"] or plan["retests"]:
        lines.append(
            f"  {plan['overlap']} articles are coded by several, {plan['retests']} are read twice"
        )
    return lines


def _expected_lines(codebook: Codebook, labels: Mapping[str, float], most: int) -> list[str]:
    """The labels of a facet that are expected most often, and how many are expected too seldom."""
    seen = sorted(((n, label) for label, n in labels.items() if n > 0), reverse=True)
    lines = [f"  {codebook.facet}:"]
    for n, label in seen[:most]:
        name = codebook.by_id[label].name
        lines.append(f"    {n:7.1f}  {label}" + (f" ({name})" if name != label else ""))
    if len(seen) > most:
        lines.append(f"    … and {len(seen) - most} labels that are expected less often")
    few = sum(n < FEW for n, _ in seen)
    if few:
        lines.append(
            f"    {few} labels with fewer than {FEW} expected: too few to measure a label by"
        )
    if len(seen) < len(labels):
        lines.append(f"    {len(labels) - len(seen)} labels with none expected")
    return lines


# --- within -----------------------------------------------------------------------------------


def _picked(
    frame: Sequence[Article], judged: Foreseen | None, options: SampleOptions
) -> list[Drawn]:
    if options.by:
        raise DataError(f"--by: strata are for probability samples, not for --pick {options.pick}.")
    if options.pick == "diverse":
        ranked = _by_diversity(frame, options.n, seed=options.seed)
    elif judged is not None and options.pick == "uncertain":
        ranked = by_uncertainty(judged.margins)
    elif judged is not None:
        ranked = by_rare_labels(judged.scores, judged.assigned)
    else:
        ranked = []
    return training_sample(
        ranked,
        len(frame),
        n=options.n,
        how=str(options.pick),
        random_share=options.random_share,
        seed=options.seed,
    )


def _by_diversity(frame: Sequence[Article], n: int, *, seed: int) -> list[int]:
    """Each next article is the one that is least like those before it (Gonzalez 1985)."""
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

    texts = [f"{article.title or ''}\n{article.text}" for article in frame]
    counts = HashingVectorizer(n_features=HASHED_WORDS, alternate_sign=False, norm=None)
    vectors = TfidfTransformer(sublinear_tf=True).fit_transform(counts.transform(texts))
    chosen = [int(np.random.default_rng(seed).integers(len(frame)))]
    nearest = np.full(len(frame), -np.inf)
    # The random quota may take some of these away, so that up to twice as many are ranked.
    while len(chosen) < min(2 * n, len(frame)):
        likeness = np.asarray((vectors @ vectors[chosen[-1]].T).todense()).ravel()
        nearest = np.maximum(nearest, likeness)
        nearest[chosen] = np.inf
        chosen.append(int(np.argmin(nearest)))
    return chosen


def _expected(
    drawn: Sequence[Drawn],
    judged: Foreseen | None,
    size: int,
    table: Sequence[Stratum],
    frame: Sequence[Article],
    options: SampleOptions,
) -> dict[str, dict[str, float]]:
    """Expected positives of each label in the sample."""
    if judged is None:
        return {}
    if options.pick is None:
        # The sum of chance times label over the frame; over a part of it where rules judged.
        chance = {stratum.name: stratum.n / stratum.size for stratum in table}
        strata = strata_of(frame, options.by)
        weights = np.array([chance[strata[int(i)]] for i in judged.indices])
        sums = weights @ judged.assigned * (size / len(judged.indices))
    elif len(judged.indices) == size:
        sums = judged.assigned[[item.index for item in drawn]].sum(axis=0)
    else:
        sums = judged.assigned.mean(axis=0) * len(drawn)
    expected: dict[str, dict[str, float]] = {}
    for (facet, label), value in zip(judged.labels, sums, strict=True):
        expected.setdefault(facet, {})[label] = round(float(value), 2)
    return expected


def _effort(dealt: Assignment, n: int, minutes: float) -> dict[str, Any]:
    """How much work it is."""
    codings = dealt.codings or n
    return {
        "codings": codings,
        "minutes": minutes,
        "hours": round(codings * minutes / 60, 2),
        "overlap": len(
            {a for queue in dealt.queues.values() for a, role in queue if role == "overlap"}
        ),
        "retests": sum(role == "retest" for queue in dealt.queues.values() for _, role in queue),
        "by_coder": {
            coder: {"articles": len(queue), "hours": round(len(queue) * minutes / 60, 2)}
            for coder, queue in dealt.queues.items()
        },
    }


def _name(drawn: Sequence[Drawn], frame: Sequence[Article], options: SampleOptions) -> str:
    """An id that another draw does not have."""
    content = [options.seed, options.by, options.pick, [frame[item.index].id for item in drawn]]
    return "s" + sha256_of_bytes(canonical_json(content).encode("utf-8", "surrogatepass"))[:8]


def _marked(article: Article, item: Drawn, name: str) -> Article:
    """The article, with how it was drawn."""
    # Labels that a file of examples brings are none of the coders' business.
    extra = {k: v for k, v in article.extra.items() if k == "cluster" or k not in LABEL_KEYS}
    extra |= {"sample": name, "drawn": item.how}
    if item.inclusion is not None:
        extra |= {"stratum": item.stratum, "inclusion": item.inclusion}
    return article.model_copy(update={"extra": extra})
