import dataclasses
import json

import numpy as np
import pytest

from toolkit.errors import RecordError
from toolkit.records import Column, Evidence, ScoreBatch, ScoredRecord


def make_batch(scores, *, read_share=(1.0, 1.0), known=(3, 0), roles=()):
    return ScoreBatch(
        columns=(Column("topic", "politics"), Column("topic", "sport")),
        scores=np.array(scores, dtype=np.float32),
        read_share=np.array(read_share, dtype=np.float32),
        known=np.array(known, dtype=np.int32),
        roles=roles,
    )


def make_record(**fields):
    record = ScoredRecord(
        article_id="a1",
        source=None,
        published="2024-05-03",
        language="en",
        cluster=None,
        target=None,
        holder=None,
        labels={"topic": ("politics",)},
        scores={"topic": {"politics": 0.75}},
        primary={},
        roles={},
        abstained={},
        read_share=1.0,
        evidence=None,
        fingerprint="f",
        run="demo",
        codebooks={"topic": "topic@1"},
        status="ok",
    )
    return dataclasses.replace(record, **fields)


def test_the_length_of_a_batch_is_its_number_of_examples():
    assert len(make_batch([[0, 1], [0.5, 0.5]])) == 2


@pytest.mark.parametrize(
    ("scores", "options", "message"),
    [
        ([[0, 1]], {}, "do not fit 2 examples and 2 columns"),
        ([[0, 1], [0, 1]], {"known": (1,)}, "do not fit 2 examples"),
        ([[0, np.nan], [0, 1]], {}, "scores: not finite"),
        ([[0, 1], [0, 1.5]], {}, r"scores: outside \[0, 1\] \(0 … 1.5\)"),
        ([[-0.25, 1], [0, 1]], {}, r"scores: outside \[0, 1\] \(-0.25 … 1\)"),
        ([[0, 1], [0, 1]], {"read_share": (1, 2)}, "read_share: outside"),
        ([[0, 1], [0, 1]], {"roles": ({"SY": "focus"},)}, "roles: 1 of them for 2 examples"),
    ],
)
def test_a_batch_that_makes_no_sense_is_refused(scores, options, message):
    with pytest.raises(RecordError, match=message):
        make_batch(scores, **options)


def test_an_empty_batch_is_fine():
    assert len(make_batch(np.zeros((0, 2)), read_share=(), known=())) == 0


def test_keys_that_do_not_apply_are_left_out():
    assert list(make_record().to_json()) == [
        *("article_id", "source", "published", "language", "labels", "scores", "primary"),
        *("abstained", "read_share", "fingerprint", "run", "codebooks", "status"),
    ]


def test_a_full_record_has_its_keys_in_order_and_is_json():
    evidence = (Evidence("topic", "politics", "text", 0, 4, "Vote", weight=0.1234567),)
    record = make_record(
        cluster="c1",
        target="ferry",
        holder="author",
        primary={"topic": "politics"},
        roles={"region": {"SY": "focus"}},
        evidence=evidence,
    ).to_json()
    assert json.loads(json.dumps(record)) == record
    assert list(record)[4:14] == [
        *("cluster", "target", "holder", "labels", "scores", "primary", "roles", "abstained"),
        *("read_share", "evidence"),
    ]
    assert record["evidence"] == [
        {"facet": "topic", "label": "politics", "field": "text", "start": 0, "end": 4}
        | {"quote": "Vote", "weight": 0.123457}
    ]


def test_stance_evidence_names_target_and_holder():
    item = Evidence("stance", "favor", "text", 0, 4, "Vote", target="ferry", holder="author")
    record = make_record(evidence=(item,)).to_json()
    assert record["evidence"][0]["target"] == "ferry"
    assert record["evidence"][0]["holder"] == "author"


def test_asked_for_and_empty_evidence_is_an_empty_list():
    assert make_record(evidence=()).to_json()["evidence"] == []
