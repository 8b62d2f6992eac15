"""Gabor-Granger: how many buy at each price, and which price brings most revenue or profit (Gabor and Granger 1966)."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, figure, percent, warn
from feilun.insight.research.scores import LEAST_BASE
from feilun.kernel.errors import Invalid

_FLAT = 0.01

WORDING = {
    "inconsistent": (
        "{number} people would buy at a higher price but not at a lower one; their answers count as given.",
        "{number} 人在较高价格愿意购买、较低价格却不愿意；按其回答计入。",
    ),
    "smoothed": (
        "More people bought at a higher price than at a lower one; demand was smoothed to fall with price.",
        "有较高价格的购买人数反而更多；需求已平滑为随价格下降。",
    ),
    "small_base": ("Only {base} people; at least {least} are advised.", "只有 {base} 人，建议至少 {least} 人。"),
    "no_answers": ("Nobody answered, so there is no price.", "没有回答，因此没有价格结果。"),
    "at_lowest": (
        "The best price for {goal} is the lowest tested; a lower one was not asked and may be better.",
        "{goal}最高的价格是测试的最低价；更低的价格没有询问，可能更好。",
    ),
    "at_highest": (
        "The best price for {goal} is the highest tested; a higher one was not asked and may be better.",
        "{goal}最高的价格是测试的最高价；更高的价格没有询问，可能更好。",
    ),
    "flat": (
        "Between {low} and {high} {goal} is within 1 % of the best, so the exact price matters little.",
        "在 {low} 至 {high} 之间，{goal}与最佳值相差不到 1%，具体价格影响很小。",
    ),
    "no_profit": ("No tested price covers the cost.", "没有任何测试价格高于成本。"),
    "revenue": ("revenue", "收入"),
    "profit": ("profit", "利润"),
    "says": (
        "{goal} is highest at {price}: {share} would buy, {value} per person asked.",
        "{goal}在 {price} 时最高：{share} 愿意购买，平均每位受访者 {value}。",
    ),
    "sure": (
        "The 95 % interval of that price is {low} to {high} on {base} people.",
        "该价格的 95% 区间为 {low} 至 {high}，样本 {base} 人。",
    ),
    "do": (
        "Start near it and test two prices live: people say yes more often than they pay, and no rival was shown.",
        "从该价格附近开始，并实际测试两个价格：人们口头愿意多于实际购买，且未展示竞品。",
    ),
}


class DemandPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One tested price: who was asked, the share willing as answered and smoothed, and what it earns per person."""

    price: float
    asked: int
    share: float | None
    smoothed: float
    low: float | None
    high: float | None
    revenue: float
    profit: float


class DemandOptimum(msgspec.Struct, frozen=True, kw_only=True):
    """The price with the highest revenue or profit per person asked, between tested prices, 95 % by bootstrap."""

    goal: str
    price: float
    low: float | None
    high: float | None
    share: float
    value: float
    flat_low: float
    flat_high: float


class GaborGranger(msgspec.Struct, frozen=True, kw_only=True):
    """Demand at the tested prices and the best prices; optima are null when nobody answered."""

    base: int
    inconsistent: int
    cost: float
    demand: list[DemandPoint]
    revenue: DemandOptimum | None
    profit: DemandOptimum | None
    warnings: list[MarketWarning]


def gabor_granger(
    answers: NDArray[np.float64],
    prices: Sequence[float],
    *,
    cost: float = 0.0,
    weights: NDArray[np.float64] | None = None,
    is_ladder: bool = True,
    bootstraps: int = 500,
    seed: int = 1,
    least_base: int = LEAST_BASE,
) -> GaborGranger:
    """Demand from `answers` (people, prices): 1 buys, 0 does not, or a probability; nan where not asked.

    In a ladder each person sees only some prices: who buys at a price buys below it, who refuses refuses above it, and
    the rest stays unknown. Shares are made to fall with price (weighted isotonic regression), demand between two tested
    prices is a straight line, and nothing is said beyond them.
    """
    order = np.argsort(np.asarray(prices, dtype=np.float64), kind="stable")
    tested = np.asarray(prices, dtype=np.float64)[order]
    table, weighted = _checked(answers, tested, weights)
    table = table[:, order]
    inconsistent = _inconsistent(table)
    filled = _filled(table) if is_ladder else table
    kept = np.isfinite(filled).any(axis=1) & (weighted > 0)
    filled, weighted = filled[kept], weighted[kept]
    base = len(filled)
    if not base:
        return _nothing(tested, cost)
    shares, smoothed = _demand(filled, weighted[None, :])
    generator = np.random.default_rng(seed)
    drawn = (
        generator.multinomial(base, np.full(base, 1 / base), size=bootstraps) if bootstraps > 1 else np.zeros((0, base))
    )
    again = _demand(filled, drawn * weighted)[1]
    goals = {"revenue": 0.0, "profit": cost} if cost > 0 else {"revenue": 0.0}
    found = {goal: _optimum(goal, tested, smoothed[0], again, lost) for goal, lost in goals.items()}
    return GaborGranger(
        base=base,
        inconsistent=inconsistent,
        cost=cost,
        demand=_points(tested, filled, shares[0], smoothed[0], again, cost),
        revenue=found["revenue"],
        profit=found.get("profit"),
        warnings=_warnings(tested, shares[0], found, base, inconsistent, least_base, cost),
    )


