"""A market simulator: what share each product takes, given the utilities of an estimated choice model.

Rules: first choice, share of preference (logit), randomised first choice (Orme and Huber 2000), purchase likelihood.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, percent, warn
from feilun.insight.research.profiles import NONE, Attribute, groups_of, parameters_of, product_row
from feilun.insight.research.share_rules import RULES, Errors, shares_by_rule
from feilun.insight.research.utilities import Utilities, person_weights
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_MOST_CELLS = 4_000_000

WORDING = {
    "identical_products": (
        "{names} are the same to the model, and share of preference gives twins more together than one would have. Use randomised first choice.",
        "对模型而言 {names} 相同，偏好份额规则会高估其合计份额。请改用随机化首选规则。",
    ),
    "no_interval": (
        "There is one set of utilities without errors, so no interval can be given.",
        "只有一组没有误差的效用，因此无法给出区间。",
    ),
    "one_person": (
        "First choice gives all to one product when there is one set of utilities for all; use share of preference.",
        "所有人只有一组效用时，首选规则会把全部份额给一个产品；请用偏好份额规则。",
    ),
    "unused": (
        "The utilities of {names} are not used by any product.",
        "{names} 的效用没有任何产品使用。",
    ),
    "none_at_zero": (
        "“None” has no estimated utility; it counts as 0.",
        "“都不选”没有估计的效用，按 0 计。",
    ),
    "not_a_share": (
        "Purchase likelihoods look at one product at a time; they do not add up to 1.",
        "购买可能性是逐个产品计算的，合计不等于 1。",
    ),
    "says": ("{name}: {share}.", "{name}：{share}。"),
    "says_between": ("{name}: {share} (95 %: {low} to {high}).", "{name}：{share}（95%：{low} 至 {high}）。"),
    "own": ("Your products together: {share}.", "自有产品合计：{share}。"),
    "sure_draws": (
        "Intervals come from {draws} draws of the utilities of {people} people.",
        "区间来自 {people} 人效用的 {draws} 次抽样。",
    ),
    "sure_estimate": (
        "Intervals come from {draws} draws of the estimated utilities.",
        "区间来自估计效用的 {draws} 次抽样。",
    ),
    "sure_people": (
        "Intervals come from resampling {people} people; they do not hold the error of each person's utilities.",
        "区间来自对 {people} 人的重复抽样，不包含个人效用的误差。",
    ),
    "do": (
        "These are shares among people who know all products and find them in stock; compare scenarios rather than trust one number.",
        "这些份额假定人们了解并能买到所有产品；请比较不同方案，而不要只看单个数字。",
    ),
}


@dataclass(frozen=True)
class Product:
    """A product: a level or value of each attribute; `available` is the share of the market that can get it."""

    name: str
    levels: Mapping[str, str | float]
    is_own: bool = False
    available: float = 1.0
    cost: float = 0.0


@dataclass(frozen=True)
class Market:
    """What people choose among, and how. `scale` multiplies utilities: above 1 choices become surer."""

    attributes: tuple[Attribute, ...]
    products: tuple[Product, ...]
    has_none: bool = False
    rule: str = "share"
    scale: float = 1.0
    beyond_tested: bool = False
    product_error: float = 0.0  # Part of the error of randomised first choice that twins do not have in common.
    seed: int = 1

    def without(self, name: str) -> "Market":
        return replace(self, products=tuple(one for one in self.products if one.name != name))


class SimulatedShare(msgspec.Struct, frozen=True, kw_only=True):
    """One product's share, 0 to 1, with its 95 % interval; "none" has a row of its own."""

    name: str
    is_own: bool
    share: float
    low: float | None
    high: float | None


class Simulation(msgspec.Struct, frozen=True, kw_only=True):
    """Shares of one market; they add up to 1 but for purchase likelihood. `basis` says where intervals come from."""

    rule: str
    shares: list[SimulatedShare]
    own_share: float
    own_low: float | None
    own_high: float | None
    basis: str
    people: int
    draws: int
    warnings: list[MarketWarning]


class Cannibalisation(msgspec.Struct, frozen=True, kw_only=True):
    """What each own product brings: row i is the change of every own share when product i joins the others.

    The diagonal is what it takes, the rest (mostly negative) what it takes from its sisters; a row adds up to `gained`,
    the change of the own total, which came from rivals and from "none".
    """

    names: list[str]
    matrix: list[list[float]]
    gained: list[float]
    from_rivals: list[float]
    from_none: list[float]


