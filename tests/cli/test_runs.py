"""`train`, `evaluate`, `compare`, `score` and `explain`, from the command line."""

import csv
import gzip
import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

CONFIG = "configs/tfidf.yaml"
PAGE = "pages/lighthouse.txt"
STANCE_CONFIG = "configs/stance.yaml"
RECORD_KEYS = [
    *("article_id", "source", "published", "language", "labels", "scores", "primary"),
    *("abstained", "read_share", "fingerprint", "run", "codebooks", "status"),
]


def lines(path):
    return [json.loads(line) for line in Path(path).read_text().splitlines()]


# --- train --------------------------------------------------------------------------------------


def test_train_writes_runs_name_by_default(toolkit, untrained):
    result = toolkit("train", CONFIG)
    assert result.exit_code == 0
    assert result.stdout.startswith("runs/tiny: trained in ")
    assert "fitting tfidf on 21 examples" in result.stderr
    assert "warning: topic: 1 of 5 labels have nothing to learn from" in result.stderr
    assert [path.name for path in Path("runs").iterdir()] == ["tiny"]


def test_train_takes_overrides_and_a_folder_with_any_name(toolkit, untrained):
    out = "deep er/rün ☃ [x]"
    result = toolkit("train", CONFIG, "--set", "model.min_df=2", "--set", "seed=3", "--out", out)
    assert result.exit_code == 0
    assert "min_df: 2" in Path(out, "config.yaml").read_text()
    assert toolkit("show", out).stdout.startswith(f"{out}  tiny, kind tfidf, seed 3")
    assert toolkit("score", out, PAGE, "--out", "-").exit_code == 0


def test_train_reads_configs_from_folders_with_blanks_and_accents(toolkit, untrained):
    folder = untrained / "my cönfigs"
    (untrained / "configs").rename(folder)
    assert toolkit("train", "my cönfigs/tfidf.yaml").exit_code == 0


def test_train_refuses_an_existing_run(fails, workspace):
    before = (workspace / "runs" / "tiny" / "manifest.json").read_bytes()
    message = fails("train", CONFIG)
    assert message == "runs/tiny: already exists. Choose another name, or use --force."
    assert (workspace / "runs" / "tiny" / "manifest.json").read_bytes() == before


def test_train_replaces_a_run_by_force(toolkit, workspace):
    result = toolkit("train", CONFIG, "--set", "seed=5", "--force")
    assert result.exit_code == 0
    assert json.loads((workspace / "runs" / "tiny" / "manifest.json").read_text())["seed"] == 5
    assert sorted(path.name for path in Path("runs").iterdir()) == [
        *("tiny", "tiny-rules", "tiny-stance"),
    ]


@pytest.mark.parametrize("target", ["pages", PAGE, "."])
def test_train_by_force_replaces_nothing_but_runs(fails, workspace, target):
    message = fails("train", CONFIG, "--out", target, "--force")
    assert message.startswith(f"{target}: not a run folder, so --force does not replace it.")
    assert (workspace / PAGE).is_file()


def test_resume_starts_where_there_is_nothing_and_then_does_nothing(toolkit, untrained):
    assert "trained in" in toolkit("train", CONFIG, "--resume").stdout
    before = Path("runs/tiny/manifest.json").stat().st_mtime_ns
    again = toolkit("train", CONFIG, "--resume")
    assert again.exit_code == 0
    assert "complete and matches configs/tfidf.yaml: nothing to do" in again.stderr
    assert Path("runs/tiny/manifest.json").stat().st_mtime_ns == before


def test_resume_refuses_another_config(fails, toolkit, untrained):
    toolkit("train", CONFIG)
    message = fails("train", CONFIG, "--resume", "--set", "seed=4")
    assert message == (
        "runs/tiny: holds another run (the config differs). "
        "Use --force to replace it, or another --out."
    )
    assert toolkit("train", CONFIG, "--resume", "--set", "seed=4", "--force").exit_code == 0


