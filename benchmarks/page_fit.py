"""Fits the weights of the pasted-page parser and tries them on sites that they have not seen.

    python benchmarks/page_fit.py --data-root DIR [--write]

Prints the figures of cross-validation over sites. With `--write` it also writes
`toolkit/ingest/page_weights.py` from all pages; the same data give the same file.
"""

import argparse
import copy
import random
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from pasted_pages import Page, body_f1, plain, read_pages, shingles, shipped_pages
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from toolkit.ingest import page_body, page_header, page_lines, page_title
from toolkit.ingest.page import body_of, parse_page

Floats = NDArray[np.float64]
PAGE_WEIGHTS = Path(page_body.__file__).with_name("page_weights.py")
# Every page is fitted in other dress too, so that the weights do not lean on blank lines or on
# the words of the languages that these pages are in.
# And as a short article, of which these pages have few.
BODY_DRESSES = {"own": 1.0, "no gaps": 0.3, "all gaps": 0.2, "no words": 0.3, "short": 0.12}
SHORT = 6  # body lines of an article that was cut short
TITLE_DRESSES = {"own": 1.0, "no gaps": 0.5, "no title": 0.3}
BODY_C, TITLE_PENALTY = 0.15, 0.6
FOLDS, SEEDS, HALVINGS = 10, (0, 1, 2), (103, 104, 105)


@dataclass(frozen=True)
class Weights:
    """What is fitted: the three parts of `page_weights`."""

    first: Floats
    second: Floats
    title: Floats  # the last one is the bias against "none of these lines"


@contextmanager
def in_use(weights: Weights) -> Iterator[None]:
    """Lets the parser use some weights."""
    before = page_body.FIRST, page_body.SECOND, page_title.TITLE_WEIGHTS, page_title.TITLE_BIAS
    page_body.FIRST, page_body.SECOND = weights.first, weights.second
    page_title.TITLE_WEIGHTS = tuple(weights.title[:-1])
    page_title.TITLE_BIAS = float(weights.title[-1])
    try:
        yield
    finally:
        page_body.FIRST, page_body.SECOND = before[:2]
        page_title.TITLE_WEIGHTS, page_title.TITLE_BIAS = before[2:]


@dataclass(frozen=True)
class _Dressed:
    """The lines of a page in one dress."""

    lines: list[page_lines.Line]
    words: NDArray[np.int64]
    places: NDArray[np.int16]
    is_body: NDArray[np.bool_]
    weight: Floats


def dressed(page: Page) -> list[_Dressed]:
    """A page's lines in every dress, with what the gold says of each of them."""
    own = [line for line in page_lines.measure(page.raw) if re.search(r"\w", line.text)]
    in_body = _in_body(own, page.body)
    found = []
    for dress, share in BODY_DRESSES.items():
        stays = (~in_body | (np.cumsum(in_body) <= SHORT)) if dress == "short" else in_body >= 0
        is_body = in_body[stays]
        lines = [_redressed(line, dress) for line, stay in zip(own, stays, strict=True) if stay]
        lines[0].gap = True
        words = np.array([line.words for line in lines], dtype=np.int64)
        weight = np.sqrt(np.maximum(words, 1))
        weight *= share / weight.sum()
        places = page_body.columns(lines, words=words)
        found.append(_Dressed(lines, words, places, is_body, weight))
    return found


def _redressed(line: page_lines.Line, dress: str) -> page_lines.Line:
    line = copy.copy(line)
    if dress in {"no gaps", "all gaps"}:
        line.gap = dress == "all gaps"
    elif dress == "no words":
        line.marks, line.after, line.control, line.final = 0, False, False, False
    return line


def _in_body(lines: Sequence[page_lines.Line], body: str) -> NDArray[np.bool_]:
    """Whether the gold has more than half of a line's shingles; short lines as a whole."""
    gold = shingles(body)
    spaced = " ".join(["", *re.findall(r"\w+", body), ""])
    found = []
    for line in lines:
        words = re.findall(r"\w+", line.text)
        if len(words) < 4:
            found.append(f" {' '.join(words)} " in spaced and line.text in body)
        else:
            own = shingles(line.text)
            found.append((own & gold).total() > own.total() / 2)
    return np.array(found)


