import pytest

from toolkit.ingest.mojibake import find_mojibake


def test_double_encoded_quotes_are_found_shown_and_repaired():
    found = find_mojibake("They held a â€˜calmâ€™ talk in ZÃ¼rich.")
    assert found is not None
    assert found.count == 3
    assert found.repaired == "They held a ‘calm’ talk in Zürich."
    assert "'They held a â€˜calmâ€™" in found.preview
    assert "would read 'They held a ‘calm’" in found.preview


def test_a_closing_quote_that_lost_its_last_byte_is_repaired():
    found = find_mojibake("â€œYes,â€ she said.")
    assert found is not None
    assert found.repaired == "“Yes,” she said."


def test_text_that_went_wrong_twice_is_repaired():
    twice = "café".encode().decode("cp1252").encode().decode("cp1252")
    found = find_mojibake(twice)
    assert found is not None
    assert found.repaired == "café"


def test_whole_words_of_another_script_are_repaired():
    found = find_mojibake("ÐŸÑ€Ð¸Ð²ÐµÑ‚")
    assert found is not None
    assert found.repaired == "Привет"


@pytest.mark.parametrize(
    "text",
    [
        "le «CAFÉ» et le «cliché…» de PERÚ”",
        "AÇÃO, NÃO, MANHÔ à l’été",
        "Ångström, naïve, Žižek: £5 – ½ price",
        "plain ASCII",
        "Привет, мир. שלום. سلام",
    ],
)
def test_text_in_order_is_left_alone(text):
    assert find_mojibake(text) is None