def report(result: GaborGranger, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    says, sure = [], []
    for one in (result.revenue, result.profit):
        if one is None:
            continue
        goal = speaker.say(one.goal).capitalize()
        price, share, value = figure(one.price), percent(one.share), figure(one.value)
        says.append(speaker.say("says", goal=goal, price=price, share=share, value=value))
        if one.low is not None and one.high is not None:
            sure.append(speaker.say("sure", low=figure(one.low), high=figure(one.high), base=result.base))
    return speaker.report(says, sure, [speaker.say("do")] if says else [], result.warnings)


def falling(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The non-increasing sequence nearest to `values` in weighted squares (pool adjacent violators, Ayer 1955)."""
    blocks: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        blocks.append((value, weight, 1))
        while len(blocks) > 1 and blocks[-1][0] > blocks[-2][0]:
            (low, light, few), (high, heavy, many) = blocks.pop(), blocks.pop()
            total = light + heavy
            mean = (low * light + high * heavy) / total if total > 0 else (low + high) / 2
            blocks.append((mean, total, few + many))
    return np.concatenate([np.full(number, value) for value, _, number in blocks])


def best_price(prices: NDArray[np.float64], shares: NDArray[np.float64], cost: float) -> tuple[float, float]:
    """Price and value of the highest (price - cost) share, exact on each straight piece of demand."""
    candidates = [(float(price), float(share)) for price, share in zip(prices, shares, strict=True)]
    for place in range(len(prices) - 1):
        low, high = float(prices[place]), float(prices[place + 1])
        slope = float(shares[place + 1] - shares[place]) / (high - low)
        if slope < 0:
            # (p - c)(a + b p) with share a + b p has its peak at (c - a / b) / 2.
            start = float(shares[place]) - slope * low
            peak = (cost - start / slope) / 2
            if low < peak < high:
                candidates.append((peak, start + slope * peak))
    price, share = max(candidates, key=lambda one: ((one[0] - cost) * one[1], -one[0]))
    return price, (price - cost) * share


def _demand(
    filled: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(samples, prices) each: shares as answered, nan where nobody was asked, and smoothed."""
    known = np.isfinite(filled)
    asked = weights @ known
    with_nan = np.divide(
        weights @ np.where(known, filled, 0.0), asked, out=np.full(asked.shape, np.nan), where=asked > 0
    )
    smoothed = np.empty_like(with_nan)
    for row, (shares, masses) in enumerate(zip(with_nan, asked, strict=True)):
        there = np.flatnonzero(masses > 0)
        if len(there):
            fitted = falling(shares[there], masses[there])
            smoothed[row] = np.interp(np.arange(len(shares)), there, fitted)
        else:
            smoothed[row] = 0.0
    return with_nan, smoothed


def _filled(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a ladder implies: yes below the highest yes, no above the lowest no; given answers stay."""
    found = table.copy()
    for row in found:
        yes, no = np.flatnonzero(row >= 0.5), np.flatnonzero(row < 0.5)
        unknown = np.isnan(row)
        places = np.arange(len(row))
        if len(yes):
            row[unknown & (places < yes[-1])] = 1.0
        if len(no):
            row[np.isnan(row) & (places > no[0])] = 0.0
    return found


def _inconsistent(table: NDArray[np.float64]) -> int:
    number = 0
    for row in table:
        answered = row[np.isfinite(row)]
        number += bool((np.diff(answered) > 1e-12).any())
    return number


def _optimum(
    goal: str, prices: NDArray[np.float64], shares: NDArray[np.float64], again: NDArray[np.float64], cost: float
) -> DemandOptimum:
    price, value = best_price(prices, shares, cost)
    ends = np.quantile([best_price(prices, one, cost)[0] for one in again], [0.025, 0.975]) if len(again) else None
    fine = np.union1d(np.linspace(prices[0], prices[-1], 501), [price])
    earned = (fine - cost) * np.interp(fine, prices, shares)
    near = fine[earned >= value - _FLAT * abs(value)]
    return DemandOptimum(
        goal=goal,
        price=price,
        low=None if ends is None else float(ends[0]),
        high=None if ends is None else float(ends[1]),
        share=float(np.interp(price, prices, shares)),
        value=value,
        flat_low=float(near[0]) if len(near) else price,
        flat_high=float(near[-1]) if len(near) else price,
    )


def _points(
    prices: NDArray[np.float64],
    filled: NDArray[np.float64],
    shares: NDArray[np.float64],
    smoothed: NDArray[np.float64],
    again: NDArray[np.float64],
    cost: float,
) -> list[DemandPoint]:
    ends = np.quantile(again, [0.025, 0.975], axis=0) if len(again) else np.full((2, len(prices)), np.nan)
    return [
        DemandPoint(
            price=float(price),
            asked=int(np.isfinite(filled[:, place]).sum()),
            share=None if np.isnan(shares[place]) else float(shares[place]),
            smoothed=float(smoothed[place]),
            low=None if np.isnan(ends[0, place]) else float(ends[0, place]),
            high=None if np.isnan(ends[1, place]) else float(ends[1, place]),
            revenue=float(price * smoothed[place]),
            profit=float((price - cost) * smoothed[place]),
        )
        for place, price in enumerate(prices)
    ]


def _nothing(prices: NDArray[np.float64], cost: float) -> GaborGranger:
    return GaborGranger(
        base=0,
        inconsistent=0,
        cost=cost,
        demand=[],
        revenue=None,
        profit=None,
        warnings=[warn(WORDING, "no_answers")],
    )


def _warnings(
    prices: NDArray[np.float64],
    shares: NDArray[np.float64],
    found: dict[str, DemandOptimum],
    base: int,
    inconsistent: int,
    least_base: int,
    cost: float,
) -> list[MarketWarning]:
    warnings = []
    if base < least_base:
        warnings.append(warn(WORDING, "small_base", base=base, least=least_base))
    if inconsistent:
        warnings.append(warn(WORDING, "inconsistent", number=inconsistent))
    if (np.diff(shares[np.isfinite(shares)]) > 1e-12).any():
        warnings.append(warn(WORDING, "smoothed"))
    if cost >= prices[-1]:
        warnings.append(warn(WORDING, "no_profit"))
    for goal, one in found.items():
        words = WORDING[goal]
        if one.price in (prices[0], prices[-1]):
            name = "at_lowest" if one.price == prices[0] else "at_highest"
            warnings.append(_in_both(name, words))
        if one.flat_high - one.flat_low > 0.2 * (prices[-1] - prices[0]):
            warnings.append(_in_both("flat", words, low=figure(one.flat_low), high=figure(one.flat_high)))
    return warnings


def _in_both(name: str, goal: tuple[str, str], **facts: object) -> MarketWarning:
    english, chinese = warn(WORDING, name, goal=goal[0], **facts), warn(WORDING, name, goal=goal[1], **facts)
    return MarketWarning(code=name, words={"en": english.words["en"], "zh-CN": chinese.words["zh-CN"]})


def _checked(
    answers: NDArray[np.float64], prices: NDArray[np.float64], weights: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    table = np.asarray(answers, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(prices) or len(prices) < 2:
        raise Invalid(field="prices", problem="there must be at least two, each with a column of answers")
    if not np.isfinite(prices).all() or (np.diff(prices) <= 0).any():
        raise Invalid(field="prices", problem="they must be different numbers")
    given = table[np.isfinite(table)]
    if ((given < 0) | (given > 1)).any():
        raise Invalid(field="answers", problem="each must be 0, 1 or a probability between")
    weighted = np.ones(len(table)) if weights is None else np.asarray(weights, dtype=np.float64)
    if weighted.shape != (len(table),) or not np.isfinite(weighted).all() or (weighted < 0).any():
        raise Invalid(field="weights", problem="there must be one of at least 0 for each person")
    return table, weighted
