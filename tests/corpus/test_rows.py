import json

import pytest

from toolkit.corpus.rows import read_rows
from toolkit.errors import DataError
from toolkit.records import StanceRow

TEXT = "Mayor Liv Brekke called the night crossing a gift."
ROW = {"id": "a", "title": "T", "text": TEXT}


@pytest.fixture
def codebooks(make_codebook, make_stance_codebook):
    topic = make_codebook(
        "politics",
        {"id": "vote", "parent": "politics", "aliases": ["elections"]},
        {"id": "sport", "name": "Sport"},
        {"id": "oldies", "status": "retired"},
        primary="required",
    )
    region = make_codebook("NO", "SY", facet="region", roles=["focus", "involved", "mention"])
    tone = make_codebook("warm", "cold", facet="tone", select="single")
    return {"topic": topic, "region": region, "tone": tone, "stance": make_stance_codebook()}


@pytest.fixture
def read(codebooks, write_rows):
    def load(*rows, **books):
        return read_rows([write_rows(*rows)], {**codebooks, **books})

    return load


@pytest.fixture
def read_one(read):
    """The one row that these keys make, beside an id, a title and a text."""

    def load(**keys):
        return read(ROW | {"labels": {}} | keys)[0][0]

    return load


@pytest.fixture
def problem(read, tmp_path):
    """The message about a file whose one row has these keys; or about given rows."""

    def find(*rows, **keys):
        with pytest.raises(DataError) as caught:
            read(*(rows or [ROW | {"labels": {}} | keys]))
        return str(caught.value).replace(f"{tmp_path}/", "")

    return find


@pytest.mark.parametrize(
    ("value", "labels"),
    [
        (["politics", "sport"], {"topic": {"politics", "sport"}}),
        ("sport", {"topic": {"sport"}}),
        ([], {"topic": set()}),
        (None, {}),
    ],
)
def test_a_list_a_string_nothing_and_not_examined_are_told_apart(read_one, value, labels):
    assert read_one(labels={"topic": value}).labels == labels


def test_a_facet_that_is_missing_was_not_examined(read_one):
    row = read_one(labels={"topic": []})
    assert "region" not in row.labels
    assert row.stance is None


def test_labels_are_kept_as_coded_without_parents(read_one):
    assert read_one(labels={"topic": ["vote"]}).labels == {"topic": {"vote"}}


def test_another_spelling_is_read_and_counted(read):
    rows, report = read(ROW | {"labels": {"topic": ["Elections", "SPORT", "oldies"]}})
    assert rows[0].labels == {"topic": {"vote", "sport", "oldies"}}
    assert report.lines() == [
        "topic label 'Elections' read as 'vote' (1 times)",
        "topic label 'SPORT' read as 'sport' (1 times)",
        "topic label 'oldies' is retired (1 times)",
    ]


def test_an_unknown_label_is_told_with_its_line_and_the_nearest_label(problem):
    second = ROW | {"id": "b", "labels": {"topic": ["sprot"]}}
    assert problem(ROW | {"labels": {}}, second) == (
        "examples.jsonl:2: labels.topic: label 'sprot' is not in topic@1. Did you mean 'sport'?"
    )


def test_every_problem_of_every_line_is_told(problem):
    shown = problem("{", ROW | {"labels": {"topic": ["x", 4]}}, {"text": TEXT})
    assert shown.startswith("4 problems:\n  examples.jsonl:1: not valid JSON")
    assert "examples.jsonl:2: labels.topic: label 'x' is not in topic@1." in shown
    assert "examples.jsonl:2: labels.topic: expected text, got 4." in shown
    assert "examples.jsonl:3: labels: expected a mapping from facet to labels, got None." in shown


def test_facets_without_a_codebook_are_ignored_and_counted(read):
    evidence = [{"facet": "mood", "label": "x", "field": "text", "start": 0, "end": 1}]
    rows, report = read(ROW | {"labels": {"mood": ["x"]}, "evidence": evidence})
    assert (rows[0].labels, rows[0].evidence) == ({}, ())
    assert report.lines() == ["facet 'mood' has no codebook in this run: ignored in 1 rows"]


