"""Model folders: nothing is loaded that is not, byte for byte, what was saved."""

import json

import pytest

from toolkit.codebook import Codebook
from toolkit.config import RulesConfig
from toolkit.errors import ArtifactError
from toolkit.models.bundle import MANIFEST, check_model, load_model, save_model
from toolkit.models.registry import create, load

BOOK = Codebook(
    id="topic",
    version="1",
    facet="topic",
    unit="article",
    select="multi",
    labels=[{"id": "sport", "name": "Sport", "terms": ["goal"]}],
)


@pytest.fixture
def folder(tmp_path):
    model = create(RulesConfig(kind="rules"), {"topic": BOOK}, seed=0)
    target = tmp_path / "model"
    target.mkdir()
    save_model(model, target, kind="rules")
    return target


def test_a_saved_model_is_loaded(folder):
    assert load_model(folder).columns == (("topic", "sport"),)
    assert check_model(folder) == "rules"


def test_the_manifest_names_every_file_with_its_checksum(folder):
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["schema"] == 1
    assert manifest["kind"] == "rules"
    assert list(manifest["files"]) == ["rules.json"]
    assert len(manifest["files"]["rules.json"]) == 64


def test_a_changed_byte_is_refused(folder):
    path = folder / "rules.json"
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(ArtifactError, match=r"rules\.json: changed since training"):
        load_model(folder)


def test_a_missing_file_is_refused(folder):
    (folder / "rules.json").unlink()
    with pytest.raises(ArtifactError, match=r"rules\.json: missing\. Restore it"):
        load_model(folder)


@pytest.mark.parametrize("name", ["extra.pkl", "deeper/weights.npy", "deeper/manifest.json"])
def test_an_added_file_is_refused(folder, name):
    added = folder / name
    added.parent.mkdir(exist_ok=True)
    added.write_text("{}")
    with pytest.raises(ArtifactError, match="not part of the model"):
        load_model(folder)


@pytest.mark.parametrize("manifest", [{}, [], {"schema": 99, "kind": "rules", "files": {}}])
def test_a_foreign_schema_is_refused(folder, manifest):
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ArtifactError, match=r"manifest\.json: not schema 1"):
        load_model(folder)


@pytest.mark.parametrize("manifest", [{"schema": 1}, {"schema": 1, "kind": "rules", "files": []}])
def test_a_manifest_with_a_part_missing_is_refused(folder, manifest):
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(ArtifactError, match=r"manifest\.json: damaged"):
        load_model(folder)


def test_a_folder_without_a_manifest_is_refused(folder):
    (folder / MANIFEST).unlink()
    with pytest.raises(ArtifactError, match=r"no manifest\.json"):
        load_model(folder)


def test_an_unknown_kind_is_refused_with_a_suggestion(folder):
    with pytest.raises(ArtifactError, match=r"unknown model kind 'rule'\. Did you mean 'rules'"):
        load("rule", folder)