class SimulatedChange(msgspec.Struct, frozen=True, kw_only=True):
    """After minus before for one product, with 95 % interval."""

    name: str
    before: float
    after: float
    change: float
    low: float | None
    high: float | None


def simulate(utilities: Utilities, market: Market, *, resample: bool = True) -> Simulation:
    """Shares and intervals. With draws the interval is over them, and `resample` adds the chance in who was asked."""
    check_market(market)
    asked = person_weights(utilities, market.seed, False)
    chance = person_weights(utilities, market.seed, resample)
    plain, by_draw = _aggregated(utilities, market, asked, chance)
    mean = plain.mean(axis=0)
    own = np.array([product.is_own for product in market.products] + [False] * market.has_none)
    ends = _ends(by_draw)
    own_ends = _ends(by_draw[:, own].sum(axis=1, keepdims=True))
    names = [*[product.name for product in market.products], *([NONE] if market.has_none else [])]
    shares = [
        SimulatedShare(
            name=name, is_own=bool(own[place]), share=float(mean[place]), low=ends[place][0], high=ends[place][1]
        )
        for place, name in enumerate(names)
    ]
    basis = "draws" if utilities.draws > 1 else "people" if utilities.people > 1 and resample else "none"
    return Simulation(
        rule=market.rule,
        shares=shares,
        own_share=float(mean[own].sum()),
        own_low=own_ends[0][0],
        own_high=own_ends[0][1],
        basis=basis,
        people=utilities.people,
        draws=utilities.draws,
        warnings=_warnings(utilities, market, basis),
    )


def cannibalisation(utilities: Utilities, market: Market) -> Cannibalisation:
    """For every own product, the market with it against the market without it."""
    check_market(market)
    own = [place for place, product in enumerate(market.products) if product.is_own]
    if not own or len(market.products) + market.has_none < 2:
        raise Invalid(field="products", problem="mark an own product, and have something beside it")
    together = share_draws(utilities, market, resample=False).mean(axis=0)
    matrix, rivals, none = np.zeros((len(own), len(own))), [], []
    for row, leaving in enumerate(own):
        alone = market.without(market.products[leaving].name)
        apart = np.insert(share_draws(utilities, alone, resample=False).mean(axis=0), leaving, 0.0)
        change = together - apart
        matrix[row] = change[own]
        none.append(float(-change[-1]) if market.has_none else 0.0)
        rivals.append(float(-sum(change[place] for place in range(len(market.products)) if place not in own)))
    return Cannibalisation(
        names=[market.products[place].name for place in own],
        matrix=matrix.tolist(),
        gained=matrix.sum(axis=1).tolist(),
        from_rivals=rivals,
        from_none=none,
    )


def compare(utilities: Utilities, before: Market, after: Market) -> list[SimulatedChange]:
    """What changes from one market to another for each product in either; a product that is missing has share 0."""
    check_market(before)
    check_market(after)
    names = list(dict.fromkeys([*_names(before), *_names(after)]))
    sides = []
    for market in (before, after):
        places = {name: place for place, name in enumerate(_names(market))}
        weights = [person_weights(utilities, before.seed, resample) for resample in (False, True)]
        for draws in _aggregated(utilities, market, *weights):
            empty = np.zeros(len(draws))
            sides.append(np.column_stack([draws[:, places[one]] if one in places else empty for one in names]))
    # Both sides meet the same people and draws, so that only the change is left to chance.
    ends, first, second = _ends(sides[3] - sides[1]), sides[0].mean(axis=0), sides[2].mean(axis=0)
    return [
        SimulatedChange(
            name=name,
            before=float(first[place]),
            after=float(second[place]),
            change=float(second[place] - first[place]),
            low=ends[place][0],
            high=ends[place][1],
        )
        for place, name in enumerate(names)
    ]


def share_draws(utilities: Utilities, market: Market, *, resample: bool = False) -> Floats:
    """(draws, products with none): the weighted mean share over people in each draw.

    With `resample`, people are drawn anew in each draw, and one draw becomes many when there are many people.
    """
    return _aggregated(utilities, market, person_weights(utilities, market.seed, resample))[0]


