"""What the vectoriser reads of a model input, and where each stretch of it comes from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolkit.records import AUTHOR, InputField, ModelInput
from toolkit.text import sentences, tokens

NOT_A_WORD = re.compile(r"\W+")
# Words on each side of a mention that count as said of it: 5 serves as well as 10 and better than
# the whole sentence, by cross-validation on news and tweets.
WINDOW = 5
Span = tuple[int, int]


@dataclass(frozen=True)
class View:
    """The text of one input as features are taken from it.

    Attributes:
        text: What words are taken from: the words of the article, then markers.
        own: Length of the article's words in `text`; characters are taken from these alone.
        stretches: `(start, end, source)`: `text[start:end]` stands at `source` in the input's
            text. What lies outside of them (markers of target and holder) has no source.
        places: Features that a gazetteer found, each with its spans in the input's text.
    """

    text: str
    own: int
    stretches: tuple[tuple[int, int, int], ...]
    places: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    def source(self, start: int, end: int) -> Span | None:
        """Where a span of `text` stands in the input's text; None if it is not from there."""
        for first, last, source in self.stretches:
            if first <= start and end <= last:
                return start - first + source, end - first + source
        return None


def view(item: ModelInput, *, weights: Mapping[InputField, int] | None = None) -> View:
    """An article as it is; of a stance row the sentences that matter, with target and holder.

    The sentences of a row are those that mention the target or, for a quoted holder, name the
    holder; all of them where nothing is mentioned (a tweet on a target it never names). Each
    word of them also stands crossed with the target, for "ban" means something else for each;
    and with who holds the stance, for the author's words are not the quoted actor's. The words
    next to a mention of the target stand a third time, marked with their side: of two actors in
    a sentence, one attacks and the other is attacked.

    Args:
        item: From `corpus.compose`.
        weights: How often the words of a field count; 1 where it is not named.

    Returns:
        The text to take features from.
    """
    if item.target is None:
        if weights:
            return _weighted(item, weights)
        return View(item.text, len(item.text), ((0, len(item.text), 0),))
    parts: list[str] = []
    stretches: list[tuple[int, int, int]] = []
    length = 0
    spans = _sentences(item)
    for start, end in spans:
        stretches.append((length, length + end - start, start))
        parts.append(item.text[start:end])
        length += end - start + 1
    words = [word for part in parts for word in tokens(part)]
    markers = (*_markers(item, words), *_beside(item, spans))
    return View("\n".join([*parts, *markers]), max(0, length - 1), tuple(stretches))


def _weighted(item: ModelInput, weights: Mapping[InputField, int]) -> View:
    """The article, followed by the fields that count more than once, as often again.

    Repeating is what a weight means to counts, and what keeps explanations exact: each repetition
    stands at its field's place.
    """
    parts, stretches, length = [item.text], [(0, len(item.text), 0)], len(item.text)
    for piece in item.pieces:
        for _ in range(weights.get(piece.field, 1) - 1):
            length += 1  # the line feed that keeps n-grams from running across
            stretches.append((length, length + piece.end - piece.start, piece.start))
            parts.append(item.text[piece.start : piece.end])
            length += piece.end - piece.start
    return View("\n".join(parts), length, tuple(stretches))


def _sentences(item: ModelInput) -> list[Span]:
    spans = [*item.mentions, *item.holder_mentions]
    every = list(sentences(item.text))
    near = [(a, b) for a, b in every if any(a <= start < b for start, _ in spans)]
    return near or every


def _markers(item: ModelInput, words: Sequence[str]) -> Iterator[str]:
    # Underscores are word characters to the tokeniser, so that a marker is one feature.
    target = NOT_A_WORD.sub("_", item.target or "")
    voice = AUTHOR if item.holder == AUTHOR else "quoted"
    yield f"target__{target} holder__{voice} holder__{voice}__{target}"
    for word in dict.fromkeys(words):
        yield f"{target}__{word} {voice}__{word}"


def _beside(item: ModelInput, spans: Sequence[Span]) -> Iterator[str]:
    """The words to the left and right of each mention, within its sentence."""
    for start, end in item.mentions:
        for first, last in spans:
            if first <= start < last:
                left = tokens(item.text[first:start])[-WINDOW:]
                right = tokens(item.text[end:last])[:WINDOW]
                yield " ".join(f"left__{word}" for word in left)
                yield " ".join(f"right__{word}" for word in right)
