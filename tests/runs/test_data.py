"""Labelled data by part: clusters, masks, leaks."""

import json
from pathlib import Path

import pytest

from tests.tiny_workspace import quiet
from toolkit.codebook import load_codebook, load_codebooks
from toolkit.config import load_config
from toolkit.errors import ConfigError, DataError
from toolkit.runs.data import read_data, same_codebooks


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
