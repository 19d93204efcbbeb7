import pytest

from toolkit.ingest.page import parse_page

PARAGRAPHS = [
    "The harbour bridge carried its first traffic in two years on Saturday, when the mayor cut a "
    "ribbon and a queue of delivery vans rolled across.",
    "The repairs cost 14 million, about a third more than the council had planned when the barge "
    "struck the northern pier, and the money came from three funds.",
    "The ferry that replaced the bridge will keep running until the end of May, the harbour office "
    "said in a statement, and will then be sold to a town upriver.",
]
HEAD = "Home\nNews\nSport\n\nHarbour bridge reopens after two years\n\nBy Ann Lee\n4 March 2023\n\n"


def body_with(insert):
    first, second, third = PARAGRAPHS
    page = parse_page(f"{HEAD}{first}\n\n{second}\n\n{insert}\n\n{third}\n\nShare\nFacebook\n")
    return page.text.split("\n\n")


@pytest.mark.parametrize(
    "insert",
    [
        "Read more: Ferry passengers stranded for six hours",
        "ALSO READ | Ferry passengers stranded for six hours",
        "Also Read Ferry passengers stranded for six hours",
        "RELATED\nFerry passengers stranded for six hours\nBakery wins national prize",
        "Lesen Sie auch: Warum die Fähre nun doppelt so oft fährt",
        "Lea también: El ferri que nadie quiso comprar",
        "À lire aussi : Le bac que personne ne voulait",
        "İlgili haber: Feribot yolcuları altı saat mahsur kaldı",
        "Читайте также: Паром застрял на шесть часов",
        "اقرأ أيضًا: ركاب العبارة عالقون ست ساعات",
        "إقرأ أيضاً: ركاب العبارة عالقون ست ساعات",
        "ये भी पढ़ें: नौका के यात्री छह घंटे फंसे रहे",
        "関連記事：渡し船の乗客、六時間足止め",
        "Advertisement",
        "Advertisement · Scroll to continue",
        "Article continues below advertisement",
        "Publicidad",
        "إعلان",
        "Sign up to the Harbour Letter\nYour guide to the tides, sent to your inbox every Friday.",
        "Get The Whistle: our Saturday e-mail on boats nobody races. Sign up free",
        "Newsletter: Melden Sie sich für unseren Morgenbrief an.",
        "“a queue of delivery vans rolled across”",
    ],
)
def test_what_stands_between_paragraphs_without_being_one_is_left_out(insert):
    assert body_with(insert) == PARAGRAPHS


@pytest.mark.parametrize(
    "line",
    [
        "“We waited a long time,” said Odile Brandt, who runs a bakery on the north side.",
        "Read aloud in the chamber, the letter took four minutes and changed no minds at all.",
        "More than half of the drivers who were asked said that they would pay a toll.",
        "The paper's newsletter reported in May that subscribers would sign up for alerts.",
    ],
)
def test_a_sentence_of_the_article_stays(line):
    assert line in body_with(line)


def test_a_list_that_a_colon_announces_stays():
    dates = "June 9 – North pier\nJune 10 – South pier\nJune 14 – Old customs house"
    kept = body_with(f"The mayor will speak three times this month:\n{dates}")
    assert kept[2:6] == ["The mayor will speak three times this month:", *dates.split("\n")]


def test_a_first_paragraph_with_a_dateline_behind_buttons_stays():
    first = PARAGRAPHS[0].replace("The harbour", "LOWMARK, Ohio (AP) — The harbour")
    page = parse_page(
        f"{HEAD}Share\nTweet\n\n{first}\n\nView all\n\n{PARAGRAPHS[1]}\n\n{PARAGRAPHS[2]}"
    )
    assert page.text.split("\n\n") == [first, *PARAGRAPHS[1:]]


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("HARRIET COLQUHOUN-VANE\nSEOUL CORRESPONDENT\n4 March 2023", ("Harriet Colquhoun-Vane",)),
        ("Tom Krisch, AP Auto Writer\n4 March 2023", ("Tom Krisch",)),
        ("Chris Davids - Mar 4, 2023, 10:31 pm CST", ("Chris Davids",)),
        ("Saturday March 4, 2023 7:45 am PST by Joe Rossig", ("Joe Rossig",)),
        ("By Mele Fita in Suva and Rus Qalo in Apia\n4 March 2023", ("Mele Fita", "Rus Qalo")),
        ("Interview by Aïssa Kouri\n4 March 2023", ("Aïssa Kouri",)),
        ("Local News\n4 March 2023", ()),
    ],
)
def test_bylines_are_found_without_a_by_where_their_place_shows_them(head, authors):
    body = "\n\n".join(PARAGRAPHS)
    page = parse_page(
        f"Home\nNews\n\nHarbour bridge reopens after two years\n{head}\nShare\n\n{body}"
    )
    assert page.authors == authors
    assert page.published.startswith("2023-03-04")


@pytest.mark.parametrize(
    ("picture", "caption"),
    [
        (
            "Vans cross the bridge at dawn. (Ida Moe/Lowmark Press)",
            "Vans cross the bridge at dawn.",
        ),
        ("Vans cross the bridge at dawn. MERIDIAN/Ida Moe", "Vans cross the bridge at dawn."),
        (
            "View image in fullscreen\nVans cross the bridge at dawn",
            "Vans cross the bridge at dawn",
        ),
        ("Vans cross the bridge at dawn\nhide caption", "Vans cross the bridge at dawn"),
        (
            "Photo: The first vans of the day cross the harbour bridge at dawn.",
            "The first vans of the day cross the harbour bridge at dawn.",
        ),
    ],
)
def test_captions_are_told_by_a_credit_or_by_the_buttons_of_their_picture(picture, caption):
    body = "\n\n".join(PARAGRAPHS)
    page = parse_page(f"{HEAD}{picture}\n\n{body}\n\nShare\nFacebook\n")
    assert page.captions == (caption,)
    assert page.text == body
