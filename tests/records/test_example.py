import pytest

from toolkit.records import ModelInput, Piece, normal_holder


@pytest.mark.parametrize("written", [None, "", "  ", "author", "AUTHOR", " Author "])
def test_a_missing_holder_is_the_author(written):
    assert normal_holder(written) == "author"


def test_a_name_loses_only_its_outer_blanks():
    assert normal_holder(" Liv  Brekke ") == "Liv  Brekke"


def test_a_span_of_the_input_maps_back_to_its_field():
    pieces = (Piece("title", 0, 4, 0), Piece("text", 6, 16, 29))
    seen = ModelInput("a", "Rain\n\nBoats left", pieces)
    assert seen.locate(0, 4) == ("title", 0, 4)
    assert seen.locate(6, 11) == ("text", 29, 34)


@pytest.mark.parametrize("span", [(2, 8), (4, 6), (15, 17)])
def test_a_span_across_pieces_has_no_place(span):
    pieces = (Piece("title", 0, 4, 0), Piece("text", 6, 16, 29))
    assert ModelInput("a", "Rain\n\nBoats left", pieces).locate(*span) is None
