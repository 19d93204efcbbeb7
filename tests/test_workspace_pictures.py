"""The pictures of the workspace in the README can be made again, and come out the same."""

import html

import pytest

from tests.workspace_pictures import FOLDER, PICTURES, draw


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_is_the_one_in_the_docs_folder_and_needs_nothing_from_elsewhere(name):
    theme, keys = PICTURES[name]
    drawn = draw(theme, keys)
    words = html.unescape(drawn).replace("\xa0", " ")
    assert "url(" not in drawn.replace("url(#", "")
    assert "[stance]" in words or "[framing •]" in words
    assert drawn == (FOLDER / name).read_text(encoding="utf-8"), "run `make screenshots`"
