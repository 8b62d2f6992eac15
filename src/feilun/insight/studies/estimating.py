"""From answers to an estimate, whatever the kind of the study. Pure, and heavy: called in a process of its own."""

from collections.abc import Callable
from time import perf_counter

import msgspec

from feilun.insight.research import MarketReport, Watch
from feilun.insight.studies import estimating_choices, estimating_items, estimating_markets, wording
from feilun.insight.studies.answers import Answers
from feilun.insight.studies.results import EstimateResult, EstimateSettings
from feilun.insight.studies.shapes import StudyKind, StudyModel, StudyPlan
from feilun.kernel.errors import Invalid

MODELS: dict[StudyKind, tuple[StudyModel, ...]] = {
    "conjoint": ("mnl", "mixed-logit", "hb"),
    "maxdiff": ("maxdiff", "hb"),
    "psm": ("psm",),
    "gabor_granger": ("gabor_granger",),
    "kano": ("kano",),
    "turf": ("turf",),
    "drivers": ("drivers",),
}
LEAST_FOR_HB = 30


class EstimateOrder(msgspec.Struct, tag="estimate"):
    """What to estimate from what."""

    kind: StudyKind
    plan: StudyPlan
    model: StudyModel
    settings: EstimateSettings
    answers: Answers


class Estimated(msgspec.Struct):
    """`draws` are the bytes of `keeping`, where the model has any."""

    result: EstimateResult
    base: int
    tasks: int
    draws: bytes | None = None


def model_of(kind: StudyKind, wanted: StudyModel, people: int) -> StudyModel:
    """The model meant by `auto`: HB as soon as there are people enough. Raises Invalid for one that does not fit."""
    if wanted == "auto":
        return "hb" if kind == "conjoint" and people >= LEAST_FOR_HB else MODELS[kind][0]
    if wanted not in MODELS[kind]:
        raise Invalid(field="model", problem=f"a {kind} study takes {', '.join(MODELS[kind])}, not {wanted}")
    return wanted


def check_settings(settings: EstimateSettings) -> None:
    """Raises Invalid."""
    bounds = {
        "draws": (50, 100_000), "burn_in": (0, 99_900), "seed": (0, 2**31 - 1), "holdout": (0, 20), "starts": (1, 20),
        "prior_variance": (1e-3, 1e3), "prior_freedom": (0, 1000), "bootstraps": (0, 2000),
    }  # fmt: skip
    for name, (least, most) in bounds.items():
        given = getattr(settings, name)
        if given is not None and not least <= given <= most:
            raise Invalid(field=f"settings.{name}", problem=f"must lie between {least:g} and {most:g}")
    if settings.burn_in is not None and (settings.draws or 10_000) - settings.burn_in < 100:
        raise Invalid(field="settings.burn_in", problem="must leave at least 100 draws")


def estimate(order: EstimateOrder, watch: Watch | None = None) -> Estimated:
    """Raises Invalid when the answers do not suffice, and Cancelled."""
    started, watch = perf_counter(), watch or Watch()
    if not order.answers.ids:
        raise Invalid(field="answers", problem="nobody has answered yet")
    found = _MAKERS[order.kind](order, watch)
    found.result.seconds = round(perf_counter() - started, 3)
    found.result.report = {
        language: _warned(report, found.result, language) for language, report in found.result.report.items()
    }
    watch.tell(1.0)
    return found


def _warned(report: MarketReport, result: EstimateResult, language: str) -> MarketReport:
    """Warnings stand first, and the first thing to do is to settle those that matter."""
    warnings = [one.words[language] for one in result.warnings if language in one.words]
    grave = {"separated", "not_converged", "unsettled", "near_chance", "few_answers", "unidentified", "starts_differ"}
    does = [wording.say(language, "do_warned")] if any(one.code in grave for one in result.warnings) else []
    return msgspec.structs.replace(report, warnings=warnings, do=[*does, *report.do])


def _conjoint(order: EstimateOrder, watch: Watch) -> Estimated:
    people = len(order.answers.ids)
    model = model_of("conjoint", order.model, people)
    result, base, tasks, draws = estimating_choices.conjoint(order.plan, model, order.settings, order.answers, watch)
    return Estimated(result, base, tasks, draws)


def _maxdiff(order: EstimateOrder, watch: Watch) -> Estimated:
    model = model_of("maxdiff", order.model, len(order.answers.ids))
    result, base, tasks, draws = estimating_items.maxdiff_of(order.plan, model, order.settings, order.answers, watch)
    return Estimated(result, base, tasks, draws)


def _market(order: EstimateOrder, watch: Watch) -> Estimated:
    watch.tell(0.1)
    result, base = estimating_markets.market_of(order.kind, order.plan, order.settings, order.answers)
    return Estimated(result, base, base)


_MAKERS: dict[StudyKind, Callable[[EstimateOrder, Watch], Estimated]] = {
    "conjoint": _conjoint,
    "maxdiff": _maxdiff,
    **dict.fromkeys(("psm", "gabor_granger", "kano", "turf", "drivers"), _market),
}
