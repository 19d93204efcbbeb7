"""Features from a gazetteer: by field and role, exact explanations, saved with the model."""

import numpy as np
import pytest

from toolkit.codebook import Codebook
from toolkit.config import InputConfig, TfidfConfig
from toolkit.corpus.compose import compose
from toolkit.errors import ArtifactError, ConfigError
from toolkit.models.base import columns_of
from toolkit.models.registry import create
from toolkit.models.tfidf import TfidfClassifier
from toolkit.models.tfidf.places import CODEBOOK_FILE, PlaceFinder, counts, feature_names
from toolkit.records import Article, Column, Example

PLACES = Codebook.model_validate(
    {
        "id": "region",
        "version": "1",
        "facet": "region",
        "unit": "article",
        "select": "multi",
        "roles": ["focus", "involved", "mention", "dateline"],
        "labels": [
            {"id": "FJ", "name": "Fiji", "terms": ["Fiji", {"term": "Suva", "cue": "capital"}]},
            {"id": "TO", "name": "Tonga", "terms": ["Tonga"]},
        ],
    }
)
TOPIC = Codebook.model_validate(
    {
        "id": "topic",
        "version": "1",
        "facet": "topic",
        "unit": "article",
        "select": "multi",
        "labels": [{"id": "sport", "name": "Sport"}, {"id": "sea", "name": "Sea"}],
    }
)
COLUMNS = columns_of({"region": PLACES})
TEXTS = (
    ("Fiji votes", "Voters queued in Suva.\n\nOne had come from Tonga.", {"FJ"}),
    ("Tonga counts", "Tonga counts the votes.\n\nThe rest is calm.", {"TO"}),
    ("Suva floods", "The rain fell all night.\n\nFiji asked for help.", {"FJ"}),
    ("A quiet day", "Nothing happened, the votes are in.", set()),
)


def item(title, text):
    return compose(Article(title=title, text=text), InputConfig())


EXAMPLES = [
    Example(input=item(title, text), labels={"region": frozenset(labels)})
    for title, text, labels in TEXTS
]
INPUTS = [example.input for example in EXAMPLES]


def fitted(**options):
    config = TfidfConfig(**({"kind": "tfidf", "min_df": 1, "gazetteer": True} | options))
    model = TfidfClassifier(config, COLUMNS, seed=3, gazetteer=PLACES)
    model.fit(EXAMPLES, [])
    return model


def test_features_are_mentions_by_field_and_the_role():
    found = PlaceFinder(PLACES).find(INPUTS[0])
    assert {name: len(spans) for name, spans in found.items()} == {
        "FJ@title": 1,
        "FJ@lede": 1,
        "FJ:focus": 2,
        "TO@body": 1,
        "TO:mention": 1,
    }


def test_counts_grow_with_the_logarithm_and_roles_are_one():
    found = [{"FJ@body": ((0, 4), (5, 9)), "FJ:focus": ((0, 4), (5, 9)), "new": ((0, 1),)}]
    names = feature_names([{"FJ@body": (), "FJ:focus": ()}])
    row = counts(found, {name: i for i, name in enumerate(names)}).toarray()[0]
    assert dict(zip(names, row, strict=True)) == {
        "FJ:focus": 1.0,
        "FJ@body": pytest.approx(1 + np.log(2)),
    }


@pytest.mark.parametrize("options", [{}, {"char_ngrams": (2, 3)}, {"engine": "sklearn"}])
def test_the_words_and_places_of_an_article_add_up_to_the_margin(options):
    model = fitted(**options)
    vectoriser, heads = model.fitted
    margins, _ = vectoriser.margins([model._view(INPUTS[0])], heads.weights)
    evidence = model.explain(INPUTS[:1], [Column("region", "FJ")])[0]
    # A pair of words over two fields has no place in either, and is left out of the evidence.
    crossing = {"votes voters"}
    vector = vectoriser.transform([model._view(INPUTS[0])])
    words = vectoriser.parts[0]
    left_out = sum(
        float(heads.weights[words.vocabulary[pair], 0]) * vector[0, words.vocabulary[pair]]
        for pair in crossing
        if pair in words.vocabulary
    )
    assert sum(e.weight for e in evidence) + left_out == pytest.approx(
        float(margins[0, 0]), abs=1e-4
    )


def test_evidence_quotes_the_mentions():
    evidence = fitted().explain(INPUTS[:1], [Column("region", "FJ")])[0]
    assert {("title", "Fiji"), ("text", "Suva")} <= {(e.field, e.quote) for e in evidence}


def test_a_country_known_by_another_name_is_found_by_its_features():
    scores = fitted().predict_scores([item("Suva waits", "Fiji is calm.")]).scores[0]
    assert scores[0] > 0.5 > scores[1]


def test_a_saved_model_needs_no_other_file(tmp_path):
    model = fitted()
    model.save(tmp_path)
    again = TfidfClassifier.load(tmp_path)
    np.testing.assert_array_equal(
        again.predict_scores(INPUTS).scores, model.predict_scores(INPUTS).scores
    )
    assert again.explain(INPUTS, COLUMNS) == model.explain(INPUTS, COLUMNS)


def test_a_damaged_gazetteer_is_said(tmp_path):
    fitted().save(tmp_path)
    (tmp_path / CODEBOOK_FILE).write_text('{"id": 1}')
    with pytest.raises(ArtifactError, match="damaged"):
        TfidfClassifier.load(tmp_path)


def test_true_takes_the_runs_own_codebook_of_places():
    config = TfidfConfig(kind="tfidf", min_df=1, gazetteer=True)
    model = create(config, {"topic": TOPIC, "region": PLACES}, seed=1)
    assert model._places is not None


def test_a_codebook_without_places_is_refused():
    config = TfidfConfig(kind="tfidf", gazetteer=True)
    with pytest.raises(ConfigError, match="no label of the run's codebooks is a place"):
        create(config, {"topic": TOPIC}, seed=1)


def test_without_the_switch_there_are_no_such_features():
    model = create(TfidfConfig(kind="tfidf"), {"region": PLACES}, seed=1)
    assert model._places is None
