"""What a test part shares with train: texts, near-copies, sources, authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from toolkit.corpus.wording import alike
from toolkit.records import Example

KINDS = {
    "text": "exact text in train",
    "cluster": "near-copy in train",
    "source": "source in train",
    "author": "author in train",
}


@dataclass(frozen=True)
class Leakage:
    """How much of a test part also occurs in train.

    Attributes:
        n_test: Articles in the test part.
        shared: By kind (`text`, `cluster`, `source`, `author`): test articles whose exact text,
            near-duplicate cluster, source or author occurs in train.
        known: By kind: test articles for which the kind is known at all.
        values: For `source` and `author`: how many different ones of test occur in train, and
            how many there are; empty for tables that were added up over folds.
        only_alike: Those among `shared["cluster"]` that are in no cluster of train but say nearly
            the same as one of its articles: other days, notices of one form. None where that was
            not looked for, because the parts were cut by cluster.
    """

    n_test: int
    shared: Mapping[str, int]
    known: Mapping[str, int]
    values: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    only_alike: int | None = None

    @property
    def leaks(self) -> bool:
        """Whether a test article, or a near-copy of one, is in train."""
        return self.shared["text"] > 0 or self.shared["cluster"] > 0

    def to_json(self) -> dict[str, object]:
        """Counts and shares as a JSON object."""
        kinds: dict[str, dict[str, float | None]] = {
            kind: {
                "shared": self.shared[kind],
                "known": self.known[kind],
                "share": round(self.shared[kind] / self.n_test, 4) if self.n_test else None,
            }
            for kind in self.shared
        }
        if self.only_alike is not None:
            kinds["cluster"]["only_alike"] = self.only_alike
        return {
            "n_test": self.n_test,
            **kinds,
            **(
                {"values": {k: {"shared": n, "known": of} for k, (n, of) in self.values.items()}}
                if self.values
                else {}
            ),
        }

    def lines(self) -> list[str]:
        """The table for a terminal, one line a kind."""
        return leakage_lines(self.to_json())


def leakage_lines(table: Mapping[str, Any]) -> list[str]:
    """A stored leakage table for a terminal.

    Args:
        table: From `Leakage.to_json`.

    Returns:
        One line for each kind.
    """
    found = []
    for kind, words in KINDS.items():
        row = table[kind]
        line = f"{words}: {row['shared']} of {table['n_test']} test articles"
        if row["share"] is not None:
            line += f" ({row['share']:.1%})"
        unknown = table["n_test"] - row["known"]
        if unknown:
            line += f", unknown for {unknown}"
        different = table.get("values", {}).get(kind)
        if row.get("only_alike"):
            line += (
                f", {row['only_alike']} of them by wording alone (other days, notices of a form)"
            )
        if different and different["known"]:
            line += f", {different['shared']} of {different['known']} {kind}s"
        found.append(line)
    return found


def leakage(train: Sequence[Example], test: Sequence[Example], *, wording: bool = False) -> Leakage:
    """The leakage table of two parts, counted in articles.

    Args:
        train: What the model learns from.
        test: What it is tested on.
        wording: Count as near-copies also what says nearly the same on another day or in the form
            of a regular notice, which clusters keep apart: for parts that were given.

    Returns:
        Counts of test articles that share their text, cluster, source or an author with train.
    """
    articles = list({example.input.article_id: example for example in test}.values())
    seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for example in train:
        for kind, values in _related(example).items():
            seen[kind] |= values
    shared = dict.fromkeys(seen, 0)
    known = dict.fromkeys(seen, 0)
    met: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for example in articles:
        for kind, values in _related(example).items():
            known[kind] += bool(values)
            shared[kind] += bool(values & seen[kind])
            met[kind] |= values
    only_alike = None
    if wording:
        others = [example for example in articles if example.cluster not in seen["cluster"]]
        texts = {example.input.article_id: example.input.text for example in train}
        only_alike = sum(alike(list(texts.values()), (e.input.text for e in others)))
        shared["cluster"] += only_alike
    return Leakage(
        n_test=len(articles),
        shared=shared,
        known=known,
        values={k: (len(met[k] & seen[k]), len(met[k])) for k in ("source", "author")},
        only_alike=only_alike,
    )


def _related(example: Example) -> dict[str, set[str]]:
    return {
        "text": {example.fingerprint},
        "cluster": {example.cluster},
        "source": {example.source} if example.source else set(),
        "author": set(example.authors),
    }
