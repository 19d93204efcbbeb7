import gzip
import json
import runpy
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from toolkit.ingest.html import looks_like_html, parse_html
from toolkit.ingest.html_metadata import read_stamp

SHARED = Path(__file__).parents[3] / "shared"
TRAFILATURA_F1 = 0.960

PARAGRAPHS = [
    "The harbour council voted on Monday to dredge the eastern channel before the winter storms "
    "arrive, ending two years of argument over who should pay for the work.",
    "Fishing crews welcomed the decision &amp; said that three boats had run aground since spring "
    "&lt;all of them at low tide&gt;, a count that the harbour master confirmed.",
    "Opponents of the plan want a study of the eelgrass beds first, and they intend to ask the "
    "regional court to halt the dredgers until one has been made and published.",
]
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "The Tidewater Courier"},
        {
            "@type": ["NewsArticle"],
            "headline": "Council votes to dredge the eastern channel",
            "datePublished": "2031-03-04T09:30:00+01:00",
            "author": [{"@type": "Person", "name": "MARA QUILL"}, {"name": "Tom Oster"}],
            "publisher": {"@type": "Organization", "name": "The Tidewater Courier"},
            "articleSection": ["Harbour", "Local"],
        },
    ],
}
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><title>Council votes | The Tidewater Courier</title>
<meta property="article:published_time" content="2031-03-09T00:00:00Z">
<link rel="canonical" href="https://tidewater.example/harbour/dredge">
<script type="application/ld+json">{json.dumps(LINKED)}</script>
<script>var tracker = "never shown";</script></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Council votes to dredge the eastern channel</h1>
<p class="standfirst">Work is to begin before the storms, says the harbour master.</p>
<time datetime="2031-03-05">5 March</time>
<figure><img src="x.jpg"><figcaption>A dredger leaves the eastern basin at dawn.
<span class="photo-credit">Lin Abara / Tidewater</span></figcaption></figure>
<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><h2>What the critics want</h2><p>{PARAGRAPHS[2]}</p>
</article><aside><figure><figcaption>Another story</figcaption></figure></aside>
<footer>All rights reserved</footer></body></html>"""


@pytest.fixture(scope="module")
def page():
    return parse_html(PAGE)


def test_statements_of_the_page_are_preferred_to_what_it_shows(page):
    assert page.metadata.published == "2031-03-04T09:30:00+01:00"
    assert page.metadata.zone == "known"
    assert page.metadata.authors == ("Mara Quill", "Tom Oster")
    assert page.metadata.source == "The Tidewater Courier"
    assert page.metadata.section == "Harbour"
    assert page.metadata.language == "en"
    assert page.metadata.url == "https://tidewater.example/harbour/dredge"


def test_title_dek_captions_and_body_are_told_apart(page):
    assert page.title == "Council votes to dredge the eastern channel"
    assert page.dek == "Work is to begin before the storms, says the harbour master."
    assert page.captions == ("A dredger leaves the eastern basin at dawn.",)
    assert page.text.split("\n\n")[0] == PARAGRAPHS[0]
    assert page.text.split("\n\n")[2] == "What the critics want"
    assert page.status == "ok"


def test_entities_are_decoded_once_and_scripts_and_menus_are_gone(page):
    assert "decision & said" in page.text
    assert "<all of them at low tide>" in page.text
    assert "tracker" not in page.raw
    assert "Sport" not in page.raw
    assert "All rights" not in page.raw


def test_segments_map_exactly_and_cover_every_character_once(page):
    fields = {
        "title": page.title,
        "dek": page.dek,
        "text": page.text,
        "captions": "\n\n".join(page.captions),
    }
    placed = [s for s in page.segments if s.field]
    assert [page.raw[s.raw_start : s.raw_end] for s in placed] == [
        fields[s.field][s.start : s.end] for s in placed
    ]
    covered = "".join(page.raw[s.raw_start : s.raw_end] for s in page.segments)
    assert "".join(covered.split()) == "".join(page.raw.split())
    assert [s.role for s in page.segments] == [
        *("title", "dek", "caption", "credit"),
        *("paragraph", "paragraph", "subheading", "paragraph"),
    ]


def test_a_cookie_page_is_probably_no_article():
    page = parse_html(
        "<html><head><title>Before you go on</title></head><body><h1>Before you go on</h1>"
        "<p>Please accept our cookies to read this page.</p></body></html>"
    )
    assert page.status == "probably_not_article"
    assert "words: a paywall" in page.warnings[0]


def test_a_page_without_text_is_none():
    assert parse_html("<html><body><script>x()</script></body></html>") is None


def test_a_page_in_a_script_without_blanks_is_long_enough():
    body = "市议会星期二开会讨论新的预算，发言人说气氛友好，各方希望在冬季之前达成协议。" * 4
    page = parse_html(f"<html lang='zh'><body><article><p>{body}</p></article></body></html>")
    assert page.status == "ok"


def test_a_date_that_cannot_be_read_is_named_and_never_guessed():
    page = parse_html(
        PAGE.replace("2031-03-04T09:30:00+01:00", "٤ مارس").replace("2031-03-09T00:00:00Z", "soon")
    )
    assert page.metadata.published == "2031-03-05"
    assert "date not understood: '٤ مارس'" in page.warnings


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("<!doctype HTML>\n<title>x</title>", True),
        ("<?xml version='1.0'?>\n<!-- saved --><html><body>x", True),
        ("<div><p>One.</p><p>Two.</p></div>", True),
        ("if a < b and b > c then", False),
        ("<3 is a heart, <p> is a tag", False),
        ("The tag <html> begins a page.", False),
    ],
)
def test_html_is_told_from_text_with_angle_brackets(text, is_html):
    assert looks_like_html(text) is is_html


@pytest.mark.parametrize(
    ("written", "stamp"),
    [
        ("2031-03-04T09:30:00.000Z", ("2031-03-04T09:30:00.000Z", "known")),
        ("2031-03-04 09:30:00 GMT", ("2031-03-04T09:30:00Z", "known")),
        ("2031-03-04", ("2031-03-04", "unknown")),
        ("0001-01-01T00:00:00Z", None),
        ("March fourth", None),
    ],
)
def test_stamps_keep_their_precision(written, stamp):
    assert read_stamp(written) == stamp


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the extraction benchmark is not at ../shared")
def test_bodies_of_the_benchmark_are_not_worse_than_trafilatura_alone():
    folder = SHARED / "data/article_extraction"
    measure = runpy.run_path(str(SHARED / "tools/extraction_f1.py"))["score"]
    with gzip.open(folder / "all.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    pages = {
        row["id"]: parse_html(gzip.decompress((folder / row["html"]).read_bytes()).decode())
        for row in rows
    }
    f1, _, _ = measure(
        {row["id"]: row["text"] for row in rows}, {key: page.text for key, page in pages.items()}
    )
    assert f1 >= TRAFILATURA_F1


BLOCKS = st.sampled_from(
    [
        *(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS),
        "<h2>What the critics want</h2>",
        "<ul><li>dredgers, three of them</li><li>eelgrass</li></ul>",
        "<blockquote><p>“We waited two years,” she said.</p></blockquote>",
        "<figure><figcaption>A dredger at dawn. (Photo: Lin Abara)</figcaption></figure>",
        "<figure><figcaption>A dredger at dawn. (Photo: Lin Abara)</figcaption></figure>",
        "<p>الميناء القديم مغلق منذ عامين.</p>",
        "<p>A line<br>and the next &nbsp; one<br><br>and a third 𝄞</p>",
        "<table><tr><td>Boats</td><td>14</td></tr></table>",
        "<p>   </p>",
        "<div>loose text</div>",
        "<nav><a href='/'>Home</a></nav>",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, max_size=14), st.booleans())
def test_segments_of_any_page_cover_its_text_once_and_quote_it_exactly(blocks, headed):
    head = "<h1>Council votes to dredge the eastern channel</h1>" if headed else ""
    page = parse_html(f"<html><body><article>{head}{''.join(blocks)}</article></body></html>")
    assume(page is not None)
    fields = {
        "title": page.title or "",
        "dek": page.dek or "",
        "text": page.text,
        "captions": "\n\n".join(page.captions),
    }
    covered = [page.raw[s.raw_start : s.raw_end] for s in page.segments]
    assert "".join("".join(covered).split()) == "".join(page.raw.split())
    assert [s.raw_start for s in page.segments] == sorted(s.raw_start for s in page.segments)
    bearing = [s for s in page.segments if s.field is not None]
    assert [fields[s.field][s.start : s.end] for s in bearing] == [
        page.raw[s.raw_start : s.raw_end] for s in bearing
    ]
    lengths = {s.field: s.end for s in bearing}
    assert lengths == {name: len(value) for name, value in fields.items() if value}
