import json

import pytest

from toolkit.errors import DataError
from toolkit.labelling.agreement import agree
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.exchange import ExportOptions
from toolkit.labelling.store import Store
from toolkit.records import Article
from toolkit.runs.exchange import (
    FOREIGN_FORMS,
    ImportOptions,
    export_labels,
    form_of,
    import_files,
)


@pytest.fixture
def framing(make_codebook):
    return make_codebook(
        {"id": "capacity", "name": "Capacity and resources", "code": "2"},
        {"id": "security", "name": "Security and defense", "aliases": ["Security and Defence"]},
        {"id": "old", "status": "retired", "replaced_by": "security"},
        {"id": "sport", "name": "Sport"},
        facet="framing",
    )


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "annotations.db") as opened:
        opened.add_articles([Article(id="a", title="Title", text="Words of a.")])
        yield opened


@pytest.fixture
def coded(store, framing):
    annotate(store, framing, article_id="a", coder="ana", decision=Decision(["sport", "security"]))
    return store


def export(store, books, out, form, **options):
    return export_labels(
        store, books, out, form=form, options=ExportOptions(**options), force=False
    )


def test_a6_labels_by_alias_or_spelling_are_accepted_and_noted(store, framing, write_rows):
    path = write_rows(
        {"id": "1", "text": "One.", "label": ["Security and Defence"]},
        {"id": "2", "text": "Two.", "label": ["Sport "]},
        {"id": "3", "text": "Three.", "label": ["old"]},
    )
    said = "\n".join(import_files(store, [path], lambda: {"framing": framing}))
    assert "framing label 'Security and Defence' read as 'security' (1 times)" in said
    assert "framing label 'Sport ' read as 'sport' (1 times)" in said
    assert "framing label 'old' is retired (1 times)" in said


def test_a6_an_unknown_label_is_refused_with_the_nearest_and_nothing_is_stored(
    store, framing, write_rows
):
    path = write_rows(
        {"id": "1", "text": "One.", "label": ["Capacity and Resources primany"]},
        {"id": "2", "text": "Two.", "label": ["sport"]},
        {"id": "3", "text": "Three.", "label": ["Sprot"]},
    )
    with pytest.raises(DataError) as caught:
        import_files(store, [path], lambda: {"framing": framing})
    assert "2 problems" in str(caught.value)
    assert "'Capacity and Resources primany' is not in framing@1. Did you mean 'capacity'?" in str(
        caught.value
    )
    assert "Did you mean 'sport'?" in str(caught.value)
    assert store.events() == []
    assert set(store.fingerprints()) == {"a"}


def test_a6_a_label_map_says_what_a_spelling_means(store, framing, write_rows, tmp_path):
    table = tmp_path / "map.csv"
    table.write_text("from,to\nCapacity and Resources primany,capacity\n")
    path = write_rows({"id": "1", "text": "One.", "label": ["Capacity and Resources primany"]})
    options = ImportOptions(label_map=table)
    said = "\n".join(import_files(store, [path], lambda: {"framing": framing}, options=options))
    assert "taken for 'capacity', as the label map says (1 times)" in said
    assert store.events()[0].states == {"capacity": "present"}


@pytest.mark.parametrize("form", FOREIGN_FORMS)
def test_every_form_brings_labels_back(coded, framing, tmp_path, form):
    suffix = {"label-studio": ".json", "table": ".csv"}.get(form, ".jsonl")
    out = tmp_path / f"labels{suffix}"
    export(coded, {"framing": framing}, out, form)
    with Store(tmp_path / "other.db") as other:
        options = ImportOptions(coder="ana", form=form if form == "table" else None)
        import_files(other, [out], lambda: {"framing": framing}, options=options)
        assert other.article("a").fingerprint == coded.article("a").fingerprint
        assert other.article("a").extra == {}
        (event,) = other.events()
        assert event.states == {"security": "present", "sport": "present"}
        assert (event.kind, event.coder) == ("person", "ana")
        again = import_files(other, [out], lambda: {"framing": framing}, options=options)
        assert "0 events added, 1 already there" in again[-1]


