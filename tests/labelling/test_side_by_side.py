import pytest

from toolkit.errors import DataError
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.evidence import find_quote
from toolkit.labelling.gold import adjudicate, disagreements
from toolkit.labelling.side_by_side import case_lines, case_of, decision_of


@pytest.fixture
def cases(store, articles, codebooks):
    topic, stance = codebooks["topic"], codebooks["stance"]
    quote = find_quote(articles[0], "voted on Monday", label="vote")
    first = Decision(["vote"], evidence=[quote], note="clear")
    annotate(store, topic, article_id="001", coder="ana", decision=first)
    second = Decision(["vote", "war"], primary="war", unsure=["spa"])
    annotate(store, topic, article_id="001", coder="ben", decision=second)
    favor = Decision(["favor"])
    row = ("bridge", "The mayor")
    annotate(store, stance, article_id="001", coder="ana", decision=favor, row=row)
    for coder in ("ana", "ben"):
        annotate(store, stance, article_id="001", coder=coder, decision=Decision())
    return disagreements(store.events(), codebooks)


def test_labels_and_evidence_of_both_stand_side_by_side(cases, topic):
    lines = case_lines(cases[0], topic)
    assert lines[0] == "001 topic"
    assert lines[1].split() == ["ana", "ben"]
    vote = next(line for line in lines if "vote" in line)
    assert vote.startswith("  ≠ vote Elections")
    assert vote.split()[-2:] == ["yes*", "yes"]
    assert next(line for line in lines if "≠ war" in line).split()[-2:] == ["-", "yes*"]
    assert "    ana, vote: “voted on Monday” [text]" in lines
    assert "    ana notes: clear" in lines


def test_a_row_that_one_coder_lacks_is_named(cases, stance):
    lines = case_lines(cases[1], stance)
    assert lines[0] == "001 stance | bridge | The mayor"
    assert "(no such row)" in lines[2]


def test_an_adjudicator_can_take_one_coders_side(store, cases, topic):
    case = case_of(cases, "001", "topic", None)
    decision = decision_of(case, "ana")
    before = store.events()
    adjudicate(store, topic, article_id="001", decision=decision, by=("eva", "Rule 3"))
    assert store.events()[: len(before)] == before
    added = store.events()[-1]
    assert (added.kind, added.coder, added.note) == ("adjudication", "eva", "Rule 3")
    assert added.evidence[0].quote == "voted on Monday"


def test_taking_the_side_of_a_coder_without_the_row_withdraws_it(cases):
    case = case_of(cases, "001", "stance", ("bridge", "the mayor"))
    assert decision_of(case, "ben") == Decision()


def test_a_coder_who_did_not_code_has_no_side(cases):
    with pytest.raises(
        DataError, match=r"--take cleo: did not code this case. Expected one of ana"
    ):
        decision_of(cases[0], "cleo")


def test_where_nobody_differs_there_is_no_case(cases):
    with pytest.raises(DataError, match="003 topic: coders do not differ here"):
        case_of(cases, "003", "topic", None)