@pytest.mark.parametrize("key", ["published", "date"])
def test_the_date_has_two_names(read_one, key):
    article = read_one(**{key: "2024-05-03"}).article
    assert (article.published, article.extra) == ("2024-05-03", {})


def test_a_wrong_date_is_told_under_the_name_that_the_file_uses(problem):
    assert problem(date="31/5").startswith(
        "examples.jsonl:1: date: expected a date like 2024-05-31"
    )


def test_label_keys_do_not_become_extras(read_one):
    row = read_one(cluster="c1", inclusion=0.5, adjudication={"coder": "x"}, desk="city")
    assert row.article.extra == {"desk": "city"}
    assert (row.cluster, row.inclusion) == ("c1", 0.5)


def test_an_articles_status_is_a_word_and_that_of_labels_a_mapping(read_one):
    row = read_one(status="probably_not_article")
    assert (row.article.status, row.status) == ("probably_not_article", {})
    row = read_one(status={"topic": "silver", "region": None})
    assert (row.article.status, row.status) == ("ok", {"topic": "silver"})


def test_silver_labels_do_not_pass_for_gold_because_of_a_slip(problem):
    assert problem(status="silver") == (
        "examples.jsonl:1: status: expected {facet: silver}, got 'silver'."
    )
    assert problem(status={"topic": "sliver"}) == (
        "examples.jsonl:1: status.topic: expected one of gold, consensus, silver, got 'sliver'."
    )


def test_a_single_select_facet_takes_one_label(problem):
    assert problem(labels={"tone": ["warm", "cold"]}) == (
        "examples.jsonl:1: labels.tone: codebook tone@1 takes one label, got ['cold', 'warm']."
    )


def test_a_primary_label_is_among_the_labels_or_above_them(read_one, problem):
    labels = {"topic": ["vote"]}
    assert read_one(labels=labels, primary={"topic": "politics"}).primary == {"topic": "politics"}
    assert read_one(labels=labels, primary={"topic": None}).primary == {}
    assert problem(labels=labels, primary={"topic": "sport"}) == (
        "examples.jsonl:1: primary.topic: 'sport' is not among the labels of this row."
    )


def test_roles_are_those_of_the_codebook(read_one, problem):
    row = read_one(labels={"region": ["SY"]}, roles={"region": {"SY": "focus", "NO": "involved"}})
    assert row.roles == {"region": {"SY": "focus", "NO": "involved"}}
    assert problem(roles={"region": {"SY": "main"}}) == (
        "examples.jsonl:1: roles.region.SY: expected focus, involved, mention, got 'main'."
    )
    assert problem(roles={"region": ["SY"]}) == (
        "examples.jsonl:1: roles.region: expected {label: role}, got ['SY']."
    )
    assert "expected text, got 1" in problem(roles={"topic": {"sport": 1}})


def test_unsure_labels_may_be_several_even_where_one_is_selected(read_one):
    assert read_one(unsure={"tone": ["warm", "cold"]}).unsure == {"tone": {"warm", "cold"}}


def test_evidence_takes_its_quote_from_the_article(read_one):
    start = TEXT.index("gift")
    span = {"facet": "topic", "label": "vote", "field": "text", "start": start, "end": start + 4}
    (item,) = read_one(evidence=[span | {"quote": "gift"}]).evidence
    assert (item.quote, item.weight, item.target, item.holder) == ("gift", 0.0, None, None)
    assert read_one(evidence=[span]).evidence == (item,)


def test_evidence_that_is_not_in_the_article_is_told_with_what_is(problem):
    span = {"facet": "topic", "label": "vote", "field": "text", "start": 0, "end": 5}
    assert problem(evidence=[span | {"quote": "mayor"}]) == (
        "examples.jsonl:1: evidence.0: text[0:5] is 'Mayor', not the quote 'mayor'. "
        "Offsets count code points."
    )


