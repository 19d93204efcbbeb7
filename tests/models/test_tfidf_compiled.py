"""The compiled engine against scikit-learn: the same vocabulary, vectors, scores and files."""

import logging
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from tests.models.test_tfidf import COLUMNS, EXAMPLES, NEW, item
from toolkit.config import TfidfConfig
from toolkit.errors import ToolkitError
from toolkit.models.tfidf import TfidfClassifier, compiled
from toolkit.models.tfidf.folding import words_with_spans
from toolkit.models.tfidf.vectoriser import Vectoriser
from toolkit.models.tfidf.view import View

# Words that upper and lower case, decomposition and word boundaries treat in odd ways.
ODD = (
    *("İstanbul", "ISTANBUL", "ıslak", "Straße", "STRASSE", "ΟΔΟΣ", "ΣΑΣ Σ", "ΑΣ\u0301Β", "Σ.Σ"),
    *("naïve", "nai\u0308ve", "\u0301ab", "a\u0301\u0323b", "ﬁn", "½", "5½kg", "№5", "x²", "…"),
    *("مطر", "مَطَر", "ﷺ", "हिन्दी", "ไทยไทย", "한국어", "한국", "中文字", "ｆｕｌｌ", "ΰ", "ǅungla"),
    *("👍🏽ok", "👩‍👩‍👧", "a\u200db", "co\xadop", "a\xa0b", "a¨b", "snake_case", "_x", "don't"),
    *(
        "a",
        "I",
        "ab",
        "abc ab",
        "𝔘𝔫𝔦",
        "𐐀𐐁",
        "\ud800x",
        "\x00ab",
        "a\nb",
        "e.g.",
        "U.S.",
        "ß",
        "ẞa",
    ),
)
TEXTS = st.lists(
    st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=12)), max_size=12).map(" ".join),
    min_size=1,
    max_size=6,
)


def views(texts):
    return [View(text, len(text), ((0, len(text), 0),)) for text in texts]


def learned(texts, **options):
    vectoriser = Vectoriser(TfidfConfig(**({"kind": "tfidf", "min_df": 1} | options)))
    return vectoriser, vectoriser.fit_transform(views(texts))


def plain(**options):
    return TfidfVectorizer(strip_accents="unicode", sublinear_tf=True, dtype=np.float32, **options)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from([(1, 1), (1, 2), (2, 3), (1, 3)]))
def test_vocabulary_and_matrix_are_those_of_scikit_learn(train, new, ngrams):
    oracle = plain(ngram_range=ngrams)
    train = ["two words", *train]
    expected = oracle.fit_transform(train).toarray()
    vectoriser, vectors = learned(train, ngrams=ngrams)
    assert vectoriser.parts[0].vocabulary == oracle.vocabulary_
    np.testing.assert_allclose(vectors.toarray(), expected, rtol=0, atol=1e-6)
    found = vectoriser.transform(views(new)).toarray()
    np.testing.assert_allclose(found, oracle.transform(new).toarray(), rtol=0, atol=1e-6)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(1, 3), st.sampled_from([0.5, 0.8, 1.0]), st.integers(1, 9))
def test_limits_on_features_choose_as_scikit_learn_does(texts, min_df, max_df, max_features):
    limits = {"min_df": min_df, "max_df": max_df, "max_features": max_features}
    texts = [*texts, "common one", "common two", "common one", "other", "other", "other"]
    oracle = plain(ngram_range=(1, 2), **limits).fit(texts)
    assert learned(texts, **limits)[0].parts[0].vocabulary == oracle.vocabulary_


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40) | st.sampled_from(ODD))
def test_words_for_evidence_are_those_of_scikit_learn(text):
    analyze = CountVectorizer(strip_accents="unicode").build_analyzer()
    assert [word for word, _, _ in words_with_spans(text)] == analyze(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.integers(0, 2**31))
def test_fused_margins_are_those_of_the_matrix(texts, seed):
    vectoriser, vectors = learned(["two words", *texts])
    weights = np.random.default_rng(seed).normal(size=(vectors.shape[1], 3)).astype(np.float32)
    margins, known = vectoriser.margins(views(["two words", *texts]), weights)
    np.testing.assert_allclose(margins, vectors @ weights, rtol=0, atol=1e-5)
    assert known.tolist() == np.diff(vectors.indptr).tolist()


