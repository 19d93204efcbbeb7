import pytest

from toolkit.errors import DataError
from toolkit.labelling.decision import By, Decision, make_annotation, remarks_on
from toolkit.records import Span

BY = By(coder="ana", time="2024-05-31T10:00:00Z")


def test_names_and_aliases_become_ids_in_the_order_given(articles, topic):
    decision = Decision(present=["Sport", "government"], primary="Politics", unsure=["spa"])
    event = make_annotation(articles[0], topic, decision=decision, by=BY)
    assert list(event.states.items()) == [
        ("sport", "present"),
        ("politics", "present"),
        ("spa", "unsure"),
    ]
    assert event.primary == "politics"
    assert event.complete


def test_a_label_that_is_alone_is_the_main_one(articles, topic):
    event = make_annotation(articles[0], topic, decision=Decision(["war"]), by=BY)
    assert event.primary == "war"


def test_a_partial_decision_needs_no_main_label(articles, topic):
    decision = Decision(["war", "spa"], complete=False)
    assert make_annotation(articles[0], topic, decision=decision, by=BY).primary is None


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision(["wor"]), r"topic@1: label 'wor' is not in the codebook. Did you mean 'war'\?"),
        (Decision(["war"], absent=["war"]), "'war' is both present and absent"),
        (Decision(["war", "spa"]), "needs a primary label"),
        (Decision(["war"], primary="spa"), "primary 'spa' is not among the labels that apply"),
        (Decision(["oldies"]), "'oldies' is retired. Use 'sport'"),
        (Decision(["war"], roles={"war": "focus"}), "role 'focus' of 'war' is unknown"),
        (Decision(["war"], roles={"spa": "focus"}), "'spa' has a role but is not among"),
    ],
)
def test_rules_of_the_codebook_are_kept(articles, topic, decision, message):
    with pytest.raises(DataError, match=message):
        make_annotation(articles[0], topic, decision=decision, by=BY)


def test_every_problem_is_named_at_once(articles, topic):
    with pytest.raises(DataError, match=r"(?s)2 problems:.*'wor'.*'xyz'"):
        make_annotation(articles[0], topic, decision=Decision(["wor", "xyz"]), by=BY)


def test_an_import_may_carry_retired_labels_and_lack_a_main_one(articles, topic):
    by = By(coder="file", time=BY.time, kind="import")
    event = make_annotation(articles[0], topic, decision=Decision(["oldies", "war"]), by=by)
    assert event.primary is None


def test_a_single_select_facet_takes_one_label(articles, stance):
    with pytest.raises(DataError, match="takes one label, got 'favor', 'against'"):
        make_annotation(
            articles[0],
            stance,
            decision=Decision(["favor", "against"]),
            by=BY,
            row=("bridge", None),
        )


def test_one_label_settles_a_single_select_facet(articles, stance):
    decision = Decision(["favor"], complete=False)
    event = make_annotation(articles[0], stance, decision=decision, by=BY, row=("bridge", None))
    assert event.complete


def test_a_stance_row_has_a_known_target_and_a_holder(articles, stance):
    event = make_annotation(
        articles[0], stance, decision=Decision(["favor"]), by=BY, row=("The crossing", " ")
    )
    assert (event.target, event.holder) == ("bridge", "author")


def test_an_unknown_target_is_refused(articles, stance):
    with pytest.raises(DataError, match=r"target 'brigde' is not in .* Did you mean 'bridge'"):
        make_annotation(
            articles[0], stance, decision=Decision(["favor"]), by=BY, row=("brigde", None)
        )


def test_a_stance_without_a_target_is_refused(articles, stance):
    with pytest.raises(DataError, match="a stance needs a target"):
        make_annotation(articles[0], stance, decision=Decision(["favor"]), by=BY)


def test_a_topic_has_no_target(articles, topic):
    with pytest.raises(DataError, match="only stance has targets"):
        make_annotation(articles[0], topic, decision=Decision(["war"]), by=BY, row=("bridge", None))


def test_open_targets_take_any_text(articles, stance):
    codebook = stance.model_validate(stance.model_dump(by_alias=True) | {"targets": "open"})
    event = make_annotation(
        articles[0], codebook, decision=Decision(["favor"]), by=BY, row=("toll roads", "Ada")
    )
    assert (event.target, event.holder) == ("toll roads", "Ada")


def test_exhaustive_codebooks_want_a_label(articles, topic):
    strict = topic.model_copy(update={"exhaustive": True})
    with pytest.raises(DataError, match="every article needs a label"):
        make_annotation(articles[0], strict, decision=Decision(), by=BY)
    unsure = make_annotation(articles[0], strict, decision=Decision(unsure=["war"]), by=BY)
    assert unsure.states == {"war": "unsure"}


def test_more_labels_than_asked_for_is_a_remark(topic):
    assert remarks_on(topic, Decision(["war", "spa"])) == []
    assert remarks_on(topic, Decision(["war", "spa", "vote"])) == [
        "3 labels given; topic@1 asks for 2 at most."
    ]


def test_a_span_holds_the_words_that_it_quotes(articles, topic):
    wrong = Span(label="war", field="text", start=0, end=3, quote="Thy")
    with pytest.raises(DataError, match=r"text\[0:3\] is 'The', not the quote 'Thy'"):
        make_annotation(articles[0], topic, decision=Decision(["war"], evidence=[wrong]), by=BY)
