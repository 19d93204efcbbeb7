"""What coders of a store said about judged examples."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.tiny_workspace import quiet
from toolkit.codebook import load_codebooks
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.importing import import_articles
from toolkit.labelling.store import Store
from toolkit.records import Article
from toolkit.runs.ceiling import coder_labels
from toolkit.runs.evaluate import evaluate_run
from toolkit.runs.judge import judge
from toolkit.runs.layout import open_run

KEYS = ("id", "title", "text", "published", "source", "language")


@pytest.fixture
def articles():
    rows = [json.loads(line) for line in Path("examples.jsonl").read_text().splitlines()]
    return [Article(**{key: row[key] for key in KEYS if key in row}) for row in rows]


@pytest.fixture
def decide(workspace, articles):
    """Stores one decision of a coder on an article's topic, or on a stance row of it."""
    books = load_codebooks(Path("labels").glob("*.yaml"))
    with Store("annotations.db") as store:
        import_articles(store, articles)

    def one(article_id, coder, *present, facet="topic", row=None):
        primary = present[0] if present and facet == "topic" else None
        decision = Decision(present=present, primary=primary, complete=row is None)
        with Store("annotations.db") as store:
            annotate(
                store,
                books[facet],
                article_id=article_id,
                coder=coder,
                decision=decision,
                row=row,
            )

    return one


def coded(run="tiny"):
    opened = open_run(Path(run))
    examples = judge(opened, Path("examples.jsonl"), say=quiet).examples
    return examples, coder_labels("annotations.db", examples, opened.codebooks)


def test_only_what_two_coders_decided_is_kept(decide):
    decide("t01", "anna", "sport")
    decide("t01", "bert", "sport", "weather")
    decide("t02", "anna", "sport")
    examples, found = coded()
    topic = found["topic"]
    assert [examples[i].input.article_id for i in topic.rows] == ["t01"]
    assert topic.coders == ("anna", "bert")
    assert topic.values.shape == (2, 1, len(open_run(Path("tiny")).codebooks["topic"].labels))
    assert np.nansum(topic.values, axis=(1, 2)).tolist() == [1.0, 2.0]
    assert len(found["tone"].rows) == 0


def test_decisions_on_another_text_are_left_out_and_counted(decide):
    decide("t01", "anna", "sport")
    decide("t01", "bert", "sport")
    opened = open_run(Path("tiny"))
    examples = judge(opened, Path("examples.jsonl"), say=quiet).examples
    changed = [replace(example, fingerprint="f" * 64) for example in examples]
    found = coder_labels("annotations.db", changed, opened.codebooks)["topic"]
    assert len(found.rows) == 0
    assert found.left_out == ("2 decisions on another version of the article's text",)


def test_stance_rows_are_matched_by_target_and_holder(decide):
    decide("t01", "anna", "favor", facet="stance", row=("night_trains", None))
    decide("t01", "bert", "against", facet="stance", row=("night_trains", None))
    examples, found = coded("tiny-stance")
    stance = found["stance"]
    assert [examples[i].input.target for i in stance.rows] == ["night_trains"]
    assert (stance.values.sum(axis=2) == 1).all()
    assert (stance.values[0] != stance.values[1]).any()


def test_the_report_has_the_coders_beside_the_run(decide):
    for article_id in ("t01", "t02"):
        for coder in ("anna", "bert"):
            decide(article_id, coder, "sport")
    run = open_run(Path("tiny"))
    report, folder = evaluate_run(
        run, Path("examples.jsonl"), store="annotations.db", bootstrap=50, say=quiet
    )
    human = report["facets"]["topic"]["human"]
    assert (human["n"], human["coders"], human["micro_f1"]) == (2, 2, 1.0)
    assert report["facets"]["tone"]["human"]["micro_f1"] is None
    page = (folder / "report.html").read_text()
    assert "Coders against each other" in page
    assert "there is no human ceiling" in page
