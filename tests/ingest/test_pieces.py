"""Stretches of a raw text put together."""

from toolkit.ingest.pieces import Piece, assembled, solid


def test_fields_are_joined_and_every_piece_keeps_its_place():
    raw = "Head\nline\n\nOne.\n\nTwo.\n\nA harbour."
    pieces = [
        Piece("title", 0, 4),
        Piece("title", 5, 9),
        Piece("paragraph", 11, 15),
        Piece("residue", 17, 21),
        Piece("caption", 23, 33),
    ]
    built = assembled(raw, pieces)
    assert (built.title, built.text, built.captions) == ("Head line", "One.", ("A harbour.",))
    assert [(s.field, s.start, s.end) for s in built.segments] == [
        ("title", 0, 4),
        ("title", 5, 9),
        ("text", 0, 4),
        (None, None, None),
        ("captions", 0, 10),
    ]


def test_blanks_at_the_ends_are_left_out():
    assert solid("  a b ", 0, 6) == (2, 5)
    assert solid("   ", 0, 3) is None
