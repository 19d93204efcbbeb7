"""`prevalence` from end to end, and the forms in which `evaluate` and `compare` print."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def archive(toolkit, workspace):
    """The examples as scored file, and 23 of them as gold with inclusion probabilities."""
    toolkit("score", "tiny", "examples.jsonl", "--out", "scored.jsonl")
    rows = [json.loads(line) for line in Path("examples.jsonl").read_text().splitlines()]
    gold = [json.dumps({**row, "inclusion": 0.75}) for i, row in enumerate(rows) if i % 4 != 3]
    Path("gold.jsonl").write_text("\n".join(gold))
    return workspace


def test_prevalence_prints_four_shares_for_each_label(toolkit, archive):
    result = toolkit("prevalence", "scored.jsonl", "--gold", "gold.jsonl")
    assert result.exit_code == 0
    assert result.stdout.startswith("scored.jsonl: 30 units, 23 gold (with recorded inclusion)")
    assert "topic: Sport" in result.stdout


def test_prevalence_is_the_same_from_every_kind_of_scored_file(toolkit, archive):
    toolkit("score", "tiny", "examples.jsonl", "--out", "scored.parquet")
    toolkit("score", "tiny", "examples.jsonl", "--out", "scored.csv")
    tables = {
        toolkit("prevalence", f"scored.{kind}", "--gold", "gold.jsonl", "--format", "csv").stdout
        for kind in ("jsonl", "parquet", "csv")
    }
    assert len(tables) == 1


def test_prevalence_by_group_as_json_refuses_small_cells(toolkit, archive):
    result = toolkit(
        *("prevalence", "scored.jsonl", "--gold", "gold.jsonl", "--by", "source,year"),
        *("--facet", "topic", "--json"),
    )
    report = json.loads(result.stdout)
    assert (report["schema"], report["by"]) == (1, ["source", "year"])
    assert report["rows"][0]["group"] == {"source": "(all)", "year": "(all)"}
    groups = [row for row in report["rows"] if row["group"]["source"] != "(all)"]
    assert {row["dsl"] for row in groups} == {None}
    assert "at least 20 are needed" in groups[0]["refused"]


def test_prevalence_draws_a_picture_and_keeps_an_existing_one(toolkit, fails, archive):
    arguments = ("prevalence", "scored.jsonl", "--gold", "gold.jsonl", "--plot", "shares.svg")
    assert "plot: shares.svg" in toolkit(*arguments).stderr
    assert Path("shares.svg").read_text().startswith("<svg")
    assert "already exists" in fails(*arguments)
    assert toolkit(*arguments, "--force").exit_code == 0


def test_prevalence_without_probabilities_asks_for_them(toolkit, fails, archive):
    message = fails("prevalence", "scored.jsonl", "--gold", "examples.jsonl")
    assert "30 of 30 gold rows have no inclusion probability" in message
    options = ("--gold", "examples.jsonl", "--simple-random")
    assert toolkit("prevalence", "scored.jsonl", *options).exit_code == 0


def test_prevalence_names_what_it_does_not_know(fails, archive):
    gold = ("--gold", "gold.jsonl")
    assert "Did you mean 'month'?" in fails("prevalence", "scored.jsonl", *gold, "--by", "mont")
    assert "no such file" in fails("prevalence", "nowhere.jsonl", *gold)
    assert "unknown kind of scored file" in fails("prevalence", "scored.txt", *gold)
    assert "--format 'xls'" in fails("prevalence", "scored.jsonl", *gold, "--format", "xls")
    assert "plots are SVG" in fails("prevalence", "scored.jsonl", *gold, "--plot", "a.png")


def test_prevalence_of_other_articles_is_refused(fails, archive):
    row = json.loads(Path("gold.jsonl").read_text().splitlines()[0])
    Path("other.jsonl").write_text(json.dumps({**row, "id": "elsewhere"}))
    message = fails("prevalence", "scored.jsonl", "--gold", "other.jsonl")
    assert "Label a sample of the scored articles" in message


def test_prevalence_refuses_silver(fails, archive):
    row = json.loads(Path("gold.jsonl").read_text().splitlines()[0])
    Path("silver.jsonl").write_text(json.dumps({**row, "status": {"topic": "silver"}}))
    assert "silver labels of topic" in fails("prevalence", "scored.jsonl", "--gold", "silver.jsonl")


def test_prevalence_of_stance_rows(toolkit, workspace):
    toolkit("score", "tiny-stance", "examples.jsonl", "--out", "stance.jsonl")
    result = toolkit(
        *("prevalence", "stance.jsonl", "--gold", "examples.jsonl", "--simple-random"),
        *("--by", "target"),
    )
    assert result.exit_code == 0, result.stderr
    assert "stance:" in result.stdout


def test_evaluate_prints_markdown_latex_and_json(toolkit, fails, workspace):
    markdown = toolkit("evaluate", "tiny", "--format", "md").stdout
    assert "| topic | 9 | micro F1 |" in markdown
    latex = toolkit("evaluate", "tiny", "--format", "latex").stdout
    assert latex.count(r"\toprule") == 3
    assert json.loads(toolkit("evaluate", "tiny", "--format", "json").stdout)["schema"] == 1
    assert "--format 'xls': unknown" in fails("evaluate", "tiny", "--format", "xls")


def test_compare_gives_mean_and_spread_over_seeds(toolkit, workspace):
    toolkit("train", "configs/tfidf.yaml", "--set", "seed=5", "--out", "runs/other")
    arguments = ("compare", "tiny", "runs/other", "--data", "examples.jsonl", "--seeds")
    block = json.loads(toolkit(*arguments, "--format", "json").stdout)["facets"]["topic"]
    micro = block["groups"][0]["metrics"]["micro_f1"]
    assert micro["n"] == 2
    assert micro["low"] <= micro["mean"] <= micro["high"]
    assert micro["interval"][0] <= micro["mean"] <= micro["interval"][1]
    assert block["group_differences"] == []
    assert "tiny: mean of 2 seeds ± sd" in toolkit(*arguments).stdout
    assert "| tiny: mean of 2 seeds ± sd |" in toolkit(*arguments, "--format", "md").stdout


def test_compare_of_seeds_needs_two_runs_of_one_config(toolkit, fails, workspace):
    arguments = ("compare", "tiny", "tiny-rules", "--data", "examples.jsonl", "--seeds")
    assert "differ in nothing but their seed" in fails(*arguments)


def test_two_groups_of_seeds_are_compared_as_groups(toolkit, workspace):
    train = ("train", "configs/tfidf.yaml", "--out")
    toolkit(*train, "runs/one", "--set", "seed=5")
    toolkit(*train, "runs/two", "--set", "name=bigrams", "--set", "model.ngrams=[1, 2]")
    toolkit(*train, "runs/three", "--set", "model.ngrams=[1, 2]", "--set", "seed=5")
    arguments = ("tiny", "runs/one", "runs/two", "runs/three", "--data", "examples.jsonl")
    found = json.loads(toolkit("compare", *arguments, "--seeds", "--json").stdout)
    block = found["facets"]["topic"]
    assert [len(group["runs"]) for group in block["groups"]] == [2, 2]
    assert block["group_differences"][0]["against"] == "tiny"


def test_label_errors_are_written_for_label_and_kept(toolkit, fails, workspace):
    arguments = ("evaluate", "tiny", "--label-errors", "doubts.jsonl")
    result = toolkit(*arguments)
    assert "toolkit label doubts.jsonl --coder NAME" in result.stderr
    lines = [json.loads(line) for line in Path("doubts.jsonl").read_text().splitlines()]
    assert {"id", "text", "doubts"} <= set(lines[0])
    assert "already exists" in fails(*arguments)
    read = toolkit("ingest", "doubts.jsonl")
    assert read.exit_code == 0
    assert len(read.stdout.splitlines()) == len(lines)


def test_coders_of_a_store_are_the_human_ceiling(toolkit, workspace):
    for coder in ("anna", "bert"):
        toolkit("import", "examples.jsonl", "--coder", coder)
    arguments = ("evaluate", "tiny", "--store", "annotations.db", "--json")
    report = json.loads(toolkit(*arguments).stdout)
    human = report["facets"]["topic"]["human"]
    assert human["coders"] == 2
    assert human["n"] == report["facets"]["topic"]["n"]
    assert human["micro_f1"] == 1.0  # both took the same labels over
    assert human["run_micro_f1"] == human["run_gold_micro_f1"]
    assert report["facets"]["topic"]["labels"]["sport"]["human"]["alpha"] == 1.0
