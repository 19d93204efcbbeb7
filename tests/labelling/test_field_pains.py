"""What hurts users of other tools, as tests: the first three pains of our survey of the field."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from toolkit.codebook import Codebook
from toolkit.codebook.migrate import plan
from toolkit.labelling.agreement import agree
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.gold import adjudicate, disagreements
from toolkit.labelling.migration import affected, apply_migration
from toolkit.labelling.session import Session
from toolkit.labelling.store import Store
from toolkit.labelling.views import current
from toolkit.records import Article

CODER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from toolkit.codebook import load_codebook
    from toolkit.labelling.decision import Decision
    from toolkit.labelling.session import Session
    from toolkit.labelling.store import Store

    store = Store(sys.argv[1])
    book = load_codebook(Path(sys.argv[2]))
    session = Session(store, {"topic": book}, queue=list(store.fingerprints()), coder=sys.argv[3])
    while (item := session.item()) is not None:
        session.decide(Decision(["sport"]))
        print(item.article.id, flush=True)
    """
)
CODEBOOK = """
id: topic
version: 1
facet: topic
unit: article
select: multi
labels:
  - {id: sport, name: Sport, definition: Games.}
  - {id: war, name: War, definition: Fighting.}
"""


@pytest.fixture
def sixty(tmp_path):
    """A store with sixty articles, and a codebook file."""
    book = tmp_path / "topic.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    path = tmp_path / "annotations.db"
    with Store(path) as store:
        store.add_articles(Article(id=f"a{n:03}", text=f"Story {n}.") for n in range(60))
    return path, book


def start(path, book, coder="ana"):
    return subprocess.Popen(
        [sys.executable, "-c", CODER, str(path), str(book), coder],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_b1_agreement_and_adjudication_are_here_and_originals_stay(store, topic, codebooks):
    for coder, label in (("ana", "war"), ("ben", "sport")):
        annotate(store, topic, article_id="001", coder=coder, decision=Decision([label]))
        annotate(store, topic, article_id="002", coder=coder, decision=Decision(["war"]))
    originals = store.events()
    before = agree(store, codebooks)
    assert len(disagreements(store.events(), codebooks)) == 1
    adjudicate(
        store, topic, article_id="001", decision=Decision(["war"]), by=("eva", "the headline")
    )
    assert store.events()[:4] == originals
    assert agree(store, codebooks) == before  # also after adjudication


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of POSIX")
def test_b2_and_a12_kill_9_loses_no_decision_that_was_taken(sixty):
    path, book = sixty
    process = start(path, book)
    seen = [process.stdout.readline().strip() for _ in range(37)]
    process.send_signal(signal.SIGKILL)
    seen += process.stdout.read().split()
    process.wait()
    process.stdout.close()
    with Store(path) as store:
        stored = [event.article_id for event in store.events()]
        # What was reported is there; at most the decision being stored was not yet reported.
        assert stored[: len(seen)] == seen
        assert len(stored) <= len(seen) + 1
        book_1 = Codebook.model_validate(
            {"id": "topic", "version": "1", "facet": "topic", "unit": "article"}
            | {"select": "multi", "labels": [{"id": "sport", "name": "S"}]}
        )
        session = Session(store, {"topic": book_1}, queue=list(store.fingerprints()), coder="ana")
        assert session.item().number == len(stored) + 1
        assert [event.article_id for event in session.undo()] == stored[-1:]


def test_b2_two_coders_at_once_lose_nothing(sixty):
    path, book = sixty
    one, other = start(path, book), start(path, book, "ben")
    assert len(one.communicate()[0].split()) == 60
    assert len(other.communicate()[0].split()) == 60
    with Store(path) as store:
        assert len(store.events()) == 120


def test_b3_a_change_of_the_scheme_breaks_no_label(store, topic):
    annotate(store, topic, article_id="001", coder="ana", decision=Decision(["war"]))
    labels = [label.model_dump(exclude_defaults=True) for label in topic.labels]
    labels[2] |= {"id": "conflict", "aliases": ["war"]}
    labels.append({"id": "science", "name": "Science"})
    content = topic.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    new = Codebook.model_validate(content | {"version": "2", "labels": labels})
    moves = plan(topic, new)
    items = affected(store.events(), moves, new)
    assert "conflict" in items[0].line()
    assert "science" in items[0].line()  # nobody has looked for it
    apply_migration(store, moves, new, items=items)
    (mine,) = current(store.events()).values()
    assert mine.present == ("conflict",)
    assert mine.codebook == "topic@2"
    assert mine.known(new).value("science") is None
    assert Session(store, {"topic": new}, queue=["001"], coder="ana").item() is not None
