# ruff: noqa: E501 - a pasted page has long lines
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.ingest.page import parse_page

SHARED = Path(__file__).resolve().parents[3] / "shared" / "seed"

HARBOUR = """Skip to content
The Lowmark Gazette
Home
News
Politics
Sport
Opinion
Subscribe
Sign in

Local news
Harbour bridge reopens after two years of repairs

The crossing had been closed since a barge struck its northern pier.

By MARGIT O'HARE and Tom de Vries, Gazette Staff
Published: 4 March 2023 at 09:15 GMT | Updated: 5 March 2023 at 10:00 GMT
Share
Facebook
Twitter
The first cars cross the repaired bridge at dawn. (Photo: Ines Calder/Lowmark Press)
(Photo: Ines Calder/Lowmark Press)

The harbour bridge carried its first traffic in two years on Saturday, when the mayor cut a ribbon and a queue of delivery vans rolled across.

“We waited a long time,” said Odile Brandt, who runs a bakery on the north side.

The repairs cost 14 million, about a third more than the council had planned when the barge struck the northern pier.

Advertisement

What happens to the ferry?

The ferry that replaced the bridge will keep running until the end of May, the harbour office said in a statement.

It will then be sold.

Councillors are to discuss a toll next month, although the mayor said that she would not support one before the election.

Related articles
Ferry passengers stranded for six hours
Five things to know about the council budget

Most read
Bakery wins national prize for rye bread
Man rescues swan from frozen canal

Comments
2 comments
riverman
3 days ago
About time, I have been driving round by the motorway for two years and it has cost me a fortune.
Reply

© Lowmark Gazette. All rights reserved. Privacy policy
"""

MERCADO = """Inicio
Política
Deportes
Suscríbete

El mercado de Villanera abre de noche por primera vez

Por Lucía Ferrán y Óscar Bellido
Publicado el 7 de junio de 2021 a las 18:30

El mercado central de Villanera abrió sus puertas de noche este sábado, después de que los comerciantes pidieran durante años un horario más amplio.

“Ha venido más gente de la que esperábamos”, dijo la presidenta de la asociación, que atiende un puesto de fruta desde hace tres décadas.

El ayuntamiento calcula que unas cuatro mil personas pasaron por los puestos entre las ocho de la tarde y la medianoche.

Lo más leído
El tren de la costa llegará con dos años de retraso
"""

PORT = """الرئيسية
سياسة
رياضة

افتتاح الميناء الجديد في مدينة الرمال بعد عشر سنوات من البناء

بقلم: سامي الحداد
نشر في ١٢ أبريل ٢٠٢٠ الساعة ٤:٣٠ م

افتتحت السلطات المحلية يوم الأحد الميناء الجديد في مدينة الرمال بعد أن استمر البناء أكثر من عشر سنوات بسبب نقص الأموال.

وقال مدير الميناء إن السفن الأولى ستصل خلال أسبوعين، وإن المشروع سيوفر مئات الوظائف لسكان المدينة والقرى المجاورة.

وأضاف أن المرحلة الثانية من المشروع تشمل بناء مخازن جديدة وطريق يربط الميناء بالسوق المركزي في المدينة.
"""

MILL = """date 2019-05-06 Inland Courier - Valley Edition Weather Sport Culture Opinion
Old mill burns down as crews run out of water

By ANN MCROY
Posted: MAY 6, 2019 07:05
Firefighters watch the old mill burn on Sunday night. (credit: VPA)Firefighters watch the old mill burn on Sunday night. (credit: VPA)

The old mill at Stenning burned to the ground on Sunday night after fire crews ran out of water, the county said on Monday.

Nobody was hurt, but the families in three cottages next to the mill were told to leave their homes until the walls have been made safe.

The mill, which ground its last corn in 1961, had been for sale since April 2, 2012 and stood empty.
"""


def fields(page):
    return {
        "title": page.title or "",
        "dek": page.dek or "",
        "text": page.text,
        "captions": "\n\n".join(page.captions),
    }


