"""The rules kind: columns, scores, roles, evidence, saving; then the shipped codebooks."""

import json
from pathlib import Path

import numpy as np
import pytest

from toolkit.codebook import Codebook, load_codebooks
from toolkit.config import InputConfig, RulesConfig
from toolkit.corpus.compose import compose
from toolkit.errors import ArtifactError
from toolkit.models.rules import MODEL_FILE, RulesClassifier
from toolkit.records import Article, Column, ModelInput

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared" / "seed"
CONFIG = RulesConfig(kind="rules")
TOPIC = {
    "id": "topic",
    "version": "1",
    "facet": "topic",
    "unit": "article",
    "select": "multi",
    "labels": [
        {"id": "sea", "name": "Sea"},
        {"id": "ships", "name": "Ships", "parent": "sea", "terms": ["ferr*", "harbour"]},
        {"id": "silent", "name": "Silent"},
    ],
}
PLACE = {
    "id": "place",
    "version": "1",
    "facet": "place",
    "unit": "article",
    "select": "multi",
    "roles": ["focus", "involved", "mention", "dateline"],
    "labels": [
        {"id": "FJ", "name": "Fiji", "terms": ["Fiji", {"term": "Suva", "cue": "capital"}]},
        {"id": "TO", "name": "Tonga", "terms": ["Tonga"]},
    ],
}
STANCE = {
    "id": "stance",
    "version": "1",
    "facet": "stance",
    "unit": "stance-row",
    "select": "single",
    "targets": "open",
    "labels": [{"id": "favor", "name": "For"}, {"id": "none", "name": "None"}],
}
ARTICLE = Article(
    id="a",
    title="Ferry returns to Suva",
    text="The ferry is back in Suva’s harbour.\n\nA cousin in Tonga heard.",
)


def make_model():
    codebooks = {book["facet"]: Codebook.model_validate(book) for book in (TOPIC, PLACE)}
    return RulesClassifier(CONFIG, codebooks)


def test_columns_are_in_codebook_order():
    assert make_model().columns == (
        Column("topic", "sea"),
        Column("topic", "ships"),
        Column("topic", "silent"),
        Column("place", "FJ"),
        Column("place", "TO"),
    )


def test_fitting_reports_labels_that_nothing_can_point_to():
    report = make_model().fit([], [])
    assert report.unlearned == (Column("topic", "silent"),)
    assert report.details == {"terms": 5}


def test_stance_labels_without_terms_are_unlearned_and_score_zero():
    model = RulesClassifier(CONFIG, {"stance": Codebook.model_validate(STANCE)})
    assert model.fit([], []).unlearned == model.columns
    batch = model.predict_scores([ModelInput(article_id="a", text="Good.", target="x")])
    assert batch.scores.tolist() == [[0.0, 0.0]]


def test_no_inputs_give_an_empty_batch():
    assert make_model().predict_scores([]).scores.shape == (0, 5)


def test_scores_roles_and_known_words_come_together():
    batch = make_model().predict_scores([compose(ARTICLE, InputConfig())])
    scores = dict(zip(batch.columns, batch.scores[0].tolist(), strict=True))
    assert scores[Column("topic", "ships")] > 0.5
    assert scores[Column("topic", "sea")] == scores[Column("topic", "ships")]
    assert scores[Column("topic", "silent")] == 0.0
    assert batch.roles == ({"FJ": "focus", "TO": "mention"},)
    assert batch.known.tolist() == [17]
    assert batch.read_share.tolist() == [1.0]


def test_an_input_without_words_has_nothing_known():
    batch = make_model().predict_scores([ModelInput(article_id="a", text="—")])
    assert batch.known.tolist() == [0]
    assert batch.roles == ()


def test_a_row_does_not_depend_on_its_neighbours():
    one, other = compose(ARTICLE, InputConfig()), ModelInput(article_id="b", text="Tonga.")
    model = make_model()
    together = model.predict_scores([one, other]).scores
    assert np.array_equal(together[[1]], model.predict_scores([other]).scores)
    assert np.array_equal(together[::-1], model.predict_scores([other, one]).scores)


def test_evidence_stands_in_the_fields_of_the_article():
    model = make_model()
    [evidence] = model.explain([compose(ARTICLE, InputConfig())], [Column("place", "FJ")])
    assert [(e.facet, e.label, e.field, e.start, e.end, e.quote) for e in evidence] == [
        ("place", "FJ", "title", 17, 21, "Suva"),
        ("place", "FJ", "text", 21, 25, "Suva"),
    ]
    assert evidence[0].weight > evidence[1].weight > 0


