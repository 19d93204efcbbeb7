import pytest
from pydantic import ValidationError

from toolkit.config import TransformerConfig, load_config
from toolkit.errors import ConfigError

CODEBOOK = "id: t\nversion: 1\nfacet: topic\nunit: article\nselect: multi\nlabels: []\n"


def config(**options):
    return TransformerConfig(**({"kind": "transformer", "length": "head"} | options))


def run_config(folder, model):
    (folder / "topic.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "train.jsonl").write_text("{}\n", encoding="utf-8")
    path = folder / "run.yaml"
    path.write_text(
        f"codebooks: topic.yaml\ndata: {{train: train.jsonl}}\nmodel: {model}\n", encoding="utf-8"
    )
    return path


def test_a_hub_checkpoint_needs_a_revision():
    with pytest.raises(ValidationError, match="can change under its name"):
        config(checkpoint="some-lab/some-encoder")
    assert config(checkpoint="some-lab/some-encoder", revision="4f0c1de").is_hub_id


def test_a_folder_or_a_package_has_no_revision():
    assert not config(checkpoint="package:weights/model").is_hub_id
    with pytest.raises(ValidationError, match="only a hub checkpoint"):
        config(checkpoint="./encoder", revision="main")


def test_what_is_read_of_a_long_article_has_no_default():
    with pytest.raises(ValidationError, match="length"):
        TransformerConfig(kind="transformer", checkpoint="./encoder")


def test_windows_must_move_on():
    with pytest.raises(ValidationError, match="at most half of max_tokens"):
        config(checkpoint="./encoder", length="windows", max_tokens=64, window_overlap=40)


def test_a_local_checkpoint_is_relative_to_the_file_that_names_it(tmp_path):
    (tmp_path / "encoders" / "small").mkdir(parents=True)
    path = run_config(tmp_path, "{kind: transformer, checkpoint: encoders/small, length: windows}")
    expected = str((tmp_path / "encoders" / "small").resolve())
    assert load_config(path).model.checkpoint == expected


def test_a_hub_id_and_a_package_stay_as_they_are(tmp_path):
    package = run_config(
        tmp_path, "{kind: transformer, checkpoint: 'package:weights/model', length: head}"
    )
    assert load_config(package).model.checkpoint == "package:weights/model"
    hub = run_config(
        tmp_path, "{kind: transformer, checkpoint: lab/encoder, revision: v1, length: head}"
    )
    assert load_config(hub).model.checkpoint == "lab/encoder"


def test_a_missing_revision_is_reported_with_its_place(tmp_path):
    path = run_config(tmp_path, "{kind: transformer, checkpoint: lab/encoder, length: head}")
    with pytest.raises(ConfigError, match=r"run\.yaml:3.*model.*revision: missing"):
        load_config(path)
