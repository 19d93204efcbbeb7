"""Running the network: window vectors, scores, and which sentences made them."""

import contextlib
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toolkit.models.transformer.data import Collator, pad_windows
from toolkit.models.transformer.model import WindowClassifier, pool_windows
from toolkit.models.transformer.windows import Encoded, Window

WINDOWS_IN_BATCH = 32  # more gains nothing on a processor and takes memory
Hidden = NDArray[np.bool_] | None


@contextlib.contextmanager
def using_threads(threads: int | None) -> Iterator[None]:
    """Sets the number of processor threads and sets it back; None leaves all cores in use."""
    before = torch.get_num_threads()
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def best_device() -> torch.device:
    """CUDA where there is one, else the processor; no other backend gives the same numbers."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def window_vectors(
    model: WindowClassifier,
    windows: Sequence[Window],
    collator: Collator,
    *,
    hidden: Sequence[Hidden] | None = None,
) -> Tensor:
    """The encoder's vector of each window.

    Windows of like length share a batch, so that little is spent on padding.

    Args:
        model: Its device and weights; put into evaluation mode.
        windows: In any order.
        collator: How to pad.
        hidden: For each window, the tokens that the encoder must not see.

    Returns:
        `(n_windows, hidden_size)` on the processor, in the order of `windows`.
    """
    model.eval()
    device = model.head.weight.device
    result = torch.zeros((len(windows), model.head.in_features))
    # Longest first: if memory does not suffice, that shows at once and not after an hour.
    order = sorted(range(len(windows)), key=lambda i: -len(windows[i].ids))
    with torch.inference_mode():
        for first in range(0, len(order), WINDOWS_IN_BATCH):
            chosen = order[first : first + WINDOWS_IN_BATCH]
            batch = pad_windows(
                [windows[i].ids for i in chosen],
                [windows[i].types for i in chosen],
                pad_id=collator.pad_id,
                hidden=[hidden[i] for i in chosen] if hidden else None,
            )
            if not collator.uses_types:
                del batch["token_type_ids"]
            vectors = model.window_vectors(**{k: v.to(device) for k, v in batch.items()})
            result[chosen] = vectors.float().cpu()
    return result


def scores_of(
    model: WindowClassifier, encoded: Sequence[Encoded], collator: Collator
) -> NDArray[np.float32]:
    """Scores `(n_articles, n_columns)` in [0, 1], in the order of `encoded`."""
    if not encoded:
        return np.zeros((0, model.head.out_features), dtype=np.float32)
    windows = [window for item in encoded for window in item.windows]
    counts = torch.tensor([len(item.windows) for item in encoded])
    return _pooled_scores(model, window_vectors(model, windows, collator), counts)


def _pooled_scores(model: WindowClassifier, vectors: Tensor, counts: Tensor) -> NDArray[np.float32]:
    device = model.head.weight.device
    with torch.inference_mode():
        logits = pool_windows(model.head(vectors.to(device)), counts, model.pool)
        scores: NDArray[np.float32] = model.objective.scores(logits).cpu().numpy()
    return scores


def occlusion(
    model: WindowClassifier,
    item: Encoded,
    spans: Sequence[tuple[int, int]],
    collator: Collator,
) -> NDArray[np.float32]:
    """How much each score falls when the tokens of a span are hidden from the encoder.

    Hiding keeps windows and positions as they are, so only windows that hold the span are run
    again, and nothing but the span differs.

    Args:
        model: Fitted.
        item: One article.
        spans: Spans of its text in code points.
        collator: How to pad.

    Returns:
        `(n_spans, n_columns)`; positive where the span speaks for the label, zero where it is
        not read.
    """
    masked: list[Window] = []
    masks: list[Hidden] = []
    places: list[list[tuple[int, int]]] = []  # per span: (window, row among the masked)
    for start, end in spans:
        first, last = item.tokens_in(start, end)
        place = []
        for number, window in enumerate(item.windows):
            hidden = _hidden_in(window, first, last)
            if hidden.any():
                place.append((number, len(masked)))
                masked.append(window)
                masks.append(hidden)
        places.append(place)
    whole = window_vectors(model, item.windows, collator)
    changed = window_vectors(model, masked, collator, hidden=masks)
    variants = [whole]
    for place in places:
        variant = whole.clone()
        for number, row in place:
            variant[number] = changed[row]
        variants.append(variant)
    counts = torch.full((len(variants),), len(item.windows))
    scores = _pooled_scores(model, torch.cat(variants), counts)
    return np.asarray(scores[0] - scores[1:], dtype=np.float32)


def _hidden_in(window: Window, first: int, last: int) -> NDArray[np.bool_]:
    """Which ids of a window are the article's tokens `first … last - 1`."""
    hidden = np.zeros(len(window.ids), dtype=np.bool_)
    for start, stop, at in window.spans:
        a, b = max(first, start), min(last, stop)
        if a < b:
            hidden[at + a - start : at + b - start] = True
    return hidden
