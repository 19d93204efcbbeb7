"""What a model says, what is decided, and what is written out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import RecordError
from toolkit.records.example import Evidence, ModelInput


class Column(NamedTuple):
    """A (facet, label) pair: one column of a score matrix."""

    facet: str
    label: str


@dataclass(frozen=True)
class ScoreBatch:
    """Scores of a batch of inputs; checks shape, finiteness and range once, here.

    Attributes:
        columns: One (facet, label) pair a column, in codebook order.
        scores: float32 `(n_examples, n_columns)` in [0, 1].
        read_share: float32 `(n_examples,)`, the share of tokens that the model saw.
        known: int32 `(n_examples,)`, how many features of the input the model knows; an input
            with none can only get its prior, and `decide` abstains.
        roles: Region roles per example (label to role), where the model gives them.
        unlearned: `(n_examples, n_columns)`, True where the model that scored the row had not
            learned the column, so that its zero says nothing; None where that is nowhere so.

    Raises:
        RecordError: If a shape differs, a score is not finite, or lies outside [0, 1].
    """

    columns: tuple[Column, ...]
    scores: NDArray[np.float32]
    read_share: NDArray[np.float32]
    known: NDArray[np.int32]
    roles: tuple[Mapping[str, str], ...] = ()
    unlearned: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        expected = (len(self.read_share), len(self.columns))
        if self.scores.shape != expected or self.known.shape != (expected[0],):
            raise RecordError(
                f"scores: shapes {self.scores.shape} and {self.known.shape} do not fit "
                f"{expected[0]} examples and {expected[1]} columns. This is a defect of the model."
            )
        if self.roles and len(self.roles) != expected[0]:
            raise RecordError(
                f"roles: {len(self.roles)} of them for {expected[0]} examples. "
                "This is a defect of the model."
            )
        for name, values in (("scores", self.scores), ("read_share", self.read_share)):
            if values.size and not bool(np.isfinite(values).all()):
                raise RecordError(f"{name}: not finite. Expected numbers in [0, 1].")
            if values.size and (values.min() < 0 or values.max() > 1):
                raise RecordError(
                    f"{name}: outside [0, 1] ({values.min():.3g} … {values.max():.3g}). "
                    "This is a defect of the model."
                )

    def __len__(self) -> int:
        return len(self.read_share)


@dataclass(frozen=True, slots=True)
class Prediction:
    """The decision on one example.

    Attributes:
        labels: Assigned labels per facet, in codebook order; empty means that none applies.
        scores: Calibrated score per facet and label.
        primary: The highest-scoring assigned label, where the codebook asks for one.
        abstained: Reason per facet on which no decision was taken; such a facet has no labels.
        read_share: Share of tokens that the model saw.
        roles: Per facet: label to role, where the model gives them.
    """

    labels: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, Mapping[str, float]]
    primary: Mapping[str, str]
    abstained: Mapping[str, str]
    read_share: float
    roles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoredRecord:
    """One line of a scored archive; the attributes are the JSON keys, in this order.

    Attributes:
        article_id: Id of the article.
        source: Outlet, where known.
        published: ISO 8601, where known.
        language: ISO 639-1, where known.
        cluster: Near-duplicate cluster, where known.
        target: Stance rows only.
        holder: Stance rows only.
        labels: Facet to assigned labels.
        scores: Facet to label to score.
        primary: Facet to primary label, where the codebook asks for one.
        roles: Facet to label to role, where the model gives them.
        abstained: Facet to reason.
        read_share: Share of tokens that the model saw.
        evidence: Spans with weights, when asked for.
        fingerprint: Of the article.
        run: Name of the run.
        codebooks: Facet to `id@version`.
        status: The article's status.
    """

    article_id: str
    source: str | None
    published: str | None
    language: str | None
    cluster: str | None
    target: str | None
    holder: str | None
    labels: Mapping[str, tuple[str, ...]]
    scores: Mapping[str, Mapping[str, float]]
    primary: Mapping[str, str]
    roles: Mapping[str, Mapping[str, str]]
    abstained: Mapping[str, str]
    read_share: float
    evidence: tuple[Evidence, ...] | None
    fingerprint: str
    run: str
    codebooks: Mapping[str, str]
    status: str

    @classmethod
    def of(
        cls,
        item: ModelInput,
        prediction: Prediction,
        *,
        source: str | None,
        cluster: str | None,
        fingerprint: str,
        run: str,
        codebooks: Mapping[str, str],
        evidence: tuple[Evidence, ...] | None = None,
        status: str = "ok",
    ) -> Self:
        """The record of what was decided about a model input.

        Args:
            item: What the model saw; says article, date, language, target and holder.
            prediction: What was decided.
            source: Outlet of the article, where known.
            cluster: Of the article, where known.
            fingerprint: Of the article.
            run: Name of the run.
            codebooks: Facet to `id@version`.
            evidence: Spans with weights, where asked for.
            status: Of the article.

        Returns:
            The record.
        """
        return cls(
            article_id=item.article_id,
            source=source,
            published=item.published,
            language=item.language,
            cluster=cluster,
            target=item.target,
            holder=item.holder,
            labels=prediction.labels,
            scores=prediction.scores,
            primary=prediction.primary,
            roles=prediction.roles,
            abstained=prediction.abstained,
            read_share=prediction.read_share,
            evidence=evidence,
            fingerprint=fingerprint,
            run=run,
            codebooks=codebooks,
            status=status,
        )

    def to_json(self) -> dict[str, Any]:
        """The record as a JSON object; keys that do not apply are left out."""
        record: dict[str, Any] = {
            "article_id": self.article_id,
            "source": self.source,
            "published": self.published,
            "language": self.language,
        }
        if self.cluster is not None:
            record["cluster"] = self.cluster
        if self.target is not None:
            record |= {"target": self.target, "holder": self.holder}
        record |= {
            "labels": {facet: list(labels) for facet, labels in self.labels.items()},
            "scores": {facet: dict(scores) for facet, scores in self.scores.items()},
        }
        record["primary"] = dict(self.primary)
        if self.roles:
            record["roles"] = {facet: dict(roles) for facet, roles in self.roles.items()}
        record |= {"abstained": dict(self.abstained), "read_share": self.read_share}
        if self.evidence is not None:
            record["evidence"] = [evidence_json(item) for item in self.evidence]
        return record | {
            "fingerprint": self.fingerprint,
            "run": self.run,
            "codebooks": dict(self.codebooks),
            "status": self.status,
        }


def evidence_json(item: Evidence) -> dict[str, Any]:
    """An evidence span as a JSON object; target and holder only where set."""
    record: dict[str, Any] = {
        "facet": item.facet,
        "label": item.label,
        "field": item.field,
        "start": item.start,
        "end": item.end,
        "quote": item.quote,
        "weight": round(item.weight, 6),
    }
    if item.target is not None:
        record |= {"target": item.target, "holder": item.holder}
    return record
