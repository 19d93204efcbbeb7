"""What parts share; on published splits, where the data stand beside the repository."""

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from toolkit.corpus.duplicates import cluster_articles
from toolkit.corpus.leakage import leakage
from toolkit.records import Article, Example, ModelInput

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def published(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not here; it is not part of the repository")
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def make_example(article_id, cluster=None, *, target=None, text="words", **fields):
    return Example(
        input=ModelInput(article_id, text, target=target),
        labels={},
        cluster=cluster or article_id,
        **{"fingerprint": article_id, **fields},
    )


def example_of(article, cluster):
    text = f"{article.title or ''}\n\n{article.text}"
    return make_example(article.id, cluster, text=text, fingerprint=article.fingerprint)


def test_the_leakage_table_counts_articles():
    train = [
        make_example("a", "c1", source="Post", authors=("Zoë",)),
        make_example("b", "c2", source="Echo"),
    ]
    test = [
        make_example("a2", "c1", fingerprint="a", source="Post", authors=("Zoë", "Ivo")),
        make_example("b2", "c2", source="Post"),
        make_example("b2", "c2", source="Post", target="another row"),
        make_example("e", "c9"),
    ]
    found = leakage(train, test)
    assert found.leaks
    assert found.to_json() == {
        "n_test": 3,
        "text": {"shared": 1, "known": 3, "share": 0.3333},
        "cluster": {"shared": 2, "known": 3, "share": 0.6667},
        "source": {"shared": 2, "known": 2, "share": 0.6667},
        "author": {"shared": 1, "known": 1, "share": 0.3333},
        "values": {"source": {"shared": 1, "known": 1}, "author": {"shared": 1, "known": 2}},
    }
    assert found.lines()[2] == (
        "source in train: 2 of 3 test articles (66.7%), unknown for 1, 1 of 1 sources"
    )


def test_a_shared_source_is_no_leak():
    assert not leakage([make_example("a", source="P")], [make_example("b", source="P")]).leaks


def test_given_parts_may_share_their_wording_without_a_cluster():
    form = "The bond is available in pieces of one thousand crowns and falls due in {} years."
    train = [make_example("a", text=form.format("three")), make_example("b", "story")]
    test = [make_example("c", text=form.format("seven")), make_example("d", "story")]
    assert leakage(train, test).to_json()["cluster"] == {"shared": 1, "known": 2, "share": 0.5}
    found = leakage(train, test, wording=True)
    assert found.to_json()["cluster"] == {"shared": 2, "known": 2, "share": 1.0, "only_alike": 1}
    assert found.lines()[1] == (
        "near-copy in train: 2 of 2 test articles (100.0%), 1 of them by wording alone "
        "(other days, notices of a form)"
    )


def test_an_empty_test_part_has_no_shares():
    assert leakage([make_example("a")], []).to_json()["text"]["share"] is None


@pytest.mark.slow
def test_the_media_split_of_article_bias_shares_twelve_sources_with_train():
    rows = [
        row
        for name in ("train", "dev", "test")
        for row in published(f"article_bias/{name}.jsonl.gz")
    ]
    parts = {"train": [], "valid": [], "test": [], "none": [], "dev": []}
    for row in rows:
        parts[row["splits"]["media"]].append(make_example(row["id"], source=row["source"]))
    against_train = leakage(parts["train"], parts["test"])
    assert (against_train.shared["source"], against_train.n_test) == (426, 1300)
    learned_from = parts["train"] + parts["dev"] + parts["valid"]
    assert leakage(learned_from, parts["test"]).values["source"] == (12, 29)


@pytest.mark.slow
def test_modapte_has_six_exact_and_some_150_near_copies_across_its_parts():
    articles = [
        Article(
            id=f"{part}:{row['id']}",
            title=row.get("title"),
            text=row["text"],
            published=row.get("date"),
            source=row.get("source"),
        )
        for part in ("train", "test")
        for row in published(f"reuters21578/{part}.jsonl.gz")
    ]
    clusters = cluster_articles(articles)
    examples = [example_of(article, clusters[article.id]) for article in articles]
    found = leakage(
        [e for e in examples if e.input.article_id.startswith("train")],
        [e for e in examples if e.input.article_id.startswith("test")],
        wording=True,
    )
    assert found.shared["text"] == 6
    assert 120 <= found.shared["cluster"] <= 180
    # Notices of one form (bonds, earnings, money markets) are no chain of one story.
    assert Counter(clusters.values()).most_common(1)[0][1] < 20
