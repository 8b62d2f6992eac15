"""The market simulator: shares add up, rules do what they say, and intervals hold the truth."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feilun.insight.research.profiles import Attribute
from feilun.insight.research.simulator import Market, Product, cannibalisation, compare, report, simulate
from feilun.insight.research.utilities import Utilities, utilities_of_logit, utilities_of_people
from feilun.kernel.errors import Invalid

ATTRIBUTES = (Attribute("brand", ("a", "b", "c")), Attribute("price", (1.0, 2.0, 3.0, 4.0), "linear"))
NAMES = ["brand:b", "brand:c", "price", "none"]
BETA = np.array([0.5, -0.2, -1.0, -2.0])


def product(name: str, brand: str, price: float, **more: object) -> Product:
    return Product(name, {"brand": brand, "price": price}, **more)  # type: ignore[arg-type]


def market(rule: str = "share", **more: object) -> Market:
    products = (
        product("mine", "a", 2.0, is_own=True),
        product("also mine", "c", 1.0, is_own=True),
        product("theirs", "b", 3.0, available=0.7),
    )
    return replace(Market(ATTRIBUTES, products, True, rule), **more)  # type: ignore[arg-type]


def many(people: int = 150, draws: int = 40) -> Utilities:
    generator = np.random.default_rng(1)
    middle = BETA + generator.normal(size=(1, people, 4)) * 0.8
    return utilities_of_people(NAMES, middle + 0.3 * generator.normal(size=(draws, people, 4)))


def logit() -> Utilities:
    return utilities_of_logit(NAMES, BETA, np.diag([0.02] * 4), draws=200)


@pytest.mark.parametrize("rule", ["share", "first", "randomised"])
@pytest.mark.parametrize("utilities", [many(), logit(), utilities_of_logit(NAMES, BETA)])
def test_shares_add_up_to_one(rule: str, utilities: Utilities) -> None:
    result = simulate(utilities, market(rule))
    assert sum(one.share for one in result.shares) == pytest.approx(1)
    assert all(0 <= one.share <= 1 for one in result.shares)


def test_share_of_preference_is_the_logit_weighted_by_availability() -> None:
    odds = np.array([np.exp(-2.0), np.exp(-0.2 - 1.0), 0.7 * np.exp(0.5 - 3.0), np.exp(-2.0)])
    result = simulate(utilities_of_logit(NAMES, BETA), market())
    assert [one.share for one in result.shares] == pytest.approx(odds / odds.sum())
    assert result.own_share == pytest.approx(odds[:2].sum() / odds.sum())
    assert result.basis == "none" and "no_interval" in {one.code for one in result.warnings}


def test_scale_makes_choices_surer() -> None:
    sure = simulate(utilities_of_logit(NAMES, BETA), market(scale=50.0))
    assert sure.shares[1].share == pytest.approx(1, abs=1e-6)


def test_first_choice_gives_each_person_to_her_best() -> None:
    betas = np.array([[0.0, 0.0, -1.0, -9.0], [5.0, 0.0, -1.0, -9.0], [0.0, 0.0, -1.0, 9.0]])
    result = simulate(utilities_of_people(NAMES, betas), market("first"))
    # The second person wants what only 70 % can get; the others take their best of what is there.
    assert [one.share for one in result.shares] == pytest.approx([0, (1 + 0.3) / 3, 0.7 / 3, 1 / 3])


def test_purchase_likelihood_looks_at_one_product_at_a_time() -> None:
    result = simulate(utilities_of_logit(NAMES, BETA), market("purchase"))
    assert result.shares[0].share == pytest.approx(0.5)
    assert result.shares[2].share == pytest.approx(0.7 / (1 + np.exp(0.5)))
    assert "not_a_share" in {one.code for one in result.warnings}


def twins(rule: str) -> Market:
    products = (product("one", "a", 2.0), product("twin", "a", 2.0), product("rival", "b", 2.5))
    return Market(ATTRIBUTES, products, False, rule)


def test_twins_take_too_much_under_share_of_preference_and_it_warns() -> None:
    utilities = utilities_of_logit(NAMES[:3], BETA[:3])
    alone = simulate(utilities, twins("share").without("twin")).shares[0].share
    together = simulate(utilities, twins("share"))
    assert together.shares[0].share + together.shares[1].share > alone + 0.1
    assert "identical_products" in {one.code for one in together.warnings}


def test_twins_share_under_randomised_first_choice() -> None:
    utilities = utilities_of_logit(NAMES[:3], BETA[:3])
    alone = simulate(utilities, twins("randomised").without("twin")).shares[0].share
    together = simulate(utilities, twins("randomised"))
    first, second = (one.share for one in together.shares[:2])
    assert first == pytest.approx(second)
    assert first + second == pytest.approx(alone, abs=0.01)
    assert not {one.code for one in together.warnings} & {"identical_products"}


def test_randomised_first_choice_is_near_the_logit_for_products_that_share_nothing() -> None:
    products = (product("one", "a", 2.0), product("other", "b", 3.0))
    utilities = utilities_of_logit(NAMES[:3], BETA[:3])
    random, smooth = (
        simulate(utilities, Market(ATTRIBUTES, products, False, rule)) for rule in ("randomised", "share")
    )
    assert random.shares[0].share == pytest.approx(smooth.shares[0].share, abs=0.02)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(1, 4), st.booleans()), min_size=2, max_size=5), st.booleans()
)
def test_rows_of_cannibalisation_add_up_to_the_change_of_the_own_total(lines: list, has_none: bool) -> None:
    products = tuple(product(str(one), brand, price, is_own=own) for one, (brand, price, own) in enumerate(lines))
    own = [one for one in products if one.is_own]
    if not own:
        return
    whole = Market(ATTRIBUTES, products, has_none)
    utilities = utilities_of_logit(NAMES, BETA)
    result = cannibalisation(utilities, whole)
    for place, one in enumerate(own):
        change = simulate(utilities, whole).own_share - simulate(utilities, whole.without(one.name)).own_share
        assert sum(result.matrix[place]) == pytest.approx(change)
        assert result.gained[place] == pytest.approx(change)
        assert result.from_rivals[place] + result.from_none[place] == pytest.approx(change)
        assert result.matrix[place][place] > 0


def test_a_changed_price_is_compared_on_the_same_draws() -> None:
    before = market()
    cheaper = replace(before, products=(product("mine", "a", 1.5, is_own=True), *before.products[1:]))
    changes = {one.name: one for one in compare(many(), before, cheaper)}
    assert changes["mine"].change > 0 > changes["theirs"].change
    assert (changes["mine"].low or 0) > 0
    assert sum(one.change for one in changes.values()) == pytest.approx(0, abs=1e-9)
    gone = {one.name: one for one in compare(many(), before, before.without("theirs"))}
    assert gone["theirs"].after == 0


def test_intervals_from_draws_hold_the_mean_and_resampled_people_widen_them() -> None:
    narrow, wide = (simulate(many(), market(), resample=resample).shares[0] for resample in (False, True))
    assert (narrow.low or 1) < narrow.share < (narrow.high or 0)
    assert (wide.high or 0) - (wide.low or 0) > (narrow.high or 0) - (narrow.low or 0)
    assert narrow.share == wide.share


def test_intervals_cover_the_true_share() -> None:
    generator, covered = np.random.default_rng(3), 0
    truth = simulate(utilities_of_logit(NAMES, BETA), market()).shares[0].share
    spread = np.diag([0.02] * 4)
    for seed in range(200):
        estimate = generator.multivariate_normal(BETA, spread)
        found = simulate(utilities_of_logit(NAMES, estimate, spread, draws=300, seed=seed), market()).shares[0]
        covered += (found.low or 1) <= truth <= (found.high or 0)
    assert 0.9 <= covered / 200 <= 0.99


def test_individual_utilities_get_intervals_from_people() -> None:
    result = simulate(utilities_of_people(NAMES, BETA + np.random.default_rng(2).normal(size=(80, 4))), market())
    assert result.basis == "people" and result.shares[0].low is not None


@pytest.mark.parametrize(("price", "is_right"), [(2.5, True), (0.5, False), (4.5, False)])
def test_prices_beyond_those_tested_are_refused_unless_asked_for(price: float, is_right: bool) -> None:
    other = Market(ATTRIBUTES, (product("one", "a", price), product("other", "b", 2.0)))
    utilities = utilities_of_logit(NAMES, BETA)
    if not is_right:
        with pytest.raises(Invalid, match="tested"):
            simulate(utilities, other)
    assert simulate(utilities, replace(other, beyond_tested=True)).shares


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "best"},
        {"products": ()},
        {"scale": 0.0},
        {"products": (product("one", "z", 2.0),)},
        {"products": (product("one", "a", 2.0), product("one", "a", 2.0))},
        {"products": (product("one", "a", 2.0, available=2.0),)},
    ],
)
def test_a_market_that_makes_no_sense_is_refused(wrong: dict) -> None:
    with pytest.raises(Invalid):
        simulate(utilities_of_logit(NAMES, BETA), market(**wrong))


def test_a_missing_utility_is_named() -> None:
    with pytest.raises(Invalid, match="brand:c"):
        simulate(utilities_of_logit(["brand:b", "price"], BETA[[0, 2]]), market())


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_report_gives_shares_how_sure_and_what_to_do(language: str) -> None:
    words = report(simulate(logit(), market()), language)
    assert len(words.says) == 5 and words.sure and words.do