def test_offsets_count_code_points(read_one):
    span = {
        "facet": "topic",
        "label": "vote",
        "field": "text",
        "start": 2,
        "end": 6,
        "quote": "بحر ",
    }
    assert read_one(text="😀 بحر 😀", evidence=[span]).evidence[0].start == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"end": 999}, "span 0:999 is outside text."),
        ({"end": 0}, "span 0:0 is outside text."),
        ({"start": -1}, "span -1:5 is outside text."),
        ({"start": "0"}, "span '0':5 is outside text."),
        ({"field": "body"}, "field: expected title, dek, text or captions."),
        ({"field": ["text"]}, "field: expected title, dek, text or captions."),
        ({"field": "dek"}, "span 0:5 is outside dek."),
        ({"facet": None}, "expected facet, label, field, start, end, quote."),
        ({"facet": ["topic"]}, "expected facet, label, field, start, end, quote."),
        ({"label": "votes"}, "label 'votes' is not in topic@1. Did you mean 'vote'?"),
        ({"label": None}, "expected text, got None."),
        ({"target": 3}, "target: expected text, got 3."),
        ({"holder": ["x"]}, "holder: expected text, got ['x']."),
    ],
)
def test_evidence_that_makes_no_sense_is_told(problem, change, message):
    span = {"facet": "topic", "label": "vote", "field": "text", "start": 0, "end": 5}
    assert problem(evidence=[span | change]) == f"examples.jsonl:1: evidence.0: {message}"


def test_stance_rows_have_the_author_as_holder_unless_they_name_one(read_one):
    rows = [
        {"target": "ferry", "label": "favor"},
        {"target": "ferry", "label": "against", "holder": " Liv Brekke ", "start": 28, "end": 42},
        {"target": "mayor", "holder": "AUTHOR"},
    ]
    assert read_one(labels={"stance": rows}).stance == (
        StanceRow("ferry", "author", "favor"),
        StanceRow("ferry", "Liv Brekke", "against", 28, 42),
        StanceRow("mayor", "author", None),
    )


def test_no_stance_and_stance_not_examined_are_told_apart(read_one):
    assert read_one(labels={"stance": []}).stance == ()
    assert read_one(labels={"stance": None}).stance is None


def test_identical_stance_rows_collapse(read_one):
    rows = [{"target": "ferry", "label": "favor"}] * 2
    assert len(read_one(labels={"stance": rows}).stance) == 1


def test_contradictory_stance_rows_are_told(problem):
    rows = [{"target": "ferry", "label": "favor"}, {"target": "ferry", "label": "against"}]
    assert problem(labels={"stance": rows}) == (
        "examples.jsonl:1: labels.stance.1: 'ferry' by 'author' is both 'favor' and 'against'. "
        "Keep one."
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"label": "favor"}, "expected {target, label, holder?, start?, end?}."),
        ("ferry", "expected {target, label, holder?, start?, end?}."),
        ({"target": "fery"}, "target 'fery' is not in stance@1. Did you mean 'ferry'?"),
        ({"target": " "}, "target: expected text, got nothing."),
        ({"target": "ferry", "label": "favour"}, "label 'favour' is not in stance@1. Did you mean"),
        ({"target": "ferry", "start": 3}, "span 3:None is outside text."),
        ({"target": "ferry", "start": 3, "end": 999}, "span 3:999 is outside text."),
        ({"target": "ferry", "holder": 5}, "holder: expected text, got 5."),
        ({"target": "ferry", "stance": "favor"}, "unknown keys ['stance']."),
    ],
)
def test_a_stance_row_that_makes_no_sense_is_told(problem, row, message):
    shown = problem(labels={"stance": [row]})
    assert shown.startswith(f"examples.jsonl:1: labels.stance.0: {message}")


def test_open_targets_are_free_text_but_not_nothing(read, make_stance_codebook):
    open_codebook = make_stance_codebook(targets="open")
    row = ROW | {"labels": {"stance": [{"target": " rain tax ", "label": "favor"}]}}
    assert read(row, stance=open_codebook)[0][0].stance[0].target == "rain tax"
    with pytest.raises(DataError, match="target: expected text, got nothing"):
        read(ROW | {"labels": {"stance": [{"target": ""}]}}, stance=open_codebook)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"labels": ["topic"]}, "labels: expected a mapping from facet to labels, got ['topic']."),
        ({"labels": {"topic": {"a": 1}}}, "labels.topic: expected a list of labels, got {'a': 1}."),
        ({"labels": {"topic": [None]}}, "labels.topic: expected text, got None."),
        ({"labels": {"topic": ""}}, "labels.topic: label '' is not in topic@1."),
        ({"labels": {"stance": "favor"}}, "labels.stance: expected a list of rows, got 'favor'."),
        ({"primary": ["topic"]}, "primary: expected a mapping"),
        ({"evidence": "gift"}, "evidence: expected a list, got 'gift'."),
        ({"inclusion": 0}, "inclusion: expected a probability in (0, 1], got 0."),
        ({"inclusion": True}, "inclusion: expected a probability in (0, 1], got True."),
        ({"cluster": ["x"]}, "cluster: expected text, got ['x']."),
        ({"text": 4.5, "title": ["T"]}, "title: expected text, got list."),
    ],
)
def test_a_value_of_the_wrong_shape_is_told(problem, keys, message):
    assert problem(**keys).startswith(f"examples.jsonl:1: {message}")


