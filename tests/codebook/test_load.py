import pytest

from toolkit.codebook import load_codebook, load_codebooks
from toolkit.errors import CodebookError

HEAD = "id: demo\nversion: 1\nfacet: topic\nunit: article\nselect: multi\n"
STANCE = "id: demo\nversion: 1\nfacet: stance\nunit: stance-row\nselect: single\n"
ONE = "labels:\n  - {id: a, name: A}\n"


@pytest.fixture
def write(tmp_path):
    def save(text, name="demo.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return save


@pytest.fixture
def problem(write):
    """The message about a codebook file, with its folder left out."""

    def find(text):
        path = write(text)
        with pytest.raises(CodebookError) as caught:
            load_codebook(path)
        return str(caught.value).replace(str(path), "demo.yaml")

    return find


def test_norway_stays_norway(write):
    codebook = load_codebook(write(f"{HEAD}labels:\n  - {{id: NO, name: Norway, aliases: [no]}}\n"))
    assert codebook.label_ids == ("NO",)
    assert codebook.resolve("no") == "NO"


def test_codes_keep_their_spelling(write):
    labels = "labels:\n  - {id: 004, name: A, code: 1.10}\n  - {id: medtop:11000000, name: B}\n"
    codebook = load_codebook(write(HEAD.replace("version: 1", "version: 1.10") + labels))
    assert codebook.label_ids == ("004", "medtop:11000000")
    assert codebook.labels[0].code == "1.10"
    assert codebook.key == "demo@1.10"


def test_a_byte_order_mark_does_not_matter(write):
    assert load_codebook(write(b"\xef\xbb\xbf" + (HEAD + ONE).encode())).id == "demo"


def test_a_truth_value_as_id_is_refused_with_the_remedy(problem):
    assert problem(f"{HEAD}labels:\n  - {{id: false, name: A}}\n") == (
        "demo.yaml:7:6: labels.0.id: expected text, got a truth value; "
        "if you mean the word no or false, quote it."
    )


def test_a_colon_slip_is_shown(problem):
    assert problem(f"{HEAD}labels:\n  - id: medtop: 1\n    name: A\n") == (
        "demo.yaml:7:15: not valid YAML: mapping values are not allowed here, at '- id: medtop: 1'."
    )


def test_a_tab_is_shown(problem):
    assert problem(f"{HEAD}labels:\n\t- id: a\n").startswith("demo.yaml:7:1: not valid YAML: found")


def test_a_duplicate_key_is_refused(problem):
    assert problem(f"{HEAD}{ONE}version: 2\n") == "demo.yaml:8:1: duplicate key 'version'."


def test_a_missing_id_is_told(problem):
    assert problem(f"{HEAD}labels:\n  - name: A\n") == (
        "demo.yaml:7:5: labels.0.id: missing. Expected a value here."
    )


def test_a_missing_parent_is_told_with_the_nearest_label(problem):
    labels = "labels:\n  - {id: politics, name: P}\n  - {id: vote, name: V, parent: politcs}\n"
    assert problem(HEAD + labels) == (
        "demo.yaml:8:25: labels.1.parent: 'politcs' is not a label of this codebook. "
        "Did you mean 'politics'?"
    )


def test_every_label_of_a_cycle_is_told(problem):
    labels = (
        "labels:\n  - {id: a, name: A, parent: b}\n  - {id: b, name: B, parent: a}\n"
        "  - {id: c, name: C, parent: a}\n  - {id: d, name: D, parent: d}\n"
    )
    assert problem(HEAD + labels) == (
        "3 problems:\n"
        "  demo.yaml:7:22: labels.0.parent: 'a' is its own ancestor.\n"
        "  demo.yaml:8:22: labels.1.parent: 'b' is its own ancestor.\n"
        "  demo.yaml:10:22: labels.3.parent: 'd' is its own ancestor."
    )


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ("aliases: [VOTES]", "8:32: labels.1.aliases.0: 'VOTES' already means 'a'."),
        ("aliases: [x, A]", "8:35: labels.1.aliases.1: 'A' already means 'a'."),
        ("aliases: [ballots]", "8:32: labels.1.aliases.0: 'ballots' is already the name of 'a'."),
    ],
)
def test_an_alias_has_one_meaning(problem, second, message):
    first = "labels:\n  - {id: a, name: Ballots, aliases: [votes]}\n"
    assert problem(f"{HEAD}{first}  - {{id: b, name: B, {second}}}\n") == f"demo.yaml:{message}"


def test_an_alias_that_repeats_its_own_label_is_harmless(write):
    labels = "labels:\n  - {id: a, name: Votes, aliases: [votes, A]}\n"
    assert load_codebook(write(HEAD + labels)).resolve("VOTES") == "a"


def test_an_unknown_key_is_told_with_the_nearest_one(problem):
    assert problem(f"{HEAD}labels:\n  - {{id: a, name: A, definitoin: x}}\n") == (
        "demo.yaml:7:22: labels.0.definitoin: unknown key 'definitoin'. Did you mean 'definition'?"
    )
    assert problem(f"{HEAD}labels:\n  - {{id: a, name: A, terms: [{{term: x, wieght: 2}}]}}\n") == (
        "demo.yaml:7:40: labels.0.terms.0.wieght: unknown key 'wieght'. Did you mean 'weight'?"
    )


