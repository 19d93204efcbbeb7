"""Which stance rows of a new article are scored."""

import pytest

from toolkit.codebook import Codebook
from toolkit.errors import DataError
from toolkit.records import Article, StanceRow
from toolkit.runs.stance_rows import check_targets, rows_to_score

LABELS = [{"id": "favor", "name": "For"}, {"id": "against", "name": "Against"}]
FIXED = {
    "id": "stance",
    "version": 1,
    "facet": "stance",
    "unit": "stance-row",
    "select": "single",
    "labels": LABELS,
}
CLOSED = Codebook.model_validate(
    FIXED
    | {
        "targets": [
            {"id": "toll", "name": "Harbour toll", "aliases": ["toll on boats"]},
            {"id": "trains", "name": "Night trains"},
        ]
    }
)
OPEN = Codebook.model_validate(FIXED | {"targets": "open"})


def article(text="Nothing here.", **extra):
    return Article(id="a", text=text, origin="in.jsonl#4", extra=extra)


def test_the_articles_own_targets_come_first():
    rows = rows_to_score(article(targets=["toll", "Night trains"]), CLOSED, ["toll"])
    assert rows == [StanceRow(target="toll"), StanceRow(target="trains")]


def test_a_single_target_may_be_text():
    assert rows_to_score(article(targets="Toll on boats"), CLOSED, []) == [StanceRow(target="toll")]


def test_labelled_rows_are_taken_without_their_labels_and_once():
    row = {"target": "toll", "holder": " Ada ", "label": "favor", "start": 1, "end": 3}
    found = rows_to_score(article(labels={"stance": [row, row, {"target": "toll"}]}), CLOSED, [])
    assert found == [
        StanceRow(target="toll", holder="Ada", start=1, end=3),
        StanceRow(target="toll"),
    ]


def test_given_targets_are_taken_where_the_article_has_none():
    assert rows_to_score(article(targets=[]), CLOSED, ["trains"]) == [StanceRow(target="trains")]


def test_else_targets_are_found_in_the_text_by_name_or_alias():
    found = rows_to_score(article("A toll on boats is due."), CLOSED, [])
    assert found == [StanceRow(target="toll")]
    assert rows_to_score(article(), CLOSED, []) == []


def test_open_targets_are_free_text():
    assert rows_to_score(article(), OPEN, ["Tea"]) == [StanceRow(target="Tea")]


def test_open_targets_without_any_are_an_error_that_names_the_article():
    with pytest.raises(DataError, match=r"in\.jsonl#4: targets are open .* Give --target TEXT"):
        rows_to_score(article(), OPEN, [])


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"targets": ["tol"]}, "target 'tol' is not in stance@1. Did you mean 'toll'"),
        ({"labels": {"stance": ["toll"]}}, "labels.stance: expected rows with a target"),
        ({"labels": {"stance": [{"target": 3}]}}, "labels.stance: expected rows with a target"),
        ({"labels": {"stance": [{"target": "toll", "holder": 3}]}}, "holder: expected text"),
        (
            {"labels": {"stance": [{"target": "toll", "start": "3"}]}},
            "start, end: expected numbers",
        ),
        ({"labels": {"stance": [{"target": "toll", "end": True}]}}, "start, end: expected numbers"),
    ],
)
def test_a_wrong_row_names_the_article(extra, message):
    with pytest.raises(DataError) as caught:
        rows_to_score(article(**extra), CLOSED, [])
    assert str(caught.value).startswith("in.jsonl#4: ")
    assert message in str(caught.value)


def test_given_targets_are_checked_before_any_article():
    check_targets(["toll", "harbour TOLL"], CLOSED)
    check_targets(["anything"], OPEN)
    with pytest.raises(DataError, match=r"--target: target 'Mars' is not in stance@1"):
        check_targets(["Mars"], CLOSED)
