import pytest

from toolkit.errors import DataError
from toolkit.labelling.decision import Decision
from toolkit.labelling.gold import adjudicate, disagreements, settle
from toolkit.labelling.views import current


@pytest.fixture
def say(make_event):
    def say(coder, *labels, **fields):
        states = dict.fromkeys(labels, "present")
        return make_event(coder, states=states, complete=True, **fields)

    return say


@pytest.fixture
def row(make_event):
    def row(coder, target=None, holder=None, label=None, **fields):
        states = {label: "present"} if label else {}
        return make_event(
            coder,
            facet="stance",
            target=target,
            holder=holder,
            states=states,
            complete=True,
            **fields,
        )

    return row


def labels_of(events, codebook, **options):
    settled, open_units = settle(current(events), codebook, **options)
    return [(item.status, item.labels) for item in settled], open_units


def test_one_coder_alone_is_consensus_and_never_gold(say, topic):
    (settled,), _ = settle(current([say("ana", "war")]), topic)
    assert (settled.status, settled.labels, settled.coders) == ("consensus", ("war",), ("ana",))


def test_coders_who_agree_are_consensus(say, topic):
    found, open_units = labels_of([say("ana", "war", "spa"), say("ben", "spa", "war")], topic)
    assert found == [("consensus", ("war", "spa"))]
    assert open_units == []


def test_a_parent_added_by_hand_is_no_disagreement(say, topic):
    events = [say("ana", "vote", primary="vote"), say("ben", "vote", "politics", primary="vote")]
    assert labels_of(events, topic)[1] == []


@pytest.mark.parametrize(
    "other",
    [
        {"states": {"spa": "present"}, "complete": True},
        {"states": {"war": "unsure"}, "complete": True},
        {"states": {"war": "present"}, "complete": True, "primary": "war"},
    ],
)
def test_coders_who_differ_wait_for_adjudication(say, make_event, topic, other):
    events = [say("ana", "war"), make_event("ben", **other)]
    found, (open_unit,) = labels_of(events, topic)
    assert found == []
    assert set(open_unit.by_coder) == {"ana", "ben"}


def test_a_decision_about_all_labels_outweighs_a_remark_about_one(say, make_event, topic):
    events = [say("ana", "war"), make_event("ben", states={"spa": "present"})]
    assert labels_of(events, topic)[0] == [("consensus", ("war",))]


def test_adjudication_is_gold_and_keeps_the_coders_own_labels(store, say, topic):
    events = [say("ana", "war", primary="war"), say("ben", "spa", primary="spa")]
    store.append(events)
    assert len(disagreements(store.events(), {"topic": topic})) == 1
    adjudicate(
        store,
        topic,
        article_id="001",
        decision=Decision(["spa"]),
        by=("cleo", "Rule 2: the headline decides."),
    )
    (settled,), open_units = settle(current(store.events()), topic)
    assert (settled.status, settled.labels, settled.coders) == ("gold", ("spa",), ("cleo",))
    assert settled.reason == "Rule 2: the headline decides."
    assert open_units == []
    assert store.events()[:2] == events


def test_the_last_adjudication_counts(say, topic):
    events = [say("cleo", "war", kind="adjudication"), say("dan", "spa", kind="adjudication")]
    assert labels_of(events, topic)[0] == [("gold", ("spa",))]


def test_an_adjudication_needs_a_reason(store, topic):
    with pytest.raises(DataError, match="the reason is missing"):
        adjudicate(store, topic, article_id="001", decision=Decision(["spa"]), by=("cleo", " "))


def test_imports_keep_their_status_and_yield_to_persons(say, topic):
    imported = say("file", "spa", kind="import", given="silver")
    assert labels_of([imported], topic)[0] == [("silver", ("spa",))]
    assert labels_of([imported, say("ana", "war")], topic)[0] == [("consensus", ("war",))]


def test_rules_and_runs_speak_only_when_asked(say, topic):
    events = [say("rules", "war", kind="rules")]
    assert labels_of(events, topic)[0] == []
    assert labels_of(events, topic, silver=True)[0] == [("silver", ("war",))]


def test_stance_rows_are_settled_one_by_one(row, stance):
    events = [
        row("ana", "bridge", "author", "favor"),
        row("ana", "mayor", "author", "none"),
        row("ana"),
        row("ben", "bridge", "author", "favor"),
        row("ben"),
    ]
    found, (open_unit,) = labels_of(events, stance)
    assert found == [("consensus", ("favor",))]
    assert open_unit.unit.target == "mayor"
    assert open_unit.by_coder["ben"] is None


def test_a_row_that_a_coder_has_not_got_to_is_no_disagreement(row, stance):
    events = [
        row("ana", "bridge", "author", "favor"),
        row("ben", "mayor", "author", "none"),
    ]
    assert labels_of(events, stance)[1] == []


def test_the_same_stance_under_another_holder_is_called_so(row, stance):
    events = [
        row("ana", "bridge", "author", "favor"),
        row("ana"),
        row("ben", "bridge", "Ada Brandt", "favor"),
        row("ben"),
    ]
    assert [item.other_holder for item in labels_of(events, stance)[1]] == [True, True]


def test_a_row_taken_back_is_gone(row, stance):
    events = [row("ana", "bridge", "author", "favor"), row("ana", "bridge", "author"), row("ana")]
    assert labels_of(events, stance) == ([("consensus", ())], [])


def test_the_adjudicator_can_take_a_row_out(store, row, stance):
    store.append(
        [row("ana", "bridge", "author", "favor"), row("ana"), row("ben")],
    )
    adjudicate(
        store,
        stance,
        article_id="001",
        decision=Decision(),
        by=("cleo", "Not in the text."),
        row=("bridge", None),
    )
    settled, open_units = settle(current(store.events()), stance)
    assert open_units == []
    assert [item.unit.target for item in settled] == [None]
