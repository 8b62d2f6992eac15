"""NPS, CSAT and CES: every number falls into one group, nothing is guessed, and the base is always there."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feilun.insight.research.scores import by_group, ces, csat, nps, report
from feilun.kernel.errors import Invalid

TEN = (0, 10)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=60))
def test_promoters_passives_and_detractors_add_up_to_the_base_for_any_number(values: list[float]) -> None:
    result = nps(values, scale=TEN, least_base=1)
    assert sum(result.groups.values()) == result.base == len(values)
    assert sum(row.count for row in result.distribution) == result.base
    assert result.groups["promoters"] == sum(value >= 9 for value in values)
    assert result.groups["detractors"] == sum(value < 7 for value in values)


def test_halves_fall_into_the_group_below() -> None:
    result = nps([6.5, 8.5, 6.999, 9.0], scale=TEN, least_base=1)
    assert result.groups == {"promoters": 1, "passives": 1, "detractors": 2}


def test_the_score_and_its_error_follow_the_multinomial() -> None:
    result = nps([10] * 50 + [8] * 30 + [3] * 20, scale=TEN)
    error = 100 * math.sqrt((0.5 + 0.2 - 0.3**2) / 100)
    assert result.score == pytest.approx(30)
    assert result.standard_error == pytest.approx(error)
    assert (result.low, result.high) == pytest.approx((30 - 1.959964 * error, 30 + 1.959964 * error))


def test_texts_are_read_missing_is_not_zero_and_nonsense_is_counted_apart() -> None:
    answers = ["9", " 10 ", "７", Decimal("8"), None, "", math.nan, "nine", "1_0", "nan", "inf", True, -1, 10.01]
    result = nps(answers, scale=TEN, least_base=1)
    assert (result.base, result.missing, result.invalid) == (4, 3, 7)
    assert result.groups == {"promoters": 2, "passives": 2, "detractors": 0}
    assert "invalid_answers" in {one.code for one in result.warnings}


@pytest.mark.parametrize("scale", [(1, 10), (0, 5), (1, 4), (0, 100)])
def test_nps_on_another_scale_is_refused(scale: tuple[float, float]) -> None:
    with pytest.raises(Invalid, match="0 to 10 only"):
        nps([1, 2, 3], scale=scale)


def test_below_the_least_base_only_the_base_is_shown() -> None:
    result = nps([10] * 29, scale=TEN)
    assert (result.base, result.score, result.low, result.shares) == (29, None, None, {})
    assert [one.code for one in result.warnings] == ["small_base"]
    assert "29" in report(result, "zh-CN").says[0]
    assert nps([10] * 30, scale=TEN).score == 100


def test_weights_shift_the_score_and_widen_the_interval() -> None:
    answers, weights = [10] * 40 + [0] * 40, [3.0] * 40 + [1.0] * 40
    result = nps(answers, scale=TEN, weights=weights)
    assert result.score == pytest.approx(50)
    assert result.effective_base == pytest.approx(160**2 / (40 * 9 + 40))
    assert result.standard_error == pytest.approx(100 * math.sqrt((1 - 0.25) / result.effective_base))
    assert (result.base, result.weighted_base) == (80, 160)


@pytest.mark.parametrize("weights", [[1.0, -1.0], [1.0], [1.0, math.nan]])
def test_weights_that_are_none_are_refused(weights: list[float]) -> None:
    with pytest.raises(Invalid, match="weights"):
        nps([9, 10], scale=TEN, weights=weights)


def test_unanimous_answers_say_that_no_width_is_no_certainty() -> None:
    result = nps([10] * 40, scale=TEN)
    assert (result.low, result.high) == (100, 100)
    assert "no_variance" in {one.code for one in result.warnings}


def test_csat_counts_the_two_best_with_wilsons_interval() -> None:
    result = csat([5] * 5 + [4] * 3 + [3.9] * 2, scale=(1, 5), least_base=1)
    assert result.score == pytest.approx(0.8)
    assert (round(result.low or 0, 4), round(result.high or 0, 4)) == (0.4902, 0.9433)
    assert result.mean == pytest.approx(4.48)


def test_csat_where_one_is_best_counts_the_low_end() -> None:
    assert csat([1, 2, 3, 5], scale=(1, 5), better="low", least_base=1).score == 0.5


def test_ces_needs_its_direction_and_counts_five_of_seven() -> None:
    answers = [7, 5, 4.9, 1]
    assert ces(answers, better="high", least_base=1).score == 0.5
    assert ces(answers, better="low", least_base=1).score == 0.25
    with pytest.raises(Invalid, match="better"):
        ces(answers, better="up")
    with pytest.raises(Invalid, match="cut"):
        ces(answers, scale=(1, 5), better="high")
    assert ces([4, 3], scale=(1, 5), cut=4, better="high", least_base=1).score == 0.5


def test_groups_come_in_their_natural_order_and_without_the_groupless() -> None:
    found = by_group(nps, [10, 0, 9, 8], [10, 2, 10, None], scale=TEN, least_base=1)
    assert [(one.group, one.score.score) for one in found] == [("2", -100), ("10", 100)]


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(4)
    covered = 0
    for _ in range(400):
        result = nps(generator.choice([10, 8, 2], size=300, p=[0.5, 0.3, 0.2]), scale=TEN)
        covered += (result.low or 0) <= 30 <= (result.high or 0)
    assert 0.92 <= covered / 400 <= 0.98


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_report_says_what_how_sure_and_what_to_do(language: str) -> None:
    words = report(nps([10] * 30 + [2] * 30, scale=TEN), language)
    assert words.says and words.sure and words.do
    assert "50.0%" in words.says[0]