def test_files_are_told_apart_by_their_content(coded, framing, tmp_path, write_rows):
    books = {"framing": framing}
    for form in ("examples", "events", "doccano", "prodigy"):
        path = tmp_path / f"{form}.jsonl"
        export(coded, books, path, form)
        assert form_of(path) == form
    export(coded, books, tmp_path / "ls.json", "label-studio")
    assert form_of(tmp_path / "ls.json") == "label-studio"
    export(coded, books, tmp_path / "release", "release")
    assert form_of(tmp_path / "release") == "release"
    assert form_of(write_rows({"id": "1", "text": "An article."})) is None
    assert form_of(tmp_path) is None


def test_two_coders_of_one_file_can_be_compared(store, framing, tmp_path):
    def annotation(user, *labels):
        value = {"choices": list(labels)}
        result = {"from_name": "framing", "to_name": "text", "type": "choices", "value": value}
        return {"completed_by": user, "result": [result]}

    tasks = [
        {"id": n, "data": {"text": f"Story {n}."}, "annotations": [one, other]}
        for n, (one, other) in enumerate(
            [
                (annotation(1, "sport"), annotation(2, "sport")),
                (annotation(1, "sport"), annotation(2, "security")),
            ]
        )
    ]
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    import_files(store, [path], lambda: {"framing": framing})
    report = agree(store, {"framing": framing})
    assert report["coders"] == ["user-1", "user-2"]
    assert report["facets"]["framing"]["labels"]["sport"]["raw"] == 0.5


def test_what_a_tool_has_no_place_for_is_said(store, make_codebook, tmp_path):
    region = make_codebook("NO", "SY", facet="region", roles=["focus", "mention"])
    decision = Decision(["NO"], unsure=["SY"], roles={"NO": "focus"})
    annotate(store, region, article_id="a", coder="ana", decision=decision)
    said = "\n".join(export(store, {"region": region}, tmp_path / "x.jsonl", "doccano"))
    assert "1 roles of labels have no place in doccano, left out" in said
    assert "1 labels marked as unsure (they will look absent) have no place in doccano" in said


def test_a_release_without_texts_needs_them_named(coded, framing, tmp_path):
    export(coded, {"framing": framing}, tmp_path / "release", "release")
    with Store(tmp_path / "n.db") as other, pytest.raises(DataError, match="--articles FILE"):
        import_files(other, [tmp_path / "release"], dict)


def test_soft_labels_are_shares_of_coders_also_where_they_differ(coded, framing, tmp_path):
    annotate(coded, framing, article_id="a", coder="ben", decision=Decision(["sport"]))
    out = tmp_path / "soft.jsonl"
    export(coded, {"framing": framing}, out, "examples", soft=True)
    row = json.loads(out.read_text())
    assert row["soft"] == {"framing": {"security": 0.5, "sport": 1.0}}
    assert row["labels"] == {}


@pytest.mark.parametrize(
    ("form", "name", "message"),
    [
        ("docano", "x.jsonl", "no such form. Did you mean 'doccano'"),
        ("table", "x.txt", "expected .csv or .xlsx"),
    ],
)
def test_wrong_forms_are_refused(coded, framing, tmp_path, form, name, message):
    with pytest.raises(DataError, match=message):
        export(coded, {"framing": framing}, tmp_path / name, form)


def test_texts_are_what_other_tools_show(coded, framing, tmp_path):
    with pytest.raises(DataError, match="doccano shows texts to coders"):
        export(coded, {"framing": framing}, tmp_path / "x.jsonl", "doccano", include_text=False)


def test_a_file_of_another_tool_without_decisions_is_refused(store, framing, tmp_path):
    path = tmp_path / "tasks.json"
    path.write_text('[{"id": 1, "data": {"text": "x"}, "annotations": []}]', encoding="utf-8")
    with pytest.raises(DataError, match="no decisions in it"):
        import_files(store, [path], lambda: {"framing": framing})
