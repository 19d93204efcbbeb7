"""Word documents."""

import zipfile

import pytest

from toolkit.ingest import IngestOptions, Reject, read_articles
from toolkit.ingest.word import word_text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


@pytest.fixture
def make_docx(tmp_path):
    def make(body, name="a.docx"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            xml = f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body></w:document>'
            archive.writestr("word/document.xml", xml)
        return path

    return make


def paragraphs(*texts):
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def test_paragraphs_are_joined_by_blank_lines(make_docx):
    path = make_docx(
        "<w:p><w:r><w:t>A </w:t></w:r><w:hyperlink><w:r><w:t>head</w:t></w:r></w:hyperlink>"
        "<w:r><w:t>line</w:t><w:br/><w:t>below</w:t></w:r></w:p><w:p/>"
        "<w:tbl><w:tr><w:tc>" + paragraphs("cell") + "</w:tc></w:tr></w:tbl>"
    )
    assert word_text(path, "a.docx") == "A headline\nbelow\n\ncell"


def test_deleted_words_and_fallbacks_are_left_out(make_docx):
    path = make_docx(
        "<w:p><w:del><w:r><w:delText>old </w:delText></w:r></w:del><w:r><w:t>new</w:t></w:r>"
        "<mc:AlternateContent><mc:Fallback><w:r><w:t>new</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )
    assert word_text(path, "a.docx") == "new"


def test_a_word_document_becomes_one_article(make_docx):
    prose = "The council closed the old bridge on Tuesday after a debate of more than six hours."
    path = make_docx(paragraphs("A bridge is closed", prose, prose.replace("bridge", "road")))
    (article,) = read_articles([str(path)])
    assert article.title == "A bridge is closed"
    assert article.text.startswith(prose)
    assert article.raw_sha256 is not None


def test_an_export_is_parted_only_when_asked(make_docx):
    page = ("Pilots go back", "Example Wire", "March 5, 2020 Thursday", "Length: 9 words", "Body")
    path = make_docx(
        paragraphs(
            *page, "They sailed.", "End of Document", *page, "They rested.", "End of Document"
        )
    )
    first, second = read_articles([str(path)], IngestOptions(split=True))
    assert (first.text, second.text) == ("They sailed.", "They rested.")
    assert (first.origin, second.origin) == (f"{path}#1", f"{path}#2")
    assert (first.title, first.source, first.published) == (
        "Pilots go back",
        "Example Wire",
        "2020-03-05",
    )
    assert first.extra["export"] == {"length": "9 words"}
    (whole,) = read_articles([str(path)])
    assert any("--split parts them" in warning for warning in whole.warnings)


@pytest.mark.parametrize("xml", ["<w:document", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", ""])
def test_damaged_documents_end_in_one_clear_reject(tmp_path, xml):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", xml)
    (reject,) = read_articles([str(path)])
    assert isinstance(reject, Reject)
    assert "not a readable Word document" in reject.reason or "file is empty" in reject.reason


def test_a_zip_without_a_document_is_no_word_document(tmp_path):
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("other.xml", "x")
    (reject,) = read_articles([str(path)])
    assert "not a readable Word document" in reject.reason
