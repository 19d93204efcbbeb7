"""Hugging Face data sets in and out, without a hub and without leaving anything behind."""

import json
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.config import HubSource
from toolkit.corpus.dataset import dataset_rows
from toolkit.corpus.dataset_write import write_dataset
from toolkit.corpus.rows import RowReader, read_rows
from toolkit.errors import DataError, MissingExtraError

datasets = pytest.importorskip("datasets", reason="needs the extra 'transformer'")
from datasets import ClassLabel, Dataset, DatasetDict, Features, List, Value  # noqa: E402

TEXT = "Mayor Liv Brekke called the night crossing a gift."
COLUMNS = {"text": "BODY", "labels.topic": "category"}
COMMIT = "1f3a" * 10
EXAMPLES = [
    {
        "id": "00123",
        "title": "Nattferje",
        "text": TEXT,
        "captions": ["The quay"],
        "published": "2024-05",
        "cluster": "c1",
        "inclusion": 0.25,
        "extra": {"desk": "local", "codes": [1, "b"]},
        "labels": {
            "topic": ["vote", "sport"],
            "region": ["NO"],
            "stance": [
                {
                    "target": "ferry",
                    "holder": "Liv Brekke",
                    "label": "favor",
                    "start": 28,
                    "end": 42,
                },
                {"target": "mayor", "holder": "author", "label": "none"},
            ],
        },
        "primary": {"topic": "vote"},
        "roles": {"region": {"NO": "focus"}},
        "unsure": {"topic": ["politics"]},
        "soft": {"topic": {"vote": 1.0, "politics": 0.3333}},
        "evidence": [
            {
                "facet": "stance",
                "label": "favor",
                "field": "text",
                "start": 45,
                "end": 49,
                "quote": "gift",
                "target": "ferry",
                "holder": "Liv Brekke",
            }
        ],
        "status": {"topic": "gold", "region": "silver", "stance": "consensus"},
        "adjudication": {"coder": "eva", "reason": "headline"},
    },
    {"id": "b", "text": "توقفت المباراة بسبب المطر.", "labels": {"topic": [], "stance": []}},
    {"id": "c", "title": "Only a title", "text": "", "labels": {"region": []}},
    {"id": "d", "text": "Open.", "labels": {"topic": None}, "soft": {"topic": {"sport": 0.5}}},
]


