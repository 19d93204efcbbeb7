"""The terms of a codebook held against gold: what they find, share, and get wrong.

Three tables. Coverage: of the articles that have a label, how many have a word for it, and of those
with a word, how many have the label. Overlap: which two labels light up in the same articles, as
against how often coders gave both. Conflict: terms that stand more often in articles without their
label than with it, and the label that those articles have instead.

They say where a term list is thin, blurred or misleading. Measured on articles that the terms were
chosen on they flatter it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from toolkit.codebook import Codebook
from toolkit.config import InputConfig
from toolkit.corpus.compose import compose
from toolkit.corpus.labelled_row import LabelledRow
from toolkit.corpus.rows import read_rows
from toolkit.errors import DataError
from toolkit.rules import Mention, MentionFinder, layout_of

MIN_PAIR = 2  # articles in which two labels must light up together to be listed
MIN_CONFLICT = 2  # articles without its label before a term is listed as misleading
SHOWN = 20
INPUT = InputConfig()


@dataclass
class _Counts:
    """What is counted over articles; parents are counted with the labels below them."""

    articles: int = 0
    gold: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    both: Counter[str] = field(default_factory=Counter)
    gold_pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    hit_pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    term: Counter[tuple[str, str]] = field(default_factory=Counter)
    term_right: Counter[tuple[str, str]] = field(default_factory=Counter)
    term_alone: Counter[tuple[str, str]] = field(default_factory=Counter)
    instead: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)


def term_tables(codebook: Codebook, paths: Sequence[Path]) -> dict[str, Any]:
    """Coverage, overlap and conflict of a codebook's terms against labelled articles.

    Args:
        codebook: With `unit: article`.
        paths: Labelled example files.

    Returns:
        `codebook`, `files`, `articles`, and the tables `labels`, `terms`, `overlap`, `conflict`,
        each a list of rows; shares are null where there is nothing to divide by.

    Raises:
        DataError: If the codebook codes stance rows, a file has problems, or no article was
            examined for the facet.
    """
    if codebook.unit != "article":
        raise DataError(
            f"{codebook.key}: codes stance rows, which terms alone cannot find. "
            "Expected a codebook with unit: article."
        )
    rows, _ = read_rows(paths, {codebook.facet: codebook})
    counts = _counted(codebook, rows)
    if not counts.articles:
        names = ", ".join(str(path) for path in paths)
        raise DataError(f"{names}: no article was examined for facet {codebook.facet!r}.")
    return {
        "codebook": codebook.key,
        "files": [str(path) for path in paths],
        "articles": counts.articles,
        "labels": list(_label_rows(codebook, counts)),
        "terms": list(_term_rows(codebook, counts)),
        "overlap": list(_overlap_rows(counts)),
        "conflict": list(_conflict_rows(counts)),
    }


def _counted(codebook: Codebook, rows: Iterable[LabelledRow]) -> _Counts:
    finder = MentionFinder(codebook)
    counts = _Counts()
    for row in rows:
        gold = row.labels.get(codebook.facet)
        if gold is None or not row.article.has_text:
            continue
        counts.articles += 1
        item = compose(row.article, INPUT)
        layout = layout_of(item)
        mentions = [m for m in finder.find(item, layout) if not m.is_dateline]
        unsure = row.unsure.get(codebook.facet, frozenset())
        _count_article(codebook, counts, codebook.with_parents(gold), unsure, mentions)
    return counts


def _count_article(
    codebook: Codebook,
    counts: _Counts,
    gold: frozenset[str],
    unsure: frozenset[str],
    mentions: Sequence[Mention],
) -> None:
    found = {(m.label, m.term) for m in mentions if m.label not in unsure}
    terms_of = Counter(label for label, _ in found)
    hit = codebook.with_parents(frozenset(terms_of))
    counts.gold.update(gold)
    counts.hit.update(hit)
    counts.both.update(hit & gold)
    counts.gold_pairs.update(combinations(_leaves(codebook, gold), 2))
    counts.hit_pairs.update(combinations(_leaves(codebook, hit), 2))
    for label, term in found:
        counts.term[label, term] += 1
        if terms_of[label] == 1:
            counts.term_alone[label, term] += 1
        if label in gold:
            counts.term_right[label, term] += 1
        else:
            instead = counts.instead.setdefault((label, term), Counter())
            instead.update(_leaves(codebook, gold))


def _leaves(codebook: Codebook, labels: frozenset[str]) -> list[str]:
    """Labels without any of theirs below them, in codebook order: a parent tells nothing new."""
    above = {parent for label in labels for parent in codebook.ancestors(label)}
    return [label for label in codebook.label_ids if label in labels - above]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _label_rows(codebook: Codebook, counts: _Counts) -> Iterator[dict[str, Any]]:
    for label in codebook.label_ids:
        gold, hit, both = counts.gold[label], counts.hit[label], counts.both[label]
        yield {
            "label": label,
            "gold": gold,
            "hit": hit,
            "both": both,
            "coverage": _share(both, gold),
            "precision": _share(both, hit),
            "missed": gold - both,
        }


def _term_rows(codebook: Codebook, counts: _Counts) -> Iterator[dict[str, Any]]:
    for label in codebook.labels:
        for term in dict.fromkeys(term.term for term in label.terms):
            key = (label.id, term)
            yield {
                "label": label.id,
                "term": term,
                "articles": counts.term[key],
                "right": counts.term_right[key],
                "precision": _share(counts.term_right[key], counts.term[key]),
                "alone": counts.term_alone[key],
            }


def _overlap_rows(counts: _Counts) -> Iterator[dict[str, Any]]:
    """Pairs of labels by how much more often words than coders put them together."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for (one, other), hit in counts.hit_pairs.items():
        if hit < MIN_PAIR:
            continue
        either = counts.hit[one] + counts.hit[other] - hit
        gold = counts.gold_pairs[one, other]
        share = _share(hit, either)
        row = {"labels": [one, other], "hit": hit, "gold": gold, "jaccard": share}
        rows.append((gold - hit, row))
    for _, row in sorted(rows, key=lambda item: (item[0], item[1]["labels"])):
        yield row


