import io

import pytest

from toolkit.labelling.plain import run_plain
from toolkit.labelling.session import Session, SessionOptions
from toolkit.labelling.show import console_writer, printable
from toolkit.labelling.views import current
from toolkit.records.annotation import Span, Suggestion


@pytest.fixture
def label(store, codebooks):
    """Runs the loop over scripted lines; the end of the script is the end of input."""

    def label(*lines, facets=("topic",), queue=("001", "003"), **options):
        script, screen = iter(lines), []

        def read(prompt):
            screen.append(prompt)
            try:
                answer = next(script)
            except StopIteration:
                raise EOFError from None
            if answer is KeyboardInterrupt:
                raise KeyboardInterrupt
            return answer

        session = Session(
            store,
            codebooks,
            queue=queue,
            coder="ana",
            options=SessionOptions(facets=list(facets), **options),
        )
        run_plain(session, read=read, write=screen.append)
        return "\n".join(screen)

    return label


@pytest.fixture
def labels(store):
    def labels():
        return {
            (unit.article_id, unit.facet, unit.target, unit.holder): dict(item.states)
            for (_, _, unit), item in current(store.events()).items()
        }

    return labels


def test_labels_are_stored_as_they_are_typed(label, labels):
    screen = label("war, ~spa", "none")
    assert labels() == {
        ("001", "topic", None, None): {"war": "present", "spa": "unsure"},
        ("003", "topic", None, None): {},
    }
    assert "topic: *war, ~spa" in screen
    assert "Nothing is left to label here." in screen
    assert "2 articles done, 0 left" in screen


def test_the_article_is_shown_with_numbers_and_captions(label):
    screen = label()
    assert "Article 1 of 2, id 001\nNorwick Post · 2024-03-04" in screen
    assert "Council backs “long” bridge" in screen
    assert "2. Mayor Ada Brandt called the bridge a gift." in screen
    assert "[caption] The ferry quay." in screen


def test_control_characters_in_an_article_do_not_reach_the_screen(label):
    screen = label("none")
    assert "\x1b" not in screen
    assert "Rain fell. \ufffd[2JPlay stopped." in screen


def test_right_to_left_lines_stand_in_isolates(label):
    assert "1. \u2068صوّت المجلس يوم الاثنين.\u2069" in label(queue=("002",))


def test_the_end_of_input_and_ctrl_c_leave_cleanly(label, labels):
    assert "Everything decided is stored. 1 articles done, 1 left" in label("war")
    assert "Everything decided is stored." in label(KeyboardInterrupt)
    assert "Everything decided is stored." in label("q")
    assert len(labels()) == 1


def test_the_next_run_goes_on_where_this_one_stopped(label):
    label("war")
    assert "Article 2 of 2, id 003" in label("q")


def test_the_main_label_is_asked_for_and_defaults_to_the_first(label, store):
    label("war, sport", "", "*spa, war")
    assert [event.primary for event in store.events()] == ["war", "spa"]


def test_the_main_label_must_be_among_those_given(label, store):
    screen = label("war, sport", "spa", "xx", "sport")
    assert "'spa' is not among war, sport." in screen
    assert store.events()[0].primary == "sport"


def test_the_main_label_can_be_named_before(label, store):
    label("m sport", "war, sport")
    assert store.events()[0].primary == "sport"


def test_a_typing_error_is_explained_and_nothing_is_stored(label, labels):
    screen = label("wra", "sp", "")
    assert "Did you mean 'war'?" in screen
    assert "could mean sport, spa" in screen
    assert "Type a label, none" in screen
    assert labels() == {}


def test_too_many_labels_is_a_remark(label):
    assert "3 labels given; topic@1 asks for 2 at most." in label("war, spa, vote", "")


def test_the_codebook_can_be_looked_up(label):
    screen = label("?", "? government", "? xyz", "h", "p")
    assert "    3  war  War, conflict and peace" in screen
    assert "6  oldies" not in screen
    assert "politics (Politics): Who governs, and how." in screen
    assert "  counts: Elections and parliaments." in screen
    assert "  does not: A war goes to war." in screen
    assert "  example: The council voted. (A vote.)" in screen
    assert "'xyz' is not in topic@1." in screen
    assert "skip this question" in screen


def test_quoted_words_become_evidence(label, store):
    label('e politics "voted on monday"', 'e politics "called the bridge" #2', "politics")
    article = store.article("001")
    spans = store.events()[0].evidence
    assert [article.text[span.start : span.end] for span in spans] == [
        "voted on Monday",
        "called the bridge",
    ]


def test_missing_or_ambiguous_words_are_explained(label):
    screen = label('e politics "no such words"', 'e politics "called the bridge"')
    assert "are not in title, dek, text or captions" in screen
    assert "stand at 2 places" in screen


