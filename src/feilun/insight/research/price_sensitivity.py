"""Price sensitivity by van Westendorp (1976), with the demand extension of Newton, Miller and Smith (1993)."""

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, figure, warn
from feilun.insight.research.scores import LEAST_BASE
from feilun.kernel.errors import Invalid

CALIBRATION: Mapping[float, float] = {1: 0.0, 2: 0.1, 3: 0.3, 4: 0.5, 5: 0.7}
FIELDS = ("lower", "upper", "narrow_lower", "narrow_upper", "indifference", "optimum")
_WITHOUT_TOO_CHEAP = ("upper", "narrow_upper", "indifference")
POINT_WORDS: Mapping[str, tuple[str, str]] = {
    "lower": ("the lower bound", "价格下限"),
    "upper": ("the upper bound", "价格上限"),
    "narrow_lower": ("the narrower lower bound", "较窄的价格下限"),
    "narrow_upper": ("the narrower upper bound", "较窄的价格上限"),
    "indifference": ("the price that as many find cheap as expensive", "觉得便宜与觉得贵的人一样多的价格"),
    "optimum": ("the price that fewest people reject", "反对者最少的价格"),
}
_MOST_STEPS = 20_000
_SAME = 1e-9

WORDING = {
    "intransitive": (
        "{number} of {all} people gave prices out of order (it must be too cheap < cheap < expensive < too expensive); they are left out.",
        "{all} 人中有 {number} 人的价格顺序不合（应为 太便宜 < 便宜 < 贵 < 太贵），未纳入。",
    ),
    "missing": ("{number} people lack a price and are left out.", "{number} 人缺少价格，未纳入。"),
    "no_answers": ("No usable row is left, so there is no price.", "没有可用的数据，因此没有价格结果。"),
    "no_too_cheap": (
        "“Too cheap” was not asked, so there is no lower bound and no optimal point.",
        "没有询问“太便宜”，因此没有价格下限和最优点。",
    ),
    "small_base": ("Only {base} usable answers; at least {least} are advised.", "可用回答只有 {base} 个，建议至少 {least} 个。"),
    "no_crossing": ("There is no figure for {name}: its two curves do not cross.", "{name}无法得出：两条曲线没有交点。"),
    "plateau": (
        "The two curves of {name} lie on each other from {low} to {high}; any price there is as good.",
        "{name}：两条曲线在 {low} 至 {high} 之间重合，其中任何价格都一样好。",
    ),
    "interpolated": (
        "Curves are drawn as straight lines between answers; crossings differ a little from those of steps.",
        "曲线在回答之间按直线内插，交点与阶梯曲线略有不同。",
    ),
    "no_intent": ("Purchase intent is missing or unknown for {number} people; they do not count for demand.", "{number} 人缺少购买意向或代码未知，不计入需求。"),
    "range": ("Prices from {low} to {high} are acceptable; fewest people object at {best}.", "可接受的价格区间为 {low} 至 {high}；在 {best} 处反对者最少。"),
    "only_high": ("Above {high} more people find it too expensive than not.", "高于 {high} 时，认为太贵的人多于不贵的人。"),
    "demand": ("Most people buy at {reach}; revenue is highest at {revenue}.", "价格为 {reach} 时购买者最多；{revenue} 时收入最高。"),
    "sure": ("On {base} answers; the optimal point lies between {low} and {high} with 95 % confidence.", "基于 {base} 个回答；最优点的 95% 区间为 {low} 至 {high}。"),
    "base_only": ("On {base} answers.", "基于 {base} 个回答。"),
    "do": ("Choose a price within the range, and test it against the price people pay now; the method shows no competitors.", "在区间内选定价格，并与现行价格对比测试；此方法没有考虑竞品。"),
    "nothing": ("Ask again with clear instructions on the order of the four prices.", "请在说明四个价格的顺序后重新提问。"),
}  # fmt: skip


class PricePoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where two curves cross; null where they do not. 95 % interval by bootstrap over people."""

    price: float | None
    low: float | None = None
    high: float | None = None


class PriceDemand(msgspec.Struct, frozen=True, kw_only=True):
    """Newton, Miller and Smith: the share that buys (reach) and revenue per person, and the prices that maximise them."""

    base: int
    reach_price: float
    max_reach: float
    revenue_price: float
    max_revenue: float
    prices: list[float]
    reach: list[float]
    revenue: list[float]


class PriceSensitivity(msgspec.Struct, frozen=True, kw_only=True):
    """The four crossings: lower bound (PMC), upper bound (PME), indifference (IDP), optimum (OPP), and the curves.

    The curves hold shares of people at `prices`: too_cheap and cheap fall, expensive and too_expensive rise.
    """

    mode: str
    asked: int
    base: int
    intransitive: int
    missing: int
    lower: PricePoint
    upper: PricePoint
    narrow_lower: PricePoint
    narrow_upper: PricePoint
    indifference: PricePoint
    optimum: PricePoint
    prices: list[float]
    curves: dict[str, list[float]]
    demand: PriceDemand | None
    warnings: list[MarketWarning]


def price_sensitivity(
    too_cheap: NDArray[np.float64] | None,
    cheap: NDArray[np.float64],
    expensive: NDArray[np.float64],
    too_expensive: NDArray[np.float64],
    *,
    interpolate: bool = False,
    step: float = 0.01,
    intent_cheap: NDArray[np.float64] | None = None,
    intent_expensive: NDArray[np.float64] | None = None,
    calibration: Mapping[float, float] = CALIBRATION,
    weights: NDArray[np.float64] | None = None,
    bootstraps: int = 200,
    seed: int = 1,
    least_base: int = LEAST_BASE,
) -> PriceSensitivity:
    """Crossings of the cumulative curves of four prices per person, each (people,), nan where not answered.

    Prices must rise strictly from too cheap to too expensive; other people are counted and left out. The bounds
    cross too cheap with not cheap and too expensive with not expensive; the narrower bounds cross them with expensive
    and cheap. `interpolate` draws straight lines between the observed prices, in steps of `step`; otherwise the
    first observed price at which the rising curve is not below the falling one counts. With purchase intents at the
    cheap and the expensive price, demand follows: it falls from each to 0 at the too cheap and too expensive price (and
    stays below the cheap one where too cheap was not asked). Nothing usable gives empty answers and a warning, never an error.
    """
    answers = _Answers(too_cheap, cheap, expensive, too_expensive, weights)
    curves = _Curves(answers, step if interpolate else None)
    points = curves.points(answers.weights)
    ends = _bootstrapped(answers, curves, bootstraps, seed)
    demand, without = None, 0
    if intent_cheap is not None and intent_expensive is not None and answers.base:
        trial, without = _trial(answers, intent_cheap, intent_expensive, calibration)
        demand = _demand(answers, trial, step if interpolate else None)
    found = _warnings(answers, points, curves.plateaus(answers.weights), interpolate, without, least_base)
    named = dict(zip(FIELDS, map(_point, points, ends), strict=True))
    return PriceSensitivity(
        mode="interpolated" if interpolate else "steps",
        asked=answers.asked,
        base=answers.base,
        intransitive=answers.intransitive,
        missing=answers.missing,
        **named,
        prices=curves.prices.tolist(),
        curves=curves.named(answers.weights),
        demand=demand,
        warnings=found,
    )


def report(result: PriceSensitivity, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    low, high, best = result.lower.price, result.upper.price, result.optimum.price
    says = []
    if low is not None and high is not None and best is not None:
        says.append(speaker.say("range", low=figure(low), high=figure(high), best=figure(best)))
    elif high is not None:
        says.append(speaker.say("only_high", high=figure(high)))
    if result.demand:
        reach, revenue = figure(result.demand.reach_price), figure(result.demand.revenue_price)
        says.append(speaker.say("demand", reach=reach, revenue=revenue))
    ends = result.optimum
    if ends.low is not None and ends.high is not None:
        sure = [speaker.say("sure", base=result.base, low=figure(ends.low), high=figure(ends.high))]
    else:
        sure = [speaker.say("base_only", base=result.base)]
    return speaker.report(says, sure, [speaker.say("do" if says else "nothing")], result.warnings)


class _Answers:
    """Usable rows: (people, 4), too cheap nan throughout when it was not asked."""

    def __init__(
        self,
        too_cheap: NDArray[np.float64] | None,
        cheap: NDArray[np.float64],
        expensive: NDArray[np.float64],
        too_expensive: NDArray[np.float64],
        weights: NDArray[np.float64] | None,
    ) -> None:
        columns = [cheap, expensive, too_expensive]
        self.has_too_cheap = too_cheap is not None and bool(np.isfinite(np.asarray(too_cheap, dtype=float)).any())
        asked = [too_cheap if self.has_too_cheap else np.full(len(cheap), np.nan), *columns]
        arrays = [np.asarray(column, dtype=np.float64) for column in asked]
        if len({len(array) for array in arrays}) > 1 or (weights is not None and len(weights) != len(cheap)):
            raise Invalid(field="prices", problem="each person needs a row in every column")
        table = np.column_stack(arrays)
        needed = table if self.has_too_cheap else table[:, 1:]
        whole: NDArray[np.bool_] = np.asarray(np.isfinite(needed).all(axis=1))
        steps = np.diff(np.where(whole[:, None], needed, 0.0), axis=1)
        rising: NDArray[np.bool_] = whole & np.asarray((steps > 0).all(axis=1))
        self.asked, self.missing = len(table), int((~whole).sum())
        self.intransitive, self.kept = int((whole & ~rising).sum()), rising
        self.prices = table[rising]
        self.base = len(self.prices)
        self.weights = np.ones(self.base) if weights is None else np.asarray(weights, dtype=np.float64)[rising]
        if not np.isfinite(self.weights).all() or (self.weights < 0).any():
            raise Invalid(field="weights", problem="each must be a number of at least 0")


class _Curves:
    """Cumulative shares at every observed price, and where they cross."""

    def __init__(self, answers: _Answers, step: float | None) -> None:
        self.has_too_cheap = answers.has_too_cheap
        named = answers.prices if answers.has_too_cheap else answers.prices[:, 1:]
        self.observed = np.unique(named)
        self.prices = _grid(self.observed, step)
        # For each question: at which observed price each person's answer sits.
        self.places = [np.searchsorted(self.observed, answers.prices[:, column]) for column in range(4)]

    def shares(self, weights: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """Too cheap and cheap: the share that would still say so at a price; expensive: that says so already."""
        total, number = float(weights.sum()), len(self.observed)
        if total <= 0 or number == 0:
            return [np.zeros(len(self.prices))] * 4
        found = []
        for question, places in enumerate(self.places):
            if question == 0 and not self.has_too_cheap:
                found.append(np.zeros(len(self.prices)))
                continue
            share = np.cumsum(np.bincount(places, weights=weights, minlength=number)) / total
            drawn = share if len(self.prices) == number else np.interp(self.prices, self.observed, share)
            found.append(1 - drawn if question < 2 else drawn)
        return found

    def points(self, weights: NDArray[np.float64]) -> list[float | None]:
        """In the order of FIELDS; None where there is no crossing."""
        return [self._crossing(rising, falling) for rising, falling in self._pairs(weights)]

    def plateaus(self, weights: NDArray[np.float64]) -> list[tuple[float, float] | None]:
        """Where two curves lie on each other over more than one price: each price there is as good as the other."""
        found: list[tuple[float, float] | None] = []
        for rising, falling in self._pairs(weights):
            places = np.flatnonzero(np.abs(rising - falling) < _SAME) if rising is not None else np.array([])
            wide = len(places) > 1 and self.prices[places[-1]] > self.prices[places[0]]
            found.append((float(self.prices[places[0]]), float(self.prices[places[-1]])) if wide else None)
        return found

    def _pairs(self, weights: NDArray[np.float64]) -> list[tuple[Any, Any]]:
        too_cheap, cheap, expensive, too_expensive = self.shares(weights)
        asked = self.has_too_cheap
        return [
            (1 - cheap, too_cheap) if asked else (None, None),
            (too_expensive, 1 - expensive),
            (expensive, too_cheap) if asked else (None, None),
            (too_expensive, cheap),
            (expensive, cheap),
            (too_expensive, too_cheap) if asked else (None, None),
        ]

    def _crossing(self, rising: NDArray[np.float64] | None, falling: NDArray[np.float64] | None) -> float | None:
        if rising is None or falling is None:
            return None
        # No tolerance: where curves lie on each other, the R package decides by the last bit, and so do we.
        above = np.flatnonzero(rising >= falling)
        return round(float(self.prices[above[0]]), 10) if len(above) else None

    def named(self, weights: NDArray[np.float64]) -> dict[str, list[float]]:
        names = ("too_cheap", "cheap", "expensive", "too_expensive")
        found = zip(names, self.shares(weights), strict=True)
        return {name: share.tolist() for name, share in found if name != "too_cheap" or self.has_too_cheap}


def _grid(observed: NDArray[np.float64], step: float | None) -> NDArray[np.float64]:
    if step is None or len(observed) < 2:
        return observed
    if step <= 0 or (observed[-1] - observed[0]) / step > _MOST_STEPS:
        raise Invalid(field="step", problem=f"it must give between 1 and {_MOST_STEPS} steps over the prices")
    found: NDArray[np.float64] = observed[0] + step * np.arange(round((observed[-1] - observed[0]) / step) + 1)
    return found


def _point(price: float | None, ends: tuple[float | None, float | None]) -> PricePoint:
    return PricePoint(price=price, low=ends[0], high=ends[1])


def _bootstrapped(
    answers: _Answers, curves: _Curves, number: int, seed: int
) -> list[tuple[float | None, float | None]]:
    if number < 2 or answers.base < 2:
        return [(None, None)] * len(FIELDS)
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(answers.base, np.full(answers.base, 1 / answers.base), size=number)
    table = np.array([[np.nan if x is None else x for x in curves.points(answers.weights * row)] for row in drawn])
    found: list[tuple[float | None, float | None]] = []
    for column in table.T:
        there = column[np.isfinite(column)]
        low, high = np.quantile(there, [0.025, 0.975]) if len(there) else (np.nan, np.nan)
        found.append((float(low), float(high)) if len(there) else (None, None))
    return found


def _trial(
    answers: _Answers,
    intent_cheap: NDArray[np.float64],
    intent_expensive: NDArray[np.float64],
    calibration: Mapping[float, float],
) -> tuple[NDArray[np.float64], int]:
    """(people, 4): chance to buy at each of the four prices, nan for people without a known intent."""
    trial = np.zeros((answers.base, 4))
    for column, intent in ((1, intent_cheap), (2, intent_expensive)):
        given = np.asarray(intent, dtype=np.float64)[answers.kept]
        trial[:, column] = [calibration.get(float(one), np.nan) for one in given]
    return trial, int(np.isnan(trial).any(axis=1).sum())


def _demand(answers: _Answers, trial: NDArray[np.float64], step: float | None) -> PriceDemand | None:
    known = ~np.isnan(trial).any(axis=1) & (answers.weights > 0)
    if not known.any():
        return None
    rows, chances, weights = answers.prices[known], trial[known], answers.weights[known]
    first = 0 if answers.has_too_cheap else 1
    observed = np.unique(rows[:, first:])
    prices = _grid(observed, step)
    # Steps go from one observed price to the next whatever the distance; only the grid knows distances.
    places, knots = (prices, rows) if step else (np.arange(len(prices)), np.searchsorted(observed, rows))
    # Added up person by person: a table of people by prices would not fit where both are many.
    reach, left = np.zeros(len(prices)), 0.0 if answers.has_too_cheap else None
    for knot, chance, weight in zip(knots, chances, weights, strict=True):
        reach += weight * np.interp(places, knot[first:], chance[first:], left=left, right=0.0)
    reach /= weights.sum()
    revenue = reach * prices
    best, richest = int(reach.argmax()), int(revenue.argmax())
    return PriceDemand(
        base=int(known.sum()),
        reach_price=float(prices[best]),
        max_reach=float(reach[best]),
        revenue_price=float(prices[richest]),
        max_revenue=float(revenue[richest]),
        prices=prices.tolist(),
        reach=reach.tolist(),
        revenue=revenue.tolist(),
    )


def _warnings(
    answers: _Answers,
    points: list[float | None],
    plateaus: list[tuple[float, float] | None],
    is_interpolated: bool,
    without: int,
    least_base: int,
) -> list[MarketWarning]:
    found = []
    if answers.missing:
        found.append(warn(WORDING, "missing", number=answers.missing))
    if answers.intransitive:
        found.append(warn(WORDING, "intransitive", number=answers.intransitive, all=answers.asked))
    if not answers.has_too_cheap:
        found.append(warn(WORDING, "no_too_cheap"))
    if not answers.base:
        return [*found, warn(WORDING, "no_answers")]
    if answers.base < least_base:
        found.append(warn(WORDING, "small_base", base=answers.base, least=least_base))
    for name, point, plateau in zip(FIELDS, points, plateaus, strict=True):
        if point is None and (answers.has_too_cheap or name in _WITHOUT_TOO_CHEAP):
            found.append(warn(WORDING, "no_crossing", name=POINT_WORDS[name]))
        if plateau:
            low, high = (figure(end) for end in plateau)
            found.append(warn(WORDING, "plateau", name=POINT_WORDS[name], low=low, high=high))
    if without:
        found.append(warn(WORDING, "no_intent", number=without))
    if is_interpolated:
        found.append(warn(WORDING, "interpolated"))
    return found
