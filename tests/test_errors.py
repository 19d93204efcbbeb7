import pytest

from toolkit import errors
from toolkit.errors import MissingExtraError, bullet_list, did_you_mean, is_echo, plain_reason


@pytest.mark.parametrize(
    "name", ["ConfigError", "CodebookError", "RecordError", "DataError", "ArtifactError"]
)
def test_every_error_is_one_of_ours(name):
    assert issubclass(getattr(errors, name), errors.ToolkitError)


def test_a_missing_extra_says_how_to_install_it():
    error = MissingExtraError("kind transformer", extra="transformer")
    assert str(error) == (
        "kind transformer needs the extra 'transformer', which is not installed. "
        "Install it: pip install 'news-stance-toolkit[transformer]'"
    )


def test_the_nearest_choice_is_suggested():
    assert did_you_mean("ngram", ["min_df", "ngrams"]) == "Did you mean 'ngrams'?"


def test_capitals_and_blanks_do_not_hide_the_nearest_choice():
    assert did_you_mean(" TFIDF", ["rules", "tfidf"]) == "Did you mean 'tfidf'?"


def test_without_a_near_choice_the_choices_are_listed():
    assert did_you_mean("zebra", ["a", "b"]) == "Expected one of 'a', 'b'."


def test_at_most_ten_choices_are_listed():
    choices = [f"choice{i}" for i in range(12)]
    assert did_you_mean("zebra", choices).endswith("'choice9' and 2 more.")


def test_without_choices_nothing_is_said():
    assert did_you_mean("zebra", []) == ""


def test_one_problem_stands_alone():
    assert bullet_list(["x.yaml:1:1: bad."]) == "x.yaml:1:1: bad."


def test_several_problems_are_counted_and_listed():
    assert bullet_list(["one.", "two."]) == "2 problems:\n  one.\n  two."


def test_more_than_twenty_problems_are_cut():
    shown = bullet_list([f"problem {i}" for i in range(23)])
    assert shown.startswith("23 problems:\n  problem 0\n")
    assert shown.endswith("problem 19\n  … and 3 more")


@pytest.mark.parametrize(
    ("kind", "message", "got", "reason"),
    [
        ("string_type", "Input should be a valid string", 4, "expected text (got 4)."),
        ("literal_error", "Input should be 'a' or 'b'", "c", "expected 'a' or 'b' (got 'c')."),
        ("less_than", "Input should be less than 1", 2, "expected a value less than 1 (got 2)."),
        ("value_error", "Value error, expected x, got 'y'", {}, "expected x, got 'y'."),
        ("too_short", "Tuple should have …", [], "expected at least one entry (got [])."),
    ],
)
def test_a_validators_finding_is_told_in_our_words(kind, message, got, reason):
    assert plain_reason(kind, message, got=got) == reason


def test_a_long_value_is_cut():
    assert plain_reason("string_type", "", got=["word"] * 99).endswith("'word', …).")


def test_a_list_is_not_called_short_because_of_a_bad_entry():
    places = [("labels", 0, "id"), ("labels",)]
    assert is_echo("too_short", ("labels",), places)
    assert not is_echo("too_short", ("labels",), [("labels",), ("targets", 0)])
    assert not is_echo("string_type", ("labels",), places)