def test_a_target_is_told_by_its_own_line(problem):
    targets = "targets:\n  - {id: t, nam: T}\n  - {id: u, name: U, type: thing}\n"
    assert problem(STANCE + ONE + targets) == (
        "3 problems:\n"
        "  demo.yaml:9:5: targets.0.name: missing. Expected a value here.\n"
        "  demo.yaml:9:13: targets.0.nam: unknown key 'nam'. Did you mean 'name'?\n"
        "  demo.yaml:10:22: targets.1.type: expected 'person', 'organisation', 'country', "
        "'policy', 'event' or 'practice' (got 'thing')."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD.replace("topic", "Topic") + ONE,
            "3:1: facet: expected a lower-case id such as topic",
        ),
        (HEAD.replace("article", "articel") + ONE, "4:1: unit: expected 'article' or 'stance-row'"),
        (HEAD.replace("demo", "' '") + ONE, "1:1: id: expected text, got nothing."),
        (HEAD + "labels: {a: {name: A}}\n", "6:1: labels: expected a list (got"),
        (HEAD + "labels: []\n", "6:1: labels: expected at least one entry (got [])."),
        (HEAD + "labels: [a]\n", "6:10: labels.0: expected keys and values (got 'a')."),
        (HEAD + "labels:\n  - {id: a, name: }\n", "7:13: labels.0.name: expected text (got None)."),
        (HEAD + "labels:\n  - {id: ' a', name: A}\n", "7:6: labels.0.id: a label id has no blanks"),
        (HEAD + "labels:\n  - {id: a|b, name: A}\n", "7:6: labels.0.id: a label id has no '|'"),
        (HEAD + ONE + "  - {id: a, name: B}\n", "8:6: labels.1.id: 'a' is used twice."),
        (HEAD + ONE + "favg: [a, b]\n", "8:1: favg: 'b' is not a label."),
        (HEAD + ONE + "targets: open\n", "8:1: targets: only a stance codebook"),
        (STANCE + ONE, "1:1: targets: a stance codebook needs targets"),
        (STANCE + ONE + "targets: opne\n", "8:1: targets: expected 'open' (got 'opne')."),
        (STANCE.replace("single", "multi") + ONE + "targets: open\n", "5:1: select: stance rows"),
        (HEAD + ONE + "groups: {g: {name: G, members: [aa]}}\n", "8:33: groups.g.members.0: 'aa'"),
        (HEAD + ONE + "ambiguous: [{term: x, label: b}]\n", "8:23: ambiguous.0.label: 'b' is not"),
        (HEAD + ONE + "max_labels: 0\n", "8:1: max_labels: expected a value greater than or equal"),
    ],
)
def test_what_contradicts_itself_is_told_with_its_place(problem, text, message):
    assert problem(text).startswith(f"demo.yaml:{message}")


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("[vote, vote]", "term 'vote' stands twice under 'a'."),
        ("['*']", "term '*' has no letter before its star"),
        ("[{term: x, from: 31/5/2024}]", "expected a date like 2024-05-31, got '31/5/2024'."),
        ("[{term: x, from: 20240531}]", "expected a date like 2024-05-31, got '20240531'."),
        ("[{term: x, from: 2024-05-31, until: 2023-01-01}]", "which is before."),
        ("[{term: x, weight: 99}]", "expected a value less than or equal to 10 (got 99)."),
        ("[true]", "expected text"),
    ],
)
def test_terms_are_checked(problem, terms, message):
    assert message in problem(f"{HEAD}labels:\n  - {{id: a, name: A, terms: {terms}}}\n")


def test_an_office_holder_may_return(write):
    terms = "[{term: Roe, until: 2020-01-01}, {term: Roe, from: 2024-01-01}]"
    codebook = load_codebook(write(f"{HEAD}labels:\n  - {{id: a, name: A, terms: {terms}}}\n"))
    assert [term.until for term in codebook.labels[0].terms] == ["2020-01-01", None]


def test_twenty_problems_are_shown_and_the_rest_counted(problem):
    labels = "".join(f"  - {{id: l{i}, name: L, parent: zz}}\n" for i in range(25))
    shown = problem(f"{HEAD}labels:\n{labels}")
    assert shown.startswith("25 problems:\n")
    assert shown.endswith("… and 5 more")


def test_codebooks_come_by_facet_in_the_given_order(write):
    paths = [write(STANCE + ONE + "targets: open\n", "s.yaml"), write(HEAD + ONE, "t.yaml")]
    assert list(load_codebooks(paths)) == ["stance", "topic"]


def test_a_facet_has_one_codebook(write):
    paths = [write(HEAD + ONE, "t.yaml"), write(HEAD + ONE, "u.yaml")]
    with pytest.raises(CodebookError, match=r"u\.yaml: a second codebook for facet 'topic'"):
        load_codebooks(paths)


def test_the_problems_of_all_files_are_told_at_once(write):
    paths = [write("", "empty.yaml"), write(HEAD, "labels_missing.yaml")]
    with pytest.raises(CodebookError, match=r"(?s)empty\.yaml: the file is empty.*labels: missing"):
        load_codebooks(paths)
