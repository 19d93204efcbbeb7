"""`ingest`, `describe` and `suggest`."""

import json
import zipfile

import pytest

PAGE = "pages/lighthouse.txt"
TITLE = "Keeper of the last lighthouse wins the island match"


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


def test_ingest_writes_articles_to_stdout(toolkit, workspace):
    result = toolkit("ingest", PAGE)
    assert result.exit_code == 0
    (article,) = rows(result.stdout)
    assert article["title"] == TITLE
    assert article["published"] == "2023-03-14"
    assert article["raw"][article["segments"][0]["raw_start"] :]
    assert "1 article from 1 file, 0 rejected" in result.stderr


def test_ingest_writes_a_file_that_it_reads_back_equal(toolkit, workspace):
    assert toolkit("ingest", PAGE, "--out", "a.jsonl", "--source", "Quay").exit_code == 0
    written = (workspace / "a.jsonl").read_text()
    assert rows(written)[0]["source"] == "Quay"
    assert toolkit("ingest", "a.jsonl").stdout == written


def test_ingest_takes_a_page_from_stdin(toolkit, workspace):
    page = (workspace / PAGE).read_text()
    assert rows(toolkit("ingest", "-", stdin=page).stdout)[0]["title"] == TITLE


def test_ingest_maps_columns(toolkit, workspace):
    (workspace / "t.csv").write_text("HEAD,BODY\nA goal,The match was won.\n")
    result = toolkit("ingest", "t.csv", "--map", "title=HEAD", "--map", "text=BODY")
    assert rows(result.stdout)[0]["text"] == "The match was won."


def test_ingest_sets_bad_rows_aside_and_ends_with_3(toolkit, workspace):
    (workspace / "mixed.jsonl").write_text('{"id": "1", "text": "one"}\n{oops\n{"id": "3"}\n')
    result = toolkit("ingest", "mixed.jsonl", "--out", "a.jsonl", "--rejects", "r.jsonl")
    assert result.exit_code == 3
    assert [row["id"] for row in rows((workspace / "a.jsonl").read_text())] == ["1"]
    rejected = rows((workspace / "r.jsonl").read_text())
    assert [row["origin"] for row in rejected] == ["mixed.jsonl#2", "mixed.jsonl#3"]


def test_ingest_stops_at_the_first_bad_row_if_asked(fails, workspace):
    (workspace / "mixed.jsonl").write_text('{"id": "1", "text": "one"}\n{oops\n')
    message = fails("ingest", "mixed.jsonl", "--out", "a.jsonl", "--on-error", "stop")
    assert message.startswith("mixed.jsonl:2: not valid JSON")
    assert not list(workspace.glob("a.jsonl*"))


def test_ingest_of_an_empty_file_is_one_line(fails, workspace):
    (workspace / "empty.jsonl").write_text("")
    assert fails("ingest", "empty.jsonl").startswith("empty.jsonl: file is empty")


def test_ingest_refuses_an_existing_output(fails, toolkit, workspace):
    toolkit("ingest", PAGE, "--out", "a.jsonl")
    message = fails("ingest", PAGE, "--out", "a.jsonl")
    assert message == "a.jsonl: already exists. Choose another name, or use --force."
    assert toolkit("ingest", PAGE, "--out", "a.jsonl", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--map", "text"], "--map text: expected FIELD=COLUMN, such as text=BODY."),
        (["--map", "txt=B"], "--map txt=B: no field 'txt'. Did you mean 'text'?"),
        (["--on-error", "go"], "--on-error: expected skip, stop, got 'go'."),
        (["--on-conflict", "x"], "--on-conflict: expected error, keep, new, suffix, got 'x'."),
    ],
)
def test_ingest_says_which_option_is_wrong(fails, workspace, options, message):
    assert fails("ingest", PAGE, *options) == message


