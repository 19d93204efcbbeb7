"""What the plain mode writes: lines of text that need no colour and no particular terminal."""

import re
import textwrap
from collections.abc import Callable, Sequence
from typing import TextIO

from toolkit.codebook import Codebook, Label
from toolkit.errors import did_you_mean
from toolkit.labelling.asking import Item
from toolkit.labelling.views import Current
from toolkit.records.annotation import Suggestion
from toolkit.records.article import PARAGRAPH_BREAK

WIDTH = 88
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
ISOLATE, POP = "\u2068", "\u2069"

HELP = """\
politics, *war    these labels apply (id, name, alias, number or beginning); * is the main one
~sport            unsure          SY=focus   with a role       none   nothing applies
!sport            its question does not arise                  n/a    the whole one does not
+war, -sport      changes what you gave before (go back to it with b)
e war "words"     words that speak for a label; add #2 for their second place
m war             the main label  n TEXT     a note            f TEXT a flag for a second look
s                 skip this question         s all             skip the rest of this article
u / r             undo / redo     b          one question back a      show the article again
?                 list the labels ? war      what a label means
g                 suggestions now (that you saw them is recorded with your decision)
p                 progress        q          stop (everything decided is already stored)"""

STANCE_HELP = """\
TARGET | HOLDER | LABEL | "words"    one row a line; an empty holder is the author
TARGET | HOLDER | ~LABEL             unsure
-TARGET | HOLDER                     take a row back
(empty line)                         that was all       none   nobody takes a position
n TEXT note, f TEXT flag, s skip, s all skip the article, u undo, r redo, b back, a article
? labels and targets, ? LABEL what it means, p progress, q stop (all rows are already stored)"""


def printable(text: str) -> str:
    r"""Text without control characters, which could move the cursor or hide words.

    >>> printable("a\x1b[2Jb")
    'a�[2Jb'
    """
    return CONTROL.sub("\ufffd", text)


def console_writer(stream: TextIO) -> Callable[[str], None]:
    """Writes lines to a stream; what its encoding lacks becomes a question mark."""
    encoding = stream.encoding or "utf-8"

    def write(line: str) -> None:
        stream.write(line.encode(encoding, errors="replace").decode(encoding) + "\n")
        stream.flush()

    return write


def article_lines(item: Item, *, total: int) -> list[str]:
    """The article as a coder reads it: title, dek, numbered paragraphs, captions."""
    article = item.article
    about = [article.source, article.published, ", ".join(article.authors)]
    lines = ["=" * WIDTH, f"Article {item.number} of {total}, id {printable(article.id)}"]
    if any(about):
        lines.append(printable(" · ".join(part for part in about if part)))
    if article.title:
        lines += ["", *wrapped(article.title)]
    if article.dek:
        lines += ["", *wrapped(article.dek)]
    for number, paragraph in enumerate(article.text.split(PARAGRAPH_BREAK), start=1):
        if paragraph.strip():
            lines += ["", *wrapped(paragraph, head=f"{number}. ")]
    for caption in article.captions:
        lines += ["", *wrapped(caption, head="[caption] ")]
    return [*lines, "=" * WIDTH]


def label_list(codebook: Codebook) -> list[str]:
    """The labels of a codebook with their numbers, and its targets."""
    lines = [f"{codebook.facet} ({codebook.key}), {codebook.select} label:"]
    for number, label in enumerate(codebook.labels, start=1):
        if label.status == "active":
            name = "" if label.name == label.id else f"  {label.name}"
            lines.append(f"  {number:>3}  {label.id}{name}")
    if codebook.roles:
        lines.append(f"roles: {', '.join(codebook.roles)}")
    if codebook.targets == "open":
        lines.append("targets: any text")
    elif codebook.targets:
        lines.append("targets:")
        lines += [f"       {target.id}  {target.name}" for target in codebook.targets]
    return lines


def label_help(
    codebook: Codebook, written: str, *, label_id: str | None, width: int = WIDTH
) -> list[str]:
    """What a label or target means, with its borderline cases and examples."""
    if label_id is not None:
        return _label_help(codebook.by_id[label_id], width)
    target = codebook.targets_by_id.get(written)
    if target is not None:
        return wrapped(f"{target.id} ({target.name}): {target.description}", width=width)
    hint = codebook.suggest(written) or did_you_mean(written, codebook.targets_by_id)
    return [f"{written!r} is not in {codebook.key}. {hint}"]


def prompt(codebook: Codebook) -> str:
    """The question as a prompt, such as `topic> `."""
    return f"{codebook.facet}> "


def given_lines(given: Sequence[Current]) -> list[str]:
    """What the coder said before about this question."""
    lines = []
    for item in given:
        labels = [*item.present, *(f"~{label}" for label in item.masked)]
        if item.is_row:
            lines.append(f"  {item.unit.target} | {item.unit.holder} | {', '.join(labels)}")
        elif item.unit.target is None and (labels or item.complete):
            star = f" (main: {item.primary})" if item.primary else ""
            lines.append(f"  {', '.join(labels) or 'nothing more applies'}{star}")
    return ["You have so far:", *lines] if lines else []


def suggestion_lines(suggestions: Sequence[Suggestion]) -> list[str]:
    """Suggestions in words; scores are left out, they would lend them a weight."""
    if not suggestions:
        return []
    rows = []
    for item in suggestions:
        row = "" if item.target is None else f"{item.target} | {item.holder} | "
        rows.append(f"  {row}{item.label} ({item.source})")
    return ["Suggested:", *dict.fromkeys(rows)]


def _label_help(label: Label, width: int) -> list[str]:
    lines = wrapped(f"{label.id} ({label.name}): {label.definition}", width=width)
    heads = [("  counts: ", text) for text in label.includes]
    heads += [("  does not: ", text) for text in label.excludes]
    for example in label.examples:
        head = "  example: " if example.applies else "  not an example: "
        heads.append((head, example.text + (f" ({example.why})" if example.why else "")))
    if label.aliases:
        heads.append(("  also: ", ", ".join(label.aliases)))
    return lines + [line for head, text in heads for line in wrapped(text, head=head, width=width)]


def wrapped(text: str, *, head: str = "", width: int = WIDTH) -> list[str]:
    """Text in lines; right-to-left text stands in isolates, so that its marks are not moved."""
    lines = textwrap.wrap(
        " ".join(printable(text).split()),
        width=width - len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )
    shown = [f"{ISOLATE}{line}{POP}" if RIGHT_TO_LEFT.search(line) else line for line in lines]
    return [(head if i == 0 else " " * len(head)) + line for i, line in enumerate(shown or [""])]
