"""Labels from terms: where a hit stands and how often its term has counted already."""

import pytest

from toolkit.codebook import Codebook
from toolkit.config import InputConfig, RulesConfig
from toolkit.corpus.compose import compose
from toolkit.records import Article
from toolkit.rules import Lexicon, layout_of

CONFIG = RulesConfig(kind="rules")


def make_codebook(**options):
    content = {
        "id": "topic",
        "version": "1",
        "facet": "topic",
        "unit": "article",
        "select": "multi",
        "labels": [
            {"id": "politics", "name": "Politics", "terms": ["parliament"]},
            {
                "id": "election",
                "name": "Election",
                "parent": "politics",
                "terms": ["ballot*", "polling station*"],
            },
            {"id": "police", "name": "Police", "terms": ["police", "station"]},
            {"id": "silent", "name": "Silent"},
        ],
    }
    return Codebook.model_validate(content | options)


def scores(article, codebook=None, config=CONFIG):
    model_input = compose(article, InputConfig())
    findings = Lexicon(codebook or make_codebook(), config).find(
        model_input, layout_of(model_input)
    )
    return {finding.label: finding.score for finding in findings}


def test_the_configured_number_of_body_hits_scores_one_half():
    text = "Opening words.\n\nThe police, at the station, and in a parliament."
    config = RulesConfig(kind="rules", hits_for_half=2)
    assert scores(Article(text=text), config=config)["police"] == pytest.approx(0.5)


def test_a_hit_in_the_title_counts_as_configured():
    assert scores(Article(title="Police", text="Nothing."))["police"] == pytest.approx(0.5)


def test_title_counts_more_than_lede_and_lede_more_than_body():
    in_title = scores(Article(title="Police", text="A.\n\nB."))["police"]
    in_dek = scores(Article(title="T", dek="Police", text="A.\n\nB."))["police"]
    in_lede = scores(Article(title="T", text="Police.\n\nB."))["police"]
    in_body = scores(Article(title="T", text="A.\n\nPolice."))["police"]
    assert in_title > in_dek == in_lede > in_body > 0


def test_repeating_a_term_adds_less_each_time():
    once = scores(Article(text="A.\n\nThe police."))["police"]
    twice = scores(Article(text="A.\n\nThe police, the police."))["police"]
    other = scores(Article(text="A.\n\nThe police, the station."))["police"]
    assert once < twice < other


def test_a_heavier_term_counts_more():
    labels = [
        {
            "id": "police",
            "name": "Police",
            "terms": ["police", {"term": "constabulary", "weight": 2}],
        }
    ]
    codebook = make_codebook(labels=labels)
    light = scores(Article(text="A.\n\nThe police."), codebook)["police"]
    heavy = scores(Article(text="A.\n\nThe constabulary."), codebook)["police"]
    assert heavy > light


def test_the_longest_match_wins_across_labels():
    assert set(scores(Article(text="At the polling station."))) == {"politics", "election"}


def test_hits_of_a_label_are_hits_of_its_parent():
    result = scores(Article(text="Ballots in parliament."))
    assert result["politics"] > result["election"]


def test_a_long_text_needs_more_hits_for_the_same_score():
    short = scores(Article(text="A.\n\nThe police." + " word" * 100))["police"]
    long = scores(Article(text="A.\n\nThe police." + " word" * 1000))["police"]
    middle = scores(Article(text="A.\n\nThe police." + " word" * 200))["police"]
    assert long < middle == short


def test_the_dateline_gives_no_points():
    assert scores(Article(text="POLICE, March 3 (Agency) - Nothing else.")) == {}


def test_not_terms_silence_the_terms_in_them():
    codebook = make_codebook(not_terms=["train station", "police"])
    assert scores(Article(text="The police left the train station."), codebook) == {}


def test_retired_labels_get_nothing():
    labels = [{"id": "police", "name": "Police", "terms": ["police"], "status": "retired"}]
    assert scores(Article(text="The police."), make_codebook(labels=labels)) == {}


def test_the_weights_of_the_spans_add_up_to_the_score():
    article = Article(title="Police", text="Police at the station.\n\nPolice.")
    model_input = compose(article, InputConfig())
    [finding] = Lexicon(make_codebook(), CONFIG).find(model_input, layout_of(model_input))
    assert sum(span.weight for span in finding.spans) == pytest.approx(finding.score)
    assert [model_input.text[span.start : span.end] for span in finding.spans] == [
        "Police",
        "Police",
        "station",
        "Police",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "There was no police.",
        "They came without any police.",
        "It wasn't the police.",
        "Nobody called, never the police.",
    ],
)
def test_a_negated_hit_gives_no_points(text):
    assert scores(Article(text=text)) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Not only the police came.",
        "No, the police came.",
        "No doubt police came.",
        "He did not stay at home and the police came.",
        "Nothing was taken. Police came.",
    ],
)
def test_a_negation_of_something_else_leaves_the_hit(text):
    assert set(scores(Article(text=text))) == {"police"}


def test_the_negation_window_is_an_option():
    article = Article(text="There was no such local police.")
    off = RulesConfig(kind="rules", negation_window=0)
    wide = RulesConfig(kind="rules", negation_window=4)
    assert set(scores(article, config=off)) == set(scores(article)) == {"police"}
    assert scores(article, config=wide) == {}


def test_a_star_stands_for_any_ending_also_within_a_phrase():
    assert set(scores(Article(text="Ballots at polling stations."))) == {"politics", "election"}


def test_a_phrase_is_found_over_a_line_break_but_not_over_a_paragraph():
    assert "election" in scores(Article(text="A polling\nstation."))
    assert "election" not in scores(Article(text="Polling\n\nStation."))