def check_segments(raw, page):
    position = 0
    covered = 0
    values = fields(page)
    lengths = dict.fromkeys(values, 0)
    for segment in page.segments:
        assert position <= segment.raw_start < segment.raw_end
        assert not raw[position : segment.raw_start].strip()
        position = segment.raw_end
        covered += segment.raw_end - segment.raw_start
        if segment.field is not None:
            piece = raw[segment.raw_start : segment.raw_end]
            assert values[segment.field][segment.start : segment.end] == piece
            lengths[segment.field] = segment.end
    assert not raw[position:].strip()
    assert lengths == {name: len(value) for name, value in values.items()}


def test_an_english_page_is_taken_apart():
    page = parse_page(HARBOUR)
    assert page.title == "Harbour bridge reopens after two years of repairs"
    assert page.dek == "The crossing had been closed since a barge struck its northern pier."
    assert page.authors == ("Margit O'Hare", "Tom de Vries")
    assert (page.published, page.published_zone) == ("2023-03-04T09:15+00:00", "known")
    assert page.captions == ("The first cars cross the repaired bridge at dawn.",)
    assert page.status == "ok"
    check_segments(HARBOUR, page)


def test_short_quotes_and_subheadings_stay_and_what_follows_the_article_goes():
    page = parse_page(HARBOUR)
    paragraphs = page.text.split("\n\n")
    assert paragraphs[0].startswith("The harbour bridge carried")
    assert paragraphs[-1].startswith("Councillors are to discuss")
    assert "It will then be sold." in paragraphs
    assert len(paragraphs) == 7
    assert [s.role for s in page.segments if s.field == "text"].index("subheading") == 3


def test_a_spanish_page_is_taken_apart():
    page = parse_page(MERCADO)
    assert page.title == "El mercado de Villanera abre de noche por primera vez"
    assert page.authors == ("Lucía Ferrán", "Óscar Bellido")
    assert (page.published, page.published_zone) == ("2021-06-07T18:30", "unknown")
    assert len(page.text.split("\n\n")) == 3
    check_segments(MERCADO, page)


def test_an_arabic_page_with_arabic_figures_is_taken_apart():
    page = parse_page(PORT)
    assert page.title == "افتتاح الميناء الجديد في مدينة الرمال بعد عشر سنوات من البناء"
    assert page.authors == ("سامي الحداد",)
    assert page.published == "2020-04-12T16:30"
    assert len(page.text.split("\n\n")) == 3
    check_segments(PORT, page)


def test_a_caption_pasted_twice_without_a_separator_is_taken_once():
    page = parse_page(MILL)
    assert page.captions == ("Firefighters watch the old mill burn on Sunday night.",)
    assert len(page.text.split("\n\n")) == 3
    assert page.title == "Old mill burns down as crews run out of water"
    assert page.authors == ("Ann McRoy",)
    assert page.published == "2019-05-06T07:05"
    check_segments(MILL, page)


def test_a_scrapers_prefix_is_taken_for_the_date_only_with_a_warning():
    raw = MILL.replace("Posted: MAY 6, 2019 07:05\n", "")
    page = parse_page(raw)
    assert page.published == "2019-05-06"
    assert "scraper" in " ".join(page.warnings)


def test_an_ambiguous_date_gives_null_and_a_warning():
    page = parse_page(
        HARBOUR.replace(
            "4 March 2023 at 09:15 GMT | Updated: 5 March 2023 at 10:00 GMT", "03/04/2023"
        )
    )
    assert page.published is None
    assert "ambiguous date" in " ".join(page.warnings)


def test_a_scrapers_prefix_settles_an_ambiguous_date():
    page = parse_page(MILL.replace("MAY 6, 2019 07:05", "05/06/2019 07:05"))
    assert page.published == "2019-05-06T07:05"


def test_a_page_in_another_language_settles_an_ambiguous_date():
    page = parse_page(MERCADO.replace("el 7 de junio de 2021 a las 18:30", "04/03/2021 18:30"))
    assert page.published == "2021-03-04T18:30"


def test_an_update_alone_is_not_the_publication():
    page = parse_page(MILL.replace("Posted:", "Updated:").replace("date 2019-05-06 ", ""))
    assert page.published is None
    assert "last update" in " ".join(page.warnings)


def test_a_stamp_that_cannot_be_read_gives_a_warning_and_no_date():
    page = parse_page(
        MILL.replace("MAY 6, 2019 07:05", "6 Blurp 2019").replace("date 2019-05-06 ", "")
    )
    assert page.published is None
    assert "date not understood" in " ".join(page.warnings)


