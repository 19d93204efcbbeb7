"""The workspace, driven key by key; what is asserted is stored or says what the coder sees."""

import asyncio

import pytest

from toolkit.labelling.options import SessionOptions
from toolkit.labelling.session import Session
from toolkit.labelling.terminal.app import LabellingApp
from toolkit.labelling.terminal.keys import Keys, default_keys
from toolkit.labelling.views import current
from toolkit.records.annotation import Span, Suggestion


class Screen:
    """What a test can see after its keys were pressed."""

    def __init__(self, app):
        strips = app.screen._compositor.render_strips()
        self.text = "\n".join("".join(part.text for part in strip) for strip in strips)
        self.theme = app.theme
        self.running = app.is_running and app.return_code is None
        self.first = app.workspace.article.scroll_offset.y


@pytest.fixture
def press(store, codebooks):
    """Opens the workspace, presses keys, and gives the screen; the session ends after it."""

    def press(*keys, facets=("topic",), queue=("001", "003"), size=(80, 24), keymap=None, **more):
        session = Session(
            store,
            codebooks,
            queue=queue,
            coder="ana",
            options=SessionOptions(facets=list(facets), **more),
        )
        app = LabellingApp(session, keys=keymap)

        async def run():
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                for key in keys:
                    if callable(key):
                        await key(pilot)
                    else:
                        await pilot.press(key)
                await pilot.pause()
                return Screen(app)

        return asyncio.run(run())

    return press


@pytest.fixture
def labels(store):
    def labels():
        return {
            (unit.article_id, unit.facet, unit.target, unit.holder): dict(item.states)
            for (_, _, unit), item in current(store.events()).items()
        }

    return labels


def drag(start, end):
    """The mouse is pressed on one cell of the article, moved, and let go on another."""

    async def act(pilot):
        await pilot.mouse_down("#article", offset=start)
        await pilot.hover("#article", offset=end)
        await pilot.mouse_up("#article", offset=end)

    return act


def click(selector, x, y, times=1):
    async def act(pilot):
        await pilot.click(selector, offset=(x, y), times=times)

    return act


# --- reading ----------------------------------------------------------------------------------


def test_the_article_stands_beside_the_codebook(press):
    screen = press()
    assert "Council backs “long” bridge" in screen.text
    assert "The ferry quay." in screen.text
    assert "1 [ ] Politics" in screen.text
    assert "1/2 · Norwick Post · 2024-03-04 · 001" in screen.text
    assert "0 done · ana" in screen.text


def test_control_characters_do_not_reach_the_terminal(press):
    screen = press(queue=["003"])
    assert "\x1b" not in screen.text
    assert "Rain fell. \ufffd[2JPlay stopped." in screen.text


def test_right_to_left_text_is_isolated_or_put_in_order_by_a_key(press):
    assert "\u2068صوّت المجلس يوم الاثنين.\u2069" in press(queue=["002"]).text
    assert "B turns right-to-left text round" in press(queue=["002"]).text
    mirrored = press("B", queue=["002"])
    assert "صوّت المجلس يوم الاثنين." not in mirrored.text
    assert ".نينثالا" in mirrored.text


def test_the_smallest_terminal_shows_article_codebook_and_keys(press):
    screen = press(size=(60, 16))
    assert "Council backs" in screen.text
    assert "1 [ ] Politics" in screen.text
    assert "Enter decide" in screen.text


def test_a_roomy_terminal_shows_what_the_label_under_the_cursor_means(press):
    assert "Who governs" in press(size=(120, 40)).text
    assert "Who governs" not in press().text


def test_definitions_come_on_demand_with_the_borderline_cases(press):
    screen = press("question_mark")
    assert "Who governs, and how." in screen.text
    assert "does not: A war goes to war." in screen.text
    assert "1 [ ] Politics" in press("question_mark", "escape").text


def test_the_help_page_lists_the_keys_as_they_are(press):
    keys = Keys(default_keys().actions | {"f9": "skip"})
    screen = press("f1", keymap=keys, size=(100, 70))
    assert "S f9" in screen.text
    assert "pass over this question" in screen.text


def test_light_and_dark_change_places(press):
    assert (press().theme, press("T").theme, press("T", "T").theme) == ("night", "paper", "night")


# --- labels -----------------------------------------------------------------------------------


def test_a_label_key_and_enter_decide(press, labels):
    screen = press("2", "enter")
    assert labels() == {("001", "topic", None, None): {"war": "present"}}
    assert "topic: *War, conflict and peace." in screen.text
    assert "2/2" in screen.text


