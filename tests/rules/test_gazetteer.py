"""Countries in focus, involved, merely named, or only in the dateline."""

import pytest

from toolkit.codebook import Codebook
from toolkit.config import InputConfig, RulesConfig
from toolkit.corpus.compose import compose
from toolkit.records import Article
from toolkit.rules import Gazetteer, layout_of

LABELS = {
    "FR": [{"term": "France"}, {"term": "Paris", "cue": "capital"}],
    "GE": [{"term": "Georgia"}, {"term": "Tbilisi", "cue": "capital"}],
    "JO": [{"term": "Jordan"}, {"term": "Amman", "cue": "capital"}],
    "NE": [{"term": "Niger"}],
    "NG": [{"term": "Nigeria*"}],
    "SY": [
        {"term": "Syria*"},
        {"term": "Assad", "cue": "leader", "until": "2024-12-08"},
        {"term": "Sharaa", "cue": "leader", "from": "2024-12-08"},
    ],
    "US": [
        {"term": "US"},
        {"term": "Texas", "cue": "region"},
        {"term": "Georgia", "cue": "region"},
        {"term": "Atlanta", "cue": "city"},
        {"term": "Ga.", "cue": "region"},
    ],
}
AMBIGUOUS = [
    {
        "term": "Georgia",
        "label": "GE",
        "near": ["Caucasus"],
        "not_near": ["Senate"],
        "default": True,
    },
    {"term": "Georgia", "label": "US", "near": ["Senate"], "not_near": ["Caucasus"]},
    {
        "term": "Jordan",
        "label": "JO",
        "near": ["Arab"],
        "not_near": ["Mr", "coach"],
        "default": True,
    },
]


def make_codebook(**options):
    content = {
        "id": "region",
        "version": "1",
        "facet": "region",
        "unit": "article",
        "select": "multi",
        "max_labels": 3,
        "roles": ["focus", "involved", "mention", "dateline"],
        "not_terms": ["The Jordan Times", "Niger Delta"],
        "ambiguous": AMBIGUOUS,
        "groups": {"union": {"name": "Union", "members": ["FR"], "terms": ["Union of France"]}},
        "labels": [{"id": key, "name": key, "terms": terms} for key, terms in LABELS.items()],
    }
    return Codebook.model_validate(content | options)


def find(article, **options):
    model_input = compose(article, InputConfig())
    gazetteer = Gazetteer(make_codebook(**options), RulesConfig(kind="rules"))
    return gazetteer.find(model_input, layout_of(model_input))


def roles(article, **options):
    return {finding.label: finding.role for finding in find(article, **options)}


def named(text, published=None):
    return set(roles(Article(text=text, published=published)))


def test_the_country_of_title_and_lede_is_in_focus_and_an_aside_is_a_mention():
    article = Article(
        title="Syria reopens its border",
        text="Syria opened a crossing.\n\nTraders came.\n\nOne had been to France once.",
    )
    assert roles(article) == {"SY": "focus", "FR": "mention"}


def test_a_country_in_some_paragraphs_is_involved():
    body = "\n\n".join(["Syria spoke and Syria acted."] * 6)
    article = Article(title="Syria", text=f"Syria.\n\n{body}\n\nFrance came.\n\nFrance left.")
    assert roles(article)["FR"] == "involved"


def test_the_only_country_is_in_focus_however_faint():
    text = "Opening.\n\nSecond.\n\nA cook from France."
    [finding] = find(Article(title="A title", text=text))
    assert (finding.label, finding.role, finding.score) == ("FR", "focus", 0.5)


def test_focus_begins_at_one_half():
    findings = find(Article(title="Syria", text="Syria met France.\n\nSyria.\n\nNigeria called."))
    assert all((finding.score >= 0.5) == (finding.role == "focus") for finding in findings)


def test_no_more_countries_are_in_focus_than_the_codebook_allows():
    article = Article(
        title="France, Syria, Niger and Nigeria sign",
        text="France, Syria, Niger and Nigeria signed.\n\nFrance, Syria and Niger cheered.",
    )
    found = roles(article)
    assert sorted(label for label, role in found.items() if role == "focus") == ["FR", "NE", "SY"]
    assert found["NG"] == "involved"


def test_a_country_named_only_in_the_dateline_has_that_role_and_no_score():
    article = Article(
        title="Syria votes", text="PARIS, March 3 (Agency) - Syria votes.\n\nSyria waits."
    )
    findings = {finding.label: finding for finding in find(article)}
    assert (findings["FR"].role, findings["FR"].score) == ("dateline", 0.0)


def test_the_dateline_is_the_place_if_nothing_else_is_named():
    assert roles(Article(text="PARIS, March 3 (Agency) - Bakers met.")) == {"FR": "focus"}


