import json

import pytest

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.runs.terms import term_lines, term_tables

ROWS = [
    {"id": "a", "text": "The goal was late.", "labels": {"topic": ["football"]}},
    {"id": "b", "text": "The goal of the vote.", "labels": {"topic": ["politics"]}},
    {"id": "c", "text": "The goal and the vote.", "labels": {"topic": ["politics"]}},
    {"id": "d", "text": "A quiet day.", "labels": {"topic": ["football"]}},
    {"id": "e", "text": "Another goal.", "labels": {"topic": None}},
    {
        "id": "f",
        "text": "A goal, perhaps.",
        "labels": {"topic": []},
        "unsure": {"topic": ["football"]},
    },
]


@pytest.fixture
def codebook():
    return Codebook.model_validate(
        {
            "id": "t",
            "version": "1",
            "facet": "topic",
            "unit": "article",
            "select": "multi",
            "labels": [
                {"id": "sport", "name": "Sport"},
                {
                    "id": "football",
                    "name": "Football",
                    "parent": "sport",
                    "terms": ["goal", "striker"],
                },
                {"id": "politics", "name": "Politics", "terms": ["vote"]},
            ],
        }
    )


@pytest.fixture
def tables(codebook, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return term_tables(codebook, [path])


def test_only_examined_articles_count(tables):
    assert tables["articles"] == 5


def test_coverage_says_how_many_articles_of_a_label_have_a_word_for_it(tables):
    rows = {row["label"]: row for row in tables["labels"]}
    assert rows["football"] == {
        "label": "football",
        "gold": 2,
        "hit": 3,
        "both": 1,
        "coverage": 0.5,
        "precision": 0.3333,
        "missed": 1,
    }
    assert rows["politics"]["coverage"] == rows["politics"]["precision"] == 1.0


def test_a_parent_is_covered_by_the_words_below_it(tables):
    [sport] = [row for row in tables["labels"] if row["label"] == "sport"]
    assert (sport["gold"], sport["hit"], sport["both"]) == (2, 3, 1)


def test_each_term_has_its_figures_also_if_it_stands_nowhere(tables):
    rows = {row["term"]: row for row in tables["terms"]}
    assert (rows["goal"]["articles"], rows["goal"]["right"], rows["goal"]["alone"]) == (3, 1, 3)
    assert (rows["striker"]["articles"], rows["striker"]["precision"]) == (0, None)


def test_overlap_holds_words_against_coders_without_parents(tables):
    assert tables["overlap"] == [
        {"labels": ["football", "politics"], "hit": 2, "gold": 0, "jaccard": 0.6667}
    ]


def test_conflict_names_the_label_that_the_articles_have_instead(tables):
    assert tables["conflict"] == [
        {
            "label": "football",
            "term": "goal",
            "articles": 3,
            "right": 1,
            "wrong": 2,
            "instead": [{"label": "politics", "articles": 2}],
        }
    ]


def test_the_tables_are_printed(tables):
    lines = list(term_lines(tables))
    assert lines[0] == "t@1 against 5 articles"
    assert "  1 of 3 terms stand in no article" in lines
    assert "  football + politics: words 2, coders 0" in lines
    assert "  football: 'goal' in 3 articles, 2 without the label; those have politics 2" in lines


def test_a_file_without_the_facet_is_an_error(codebook, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "text": "x", "labels": {"tone": ["calm"]}}\n')
    with pytest.raises(DataError, match="no article was examined for facet 'topic'"):
        term_tables(codebook, [path])


def test_check_prints_the_tables_and_gives_them_as_json(toolkit, fails, workspace):
    result = toolkit("check", "labels/topic.yaml", "--against", "examples.jsonl")
    assert "against 30 articles" in result.stdout
    found = json.loads(
        toolkit("check", "labels/topic.yaml", "--against", "examples.jsonl", "--json").stdout
    )
    assert [file["ok"] for file in found["files"]] == [True]
    assert found["terms"][0]["articles"] == 30
    assert json.loads(toolkit("check", "--json").stdout)["terms"] == []
    assert fails("check", "labels/stance.yaml", "--against", "examples.jsonl").startswith(
        "--against: none of the files is a sound codebook of articles."
    )