def fit_body(pages: Sequence[Sequence[_Dressed]]) -> tuple[Floats, Floats]:
    """The weights of both readings, each a logistic regression over lines."""
    items = [item for page in pages for item in page]
    first = _regression([item.places for item in items], items, size=int(page_body.OFFSETS[-1]))
    echoed = []
    for item in items:
        kept = page_body.best_lines(first[item.places].sum(axis=1), item.words)
        echo = np.array(page_body.echoes(item.lines, kept)) + page_body.OFFSETS[-1]
        echoed.append(np.column_stack([item.places, echo]))
    size = int(page_body.OFFSETS[-1]) + page_body.ECHO
    return first, _regression(echoed, items, size=size)


def _regression(
    places: Sequence[NDArray[np.integer]], items: Sequence[_Dressed], *, size: int
) -> Floats:
    rows = np.concatenate(places)
    count, columns = rows.shape
    starts = np.arange(0, count * columns + 1, columns)
    matrix = sp.csr_matrix((np.ones(count * columns), rows.ravel(), starts), shape=(count, size))
    wanted = np.concatenate([item.is_body for item in items])
    weight = np.concatenate([item.weight for item in items])
    model = LogisticRegression(C=BODY_C, max_iter=400)
    model.fit(matrix, wanted, sample_weight=weight * count / weight.sum())
    # Every row has one place in each column, so the intercept can be shared out among them.
    return np.asarray(model.coef_[0] + model.intercept_[0] / columns)


@dataclass(frozen=True)
class _Choice:
    """The lines of a page that could be its title."""

    rows: Floats
    right: list[int]
    weight: float


def choices(page: Page, *, dresses: Iterable[str] = TITLE_DRESSES) -> list[_Choice]:
    """A page's candidates in every dress, read with the body weights in use."""
    found = []
    for dress in dresses:
        raw = page.raw
        if dress == "no gaps":
            raw = re.sub(r"\n\s*\n", "\n", raw)
        elif dress == "no title":
            raw = without_title(page)
        lines = page_lines.measure(raw)
        kept, _, is_plain = body_of(lines)
        body = [index for index, keep in enumerate(kept) if keep]
        if is_plain or not body:
            continue
        window = page_header.window_above(lines, body)
        signs = page_header.signs_of(lines, window)
        indices, rows = page_title.candidates(lines, kept, window, signs)
        right = [place for place, i in enumerate(indices) if is_title(page, lines[i].text)]
        table = np.array(rows).reshape(-1, len(page_title.FEATURES))
        found.append(_Choice(table, right, TITLE_DRESSES[dress]))
    return found


def is_title(page: Page, text: str) -> bool:
    """Whether a line is one of a page's titles, its outlet's name left out."""
    return plain(text) in page.titles or plain(text[: page_title.title_end(text)]) in page.titles


def without_title(page: Page) -> str:
    """A page as pasted without the line of its title."""
    return "\n".join(line for line in page.raw.split("\n") if not is_title(page, line))


def fit_title(found: Sequence[_Choice]) -> Floats:
    """A conditional logit over each page's candidates and "none of them"."""

    def loss(theta: Floats) -> tuple[float, Floats]:
        total = TITLE_PENALTY * float(theta[:-1] @ theta[:-1])
        slope = np.append(2 * TITLE_PENALTY * theta[:-1], 0.0)
        for choice in found:
            scores = np.append(choice.rows @ theta[:-1] + theta[-1], 0.0)
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            right = choice.right or [len(choice.rows)]
            mass = shares[right].sum()
            wanted = np.zeros_like(shares)
            wanted[right] = shares[right] / mass
            total -= choice.weight * float(np.log(mass))
            pull = choice.weight * (shares - wanted)[:-1]
            slope[:-1] += choice.rows.T @ pull
            slope[-1] += pull.sum()
        return total, slope

    start = np.zeros(len(page_title.FEATURES) + 1)
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def fit(pages: Sequence[Page]) -> Weights:
    """All weights from some pages."""
    first, second = fit_body([dressed(page) for page in pages])
    nothing = np.zeros(len(page_title.FEATURES) + 1)
    with in_use(Weights(first, second, nothing)):
        title = fit_title([choice for page in pages for choice in choices(page)])
    return Weights(first, second, title)


def folds(pages: Sequence[Page], count: int, seed: int) -> list[int]:
    """A fold for each page; the pages of one site share theirs."""
    sites = sorted({page.site for page in pages})
    random.Random(seed).shuffle(sites)
    place = {site: index % count for index, site in enumerate(sites)}
    return [place[page.site] for page in pages]


