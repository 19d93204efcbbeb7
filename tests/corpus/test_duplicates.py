import pytest

from toolkit.corpus.duplicates import UnionFind, cluster_articles, is_near_copy
from toolkit.text import shingles

STORY = """\
The ferry company of Skarvik will end its night crossing in October, a spokeswoman said on Friday. \
The last boat of the day will then leave the north quay at seven in the evening, four hours \
earlier than now.

Islanders learned of the change from a printed timetable that was pinned to the harbour office. \
“Nobody asked us,” said Torunn Vik, a nurse who comes home with the late boat three times a week.

The company says that the night boat carried nine passengers on an average evening last winter, \
and that it lost two million crowns a year. The county pays a third of the cost under a contract \
that runs until December.

Mayor Liv Brekke called the decision a breach of that contract and asked the county to step in."""
EDITED = """\
Skarvik's ferry company will end its night crossing in October, a spokeswoman said on Friday. \
The last boat of the day will then leave the north quay at seven in the evening.

Islanders learned of the change from a printed timetable that was pinned to the harbour office.

The company says that the night boat carried nine passengers on an average evening last winter, \
and that it lost two million crowns a year."""
OTHER = """\
Two hundred people stood on the quay in Skarvik on Saturday and sang until the last boat had gone. \
They want to keep the late departure that the shipping line plans to drop this autumn.

Organisers handed out lanterns and collected names. By midnight there were eleven hundred of them, \
which is more than half of all who live on the island. A teacher read a poem about waiting.

The mayor came too, and stayed at the back. She has written to the county about the matter."""


@pytest.fixture
def cluster(make_article):
    """Clusters articles that are given as (id, text) or (id, text, more fields)."""

    def find(*rows, given=None):
        articles = [
            make_article(row[0], **{"title": row[0], "text": row[1], **dict(*row[2:])})
            for row in rows
        ]
        return cluster_articles(articles, given=given)

    return find


def test_an_edited_copy_is_found(cluster):
    assert cluster(("a", STORY), ("b", OTHER), ("c", EDITED)) == {"a": "a", "b": "b", "c": "a"}


def test_different_stories_about_one_event_stay_apart(cluster):
    assert cluster(("a", STORY), ("b", OTHER)) == {"a": "a", "b": "b"}


def test_a_copy_within_a_longer_text_is_found(cluster):
    assert cluster(("a", EDITED), ("b", f"{OTHER}\n\n{EDITED}"))["b"] == "a"


def test_copies_of_copies_are_one_cluster(cluster):
    first, second = STORY.split("\n\n")[:3], STORY.split("\n\n")[1:]
    found = cluster(("a", "\n\n".join(first)), ("b", STORY), ("c", "\n\n".join(second)))
    assert set(found.values()) == {"a"}


@pytest.mark.parametrize(("day", "together"), [("2024-05-17", True), ("2025-05-03", False)])
def test_the_same_words_a_year_later_are_another_story(cluster, day, together):
    found = cluster(("a", STORY), ("b", EDITED, {"published": day}))
    assert (found["b"] == "a") is together


@pytest.mark.parametrize("published", [None, "2024-05", "2024"])
def test_an_unknown_day_keeps_nothing_apart(cluster, published):
    assert cluster(("a", STORY), ("b", EDITED, {"published": published}))["b"] == "a"


def test_exact_copies_are_found_whatever_their_day_and_spelling(cluster):
    same = {"title": "Rain", "published": "2031-01-01"}
    found = cluster(("a", "It RAINED.", {"title": "rain"}), ("b", "it  rained.", same))
    assert found == {"a": "a", "b": "a"}


def test_short_texts_cluster_only_when_identical(cluster):
    short = "Rain and wind until Sunday"
    assert cluster(("a", short), ("b", f"{short} night")) == {"a": "a", "b": "b"}


def test_articles_without_title_and_body_are_no_copies_of_each_other(cluster):
    empty = {"title": None}
    assert cluster(("a", "", empty | {"dek": "x"}), ("b", "", empty)) == {"a": "a", "b": "b"}


def test_given_clusters_are_kept_and_may_grow(cluster):
    rows = [("a", STORY), ("b", OTHER), ("c", EDITED), ("d", "Another text.")]
    found = cluster(*rows, given={"c": "ferry", "d": "ferry"})
    assert found == {"a": "ferry", "b": "b", "c": "ferry", "d": "ferry"}


def test_the_order_of_articles_changes_names_and_not_clusters(cluster):
    rows = [("a", STORY), ("b", OTHER), ("c", EDITED)]
    backwards = cluster(*reversed(rows))
    assert backwards == {"a": "c", "b": "b", "c": "c"}


def test_no_articles_have_no_clusters():
    assert cluster_articles([]) == {}


def test_copies_in_another_script_are_found(cluster):
    words = "قالت الشركة إن القارب الأخير سيغادر الرصيف الشمالي في السابعة مساء بدلا من منتصف الليل"
    assert cluster(("a", words), ("b", f"{words} كما أعلن"))["b"] == "a"


def test_a_near_copy_shares_a_part_of_the_shorter_text():
    whole, part = shingles(STORY, size=3), shingles(EDITED, size=3)
    assert is_near_copy(whole, part)
    assert is_near_copy(part, whole)
    assert not is_near_copy(whole, shingles(OTHER, size=3))
    assert not is_near_copy(set(), set())


def test_the_smallest_member_stands_for_its_set():
    sets = UnionFind(5)
    sets.union(4, 2)
    sets.union(2, 1)
    assert [sets.find(i) for i in range(5)] == [0, 1, 1, 3, 1]
