import pytest
from pydantic import ValidationError

from toolkit.records import Article


def test_an_article_without_an_id_gets_one_from_its_content():
    article = Article(title="Quay closes", text="It rained.")
    assert article.id == article.fingerprint[:16]
    assert Article(title="quay  CLOSES", text="It rained.").id == article.id


def test_a_given_id_stays_as_typed():
    assert Article(id="00123", text="x").id == "00123"


def test_a_stored_fingerprint_is_computed_anew():
    edited = Article(id="a", text="new words", fingerprint="of the old words")
    assert edited.fingerprint == Article(id="a", text="new words").fingerprint


@pytest.mark.parametrize("field", ["title", "dek", "text"])
def test_any_of_title_dek_and_body_is_text(field):
    assert Article(id="a", **{field: "words"}).has_text
    assert not Article(id="a", **{field: " \n"}).has_text


def test_captions_read_as_one_text_joined_by_blank_lines(make_article):
    article = make_article(captions=("The quay.", "A boat."), dek=None)
    assert article.field_text("captions") == "The quay.\n\nA boat."
    assert article.field_text("dek") == ""


def test_an_article_is_frozen_and_knows_its_keys(make_article):
    with pytest.raises(ValidationError, match="frozen"):
        make_article().title = "other"
    with pytest.raises(ValidationError, match="Extra inputs"):
        make_article(headline="x")


def test_an_article_reads_back_equal_from_json(make_article):
    article = make_article(title="مباراة", authors=["Zoë"], extra={"desk": 7})
    assert Article.model_validate_json(article.model_dump_json()) == article
