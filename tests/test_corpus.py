"""The starter corpus is what its datasheet (seeds/README.md) says that it is."""

import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest
import yaml
from typer.testing import CliRunner

from tests import corpus_tables
from tests.corpus_tables import (
    CORPUS,
    DATASHEET,
    FILES,
    READINGS,
    ROOT,
    SUB_REGIONS,
    count_articles,
    opposed_articles,
    raw_rows,
)
from toolkit.cli.app import app
from toolkit.corpus.duplicates import cluster_articles
from toolkit.corpus.rows import read_rows
from toolkit.text import shingles

ALL_FILES = sorted(CORPUS.glob("*.jsonl"))
PAGES = sorted((ROOT / "seeds" / "pages").glob("*.expected.yaml"))

# Readings of a name or place that are easy to get wrong: the article, the roles that it gives to
# countries, and the countries that it must not give any role.
TRAPS = {
    "Georgia, the country": ("s126", "GE focus", "US"),
    "Georgia, the state": ("s140", "US focus", "GE"),
    "a town in Georgia that is called Dublin": ("s108", "US focus, IE mention", "GE"),
    "a school in Georgia": ("s034", "BO focus", "GE"),
    "Jordan, the country": ("s109", "JO focus", ""),
    "Jordan, the country and a person": ("s072", "JO focus", "US"),
    "Turkey and a turkey": ("s073", "TR focus", "US"),
    "Chad, the country": ("s153", "TD focus", ""),
    "Chad, the country and a person": ("s009", "TD focus, US focus", ""),
    "Guinea and Papua New Guinea": ("s147", "GN focus, PG focus", "GQ GW"),
    "Papua New Guinea": ("s138", "PG focus", "GN"),
    "Equatorial Guinea": ("s064", "GQ focus, GN mention, GW mention", ""),
    "Guinea-Bissau": ("s105", "GW focus", "GN"),
    "guinea pigs": ("s081", "CM focus", "GN GQ GW PG"),
    "both Congos": ("s075", "CD focus, CG focus", ""),
    "both Koreas": ("s055", "KR focus, KP focus", ""),
    "both Samoas": ("s002", "WS focus, AS focus", ""),
    "Dominica and the Dominican Republic": ("s148", "DM focus, DO focus", ""),
    "Niger and Nigeria": ("s121", "NE focus, NG focus", ""),
    "Macedonia, north and ancient": ("s120", "MK focus, GR focus", ""),
    "Peru, the country and a town": ("s035", "PE focus, US focus", ""),
    "Cuba, Missouri": ("s118", "US focus, HT focus", "CU"),
    "Lebanon, Pennsylvania": ("s159", "US focus", "LB"),
    "Paris, Texas": ("s151", "US focus", "FR"),
    "Moscow, Idaho": ("s179", "US focus", "RU"),
    "Washington, the state and a person": ("s016", "US focus", ""),
    "New Mexico": ("s122", "US focus, MX involved", ""),
    "Polish and polish": ("s080", "PL focus", ""),
    "Moscow for its government": ("s186", "RU focus, UA focus", ""),
    "Beijing and Washington for their governments": ("s055", "CN involved, US involved", ""),
    "Canberra for its government": ("s096b", "AU focus", ""),
    "The Hague for a government": ("s068", "NL focus", ""),
    "Brussels for the European Union": ("s066", "TN focus", "BE"),
    "filed in London about Panama": ("s010", "PA focus, GB dateline", ""),
    "filed in Brussels about a quarrel": ("s078", "GR focus, PL focus, BE dateline", ""),
    "filed in Vienna about Bulgaria": ("s059", "BG focus, AT dateline", ""),
    "filed in Tokyo about the Philippines": ("s085", "PH focus, JP dateline", ""),
    "filed in Nairobi about Congo": ("s099", "CD focus, KE dateline", ""),
    "filed in Geneva about Yemen": ("s167", "YE focus, CH dateline", ""),
    "Hezbollah for Lebanon": ("s191", "LB focus, IR focus", ""),
    "Hamas for Palestine": ("s149", "PS focus, IL focus", ""),
    "the Taliban for Afghanistan": ("s029", "AF focus, IR focus", ""),
}