def test_evidence_weights_add_up_to_the_score():
    model = make_model()
    model_input = compose(ARTICLE, InputConfig())
    [evidence] = model.explain([model_input], [Column("topic", "ships")])
    score = model.predict_scores([model_input]).scores[0, 1]
    assert sum(item.weight for item in evidence) == pytest.approx(score, abs=1e-6)


def test_evidence_of_a_masked_dateline_article_keeps_its_offsets():
    article = Article(text="SUVA, May 2 (Beacon) - A ferry.\n\nThe harbour.")
    model_input = compose(article, InputConfig(mask_dateline=True))
    [evidence] = make_model().explain([model_input], [Column("topic", "ships")])
    assert [article.text[item.start : item.end] for item in evidence] == ["ferry", "harbour"]


def test_a_saved_model_gives_the_same_scores(tmp_path):
    model = make_model()
    model.save(tmp_path)
    loaded = RulesClassifier.load(tmp_path)
    inputs = [compose(ARTICLE, InputConfig())]
    assert loaded.columns == model.columns
    assert np.array_equal(loaded.predict_scores(inputs).scores, model.predict_scores(inputs).scores)
    assert loaded.predict_scores(inputs).roles == model.predict_scores(inputs).roles


def test_a_model_of_another_schema_is_refused(tmp_path):
    (tmp_path / MODEL_FILE).write_text('{"schema": 99}', encoding="utf-8")
    with pytest.raises(ArtifactError, match=r"rules\.json: not schema 1"):
        RulesClassifier.load(tmp_path)


def test_a_damaged_model_is_refused(tmp_path):
    (tmp_path / MODEL_FILE).write_text('{"schema": 1, "config": {}}', encoding="utf-8")
    with pytest.raises(ArtifactError, match=r"rules\.json: damaged"):
        RulesClassifier.load(tmp_path)


@pytest.fixture(scope="module")
def shipped():
    paths = [ROOT / "labels" / f"{facet}.yaml" for facet in ("topic", "region", "framing")]
    return RulesClassifier(CONFIG, load_codebooks(paths))


def roles(model, text, **fields):
    batch = model.predict_scores([compose(Article(text=text, **fields), InputConfig())])
    return dict(batch.roles[0]) if batch.roles else {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Georgia's parliament in Tbilisi passed the bill.", {"GE"}),
        ("Peach growers in Georgia, south of Atlanta, lost their crop.", {"US"}),
        ("A court in Amman fined a trader; Jordan has few such cases.", {"JO"}),
        ("Turkey raised its rates in Ankara.", {"TR"}),
        ("Roast turkey with gravy, and leftovers for the week.", set()),
        ("Roads flooded in Chad, N'Djamena said.", {"TD"}),
        ("Guinea pigs need hay.", set()),
        ("Voters in Papua New Guinea queued.", {"PG"}),
        ("Niger's capital Niamey was calm.", {"NE"}),
        ("Nigerians voted.", {"NG"}),
        ("The Dominican Republic closed the bridge.", {"DO"}),
        ("Dominica rebuilt its port.", {"DM"}),
        ("South Sudan and Sudan share a pipeline.", {"SS", "SD"}),
        ("She will polish the table.", set()),
        ("They told us to wait.", set()),
        ("The US waits.", {"US"}),
        ("Growers in New Mexico wait.", {"US"}),
        ("Parades in Lebanon, N.H., were cancelled.", {"US"}),
        ("American Samoa counts its votes in Pago Pago.", {"AS"}),
        ("The Jerusalem Post reported it.", set()),
        ("Latin America waits.", set()),
        ("Turkmenistan sells gas.", {"TM"}),
        ("Hezbollah denied it.", {"LB"}),
        ("The Federal Reserve waits.", {"US"}),
        ("Swaziland, now Eswatini.", {"SZ"}),
        ("Gaza and the West Bank wait.", {"PS"}),
    ],
)
def test_shipped_region_codebook_reads_namesakes(shipped, text, expected):
    assert set(roles(shipped, text)) == expected


@pytest.mark.skipif(not SEED.is_dir(), reason="needs the seed page beside the repository")
def test_the_seed_page_is_about_its_two_acting_parties(shipped):
    parsed = json.loads((SEED / "seed_gold.json").read_text(encoding="utf-8"))["parsed"]
    [page] = SEED.glob("*.txt")
    raw = page.read_text(encoding="utf-8")
    found = roles(
        shipped,
        "\n\n".join(raw[part["start"] : part["end"]] for part in parsed["body"]),
        title=raw[parsed["title"]["start"] : parsed["title"]["end"]],
        dek=raw[parsed["dek"]["start"] : parsed["dek"]["end"]],
        published="2022-10-19T16:49",
    )
    assert sorted(label for label, role in found.items() if role == "focus") == ["PS", "SY"]
    assert set(found) == {"PS", "SY", "IL", "IR", "LB", "US"}