def test_resume_refuses_a_codebook_or_data_that_changed(fails, toolkit, untrained):
    toolkit("train", CONFIG)
    data, book = Path("examples.jsonl"), Path("labels/topic.yaml")
    data.write_text(data.read_text() + '{"id": "new", "text": "x", "labels": {}}\n')
    book.write_text(book.read_text().replace("version: 2", "version: 3"))
    message = fails("train", CONFIG, "--resume")
    assert f"codebook tiny-topic@3 differs; {data.resolve()} changed" in message


@pytest.mark.parametrize("part", ["decision.json", "model/weights.npy", "codebooks/tone.yaml"])
def test_resume_does_not_call_a_damaged_run_complete(fails, toolkit, untrained, part):
    toolkit("train", CONFIG)
    Path("runs/tiny", part).unlink()
    assert "holds another run (damaged: " in fails("train", CONFIG, "--resume")


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("model.ngram=1", "model.ngram: unknown option. Did you mean 'ngrams'?"),
        ("modl=1", "modl: unknown option. Did you mean 'model'?"),
        ("model={kind: bert}", "model.kind: no such model kind (got 'bert')."),
        ("seed", "--set seed: expected key.path=value"),
        ("name=a/b", "name: string should match pattern"),
        ("codebooks=[labels/nope.yaml]", "nope.yaml' does not exist. Check the path."),
        ("split.folds=3", "split: folds and test exclude each other"),
        ("data.train=empty.jsonl", "empty.jsonl: the file is empty."),
        ("data.train=wrong.jsonl", "wrong.jsonl:1: labels.topic: label 'sprot' is not in"),
        ("data.train=one.jsonl", "split: nothing is left for test out of 1 examples"),
        ("data.train=mute.jsonl", "data.train: none of 1 articles gives an example of"),
        ("model.min_df=99", "no word of the 21 train texts passes min_df 99"),
        ("codebooks=[labels/topic.yaml, labels/stance.yaml]", "facet 'stance' labels stance rows"),
        ("codebooks=[labels/tone.yaml, labels/tone.yaml]", "a second codebook for facet 'tone'"),
    ],
)
def test_train_says_in_one_line_what_is_wrong(fails, untrained, override, message):
    Path("empty.jsonl").write_text("\n")
    Path("wrong.jsonl").write_text('{"id": "w", "text": "x", "labels": {"topic": "sprot"}}\n')
    Path("one.jsonl").write_text('{"id": "o", "text": "x", "labels": {"topic": "sport"}}\n')
    Path("mute.jsonl").write_text('{"id": "m", "text": " ", "labels": {"topic": "sport"}}\n')
    assert message in fails("train", CONFIG, "--set", override)
    assert not Path("runs").exists() or not list(Path("runs").iterdir())


def test_train_without_a_config_that_exists_is_one_line(fails, untrained):
    assert fails("train", "configs/nope.yaml") == "configs/nope.yaml: no such file. Check the path."
    assert fails("train", "configs") == "configs: is a folder. Expected a YAML file."


