import pytest

from toolkit.errors import ConfigError
from toolkit.labelling.terminal.keys import ACTIONS, default_keys, load_keys


@pytest.fixture
def load(tmp_path, codebooks):
    def load(text):
        path = tmp_path / "keys.yaml"
        path.write_text(text, encoding="utf-8")
        return load_keys(path, codebooks)

    return load


def test_no_key_has_two_meanings_by_default():
    given = [key for keys, _ in ACTIONS.values() for key in keys]
    assert len(given) == len(set(given))
    assert default_keys().of("commit") == "Enter"
    assert default_keys().all_of("undo") == ["U", "ctrl+z"]


def test_top_labels_get_digits_and_letters_in_codebook_order(topic):
    assert default_keys().for_labels(topic) == {
        "1": "politics",
        "2": "war",
        "3": "sport",
        "4": "spa",
    }


def test_a_codebook_with_more_labels_than_keys_is_searched(region):
    labels = [{"id": f"L{n}", "name": f"Label {n}"} for n in range(40)]
    many = type(region).model_validate(region.model_dump() | {"labels": labels})
    assert default_keys().for_labels(many) == {}


def test_a_file_changes_keys_and_leaves_the_others(load):
    keys = load("skip: s\nundo: [u, ctrl+u]\n")
    assert keys.actions["s"] == "skip"
    assert "S" not in keys.actions
    assert keys.all_of("undo") == ["u", "ctrl+u"]
    assert keys.actions["R"] == "redo"


def test_a_letter_that_an_action_takes_is_no_label_key(load, topic):
    assert "1" not in load('skip: "1"').for_labels(topic)


def test_labels_can_have_keys_by_name_or_id(load, topic):
    keys = load("labels:\n  topic: {politics: p, 'War, conflict and peace': w}\n  other: {x: y}\n")
    assert keys.for_labels(topic)["p"] == "politics"


def test_an_action_that_does_not_exist_is_refused_with_the_nearest(load):
    with pytest.raises(ConfigError, match=r"no action 'skpi'. Did you mean 'skip'"):
        load("skpi: s\n")


def test_a_key_that_does_not_exist_is_refused(load):
    with pytest.raises(ConfigError, match=r"'hyper' is no key. Expected a character"):
        load("skip: hyper\n")
    with pytest.raises(ConfigError, match="no key"):
        load("skip: true\n")


def test_one_key_for_two_actions_is_a_conflict(load):
    with pytest.raises(ConfigError, match="key 's' is given to both 'skip' and 'flag'"):
        load("skip: s\nflag: s\n")


def test_a_key_may_be_taken_from_a_default_only_if_that_keeps_another(load):
    assert load("skip: ctrl+z\n").actions["U"] == "undo"
    with pytest.raises(ConfigError, match="'note' loses its key 'N' to 'skip'"):
        load("skip: N\n")


def test_label_keys_conflict_with_actions_and_each_other(load):
    with pytest.raises(ConfigError, match="key 'U' is given to both 'undo' and 'war'"):
        load("labels: {topic: {war: U}}\n")
    with pytest.raises(ConfigError, match="key 'w' is given to both 'war' and 'sport'"):
        load("labels: {topic: {war: w, sport: w}}\n")


def test_unknown_labels_are_refused_with_the_nearest(load):
    with pytest.raises(ConfigError, match=r"topic@1 has no label 'wra'. Did you mean 'war'"):
        load("labels: {topic: {wra: w}}\n")
    with pytest.raises(ConfigError, match="expected facets with their labels"):
        load("labels: [war]\n")


def test_all_problems_are_reported_at_once(load):
    with pytest.raises(ConfigError, match=r"(?s)no action 'a'.*no action 'b'"):
        load("a: x\nb: y\n")
