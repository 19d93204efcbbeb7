"""The schema of `report.json`: what each key holds. `SCHEMA.md` is generated from it.

Reports are plain JSON objects; these models only describe them, and the tests hold every kind of
report against them. Keys are only ever added within a schema.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)] | None
Interval = tuple[float, float]


def _(text: str) -> Any:  # noqa: ANN401 - pydantic's Field
    return Field(description=text)


class Part(BaseModel):
    """A JSON object with known keys only."""

    model_config = ConfigDict(extra="forbid")


class HalfRow(Part):
    """A label with its threshold at 0.5."""

    precision: Share = _("share of assigned labels that are right")
    recall: Share = _("share of gold labels that were found")
    f1: Share = _("their harmonic mean")


class HumanRow(Part):
    """Coders against each other on one label."""

    f1: Share = _("coder against coder, all pairs pooled")
    run_f1: Share = _("the run against the same coders")
    alpha: float | None = _("Krippendorff's alpha; null without variation")
    alpha_interval: Interval | None = _("bootstrap over examples, 95 %")
    n: int = _("examples with two codes or more")


class LabelRow(Part):
    """One label."""

    name: str = _("from the codebook")
    precision: Share = _("null where the label was never assigned")
    recall: Share = _("null without positives")
    f1: Share = _("null without positives, 0 where none was found")
    f1_interval: Interval | None = _("bootstrap over clusters, 95 %")
    tier: Literal["A", "B", "C"] | None = _(
        "A: lower limit of the F1 interval at least 0.8 and alpha, where known, at least 0.8; "
        "B: 0.6 and 0.667; C: below; null without an interval"
    )
    human: HumanRow | None = _("with --store: coders against each other")
    support: int = _("gold positives")
    predicted: int = _("how often the run assigned it")
    threshold: float | None = _("the run's; null where the label is never assigned")
    at_half: HalfRow | None = _("multi-select: with the threshold at 0.5")
    average_precision: Share = _("scikit-learn's definition, equal scores taken together")
    brier: Share = _("mean squared distance of score and outcome")
    ece: Share = _("calibration error over bins of equal mass")
    baseline_f1: Share = _("F1 of giving the label to every example")
    learned: bool = _("whether train had a positive")
    resamples_without_positives: Share = _("share of draws in which the label had no positive")


class BaselineRow(Part):
    """A rule that knows base rates and no text."""

    micro_f1: Share = _("as for the run")
    macro_f1: Share = _("as for the run")
    macro_f1_all: Share = _("as for the run")
    accuracy: Share = _("as for the run")
    primary_accuracy: Share = _("as for the run")
    f_avg: Share = _("as for the run")


class HalfFigures(Part):
    """All labels with their thresholds at 0.5."""

    micro_f1: Share = _("pooled")
    macro_f1: Share = _("mean over labels with support")


class Hierarchy(Part):
    """Pooled over labels with their parents, and over labels that are nobody's parent."""

    precision: Share = _("with parents")
    recall: Share = _("with parents")
    f1: Share = _("with parents")
    leaves_precision: Share = _("the lowest labels alone")
    leaves_recall: Share = _("the lowest labels alone")
    leaves_f1: Share = _("the lowest labels alone")


class GroupTotal(Part):
    """All roll-ups together, under the key `(all)`."""

    micro_f1: Share = _("pooled over roll-ups")
    macro_f1: Share = _("mean over roll-ups with support")


class GroupRow(Part):
    """A roll-up of labels, such as an M49 region."""

    name: str = _("of the roll-up")
    members: int = _("labels of the codebook in it")
    support: int = _("examples with a member in gold")
    predicted: int = _("examples with a member assigned")
    precision: Share = _("of the roll-up as one label")
    recall: Share = _("of the roll-up as one label")
    f1: Share = _("of the roll-up as one label")


class Bin(Part):
    """A point of a reliability curve."""

    n: int = _("decisions")
    score: float = _("their mean score")
    share: float = _("share of positives among them")