def test_train_of_a_kind_whose_extra_is_missing_says_how_to_install_it(
    fails, untrained, monkeypatch
):
    monkeypatch.delitem(sys.modules, "toolkit.models.transformer", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    model = "model={kind: transformer, checkpoint: ./x, length: head}"
    message = fails("train", CONFIG, "--set", model)
    assert message == (
        "The model kind 'transformer' needs the extra 'transformer', which is not installed. "
        "Install it: pip install 'news-stance-toolkit[transformer]'"
    )


# --- evaluate -----------------------------------------------------------------------------------


def test_evaluate_judges_the_test_part_and_writes_its_report(toolkit, workspace):
    result = toolkit("evaluate", "tiny")
    assert result.exit_code == 0
    assert result.stdout.startswith("tiny on test: 9 examples")
    folder = Path("runs/tiny/evaluation/test")
    assert sorted(path.name for path in folder.iterdir()) == [
        *("predictions.parquet", "report.html", "report.json"),
    ]
    assert pq.read_table(folder / "predictions.parquet").num_rows == 9
    assert "evaluation test: topic micro F1" in toolkit("show", "tiny").stdout


def test_evaluate_as_json_prints_the_report_and_nothing_else(toolkit, workspace):
    result = toolkit("evaluate", "tiny", "--json")
    report = json.loads(result.stdout)
    assert report == json.loads(Path("runs/tiny/evaluation/test/report.json").read_text())
    assert (report["run"], report["data"], report["n"]) == ("tiny", "test", 9)


def test_evaluate_takes_any_labelled_file_and_names_the_report_after_it(toolkit, workspace):
    Path("ünseen data.jsonl").write_text(Path("examples.jsonl").read_text())
    report = json.loads(toolkit("evaluate", "tiny", "--data", "ünseen data.jsonl", "--json").stdout)
    assert (report["data"], report["n"]) == ("ünseen data", 30)
    assert report["leakage"]["text"]["shared"] == 21
    assert Path("runs/tiny/evaluation/ünseen data/report.html").is_file()


def test_evaluate_keeps_the_last_report_as_1(toolkit, workspace):
    toolkit("evaluate", "tiny", "--bootstrap", "0")
    first = Path("runs/tiny/evaluation/test/report.json").read_bytes()
    toolkit("evaluate", "tiny")
    toolkit("evaluate", "tiny", "--bootstrap", "0")
    toolkit("evaluate", "tiny")
    assert Path("runs/tiny/evaluation/test.1/report.json").read_bytes() == first
    assert sorted(path.name for path in Path("runs/tiny/evaluation").iterdir()) == [
        *("test", "test.1"),
    ]


def test_a_data_file_called_only_by_its_suffix_does_not_move_other_reports(toolkit, workspace):
    toolkit("evaluate", "tiny")
    Path(".jsonl").write_text(Path("examples.jsonl").read_text())
    assert toolkit("evaluate", "tiny", "--data", ".jsonl").exit_code == 0
    assert Path("runs/tiny/evaluation/test/report.json").is_file()


def test_a_run_with_folds_is_tested_on_every_example(toolkit, untrained):
    trained = toolkit("train", CONFIG, "--set", "split={folds: 3}", "--out", "runs/folds")
    assert "fold 3 of 3" in trained.stderr
    report = json.loads(toolkit("evaluate", "folds", "--json").stdout)
    assert report["n"] == 30
    assert report["leakage"]["cluster"]["shared"] == 0


def test_a_run_that_moved_elsewhere_still_evaluates_and_scores(toolkit, workspace):
    Path("runs/tiny").rename("elsewhere")
    assert toolkit("evaluate", "elsewhere").exit_code == 0
    assert toolkit("score", "elsewhere", PAGE, "--out", "-").exit_code == 0


def test_data_that_changed_after_training_are_not_judged_as_the_test_part(
    fails, toolkit, untrained
):
    toolkit("train", CONFIG)
    data = Path("examples.jsonl")
    Path("copy.jsonl").write_text(data.read_text())
    data.write_text(data.read_text() + '{"id": "new", "text": "x", "labels": {}}\n')
    assert "is missing or changed since training. Restore it" in fails("evaluate", "tiny")
    report = json.loads(toolkit("evaluate", "tiny", "--data", "copy.jsonl", "--json").stdout)
    assert "the training data are gone or changed, so leakage was not checked" in report["warnings"]


def test_a_codebook_copy_that_changed_after_training_is_refused(fails, workspace):
    copy = Path("runs/tiny/codebooks/tone.yaml")
    bright, grim = copy.read_text().splitlines()[-2:]
    copy.write_text(copy.read_text().replace(bright, "").replace(grim, f"{grim}\n{bright}"))
    for command in (["evaluate", "tiny"], ["score", "tiny", PAGE, "--out", "-"]):
        message = fails(*command)
        assert "runs/tiny/codebooks/tone.yaml: changed since training." in message


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("decision.json", "[]", "decision.json: schema None is not 1."),
        ("decision.json", '{"schema": 1}', "decision.json: damaged (KeyError: 'columns')."),
        ("manifest.json", '{"schema": 1}', "manifest.json: damaged (no name, kind"),
        ("manifest.json", "{}", "manifest.json: not schema 1."),
        ("model/manifest.json", '{"schema": 1}', "model/manifest.json: damaged."),
        ("model/weights.npy", "", "model/weights.npy: changed since training"),
        ("config.yaml", "[]", "config.yaml:1:1: expected keys and values, got list."),
    ],
)
def test_a_damaged_run_is_one_line(fails, workspace, name, content, message):
    Path("runs/tiny", name).write_text(content)
    assert message in fails("score", "tiny", PAGE, "--out", "-")


