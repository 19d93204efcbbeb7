import pytest

from toolkit.errors import DataError
from toolkit.labelling.asking import KEPT, ArticleCache, chosen_codebooks, readable_articles
from toolkit.records import Article


def test_articles_are_read_once_and_few_are_kept(store):
    store.add_articles([Article(id=f"n{n}", text="x") for n in range(KEPT)])
    cache = ArticleCache(store)
    first = cache("001")
    assert cache("001") is first
    assert [cache(f"n{n}").id for n in range(KEPT)]
    assert cache("001") is not first


def test_facets_come_in_the_order_asked_for(codebooks):
    assert list(chosen_codebooks(codebooks, ["stance", "topic"])) == ["stance", "topic"]
    assert list(chosen_codebooks(codebooks, [])) == ["topic", "region", "stance"]
    with pytest.raises(DataError, match="no codebook was given"):
        chosen_codebooks({}, [])


def test_a_queue_has_no_doubles_and_no_empty_articles(store):
    store.add_articles([Article(id="empty", text=" ")])
    assert readable_articles(store, ["003", "empty", "001", "003"]) == ["003", "001"]
