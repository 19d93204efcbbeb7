import re

import pytest

from toolkit.codebook import Codebook
from toolkit.codebook.manual import entries, manual_html, manual_markdown, rules


@pytest.fixture
def codebook():
    return Codebook.model_validate(
        {
            "id": "desks",
            "version": "2",
            "facet": "topic",
            "unit": "article",
            "select": "multi",
            "primary": "required",
            "max_labels": 3,
            "description": "Read it *all*.\n\nThen <code>.",
            "groups": {"hard": {"name": "Hard news", "members": ["war"]}},
            "labels": [
                {
                    "id": "politics",
                    "name": "Politics & power",
                    "definition": "Who rules.",
                    "includes": ["<script>alert(1)</script>"],
                    "excludes": ["War goes to war."],
                    "examples": [
                        {"text": "They voted.", "applies": True, "why": "A vote."},
                        {"text": "They fought.", "applies": False},
                    ],
                    "terms": ["vote*", {"term": "Roe", "cue": "leader", "from": "2020-01-01"}],
                },
                {"id": "war", "name": "War", "parent": "politics", "terms_note": "Too many."},
                {"id": "old", "name": "Old", "status": "retired", "replaced_by": ["war"]},
            ],
        }
    )


def test_settings_become_sentences(codebook):
    assert list(rules(codebook)) == [
        "Code whole articles.",
        "Give every label that applies, or none.",
        "Give at most 3; parents do not count.",
        "Mark the one that matters most as primary.",
    ]


def test_a_label_below_another_says_so(codebook):
    assert [(e.label.id, e.depth, e.parents) for e in entries(codebook)] == [
        ("politics", 0, ()),
        ("war", 1, ("Politics & power",)),
        ("old", 0, ()),
    ]


def test_markdown_holds_everything_and_escapes_markup(codebook):
    text = manual_markdown(codebook)
    assert "# desks: coder's manual" in text
    assert "Read it \\*all\\*." in text
    assert "- \\<script\\>alert(1)\\</script\\>" in text
    assert "- Applies: “They voted.” (A vote.)" in text
    assert "- Does not apply: “They fought.”" in text
    assert "Words that point to it: vote\\*" in text
    assert "Words of kind leader: Roe (2020-01-01 to now)" in text
    assert "**Retired: cannot be given any more.** Use war." in text
    assert "- **Hard news**: war" in text


def test_html_holds_everything_and_escapes_markup(codebook):
    page = manual_html(codebook)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Politics &amp; power" in page
    assert "No words point to it: Too many." in page
    assert "Use war." in page


def test_html_asks_for_nothing_from_outside(codebook):
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*", manual_html(codebook)) == []


def test_every_link_of_the_html_has_its_target(codebook):
    page = manual_html(codebook)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page))


def test_targets_are_listed_with_their_names():
    codebook = Codebook.model_validate(
        {
            "id": "s",
            "version": "1",
            "facet": "stance",
            "unit": "stance-row",
            "select": "single",
            "targets": [{"id": "eu", "name": "The EU", "aliases": ["EU"], "not_aliases": ["bloc"]}],
            "labels": [{"id": "favor", "name": "Favor"}],
        }
    )
    for text in (manual_markdown(codebook), manual_html(codebook)):
        assert "The EU" in text
        assert "bloc" in text
