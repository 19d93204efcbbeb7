"""Runs the benchmarks that have their data, and writes RESULTS.md.

    python benchmarks/run.py --data-root DIR [--only NAME ...]

DIR holds one folder for each public data set. A benchmark without its data is skipped and said so;
its figures from an earlier run stay in RESULTS.md.
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

import yaml

from prepare import PREPARE
from toolkit.runs.evaluate import evaluate_run
from toolkit.runs.layout import RunFolder
from toolkit.runs.train import train

HERE = Path(__file__).parent
WORK = HERE / ".work"
RESULTS = HERE / "results"


def main() -> int:
    """Runs and reports; 0 if every benchmark that was asked for and has its data ran."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data-root", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--only", nargs="*", default=sorted(PREPARE), help="names of benchmarks")
    chosen = parser.parse_args()
    skipped = []
    for name in chosen.only:
        if name not in PREPARE:
            parser.error(f"no benchmark {name!r}; there are {', '.join(sorted(PREPARE))}")
        plan = yaml.safe_load((HERE / name / "benchmark.yaml").read_text(encoding="utf-8"))
        if not (chosen.data_root / plan["data"]).is_dir():
            skipped.append(f"{name}: no {chosen.data_root / plan['data']}")
            continue
        result = run_benchmark(name, plan, chosen.data_root)
        RESULTS.mkdir(exist_ok=True)
        text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
        (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
        print(section(result))
    (HERE / "RESULTS.md").write_text(results_page(), encoding="utf-8")
    for line in skipped:
        print(f"skipped {line}")
    return 0


def run_benchmark(name: str, plan: dict[str, Any], data_root: Path) -> dict[str, Any]:
    """Prepares one data set, runs its configs and collects their figures."""
    work = WORK / name
    files = PREPARE[name](data_root, work)
    runs = []
    for kind in plan["runs"]:
        print(f"{name}: {kind}", file=sys.stderr)
        started = time.perf_counter()
        run = train(
            HERE / name / f"{kind}.yaml", out=work / "runs" / kind, force=True, say=_progress
        )
        trained = time.perf_counter()
        facet = plan.get("facets", {}).get(kind, plan["facet"])
        runs.append(_figures(run, kind, facet, plan) | {"train_s": round(trained - started, 1)})
    return {
        "name": name,
        "title": plan["title"],
        "protocol": plan["protocol"],
        "note": plan.get("note", ""),
        "metrics": plan["metrics"],
        "runs": runs,
        "published": plan["published"],
        "reference": plan.get("reference", []),
        "data": {path.name: sha256(path)[:12] for path in files},
        "machine": f"{os.cpu_count()} CPU cores, {memory_gib()} GiB, {platform.machine()}, no GPU",
        "versions": {
            "python": platform.python_version(),
            "scikit-learn": version("scikit-learn"),
            "numpy": version("numpy"),
        },
    }


def _figures(run: RunFolder, kind: str, facet: str, plan: dict[str, Any]) -> dict[str, Any]:
    started = time.perf_counter()
    report, _ = evaluate_run(run, None, say=_progress)
    found = report["facets"][facet]
    return {
        "run": kind,
        "n": found["n"],
        **{metric: found[metric] for metric in plan["metrics"]},
        "intervals": {m: found["intervals"].get(m) for m in plan["metrics"]},
        "majority": found["baselines"].get("majority", {}),
        "evaluate_s": round(time.perf_counter() - started, 1),
    }


def _progress(message: str) -> None:
    print(f"  {message}", file=sys.stderr)


def sha256(path: Path) -> str:
    """SHA-256 of a file in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def memory_gib() -> int:
    """Physical memory, rounded."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def section(result: dict[str, Any]) -> str:
    """One benchmark as Markdown."""
    metrics = result["metrics"]
    head = " | ".join(["system", *(metric.replace("_", " ") for metric in metrics), "seconds"])
    lines = [
        f"## {result['title']}",
        "",
        f"{result['protocol']}. {result['note']}".strip(),
        "",
        f"| {head} |",
        "|---|" + "---:|" * (len(metrics) + 1),
    ]
    for run in result["runs"]:
        cells = [_cell(run[m], run["intervals"].get(m)) for m in metrics]
        lines.append(f"| **toolkit, {run['run']}** | {' | '.join(cells)} | {run['train_s']} |")
    for kind in ("reference", "published"):
        for other in result[kind]:
            cells = [_cell(other.get(m), None) for m in metrics]
            lines.append(f"| {other['system']} ({kind}) | {' | '.join(cells)} | |")
    data = ", ".join(f"{name} {digest}" for name, digest in result["data"].items())
    versions = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    lines += ["", f"Data (SHA-256): {data}. {result['machine']}; {versions}.", ""]
    return "\n".join(lines)


def _cell(value: float | None, interval: list[float] | None) -> str:
    if value is None:
        return "–"
    span = f" [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else ""
    return f"{value:.3f}{span}"


def results_page() -> str:
    """RESULTS.md from the figures of the latest run of each benchmark."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))]
    head = (
        "# Results\n\n"
        "Written by `make bench`. Intervals are 95 % bootstrap intervals over near-duplicate "
        "clusters of the test part; seconds are those of `train`, thresholds included. "
        "“Reference” figures were computed once with a plain scikit-learn script under the same "
        "protocol; “published” ones are their authors'. No choice was made on a test part.\n\n"
    )
    return head + "\n".join(section(result) for result in found)


if __name__ == "__main__":
    raise SystemExit(main())
