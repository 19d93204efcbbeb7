"""The TF-IDF kind against a plain scikit-learn pipeline, and what it does with masks."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from toolkit.codebook import Codebook
from toolkit.config import InputConfig, TfidfConfig
from toolkit.corpus.compose import compose
from toolkit.errors import ArtifactError, DataError
from toolkit.models.base import columns_of, label_states
from toolkit.models.tfidf import TfidfClassifier
from toolkit.models.tfidf import heads as heads_module
from toolkit.models.tfidf.strength import GRID, folds_of
from toolkit.records import Article, Column, Example

BOOK = Codebook(
    id="topic",
    version="1",
    facet="topic",
    unit="article",
    select="multi",
    labels=[
        {"id": "sport", "name": "Sport"},
        {"id": "weather", "name": "Weather"},
        {"id": "all", "name": "All"},
        {"id": "never", "name": "Never"},
    ],
)
COLUMNS = columns_of({"topic": BOOK})
SPORT, WEATHER, ALL, NEVER = range(4)

TEXTS = (
    ("A late goal wins the derby", {"sport", "all"}),
    ("Rain and storm over the bay", {"weather", "all"}),
    ("The coach lost the match in the rain", {"sport", "weather", "all"}),
    ("Storm warning for the coast and rain inland", {"weather", "all"}),
    ("The match ended without a goal, the coach said", {"sport", "all"}),
    ("Frost, then a naïve sun; Zoë’s crêpes sold out", {"weather", "all"}),
    ("Goal! The match is on. Goal again.", {"sport", "all"}),
)


def item(text, name="a"):
    return compose(Article(id=name, text=text), InputConfig())


def example(text, labels, **options):
    known = None if labels is None else {"topic": frozenset(labels)}
    return Example(input=item(text), labels=known or {}, **options)


EXAMPLES = [Example(input=item(text), labels={"topic": frozenset(ids)}) for text, ids in TEXTS]
NEW = [item(text) for text in ("A goal in the storm", "Sun and crepes", "Zzyx", "NAÏVE rain rain")]


def fitted(examples=EXAMPLES, **options):
    config = TfidfConfig(**({"kind": "tfidf", "min_df": 1} | options))
    model = TfidfClassifier(config, COLUMNS, seed=3)
    return model, model.fit(examples, [])


@pytest.mark.parametrize(
    ("loss", "head"),
    [
        ("squared_hinge", LinearSVC(class_weight="balanced", random_state=3, max_iter=3000)),
        (
            "log",
            LogisticRegression(
                class_weight="balanced", solver="liblinear", random_state=3, max_iter=1000
            ),
        ),
    ],
)
@pytest.mark.parametrize("options", [{}, {"ngrams": (1, 1), "sublinear_tf": False, "min_df": 2}])
def test_scores_are_those_of_a_plain_pipeline(loss, head, options):
    model, _ = fitted(loss=loss, **options)
    pipeline = TfidfVectorizer(
        ngram_range=options.get("ngrams", (1, 2)),
        min_df=options.get("min_df", 1),
        sublinear_tf=options.get("sublinear_tf", True),
        strip_accents="unicode",
    )
    head.fit(pipeline.fit_transform([text for text, _ in TEXTS]), ["sport" in x for _, x in TEXTS])
    margin = head.decision_function(pipeline.transform([i.text for i in NEW]))
    ours = model.predict_scores(NEW).scores[:, SPORT]
    np.testing.assert_allclose(ours, 1 / (1 + np.exp(-margin)), atol=1e-5)


def test_character_ngrams_stand_beside_words():
    model, report = fitted(char_ngrams=(3, 3))
    words_only = fitted()[1].details["features"]
    assert report.details["features"] > words_only
    assert model.predict_scores([item("goalie")]).known[0] > 0
    assert fitted()[0].predict_scores([item("goalie")]).known[0] == 0


def test_known_counts_the_distinct_features_of_an_input():
    model, _ = fitted(ngrams=(1, 1))
    assert model.predict_scores(NEW).known.tolist() == [4, 3, 0, 2]


def test_accents_make_no_difference():
    model, _ = fitted()
    plain, accented = model.predict_scores([item("naive crepes"), item("naïve crêpes")]).scores
    assert plain.tobytes() == accented.tobytes()


def test_a_label_without_a_positive_is_unlearned_and_scores_zero():
    model, report = fitted()
    assert report.unlearned == (Column("topic", "never"),)
    assert not model.predict_scores(NEW).scores[:, NEVER].any()


def test_a_label_that_every_example_has_scores_near_one():
    scores = fitted()[0].predict_scores(NEW).scores
    assert (scores[:, ALL] > 0.99).all()


def test_rows_that_were_not_examined_do_not_count_as_negatives():
    masked = [example("goal goal goal match coach", None) for _ in range(20)]
    with_masked, _ = fitted([*EXAMPLES, *masked])
    negatives = [example("goal goal goal match coach", []) for _ in range(20)]
    with_negatives, _ = fitted([*EXAMPLES, *negatives])
    score = item("goal match")
    lenient = with_masked.predict_scores([score]).scores[0, SPORT]
    strict = with_negatives.predict_scores([score]).scores[0, SPORT]
    assert lenient > 0.5 > strict


def test_labels_marked_unsure_are_masked_for_that_label_only():
    unsure = [
        example("goal match", [], unsure={"topic": frozenset({"sport"})}),
        example("goal match", ["weather"]),
    ]
    states = label_states(unsure, COLUMNS)
    assert states.tolist() == [[-1, 0, 0, 0], [0, 1, 0, 0]]


def test_a_facet_examined_nowhere_learns_nothing():
    model, report = fitted([example(text, None) for text, _ in TEXTS])
    assert report.unlearned == COLUMNS
    assert not model.predict_scores(NEW).scores.any()


def test_one_example_is_enough_to_train():
    model, report = fitted(EXAMPLES[:1])
    assert report.n_train == 1
    assert model.predict_scores(NEW).scores.shape == (4, 4)


def test_the_two_halves_of_a_decomposed_letter_are_read_as_one():
    model, _ = fitted()
    composed, decomposed = item("Zoë"), item("Zoe\u0308")
    one, two = model.predict_scores([composed]), model.predict_scores([decomposed])
    assert one.scores.tobytes() == two.scores.tobytes()


def test_words_that_no_text_shares_are_an_error_that_names_the_option():
    with pytest.raises(DataError, match=r"no word of the 7 train texts .* Lower model\.min_df"):
        fitted(min_df=100)


def test_texts_without_a_word_are_the_same_error():
    with pytest.raises(DataError, match="no word of the 2 train texts"):
        fitted([example("— 1 —", ["sport"]), example("?", [])])


def test_an_unfitted_model_says_so():
    model = TfidfClassifier(TfidfConfig(kind="tfidf"), COLUMNS, seed=0)
    with pytest.raises(ArtifactError, match="not fitted"):
        model.predict_scores(NEW)


def test_evidence_names_the_words_that_moved_the_score():
    spans = fitted(ngrams=(1, 1))[0].explain([item("A goal, one more GOAL")], COLUMNS[:1])[0]
    assert [(s.quote, s.start, s.end) for s in spans] == [("goal", 2, 6), ("GOAL", 17, 21)]
    assert spans[0].weight == spans[1].weight > 0


def test_weights_of_the_evidence_add_up_to_the_margin():
    model, _ = fitted(ngrams=(1, 1))
    text = item("The match in the rain, a goal and frost")
    score = float(model.predict_scores([text]).scores[0, SPORT])
    _, heads = model.fitted
    margin = sum(span.weight for span in model.explain([text], COLUMNS[:1])[0])
    assert np.log(score / (1 - score)) == pytest.approx(margin + heads.intercepts[0], abs=1e-4)


@pytest.mark.parametrize("engine", ["compiled", "sklearn"])
@pytest.mark.parametrize("options", [{}, {"ngrams": (1, 3)}, {"char_ngrams": (2, 4)}])
def test_evidence_is_exact_for_decomposed_letters_and_character_ngrams(engine, options):
    model, _ = fitted(engine=engine, **options)
    text = item("A goal… the nai\u0308ve Zoë\u0323 saw RAIN\xa0and storm, ﬁn de the match¨day")
    score = float(model.predict_scores([text]).scores[0, SPORT])
    margin = sum(span.weight for span in model.explain([text], COLUMNS[:1])[0])
    intercept = model.fitted[1].intercepts[0]
    assert np.log(score / (1 - score)) == pytest.approx(margin + intercept, abs=1e-4)


def test_top_features_are_the_strongest_for_and_against():
    model, _ = fitted(ngrams=(1, 1))
    top = model.top_features(COLUMNS[SPORT], limit=50)
    assert dict(top)["goal"] > 0 > dict(top)["storm"]
    assert [abs(w) for _, w in top] == sorted((abs(w) for _, w in top), reverse=True)
    assert model.top_features(COLUMNS[SPORT], limit=2) == top[:2]
    assert model.top_features(COLUMNS[NEVER]) == []


def test_heads_fitted_side_by_side_are_those_fitted_one_by_one(monkeypatch):
    alone = fitted(threads=1)[0].fitted[1]
    monkeypatch.setattr(heads_module, "SMALL", 0)
    together = fitted(threads=2)[0].fitted[1]
    assert together.weights.tobytes() == alone.weights.tobytes()
    assert together.intercepts.tobytes() == alone.intercepts.tobytes()


TITLED = compose(Article(id="t", title="Rain stops match", text="A goal came late."), InputConfig())


def test_words_of_a_weighted_field_count_as_often_as_the_weight_says():
    model, _ = fitted(field_weights={"title": 3}, sublinear_tf=False)
    same, _ = fitted(sublinear_tf=False)
    thrice = item("Rain stops match\n\nA goal came late.\nRain stops match\nRain stops match")
    assert model.predict_scores([TITLED]).scores == pytest.approx(
        same.predict_scores([thrice]).scores, abs=1e-6
    )


def test_evidence_of_a_weighted_field_stands_at_its_place_and_adds_up():
    model, _ = fitted(field_weights={"title": 3})
    column = COLUMNS[WEATHER]
    evidence = model.explain([TITLED], [column])[0]
    _, heads = model.fitted
    score = float(model.predict_scores([TITLED]).scores[0, WEATHER])
    head = heads.learned.tolist().index(WEATHER)
    margin = float(np.log(score / (1 - score))) - float(heads.intercepts[head])
    assert sum(span.weight for span in evidence) == pytest.approx(margin, abs=1e-4)
    rain = [span for span in evidence if span.quote == "Rain"]
    assert {(span.field, span.start, span.end) for span in rain} == {("title", 0, 4)}


@pytest.mark.parametrize("weight", [0, 11])
def test_a_field_weight_out_of_bounds_is_refused(weight):
    with pytest.raises(ValueError, match="whole number from 1 to 10"):
        TfidfConfig(kind="tfidf", field_weights={"title": weight})


def noisy(n, seed):
    """Two labels told by one word each, among words that say nothing."""
    rng = np.random.default_rng(seed)
    words = [f"w{i}" for i in range(40)]
    texts = [" ".join(rng.choice(words, 30)) for _ in range(n)]
    labels = [{"sport"} if i % 2 else {"weather"} for i in range(n)]
    told = [
        f"{text} {'goal' if 'sport' in ids else 'rain'}"
        for text, ids in zip(texts, labels, strict=True)
    ]
    return [
        Example(
            input=compose(Article(id=str(i), text=text), InputConfig()),
            labels={"topic": frozenset(ids)},
        )
        for i, (text, ids) in enumerate(zip(told, labels, strict=True))
    ]


@pytest.mark.parametrize("choice", ["auto", "per_label"])
def test_a_chosen_strength_is_reported_and_ranks_no_worse_than_the_weakest(choice):
    model = TfidfClassifier(TfidfConfig(kind="tfidf", C=choice), COLUMNS, seed=3)
    report = model.fit(noisy(60, 1), [])
    chosen = {float(part.split()[0]) for part in report.details["C"].split(", ")}
    assert chosen <= set(GRID)
    scores = model.predict_scores([e.input for e in noisy(40, 2)]).scores
    assert (scores[1::2, SPORT].min() > scores[::2, SPORT].max()) or chosen != {min(GRID)}


def test_copies_of_an_article_never_choose_the_strength_for_each_other():
    groups = ["a", "b", "a", "c", "b", "d"]
    fold = dict(zip(groups, folds_of(groups, seed=5).tolist(), strict=False))
    assert folds_of(groups, seed=5).tolist() == [fold[name] for name in groups]


def test_an_unlearned_label_has_no_evidence():
    assert fitted()[0].explain(NEW, [COLUMNS[NEVER]]) == [[], [], [], []]
