"""Bodies of pasted and saved pages: F1 against gold, on sites seen and unseen, and speed."""

import platform
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from page_fit import FOLDS, HALVINGS, SEEDS, title_counts, unseen
from pasted_pages import FOLDER, Page, body_f1, read_pages
from trafilatura import extract

from toolkit.ingest.html import parse_html
from toolkit.ingest.page import parse_page

Json = dict[str, Any]
ROUNDS = 15  # the fastest counts: the others were disturbed
LONG_LINE = 12


def has_data(data_root: Path) -> bool:
    """Whether the pages are there."""
    return (data_root / FOLDER).is_dir()


def measure(data_root: Path) -> Json:
    """All figures.

    Args:
        data_root: Folder of the data sets.

    Returns:
        `name` and `figures`.
    """
    pages = read_pages(data_root)
    gold = {page.id: page.body for page in pages}
    rows = {name: body_f1(gold, bodies(pages, rule)) for name, rule in RULES.items()}
    for count, seeds in ((FOLDS, SEEDS), (2, HALVINGS)):
        scores = [body_f1(gold, unseen(pages, count, seed)) for seed in seeds]
        mean = [sum(score[place] for score in scores) / len(scores) for place in range(3)]
        rows[f"toolkit, {UNSEEN[count]}"] = (mean[0], mean[1], mean[2])
    figures: Json = {
        "machine": f"{platform.machine()}, python {platform.python_version()}",
        "pages": len(pages),
        "sites": len({page.site for page in pages}),
        "rows": {name: [round(value, 4) for value in row] for name, row in rows.items()},
        "titles": dict(title_counts(pages)),
        "pasted_pages_per_second": round(speed(pages, lambda page: parse_page(page.raw))),
        "html_pages_per_second": round(speed(pages, lambda page: parse_html(page.html))),
    }
    return {"name": "extraction", "figures": figures}


def bodies(pages: list[Page], rule: Callable[[Page], str]) -> Mapping[str, str]:
    """What a rule takes for the body of each page."""
    return {page.id: rule(page) for page in pages}


def speed(pages: list[Page], read: Callable[[Page], object]) -> float:
    """Pages a second on one core: processor time of the fastest of some rounds."""
    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for page in pages:
            read(page)
        seconds.append(time.process_time() - started)
    return len(pages) / min(seconds)


def _long_lines(page: Page) -> str:
    return "\n".join(line for line in page.raw.split("\n") if len(line.split()) >= LONG_LINE)


def _from_html(page: Page) -> str:
    parsed = parse_html(page.html)
    return parsed.text if parsed else ""


RULES: dict[str, Callable[[Page], str]] = {
    "pasted: whole text": lambda page: page.raw,
    "pasted: lines of 12 words and more": _long_lines,
    "pasted: toolkit, weights fitted on these pages": lambda page: parse_page(page.raw).text,
    "HTML: trafilatura alone": lambda page: extract(page.html, include_comments=False) or "",
    "HTML: trafilatura alone, fast with recall": lambda page: (
        extract(page.html, include_comments=False, fast=True, favor_recall=True) or ""
    ),
    "HTML: toolkit": _from_html,
}
UNSEEN = {
    FOLDS: f"pasted, {FOLDS}-fold cross-validation over sites, mean of {len(SEEDS)}",
    2: f"pasted, fitted on one half of the sites and tested on the other, mean of {len(HALVINGS)}",
}


def section(figures: Json) -> str:
    """The figures as Markdown."""
    titles = figures["titles"]
    shown = titles["right"] + titles["wrong"] + titles["none"]
    gone = titles["gone:wrong"] + titles["gone:none"]
    lines = [
        "## Article bodies of pasted and saved pages",
        "",
        f"{figures['pages']} pages of {figures['sites']} sites (article-extraction-benchmark, its "
        "metric: four-word shingles, means over pages). The pasted text is what select-all and "
        "copy give. Rows with “cross-validation” or “other” judge every page by weights that were "
        "fitted without its site; they are what a page of an unknown outlet can expect. The "
        "features and the costs of the path were chosen looking at such figures on these pages, "
        "so a little optimism is left in them.",
        "",
        "| what is taken for the body | F1 | precision | recall |",
        "|---|---:|---:|---:|",
        *(
            f"| {name} | {f1:.3f} | {precision:.3f} | {recall:.3f} |"
            for name, (f1, precision, recall) in figures["rows"].items()
        ),
        "",
        f"Titles of pasted pages, weights fitted on other sites: of {shown} that are shown "
        f"{titles['right']} are found, {titles['none']} left out and {titles['wrong']} wrong; "
        f"of {gone} pages whose title was taken away {titles['gone:none']} get none.",
        "",
        f"Speed on one core ({figures['machine']}; other work on the machine): "
        f"{figures['pasted_pages_per_second']} pasted pages a second, "
        f"{figures['html_pages_per_second']} HTML pages.",
        "",
    ]
    return "\n".join(lines)
