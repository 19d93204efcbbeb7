import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.corpus.rows import read_rows
from toolkit.errors import DataError
from toolkit.labelling.annotate import annotate
from toolkit.labelling.decision import Decision
from toolkit.labelling.evidence import find_quote
from toolkit.labelling.example_export import example_rows
from toolkit.labelling.example_import import import_examples
from toolkit.labelling.exchange import ExportOptions, event_rows, write_jsonl
from toolkit.labelling.gold import adjudicate
from toolkit.labelling.importing import (
    event_from_row,
    import_events,
    is_event_file,
)
from toolkit.labelling.store import Added, Store
from toolkit.records import Article

LABELS = ["politics", "vote", "war", "sport", "spa"]


@pytest.fixture
def say(store, codebooks):
    def say(coder, article_id, facet, *present, row=None, **fields):
        return annotate(
            store,
            codebooks[facet],
            article_id=article_id,
            coder=coder,
            decision=Decision(list(present), **fields),
            row=row,
        )

    return say


@pytest.fixture
def coded(store, articles, codebooks, say):
    """A store with a bit of everything."""
    quote = find_quote(articles[0], "voted on Monday", label="vote")
    say("ana", "001", "topic", "vote", unsure=["war"], evidence=[quote], note="clear")
    say("ana", "001", "region", "NO", "SY", roles={"NO": "focus", "SY": "mention"})
    span = find_quote(articles[0], "a gift", label="favor")
    say("ana", "001", "stance", "favor", row=("bridge", "Ada Brandt"), evidence=[span])
    say("ana", "001", "stance")
    say("ana", "002", "topic")
    say("ana", "003", "topic", "sport")
    say("ben", "003", "topic", "war")
    adjudicate(
        store,
        codebooks["topic"],
        article_id="003",
        decision=Decision(["sport", "war"], primary="sport"),
        by=("cleo", "Rule 1"),
    )
    return store


def by_id(rows):
    return {row["id"]: row for row in rows}


def test_an_example_carries_labels_spans_and_status(coded, codebooks):
    rows, report = example_rows(coded, codebooks)
    row = by_id(rows)["001"]
    assert row["labels"] == {
        "topic": ["vote"],
        "region": ["NO", "SY"],
        "stance": [{"target": "bridge", "holder": "Ada Brandt", "label": "favor"}],
    }
    assert row["primary"] == {"topic": "vote"}
    assert row["roles"] == {"region": {"NO": "focus", "SY": "mention"}}
    assert row["unsure"] == {"topic": ["war"]}
    assert row["status"] == {"topic": "consensus", "region": "consensus", "stance": "consensus"}
    assert [span["quote"] for span in row["evidence"]] == ["voted on Monday", "a gift"]
    assert row["evidence"][1]["holder"] == "Ada Brandt"
    assert (row["cluster"], row["inclusion"]) == ("c1", 0.5)
    assert report.rows == 3


def test_nothing_applies_and_not_examined_are_two_things(coded, codebooks):
    row = by_id(example_rows(coded, codebooks)[0])["002"]
    assert row["labels"] == {"topic": []}


def test_adjudicated_labels_are_gold_with_the_reason(coded, codebooks):
    row = by_id(example_rows(coded, codebooks)[0])["003"]
    assert row["labels"] == {"topic": ["sport", "war"]}
    assert row["status"] == {"topic": "gold"}
    assert row["adjudication"] == {"coder": "cleo", "reason": "Rule 1"}


def test_one_coders_own_labels_can_be_asked_for(coded, codebooks):
    rows, _ = example_rows(coded, codebooks, options=ExportOptions(coder="ben"))
    assert [(row["id"], row["labels"], row["status"]) for row in rows] == [
        ("003", {"topic": ["war"]}, {"topic": "consensus"})
    ]


def test_what_coders_differ_on_is_left_out_and_counted(say, store, codebooks):
    say("ana", "001", "topic", "war")
    say("ben", "001", "topic", "spa")
    rows, report = example_rows(store, codebooks)
    assert rows == []
    assert "1 decisions left out: coders differ" in " ".join(report.lines())


def test_labels_that_were_not_examined_are_masked(say, store, codebooks):
    say("ana", "001", "topic", "vote", absent=["war"], complete=False)
    rows, report = example_rows(store, codebooks)
    assert rows[0]["labels"] == {"topic": ["vote"]}
    assert rows[0]["unsure"] == {"topic": ["sport", "spa", "oldies"]}
    assert "only partly coded" in " ".join(report.lines())


def test_undone_labels_are_not_exported(say, store, codebooks, make_event):
    event = say("ana", "001", "topic", "war")
    store.append([make_event(undoes=event.id, fingerprint=event.fingerprint)])
    assert example_rows(store, codebooks)[0] == []


