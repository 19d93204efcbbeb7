"""Counts of articles, copies and labels."""

from toolkit.runs.describe import describe_articles, description_lines


def test_labels_are_counted_in_articles_and_clusters(make_article):
    text = "The same story stands here in full, word for word, in two of the three articles."
    rows = [
        ("a", text, {"topic": ["sport"], "stance": [{"target": "x", "label": "favor"}] * 2}),
        ("b", text, {"topic": "sport"}),
        ("c", "Another.", {"topic": ["sport", "law"], "tone": None}),
    ]
    found = describe_articles(
        make_article(name, text=body, extra={"labels": labels}) for name, body, labels in rows
    )
    assert found["labels"] == {
        "stance": {"favor": {"articles": 1, "clusters": 1, "expected_in_test": 0.2}},
        "topic": {
            "sport": {"articles": 3, "clusters": 2, "expected_in_test": 0.6},
            "law": {"articles": 1, "clusters": 1, "expected_in_test": 0.2},
        },
    }
    assert "topic: articles, clusters, expected in a test part of 20%" in description_lines(found)


def test_articles_without_labels_have_none(make_article):
    assert describe_articles([make_article()])["labels"] == {}
