"""Examples: what a model sees, with labels, masks and parents."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.codebook import Codebook
from toolkit.config import InputConfig
from toolkit.corpus.compose import compose
from toolkit.corpus.labelled_row import LabelledRow
from toolkit.records import Example


def build_examples(
    rows: Sequence[LabelledRow],
    codebooks: Mapping[str, Codebook],
    config: InputConfig,
    *,
    clusters: Mapping[str, str],
) -> list[Example]:
    """Examples of a run, in row order; stance rows of an article follow each other.

    Parents of hierarchical labels are added here, for training and evaluation alike. Articles
    without any text, and those in another language where the config sets one, are left out.

    Args:
        rows: From `rows.read_rows`.
        codebooks: Of the run, by facet.
        config: What a model sees.
        clusters: Cluster by article id.

    Returns:
        The examples.
    """
    stance = next((c for c in codebooks.values() if c.unit == "stance-row"), None)
    examples: list[Example] = []
    for row in rows:
        if not row.article.has_text or is_other_language(row.article.language, config):
            continue
        example = _article_example(row, codebooks, config, clusters)
        if stance is None:
            examples.append(example)
        else:
            examples += _stance_examples(row, example, stance, config)
    return examples


def is_other_language(language: str | None, config: InputConfig) -> bool:
    """Whether a language filter is set and the article's language is known to be another.

    >>> is_other_language("en-GB", InputConfig(language="en"))
    False
    """
    if config.language is None or language is None:
        return False
    return re.split("[-_]", language.strip().casefold())[0] not in {"", config.language}


def _article_example(
    row: LabelledRow,
    codebooks: Mapping[str, Codebook],
    config: InputConfig,
    clusters: Mapping[str, str],
) -> Example:
    article = row.article
    return Example(
        input=compose(article, config),
        labels={facet: codebooks[facet].with_parents(ids) for facet, ids in row.labels.items()},
        unsure={facet: _unsure(row, codebooks[facet]) for facet in row.unsure},
        primary=row.primary,
        roles=row.roles,
        cluster=clusters.get(article.id, article.id),
        source=article.source,
        authors=article.authors,
        inclusion=row.inclusion,
        status=row.status,
        evidence=row.evidence,
        fingerprint=article.fingerprint,
        line=row.line,
        title=article.title,
        extra=article.extra,
        soft={facet: _shares(given, codebooks[facet]) for facet, given in row.soft.items()},
    )


def _shares(given: Mapping[str, float], codebook: Codebook) -> dict[str, float]:
    """Shares of coders, with at least as large a share for what stands above a label."""
    shares: dict[str, float] = {}
    for label, share in given.items():
        for above in codebook.with_parents(frozenset([label])):
            shares[above] = max(share, shares.get(above, 0.0))
    return shares


def _unsure(row: LabelledRow, codebook: Codebook) -> frozenset[str]:
    """The unsure labels, and those above them that no coded label implies."""
    unsure = row.unsure[codebook.facet]
    implied = codebook.with_parents(row.labels.get(codebook.facet, frozenset()))
    return unsure | (codebook.with_parents(unsure) - implied)


def _stance_examples(
    row: LabelledRow, example: Example, codebook: Codebook, config: InputConfig
) -> list[Example]:
    return [
        replace(
            example,
            input=compose(row.article, config, row=stance, codebook=codebook),
            labels={} if stance.label is None else {codebook.facet: frozenset([stance.label])},
            evidence=tuple(
                item
                for item in row.evidence
                if (item.target, item.holder or stance.holder) == (stance.target, stance.holder)
            ),
        )
        for stance in row.stance or ()
    ]
