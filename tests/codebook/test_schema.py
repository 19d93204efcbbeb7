import pytest
from pydantic import ValidationError

from toolkit.codebook import Term, load_codebook

SPORT = {"id": "sport", "name": "Sport", "aliases": ["Sports", "игры"]}


def test_a_label_is_found_by_id_alias_and_name(make_codebook):
    codebook = make_codebook(SPORT, "SY")
    written = ["sport", "SPORTS ", "ИГРЫ", "Name of SY", "sy", "chess"]
    assert [codebook.resolve(one) for one in written] == ["sport"] * 3 + ["SY", "SY", None]


def test_an_id_means_its_label_whoever_is_named_like_it(make_codebook):
    codebook = make_codebook({"id": "games", "name": "Sport"}, SPORT)
    assert codebook.resolve("SPORT") == "sport"


def test_a_name_that_two_labels_share_means_neither(make_codebook):
    codebook = make_codebook({"id": "a", "name": "Other"}, {"id": "b", "name": "other"})
    assert codebook.resolve("Other") is None


def test_ids_that_differ_by_case_are_two_labels(make_codebook):
    codebook = make_codebook("US", "us")
    assert [codebook.resolve(one) for one in ("US", "us", "Us")] == ["US", "us", None]


def test_a_suggestion_names_the_id_even_where_a_name_was_near(make_codebook):
    codebook = make_codebook({"id": "medtop:15", "name": "Sport"}, "medtop:17")
    assert codebook.suggest("Sport") == "Did you mean 'medtop:15'?"
    assert codebook.suggest("zebra") == "Expected one of 'medtop:15', 'medtop:17'."


def test_parents_are_added_up_to_the_top(make_codebook):
    codebook = make_codebook("a", {"id": "b", "parent": "a"}, {"id": "c", "parent": "b"}, "d")
    assert codebook.with_parents(frozenset({"c", "d"})) == {"a", "b", "c", "d"}
    assert list(codebook.ancestors("c")) == ["b", "a"]


def test_a_fingerprint_ignores_comments_and_the_order_of_keys(tmp_path):
    head = "version: 1\nfacet: topic\nunit: article\nselect: multi\n"
    (tmp_path / "a.yaml").write_text(f"id: t\n{head}labels: [{{id: a, name: A, terms: [x]}}]\n")
    (tmp_path / "b.yaml").write_text(
        f"# ours\nlabels: [{{name: A, id: a, terms: [{{term: x}}]}}]\n{head}id: t\n"
    )
    first, second = load_codebook(tmp_path / "a.yaml"), load_codebook(tmp_path / "b.yaml")
    assert first.fingerprint == second.fingerprint


def test_a_fingerprint_knows_the_order_of_labels_and_their_content(make_codebook):
    prints = {
        make_codebook("a", "b").fingerprint,
        make_codebook("b", "a").fingerprint,
        make_codebook("a", {"id": "b", "definition": "x"}).fingerprint,
    }
    assert len(prints) == 3


def test_open_targets_have_no_list(make_stance_codebook):
    assert make_stance_codebook(targets="open").targets_by_id == {}
    assert list(make_stance_codebook().targets_by_id) == ["ferry", "mayor"]


def test_one_text_stands_for_a_list_and_numbers_for_text(make_codebook):
    codebook = make_codebook({"id": 7, "name": "Seven", "includes": "lucky ones"}, version=4)
    assert codebook.version == "4"
    assert codebook.labels[0].includes == ("lucky ones",)
    assert codebook.label_ids == ("7",)


@pytest.mark.parametrize("label", ["", " a", "a|b", "a\nb", "x" * 81, True])
def test_a_label_id_is_short_and_printable(make_codebook, label):
    with pytest.raises(ValidationError, match=r"label id|truth value"):
        make_codebook({"id": label, "name": "A"})


@pytest.mark.parametrize("label", ["medtop:11000000", "SY", "Sci/Tech", "none", "Ünïcode", "a b"])
def test_any_short_text_can_be_a_label_id(make_codebook, label):
    assert make_codebook(label).label_ids == (label,)


def test_a_term_is_read_from_a_word_or_from_keys():
    assert Term.model_validate({"term": "Roe", "from": "2024-01-01"}).from_date == "2024-01-01"
