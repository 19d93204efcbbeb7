import csv
import json

import pytest

from toolkit.labelling.agreement import agreement_of
from toolkit.labelling.agreement_tables import agreement_csv, agreement_rows, agreement_text


@pytest.fixture
def report(make_event, codebooks):
    """Domain scenario A7: 50 articles; never agreed on war, always on sport, spa never used."""

    def say(coder, number, *labels):
        states = dict.fromkeys(labels, "present")
        return make_event(coder, str(number), states=states, complete=True)

    events = []
    for number in range(50):
        sport = ["sport"] if number % 2 else []
        events.append(say("ana", number, *sport, *(["war"] if number < 25 else [])))
        events.append(say("ben", number, *sport, *(["war"] if number >= 25 else [])))
    return agreement_of(events, codebooks)


def test_a7_contradicting_annotators(report):
    labels = report["facets"]["topic"]["labels"]
    assert labels["war"]["alpha"] == pytest.approx(-0.98)
    low, high = labels["war"]["interval"]
    assert low <= labels["war"]["alpha"] <= high < 0
    assert labels["sport"]["alpha"] == 1.0
    assert labels["spa"]["alpha"] is None
    text = agreement_text(report)
    spa = next(line for line in text.splitlines() if line.strip().startswith("spa"))
    assert spa.endswith("n/a (no variation; raw agreement 1.00)")


def test_a7_empty_sets_agree(report):
    assert report["facets"]["topic"]["sets"]["n"] == 50


def test_a7_a_holder_disagreement_is_named_as_one(make_event, codebooks):
    def row(coder, holder=None):
        return make_event(
            coder,
            "1",
            "stance",
            target="bridge" if holder else None,
            holder=holder,
            states={"favor": "present"} if holder else {},
            complete=True,
        )

    events = [row("ana", "author"), row("ana"), row("ben", "The mayor"), row("ben")]
    report = agreement_of(events, codebooks)
    assert report["facets"]["stance"]["rows"]["holder_differs"] == 1
    assert report["facets"]["stance"]["labels_of_rows"]["n"] == 0
    assert "holder disagreements: 1 rows with the same target and label" in agreement_text(report)


def test_every_figure_has_a_row(report):
    rows = agreement_rows(report)
    measures = {row["measure"] for row in rows}
    assert {"label", "sets (MASI)", "sets (Jaccard)", "primary", "week"} <= measures
    war = next(row for row in rows if row["about"] == "war")
    assert (war["n"], war["present"]) == (50, 50)


def test_csv_has_a_column_for_each_figure_and_no_formula(report):
    report["facets"]["topic"]["labels"]["=war"] = report["facets"]["topic"]["labels"].pop("war")
    rows = list(csv.DictReader(agreement_csv(report).splitlines()))
    assert rows[0].keys() >= {"facet", "measure", "about", "alpha", "ac1_low", "n"}
    assert "'=war" in {row["about"] for row in rows}


def test_the_report_is_json(report):
    assert json.loads(json.dumps(report))["coders"] == ["ana", "ben"]
