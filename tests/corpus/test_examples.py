import pytest

from toolkit.config import InputConfig
from toolkit.corpus.examples import build_examples, is_other_language
from toolkit.corpus.rows import read_rows


@pytest.fixture
def codebooks(make_codebook):
    labels = ("politics", {"id": "vote", "parent": "politics"}, {"id": "tally", "parent": "vote"})
    return {"topic": make_codebook(*labels, {"id": "law", "parent": "politics"}, "sport")}


@pytest.fixture
def build(codebooks, write_rows):
    def make(*rows, books=codebooks, clusters=None, **options):
        given = [
            {"id": f"a{i}", "text": "Words.", "labels": {}} | row for i, row in enumerate(rows)
        ]
        found, _ = read_rows([write_rows(*given)], books)
        return build_examples(found, books, InputConfig(**options), clusters=clusters or {})

    return make


def test_parents_are_added(build):
    (example,) = build({"labels": {"topic": ["tally", "sport"]}})
    assert example.labels == {"topic": {"tally", "vote", "politics", "sport"}}


def test_not_examined_stays_apart_from_nothing_applies(build):
    assert [e.labels for e in build({"labels": {"topic": None}}, {"labels": {"topic": []}})] == [
        {},
        {"topic": frozenset()},
    ]


def test_an_unsure_label_makes_the_labels_above_it_unsure(build):
    (example,) = build({"labels": {"topic": ["sport"]}, "unsure": {"topic": ["tally"]}})
    assert example.unsure == {"topic": {"tally", "vote", "politics"}}


def test_a_parent_that_another_label_implies_is_not_unsure(build):
    (example,) = build({"labels": {"topic": ["law"]}, "unsure": {"topic": ["vote"]}})
    assert example.unsure == {"topic": {"vote"}}
    assert example.labels == {"topic": {"law", "politics"}}


def test_an_example_carries_what_the_row_says(build):
    row = {
        "source": "Post",
        "authors": ["Zoë"],
        "inclusion": 0.25,
        "status": {"topic": "silver"},
        "labels": {"topic": ["sport"]},
        "primary": {"topic": "sport"},
    }
    (example,) = build(row, clusters={"a0": "story"})
    assert (example.source, example.authors, example.inclusion) == ("Post", ("Zoë",), 0.25)
    assert (example.status, example.primary) == ({"topic": "silver"}, {"topic": "sport"})
    assert (example.cluster, example.line) == ("story", 1)


def test_without_copies_the_cluster_is_the_article(build):
    assert build({})[0].cluster == "a0"


def test_articles_without_text_are_left_out(build):
    assert [e.input.article_id for e in build({"text": " "}, {"text": "", "title": "T"})] == ["a1"]


def test_a_language_filter_leaves_out_what_is_known_to_be_another(build):
    rows = [{"language": language} for language in ("en", "fr", None, "en-GB", "EN_us", "")]
    kept = [example.input.article_id for example in build(*rows, language="en")]
    assert kept == ["a0", "a2", "a3", "a4", "a5"]
    assert len(build(*rows)) == 6


def test_without_a_filter_no_language_is_another():
    assert not is_other_language("fr", InputConfig())


def test_each_stance_row_is_an_example_with_its_own_evidence(build, make_stance_codebook):
    span = {"facet": "stance", "label": "favor", "field": "text", "start": 0, "end": 5}
    rows = [
        {"target": "ferry", "label": "favor"},
        {"target": "ferry", "label": "against", "holder": "Liv Brekke"},
        {"target": "mayor"},
    ]
    evidence = [
        span | {"target": "ferry", "holder": "author"},
        span | {"target": "ferry", "holder": "Liv Brekke", "label": "against"},
    ]
    books = {"stance": make_stance_codebook()}
    examples = build({"labels": {"stance": rows}, "evidence": evidence}, {}, books=books)
    assert [(e.input.target, e.input.holder) for e in examples] == [
        ("ferry", "author"),
        ("ferry", "Liv Brekke"),
        ("mayor", "author"),
    ]
    assert [e.labels for e in examples] == [{"stance": {"favor"}}, {"stance": {"against"}}, {}]
    assert [[item.label for item in e.evidence] for e in examples] == [["favor"], ["against"], []]


def test_soft_labels_keep_the_shares_of_coders_and_their_parents_at_least_as_much(build):
    shares = {"tally": 0.25, "vote": 0.75, "sport": 0}
    (example,) = build({"labels": {"topic": None}, "soft": {"topic": shares}})
    assert example.labels == {}
    assert example.soft == {"topic": {"tally": 0.25, "vote": 0.75, "politics": 0.75, "sport": 0}}
