"""Reports opened and clicked through in a headless browser."""

import pytest

from tests.browser import browser, find_chromium
from toolkit.codebook import Codebook
from toolkit.evaluation import (
    EvaluationOptions,
    compare,
    evaluate,
    render_comparison_html,
    render_html,
)

CHROMIUM = find_chromium()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]
FEW = EvaluationOptions(bootstrap=100)
EVIL = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>"
NAMES = [f"Label {letter}" for letter in "ABCDEFGHIJ"]


@pytest.fixture(scope="module")
def page():
    with browser(CHROMIUM) as opened:
        yield opened


@pytest.fixture
def letters():
    labels = [
        {"id": name[-1].lower(), "name": name, "definition": f"What {name} means."}
        for name in NAMES
    ]
    keys = {"id": "topic", "version": 1, "facet": "topic", "unit": "article", "select": "multi"}
    return Codebook.model_validate({**keys, "labels": labels})


@pytest.fixture
def report(letters, make_judged):
    rows = [(letter, letter) for letter in "abcdefghij"] * 3 + [("a", "b"), ("c", "d")] * 4
    extra = {i: {"title": EVIL, "source": EVIL} for i in range(len(rows))}
    judged = make_judged(letters, rows, run=EVIL, data="made", examples=extra)
    return evaluate(judged, {"topic": letters}, options=FEW)


@pytest.fixture
def opened(page, report, letters, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(render_html(report, codebooks={"topic": letters}), encoding="utf-8")
    page.call("Network.enable")
    page.open(file)
    return page


FIRST_ROW = "document.querySelector('table.labels tbody tr th bdi').textContent"
HEAD = "[...document.querySelectorAll('table.labels th button.sort')]"


def press(page, name):
    page.run(f"{HEAD}.find((b) => b.textContent.startsWith('{name}')).click()")


def test_nothing_from_the_data_runs_and_nothing_is_fetched(opened):
    assert opened.run("document.title") != "run"
    assert opened.run("document.images.length") == 0
    assert opened.run("document.scripts.length") == 1
    assert [url for url in opened.problems if not url.startswith("file:")] == []


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(opened):
    press(opened, "label")
    assert opened.run(FIRST_ROW) == "Label A"
    press(opened, "label")
    assert opened.run(FIRST_ROW) == "Label J"
    press(opened, "support")
    assert opened.run(FIRST_ROW) in {"Label A", "Label C"}
    sorted_by = "document.querySelector('th[aria-sort]').textContent"
    assert opened.run(sorted_by).startswith("support")


def test_typing_filters_rows_and_says_how_many_are_left(opened):
    opened.run(
        "(() => { const box = document.querySelector('input[type=search]'); box.value = 'label c';"
        "box.dispatchEvent(new Event('input')); })()"
    )
    shown = "[...document.querySelectorAll('table.labels')][0].tBodies[0].querySelectorAll"
    assert opened.run(f"{shown}('tr:not([hidden])').length") == 1
    assert opened.run("document.querySelector('[role=status]').textContent") == " 1 of 10 rows"


def test_the_slider_says_what_another_threshold_would_do(opened):
    opened.run("document.querySelector('details.label').open = true")
    said = "document.querySelector('.slider output').textContent"
    assert opened.run("document.querySelector('.slider').hidden") is False
    opened.run(
        "(() => { const s = document.querySelector('.slider input'); s.value = 0;"
        "s.dispatchEvent(new Event('input')); })()"
    )
    assert opened.run(said) == "0.05: assigned 38, precision 0.18, recall 1.00, F1 0.31"
    place = "document.querySelector('.here').getAttribute('cx')"
    assert opened.run(place) == "100"


def test_the_methods_paragraph_is_selected_for_copying(opened):
    opened.run("document.querySelector('button[data-copy]').click()")
    assert opened.run("String(getSelection())").startswith("We judged the run")
    assert opened.run("document.querySelector('button[data-copy]').textContent") in {
        "Copied",
        "Selected",
    }


def test_printing_opens_what_is_short_and_hides_what_cannot_be_pressed(opened, tmp_path):
    opened.run("dispatchEvent(new Event('beforeprint'))")
    closed = "[...document.querySelectorAll('details:not([open])')].map((d) => d.className)"
    assert set(opened.run(closed)) <= {"label", "long"}
    opened.media(kind="print")
    assert opened.run("getComputedStyle(document.querySelector('nav')).display") == "none"
    opened.media()
    opened.printed(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_dark_readers_get_a_dark_page(opened):
    ground = "getComputedStyle(document.body).backgroundColor"
    light = opened.run(ground)
    opened.media(dark=True)
    dark = opened.run(ground)
    opened.media()
    assert light == "rgb(251, 251, 249)"
    assert dark == "rgb(20, 24, 28)"


def test_a_narrow_window_never_scrolls_sideways(page, opened, tmp_path):
    opened.open(tmp_path / "report.html", width=390, height=800)
    assert opened.run("document.documentElement.scrollWidth") <= 390


def test_a_screen_reader_finds_names_headings_and_no_id_twice(opened):
    assert opened.run("document.documentElement.lang") == "en"
    assert opened.run("document.querySelectorAll('h1').length") == 1
    unnamed = "[...document.querySelectorAll('svg[role=img], [role=img], input, section')]"
    label = (
        "(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length)"
    )
    assert opened.run(f"{unnamed}.filter((e) => !{label}).length") == 0
    ids = "[...document.querySelectorAll('[id]')].map((e) => e.id)"
    assert opened.run(f"{ids}.length === new Set({ids}).size") is True
    heads = "[...document.querySelectorAll('th')].filter((e) => !e.scope)"
    assert opened.run(f"{heads}.length") == 0


def test_a_link_into_a_folded_run_opens_it(page, letters, make_judged, tmp_path):
    rows = [("a", "a"), ("b", "a")] * 6
    runs = [make_judged(letters, rows, run=name) for name in ("one", "two")]
    books = {"topic": letters}
    reports = [evaluate(run, books, options=FEW) for run in runs]
    compared = compare(runs, books, options=FEW)
    file = tmp_path / "comparison.html"
    html = render_comparison_html(compared, reports=reports, codebooks=books)
    file.write_text(html, encoding="utf-8")
    page.open(file)
    assert page.run("document.getElementById('run-2').open") is False
    page.run("document.querySelector('a[href=\"#run-2\"]').click()")
    waited = "new Promise((done) => setTimeout(done, 200))"
    page.call("Runtime.evaluate", expression=waited, awaitPromise=True)
    assert page.run("document.getElementById('run-2').open") is True


def test_a_narrow_comparison_never_scrolls_sideways(page, letters, make_judged, tmp_path):
    rows = [("a", "a"), ("b", "a")] * 6
    runs = [make_judged(letters, rows, run=f"a-run-with-a-long-name-{i}") for i in range(3)]
    books = {"topic": letters}
    html = render_comparison_html(
        compare(runs, books, options=FEW),
        reports=[evaluate(run, books, options=FEW) for run in runs],
        codebooks=books,
    )
    file = tmp_path / "comparison.html"
    file.write_text(html, encoding="utf-8")
    page.open(file, width=390, height=800)
    assert page.run("document.documentElement.scrollWidth") <= 390
