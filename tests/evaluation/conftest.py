"""Small codebooks, and runs whose figures can be worked out by hand."""

import pytest

from toolkit.codebook import Codebook
from toolkit.evaluation import Judged
from toolkit.records import Example, ModelInput, Prediction


def _codebook(facet, labels, **options):
    return Codebook.model_validate(
        {
            "id": facet,
            "version": 1,
            "facet": facet,
            "unit": "article",
            "select": "multi",
            "labels": [{"id": label, "name": label.title()} for label in labels],
            **options,
        }
    )


@pytest.fixture
def topic():
    return _codebook("topic", ["politics", "sport", "weather"], primary="required")


@pytest.fixture
def tone():
    return _codebook("tone", ["warm", "cold"], select="single")


@pytest.fixture
def stance():
    return _codebook(
        "stance",
        ["favor", "against", "none"],
        select="single",
        unit="stance-row",
        favg=["favor", "against"],
        targets="open",
    )


def _as_set(labels):
    return frozenset([labels] if isinstance(labels, str) else labels)


@pytest.fixture
def make_judged():
    """Builds a run from rows of gold and assigned labels of one codebook.

    An assigned label scores 0.9 and another 0.1; `None` as gold is not examined, `"abstain"` as
    assigned is an abstention. `inputs` and `examples` add fields to single rows.
    """

    def build(book, rows, *, inputs=None, examples=None, **options):
        gold, predictions = [], []
        for i, (wanted, assigned) in enumerate(rows):
            abstained = {book.facet: "no known words"} if assigned == "abstain" else {}
            chosen = _as_set([] if abstained else assigned)
            gold.append(
                Example(
                    input=ModelInput(f"a{i}", "some words", **(inputs or {}).get(i, {})),
                    labels={} if wanted is None else {book.facet: _as_set(wanted)},
                    **(examples or {}).get(i, {}),
                )
            )
            predictions.append(
                Prediction(
                    labels={book.facet: tuple(x for x in book.label_ids if x in chosen)},
                    scores={book.facet: {x: 0.9 if x in chosen else 0.1 for x in book.label_ids}},
                    primary={book.facet: min(chosen)} if chosen else {},
                    abstained=abstained,
                    read_share=1.0,
                )
            )
        return Judged(gold, predictions, **{"run": "demo", "data": "test", **options})

    return build
