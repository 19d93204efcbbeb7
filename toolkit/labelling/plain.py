"""The plain line mode: one question a line, for any console and for screen readers."""

from collections.abc import Callable
from dataclasses import replace

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.labelling.asking import Item
from toolkit.labelling.commands import (
    NOTHING,
    Command,
    Labels,
    edited,
    find_label,
    parse_command,
    parse_labels,
    parse_quote,
    parse_row,
)
from toolkit.labelling.decision import Decision, remarks_on
from toolkit.labelling.evidence import find_quote
from toolkit.labelling.history import summary
from toolkit.labelling.progress import Progress
from toolkit.labelling.session import Session
from toolkit.labelling.show import (
    HELP,
    STANCE_HELP,
    article_lines,
    given_lines,
    label_help,
    label_list,
    printable,
    prompt,
    suggestion_lines,
)
from toolkit.records.annotation import Annotation, Span

Read = Callable[[str], str]
Write = Callable[[str], None]


def run_plain(session: Session, *, read: Read, write: Write) -> Progress:
    """Asks question after question until the queue is empty or the coder stops.

    The end of input and Ctrl-C stop it as `q` does: every decision is stored when it is made.

    Args:
        session: The labelling engine.
        read: Shows a prompt and returns a line, as `input` does.
        write: Shows a line; see `show.console_writer`.

    Returns:
        How far the coder has come.
    """
    loop = _Loop(session, read, write)
    try:
        loop.run()
    except (EOFError, KeyboardInterrupt):
        write("")
    progress = session.progress()
    write(f"Stopped. Everything decided is stored. {progress.line()}")
    return progress


class _Stop(Exception):
    """The coder typed `q`."""


