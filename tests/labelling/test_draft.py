import pytest

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.draft import Draft
from toolkit.labelling.evidence import find_quote
from toolkit.labelling.views import current
from toolkit.records.annotation import Span


@pytest.fixture
def draft(topic):
    return Draft(topic)


def words(label, start=0):
    return Span(label=label, field="text", start=start, end=start + 3, quote="The")


def test_labels_go_on_and_off_and_the_first_is_the_main_one(draft):
    draft.toggle("war")
    draft.toggle("sport")
    assert (draft.present, draft.primary) == (["war", "sport"], "war")
    draft.toggle("war")
    assert (draft.present, draft.primary) == (["sport"], "sport")
    draft.toggle("sport")
    assert (draft.empty, draft.primary) == (True, None)


def test_another_label_can_be_made_the_main_one(draft):
    draft.toggle("war")
    draft.make_primary("sport")
    assert (draft.present, draft.primary) == (["war", "sport"], "sport")


def test_an_optional_main_label_is_taken_back_by_the_same_key(topic):
    draft = Draft(topic.model_copy(update={"primary": "optional"}))
    draft.toggle("war")
    assert draft.primary is None
    draft.make_primary("war")
    assert draft.primary == "war"
    draft.make_primary("war")
    assert draft.primary is None


def test_a_facet_without_a_main_label_says_so(region):
    with pytest.raises(DataError, match="region@1 has no main label"):
        Draft(region).make_primary("SY")


def test_a_single_select_facet_keeps_one_label(topic):
    draft = Draft(topic.model_copy(update={"select": "single"}))
    draft.toggle("war")
    draft.toggle("sport")
    assert draft.present == ["sport"]


def test_unsure_and_not_applicable_are_states_of_their_own(draft):
    draft.toggle("war", "unsure")
    draft.toggle("sport", "not_applicable")
    decision = draft.decision()
    assert (decision.present, decision.unsure, decision.not_applicable) == ([], ["war"], ["sport"])
    assert draft.primary is None


def test_a_retired_label_is_refused_and_its_successor_named(draft):
    with pytest.raises(DataError, match=r"'oldies' is retired. Use 'sport'"):
        draft.toggle("oldies")
    assert draft.empty


def test_roles_go_round_and_end_with_none(region):
    draft = Draft(region)
    assert [draft.next_role("SY") for _ in range(4)] == ["focus", "involved", "mention", None]
    assert draft.present == ["SY"]
    draft.next_role("SY")
    draft.toggle("SY")
    assert draft.decision().roles == {}


def test_a_facet_without_roles_says_so(draft):
    with pytest.raises(DataError, match="topic@1 has no roles"):
        draft.next_role("war")


def test_marked_words_bring_their_label_and_go_with_it(draft):
    draft.mark(words("war"))
    draft.mark(words("war"))
    draft.mark(words("war", 9))
    assert draft.present == ["war"]
    assert len(draft.spans_of("war")) == 2
    draft.unmark(words("war"))
    assert draft.present == ["war"]
    draft.toggle("war")
    assert draft.evidence == []


def test_words_for_an_unsure_label_leave_it_unsure(draft):
    draft.toggle("war", "unsure")
    draft.mark(words("war"))
    assert draft.decision().unsure == ["war"]


def test_a_whole_question_can_be_not_applicable(draft, topic):
    draft.toggle("war")
    draft.not_applicable()
    assert draft.is_not_applicable
    assert "oldies" not in draft.states
    draft.nothing_applies()
    assert draft.empty


def test_a_draft_starts_from_what_was_given_and_knows_whether_it_changed(store, topic):
    span = find_quote(store.article("001"), "voted on Monday", label="vote")
    annotate(
        store,
        topic,
        article_id="001",
        coder="ana",
        decision=Decision(["vote"], unsure=["war"], absent=["spa"], evidence=[span]),
    )
    draft = Draft(topic, list(current(store.events()).values()))
    assert draft.given
    assert not draft.changed
    assert (draft.states, draft.evidence) == ({"vote": "present", "war": "unsure"}, [span])
    draft.toggle("sport")
    assert draft.changed
    draft.toggle("sport")
    assert not draft.changed


def test_labels_that_the_codebook_no_longer_has_are_left_out(store, topic):
    annotate(
        store,
        topic,
        article_id="001",
        coder="ana",
        decision=Decision(["war", "sport"], primary="war"),
    )
    smaller = Codebook.model_validate(topic.model_dump() | {"labels": topic.labels[3:]})
    assert Draft(smaller, list(current(store.events()).values())).present == ["sport"]