def test_evidence_for_a_label_that_was_not_given_is_asked_again(label, store):
    screen = label('e politics "voted on Monday"', "war", "war")
    assert "spoke for 'politics', which is not among the labels" in screen
    assert store.events()[0].evidence == ()


def test_undo_redo_and_back(label, labels):
    screen = label("war", "u", "r", "b", "", "u", "spa")
    assert "Took back: 001, topic: *war" in screen
    assert "You have so far:\n  war (main: war)" in screen
    assert labels()["001", "topic", None, None] == {"spa": "present"}


def test_nothing_to_undo_is_said(label):
    screen = label("u", "r", "b")
    assert "Nothing to undo." in screen
    assert "Nothing to redo." in screen
    assert "This is the first question." in screen


def test_plus_and_minus_change_what_was_given_before(label, store, labels):
    label('e war "ten years"', "war, sport", "", "b", "+spa, -sport", "")
    assert labels()["001", "topic", None, None] == {"war": "present", "spa": "present"}
    assert [span.quote for span in store.events()[-1].evidence] == ["ten years"]


def test_a_lone_minus_does_not_say_that_nothing_applies(label, labels):
    assert "no labels were given yet" in label("-war")
    assert labels() == {}


def test_skip_flag_and_note(label, store):
    screen = label("n hard one", "f", "f odd page", "s", "s all", facets=("topic", "region"))
    assert [event.status for event in store.events()] == [
        "noted",
        "flagged",
        "flagged",
        "skipped",
        "skipped",
    ]
    assert "Skipped." in screen


def test_roles_of_regions(label, store):
    label("Norway=focus, SY=mention", facets=("region",))
    assert store.events()[0].roles == {"NO": "focus", "SY": "mention"}


def test_stance_rows_one_a_line(label, labels):
    screen = label(
        "",
        'the crossing | Mayor Ada Brandt | favor | "a gift"',
        "bridge | | ~against",
        "mayor | | none",
        "-mayor",
        "none",
        "? targets",
        "?",
        "h",
        "",
        facets=("stance",),
    )
    assert "Type none if nobody takes a position" in screen
    assert "  bridge | Mayor Ada Brandt | favor" in screen
    assert "mayor | author | row taken back" in screen
    assert "There are rows. Take them back" in screen
    assert "one row a line" in screen
    assert labels() == {
        ("001", "stance", "bridge", "Mayor Ada Brandt"): {"favor": "present"},
        ("001", "stance", "bridge", "author"): {"against": "unsure"},
        ("001", "stance", "mayor", "author"): {},
        ("001", "stance", None, None): {},
    }


def test_no_stance_at_all_is_a_decision(label, labels):
    label("none", facets=("stance",))
    assert labels() == {("001", "stance", None, None): {}}


def test_stance_rows_typed_before_a_crash_are_there_again(label):
    label("bridge | | favor", facets=("stance",))
    assert "You have so far:\n  bridge | author | favor" in label("q", facets=("stance",))


def suggest_war(article, codebook):
    return [Suggestion(label="war", source="rules")]


def test_suggestions_come_after_the_decision_which_can_then_change(label, store):
    screen = label("spa", "c", "war", "", suggest=suggest_war)
    assert screen.index("topic: *spa") < screen.index("Suggested:\n  war (rules)")
    assert [list(event.states) for event in store.events() if event.decides] == [["spa"], ["war"]]


def test_suggestions_before_the_decision_when_asked(label):
    screen = label("q", suggest=suggest_war, blind=False)
    assert screen.index("Suggested:") < screen.index("topic> ")


def test_a_console_without_unicode_gets_question_marks():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="")
    console_writer(stream)("“long” bridge")
    assert stream.buffer.getvalue() == b"?long? bridge\n"


def test_printable_keeps_letters_of_all_scripts():
    assert printable("Ωμέγα صوت\t\x07") == "Ωμέγα صوت\t\ufffd"


def test_labels_and_whole_questions_can_be_not_applicable(label, labels):
    label("war, !spa", "n/a")
    assert labels()["001", "topic", None, None] == {"war": "present", "spa": "not_applicable"}
    assert set(labels()["003", "topic", None, None].values()) == {"not_applicable"}


def test_a_change_leaves_other_states_as_they_are(label, labels):
    label("war, !spa, ~sport", "b", "+vote, -war")
    assert labels()["001", "topic", None, None] == {
        "vote": "present",
        "sport": "unsure",
        "spa": "not_applicable",
    }


def test_a_coder_may_ask_for_suggestions_and_their_words(label, store):
    def suggest(article, codebook):
        return [Suggestion(label="war", source="rules")]

    def explain(article, codebook):
        return [Span(label="war", field="title", start=0, end=7, quote="Council")]

    screen = label("g", "spa", queue=["001"], suggest=suggest, explain=explain)
    assert 'Suggested:\n  war (rules)\n    war: "Council"' in screen
    assert store.events()[0].shown[0].label == "war"
    assert "No suggestions here." in label("g", queue=["003"])