def test_cursor_space_main_unsure_and_inapplicable(press, store):
    press("down", "space", "down", "asterisk", "down", "tilde", "down", "exclamation_mark", "enter")
    event = store.events()[0]
    assert event.states == {
        "vote": "present",
        "war": "present",
        "sport": "unsure",
        "spa": "not_applicable",
    }
    assert event.primary == "war"


def test_nothing_applies_needs_a_second_enter(press, labels):
    assert "Press Enter again" in press("enter").text
    assert labels() == {}
    press("enter", "enter")
    assert labels() == {("001", "topic", None, None): {}}


def test_a_whole_question_can_be_not_applicable(press, labels):
    press("X", "enter")
    assert set(labels()["001", "topic", None, None].values()) == {"not_applicable"}


def test_too_many_labels_is_said_and_stored(press, labels):
    assert "3 labels given" in press("1", "2", "3", "enter").text
    assert len(labels()["001", "topic", None, None]) == 3


def test_a_search_finds_and_gives_a_label(press, labels):
    assert "1 found" in press("slash", *"peace").text
    press("slash", *"peace", "enter", "enter")
    assert labels() == {("001", "topic", None, None): {"war": "present"}}


def test_a_search_can_be_left(press, labels):
    screen = press("slash", *"peace", "escape", "1")
    assert "1 [*] Politics" in screen.text


def test_letters_that_are_no_keys_search(press, codebooks, labels):
    many = [{"id": f"L{n}", "name": f"Land {n}"} for n in range(40)]
    book = codebooks["region"]
    codebooks["region"] = type(book).model_validate(book.model_dump() | {"labels": many})
    press(*"land 17", "enter", "equals_sign", "enter", facets=["region"])
    assert labels() == {("001", "region", None, None): {"L17": "present"}}


def test_a_stray_key_is_explained(press):
    assert "z is no key here. F1 lists them." in press("z", facets=["stance"]).text


def test_a_role_goes_with_its_label(press, store):
    press("2", "equals_sign", "equals_sign", "enter", facets=["region"])
    assert store.events()[0].roles == {"SY": "involved"}


def test_what_breaks_a_rule_is_said_and_the_draft_stays(press, codebooks, store):
    book = codebooks["topic"]
    codebooks["topic"] = type(book).model_validate(book.model_dump() | {"exhaustive": True})
    assert "every article needs a label" in press("enter", "enter").text
    assert store.events() == []


# --- evidence ---------------------------------------------------------------------------------


def marked(store):
    return [(span.label, span.field, span.quote) for span in store.events()[-1].evidence]


def test_words_are_selected_with_shift_and_arrows(press, store):
    press("tab", "right", "shift+right", "shift+right", "2", "enter")
    assert marked(store) == [("war", "title", "backs “long” bridge")]


def test_words_are_selected_with_space_for_terminals_without_shift(press, store):
    press("tab", "space", "right", "2", "enter")
    assert marked(store) == [("war", "title", "Council backs")]


def test_enter_gives_selected_words_to_the_label_under_the_cursor(press, store):
    press("down", "down", "tab", "space", "enter", "enter")
    assert marked(store) == [("war", "title", "Council")]


def test_a_sentence_is_selected_by_one_key(press, store):
    press("tab", "down", "down", "full_stop", "2", "enter")
    assert marked(store) == [("war", "text", "The council of Norwick voted on Monday")]


def test_words_are_selected_with_the_mouse_and_given_by_a_click(press, store):
    press(drag((3, 0), (12, 0)), click("#labels", 8, 3), "enter")
    assert marked(store) == [("war", "title", "Council backs")]


def test_a_double_click_selects_a_word(press, store):
    press(click("#article", 12, 0, times=2), "2", "enter")
    assert marked(store) == [("war", "title", "backs")]


def test_selected_words_can_be_dropped_and_marked_ones_taken_away(press, store):
    press("tab", "space", "escape", "2", "enter")
    assert marked(store) == []
    press("less_than_sign", "tab", "space", "2", "tab", "home", "down", "delete", "enter")
    assert marked(store) == []
    assert store.events()[-1].states == {"war": "present"}


def test_marked_rows_have_a_sign_beside_them(press):
    assert "▌ Council backs" in press("tab", "space", "2").text


# --- moving, remarks, undo --------------------------------------------------------------------


