"""Labelling one facet of an article: ticking labels, marking the words that speak for them."""

from collections.abc import Callable, Sequence

from toolkit.labelling.decision import Decision, remarks_on
from toolkit.labelling.draft import Draft
from toolkit.labelling.terminal.choices import Line
from toolkit.labelling.terminal.labels import OWN, label_lines, search
from toolkit.labelling.terminal.tasks import Desk
from toolkit.records.annotation import Annotation, Span, State


class LabelsTask:
    """The question of a facet whose unit is the article.

    Args:
        desk: The screen that it is done on.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        item = desk.session.item()
        assert item is not None
        self.codebook = item.codebook
        self._keys = desk.keys.for_labels(item.codebook)
        self._opened: set[str] = set()
        self._found: list[str] | None = None
        self._is_sure = False

    @property
    def draft(self) -> Draft:
        """What is ticked so far."""
        return self.desk.session.draft()

    @property
    def label_under_cursor(self) -> str | None:
        """The label of the list's present line."""
        line = self.desk.choices.current
        return line.id if line else None

    @property
    def target_under_cursor(self) -> str | None:
        """None: only stance has targets."""
        return None

    def lines(self) -> list[Line]:
        """The coder's labels, then the codebook."""
        item = self.desk.session.item()
        return label_lines(
            self.draft,
            keys=self._keys,
            suggestions=item.suggestions if item else (),
            opened=self._opened,
            found=self._found,
        )

    def pinned(self, lines: Sequence[Line]) -> int:
        """The coder's own labels stay in view."""
        headings = [i for i, line in enumerate(lines) if line.style == "heading"]
        return headings[1] if len(headings) > 1 and lines[0].text == OWN else 0

    def label_keys(self) -> dict[str, str]:
        """Label by key."""
        return self._keys

    def evidence(self) -> Sequence[Span]:
        """Words marked so far."""
        return self.draft.evidence

    def hint(self) -> str:
        """What to do next."""
        keys, book = self.desk.keys, self.codebook
        rules = ["one label" if book.select == "single" else "all that apply"]
        if book.max_labels and book.select == "multi":
            rules.append(f"up to {book.max_labels}")
        if book.primary != "none":
            rules.append(f"{keys.of('primary')} main")
        if book.roles:
            rules.append(f"{keys.of('role')} role")
        return f"{book.facet}: {', '.join(rules)}"

    # --- labels -------------------------------------------------------------------------------

    def give(self, label: str) -> None:
        """Turns a label on or off; with words selected, gives them to it."""
        span = self.desk.article.selection(label)
        if span is None:
            self.draft.toggle(label)
        else:
            self.draft.mark(span)
            self.desk.article.drop_selection()
            self.desk.say(f"“{_short(span.quote)}” speaks for {self._name(label)}.")
        self._changed(label)

    def pick(self, line: Line) -> None:
        """As its key; a quoted line goes to the words."""
        if line.span is not None:
            self.desk.article.go_to(line.span)
        elif line.id is not None:
            self.give(line.id)

    def act(self, action: str) -> bool:
        """Does what an action means for the question, or for the label under the cursor."""
        if action == "search":
            self._search()
            return True
        if action == "none_applies":
            self._not_applicable()
            return True
        label, does = self.label_under_cursor, self._on_label().get(action)
        if label is None or does is None:
            return False
        does(label)
        return True

    def _on_label(self) -> dict[str, Callable[[str], None]]:
        return {
            "toggle": self._toggle,
            "primary": self._primary,
            "unsure": lambda label: self._state(label, "unsure"),
            "inapplicable": lambda label: self._state(label, "not_applicable"),
            "role": self._role,
            "remove": self._remove,
            "right": self._open_branch,
            "left": self._close_branch,
        }

    def commit(self) -> None:
        """Gives selected words to the label under the cursor, or decides and goes on."""
        label, session = self.label_under_cursor, self.desk.session
        if self.desk.article.selection("") is not None:
            if label is None:
                self.desk.say("Put the cursor on a label first, or press its key.", problem=True)
            else:
                self.give(label)
            return
        draft = self.draft
        if draft.given and not draft.changed:
            session.go_on()
            self.desk.advance()
            return
        if draft.empty and not self._is_sure:
            self._is_sure = True
            self.desk.say(f"No label. Press {self.desk.keys.of('commit')} again: nothing applies.")
            return
        self._decide(draft.decision())

    def _decide(self, decision: Decision) -> None:
        """Stores the decision; where suggestions differ, the coder may think again."""
        session = self.desk.session
        event = session.decide(decision)
        remarks = remarks_on(self.codebook, decision)
        said = " ".join([f"{self.codebook.facet}: {self._said(event)}.", *remarks])
        found = session.reveal(event) if session.options.blind else ()
        suggested = {item.label for item in found}
        if not found:
            self.desk.say(said)
        elif suggested == set(decision.present):
            self.desk.say(f"{said} {found[0].source}: the same.")
        else:
            session.reopen(event)
            self.desk.say(
                f"Stored. {found[0].source} differs: {self.desk.keys.of('commit')} keeps yours, "
                f"{self.desk.keys.of('suggest')} shows why."
            )
        self.desk.advance()

    # --- search -------------------------------------------------------------------------------

    def start_search(self, typed: str = "") -> None:
        """Opens the search with what was typed already."""
        self._search(typed)

    def close_search(self) -> bool:
        """Shows the whole codebook again."""
        was_open, self._found = self._found is not None, None
        if was_open:
            self.desk.redraw(at=self.label_under_cursor)
        return was_open

    def _search(self, start: str = "") -> None:
        self._typing(start)
        self.desk.ask("label", done=self._typed, typing=self._typing, start=start)

    def _typing(self, typed: str) -> None:
        self._found = search(self.codebook, typed)
        self.desk.redraw(at=self._found[0] if self._found else None)

    def _typed(self, typed: str) -> None:
        label = self.label_under_cursor
        found, self._found = self._found or [], None
        if typed.strip() and label in found:
            self.give(label or "")
        else:
            self.desk.redraw(at=label)

    # --- within -------------------------------------------------------------------------------

    def _toggle(self, _: str) -> None:
        line = self.desk.choices.current
        if line is not None:
            self.pick(line)

    def _primary(self, label: str) -> None:
        self.draft.make_primary(label)
        self._changed(label)

    def _state(self, label: str, state: State) -> None:
        self.draft.toggle(label, state)
        self._changed(label)

    def _role(self, label: str) -> None:
        self.draft.next_role(label)
        self._changed(label)

    def _remove(self, label: str) -> None:
        line = self.desk.choices.current
        spans = self.draft.spans_of(label)
        if line is not None and line.span is not None and line.span in spans:
            self.draft.unmark(line.span)
        elif spans:
            self.draft.unmark(spans[-1])
        elif label in self.draft.states:
            self.draft.toggle(label, self.draft.states[label])
        self._changed(label)

    def _open_branch(self, label: str) -> None:
        self._opened.add(label)
        self.desk.redraw(at=label)

    def _close_branch(self, label: str) -> None:
        parent = self.codebook.by_id[label].parent
        inside = label if label in self._opened else parent
        self._opened.discard(inside or "")
        self.desk.redraw(at=inside or label)

    def _not_applicable(self) -> None:
        if self.draft.is_not_applicable:
            self.draft.nothing_applies()
        else:
            self.draft.not_applicable()
        self._changed(None)

    def _changed(self, label: str | None) -> None:
        self._is_sure = False
        if label is not None and self.draft.states.get(label) == "present":
            # What lies below a label that applies is what the coder looks at next.
            self._opened.add(label)
        self.desk.redraw(at=label)

    def _said(self, event: Annotation) -> str:
        """The decision in the names of labels; ids of some schemes are numbers."""
        if len(event.states) > 1 and set(event.states.values()) == {"not_applicable"}:
            return "not applicable"
        signs = {"unsure": "~", "not_applicable": "!", "present": "", "absent": "-"}
        names = [
            f"{'*' if label == event.primary else signs[state]}{self._name(label)}"
            for label, state in event.states.items()
        ]
        return _short(", ".join(names)) or "nothing applies"

    def _name(self, label: str) -> str:
        return self.codebook.by_id[label].name


def _short(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= 40 else f"{words[:39]}…"
