"""Van Westendorp with Newton, Miller and Smith: the table of R pricesensitivitymeter, and what must not crash it."""

from typing import Any

import numpy as np
import pytest
from tests.research.market_data import public

from feilun.insight.research.price_sensitivity import PriceSensitivity, price_sensitivity, report
from feilun.kernel.errors import Invalid


def published(interpolate: bool) -> PriceSensitivity:
    table = public("psm_synth_seed1976.csv.gz")
    prices = [table.column(name) for name in ("tch", "ch", "ex", "tex")]
    intents = {"intent_cheap": table.column("pi_cheap"), "intent_expensive": table.column("pi_expensive")}
    return price_sensitivity(*prices, **intents, interpolate=interpolate, bootstraps=50)


@pytest.mark.parametrize(("interpolate", "narrow_lower"), [(False, 10.55), (True, 10.54)])
def test_the_crossings_of_the_published_table(interpolate: bool, narrow_lower: float) -> None:
    result = published(interpolate)
    assert (result.asked, result.intransitive, result.base) == (250, 104, 146)
    assert (result.lower.price, result.upper.price) == (9.22, 12.49)
    assert (result.indifference.price, result.optimum.price) == (11.12, 10.80)
    assert (result.narrow_lower.price, result.narrow_upper.price) == (narrow_lower, 11.90)
    assert "intransitive" in {one.code for one in result.warnings}
    assert (result.lower.low or 99) <= 9.22 <= (result.lower.high or 0)


@pytest.mark.parametrize(
    ("interpolate", "figures"),
    [(False, (10.44, 10.54, 0.40508, 4.24336)), (True, (10.42, 10.56, 0.40614, 4.25732))],
)
def test_the_demand_of_the_published_table(interpolate: bool, figures: tuple[float, ...]) -> None:
    demand = published(interpolate).demand
    assert demand
    found = (demand.reach_price, demand.revenue_price, demand.max_reach, demand.max_revenue)
    assert found == pytest.approx(figures, abs=5e-6)


def test_where_curves_lie_on_each_other_it_says_so() -> None:
    said = [one.words for one in published(False).warnings if one.code == "plateau"]
    assert any("10.8 to 11.44" in words["en"] and "price" in words["en"] for words in said)
    assert not any(letters in text for words in said for text in words.values() for letters in ("PM", "IDP", "OPP"))


def people(number: int = 60, seed: int = 1) -> list[np.ndarray]:
    start = np.random.default_rng(seed).uniform(5, 10, number).round(2)
    return [start, start + 2, start + 4, start + 6]


def codes(result: PriceSensitivity) -> set[str]:
    return {one.code for one in result.warnings}


@pytest.mark.parametrize("too_cheap", [None, np.full(60, np.nan)])
@pytest.mark.parametrize("interpolate", [False, True])
def test_too_cheap_need_not_be_asked(too_cheap: Any, interpolate: bool) -> None:
    intent = np.full(60, 4.0)
    result = price_sensitivity(
        too_cheap, *people()[1:], intent_cheap=intent, intent_expensive=intent, interpolate=interpolate, bootstraps=5
    )
    assert (result.lower.price, result.optimum.price) == (None, None)
    assert result.upper.price and result.indifference.price and result.demand
    assert "no_too_cheap" in codes(result) and "too_cheap" not in result.curves
    assert report(result).says


@pytest.mark.parametrize("interpolate", [False, True])
@pytest.mark.parametrize("rows", [[], [[4, 3, 2, 1]], [[np.nan] * 4], [[1, 1, 2, 3]]])
def test_nothing_usable_gives_no_price_and_a_warning(rows: list[list[float]], interpolate: bool) -> None:
    columns = np.array(rows, dtype=float).reshape(-1, 4).T
    intent = np.full(len(rows), 3.0)
    result = price_sensitivity(*columns, intent_cheap=intent, intent_expensive=intent, interpolate=interpolate)
    assert (result.base, result.upper.price, result.demand) == (0, None, None)
    assert "no_answers" in codes(result)
    assert report(result, "zh-CN").do


def test_one_person_is_enough_for_prices_and_too_few_for_trust() -> None:
    result = price_sensitivity(*np.array([[1.0], [2.0], [3.0], [4.0]]))
    assert result.optimum.price is not None
    assert "small_base" in codes(result)


def test_a_missing_price_leaves_the_person_out_and_is_not_zero() -> None:
    columns = people()
    columns[1][:3] = np.nan
    result = price_sensitivity(*columns, bootstraps=0)
    assert (result.missing, result.intransitive, result.base) == (3, 0, 57)


def test_unknown_intents_do_not_count_for_demand() -> None:
    intent = np.array([5.0] * 50 + [9.0] * 10)
    result = price_sensitivity(*people(), intent_cheap=intent, intent_expensive=intent, bootstraps=0)
    assert result.demand and result.demand.base == 50
    assert "no_intent" in codes(result)


def test_a_weight_is_worth_as_many_people() -> None:
    columns, weights = people(), np.random.default_rng(2).integers(1, 4, 60)
    weighted = price_sensitivity(*columns, weights=weights.astype(float), bootstraps=0)
    repeated = price_sensitivity(*(np.repeat(column, weights) for column in columns), bootstraps=0)
    assert weighted.curves["cheap"] == pytest.approx(repeated.curves["cheap"])


def test_curves_fall_and_rise_between_zero_and_one() -> None:
    curves = price_sensitivity(*people(), interpolate=True, bootstraps=0).curves
    for name, sign in (("too_cheap", -1), ("cheap", -1), ("expensive", 1), ("too_expensive", 1)):
        assert (sign * np.diff(curves[name]) >= -1e-12).all()
        assert min(curves[name]) >= 0 and max(curves[name]) <= 1


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(Invalid, match="prices"):
        price_sensitivity(*people()[:3], np.ones(3))
