"""What a coder does besides labelling: moving on, remarks, undo, suggestions, the screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.labelling.history import summary
from toolkit.labelling.queue import Place
from toolkit.labelling.terminal.pages import Reading, help_lines, meaning
from toolkit.records.annotation import Annotation

if TYPE_CHECKING:
    from toolkit.labelling.terminal.workspace import Workspace


class Steps:
    """The actions that are the same for all questions.

    Args:
        screen: The workspace.
    """

    def __init__(self, screen: "Workspace") -> None:
        self.screen = screen
        self.session = screen.session
        self._warned: list[Place] = []

    def take(self, action: str) -> None:
        """Does what an action means, if it means anything here."""
        does = self._actions().get(action)
        if does is not None:
            does()

    def _actions(self) -> dict[str, Callable[[], None]]:
        screen = self.screen
        return {
            "next_facet": lambda: self._facet(1),
            "previous_facet": lambda: self._facet(-1),
            "next_article": lambda: self._turn(1),
            "previous_article": lambda: self._turn(-1),
            "skip": lambda: self._skip(article=False),
            "skip_article": lambda: self._skip(article=True),
            "flag": lambda: screen.ask("flag, because (may be empty)", done=self._flag),
            "note": lambda: screen.ask("note", done=self._note),
            "undo": lambda: self._took_back(self.session.undo(), "undo"),
            "redo": lambda: self._took_back(self.session.redo(), "redo"),
            "suggest": self._suggest,
            "residue": screen.toggle_residue,
            "mirror": self._mirror,
            "theme": self._theme,
            "define": self._define,
            "help": lambda: self._read(help_lines(screen.keys)),
            "quit": self._quit,
        }

    # --- moving -------------------------------------------------------------------------------

    def jump(self, facet: str) -> None:
        """Goes to another facet of the article."""
        self.session.jump(facet)
        self._arrive()

    def _facet(self, by: int) -> None:
        item, facets = self.session.item(), list(self.session.codebooks)
        if item is not None:
            here = facets.index(item.codebook.facet)
            self.jump(facets[(here + by) % len(facets)])

    def _turn(self, by: int) -> None:
        if self.session.turn(by=by):
            self._arrive()
        else:
            self.screen.say("This is the last article." if by > 0 else "This is the first article.")

    def _arrive(self) -> None:
        self.screen.advance()
        task = self.screen.question
        self.screen.say(task.hint() if task else "")

    # --- remarks and undo ---------------------------------------------------------------------

    def remarks(self) -> str:
        """The flags and notes of the present question, in a few words."""
        if self.session.item() is None:
            return ""
        parts = []
        for event in self.session.remarks():
            sign = "flagged" if event.status == "flagged" else "note"
            parts.append(f"{sign}: {event.note}" if event.note else sign)
        return "; ".join(parts)

    def _skip(self, *, article: bool) -> None:
        self.session.skip(article=article)
        self.screen.advance()
        self.screen.say(f"Skipped. {self.screen.keys.of('undo')} takes it back.")

    def _flag(self, typed: str) -> None:
        self.session.flag(typed.strip() or None)
        self.screen.redraw()
        self.screen.say("Flagged for a second look.")

    def _note(self, typed: str) -> None:
        self.session.note(typed)
        self.screen.redraw()
        self.screen.say("Noted.")

    def _took_back(self, events: list[Annotation], what: str) -> None:
        if not events:
            self.screen.say(f"Nothing to {what}.")
            return
        event = events[0]
        said = summary(event) if event.decides else event.status
        said = "the last undo" if event.undoes is not None else said
        self.screen.advance()
        self.screen.say(f"Took back: {event.facet}: {said}")

    def _quit(self) -> None:
        """Leaves; with ticks that are not decided yet, only when asked twice."""
        undecided = self.session.undecided()
        if undecided and undecided != self._warned:
            self._warned = undecided
            facets = ", ".join(dict.fromkeys(facet for _, facet in undecided))
            again = self.screen.keys.of("quit")
            self.screen.say(f"Not decided yet: {facets}. {again} again leaves without it.")
        else:
            self.screen.app.exit()

    # --- suggestions and the screen -----------------------------------------------------------

    def _suggest(self) -> None:
        """Shows or hides the words behind suggestions; asks for suggestions where none are."""
        item, screen = self.session.item(), self.screen
        if item is None:
            return
        if item.suggestions:
            screen.shows_hints = not screen.shows_hints
            screen.redraw()
            screen.say("Words behind suggestions: " + ("on." if screen.shows_hints else "off."))
            return
        found = self.session.ask()
        screen.shows_hints = True
        screen.advance()
        if found:
            screen.say("That you saw them is recorded with your decision.")
        else:
            screen.say("No suggestions here.")

    def _mirror(self) -> None:
        pane = self.screen.article
        pane.mirror(on=not pane.mirrored)
        who = "put in order here" if pane.mirrored else "left to the terminal"
        self.screen.say(f"Right-to-left text is {who}.")

    def _theme(self) -> None:
        app = self.screen.app
        app.theme = "paper" if app.theme == "night" else "night"

    def _define(self) -> None:
        item, task = self.session.item(), self.screen.question
        if item is not None and task is not None:
            target = task.target_under_cursor
            self._read(meaning(item.codebook, task.label_under_cursor, target=target))

    def _read(self, lines: list[str]) -> None:
        self.screen.app.push_screen(Reading(lines))

    def hints(self, *, asking: bool) -> str:
        """The keys that matter now."""
        keys, screen = self.screen.keys, self.screen
        names: tuple[tuple[str, str], ...]
        if asking:
            return "Enter take  ↑↓ choose  Esc leave"
        if screen.question is None:
            names = (("undo", "undo"), ("previous_article", "back"), ("quit", "quit"))
        elif screen.article.selection("") is not None:
            names = (("commit", "give the words to the label"), ("cancel", "drop"))
        elif screen.article.has_focus:
            names = (
                ("select_right", "select"),
                ("toggle", "start selecting"),
                ("select_sentence", "sentence"),
                ("switch", "codebook"),
                ("help", "keys"),
            )
        else:
            names = (
                ("commit", "decide"),
                ("toggle", "label"),
                ("search", "find"),
                ("define", "meaning"),
                ("switch", "article"),
                ("next_facet", "facet"),
                ("help", "keys"),
            )
        return "  ".join(f"{keys.of(action)} {words}" for action, words in names)
