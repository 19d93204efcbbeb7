"""Benchmarks are whole: files load, data sets become valid rows, and RESULTS.md is fresh."""

import importlib
from pathlib import Path

import pytest
import yaml

from toolkit.codebook import load_codebook, load_codebooks
from toolkit.config import load_config
from toolkit.corpus.rows import read_rows
from toolkit.runs.data import check_codebooks

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
DATA = ROOT.parent / "shared" / "data"
NAMES = sorted(path.parent.name for path in BENCHMARKS.glob("*/benchmark.yaml"))
CONFIGS = sorted(
    path
    for path in BENCHMARKS.glob("*/*.yaml")
    if path.name not in {"benchmark.yaml", "codebook.yaml"}
)
PLAN_KEYS = {
    *("title", "data", "protocol", "note", "facet", "facets", "metrics", "baselines", "also"),
    *("runs", "slow_runs", "published", "reference", "without"),
}


def plan_of(name):
    return yaml.safe_load((BENCHMARKS / name / "benchmark.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def prepare(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("prepare")


@pytest.fixture
def runner(monkeypatch, prepare):
    return importlib.import_module("run")


def test_every_benchmark_can_be_prepared(prepare):
    assert sorted(prepare.PREPARE) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_has_no_unknown_key(name):
    assert set(plan_of(name)) <= PLAN_KEYS


@pytest.mark.parametrize("name", NAMES)
def test_every_config_of_a_benchmark_is_one_of_its_runs(name):
    plan = plan_of(name)
    runs = {*plan["runs"], *plan.get("slow_runs", [])}
    assert {path.stem for path in CONFIGS if path.parent.name == name} == runs


@pytest.mark.parametrize("name", NAMES)
def test_only_slow_runs_need_the_transformer_extra(name):
    plan = plan_of(name)
    kinds = {
        run: load_config(BENCHMARKS / name / f"{run}.yaml", check_paths=False).model.kind
        for run in [*plan["runs"], *plan.get("slow_runs", [])]
    }
    slow = [run for run, kind in kinds.items() if kind == "transformer"]
    assert slow == plan.get("slow_runs", [])


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_config_loads_with_its_codebooks_and_reads_prepared_data(path):
    config = load_config(path, check_paths=False)
    check_codebooks(config, load_codebooks(config.codebooks))
    files = [*config.data.train, *config.data.dev, *config.data.test]
    assert {file.parent for file in files} == {BENCHMARKS / ".work" / path.parent.name}


def test_configs_have_names_of_their_own():
    names = [load_config(path, check_paths=False).name for path in CONFIGS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_speaks_of_the_facet_and_figures_that_there_are(name):
    plan = plan_of(name)
    assert load_codebook(BENCHMARKS / name / "codebook.yaml").facet == plan["facet"]
    known = {"micro_f1", "macro_f1", "accuracy", "f_avg", "f_avg_by_target"}
    known |= {"micro_f1_without_top"} if "without" in plan else set()
    assert set(plan["metrics"]) <= known
    for other in [*plan["published"], *plan["reference"]]:
        assert set(other) <= {"system", "part", *plan["metrics"]}
        assert other.get("part") in {None, *plan.get("also", {})}


@pytest.mark.parametrize("name", NAMES)
def test_prepared_rows_are_valid(name, prepare, tmp_path):
    if not (DATA / plan_of(name)["data"]).is_dir():
        pytest.skip(f"needs the data set {plan_of(name)['data']} in {DATA}")
    used = prepare.PREPARE[name](DATA, tmp_path, limit=200)
    assert [path for path in used if not path.is_file()] == []
    books = load_codebooks([BENCHMARKS / name / "codebook.yaml"])
    rows = [row for path in tmp_path.glob("*.jsonl") for row in read_rows([path], books)[0]]
    assert len(rows) >= 200
    assert [row.article.id for row in rows if not row.article.has_text] == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Smith #39;s firm", "Smith's firm"),
        ("It is  quot;new, quot; he said", 'It is "new," he said'),
        (r"a \$5 share\in it", "a $5 share in it"),
        ("now &lt;b&gt;bold&lt;/b&gt; and 1 &lt; 2", "now bold and 1 < 2"),
        ("Hill  amp; Sons", "Hill & Sons"),
        ("a list; with #1; and so on", "a list; with #1; and so on"),
    ],
)
def test_residue_of_markup_is_cleaned_from_ag_news(prepare, written, read):
    assert prepare.clean_ag_news(written) == read


def test_mentions_with_the_same_words_and_two_labels_are_left_out(prepare):
    rows = [
        {"target": "Ruud", "label": "positive", "start": 0, "end": 4, "offset_ok": True},
        {"target": "Ruud", "label": "negative", "start": 9, "end": 13, "offset_ok": True},
        {"target": "Bell", "label": "neutral", "start": 20, "end": 24, "offset_ok": True},
    ]
    kept = [{"target": "Bell", "label": "neutral", "start": 20, "end": 24}]
    assert prepare.mention_rows(rows) == kept


def test_results_are_what_the_figures_render_to(runner):
    assert runner.PAGE.read_text(encoding="utf-8") == runner.results_page()


def test_results_have_a_section_for_every_benchmark():
    page = (BENCHMARKS / "RESULTS.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"## {plan_of(name)['title']}\n" not in page] == []


def test_an_unknown_benchmark_is_refused(runner, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["run.py", "--data-root", ".", "--only", "reuter"])
    with pytest.raises(SystemExit, match="2"):
        runner.main()
    assert "no benchmark 'reuter'" in capsys.readouterr().err


def test_a_benchmark_without_its_data_is_skipped(runner, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(runner, "PAGE", tmp_path / "RESULTS.md")
    monkeypatch.setattr("sys.argv", ["run.py", "--data-root", str(tmp_path), "--only", "gvfc"])
    assert runner.main() == 0
    assert "skipped gvfc: no" in capsys.readouterr().out
    assert (tmp_path / "RESULTS.md").is_file()
