from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.config import (
    DataConfig,
    DecisionConfig,
    EvaluationConfig,
    InputConfig,
    RulesConfig,
    RunConfig,
    SplitConfig,
    TfidfConfig,
    TransformerConfig,
    load_config,
    resolved_yaml,
)
from toolkit.errors import ConfigError
from toolkit.files import read_yaml_value

SHARE = st.floats(0.01, 0.45)
POSITIVE = st.floats(1e-9, 1e9)
RANGE = st.tuples(st.integers(1, 3), st.integers(3, 6))
NAMES = st.text("abé 1:#-'", min_size=1)
FILES = st.lists(NAMES.map(lambda name: Path("/data") / f"x{name}x"), min_size=1, max_size=2).map(
    tuple
)
MODELS = st.one_of(
    st.builds(
        TfidfConfig,
        kind=st.just("tfidf"),
        ngrams=RANGE,
        char_ngrams=st.none() | RANGE,
        max_features=st.none() | st.integers(1),
        C=POSITIVE,
        class_weight=st.sampled_from([None, "balanced"]),
    ),
    st.builds(RulesConfig, kind=st.just("rules"), title_weight=POSITIVE, hits_for_half=POSITIVE),
    st.builds(
        TransformerConfig,
        kind=st.just("transformer"),
        checkpoint=st.just("some-lab/encoder"),
        revision=st.sampled_from(["main", "4f0c1de", "0089", "1e5", "2024-05-31", "no"]),
        length=st.sampled_from(["head", "windows"]),
        learning_rate=st.floats(1e-9, 0.5),
    ),
)
CONFIGS = st.builds(
    RunConfig,
    name=st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,8}\Z"),
    seed=st.integers(0, 2**31 - 1),
    codebooks=FILES,
    data=st.builds(DataConfig, train=FILES),
    split=st.builds(
        SplitConfig, by=st.sampled_from([("cluster",), ("time", "source")]), test=SHARE, dev=SHARE
    ),
    input=st.builds(InputConfig, language=st.sampled_from([None, "no", "en"])),
    model=MODELS,
    decision=st.builds(
        DecisionConfig,
        threshold=st.sampled_from(["max_f1", "precision>=0.9", "recall>=1", "rate", "rate=.05"])
        | st.floats(0, 1),
        abstain_below=st.none() | st.floats(0, 1),
    ),
    evaluation=st.builds(EvaluationConfig, bootstrap=st.integers(0, 9)),
)
HEAD = "codebooks: topic.yaml\ndata: {train: train.jsonl}\n"
TFIDF = "model: {kind: tfidf}\n"


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Loads a config that lies in `configs/`, from a current folder above it."""
    folder = tmp_path / "configs"
    folder.mkdir()
    (folder / "topic.yaml").write_text("")
    (folder / "train.jsonl").write_text("")
    monkeypatch.chdir(tmp_path)

    def read(text, *overrides, **options):
        (folder / "run.yaml").write_text(text, encoding="utf-8")
        return load_config(folder / "run.yaml", overrides=overrides, **options)

    return read


@pytest.fixture
def problem(load, tmp_path):
    def find(text, *overrides):
        with pytest.raises(ConfigError) as caught:
            load(text, *overrides)
        return str(caught.value).replace(f"{tmp_path}/", "").replace("configs/run.yaml", "run.yaml")

    return find


@given(CONFIGS)
def test_a_resolved_config_holds_the_same_values(config):
    assert RunConfig.model_validate(read_yaml_value(resolved_yaml(config))) == config


@given(config=CONFIGS)
def test_a_resolved_config_loads_back_equal(tmp_path_factory, config):
    path = tmp_path_factory.mktemp("run") / "config.yaml"
    path.write_text(resolved_yaml(config), encoding="utf-8")
    assert load_config(path, check_paths=False) == config


def test_paths_are_relative_to_the_file_that_names_them(load, tmp_path):
    config = load(f"{HEAD}{TFIDF}")
    assert config.codebooks == (tmp_path / "configs" / "topic.yaml",)
    assert config.data.train == (tmp_path / "configs" / "train.jsonl",)


@pytest.mark.parametrize(
    "override", ["data.train=other.jsonl", "data={train: other.jsonl}", "data.train=[other.jsonl]"]
)
def test_paths_of_overrides_are_relative_to_the_current_folder(load, tmp_path, override):
    (tmp_path / "other.jsonl").write_text("")
    assert load(f"{HEAD}{TFIDF}", override).data.train == (tmp_path / "other.jsonl",)


def test_a_local_checkpoint_is_a_path_and_a_hub_id_is_not(load, tmp_path):
    (tmp_path / "configs" / "encoder").mkdir()
    model = "model: {kind: transformer, length: head, checkpoint: encoder}\n"
    assert load(HEAD + model).model.checkpoint == str(tmp_path / "configs" / "encoder")
    hub = ("model.checkpoint=some-lab/encoder", "model.revision=main")
    assert load(HEAD + model, *hub).model.checkpoint == "some-lab/encoder"


def test_an_override_wins_over_the_file_and_the_file_over_the_default(load):
    config = load(f"{HEAD}seed: 5\n{TFIDF}", "seed=7", "split.test=0.25")
    assert (config.seed, config.split.test, config.evaluation.bootstrap) == (7, 0.25, 2000)


@pytest.mark.parametrize(
    ("override", "value"),
    [("input.language=no", "no"), ("input.language=null", None), ("input.language=", None)],
)
def test_overrides_are_read_like_the_file(load, override, value):
    assert load(f"{HEAD}input: {{language: en}}\n{TFIDF}", override).input.language == value


def test_a_section_whose_options_are_all_commented_out_is_the_default(load):
    config = load(f"{HEAD}split:\n  # folds: 5\ninput:\n{TFIDF}", "split.test=0.2")
    assert config.split == SplitConfig(test=0.2)
    assert config.input == InputConfig()


def test_numbers_may_be_written_with_an_exponent(load):
    assert load(f"{HEAD}model: {{kind: tfidf, C: 1e-2}}\n").model.C == 0.01


def test_all_problems_are_told_at_once(problem):
    assert problem(f"{HEAD}{TFIDF}split: {{by: cluter, test: 2}}\nsed: 3\n") == (
        "3 problems:\n"
        "  run.yaml:4:9: split.by.0: expected 'cluster', 'time', 'source', 'author' or 'target' "
        "(got 'cluter').\n"
        "  run.yaml:4:21: split.test: expected a value less than 1 (got 2).\n"
        "  run.yaml:5:1: sed: unknown option. Did you mean 'seed'?"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "model: {kind: tfidf, ngram: 1}",
            "3:22: model.ngram: unknown option. Did you mean 'ngrams'?",
        ),
        ("model: {kind: tfdif}", "3:9: model.kind: no such model kind (got 'tfdif'). Did you mean"),
        ("model: {}", "3:1: model.kind: no such model kind (got None). Expected one of 'rules', "),
        ("model: tfidf", "3:1: model: expected keys and values (got 'tfidf')."),
        ("seed: 1", "1:1: model: missing. Every run config needs it."),
        (TFIDF + "seed: soon", "4:1: seed: expected a whole number (got 'soon')."),
        (TFIDF + "seed: 1.5", "4:1: seed: expected a whole number (got 1.5)."),
        (TFIDF + "name: a/b", "4:1: name: string should match pattern"),
        (
            TFIDF + "decision: {threshold: max}",
            "4:12: decision.threshold: expected max_f1 or a num",
        ),
        (TFIDF + "decision: {threshold: 7}", "4:12: decision.threshold: expected max_f1 or a num"),
        (TFIDF + "decision: {threshold: true}", "4:12: decision.threshold: expected max_f1 or a n"),
        (TFIDF + "input: {fields: []}", "4:9: input.fields: expected at least one entry (got [])."),
        (TFIDF + "input: {fields: [titel]}", "4:18: input.fields.0: expected 'title', 'dek', 'te"),
        (TFIDF + "input: {fields: [dek, dek]}", "4:9: input.fields: expected each field once, got"),
        (TFIDF + "input: {language: English}", "4:9: input.language: expected an ISO 639-1 code"),
        (TFIDF + "split: {test: 0.5, dev: 0.5}", "4:1: split: test and dev leave nothing to train"),
        (TFIDF + "split: {test: 0.5, folds: 5}", "4:1: split: folds and test exclude each other"),
        (TFIDF + "split: {by: time, folds: 5}", "4:1: split: folds cannot be cut by time"),
        (
            "model: {kind: tfidf, C: inf}",
            "3:22: model.C: expected a finite number above 0, or auto or per_label, got 'inf'.",
        ),
        (
            "model: {kind: tfidf, max_df: inf}",
            "3:22: model.max_df: expected a finite number (got 'inf').",
        ),
        ("model: {kind: tfidf, ngrams: [2, 1]}", "3:1: model: ngrams: expected the shortest and"),
    ],
)
def test_a_problem_is_told_with_its_place(problem, text, message):
    assert problem(f"{HEAD}{text}\n").startswith(f"run.yaml:{message}")


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (["seed"], "--set seed: expected key.path=value, such as model.min_df=1."),
        (["=3"], "--set =3: expected key.path=value"),
        (["model..C=3"], "--set model..C=3: expected key.path=value"),
        (["seed=[1,"], "--set seed=[1,: the value is not valid YAML."),
        (["seed.x=1"], "--set seed.x=1: 'seed' holds a value, not further keys."),
        (["model.ngram=1"], "run.yaml:3:1: model.ngram: unknown option. Did you mean 'ngrams'?"),
        (["modle.C=1"], "run.yaml:1:1: modle: unknown option. Did you mean 'model'?"),
    ],
)
def test_a_wrong_override_is_told(problem, overrides, message):
    assert problem(f"{HEAD}{TFIDF}seed: 1\n", *overrides).startswith(message)


def test_missing_files_are_all_told(problem):
    text = f"codebooks: gone.yaml\ndata: {{train: [train.jsonl, lost.jsonl]}}\n{TFIDF}"
    assert problem(text) == (
        "2 problems:\n"
        "  run.yaml:1:1: codebooks: 'configs/gone.yaml' does not exist. Check the path.\n"
        "  run.yaml:2:8: data.train: 'configs/lost.jsonl' does not exist. Check the path."
    )


def test_a_finished_run_may_outlive_its_data(load):
    text = f"codebooks: gone.yaml\ndata: {{train: lost.jsonl}}\n{TFIDF}"
    assert load(text, check_paths=False).data.train[0].name == "lost.jsonl"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{}", "data.train: missing; kind 'tfidf' has to be trained"),
        (
            "{train: train.jsonl, test: train.jsonl}\nsplit: {test: 0.2}",
            "so split.test must not be",
        ),
        ("{train: train.jsonl, dev: train.jsonl}\nsplit: {dev: 0.2}", "so split.dev must not be"),
        (
            "{train: train.jsonl, test: train.jsonl}\nsplit: {folds: 5}",
            "so split.folds must not be",
        ),
    ],
)
def test_given_parts_and_cut_parts_exclude_each_other(problem, data, message):
    assert message in problem(f"codebooks: topic.yaml\ndata: {data}\n{TFIDF}")


def test_rules_need_no_training_data(load):
    assert load("codebooks: topic.yaml\nmodel: {kind: rules}\n").data.train == ()
