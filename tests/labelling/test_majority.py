import pytest

from toolkit.labelling.gold import disagreements, settle
from toolkit.labelling.majority import label_shares
from toolkit.labelling.views import current


@pytest.fixture
def say(make_event):
    def say(coder, *labels, **fields):
        states = dict.fromkeys(labels, "present") | fields.pop("states", {})
        return make_event(coder, "1", states=states, complete=True, **fields)

    return say


def settled(events, codebook):
    found, open_units = settle(current(events), codebook)
    assert not open_units
    return found[0]


def test_more_than_half_of_three_is_consensus_and_never_gold(say, topic):
    found = settled(
        [
            say("ana", "vote", "war", primary="war"),
            say("ben", "war", primary="war"),
            say("cleo", "war", "spa", primary="spa"),
        ],
        topic,
    )
    assert found.status == "consensus"
    assert found.majority
    assert found.labels == ("war",)
    assert found.primary == "war"
    assert found.coders == ("ana", "ben", "cleo")


def test_a_parent_stands_where_its_children_differ(say, make_codebook):
    labels = [
        {"id": "p"},
        {"id": "a", "parent": "p"},
        {"id": "b", "parent": "p"},
        {"id": "c", "parent": "p"},
    ]
    book = make_codebook(*labels)
    found = settled([say("ana", "a"), say("ben", "b"), say("cleo", "c")], book)
    assert found.labels == ("p",)


def test_two_who_differ_and_ties_go_to_adjudication(say, codebooks):
    assert len(disagreements([say("ana", "war"), say("ben", "spa")], codebooks)) == 1
    four = [say(coder, "war") for coder in ("ana", "ben")]
    four += [say(coder, "spa") for coder in ("cleo", "dan")]
    assert len(disagreements(four, codebooks)) == 1


def test_a_main_label_without_a_majority_goes_to_adjudication(say, codebooks):
    labels = ("war", "spa", "sport")
    events = [
        say(coder, *labels, primary=primary)
        for coder, primary in zip(("ana", "ben", "cleo"), labels, strict=True)
    ]
    assert len(disagreements(events, codebooks)) == 1


def test_unsure_by_most_is_masked(say, topic):
    unsure = {"spa": "unsure"}
    found = settled(
        [
            say("ana", "war", states=unsure, primary="war"),
            say("ben", "war", states=unsure, primary="war"),
            say("cleo", "war", "spa", primary="war"),
        ],
        topic,
    )
    assert found.labels == ("war",)
    assert found.masked == ("spa",)


def test_shares_count_those_who_say_whether_a_label_applies(say, topic):
    events = [
        say("ana", "vote"),
        say("ben", "war"),
        say("cleo", states={"war": "unsure"}),
    ]
    shares = label_shares(list(current(events).values()), topic)
    assert shares == {
        "politics": pytest.approx(1 / 3),
        "vote": pytest.approx(1 / 3),
        "war": pytest.approx(1 / 2),
    }


@pytest.fixture
def rows(make_event):
    def rows(coder, label=None):
        found = []
        if label:
            found.append(
                make_event(
                    coder,
                    "1",
                    "stance",
                    target="bridge",
                    holder="author",
                    states={label: "present"},
                    complete=True,
                )
            )
        return [*found, make_event(coder, "1", "stance", complete=True)]

    return rows


def test_a_stance_row_that_most_have_stands(rows, stance):
    events = [*rows("ana", "favor"), *rows("ben", "favor"), *rows("cleo")]
    found, open_units = settle(current(events), stance)
    row = next(item for item in found if item.unit.target)
    assert (row.labels, row.majority, open_units) == (("favor",), True, [])


def test_a_stance_row_that_most_lack_does_not_stand(rows, stance):
    events = [*rows("ana", "favor"), *rows("ben"), *rows("cleo")]
    found, open_units = settle(current(events), stance)
    assert [item.unit.target for item in found] == [None]
    assert open_units == []


def test_a_stance_row_without_a_majority_waits(rows, stance):
    events = [*rows("ana", "favor"), *rows("ben", "against"), *rows("cleo")]
    _, open_units = settle(current(events), stance)
    assert set(open_units[0].by_coder) == {"ana", "ben", "cleo"}
