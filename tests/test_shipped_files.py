"""What ships is whole: configs and codebooks load and explain themselves."""

from collections import Counter
from pathlib import Path

import pytest

from toolkit.codebook import load_codebook, load_codebooks
from toolkit.codebook.contradictions import remarks
from toolkit.codebook.migrate import plan
from toolkit.config import load_config

ROOT = Path(__file__).parent.parent
CONFIGS = sorted((ROOT / "configs").glob("*.yaml"))
LABELS = sorted((ROOT / "labels").rglob("*.yaml"))


@pytest.fixture(scope="module")
def codebooks():
    return load_codebooks(
        ROOT / "labels" / f"{facet}.yaml" for facet in ("topic", "region", "framing", "stance")
    )


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_a_shipped_config_loads_and_so_do_its_codebooks(path):
    assert load_codebooks(load_config(path).codebooks)


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.name)
def test_a_shipped_codebook_loads(path):
    assert load_codebook(path).labels


def test_configs_have_names_of_their_own():
    assert max(Counter(load_config(path).name for path in CONFIGS).values()) == 1


@pytest.mark.parametrize("facet", ["topic", "framing"])
@pytest.mark.parametrize("part", ["definition", "includes", "excludes", "examples"])
def test_every_label_is_explained(codebooks, facet, part):
    assert [label.id for label in codebooks[facet].labels if not getattr(label, part)] == []


@pytest.mark.parametrize("facet", ["topic", "framing"])
def test_every_worked_example_has_a_reason(codebooks, facet):
    examples = [(label.id, ex) for label in codebooks[facet].labels for ex in label.examples]
    assert [(label, example.text) for label, example in examples if not example.why] == []


@pytest.mark.parametrize("facet", ["topic", "framing"])
def test_every_label_has_terms_or_says_why_not(codebooks, facet):
    labels = codebooks[facet].labels
    assert [label.id for label in labels if not (label.terms or label.terms_note)] == []


def test_every_country_has_a_name_and_terms(codebooks):
    labels = codebooks["region"].labels
    assert [label.id for label in labels if not (label.name and label.terms)] == []


def test_countries_are_iso_codes_and_norway_is_among_them(codebooks):
    ids = codebooks["region"].label_ids
    assert [label for label in ids if not (len(label) == 2 and label.isupper())] == []
    assert "NO" in ids


def test_every_stance_target_can_be_found(codebooks):
    targets = codebooks["stance"].targets
    assert [target.id for target in targets if not (target.aliases and target.description)] == []


MORE = sorted((ROOT / "labels" / "more").glob("*.yaml"))


@pytest.mark.parametrize("path", MORE, ids=lambda path: path.name)
def test_every_label_of_another_scheme_has_a_definition_and_words_or_says_why_not(path):
    codebook = load_codebook(path)
    assert list(remarks(codebook)) == []
    assert codebook.description
    assert path.read_text("utf-8").startswith("# ")  # its sources


def test_the_nine_frames_take_over_from_every_policy_frame(codebooks):
    nine = load_codebook(ROOT / "labels" / "more" / "framing-nine.yaml")
    made = plan(codebooks["framing"], nine)
    assert [label for label, into in made.labels.items() if len(into) != 1] == []
    assert made.added == ()
