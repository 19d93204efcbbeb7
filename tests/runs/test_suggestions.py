import pytest

from toolkit.codebook import load_codebooks
from toolkit.records import Article
from toolkit.runs.layout import open_run
from toolkit.runs.suggestions import RuleSource, RunSource


@pytest.fixture
def books(workspace):
    return load_codebooks(sorted((workspace / "labels").glob("*.yaml")))


@pytest.fixture
def article():
    return Article(
        id="a", title="Striker scores in the cup", text="The team won the match. The coach smiled."
    )


def test_rules_suggest_labels_with_the_words_behind_them(books, article):
    source = RuleSource(books)
    assert {found.source for found in source.suggest(article, books["topic"])} == {"rules"}
    spans = source.explain(article, books["topic"])
    assert {span.label for span in spans} == {
        found.label for found in source.suggest(article, books["topic"])
    }
    assert all(article.field_text(s.field)[s.start : s.end] == s.quote for s in spans)


def test_rules_have_nothing_to_say_about_stance(books, article):
    source = RuleSource(books)
    assert list(source.suggest(article, books["stance"])) == []
    assert list(source.explain(article, books["stance"])) == []


def test_a_run_suggests_with_scores_and_words(workspace, books, article):
    source = RunSource(open_run(workspace / "runs" / "tiny"))
    found = source.suggest(article, books["topic"])
    assert found[0].source == "tiny"
    assert 0 <= found[0].score <= 1
    assert {span.label for span in source.explain(article, books["topic"])} <= {
        one.label for one in found
    }
    assert list(source.suggest(article, books["stance"])) == []


def test_a_stance_run_suggests_rows_and_nothing_where_no_target_is(workspace, books):
    source = RunSource(open_run(workspace / "runs" / "tiny-stance"))
    target = books["stance"].targets[0]
    named = Article(id="n", text=f"The council spoke about {target.name} again.")
    assert all(one.target == target.id for one in source.suggest(named, books["stance"]))
    assert list(source.suggest(Article(id="o", text="Rain."), books["stance"])) == []
    assert list(source.explain(Article(id="o", text="Rain."), books["topic"])) == []
