import importlib.util
import json
import shutil
import subprocess
import sys

import pytest

pytest.importorskip("torch", reason="needs the extra 'transformer'")
pytest.importorskip("transformers", reason="needs the extra 'transformer'")

from toolkit.config import TransformerConfig
from toolkit.errors import ConfigError
from toolkit.models.transformer.checkpoint import load_checkpoint, local_folder


def config(checkpoint, **options):
    settings = {"kind": "transformer", "checkpoint": str(checkpoint), "length": "head"}
    return TransformerConfig(**(settings | {"max_tokens": 32} | options))


def test_a_package_that_is_not_installed_is_named():
    with pytest.raises(ConfigError, match=r"'no_such_weights' .* not installed"):
        local_folder("package:no_such_weights/model")


def test_weights_inside_an_installed_package_are_found(tmp_path, monkeypatch, tiny_checkpoint):
    shutil.copytree(tiny_checkpoint, tmp_path / "tiny_weights" / "model")
    (tmp_path / "tiny_weights" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert local_folder("package:tiny_weights/model") == tmp_path / "tiny_weights" / "model"


def test_a_folder_without_a_checkpoint_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"Expected a folder with config\.json"):
        load_checkpoint(config(tmp_path / "nothing"))


def test_a_hub_checkpoint_without_network_asks_for_a_local_folder(monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ConfigError, match=r"Without network.*checkpoint: \./path/to/folder"):
        load_checkpoint(config("no-such-lab/no-such-encoder", revision="v1"))


def test_pickled_weights_are_refused(tmp_path, tiny_checkpoint):
    folder = tmp_path / "pickled"
    shutil.copytree(tiny_checkpoint, folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ConfigError, match="pickled weights and code from the checkpoint"):
        load_checkpoint(config(folder))


def test_code_from_the_checkpoint_is_refused(tmp_path, tiny_checkpoint):
    folder = tmp_path / "code"
    shutil.copytree(tiny_checkpoint, folder)
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    settings |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Config"}}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "own.py").write_text("raise SystemExit('ran')\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="code from the checkpoint are refused"):
        load_checkpoint(config(folder))


def test_a_checkpoint_that_lacks_weights_is_refused(tmp_path, tiny_checkpoint):
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "incomplete"
    shutil.copytree(tiny_checkpoint, folder)
    weights = load_file(folder / "model.safetensors")
    del weights["encoder.layer.1.attention.self.query.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ConfigError, match="lacks 1 weights of its encoder"):
        load_checkpoint(config(folder))


def test_windows_longer_than_the_checkpoint_reads_are_refused(tiny_checkpoint):
    with pytest.raises(ConfigError, match=r"max_tokens: 128 .* at most 64"):
        load_checkpoint(config(tiny_checkpoint, max_tokens=128))


def test_a_missing_extra_is_named_at_the_door():
    # In a process of its own, so that nothing that is imported already hides the gap.
    script = (
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda n, *a: None if n == 'accelerate' else real(n, *a)\n"
        "import toolkit.models.transformer\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "pip install 'news-stance-toolkit[transformer]'" in done.stderr


def test_the_door_is_open_when_the_extra_is_installed():
    assert importlib.util.find_spec("toolkit.models.transformer") is not None