def unseen(pages: Sequence[Page], count: int, seed: int) -> dict[str, str]:
    """Bodies of all pages, each by weights that were fitted without its fold."""
    fold = folds(pages, count, seed)
    lines = [dressed(page) for page in pages]
    found: dict[str, str] = {}
    for held in range(count):
        first, second = fit_body([item for item, f in zip(lines, fold, strict=True) if f != held])
        with in_use(Weights(first, second, np.zeros(len(page_title.FEATURES) + 1))):
            for page, f in zip(pages, fold, strict=True):
                if f == held:
                    found[page.id] = "\n\n".join(parse_page(page.raw).text.split("\n\n"))
    return found


def title_counts(pages: Sequence[Page], *, fitted_on_others: bool = True) -> Counter[str]:
    """How many titles are right, wrong or left out, also where the title is gone.

    Args:
        pages: Pages.
        fitted_on_others: Judge each page by weights that were fitted without its fold.

    Returns:
        Counts by `right`, `wrong`, `none`, and the same behind `gone:` for pages without title.
    """
    counts: Counter[str] = Counter()
    fold = folds(pages, 5, 1)
    for held in range(5):
        fitted = [page for page, f in zip(pages, fold, strict=True) if f != held]
        weights = fit(fitted if fitted_on_others else pages)
        with in_use(weights):
            for page, f in zip(pages, fold, strict=True):
                if f == held:
                    counts.update(_title_results(page))
    return counts


def _title_results(page: Page) -> list[str]:
    results = []
    shown = any(is_title(page, line) for line in page.raw.split("\n"))
    for prefix, raw in (("", page.raw), ("gone:", without_title(page))):
        title = parse_page(raw).title
        if title is None:
            results.append(f"{prefix}none")
        elif prefix or not shown:
            results.append(f"{prefix or 'unshown:'}wrong")
        else:
            results.append("right" if is_title(page, title) else "wrong")
    return results


def main() -> None:
    """Prints figures; writes the weights if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--data-root", type=Path, required=True, metavar="DIR")
    parser.add_argument("--write", action="store_true", help="write toolkit/ingest/page_weights.py")
    parser.add_argument("--skip-figures", action="store_true", help="only fit")
    asked = parser.parse_args()
    pages = read_pages(asked.data_root)
    if not asked.skip_figures:
        gold = {page.id: page.body for page in pages}
        for count, seeds in ((FOLDS, SEEDS), (2, HALVINGS)):
            scores = [body_f1(gold, unseen(pages, count, seed))[0] for seed in seeds]
            mean = sum(scores) / len(scores)
            print(f"body F1, {count} folds of sites: {mean:.4f}", [f"{s:.3f}" for s in scores])
        print("titles:", dict(sorted(title_counts(pages).items())))
    if asked.write:
        write(fit([*pages, *shipped_pages()]))


def write(weights: Weights) -> None:
    """Writes `page_weights.py`."""
    tables = []
    for name, table in (("FIRST", weights.first), ("SECOND", weights.second)):
        rows = [*page_body.COLUMNS]
        if name == "SECOND":
            rows.append(("echo", page_body.ECHO))
        ends = np.cumsum([0, *(size for _, size in rows)])
        tables.append(f"_{name}: tuple[tuple[float, ...], ...] = (")
        for (row, _), start, end in zip(rows, ends[:-1], ends[1:], strict=True):
            numbers = ", ".join(f"{number:.2f}" for number in table[start:end])
            wrapped = textwrap.wrap(f"({numbers}),", 94, subsequent_indent=" ")
            tables += [f"    # {row}", *(f"    {part}" for part in wrapped)]
        tables.append(")")
    title = [
        f"    {number:.2f},  # {name}"
        for name, number in zip(page_title.FEATURES, weights.title, strict=False)
    ]
    head, _, _ = PAGE_WEIGHTS.read_text(encoding="utf-8").partition("# fmt: off\n")
    lines = [
        "# fmt: off",
        "# One row per column of `page_body.COLUMNS`, one number per value.",
        *tables,
        "# In the order of `page_title.FEATURES`.",
        "TITLE_WEIGHTS: tuple[float, ...] = (",
        *title,
        ")",
        f'TITLE_BIAS = {weights.title[-1]:.2f}  # against "none of these lines"',
        "# fmt: on",
        "FIRST: NDArray[np.float64] = np.array([weight for row in _FIRST for weight in row])",
        "SECOND: NDArray[np.float64] = np.array([weight for row in _SECOND for weight in row])",
    ]
    PAGE_WEIGHTS.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