def _aggregated(utilities: Utilities, market: Market, *weights: Floats) -> list[Floats]:
    """Shares are computed once, however many ways they are summed up over people."""
    rows = np.array(
        [product_row(market.attributes, one.levels, beyond=market.beyond_tested) for one in market.products]
    )
    betas = utilities.columns(parameters_of(market.attributes))
    available = np.array([*[one.available for one in market.products], *([1.0] if market.has_none else [])])
    groups, size = groups_of(market.attributes), (utilities.people, utilities.draws)
    is_random = market.rule == "randomised"
    errors = Errors(rows, groups, market.has_none, is_random, market.product_error, size, market.seed)
    step = max(1, _MOST_CELLS // max(1, utilities.draws * len(available)))
    found = [np.zeros((one.shape[1], len(available))) for one in weights]
    for start in range(0, utilities.people, step):
        part = slice(start, start + step)
        utility = market.scale * (betas[part] @ rows.T)
        if market.has_none:
            utility = np.concatenate([utility, none_utility(utilities, market)[part, :, None]], axis=2)
        random = errors.of(start, len(utility))
        shares = shares_by_rule(utility, market.rule, available, random, market.has_none)
        for total, one in zip(found, weights, strict=True):
            spread = np.broadcast_to(shares, (*one[part].shape, len(available)))
            total += np.matmul(one[part].T[:, None, :], spread.transpose(1, 0, 2))[:, 0]
    return found


def none_utility(utilities: Utilities, market: Market) -> Floats:
    """(people, draws); 0 where it was not estimated."""
    if NONE not in utilities.names:
        return np.zeros(utilities.betas.shape[:2])
    return market.scale * utilities.columns([NONE])[:, :, 0]


def check_market(market: Market) -> None:
    """Raises Invalid, which says what is wrong with it."""
    names = _names(market)
    if market.rule not in RULES:
        raise Invalid(field="rule", problem=f"it must be one of {', '.join(RULES)}, not {market.rule}")
    if not market.products or len(set(names)) < len(names):
        raise Invalid(field="products", problem="there must be some, each with a name of its own")
    if not 0 < market.scale < 1000 or not 0 <= market.product_error <= 1:
        raise Invalid(field="scale", problem="scale must be positive, and the product error between 0 and 1")
    if not all(0 <= one.available <= 1 for one in market.products):
        raise Invalid(field="available", problem="it must lie between 0 and 1")
    if not market.has_none and not any(one.available for one in market.products):
        raise Invalid(field="available", problem="nothing is available")


def report(result: Simulation, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    says = []
    for one in result.shares:
        facts = {"name": one.name, "share": percent(one.share)}
        if one.low is None or one.high is None:
            says.append(speaker.say("says", **facts))
        else:
            says.append(speaker.say("says_between", low=percent(one.low), high=percent(one.high), **facts))
    if sum(one.is_own for one in result.shares) > 1:
        says.append(speaker.say("own", share=percent(result.own_share)))
    named = {"draws": "sure_draws" if result.people > 1 else "sure_estimate", "people": "sure_people"}
    sure = []
    if result.basis in named:
        sure.append(speaker.say(named[result.basis], draws=result.draws, people=result.people))
    return speaker.report(says, sure, [speaker.say("do")], result.warnings)


def _ends(draws: Floats) -> list[tuple[float | None, float | None]]:
    if len(draws) < 2:
        return [(None, None)] * draws.shape[1]
    low, high = np.quantile(draws, [0.025, 0.975], axis=0)
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]


def _names(market: Market) -> list[str]:
    return [*[product.name for product in market.products], *([NONE] if market.has_none else [])]


def _warnings(utilities: Utilities, market: Market, basis: str) -> list[MarketWarning]:
    found = []
    if market.rule == "share":
        twins: dict[bytes, list[str]] = {}
        for one in market.products:
            row = product_row(market.attributes, one.levels, beyond=market.beyond_tested)
            twins.setdefault(row.tobytes(), []).append(one.name)
        for names in twins.values():
            if len(names) > 1:
                found.append(warn(WORDING, "identical_products", names=", ".join(names)))
    if market.rule == "first" and utilities.people == 1:
        found.append(warn(WORDING, "one_person"))
    if market.rule == "purchase":
        found.append(warn(WORDING, "not_a_share"))
    if market.has_none and NONE not in utilities.names:
        found.append(warn(WORDING, "none_at_zero"))
    used = {*parameters_of(market.attributes), *([NONE] if market.has_none else [])}
    unused = [name for name in utilities.names if name not in used]
    if unused:
        found.append(warn(WORDING, "unused", names=", ".join(unused)))
    if basis == "none":
        found.append(warn(WORDING, "no_interval"))
    return found
