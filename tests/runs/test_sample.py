import pytest

from toolkit.errors import DataError
from toolkit.ingest import article_to_json, read_articles
from toolkit.labelling.assignment import AssignmentOptions, read_assignment
from toolkit.labelling.options import SessionOptions
from toolkit.labelling.store import Store
from toolkit.records import Article, Suggestion
from toolkit.runs.label import open_session
from toolkit.runs.layout import open_run
from toolkit.runs.sample import SampleOptions, draw_sample, plan_lines, write_sample

TWO = AssignmentOptions(coders=("ana", "ben"), overlap=0.5, retest=2)


@pytest.fixture
def frame():
    places = ["Post"] * 20 + ["Mail"] * 10
    return [
        Article(id=f"a{n}", text=f"The ferry council voted, story number {n}.", source=place)
        for n, place in enumerate(places)
    ]


@pytest.fixture
def books(make_codebook):
    label = {"id": "politics", "terms": ["council", "voted", "ferry council"]}
    return {"topic": make_codebook(label, {"id": "sport", "terms": ["match"]})}


def test_a_probability_sample_says_how_each_article_was_drawn(frame, books, tmp_path):
    sample = draw_sample(frame, SampleOptions(n=6, by=("source",)), codebooks=books)
    assert [s["n"] for s in sample.plan["strata"]] == [2, 4]
    assert {a.extra["inclusion"] for a in sample.articles} == {0.2}
    assert {a.extra["drawn"] for a in sample.articles} == {"random"}
    assert len({a.extra["sample"] for a in sample.articles}) == 1
    out = tmp_path / "sample.jsonl"
    assert write_sample(out, sample, force=False) == [out]
    assert next(iter(read_articles([str(out)]))).extra == sample.articles[0].extra


def test_expected_positives_and_hours_are_known_before_anyone_starts(frame, books):
    options = SampleOptions(n=20, minutes=3, assignment=TWO)
    sample = draw_sample(frame, options, codebooks=books)
    assert sample.plan["expected"] == {"topic": {"politics": 20.0, "sport": 0.0}}
    assert sample.plan["codings"] == 20 + 10 + 4
    assert sample.plan["hours"] == pytest.approx(34 * 3 / 60)
    text = "\n".join(plan_lines(sample.plan, books))
    assert "20.0  politics (Name of politics)" in text
    assert "1 labels with none expected" in text
    assert "1.7 coder hours" in text


def test_the_same_seed_gives_the_same_sample_and_assignment(frame, books):
    options = SampleOptions(n=12, seed=3, assignment=TWO)
    one, other = (draw_sample(frame, options, codebooks=books) for _ in range(2))
    assert one == other
    third = draw_sample(frame, SampleOptions(n=12, seed=4, assignment=TWO), codebooks=books)
    assert third.plan["sample"] != one.plan["sample"]


def test_excluded_articles_and_those_without_text_stay_out(frame, books):
    everything = [*frame, Article(id="empty", text="")]
    left = {a.id for a in frame[:25]} | {frame[25].fingerprint}
    sample = draw_sample(everything, SampleOptions(n=4), codebooks=books, exclude=left)
    assert {a.id for a in sample.articles} == {"a26", "a27", "a28", "a29"}
    assert sample.plan["without_text_or_excluded"] == 27


def test_label_follows_the_assignment(frame, books, tmp_path):
    out = tmp_path / "s.jsonl"
    sample = draw_sample(frame, SampleOptions(n=12, assignment=TWO), codebooks=books)
    write_sample(out, sample, force=False)
    queue = sample.assignment.queue("ana", where="x")
    with Store(tmp_path / "s.db") as store:
        session, _ = open_session(store, [str(out)], books, coder="ana", options=SessionOptions())
        assert session.item().article.id == queue[0]
        assert session.progress().left == len(queue)
        assert store.retests() == sample.assignment.originals
        with pytest.raises(DataError, match=r"nothing is assigned to 'anna'. Did you mean 'ana'"):
            open_session(store, [str(out)], books, coder="anna", options=SessionOptions())


def test_without_its_assignment_a_sample_has_no_second_readings(frame, books, tmp_path):
    sample = draw_sample(frame, SampleOptions(n=12, assignment=TWO), codebooks=books)
    alone = tmp_path / "alone.jsonl"
    alone.write_text("".join(article_to_json(a) + "\n" for a in sample.articles))
    with Store(tmp_path / "s.db") as store:
        session, _ = open_session(store, [str(alone)], books, coder="ana", options=SessionOptions())
        assert session.progress().left == 12


def test_nobody_sees_suggestions_on_articles_that_measure_reliability(frame, books, tmp_path):
    out = tmp_path / "s.jsonl"
    sample = draw_sample(frame, SampleOptions(n=12, assignment=TWO), codebooks=books)
    write_sample(out, sample, force=False)
    offered = [Suggestion(label="politics", source="rules")]
    options = SessionOptions(suggest=lambda article, codebook: offered, blind=False)
    blind = sample.assignment.blind()
    with Store(tmp_path / "s.db") as store:
        session, _ = open_session(store, [str(out)], books, coder="ana", options=options)
        seen = {}
        while (item := session.item()) is not None:
            seen[item.article.id] = bool(item.suggestions)
            session.skip()
    assert seen == {article_id: article_id not in blind for article_id in seen}
    assert len(seen) == len(sample.assignment.queues["ana"])


def test_the_assignment_is_read_back(frame, books, tmp_path):
    out = tmp_path / "s.jsonl"
    sample = draw_sample(frame, SampleOptions(n=12, assignment=TWO), codebooks=books)
    written = write_sample(out, sample, force=False)
    assert read_assignment(written[1], sample.assignment.originals) == sample.assignment


@pytest.mark.parametrize("pick", ["uncertain", "rare", "diverse"])
def test_picks_are_for_training_and_have_no_chances(workspace, pick):
    articles = [item for item in read_articles(["examples.jsonl"]) if isinstance(item, Article)]
    run = open_run(workspace / "runs" / "tiny")
    options = SampleOptions(n=10, pick=pick, random_share=0.3)
    sample = draw_sample(articles, options, codebooks=run.codebooks, run=run)
    assert sample.plan["purpose"] == "training only"
    assert all("inclusion" not in a.extra for a in sample.articles)
    how = sorted(a.extra["drawn"] for a in sample.articles)
    assert how.count("random") == 3
    assert how.count(pick) == 7
    assert draw_sample(articles, options, codebooks=run.codebooks, run=run) == sample


def test_a_pick_by_scores_needs_a_run(frame, books):
    with pytest.raises(DataError, match="--pick uncertain: needs the scores of a run"):
        draw_sample(frame, SampleOptions(n=3, pick="uncertain"), codebooks=books)


def test_strata_and_picks_are_not_mixed(frame, books):
    options = SampleOptions(n=3, pick="diverse", by=("source",))
    with pytest.raises(DataError, match="strata are for probability samples"):
        draw_sample(frame, options, codebooks=books)


def test_an_empty_frame_is_refused(books):
    with pytest.raises(DataError, match="no article with text to draw from"):
        draw_sample([Article(id="1", text="")], SampleOptions(n=1), codebooks=books)