def test_a_damaged_split_file_is_one_line(fails, workspace):
    Path("runs/tiny/split.json").write_text("[]")
    assert "split.json: damaged" in fails("evaluate", "tiny", "--data", "examples.jsonl")


def test_damaged_fold_scores_are_one_line(fails, toolkit, untrained):
    toolkit("train", CONFIG, "--set", "split={folds: 2}")
    Path("runs/tiny/folds/folds.json").write_text("{}")
    assert "runs/tiny/folds: damaged (KeyError: 'decisions')" in fails("evaluate", "tiny")


def test_a_run_without_a_test_part_says_what_to_do(fails, toolkit, untrained):
    toolkit("train", CONFIG, "--set", "split.test=null")
    assert "the run has no test part. Name a labelled file with --data" in fails("evaluate", "tiny")


def test_an_unknown_run_is_one_line_with_a_suggestion(fails, workspace):
    for command in (["evaluate", "tinny"], ["explain", "tinny", PAGE]):
        assert fails(*command) == (
            "tinny: no such run. Expected one of 'runs/tiny', 'runs/tiny-rules', "
            "'runs/tiny-stance'."
        )
    assert fails("score", "pages", PAGE, "--out", "-") == (
        "pages: not a run folder (no manifest.json and config.yaml). "
        "Expected what toolkit train writes."
    )


# --- compare ------------------------------------------------------------------------------------


def test_compare_judges_on_the_examples_that_both_runs_were_tested_on(toolkit, workspace):
    result = toolkit("compare", "tiny", "tiny-rules")
    assert result.exit_code == 0
    assert "comparing on the 9 examples that are test examples of every run" in result.stderr
    assert "differences are against tiny" in result.stdout
    folder = Path("runs/tiny/evaluation/compare-tiny-rules-test")
    assert (folder / "comparison.html").is_file()


def test_compare_as_json_prints_json_only(toolkit, workspace):
    result = toolkit("compare", "tiny", "tiny-rules", "--data", "examples.jsonl", "--json")
    comparison = json.loads(result.stdout)
    assert comparison["runs"] == ["tiny", "tiny-rules"]
    assert comparison["n"] == 30


def test_compare_tells_runs_of_one_name_apart(toolkit, workspace):
    toolkit("train", CONFIG, "--set", "model.C=4", "--out", "runs/other")
    comparison = json.loads(toolkit("compare", "tiny", "other", "--json").stdout)
    assert comparison["runs"] == ["tiny", "tiny (2)"]


def test_compare_refuses_what_cannot_be_compared(fails, workspace):
    assert fails("compare", "tiny") == "compare: expected at least two runs."
    assert fails("compare", "tiny", "tiny-stance") == "compare: the runs have no facet in common."


# --- score --------------------------------------------------------------------------------------


