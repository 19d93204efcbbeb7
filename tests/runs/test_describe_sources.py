"""The table of sources by month."""

from toolkit.runs.describe_sources import SourceTable, table_lines


def rows_of(make_article, articles, clusters=None):
    table = SourceTable()
    for number, fields in enumerate(articles):
        table.note(make_article(f"a{number}", **fields), 100 + number)
    names = {f"a{number}": f"a{number}" for number in range(len(articles))}
    return table.rows({**names, **(clusters or {})})


def test_each_source_has_its_months_languages_and_copies(make_article):
    articles = [
        {"source": "Gazette", "published": "2024-01-05"},
        {"source": "Gazette", "published": "2024-02-01T10:00", "language": "de"},
        {"source": "Wire", "published": "2024-02"},
        {"source": None, "published": None, "language": None},
    ]
    rows = rows_of(make_article, articles, {"a2": "a0"})
    assert list(rows) == ["Gazette", "Wire", "unknown"]
    assert rows["Gazette"] == {
        "articles": 2,
        "months": {"2024-01": 1, "2024-02": 1},
        "languages": {"en": 1, "de": 1},
        "words": 101,
        "clusters": 2,
        "copies": 1,
        "shared": 1,
    }
    lines = list(table_lines(rows))
    assert lines[0].split() == [
        *("source", "2024-01", "2024-02", "unknown", "all", "words", "copies", "shared"),
        "language",
    ]
    assert lines[1].split() == [
        "Gazette",
        "1",
        "1",
        "·",
        "2",
        "101",
        "1",
        "1",
        "en",
        "1,",
        "de",
        "1",
    ]
    assert lines[4].split()[:6] == ["(all)", "1", "2", "1", "4", "2"]


def test_many_months_become_quarters_then_years_then_decades(make_article):
    def head(dates):
        articles = [{"source": "Gazette", "published": date} for date in dates]
        return next(table_lines(rows_of(make_article, articles))).split()[1:-5]

    months = [f"2024-{month:02}" for month in range(1, 13)]
    assert head(months) == ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]
    assert head([f"{year}-01" for year in range(2015, 2023)])[0] == "2015-01"
    assert head([f"{year}-{m}" for year in range(2018, 2024) for m in ("01", "07")]) == [
        str(year) for year in range(2018, 2024)
    ]
    assert head([f"{year}-01-01" for year in range(1990, 2024)]) == [
        "1990s",
        "2000s",
        "2010s",
        "2020s",
    ]


def test_small_sources_are_summed_up(make_article):
    articles = [{"source": f"Source {i:02}"} for i in range(30)]
    lines = list(table_lines(rows_of(make_article, articles)))
    assert lines[26].split()[:2] == ["(5", "others)"]
    assert len(lines) == 29
