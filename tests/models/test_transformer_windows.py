from itertools import pairwise

import pytest

pytest.importorskip("torch", reason="needs the extra 'transformer'")
pytest.importorskip("transformers", reason="needs the extra 'transformer'")

from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer

from toolkit.config import TransformerConfig
from toolkit.models.transformer.windows import WindowCutter, window_spans
from toolkit.records import ModelInput

WORDS_40 = "minister " * 40


@pytest.fixture(scope="module")
def tokenizer(tiny_checkpoint):
    return AutoTokenizer.from_pretrained(tiny_checkpoint)


def cutter(tokenizer, **options):
    settings = {"kind": "transformer", "checkpoint": "./tiny", "length": "windows"}
    settings |= {"max_tokens": 16, "window_overlap": 4, "max_windows": 99} | options
    return WindowCutter(tokenizer, TransformerConfig(**settings))


def tokens_read(encoded):
    return {i for w in encoded.windows for first, last, _ in w.spans for i in range(first, last)}


@given(
    n=st.integers(0, 300),
    size=st.integers(2, 60),
    share=st.floats(0, 0.99),
)
def test_windows_cover_every_token_and_neighbours_overlap(n, size, share):
    overlap = int(size * share)
    spans = window_spans(n, size=size, overlap=overlap)
    assert {i for a, b in spans for i in range(a, b)} == set(range(n))
    assert all(b - a == min(n, size) for a, b in spans)
    assert all(
        right[0] > left[0] and left[1] - right[0] >= overlap for left, right in pairwise(spans)
    )


def test_an_article_is_read_whole_whatever_truncation_the_checkpoint_carries(tokenizer):
    (encoded,) = cutter(tokenizer).encode([ModelInput("a", WORDS_40)])
    assert tokens_read(encoded) == set(range(40))
    assert encoded.read_share == 1.0
    assert encoded.known == 40


def test_each_window_has_its_special_tokens_and_its_own_tokens_between_them(tokenizer):
    text = "the minister said prices rose and the court ruled on the appeal of the union workers"
    (encoded,) = cutter(tokenizer).encode([ModelInput("a", text)])
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert len(encoded.windows) == 2
    for window in encoded.windows:
        ((first, last, at),) = window.spans
        assert at == 1
        assert list(window.ids) == [
            tokenizer.cls_token_id,
            *ids[first:last],
            tokenizer.sep_token_id,
        ]


def test_a_short_article_gives_the_ids_that_the_tokenizer_itself_gives(tokenizer):
    (encoded,) = cutter(tokenizer).encode([ModelInput("a", "The court ruled.")])
    assert list(encoded.windows[0].ids) == tokenizer("The court ruled.")["input_ids"]


def test_head_reads_the_beginning_only_and_says_so(tokenizer):
    (encoded,) = cutter(tokenizer, length="head").encode([ModelInput("a", WORDS_40)])
    assert tokens_read(encoded) == set(range(14))
    assert encoded.read_share == pytest.approx(14 / 40)


def test_head_tail_reads_both_ends_in_one_window(tokenizer):
    (encoded,) = cutter(tokenizer, length="head_tail").encode([ModelInput("a", WORDS_40)])
    assert len(encoded.windows) == 1
    assert len(encoded.windows[0].ids) == 16
    assert tokens_read(encoded) == {*range(7), *range(33, 40)}


def test_max_windows_bounds_what_is_read(tokenizer):
    (encoded,) = cutter(tokenizer, max_windows=2).encode([ModelInput("a", WORDS_40)])
    assert len(encoded.windows) == 2
    assert encoded.read_share == pytest.approx(24 / 40)


def test_an_empty_article_has_one_window_and_knows_nothing(tokenizer):
    (encoded,) = cutter(tokenizer).encode([ModelInput("a", "")])
    assert encoded.windows[0].ids == (tokenizer.cls_token_id, tokenizer.sep_token_id)
    assert (encoded.read_share, encoded.known) == (1.0, 0)


def test_tokens_outside_the_vocabulary_are_not_known(tokenizer):
    (encoded,) = cutter(tokenizer).encode([ModelInput("a", "Москва بغداد")])
    assert encoded.known == 0


def test_a_stance_row_is_a_pair_of_question_and_text(tokenizer):
    item = ModelInput("a", "prices rose", target="t1", target_name="the tariff", holder="author")
    (encoded,) = cutter(tokenizer).encode([item])
    whole = tokenizer("the tariff", "prices rose", return_token_type_ids=True)
    assert list(encoded.windows[0].ids) == whole["input_ids"]
    assert list(encoded.windows[0].types) == whole["token_type_ids"]


def test_a_quoted_holder_stands_in_the_question(tokenizer):
    item = ModelInput("a", "prices rose", target="tariff", holder="the mayor")
    (encoded,) = cutter(tokenizer).encode([item])
    whole = tokenizer("tariff by the mayor", "prices rose")
    assert list(encoded.windows[0].ids) == whole["input_ids"]


def test_a_long_target_leaves_room_for_the_text(tokenizer):
    item = ModelInput("a", WORDS_40, target="tariff " * 50, holder="author")
    (encoded,) = cutter(tokenizer).encode([item])
    assert tokens_read(encoded) == set(range(40))
    assert all(len(window.ids) <= 16 for window in encoded.windows)


def test_a_stance_row_reads_the_lead_and_the_windows_with_the_target(tokenizer):
    text = "minister " * 30 + "tariff " + "court " * 30
    item = ModelInput("a", text, target="tariff", holder="author", mentions=((270, 276),))
    (encoded,) = cutter(tokenizer, window_overlap=0).encode([item])
    assert 0 in tokens_read(encoded)
    assert 30 in tokens_read(encoded)
    assert len(encoded.windows) == 2
    assert encoded.read_share < 0.5