def test_one_can_jump_between_facets_with_keys_and_clicks(press, labels):
    both = {"facets": ["topic", "region"]}
    assert "[region]" in press("right_square_bracket", **both).text
    assert "[topic]" in press("right_square_bracket", "left_square_bracket", **both).text
    assert "[region]" in press(click("#tabs", 14, 0), **both).text
    press("right_square_bracket", "1", "enter", "2", "enter", **both)
    assert list(labels()) == [("001", "region", None, None), ("001", "topic", None, None)]


def test_a_draft_is_kept_while_its_article_is_on_screen(press):
    screen = press("2", "tab", "space", "tab", "Z")
    assert "2 [*] War, conflict" in screen.text
    assert "[topic •]" in screen.text


def test_articles_can_be_turned_like_pages(press):
    assert "2/2" in press("greater_than_sign").text
    assert "1/2" in press("greater_than_sign", "less_than_sign").text
    assert "This is the first article." in press("less_than_sign").text
    assert "This is the last article." in press("greater_than_sign", "greater_than_sign").text


def test_skips_flags_and_notes_are_stored(press, store):
    screen = press("N", *"two readings", "enter", "F", "enter")
    assert "note: two readings; flagged" in screen.text
    press("S")
    assert [(e.status, e.note) for e in store.events()] == [
        ("noted", "two readings"),
        ("flagged", None),
        ("skipped", None),
    ]


def test_the_rest_of_an_article_can_be_skipped(press, store):
    assert "2/2" in press("A", facets=["topic", "region"]).text
    assert [event.facet for event in store.events()] == ["topic", "region"]


def test_an_empty_note_is_refused(press, store):
    assert "note: is empty" in press("N", "enter").text
    assert store.events() == []


def test_undo_and_redo_work_over_restarts(press, labels):
    press("2", "enter")
    assert "Took back: topic: *war" in press("U").text
    assert labels() == {}
    press("R")
    assert labels() == {("001", "topic", None, None): {"war": "present"}}
    assert "Nothing to redo." in press("ctrl+y").text


def test_a_new_session_goes_on_where_the_last_stopped(press):
    press("2", "enter")
    assert "2/2" in press().text
    assert "1 done" in press().text


def test_going_back_to_a_decision_shows_it_and_enter_leaves_it(press, store):
    screen = press("2", "enter", "less_than_sign")
    assert "2 [*] War, conflict" in screen.text
    assert "[topic ✓]" in screen.text
    press("less_than_sign", "enter")
    assert len(store.events()) == 1


def test_when_all_is_done_the_workspace_says_so_and_lets_one_go_back(press):
    done = ("2", "enter", "2", "enter")
    assert "Nothing is left to label here." in press(*done).text
    assert "2/2" in press("less_than_sign").text


def test_ticks_of_several_facets_are_kept_until_they_are_decided(press, labels):
    screen = press(
        "2", "right_square_bracket", "1", "left_square_bracket", facets=["topic", "region"]
    )
    assert "2 [*] War, conflict" in screen.text
    assert "[topic •] │  region •" in screen.text
    press(
        "2",
        "right_square_bracket",
        "1",
        "left_square_bracket",
        "enter",
        "enter",
        facets=["topic", "region"],
    )
    assert list(labels().values()) == [{"war": "present"}, {"NO": "present"}]


def test_q_leaves_and_asks_again_where_something_is_not_decided(press):
    assert not press("Q").running
    screen = press("2", "Q")
    assert screen.running
    assert "Not decided yet: topic. Q again leaves without it." in screen.text
    assert not press("2", "Q", "Q").running


def test_own_keys_replace_the_defaults(press, labels):
    press("2", "f9", keymap=Keys({"f9": "commit"}))
    assert labels() == {("001", "topic", None, None): {"war": "present"}}


# --- suggestions ------------------------------------------------------------------------------


def suggest(article, codebook):
    return [Suggestion(label="war", source="rules")]


def explain(article, codebook):
    return [Span(label="war", field="title", start=0, end=7, quote="Council")]


def test_suggestions_come_after_the_decision_and_can_change_it(press, store):
    blind = {"suggest": suggest, "explain": explain}
    assert "‹rules›" not in press(**blind).text
    screen = press("1", "enter", **blind)
    assert "rules differs: Enter keeps yours" in screen.text
    assert "suggested by rules" in screen.text
    assert "┊" not in screen.text
    assert "┊ Council backs" in press("less_than_sign", "G", **blind).text
    press("less_than_sign", "2", "enter", **blind)
    assert [list(event.states) for event in store.events() if event.decides] == [
        ["politics"],
        ["politics", "war"],
    ]
    assert store.events()[-1].shown