def test_every_code_point_is_read_as_scikit_learn_reads_it():
    texts = [
        " ".join(f"{chr(c)}{chr(c)}" for c in range(first, first + 256))
        for first in range(0, 0x30000, 256)
    ]
    oracle = plain(ngram_range=(1, 1)).fit(texts)
    assert learned(texts, ngrams=(1, 1))[0].parts[0].vocabulary == oracle.vocabulary_


def test_the_number_of_threads_does_not_change_a_bit(monkeypatch):
    monkeypatch.setattr(compiled, "SMALL", 1)
    texts = [f"goal {i} storm {i % 7} rain over {i % 3} bays and coasts" for i in range(99)]
    vectoriser, vectors = learned(texts, threads=1)
    weights = np.linspace(-1, 1, 2 * vectors.shape[1], dtype=np.float32).reshape(-1, 2)
    one = vectoriser.margins(views(texts), weights)[0]
    vectoriser.config = vectoriser.config.model_copy(update={"threads": 4})
    assert vectoriser.margins(views(texts), weights)[0].tobytes() == one.tobytes()


def fitted(engine, **options):
    model = TfidfClassifier(
        TfidfConfig(kind="tfidf", min_df=1, engine=engine, **options), COLUMNS, seed=3
    )
    model.fit(EXAMPLES, [])
    return model


@pytest.mark.parametrize("options", [{}, {"char_ngrams": (2, 3)}])
def test_both_engines_write_the_same_model(tmp_path, options):
    for engine in ("compiled", "sklearn"):
        (tmp_path / engine).mkdir()
        fitted(engine, **options).save(tmp_path / engine)
    names = sorted(path.name for path in (tmp_path / "compiled").iterdir())
    different = [
        name
        for name in names
        if (tmp_path / "compiled" / name).read_bytes() != (tmp_path / "sklearn" / name).read_bytes()
    ]
    assert different == ["model.json"]  # which records the engine
    one, two = ((tmp_path / e / "model.json").read_text() for e in ("compiled", "sklearn"))
    assert one.replace('"engine": "compiled"', '"engine": "sklearn"') == two


@pytest.mark.parametrize("options", [{}, {"char_ngrams": (2, 3)}, {"sublinear_tf": False}])
def test_both_engines_give_the_same_scores(options):
    one, two = (fitted(engine, **options).predict_scores(NEW) for engine in ("compiled", "sklearn"))
    np.testing.assert_allclose(one.scores, two.scores, rtol=0, atol=1e-6)
    assert one.known.tolist() == two.known.tolist()


def test_an_article_of_a_million_characters_is_read_in_a_second():
    long = "rain over the bay and İ Σ goal " * 32_000
    model = fitted("compiled")
    model.predict_scores([item("goal")])
    started = time.perf_counter()
    batch = model.predict_scores([item(long), item("x" * 1_000_000)])
    assert time.perf_counter() - started < 5
    assert batch.known.tolist()[1] == 0
    expected = fitted("sklearn").predict_scores([item(long)]).scores[0]
    np.testing.assert_allclose(batch.scores[0], expected, rtol=0, atol=1e-6)


def test_a_vocabulary_of_one_word():
    vectoriser, vectors = learned(["goal", "goal goal", "—"], ngrams=(1, 1))
    assert vectoriser.parts[0].terms == ["goal"]
    assert vectors.toarray().tolist() == [[1], [1], [0]]
    assert vectoriser.transform(views(["Goal!", ""])).toarray().tolist() == [[1], [0]]


def test_compiling_is_said_when_it_takes_a_while(monkeypatch, caplog):
    monkeypatch.setattr(compiled, "PATIENCE_S", 0.01)
    monkeypatch.setattr(compiled, "_warm_up", lambda kernels: time.sleep(0.2))
    with caplog.at_level(logging.WARNING):
        compiled.loops.__wrapped__("kernels")
    assert "compiling the vectoriser (once after installation" in caplog.text


def test_nowhere_to_keep_compiled_code_is_an_error_that_names_the_way_out(monkeypatch):
    def refuse(kernels):
        raise RuntimeError("cannot cache function 'x': no locator available for file 'y'")

    monkeypatch.setattr(compiled, "_warm_up", refuse)
    with pytest.raises(ToolkitError, match="NUMBA_CACHE_DIR"):
        compiled.loops.__wrapped__("kernels")
