from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.corpus import formulas
from toolkit.corpus.formulas import MIN_WEEKS, Formulas, find_formulas
from toolkit.corpus.spool import Spool


def shingles(*values):
    return np.array(sorted(values), dtype=np.uint32)


def found(articles):
    """Formulas of (shingles, outlet, week)."""
    with Spool(np.uint32) as grams:
        for values, _, _ in articles:
            grams.append(shingles(*values))
        return find_formulas(
            grams,
            range(len(articles)),
            outlets=[outlet for _, outlet, _ in articles],
            weeks=[week for _, _, week in articles],
        )


def test_what_an_outlet_prints_in_four_weeks_is_a_formula():
    result = found([({1, 10 + week}, 1, week) for week in range(4)])
    assert (result.dated.tolist(), result.undated.tolist()) == ([1], [])


def test_what_it_prints_often_in_three_weeks_is_none():
    assert found([({1}, 1, week % 3) for week in range(30)]).dated.tolist() == []


def test_other_outlets_do_not_make_a_formula():
    assert found([({1}, outlet, outlet) for outlet in range(1, 9)]).dated.tolist() == []


def test_articles_of_unknown_outlets_count_as_one_outlet():
    assert found([({1}, 0, week) for week in range(4)]).dated.tolist() == [1]


def test_without_days_eight_articles_of_an_outlet_make_a_formula():
    assert found([({1}, 1, None)] * 8).undated.tolist() == [1]
    assert found([({1}, 1, None)] * 7).undated.tolist() == []
    assert found([({1}, 0, None)] * 8).undated.tolist() == []


def test_no_articles_have_no_formulas():
    assert found([]).dated.tolist() == []


def test_a_text_of_undated_formulas_throughout_keeps_them():
    result = Formulas(shingles(9), shingles(1, 2, 3))
    assert result.left_out_of(shingles(1, 2, 3, 9)).tolist() == [1, 2, 3]
    assert result.left_out_of(shingles(1, 4, 5, 9)).tolist() == [4, 5]


article = st.tuples(
    st.sets(st.sampled_from([0, 1, 2, 2**31, 2**32 - 1])), st.integers(1, 3), st.integers(0, 6)
)


@given(st.lists(article, max_size=40), st.sampled_from([1, 5, 1000]))
def test_sorting_on_disk_counts_as_counting_does(articles, run_keys):
    weeks = defaultdict(set)
    for values, outlet, week in articles:
        for value in values:
            weeks[value, outlet].add(week)
    expected = {value for (value, _), seen in weeks.items() if len(seen) >= MIN_WEEKS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(formulas, "RUN_KEYS", run_keys)
        assert found(articles).dated.tolist() == sorted(expected)