def test_ingest_takes_archives_and_patterns(toolkit, workspace):
    with zipfile.ZipFile(workspace / "e.zip", "w") as archive:
        archive.write(workspace / PAGE, "deep/page.txt")
        archive.writestr("../out.txt", "x")
    result = toolkit("ingest", "e.zip")
    assert result.exit_code == 3
    assert rows(result.stdout)[0]["origin"] == "e.zip#deep/page.txt"
    assert "e.zip#../out.txt: leads out of the archive" in result.stderr
    (workspace / "p").mkdir()
    for name in ("one.csv", "two.csv"):
        (workspace / "p" / name).write_text(f"id,text\n{name},Words of {name}\n")
    found = rows(toolkit("ingest", "p/*.csv").stdout)
    assert [article["id"] for article in found] == ["one.csv", "two.csv"]


def test_ingest_parts_an_export_only_if_asked(toolkit, workspace):
    head = "Pilots go back\nExample Wire\nMarch 5, 2020 Thursday\nLength: 3 words\n"
    part = f"{head}Body\nThey sailed.\n"
    (workspace / "n.txt").write_text(f"{part}End of Document\n" * 2)
    assert "--split parts them" in toolkit("ingest", "n.txt").stderr
    result = toolkit("ingest", "n.txt", "--split", "--on-conflict", "suffix")
    assert [article["origin"] for article in rows(result.stdout)] == ["n.txt#1"]
    assert "same id and same text: 1" in result.stderr


def test_ingest_corrects_a_segment_and_says_by_whom(toolkit, fails, workspace):
    article = rows(toolkit("ingest", PAGE).stdout)[0]
    number = next(i for i, s in enumerate(article["segments"], 1) if s["role"] == "paragraph")
    correction = ("ingest", PAGE, "--correct", f"residue={number}")
    assert "who corrects? Give --coder NAME" in fails(*correction)
    changed = rows(toolkit(*correction, "--coder", "anna").stdout)[0]
    assert changed["segments"][number - 1]["role"] == "residue"
    assert changed["raw"] == article["raw"]
    assert changed["extra"]["corrections"][0]["coder"] == "anna"
    assert "--coder: says something about --correct" in fails("ingest", PAGE, "--coder", "a")


def test_show_numbers_the_segments_that_can_be_corrected(toolkit, workspace):
    shown = toolkit("show", PAGE).stdout
    assert TITLE in shown
    assert "\n1  " in shown
    assert "\x1b" not in shown
    assert "\x1b[" in toolkit("show", PAGE, "--color").stdout


def test_describe_counts(toolkit, workspace):
    result = toolkit("describe", "examples.jsonl")
    assert result.exit_code == 0
    assert result.stdout.startswith("30 articles, ")
    assert "near-duplicates: 1 clusters with copies, 2 articles in them" in result.stdout


def test_describe_as_json_prints_json_only(toolkit, workspace):
    described = json.loads(toolkit("describe", "examples.jsonl", "--json").stdout)
    assert described["by"]["source"] == {"Hill Gazette": 10, "Quay Bulletin": 10} | {
        "Tidewater Post": 10
    }
    assert described["by"]["language"] == {"en": 27, "ar": 1, "de": 1, "fr": 1}


def test_suggest_shows_labels_with_the_words_behind_them(toolkit, workspace):
    shown = toolkit("suggest", PAGE)
    assert shown.exit_code == 0
    assert "topic: sport (Sport) *" in shown.stdout
    assert "“match” [title]" in shown.stdout


def test_suggest_writes_silver_examples_that_check(toolkit, workspace):
    assert toolkit("suggest", PAGE, "--out", "silver.jsonl").exit_code == 0
    (row,) = rows((workspace / "silver.jsonl").read_text())
    assert row["status"]["topic"] == "silver"
    assert "sport" in row["labels"]["topic"]
    assert toolkit("check", "silver.jsonl").exit_code == 0


def test_suggest_writes_jsonl_to_stdout_for_a_dash(toolkit, workspace):
    (row,) = rows(toolkit("suggest", PAGE, "--out", "-").stdout)
    assert row["title"] == TITLE
    assert not (workspace / "-").exists()


def test_suggest_has_no_rules_for_stance(fails, workspace):
    message = fails("suggest", PAGE, "--codebooks", "labels/stance.yaml")
    assert message.startswith("suggest: tiny-stance@1 labels stance rows")


def test_suggest_outside_a_workspace_says_what_is_missing(fails, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert fails("suggest", "x.txt").startswith("labels/: no codebooks in the current folder.")
