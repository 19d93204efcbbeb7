"""An article for the terminal."""

from toolkit.ingest import IngestOptions, read_articles
from toolkit.runs.show_article import Look, article_lines

PAGE = """Home
News
Sport
Ferry company drops night crossing
By LIV BREKKE
Published: May 3, 2024

The last boat now leaves at seven, the company said in a short notice on Friday evening.

Islanders learned of it from the timetable, and many of them missed the last boat home.
"""


def parsed(tmp_path, raw=PAGE):
    path = tmp_path / "page.txt"
    path.write_text(raw, encoding="utf-8")
    (article,) = read_articles([str(path)], IngestOptions())
    return article


def test_roles_are_colored_and_warnings_stand_out(tmp_path):
    article = parsed(tmp_path).model_copy(update={"warnings": ("ambiguous date",)})
    lines = list(article_lines(article, Look(color=True)))
    assert any("\x1b[1;32m" in line and "Ferry company drops" in line for line in lines)
    assert any(line.startswith("\x1b[90m") and "residue" in line for line in lines)
    assert any(line.startswith("\x1b[1;33m") and "! ambiguous date" in line for line in lines)


def test_without_color_there_are_no_escapes_and_segments_are_numbered(tmp_path):
    text = "\n".join(article_lines(parsed(tmp_path)))
    assert "\x1b" not in text
    assert "1  residue" in text
    assert "residue is 6 % of the raw text" in text


def test_lines_of_residue_have_places_of_their_own(tmp_path):
    lines = list(article_lines(parsed(tmp_path), Look(residue=True)))
    assert any(line.split()[-2:] == ["5-9", "News"] for line in lines)


def test_right_to_left_text_stands_in_isolates_and_control_characters_do_not_pass(make_article):
    article = make_article(title="الحكومة (تقر) الموازنة", dek="a\x1b[31mred\x07")
    lines = list(article_lines(article))
    assert any("\u2068الحكومة (تقر) الموازنة\u2069" in line for line in lines)
    assert all("\x1b" not in line and "\x07" not in line for line in lines)


def test_a_found_language_shows_its_score_and_a_correction_its_coder(make_article):
    record = [{"coder": "anna", "time": "2024-05-03T10:00:00Z", "roles": []}]
    article = make_article(extra={"language_score": 0.97, "corrections": record})
    lines = list(article_lines(article))
    assert "language   en (found, score 0.97)" in lines
    assert "corrected  by anna, 2024-05-03" in lines


def test_odd_columns_of_the_users_do_no_harm(make_article):
    article = make_article(extra={"corrections": ["x"], "language_score": "high"})
    assert list(article_lines(article))
