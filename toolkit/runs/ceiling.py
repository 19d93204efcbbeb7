"""What single coders in a label store said about the examples of an evaluation."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.codebook import Codebook
from toolkit.evaluation import CoderLabels
from toolkit.labelling.store import Store
from toolkit.labelling.views import Current, independent, row_key
from toolkit.records import AUTHOR, Example

Key = tuple[str, tuple[str, str] | None]
Said = dict[tuple[str, Key], Current]


def coder_labels(
    store: str, examples: Sequence[Example], codebooks: Mapping[str, Codebook]
) -> dict[str, CoderLabels]:
    """Labels that persons gave alone to the examples, where two or more of them did.

    Left out, and counted, are decisions under another codebook version and on another text than
    the one that is judged; decisions after adjudication or with suggestions on screen count
    nowhere in agreement.

    Args:
        store: Path of a label store.
        examples: Of the evaluation.
        codebooks: By facet.

    Returns:
        The labels by facet; a facet that nobody coded twice has no rows.
    """
    with Store(store, create=False) as opened:
        labels, n_shown = independent(opened.events())
    note = f"{n_shown} decisions after adjudication or with suggestions on screen"
    found = {}
    for facet, book in codebooks.items():
        mine = (item for item in labels.values() if item.unit.facet == facet)
        said, left_out = _usable(mine, examples, book)
        words = [note] if n_shown else []
        words += [f"{n} decisions {why}" for why, n in sorted(left_out.items())]
        found[facet] = _matrix(said, examples, book, tuple(words))
    return found


def _usable(
    items: Iterable[Current], examples: Sequence[Example], book: Codebook
) -> tuple[Said, Counter[str]]:
    """Decisions on the very texts that are judged, and why others are left out."""
    texts = {example.input.article_id: example.fingerprint for example in examples}
    said: Said = {}
    left_out: Counter[str] = Counter()
    for item in items:
        text = texts.get(item.unit.article_id)
        if text is None or (book.unit == "stance-row" and not item.is_row):
            continue
        if item.codebook != book.key:
            left_out[f"under another codebook than {book.key}"] += 1
        elif item.last is not None and item.last.fingerprint != text:
            left_out["on another version of the article's text"] += 1
        else:
            row = row_key(item.unit) if book.unit == "stance-row" else None
            said[item.coder, (item.unit.article_id, row)] = item
    return said, left_out


def _matrix(
    said: Said, examples: Sequence[Example], book: Codebook, left_out: tuple[str, ...]
) -> CoderLabels:
    coders = tuple(sorted({coder for coder, _ in said}))
    keys = [_key(example, book) for example in examples]
    times = Counter(key for _, key in said)
    rows = [i for i, key in enumerate(keys) if times[key] >= 2]
    values = np.full((len(coders), len(rows), len(book.labels)), np.nan)
    for c, coder in enumerate(coders):
        for position, i in enumerate(rows):
            item = said.get((coder, keys[i]))
            if item is not None:
                values[c, position] = _values(item, book)
    return CoderLabels(coders, np.array(rows, dtype=np.int_), values, left_out)


def _values(item: Current, book: Codebook) -> NDArray[np.float64]:
    known = item.known(book)
    if book.unit == "stance-row" and known.applies:
        # A stance row names its one label; the others are thereby denied.
        return np.array([float(label in known.applies) for label in book.label_ids])
    answers = (known.value(label) for label in book.label_ids)
    return np.array([np.nan if answer is None else float(answer) for answer in answers])


def _key(example: Example, book: Codebook) -> Key:
    item = example.input
    if book.unit != "stance-row":
        return item.article_id, None
    holder = item.holder or AUTHOR
    return item.article_id, ((item.target or "").casefold(), holder.casefold())
