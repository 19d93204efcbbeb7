"""The commands over the label store, as a user types them."""

import csv
import json
import shutil

import pytest

CODES = {
    "anna": [("ferry", "weather"), ("match", "sport")],
    "ben": [("ferry", "weather"), ("match", "weather")],
}


@pytest.fixture
def two_coders(untrained, toolkit, write_rows):
    """A workspace in which anna and ben coded two articles, and differ on one."""
    articles = write_rows(
        {"id": "ferry", "title": "Council votes", "text": "The council voted on the ferry."},
        {"id": "match", "title": "Match", "text": "The match ended."},
    )
    toolkit("import", articles)
    for coder, codes in CODES.items():
        for article_id, label in codes:
            done = toolkit(
                *("annotate", article_id, "--coder", coder, "--facet", "topic"),
                *("--present", label, "--complete"),
            )
            assert done.exit_code == 0, done.stderr
    return untrained


def test_agreement_in_every_form(two_coders, toolkit):
    table = toolkit("agree", "--facet", "topic").stdout
    assert "topic: 2 articles coded by two or more" in table
    report = json.loads(toolkit("agree", "--json").stdout)
    assert report == json.loads(toolkit("agree", "--format", "json").stdout)
    rows = list(csv.DictReader(toolkit("agree", "--format", "csv").stdout.splitlines()))
    assert {row["measure"] for row in rows} >= {"label", "sets (MASI)", "sets (Jaccard)"}
    assert toolkit("agree", "--format", "latex").stdout.startswith("\\begin{tabular}")
    assert toolkit("agree", "--format", "md").stdout.startswith("| facet |")


def test_a_case_is_shown_side_by_side_and_settled_by_a_named_person(two_coders, toolkit, fails):
    shown = toolkit("adjudicate").stdout
    assert "match topic" in shown
    assert "ferry topic" not in shown
    assert "--coder NAME" in fails("adjudicate", "match", "--facet", "topic", "--take", "anna")
    done = toolkit(
        *("adjudicate", "match", "--coder", "eva", "--facet", "topic", "--take", "anna"),
        *("--reason", "the headline"),
    )
    assert done.exit_code == 0, done.stderr
    assert toolkit("adjudicate").stdout == "nothing waits for adjudication\n"
    lines = toolkit("history", "match").stdout.splitlines()
    assert len(lines) == 3
    assert "eva (adjudication)" in lines[2]
    assert "(the headline)" in lines[2]
    before = json.loads(toolkit("agree", "--json").stdout)
    assert before["facets"]["topic"]["labels"]["sport"]["raw"] == 0.5


def test_a_reason_is_asked_for(two_coders, fails):
    said = fails("adjudicate", "match", "--coder", "eva", "--facet", "topic", "--take", "anna")
    assert "the reason is missing" in said


def test_a_new_codebook_shows_what_it_changes_and_applies_it(two_coders, toolkit, tmp_path):
    old = tmp_path / "old.yaml"
    shutil.copy("labels/topic.yaml", old)
    new = tmp_path / "topic.yaml"
    text = old.read_text(encoding="utf-8").replace("version: 2", "version: 3")
    new.write_text(text.replace("{id: sport,", "{id: sports, aliases: [sport],"), encoding="utf-8")
    planned = toolkit("migrate", old, new)
    assert planned.exit_code == 0, planned.stderr
    assert "rename sport → sports" in planned.stdout
    assert "match topic  anna: sport → sports" in planned.stdout
    assert "Nothing was stored" in planned.stderr
    applied = toolkit("migrate", old, new, "--apply")
    assert "4 events stored; 0 questions will be asked again" in applied.stderr
    assert "sports" in toolkit("history", "match", "--coder", "anna").stdout
    assert "0 decisions under" in toolkit("migrate", old, new).stderr


def test_a_release_is_joined_to_ones_own_texts(two_coders, toolkit, write_rows):
    assert toolkit("export", "--format", "release", "--out", "release").exit_code == 0
    own = write_rows(
        {"id": "x", "title": "Council votes", "text": "The council voted on the ferry."},
        name="own.jsonl",
    )
    joined = toolkit("import", "release", "--articles", own, "--store", "joined.db")
    assert joined.exit_code == 0, joined.stderr
    assert "1 articles of the release have no copy here" in joined.stderr
    assert toolkit("history", "x", "--store", "joined.db").stdout.count("weather") == 2


def test_a_users_table_is_taken_in_with_its_column_names(untrained, toolkit, fails, tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("nr,body,category\n1,The match ended.,sport\n2,They voted.,wether\n")
    names = ("--map", "id=nr", "--map", "text=body", "--map", "topic=category")
    said = fails("import", table, "--format", "table", *names)
    assert "label 'wether' is not in" in said
    assert "Did you mean 'weather'?" in said
    table.write_text("nr,body,category\n1,The match ended.,sport\n2,They voted.,weather\n")
    done = toolkit("import", table, "--format", "table", *names, "--coder", "anna")
    assert done.exit_code == 0, done.stderr
    assert "2 events added" in done.stderr


def test_a_sample_is_planned_drawn_and_labelled(untrained, toolkit, fails):
    planned = toolkit("sample", "examples.jsonl", "--n", "6")
    assert planned.exit_code == 0, planned.stderr
    assert "expected positives" in planned.stdout
    assert "coder hours" in planned.stdout
    drawn = toolkit(
        *("sample", "examples.jsonl", "--n", "6", "--coder", "anna", "--coder", "ben"),
        *("--out", "s.jsonl", "--json"),
    )
    plan = json.loads(drawn.stdout)
    assert plan["n"] == 6
    done = toolkit(
        "label", "s.jsonl", "--coder", "anna", "--plain", "--facet", "topic", stdin="q\n"
    )
    assert done.exit_code == 0, done.stderr
    assert f"{plan['by_coder']['anna']['articles']} left" in done.stdout
    assert "nothing is assigned to 'carl'" in fails(
        "label", "s.jsonl", "--coder", "carl", "--plain", stdin="q\n"
    )
    assert "already exists" in fails("sample", "examples.jsonl", "--n", "6", "--out", "s.jsonl")
