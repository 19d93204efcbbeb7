"""What every model kind promises; a further kind is one line in `CONFIGS`."""

import numpy as np
import pytest

from tests.models.transformer_fixtures import build_tiny_checkpoint
from toolkit.codebook import Codebook
from toolkit.config import InputConfig, RulesConfig, TfidfConfig, TransformerConfig
from toolkit.corpus.compose import compose
from toolkit.models.base import columns_of
from toolkit.models.bundle import load_model, save_model
from toolkit.models.registry import KINDS, create
from toolkit.records import Article, Column, Example

CONFIGS = {
    "rules": RulesConfig(kind="rules"),
    "tfidf": TfidfConfig(kind="tfidf", min_df=1),
    "transformer": TransformerConfig(
        kind="transformer",
        checkpoint="./tiny",  # built before the first test
        length="windows",
        max_tokens=32,
        window_overlap=8,
        epochs=1,
    ),
}
WITHOUT_TERMS = Column("topic", "space")  # no term and no example: nothing to learn it from

TOPIC = Codebook(
    id="topic",
    version="1",
    facet="topic",
    unit="article",
    select="multi",
    labels=[
        {"id": "weather", "name": "Weather", "terms": ["storm", "rain", "مطر"]},
        {"id": "sport", "name": "Sport", "terms": ["goal", "match"]},
        {"id": "space", "name": "Space"},
        {"id": "cup", "name": "Cup", "parent": "sport", "terms": ["cup"]},
    ],
)
TONE = Codebook(
    id="tone",
    version="1",
    facet="tone",
    unit="article",
    select="single",
    labels=[
        {"id": "grim", "name": "Grim", "terms": ["lost", "flood"]},
        {"id": "bright", "name": "Bright", "terms": ["won"]},
    ],
)
BOOKS = {"topic": TOPIC, "tone": TONE}

# Title, text, topics and tone by first letters; an empty tone was not examined.
ARTICLES = (
    ("Storm over the bay", "Rain and a storm came. The ferry lost its mast.", "w", "g"),
    ("Home side wins", "The side won the match with a late goal, and a band played.", "s", "b"),
    ("Cup goes north", "The cup match had one goal. The hills won, and cheered.", "sc", "b"),
    ("Wet week ahead", "Rain is forecast. A storm may follow, said Zoë Åkesson.", "w", ""),
    ("مطر على المدينة", "Rain fell on the city, مطر غزير, and a flood took it.", "w", "g"),
    ("Match called off", "The storm ended the match. No goal; the fans lost heart.", "sw", "g"),
    ("Élan and a goal", "A goal in snow won the match for Besançon. 😀 They danced.", "s", "b"),
    ("", "The cup was lost at sea in a storm.", "cw", "g"),
)
LETTERS = {"w": "weather", "s": "sport", "c": "cup"}


def article(number, title, text):
    return Article(id=f"a{number}", title=title or None, text=text, published="2023-05-01")


INPUTS = [compose(article(i, a[0], a[1]), InputConfig()) for i, a in enumerate(ARTICLES)]


def labels_of(topics, tone):
    labels = {"topic": TOPIC.with_parents(frozenset(LETTERS[letter] for letter in topics))}
    if tone:
        labels["tone"] = frozenset({"g": ["grim"], "b": ["bright"]}[tone])
    return labels


EXAMPLES = [
    Example(input=item, labels=labels_of(row[2], row[3]))
    for item, row in zip(INPUTS, ARTICLES, strict=True)
]


@pytest.fixture(scope="module", params=KINDS)
def config(request, tmp_path_factory):
    if request.param == "transformer":
        pytest.importorskip("torch", reason="needs the extra 'transformer'")
        checkpoint = build_tiny_checkpoint(tmp_path_factory.mktemp("checkpoint"))
        return CONFIGS["transformer"].model_copy(update={"checkpoint": str(checkpoint)})
    return CONFIGS[request.param]


@pytest.fixture(scope="module")
def new(config):
    return lambda: create(config, BOOKS, seed=7)


@pytest.fixture(scope="module")
def fitted(new):
    model = new()
    return model, model.fit(EXAMPLES, [])


@pytest.fixture(scope="module")
def model(fitted):
    return fitted[0]


def test_columns_are_in_codebook_order(model):
    assert model.columns == columns_of(BOOKS)
    assert [c.label for c in model.columns] == [
        *("weather", "sport", "space", "cup"),
        *("grim", "bright"),
    ]


