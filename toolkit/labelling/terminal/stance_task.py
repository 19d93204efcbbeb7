"""Labelling the stance rows of an article: target, holder, label and the words that show it."""

from collections.abc import Sequence

from toolkit.labelling.decision import Decision
from toolkit.labelling.history import summary
from toolkit.labelling.terminal.choices import Line
from toolkit.labelling.terminal.labels import search_targets
from toolkit.labelling.terminal.tasks import Desk
from toolkit.labelling.views import Current
from toolkit.records.annotation import Span
from toolkit.records.example import AUTHOR
from toolkit.text import normalise

BETWEEN = "\x1f"  # between target and holder in the id of a line; in neither of them


class StanceTask:
    """The question of a facet whose unit is the stance row; every row is stored at once.

    Args:
        desk: The screen that it is done on.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        item = desk.session.item()
        assert item is not None
        self.codebook = item.codebook
        self._keys = desk.keys.for_labels(item.codebook)
        self._choices: list[Line] | None = None
        self._target, self._holder = "", AUTHOR
        self._is_sure = False
        self._rows: dict[str, Current] | None = None

    @property
    def rows(self) -> dict[str, Current]:
        """The rows that stand, by the id of their line."""
        if self._rows is None:
            self._rows = {
                _line_id(item.unit.target or "", item.unit.holder or ""): item
                for item in self.desk.session.given()
                if item.is_row
            }
        return self._rows

    @property
    def label_under_cursor(self) -> str | None:
        """The label of the row, or of the label line."""
        line = self.desk.choices.current
        if line is None or line.id is None:
            return None
        row = self.rows.get(line.id)
        if row is not None:
            return next(iter((*row.present, *row.masked)), None)
        return line.id if line.id in self.codebook.by_id else None

    @property
    def target_under_cursor(self) -> str | None:
        """The target of the row."""
        line_id = self._row_under_cursor()
        return line_id.partition(BETWEEN)[0] if line_id is not None else None

    def lines(self) -> list[Line]:
        """The rows, what is suggested, and the labels; or what can be chosen."""
        if self._choices is not None:
            return self._choices
        lines = [Line("rows" if self.rows else "no rows yet", style="heading")]
        for line_id, item in self.rows.items():
            lines += self._row_lines(line_id, item)
        add = self.desk.keys.of("add_row")
        lines.append(Line("new row", id=_line_id("", ""), key=add, style="faint"))
        lines += self._suggested()
        lines.append(Line("labels", style="heading"))
        by_label = {label: key for key, label in self._keys.items()}
        lines += [
            Line(label.name, id=label.id, key=by_label.get(label.id, ""), style="")
            for label in self.codebook.labels
            if label.status == "active"
        ]
        return lines

    def pinned(self, lines: Sequence[Line]) -> int:
        """The rows scroll with the rest."""
        return 0

    def label_keys(self) -> dict[str, str]:
        """Label by key."""
        return self._keys

    def evidence(self) -> Sequence[Span]:
        """The words of all rows."""
        return [span for item in self.rows.values() for span in item.evidence]

    def hint(self) -> str:
        """What to do next."""
        add, commit = self.desk.keys.of("add_row"), self.desk.keys.of("commit")
        return f"{self.codebook.facet}: {add} adds a row, {commit} says that all are there"

    # --- actions ------------------------------------------------------------------------------

    def give(self, label: str) -> None:
        """Gives the row under the cursor another label, or the selected words."""
        line_id = self._row_under_cursor()
        if line_id is None:
            add = self.desk.keys.of("add_row")
            self.desk.say(f"Put the cursor on a row first, or press {add}.", problem=True)
            return
        self._store(line_id, label)

    def pick(self, line: Line) -> None:
        """Goes to the words of a row, starts a row, or takes a suggested one over."""
        if self._choices is not None:
            self.desk.say("Press Enter to take what the cursor is on.")
        elif line.span is not None:
            self.desk.article.go_to(line.span)
        elif line.id == _line_id("", ""):
            self._new_row()
        elif line.id is not None and line.id in self.codebook.by_id:
            self.give(line.id)
        elif line.style == "suggested" and line.id is not None:
            self._store(line.id, line.mark.strip("[]"))

    def act(self, action: str) -> bool:
        """Does what an action means for the row under the cursor."""
        if action in {"add_row", "search"}:
            self._new_row()
            return True
        if action == "none_applies":
            self.desk.say("If nobody takes a position, there are no rows: decide without any.")
            return True
        line_id, label = self._row_under_cursor(), self.label_under_cursor
        line = self.desk.choices.current
        if action == "toggle" and line is not None:
            self.pick(line)
        elif action == "remove" and line_id is not None:
            self._remove(line_id, line)
        elif action == "unsure" and line_id is not None and label is not None:
            self._store(line_id, label, unsure=label not in self.rows[line_id].masked)
        else:
            return False
        return True

    def commit(self) -> None:
        """Gives selected words to the row under the cursor, or closes the rows and goes on."""
        session, line_id = self.desk.session, self._row_under_cursor()
        label = self.label_under_cursor
        if self.desk.article.selection("") is not None:
            if line_id is None or label is None:
                self._new_row()
            else:
                self._store(line_id, label)
            return
        item = session.item()
        rows = self.rows
        if item is not None and session.is_answered(item.place) and not self._is_sure:
            session.go_on()
            self.desk.advance()
            return
        if not rows and not self._is_sure:
            self._is_sure = True
            again = self.desk.keys.of("commit")
            self.desk.say(f"No rows. Press {again} again: nobody takes a position.")
            return
        event = session.close_rows()
        found = session.reveal(event) if session.options.blind else ()
        theirs = {(_line_id(s.target or "", s.holder or AUTHOR), s.label) for s in found}
        ours = {(line_id, label) for line_id, row in rows.items() for label in row.present}
        if found and theirs != ours:
            session.reopen(event)
            self.desk.say(
                f"Stored. {found[0].source} differs: {self.desk.keys.of('commit')} keeps yours."
            )
        else:
            self.desk.say(f"{self.codebook.facet}: {len(rows)} rows.")
        self.desk.advance()

    # --- a new row ----------------------------------------------------------------------------

    def close_search(self) -> bool:
        """Leaves the making of a row."""
        was_open, self._choices = self._choices is not None, None
        if was_open:
            self.desk.redraw()
        return was_open

    def _new_row(self) -> None:
        self._offer_targets("")
        self.desk.ask("target", done=self._take_target, typing=self._offer_targets)

    def _offer_targets(self, typed: str) -> None:
        lines = [Line("what the stance is about", style="heading")]
        if self.codebook.targets == "open":
            names = dict.fromkeys(row.unit.target or "" for row in self.rows.values())
            lines += [Line(name, id=name) for name in names if normalise(typed) in normalise(name)]
            if typed.strip():
                lines.insert(1, Line(f"“{typed.strip()}”", id=typed.strip()))
        else:
            known = self.codebook.targets_by_id
            found = search_targets(self.codebook, typed)
            lines += [Line(known[target].name, id=target) for target in found]
        self._offer(lines)

    def _take_target(self, _: str) -> None:
        line = self.desk.choices.current
        if line is None or line.id is None:
            self._choices = None
            self.desk.say("No such target in the codebook.", problem=True)
            self.desk.redraw()
            return
        self._target = line.id
        self._offer_holders("")
        self.desk.ask("holder", done=self._take_holder, typing=self._offer_holders)

    def _offer_holders(self, typed: str) -> None:
        lines = [Line("whose stance it is", style="heading")]
        if typed.strip():
            lines.append(Line(f"“{typed.strip()}”", id=typed.strip()))
        known = [AUTHOR, *(row.unit.holder or "" for row in self.rows.values())]
        lines += [
            Line(name, id=name)
            for name in dict.fromkeys(known)
            if normalise(typed) in normalise(name)
        ]
        self._offer(lines)

    def _take_holder(self, _: str) -> None:
        line = self.desk.choices.current
        self._holder = (line.id if line else None) or AUTHOR
        self._offer_labels("")
        self.desk.ask("label (~ unsure)", done=self._take_label, typing=self._type_label)

    def _offer_labels(self, typed: str) -> None:
        by_label = {label: key for key, label in self._keys.items()}
        wanted = normalise(typed.lstrip("~"))
        lines = [Line(f"{self._target} ‹ {self._holder}", style="heading")]
        lines += [
            Line(label.name, id=label.id, key=by_label.get(label.id, ""))
            for label in self.codebook.labels
            if label.status == "active"
            and (
                wanted == by_label.get(label.id) or wanted in normalise(f"{label.id} {label.name}")
            )
        ]
        self._offer(lines)

    def _type_label(self, typed: str) -> None:
        self._offer_labels(typed)
        label = self._keys.get(typed.strip().lstrip("~"))
        if label is not None:
            self.desk.end_asking(typed)

    def _take_label(self, typed: str) -> None:
        line = self.desk.choices.current
        label = self._keys.get(typed.strip().lstrip("~")) or (line.id if line else None)
        self._choices = None
        if label is None:
            self.desk.redraw()
            return
        self._store(
            _line_id(self._target, self._holder), label, unsure=typed.strip().startswith("~")
        )

    def _offer(self, lines: list[Line]) -> None:
        self._choices = lines
        self.desk.redraw(at=next((line.id for line in lines if line.id is not None), None))

    # --- within -------------------------------------------------------------------------------

    def _store(self, line_id: str, label: str, *, unsure: bool = False) -> None:
        """Stores a row with its words, those it had and those selected now."""
        target, _, holder = line_id.partition(BETWEEN)
        before = self.rows.get(line_id)
        spans = [
            span.model_copy(update={"label": label}) for span in (before.evidence if before else ())
        ]
        span = self.desk.article.selection(label)
        if span is not None and span not in spans:
            spans.append(span)
        decision = Decision(
            present=() if unsure else (label,), unsure=(label,) if unsure else (), evidence=spans
        )
        self._put(target, holder, decision)
        self.desk.article.drop_selection()

    def _remove(self, line_id: str, line: Line | None) -> None:
        """Takes the words of a line away, or the row."""
        row = self.rows[line_id]
        if line is not None and line.span is not None:
            kept = [span for span in row.evidence if span != line.span]
            decision = Decision(present=row.present, unsure=row.masked, evidence=kept)
        else:
            decision = Decision()
        target, _, holder = line_id.partition(BETWEEN)
        self._put(target, holder, decision)

    def _put(self, target: str, holder: str, decision: Decision) -> None:
        event = self.desk.session.decide_row(target, holder, decision=decision)
        self._rows = None
        self.desk.say(f"Stored: {summary(event)}")
        # Rows that were closed before are no longer what was closed: they are closed anew.
        self._is_sure = bool(self.rows)
        self.desk.redraw(at=_line_id(event.target or "", event.holder or ""))

    def _row_lines(self, line_id: str, item: Current) -> list[Line]:
        label = next(iter((*item.present, *item.masked)), "")
        mark = f"[{'~' if item.masked else ''}{label}]"
        target = self.codebook.targets_by_id.get(item.unit.target or "")
        name = target.name if target else item.unit.target or ""
        lines = [
            Line(name, id=line_id, mark=mark, style="unsure" if item.masked else "on"),
            Line(f"‹ {item.unit.holder}", style="faint", depth=2),
        ]
        for span in item.evidence:
            quote = " ".join(span.quote.split())
            lines.append(Line(f"“{quote}”", id=line_id, style="faint", depth=2, span=span))
        return lines

    def _suggested(self) -> list[Line]:
        item = self.desk.session.item()
        lines = []
        for found in item.suggestions if item else ():
            line_id = _line_id(found.target or "", found.holder or AUTHOR)
            if line_id not in self.rows:
                text = f"{found.target} ‹ {found.holder or AUTHOR}"
                mark = f"[{found.label}]"
                lines.append(Line(text, id=line_id, mark=mark, style="suggested"))
        if lines and item:
            lines.insert(0, Line(f"suggested by {item.suggestions[0].source}", style="heading"))
        return lines

    def _row_under_cursor(self) -> str | None:
        line = self.desk.choices.current
        return line.id if line is not None and line.id in self.rows else None


def _line_id(target: str, holder: str) -> str:
    return f"{target}{BETWEEN}{holder}"
