"""From a model input to windows of token ids: what the encoder reads, and what it does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from transformers import PreTrainedTokenizerBase

from toolkit.config import TransformerConfig
from toolkit.errors import ConfigError
from toolkit.records import AUTHOR, ModelInput

# A stance target stands in every window; a long one must leave room for the article.
MAX_PREFIX_SHARE = 0.25
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """One sequence for the encoder.

    Attributes:
        ids: Token ids, special tokens included; never empty.
        types: Token type of each id.
        spans: `(first, last, at)`: the article's tokens `first … last - 1` stand at `ids[at:]`.
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One model input as the encoder reads it.

    Attributes:
        windows: In text order; at least one.
        offsets: Where each token of the text stands in it, in code points.
        n_read: Tokens that stand in at least one window.
        known: Tokens that are not the tokenizer's unknown token.
    """

    windows: tuple[Window, ...]
    offsets: tuple[Span, ...]
    n_read: int
    known: int

    @property
    def read_share(self) -> float:
        """Share of the tokens that the model sees; 1 where there are none."""
        return self.n_read / len(self.offsets) if self.offsets else 1.0

    def tokens_in(self, start: int, end: int) -> Span:
        """The tokens, first and one past the last, that overlap a span of the text."""
        hit = [i for i, (a, b) in enumerate(self.offsets) if a < end and b > start]
        return (hit[0], hit[-1] + 1) if hit else (0, 0)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The special tokens around a text, or around a pair; each with its token type."""

    before: tuple[Span, ...]
    between: tuple[Span, ...]
    after: tuple[Span, ...]
    type_of_first: int
    type_of_text: int

    @property
    def size(self) -> int:
        return len(self.before) + len(self.between) + len(self.after)


def window_spans(n_tokens: int, *, size: int, overlap: int) -> list[Span]:
    """Spans that together cover every token.

    The last one is moved back to full size rather than cut short: windows weigh the same in
    the article's score, and one of three tokens says little.

    Args:
        n_tokens: Length of the article.
        size: Length of a window.
        overlap: Tokens that neighbours share, at least; below `size`.

    Returns:
        Half-open spans in order, one empty span for an empty article.

    >>> window_spans(9, size=4, overlap=1)
    [(0, 4), (3, 7), (5, 9)]
    """
    if n_tokens <= size:
        return [(0, n_tokens)]
    starts = [*range(0, n_tokens - size, size - overlap), n_tokens - size]
    return [(start, start + size) for start in starts]