def test_a_release_without_text_keeps_offsets_and_no_words(coded, codebooks):
    rows, _ = example_rows(coded, codebooks, options=ExportOptions(include_text=False))
    row = by_id(rows)["001"]
    assert not {"title", "dek", "text", "captions", "extra"} & set(row)
    assert row["fingerprint"] == coded.article("001").fingerprint
    assert [set(span) & {"start", "end", "quote"} for span in row["evidence"]] == [
        {"start", "end"},
        {"start", "end"},
    ]
    events = event_rows(coded, options=ExportOptions(include_text=False))
    assert "Monday" not in json.dumps(list(events))


def test_names_and_times_can_be_left_out(coded, codebooks, tmp_path):
    options = ExportOptions(names=False, times=False)
    rows = list(event_rows(coded, options=options))
    assert {row["coder"] for row in rows} == {"coder-1", "coder-2", "coder-3"}
    assert {row["time"] for row in rows} == {None}
    assert "seconds" not in rows[0]
    examples, _ = example_rows(coded, codebooks, options=options)
    assert by_id(examples)["003"]["adjudication"]["coder"] == "coder-3"
    write_jsonl(tmp_path / "e.jsonl", iter(rows))
    with Store(tmp_path / "other.db") as other:
        import_events(other, [tmp_path / "e.jsonl"])
        other.add_articles(coded.articles())
        again, _ = example_rows(other, codebooks)
    assert [row["labels"] for row in again] == [row["labels"] for row in examples]


def test_what_is_exported_is_what_training_reads(coded, codebooks, tmp_path):
    rows, _ = example_rows(coded, codebooks)
    path = tmp_path / "examples.jsonl.gz"
    assert write_jsonl(path, iter(rows)) == 3
    read, report = read_rows([path], codebooks)
    assert report.lines() == []
    assert [row.article.text for row in read] == [article.text for article in coded.articles()]
    assert read[0].stance[0].holder == "Ada Brandt"
    assert read[1].labels == {"topic": frozenset()}
    assert read[2].status == {"topic": "gold"}


def test_examples_survive_a_round_trip(coded, codebooks, tmp_path):
    rows, _ = example_rows(coded, codebooks)
    write_jsonl(tmp_path / "e.jsonl", iter(rows))
    with Store(tmp_path / "other.db") as other:
        report = import_examples(
            other, [tmp_path / "e.jsonl"], codebooks=codebooks, coder="e.jsonl"
        )
        again, _ = example_rows(other, codebooks)
        kinds = {event.kind for event in other.events()}
        second = import_examples(
            other, [tmp_path / "e.jsonl"], codebooks=codebooks, coder="e.jsonl"
        )
    assert again == rows
    assert kinds == {"import"}
    assert report.events == Added(added=6, skipped=0)
    assert second.events == Added(added=0, skipped=6)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["001", "002", "003"]),
            st.dictionaries(st.sampled_from(LABELS), st.sampled_from(["present", "unsure"])),
        ),
        max_size=6,
    )
)
def test_events_survive_a_round_trip(tmp_path_factory, articles, codebooks, make_event, said):
    folder = tmp_path_factory.mktemp("round")
    prints = {article.id: article.fingerprint for article in articles}
    events = [
        make_event(article_id=article_id, states=states, fingerprint=prints[article_id])
        for article_id, states in said
    ]
    with Store(folder / "a.db") as one, Store(folder / "b.db") as other:
        one.add_articles(articles)
        other.add_articles(articles)
        one.append(events)
        write_jsonl(folder / "e.jsonl", event_rows(one))
        first = import_events(other, [folder / "e.jsonl"])
        second = import_events(other, [folder / "e.jsonl"])
        assert other.events() == one.events()
        assert example_rows(other, codebooks) == example_rows(one, codebooks)
    assert (first.events.added, second.events.skipped) == (len(events), len(events))


def test_two_coders_merge_by_file(store, say, codebooks, tmp_path, articles):
    say("ana", "001", "topic", "war")
    with Store(tmp_path / "ben.db") as bens:
        bens.add_articles(articles)
        annotate(
            bens, codebooks["topic"], article_id="001", coder="ben", decision=Decision(["war"])
        )
        write_jsonl(tmp_path / "ben.jsonl", event_rows(bens))
    assert is_event_file(tmp_path / "ben.jsonl")
    import_events(store, [tmp_path / "ben.jsonl"])
    assert {event.coder for event in store.events()} == {"ana", "ben"}


def test_events_on_another_text_are_refused_with_their_line(store, make_event, tmp_path):
    path = tmp_path / "e.jsonl"
    rows = [make_event(article_id="new"), make_event(article_id="001")]
    write_jsonl(path, (row.to_json() for row in rows))
    with pytest.raises(DataError, match=r"e.jsonl:2: article '001' was coded on another text"):
        import_events(store, [path])
    assert store.events() == []


