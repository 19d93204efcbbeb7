from toolkit.evaluation.judged import facet_data
from toolkit.evaluation.slices import length_bucket, slices
from toolkit.records import Example, ModelInput


def _slices(judged, book):
    return slices(judged, {book.facet: facet_data(judged, book)})


def test_slices_need_five_examples(topic, make_judged):
    rows = [("sport", "sport")] * 5 + [("sport", "politics")] * 4
    sources = {i: {"source": "Harbour Post" if i < 5 else "Inland Post"} for i in range(9)}
    found = _slices(make_judged(topic, rows, examples=sources), topic)
    assert found["source"] == {
        "Harbour Post": {"topic": {"n": 5, "micro_f1": 1.0, "macro_f1": 1.0}}
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
