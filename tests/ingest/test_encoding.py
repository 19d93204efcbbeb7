import pytest

from toolkit.errors import DataError
from toolkit.ingest.encoding import decode, known_encoding

STORY = "The café in Zürich stayed open — “until dawn,” the owner’s niece said. Naïve? Perhaps."


@pytest.mark.parametrize(
    ("encoding", "read_as"),
    [
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("cp1252", "cp1252"),
    ],
)
def test_other_encodings_are_read_and_named(encoding, read_as):
    found = decode(STORY.encode(encoding), "a.txt")
    assert found.text == STORY
    assert found.warnings == (f"read as {read_as}, 7 non-ASCII characters",)


def test_utf8_needs_no_remark_with_or_without_its_mark():
    assert decode(STORY.encode(), "a.txt").warnings == ()
    assert decode(STORY.encode("utf-8-sig"), "a.txt").text == STORY


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Министры встретились во вторник и обсудили бюджет города.", "koi8_r"),
        ("Министры встретились во вторник и обсудили бюджет города.", "cp1251"),
        ("Na północy kraju zażółciło się zboże, a rząd wciąż milczał o przyszłości.", "cp1250"),
        ("اجتمع المجلس يوم الثلاثاء لمناقشة ميزانية المدينة الجديدة.", "cp1256"),
        ("מועצת העיר התכנסה ביום שלישי כדי לדון בתקציב החדש.", "cp1255"),
        ("市议会星期二开会讨论新的预算。发言人说气氛友好。", "gb18030"),
    ],
)
def test_legacy_encodings_of_other_scripts_are_found(text, encoding):
    assert decode(text.encode(encoding), "a.txt").text == text


def test_utf16_without_a_mark_is_found_in_scripts_without_zero_bytes_in_their_letters():
    text = "市议会星期二开会讨论新的预算。\n发言人说气氛友好。\n"
    assert decode(text.encode("utf-16-be"), "a.txt").text == text


def test_right_to_left_text_is_stored_unchanged():
    text = "قال «المتحـدث»: \u202bالسَّلام\u202c — ٢٠ أيار\u200f. אמר ״כן״."
    assert decode(text.encode("utf-16"), "a.txt").text == text


def test_a_bad_byte_in_utf8_is_located():
    data = "Zürich\ncafé\n".encode() + b"ab\xffcd"
    with pytest.raises(DataError, match=r"a.txt: byte 0xff at position 16 \(line 3, column 3\)"):
        decode(data, "a.txt")
    with pytest.raises(DataError, match="--errors replace"):
        decode(data, "a.txt")


def test_a_bad_byte_is_replaced_and_counted_on_request():
    found = decode("Zürich café ".encode() + b"ab\xffcd", "a.txt", errors="replace")
    assert found.text == "Zürich café ab\ufffdcd"
    assert found.warnings == (
        "1 unreadable byte sequences replaced, the first at position 16 (line 1, column 15)",
    )


def test_line_ends_stay_as_they_were():
    assert decode(b"a\r\nb\rc\n", "a.txt").text == "a\r\nb\rc\n"


def test_a_binary_file_is_refused():
    with pytest.raises(DataError, match="not a text file"):
        decode(b"\x89PNG\x00\x01\x02\x03", "a.txt")


def test_an_encoding_named_by_the_user_is_taken():
    assert decode("łódź".encode("iso8859-2"), "a.txt", encoding="ISO-8859-2").text == "łódź"


def test_a_declared_charset_is_tried_before_a_guess():
    assert decode("żółw".encode("cp1250"), "a.html", declared="windows-1250").text == "żółw"
    assert decode("café".encode("cp1252"), "a.html", declared="no-such").text == "café"


def test_an_unknown_encoding_is_refused_with_a_suggestion():
    with pytest.raises(DataError, match=r"unknown encoding 'koi8rr'. Did you mean"):
        known_encoding("koi8rr", "--encoding")


def test_a_codec_that_is_no_text_encoding_is_refused():
    with pytest.raises(DataError, match="unknown encoding 'hex'"):
        known_encoding("hex", "--encoding")
