import json

from toolkit.records import Article
from toolkit.runs.devices import device_lines, devices_record

TEXT = "The regime fell. “We are free,” Ann Roe said in the square on the day of the vote."


def test_a_record_names_field_and_offsets_of_each_device():
    article = Article(title="A ‘new’ day", text=TEXT, language="en")
    record = devices_record(article)
    assert record["status"] == "available"
    for one in record["found"]:
        assert article.field_text(one["field"])[one["start"] : one["end"]] == one["quote"]
    assert {(one["field"], one["kind"]) for one in record["found"]} == {
        ("title", "partial_quote"),
        ("text", "loaded_label"),
        ("text", "direct_quote"),
        ("text", "attribution_verb"),
    }
    assert record["sources"][0] == {
        "name": "Ann Roe",
        "kind": "named",
        "verbs": 1,
        "quoted_words": 3,
        "reported_words": 0,
    }


def test_another_language_has_no_figures_at_all():
    record = devices_record(Article(text="Das Amt sagte nichts.", language="de"))
    assert record["status"] == "not_available"
    assert "counts" not in record
    assert list(device_lines(record)) == [
        "devices not available: devices are read off English words; the article is not in English"
    ]


def test_show_prints_devices_and_gives_them_as_json(toolkit, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "a", "title": "Day", "text": TEXT, "language": "en"}) + "\n")
    lines = toolkit("show", path, "--devices").stdout.splitlines()
    assert lines[0] == "a  Day"
    assert "  text 4-10  loaded label (negative, government): regime" in lines
    record = json.loads(toolkit("show", path, "--devices", "--json").stdout)
    assert record["devices"]["counts"]["loaded_label"] == 1


def test_json_without_devices_says_what_it_belongs_to(fails, tmp_path):
    assert fails("show", tmp_path, "--json") == (
        "--json: says something about --devices, which is not given."
    )


def test_an_article_that_is_not_there_is_an_error(fails, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "a", "text": TEXT}) + "\n")
    assert fails("show", path, "--devices", "--article", "b") == f"{path}: no article 'b' in it."


def test_suggestions_carry_devices_when_asked_and_read_back(toolkit, workspace, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "a", "text": TEXT, "language": "en"}) + "\n")
    out = tmp_path / "s.jsonl"
    assert toolkit("suggest", path, "--out", out, "--devices").exit_code == 0
    row = json.loads(out.read_text())
    assert row["devices"]["status"] == "available"
    assert toolkit("check", out).exit_code == 0
    assert "devices" not in json.loads(toolkit("suggest", path, "--out", "-").stdout)
