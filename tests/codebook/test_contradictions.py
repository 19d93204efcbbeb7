import pytest

from toolkit.codebook import load_codebook
from toolkit.codebook.contradictions import remarks
from toolkit.codebook.load import codebook_problems
from toolkit.errors import CodebookError

HEAD = "id: t\nversion: 1\nfacet: topic\nunit: article\nselect: multi\n"
LABELS = "labels:\n  - {id: a, name: A, definition: d}\n"
STANCE = HEAD.replace("article", "stance-row").replace("multi", "single")


@pytest.fixture
def problems(tmp_path):
    """The problems of a codebook text, with the file's name left out."""

    def find(text):
        path = tmp_path / "t.yaml"
        path.write_text(text, encoding="utf-8")
        return [line.removeprefix(f"{path}:") for line in codebook_problems(path)[0]]

    return find


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("  - {id: a, name: B}\n", "8:6: labels.1.id: 'a' is used twice"),
        ("  - {id: b, name: B, parent: aa}\n", "8:22: labels.1.parent: 'aa' is not a label"),
        ("  - {id: b, name: B, replaced_by: a}\n", "8:22: labels.1.replaced_by: 'b' is in use"),
        (
            "  - {id: b, name: B, status: retired, replaced_by: b}\n",
            "8:39: labels.1.replaced_by: 'b' is replaced by labels that lead back",
        ),
        ("  - {id: b, name: B, aliases: [A]}\n", "8:32: labels.1.aliases.0: 'A' already means"),
        ("  - {id: b, name: B, terms: ['*x']}\n", "8:30: labels.1.terms.0: term '*x' has no"),
        ("  - {id: b, name: B, terms: [x, x]}\n", "8:30: labels.1.terms.0: term 'x' stands twice"),
        ("roles: [x, x]\n", "8:12: roles.1: role 'x' stands twice"),
        ("favg: [a, a]\n", "8:1: favg: 'a' stands twice"),
        ("not_terms: ['']\n", "8:13: not_terms.0: term '' has no letter"),
        ("targets: open\n", "8:1: targets: only a stance codebook"),
        (
            "groups: {g: {name: G, members: [a, a]}}\n",
            "8:36: groups.g.members.1: 'a' stands twice in 'g'",
        ),
        (
            "ambiguous: [{term: q, default: true}, {term: q, label: a, default: true}]\n",
            "8:59: ambiguous.1.default: 'q' has two default readings",
        ),
        (
            "ambiguous: [{term: q, near: [x], not_near: [x]}]\n",
            "8:45: ambiguous.0.not_near.0: 'x' stands under near too",
        ),
    ],
)
def test_each_contradiction_is_found_at_its_place(problems, more, expected):
    [found] = problems(HEAD + LABELS + more)
    assert found.startswith(expected)


def test_a_retired_parent_of_a_label_in_use_is_a_problem(problems):
    more = "  - {id: b, name: B, status: retired}\n  - {id: c, name: C, parent: b}\n"
    [found] = problems(HEAD + LABELS + more)
    assert found.startswith("9:22: labels.2.parent: 'c' is in use and stands under 'b'")


def test_a_codebook_of_retired_labels_alone_is_a_problem(problems):
    [found] = problems(f"{HEAD}labels:\n  - {{id: a, name: A, status: retired}}\n")
    assert found.startswith("6:1: labels: every label is retired")


def test_an_alias_of_two_targets_is_a_problem(problems):
    targets = "targets: [{id: x, name: X, aliases: [q]}, {id: y, name: Y, aliases: [q]}]\n"
    [found] = problems(STANCE + LABELS + targets)
    assert found.startswith("8:70: targets.1.aliases.0: 'q' already means target 'x'")


def test_faults_of_every_kind_are_found_in_one_pass(problems):
    text = (
        f"{HEAD}version: 2\nlabels:\n"
        "  - {id: a, name: A, terms: [x, x, {term: y, weight: -1}]}\n"
        "  - {id: false, name: B}\n"
        "  - {id: c, name: C, parent: d, colour: red}\n"
        "  - just text\n"
    )
    found = problems(text)
    assert [line.split(" ")[0] for line in found] == [
        "6:1:",  # version twice
        "8:30:",  # x twice
        "8:46:",  # weight
        "9:6:",  # id
        "10:22:",  # parent d
        "10:33:",  # colour
        "11:5:",  # just text
    ]


def test_what_is_missing_is_not_held_against_the_rest(problems):
    found = problems("id: t\nversion: 1\nlabels:\n  - {id: a, name: A}\ntargets: open\n")
    assert [line.split(": ")[1] for line in found] == ["facet", "unit", "select"]


def test_a_check_lists_more_problems_than_an_error_message(tmp_path):
    path = tmp_path / "t.yaml"
    path.write_text(HEAD + "labels:\n" + "  - {id: a, name: A}\n" * 31, encoding="utf-8")
    assert len(codebook_problems(path)[0]) == 30
    with pytest.raises(CodebookError, match="and 10 more"):
        load_codebook(path)


def test_remarks_name_labels_without_definition_or_words(tmp_path):
    path = tmp_path / "t.yaml"
    labels = (
        "labels:\n  - {id: a, name: c, terms: [x], code: 1}\n"
        "  - {id: b, name: B, definition: d, terms_note: none}\n  - {id: c, name: C}\n"
    )
    path.write_text(HEAD + labels, encoding="utf-8")
    assert list(remarks(load_codebook(path))) == [
        "without a definition: c",
        "without terms, and without a terms_note that says why: c",
        "of the same name under one parent: a, c",
    ]
