"""Whether a difference is more than chance."""

import math

import numpy as np
import pytest
from scipy import stats

from feilun.insight.research.comparisons import adjusted, cross_table, panel, report, trend, waves
from feilun.insight.research.scores import csat, nps
from feilun.kernel.errors import Invalid

TEN = (0, 10)


def test_two_waves_are_compared_by_z() -> None:
    before = nps([10] * 40 + [8] * 30 + [2] * 30, scale=TEN)
    after = nps([10] * 60 + [8] * 30 + [2] * 10, scale=TEN)
    result = waves(before, after)
    error = 100 * math.sqrt((0.7 - 0.01) / 100 + (0.7 - 0.25) / 100)
    assert (result.change, result.standard_error) == pytest.approx((40, error))
    assert result.p == pytest.approx(2 * stats.norm.sf(40 / error))
    assert result.significant
    assert report(result).do and report(result, "zh-CN").says[0].startswith("上升")


def test_waves_of_different_scores_or_small_bases_are_not_compared() -> None:
    full = nps([10, 2] * 30, scale=TEN)
    with pytest.raises(Invalid, match="same score"):
        waves(full, csat([5] * 60, scale=(1, 5)))
    small = waves(full, nps([10] * 5, scale=TEN))
    assert (small.change, small.significant, [one.code for one in small.warnings]) == (None, False, ["small_base"])


def test_a_trend_compares_each_period_with_the_one_before() -> None:
    periods = [nps([10] * good + [2] * (40 - good), scale=TEN) for good in (20, 20, 38)]
    assert [one.significant for one in trend(periods)] == [False, True]


def test_the_same_people_twice_show_what_two_waves_would_not() -> None:
    before = {person: (10 if person % 2 else 2) for person in range(60)}
    after = {**before, **dict.fromkeys(range(0, 12, 2), 9), "new": 3}
    result = panel(before, after, kind="nps")
    independent = waves(nps(before.values(), scale=TEN), nps(list(after.values())[:60], scale=TEN))
    change = np.array([200.0] * 6 + [0.0] * 54)
    assert (result.change, result.base_before) == (pytest.approx(20), 60)
    assert result.standard_error == pytest.approx(change.std() / math.sqrt(59))
    assert result.significant and not independent.significant
    assert [one.code for one in result.warnings] == ["unmatched"]


def test_corrected_p_values_are_bonferronis_and_holms() -> None:
    assert adjusted([0.01, 0.04, 0.03], "bonferroni") == pytest.approx([0.03, 0.12, 0.09])
    assert adjusted([0.01, 0.04, 0.03], "holm") == pytest.approx([0.03, 0.06, 0.06])


def test_a_cross_table_marks_the_columns_that_differ() -> None:
    rows = ["yes"] * 50 + ["no"] * 50 + ["yes"] * 20 + ["no"] * 80 + ["yes"] * 5 + ["no"] * 5
    columns = ["a"] * 100 + ["b"] * 100 + ["c"] * 10
    result = cross_table(rows, columns)
    yes = result.cells[result.rows.index("yes")]
    assert [cell.share for cell in yes] == [0.5, 0.2, 0.5]
    assert [cell.above for cell in yes] == [["B"], [], []]
    assert result.bases == [100, 100, 10]
    assert [one.code for one in result.warnings] == ["small_base"]
    chi = stats.chi2_contingency([[50, 80, 5], [50, 20, 5]], correction=False)
    assert (result.chi_square, result.p) == pytest.approx((chi.statistic, chi.pvalue))


def test_weights_in_a_cross_table_count_as_their_effective_base() -> None:
    generator = np.random.default_rng(1)
    rows, columns = list(generator.choice(["x", "y"], 400)), list(generator.choice(["a", "b"], 400))
    weights = [1.0 if place % 2 else 5.0 for place in range(400)]
    result = cross_table(rows, columns, weights=weights)
    assert sum(result.bases) == 400
    assert all(size < 0.8 * base for size, base in zip(result.effective_bases, result.bases, strict=True))


def test_chance_alone_marks_few_cells() -> None:
    generator = np.random.default_rng(2)
    marked = 0
    for _ in range(200):
        result = cross_table(list(generator.integers(0, 2, 400)), list(generator.integers(0, 4, 400)))
        marked += any(cell.above for cell in result.cells[0])
    assert marked / 200 < 0.09


def test_an_unknown_correction_is_refused() -> None:
    with pytest.raises(Invalid, match="holm"):
        cross_table([1], [1], method="none")