def test_where_suggestions_agree_the_coder_goes_on(press):
    screen = press("2", "enter", suggest=suggest)
    assert "rules: the same" in screen.text
    assert "2/2" in screen.text


def test_a_coder_may_ask_before_deciding_and_that_is_recorded(press, store):
    assert "is recorded with your decision" in press("G", suggest=suggest).text
    assert store.events()[0].shown[0].label == "war"
    assert "No suggestions here." in press("greater_than_sign", "G").text


def test_suggestions_can_be_shown_first(press, store):
    assert "‹rules›" in press("1", suggest=suggest, blind=False).text
    press("1", "enter", suggest=suggest, blind=False)
    assert store.events()[0].shown[0].label == "war"


def test_a_draft_survives_asking_for_suggestions(press):
    assert "1 [*] Politics" in press("1", "G", suggest=suggest).text


# --- stance -----------------------------------------------------------------------------------

NEW_ROW = ("plus", *"cross", "enter", *"Ada Brandt", "enter", "2")


def test_a_stance_row_has_target_holder_label_and_words(press, labels, store):
    press("tab", "full_stop", "tab", *NEW_ROW, facets=["stance"])
    assert labels() == {("001", "stance", "bridge", "Ada Brandt"): {"against": "present"}}
    assert marked(store) == [("against", "title", "Council backs “long” bridge")]


def test_the_meaning_of_a_row_is_that_of_its_label_and_its_target(press):
    screen = press(*NEW_ROW, "question_mark", facets=["stance"])
    assert "against (Against)" in screen.text
    assert "bridge (The bridge)" in screen.text


def test_an_empty_holder_is_the_author_and_a_tilde_is_unsure(press, labels):
    press("plus", *"mayor", "enter", "enter", "tilde", *"fav", "enter", facets=["stance"])
    assert labels() == {("001", "stance", "mayor", "author"): {"favor": "unsure"}}


def test_rows_are_closed_by_enter_and_none_needs_a_second(press, store):
    press(*NEW_ROW, "enter", facets=["stance"])
    assert store.events()[-1].complete
    assert "Press Enter again: nobody takes a position." in press("enter", facets=["stance"]).text
    press("enter", "enter", facets=["stance"])
    assert [event.article_id for event in store.events() if not event.states] == ["001", "003"]


def test_a_row_gets_another_label_more_words_or_is_taken_back(press, labels, store):
    press(*NEW_ROW, "1", "tilde", facets=["stance"])
    assert labels()["001", "stance", "bridge", "Ada Brandt"] == {"favor": "unsure"}
    press("1", "tab", "space", "enter", facets=["stance"])
    assert marked(store) == [("favor", "title", "Council")]
    press("down", "delete", facets=["stance"])
    assert marked(store) == []
    assert labels()["001", "stance", "bridge", "Ada Brandt"] == {"favor": "present"}
    assert "no rows yet" in press("home", "delete", facets=["stance"]).text


def test_a_target_that_the_codebook_lacks_is_said(press, labels):
    assert "No such target" in press("plus", *"xyz", "enter", facets=["stance"]).text
    assert labels() == {}


def test_open_targets_are_taken_as_typed(press, codebooks, labels):
    book = codebooks["stance"]
    codebooks["stance"] = type(book).model_validate(book.model_dump() | {"targets": "open"})
    press("plus", *"the toll", "enter", "enter", "1", facets=["stance"])
    assert labels() == {("001", "stance", "the toll", "author"): {"favor": "present"}}


def test_the_making_of_a_row_can_be_left(press, labels):
    screen = press("plus", *"bri", "escape", facets=["stance"])
    assert "no rows yet" in screen.text
    assert labels() == {}


def test_a_label_key_without_a_row_is_explained(press):
    assert (
        "Put the cursor on a row first, or press +." in press("down", "1", facets=["stance"]).text
    )


def test_suggested_rows_can_be_taken_over(press, labels):
    def rows(article, codebook):
        return [Suggestion(label="against", source="run", target="bridge", holder="author")]

    screen = press("enter", "enter", facets=["stance"], suggest=rows)
    assert "run differs: Enter keeps yours." in screen.text
    press("less_than_sign", "down", "space", "enter", facets=["stance"], suggest=rows)
    assert labels()["001", "stance", "bridge", "author"] == {"against": "present"}
