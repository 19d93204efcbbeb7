import re

import pytest

from toolkit.evaluation import (
    EvaluationOptions,
    compare,
    evaluate,
    render_comparison_html,
    render_comparison_latex,
    render_comparison_markdown,
    render_comparison_text,
    render_html,
    render_latex,
    render_markdown,
    render_text,
)

FEW = EvaluationOptions(bootstrap=100)
ROWS = [("sport", "sport"), ("politics", "sport"), ("sport", "abstain"), ([], "weather")] * 4
LEAKAGE = {
    kind: {"shared": 2, "known": 16, "share": 0.125}
    for kind in ("text", "cluster", "source", "author")
}


@pytest.fixture
def report(topic, make_judged):
    judged = make_judged(
        topic,
        ROWS,
        run="demo",
        data="<script>alert('x')</script> & co",
        leakage={"n_test": 16, **LEAKAGE},
        examples={i: {"source": "<b>Harbour</b> Post"} for i in range(16)},
    )
    return evaluate(judged, {"topic": topic}, options=FEW)


@pytest.fixture
def comparison(topic, make_judged):
    right = [("sport", "sport"), ("politics", "politics")] * 15
    wrong = [("sport", "sport"), ("politics", "sport")] * 15
    runs = [make_judged(topic, wrong, run="old"), make_judged(topic, right, run="<new>")]
    groups = ["one", "one"]
    compared = compare(runs, {"topic": topic}, options=FEW, groups=groups)
    return compared, [evaluate(run, {"topic": topic}, options=FEW) for run in runs]


def page_of(comparison, topic):
    compared, reports = comparison
    return render_comparison_html(compared, reports=reports, codebooks={"topic": topic})


def test_page_escapes_what_comes_from_data(report, topic):
    html = render_html(report, codebooks={"topic": topic})
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert "<b>Harbour</b>" not in html


def test_page_needs_no_network(report, topic):
    html = render_html(report, codebooks={"topic": topic})
    assert not re.search(r"(?:src|href)=[\"'](?!#)|url\(|@import|https?://", html)


def test_page_says_what_was_run_and_shows_baselines_leakage_and_warnings(report, topic):
    html = render_html(report, codebooks={"topic": topic})
    assert "16 labelled examples" in html
    assert "codebook topic@1" in html
    assert "every label for every example" in html
    assert "near-copy in train" in html
    assert "(unknown)" not in html


def test_page_shows_what_has_no_value_as_missing_and_never_as_a_number(report, topic):
    html = render_html(report, codebooks={"topic": topic})
    assert "n/a" in html
    assert "nan" not in re.sub(r"<[^>]+>", " ", html).lower().split()


def test_page_of_a_facet_that_was_never_examined_is_made(topic, make_judged):
    report = evaluate(make_judged(topic, [(None, "sport")]), {"topic": topic}, options=FEW)
    assert "Not examined in any" in render_html(report, codebooks={"topic": topic})


def test_page_of_a_single_select_facet_shows_the_confusion(tone, make_judged):
    judged = make_judged(tone, [("warm", "warm"), ("cold", "abstain")])
    html = render_html(evaluate(judged, {"tone": tone}, options=FEW), codebooks={"tone": tone})
    assert "Rows are gold" in html
    assert "(abstained)" in html


def test_text_shows_figures_and_labels_by_support(report):
    lines = render_text(report).splitlines()
    assert lines[0].endswith("16 examples")
    assert lines[2].split() == [
        "facet", "n", "micro", "F1", "[95", "%]", "macro", "F1", "[95", "%]",
        "majority", "micro", "also",
    ]  # fmt: skip
    assert lines[4].startswith("topic  16")
    labels = [
        line.split()[0] for line in lines if line.startswith(("Sport", "Politics", "Weather"))
    ]
    assert labels == ["Sport", "Politics"]


def test_comparison_page_escapes_and_says_what_is_clear(comparison, topic):
    html = page_of(comparison, topic)
    assert "<new>" not in html
    assert "&lt;new&gt; against old" in html
    assert "<td>better</td>" in html


def test_comparison_text_marks_clear_differences(comparison):
    text = render_comparison_text(comparison[0])
    assert "differences are against old" in text
    assert re.search(r"difference +\+0\.500 \[\+0\.\d\d, \+0\.\d\d\] \*", text)
    assert "2 of 2 labels differ" in text


def test_page_has_what_a_paper_needs_and_says_what_people_must_write(report, topic):
    html = render_html(report, codebooks={"topic": topic})
    assert "We judged the run demo on 16 labelled examples" in html
    assert "to be written" in html
    assert "# Model card: demo" in html
    assert "If the threshold were moved" in html
    assert html.count("<script>") == 1


def test_comparison_page_holds_the_whole_report_of_each_run(comparison, topic):
    html = page_of(comparison, topic)
    assert "old in full" in html
    assert "&lt;new&gt; in full" in html
    assert html.count("Label by label") == 2
    assert "Labels side by side" in html
    assert len(re.findall(r'id="([^"]+)"', html)) == len(set(re.findall(r'id="([^"]+)"', html)))


def test_silver_is_marked_in_a_comparison_too(topic, make_judged):
    runs = [
        make_judged(topic, ROWS, run=name, warnings=["SILVER: 16 of 16 examples"])
        for name in ("one", "two")
    ]
    compared = compare(runs, {"topic": topic}, options=FEW)
    reports = [evaluate(run, {"topic": topic}, options=FEW) for run in runs]
    assert compared["warnings"] == ["SILVER: 16 of 16 examples"]
    html = render_comparison_html(compared, reports=reports, codebooks={"topic": topic})
    assert ">SILVER</span></h1>" in html


def test_a_label_without_support_is_said_to_have_none(report, topic):
    assert "n/a <small>(support&nbsp;0)</small>" in render_html(report, codebooks={"topic": topic})


def test_markdown_and_latex_hold_the_same_figures(report, comparison):
    share = f"{report['facets']['topic']['micro_f1']:.3f}"
    assert share in render_markdown(report)
    assert share in render_latex(report)
    assert "## Label tests: topic, <new>" in render_comparison_markdown(comparison[0])
    assert r"\toprule" in render_comparison_latex(comparison[0])
    assert "one: mean of 2 seeds ± sd" in render_comparison_text(comparison[0])
