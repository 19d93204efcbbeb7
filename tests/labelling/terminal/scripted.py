"""A coder who types: drives the workspace through Textual's pilot, and dies when told to.

    python scripted.py STORE FIRST COUNT [kill]

labels the articles FIRST to FIRST + COUNT of the shipped pages in all facets, with evidence. With
`kill` it then ticks a label, types half a note, and kills its own process.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import NamedTuple

from toolkit.codebook import load_codebooks
from toolkit.ingest import read_articles
from toolkit.labelling.options import SessionOptions
from toolkit.labelling.session import Session
from toolkit.labelling.store import Store
from toolkit.labelling.terminal.app import LabellingApp

ROOT = Path(__file__).parents[3]
FACETS = ["topic", "region", "framing", "stance"]


class Answer(NamedTuple):
    """What is typed about one article; evidence is so many first words of the title.

    Attributes:
        topic: Key of the label, and its id.
        region: What is searched for, and the id that it finds.
        framing: Key and id.
        target: What is searched for, and the id that it finds.
        holder: As typed; empty for the author.
        stance: Key and id.
        words: How many words of the title are marked for topic, region, framing and stance.
    """

    topic: tuple[str, str]
    region: tuple[str, str]
    framing: tuple[str, str]
    target: tuple[str, str]
    holder: str
    stance: tuple[str, str]
    words: tuple[str, str, str, str]


ANSWERS = [
    Answer(
        ("b", "medtop:11000000"),
        ("belarus", "BY"),
        ("7", "crime_and_punishment"),
        ("sanctions", "economic_sanctions"),
        "Alena Hurynovich",
        ("1", "favor"),
        ("Two", "Two years", "Two years for", "Two years for a"),
    ),
    Answer(
        ("f", "medtop:15000000"),
        ("jamaica", "JM"),
        ("b", "cultural_identity"),
        ("phone", "school_phone_bans"),
        "",
        ("3", "none"),
        ("The", "The slowest", "The slowest fast", "The slowest fast girls"),
    ),
    Answer(
        ("b", "medtop:11000000"),
        ("guatemala", "GT"),
        ("5", "legality_constitutionality_and_jurisprudence"),
        ("peace", "peace_talks"),
        "",
        ("3", "none"),
        ("Guatemala", "Guatemala court", "Guatemala court restores", "Guatemala court"),
    ),
    Answer(
        ("g", "medtop:16000000"),
        ("mali", "ML"),
        ("8", "security_and_defense"),
        ("united nations", "united_nations"),
        "Farzana Akhter Lipi",
        ("1", "favor"),
        ("They", "They planted", "They planted a garden", "They planted a"),
    ),
    Answer(
        ("4", "medtop:04000000"),
        ("mexico", "MX"),
        ("1", "economic"),
        ("us gov", "us_government"),
        "",
        ("3", "none"),
        ("Fed", "Fed pause", "Fed pause lifts", "Fed pause lifts stocks"),
    ),
    Answer(
        ("4", "medtop:04000000"),
        ("bolivia", "BO"),
        ("2", "capacity_and_resources"),
        ("free trade", "free_trade_deals"),
        "",
        ("3", "none"),
        ("La", "La helada", "La helada llegó", "La helada llegó antes"),
    ),
    Answer(
        ("3", "medtop:03000000"),
        ("tonga", "TO"),
        ("2", "capacity_and_resources"),
        ("coal", "coal_phaseout"),
        "",
        ("3", "none"),
        ("Cyclone", "Cyclone Tavita", "Cyclone Tavita weakens", "Cyclone"),
    ),
    Answer(
        ("7", "medtop:07000000"),
        ("united states of", "US"),
        ("9", "health_and_safety"),
        ("vaccin", "vaccination_mandates"),
        "Randy Teague",
        ("2", "against"),
        ("Doña", "Doña Ana", "Doña Ana County", "Doña Ana County orders measles shots"),
    ),
    Answer(
        ("6", "medtop:06000000"),
        ("norway", "NO"),
        ("6", "policy_prescription_and_evaluation"),
        ("deep", "deep_sea_mining"),
        "",
        ("3", "none"),
        ("The", "The worms", "The worms that", "The worms that may"),
    ),
    Answer(
        ("9", "medtop:09000000"),
        ("democratic people", "KP"),
        ("4", "fairness_and_equality"),
        ("sanctions", "economic_sanctions"),
        "",
        ("3", "none"),
        ("Pyongyang", "Pyongyang regime", "Pyongyang regime marches", "Pyongyang"),
    ),
]


def open_session(place: Path) -> Session:
    """The coder's session over the shipped pages."""
    store = Store(place)
    pages = [item for item in read_articles([str(ROOT / "seeds" / "pages")]) if item.has_text]
    store.add_articles(pages)
    books = load_codebooks(sorted((ROOT / "labels").glob("*.yaml")))
    return Session(
        store,
        books,
        queue=[page.id for page in pages],
        coder="ana",
        options=SessionOptions(facets=FACETS),
    )


def select(words: str) -> list[str]:
    """Keys that select so many words from the top of the title."""
    more = len(words.split()) - 1
    return ["tab", "home", "space", *["right"] * more]


def keys_for(answer: Answer) -> list[str]:
    """Everything that is typed about one article."""
    topic, region, framing, stance = answer.words
    return [
        *(*select(topic), answer.topic[0], "tab", "enter"),
        *("/", *answer.region[0], "enter", *select(region), "enter", "tab", "=", "enter"),
        *(*select(framing), answer.framing[0], "tab", "enter"),
        *(*select(stance), "tab", "+", *answer.target[0], "enter", *answer.holder, "enter"),
        *(answer.stance[0], "enter"),
    ]


async def drive(place: Path, first: int, count: int, *, kill: bool) -> None:
    """Labels some articles; then leaves, or dies in the middle of a decision."""
    app = LabellingApp(open_session(place))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        for answer in ANSWERS[first : first + count]:
            await pilot.press(*[NAMES.get(key, key) for key in keys_for(answer)])
        if kill:
            await pilot.press("b", "N", *"half a no")
            os.kill(os.getpid(), signal.SIGKILL)


def expected(answer: Answer, title: str) -> dict[str, object]:
    """What the export must say about an article, from what was typed alone."""
    marked = {}
    labels = (answer.topic[1], answer.region[1], answer.framing[1], answer.stance[1])
    holder = answer.holder or "author"
    for facet, label, words in zip(FACETS, labels, answer.words, strict=True):
        start = title.index(words)
        span = {"facet": facet, "label": label, "field": "title", "start": start}
        row = {"target": answer.target[1], "holder": holder} if facet == "stance" else {}
        marked[facet] = span | row | {"end": start + len(words), "quote": words}
    return {
        "labels": {
            "topic": [answer.topic[1]],
            "region": [answer.region[1]],
            "framing": [answer.framing[1]],
            "stance": [{"target": answer.target[1], "holder": holder, "label": answer.stance[1]}],
        },
        "primary": {"topic": answer.topic[1], "framing": answer.framing[1]},
        "roles": {"region": {answer.region[1]: "focus"}},
        "evidence": marked,
    }


NAMES = {
    " ": "space",
    "/": "slash",
    "=": "equals_sign",
    "+": "plus",
}

if __name__ == "__main__":
    asyncio.run(
        drive(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), kill=sys.argv[4:] == ["kill"])
    )
