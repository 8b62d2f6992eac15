"""Market models as a specification asks for them: table and spec in, what JSON can hold out."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.comparisons import ScoreChange, trend
from feilun.insight.research.drivers import MOST_EXACT as MOST_PREDICTORS
from feilun.insight.research.drivers import drivers
from feilun.insight.research.frames import Frame, as_texts
from feilun.insight.research.gabor_granger import gabor_granger
from feilun.insight.research.kano import kano
from feilun.insight.research.market_reports import market_report
from feilun.insight.research.market_words import MarketWarning
from feilun.insight.research.price_sensitivity import FIELDS, price_sensitivity
from feilun.insight.research.scores import ScoreResult, by_group, nps
from feilun.insight.research.specs import Spec
from feilun.insight.research.turf import MOST_EXACT as MOST_SETS
from feilun.insight.research.turf import turf
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
LANGUAGES = ("en", "zh-CN", "zh-TW")
EVERYWHERE = ("computed", "filter", "weights", "least_base", "language")


def run_psm(frame: Frame, spec: Spec) -> dict[str, Any]:
    """Van Westendorp with Newton, Miller and Smith. Raises Invalid."""
    questions = ("too_cheap", "cheap", "expensive", "too_expensive", "intent_cheap", "intent_expensive")
    spec.check_keys((*EVERYWHERE, *questions, "calibration", "interpolate", "step", "bootstraps", "seed"))
    frame, more = opened(frame, spec)
    given: dict[str, Any] = {name: numbers_or_missing(frame, spec.text(name)) for name in questions if name in spec}
    for name in ("cheap", "expensive", "too_expensive"):
        spec.text(name)
    calibration = spec.inner("calibration")
    if calibration.raw:
        more["calibration"] = {float(one): calibration.number(one) for one in calibration.raw}
    result = price_sensitivity(
        given.pop("too_cheap", None),
        **given,
        **more,
        interpolate=spec.flag("interpolate"),
        step=spec.number("step", 0.01, 1e-9),
        bootstraps=spec.integer("bootstraps", 200, 0, 10_000),
        seed=spec.integer("seed", 1),
    )
    points = {name: getattr(result, name) for name in FIELDS}
    demand = result.demand
    best = ("reach_price", "max_reach", "revenue_price", "max_revenue")
    return answered(
        result,
        spec,
        "psm",
        estimates=[
            {"name": name, "estimate": one.price, "low": one.low, "high": one.high} for name, one in points.items()
        ],
        **{name: one.price for name, one in points.items()},
        **{name: getattr(demand, name) if demand else None for name in best},
    )


def run_gabor_granger(frame: Frame, spec: Spec) -> dict[str, Any]:
    """A column per price, or a row per person and price. Raises Invalid."""
    keys = ("prices", "id", "price", "answer", "cost", "ladder", "bootstraps", "seed")
    spec.check_keys((*EVERYWHERE, *keys))
    frame, more = opened(frame, spec)
    if "prices" in spec:
        columns = spec.inner("prices")
        names = list(columns.raw)
        prices = [columns.number(name) for name in names]
        answers = np.column_stack([numbers_or_missing(frame, name) for name in names]) if names else np.empty((0, 0))
    else:
        answers, prices, first = _long_ladder(frame, spec)
        if "weights" in more:
            more["weights"] = more["weights"][first]
    result = gabor_granger(
        answers,
        prices,
        **more,
        cost=spec.number("cost", 0.0, 0.0),
        is_ladder=spec.flag("ladder", True),
        bootstraps=spec.integer("bootstraps", 500, 0, 10_000),
        seed=spec.integer("seed", 1),
    )
    best = {f"{one.goal}_price": one.price for one in (result.revenue, result.profit) if one}
    return answered(result, spec, "gabor-granger", **best)


def run_kano(frame: Frame, spec: Spec) -> dict[str, Any]:
    """`features` names the two columns of each: {"dark mode": ["if there", "if not there"]}. Raises Invalid."""
    spec.check_keys((*EVERYWHERE, "features", "codes"))
    frame, more = opened(frame, spec)
    features = spec.inner("features")
    if not features.raw:
        raise spec.wrong("features", "are missing: for each feature two columns")
    pairs = {}
    for name in features.raw:
        columns = features.texts(name)
        if len(columns) != 2:
            raise features.wrong(name, "must be two columns: if it is there, and if it is not")
        pairs[name] = tuple(frame.column(one).tolist() for one in columns)
    codes = spec.inner("codes")
    named = {key: codes.text(key) for key in codes.raw}
    result = kano(cast("Any", pairs), codes=named, **more)
    categories = {one.name: one.category for one in result.features}
    return answered(result, spec, "kano", categories=categories)


def run_turf(frame: Frame, spec: Spec) -> dict[str, Any]:
    """`items` are columns of 0 and 1. Raises Invalid."""
    spec.check_keys((*EVERYWHERE, "items", "sizes", "depth", "forced", "shown", "most_exact"))
    frame, more = opened(frame, spec)
    items = spec.texts("items")
    result = turf(
        np.column_stack([numbers_or_missing(frame, one) for one in items]) if items else np.empty((frame.rows, 0)),
        items=items,
        sizes=[int(one) for one in spec.numbers("sizes")],
        depth=spec.integer("depth", 1, 1),
        forced=spec.texts("forced", []),
        shown=spec.integer("shown", 10, 1, 1000),
        most_exact=spec.integer("most_exact", MOST_SETS, 0),
        **more,
    )
    best = result.sizes[-1].best[0]
    sets = [
        {"size": size.size, "items": one.items, "reach": one.reach, "frequency": one.frequency}
        for size in result.sizes
        for one in size.best
    ]
    head = {"items": best.items, "reach": best.reach, "frequency": best.frequency, "sets": sets}
    return answered(result, spec, "turf", **head)


def run_drivers(frame: Frame, spec: Spec) -> dict[str, Any]:
    """`outcome` and `predictors` are columns. Raises Invalid."""
    spec.check_keys((*EVERYWHERE, "outcome", "predictors", "bootstraps", "orders", "seed", "most_exact"))
    frame, more = opened(frame, spec)
    names = spec.texts("predictors")
    if not names:
        raise spec.wrong("predictors", "are missing: a list of columns")
    result = drivers(
        numbers_or_missing(frame, spec.text("outcome")),
        np.column_stack([numbers_or_missing(frame, one) for one in names]),
        names=names,
        outcome_name=spec.text("outcome"),
        bootstraps=spec.integer("bootstraps", 500, 0, 10_000),
        orders=spec.integer("orders", 2000, 2, 1_000_000),
        seed=spec.integer("seed", 1),
        most_exact=spec.integer("most_exact", MOST_PREDICTORS, 1, 20),
        **more,
    )
    return answered(result, spec, "drivers")


def run_nps(frame: Frame, spec: Spec) -> dict[str, Any]:
    """Keys `column`, `weights`, `by`, `wave`, `least_base`. Waves are compared in their order. Raises Invalid."""
    spec.check_keys((*EVERYWHERE, "column", "by", "wave"))
    if "column" not in spec and len(frame.columns) > 1:
        there = ", ".join(frame.columns)
        raise spec.wrong("column", f"is missing: which holds the answers from 0 to 10? There is {there[:300]}")
    frame, more = opened(frame, spec)
    answers = frame.column(spec.text("column", next(iter(frame.columns), ""))).tolist()
    result = nps(answers, scale=(0, 10), **more)
    head: dict[str, Any] = {"nps": result.score}
    for key in ("by", "wave"):
        if key in spec:
            groups = as_texts(frame.column(spec.text(key))).tolist()
            ordered = [_number_or_text(one) for one in groups]
            found = by_group(nps, answers, ordered, scale=(0, 10), **more)
            head[key] = [{"group": one.group, **_short(one.score)} for one in found]
            if key == "wave":
                changes = trend([one.score for one in found])
                head["changes"] = [
                    {"wave": one.group, **_change(two)} for one, two in zip(found[1:], changes, strict=True)
                ]
    return answered(result, spec, "nps", **head)


def opened(frame: Frame, spec: Spec) -> tuple[Frame, dict[str, Any]]:
    """The table with computed columns, filtered; and weights and least base where the spec has them."""
    computed = spec.inner("computed")
    frame = frame.prepared({name: computed.text(name) for name in computed.raw}, spec.text("filter", "") or None)
    more: dict[str, Any] = {}
    if "weights" in spec:
        more["weights"] = frame.numbers(spec.text("weights"))
    if "least_base" in spec:
        more["least_base"] = spec.integer("least_base", 30, 0)
    return frame, more


def numbers_or_missing(frame: Frame, name: str) -> Floats:
    """float64 of shape (rows,), nan where a cell is empty. Raises Invalid on text."""
    found = frame.column(name)
    if found.dtype.kind not in "fiub":
        raise Invalid(field=frame.name, problem=f"column {name} holds text, not only numbers")
    return found.astype(np.float64)


def language_of(spec: Spec) -> str:
    return spec.choice("language", LANGUAGES, "en")


def answered(result: Any, spec: Spec, model: str, **head: Any) -> dict[str, Any]:
    """The figures, the report as sentences, and warnings as {code, text} in the language of the spec."""
    warnings: list[MarketWarning] = result.warnings
    words = market_report(result, language_of(spec))
    language = "zh-CN" if language_of(spec).startswith("zh") else "en"
    body = {key: value for key, value in msgspec.to_builtins(result).items() if key != "warnings"}
    return {
        "model": model,
        **finite({**body, **head}),
        "report": [*words.says, *words.sure, *words.do],
        "warnings": [{"code": one.code, "text": one.words[language]} for one in warnings],
    }


def finite(value: Any) -> Any:
    """JSON knows neither nan nor infinity."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: finite(one) for key, one in value.items()}
    return [finite(one) for one in value] if isinstance(value, list | tuple) else value


def _long_ladder(frame: Frame, spec: Spec) -> tuple[Floats, list[float], NDArray[np.intp]]:
    """(people, prices), the prices, and the first row of each person."""
    people, first, person = np.unique(frame.texts(spec.text("id")), return_index=True, return_inverse=True)
    prices, place = np.unique(frame.numbers(spec.text("price")), return_inverse=True)
    found = np.full((len(people), len(prices)), np.nan)
    found[person, place] = numbers_or_missing(frame, spec.text("answer"))
    return found, prices.tolist(), first


def _number_or_text(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if isfinite(number) else ""


def _short(score: ScoreResult) -> dict[str, Any]:
    return {"base": score.base, "score": score.score, "low": score.low, "high": score.high, **score.groups}


def _change(change: ScoreChange) -> dict[str, Any]:
    names = ("change", "low", "high", "z", "p", "significant")
    return {name: getattr(change, name) for name in names}
