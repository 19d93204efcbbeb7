"""Shares of labels: hand-worked cells, refusals, and coverage in simulation."""

from dataclasses import replace

import numpy as np
import pytest

from toolkit import statistics as stats
from toolkit.errors import DataError
from toolkit.evaluation.prevalence import Archive, check_sample, error_table, prevalence
from toolkit.evaluation.prevalence_tables import (
    prevalence_csv,
    prevalence_latex,
    prevalence_markdown,
    prevalence_svg,
    prevalence_text,
)

TRIALS = 1200
DRAWS = 500  # enough for coverage; a report draws 2,000


def archive_of(book, assigned, gold, *, groups=None, inclusion=None):
    matrix = np.zeros((len(assigned), len(book.labels)))
    matrix[:, 0] = assigned
    known = np.full(matrix.shape, np.nan)
    known[:, 0] = gold
    known[:, 1:] = np.where(np.isnan(known[:, :1]), np.nan, 0.0)
    return Archive(
        codebook=book,
        assigned=matrix,
        gold=known,
        inclusion=inclusion,
        cluster=np.arange(len(assigned)),
        groups=groups or {},
    )


@pytest.fixture
def small(tone):
    """100 units, 40 assigned; of 40 gold, 10 of 20 assigned are right and 5 of 20 others missed."""
    assigned = [1] * 20 + [0] * 20 + [1] * 20 + [0] * 40
    gold = [1.0] * 10 + [0.0] * 10 + [1.0] * 5 + [0.0] * 15 + [float("nan")] * 60
    source = ["Harbour Post"] * 50 + ["Valley Ledger"] * 50
    return archive_of(tone, assigned, gold, groups={"source": source})


def test_the_four_shares_are_those_worked_out_by_hand(small):
    row = prevalence(small)[0]
    assert (row["n"], row["gold"], row["refused"]) == (100, 40, None)
    assert row["naive"]["share"] == 0.4
    # recall 10/15 and false positive rate 10/25: (0.4 - 0.4) / (2/3 - 0.4)
    assert row["rogan_gladen"]["share"] == 0.0
    # design-based: 0.4 + the mean error among gold, (5 - 10) / 40
    assert row["dsl"]["share"] == pytest.approx(0.275)
    # power: covariance (10/40 - 15/40 * 20/40) over variance 1/4 = 0.25; 0.375 + 0.25 * (0.4 - 0.5)
    assert row["ppi"]["share"] == pytest.approx(0.35)


def test_a_cell_with_fewer_than_twenty_gold_is_refused(small):
    rows = {row["group"]["source"]: row for row in prevalence(small, ["source"])}
    assert rows["Valley Ledger"]["refused"] == "0 gold, at least 20 are needed"
    assert rows["Valley Ledger"]["naive"]["share"] == 0.2
    assert {rows["Valley Ledger"][m] for m in ("rogan_gladen", "ppi", "dsl")} == {None}
    assert rows["Harbour Post"]["dsl"] is not None
    assert rows["(all)"]["n"] == 100


def test_nineteen_gold_are_too_few_and_twenty_enough(tone):
    gold = [1.0, 0.0] * 10 + [float("nan")] * 30
    enough = archive_of(tone, [1, 0] * 25, gold)
    assert prevalence(enough)[0]["refused"] is None
    fewer = archive_of(tone, [1, 0] * 25, [float("nan"), *gold[1:]])
    assert prevalence(fewer)[0]["refused"].startswith("19 gold")


def test_decisions_without_errors_are_left_as_they_are(tone):
    row = prevalence(archive_of(tone, [1, 0, 0, 0] * 10, [1.0, 0.0, 0.0, 0.0] * 10))[0]
    assert [row[m]["share"] for m in ("naive", "rogan_gladen", "ppi", "dsl")] == [0.25] * 4


def test_decisions_that_say_nothing_cannot_be_corrected_by_their_rates(tone):
    row = prevalence(archive_of(tone, [1, 0, 1, 0] * 10, [1.0, 1.0, 0.0, 0.0] * 10))[0]
    assert row["rogan_gladen"] is None
    assert row["ppi"]["share"] == pytest.approx(0.5)


def test_unequal_inclusion_is_undone_by_its_weights(tone):
    # Every assigned unit is gold, and one in four of the others.
    assigned = [1] * 40 + [0] * 160
    gold = [1.0] * 30 + [0.0] * 10 + [1.0] * 10 + [0.0] * 30 + [float("nan")] * 120
    inclusion = np.array([1.0] * 40 + [0.25] * 160)
    row = prevalence(archive_of(tone, assigned, gold, inclusion=inclusion))[0]
    assert row["dsl"]["share"] == pytest.approx((30 + 40) / 200)
    assert row["ppi"]["share"] == pytest.approx((30 + 40) / 200)


