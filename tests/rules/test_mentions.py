"""Terms of labels in an article: what silences them, when they hold, where they stand."""

from toolkit.codebook import Codebook
from toolkit.config import InputConfig
from toolkit.corpus.compose import compose
from toolkit.records import Article
from toolkit.rules import MentionFinder, layout_of

CODEBOOK = Codebook.model_validate(
    {
        "id": "region",
        "version": "1",
        "facet": "region",
        "unit": "article",
        "select": "multi",
        "not_terms": ["Fiji Times"],
        "labels": [
            {
                "id": "FJ",
                "name": "Fiji",
                "terms": ["Fiji", "Island*", {"term": "Suva", "cue": "capital", "weight": 2}],
            },
            {"id": "TO", "name": "Tonga", "terms": ["Tonga", "Island*"]},
        ],
    }
)


def find(article):
    model_input = compose(article, InputConfig())
    return [
        (m.label, model_input.text[m.start : m.end], m.cue, m.weight, m.block, m.is_dateline)
        for m in MentionFinder(CODEBOOK).find(model_input, layout_of(model_input))
    ]


def test_mentions_say_label_words_cue_weight_and_block():
    assert find(Article(title="Fiji", text="Rain.\n\nIn Suva.")) == [
        ("FJ", "Fiji", "name", 1.0, 0, False),
        ("FJ", "Suva", "capital", 2.0, 2, False),
    ]


def test_a_term_of_two_labels_counts_for_both():
    assert [label for label, *_ in find(Article(text="Islanders."))] == ["FJ", "TO"]


def test_not_terms_silence_what_they_contain():
    assert find(Article(text="The Fiji Times said so.")) == []


def test_mentions_in_the_dateline_are_marked():
    assert find(Article(text="SUVA, May 2 (Tonga News) - Rain.")) == [
        ("FJ", "SUVA", "capital", 2.0, 0, True)
    ]