# Invented people and a park that share a name with somebody in office, living or dead.
NAMESAKES = {
    ("s024", "Berisha"),  # Arta Gashi-Berisha
    ("s024b", "Berisha"),
    ("s027", "Saleh"),  # Saleh Alnahari
    ("s064", "Obiang"),  # Consuelo Nsue Obiang
    ("s121", "Bashir"),  # Bashir Danladi Kurfi
    ("s121b", "Bashir"),
    ("s124", "Churchill"),  # Churchill Park
}


@pytest.fixture(scope="module")
def codebooks():
    return corpus_tables.codebooks()


@pytest.fixture(scope="module")
def rows(codebooks):
    return corpus_tables.read_corpus(codebooks)


@pytest.fixture(scope="module")
def by_id(rows):
    return {row.article.id: row for row in rows}


@pytest.fixture(scope="module")
def examples():
    return {row["id"]: row for row in raw_rows(FILES[0])}


@pytest.fixture(scope="module")
def readings():
    return [{row["id"]: row for row in raw_rows(path)} for path in READINGS.values()]


@pytest.fixture
def run():
    """Runs a command that must succeed; returns what it prints."""

    def run(*arguments):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def coded(row):
    """What a row says, without evidence and order."""
    labels = row["labels"]
    rows = {(stance["target"], stance["holder"], stance["label"]) for stance in labels["stance"]}
    sets = [set(labels[facet]) for facet in ("topic", "region", "framing")]
    return sets, rows, row["primary"], row["roles"]


# --- form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ALL_FILES, ids=lambda path: path.name)
def test_the_corpus_reads_without_a_remark(path, codebooks):
    assert read_rows([path], codebooks)[1].lines() == []


@pytest.mark.parametrize("path", ALL_FILES, ids=lambda path: path.name)
def test_every_quote_stands_where_its_span_says(path):
    spans = [(row, span) for row in raw_rows(path) for span in row["evidence"]]
    assert [
        (row["id"], span["quote"])
        for row, span in spans
        if row[span["field"]][span["start"] : span["end"]] != span["quote"]
    ] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_stance_row_points_to_a_mention_in_the_text(path):
    stances = [(row, stance) for row in raw_rows(path) for stance in row["labels"]["stance"]]
    assert [
        (row["id"], stance["target"])
        for row, stance in stances
        if not row["text"][stance["start"] : stance["end"]].strip()
    ] == []


def test_ids_say_nothing_about_labels(rows):
    ids = [row.article.id for row in rows]
    assert [one for one in ids if not re.fullmatch(r"s\d{3}[bc]?", one)] == []


def test_a_copy_is_in_the_cluster_of_its_original(rows):
    assert [row.article.id for row in rows if row.cluster != row.article.id[:4]] == []


# --- labels -----------------------------------------------------------------------------------


def test_every_article_is_examined_for_every_facet(rows):
    articles = [row.article.id for row in rows if set(row.labels) != {"topic", "region", "framing"}]
    assert articles == []
    assert [row.article.id for row in rows if row.stance is None] == []


def test_every_positive_label_has_evidence(rows):
    found = {(r.article.id, item.facet, item.label) for r in rows for item in r.evidence}
    given = {(r.article.id, f, label) for r in rows for f, ids in r.labels.items() for label in ids}
    assert given - found == set()


def test_every_stance_has_evidence(rows):
    found = {
        (row.article.id, item.target, item.holder, item.label)
        for row in rows
        for item in row.evidence
        if item.facet == "stance"
    }
    given = {
        (row.article.id, stance.target, stance.holder, stance.label)
        for row in rows
        for stance in row.stance
        if stance.label in {"favor", "against"}
    }
    assert given - found == set()


def test_evidence_is_for_labels_that_the_article_has(rows):
    spans = [(row, span) for row in rows for span in row.evidence]
    kept = {
        row.article.id: {(f, label) for f, ids in row.labels.items() for label in ids}
        | {("region", code) for code in row.roles.get("region", {})}
        | {("stance", stance.label) for stance in row.stance}
        for row in rows
    }
    assert [
        (row.article.id, span.facet, span.label)
        for row, span in spans
        if (span.facet, span.label) not in kept[row.article.id]
    ] == []