@pytest.fixture(autouse=True)
def no_cache_at_home(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()


@pytest.fixture
def codebooks(make_codebook, make_stance_codebook):
    topic = make_codebook(
        "politics", {"id": "vote", "parent": "politics"}, "sport", primary="optional"
    )
    region = make_codebook("NO", "SY", facet="region", roles=["focus", "involved"])
    return {"topic": topic, "region": region, "stance": make_stance_codebook()}


@pytest.fixture
def read(codebooks):
    def load(path, **options):
        reader = RowReader(codebooks)
        reader.add_rows(dataset_rows(HubSource(hub=str(path), **options)), name=str(path))
        return reader.finish()[0]

    return load


@pytest.fixture
def labels(read):
    """Text and topics of each row."""

    def load(path, **options):
        rows = read(path, **options)
        return [(row.article.text, row.labels.get("topic")) for row in rows]

    return load


@pytest.fixture
def problem(read):
    def find(path, **options):
        with pytest.raises(DataError) as caught:
            read(path, **options)
        return str(caught.value)

    return find


def classes(*values, names=("politics", "sport")):
    features = Features({"BODY": Value("string"), "category": ClassLabel(names=list(names))})
    texts = [f"Text {i}." for i in range(len(values))]
    return Dataset.from_dict({"BODY": texts, "category": list(values)}, features=features)


def without_places(rows):
    return [
        replace(row, line=0, article=row.article.model_copy(update={"origin": None}))
        for row in rows
    ]


# --- out and in again -------------------------------------------------------------------------


def test_an_export_reads_back_equal_to_the_example_file(codebooks, read, write_rows, tmp_path):
    write_dataset(tmp_path / "hf", EXAMPLES, codebooks)
    expected = read_rows([write_rows(*EXAMPLES)], codebooks)[0]
    assert without_places(read(tmp_path / "hf")) == without_places(expected)


def test_not_examined_and_nothing_applies_stay_apart_in_the_columns(codebooks, tmp_path):
    write_dataset(tmp_path / "hf", EXAMPLES, codebooks)
    stored = datasets.load_from_disk(str(tmp_path / "hf"), keep_in_memory=True)["train"]
    assert [row["topic"] for row in stored["labels"]] == [["vote", "sport"], [], None, None]
    assert [row["region"] for row in stored["labels"]] == [["NO"], None, [], None]
    assert stored.features["labels"]["topic"] == List(Value("string"))


def test_the_labels_names_stand_beside_the_data_in_codebook_order(codebooks, tmp_path):
    write_dataset(tmp_path / "hf", EXAMPLES, codebooks)
    names = json.loads((tmp_path / "hf" / "codebooks.json").read_text(encoding="utf-8"))
    assert [label["id"] for label in names["topic"]["labels"]] == ["politics", "vote", "sport"]
    assert names["stance"]["fingerprint"] == codebooks["stance"].fingerprint


def test_the_card_counts_states_and_names_codebook_versions(codebooks, tmp_path):
    write_dataset(tmp_path / "hf", EXAMPLES, codebooks)
    card = (tmp_path / "hf" / "README.md").read_text(encoding="utf-8")
    assert "| topic | topic@1 |" in card
    assert "2 articles examined (2 gold), 2 not examined; nothing applies in 1." in card
    assert "| `vote` | Name of vote | 1 |" in card


def test_an_export_without_texts_keeps_labels_and_spans(codebooks, tmp_path):
    span = {"facet": "topic", "label": "vote", "field": "text", "start": 0, "end": 5}
    row = {"id": "a", "fingerprint": "f", "labels": {"topic": ["vote"]}, "evidence": [span]}
    write_dataset(tmp_path / "hf", [row], codebooks)
    ((_, stored),) = dataset_rows(HubSource(hub=str(tmp_path / "hf")))
    assert stored["evidence"] == [span]
    assert "text" not in stored


def test_an_export_replaces_only_an_earlier_export(codebooks, tmp_path):
    write_dataset(tmp_path / "hf", EXAMPLES, codebooks)
    write_dataset(tmp_path / "hf", EXAMPLES[:1], codebooks, force=True)
    with pytest.raises(DataError, match="already exists"):
        write_dataset(tmp_path / "hf", EXAMPLES, codebooks)
    (tmp_path / "mine").mkdir()
    with pytest.raises(DataError, match="not an earlier export"):
        write_dataset(tmp_path / "mine", EXAMPLES, codebooks, force=True)


def test_half_an_emoji_is_told_instead_of_a_traceback(codebooks, tmp_path):
    row = {"id": "a", "text": "cut \ud83d", "labels": {"topic": []}}
    with pytest.raises(DataError, match="half of a surrogate pair"):
        write_dataset(tmp_path / "hf", [row], codebooks)


def test_without_the_library_the_extra_is_named(codebooks, tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.corpus.dataset.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match="needs the extra 'transformer'"):
        write_dataset(tmp_path / "hf", EXAMPLES, codebooks)


# --- foreign data sets ------------------------------------------------------------------------


def test_class_numbers_become_names_and_minus_one_is_not_examined(labels, tmp_path):
    DatasetDict({"train": classes(1, -1, 0)}).save_to_disk(tmp_path / "set")
    expected = [("Text 0.", {"sport"}), ("Text 1.", None), ("Text 2.", {"politics"})]
    assert labels(tmp_path / "set", columns=COLUMNS) == expected


def test_a_data_set_without_splits_is_read_as_it_is(labels, tmp_path):
    classes(1).save_to_disk(tmp_path / "set")
    assert labels(tmp_path / "set", columns=COLUMNS) == [("Text 0.", {"sport"})]


def test_parquet_and_arrow_files_bring_their_class_names(labels, tmp_path):
    classes(1).to_parquet(tmp_path / "a.parquet")
    classes(1).save_to_disk(tmp_path / "set")
    expected = [("Text 0.", {"sport"})]
    assert labels(tmp_path / "a.parquet", columns=COLUMNS) == expected
    arrow = tmp_path / "set" / "data-00000-of-00001.arrow"
    assert labels(arrow, columns=COLUMNS) == expected


def test_a_list_of_class_numbers_is_several_labels_null_and_nothing_stay_apart(labels, tmp_path):
    features = Features({"BODY": Value("string"), "category": List(ClassLabel(names=["sport"]))})
    rows = {"BODY": ["a", "b", "c"], "category": [[0], [], None]}
    Dataset.from_dict(rows, features=features).save_to_disk(tmp_path / "set")
    expected = [("a", {"sport"}), ("b", frozenset()), ("c", None)]
    assert labels(tmp_path / "set", columns=COLUMNS) == expected


def test_ids_and_words_of_a_csv_stay_as_typed(read, tmp_path):
    (tmp_path / "t.csv").write_text('ref,BODY,category\n00123,NA,"sport|vote"\n', encoding="utf-8")
    (row,) = read(tmp_path / "t.csv", columns=COLUMNS | {"id": "ref"})
    assert (row.article.id, row.article.text) == ("00123", "NA")
    assert row.labels == {"topic": {"sport", "vote"}}


def test_a_downloaded_folder_is_read_by_split_with_the_classes_of_its_card(labels, tmp_path):
    (tmp_path / "train.jsonl").write_text('{"BODY": "A.", "category": 1}\n', encoding="utf-8")
    (tmp_path / "test.jsonl").write_text('{"BODY": "B.", "category": 0}\n', encoding="utf-8")
    (tmp_path / "README.md").write_text(
        "---\ndataset_info:\n  features:\n  - name: BODY\n    dtype: string\n"
        "  - name: category\n    dtype:\n      class_label:\n        names:\n"
        "          '0': politics\n          '1': sport\n---\n",
        encoding="utf-8",
    )
    assert labels(tmp_path, columns=COLUMNS) == [("A.", {"sport"})]
    assert labels(tmp_path, columns=COLUMNS, split="test") == [("B.", {"politics"})]
    assert not (tmp_path / "cache").exists()


def test_one_stance_a_row_is_put_together_from_its_columns(read, tmp_path):
    lines = "ref,Tweet,Target,Stance\n1,A gift.,ferry,favor\n2,Nothing.,mayor,none\n"
    (tmp_path / "t.csv").write_text(lines, encoding="utf-8")
    columns = {"id": "ref", "text": "Tweet"}
    columns |= {"labels.stance.target": "Target", "labels.stance.label": "Stance"}
    rows = read(tmp_path / "t.csv", columns=columns)
    assert [(s.target, s.label) for row in rows for s in row.stance] == [
        ("ferry", "favor"),
        ("mayor", "none"),
    ]


def test_rows_without_ids_are_numbered_and_texts_that_stand_twice_stay_two(read, tmp_path):
    table = pa.table({"BODY": ["A.", "A."], "category": ["sport", "vote"]})
    pq.write_table(table, tmp_path / "quays.parquet")
    rows = read(tmp_path / "quays.parquet", columns=COLUMNS)
    assert [row.article.id for row in rows] == ["quays-train-1", "quays-train-2"]


def test_a_column_that_is_not_renamed_cannot_pass_for_labels(read, tmp_path):
    table = pa.table({"BODY": ["A."], "category": ["sport"], "labels": [7], "evidence": ["x"]})
    pq.write_table(
        table.append_column("day", pa.array([date(2024, 5, 31)])), tmp_path / "t.parquet"
    )
    (row,) = read(tmp_path / "t.parquet", columns=COLUMNS | {"published": "day"})
    assert row.article.extra == {"labels_column": 7, "evidence_column": "x"}
    assert row.article.published == "2024-05-31"


# --- what can be wrong ------------------------------------------------------------------------


def test_a_label_that_the_codebook_lacks_is_named_with_its_row(problem, tmp_path):
    DatasetDict({"train": classes(0, 1, names=("politics", "sprot"))}).save_to_disk(tmp_path / "s")
    message = problem(tmp_path / "s", columns=COLUMNS)
    assert "s[train]:2: labels.topic: label 'sprot' is not in topic@1" in message
    assert "Did you mean 'sport'?" in message


def test_a_column_or_split_that_is_missing_is_named_with_the_nearest(problem, tmp_path):
    DatasetDict({"train": classes(0)}).save_to_disk(tmp_path / "s")
    message = problem(tmp_path / "s", columns=COLUMNS | {"text": "BODYY"})
    assert "no column 'BODYY'. Did you mean 'BODY'?" in message
    assert "no split 'tran'. Did you mean 'train'?" in problem(tmp_path / "s", split="tran")


def test_a_foreign_data_set_without_columns_is_told_to_name_them(problem, tmp_path):
    classes(0).save_to_disk(tmp_path / "s")
    assert "columns: {text: COLUMN, labels.FACET: COLUMN}" in problem(tmp_path / "s")


def test_bad_lines_of_a_table_are_all_named(problem, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("BODY,category\nA.,sport,more\nB.,sport\nC.\n", encoding="utf-8")
    message = problem(path, columns=COLUMNS)
    assert "t.csv:2: 3 cells where the header has 2" in message
    assert "t.csv:4: 1 cells" in message


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("t.parquet", "no", "not a readable Parquet file"),
        ("t.arrow", "no", "not a readable Arrow file"),
        ("t.docx", "no", "not a table. Expected one of .parquet"),
        ("t.csv", "BODY,category\n", "there are no rows"),
    ],
)
def test_a_file_that_holds_no_rows_says_so(problem, tmp_path, name, content, expected):
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert expected in problem(tmp_path / name, columns=COLUMNS)


