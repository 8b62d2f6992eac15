"""Estimates that need no choice model: price sensitivity, ladders, Kano, TURF, drivers. Pure."""

from typing import Any, TypeVar

import msgspec

from feilun.insight import research
from feilun.insight.research import (
    MarketReport,
    MarketWarning,
    market_report,
)
from feilun.insight.studies import answers as reading
from feilun.insight.studies import wording
from feilun.insight.studies.answers import Answers
from feilun.insight.studies.results import EstimateResult, EstimateSettings
from feilun.insight.studies.shapes import StudyKind, StudyPlan
from feilun.insight.studies.terms import item_words, said

T = TypeVar("T")
WANTED_PEOPLE = 100
_LARGEST_SET = 5
# The form calls it `live_with`.
_CODES = {"live_with": "live"}
Found = tuple[EstimateResult, int]


def market_of(kind: StudyKind, plan: StudyPlan, settings: EstimateSettings, answers: Answers) -> Found:
    """The result and how many people it rests on. Raises Invalid."""
    maker = {"psm": _psm, "gabor_granger": _ladder, "kano": _kano, "turf": _turf, "drivers": _drivers}[kind]
    result, base = maker(plan, settings, answers)
    fast = sum(answers.fast)
    if fast:
        result.warnings.append(wording.warning("fast", number=fast))
    # Below 30 the models warn themselves.
    if 30 <= base < WANTED_PEOPLE:
        result.warnings.insert(0, wording.warning("few_answers", base=base, wanted=WANTED_PEOPLE))
    return result, base


def _answered(model: str, found: Any, warnings: list[MarketWarning], **more: Any) -> EstimateResult:
    report = {language: market_report(found, language) for language in wording.LANGUAGES}
    return EstimateResult(model=model, warnings=list(warnings), report=report, **more)


def _psm(plan: StudyPlan, settings: EstimateSettings, answers: Answers) -> Found:
    columns = {name: reading.column(answers, name) for name in ("too_cheap", "cheap", "expensive", "too_expensive")}
    intents = {name: reading.column(answers, name) for name in ("intent_cheap", "intent_expensive")}
    more: dict[str, Any] = intents if plan.has_intents else {}
    if plan.calibration:
        more["calibration"] = {float(key): share for key, share in plan.calibration.items()}
    found = research.price_sensitivity(
        columns["too_cheap"],
        columns["cheap"],
        columns["expensive"],
        columns["too_expensive"],
        weights=answers.all_weights,
        bootstraps=min(settings.bootstraps, 500),
        seed=settings.seed,
        **more,
    )
    return _answered("psm", found, found.warnings, psm=found), found.base


def _ladder(plan: StudyPlan, settings: EstimateSettings, answers: Answers) -> Found:
    table, prices = reading.ladder(plan, answers)
    found = research.gabor_granger(
        table, prices, cost=plan.cost, weights=answers.all_weights, bootstraps=settings.bootstraps, seed=settings.seed
    )
    return _answered("gabor_granger", found, found.warnings, gabor_granger=found), found.base


def _kano(plan: StudyPlan, settings: EstimateSettings, answers: Answers) -> Found:
    pairs = {one.code: reading.sides(answers, one.code) for one in plan.features}
    weights = None if answers.all_weights is None else list(answers.weights)
    found = research.kano(pairs, weights=weights, codes=_CODES)
    result = EstimateResult(model="kano", kano=found)
    told: dict[str, list[MarketWarning]] = {}
    for language in wording.LANGUAGES:
        named = {said(item_words(one, plan), language, one.code): pairs[one.code] for one in plan.features}
        # Two features with the same words keep their codes.
        spoken = research.kano(named if len(named) == len(pairs) else pairs, weights=weights, codes=_CODES)
        result.report[language] = market_report(spoken, language)
        told[language] = spoken.warnings
    result.warnings = [
        MarketWarning(code=one.code, words={language: told[language][place].words[language] for language in told})
        for place, one in enumerate(found.warnings)
    ]
    return result, max((one.base for one in found.features), default=0)


def _turf(plan: StudyPlan, settings: EstimateSettings, answers: Answers) -> Found:
    items = [one.code for one in plan.items]
    sizes = sorted(set(plan.sizes)) or list(range(plan.depth, min(_LARGEST_SET, len(items)) + 1))
    found = research.turf(
        reading.chosen_items(plan, answers), items=items, sizes=sizes, depth=plan.depth, weights=answers.all_weights
    )
    result = _answered("turf", found, found.warnings, turf=found)
    names = {one.code: item_words(one, plan) for one in plan.items}
    result.report = {one: _spoken(found, names, one) for one in wording.LANGUAGES}
    return result, found.base


def _drivers(plan: StudyPlan, settings: EstimateSettings, answers: Answers) -> Found:
    outcome, table, names = reading.predictors(plan, answers)
    found = research.drivers(
        outcome,
        table,
        names=names,
        outcome_name=plan.outcome,
        weights=answers.all_weights,
        bootstraps=settings.bootstraps,
        seed=settings.seed,
    )
    result = _answered("drivers", found, found.warnings, drivers=found)
    labels = {plan.outcome: answers.labels.get(plan.outcome, {})}
    for name in names:
        head, _, code = name.partition("=")
        words = answers.labels.get(head, {})
        choice = answers.choices.get(head, {}).get(code, code)
        labels[name] = {tag: f"{text}: {choice}" if code else text for tag, text in words.items()}
    result.report = {one: _spoken(found, labels, one) for one in wording.LANGUAGES}
    return result, found.base


def _spoken(found: T, names: dict[str, dict[str, str]], language: str) -> MarketReport:
    """The report with words in the place of codes."""
    spoken = {code: said(words, language, code) for code, words in names.items()}
    renamed = msgspec.convert(_renamed(msgspec.to_builtins(found), spoken), type(found))
    return market_report(renamed, language)


def _renamed(part: Any, names: dict[str, str], key: str = "") -> Any:
    if isinstance(part, dict):
        return {name: _renamed(one, names, name) for name, one in part.items()}
    if isinstance(part, list):
        return [_renamed(one, names, key) for one in part]
    return names.get(part, part) if key in ("items", "item", "name", "outcome") and isinstance(part, str) else part
