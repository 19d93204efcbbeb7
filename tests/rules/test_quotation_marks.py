import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.rules.quotation import quoted_pairs


def blocks(text):
    return [(m.start(), m.end()) for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]


def quoted(text, depth=0):
    return [text[p.start : p.end] for p in quoted_pairs(text, blocks(text)) if p.depth == depth]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She called it “mad”.", ["“mad”"]),
        ('She called it "mad".', ['"mad"']),
        ("She called it ‘mad’.", ["‘mad’"]),
        ("She called it 'mad'.", ["'mad'"]),
        ("She called it ’mad’.", ["’mad’"]),
        ("Sie nannte es „verrückt“.", ["„verrückt“"]),
        ("Sie nannte es ‚verrückt‘.", ["‚verrückt‘"]),
        ("Sie nannte es »verrückt«.", ["»verrückt«"]),
        ("Elle a dit « fou », puis rien.", ["« fou »"]),
        ("Она сказала «нет».", ["«нет»"]),
        ("Hon sade ”nej”.", ["”nej”"]),
        ("She called it ``mad''.", ["``mad''"]),
        ("彼は「はい」と言った。", ["「はい」"]),
    ],
)
def test_every_convention_is_paired(text, expected):
    assert quoted(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Leader holds ‘warm’ talks with Norland’s Roe", ["‘warm’"]),
        ("The drivers’ union and the Joneses’ car aren’t here.", []),
        ("‘The drivers’ plan is mad,’ he said.", ["‘The drivers’ plan is mad,’"]),
        ("'Tis the drivers' plan, 'mad', she said of '68.", ["'mad'"]),
        ("In the ’90s rock ’n’ roll was ‘hot’.", ["‘hot’"]),
        ("‘We’re goin’ home,’ he said.", ["‘We’re goin’ home,’"]),
        ("‘Abd al-‘Aziz came alone.", []),
        ("O’Brien’s dog, and the dogs’ owner", []),
    ],
)
def test_an_apostrophe_is_no_closing_mark(text, expected):
    assert quoted(text) == expected


def test_marks_inside_others_are_nested():
    text = "“He said ‘no’ twice,” she recalled. “And ‘never’.”"
    assert quoted(text) == ["“He said ‘no’ twice,”", "“And ‘never’.”"]
    assert quoted(text, depth=1) == ["‘no’", "‘never’"]


def test_the_british_order_of_marks_is_nested_too():
    text = "‘He said “no” twice,’ she recalled."
    assert quoted(text) == ["‘He said “no” twice,’"]
    assert quoted(text, depth=1) == ["“no”"]


def test_brackets_inside_a_quotation_stay_in_it():
    assert quoted("“The talks [with Roe] went on,” she said.") == [
        "“The talks [with Roe] went on,”"
    ]


def test_punctuation_may_stand_on_either_side_of_the_closing_mark():
    assert quoted("It was “warm,” and “dry”, and “fine.”") == ["“warm,”", "“dry”", "“fine.”"]


def test_turns_of_a_dialogue_with_dashes_are_quotations():
    text = "— We came, — said Ann. — And stayed.\n\n— Why? — asked Carl.\n\nThe end — at last."
    assert quoted(text) == ["— We came,", "— And stayed.", "— Why?"]


def test_marks_inside_a_turn_are_nested():
    text = "— Dijo «no», — dijo Ana."
    assert (quoted(text), quoted(text, depth=1)) == (["— Dijo «no»,"], ["«no»"])


@pytest.mark.parametrize(
    "text", ["– One thing\n\n– Another thing", "The talks — he said — failed."]
)
def test_lists_and_asides_with_dashes_are_no_dialogue(text):
    assert quoted(text) == []


@pytest.mark.parametrize("mark", ["“", '"', "‘"])
def test_a_quotation_that_opens_again_in_the_next_paragraph_is_one(mark):
    close = {"“": "”", '"': '"', "‘": "’"}[mark]
    text = f"{mark}One.\n\n{mark}Two.\n\n{mark}Three,{close} she said. {mark}Four.{close}"
    assert quoted(text) == [text[: text.index(" she")], f"{mark}Four.{close}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We came, he said. “We saw.”", ["“We came, he said.", "“We saw.”"]),
        ("He said “we came. Then he left.\n\n“New,” she said.", ["“we came.", "“New,”"]),
        ("“A whole paragraph. Without an end", ["“A whole paragraph. Without an end"]),
        ('A stray ” mark and a 6" gun', []),
    ],
)
def test_a_quotation_without_its_closing_mark_ends_soon(text, expected):
    assert quoted(text) == expected


def test_an_unclosed_quotation_says_so():
    text = "He said “we came. Then he left."
    [pair] = quoted_pairs(text, blocks(text))
    assert not pair.closed


@given(st.text(alphabet="“”\"'‘’«»„ab s.,\n–", max_size=60))
def test_pairs_never_cross_and_stay_inside_the_text(text):
    pairs = quoted_pairs(text, blocks(text))
    inside = [0 <= p.start < p.inner_start <= p.inner_end <= p.end <= len(text) for p in pairs]
    crossing = [
        (a, b) for a in pairs for b in pairs if a.start < b.start < a.end < b.end and a is not b
    ]
    assert all(inside)
    assert crossing == []


@pytest.mark.parametrize("piece", ['“a ‘b’ "c ', "the boys' ", "“ ", "'a ", '"'])
def test_time_grows_with_length_and_no_faster(piece):
    text = piece * (400_000 // len(piece))
    started = time.perf_counter()
    quoted_pairs(text, [(0, len(text))])
    assert time.perf_counter() - started < 20  # a quadratic reading takes hours