@pytest.mark.parametrize("facet", ["topic", "framing"])
def test_one_label_is_primary_where_any_applies(rows, codebooks, facet):
    above = codebooks[facet].with_parents
    wrong = [
        row.article.id
        for row in rows
        if row.labels[facet] and row.primary.get(facet) not in above(row.labels[facet])
    ]
    assert wrong == []


@pytest.mark.parametrize("facet", ["topic", "region", "framing"])
def test_no_article_has_more_labels_than_its_codebook_asks_for(rows, codebooks, facet):
    most = codebooks[facet].max_labels
    assert [row.article.id for row in rows if len(row.labels[facet]) > most] == []


def test_region_labels_are_the_countries_in_focus(rows, by_id):
    focus = {
        row.article.id: {c for c, role in row.roles.get("region", {}).items() if role == "focus"}
        for row in rows
    }
    assert [one for one, row in by_id.items() if row.labels["region"] != focus[one]] == []


# --- articles ---------------------------------------------------------------------------------


def test_there_are_180_articles_of_eight_outlets(rows):
    assert len(rows) >= 180
    assert len({row.article.source for row in rows}) >= 8


def test_articles_have_120_to_450_words(rows):
    words = {row.article.id: len(row.article.text.split()) for row in rows}
    assert {one: n for one, n in words.items() if not 120 <= n <= 450} == {}


def test_articles_are_from_every_month_of_two_years(rows):
    months = {row.article.published[:7] for row in rows}
    assert months == {f"{year}-{month:02}" for year in (2023, 2024) for month in range(1, 13)}


def test_opinion_pieces_are_marked(rows):
    genres = {row.article.id: row.article.extra["genre"] for row in rows}
    signed = [r.article.id for r in rows if r.article.title.startswith(("Opinion:", "Comment:"))]
    assert [one for one in signed if genres[one] != "opinion"] == []
    assert Counter(genres.values())["opinion"] >= 20


def test_most_articles_are_english_and_some_are_not(rows):
    languages = Counter(row.article.language for row in rows)
    assert languages.keys() == {"en", "de", "es", "ar"}
    assert languages["en"] > 200


def test_nobody_in_office_is_named(rows, codebooks):
    leaders = {
        term.term
        for label in codebooks["region"].labels
        for term in label.terms
        if term.cue == "leader"
    }
    names = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, leaders))) + r")\b")
    texts = {
        row.article.id: "\n".join(
            [row.article.title, row.article.dek or "", row.article.text, *row.article.captions]
        )
        for row in rows
    }
    found = {(one, name) for one, text in texts.items() for name in names.findall(text)}
    assert found == NAMESAKES


# --- stories ----------------------------------------------------------------------------------


def test_fifteen_stories_appear_once_or_twice_more(rows):
    sizes = Counter(Counter(row.cluster for row in rows).values())
    assert sizes[2] + sizes[3] >= 15
    assert max(sizes) == 3


def test_articles_of_different_stories_share_no_passages(rows):
    grams = {row.article.id: shingles(row.article.text, size=4) for row in rows}
    story = {row.article.id: row.cluster for row in rows}
    shared = {
        (left, right): len(grams[left] & grams[right]) / min(len(grams[left]), len(grams[right]))
        for left, right in combinations(grams, 2)
        if story[left] != story[right]
    }
    assert {pair: share for pair, share in shared.items() if share > 0.1} == {}


def test_the_stories_that_the_corpus_names_are_found_without_their_names(rows):
    named = {row.article.id: row.cluster for row in rows}
    found = cluster_articles([row.article for row in rows])
    pairs = list(combinations(named, 2))
    together = {(a, b) for a, b in pairs if named[a] == named[b] and named[a] is not None}
    assert {(a, b) for a, b in pairs if found[a] == found[b]} == together


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name[:4])
def test_a_page_gives_the_text_that_was_labelled(path, by_id):
    expected = yaml.safe_load(path.read_text(encoding="utf-8"))
    article = by_id[path.name[:4]].article
    assert (expected["title"], expected["dek"], expected["text"]) == (
        article.title,
        article.dek,
        article.text,
    )


def test_every_labelled_page_is_there():
    assert {row["id"] for row in raw_rows(FILES[1])} == {path.name[:4] for path in PAGES}