def test_an_outlets_name_behind_the_title_is_cut_off():
    raw = HARBOUR.replace("two years of repairs\n\n", "two years of repairs - Lowmark Gazette\n\n")
    page = parse_page(raw)
    assert page.title == "Harbour bridge reopens after two years of repairs"
    check_segments(raw, page)


@pytest.mark.parametrize("raw", ["", " \n\t\r\n\u2028 "])
def test_a_blank_page_has_no_body(raw):
    page = parse_page(raw)
    assert (page.status, page.segments, page.title) == ("no_body", (), None)
    assert page.warnings


def test_a_menu_alone_is_probably_not_an_article():
    page = parse_page("Home\nNews\nSport\nWeather\nSign in\nSubscribe\n")
    assert page.status == "probably_not_article"
    assert page.title is None
    assert page.warnings


def test_the_seed_page_equals_its_hand_made_gold():
    if not SHARED.is_dir():
        pytest.skip("the seed page is not part of the repository")
    raw = (SHARED / "000_e0ab9efec6979dd8.txt").read_bytes().decode("utf-8")
    gold = json.loads((SHARED / "seed_gold.json").read_bytes())["parsed"]
    page = parse_page(raw)
    spans = {}
    for segment in page.segments:
        spans.setdefault(segment.role, []).append((segment.raw_start, segment.raw_end))
    places = {name: (gold[name]["start"], gold[name]["end"]) for name in ("title", "dek", "byline")}
    assert {name: tuple(spans[name]) for name in places} == {n: (p,) for n, p in places.items()}
    assert spans["paragraph"] == [(p["start"], p["end"]) for p in gold["body"]]
    assert spans["subheading"] == [(p["start"], p["end"]) for p in gold["subheadings"]]
    assert spans["published"] == [(gold["published"]["start"], gold["published"]["end"])]
    assert page.captions[0] == gold["captions"][0]["text_only"]["text"]
    assert spans["caption"] == [(414, 628), (1717, 1799)]
    assert spans["credit"] == [(629, 652), (653, 676), (1800, 1806), (1807, 1821)]
    assert page.authors == ("Khaled Abu Toameh",)
    assert (page.published, page.published_zone) == ("2022-10-19T16:49", "unknown")
    assert len(page.text.split("\n\n")) == 13
    check_segments(raw, page)


PIECES = st.sampled_from(
    [
        *HARBOUR.split("\n"),
        *MILL.split("\n"),
        *PORT.split("\n"),
        "\r\n",
        "\u2028",
        "\x85",
        "\x1c",
        "\x00",
        "\u200f",
        "\ufeff",
        "Boats at dusk in the old harbour. (photo credit: VPA)",
        "By",
    ]
)
BREAKS = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\u2029", " ", ""])


@given(st.text(st.characters()))  # with lone surrogates
def test_segments_cover_any_text_once_and_quote_it_exactly(raw):
    check_segments(raw, parse_page(raw))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PIECES, BREAKS), max_size=40))
def test_segments_cover_any_shuffled_page_once_and_quote_it_exactly(pieces):
    raw = "".join(piece + end for piece, end in pieces)
    page = parse_page(raw)
    check_segments(raw, page)
    assert len(set(page.captions)) == len(page.captions)
    assert page.title is None or page.title not in page.text.split("\n\n")


@pytest.mark.parametrize(
    "raw",
    [
        "word " * 200_000,
        "a" * 1_000_000,
        "“" * 1_000_000,
        '"' * 1_000_000,
        "\n" * 1_000_000,
        "(" * 1_000_000,
        "1 " * 500_000,
        "3 May 2020 " * 90_000,
        "By " + "Ann " * 250_000,
        "Photo: " * 140_000,
        "ab" * 500_000,
        "He said it was so.\n\n" * 20_000,
        "a\n" * 100_000,
        "Read more: Ferry sold\n" * 20_000,
        "Ann Lee\n" * 50_000,
        "By Ann Lee\n3 May 2020\n" * 20_000,
        "a/" * 200_000,
        "These are the stops:\n" * 20_000,
    ],
    ids=lambda raw: repr(raw[:12]),
)
def test_a_large_odd_page_is_read_in_linear_time(raw):
    check_segments(raw, parse_page(raw))
