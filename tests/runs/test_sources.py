"""Runs over label stores and Hugging Face data sets, from the config to the evaluation."""

import json
from pathlib import Path

import pytest

from tests.tiny_workspace import quiet
from toolkit.codebook import load_codebooks
from toolkit.config import HubSource, StoreSource
from toolkit.errors import ArtifactError, DataError
from toolkit.labelling.store import Store
from toolkit.runs.check import check_files
from toolkit.runs.evaluate import evaluate_run, judge
from toolkit.runs.sources import changed_sources, read_sources
from toolkit.runs.train import train

CONFIG = Path("configs/tfidf.yaml")
STORE = "data={train: {store: annotations.db}}"
BOOKS = ("labels/topic.yaml", "labels/tone.yaml", "labels/stance.yaml")


@pytest.fixture
def books():
    return load_codebooks([Path(path) for path in BOOKS])


@pytest.fixture
def store(untrained, toolkit):
    """The tiny articles and their labels in a label store."""
    assert toolkit("import", "examples.jsonl").exit_code == 0
    return untrained / "annotations.db"


def table(folder, name, *rows):
    path = folder / name
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def test_a_store_gives_the_rows_that_its_export_holds(store, books, toolkit):
    toolkit("export", "--out", "exported.jsonl")
    found = read_sources([StoreSource(store=str(store))], books)
    exported = read_sources([Path("exported.jsonl")], books)
    assert [row.labels for row in found.rows] == [row.labels for row in exported.rows]
    assert [row.stance for row in found.rows] == [row.stance for row in exported.rows]
    assert found.rows[0].article.origin == f"{store}#t01"


def test_a_store_can_be_read_for_some_facets(store, books):
    found = read_sources([StoreSource(store=str(store), facets=("tone",))], books)
    assert {facet for row in found.rows for facet in row.labels} == {"tone"}
    with pytest.raises(DataError, match="'tune' has no codebook in this run"):
        read_sources([StoreSource(store=str(store), facets=("tune",))], books)


def test_a_run_on_a_store_is_traced_and_evaluated(store):
    run = train(CONFIG, overrides=[STORE], say=quiet)
    assert list(run.manifest["data"]) == [str(store)]
    assert any("examples" in note for note in run.manifest["notes"])
    report, _ = evaluate_run(run, None, bootstrap=0, say=quiet)
    assert report["n"] == len(json.loads(run.split_file.read_text())["parts"]["test"])


def test_a_run_on_a_store_that_got_more_labels_is_not_judged_on_it(store, toolkit):
    run = train(CONFIG, overrides=[STORE], say=quiet)
    answer = ("--coder", "eva", "--facet", "tone", "--present", "grim", "--reason", "It rains.")
    assert toolkit("adjudicate", "t01", *answer).exit_code == 0
    with pytest.raises(ArtifactError, match=r"annotations\.db is missing or changed"):
        judge(run, None, say=quiet)
    warnings = judge(run, Path("examples.jsonl"), say=quiet).warnings
    assert "the training data are gone or changed, so leakage was not checked" in warnings


def test_a_store_without_labels_says_so(untrained, books):
    Store("empty.db").close()
    with pytest.raises(DataError, match=r"no labels to read\. Nobody has labelled anything yet"):
        read_sources([StoreSource(store="empty.db")], books)


def test_an_exported_data_set_trains_the_same_run_as_the_store(store, toolkit):
    pytest.importorskip("datasets", reason="needs the extra 'transformer'")
    done = toolkit("export", "--format", "hf", "--out", "hf")
    assert "hf: 30 examples" in done.stderr
    from_store = train(CONFIG, overrides=[STORE], out=Path("a"), say=quiet)
    from_set = train(CONFIG, overrides=["data={train: {hub: hf}}"], out=Path("b"), say=quiet)
    assert list(from_set.manifest["data"]) == [f"{store.parent / 'hf'}[train]"]
    assert from_set.decision == from_store.decision
    first, _ = evaluate_run(from_store, None, bootstrap=0, say=quiet)
    second, _ = evaluate_run(from_set, None, bootstrap=0, say=quiet)
    assert first["facets"] == second["facets"]


def test_sources_of_all_kinds_mix_and_ids_are_unique_among_them(store, books, tmp_path):
    row = {"id": "x1", "BODY": "A goal.", "category": "sport"}
    columns = {"text": "BODY", "labels.topic": "category"}
    path = table(tmp_path, "more.jsonl", row)
    hub = HubSource(hub=str(path), columns=columns)
    found = read_sources([StoreSource(store=str(store)), hub], books)
    assert [row.article.id for row in found.rows][-2:] == ["t30", "x1"]
    assert list(found.fingerprints) == [str(store), str(path)]
    with pytest.raises(DataError, match="id 't01' stands already at"):
        read_sources([StoreSource(store=str(store)), Path("examples.jsonl")], books)


def test_the_problems_of_all_sources_are_told_at_once(untrained, books):
    first = table(untrained, "a.jsonl", {"id": "a", "text": "A.", "labels": {"topic": "sprot"}})
    second = table(untrained, "b.jsonl", {"id": "b", "text": "B.", "labels": {"tone": "grimm"}})
    with pytest.raises(DataError) as caught:
        read_sources([first, HubSource(hub=str(second))], books)
    assert "a.jsonl:1: labels.topic: label 'sprot'" in str(caught.value)
    assert "b.jsonl:1: labels.tone: label 'grimm'" in str(caught.value)


def test_a_source_is_changed_only_if_its_rows_are(untrained, books):
    row = {"id": "a", "text": "A.", "labels": {"topic": "sport"}}
    hub = HubSource(hub=str(table(untrained, "a.jsonl", row)))
    recorded = read_sources([hub], books).fingerprints
    table(untrained, "a.jsonl", dict(reversed(row.items())))
    assert changed_sources([hub], recorded, books) == []
    table(untrained, "a.jsonl", row | {"text": "B."})
    assert changed_sources([hub], recorded, books) == [hub.hub]


def test_check_reads_the_sources_of_a_config(untrained):
    table(untrained, "a.jsonl", {"id": "a", "text": "A.", "labels": {"topic": "sprot"}})
    text = CONFIG.read_text(encoding="utf-8")
    changed = text.replace("../examples.jsonl", "{hub: ../a.jsonl}")
    CONFIG.write_text(changed, encoding="utf-8")
    (result,) = check_files([CONFIG])
    assert "label 'sprot' is not in tiny-topic@2. Did you mean 'sport'?" in result.problems[0]


def test_an_unknown_form_of_export_is_told(store, fails):
    assert "Did you mean 'hf'?" in fails("export", "--format", "hff", "--out", "x")
