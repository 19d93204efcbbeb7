import pytest

from toolkit.errors import DataError
from toolkit.labelling.assignment import (
    AssignmentOptions,
    assign,
    assignment_path,
    copies,
    read_assignment,
    write_assignment,
)
from toolkit.records import Article

IDS = [f"a{n}" for n in range(60)]
TWO = AssignmentOptions(coders=("ana", "ben"), overlap=0.2, retest=4, seed=3)


def test_shared_articles_go_to_two_and_the_others_to_one():
    dealt = assign(IDS, AssignmentOptions(coders=("ana", "ben", "cleo"), overlap=0.5, seed=3))
    roles = {}
    for queue in dealt.queues.values():
        for article_id, role in queue:
            roles.setdefault(article_id, []).append(role)
    assert set(roles) == set(IDS)
    assert sorted(len(found) for found in roles.values()) == [1] * 30 + [2] * 30
    assert {tuple(found) for found in roles.values()} == {("single",), ("overlap", "overlap")}
    sizes = [len(queue) for queue in dealt.queues.values()]
    assert max(sizes) - min(sizes) <= 1


def test_second_readings_come_late_under_an_id_like_any_other():
    dealt = assign(IDS, TWO)
    queue = dealt.queue("ana", where="x")
    again = [article_id for article_id, role in dealt.queues["ana"] if role == "retest"]
    assert len(again) == 4
    for copy_id in again:
        original = dealt.originals[copy_id]
        assert copy_id not in IDS
        assert copy_id.startswith("a")
        assert copy_id[1:].isdecimal()
        assert queue.index(copy_id) - queue.index(original) > len(queue) // 4


def test_ids_in_use_and_ids_without_a_number_are_minded():
    one = AssignmentOptions(coders=("ana",), retest=1)
    dealt = assign(["x", "y", "z"], one, taken=["q"])
    (copy_id,) = dealt.originals
    assert len(copy_id) == 16
    full = [f"n{n}" for n in range(10)]
    (copy_id,) = assign(full[:3], one, taken=full).originals
    assert copy_id not in full


def test_a_copy_is_no_second_draw():
    dealt = assign(IDS, TWO)
    articles = [Article(id=i, text="Words.", extra={"inclusion": 0.5}) for i in IDS]
    made = copies(dealt, articles)
    assert {copy.extra["retest_of"] for copy in made} == set(dealt.originals.values())
    assert all("inclusion" not in copy.extra for copy in made)
    assert made[0].fingerprint == articles[0].fingerprint


def test_reliability_articles_are_blind_originals_of_copies_too():
    dealt = assign(IDS, TWO)
    shared = {a for queue in dealt.queues.values() for a, role in queue if role == "overlap"}
    assert dealt.blind() == shared | set(dealt.originals) | set(dealt.originals.values())


def test_an_assignment_is_read_back_as_it_was_written(tmp_path):
    dealt = assign([*IDS, "=cmd()"], TWO)
    path = assignment_path(tmp_path / "sample.jsonl")
    write_assignment(path, dealt)
    assert path.name == "sample.assignment.csv"
    assert read_assignment(path, dealt.originals) == dealt
    assert assign([*IDS, "=cmd()"], TWO) == dealt


def test_an_unknown_coder_is_told_the_nearest(tmp_path):
    with pytest.raises(DataError, match=r"nothing is assigned to 'an'. Did you mean 'ana'"):
        assign(IDS, TWO).queue("an", where="s.csv")


def test_a_damaged_assignment_names_its_line(tmp_path):
    path = tmp_path / "s.assignment.csv"
    path.write_text("coder,position,article_id,role\nana,first,a1,single\n")
    with pytest.raises(DataError, match=r"s.assignment.csv:2: expected coder, position"):
        read_assignment(path, {})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"coders": ("ana", "ana")}, "given twice"),
        ({"coders": ("ana",), "overlap": 1.5}, "--overlap 1.5"),
        ({"coders": ("ana",), "raters": 0}, "--raters 0"),
        ({"coders": ("ana",), "retest": 30}, "Expected at most 20"),
        ({"retest": 1}, "who should code again"),
    ],
)
def test_impossible_plans_are_refused(fields, message):
    with pytest.raises(DataError, match=message):
        assign(IDS, AssignmentOptions(**fields))


def test_without_coders_nothing_is_assigned():
    assert assign(IDS, AssignmentOptions()).codings == 0
