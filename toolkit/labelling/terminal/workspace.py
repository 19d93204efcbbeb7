"""The screen that coders work on: article and codebook side by side."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from toolkit.errors import ToolkitError
from toolkit.labelling.asking import Item
from toolkit.labelling.reading import Page, screen_safe
from toolkit.labelling.session import Session
from toolkit.labelling.terminal.article import ArticlePane, Highlights
from toolkit.labelling.terminal.bars import Tabs, about
from toolkit.labelling.terminal.choices import ChoiceList
from toolkit.labelling.terminal.keys import Keys
from toolkit.labelling.terminal.labels_task import LabelsTask
from toolkit.labelling.terminal.pages import meaning
from toolkit.labelling.terminal.stance_task import StanceTask
from toolkit.labelling.terminal.steps import Steps
from toolkit.labelling.terminal.tasks import Task, Typed

MOVES = frozenset({"up", "down", "page_up", "page_down", "first", "last"})
IN_ARTICLE = MOVES | {"left", "right", "select_left", "select_right", "select_up", "select_down"}
ROOMY = 32  # rows from which on the meaning of the label under the cursor is always shown


class Workspace(Screen[None], inherit_bindings=False):
    """Article, codebook, and what the coder does with them.

    Args:
        session: The labelling engine.
        keys: Which key does what.
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    ALLOW_SELECT = False
    AUTO_FOCUS = "#labels"

    def __init__(self, session: Session, keys: Keys) -> None:
        super().__init__()
        self.session = session
        self.keys = keys
        self.question: Task | None = None
        self.steps = Steps(self)
        self.shows_hints = False
        self._shown: tuple[str, bool] | None = None  # article, and whether with all its residue
        self._item: Item | None = None
        self._residue = False
        self._asking: tuple[Typed, Typed | None] | None = None

    # --- parts --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The parts of the screen."""
        yield Static("", id="about", markup=False)
        yield Tabs(id="tabs")
        with Horizontal(id="body"):
            yield ArticlePane(id="article")
            with Vertical(id="side"):
                yield ChoiceList(id="labels")
                yield Static("", id="meaning", markup=False)
        with Horizontal(id="ask"):
            yield Static("", id="prompt", markup=False)
            yield Input(id="answer", select_on_focus=False)
        yield Static("", id="message", markup=False)
        yield Static("", id="hints", markup=False)

    @property
    def article(self) -> ArticlePane:
        """The article pane."""
        return self.query_one("#article", ArticlePane)

    @property
    def choices(self) -> ChoiceList:
        """The list of the codebook pane."""
        return self.query_one("#labels", ChoiceList)

    def on_mount(self) -> None:
        """Shows the first question."""
        self.set_focus(self.choices)
        self._make_roomy()
        self.advance()

    def on_resize(self, _: events.Resize) -> None:
        """Fits the bars to the width."""
        self._make_roomy()
        self._draw_bars()

    # --- what tasks use -----------------------------------------------------------------------

    def say(self, message: str, *, problem: bool = False) -> None:
        """Shows a line to the coder; problems may take more than one."""
        line = self.query_one("#message", Static).set_class(problem, "problem")
        line.update(Text(screen_safe(message)))

    def ask(
        self, prompt: str, *, done: Typed, typing: Typed | None = None, start: str = ""
    ) -> None:
        """Asks for a line of text below the panes; Escape leaves it."""
        self._asking = (done, typing)
        self.query_one("#prompt", Static).update(Text(f"{prompt}:"))
        self.query_one("#ask").add_class("open")
        answer = self.query_one("#answer", Input)
        with self.prevent(Input.Changed):
            answer.value = start
        answer.cursor_position = len(start)
        self.set_focus(answer)
        self._draw_hints()

    def end_asking(self, typed: str) -> None:
        """Takes what was typed as if Enter had been pressed."""
        asking, self._asking = self._asking, None
        self.query_one("#ask").remove_class("open")
        self.set_focus(self.choices)
        if asking is not None:
            self.guarded(lambda: asking[0](typed))
        self._draw_hints()

    def redraw(self, *, at: str | None = None) -> None:
        """Shows what has changed in the question."""
        if self.question is None:
            return
        if at is None:
            line = self.choices.current
            at = line.id if line else None
        self._fill(self.question, at=at)
        self._draw_words()
        self._draw_bars()

    def advance(self) -> None:
        """Shows the question that is asked now."""
        item = self._item = self.session.item()
        if item is None:
            self.question = None
            self.choices.fill([])
            back, undo, leave = (
                self.keys.of(name) for name in ("previous_article", "undo", "quit")
            )
            self.say(f"Nothing is left to label here. {back} back, {undo} undo, {leave} quit.")
            self._draw_bars()
            return
        is_rows = item.codebook.unit == "stance-row"
        self.question = StanceTask(self) if is_rows else LabelsTask(self)
        if self._shown != (item.article.id, self._residue):
            same = self._shown is not None and self._shown[0] == item.article.id
            self.article.show(Page(item.article, residue=self._residue), keep_place=same)
            self._shown = (item.article.id, self._residue)
            self._prepare()
            if self.article.runs_from_the_right and not same:
                key = self.keys.of("mirror")
                self.say(f"Words in the wrong order? {key} turns right-to-left text round.")
        self.article.drop_selection()
        self._fill(self.question)
        self.set_focus(self.choices)
        self._draw_words()
        self._draw_bars()

    def toggle_residue(self) -> None:
        """Shows what surrounds the article on its page in full, or in one line."""
        self._residue = not self._residue
        self.advance()

    def guarded(self, does: Callable[[], object]) -> None:
        """Does something; what goes wrong is said, and nothing on the screen is lost."""
        try:
            does()
        except ToolkitError as error:
            self.say(str(error), problem=True)

    # --- keys and mouse -----------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Finds out what a key means here."""
        key = event.character if event.is_printable and event.key != "space" else event.key
        action = self.keys.actions.get(key or "")
        if self._asking is not None:
            if action in MOVES or event.key == "escape":
                event.stop()
                self._key_while_asking(event.key, action)
            return
        event.stop()
        event.prevent_default()
        if action is not None:
            self.guarded(lambda: self._act(action))
        elif self.question is not None and key in self.question.label_keys():
            label = self.question.label_keys()[key]
            self.guarded(lambda: self._give(label))
        elif isinstance(self.question, LabelsTask) and key and key.isalnum() and len(key) == 1:
            # A letter that means nothing else is the beginning of a label's name.
            self.question.start_search(key)
        elif event.is_printable:
            self.say(f"{key} is no key here. {self.keys.of('help')} lists them.")

    def _give(self, label: str) -> None:
        if self.question is not None:
            self.question.give(label)

    def _key_while_asking(self, key: str, action: str | None) -> None:
        if key == "escape":
            self._asking = None
            self.query_one("#ask").remove_class("open")
            self.set_focus(self.choices)
            if self.question is not None:
                self.question.close_search()
            self._draw_hints()
        elif action is not None:
            self.choices.move(action)

    def _act(self, action: str) -> None:
        """Article and list have the cursor keys; the question comes next; the rest is a step."""
        if action == "cancel":
            self.article.drop_selection()
            self.say("")
        elif action == "switch":
            self.set_focus(self.choices if self.article.has_focus else self.article)
            self._draw_hints()
        elif action == "select_sentence":
            self.set_focus(self.article)
            self.article.select_sentence()
        elif self.article.has_focus and action in IN_ARTICLE:
            self.article.move(action)
        elif action.startswith("select_"):
            self.set_focus(self.article)
            self.article.move(action)
        elif self.article.has_focus and action == "toggle":
            self.article.start_selecting()
        elif action in MOVES:
            self.choices.move(action)
        elif self.question is None or not self._act_on_question(self.question, action):
            self.steps.take(action)

    def _act_on_question(self, task: Task, action: str) -> bool:
        if action == "commit":
            task.commit()
            return True
        return task.act(action)

    @on(Input.Changed, "#answer")
    def _typing(self, event: Input.Changed) -> None:
        if self._asking is not None and self._asking[1] is not None:
            typing = self._asking[1]
            self.guarded(lambda: typing(event.value))

    @on(Input.Submitted, "#answer")
    def _typed(self, event: Input.Submitted) -> None:
        self.end_asking(event.value)

    @on(ChoiceList.Picked)
    def _picked(self, event: ChoiceList.Picked) -> None:
        task = self.question
        if task is None:
            return
        if self._asking is not None:
            self.end_asking(self.query_one("#answer", Input).value)
        else:
            self.guarded(lambda: task.pick(event.line))

    @on(ChoiceList.Moved)
    def _moved(self) -> None:
        line = self.choices.current
        if line is not None and line.span is not None and self._asking is None:
            self.article.go_to(line.span)
        self._draw_words()

    @on(ArticlePane.Selected)
    @on(events.DescendantFocus)
    def _look_elsewhere(self) -> None:
        self._draw_hints()

    @on(Tabs.Jumped)
    def _jumped(self, event: Tabs.Jumped) -> None:
        self.guarded(lambda: self.steps.jump(event.facet))

    # --- drawing ------------------------------------------------------------------------------

    def _fill(self, question: Task, *, at: str | None = None) -> None:
        lines = question.lines()
        self.choices.fill(lines, pinned=question.pinned(lines), at=at)

    def _draw_words(self) -> None:
        """What stands out in the article, and what the label under the cursor means."""
        page = self.article.page
        if self.question is None or self._item is None or page is None:
            return
        label = self.question.label_under_cursor
        hints = self.session.reasons() if self.shows_hints else ()
        self.article.highlight(
            Highlights(
                quotes=page.quotes,
                evidence=page.places(self.question.evidence()),
                hints=page.places(hints),
                label=label,
            )
        )
        strip = self.query_one("#meaning", Static)
        if strip.has_class("roomy"):
            room = max(20, self.query_one("#side").size.width - 3)
            codebook = self._item.codebook
            strip.update(Text("\n".join(meaning(codebook, label, width=room)[:8])))

    def _draw_bars(self) -> None:
        if not self.is_mounted:
            return
        item, session = self._item, self.session
        if item is None:
            self.query_one("#about", Static).update(Text(session.progress().line()))
            self.query_one(Tabs).show([], now="", remarks="")
        else:
            line = about(
                item,
                session.progress(),
                total=len(session.queue),
                coder=session.coder,
                width=max(20, self.size.width - 2),
            )
            self.query_one("#about", Static).update(Text(line))
            signs = [(name, self._sign(item, name)) for name in session.codebooks]
            self.query_one(Tabs).show(signs, now=item.codebook.facet, remarks=self.steps.remarks())
        self._draw_hints()

    def _sign(self, item: Item, facet: str) -> str:
        """✓ decided, – skipped, • changed and not decided."""
        place = (item.article.id, facet)
        if place in self.session.undecided():
            return " •"
        if self.session.is_skipped(place):
            return " –"
        return " ✓" if self.session.is_answered(place) else ""

    def _draw_hints(self) -> None:
        self.query_one("#hints", Static).update(
            Text(self.steps.hints(asking=self._asking is not None), no_wrap=True)
        )

    def _make_roomy(self) -> None:
        self.query_one("#meaning").set_class(self.size.height >= ROOMY, "roomy")

    @work(thread=True, exclusive=True)
    def _prepare(self) -> None:
        """Makes the next articles ready while the coder reads this one."""
        try:
            self.session.prepare()
        except ToolkitError:
            # It is asked for again, and then said, when the coder gets there.
            return