class Calibration(Part):
    """How far scores are from shares, over labels that occur."""

    n: int = _("decisions")
    brier: Share = _("mean squared distance of score and outcome")
    ece: Share = _("mean distance of score and share over bins of equal mass")
    bins: list[Bin] = _("by rising score")


class Cut(Part):
    """A label if its threshold were moved."""

    threshold: float = _("in steps of 0.05")
    precision: Share = _("there")
    recall: Share = _("there")
    f1: Share = _("there")
    assigned: int = _("examples at or above it")


class Curve(Part):
    """Curves of one label that occurs."""

    precision_recall: list[tuple[float, float]] = _("(recall, precision), at most 40 points")
    reliability: list[Bin] = _("by rising score")
    thresholds: list[Cut] = _("what moving the threshold would do")


class Human(Part):
    """The human ceiling, with --store."""

    n: int = _("examples that two or more coded alone")
    coders: int = _("coders of these")
    micro_f1: Share = _("coder against coder, all pairs pooled")
    macro_f1: Share = _("mean over labels that coders used")
    run_micro_f1: Share = _("the run against the same coders")
    run_macro_f1: Share = _("over the same labels")
    run_gold_micro_f1: Share = _("the run against gold on these examples")
    difference: float | None = _("run minus coders, micro F1")
    intervals: dict[str, Interval] = _("of micro_f1, run_micro_f1 and difference")
    left_out: list[str] = _("decisions that could not be used")


class LearningPoint(Part):
    """A training on a share of the articles."""

    share: float = _("of the train clusters")
    n_train: int = _("examples")
    micro_f1: Share = _("on the whole test part")
    macro_f1: Share = _("on the whole test part")


class LearningRow(Part):
    """A label's learning curve."""

    points: list[tuple[float, float | None]] = _("(positives in train, F1)")
    more: int | None = _("about so many more positives for the gain; null where `note` says why")
    low: int | None = _("10 % of draws need fewer")
    high: int | None = _("10 % of draws need more; null: no end in sight")
    note: str | None = _("why there is no number")


class Learning(Part):
    """The learning curve, with --learning-curve."""

    gain: float = _("of F1 that `more` is for")
    exponent: float | None = _("c in F1 = a - b * positives ** -c, shared by the labels")
    points: list[LearningPoint] = _("by rising share")
    labels: dict[str, LearningRow] = _("labels with support")


class Probe(Part):
    """A stance run's rows scored again with another target or holder."""

    n: int = _("rows that could be changed")
    changed: Share = _("share of them with another label than unchanged")
    micro_f1: Share = _("against gold of the unchanged rows")
    macro_f1: Share = _("against gold of the unchanged rows")
    f_avg: Share = _("against gold of the unchanged rows")


class Facet(Part):
    """One facet; figures are at the run's thresholds, an abstention counts as no label."""

    n: int = _("examined examples")
    clusters: int = _("independent articles among them")
    abstained: int = _("examples on which the run abstained")
    micro_precision: Share = _("all decisions pooled")
    micro_recall: Share = _("all decisions pooled")
    micro_f1: Share = _("all decisions pooled")
    macro_f1: Share = _("mean over labels with gold support here")
    macro_f1_all: Share = _("mean over every label; one without a value counts 0")
    accuracy: Share = _("single-select: exactly the gold label")
    primary_accuracy: Share = _("where a primary label is coded")
    f_avg: Share = _("where the codebook has `favg`: mean F1 of its two labels, pooled")
    f_avg_by_target: Share = _("the same for each target, averaged")
    samples_f1: Share = _("mean F1 of an example's label set; two empty sets agree")
    subset_accuracy: Share = _("share of examples with exactly the gold set")
    labels: dict[str, LabelRow] = _("every label, in codebook order")
    human: Human | None = _("coders against each other; null without --store")
    baselines: dict[str, BaselineRow] = _("`majority`, `majority_per_target`, `prior`, `all`")
    intervals: dict[str, Interval] = _("95 %, by figure")
    at_half: HalfFigures | None = _("multi-select: every threshold at 0.5")
    hierarchy: Hierarchy | None = _("null for a flat codebook")
    groups: dict[str, GroupRow | GroupTotal] | None = _("roll-ups; null without any")
    calibration: Calibration | None = _("null where no label occurs")
    curves: dict[str, Curve] = _("labels that occur")
    confusion: dict[str, dict[str, int]] | None = _(
        "single-select and flat: {gold: {assigned: n}}, with `(none)` and `(abstained)`"
    )
    learning: Learning | None = Field(default=None, description="only with --learning-curve")
    probes: dict[str, Probe] | None = Field(
        default=None,
        description="stance: `unchanged`, `target removed`, `target swapped`, `holder swapped`",
    )


