"""Labelled data by part: clusters, masks, leaks."""

import json
from pathlib import Path

import pytest

from tests.tiny_workspace import quiet
from toolkit.codebook import load_codebook, load_codebooks
from toolkit.config import load_config
from toolkit.errors import ConfigError, DataError
from toolkit.runs.data import read_data, same_codebooks
from toolkit.runs.train import train


def data_of(*overrides):
    config = load_config(Path("configs/tfidf.yaml"), overrides=overrides)
    return read_data(config, load_codebooks(config.codebooks), log=quiet)


def write(name, rows):
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_a_facet_that_was_not_examined_is_masked(untrained):
    examples = {e.input.article_id: e for part in data_of().parts.values() for e in part}
    assert "tone" not in examples["t13"].labels
    assert examples["t13"].labels["topic"] == {"weather"}


def test_parents_are_added(untrained):
    examples = {e.input.article_id: e for part in data_of().parts.values() for e in part}
    assert examples["t18"].labels["topic"] == {"jobs", "economy"}


def test_copies_across_given_parts_are_counted(untrained):
    text = "A very particular sentence about a goat that rang the bell of the town hall twice."
    write("a.jsonl", [{"id": "1", "text": text, "labels": {"topic": ["sport"]}}])
    write("b.jsonl", [{"id": "2", "text": text, "labels": {"topic": ["sport"]}}])
    data = data_of("data={train: a.jsonl, test: b.jsonl}", "split.test=null")
    assert data.leakage.shared["text"] == 1
    assert "1 of 1 test articles stand word for word in train" in data.warnings[0]


def test_one_id_in_two_parts_is_two_articles(untrained):
    write("a.jsonl", [{"id": "1", "text": "First text.", "labels": {"topic": ["sport"]}}])
    write("b.jsonl", [{"id": "1", "text": "Second one.", "labels": {"topic": ["weather"]}}])
    data = data_of("data={train: a.jsonl, test: b.jsonl}", "split.test=null")
    assert data.parts["train"][0].cluster != data.parts["test"][0].cluster
    assert not data.leakage.leaks


def test_articles_without_text_are_counted_and_left_out(untrained):
    rows = [{"id": "1", "text": "x", "labels": {"topic": ["sport"]}}]
    write("a.jsonl", [*rows, {"id": "2", "text": "", "labels": {"topic": ["sport"]}}])
    data = data_of("data.train=a.jsonl", "split.test=null")
    assert len(data.train) == 1
    assert "data.train: 1 articles give no example in this run" in data.notes


def test_a_part_without_examples_is_an_error(untrained):
    write("a.jsonl", [{"id": "1", "text": "x", "language": "fr", "labels": {}}])
    with pytest.raises(DataError, match=r"data\.train: none of 1 articles gives an example"):
        data_of("data.train=a.jsonl", "split.test=null", "input.language=en")


def test_stance_stands_alone(untrained):
    with pytest.raises(ConfigError, match="cannot stand beside other facets"):
        data_of("codebooks=[labels/stance.yaml, labels/tone.yaml]")


def test_codebooks_of_another_content_are_refused(untrained):
    book = load_codebook(Path("labels/tone.yaml"))
    other = book.model_copy(update={"version": "2"})
    same_codebooks({"tone": book}, {"tone": book}, where="here")
    with pytest.raises(DataError, match=r"here: codebook is tiny-tone@2 .* tiny-tone@1"):
        same_codebooks({"tone": book}, {"tone": other}, where="here")


def test_labels_too_rare_to_split_are_named(untrained):
    found = data_of("split.min_positives=9").warnings
    assert [line for line in found if line.startswith("split: tone: 2 of 2 labels could not be")]


def test_what_lies_in_the_gap_of_time_is_in_no_part(untrained):
    data = data_of("split={by: [time], test: 0.2, gap_days: 20}")
    n = sum(len(examples) for examples in data.parts.values())
    assert n < 30
    assert any(f"{30 - n} of 30 examples are in no part" in line for line in data.warnings)


def test_an_article_that_arrives_later_inherits_its_side(untrained):
    rows = [json.loads(line) for line in Path("examples.jsonl").read_text().splitlines()]
    run = train(Path("configs/tfidf.yaml"), out=Path("runs/first"), say=quiet)
    first = json.loads(run.split_file.read_text())["parts"]
    later = [row | {"id": f"new-{row['id']}"} for row in rows]
    write("more.jsonl", rows + later)
    inherit = ["data.train=more.jsonl", "split.inherit=runs/first/split.json", "seed=99"]
    data = data_of(*inherit)
    sides = {part: {e.input.article_id for e in data.parts[part]} for part in first}
    for part, ids in first.items():
        assert sides[part] == {*ids, *(f"new-{i}" for i in ids)}
    assert "split: 60 of 60 examples keep the side of an earlier split" in data.notes


def test_what_inherit_names_has_to_be_a_split(untrained):
    write("split.json", [[]])
    with pytest.raises(DataError, match="not a split manifest"):
        data_of("split.inherit=split.json")
    with pytest.raises(ConfigError, match=r"split\.inherit: .* does not exist"):
        data_of("split.inherit=nowhere.json")


def test_each_article_with_an_edited_copy_has_it_on_its_side(untrained):
    rows = [json.loads(line) for line in Path("examples.jsonl").read_text().splitlines()]
    copies = [row | {"id": f"copy-{row['id']}", "title": "Seen elsewhere"} for row in rows]
    write("doubled.jsonl", rows + copies)
    data = data_of("data.train=doubled.jsonl")
    assert data.leakage.shared["cluster"] == data.leakage.shared["text"] == 0
    tested = {e.input.article_id for e in data.test}
    assert {i for i in tested if f"copy-{i}" in tested} == {
        i for i in tested if not i.startswith("copy-")
    }