class _Loop:
    """The state of one run: what is on screen, and what is typed but not decided."""

    def __init__(self, session: Session, read: Read, write: Write) -> None:
        self.session = session
        self.read = read
        self.write = write
        self.shown_article: str | None = None
        self.asked: tuple[str, str] | None = None
        self.primary: str | None = None
        self.evidence: list[Span] = []

    def run(self) -> None:
        self._lines([self.session.progress().line(), "Type h for help."])
        while (item := self.session.item()) is not None:
            self._ask(item)
            try:
                self._answer(item, self.read(prompt(item.codebook)))
            except DataError as error:
                self.write(str(error))
            except _Stop:
                return
        self.write("Nothing is left to label here.")

    def _lines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def _ask(self, item: Item) -> None:
        """Shows what is new: the article, the question, what was said before."""
        if item.article.id != self.shown_article:
            self.shown_article = item.article.id
            self._lines(article_lines(item, total=len(self.session.queue)))
        place = (item.article.id, item.codebook.facet)
        if place != self.asked:
            self.asked, self.primary, self.evidence = place, None, []
            self._lines(given_lines(self.session.given()))
            self._lines(suggestion_lines(item.suggestions))

    # --- answers ------------------------------------------------------------------------------

    def _answer(self, item: Item, line: str) -> None:
        command = parse_command(line)
        if command is not None:
            self._command(item, command)
        elif item.codebook.unit == "stance-row":
            self._stance(item, line)
        elif line.strip():
            self._decide(item, parse_labels(line, item.codebook))
        elif self.session.given():
            self.session.go_on()
        else:
            self.write("Type a label, none, ? for the labels, h for help.")

    def _decide(self, item: Item, typed: Labels) -> None:
        given = self.session.given() if typed.edits else []
        labels = edited(typed, given) if typed.edits else typed
        spans = [span for old in given for span in old.evidence if span.label in labels.present]
        decision = Decision(
            present=labels.present,
            unsure=labels.unsure,
            absent=labels.absent,
            not_applicable=labels.inapplicable,
            roles=labels.roles,
            primary=self._primary(item.codebook, labels),
            evidence=[*spans, *self._evidence_for(labels)],
        )
        event = self.session.decide(decision)
        self._lines([f"  {item.codebook.facet}: {summary(event)}"])
        self._lines(remarks_on(item.codebook, decision))
        self._reveal(event)

    def _primary(self, codebook: Codebook, labels: Labels) -> str | None:
        """The main label: starred, named before, or asked for."""
        named = labels.primary or (self.primary if self.primary in labels.present else None)
        if named or codebook.primary != "required" or len(labels.present) < 2:
            return named
        while True:
            answer = self.read(f"main label [{labels.present[0]}]> ").strip()
            if not answer:
                return labels.present[0]
            try:
                label = find_label(codebook, answer)
            except DataError as error:
                self.write(str(error))
                continue
            if label in labels.present:
                return label
            self.write(f"{label!r} is not among {', '.join(labels.present)}.")

    def _evidence_for(self, labels: Labels) -> list[Span]:
        named = {*labels.present, *labels.unsure, *labels.absent, *labels.inapplicable}
        odd = next((span for span in self.evidence if span.label not in named), None)
        if odd is not None:
            self.evidence = [span for span in self.evidence if span.label in named]
            raise DataError(
                f'the words "{odd.quote}" spoke for {odd.label!r}, which is not among the labels. '
                "They are dropped; type your labels again."
            )
        return self.evidence

    def _reveal(self, event: Annotation) -> None:
        """Shows suggestions after the coder's own decision; the coder may decide again."""
        suggestions = self.session.reveal(event) if self.session.options.blind else ()
        if not suggestions:
            return
        self._lines(suggestion_lines(suggestions))
        if self.read("Enter keeps your decision, c changes it> ").strip().casefold() == "c":
            self.session.reopen(event)
            self.asked = None

    # --- stance -------------------------------------------------------------------------------

    def _stance(self, item: Item, line: str) -> None:
        if not line.strip():
            if self.session.given():
                self._reveal(self.session.close_rows())
            else:
                self.write("No rows yet. Type none if nobody takes a position, h for help.")
            return
        if line.strip().casefold() in NOTHING:
            if any(current.is_row for current in self.session.given()):
                self.write(
                    "There are rows. Take them back first (-TARGET | HOLDER), or press Enter."
                )
            else:
                self._reveal(self.session.close_rows())
            return
        row = parse_row(line, item.codebook)
        decision = Decision()
        if row.label is not None:
            decision = Decision(unsure=[row.label]) if row.unsure else Decision([row.label])
            if row.quote is not None:
                span = find_quote(item.article, row.quote, label=row.label, nth=row.nth)
                decision = replace(decision, evidence=[span])
        event = self.session.decide_row(row.target, row.holder, decision=decision)
        self.write(f"  {summary(event)}")

    # --- commands -----------------------------------------------------------------------------

    def _command(self, item: Item, command: Command) -> None:
        handlers: dict[str, Callable[[Item, str], None]] = {
            "?": self._explain,
            "h": self._help,
            "a": self._again,
            "p": lambda _item, _rest: self.write(self.session.progress().line()),
            "n": lambda _item, rest: self._noted(self.session.note(rest)),
            "f": lambda _item, rest: self._noted(self.session.flag(rest or None)),
            "s": lambda _item, rest: self._skip(article=rest == "all"),
            "u": lambda _item, _rest: self._took_back(self.session.undo(), "undo"),
            "r": lambda _item, _rest: self._took_back(self.session.redo(), "redo"),
            "b": self._back,
            "g": self._ask_for,
            "e": self._mark,
            "m": self._main,
            "q": self._quit,
        }
        handlers[command.name](item, command.rest)

    def _explain(self, item: Item, rest: str) -> None:
        if not rest:
            self._lines(label_list(item.codebook))
            return
        try:
            label: str | None = find_label(item.codebook, rest)
        except DataError:
            label = None
        self._lines(label_help(item.codebook, rest, label_id=label))

    def _help(self, item: Item, _rest: str) -> None:
        text = STANCE_HELP if item.codebook.unit == "stance-row" else HELP
        self._lines(text.splitlines())

    def _again(self, _item: Item, _rest: str) -> None:
        self.shown_article = None

    def _skip(self, *, article: bool) -> None:
        self.session.skip(article=article)
        self.write("Skipped.")

    def _noted(self, event: Annotation) -> None:
        self.write("Flagged." if event.status == "flagged" else "Noted.")

    def _took_back(self, events: list[Annotation], what: str) -> None:
        self.asked = None
        if not events:
            self.write(f"Nothing to {what}.")
        for event in events:
            said = summary(event) if event.decides else event.status
            said = said if event.undoes is None else "the last undo"
            self.write(f"Took back: {event.article_id}, {event.facet}: {said}")

    def _ask_for(self, _item: Item, _rest: str) -> None:
        """Suggestions because the coder asks; that is recorded, and the words are shown too."""
        found = self.session.ask()
        self._lines(suggestion_lines(found) or ["No suggestions here."])
        for span in self.session.reasons():
            self.write(f'    {span.label}: "{printable(" ".join(span.quote.split()))}"')

    def _back(self, _item: Item, _rest: str) -> None:
        if not self.session.back():
            self.write("This is the first question.")

    def _mark(self, item: Item, rest: str) -> None:
        written, quote, nth = parse_quote(rest)
        label = find_label(item.codebook, written)
        span = find_quote(item.article, quote, label=label, nth=nth)
        self.evidence.append(span)
        self.write(f'  {label}: {span.field} {span.start} to {span.end}, "{span.quote}"')

    def _main(self, item: Item, rest: str) -> None:
        if not rest:
            raise DataError("m: which label is the main one? Type m LABEL.")
        self.primary = find_label(item.codebook, rest)
        self.write(f"  main label: {self.primary}. Now type all labels that apply.")

    def _quit(self, _item: Item, _rest: str) -> None:
        raise _Stop
