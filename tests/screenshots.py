"""Takes the pictures of a run's report for the docs: `make screenshots`.

python -m tests.screenshots RUN FOLDER
"""

import sys
from pathlib import Path

from tests.browser import browser, find_chromium

WIDTH, HEIGHT = 1100, 1000
TO_LABELS = (
    "(() => { const one = document.querySelectorAll('details.label')[1]; one.open = true;"
    "one.scrollIntoView(); })()"
)


def main():
    """Writes report-light.png, report-dark.png and report-label.png."""
    run, folder = (Path(argument) for argument in sys.argv[1:3])
    report = run / "evaluation" / "test" / "report.html"
    chromium = find_chromium()
    if chromium is None:
        sys.exit("screenshots: no Chromium found. Install chromium, or leave the pictures alone.")
    if not report.is_file():
        sys.exit(f"{report}: not there. Evaluate the run first: toolkit evaluate {run}")
    folder.mkdir(parents=True, exist_ok=True)
    with browser(chromium) as page:
        page.open(report, width=WIDTH, height=HEIGHT)
        page.picture(folder / "report-light.png")
        page.run(TO_LABELS)
        page.picture(folder / "report-label.png")
        page.open(report, width=WIDTH, height=HEIGHT, dark=True)
        page.picture(folder / "report-dark.png")
    print("\n".join(map(str, sorted(folder.glob("report-*.png")))))  # noqa: T201 - a script


if __name__ == "__main__":
    main()