class SliceRow(Part):
    """A facet in a part of the data with at least five of its examples."""

    n: int = _("examples")
    micro_f1: Share = _("pooled")
    micro_f1_interval: Interval | None = _("bootstrap over clusters, 95 %")
    macro_f1: Share = _("mean over labels with support in the slice")
    baseline_micro_f1: Share = _("the facet's most frequent label for every example")


class Mark(Part):
    """Marked words of a passage."""

    start: int = _("in the passage's text")
    end: int = _("one past the last code point")
    by: Literal["coder", "run"] = _("who marked them")
    weight: float | None = _("the model's; null for a coder's")


class Passage(Part):
    """A stretch of an article around its evidence."""

    field: str = _("title, dek, text or captions")
    start: int = _("first code point in that field")
    text: str = _("the words")
    marks: list[Mark] = _("in order")


class Error(Part):
    """An example on which the run is wrong."""

    article_id: str = _("of the article")
    target: str | None = Field(default=None, description="stance only")
    holder: str | None = Field(default=None, description="stance only")
    gold: list[str] = _("label ids")
    predicted: list[str] = _("label ids")
    scores: dict[str, float] = _("of the labels concerned")
    abstained: str | None = Field(default=None, description="the reason, where the run abstained")


class LabelError(Part):
    """An example on which the run is wrong about one label."""

    article_id: str = _("of the article")
    target: str | None = Field(default=None, description="stance only")
    holder: str | None = Field(default=None, description="stance only")
    title: str | None = _("headline")
    kind: Literal["missed", "wrongly assigned"] = _("which way")
    score: float = _("of the label")
    gold: list[str] = _("label ids")
    predicted: list[str] = _("label ids")
    abstained: str | None = Field(default=None, description="the reason, where the run abstained")
    passages: list[Passage] = _("evidence, at most three stretches")


class Doubt(Part):
    """A gold label that a held-out model finds hard to believe."""

    article_id: str = _("of the article")
    target: str | None = Field(default=None, description="stance only")
    holder: str | None = Field(default=None, description="stance only")
    title: str | None = _("headline")
    label: str = _("the label in doubt")
    kind: Literal["perhaps missing", "perhaps wrong"] = _("what may be the matter")
    score: float = _("of the label")


class Bootstrap(Part):
    """How intervals were drawn."""

    draws: int = _("0: no intervals")
    seed: int = _("fixes the draws")


class Report(Part):
    """`report.json`."""

    schema_: Literal[1] = Field(alias="schema", description="1")
    run: str = _("name of the run")
    data: str = _("name of the data: a file's stem, or `test`")
    n: int = _("examples")
    facets: dict[str, Facet] = _("by facet")
    leakage: dict[str, Any] | None = _(
        "by kind (text, cluster, source, author) `shared, known, share`; null without train"
    )
    slices: dict[str, dict[str, dict[str, SliceRow]]] = _(
        "by dimension (source, month, language, length, read_share, target, holder, roll-ups of "
        "gold labels, `extra.COLUMN`), value and facet"
    )
    errors: dict[str, list[Error]] = _("the ten worst of each facet")
    label_errors: dict[str, dict[str, list[LabelError]]] = _("the ten worst of each label")
    doubts: dict[str, list[Doubt]] = _("gold labels worth a second look, at most 20 a facet")
    bootstrap: Bootstrap = _("how intervals were drawn")
    origin: dict[str, Any] = _(
        "what the figures can be traced to: SHA-256 of data and codebooks, seed, split, policy, "
        "versions"
    )
    warnings: list[str] = _("sentences for the header")
