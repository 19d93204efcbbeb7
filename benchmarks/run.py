"""Runs the benchmarks that have their data, and writes RESULTS.md.

    python benchmarks/run.py --data-root DIR [--only NAME ...] [--slow]

DIR holds one folder for each public data set. A benchmark without its data is skipped and said so;
its figures from an earlier run stay in RESULTS.md. So do those of slow runs (fine-tuned
transformers) when they are not asked for, as long as data, config and codebook are the same.
"""

import argparse
import hashlib
import json
import os
import platform
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import extraction
import yaml
from prepare import PREPARE

from toolkit.runs.evaluate import evaluate_run
from toolkit.runs.train import train

HERE = Path(__file__).parent
WORK = HERE / ".work"
RESULTS = HERE / "results"
PAGE = HERE / "RESULTS.md"
MAIN = "main"  # the run's own test part, beside those that a benchmark names under `also`
EXTRACTION = "extraction"  # trains nothing, so it has no plan
LIBRARIES = {"tfidf": ("scikit-learn", "numpy"), "transformer": ("torch", "transformers")}

Json = dict[str, Any]


def main() -> int:
    """Runs and reports; 0 if every benchmark that was asked for and has its data ran."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0],
        epilog="Prepared data and run folders go to benchmarks/.work/, figures to results/.",
    )
    parser.add_argument(
        "--data-root", type=Path, required=True, metavar="DIR", help="folder of the data sets"
    )
    parser.add_argument(
        "--only",
        nargs="*",
        default=[*sorted(PREPARE), EXTRACTION],
        metavar="NAME",
        help=f"run these benchmarks; no name: only write RESULTS.md again "
        f"({', '.join([*PREPARE, EXTRACTION])})",
    )
    parser.add_argument(
        "--slow", action="store_true", help="run the slow runs too: fine-tuned transformers"
    )
    asked = parser.parse_args()
    unknown = sorted(set(asked.only) - {*PREPARE, EXTRACTION})
    if unknown:
        parser.error(f"no benchmark {unknown[0]!r}; there are {', '.join(PREPARE)}")
    for name in asked.only:
        if name == EXTRACTION:
            _measure_extraction(asked.data_root)
            continue
        folder = asked.data_root / read_plan(name)["data"]
        if not folder.is_dir():
            print(f"skipped {name}: no {folder}")
            continue
        result = run_benchmark(name, asked.data_root, slow=asked.slow)
        _keep(result)
        print(section(read_plan(name), result))
    PAGE.write_text(results_page(), encoding="utf-8")
    return 0


def _keep(result: Json) -> None:
    """Writes the figures of a benchmark down."""
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
    (RESULTS / f"{result['name']}.json").write_text(text, encoding="utf-8")


def _measure_extraction(data_root: Path) -> None:
    """Measures the parsers of pages, if the pages are there."""
    if not extraction.has_data(data_root):
        print(f"skipped {EXTRACTION}: no {data_root / extraction.FOLDER}")
        return
    result = extraction.measure(data_root)
    _keep(result)
    print(extraction.section(result["figures"]))


def read_plan(name: str) -> Json:
    """What a benchmark says of itself (benchmark.yaml)."""
    plan: Json = yaml.safe_load((HERE / name / "benchmark.yaml").read_text(encoding="utf-8"))
    return plan


def run_benchmark(name: str, data_root: Path, *, slow: bool) -> Json:
    """Prepares one data set, runs its configs and collects their figures."""
    plan = read_plan(name)
    files = PREPARE[name](data_root, WORK / name)
    result: Json = {"name": name, "data": {path.name: sha256(path)[:12] for path in files}}
    kept = _earlier_runs(result)
    runs = []
    for kind in [*plan["runs"], *plan.get("slow_runs", [])]:
        if slow or kind in plan["runs"]:
            print(f"{name}: {kind}", file=sys.stderr)
            runs.append(_run(name, plan, kind))
        elif kept.get(kind, {}).get("inputs") == _inputs(name, kind):
            runs.append(kept[kind])
    return result | {"runs": runs}


def _earlier_runs(result: Json) -> dict[str, Json]:
    """Runs of an earlier call on the same data, by kind."""
    path = RESULTS / f"{result['name']}.json"
    if not path.is_file():
        return {}
    earlier = json.loads(path.read_text(encoding="utf-8"))
    return {run["run"]: run for run in earlier["runs"]} if earlier["data"] == result["data"] else {}


def _run(name: str, plan: Json, kind: str) -> Json:
    """Trains one config, and judges it on its own test part and the further ones."""
    started = time.perf_counter()
    config = HERE / name / f"{kind}.yaml"
    run = train(config, out=WORK / name / "runs" / kind, force=True, say=_progress)
    seconds = time.perf_counter() - started
    facet = plan.get("facets", {}).get(kind, plan["facet"])
    parts: Json = {}
    for part, file in {MAIN: None, **plan.get("also", {})}.items():
        data = None if file is None else WORK / name / file
        report, _ = evaluate_run(run, data, say=_progress)
        found = report["facets"][facet]
        label = plan.get("without", {}).get(facet)
        parts[part] = _figures(found | _without(found, label), plan)
    return {
        "run": kind,
        "facet": facet,
        "parts": parts,
        "train_s": round(seconds, 1),
        "inputs": _inputs(name, kind),
        "machine": _machine(run.config.model.kind),
    }


def _inputs(name: str, kind: str) -> str:
    """A digest of config and codebook."""
    files = (HERE / name / f"{kind}.yaml", HERE / name / "codebook.yaml")
    return hashlib.sha256("".join(map(sha256, files)).encode()).hexdigest()[:12]


def _figures(found: Json, plan: Json) -> Json:
    return {
        "n": found["n"],
        **{metric: found[metric] for metric in plan["metrics"]},
        "intervals": {m: found["intervals"].get(m) for m in plan["metrics"]},
        "baselines": {name: found["baselines"].get(name, {}) for name in _baselines(plan)},
    }


def _without(found: Json, label: str | None) -> Json:
    """Micro-F1 over all labels but one, which would drown the others."""
    if label is None:
        return {}
    others = [figures for name, figures in found["labels"].items() if name != label]
    given = sum(other["support"] + other["predicted"] for other in others)
    hits = sum(round((other["recall"] or 0) * other["support"]) for other in others)
    return {"micro_f1_without_top": 2 * hits / given if given else None}


def _baselines(plan: Json) -> list[str]:
    return list(plan.get("baselines", ["majority"]))


def _progress(message: str) -> None:
    print(f"  {message}", file=sys.stderr)


def sha256(path: Path) -> str:
    """SHA-256 of a file in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _machine(kind: str) -> str:
    """What a run was made on, in words."""
    gib = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    device = "no GPU"
    if kind == "transformer":
        import torch

        device = torch.cuda.get_device_name() if torch.cuda.is_available() else device
    libraries = [f"{library} {version(library)}" for library in LIBRARIES.get(kind, ())]
    named = ", ".join([f"python {platform.python_version()}", *libraries])
    return f"{os.cpu_count()} CPU cores, {gib} GiB, {platform.machine()}, {device}; {named}"


