import pytest

from toolkit.codebook import Codebook
from toolkit.evaluation import EvaluationOptions
from toolkit.evaluation.judged import facet_data
from toolkit.evaluation.slices import length_bucket, slices
from toolkit.records import Example, ModelInput


def _slices(judged, book):
    options = EvaluationOptions(bootstrap=50)
    return slices(judged, {book.facet: facet_data(judged, book)}, options)


def test_slices_need_five_examples(topic, make_judged):
    rows = [("sport", "sport")] * 5 + [("sport", "politics")] * 4
    sources = {i: {"source": "Harbour Post" if i < 5 else "Inland Post"} for i in range(9)}
    found = _slices(make_judged(topic, rows, examples=sources), topic)
    assert found["source"] == {
        "Harbour Post": {
            "topic": {
                "n": 5,
                "micro_f1": 1.0,
                "micro_f1_interval": [1.0, 1.0],
                "macro_f1": 1.0,
                "baseline_micro_f1": 1.0,
            }
        }
    }


def test_months_are_in_order_of_time(topic, make_judged):
    dates = {i: {"published": "2024-05-01" if i < 6 else "2023-11-30T08:00"} for i in range(11)}
    found = _slices(make_judged(topic, [("sport", "sport")] * 11, inputs=dates), topic)
    assert list(found["month"]) == ["2023-11", "2024-05"]


def test_examples_without_a_source_are_a_slice_of_their_own(topic, make_judged):
    sources = {i: {"source": "Harbour Post"} for i in range(5)}
    found = _slices(make_judged(topic, [("sport", "sport")] * 10, examples=sources), topic)
    assert set(found["source"]) == {"Harbour Post", "(unknown)"}


def test_a_dimension_of_which_nothing_is_known_is_left_out(topic, make_judged):
    found = _slices(make_judged(topic, [("sport", "sport")] * 6), topic)
    assert set(found) == {"length", "read_share"}


def test_stance_rows_are_sliced_by_target_and_holder(stance, make_judged):
    inputs = {
        i: {"target": "tariffs", "holder": "author" if i < 5 else "Ada Quill"} for i in range(10)
    }
    found = _slices(make_judged(stance, [("none", "none")] * 10, inputs=inputs), stance)
    assert list(found["target"]) == ["tariffs"]
    assert set(found["holder"]) == {"author", "quoted"}


def test_length_is_counted_in_words():
    short = Example(ModelInput("a", "word " * 99), {})
    middle = Example(ModelInput("a", "word " * 100), {})
    assert length_bucket(short) == "under 100 words"
    assert length_bucket(middle) == "100 to 299 words"


def test_every_plain_column_of_extra_is_a_dimension(topic, make_judged):
    extra = {
        i: {"extra": {"desk": "night" if i < 7 else "day", "id": f"x{i}", "tags": ["a"]}}
        for i in range(12)
    }
    found = _slices(make_judged(topic, [("sport", "sport")] * 12, examples=extra), topic)
    assert list(found["extra.desk"]) == ["night", "day"]
    assert "extra.id" not in found  # no value has five examples
    assert "extra.tags" not in found  # a list is not plain


def test_a_column_of_many_numbers_is_cut_into_quarters(topic, make_judged):
    extra = {i: {"extra": {"reach": 100 * i}} for i in range(40)}
    found = _slices(make_judged(topic, [("sport", "sport")] * 40, examples=extra), topic)
    assert {row["topic"]["n"] for row in found["extra.reach"].values()} == {10}
    assert "up to 975" in found["extra.reach"]
    assert "above 2925" in found["extra.reach"]


@pytest.fixture
def region():
    labels = [{"id": code, "name": code, "terms": [code]} for code in ("SY", "LB", "FR")]
    groups = {"145": {"name": "Western Asia", "members": ["SY", "LB"]}}
    keys = {"id": "region", "version": 1, "facet": "region", "unit": "article", "select": "multi"}
    return Codebook.model_validate({**keys, "labels": labels, "groups": groups})


def test_examples_are_sliced_by_the_roll_up_of_their_gold_labels(region, make_judged):
    rows = [("SY", "SY")] * 3 + [(["LB", "FR"], "FR")] * 3 + [("FR", "FR")] * 4
    found = _slices(make_judged(region, rows), region)
    assert found["region (roll-up)"]["Western Asia"]["region"]["n"] == 6