class WindowCutter:
    """Tokenises inputs once, without truncation, and cuts them into windows.

    Args:
        tokenizer: A fast tokenizer.
        config: Lengths and what is read.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, config: TransformerConfig) -> None:
        self.tokenizer = tokenizer
        self.config = config
        self.single = _frame(tokenizer, pair=False)
        self.pair = _frame(tokenizer, pair=True)

    def encode(self, inputs: Sequence[ModelInput]) -> list[Encoded]:
        """One `Encoded` for each input, in order; articles without text get an empty window."""
        if not inputs:
            return []
        # verbose: the tokenizer would warn that texts exceed the model's length, which is the plan
        batch = self.tokenizer(
            [item.text for item in inputs],
            add_special_tokens=False,
            truncation=False,
            return_offsets_mapping=True,
            verbose=False,
        )
        return [
            self._encode(item, ids, [(int(a), int(b)) for a, b in offsets])
            for item, ids, offsets in zip(
                inputs, batch["input_ids"], batch["offset_mapping"], strict=True
            )
        ]

    def _encode(self, item: ModelInput, ids: list[int], offsets: list[Span]) -> Encoded:
        prefix = self._prefix(item)
        frame = self.single if prefix is None else self.pair
        room = self.config.max_tokens - frame.size - len(prefix or ())
        mentions = (*item.mentions, *item.holder_mentions) if item.mentions else ()
        chosen = self._choose(len(ids), room, _touched(mentions, offsets))
        windows = tuple(self._window(frame, prefix or (), ids, spans) for spans in chosen)
        read = {i for spans in chosen for first, last in spans for i in range(first, last)}
        unknown = self.tokenizer.unk_token_id
        return Encoded(
            windows=windows,
            offsets=tuple(offsets),
            n_read=len(read),
            known=sum(token != unknown for token in ids),
        )

    def _prefix(self, item: ModelInput) -> tuple[int, ...] | None:
        """Token ids of the stance question; None for an article."""
        if item.target is None:
            return None
        text = item.target_name or item.target
        if item.holder is not None and item.holder != AUTHOR:
            text = f"{text} by {item.holder}"
        ids = self.tokenizer(text, add_special_tokens=False, truncation=False, verbose=False)
        return tuple(ids["input_ids"][: int(self.config.max_tokens * MAX_PREFIX_SHARE)])

    def _choose(self, n_tokens: int, room: int, mentions: list[Span]) -> list[tuple[Span, ...]]:
        """The spans of each window that is read."""
        if n_tokens <= room:
            return [((0, n_tokens),)]
        if self.config.length == "head":
            return [((0, room),)]
        if self.config.length == "head_tail":
            # Halves: a news item leads with what matters, and an opinion piece ends with it.
            tail = room // 2
            return [((0, room - tail), (n_tokens - tail, n_tokens))]
        overlap = min(self.config.window_overlap, room // 2)  # a long target leaves little room
        spans = window_spans(n_tokens, size=room, overlap=overlap)
        if mentions:  # the lead, and what surrounds the target; the rest is about something else
            spans = [
                span
                for i, span in enumerate(spans)
                if i == 0 or any(a < span[1] and b > span[0] for a, b in mentions)
            ]
        return [(span,) for span in spans[: self.config.max_windows]]

    def _window(
        self, frame: _Frame, prefix: tuple[int, ...], ids: list[int], spans: tuple[Span, ...]
    ) -> Window:
        row = list(frame.before)
        if frame is self.pair:
            row += [(token, frame.type_of_first) for token in prefix]
            row += frame.between
        placed = []
        for first, last in spans:
            placed.append((first, last, len(row)))
            row += [(token, frame.type_of_text) for token in ids[first:last]]
        row += frame.after
        # A tokenizer without special tokens gives an empty text no token at all.
        row = row or [(self.tokenizer.pad_token_id or 0, 0)]
        return Window(
            ids=tuple(token for token, _ in row),
            types=tuple(kind for _, kind in row),
            spans=tuple(placed),
        )


def _touched(mentions: Sequence[Span], offsets: Sequence[Span]) -> list[Span]:
    """Mentions in code points as spans of tokens."""
    probe = Encoded(windows=(), offsets=tuple(offsets), n_read=0, known=0)
    spans = [probe.tokens_in(start, end) for start, end in mentions]
    return [span for span in spans if span[0] < span[1]]


def _frame(tokenizer: PreTrainedTokenizerBase, *, pair: bool) -> _Frame:
    """Reads the special tokens off a probe: every family of models frames texts its own way."""
    encoded = tokenizer(
        *(["a", "a"] if pair else ["a"]),
        return_special_tokens_mask=True,
        return_token_type_ids=True,
        truncation=False,
    )
    ids, types = encoded["input_ids"], encoded["token_type_ids"]
    special = [bool(flag) for flag in encoded["special_tokens_mask"]]
    plain = [i for i, flag in enumerate(special) if not flag]
    if not plain:
        raise ConfigError("model.checkpoint: its tokenizer reads nothing. Choose another one.")
    row = list(zip(ids, types, strict=True))
    inner = [i for i in range(plain[0], plain[-1]) if special[i]]
    return _Frame(
        before=tuple(row[: plain[0]]),
        between=tuple(row[i] for i in inner),
        after=tuple(row[plain[-1] + 1 :]),
        type_of_first=types[plain[0]],
        type_of_text=types[plain[-1]],
    )
