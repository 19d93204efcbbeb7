"""Whose decision an imported label is; what else an import does is in test_exchange.py."""

import pytest

from toolkit.labelling.agreement import AgreementOptions, agree
from toolkit.labelling.example_import import import_examples
from toolkit.labelling.gold import disagreements
from toolkit.labelling.store import Added

PLAIN = {"id": "9", "text": "News.", "labels": {"topic": ["sport"], "stance": []}}


@pytest.fixture
def take(store, codebooks, write_rows):
    """Imports rows as the decisions of a person; returns the kinds of the events by facet."""

    def take(*rows, coder="ana", person=True):
        path = write_rows(*rows, name=f"{coder}.jsonl")
        import_examples(store, [path], codebooks=codebooks, coder=coder, person=person)
        return {event.facet: (event.coder, event.kind, event.given) for event in store.events()}

    return take


def test_labels_of_a_file_are_imports_unless_a_person_is_named(take):
    assert take(PLAIN, person=False)["topic"] == ("ana", "import", "gold")


def test_labels_of_a_named_person_are_that_persons_decisions(take):
    found = take(PLAIN)
    assert found == {"topic": ("ana", "person", None), "stance": ("ana", "person", None)}


def test_an_export_of_ones_own_labels_is_ones_own(take):
    assert take(PLAIN | {"status": {"topic": "consensus"}})["topic"] == ("ana", "person", None)


@pytest.mark.parametrize("status", ["gold", "silver"])
def test_labels_that_claim_to_be_more_or_less_stay_imports(take, status):
    assert take(PLAIN | {"status": {"topic": status}})["topic"] == ("ana", "import", status)


def test_adjudicated_labels_stay_the_adjudicators(take):
    settled = PLAIN | {"adjudication": {"coder": "cleo", "reason": "Rule 1"}}
    assert take(settled)["topic"] == ("cleo", "import", "gold")


def test_agreement_counts_two_imported_persons(take, store, codebooks):
    take(PLAIN, PLAIN | {"id": "10"}, coder="ana")
    take(PLAIN, PLAIN | {"id": "10", "labels": {"topic": ["war"]}}, coder="ben")
    found = agree(store, codebooks, options=AgreementOptions(samples=0))
    assert found["coders"] == ["ana", "ben"]
    assert found["facets"]["topic"]["articles"] == 2
    # By hand: n = 4 values, sport three times; one of two pairs differs.
    assert found["facets"]["topic"]["labels"]["sport"]["raw"] == 0.5
    open_cases = disagreements(store.events(), codebooks)
    assert [case.unit.article_id for case in open_cases] == ["10"]


def test_a_second_import_of_a_person_adds_nothing(take, store, codebooks, write_rows):
    take(PLAIN)
    again = import_examples(
        store, [write_rows(PLAIN)], codebooks=codebooks, coder="ana", person=True
    )
    assert again.events == Added(added=0, skipped=2)


def test_a_file_taken_without_a_name_can_be_taken_again_with_one(take, store):
    take(PLAIN, person=False)
    take(PLAIN)
    assert sorted(event.kind for event in store.events() if event.facet == "topic") == [
        "import",
        "person",
    ]


def test_a_persons_file_is_taken_as_it_stands(take):
    # A coder at work could not give a retired label, or two labels without a main one.
    assert "topic" in take(PLAIN | {"labels": {"topic": ["oldies", "war"]}})