def test_a_batch_has_the_columns_of_its_model(model):
    assert model.predict_scores(INPUTS).columns == model.columns


def test_no_inputs_give_an_empty_batch(model):
    batch = model.predict_scores([])
    assert batch.scores.shape == (0, len(model.columns))
    assert len(batch) == 0
    assert model.explain([], model.columns) == []


def test_scores_are_float32_shares(model):
    batch = model.predict_scores(INPUTS)
    assert batch.scores.dtype == np.float32
    assert batch.scores.shape == (len(INPUTS), len(model.columns))
    assert batch.scores.min() >= 0
    assert batch.scores.max() <= 1
    assert batch.scores.max() > 0
    assert ((batch.read_share > 0) & (batch.read_share <= 1)).all()
    assert (batch.known > 0).all()


def test_a_label_with_nothing_to_learn_from_is_reported_and_scores_zero(fitted):
    model, report = fitted
    assert report.unlearned == (WITHOUT_TERMS,)
    column = model.columns.index(WITHOUT_TERMS)
    assert not model.predict_scores(INPUTS).scores[:, column].any()


def test_the_report_counts_the_examples(fitted):
    assert fitted[1].n_train == len(EXAMPLES)


def test_saved_and_loaded_scores_are_equal_bit_for_bit(model, config, tmp_path):
    save_model(model, tmp_path, kind=config.kind)
    loaded = load_model(tmp_path)
    assert loaded.columns == model.columns
    one, two = model.predict_scores(INPUTS), loaded.predict_scores(INPUTS)
    assert one.scores.tobytes() == two.scores.tobytes()
    assert one.known.tolist() == two.known.tolist()
    assert one.roles == two.roles
    columns = model.columns
    assert loaded.explain(INPUTS, columns) == model.explain(INPUTS, columns)


def test_a_model_folder_holds_no_pickle(model, config, tmp_path):
    save_model(model, tmp_path, kind=config.kind)
    suffixes = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert suffixes <= {".json", ".npy", ".safetensors", ".txt"}
    for path in tmp_path.rglob("*.npy"):
        assert np.load(path, allow_pickle=False).dtype != object


def test_the_same_seed_gives_the_same_scores(model, new):
    again = new()
    again.fit(EXAMPLES, [])
    one, two = model.predict_scores(INPUTS), again.predict_scores(INPUTS)
    assert one.scores.tobytes() == two.scores.tobytes()


def test_permuted_inputs_permute_the_scores(model):
    order = [3, 0, 7, 1, 6, 2, 5, 4]
    straight = model.predict_scores(INPUTS)
    permuted = model.predict_scores([INPUTS[i] for i in order])
    np.testing.assert_allclose(permuted.scores, straight.scores[order], rtol=0, atol=1e-6)
    assert permuted.known.tolist() == straight.known[order].tolist()


def test_the_size_of_a_batch_does_not_matter(model):
    whole = model.predict_scores(INPUTS).scores
    single = np.vstack([model.predict_scores([item]).scores for item in INPUTS])
    np.testing.assert_allclose(single, whole, rtol=0, atol=1e-6)


def test_scoring_twice_gives_the_same(model):
    one, two = model.predict_scores(INPUTS), model.predict_scores(INPUTS)
    assert one.scores.tobytes() == two.scores.tobytes()


def test_evidence_quotes_the_article_exactly(model):
    explained = model.explain(INPUTS, model.columns)
    assert len(explained) == len(INPUTS)
    for number, spans in enumerate(explained):
        whole = article(number, *ARTICLES[number][:2])
        for span in spans:
            assert whole.field_text(span.field)[span.start : span.end] == span.quote
            assert span.quote.strip()


def test_evidence_is_of_the_columns_asked_for_strongest_first(model):
    asked = [Column("topic", "weather"), Column("tone", "grim")]
    for spans in model.explain(INPUTS, asked):
        assert {Column(span.facet, span.label) for span in spans} <= set(asked)
        strength = [abs(span.weight) for span in spans]
        assert strength == sorted(strength, reverse=True)


def test_an_input_without_known_words_says_so(model):
    nothing = compose(Article(id="n", text="— … —"), InputConfig())
    batch = model.predict_scores([nothing])
    assert batch.known.tolist() == [0]