def test_events_on_articles_that_come_later_are_kept(tmp_path, make_event, codebooks):
    article = Article(id="later", text="News.")
    event = make_event(article_id="later", fingerprint=article.fingerprint, complete=True)
    write_jsonl(tmp_path / "e.jsonl", iter([event.to_json()]))
    with Store(tmp_path / "a.db") as store:
        report = import_events(store, [tmp_path / "e.jsonl"])
        assert "1 articles of these events are not in the store" in report.lines()[1]
        assert "not in the store, left out" in " ".join(example_rows(store, codebooks)[1].lines())
        store.add_articles([article])
        assert len(example_rows(store, codebooks)[0]) == 1


def test_a_quote_that_is_not_in_the_article_is_refused(store, say, articles, tmp_path):
    span = find_quote(articles[0], "voted on Monday", label="war")
    row = say("ana", "001", "topic", "war", evidence=[span]).to_json()
    row = row | {"id": "x", "evidence": [row["evidence"][0] | {"quote": "voted on Sunday"}]}
    write_jsonl(tmp_path / "e.jsonl", iter([row]))
    with pytest.raises(DataError, match=r"e.jsonl:1: .*not the quote 'voted on Sunday'"):
        import_events(store, [tmp_path / "e.jsonl"])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "here:1: not an event"),
        ({"id": "x", "time": None, "coder": "ana"}, "here:1: .*Field required"),
    ],
)
def test_lines_that_are_no_events_are_refused(row, message):
    with pytest.raises(DataError, match=message):
        event_from_row(row, where="here:1")


def test_example_rows_that_contradict_themselves_are_refused(store, codebooks, tmp_path):
    path = tmp_path / "e.jsonl"
    row = {"id": "9", "text": "News.", "labels": {"topic": ["wra"]}}
    write_jsonl(path, iter([row]))
    with pytest.raises(DataError, match=r"label 'wra' is not in topic@1. Did you mean 'war'"):
        import_examples(store, [path], codebooks=codebooks, coder="file")
    assert "9" not in store.fingerprints()


def test_an_import_without_a_status_counts_as_gold(store, codebooks, tmp_path):
    path = tmp_path / "e.jsonl"
    row = {"id": "9", "text": "News.", "labels": {"topic": "Sport", "stance": []}}
    write_jsonl(path, iter([row]))
    import_examples(store, [path], codebooks=codebooks, coder="file")
    (exported,) = example_rows(store, codebooks)[0]
    assert exported["labels"] == {"topic": ["sport"], "stance": []}
    assert exported["status"] == {"topic": "gold", "stance": "gold"}


def test_an_export_does_not_replace_a_file_unasked(tmp_path):
    (tmp_path / "e.jsonl").write_text("mine")
    with pytest.raises(DataError, match="already exists"):
        write_jsonl(tmp_path / "e.jsonl", iter([]))
    assert (tmp_path / "e.jsonl").read_text() == "mine"


def test_labels_of_other_codebook_versions_are_counted(say, store, codebooks):
    say("ana", "001", "topic", "war")
    newer = codebooks["topic"].model_copy(update={"version": "2"})
    _, report = example_rows(store, {"topic": newer})
    assert "decision under topic@1, the codebook is topic@2 (1 times)" in report.lines()


def test_an_unknown_facet_is_refused(store, codebooks):
    with pytest.raises(DataError, match=r"facet 'topics' has no codebook. Did you mean 'topic'"):
        example_rows(store, codebooks, options=ExportOptions(facets=["topics"]))


def test_stance_mentions_and_implied_main_labels_survive_a_store(tmp_path, codebooks, write_rows):
    row = {
        "id": "m1",
        "text": "The council voted on the bridge.",
        "labels": {
            "topic": ["vote"],
            "stance": [
                {"target": "bridge", "holder": "author", "label": "favor", "start": 25, "end": 31}
            ],
        },
        "primary": {"topic": "politics"},
        "status": {"topic": "gold", "stance": "gold"},
    }
    with Store(tmp_path / "m.db") as fresh:
        import_examples(fresh, [write_rows(row)], codebooks=codebooks, coder="file")
        (back,), _ = example_rows(fresh, codebooks)
    assert back["labels"] == row["labels"]
    assert back["primary"] == row["primary"]


def test_copies_for_second_readings_are_not_exported(store, articles, codebooks, say):
    copy = articles[2].model_copy(update={"id": "f00", "extra": {"retest_of": "003"}})
    store.add_articles([copy])
    say("ana", "003", "topic", "sport")
    say("ana", "f00", "topic", "war")
    rows, _ = example_rows(store, codebooks)
    assert [row["id"] for row in rows] == ["003"]


def test_soft_shares_stand_also_where_coders_differ(store, codebooks, say):
    say("ana", "001", "topic", "vote")
    say("ben", "001", "topic", "war")
    (row,), report = example_rows(store, codebooks, options=ExportOptions(soft=True))
    assert row["soft"] == {"topic": {"politics": 0.5, "vote": 0.5, "war": 0.5}}
    assert row["labels"] == {}
    assert report.open == 1