def test_scored_records_have_the_documented_keys(toolkit, workspace):
    result = toolkit("score", "tiny", PAGE, "examples.jsonl", "--out", "s.jsonl")
    assert result.exit_code == 0
    records = lines("s.jsonl")
    assert len(records) == 31
    assert all(list(record) == RECORD_KEYS for record in records)
    first = records[0]
    assert first["run"] == "tiny"
    assert first["codebooks"] == {"topic": "tiny-topic@2", "tone": "tiny-tone@1"}
    assert list(first["scores"]["topic"]) == ["sport", "weather", "economy", "jobs", "space"]
    assert first["labels"]["topic"] == ["sport"]
    assert first["primary"] == {"topic": "sport"}
    assert len(first["fingerprint"]) == 64
    assert result.stderr.endswith("31 records of 31 articles; 0 without text, 0 rejected\n")


def test_evidence_stands_in_the_record_and_quotes_the_article(toolkit, workspace):
    toolkit("score", "tiny", "examples.jsonl", "--out", "s.jsonl", "--evidence", "2")
    texts = {row["id"]: row for row in lines("examples.jsonl")}
    for record in lines("s.jsonl"):
        for item in record["evidence"]:
            assert list(item) == [
                *("facet", "label", "field", "start", "end", "quote", "weight"),
            ]
            field = texts[record["article_id"]][item["field"]]
            assert field[item["start"] : item["end"]] == item["quote"]
            assert item["label"] in record["labels"][item["facet"]]
            assert item["weight"] > 0


def test_scores_are_the_same_in_every_format(toolkit, workspace):
    for out in ("s.jsonl", "s.jsonl.gz", "s.jsonl.zst", "s.parquet", "s.csv"):
        assert toolkit("score", "tiny", "examples.jsonl", "--out", out).exit_code == 0
    plain = lines("s.jsonl")
    with gzip.open("s.jsonl.gz", "rt", encoding="utf-8") as stream:
        assert [json.loads(line) for line in stream] == plain
    with open("s.csv", encoding="utf-8", newline="") as stream:  # noqa: PTH123
        table = list(csv.DictReader(stream))
    parquet = pq.read_table("s.parquet").to_pylist()
    for record, row, columns in zip(plain, table, parquet, strict=True):
        assert row["topic"] == "|".join(record["labels"]["topic"])
        assert float(row["topic:sport"]) == record["scores"]["topic"]["sport"]
        assert columns["topic_labels"] == record["labels"]["topic"]
        assert columns["topic_scores"] == pytest.approx(list(record["scores"]["topic"].values()))
        assert columns["topic_primary"] == record["primary"].get("topic")


def test_parquet_says_the_order_of_its_labels(toolkit, workspace):
    toolkit("score", "tiny", PAGE, "--out", "s.parquet")
    metadata = pq.read_schema("s.parquet").metadata
    assert json.loads(metadata[b"tone_labels"]) == ["bright", "grim"]


def test_score_reads_stdin_and_writes_stdout(toolkit, workspace):
    page = Path(PAGE).read_text()
    result = toolkit("score", "tiny", "-", "--out", "-", stdin=page)
    assert [json.loads(line)["run"] for line in result.stdout.splitlines()] == ["tiny"]
    rows = Path("examples.jsonl").read_text()
    assert len(toolkit("score", "tiny", "-", "--out", "-", stdin=rows).stdout.splitlines()) == 30


def test_score_refuses_an_existing_output(fails, toolkit, workspace):
    Path("s.jsonl").write_text("mine")
    message = fails("score", "tiny", PAGE, "--out", "s.jsonl")
    assert message == "s.jsonl: already exists. Choose another name, or use --force."
    assert Path("s.jsonl").read_text() == "mine"
    assert toolkit("score", "tiny", PAGE, "--out", "s.jsonl", "--force").exit_code == 0