def test_near_copies_widen_the_interval(small):
    alone = prevalence(small)[0]["dsl"]
    pairs = replace(small, cluster=np.arange(100) // 5)
    together = prevalence(pairs)[0]["dsl"]
    assert together["share"] == alone["share"]
    assert together["high"] - together["low"] > alone["high"] - alone["low"]


def test_gold_without_a_probability_is_an_error(small):
    lacking = replace(small, inclusion=np.full(100, np.nan))
    with pytest.raises(DataError, match="40 of 40 gold rows have no inclusion probability"):
        check_sample(lacking)
    check_sample(small)


def test_error_rates_are_listed_with_what_they_rest_on(small):
    assert error_table(small) == {
        "warm": {"positives": 15, "negatives": 25, "recall": 0.6667, "false_positive_rate": 0.4}
    }


# --- coverage in simulation ---------------------------------------------------------------------


def simulated(rng, *, n, n_gold, share, recall, false_rate, oversample):
    """A draw: decisions, gold sample and inclusion probabilities for one label."""
    truth = rng.random(n) < share
    assigned = rng.random(n) < np.where(truth, recall, false_rate)
    odds = np.where(assigned, oversample, 1.0)
    inclusion = np.minimum(1.0, odds * n_gold / odds.sum())
    sampled = rng.random(n) < inclusion
    gold = np.where(sampled, truth.astype(float), np.nan)
    return assigned.astype(float)[:, None], gold[:, None], inclusion


def coverage(oversample, *, share, recall, false_rate, n=3000, n_gold=400):
    rng = np.random.default_rng(7)
    unit, everything = np.arange(n), np.ones(n, dtype=bool)
    hits = np.zeros(4)
    for _ in range(TRIALS):
        assigned, gold, inclusion = simulated(
            rng,
            n=n,
            n_gold=n_gold,
            share=share,
            recall=recall,
            false_rate=false_rate,
            oversample=oversample,
        )
        common = {"inclusion": inclusion, "cluster": unit}
        limits = np.concatenate(
            [
                stats.naive_share(assigned),
                stats.rogan_gladen(assigned, gold, inside=everything, draws=DRAWS, **common),
                stats.prediction_powered(assigned, gold, **common),
                stats.design_based(assigned, gold, **common),
            ]
        )
        hits += (limits[:, 1] <= share) & (share <= limits[:, 2])
    return dict(zip(("naive", "rogan_gladen", "ppi", "dsl"), hits / TRIALS, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("oversample", [1.0, 4.0], ids=["simple random", "assigned oversampled"])
@pytest.mark.parametrize(
    "errors",
    [
        {"share": 0.05, "recall": 0.75, "false_rate": 0.04},
        {"share": 0.2, "recall": 0.8, "false_rate": 0.1},
        {"share": 0.5, "recall": 0.8, "false_rate": 0.1},
    ],
    ids=["rare", "usual", "half"],
)
def test_corrected_intervals_cover_the_truth_as_often_as_they_say(errors, oversample):
    found = coverage(oversample, **errors)
    assert found["naive"] < 0.1
    assert found["ppi"] == pytest.approx(0.95, abs=0.02)
    assert found["dsl"] == pytest.approx(0.95, abs=0.02)
    assert found["rogan_gladen"] == pytest.approx(0.95, abs=0.02)


# --- tables -------------------------------------------------------------------------------------


@pytest.fixture
def report(small):
    rows = prevalence(small, ["source"])
    rows[0] |= {"name": "<b>Warm & wild_|_100 %</b>"}
    return {
        "scored": "scored.jsonl",
        "n": 100,
        "n_gold": 40,
        "by": ["source"],
        "simple_random": True,
        "rows": rows,
        "notes": ["a note"],
    }


def test_text_shows_every_estimate_and_says_what_was_refused(report):
    text = prevalence_text(report)
    assert "100 units, 40 gold (simple random)" in text
    assert "27.5 % [" in text
    assert "refused" in text
    assert "  - a note" in text
    assert "no cure-all" in text


def test_csv_has_a_column_for_each_number(report):
    lines = prevalence_csv(report).splitlines()
    assert lines[0].startswith("facet,label,name,source,n,gold,naive_share,naive_low,naive_high")
    assert len(lines) == 1 + len(report["rows"])
    assert lines[1].startswith("tone,warm,")


def test_latex_and_markdown_escape_what_they_would_run(report):
    assert r"Warm \& wild\_|\_100 \%" in prevalence_latex(report)
    assert prevalence_latex(report).count("rule") == 3
    assert r"\<b>Warm & wild\_\|\_100 %\</b>" in prevalence_markdown(report)


def test_the_picture_is_valid_and_escaped(report):
    from xml.etree import ElementTree

    picture = prevalence_svg(report)
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "<b>" not in picture
    assert "DSL 27.5 %" in picture
