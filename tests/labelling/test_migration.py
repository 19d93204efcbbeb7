import pytest

from toolkit.codebook import Codebook
from toolkit.codebook.migrate import plan
from toolkit.labelling.agreement import agree
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.example_export import example_rows
from toolkit.labelling.gold import adjudicate
from toolkit.labelling.history import history_lines
from toolkit.labelling.migration import affected, apply_migration
from toolkit.labelling.session import Session
from toolkit.labelling.views import closed, current


def version_2(codebook, **changes):
    content = codebook.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return Codebook.model_validate(content | {"version": "2"} | changes)


@pytest.fixture
def renamed(topic):
    """`war` is called `conflict`; nothing else changes."""
    labels = [label.model_dump(exclude_defaults=True) for label in topic.labels]
    labels[2] |= {"id": "conflict", "aliases": ["war"]}
    return version_2(topic, labels=labels)


@pytest.fixture
def split(topic):
    """`war` became `attack` or `truce`."""
    labels = [label.model_dump(exclude_defaults=True) for label in topic.labels]
    labels[2] |= {"status": "retired", "replaced_by": ["attack", "truce"]}
    labels += [{"id": "attack", "name": "Attack"}, {"id": "truce", "name": "Truce"}]
    return version_2(topic, labels=labels)


@pytest.fixture
def say(store, topic):
    def say(coder, article_id, *present, **fields):
        return annotate(
            store,
            topic,
            article_id=article_id,
            coder=coder,
            decision=Decision(list(present), **fields),
        )

    return say


def test_a_rename_is_carried_over_and_changes_nothing_that_was_decided(store, topic, renamed, say):
    before = say("ana", "001", "war")
    say("ana", "002", "sport")
    moves = plan(topic, renamed)
    items = affected(store.events(), moves, renamed)
    assert [item.changes for item in items] == [True, False]
    assert items[0].line() == "001 topic  ana: war → conflict"
    events = apply_migration(store, moves, renamed, items=items)
    assert len(events) == 2
    assert store.events()[0] == before
    labels = [item.present for item in current(store.events()).values()]
    assert labels == [("conflict",), ("sport",)]
    assert {item.codebook for item in current(store.events()).values()} == {"topic@2"}
    assert closed(store.events()) == {("001", "topic"), ("002", "topic")}


def test_a_main_label_that_is_an_implied_parent_stays(store, topic, renamed, say):
    say("ana", "001", "vote", primary="politics")
    (item,) = affected(store.events(), plan(topic, renamed), renamed)
    assert not item.changes
    assert item.after.coded.primary == "politics"
    assert not item.must_be_coded_again


def test_applying_it_again_finds_nothing(store, topic, renamed, say):
    say("ana", "001", "war")
    moves = plan(topic, renamed)
    apply_migration(store, moves, renamed, items=affected(store.events(), moves, renamed))
    assert affected(store.events(), moves, renamed) == []


def test_a_split_is_asked_again_and_masked_until_then(store, topic, split, say):
    say("ana", "001", "war", "spa", primary="spa")
    moves = plan(topic, split)
    items = affected(store.events(), moves, split)
    assert "must be coded again: war was split into attack, truce" in items[0].line()
    apply_migration(store, moves, split, items=items)
    assert closed(store.events()) == set()
    session = Session(store, {"topic": split}, queue=["001", "002"], coder="ana")
    assert session.item().article.id == "001"
    rows, _ = example_rows(store, {"topic": split})
    assert rows[0]["labels"]["topic"] == ["spa"]
    assert {"attack", "truce"} <= set(rows[0]["unsure"]["topic"])


def test_agreement_survives_a_rename(store, topic, renamed, say):
    say("ana", "001", "war")
    say("ben", "001", "war")
    say("ana", "002", "war")
    say("ben", "002")
    before = agree(store, {"topic": topic})["facets"]["topic"]["labels"]["war"]
    moves = plan(topic, renamed)
    apply_migration(store, moves, renamed, items=affected(store.events(), moves, renamed))
    after = agree(store, {"topic": renamed})["facets"]["topic"]["labels"]["conflict"]
    assert after == before


def test_gold_and_its_reason_are_carried_over(store, topic, renamed, say):
    say("ana", "001", "war")
    say("ben", "001", "sport")
    adjudicate(
        store,
        topic,
        article_id="001",
        decision=Decision(["war"]),
        by=("cleo", "Rule 1"),
    )
    moves = plan(topic, renamed)
    apply_migration(store, moves, renamed, items=affected(store.events(), moves, renamed))
    rows, _ = example_rows(store, {"topic": renamed})
    assert rows[0]["labels"] == {"topic": ["conflict"]}
    assert rows[0]["status"] == {"topic": "gold"}
    assert rows[0]["adjudication"] == {"coder": "cleo", "reason": "Rule 1"}
    carried = agree(store, {"topic": renamed})
    assert carried["facets"]["topic"]["articles"] == 1  # still independent


def test_a_coder_does_not_undo_the_codebook(store, topic, renamed, say):
    event = say("ana", "001", "war")
    moves = plan(topic, renamed)
    apply_migration(store, moves, renamed, items=affected(store.events(), moves, renamed))
    session = Session(store, {"topic": renamed}, queue=["001"], coder="ana")
    assert [undone.id for undone in session.undo()] == [event.id]


def test_history_tells_what_was_carried_over(store, topic, split, say):
    event = say("ana", "001", "war")
    moves = plan(topic, split)
    apply_migration(store, moves, split, items=affected(store.events(), moves, split))
    lines = history_lines(store.events())
    assert f"carried over from {event.id}" in lines[1]
    assert "topic@2" in lines[1]
    assert "reopened" in lines[2]
    assert "codebook topic@1 → topic@2" in lines[2]


def test_a_target_that_was_renamed_keeps_its_rows(store, stance):
    targets = [target.model_dump(exclude_defaults=True) for target in stance.targets]
    targets[1] |= {"id": "the_mayor", "aliases": ["mayor"]}
    new = version_2(stance, targets=targets)
    annotate(
        store,
        stance,
        article_id="001",
        coder="ana",
        decision=Decision(["favor"], mention=(4, 11)),
        row=("mayor", "author"),
    )
    moves = plan(stance, new)
    apply_migration(store, moves, new, items=affected(store.events(), moves, new))
    rows = [item for item in current(store.events()).values() if item.is_row]
    assert [(row.unit.target, row.present, row.mention) for row in rows] == [
        ("the_mayor", ("favor",), (4, 11))
    ]