def _conflict_rows(counts: _Counts) -> Iterator[dict[str, Any]]:
    """Terms that stand in more articles without their label than with it, the worst first."""
    rows: list[tuple[int, dict[str, Any]]] = []
    for (label, term), articles in counts.term.items():
        right = counts.term_right[label, term]
        wrong = articles - right
        if wrong < MIN_CONFLICT or wrong <= right:
            continue
        instead = counts.instead[label, term].most_common(3)
        row = {
            "label": label,
            "term": term,
            "articles": articles,
            "right": right,
            "wrong": wrong,
            "instead": [{"label": other, "articles": n} for other, n in instead],
        }
        rows.append((right - wrong, row))
    for _, row in sorted(rows, key=lambda item: (item[0], item[1]["label"], item[1]["term"])):
        yield row


def term_lines(tables: Mapping[str, Any]) -> Iterator[str]:
    """The tables for the terminal.

    Args:
        tables: From `term_tables`.

    Yields:
        Each table with its heading; of overlap and conflict the strongest rows.
    """
    yield f"{tables['codebook']} against {tables['articles']} articles"
    width = max(len(row["label"]) for row in tables["labels"])
    yield ""
    yield f"coverage {'':<{width - 6}}  gold  hit  both  coverage  precision"
    for row in tables["labels"]:
        if row["gold"] or row["hit"]:
            yield (
                f"  {row['label']:<{width}} {row['gold']:>5} {row['hit']:>4} {row['both']:>5} "
                f"{_shown(row['coverage']):>9} {_shown(row['precision']):>10}"
            )
    silent = sum(not row["articles"] for row in tables["terms"])
    yield f"  {silent} of {len(tables['terms'])} terms stand in no article"
    yield from ("", "overlap: words put two labels into one article more often than coders did")
    yield from _first(
        (
            f"  {row['labels'][0]} + {row['labels'][1]}: words {row['hit']}, coders {row['gold']}"
            for row in tables["overlap"]
            if row["hit"] > row["gold"]
        ),
        "pair",
    )
    yield from ("", "conflict: terms that stand more often without their label than with it")
    yield from _first((_conflict_line(row) for row in tables["conflict"]), "term")


def _conflict_line(row: Mapping[str, Any]) -> str:
    instead = ", ".join(f"{one['label']} {one['articles']}" for one in row["instead"])
    tail = f"; those have {instead}" if instead else ""
    return (
        f"  {row['label']}: {row['term']!r} in {row['articles']} articles, "
        f"{row['wrong']} without the label{tail}"
    )


def _first(lines: Iterable[str], noun: str) -> Iterator[str]:
    listed = list(lines)
    yield from listed[:SHOWN] or ["  none"]
    if len(listed) > SHOWN:
        more = len(listed) - SHOWN
        yield f"  … and {more} more {noun}s; --json has them all"


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"
