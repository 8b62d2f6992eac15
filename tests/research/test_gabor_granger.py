"""Gabor-Granger: demand that falls, the best price on it, and what is not said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feilun.insight.research.gabor_granger import best_price, falling, gabor_granger, report
from feilun.kernel.errors import Invalid

PRICES = [10.0, 20.0, 30.0, 40.0]
nan = np.nan


def linear(people: int = 400) -> np.ndarray:
    """Willing to pay up to 0 … 50 evenly, so that the share at p is 1 - p / 50."""
    limits = (np.arange(people) + 0.5) / people * 50
    return (limits[:, None] >= np.array(PRICES)[None, :]).astype(float)


def test_linear_demand_has_its_analytic_optima() -> None:
    result = gabor_granger(linear(), PRICES, cost=10, bootstraps=200)
    assert [point.share for point in result.demand] == pytest.approx([0.8, 0.6, 0.4, 0.2])
    assert result.revenue and result.profit
    assert (result.revenue.price, result.revenue.value) == pytest.approx((25, 12.5))
    assert (result.profit.price, result.profit.value) == pytest.approx((30, 8))
    assert (result.profit.low or 99) <= 30 <= (result.profit.high or 0)


def test_a_bump_in_demand_is_smoothed_and_said() -> None:
    answers = np.array([[1, 0, 1, 0]] * 20 + [[1, 1, 1, 0]] * 20, dtype=float)
    result = gabor_granger(answers, PRICES, bootstraps=0)
    smoothed = [point.smoothed for point in result.demand]
    assert smoothed == pytest.approx([1, 0.75, 0.75, 0])
    assert result.inconsistent == 20
    assert {"smoothed", "inconsistent"} <= {one.code for one in result.warnings}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_smoothing_never_rises_and_keeps_the_mean(values: list[float]) -> None:
    fitted = falling(np.array(values), np.ones(len(values)))
    assert (np.diff(fitted) <= 1e-12).all()
    assert fitted.mean() == pytest.approx(np.mean(values))


def test_a_ladder_fills_what_it_implies() -> None:
    answers = np.array([[nan, 1, 0, nan]] * 30 + [[nan, 0, nan, nan]] * 30)
    result = gabor_granger(answers, PRICES, bootstraps=0)
    assert [point.share for point in result.demand] == [1, 0.5, 0, 0]
    assert [point.asked for point in result.demand] == [30, 60, 60, 60]


def test_best_at_the_edge_is_said_and_never_beyond_it() -> None:
    result = gabor_granger(np.ones((40, 4)), PRICES, bootstraps=20)
    assert result.revenue and result.revenue.price == 40
    assert "at_highest" in {one.code for one in result.warnings}


def test_the_best_price_beats_every_other_on_the_curve() -> None:
    generator = np.random.default_rng(3)
    for _ in range(50):
        prices = np.sort(generator.uniform(1, 100, 5))
        shares = np.sort(generator.uniform(0, 1, 5))[::-1]
        cost = generator.uniform(0, 20)
        price, value = best_price(prices, shares, cost)
        grid = np.linspace(prices[0], prices[-1], 2001)
        assert value >= ((grid - cost) * np.interp(grid, prices, shares)).max() - 1e-9
        assert prices[0] <= price <= prices[-1]


def test_nobody_gives_no_price() -> None:
    result = gabor_granger(np.full((3, 4), nan), PRICES)
    assert (result.base, result.revenue) == (0, None)
    assert [one.code for one in result.warnings] == ["no_answers"]


def test_the_same_seed_gives_the_same_interval_and_the_order_of_prices_is_no_matter() -> None:
    one = gabor_granger(linear(), PRICES, seed=5, bootstraps=50)
    other = gabor_granger(linear()[:, ::-1], PRICES[::-1], seed=5, bootstraps=50)
    assert one == other


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_report_names_the_price(language: str) -> None:
    words = report(gabor_granger(linear(), PRICES, cost=10, bootstraps=20), language)
    assert "25" in words.says[0] and "30" in words.says[1]
    assert len(words.sure) == 2 and words.do


def test_answers_that_are_no_shares_are_refused() -> None:
    with pytest.raises(Invalid, match="answers"):
        gabor_granger(np.full((3, 4), 5.0), PRICES)
    with pytest.raises(Invalid, match="prices"):
        gabor_granger(np.ones((3, 2)), [10, 10])
