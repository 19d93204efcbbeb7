"""Labelled rows as they are after checking, and what reading them found."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.records import Article, Evidence, StanceRow
from toolkit.records.example import Status


@dataclass(frozen=True)
class LabelledRow:
    """One labelled article, its labels checked against the codebooks of the run.

    Attributes:
        article: The article.
        line: Line in its file, or row of its source, from 1.
        labels: Label ids as coded, per examined article facet.
        stance: Stance rows; None where stance was not examined.
        primary: Primary label per facet.
        roles: Per facet: label to role.
        unsure: Labels per facet on which the coder was unsure.
        evidence: Coders' spans.
        cluster: Near-duplicate cluster, where the file names one.
        inclusion: Inclusion probability, where the file names one.
        status: Per facet; missing means gold.
        soft: Per article facet: label to the share of coders who gave it. It can stand without
            labels, where coders differ and nobody has settled it.
    """

    article: Article
    line: int
    labels: Mapping[str, frozenset[str]]
    stance: tuple[StanceRow, ...] | None
    primary: Mapping[str, str]
    roles: Mapping[str, Mapping[str, str]]
    unsure: Mapping[str, frozenset[str]]
    evidence: tuple[Evidence, ...]
    cluster: str | None
    inclusion: float | None
    status: Mapping[str, Status]
    soft: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass
class RowsReport:
    """What reading an example file found besides its rows.

    Attributes:
        ignored_facets: Facets without a codebook in this run, with the number of rows.
        notes: What was accepted under another spelling, with counts.
        collapsed: Identical rows that were read once.
    """

    ignored_facets: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    collapsed: int = 0

    def lines(self) -> list[str]:
        """The findings in words, one line each."""
        found = [
            f"facet {facet!r} has no codebook in this run: ignored in {n} rows"
            for facet, n in sorted(self.ignored_facets.items())
        ]
        found += [f"{note} ({n} times)" for note, n in sorted(self.notes.items())]
        if self.collapsed:
            found.append(f"{self.collapsed} identical rows were read once")
        return found
