"""What ships is whole: configs and codebooks load, and the starter corpus is what it claims."""

import json
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from toolkit.codebook import load_codebook, load_codebooks
from toolkit.config import load_config
from toolkit.corpus.duplicates import cluster_articles
from toolkit.corpus.rows import read_rows
from toolkit.text import shingles

ROOT = Path(__file__).parent.parent
CONFIGS = sorted((ROOT / "configs").glob("*.yaml"))
LABELS = sorted((ROOT / "labels").rglob("*.yaml"))
CORPUS = [ROOT / "seeds" / "corpus" / name for name in ("examples.jsonl", "pages.jsonl")]


@pytest.fixture(scope="module")
def codebooks():
    return load_codebooks(
        ROOT / "labels" / f"{facet}.yaml" for facet in ("topic", "region", "framing", "stance")
    )


@pytest.fixture(scope="module")
def rows(codebooks):
    return read_rows(CORPUS, codebooks)[0]


@pytest.fixture(scope="module")
def clusters(rows):
    given = {row.article.id: row.cluster for row in rows if row.cluster}
    return cluster_articles([row.article for row in rows], given=given)


def count_labels(rows, codebook):
    with_parents = (codebook.with_parents(row.labels[codebook.facet]) for row in rows)
    return Counter(label for labels in with_parents for label in labels)


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


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_the_corpus_reads_without_a_remark(path, codebooks):
    assert read_rows([path], codebooks)[1].lines() == []


def test_every_article_is_examined_for_every_facet(rows):
    articles = [row.article.id for row in rows if set(row.labels) != {"topic", "region", "framing"}]
    assert articles == []
    assert [row.article.id for row in rows if row.stance is None] == []


def test_every_positive_label_has_evidence(rows):
    found = {(r.article.id, item.facet, item.label) for r in rows for item in r.evidence}
    given = {(r.article.id, f, label) for r in rows for f, ids in r.labels.items() for label in ids}
    assert given - found == set()


def test_every_stance_has_evidence(rows):
    found = {
        (row.article.id, item.target, item.holder, item.label)
        for row in rows
        for item in row.evidence
        if item.facet == "stance"
    }
    given = {
        (row.article.id, stance.target, stance.holder, stance.label)
        for row in rows
        for stance in row.stance
        if stance.label in {"favor", "against"}
    }
    assert given - found == set()


def test_topics_and_frames_have_a_primary_where_any_applies(rows):
    wanted = [(r, f) for r in rows for f in ("topic", "framing") if r.labels[f]]
    assert [(row.article.id, facet) for row, facet in wanted if facet not in row.primary] == []


def test_the_corpus_is_large_enough(rows):
    assert len(rows) >= 48


def test_every_top_level_topic_is_in_eight_articles(rows, codebooks):
    counts = count_labels(rows, codebooks["topic"])
    top = [label.id for label in codebooks["topic"].labels if label.parent is None]
    assert len(top) == 17
    assert {label: counts[label] for label in top if counts[label] < 8} == {}


def test_forty_countries_are_a_focus(rows, codebooks):
    assert len(count_labels(rows, codebooks["region"])) >= 40


def test_every_frame_is_in_ten_articles(rows, codebooks):
    counts = count_labels(rows, codebooks["framing"])
    frames = [label for label in codebooks["framing"].label_ids if label != "other"]
    assert len(frames) == 14
    assert {label: counts[label] for label in frames if counts[label] < 10} == {}


def test_fifteen_stories_have_copies(clusters):
    assert sum(n > 1 for n in Counter(clusters.values()).values()) >= 15


def test_a_dozen_targets_have_every_stance_of_author_and_quoted_holders(rows):
    labels, holders = defaultdict(set), defaultdict(set)
    for stance in (stance for row in rows for stance in row.stance):
        labels[stance.target].add(stance.label)
        holders[stance.target].add(stance.holder == "author")
    full = {target for target in labels if len(labels[target]) == 3 and len(holders[target]) == 2}
    assert len(full) >= 12


def test_articles_of_different_stories_share_no_passages(rows, clusters):
    grams = {row.article.id: shingles(row.article.text, size=4) for row in rows}
    shared = {
        (left, right): len(grams[left] & grams[right]) / min(len(grams[left]), len(grams[right]))
        for left, right in combinations(grams, 2)
        if clusters[left] != clusters[right]
    }
    assert {pair: share for pair, share in shared.items() if share > 0.1} == {}


def test_ids_say_nothing_about_labels():
    lines = [line for path in CORPUS for line in path.read_text(encoding="utf-8").splitlines()]
    ids = [json.loads(line)["id"] for line in lines]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if not one[1:].isdigit()] == []
