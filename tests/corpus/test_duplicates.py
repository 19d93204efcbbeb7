import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.corpus.duplicates import UnionFind, cluster_articles, is_near_copy
from toolkit.corpus.shingling import WordHashes, shingle_hashes
from toolkit.records import Article

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


def test_the_order_of_articles_changes_nothing(cluster):
    rows = [("a", STORY), ("b", OTHER), ("c", EDITED)]
    assert cluster(*reversed(rows)) == cluster(*rows) == {"a": "a", "b": "b", "c": "a"}


def test_a_cluster_is_called_as_its_earliest_article(cluster):
    later = {"published": "2024-05-06"}
    rows = [("a", EDITED, later), ("b", STORY), ("c", EDITED, {"published": None})]
    assert cluster(*rows) == {"a": "b", "b": "b", "c": "b"}


def test_no_articles_have_no_clusters():
    assert cluster_articles([]) == {}


def test_copies_in_another_script_are_found(cluster):
    words = "قالت الشركة إن القارب الأخير سيغادر الرصيف الشمالي في السابعة مساء بدلا من منتصف الليل"
    assert cluster(("a", words), ("b", f"{words} كما أعلن"))["b"] == "a"


def test_a_near_copy_shares_a_part_of_the_shorter_text():
    words = WordHashes()
    whole, part, other = (shingle_hashes(text, words) for text in (STORY, EDITED, OTHER))
    assert is_near_copy(whole, part)
    assert is_near_copy(part, whole)
    assert not is_near_copy(whole, other)
    assert not is_near_copy(whole[:0], whole[:0])


def test_a_third_of_the_shingles_makes_a_copy(cluster):
    words = [f"w{i}" for i in range(90)]
    third = words[:34] + [f"v{i}" for i in range(56)]
    quarter = words[:25] + [f"v{i}" for i in range(65)]
    plain = {"title": None}
    assert set(cluster(("a", " ".join(words), plain), ("b", " ".join(third), plain)).values()) == {
        "a"
    }
    assert cluster(("a", " ".join(words), plain), ("b", " ".join(quarter), plain))["b"] == "b"


FOOTER = (
    "The Skarvik Post is read in every house between the two lighthouses and is owned by those who "
    "work for it; write to the night desk with a story, a correction or a recipe for soup, and "
    "we will answer on the day. Subscribers get the Saturday pages a day early by the first boat."
)


def briefs(*, days, source="Post"):
    """Eight stories of forty words of their own, each with the outlet's footer."""
    return [
        (
            f"a{i}",
            " ".join(f"story{i}word{k}" for k in range(40)) + f"\n\n{FOOTER}",
            {"title": None, "source": source, "published": days and days[i]},
        )
        for i in range(8)
    ]


@pytest.mark.parametrize("days", [[f"2024-0{i}-03" for i in range(1, 9)], None])
def test_the_footer_of_an_outlet_makes_no_copies(cluster, days):
    assert len(set(cluster(*briefs(days=days)).values())) == 8


def test_without_an_outlet_nothing_is_known_to_be_a_footer(cluster):
    assert len(set(cluster(*briefs(days=None, source=None)).values())) == 1


NOTICE = (
    "{0} is issuing a bond of {1} million crowns that falls due in {2} years, its lead bank said. "
    "The bond is available in pieces of one thousand crowns and will be listed in Skarvik. The "
    "selling concession is one per cent, while management and underwriting together pay a half. "
    "{0} makes {3} in {4}."
)


def notices(*, weeks, source="Wire"):
    """Three notices of one form a week."""
    return [
        (
            f"n{i:02}",
            NOTICE.format(f"Firm{i} of Town{i}", i + 20, i % 7 + 2, f"ware{i}", f"Place{i}"),
            {"title": f"Firm{i}", "source": source, "published": f"2024-01-{1 + i // 3 * 7:02}"},
        )
        for i in range(3 * weeks)
    ]


@pytest.mark.parametrize("source", ["Wire", None])
def test_notices_of_one_form_are_no_chain_of_copies(cluster, source):
    rows = notices(weeks=4, source=source)
    assert len(set(cluster(*rows).values())) == 12


def test_a_notice_that_is_sent_again_is_found_among_notices_of_its_form(cluster):
    rows = notices(weeks=4)
    again = ("z", f"Corrected. {rows[5][1]} Repeated for a slip.", rows[5][2])
    found = cluster(*rows, again)
    assert found["z"] == "n05"
    assert len(set(found.values())) == 12


def test_articles_can_come_one_by_one_and_name_their_clusters_on_the_way():
    named = {}

    def passing():
        for name, text in (("a", STORY), ("b", OTHER), ("c", EDITED)):
            named[name] = f"story of {name}"
            yield Article(id=name, text=text)

    assert cluster_articles(passing(), given=named) == {
        "a": "story of a",
        "b": "story of b",
        "c": "story of a",
    }


def test_updates_of_a_story_in_one_outlet_are_no_boilerplate(cluster):
    extra = {"source": "Post", "title": None}
    rows = [(f"a{i}", f"{STORY}\n\nUpdate number{i}.", extra) for i in range(9)]
    undated = [(name, text, fields | {"published": None}) for name, text, fields in rows]
    assert set(cluster(*rows).values()) == set(cluster(*undated).values()) == {"a0"}


def test_a_story_with_hundreds_of_copies_stays_one_cluster(cluster):
    rows = [(f"a{i:03}", f"{STORY}\n\nLocal note {i} by desk{i}.") for i in range(300)]
    assert set(cluster(*rows).values()) == {"a000"}


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(4)), st.integers(0, 3))
def test_copies_with_moved_and_missing_paragraphs_are_found(order, missing):
    paragraphs = STORY.split("\n\n")
    moved = "\n\n".join(paragraphs[i] for i in order if i != missing)
    articles = [
        Article(id="a", title="Ferry ends", text=STORY),
        Article(id="b", title="Something else", text=moved),
        Article(id="c", title="People sing", text=OTHER),
    ]
    assert cluster_articles(articles) == {"a": "a", "b": "a", "c": "c"}


def test_the_smallest_member_stands_for_its_set():
    sets = UnionFind(5)
    sets.union(4, 2)
    sets.union(2, 1)
    assert [sets.find(i) for i in range(5)] == [0, 1, 1, 3, 1]
