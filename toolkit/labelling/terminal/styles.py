"""Colours and places of the workspace, light and dark."""

from textual.theme import Theme

DARK = Theme(
    name="night",
    dark=True,
    primary="#7aa2c8",
    secondary="#9aa7b4",
    accent="#e0b060",
    warning="#e0b060",
    error="#e07a6a",
    success="#8fbf8a",
    foreground="#d8d8d2",
    background="#16181c",
    surface="#16181c",
    panel="#22262d",
    variables={
        "faint": "#838a94",
        "quote": "#a9c6a0",
        "evidence": "#4a4222",
        "current": "#7a6418",
        "selection": "#2f5d8c",
        "bar": "#2a3038",
    },
)
LIGHT = Theme(
    name="paper",
    dark=False,
    primary="#1f5a8c",
    secondary="#5a6570",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a8281c",
    success="#2a6a2e",
    foreground="#22262a",
    background="#fbfaf6",
    surface="#fbfaf6",
    panel="#ecebe4",
    variables={
        "faint": "#6f7276",
        "quote": "#2d6434",
        "evidence": "#f3e6b3",
        "current": "#f0cc55",
        "selection": "#a8cdf0",
        "bar": "#dedcd2",
    },
)

CSS = """
Workspace { layout: vertical; background: $background; color: $foreground; }
#about { height: 1; background: $bar; color: $foreground; padding: 0 1; }
#tabs { height: 1; background: $panel; color: $secondary; padding: 0 1; }
#body { height: 1fr; }
#article { width: 1fr; padding: 0; overflow-x: hidden; scrollbar-gutter: stable;
    scrollbar-size-vertical: 1; scrollbar-color: $secondary 40%;
    scrollbar-background: $background; }
#side { width: 34%; min-width: 30; max-width: 54; background: $panel; }
#labels { height: 1fr; overflow-x: hidden; scrollbar-gutter: stable; background: $panel;
    scrollbar-size-vertical: 1;
    scrollbar-color: $secondary 40%; scrollbar-background: $panel; padding: 0 0 0 1; }
#meaning { height: auto; max-height: 9; background: $panel; color: $secondary; padding: 0 1;
    border-top: solid $faint; display: none; }
#meaning.roomy { display: block; }
#ask { height: 1; background: $bar; display: none; }
#ask.open { display: block; }
#prompt { width: auto; padding: 0 1; color: $accent; text-style: bold; }
#answer, #answer:focus { width: 1fr; height: 1; border: none; background: $bar; padding: 0;
    color: $foreground; }
#message { height: auto; min-height: 1; max-height: 2; padding: 0 1;
    background: $background; color: $foreground; }
#message.problem { color: $error; text-style: bold; height: auto; max-height: 4; }
#hints { height: 1; padding: 0 1; background: $bar; color: $secondary; }

ArticlePane > .article--title { text-style: bold; color: $foreground; }
ArticlePane > .article--dek { text-style: italic; color: $secondary; }
ArticlePane > .article--subheading { text-style: bold; }
ArticlePane > .article--faint { color: $faint; }
ArticlePane > .article--quote { color: $quote; }
ArticlePane > .article--evidence { background: $evidence; }
ArticlePane > .article--current { background: $current; text-style: underline; }
ArticlePane > .article--hint { text-style: underline; color: $accent; }
ArticlePane > .article--selection { background: $selection; text-style: bold; }
ArticlePane > .article--cursor { text-style: reverse; }

ChoiceList > .choice--cursor { background: $selection; text-style: bold; }
ChoiceList > .choice--faint { color: $secondary; }
ChoiceList > .choice--heading { color: $faint; text-style: italic; }
ChoiceList > .choice--key { color: $accent; text-style: bold; }
ChoiceList > .choice--on { text-style: bold; color: $success; }
ChoiceList > .choice--suggested { color: $accent; text-style: italic; }
ChoiceList > .choice--unsure { color: $warning; text-style: italic; }

Reading { align: center middle; background: $background 60%; }
#paper { width: 76; max-width: 96%; height: auto; max-height: 92%; background: $panel;
    border: round $primary; padding: 0 1; scrollbar-size-vertical: 1; }
#paper-text { width: 1fr; height: auto; }
"""
