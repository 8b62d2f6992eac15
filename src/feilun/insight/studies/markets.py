"""Simulation and price search over the draws of an estimate, which stay in the process so that sliders feel live."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from uuid import UUID

import msgspec

from feilun.insight.research import (
    Market,
    Product,
    Utilities,
    cannibalisation,
    compare,
    market_report,
    search_price,
    simulate,
)
from feilun.insight.studies import keeper, keeping, tasks
from feilun.insight.studies.plans import is_numeric
from feilun.insight.studies.shapes import (
    StudyMarket,
    StudyPlan,
    StudyPriceView,
    StudyPriceWish,
    StudyShare,
    StudySimulation,
    StudySimulationWish,
)
from feilun.insight.studies.tasks import queries
from feilun.insight.studies.terms import NONE, ConjointTerms
from feilun.kernel.errors import Conflict, Invalid
from feilun.store import Engines, Row, Transaction

MOST_PRODUCTS = 30
_MOST_BYTES = 256_000_000
_RULES = {"share": "share", "first": "first", "randomised": "randomised", "likelihood": "purchase"}


@dataclass(frozen=True)
class _Held:
    utilities: Utilities
    size: int


_held: "OrderedDict[tuple[UUID, UUID], _Held]" = OrderedDict()


class NotEstimated(Conflict):
    """{problem}."""


async def estimate_for(tx: Transaction, workspace: UUID, study: UUID, wanted: UUID | None) -> Row:
    """A finished estimate of this study that a market can be simulated with. Raises NotFound, NotEstimated."""
    await keeper.study_row(tx, workspace, study)
    if wanted is None:
        wanted = await tx.value(queries.newest_estimate, workspace=workspace, study=study)
        if wanted is None:
            raise NotEstimated(problem="there is no finished estimate yet that a market can be simulated with")
    row = await keeper.task_row(tx, workspace, wanted)
    if row["study"] != study:
        raise Invalid(field="estimate", problem="belongs to another study")
    if row["state"] != "done" or not row["has_draws"] or row["study_kind"] != "conjoint":
        raise NotEstimated(problem="this estimate is not finished, or no market can be simulated with it")
    return row


async def utilities_of(engines: Engines, row: Row) -> Utilities:
    """The draws, from this process if it has them. An estimate never changes, so neither do they."""
    key = (row["workspace"], row["id"])
    found = _held.get(key)
    if found is None:
        stored = await read_draws(engines, row)
        kept = await asyncio.to_thread(keeping.from_bytes, stored)
        found = _Held(kept.utilities, kept.utilities.betas.nbytes)
        _held[key] = found
    _held.move_to_end(key)
    while len(_held) > 1 and sum(one.size for one in _held.values()) > _MOST_BYTES:
        _held.popitem(last=False)
    return found.utilities


async def read_draws(engines: Engines, row: Row) -> bytes:
    key = tasks.blob_of(row["workspace"], row["id"])
    return b"".join([chunk async for chunk in engines.blobs.get(key)])


def simulated(row: Row, utilities: Utilities, wish: StudySimulationWish, language: str) -> StudySimulation:
    """Raises Invalid."""
    terms = ConjointTerms(msgspec.convert(row["plan"], StudyPlan))
    market = market_of(terms, wish.market, "market")
    found = simulate(utilities, market)
    own = any(one.is_own for one in market.products) and len(market.products) + market.has_none > 1
    before = market_of(terms, wish.baseline, "baseline") if wish.baseline else None
    changes = {one.name: one for one in compare(utilities, before, market)} if before else {}
    shares = []
    for one in found.shares:
        change = changes.get(one.name)
        told = (
            {"before": change.before, "change": change.change, "change_low": change.low, "change_high": change.high}
            if change
            else {}
        )
        shares.append(
            StudyShare(
                name=one.name, is_own=one.is_own, is_none=market.has_none and one.name == NONE, share=one.share,
                low=one.low, high=one.high, **told,
            )
        )  # fmt: skip
    warnings = [one for one in found.warnings if one.code != "unused"]
    return StudySimulation(
        estimate=row["id"],
        model=row["model"],
        rule=wish.market.rule,
        shares=shares,
        own_share=found.own_share,
        own_low=found.own_low,
        own_high=found.own_high,
        cannibalisation=cannibalisation(utilities, market) if own else None,
        basis=found.basis,
        people=found.people,
        draws=found.draws,
        warnings=warnings,
        report=market_report(msgspec.structs.replace(found, warnings=warnings), language),
    )


def priced(row: Row, utilities: Utilities, wish: StudyPriceWish, language: str) -> StudyPriceView:
    """Raises Invalid."""
    terms = ConjointTerms(msgspec.convert(row["plan"], StudyPlan))
    if terms.price is None:
        raise Invalid(field="plan.attributes", problem="none of them is the price")
    market = market_of(terms, wish.market, "market")
    if wish.cost is not None:
        products = tuple(replace(one, cost=wish.cost) if one.name == wish.product else one for one in market.products)
        market = replace(market, products=products)
    if wish.bounds is not None and len(wish.bounds) != 2:
        raise Invalid(field="bounds", problem="must be two prices: the lowest and the highest")
    bounds = (wish.bounds[0], wish.bounds[1]) if wish.bounds else None
    found = search_price(
        utilities,
        market,
        wish.product,
        price=terms.price,
        goal=wish.goal,
        bounds=bounds,
        beyond_tested=wish.beyond_tested,
    )
    return StudyPriceView(
        estimate=row["id"],
        model=row["model"],
        attribute=terms.price,
        search=found,
        warnings=found.warnings,
        report=market_report(found, language),
    )


def market_of(terms: ConjointTerms, wanted: StudyMarket, field: str) -> Market:
    """Raises Invalid with the product and the attribute at fault."""
    if not 1 <= len(wanted.products) <= MOST_PRODUCTS:
        raise Invalid(field=f"{field}.products", problem=f"must be 1 to {MOST_PRODUCTS}")
    products = []
    for place, one in enumerate(wanted.products):
        where = f"{field}.products[{place}]"
        if not one.name.strip() or len(one.name) > 200 or (one.name == NONE and wanted.has_none):
            raise Invalid(field=f"{where}.name", problem="needs 1 to 200 characters, and is not “none”")
        if not abs(one.cost) <= 1e12:
            raise Invalid(field=f"{where}.cost", problem="must be a number below 10^12")
        unknown = [name for name in one.levels if name not in terms.by_code]
        if unknown:
            raise Invalid(field=f"{where}.levels", problem=f"there is no attribute {unknown[0]}")
        levels: dict[str, str | float] = {}
        for code, attribute in terms.by_code.items():
            if code not in one.levels:
                raise Invalid(field=f"{where}.levels.{code}", problem="is missing")
            level = terms.level(code, one.levels[code], f"{where}.levels.{code}")
            _check_tested(terms, code, level, wanted, f"{where}.levels.{code}")
            levels[code] = level if is_numeric(attribute) else str(level)
        products.append(Product(one.name, levels, one.is_own, one.available, one.cost))
    market = Market(
        terms.attributes, tuple(products), wanted.has_none, _RULES[wanted.rule], wanted.scale, wanted.beyond_tested,
        wanted.product_error, wanted.seed,
    )  # fmt: skip
    if wanted.has_none and not terms.plan.has_none:
        raise Invalid(field=f"{field}.has_none", problem="“none” was not asked, so it has no utility")
    if not 0 <= wanted.seed < 2**31:
        raise Invalid(field=f"{field}.seed", problem="must lie between 0 and 2^31 − 1")
    return market


def _check_tested(terms: ConjointTerms, code: str, level: str | float, wanted: StudyMarket, field: str) -> None:
    """Nobody was asked about a price outside; a line goes on if one asks it to."""
    if isinstance(level, str):
        return
    attribute = next(one for one in terms.attributes if one.name == code)
    tested = [float(one) for one in attribute.levels if not isinstance(one, str)]
    if min(tested) <= level <= max(tested):
        return
    if not (wanted.beyond_tested and attribute.coding == "linear" and abs(level) <= 1e12):
        raise Invalid(field=field, problem=f"lies outside what was tested ({min(tested):g} to {max(tested):g})")
