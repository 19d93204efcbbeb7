import pytest

from toolkit.labelling.agreement import AgreementOptions, agree, agreement_of
from toolkit.labelling.agreement_tables import agreement_text
from toolkit.records import Suggestion


@pytest.fixture
def say(make_event):
    def say(coder, article_id, *labels, **fields):
        states = dict.fromkeys(labels, "present")
        return make_event(coder, article_id, states=states, complete=True, **fields)

    return say


@pytest.fixture
def row(make_event):
    def row(coder, article_id, target=None, holder=None, label=None):
        return make_event(
            coder,
            article_id,
            "stance",
            target=target,
            holder=holder,
            states={label: "present"} if label else {},
            complete=True,
        )

    return row


def test_alpha_per_label_sets_and_main_label_by_hand(say, codebooks):
    events = [
        say("ana", "1", "vote", primary="vote"),
        say("ben", "1", "politics", primary="politics"),
        say("ana", "2"),
        say("ben", "2"),
    ]
    found = agreement_of(events, codebooks)["facets"]["topic"]
    assert found["articles"] == 2
    assert found["labels"]["politics"]["alpha"] == 1.0  # a vote brings politics with it
    assert found["labels"]["vote"]["alpha"] == pytest.approx(0.0)
    assert found["labels"]["war"]["alpha"] is None
    assert found["labels"]["war"]["raw"] == 1.0
    assert found["sets"]["alpha"] == pytest.approx(1 - 4 / (28 / 3))
    # Values vote, politics, none, none: alpha = 1 - 3 * 2 / (16 - 1 - 1 - 4).
    assert found["primary"]["alpha"] == pytest.approx(1 - 6 / 10)


def test_missing_codes_are_missing(say, make_event, codebooks):
    events = [
        say("ana", "1", "war"),
        make_event("ben", "1", states={"war": "unsure"}, complete=True),
        make_event("cleo", "1", states={"spa": "absent"}),
        say("ana", "2", "war"),
        make_event("ben", "2", status="skipped"),
    ]
    found = agreement_of(events, codebooks)["facets"]["topic"]
    assert found["labels"]["war"]["n"] == 0
    assert found["labels"]["war"]["raw"] is None
    assert found["labels"]["spa"]["n"] == 1
    assert found["labels"]["sport"]["n"] == 1


def test_agreement_is_measured_before_adjudication(say, codebooks):
    events = [
        say("ana", "1", "war"),
        say("ben", "1", "spa"),
        say("cleo", "1", "war", kind="adjudication"),
        say("ben", "1", "war"),
    ]
    report = agreement_of(events, codebooks)
    assert report["coders"] == ["ana", "ben"]
    assert report["left_out"] == 1
    assert report["facets"]["topic"]["labels"]["war"]["raw"] == 0.0


def test_decisions_with_suggestions_on_screen_are_left_out(say, codebooks):
    shown = (Suggestion(label="war", source="rules"),)
    report = agreement_of([say("ana", "1", "war"), say("ben", "1", "war", shown=shown)], codebooks)
    assert report["left_out"] == 1
    assert report["facets"]["topic"]["articles"] == 0


def test_stance_compares_rows_first_and_labels_of_shared_rows_then(row, codebooks):
    events = [
        row("ana", "1", "bridge", "author", "favor"),
        row("ana", "1", "mayor", "author", "against"),
        row("ana", "1"),
        row("ben", "1", "bridge", "author", "favor"),
        row("ben", "1", "mayor", "Ada Brandt", "against"),
        row("ben", "1"),
        row("ana", "2", "bridge", "The Council", "favor"),
        row("ana", "2"),
        row("ben", "2", "bridge", "the council", "none"),
        row("ben", "2"),
    ]
    found = agreement_of(events, codebooks)["facets"]["stance"]
    assert found["rows"] == {
        "f1": pytest.approx(2 * 2 / (2 * 2 + 2)),
        "shared": 2,
        "only_one": 2,
        "holder_differs": 1,
    }
    # Shared rows: favor favor, favor none. Alpha = 1 - 3 * 2 / (16 - 9 - 1).
    assert found["labels_of_rows"]["alpha"] == pytest.approx(0.0)
    assert found["labels_of_rows"]["n"] == 2


def test_rows_of_articles_that_were_not_closed_do_not_count_as_missing(row, codebooks):
    events = [row("ana", "1", "bridge", "author", "favor"), row("ben", "1")]
    found = agreement_of(events, codebooks)["facets"]["stance"]
    assert found["rows"]["f1"] is None
    assert found["articles"] == 0


def test_coders_and_facets_can_be_chosen(say, codebooks):
    events = [say(coder, "1", "war") for coder in ("ana", "ben", "cleo")]
    options = AgreementOptions(facets=["topic"], coders=["ana", "ben"], samples=0)
    report = agreement_of(events, codebooks, options=options)
    assert report["coders"] == ["ana", "ben"]
    assert report["facets"]["topic"]["labels"]["war"]["present"] == 2


def test_the_text_never_shows_a_figure_where_there_is_no_variation(say, row, codebooks):
    events = [
        say("ana", "1", "war"),
        say("ben", "1", "war"),
        say("ana", "2"),
        say("ben", "2"),
        row("ana", "1"),
        row("ben", "1"),
    ]
    lines = agreement_text(agreement_of(events, codebooks)).splitlines()
    (sport,) = [line for line in lines if "sport" in line]
    (war,) = [line for line in lines if line.startswith("  war")]
    assert "n/a (no variation; raw agreement 1.00)" in sport
    assert "alpha  1.000" in war
    assert any("F1 n/a" in line for line in lines)


def test_labels_that_nobody_used_are_counted_where_there_are_many(say, topic):
    labels = [{"id": f"L{i}", "name": f"Label {i}"} for i in range(80)]
    many = topic.model_validate(
        topic.model_dump(by_alias=True) | {"labels": labels, "primary": "none"}
    )
    events = [say("ana", "1", "L3"), say("ben", "1", "L3"), say("ana", "2"), say("ben", "2")]
    text = agreement_text(agreement_of(events, {"topic": many}))
    assert "79 other labels: n/a (no variation; never used)" in text


def test_an_empty_store_has_no_agreement(store, codebooks):
    report = agree(store, codebooks)
    assert report == {"coders": [], "left_out": 0, "facets": {}, "anchoring": {}}
    assert agreement_text(report) == "No decisions by persons yet."
