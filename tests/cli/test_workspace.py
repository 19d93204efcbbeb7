"""`init`, `check` and `show`."""

import pytest

CODEBOOK = "labels/topic.yaml"


def test_init_makes_a_workspace_whose_files_check(toolkit, tmp_path, monkeypatch):
    target = tmp_path / "my study ü"
    made = toolkit("init", target)
    assert made.exit_code == 0
    assert f"{target}: " in made.stdout
    assert (target / "configs" / "tfidf.yaml").is_file()
    monkeypatch.chdir(target)
    checked = toolkit("check", "labels")
    assert checked.exit_code == 0
    assert [line.split()[:2] for line in checked.stdout.splitlines()] == [
        ["ok", "labels/framing.yaml"],
        ["ok", "labels/more/framing-coal-exit.yaml"],
        ["ok", "labels/more/framing-nine.yaml"],
        ["ok", "labels/more/framing-semetko-valkenburg.yaml"],
        ["ok", "labels/more/topic-cap.yaml"],
        ["ok", "labels/region.yaml"],
        *(["ok", "labels/stance.yaml"], ["ok", "labels/topic.yaml"]),
    ]


def test_init_takes_an_empty_folder(toolkit, tmp_path):
    (tmp_path / "empty").mkdir()
    assert toolkit("init", tmp_path / "empty").exit_code == 0


def test_init_leaves_a_folder_with_content_alone(fails, workspace):
    assert fails("init", ".") == ".: already exists and is not empty. Choose a new folder."


def test_check_without_a_path_checks_configs_and_labels(toolkit, workspace):
    result = toolkit("check")
    assert result.exit_code == 0
    found = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert [line.split()[1] for line in found] == [
        *("configs/rules.yaml", "configs/stance.yaml", "configs/tfidf.yaml"),
        *("labels/stance.yaml", "labels/tone.yaml", "labels/topic.yaml"),
    ]


def test_check_reads_example_files(toolkit, workspace):
    result = toolkit("check", "examples.jsonl")
    assert result.exit_code == 0
    assert "30 examples" in result.stdout


BAD_ROWS = """\
{"id": "a", "text": "x", "labels": {"topic": ["sprot"]}}
{"id": "b", "text": "x", "labels": {"topic": ["sport"], "tone": ["bright", "grim"]}}
{oops
{"id": "d", "text": "x"}
"""


def test_check_shows_all_problems_of_a_file_in_one_pass(toolkit, workspace):
    (workspace / "bad.jsonl").write_text(BAD_ROWS)
    result = toolkit("check", "bad.jsonl")
    assert result.exit_code == 1
    assert "label 'sprot' is not in tiny-topic@2. Did you mean 'sport'?" in result.stdout
    assert "codebook tiny-tone@1 takes one label" in result.stdout
    assert "bad.jsonl:3: not valid JSON" in result.stdout
    assert "bad.jsonl:4: labels: expected a mapping" in result.stdout
    assert len(result.stdout.splitlines()) == 5


def test_check_shows_all_problems_of_all_files_in_one_pass(toolkit, workspace):
    (workspace / "configs" / "bad.yaml").write_text(
        "codebooks: [../labels/topic.yaml]\nmodel: {kind: tfidf, ngram: 1}\nsede: 3\n"
    )
    (workspace / "labels" / "bad.yaml").write_text("facet: Bad Name\nlabels: []\n")
    result = toolkit("check")
    assert result.exit_code == 1
    assert "configs/bad.yaml:2:22: model.ngram: unknown option. Did you mean" in result.stdout
    assert "configs/bad.yaml:3:1: sede: unknown option. Did you mean 'seed'?" in result.stdout
    assert "labels/bad.yaml:1:1: version: missing" in result.stdout
    assert "2 of 8 files have problems" in result.stderr


