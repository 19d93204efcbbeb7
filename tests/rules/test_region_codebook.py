"""The shipped region codebook: traps, languages, dates, disputed places, roll-ups."""

from pathlib import Path

import pytest

from toolkit.codebook import load_codebook
from toolkit.config import InputConfig, RulesConfig
from toolkit.corpus.compose import compose
from toolkit.records import Article
from toolkit.rules import Gazetteer, layout_of

ROOT = Path(__file__).parents[2]
BOOK = load_codebook(ROOT / "labels" / "region.yaml")
GAZETTEER = Gazetteer(BOOK, RulesConfig(kind="rules"))


def roles(text, **fields):
    item = compose(Article(text=text, **fields), InputConfig())
    return {found.label: found.role for found in GAZETTEER.find(item, layout_of(item))}


def named(text, **fields):
    return set(roles(text, **fields))


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Georgia votes for a parliament in Tbilisi on Sunday.", {"GE"}),
        ("Georgia's governor signed the bill in Atlanta.", {"US"}),
        ("Jordan's king received the envoy in Amman.", {"JO"}),
        ("Michael Jordan bought a golf course.", set()),
        ("Mr. Jordan said that he would appeal.", set()),
        ("The roast turkey was dry and the gravy cold.", set()),
        ("Turkey and Greece agreed on the islands.", {"TR", "GR"}),
        ("Rebels in northern Chad shot down a helicopter.", {"TD"}),
        ("Chad Kroeger sang for two hours.", set()),
        ("Guinea's junta promised a vote in Conakry.", {"GN"}),
        ("The children keep a guinea pig and two hamsters.", set()),
        ("Equatorial Guinea struck oil.", {"GQ"}),
        ("Guinea-Bissau and Papua New Guinea sent judges.", {"GW", "PG"}),
        ("Paris Hilton opened a hotel.", set()),
        ("They told us that nobody would help us.", set()),
        ("The US sent two ships.", {"US"}),
        ("A writer for Us Weekly was there.", set()),
        ("Niger closed its border with Nigeria.", {"NE", "NG"}),
        ("Dominica and the Dominican Republic signed.", {"DM", "DO"}),
        ("A court in Northern Ireland heard the case.", {"GB"}),
        ("They polish the brass in the hall every week.", set()),
        ("Turkmenistan pumps gas.", {"TM"}),
        ("Jack London wrote about dogs. London was poor.", set()),
        ("A film about Jack London opened in London.", {"GB"}),
        ("Police closed a house in Georgia Avenue.", set()),
        ("Rockwell International <ROK> raised its payout.", set()),
        ("The miner (TSX: PERU) fell.", set()),
        ("Bethlehem Steel cut its dividend.", {"US"}),
        ("Pilgrims came to Bethlehem for Christmas.", {"PS"}),
    ],
)
def test_a_trap_is_read_for_what_it_is(text, labels):
    assert named(text) == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("The Jerusalem Post wrote this.", set()),
        ("Xinhua and the Irish Times reported it.", set()),
        ("DAMASCUS, March 3 (SANA) - The bakers of Suva met.", {"FJ"}),
    ],
)
def test_outlets_agencies_and_datelines_are_no_mentions(text, labels):
    found = {label for label, role in roles(text).items() if role != "dateline"}
    assert found == labels


@pytest.mark.parametrize(
    ("language", "text", "labels"),
    [
        ("de", "Syriens Präsident traf in Moskau die französische Ministerin.", {"SY", "RU", "FR"}),
        ("de", "Das Essen war gut und die Stimmung besser.", set()),
        ("fr", "La Corée du Nord défie les États-Unis et l'Allemagne.", {"KP", "US", "DE"}),
        ("es", "Los rusos y el Gobierno español callan sobre Siria.", {"RU", "ES", "SY"}),
        ("it", "Il governo russo e la Francia trattano con la Cina.", {"RU", "FR", "CN"}),
        ("pt-BR", "Os alemães e a Coreia do Sul assinaram.", {"DE", "KR"}),
        ("ru", "Власти Сирии и Китая ждут президента Франции.", {"SY", "CN", "FR"}),
        ("ar", "وقالت إيران وللعراق موقف آخر من روسيا", {"IR", "IQ", "RU"}),
        ("he", "נשיא סוריה נפגש ברוסיה.", {"SY", "RU"}),
        ("zh", "中国和赤道几内亚的代表在叙利亚会见。", {"CN", "GQ", "SY"}),
        ("ja", "日本と中国の代表がシリアに着いた。", {"JP", "CN", "SY"}),
        ("ko", "시리아는 러시아에 요청했다.", {"SY", "RU"}),
        ("tr", "Suriye'nin komşusu Türkiye ve Rusya.", {"SY", "TR", "RU"}),
        ("fi", "Venäjän johtaja kävi Syyriassa.", {"RU", "SY"}),
        ("th", "รัสเซียและซีเรียประชุม", {"RU", "SY"}),
        ("qq", "Nothing here but Syria.", {"SY"}),
    ],
)
def test_an_article_is_searched_in_its_language(language, text, labels):
    assert named(text, language=language) == labels


def test_names_of_another_language_are_not_searched_for_in_english():
    assert named("The ship Allemagne left.", language="en") == set()
    assert named("The ship Allemagne left.") == set()


def test_what_did_not_exist_yet_does_not_count():
    text = "The Rada met and Hamas spoke."
    assert named(text, published="1985-03-01") == set()
    assert named(text, published="2015-03-01") == {"UA", "PS"}


def test_an_office_holder_counts_in_and_after_his_term_as_the_table_says():
    assert named("Assad spoke.", published="2022-10-19") == {"SY"}
    assert named("Assad spoke.", published="2026-01-01") == set()


def test_states_that_are_gone_count_for_the_one_that_the_codebook_names():
    text = "The Soviet Union, Yugoslavia, Czechoslovakia, Zaire and Burma sent teams."
    assert named(text) == {"RU", "RS", "CZ", "CD", "MM"}


def test_a_capital_that_acts_is_its_country():
    assert roles("Rebels took the town.\n\nFrance watched.\n\nDamascus said nothing.")["SY"] in {
        "involved",
        "focus",
    }


def test_all_but_three_labels_stand_in_exactly_one_m49_region():
    regions = [BOOK.groups[code].members for code in ("002", "019", "142", "150", "009")]
    times = {label: sum(label in members for members in regions) for label in BOOK.label_ids}
    assert {label for label, n in times.items() if n != 1} == {"AQ", "TW", "XK"}


def test_taiwan_and_kosovo_have_groups_of_their_own_beside_m49():
    assert "TW" in BOOK.groups["east_asia_with_taiwan"].members
    assert set(BOOK.groups["030"].members) == set(BOOK.groups["east_asia_with_taiwan"].members) - {
        "TW"
    }
    assert set(BOOK.groups["039"].members) == set(
        BOOK.groups["southern_europe_with_kosovo"].members
    ) - {"XK"}
