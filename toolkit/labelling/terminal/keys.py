"""Which key does what, and a small YAML file that changes it.

    undo: [u, ctrl+z]
    skip: s
    labels:
      topic: {politics: p, war: w}

A key is a character as it is typed, or a name such as `enter`, `f2`, `ctrl+s`, `shift+left`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.codebook import Codebook
from toolkit.errors import ConfigError, bullet_list, did_you_mean
from toolkit.files import YamlFile, read_yaml

# What each action is called, its keys, and what the help screen says about it.
ACTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "commit": (("enter",), "decide, and go on; with words selected: give them to the label"),
    "toggle": (("space",), "the label under the cursor on or off; in the article: start selecting"),
    "primary": (("*",), "make it the main label"),
    "unsure": (("~",), "unsure about it"),
    "inapplicable": (("!",), "its question does not arise"),
    "role": (("=",), "its next role"),
    "remove": (("delete", "backspace"), "take words, or a stance row, away"),
    "define": (("?",), "what the label means"),
    "search": (("/",), "search labels, definitions and aliases"),
    "add_row": (("+",), "a new stance row; words selected become its quote"),
    "switch": (("tab", "shift+tab"), "between article and codebook"),
    "next_facet": (("]",), "the next facet"),
    "previous_facet": (("[",), "the facet before"),
    "next_article": ((">",), "the next article"),
    "previous_article": (("<",), "the article before"),
    "select_sentence": ((".",), "select the sentence under the cursor"),
    "none_applies": (("X",), "not applicable: the whole question does not arise"),
    "skip": (("S",), "pass over this question"),
    "skip_article": (("A",), "pass over the rest of this article"),
    "flag": (("F",), "flag for a second look, with a reason if you like"),
    "note": (("N",), "a note for the adjudicator"),
    "undo": (("U", "ctrl+z"), "take the last step back, also one of last week"),
    "redo": (("R", "ctrl+y"), "take the undo back"),
    "suggest": (("G",), "suggestions: ask for them, or show and hide the words behind them"),
    "residue": (("Z",), "what surrounds the article on its page: in full or in one line"),
    "mirror": (("B",), "right-to-left text: leave the order to the terminal, or put it in order"),
    "theme": (("T",), "light or dark"),
    "help": (("f1", "H"), "this page"),
    "quit": (("Q", "ctrl+q", "ctrl+c"), "stop; everything decided is stored"),
    "up": (("up",), "up"),
    "down": (("down",), "down"),
    "page_up": (("pageup",), "a page up"),
    "page_down": (("pagedown",), "a page down"),
    "first": (("home",), "to the top"),
    "last": (("end",), "to the end"),
    "left": (("left",), "a word back; in the codebook: close a branch"),
    "right": (("right",), "a word on; in the codebook: open a branch"),
    "select_left": (("shift+left",), "select a word back"),
    "select_right": (("shift+right",), "select a word on"),
    "select_up": (("shift+up",), "select a row up"),
    "select_down": (("shift+down",), "select a row down"),
    "cancel": (("escape",), "drop the selection, leave the search"),
}
LABEL_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
NAMED = re.compile(
    r"(?:(?:ctrl|shift|alt)\+)*(?:f\d{1,2}|[a-z]|\d|enter|space|tab|escape|delete|backspace|insert"
    r"|home|end|pageup|pagedown|up|down|left|right)"
)


@dataclass(frozen=True)
class Keys:
    """Keys of the workspace.

    Attributes:
        actions: Action by key.
        labels: For each facet: label by key, where the coder chose one.
    """

    actions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, action: str) -> str:
        """The first key of an action, as it is shown."""
        found = next((key for key, name in self.actions.items() if name == action), "")
        return SHOWN.get(found, found)

    def all_of(self, action: str) -> list[str]:
        """All keys of an action, as they are shown."""
        return [SHOWN.get(key, key) for key, name in self.actions.items() if name == action]

    def for_labels(self, codebook: Codebook) -> dict[str, str]:
        """Label by key for one codebook.

        Chosen keys come first; the rest of the top labels get digits and letters in codebook
        order, which never changes while coding. A codebook with more top labels than keys has
        none but those chosen: typing letters that are no keys searches.

        Args:
            codebook: Of the facet.

        Returns:
            Label ids by key.
        """
        chosen = dict(self.labels.get(codebook.facet, {}))
        top = [
            label.id
            for label in codebook.labels
            if label.parent is None and label.status == "active" and label.id not in chosen.values()
        ]
        free = [key for key in LABEL_KEYS if key not in self.actions and key not in chosen]
        if len(top) > len(free):
            return chosen
        return chosen | dict(zip(free, top, strict=False))


SHOWN = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "shift+left": "⇧←",
    "shift+right": "⇧→",
    "shift+up": "⇧↑",
    "shift+down": "⇧↓",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "escape": "Esc",
    "delete": "Del",
    "f1": "F1",
}


def default_keys() -> Keys:
    """The keys without a file."""
    return Keys({key: action for action, (keys, _) in ACTIONS.items() for key in keys})


def load_keys(path: Path, codebooks: Mapping[str, Codebook]) -> Keys:
    """Keys from a YAML file, over the defaults.

    An action in the file has just the keys that the file gives it; a key that the file gives to
    one action is taken from the default of another.

    Args:
        path: The file.
        codebooks: For keys of labels.

    Returns:
        The keys.

    Raises:
        ConfigError: With every unknown action, label and key, and every key given twice.
    """
    found = read_yaml(path)
    problems: list[str] = []
    written = {name: value for name, value in found.value.items() if name != "labels"}
    chosen: dict[str, str] = {}
    for action, value in written.items():
        if action not in ACTIONS:
            hint = did_you_mean(str(action), ACTIONS)
            problems.append(f"{found.where((action,))}: no action {action!r}. {hint}".strip())
            continue
        for key in _keys(found, (action,), value, problems):
            if key in chosen:
                problems.append(
                    f"{found.where((action,))}: key {key!r} is given to both {chosen[key]!r} and "
                    f"{action!r}. Choose one."
                )
            chosen[key] = action
    labels = _label_keys(found, codebooks, chosen, problems)
    problems += _without_keys(found, written, chosen)
    if problems:
        raise ConfigError(bullet_list(problems))
    kept = {
        key: action
        for key, action in default_keys().actions.items()
        if action not in written and key not in chosen
    }
    return Keys(kept | chosen, labels)


def _keys(
    found: YamlFile, where: tuple[str, ...], value: object, problems: list[str]
) -> Iterator[str]:
    for key in value if isinstance(value, list) else [value]:
        name = str(key) if isinstance(key, (str, int)) and not isinstance(key, bool) else ""
        if (len(name) == 1 and name.isprintable() and name != " ") or NAMED.fullmatch(name):
            yield name
        else:
            problems.append(
                f"{found.where(where)}: {key!r} is no key. Expected a character in quotes, or a "
                "name such as enter, space, f2, ctrl+s, shift+left."
            )


def _label_keys(
    found: YamlFile,
    codebooks: Mapping[str, Codebook],
    actions: Mapping[str, str],
    problems: list[str],
) -> dict[str, dict[str, str]]:
    section = found.value.get("labels") or {}
    if not isinstance(section, dict):
        problems.append(f"{found.where(('labels',))}: expected facets with their labels.")
        return {}
    standing = {k: a for k, a in default_keys().actions.items() if a not in found.value}
    taken = standing | dict(actions)
    labels: dict[str, dict[str, str]] = {}
    for facet, wanted in section.items():
        place = ("labels", str(facet))
        # A file of keys serves several projects: facets that are not open here are passed over.
        book = codebooks.get(str(facet))
        if book is None or not isinstance(wanted, dict):
            continue
        for label, value in wanted.items():
            where = (*place, str(label))
            label_id = book.resolve(str(label))
            if label_id is None:
                hint = book.suggest(str(label))
                problems.append(f"{found.where(where)}: {book.key} has no label {label!r}. {hint}")
                continue
            for key in _keys(found, where, value, problems):
                other = taken.get(key) or labels.get(book.facet, {}).get(key)
                if other is not None:
                    problems.append(
                        f"{found.where(where)}: key {key!r} is given to both {other!r} and "
                        f"{label!r}. Choose one."
                    )
                labels.setdefault(book.facet, {})[key] = label_id
    return labels


def _without_keys(
    found: YamlFile, written: Mapping[str, object], chosen: Mapping[str, str]
) -> Sequence[str]:
    """Actions whose only keys the file gives to others: nobody could reach them any more."""
    problems = []
    for action, (keys, _) in ACTIONS.items():
        if action not in written and all(key in chosen for key in keys):
            takers = ", ".join(repr(chosen[key]) for key in keys)
            problems.append(
                f"{found.path}: {action!r} loses its key {', '.join(map(repr, keys))} to {takers}. "
                f"Give {action!r} another one."
            )
    return problems