def test_check_of_a_config_reads_all_of_its_data_files(toolkit, workspace):
    (workspace / "bad.jsonl").write_text(BAD_ROWS)
    (workspace / "worse.jsonl").write_text('{"id": "w", "text": "x", "labels": {"tone": "dull"}}\n')
    (workspace / "configs" / "both.yaml").write_text(
        "codebooks: [../labels/topic.yaml, ../labels/tone.yaml]\n"
        "data: {train: ../bad.jsonl, test: ../worse.jsonl}\nmodel: {kind: tfidf}\n"
    )
    result = toolkit("check", "configs/both.yaml")
    assert result.exit_code == 1
    assert "bad.jsonl:1" in result.stdout
    assert "worse.jsonl:1" in result.stdout
    assert "problems:" not in result.stdout


def test_check_of_what_it_does_not_know_is_a_problem_not_a_crash(toolkit, workspace):
    (workspace / "bytes.yaml").write_bytes(bytes(range(256)))
    (workspace / "other.yaml").write_text("some: thing\n")
    result = toolkit("check", "bytes.yaml", "other.yaml")
    assert result.exit_code == 1
    assert "bytes.yaml:2:118: not UTF-8" in result.stdout
    assert "other.yaml: neither a config" in result.stdout


def test_check_of_a_missing_path_is_one_line(fails, workspace):
    assert fails("check", "nope.yaml") == "nope.yaml: no such file or folder. Check the path."


def test_show_of_a_page_gives_the_role_of_each_piece(toolkit, workspace):
    shown = toolkit("show", "pages/lighthouse.txt")
    assert shown.exit_code == 0
    assert "title      Keeper of the last lighthouse wins the island match" in shown.stdout
    assert "published  2023-03-14" in shown.stdout
    assert "authors    Orla Fenwick" in shown.stdout
    assert shown.stdout.count("  paragraph ") == 3


def test_show_of_a_codebook_gives_its_labels(toolkit, workspace):
    assert "jobs  Jobs  under economy" in toolkit("show", CODEBOOK).stdout
    one = toolkit("show", CODEBOOK, "--label", "orbit").stdout
    assert one.startswith("space  Space")
    assert "sport" not in one


def test_show_of_a_label_that_is_not_there_suggests_one(fails, workspace):
    message = fails("show", CODEBOOK, "--label", "sprot")
    assert message == "tiny-topic@2: no label 'sprot'. Did you mean 'sport'?"


def test_show_of_a_config_gives_every_default(toolkit, workspace):
    shown = toolkit("show", "configs/tfidf.yaml")
    assert "min_positives: 10" in shown.stdout


@pytest.mark.parametrize("path", ["tiny", "runs/tiny"])
def test_show_of_a_run_gives_its_data_and_codebooks(toolkit, workspace, path):
    shown = toolkit("show", path).stdout
    assert shown.startswith("runs/tiny  tiny, kind tfidf, seed 13")
    assert "codebook topic: tiny-topic@2" in shown
    assert "examples: train 21, dev 0, test 9" in shown


def test_show_of_runs_lists_them(toolkit, workspace):
    lines = toolkit("show", "runs").stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["runs/tiny", "tfidf"],
        ["runs/tiny-rules", "rules"],
        ["runs/tiny-stance", "tfidf"],
    ]


def test_show_of_runs_goes_on_past_a_damaged_one(toolkit, workspace):
    (workspace / "runs" / "tiny" / "manifest.json").write_text('{"schema": 1}')
    shown = toolkit("show", "runs")
    assert shown.exit_code == 0
    assert "runs/tiny  damaged: runs/tiny/manifest.json: damaged (no name" in shown.stdout
    assert "runs/tiny-stance" in shown.stdout


def test_show_of_runs_before_the_first_says_how_to_train(fails, untrained):
    assert fails("show", "runs") == (
        "runs: no runs yet. Train one: toolkit train configs/tfidf.yaml"
    )


def test_show_of_a_missing_path_is_one_line(fails, workspace):
    assert fails("show", "nope") == "nope: no such file. Check the path."
