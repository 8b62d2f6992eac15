"""Willingness to pay: what one unit of an attribute is worth in money, -b / b_price, with an interval."""

from collections.abc import Sequence
from math import sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, figure, percent, warn
from feilun.insight.research.utilities import Utilities
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_Z = 1.959963984540054

WORDING = {
    "weak_price": (
        "The effect of price is not significantly negative, so money is a poor yardstick and the intervals are too narrow.",
        "价格效应并非显著为负，用金额衡量不可靠，区间也偏窄。",
    ),
    "price_liked": (
        "In {share} of the draws a higher price is liked; they are left out of the money figures.",
        "在 {share} 的抽样中较高价格反而受欢迎；这些抽样未计入金额。",
    ),
    "says": (
        "One unit of {name} is worth {value} (95 %: {low} to {high}).",
        "{name} 每单位价值 {value}（95%：{low} 至 {high}）。",
    ),
    "do": (
        "Use it to rank features; to set a price, search it in a market with rivals.",
        "可用于比较各项特征；定价请在含竞品的市场中搜索。",
    ),
    "method": ("Intervals by {method}.", "区间方法：{method}。"),
}


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """Money for one unit of a parameter (for a level: against the reference), 95 %."""

    name: str
    value: float
    standard_error: float | None
    low: float
    high: float


class WillingnessToPay(msgspec.Struct, frozen=True, kw_only=True):
    """One row per parameter but price. `method` is delta (Gauss) or draws."""

    method: str
    worth: list[Worth]
    warnings: list[MarketWarning]


def willingness_to_pay(
    names: Sequence[str], values: Floats, covariance: Floats, price: str = "price"
) -> WillingnessToPay:
    """By the delta method: w = -a / b has variance (var a + w² var b + 2 w cov(a, b)) / b²."""
    place = _place(names, price)
    slope, variance = float(values[place]), float(covariance[place, place])
    if slope == 0:
        raise Invalid(field=price, problem="its utility is 0, so nothing can be said in money")
    found = []
    for one, name in enumerate(names):
        if one != place:
            worth = -float(values[one]) / slope
            spread = float(covariance[one, one]) + worth**2 * variance + 2 * worth * float(covariance[one, place])
            error = sqrt(max(0.0, spread)) / abs(slope)
            low, high = worth - _Z * error, worth + _Z * error
            found.append(Worth(name=name, value=worth, standard_error=error, low=low, high=high))
    weak = slope + _Z * sqrt(max(0.0, variance)) >= 0
    return WillingnessToPay(method="delta", worth=found, warnings=[warn(WORDING, "weak_price")] if weak else [])


def willingness_of_draws(utilities: Utilities, price: str = "price") -> WillingnessToPay:
    """From draws: the ratio of mean utilities over people in each draw; the median and the middle 95 %.

    Ratios of single people are left out: some price utilities lie near 0, and their money has no mean.
    """
    names = utilities.names
    place = _place(names, price)
    weights = utilities.weights / utilities.weights.sum()
    means = np.einsum("n,nrk->rk", weights, utilities.betas)
    fine = means[:, place] < 0
    if not fine.any():
        raise Invalid(field=price, problem="in no draw is a higher price disliked, so nothing can be said in money")
    ratios = -means[fine] / means[fine, place][:, None]
    low, middle, high = np.quantile(ratios, [0.025, 0.5, 0.975], axis=0)
    errors = ratios.std(axis=0, ddof=1) if len(ratios) > 1 else None
    found = [
        Worth(
            name=name,
            value=float(middle[one]),
            standard_error=None if errors is None else float(errors[one]),
            low=float(low[one]),
            high=float(high[one]),
        )
        for one, name in enumerate(names)
        if one != place
    ]
    liked = 1 - float(fine.mean())
    warnings = [warn(WORDING, "price_liked", share=percent(liked))] if liked else []
    return WillingnessToPay(method="draws", worth=found, warnings=warnings)


def report(result: WillingnessToPay, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    says = [
        speaker.say("says", name=one.name, value=figure(one.value), low=figure(one.low), high=figure(one.high))
        for one in result.worth
    ]
    sure = [speaker.say("method", method=result.method)]
    return speaker.report(says, sure, [speaker.say("do")], result.warnings)


def _place(names: Sequence[str], price: str) -> int:
    if price not in names:
        raise Invalid(field="price", problem=f"there is no utility {price}; there is {', '.join(names)}")
    return list(names).index(price)
