"""The full-screen labelling workspace, from opening to leaving."""

from typing import ClassVar, Literal

from textual.app import App
from textual.binding import BindingType

from toolkit.labelling.progress import Progress
from toolkit.labelling.session import Session
from toolkit.labelling.terminal.keys import Keys, default_keys
from toolkit.labelling.terminal.styles import CSS, DARK, LIGHT
from toolkit.labelling.terminal.workspace import Workspace

Theme = Literal["dark", "light"]
THEMES: dict[Theme, str] = {"dark": DARK.name, "light": LIGHT.name}


class LabellingApp(App[None], inherit_bindings=False):
    """The workspace as a Textual application.

    Args:
        session: The labelling engine.
        keys: Which key does what.
        theme: Dark or light, to begin with.
    """

    CSS = CSS
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    TITLE = "toolkit label"

    def __init__(
        self, session: Session, *, keys: Keys | None = None, theme: Theme = "dark"
    ) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.theme = THEMES[theme]
        self.workspace = Workspace(session, keys or default_keys())

    def on_mount(self) -> None:
        """Opens the workspace."""
        self.push_screen(self.workspace)


def run_terminal(session: Session, *, keys: Keys | None = None, theme: Theme = "dark") -> Progress:
    """Opens the workspace until the coder leaves it.

    Args:
        session: The labelling engine.
        keys: Which key does what.
        theme: Dark or light, to begin with.

    Returns:
        How far the coder has come.
    """
    LabellingApp(session, keys=keys, theme=theme).run()
    return session.progress()
