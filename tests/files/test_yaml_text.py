import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.errors import CodebookError, ConfigError
from toolkit.files import dump_yaml, read_yaml, read_yaml_value

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abn1é ", min_size=1), inner)
    ),
    max_leaves=8,
)


def read(tmp_path, text):
    path = tmp_path / "file.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(path)


def problem(tmp_path, text):
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    return str(caught.value).replace(str(tmp_path / "file.yaml"), "file.yaml")


@given(VALUES)
@example("1e5")
@example("0089")
@example("1.10")
@example("NO")
@example("2024-05-31")
@example("a\x85b\u2028c")
@example(1e-05)
@example(-0.0)
def test_what_is_dumped_reads_back_equal(value):
    assert repr(read_yaml_value(dump_yaml({"key": value}))) == repr({"key": value})


@pytest.mark.parametrize(
    "word", ["no", "NO", "on", "y", "Off", "1:30", "2024-05-31", "1_000", "0x1F"]
)
def test_words_of_yaml_1_1_stay_text(tmp_path, word):
    assert read(tmp_path, f"key: {word}").value == {"key": word}


@pytest.mark.parametrize("code", ["004", "0089", "+49", "1.10", "1e5", ".5", "9" * 5000])
def test_a_number_that_would_be_written_otherwise_keeps_its_spelling(tmp_path, code):
    assert read(tmp_path, f"key: {code}").value == {"key": code}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12", 12),
        ("-3", -3),
        ("0.2", 0.2),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
    ],
)
def test_plain_values_are_read_as_such(tmp_path, written, value):
    assert read(tmp_path, f"key: {written}").value == {"key": value}


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path):
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").value == {"a": 1, "b": 2}


def test_positions_are_those_of_keys_and_entries(tmp_path):
    file = read(tmp_path, "a:\n  b: [x, y]\n")
    assert file.where(("a", "b")).endswith("file.yaml:2:3")
    assert file.where(("a", "b", 1)).endswith("file.yaml:2:10")


def test_the_position_of_a_missing_key_is_that_of_its_parent(tmp_path):
    file = read(tmp_path, "x: 1\na:\n  b: 2\n")
    assert file.where(("a", "c", 3)).endswith("file.yaml:2:1")
    assert file.where(("c",)).endswith("file.yaml:1:1")


def test_a_tab_is_shown_with_its_line_and_a_hint(tmp_path):
    assert problem(tmp_path, "a:\n\tb: 1\n") == (
        "file.yaml:2:1: not valid YAML: found character '\\t' that cannot start any token, "
        "at 'b: 1'. YAML indents with blanks, not tabs."
    )


def test_a_duplicate_key_is_refused(tmp_path):
    assert problem(tmp_path, "a: 1\nb:\n  c: 1\n  c: 2\n") == "file.yaml:4:3: duplicate key 'c'."


def test_all_duplicate_keys_are_told_at_once(tmp_path):
    assert problem(tmp_path, "a: 1\na: 2\nb: 1\nb: 2\n").startswith("2 problems:\n")


def test_a_colon_slip_is_shown(tmp_path):
    assert problem(tmp_path, "id: medtop: 11000000\n") == (
        "file.yaml:1:11: not valid YAML: mapping values are not allowed here, "
        "at 'id: medtop: 11000000'."
    )


def test_a_code_with_a_colon_inside_is_text(tmp_path):
    assert read(tmp_path, "id: medtop:11000000").value == {"id": "medtop:11000000"}


def test_an_alias_bomb_is_refused(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 8)]
    assert "more than 500000 values after aliases are expanded" in problem(
        tmp_path, "\n".join(lines)
    )


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}", f"a: {'[' * 5000}"])
def test_endless_nesting_is_refused(tmp_path, text):
    assert "nested too deeply" in problem(tmp_path, text)


@pytest.mark.parametrize(
    "value",
    ["!!python/object/apply:os.getcwd []", "!!python/name:os.system ''", "!!set {x, y}", "!!int x"],
)
def test_tags_are_refused(tmp_path, value):
    assert problem(tmp_path, f"a: {value}").startswith("file.yaml:1:4: the tag 'tag:yaml.org,2002:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "file.yaml: the file is empty. Expected keys and values."),
        ("# only a comment\n", "file.yaml: the file is empty. Expected keys and values."),
        ("- a\n", "file.yaml:1:1: expected keys and values, got list."),
        ("a: b\x07c", "file.yaml:1:5: not valid YAML: control character U+0007."),
        ("x: 1\na: b\x00", "file.yaml:2:5: not valid YAML: control character U+0000."),
        (b"a: caf\xe9", "file.yaml:1:7: not UTF-8 (byte 6). Save it as UTF-8."),
        ("? [a]\n: 1", "file.yaml:1:3: a key must be plain text."),
        ("a: 1\n---\nb: 2", "file.yaml:2:1: not valid YAML: but found another document, at '---'."),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path, text, message):
    assert problem(tmp_path, text) == message


def test_the_error_is_of_the_class_that_the_caller_names(tmp_path):
    with pytest.raises(CodebookError, match="no such file"):
        read_yaml(tmp_path / "gone.yaml", error=CodebookError)
    with pytest.raises(CodebookError, match="is a folder"):
        read_yaml(tmp_path, error=CodebookError)


def test_a_single_value_is_read_like_a_value_in_a_file():
    assert [read_yaml_value(text) for text in ("no", "[1, 2]", "", "0.5")] == [
        "no",
        [1, 2],
        None,
        0.5,
    ]
    with pytest.raises(ConfigError, match="is not valid YAML"):
        read_yaml_value("[1,")