# --- coverage ---------------------------------------------------------------------------------


def test_every_top_level_topic_is_in_eight_articles(rows, codebooks):
    counts = count_articles(rows, codebooks["topic"])
    top = [label.id for label in codebooks["topic"].labels if label.parent is None]
    assert len(top) == 17
    assert {label: counts[label] for label in top if counts[label] < 8} == {}


def test_forty_countries_and_all_sub_regions_are_a_focus(rows, codebooks):
    countries = set(count_articles(rows, codebooks["region"]))
    assert len(countries) >= 40
    groups = codebooks["region"].groups
    assert [code for code in SUB_REGIONS if not countries & set(groups[code].members)] == []


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_coded_as_it_should_be(trap, by_id):
    article, wanted, forbidden = TRAPS[trap]
    roles = by_id[article].roles["region"]
    assert dict(pair.split() for pair in wanted.split(", ")).items() <= roles.items()
    assert roles.keys() & set(forbidden.split()) == set()


def test_every_frame_is_in_ten_articles(rows, codebooks):
    counts = count_articles(rows, codebooks["framing"])
    frames = [label for label in codebooks["framing"].label_ids if label != "other"]
    assert len(frames) == 14
    assert {label: counts[label] for label in frames if counts[label] < 10} == {}


def test_most_articles_have_two_to_four_frames(rows):
    sizes = Counter(len(row.labels["framing"]) for row in rows)
    assert sizes[2] + sizes[3] + sizes[4] > 0.8 * len(rows)


def test_a_dozen_targets_have_every_stance_of_author_and_quoted_holders(rows):
    labels, holders = defaultdict(set), defaultdict(set)
    for stance in (stance for row in rows for stance in row.stance):
        labels[stance.target].add(stance.label)
        holders[stance.target].add(stance.holder == "author")
    full = {target for target in labels if len(labels[target]) == 3 and len(holders[target]) == 2}
    assert len(full) >= 12


def test_authors_and_those_they_quote_take_opposite_sides_in_five_articles(rows):
    assert len(opposed_articles(rows)) >= 5


# --- double coding ----------------------------------------------------------------------------


def test_sixty_articles_were_read_twice_and_are_gold(examples, readings):
    gold = {one for one, row in examples.items() if set(row.get("status", {}).values()) == {"gold"}}
    assert len(gold) == 60
    assert [set(reading) for reading in readings] == [gold, gold]


@pytest.mark.parametrize("field", ["title", "dek", "text", "published", "source", "language"])
def test_readers_read_what_the_corpus_holds(examples, readings, field):
    first, second = readings
    assert [
        one for one in first if not examples[one][field] == first[one][field] == second[one][field]
    ] == []


def test_every_disagreement_was_adjudicated_with_a_reason(examples, readings):
    first, second = readings
    apart = {one for one in first if coded(first[one]) != coded(second[one])}
    reasons = {one: row["adjudication"] for one, row in examples.items() if "adjudication" in row}
    assert apart - set(reasons) == set()
    assert [one for one, given in reasons.items() if not (given["coder"] and given["reason"])] == []


def test_what_both_readers_said_stands_where_nobody_adjudicated(examples, readings):
    first, _ = readings
    alone = [one for one in first if "adjudication" not in examples[one]]
    assert [one for one in alone if coded(first[one]) != coded(examples[one])] == []


# --- datasheet --------------------------------------------------------------------------------


def test_the_commands_of_the_datasheet_show_the_double_coding(run, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    store = ("--store", tmp_path / "demo.db")
    for coder, path in READINGS.items():
        run("import", path, "--coder", coder, *store)
    shown = run("agree", *store, "--bootstrap", "0")
    assert shown.startswith("Coders: reader-1, reader-2\n")
    assert shown.count(": 60 articles coded by two or more") == 4
    apart = run("adjudicate", *store)
    assert apart.startswith("s012 topic\n")
    assert "reader-1       reader-2\n" in apart


def test_the_tables_of_the_datasheet_are_fresh():
    text = DATASHEET.read_text(encoding="utf-8")
    assert corpus_tables.fill(text, corpus_tables.tables()) == text, "run `make docs`"