@pytest.mark.parametrize("out", ["s.txt", "s.csv.gz", "s"])
def test_score_refuses_a_kind_of_output_it_does_not_know(fails, workspace, out):
    assert fails("score", "tiny", PAGE, "--out", out).startswith(f"{out}: unknown kind of output.")


def test_an_output_that_cannot_be_written_is_one_line(fails, workspace):
    message = fails("score", "tiny", PAGE, "--out", "examples.jsonl/s.jsonl")
    assert message.endswith("Check the disk and the permissions.")


MIXED = """\
{"id": "1", "text": "The coach saw the goal."}
{oops
{"id": "3"}
{"id": "4", "title": "half an emoji \\ud83d"}
{"id": "5", "title": "Only a title about the match"}
"""


def test_bad_rows_are_named_and_the_rest_is_scored_with_exit_code_3(toolkit, workspace):
    Path("mixed.jsonl").write_text(MIXED)
    result = toolkit("score", "tiny", "mixed.jsonl", "--out", "s.jsonl")
    assert result.exit_code == 3
    assert [record["article_id"] for record in lines("s.jsonl")] == ["1", "5"]
    assert "rejected: mixed.jsonl:2: not valid JSON" in result.stderr
    assert "2 records of 2 articles; 0 without text, 3 rejected" in result.stderr


def test_when_no_article_is_left_nothing_is_written(fails, workspace):
    Path("bad.jsonl").write_text("{oops\n")
    message = fails("score", "tiny", "bad.jsonl", "--out", "s.jsonl")
    assert message.startswith("bad.jsonl: no article to score (1 rejected, 0 without text): ")
    assert not list(workspace.glob("s.jsonl*"))


def test_an_article_without_known_words_abstains(toolkit, workspace):
    row = '{"id": "z", "text": "Zzyx qwfp."}\n'
    record = json.loads(toolkit("score", "tiny", "-", "--out", "-", stdin=row).stdout)
    assert record["abstained"] == {"topic": "no known words", "tone": "no known words"}
    assert record["labels"] == {"topic": [], "tone": []}


def test_cells_that_a_spreadsheet_would_run_are_neutralised(toolkit, workspace):
    row = '{"id": "=1+1", "text": "A goal.", "source": "@SUM(A1)"}\n'
    Path("evil.jsonl").write_text(row)
    toolkit("score", "tiny", "evil.jsonl", "--out", "s.csv")
    cells = Path("s.csv").read_text().splitlines()[1].split(",")
    assert cells[:2] == ["'=1+1", "'@SUM(A1)"]


def test_another_language_is_scored_and_says_so(toolkit, untrained):
    toolkit("train", CONFIG, "--set", "input.language=en")
    rows = '{"id": "1", "text": "Der Sturm", "language": "de"}\n{"id": "2", "text": "The storm"}\n'
    result = toolkit("score", "tiny", "-", "--out", "-", stdin=rows)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [record["status"] for record in records] == ["wrong_language", "ok"]


# --- stance -------------------------------------------------------------------------------------


def test_a_stance_run_scores_a_page_for_the_given_target(toolkit, workspace):
    result = toolkit("score", "tiny-stance", PAGE, "--out", "-", "--target", "night trains")
    record = json.loads(result.stdout)
    assert (record["target"], record["holder"]) == ("night_trains", "author")
    assert list(record["scores"]["stance"]) == ["favor", "against", "none"]


def test_a_stance_run_evaluates_the_rows_of_the_file(toolkit, workspace):
    report = json.loads(
        toolkit("evaluate", "tiny-stance", "--data", "examples.jsonl", "--json").stdout
    )
    assert report["n"] == 14
    assert report["facets"]["stance"]["f_avg"] is not None


