"""Designs, simulation and price search as a specification asks for them: table and spec in, what JSON can hold out."""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research import designs, maxdiff_designs, pricing, simulator
from feilun.insight.research.choices import read_choices
from feilun.insight.research.frames import Frame
from feilun.insight.research.hierarchical import Sampling, hierarchical
from feilun.insight.research.market_models import answered
from feilun.insight.research.mnl import mnl
from feilun.insight.research.profiles import NONE, Attribute, parameters_of
from feilun.insight.research.share_rules import RULES
from feilun.insight.research.specs import Spec
from feilun.insight.research.utilities import Utilities, utilities_of_logit, utilities_of_people

Floats = NDArray[np.float64]
_MARKET_KEYS = (
    *("attributes", "products", "none", "rule", "scale", "beyond_tested", "product_error", "seed", "language"),
    *("estimate", "utilities", "covariance", "standard_errors", "person", "draw", "weights", "draws"),
)


def run_design(frame: Frame, spec: Spec) -> dict[str, Any]:
    """A choice design, or with `items` one for MaxDiff. Needs no table. Raises Invalid."""
    if "items" in spec:
        return _maxdiff_design(spec)
    keys = ("attributes", "tasks", "alternatives", "none", "blocks", "prohibited", "priors", "prior_spread")
    spec.check_keys((*keys, "starts", "draws", "respondents", "seed", "language"))
    result = designs.choice_design(
        attributes_of(spec),
        tasks=spec.integer("tasks", None, 1, 500),
        alternatives=spec.integer("alternatives", None, 2, 20),
        has_none=spec.flag("none"),
        priors=_named(spec, "priors"),
        prior_spread=_named(spec, "prior_spread"),
        prohibited=[dict(one.raw) for one in spec.each("prohibited")],
        blocks=spec.integer("blocks", 1, 1),
        starts=spec.integer("starts", 8, 1, 200),
        draws=spec.integer("draws", 128, 1, 4096),
        respondents=spec.integer("respondents", 200, 1),
        seed=spec.integer("seed", 1),
    )
    rows = [
        {
            "block": block + 1,
            "task": task + 1,
            "alternative": place + 1,
            **dict(zip(result.attributes, row, strict=True)),
        }
        for task, (block, alternatives) in enumerate(zip(result.blocks, result.tasks, strict=True))
        for place, row in enumerate(alternatives)
    ]
    return answered(result, spec, "design", rows=rows)


def run_simulate(frame: Frame, spec: Spec) -> dict[str, Any]:
    """Shares of a market; with own products also what they take from each other. Raises Invalid."""
    spec.check_keys((*_MARKET_KEYS, "resample"))
    market, utilities = market_of(spec), utilities_of(frame, spec)
    result = simulator.simulate(utilities, market, resample=spec.flag("resample", True))
    more: dict[str, Any] = {f"share:{one.name}": one.share for one in result.shares}
    if any(one.is_own for one in market.products) and len(market.products) + market.has_none > 1:
        more["cannibalisation"] = msgspec.to_builtins(simulator.cannibalisation(utilities, market))
    return answered(result, spec, "simulate", **more)


def run_price(frame: Frame, spec: Spec) -> dict[str, Any]:
    """The best price of one product. Raises Invalid."""
    spec.check_keys((*_MARKET_KEYS, "resample", "product", "price", "goal", "bounds"))
    market, utilities = market_of(spec), utilities_of(frame, spec)
    bounds = spec.numbers("bounds", []) or None
    if bounds is not None and len(bounds) != 2:
        raise spec.wrong("bounds", "must be two prices: the lowest and the highest")
    result = pricing.search_price(
        utilities,
        market,
        spec.text("product"),
        price=spec.text("price", "price"),
        goal=spec.choice("goal", pricing.GOALS, "profit"),
        bounds=(bounds[0], bounds[1]) if bounds else None,
        beyond_tested=spec.flag("beyond_tested"),
        resample=spec.flag("resample", True),
    )
    return answered(result, spec, "price")


def attributes_of(spec: Spec) -> tuple[Attribute, ...]:
    """`attributes`: [{name, levels, coding, reference}]; texts are dummy coded, numbers linear, unless said."""
    found = []
    for one in spec.each("attributes"):
        one.check_keys({"name", "levels", "coding", "reference"})
        levels = one.get("levels")
        if not isinstance(levels, list) or not all(_is_level(level) for level in levels):
            raise one.wrong("levels", "must be a list of texts or of numbers")
        plain = "dummy" if any(isinstance(level, str) for level in levels) else "linear"
        typed = tuple(level if isinstance(level, str) else float(level) for level in levels)
        found.append(Attribute(one.text("name"), typed, one.text("coding", plain), one.get("reference")))
    if not found:
        raise spec.wrong("attributes", "are missing: a list of {name, levels, coding}")
    return tuple(found)