def test_an_agency_in_the_dateline_names_no_country():
    assert roles(Article(text="PARIS, March 3 (Syria Press) - Bakers met.")) == {"FR": "focus"}


def test_longer_names_win():
    assert named("Nigeria and nothing else") == {"NG"}
    assert named("Read The Jordan Times.") == set()
    assert named("Oil of the Niger Delta.") == set()
    assert named("The Union of France and Syria.") == {"SY"}


def test_leaders_count_within_their_dates():
    assert named("Assad spoke.", "2024-12-07") == {"SY"}
    assert named("Assad spoke.", "2024-12-09T10:00") == set()
    assert named("Sharaa spoke.", "2024-12-09") == {"SY"}
    assert named("Sharaa spoke.", "2020") == set()


def test_undated_articles_get_the_benefit_of_the_doubt():
    assert named("Assad met Sharaa.") == {"SY"}


def test_words_near_choose_the_reading():
    assert named("Georgia, in the Caucasus, votes.") == {"GE"}
    assert named("Georgia sends two to the Senate.") == {"US"}


def test_other_names_of_the_country_choose_the_reading():
    assert named("Georgia votes. Atlanta waits.") == {"US"}
    assert named("Georgia votes. Tbilisi waits.") == {"GE"}


def test_the_default_reading_is_the_last_resort():
    assert named("Georgia votes.") == {"GE"}


def test_words_against_the_only_reading_drop_it():
    assert named("The coach praised Jordan.") == set()
    assert named("Amman and the coach of Jordan.") == {"JO"}


def test_a_title_beside_the_name_outweighs_a_word_elsewhere():
    assert named("Mr Jordan likes Arab music.") == set()


def test_a_state_behind_a_town_moves_the_town():
    article = Article(text="PARIS, Texas - The fair opened.\n\nParis has a tower.")
    assert roles(article) == {"US": "focus"}


def test_a_list_of_places_moves_nothing():
    assert named("They flew to Paris, Texas and Atlanta.") == {"FR", "US"}


def test_a_hit_keeps_its_spans_and_their_weights_add_up():
    article = Article(title="Syria", text="Syrians wait.\n\nSyria and Assad.")
    [finding] = find(article)
    assert [span.end - span.start for span in finding.spans] == [5, 7, 5, 5]
    assert sum(span.weight for span in finding.spans) == pytest.approx(finding.score)


def test_roles_that_the_codebook_does_not_have_are_not_given():
    assert roles(Article(text="Syria."), roles=["mention"]) == {"SY": None}


def test_the_score_is_one_half_at_the_configured_points_and_grows_with_them():
    body = "\n\n".join(["Nothing.", "Syria.", "Syria.", "France and Syria."])
    low, high = find(Article(title="A", text=body)), find(Article(title="Syria", text=body))
    score = {finding.label: finding.score for finding in low}
    assert 0 < score["FR"] < 0.5 < score["SY"]
    assert next(f for f in high if f.label == "SY").score > score["SY"]


def test_a_country_that_acts_once_is_involved_and_an_origin_is_a_mention():
    text = "Syria opened a border.\n\nSyria waits.\n\nFrance, which paid, {}."
    assert roles(Article(text=text.format("agreed")))["FR"] == "involved"
    text = "Syria opened a border.\n\nSyria waits.\n\nFamilies from France came."
    assert roles(Article(text=text))["FR"] == "mention"


def test_a_project_can_lower_the_bar_by_role():
    text = "Syria opened a border.\n\nSyria waits.\n\nFrance, which paid.\n\nOil from Nigeria."
    model_input = compose(Article(text=text), InputConfig())
    config = RulesConfig(kind="rules", positive_roles=("focus", "involved"))
    found = Gazetteer(make_codebook(), config).find(model_input, layout_of(model_input))
    scores = {finding.label: (finding.role, finding.score >= 0.5) for finding in found}
    assert scores == {"SY": ("focus", True), "FR": ("involved", True), "NG": ("mention", False)}


def test_the_listed_members_of_a_group_in_the_headline_act():
    groups = {"club": {"name": "Club", "members": ["FR", "JO", "NE", "NG"], "terms": ["Club"]}}
    text = (
        "Syria spoke to Syria.\n\nSyria waits.\n\nThe four are France, Jordan, Niger and Nigeria."
    )
    about = roles(Article(title="Club meets on Syria", text=text), groups=groups, max_labels=4)
    assert [label for label, role in about.items() if role == "focus"] == ["FR", "JO", "NE", "SY"]
    assert about["NG"] == "involved"
    other = roles(Article(title="Syria", text=text), groups=groups, max_labels=4)
    assert [label for label, role in other.items() if role == "focus"] == ["SY"]
