"""`suggest`: labels from the codebooks' rules with the words behind them (silver)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.codebook import Codebook
from toolkit.config import DecisionConfig, InputConfig, RulesConfig
from toolkit.corpus.compose import compose
from toolkit.errors import DataError
from toolkit.models.base import label_states
from toolkit.models.decide import decide, fit_decision
from toolkit.models.registry import create
from toolkit.records import Article, Evidence
from toolkit.records.scores import evidence_json
from toolkit.runs.devices import device_lines, devices_record
from toolkit.runs.score import assigned_evidence

SPANS = 5  # for each label; a coder looks at the first two


class Suggester:
    """The `rules` kind with its default decision.

    Args:
        codebooks: By facet; facets of stance rows are left out, for rules know no targets.
        devices: Whether each line also carries the article's framing devices.

    Raises:
        DataError: If no codebook is left.
    """

    def __init__(self, codebooks: Mapping[str, Codebook], *, devices: bool = False) -> None:
        self.devices = devices
        self.codebooks = {f: book for f, book in codebooks.items() if book.unit == "article"}
        if not self.codebooks:
            raise DataError(
                f"suggest: {', '.join(book.key for book in codebooks.values())} labels stance "
                "rows, which rules cannot find. Name a codebook with unit: article."
            )
        self.model = create(RulesConfig(kind="rules"), self.codebooks, seed=0)
        self.input = InputConfig()
        self.decision = fit_decision(
            None,
            label_states([], self.model.columns),
            DecisionConfig(calibrate="none", threshold=0.5),
            self.codebooks,
            columns=self.model.columns,
            unlearned=self.model.fit([], []).unlearned,
            tuned_on="nothing",
        )

    def suggest(self, articles: Iterable[Article]) -> Iterator[dict[str, Any]]:
        """Labels each article.

        Args:
            articles: With text.

        Yields:
            Lines of a labelled example file with status silver and evidence, in article order.
        """
        for article in articles:
            item = compose(article, self.input)
            batch = self.model.predict_scores([item])
            prediction = decide(batch, self.decision, self.codebooks)[0]
            spans = assigned_evidence(self.model, item, prediction, limit=SPANS)
            labels = {facet: list(found) for facet, found in prediction.labels.items()}
            row = _row(article, labels, prediction.primary, prediction.roles, spans)
            yield row | {"devices": devices_record(article)} if self.devices else row


def _row(
    article: Article,
    labels: dict[str, list[str]],
    primary: Mapping[str, str],
    roles: Mapping[str, Mapping[str, str]],
    spans: list[Evidence],
) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "dek": article.dek,
        "text": article.text,
        "published": article.published,
        "source": article.source,
        "language": article.language,
        "labels": labels,
        "primary": dict(primary),
        "roles": {facet: dict(found) for facet, found in roles.items()},
        "evidence": [evidence_json(span) for span in spans],
        "status": dict.fromkeys(labels, "silver"),
    }


def suggestion_lines(row: Mapping[str, Any], codebooks: Mapping[str, Codebook]) -> Iterator[str]:
    """A suggestion for the terminal, line by line."""
    yield f"{row['id']}  {row['title'] or '(no title)'}"
    for facet, labels in row["labels"].items():
        if not labels:
            yield f"  {facet}: nothing found"
        for label in labels:
            name = codebooks[facet].by_id[label].name
            star = " *" if row["primary"].get(facet) == label else ""
            yield f"  {facet}: {label} ({name}){star}"
            mine = [e for e in row["evidence"] if (e["facet"], e["label"]) == (facet, label)]
            words = ", ".join(f"“{' '.join(e['quote'].split())}” [{e['field']}]" for e in mine)
            if words:
                yield f"      {words}"
        others = {k: v for k, v in row["roles"].get(facet, {}).items() if k not in labels}
        if others:
            yield f"  {facet}, not in focus: " + ", ".join(f"{k} {v}" for k, v in others.items())
    if "devices" in row:
        yield from (f"  {line}" for line in device_lines(row["devices"]))
