"""Price search: the analytic optimum, bounds that are said, and willingness to pay."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from feilun.insight.research.pricing import report, search_price, with_price
from feilun.insight.research.profiles import Attribute
from feilun.insight.research.simulator import Market, Product, simulate
from feilun.insight.research.utilities import Utilities, utilities_of_logit, utilities_of_people
from feilun.insight.research.willingness import report as worth_report
from feilun.insight.research.willingness import willingness_of_draws, willingness_to_pay
from feilun.kernel.errors import Invalid

LINEAR = Attribute("price", (1.0, 2.0, 3.0, 4.0, 8.0), "linear")
BRANDS = Attribute("brand", ("a", "b"))
NAMES = ["brand:b", "price", "none"]


def market(*, attribute: Attribute = LINEAR, cost: float = 0.5, sister: bool = False) -> Market:
    products = (
        Product("mine", {"brand": "a", "price": 2.0}, True, 1.0, cost),
        Product("theirs", {"brand": "b", "price": 3.0}, sister, 1.0, 1.0),
    )
    return Market((BRANDS, attribute), products, True)


def logit(price: float = -1.0) -> Utilities:
    return utilities_of_logit(NAMES, np.array([0.4, price, -2.0]))


@pytest.mark.parametrize("slope", [-0.6, -1.0, -2.5])
@pytest.mark.parametrize("cost", [0.0, 0.5, 1.7])
def test_the_profit_optimum_is_the_analytic_one(slope: float, cost: float) -> None:
    result = search_price(logit(slope), market(cost=cost), "mine")
    rest = np.log(np.exp(0.4 + 3 * slope) + np.exp(-2.0))
    exact = brentq(lambda p: p - cost - 1 / (-slope * (1 - expit(slope * p - rest))), 1e-6, 50, xtol=1e-13)
    if 1 <= exact <= 8:
        assert result.price == pytest.approx(exact, abs=1e-6)
        assert result.price - cost == pytest.approx(1 / (-slope * (1 - result.share)), abs=1e-6)
        assert not result.is_at_bound
    else:
        assert result.is_at_bound and "at_bound" in {one.code for one in result.warnings}


def test_a_sister_is_not_robbed() -> None:
    alone = search_price(logit(), market(), "mine")
    together = search_price(logit(), market(sister=True), "mine")
    assert together.price > alone.price
    # At the optimum of both: p - c = 1 / |b| + what both earn per person.
    assert together.price - 0.5 == pytest.approx(1 + together.profit, abs=1e-6)


def test_share_is_highest_at_the_lower_bound_and_it_says_so() -> None:
    result = search_price(logit(), market(), "mine", goal="share", bounds=(1.5, 4.0))
    assert result.price == pytest.approx(1.5) and result.is_at_bound
    assert "share_at_lower_bound" in {one.code for one in result.warnings}


def test_revenue_ignores_cost() -> None:
    dear, cheap = (search_price(logit(), market(cost=cost), "mine", goal="revenue") for cost in (0.0, 1.5))
    assert dear.price == pytest.approx(cheap.price)
    assert cheap.price == pytest.approx(1 / (1 - cheap.share), abs=1e-6)


def test_what_was_not_tested_is_not_searched_unasked() -> None:
    with pytest.raises(Invalid, match="tested"):
        search_price(logit(), market(), "mine", bounds=(1.0, 9.0))
    result = search_price(logit(-0.1), market(), "mine", bounds=(1.0, 30.0), beyond_tested=True)
    assert result.price > 8
    assert "beyond_tested" in {one.code for one in result.warnings}


def test_levels_of_price_are_joined_by_lines_and_never_left() -> None:
    pieces = Attribute("price", (1.0, 2.0, 3.0, 4.0), "dummy")
    utilities = utilities_of_logit(
        ["brand:b", "price:2", "price:3", "price:4", "none"], np.array([0.4, -0.2, -2.5, -3.0, -1.0])
    )
    result = search_price(utilities, market(attribute=pieces), "mine")
    prices = np.linspace(1, 4, 3001)
    own = np.interp(prices, [1, 2, 3, 4], [0, -0.2, -2.5, -3.0])
    share = np.exp(own) / (np.exp(own) + np.exp(0.4 - 2.5) + np.exp(-1.0))
    assert result.price == pytest.approx(prices[((prices - 0.5) * share).argmax()], abs=1e-3)
    with pytest.raises(Invalid, match="levels say nothing"):
        search_price(utilities, market(attribute=pieces), "mine", bounds=(1, 5), beyond_tested=True)


def test_draws_give_an_interval_of_the_price_that_covers_the_truth() -> None:
    generator, truth, covered = np.random.default_rng(5), search_price(logit(), market(), "mine").price, 0
    spread, beta = np.diag([0.01, 0.01, 0.01]), np.array([0.4, -1.0, -2.0])
    for seed in range(120):
        estimate = generator.multivariate_normal(beta, spread)
        utilities = utilities_of_logit(NAMES, estimate, spread, draws=200, seed=seed)
        found = search_price(utilities, market(), "mine")
        covered += (found.low or 9) <= truth <= (found.high or 0)
    assert 0.88 <= covered / 120 <= 0.99


def test_people_with_draws_are_searched_at_the_mean_profit() -> None:
    generator = np.random.default_rng(1)
    middle = np.array([0.4, -1.0, -2.0]) + generator.normal(size=(1, 60, 3)) * 0.4
    utilities = utilities_of_people(NAMES, middle + 0.2 * generator.normal(size=(50, 60, 3)))
    result = search_price(utilities, market(), "mine")
    around = np.linspace(result.price - 0.2, result.price + 0.2, 41)
    profits = [
        (price - 0.5) * simulate(utilities, with_price(market(), "mine", float(price)), resample=False).shares[0].share
        for price in around
    ]
    assert np.abs(around[int(np.argmax(profits))] - result.price) < 0.011
    assert max(profits) == pytest.approx(result.profit, rel=1e-4)
    assert (result.low or 9) < result.price < (result.high or 0)


def test_the_curve_agrees_with_the_simulator() -> None:
    result = search_price(logit(), market(), "mine")
    for place in result.curve[::15]:
        share = simulate(logit(), with_price(market(), "mine", place.price)).shares[0].share
        assert place.share == pytest.approx(share)
        assert place.profit == pytest.approx((place.price - 0.5) * share)


def test_purchase_likelihood_has_its_own_optimum() -> None:
    result = search_price(logit(), replace(market(), rule="purchase"), "mine")
    assert result.price - 0.5 == pytest.approx(1 / (1 - result.share), abs=1e-6)


def test_a_liked_price_and_a_lost_cost_are_said() -> None:
    liked = search_price(logit(0.2), market(), "mine")
    assert {"price_liked", "at_bound"} <= {one.code for one in liked.warnings}
    assert "cost_above" in {one.code for one in search_price(logit(), market(cost=9.0), "mine").warnings}


@pytest.mark.parametrize("wrong", [{"goal": "fame"}, {"product": "nobody"}, {"price": "brand"}, {"bounds": (3, 2)}])
def test_a_search_for_nothing_is_refused(wrong: dict) -> None:
    with pytest.raises(Invalid):
        search_price(logit(), market(), **{"product": "mine", **wrong})


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_report_names_price_interval_and_advice(language: str) -> None:
    utilities = utilities_of_logit(NAMES, np.array([0.4, -1.0, -2.0]), np.diag([0.01] * 3))
    words = report(search_price(utilities, market(), "mine"), language)
    assert words.says and words.sure and words.do


def test_willingness_to_pay_by_the_delta_method_and_by_draws_agree() -> None:
    covariance = np.array([[0.01, 0.002, 0], [0.002, 0.004, 0], [0, 0, 0.01]])
    beta = np.array([0.8, -1.2, -2.0])
    delta = willingness_to_pay(NAMES, beta, covariance)
    worth = 0.8 / 1.2
    variance = (0.01 + worth**2 * 0.004 + 2 * worth * 0.002) / 1.2**2
    assert delta.worth[0].value == pytest.approx(worth)
    assert delta.worth[0].standard_error == pytest.approx(variance**0.5)
    drawn = willingness_of_draws(utilities_of_logit(NAMES, beta, covariance, draws=20_000))
    assert drawn.worth[0].value == pytest.approx(worth, abs=0.01)
    assert drawn.worth[0].low == pytest.approx(delta.worth[0].low, abs=0.02)
    assert worth_report(delta).says and worth_report(drawn, "zh-CN").sure


def test_a_price_that_may_be_nothing_is_no_yardstick() -> None:
    weak = willingness_to_pay(NAMES, np.array([0.8, -0.1, 0.0]), np.diag([0.01] * 3))
    assert "weak_price" in {one.code for one in weak.warnings}
    with pytest.raises(Invalid):
        willingness_of_draws(utilities_of_logit(NAMES, np.array([0.8, 0.5, 0.0])))
