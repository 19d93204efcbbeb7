import json

import pytest

HEAD = "id: topics\nversion: {}\nfacet: topic\nunit: article\nselect: multi\nlabels:\n"
OLD = HEAD.format(1) + "".join(f"  - {{id: {x}, name: {x}}}\n" for x in ("law", "war", "sport"))
NEW = HEAD.format(2) + (
    "  - {id: law, name: law, status: retired, replaced_by: [crime, courts]}\n"
    "  - {id: crime, name: crime}\n  - {id: courts, name: courts}\n"
    "  - {id: conflict, name: conflict, aliases: [war]}\n  - {id: sport, name: sport}\n"
)
STANCE = (
    "id: s\nversion: {}\nfacet: stance\nunit: stance-row\nselect: single\n"
    "labels: [{{id: favor, name: Favor}}, {{id: against, name: Against}}]\ntargets:\n"
)


@pytest.fixture
def migrated(toolkit, tmp_path):
    """The rows of an example file after the command has migrated it, and what it said."""

    def run(rows, *options, old=OLD, new=NEW):
        (tmp_path / "old.yaml").write_text(old)
        (tmp_path / "new.yaml").write_text(new)
        source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_text("".join(json.dumps(row) + "\n" for row in rows))
        files = (tmp_path / "old.yaml", tmp_path / "new.yaml")
        result = toolkit("migrate", *files, "--examples", source, "--out", out, *options)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in out.read_text().splitlines()], result

    return run


def test_renames_reach_labels_primary_and_evidence(migrated):
    span = {"facet": "topic", "label": "war", "field": "text", "start": 0, "end": 3, "quote": "War"}
    row = {
        "id": "a",
        "text": "War came.",
        "labels": {"topic": ["war", "sport"], "tone": ["calm"]},
        "primary": {"topic": "war"},
        "evidence": [span],
    }
    [moved], _ = migrated([row])
    assert moved["labels"] == {"topic": ["conflict", "sport"], "tone": ["calm"]}
    assert moved["primary"] == {"topic": "conflict"}
    assert moved["evidence"] == [{**span, "label": "conflict"}]


def test_a_split_label_is_masked_until_it_is_coded_again(migrated):
    [moved], result = migrated([{"id": "a", "text": "x", "labels": {"topic": ["law", "sport"]}}])
    assert moved["labels"] == {"topic": ["sport"]}
    assert moved["unsure"] == {"topic": ["crime", "courts"]}
    assert "split law → crime + courts" in result.stdout
    assert "  a: split law into crime, courts" in result.stderr


def test_what_was_not_examined_stays_so_and_other_keys_stay(migrated):
    row = {"id": "a", "text": "x", "source": "Echo", "labels": {"topic": None}}
    assert migrated([row])[0] == [row]


def test_a_move_on_the_command_line_overrules_the_codebook(migrated):
    row = {"id": "a", "text": "x", "labels": {"topic": ["law"]}}
    [moved], _ = migrated([row], "--move", "law=courts")
    assert moved["labels"] == {"topic": ["courts"]}


def test_stance_rows_follow_their_target(migrated):
    old = STANCE.format(1) + "  - {id: pm, name: PM}\n"
    new = STANCE.format(2) + "  - {id: premier, name: Premier, aliases: [pm]}\n"
    row = {
        "id": "a",
        "text": "x",
        "labels": {"stance": [{"target": "pm", "holder": "Roe", "label": "favor"}]},
    }
    [moved], _ = migrated([row], old=old, new=new)
    assert moved["labels"]["stance"] == [{"target": "premier", "holder": "Roe", "label": "favor"}]


def test_the_file_that_is_read_is_not_overwritten(fails, tmp_path):
    (tmp_path / "old.yaml").write_text(OLD)
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "a", "text": "x", "labels": {"topic": []}}\n')
    books = (tmp_path / "old.yaml", tmp_path / "old.yaml")
    told = fails("migrate", *books, "--examples", path, "--out", path, "--force")
    assert told == f"{path}: is the file that is read. Give another name with --out."


def test_a_file_and_the_store_are_not_migrated_at_once(fails, tmp_path):
    (tmp_path / "old.yaml").write_text(OLD)
    books = (tmp_path / "old.yaml", tmp_path / "old.yaml")
    assert fails("migrate", *books, "--out", tmp_path / "x", "--apply").startswith(
        "--examples FILE"
    )
