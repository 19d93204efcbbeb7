import pytest

from toolkit.labelling.agreement import AgreementOptions, agreement_of
from toolkit.labelling.agreement_tables import agreement_text
from toolkit.labelling.consistency import NO_WEEK


@pytest.fixture
def say(make_event):
    def say(coder, article_id, *labels, **fields):
        states = dict.fromkeys(labels, "present")
        return make_event(coder, article_id, states=states, complete=True, **fields)

    return say


def test_a_second_reading_measures_the_coder_and_nothing_else(say, codebooks):
    events = [
        say("ana", "1", "war"),
        say("ana", "2", "spa"),
        say("ben", "1", "war"),
        say("ana", "copy-1", "war"),
        say("ana", "copy-2", "sport"),
    ]
    options = AgreementOptions(retests={"copy-1": "1", "copy-2": "2"})
    topic = agreement_of(events, codebooks, options=options)["facets"]["topic"]
    assert topic["articles"] == 1
    again = topic["intra_coder"]
    assert again["by_coder"] == {"ana": {"n": 2, "same": 0.5}}
    assert again["labels"]["war"]["alpha"] == 1.0
    assert again["labels"]["spa"]["raw"] == 0.5
    assert again["sets"]["n"] == 2


def test_without_second_readings_there_is_no_figure(say, codebooks):
    topic = agreement_of([say("ana", "1", "war")], codebooks)["facets"]["topic"]
    assert "intra_coder" not in topic


def test_second_readings_of_stance_compare_rows(make_event, codebooks):
    def row(article_id, label=None, target=None):
        return make_event(
            "ana",
            article_id,
            "stance",
            target=target,
            holder="author" if target else None,
            states={label: "present"} if label else {},
            complete=True,
        )

    events = [row("1", "favor", "bridge"), row("1"), row("c", "against", "bridge"), row("c")]
    options = AgreementOptions(retests={"c": "1"})
    again = agreement_of(events, codebooks, options=options)["facets"]["stance"]["intra_coder"]
    assert again["rows"]["f1"] == 1.0
    assert again["labels_of_rows"]["raw"] == 0.0
    assert again["by_coder"]["ana"]["same"] == 0.0


def test_agreement_is_shown_week_by_week_by_the_later_coding(say, codebooks):
    first, later = "2024-03-04T10:00:00Z", "2024-03-13T10:00:00Z"
    events = [
        say("ana", "1", "war", time=first),
        say("ben", "1", "war", time=first),
        say("ana", "2", "spa", time=first),
        say("ben", "2", "sport", time=later),
        say("ana", "3", "spa", time=None),
        say("ben", "3", "spa", time=None),
    ]
    weeks = agreement_of(events, codebooks)["facets"]["topic"]["weeks"]
    assert [(w["week"], w["articles"], w["raw"]) for w in weeks] == [
        (NO_WEEK, 1, 1.0),
        ("2024-W10", 1, 1.0),
        ("2024-W11", 1, 0.0),
    ]


def test_weeks_and_second_readings_stand_in_the_text(say, codebooks):
    events = [
        say("ana", "1", "war", time="2024-03-04T10:00:00Z"),
        say("ben", "1", "war", time="2024-03-04T10:00:00Z"),
        say("ana", "2", "war", time="2024-03-13T10:00:00Z"),
        say("ben", "2", "spa", time="2024-03-13T10:00:00Z"),
        say("ana", "c", "war"),
    ]
    text = agreement_text(
        agreement_of(events, codebooks, options=AgreementOptions(retests={"c": "1"}))
    )
    assert "2024-W10" in text
    assert "ana: 100% of 1 articles labelled exactly the same" in text
