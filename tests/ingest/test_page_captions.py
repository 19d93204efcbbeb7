import pytest

from toolkit.ingest.captions import doubled, split_caption


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("Boats at dusk. (photo credit: MERIDIAN)", "Boats at dusk."),
        ("Boats at dusk. (SANA) (credit: SANA)", "Boats at dusk."),
        ("Boats at dusk. Photograph by Ida Moe/Getty Images", "Boats at dusk."),
        ("Boats at duskCredit: Getty - Contributor", "Boats at dusk"),
        ("Boats at dusk [File: Reuters]", "Boats at dusk"),
        ("Image caption Boats at dusk", "Boats at dusk"),
    ],
)
def test_a_caption_is_parted_from_its_credits(line, caption):
    pieces = split_caption(line)
    assert [line[start:end] for role, start, end in pieces if role == "caption"] == [caption]


@pytest.mark.parametrize("line", ["Photo: Ida Moe, AP", "(photo credit: REUTERS)", "Foto: dpa"])
def test_a_credit_alone_has_no_caption(line):
    assert [role for role, _, _ in split_caption(line)] == ["credit"]


@pytest.mark.parametrize(
    "line", ["He paid five marks (about four euros)", "Give her credit: she came early.", "(" * 50]
)
def test_prose_is_no_caption(line):
    assert split_caption(line) is None


def test_a_doubled_line_is_found_glued_or_with_a_blank():
    assert doubled("The boats at dusk. The boats at dawn.") == 0
    assert doubled("The boats at dusk. The boats at dusk.") == 19
    assert doubled("The boats at dusk.The boats at dusk.") == 18
