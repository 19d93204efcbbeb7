"""Pictures of the workspace for the README, from the shipped articles: `make screenshots`.

The same code gives the same picture: time is counted by a clock of our own, and articles come in
a fixed order.
"""

import asyncio
import itertools
import re
import sys
import tempfile
from pathlib import Path

from toolkit.codebook import load_codebooks
from toolkit.ingest import read_articles
from toolkit.labelling.options import SessionOptions
from toolkit.labelling.session import Session
from toolkit.labelling.store import Store
from toolkit.labelling.terminal.app import LabellingApp, Theme

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs"
SIZE = (110, 32)
SECONDS = 9  # on the clock at every look at it
# The fonts would be fetched from elsewhere; every reader has a monospaced one.
FONT_FACE = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)

# Topic and region are decided; a sentence speaks for a frame, and other words are being selected.
FRAMING = (
    *("b", "enter", "slash", *"belarus", "enter", "equals_sign", "enter"),
    *("tab", *("down",) * 8, "full_stop", "7", "down", *("shift+right",) * 4),
)
# Two speakers of one article take opposite sides of the same target.
STANCE = (
    *("greater_than_sign",) * 7,
    *("left_square_bracket", "tab", *("down",) * 11, "full_stop"),
    *("plus", *"vaccin", "enter", *"Philip Lujan", "enter", "1"),
    *("tab", *("down",) * 6, "full_stop"),
    *("plus", *"vaccin", "enter", *"Randy Teague", "enter", "2"),
)
PICTURES: dict[str, tuple[Theme, tuple[str, ...]]] = {
    "label-framing-dark.svg": ("dark", FRAMING),
    "label-stance-light.svg": ("light", STANCE),
}


def draw(theme: Theme, keys: tuple[str, ...]) -> str:
    """The workspace as SVG after some keys."""
    ticks = itertools.count(step=SECONDS)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "a.db") as store:
        pages = [item for item in read_articles([str(ROOT / "seeds" / "pages")]) if item.has_text]
        store.add_articles(pages)
        session = Session(
            store,
            load_codebooks(sorted((ROOT / "labels").glob("*.yaml"))),
            queue=[page.id for page in pages],
            coder="anna",
            options=SessionOptions(
                facets=["topic", "region", "framing", "stance"], clock=lambda: float(next(ticks))
            ),
        )
        return asyncio.run(_picture(LabellingApp(session, theme=theme), keys))


async def _picture(app: LabellingApp, keys: tuple[str, ...]) -> str:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in keys:
            await pilot.press("space" if key == " " else key)
        await pilot.pause()
        return FONT_FACE.sub("", app.export_screenshot(title="toolkit label"))


def main(folder: Path) -> None:
    """Writes all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (theme, keys) in PICTURES.items():
        (folder / name).write_text(draw(theme, keys), encoding="utf-8")
        sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
