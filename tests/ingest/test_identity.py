"""Ids across inputs."""

from toolkit.ingest.identity import Identities, winning


def test_the_same_article_is_known_and_another_under_its_id_has_a_rival(make_article):
    identities = Identities()
    first = make_article("a", origin="x.jsonl#12")
    identities.add(first)
    assert identities.is_known(make_article("a", origin="y.jsonl#1"))
    other = make_article("a", text="Other words.")
    assert not identities.is_known(other)
    assert identities.rival(other) == "x.jsonl#12"
    assert identities.rival(make_article("b")) is None


def test_origins_without_lines_are_kept_whole(make_article):
    identities = Identities()
    for name, origin in (("a", "e.zip#d/page.txt"), ("b", "page 1.txt"), ("c", None)):
        identities.add(make_article(name, origin=origin))
    assert identities.rival(make_article("a", text="x")) == "e.zip#d/page.txt"
    assert identities.rival(make_article("b", text="x")) == "page 1.txt"
    assert identities.rival(make_article("c", text="x")) == ""


def test_renamed_articles_take_the_first_free_suffix(make_article):
    identities = Identities()
    identities.add(make_article("a"))
    identities.add(make_article("a-2", text="Taken."))
    renamed = identities.renamed(make_article("a", text="Other."))
    assert renamed.id == "a-3"
    assert identities.is_known(make_article("a", text="Other."))


def test_the_last_of_each_id_wins_under_the_policy_new(make_article):
    last = make_article("a", text="Later words.")
    identities = Identities(winning([make_article("a"), last]))
    assert identities.loses(make_article("a"))
    assert not identities.loses(last)


def test_the_same_text_under_another_id_is_counted(make_article):
    identities = Identities()
    assert identities.copies() == 0
    for name in ("a", "b", "c"):
        identities.add(make_article(name))
    identities.add(make_article("d", text="Other."))
    assert identities.copies() == 2