def test_targets_of_the_input_come_before_those_of_the_command(toolkit, workspace):
    rows = (
        '{"id": "1", "text": "Boats pay.", "targets": ["harbour_toll", "night_trains"]}\n'
        '{"id": "2", "text": "Boats pay.", "targets": "toll on boats"}\n'
        '{"id": "3", "text": "Boats pay.", "labels": {"stance": [{"target": "harbour_toll", '
        '"holder": "Ada Voss", "label": "favor"}]}}\n'
        '{"id": "4", "text": "Boats pay."}\n'
    )
    given = toolkit(
        "score", "tiny-stance", "-", "--out", "-", "--target", "night_trains", stdin=rows
    )
    records = [json.loads(line) for line in given.stdout.splitlines()]
    assert [(r["article_id"], r["target"], r["holder"]) for r in records] == [
        ("1", "harbour_toll", "author"),
        ("1", "night_trains", "author"),
        ("2", "harbour_toll", "author"),
        ("3", "harbour_toll", "Ada Voss"),
        ("4", "night_trains", "author"),
    ]


def test_targets_are_found_by_their_names_where_none_is_given(toolkit, workspace):
    rows = '{"id": "1", "text": "The night train is late."}\n{"id": "2", "text": "Nothing."}\n'
    result = toolkit("score", "tiny-stance", "-", "--out", "-", stdin=rows)
    assert [json.loads(line)["target"] for line in result.stdout.splitlines()] == ["night_trains"]
    assert "1 records of 2 articles" in result.stderr


def test_a_target_that_the_codebook_lacks_is_refused_before_any_work(fails, workspace):
    message = fails("score", "tiny-stance", PAGE, "--out", "s.jsonl", "--target", "Mars")
    assert message.startswith("--target: target 'Mars' is not in tiny-stance@1.")


@pytest.mark.parametrize(
    "row",
    [
        '"targets": ["mars"]',
        '"labels": {"stance": ["x"]}',
        '"labels": {"stance": [{"target": "mars"}]}',
        '"labels": {"stance": [{"target": "harbour_toll", "holder": 5}]}',
        '"labels": {"stance": [{"target": "harbour_toll", "start": "1", "end": "3"}]}',
    ],
)
def test_an_article_with_wrong_stance_rows_is_rejected_and_the_rest_is_scored(
    toolkit, workspace, row
):
    rows = f'{{"id": "1", "text": "x", {row}}}\n{{"id": "2", "text": "The harbour toll."}}\n'
    Path("rows.jsonl").write_text(rows)
    result = toolkit("score", "tiny-stance", "rows.jsonl", "--out", "-")
    assert result.exit_code == 3
    assert "rejected: rows.jsonl#1: " in result.stderr
    assert [json.loads(line)["article_id"] for line in result.stdout.splitlines()] == ["2"]


# --- explain ------------------------------------------------------------------------------------


def test_explain_shows_words_and_reasons(toolkit, workspace):
    shown = toolkit("explain", "tiny", PAGE)
    assert shown.exit_code == 0
    assert "+ sport (Sport): score " in shown.stdout
    assert "“goal”" in shown.stdout
    assert "is below the threshold" in shown.stdout


def test_explain_as_json_gives_a_line_for_each_article(toolkit, workspace):
    result = toolkit("explain", "tiny", "examples.jsonl", "--json")
    explained = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(explained) == 30
    label = explained[0]["facets"]["topic"]["labels"][0]
    assert list(label) == [
        *("label", "name", "assigned", "score", "threshold", "reason", "for", "against"),
    ]


def test_explain_of_a_stance_run_names_target_and_holder(toolkit, workspace):
    shown = toolkit("explain", "tiny-stance", PAGE, "--target", "harbour_toll").stdout
    assert "[harbour_toll / author]" in shown


def test_explain_of_rules_shows_the_terms(toolkit, workspace):
    assert "“storm”" in toolkit("explain", "tiny-rules", PAGE).stdout


def test_explain_with_nothing_to_explain_says_so(fails, workspace):
    message = fails("explain", "tiny-stance", PAGE)
    assert "nothing to explain" in message
    assert "--target" in message