def market_of(spec: Spec) -> simulator.Market:
    """`products`: [{name, levels: {attribute: level}, own, cost, available}]."""
    products = []
    for one in spec.each("products"):
        one.check_keys({"name", "levels", "own", "cost", "available"})
        levels = one.inner("levels").raw
        if not all(_is_level(level) for level in levels.values()):
            raise one.wrong("levels", "must be texts or numbers")
        products.append(
            simulator.Product(
                one.text("name"),
                dict(levels),
                one.flag("own"),
                one.number("available", 1.0, 0.0, 1.0),
                one.number("cost", 0.0),
            )
        )
    return simulator.Market(
        attributes_of(spec),
        tuple(products),
        spec.flag("none"),
        spec.choice("rule", RULES, "share"),
        spec.number("scale", 1.0),
        spec.flag("beyond_tested"),
        spec.number("product_error", 0.0),
        spec.integer("seed", 1),
    )


def utilities_of(frame: Frame, spec: Spec) -> Utilities:
    """Estimated here from choices (`estimate`), given (`utilities`), or read from a table of people or their draws."""
    if "estimate" in spec:
        return _estimated(
            frame, spec.inner("estimate"), spec.integer("draws", 1000, 1, 100_000), spec.integer("seed", 1)
        )
    if "utilities" in spec:
        inner = spec.inner("utilities")
        names = list(inner.raw)
        draws, seed = spec.integer("draws", 1000, 1, 100_000), spec.integer("seed", 1)
        covariance = _covariance(spec, names)
        return utilities_of_logit(
            names, np.array([inner.number(one) for one in names]), covariance, draws=draws, seed=seed
        )
    if not frame.rows:
        raise spec.wrong("utilities", "are missing: give DATA, `utilities`, or `estimate`")
    wanted = [*parameters_of(attributes_of(spec)), *([NONE] if NONE in frame else [])]
    table = frame.matrix(wanted)
    weights = frame.numbers(spec.text("weights")) if "weights" in spec else np.ones(frame.rows)
    if "draw" not in spec:
        return utilities_of_people(wanted, table, weights)
    people, first, person = np.unique(frame.texts(spec.text("person")), return_index=True, return_inverse=True)
    draws_of, draw = np.unique(frame.texts(spec.text("draw")), return_inverse=True)
    cube = np.full((len(draws_of), len(people), len(wanted)), np.nan)
    cube[draw, person] = table
    if np.isnan(cube).any():
        raise spec.wrong("draw", "each person needs every draw, one row for each")
    return utilities_of_people(wanted, cube, weights[first])


def _estimated(frame: Frame, spec: Spec, draws: int, seed: int) -> Utilities:
    model = spec.choice("model", ("mnl", "hb"), "mnl")
    inner = Spec({key: value for key, value in spec.raw.items() if key != "model"}, spec.name)
    choices = read_choices(frame, inner)
    if model == "mnl":
        found = mnl(choices)
        return utilities_of_logit(list(found.names), found.values, found.covariance, draws=draws, seed=seed)
    length = inner.integer("draws", 10_000, 200)
    burn_in, seed = inner.integer("burn_in", length // 2), inner.integer("seed", 1)
    sampling = Sampling(draws=length, burn_in=burn_in, seed=seed, holdout=0)
    posterior = hierarchical(choices, sampling)
    return utilities_of_people(list(posterior.names), posterior.draws.astype(np.float64))


def _covariance(spec: Spec, names: list[str]) -> Floats | None:
    if "covariance" in spec:
        rows = spec.get("covariance")
        try:
            matrix = np.array(rows, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise spec.wrong("covariance", "must be rows of numbers") from error
        if matrix.shape != (len(names), len(names)) or not np.allclose(matrix, matrix.T):
            raise spec.wrong("covariance", f"must be {len(names)} by {len(names)} and symmetric")
        return matrix
    if "standard_errors" in spec:
        errors = spec.inner("standard_errors")
        return np.diag([errors.number(one, 0.0, 0.0) ** 2 for one in names])
    return None


def _maxdiff_design(spec: Spec) -> dict[str, Any]:
    spec.check_keys(("items", "per_set", "sets", "versions", "starts", "seed", "language"))
    result = maxdiff_designs.maxdiff_design(
        spec.texts("items"),
        per_set=spec.integer("per_set", None, 2),
        sets=spec.integer("sets", None, 1),
        versions=spec.integer("versions", 1, 1),
        starts=spec.integer("starts", 20, 1, 1000),
        seed=spec.integer("seed", 1),
    )
    return answered(result, spec, "design")


def _named(spec: Spec, key: str) -> dict[str, float]:
    inner = spec.inner(key)
    return {name: inner.number(name) for name in inner.raw}


def _is_level(level: Any) -> bool:
    return isinstance(level, str | int | float) and not isinstance(level, bool)