@pytest.mark.parametrize(("cluster", "name"), [(7, "7"), (" c1 ", "c1"), ("", None), (None, None)])
def test_an_empty_cluster_is_none(read_one, cluster, name):
    assert read_one(cluster=cluster).cluster == name


def test_identical_lines_are_read_once(read):
    row = ROW | {"labels": {"topic": ["sport"]}}
    rows, report = read(row, dict(reversed(row.items())))
    assert len(rows) == 1
    assert report.lines() == ["1 identical rows were read once"]


def test_one_id_with_two_contents_is_told_with_both_places(problem):
    other = ROW | {"labels": {"topic": ["sport"]}}
    assert problem(ROW | {"labels": {}}, other) == (
        "examples.jsonl:2: id 'a' stands already at examples.jsonl:1 with other content. "
        "Ids are unique in an example file."
    )


def test_ids_stay_text(read):
    rows, _ = read(ROW | {"id": "00123", "labels": {}}, ROW | {"id": 123, "labels": {}})
    assert [row.article.id for row in rows] == ["00123", "123"]


def test_several_files_are_one_set(codebooks, write_rows):
    first = write_rows(ROW | {"labels": {}}, name="one.jsonl")
    second = write_rows(ROW | {"id": "b", "labels": {}}, ROW | {"labels": {}}, name="two.jsonl")
    rows, report = read_rows([first, second], codebooks)
    assert [(row.article.id, row.line) for row in rows] == [("a", 1), ("b", 1)]
    assert report.collapsed == 1


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_file_is_an_error(write_rows, codebooks, content):
    with pytest.raises(DataError, match=r"empty\.jsonl: the file is empty"):
        read_rows([write_rows(content, name="empty.jsonl")], codebooks)


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path, codebooks):
    line = json.dumps(ROW | {"labels": {"topic": "sport"}}).encode()
    (tmp_path / "a.jsonl").write_bytes(b"\xef\xbb\xbf" + line + b"\r\n\r\n")
    assert read_rows([tmp_path / "a.jsonl"], codebooks)[0][0].labels == {"topic": {"sport"}}


def test_a_json_list_is_told_with_the_remedy(problem):
    assert "one article a line: jq -c '.[]'" in problem("[{}]")


def test_the_tiny_corpus_reads(write_rows, tiny_corpus, codebooks):
    rows, report = read_rows([write_rows(*tiny_corpus)], codebooks)
    assert [sorted(row.labels["topic"]) for row in rows] == [["politics"]] * 3 + [["sport"], []]
    assert report.lines() == []


def test_soft_labels_are_shares_of_coders(read_one):
    assert read_one(soft={"topic": {"Sport": 0.5, "vote": 1}, "region": None}).soft == {
        "topic": {"sport": 0.5, "vote": 1.0}
    }


@pytest.mark.parametrize(
    ("soft", "expected"),
    [
        ({"topic": ["sport"]}, "soft.topic: expected {label: share}, got ['sport']"),
        ({"topic": {"sprot": 0.5}}, "soft.topic: label 'sprot' is not in topic@1"),
        ({"topic": {"sport": 1.5}}, "soft.topic.sport: expected a share in [0, 1], got 1.5"),
        ({"topic": {"sport": True}}, "soft.topic.sport: expected a share in [0, 1], got True"),
        ({"stance": {"favor": 1}}, "soft.stance: shares are of article facets"),
    ],
)
def test_a_share_that_is_none_is_named(problem, soft, expected):
    assert expected in problem(soft=soft)
