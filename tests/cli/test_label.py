import pytest

from toolkit.labelling.store import Store


@pytest.fixture
def events():
    def events():
        with Store("annotations.db", create=False) as store:
            return store.events()

    return events


def test_without_a_terminal_the_line_mode_says_why_and_works(toolkit, untrained, events):
    result = toolkit(
        "label", "examples.jsonl", "--coder", "ana", "--facet", "topic", stdin="sport\nq\n"
    )
    assert result.exit_code == 0
    assert "Line mode, as with --plain: the input is not a terminal." in result.stderr
    assert [event.states for event in events()] == [{"sport": "present"}]


def test_who_asks_for_the_line_mode_gets_no_explanation(toolkit, untrained):
    result = toolkit("label", "examples.jsonl", "--coder", "ana", "--plain", stdin="q\n")
    assert "Line mode" not in result.stderr
    assert "Everything decided is stored." in result.stdout


def test_suggestions_from_rules_come_after_the_decision(toolkit, untrained, events):
    options = ("--coder", "ana", "--facet", "topic", "--plain", "--rules")
    result = toolkit("label", "examples.jsonl", *options, stdin="none\n\nq\n")
    assert "Suggested:" in result.stdout
    assert [bool(event.shown) for event in events()] == [False, True]


def test_suggestions_can_be_withheld_by_lot(toolkit, untrained, events):
    options = ("--coder", "ana", "--facet", "topic", "--plain", "--rules", "--withhold", "1")
    result = toolkit("label", "examples.jsonl", *options, stdin="none\nq\n")
    assert "Suggested:" not in result.stdout
    assert events()[0].withheld
    assert (
        "--withhold 7.0: expected a share"
        in toolkit(
            "label", "examples.jsonl", "--coder", "ana", "--withhold", "7", stdin="q\n"
        ).stderr
    )


def test_suggestions_from_a_run_bring_their_scores(toolkit, workspace, events):
    options = ("--coder", "ana", "--facet", "topic", "--plain", "--run", "runs/tiny")
    toolkit("label", "examples.jsonl", *options, "--show-suggestions-first", stdin="none\nq\n")
    assert [(s.source, s.score is not None) for s in events()[0].shown] == [("tiny", True)]


def test_a_file_of_keys_is_read_and_its_conflicts_are_told(fails, toolkit, untrained):
    (untrained / "keys.yaml").write_text("skip: s\nflag: s\n", encoding="utf-8")
    options = ("label", "examples.jsonl", "--coder", "ana")
    assert "key 's' is given to both 'skip' and 'flag'" in fails(*options, stdin="q\n")
    (untrained / "other.yaml").write_text("skip: s\n", encoding="utf-8")
    assert toolkit(*options, "--keys", "other.yaml", stdin="q\n").exit_code == 0
    assert fails(*options, "--keys", "none.yaml").startswith("none.yaml: no such file.")
