"""Ambiguous terms: votes of words anywhere, three for a word right beside the name."""

from toolkit.codebook import Codebook
from toolkit.rules import TermMatcher
from toolkit.rules.readings import Readings

CODEBOOK = Codebook.model_validate(
    {
        "id": "region",
        "version": "1",
        "facet": "region",
        "unit": "article",
        "select": "multi",
        "labels": [{"id": "LB", "name": "Lebanon"}, {"id": "LY", "name": "Libya"}],
        "ambiguous": [
            {
                "term": "Tripoli",
                "label": "LY",
                "near": ["Benghazi", "Haftar"],
                "not_near": ["Beirut", "cedar*"],
                "default": True,
            },
            {"term": "Tripoli", "label": "LB", "near": ["Beirut", "northern"]},
            {"term": "Tripoli", "label": None, "near": ["Iowa"]},
        ],
    }
)


def read(text, **named):
    hits = TermMatcher(["Tripoli"]).hits(text)
    chosen = Readings(CODEBOOK).resolve(text, {"Tripoli": hits}, named=named)
    return [chosen[hit] for hit in hits]


def test_words_for_a_reading_decide():
    assert read("From Benghazi to Tripoli.") == ["LY"]
    assert read("From Beirut to Tripoli.") == ["LB"]


def test_more_votes_win():
    assert read("Tripoli waits. Beirut, the northern towns and Benghazi spoke.") == ["LB"]
    assert read("Tripoli waits. Benghazi and Haftar spoke.") == ["LY"]


def test_a_word_beside_the_name_counts_three_times():
    assert read("Benghazi, Haftar and northern Tripoli.") == ["LB"]


def test_without_words_other_names_of_the_label_decide():
    assert read("Tripoli.", LB=2, LY=1) == ["LB"]


def test_without_anything_the_default_decides():
    assert read("Tripoli.") == ["LY"]


def test_more_against_than_for_drops_the_default():
    assert read("Tripoli and its cedars.") == [None]


def test_a_reading_can_mean_no_label():
    assert read("Tripoli, Iowa.") == [None]


def test_all_hits_of_an_article_are_read_alike():
    assert read("Tripoli. Later, near Beirut, Tripoli again.") == ["LB", "LB"]


def test_nothing_ambiguous_needs_no_reading():
    assert Readings(CODEBOOK).resolve("Text.", {}, named={}) == {}