def test_a_path_that_does_not_exist_says_so(problem, tmp_path):
    assert "no such file or folder" in problem(tmp_path / "nope")


def test_a_hub_that_cannot_be_reached_leads_to_a_local_folder(problem):
    message = problem("acme/quays", revision=COMMIT)
    assert "acme/quays" in message
    assert "the hub cannot be reached" in message
    assert "{hub: PATH}" in message


def test_offline_a_cached_copy_is_taken_only_at_the_revision_asked_for(labels, problem, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    classes(1).to_parquet(source / "train.parquet")
    # What an earlier load from the hub leaves in the cache.
    datasets.load_dataset(str(source), cache_dir=str(tmp_path / "made"))
    (info,) = (tmp_path / "made").glob("*/*/*/*/dataset_info.json")
    target = tmp_path / "cache" / "acme___quays" / "default" / "0.0.0" / COMMIT
    target.parent.mkdir(parents=True)
    info.parent.rename(target)
    (target / "source-train.arrow").rename(target / "quays-train.arrow")
    assert labels("acme/quays", revision=COMMIT, columns=COLUMNS) == [("Text 0.", {"sport"})]
    message = problem("acme/quays", revision="v1", columns=COLUMNS)
    assert f"the copy in the cache is of revision {COMMIT}" in message
