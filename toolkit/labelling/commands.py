"""The line language of the plain mode: what a coder types, as data.

    politics, *war          these labels apply; * marks the main one
    ~sport                  unsure
    !sport                  its question does not arise; n/a: the whole question does not
    +war, -sport            changes to the labels given before
    SY=focus                with a role
    none                    nothing applies
    e war "heavy shelling"  words that speak for a label; "…" #2 for the second place
    TARGET | HOLDER | LABEL | "words"     a stance row; an empty holder is the author

Labels are ids, names, aliases, the numbers that `?` lists, or the beginning of any of them. A
label that looks like a command is written with a plus: `+s`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.labelling.decision import resolve_label, resolve_target
from toolkit.labelling.views import Current
from toolkit.text import normalise

NOTHING = frozenset({"none", "nothing"})
INAPPLICABLE = frozenset({"n/a", "not applicable"})
SIGNS = "+-~*!"
MIN_PREFIX = 2
QUOTED = re.compile(r'["“”„«»](.+)["“”„«»](?:\s*#(\d+))?\s*$')
WORDS = {
    "help": "h",
    "skip": "s",
    "flag": "f",
    "undo": "u",
    "redo": "r",
    "back": "b",
    "quit": "q",
    "note": "n",
    "article": "a",
    "progress": "p",
    "suggest": "g",
    "evidence": "e",
    "primary": "m",
    "main": "m",
}
WITH_TEXT = frozenset("nefm")  # commands that take the rest of the line
LONE = frozenset("hsurbqapg")


@dataclass(frozen=True)
class Command:
    """A line that starts with a command.

    Attributes:
        name: One letter, or `?`.
        rest: What follows.
    """

    name: str
    rest: str = ""


@dataclass
class Labels:
    """A line that gives labels.

    Attributes:
        present: Ids in the order typed.
        unsure: Ids.
        absent: Ids.
        inapplicable: Ids of labels whose question does not arise.
        primary: The one marked with a star.
        roles: Role by id.
        edits: Whether every item had a plus or minus: a change to what was given before.
    """

    present: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    inapplicable: list[str] = field(default_factory=list)
    primary: str | None = None
    roles: dict[str, str] = field(default_factory=dict)
    edits: bool = False


@dataclass(frozen=True)
class Row:
    """A line that gives a stance row.

    Attributes:
        target: Id, or free text where targets are open.
        holder: As typed; None for the author.
        label: Id; None takes the row back.
        unsure: Whether the label is only a guess.
        quote: Words that speak for it.
        nth: Which occurrence of the words.
    """

    target: str
    holder: str | None
    label: str | None
    unsure: bool = False
    quote: str | None = None
    nth: int | None = None


def parse_command(line: str) -> Command | None:
    """The command that a line starts with; None if it gives labels.

    >>> parse_command("n looks odd"), parse_command("s all"), parse_command("sport")
    (Command(name='n', rest='looks odd'), Command(name='s', rest='all'), None)
    """
    text = line.strip()
    if text.startswith("?"):
        return Command("?", text[1:].strip())
    first, _, rest = text.partition(" ")
    name = WORDS.get(first.casefold(), first)
    if name in LONE and (not rest or (name == "s" and rest.strip() == "all")):
        return Command(name, rest.strip())
    if name in WITH_TEXT and (rest.strip() or name == "f" or first.casefold() in WORDS):
        return Command(name, rest.strip())
    return None


def parse_labels(line: str, codebook: Codebook) -> Labels:
    """The labels that a line gives.

    Args:
        line: Items separated by commas or semicolons; a name may itself hold commas.
        codebook: Whose labels are meant.

    Returns:
        Ids by state. `none` gives none and `n/a` makes all not applicable, unless the codebook has
        a label that is called so.

    Raises:
        DataError: If an item means no label or several; suggests the nearest.
    """
    found = Labels()
    if normalise(line) in NOTHING and codebook.resolve(line.strip()) is None:
        return found
    if normalise(line) in INAPPLICABLE and codebook.resolve(line.strip()) is None:
        found.inapplicable = [x.id for x in codebook.labels if x.status == "active"]
        return found
    items: list[str] = []
    for chunk in filter(str.strip, line.split(";")):
        parts = chunk.split(",")
        while parts:
            taken = _longest(parts, codebook)
            items.append(",".join(parts[:taken]).strip())
            parts = parts[taken:]
    for item in filter(None, items):
        _add(found, item, codebook)
    found.edits = all(item[0] in "+-" for item in items if item)
    return found


def edited(change: Labels, given: Sequence[Current]) -> Labels:
    """Earlier labels with a change applied.

    Args:
        change: Labels with a plus or minus.
        given: The coder's decision on the same question, if there is one.

    Returns:
        The new labels.

    Raises:
        DataError: If labels are taken away where none were given.
    """
    before = next((item for item in given if item.complete), None)
    if before is None:
        if change.absent:
            raise DataError("no labels were given yet. Type those that apply, or none.")
        return change
    gone = {*change.absent, *change.present, *change.unsure, *change.inapplicable}
    present = [label for label in before.present if label not in change.absent]
    present += [label for label in change.present if label not in present]
    return Labels(
        present=present,
        unsure=[label for label in before.having("unsure") if label not in gone],
        inapplicable=[x for x in before.having("not_applicable") if x not in gone],
        primary=change.primary or (before.primary if before.primary in present else None),
        roles={k: v for k, v in {**before.roles, **change.roles}.items() if k in present},
    )


def parse_quote(rest: str) -> tuple[str, str, int | None]:
    """What `e LABEL "words" #2` holds: label, words, and which occurrence.

    Args:
        rest: What follows the command.

    Returns:
        Label as typed, words, and number of the occurrence if one was typed.

    Raises:
        DataError: If the words are not in quotation marks.
    """
    match = QUOTED.search(rest)
    if match is None or not rest[: match.start()].strip():
        raise DataError(f'e {rest}: expected a label and quoted words: e LABEL "words".')
    nth = int(match.group(2)) if match.group(2) else None
    return rest[: match.start()].strip(), match.group(1), nth


def parse_row(line: str, codebook: Codebook) -> Row:
    """The stance row that a line gives.

    Args:
        line: `TARGET | HOLDER | LABEL | "words"`; with a minus before it and without a label it
            takes a row back.
        codebook: A stance codebook.

    Returns:
        The row, target and label resolved.

    Raises:
        DataError: If the form is wrong, or target or label is unknown.
    """
    text = line.strip()
    withdraw = text.startswith("-")
    cells = [cell.strip() for cell in text.removeprefix("-").split("|")]
    if not withdraw and not 3 <= len(cells) <= 4:
        raise DataError(
            f'{line.strip()!r}: expected TARGET | HOLDER | LABEL, and | "words" if you like. '
            "An empty holder is the author."
        )
    target = resolve_target(codebook, cells[0])
    holder = cells[1] if len(cells) > 1 and cells[1] else None
    if withdraw:
        return Row(target, holder, None)
    unsure = cells[2].startswith("~")
    label = find_label(codebook, cells[2].removeprefix("~").strip())
    if len(cells) == 3 or not cells[3]:
        return Row(target, holder, label, unsure)
    match = QUOTED.search(cells[3])
    quote = match.group(1) if match else cells[3]
    nth = int(match.group(2)) if match and match.group(2) else None
    return Row(target, holder, label, unsure, quote, nth)


def find_label(codebook: Codebook, written: str) -> str:
    """The label id that a coder means: id, name, alias, number, or the beginning of one.

    Args:
        codebook: Of the facet.
        written: What was typed.

    Returns:
        The label id.

    Raises:
        DataError: If nothing or more than one label fits.
    """
    exact = codebook.resolve(written)
    if exact is not None:
        return exact
    if written.isdecimal() and 1 <= int(written) <= len(codebook.labels):
        return codebook.label_ids[int(written) - 1]
    near = _beginning_with(normalise(written), codebook)
    if len(near) > 1:
        listed = ", ".join(near[:5]) + (", …" if len(near) > 5 else "")
        raise DataError(f"{written!r} could mean {listed}. Type more of it.")
    return near[0] if near else resolve_label(codebook, written)


def _beginning_with(start: str, codebook: Codebook) -> list[str]:
    if len(start) < MIN_PREFIX:
        return []
    return [
        label.id
        for label in codebook.labels
        if any(
            normalise(known).startswith(start) for known in (label.id, label.name, *label.aliases)
        )
    ]


def _longest(parts: Sequence[str], codebook: Codebook) -> int:
    """How many comma-separated parts make one label name."""
    for size in range(len(parts), 1, -1):
        if codebook.resolve(",".join(parts[:size]).strip().lstrip(SIGNS).strip()) is not None:
            return size
    return 1


def _add(found: Labels, item: str, codebook: Codebook) -> None:
    sign = item[0] if item[0] in SIGNS else "+"
    written, role = item.lstrip(SIGNS).strip(), None
    if codebook.roles and "=" in written and codebook.resolve(written) is None:
        written, _, role = (part.strip() for part in written.rpartition("="))
    label = find_label(codebook, written)
    others = {"-": found.absent, "~": found.unsure, "!": found.inapplicable}
    into = others.get(sign, found.present)
    if label not in into:
        into.append(label)
    if sign == "*":
        found.primary = label
    if role is not None:
        found.roles[label] = role
