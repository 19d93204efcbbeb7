import json
from pathlib import Path

import pytest

from toolkit.config import InputConfig
from toolkit.corpus.compose import compose
from toolkit.ingest import read_articles
from toolkit.records import ModelInput
from toolkit.rules.devices import find_devices, is_english
from toolkit.rules.devices.wording import EUPHEMISMS, LOADED

SEED = Path(__file__).parents[3] / "shared" / "seed"
FILLER = " It was the end of the day and he had not been to the town for a week."


def article(text, language="en"):
    return ModelInput(article_id="a", text=text, language=language)


def found(text, kind):
    """Words and voice of the devices of one kind."""
    report = find_devices(article(text))
    return [(text[d.start : d.end], d.voice) for d in report.devices if d.kind == kind]


def test_another_language_is_not_available_and_never_zero():
    assert find_devices(article("Die Regierung sagte nichts.", language="de")) is None


def test_an_article_without_a_language_is_read_by_its_commonest_words():
    assert is_english(article("The ship was in the port." + FILLER, language=None))
    assert not is_english(article("Das Schiff lag an dem Tag in dem Hafen.", language=None))
    assert not is_english(article("", language=None))
    assert is_english(article("x", language="en-GB"))


def test_a_report_has_every_figure_also_where_it_is_zero():
    counts = find_devices(article("The ship was in the port.")).counts
    assert set(counts.values()) == {0}
    assert {"direct_quote", "scare_quote", "verb_doubting", "source_anonymous"} <= counts.keys()


def test_a_loaded_label_belongs_to_whoever_says_it():
    text = (
        "The terror group denied it. “They are thugs,” Ann Roe said. "
        "Carl Dahl said that the extremists had left."
    )
    assert found(text, "loaded_label") == [
        ("terror group", "author"),
        ("thugs", "Ann Roe"),
        ("extremists", "Carl Dahl"),
    ]
    assert find_devices(article(text)).counts["loaded_label"] == 1


def test_a_loaded_label_comes_with_a_plainer_wording_and_its_side():
    [device] = find_devices(article("The regime fell.")).devices
    assert (device.detail, device.polarity) == ("government", "negative")


@pytest.mark.parametrize("text", ["A new visa regime began.", "The puppet show was full."])
def test_a_longer_phrase_can_take_the_load_off_a_word(text):
    assert found(text, "loaded_label") == []


def test_no_wording_stands_in_both_lists():
    assert LOADED.keys().isdisjoint(EUPHEMISMS)


def test_euphemisms_are_found_in_any_voice():
    text = "There was collateral damage. “We neutralised nine,” Ann Roe said."
    assert found(text, "euphemism") == [("collateral damage", "author"), ("neutralised", "Ann Roe")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine houses were destroyed on Monday.", ["were destroyed"]),
        ("The road has now been closed.", ["has now been closed"]),
        ("The plan is being revived.", ["is being revived"]),
        ("A man was shot near the bridge by nine o’clock.", ["was shot"]),
        ("The houses were destroyed by the army.", []),
        ("The houses were destroyed on Monday by the army.", []),
        ("The houses were destroyed by Monday.", ["were destroyed"]),
        ("The town was flooded.", []),
        ("She was concerned, born in Hull and based in Ghent.", []),
        ("He was red and indeed wicked.", []),
        ("“Nine houses were destroyed,” Ann Roe said.", []),
    ],
)
def test_a_passive_is_agentless_if_nobody_is_named_for_it(text, expected):
    assert [words for words, _ in found(text, "agentless_passive")] == expected


def test_sources_carry_their_words_and_each_word_counts_once():
    text = (
        "Ann Roe said that the “cold” winter was over and that nobody would freeze. "
        "“It is done,” she added. A senior official disagreed. Officials said it was early."
    )
    sources = find_devices(article(text)).sources
    assert (sources[0].name, sources[0].kind, sources[0].quoted_words) == ("Ann Roe", "named", 4)
    assert sources[0].reported_words == 9  # without the word in marks
    assert ("Officials", "collective") in [(s.name, s.kind) for s in sources]


def test_scare_quotes_are_the_author_s_and_quotations_their_speaker_s():
    text = "The “reform” came. Ann Roe called it “a gift”."
    assert found(text, "scare_quote") == [("“reform”", "author")]
    assert found(text, "partial_quote") == [("“a gift”", "Ann Roe")]


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed page is not in this checkout")
def test_the_seed_page_s_devices_are_found():
    [page] = read_articles([str(next(SEED.glob("*.txt")))])
    item = compose(page, InputConfig())
    report = find_devices(item)
    gold = json.loads((SEED / "seed_gold.json").read_text("utf-8"))["devices"]
    labels = [item.text[d.start : d.end] for d in report.devices if d.kind == "loaded_label"]
    author = [g["text"] for g in gold["loaded_labels"] if g["voice"] == "author"]
    assert all(any(words in text for words in labels) for text in author)
    passives = [item.text[d.start : d.end] for d in report.devices if d.kind == "agentless_passive"]
    assert all(any(words in g["text"] for words in passives) for g in gold["agentless_passive"])
    assert len(passives) == len(gold["agentless_passive"])
    assert report.counts["source_anonymous"] == gold["sourcing_balance"]["anonymous"]
    assert report.counts["source_collective"] == gold["sourcing_balance"]["collective"]
