"""Languages found offline; what the article states wins."""

import pytest

from toolkit.ingest import IngestOptions, read_articles
from toolkit.ingest.language import detect_language, with_language

TEXTS = {
    "en": "The council closed the old bridge on Tuesday after a debate of more than six hours.",
    "es": "El ayuntamiento cerró el martes el viejo puente tras un debate de más de seis horas.",
    "de": "Der Stadtrat sperrte am Dienstag die alte Brücke nach einer Debatte von sechs Stunden.",
    "fr": "Le conseil a fermé mardi le vieux pont après un débat de plus de six heures.",
    "ru": "Городской совет закрыл во вторник старый мост после шестичасового обсуждения.",
    "zh": "市议会经过六个多小时的辩论，于周二关闭了那座旧桥，居民们对此表示不满。",
    "ja": "市議会は六時間を超える議論のすえ、火曜日に古い橋を閉鎖した。",
    "ar": "أغلق المجلس البلدي الجسر القديم يوم الثلاثاء بعد نقاش دام أكثر من ست ساعات.",
    "he": "מועצת העיר סגרה ביום שלישי את הגשר הישן לאחר דיון של יותר משש שעות.",
    "hi": "नगर परिषद ने छह घंटे से अधिक की बहस के बाद मंगलवार को पुराना पुल बंद कर दिया।",
}


@pytest.mark.parametrize(("code", "text"), TEXTS.items())
def test_languages_and_scripts_are_found_with_a_score(code, text):
    found = detect_language(text)
    assert found.language == code
    assert 0.5 < found.score <= 1


def test_a_quotation_in_another_language_does_not_decide():
    text = f"“{TEXTS['es']}” " + " ".join([TEXTS["en"], *[TEXTS["en"].replace("six", "two")] * 9])
    assert detect_language(text).language == "en"


@pytest.mark.parametrize("text", ["", "Hello", "12:30 – 14:45", "🙂" * 40, "\ud800" * 3])
def test_too_little_is_not_guessed(text):
    assert detect_language(text) is None


def test_the_score_stands_in_extra_and_a_given_language_wins(make_article):
    found = with_language(make_article(text=TEXTS["es"], language=None))
    assert found.language == "es"
    assert found.extra["language_score"] > 0.9
    given = make_article(text=TEXTS["es"], language="ca")
    assert with_language(given) is given


def test_an_unsure_text_has_no_language_and_a_warning(make_article):
    names = "Ana Roe, Ian Lund, Mira Osei, Ola Berg, Tomo Ito, Uri Katz, Lea Moreau, Juan Paz, "
    article = with_language(make_article(title=None, text=names * 3, language=None))
    assert article.language is None
    assert any("language not sure" in warning for warning in article.warnings)


def test_rows_keep_their_language_and_the_others_get_one(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'id,text,language\n1,"{TEXTS["de"]}",xx\n2,"{TEXTS["de"]}. Ja.",\n')
    given, found = read_articles([str(path)])
    assert (given.language, given.extra) == ("xx", {})
    assert found.language == "de"
    (off, _) = read_articles([str(path)], IngestOptions(detect_language=False))
    assert "language_score" not in off.extra


def test_a_page_whose_template_names_another_language_is_pointed_out(tmp_path):
    path = tmp_path / "a.html"
    body = "".join(f"<p>{TEXTS['es']} {i}</p>" for i in "abcdefgh")
    path.write_text(f'<html lang="en"><body><article><h1>Puente</h1>{body}</article></body></html>')
    (article,) = read_articles([str(path)])
    assert article.language == "en"
    assert any("reads as es" in warning for warning in article.warnings)
