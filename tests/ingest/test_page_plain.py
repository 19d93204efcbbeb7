import textwrap

import pytest

from toolkit.ingest.page import parse_page

TITLE = "Lowmark closes its leaking pool"
FIRST = (
    "The council of Lowmark voted on Monday to close the swimming pool on Alder Street, which has "
    "leaked since the spring and would cost two million to repair."
)
SECOND = "“Nobody is happy,” said the mayor. “But we have run out of buckets.”"
THIRD = (
    "Residents gathered outside the hall and sang. A petition with four thousand names was handed "
    "over, and the clerk read all of them aloud, which took until midnight."
)
BODY = "\n\n".join([FIRST, SECOND, THIRD])


def wrapped(text, width=72):
    blocks = text.split("\n\n")
    return "\n\n".join(textwrap.fill(block, width, break_on_hyphens=False) for block in blocks)


def test_a_title_line_and_paragraphs_are_title_and_body():
    page = parse_page(f"{TITLE}\n\n{BODY}\n")
    assert (page.title, page.text, page.status, page.warnings) == (TITLE, BODY, "ok", ())


def test_without_blank_lines_it_is_the_same():
    page = parse_page(f"{TITLE}\n{FIRST}\n{SECOND}\n{THIRD}")
    assert (page.title, page.text) == (TITLE, BODY)


def test_paragraphs_alone_have_no_title():
    page = parse_page(BODY)
    assert (page.title, page.text, page.status) == (None, BODY, "ok")
    assert "no title found" in " ".join(page.warnings)


def test_one_paragraph_is_an_article():
    page = parse_page(FIRST)
    assert (page.title, page.text, page.status) == (None, FIRST, "ok")


def test_a_post_of_a_sentence_keeps_its_text_and_says_that_it_is_short():
    post = "Just landed in Lowmark and it is snowing, of course. #lowmark"
    page = parse_page(post)
    assert (page.title, page.text, page.status) == (None, post, "probably_not_article")
    assert "the body has only 11 words" in page.warnings


@pytest.mark.parametrize("title", [TITLE, "Who will close the pool?", "إغلاق المسبح في المدينة"])
def test_a_title_alone_is_a_title_without_a_body(title):
    page = parse_page(title)
    assert (page.title, page.text, page.status) == (title, "", "no_body")


def test_dek_byline_and_stamp_stay_out_of_the_body():
    dek = "Four thousand signed a petition against it, in vain."
    page = parse_page(f"{TITLE}\n\n{dek}\n\nBy Ann Lee\nJune 3, 2024\n\n{BODY}")
    assert (page.title, page.dek, page.text) == (TITLE, dek, BODY)
    assert (page.authors, page.published) == (("Ann Lee",), "2024-06-03")


def test_an_arabic_and_a_chinese_file_are_read_alike():
    arabic = "صوت مجلس المدينة يوم الاثنين على إغلاق المسبح الذي يتسرب منه الماء منذ الربيع."
    chinese = (
        "市议会星期一投票决定关闭奥尔德街的游泳池，该游泳池自春天以来一直漏水，维修费用很高。"
        "居民聚集在大厅外唱歌，并递交了一份有四千人签名的请愿书。"
    )
    assert parse_page(f"إغلاق المسبح\n\n{arabic}").text == arabic
    page = parse_page(f"市议会关闭漏水的游泳池\n\n{chinese}")
    assert (page.title, page.text, page.status) == ("市议会关闭漏水的游泳池", chinese, "ok")


def test_paragraphs_broken_at_a_fixed_width_stay_whole_and_unaltered():
    raw = f"{TITLE}\n\nBy Ann Lee\n\n{wrapped(BODY)}"
    page = parse_page(raw)
    assert page.title == TITLE
    assert page.text == wrapped(BODY)
    assert [s.role for s in page.segments] == ["title", "byline", *["paragraph"] * 3]


def test_a_title_broken_at_a_fixed_width_is_one_line():
    title = f"{TITLE} after two years of repairs that nobody could pay for, mayor says"
    page = parse_page(f"{wrapped(title)}\nBy Ann Lee\n\n{wrapped(BODY)}")
    assert page.title == title
    assert page.authors == ("Ann Lee",)
    assert page.text == wrapped(BODY)


def test_a_mail_with_its_header_lines_keeps_the_paragraphs():
    head = "From: desk@lowmark.example\nTo: Ann Lee\nDate: Mon, 3 Jun 2024 10:00:00 +0200\n\n"
    page = parse_page(head + wrapped(BODY))
    assert page.text == wrapped(BODY)
    assert (page.title, page.published) == (None, "2024-06-03T10:00:00+02:00")


def test_headlines_of_many_lengths_are_not_taken_for_wrapped_lines():
    headlines = [
        "Ferry passengers stranded for six hours off the northern pier",
        "Bakery wins prize",
        "Five things to know about the council budget before the vote",
        "Swan rescued from canal",
        "Bridge toll: what drivers, cyclists and carters will have to pay",
        "The choir that rehearses in a silo",
    ]
    page = parse_page("\n".join([*headlines, "", BODY]))
    assert all("\n" not in line for line in page.text.split("\n\n"))