def section(plan: Json, result: Json) -> str:
    """One benchmark as Markdown.

    Args:
        plan: From `read_plan`.
        result: From `run_benchmark`.

    Returns:
        A heading, the protocol, one table for each part and where the figures come from.
    """
    lines = [f"## {plan['title']}", "", f"{plan['protocol']}. {plan.get('note', '')}".strip(), ""]
    for part in (MAIN, *plan.get("also", {})):
        if part != MAIN:
            lines += [f"The same runs on `{part}`:", ""]
        lines += [*_table(plan, result["runs"], part), ""]
    data = ", ".join(f"{name} {digest}" for name, digest in result["data"].items())
    machines = dict.fromkeys(run["machine"] for run in result["runs"])
    lines += [f"Data (SHA-256): {data}. {' · '.join(machines)}.", ""]
    return "\n".join(lines)


def _table(plan: Json, runs: list[Json], part: str) -> list[str]:
    metrics = plan["metrics"]
    head = ["system", *(metric.replace("_", " ") for metric in metrics), "n", "seconds"]
    lines = [f"| {' | '.join(head)} |", "|---|" + "---:|" * (len(metrics) + 2)]
    for run in runs:
        found = run["parts"][part]
        cells = [_cell(found.get(m), found["intervals"].get(m)) for m in metrics]
        seconds = run["train_s"] if part == MAIN else ""
        name = f"**toolkit, {run['run']}**"
        lines.append(f"| {name} | {' | '.join(cells)} | {found['n']:,} | {seconds} |")
    own = next(run for run in runs if run["facet"] == plan["facet"])["parts"][part]
    for name in _baselines(plan):
        cells = [_cell(_of_baseline(own["baselines"][name], m)) for m in metrics]
        lines.append(f"| {name.replace('_', ' ')} (baseline) | {' | '.join(cells)} | | |")
    for kind in ("reference", "published"):
        for other in plan.get(kind, []):
            if other.get("part", MAIN) == part:
                cells = [_cell(other.get(m)) for m in metrics]
                lines.append(f"| {other['system']} ({kind}) | {' | '.join(cells)} | | |")
    return lines


def _of_baseline(figures: Json, metric: str) -> float | None:
    # Where every example has one label and gets one, micro-F1 and accuracy are the same number.
    value: float | None = figures.get("micro_f1" if metric == "accuracy" else metric)
    return value


def _cell(value: float | None, interval: list[float] | None = None) -> str:
    if value is None:
        return "–"
    span = f" [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else ""
    return f"{value:.3f}{span}"


def results_page() -> str:
    """RESULTS.md from the figures of the latest run of each benchmark."""
    found = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))
    ]
    head = (
        "# Results\n\n"
        "Written by `make bench`. Intervals are 95 % bootstrap intervals over near-duplicate "
        "clusters of the test part. Seconds are those of `train`, thresholds included, measured "
        "once on a machine that had other work to do. `plain` tunes nothing; `tfidf` tunes "
        "thresholds on out-of-fold scores of train. “Baseline” rules know the base rates of the "
        "test part; “reference” figures were computed once with a plain scikit-learn script; "
        "“published” ones are their authors'. Where their protocol is another, the row or the "
        "text above the table says so. Options were chosen by cross-validation on train parts; "
        "where test figures were known before a further search, the benchmark says so.\n\n"
    )
    return head + "\n".join(_rendered(result) for result in found)


def _rendered(result: Json) -> str:
    """The section of one benchmark."""
    if result["name"] == EXTRACTION:
        return extraction.section(result["figures"])
    return section(read_plan(result["name"]), result)


if __name__ == "__main__":
    raise SystemExit(main())
