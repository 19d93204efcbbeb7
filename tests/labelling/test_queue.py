import pytest

from toolkit.labelling.queue import Queue


@pytest.fixture
def queue():
    return Queue(["a", "b", "c"], ["topic", "region"])


def test_open_questions_come_in_order(queue):
    assert queue.first_open(set()) == ("a", "topic")
    assert queue.first_open({("a", "topic")}) == ("a", "region")


def test_the_rest_of_the_same_article_comes_before_the_next(queue):
    assert queue.first_open({("b", "region")}, after=("b", "region")) == ("b", "topic")


def test_after_the_last_article_comes_what_was_left_before(queue):
    closed = {("c", "topic"), ("c", "region"), ("a", "topic")}
    assert queue.first_open(closed, after=("c", "region")) == ("a", "region")


def test_nothing_is_left_when_all_is_answered(queue):
    closed = {(article, facet) for article in "abc" for facet in ("topic", "region")}
    assert queue.first_open(closed) is None
    assert queue.first_open(closed, after=("b", "topic")) is None


def test_one_can_go_back_to_the_first_question(queue):
    assert queue.before(None) == ("c", "region")
    assert queue.before(("b", "topic")) == ("a", "region")
    assert queue.before(("a", "region")) == ("a", "topic")
    assert queue.before(("a", "topic")) is None
    assert Queue([], ["topic"]).before(None) is None


def test_articles_have_neighbours(queue):
    assert queue.neighbour("a", by=1) == "b"
    assert queue.neighbour("a", by=-1) is None
    assert queue.neighbour("c", by=1) is None
    assert queue.neighbour(None, by=-1) == "c"
    assert queue.number("c") == 3


def test_a_queue_knows_its_questions(queue):
    assert ("a", "topic") in queue
    assert ("a", "stance") not in queue
    assert ("z", "topic") not in queue
    assert "a" not in queue
