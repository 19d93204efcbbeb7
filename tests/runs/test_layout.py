"""Finding runs and refusing damaged ones."""

import json
from pathlib import Path

import pytest

from toolkit.errors import ArtifactError
from toolkit.runs.layout import MANIFEST_KEYS, list_runs, open_run


def test_a_run_is_found_by_path_and_by_name(workspace):
    assert open_run(Path("runs/tiny")).path == Path("runs/tiny")
    assert open_run(Path("tiny")).path == Path("runs/tiny")
    assert open_run(workspace / "runs" / "tiny").name == "tiny"


def test_runs_are_listed_by_name(workspace):
    assert [run.path.name for run in list_runs(Path("runs"))] == [
        *("tiny", "tiny-rules", "tiny-stance"),
    ]
    assert list_runs(Path("nowhere")) == []


def test_what_a_killed_train_left_is_not_listed(workspace):
    Path("runs/tiny").rename("runs/.tiny-x1y2")
    Path("runs/half-copied").mkdir()
    assert [run.path.name for run in list_runs(Path("runs"))] == ["tiny-rules", "tiny-stance"]


def test_an_unknown_run_names_the_nearest(workspace):
    with pytest.raises(ArtifactError, match=r"runs/tiny-rule: no such run\. Did you mean"):
        open_run(Path("runs/tiny-rule"))


def test_before_the_first_run_the_message_says_how_to_train(untrained):
    with pytest.raises(ArtifactError, match=r"tiny: no such run\. Train one: toolkit train"):
        open_run(Path("tiny"))


@pytest.mark.parametrize("folder", ["runs/tiny", "tiny"])
@pytest.mark.parametrize("lost", ["manifest.json", "config.yaml"])
def test_a_folder_without_its_main_files_is_no_run(workspace, folder, lost):
    Path("runs/tiny", lost).unlink()
    with pytest.raises(ArtifactError, match="runs/tiny: not a run folder"):
        open_run(Path(folder))


@pytest.mark.parametrize("key", MANIFEST_KEYS)
def test_a_manifest_without_a_key_is_damaged(workspace, key):
    path = Path("runs/tiny/manifest.json")
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps({k: v for k, v in manifest.items() if k != key}))
    with pytest.raises(ArtifactError, match=rf"manifest\.json: damaged \(no {key}\)"):
        _ = open_run(Path("tiny")).manifest


def test_a_codebook_copy_with_other_content_is_refused(workspace):
    copy = Path("runs/tiny/codebooks/topic.yaml")
    copy.write_text(copy.read_text().replace("Games and those", "Games or those"))
    with pytest.raises(ArtifactError, match=r"codebooks/topic\.yaml: changed since training"):
        _ = open_run(Path("tiny")).codebooks


def test_a_comment_in_a_codebook_copy_changes_nothing(workspace):
    copy = Path("runs/tiny/codebooks/topic.yaml")
    copy.write_text(f"# read again in May\n{copy.read_text()}")
    assert list(open_run(Path("tiny")).codebooks) == ["topic", "tone"]
