import pytest

from toolkit.codebook import Codebook
from toolkit.codebook.carry import Coded, Recode, carry
from toolkit.codebook.migrate import plan
from toolkit.records.annotation import Span


def make(*labels, version="1", **more):
    return Codebook.model_validate(
        {
            "id": "topics",
            "version": version,
            "facet": "topic",
            "unit": "article",
            "select": "multi",
            "labels": [{"name": "N", **label} for label in labels],
        }
        | more
    )


OLD = make({"id": "law"}, {"id": "war"}, {"id": "sport"})
MERGED = make({"id": "order", "aliases": ["law", "war"]}, {"id": "sport"}, version="2")
SPLIT = make(
    {"id": "law", "status": "retired", "replaced_by": ["crime", "courts"]},
    {"id": "crime"},
    {"id": "courts"},
    {"id": "war"},
    {"id": "sport"},
    version="2",
)


def carried(coded, new, old=OLD):
    return carry(coded, plan(old, new), new=new)


def test_a_merged_label_is_present_if_one_of_its_sources_is():
    result = carried(Coded({"war": "present"}, complete=True, primary="war"), MERGED)
    assert result.coded == Coded({"order": "present"}, complete=True, primary="order")
    assert result.recode == ()


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"law": "absent", "war": "absent"}, {"order": "absent"}),
        ({"law": "absent"}, {}),
        ({"law": "absent", "war": "unsure"}, {"order": "unsure"}),
        ({"law": "unsure"}, {}),
        ({"law": "unsure", "war": "present"}, {"order": "present"}),
    ],
)
def test_a_merged_label_of_an_incomplete_decision_is_no_surer_than_its_sources(states, expected):
    assert carried(Coded(states), MERGED).coded == Coded(expected)


def test_a_split_label_that_applied_is_open_and_the_rest_stands():
    result = carried(Coded({"law": "present", "war": "present"}, complete=True), SPLIT)
    assert result.coded == Coded({"war": "present", "sport": "absent"}, complete=False)
    assert result.recode == (Recode("split", ("crime", "courts"), was="law"),)
    assert result.must_be_coded_again


def test_a_split_label_that_did_not_apply_leaves_nothing_open():
    result = carried(Coded({"war": "present"}, complete=True), SPLIT)
    assert result.coded == Coded({"war": "present"}, complete=True)
    assert result.recode == ()


def test_a_new_label_was_not_looked_for():
    new = make({"id": "law"}, {"id": "war"}, {"id": "sport"}, {"id": "arts"}, version="2")
    result = carried(Coded({"war": "present"}, complete=True), new)
    assert result.coded.state("arts") is None
    assert result.coded.state("sport") == "absent"
    assert result.recode == (Recode("added", ("arts",)),)


def test_a_new_label_below_one_that_does_not_apply_does_not_either():
    new = make(
        {"id": "law"},
        {"id": "war"},
        {"id": "sport"},
        {"id": "chess", "parent": "sport"},
        version="2",
    )
    assert carried(Coded({"war": "present"}, complete=True), new).recode == ()
    assert carried(Coded({"sport": "present"}, complete=True), new).must_be_coded_again


def test_a_retired_label_goes_and_its_main_place_is_open():
    new = make({"id": "law", "status": "retired"}, {"id": "war"}, {"id": "sport"}, version="2")
    coded = Coded({"law": "present", "war": "present"}, complete=True, primary="law")
    result = carried(coded, new)
    assert result.coded == Coded({"war": "present"}, complete=True)
    assert result.recode == (
        Recode("retired", was="law", must=False),
        Recode("primary", was="law", must=False),
    )


def test_a_decision_that_lost_its_only_label_is_open_where_every_article_needs_one():
    labels = [{"id": "law", "status": "retired"}, {"id": "war"}, {"id": "sport"}]
    new = make(*labels, version="2", select="single")
    old = make({"id": "law"}, {"id": "war"}, {"id": "sport"}, select="single")
    result = carried(Coded({"law": "present"}, complete=True), new, old)
    assert result.recode == (Recode("retired", was="law", must=True),)


def test_a_new_label_beside_a_single_choice_is_advice():
    labels = [{"id": "law"}, {"id": "war"}, {"id": "sport"}]
    old = make(*labels, select="single")
    new = make(*labels, {"id": "arts"}, select="single", version="2")
    result = carried(Coded({"law": "present"}, complete=True), new, old)
    assert result.coded == Coded({"law": "present"}, complete=True)
    assert result.recode == (Recode("added", ("arts",), must=False),)


def test_another_definition_is_advice_for_every_decision_on_the_label():
    new = make({"id": "law", "definition": "x"}, {"id": "war"}, {"id": "sport"}, version="2")
    result = carried(Coded({"law": "absent"}), new)
    assert result.recode == (Recode("redefined", ("law",), must=False),)


def test_merged_roles_keep_the_one_that_comes_first_in_the_codebook():
    roles = ["focus", "mention"]
    old = make({"id": "law"}, {"id": "war"}, roles=roles)
    new = make({"id": "order", "aliases": ["law", "war"]}, version="2", roles=roles)
    coded = Coded({"law": "present", "war": "present"}, roles={"law": "mention", "war": "focus"})
    assert carried(coded, new, old).coded.roles == {"order": "focus"}


def test_evidence_follows_its_label_unless_that_was_split():
    law = Span(label="law", field="text", start=0, end=3)
    war = Span(label="war", field="text", start=4, end=7)
    coded = Coded({"law": "present", "war": "present"}, evidence=(law, war))
    assert carried(coded, MERGED).coded.evidence == (
        law.model_copy(update={"label": "order"}),
        war.model_copy(update={"label": "order"}),
    )
    assert carried(coded, SPLIT).coded.evidence == (war,)
