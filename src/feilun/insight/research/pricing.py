"""The price of one product that wins the largest share, revenue or profit in a simulated market, and how sure that is.

In a logit the profit optimum meets p - c = 1 / (|b| (1 - s)); it is found by the sign of the derivative, not by eye.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, figure, percent, warn
from feilun.insight.research.price_line import PriceLine
from feilun.insight.research.profiles import parameters_of, product_row
from feilun.insight.research.share_rules import log_odds, shares_by_rule
from feilun.insight.research.simulator import Market, check_market, none_utility
from feilun.insight.research.utilities import Utilities, person_weights
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
GOALS = ("share", "revenue", "profit")
_GRID = 60
_MOST_DRAWS = 400
_HALVINGS = 45
_FLAT = 0.01

WORDING = {
    "share_at_lower_bound": (
        "Share only falls with price, so its best price is the lower bound; choose a goal that counts money.",
        "份额随价格上升而下降，因此份额最优价就是下限；请选择以金额为目标。",
    ),
    "at_bound": (
        "The best price lies at the bound {price}; beyond it may be better, but was not tested or not allowed.",
        "最优价落在边界 {price}；界外可能更好，但未测试或不允许。",
    ),
    "flat": (
        "From {low} to {high} the result is within 1 % of the best; the exact price matters little.",
        "在 {low} 至 {high} 之间，结果与最佳值相差不到 1%，具体价格影响很小。",
    ),
    "beyond_tested": (
        "Prices outside the tested range {low} to {high} were asked for; there the result rests on a straight line alone.",
        "所求价格超出测试范围 {low} 至 {high}；界外结果仅由直线外推。",
    ),
    "price_liked": (
        "In {share} of the draws more people like a higher price than dislike it; price is measured weakly.",
        "在 {share} 的抽样中，较高价格反而更受欢迎；价格效应测得不稳。",
    ),
    "no_interval": ("Utilities come without errors, so no interval can be given.", "效用没有误差信息，无法给出区间。"),
    "cost_above": ("No allowed price covers the cost.", "允许的价格都低于成本。"),
    "share": ("share", "份额"),
    "revenue": ("revenue", "收入"),
    "profit": ("profit", "利润"),
    "says": (
        "{goal} of {product} is highest at {price}, with a share of {share} and a profit of {profit} per person.",
        "{product} 的{goal}在价格 {price} 时最高，份额 {share}，人均利润 {profit}。",
    ),
    "sure": ("With 95 % confidence the best price lies between {low} and {high}.", "最优价的 95% 区间为 {low} 至 {high}。"),
    "do": (
        "Try it in one market or as an experiment first: rivals may answer, and people answer surveys more lightly than they pay.",
        "先在单一市场或以实验方式试行：竞争者可能跟进，受访者的回答也比真实付款更随意。",
    ),
}  # fmt: skip


class PricePlace(msgspec.Struct, frozen=True, kw_only=True):
    """One price on the curve: share and profit per person, with 95 % intervals."""

    price: float
    share: float
    share_low: float | None
    share_high: float | None
    profit: float
    profit_low: float | None
    profit_high: float | None


class PriceSearch(msgspec.Struct, frozen=True, kw_only=True):
    """The best price for a goal. `low` and `high` hold the best prices of 95 % of the draws.

    Revenue and profit are per person of the market and over all own products, whose prices stay. `price` maximises the
    mean over draws. `flat_low` to `flat_high` is within 1 % of the best.
    """

    product: str
    goal: str
    price: float
    low: float | None
    high: float | None
    share: float
    profit: float
    value: float
    bounds: tuple[float, float]
    tested: tuple[float, float]
    is_at_bound: bool
    flat_low: float
    flat_high: float
    curve: list[PricePlace]
    people: int
    draws: int
    warnings: list[MarketWarning]


def search_price(
    utilities: Utilities,
    market: Market,
    product: str,
    *,
    price: str = "price",
    goal: str = "profit",
    bounds: tuple[float, float] | None = None,
    beyond_tested: bool = False,
    resample: bool = True,
) -> PriceSearch:
    """The price of `product` between `bounds` (default: the tested prices) that maximises `goal`.

    `price` names the attribute, whose utility is a straight line or straight pieces between tested prices. Costs are
    those of the products; with own sisters, what one takes from another counts. Raises Invalid for bounds outside the
    tested prices, unless `beyond_tested` and price is linear.
    """
    line = PriceLine(market.attributes, price)
    low, high = line.checked(bounds, beyond_tested)
    place = _checked(market, product, goal)
    people, draws = utilities.people, utilities.draws
    utilities = utilities.thinned(_MOST_DRAWS)
    search = _Search(utilities, market, place, line, goal, person_weights(utilities, market.seed, False))
    best = float(search.all_together().best(low, high)[0])
    chance = person_weights(utilities, market.seed, resample)
    drawn = chance if chance.shape[1] > 1 else None
    ends = None if drawn is None else np.quantile(search.drawn(chance).best(low, high), [0.025, 0.975]).tolist()
    at_best = _place(search, drawn, best)
    grid = line.grid(low, high, _GRID)
    near = _near(search, grid, best)
    found = _warnings(goal, best, (low, high), near, line, search.liked(best), ends, market.products[place].cost)
    return PriceSearch(
        product=product,
        goal=goal,
        price=best,
        low=ends[0] if ends else None,
        high=ends[1] if ends else None,
        share=at_best.share,
        profit=at_best.profit,
        value=search.mean(best),
        bounds=(low, high),
        tested=line.tested,
        is_at_bound=_is_at(best, low, high) or _is_at(best, high, low),
        flat_low=near[0],
        flat_high=near[1],
        curve=[_place(search, drawn, float(one)) for one in grid],
        people=people,
        draws=draws,
        warnings=found,
    )


def report(result: PriceSearch, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    says = speaker.say(
        "says",
        goal=speaker.say(result.goal).capitalize(),
        product=result.product,
        price=figure(result.price),
        share=percent(result.share),
        profit=figure(result.profit),
    )
    sure = [] if result.low is None else [speaker.say("sure", low=figure(result.low), high=figure(result.high or 0.0))]
    return speaker.report([says], sure, [speaker.say("do")], result.warnings)


class _Search:
    """Share and money as functions of one price, in every draw at once; prices may differ between draws.

    Only the searched product changes, so the others enter by one number per person and draw: in a logit the sum of
    their odds, and what they earn from somebody who does not choose it.
    """

    def __init__(
        self, utilities: Utilities, market: Market, place: int, line: PriceLine, goal: str, weights: Floats
    ) -> None:
        self.line, self.goal, self.weights, self.is_logit = line, goal, weights, market.rule == "share"
        betas = utilities.columns(parameters_of(market.attributes))
        rows = np.array([product_row(market.attributes, one.levels, beyond=True) for one in market.products])
        # The searched product's own price is taken out, and put in again at each price tried.
        rows[place, line.places] = 0.0
        utility = market.scale * (betas @ rows.T)
        self.by_price = market.scale * betas[:, :, line.places]
        none = none_utility(utilities, market)[..., None]
        if market.has_none:
            utility = np.concatenate([utility, none], axis=2)
        available = np.array([one.available for one in market.products] + [1.0] * market.has_none)
        others = np.arange(len(available)) != place
        self.reach = 1.0 if self.is_logit else float(available[place])
        rest = shares_by_rule(utility[..., others], market.rule, available[others], (), market.has_none)
        self.base = utility[..., place] - (
            log_odds(utility[..., others], available[others]) - np.log(available[place])
            if self.is_logit
            else none[..., 0]
        )
        prices = np.array([line.price_of(one.levels) for one in market.products])
        costs = np.array([one.cost for one in market.products])
        own = np.array([one.is_own for one in market.products]) & others[: len(costs)]
        kept = own[others[: len(own)]]
        self.cost = {"revenue": 0.0, "profit": float(costs[place])}
        self.sisters = {
            "revenue": rest[..., : len(kept)][..., kept] @ prices[own],
            "profit": rest[..., : len(kept)][..., kept] @ (prices - costs)[own],
        }

    def all_together(self) -> "_Search":
        """All draws as one, so that the best price is that of the mean."""
        found = object.__new__(_Search)
        found.__dict__.update(self.__dict__)
        found.weights = (self.weights / self.weights.shape[1]).reshape(-1, 1)
        found.base, found.by_price = self.base.reshape(-1, 1), self.by_price.reshape(-1, 1, self.by_price.shape[2])
        found.sisters = {goal: worth.reshape(-1, 1) for goal, worth in self.sisters.items()}
        return found

    def drawn(self, weights: Floats) -> "_Search":
        """With people weighed anew in each draw."""
        found = object.__new__(_Search)
        found.__dict__.update(self.__dict__)
        found.weights = weights
        return found

    def chance(self, price: Floats) -> Floats:
        """(people, draws): the chance that it is chosen, at one price (1,) or a price per draw."""
        found: Floats = self.reach * expit(self.base + (self.by_price * self.line.rows(price)[None]).sum(axis=2))
        return found

    def value(self, price: Floats, goal: str = "", weights: Floats | None = None) -> Floats:
        """(draws,): the goal at one price (1,) or a price per draw."""
        chance, goal = self.chance(price), goal or self.goal
        if goal != "share":
            lost = 1 - chance if self.is_logit else 1.0
            chance = (price - self.cost[goal])[None] * chance + lost * self.sisters[goal]
        found: Floats = (chance * (self.weights if weights is None else weights)).sum(axis=0)
        return found

    def mean(self, price: float) -> float:
        return float(self.value(np.array([price])).mean())

    def liked(self, price: float) -> float:
        """In which share of the draws people on average like a higher price."""
        slope = self.line.slope(self.by_price, price)
        return float(((slope * self.weights).sum(axis=0) > 0).mean())

    def best(self, low: float, high: float) -> Floats:
        """(draws,): the best price of each, from a grid and then the sign of the derivative in its neighbourhood."""
        grid = self.line.grid(low, high, _GRID)
        top = np.array([self.value(grid[[place]]) for place in range(len(grid))]).argmax(axis=0)
        lower, upper = grid[np.maximum(top - 1, 0)], grid[np.minimum(top + 1, len(grid) - 1)]
        for _ in range(_HALVINGS):
            middle = (lower + upper) / 2
            rises = self._derivative(middle) > 0
            lower, upper = np.where(rises, middle, lower), np.where(rises, upper, middle)
        found: Floats = (lower + upper) / 2
        return found

    def _derivative(self, price: Floats) -> Floats:
        chance = self.chance(price)
        slope = (self.by_price * self.line.slopes(price)[None]).sum(axis=2)
        change = chance * (1 - chance / self.reach if self.reach else 1.0) * slope
        if self.goal != "share":
            lost = self.sisters[self.goal] if self.is_logit else 0.0
            change = chance + ((price - self.cost[self.goal])[None] - lost) * change
        found: Floats = (change * self.weights).sum(axis=0)
        return found


def _place(search: _Search, drawn: Floats | None, price: float) -> PricePlace:
    """The means, and the ends over draws or resampled people."""
    at, means = np.array([price]), []
    ends: list[tuple[float | None, float | None]] = [(None, None), (None, None)]
    for row, goal in enumerate(("share", "profit")):
        means.append(float(search.value(at, goal).mean()))
        if drawn is not None:
            low, high = np.quantile(search.value(at, goal, drawn), [0.025, 0.975])
            ends[row] = (float(low), float(high))
    return PricePlace(
        price=float(price),
        share=means[0],
        share_low=ends[0][0],
        share_high=ends[0][1],
        profit=means[1],
        profit_low=ends[1][0],
        profit_high=ends[1][1],
    )


def _checked(market: Market, product: str, goal: str) -> int:
    """The place of the product."""
    check_market(market)
    names = [one.name for one in market.products]
    if goal not in GOALS:
        raise Invalid(field="goal", problem=f"it must be one of {', '.join(GOALS)}, not {goal}")
    if product not in names:
        raise Invalid(field="product", problem=f"it must be one of {', '.join(names)}, not {product}")
    if market.rule not in ("share", "purchase"):
        raise Invalid(field="rule", problem=f"a price is searched under share or purchase, not {market.rule}")
    if not market.products[names.index(product)].available or len(names) + market.has_none < 2:
        raise Invalid(field="product", problem="it must be available, and have something beside it")
    return names.index(product)


def _near(search: _Search, grid: Floats, best: float) -> tuple[float, float]:
    """Prices within 1 % of the best."""
    value = search.mean(best)
    fine = [float(one) for one in grid if search.mean(float(one)) >= value - _FLAT * abs(value)]
    return min([best, *fine]), max([best, *fine])


def _is_at(price: float, bound: float, other: float) -> bool:
    return abs(price - bound) < 1e-6 * abs(bound - other)


def _warnings(
    goal: str,
    best: float,
    bounds: tuple[float, float],
    near: tuple[float, float],
    line: PriceLine,
    liked: float,
    ends: Sequence[float] | Floats | None,
    cost: float,
) -> list[MarketWarning]:
    found, width = [], bounds[1] - bounds[0]
    if goal == "share" and _is_at(best, *bounds):
        found.append(warn(WORDING, "share_at_lower_bound"))
    elif _is_at(best, *bounds) or _is_at(best, bounds[1], bounds[0]):
        found.append(warn(WORDING, "at_bound", price=figure(best)))
    if near[1] - near[0] > 0.2 * width:
        found.append(warn(WORDING, "flat", low=figure(near[0]), high=figure(near[1])))
    if bounds[0] < line.tested[0] or bounds[1] > line.tested[1]:
        found.append(warn(WORDING, "beyond_tested", low=figure(line.tested[0]), high=figure(line.tested[1])))
    if liked > 0.025:
        found.append(warn(WORDING, "price_liked", share=percent(liked)))
    if ends is None:
        found.append(warn(WORDING, "no_interval"))
    if goal == "profit" and cost >= bounds[1]:
        found.append(warn(WORDING, "cost_above"))
    return found


def with_price(market: Market, product: str, price: float, attribute: str = "price") -> Market:
    """The market with one price changed, for sliders."""
    products = tuple(
        replace(one, levels={**one.levels, attribute: price}) if one.name == product else one for one in market.products
    )
    return replace(market, products=products)
