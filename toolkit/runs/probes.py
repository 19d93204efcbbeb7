"""Probes of a stance run: what its decisions become with another target or holder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.codebook import Codebook
from toolkit.corpus.mentions import holder_spans, target_spans
from toolkit.evaluation import Judged
from toolkit.evaluation.figures import figures, number
from toolkit.evaluation.judged import facet_data
from toolkit.models.decide import decide
from toolkit.records import AUTHOR, Example, ModelInput, Prediction
from toolkit.runs.layout import RunFolder

MOST = 1000  # rows that are probed: each probe scores them again
UNCHANGED, NO_TARGET = "unchanged", "target removed"
OTHER_TARGET, OTHER_HOLDER = "target swapped", "holder swapped"
Change = Callable[[ModelInput], ModelInput | None]


def probe_report(run: RunFolder, judged: Judged) -> dict[str, dict[str, Any]]:
    """How much a stance run uses target and holder.

    The run's model scores the same rows again with the target taken out, with another target of
    the data in its place, and with another holder of the same article (or the author). Figures
    are against the gold labels of the unchanged rows: a model that reads the target falls far
    when it is swapped, one that has only learned which side an article sounds like does not.

    Args:
        run: The run.
        judged: What was judged.

    Returns:
        `{facet: {probe: {n, changed, micro_f1, macro_f1, f_avg}}}` of stance facets; `changed`
        is the share of rows with another label. A probe that fits no row is left out.
    """
    stance = {facet: book for facet, book in run.codebooks.items() if book.unit == "stance-row"}
    examples = [example for example in judged.examples if example.labels][:MOST]
    if not stance or not examples:
        return {}
    return {facet: _probes(run, book, examples) for facet, book in stance.items()}


def _probes(run: RunFolder, book: Codebook, examples: Sequence[Example]) -> dict[str, Any]:
    model = run.load_model()
    changes: Mapping[str, Change] = {
        UNCHANGED: lambda item: item,
        NO_TARGET: lambda item: replace(item, target="", target_name="", mentions=()),
        OTHER_TARGET: _other_target(book, examples),
        OTHER_HOLDER: _other_holder(examples),
    }
    before: dict[int, Prediction] = {}
    found = {}
    for name, change in changes.items():
        made = [(i, changed) for i, e in enumerate(examples) if (changed := change(e.input))]
        if not made:
            continue
        batch = model.predict_scores([item for _, item in made])
        predictions = decide(batch, run.decision, run.codebooks)
        rows = [examples[i] for i, _ in made]
        if name == UNCHANGED:
            before = dict(enumerate(predictions))
        figure = figures(facet_data(Judged(rows, predictions, run.name, name), book))
        moved = sum(
            before[i].labels[book.facet] != prediction.labels[book.facet]
            for (i, _), prediction in zip(made, predictions, strict=True)
        )
        found[name] = {
            "n": len(made),
            "changed": number(moved / len(made)),
            **{key: figure[key] for key in ("micro_f1", "macro_f1", "f_avg")},
        }
    return found


def _other_target(book: Codebook, examples: Sequence[Example]) -> Change:
    """The next target of the data in place of a row's own; none where there is only one."""
    names = {e.input.target: e.input.target_name for e in examples if e.input.target}
    order = sorted(names)

    def change(item: ModelInput) -> ModelInput | None:
        if item.target is None or len(order) < 2:
            return None
        other = order[(order.index(item.target) + 1) % len(order)]
        mentions = tuple(target_spans(item.text, other, book))
        return replace(item, target=other, target_name=names[other], mentions=mentions)

    return change


def _other_holder(examples: Sequence[Example]) -> Change:
    """Another holder of the same article's rows, or the author in place of somebody quoted."""
    holders: dict[str, list[str]] = {}
    for example in examples:
        holder = example.input.holder or AUTHOR
        holders.setdefault(example.input.article_id, []).append(holder)

    def change(item: ModelInput) -> ModelInput | None:
        own = item.holder or AUTHOR
        others = [name for name in holders[item.article_id] if name != own]
        other = AUTHOR if own != AUTHOR else next(iter(others), None)
        if other is None:
            return None
        spans = () if other == AUTHOR else tuple(holder_spans(item.text, other))
        return replace(item, holder=other, holder_mentions=spans)

    return change


def with_probes(
    report: Mapping[str, Any], probes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The report with `probes` in its stance facets."""
    facets = {
        facet: {**figures_, "probes": probes[facet]} if facet in probes else figures_
        for facet, figures_ in report["facets"].items()
    }
    return {**report, "facets": facets}
