"""Whether there are answers enough, and whether they are any good: looked at while the study is in the field. Pure."""

import numpy as np

from feilun.insight import research
from feilun.insight.research import MarketWarning
from feilun.insight.studies import wording
from feilun.insight.studies.answers import Answers, Read, read
from feilun.insight.studies.describing import Spread, number
from feilun.insight.studies.estimating_choices import WANTED_PEOPLE, warnings_of
from feilun.insight.studies.fitness import broad, quality_of
from feilun.insight.studies.results import EstimateQuality
from feilun.insight.studies.shapes import DesignParameter, StudyKind, StudyPlan, StudyQuality, StudyReadiness
from feilun.insight.studies.terms import ConjointTerms, item_words, said
from feilun.kernel.errors import Invalid

# Levels that differ by twice 1.4 times as much are told apart.
WANTED_ERROR = 0.15


def readiness_of(kind: StudyKind, plan: StudyPlan, answers: Answers, language: str) -> StudyReadiness:
    """For no answers at all as well."""
    if kind in ("conjoint", "maxdiff") and answers.ids:
        try:
            return _of_choices(kind, plan, answers, read(kind, plan, answers), language)
        except Invalid:
            return _plain(plan, answers, language, usable=0)
    return _plain(plan, answers, language, usable=len(answers.ids))


def _plain(plan: StudyPlan, answers: Answers, language: str, usable: int) -> StudyReadiness:
    warnings = _few(usable)
    is_enough = usable >= WANTED_PEOPLE
    return StudyReadiness(
        answers=len(answers.ids),
        usable=usable,
        tasks=usable,
        wanted=WANTED_PEOPLE,
        is_enough=is_enough,
        largest_error=None,
        wanted_error=None,
        errors=[],
        quality=None,
        warnings=warnings,
        report=wording.report_of(
            wording.spoken(language),
            [wording.say(language, "ready_says", usable=usable, answers=len(answers.ids), tasks=usable)],
            [],
            [_advice(language, is_enough, WANTED_PEOPLE - usable)],
            warnings,
        ),
    )


def _few(usable: int) -> list[MarketWarning]:
    if not usable:
        return [wording.warning("no_answers")]
    if usable < WANTED_PEOPLE:
        return [wording.warning("few_answers", base=usable, wanted=WANTED_PEOPLE)]
    return []


def _advice(language: str, is_enough: bool, lacking: int) -> str:
    if is_enough:
        return wording.say(language, "ready_do")
    return wording.say(language, "ready_wait", number=max(1, lacking))


def _of_choices(kind: StudyKind, plan: StudyPlan, answers: Answers, seen: Read, language: str) -> StudyReadiness:
    found = research.mnl(seen.choices)
    people, tasks = len(seen.choices.people), len(seen.choices.chosen)
    spread = Spread.of_logit(found, len(found.names))
    quality = quality_of(seen.choices, spread.mean, broad(seen.choices))
    errors = _errors(kind, plan, spread)
    known = [one.standard_error for one in errors if one.standard_error is not None]
    largest = max(known) if len(known) == len(errors) and known else None
    is_enough = people >= WANTED_PEOPLE and largest is not None and largest <= WANTED_ERROR
    wanted = (
        WANTED_PEOPLE if largest is None else max(WANTED_PEOPLE, int(np.ceil(people * (largest / WANTED_ERROR) ** 2)))
    )
    warnings = warnings_of(seen, people, quality)
    return StudyReadiness(
        answers=len(answers.ids),
        usable=people,
        tasks=tasks,
        wanted=wanted,
        is_enough=is_enough,
        largest_error=largest,
        wanted_error=WANTED_ERROR,
        errors=errors,
        quality=_quality(seen, people, quality),
        warnings=warnings,
        report=wording.report_of(
            wording.spoken(language),
            [wording.say(language, "ready_says", usable=people, answers=len(answers.ids), tasks=tasks)],
            _sure(language, errors, largest, quality),
            [_advice(language, is_enough, wanted - people)],
            warnings,
        ),
    )


def _errors(kind: StudyKind, plan: StudyPlan, spread: Spread) -> list[DesignParameter]:
    """Of levels and items against the first (of items: the last); a line counts over the whole range of its values."""
    if kind == "maxdiff":
        rows = np.eye(len(plan.items) - 1)
        named = [(one.code, one.code, "", item_words(one, plan)) for one in plan.items[:-1]]
    else:
        terms = ConjointTerms(plan)
        scales = np.ones(len(terms.names))
        for attribute in terms.attributes:
            if attribute.coding == "linear":
                values = [float(one) for one in attribute.levels if not isinstance(one, str)]
                scales[terms.names.index(attribute.name)] = (max(values) - min(values)) / 2
        rows = np.diag(scales)
        named = [(one.name, one.attribute, one.level, one.label) for one in terms.terms]
    errors = spread.of(rows)[1]
    return [
        DesignParameter(name=name, attribute=attribute, level=level, label=label, standard_error=number(error))
        for (name, attribute, level, label), error in zip(named, errors, strict=True)
    ]


def _sure(language: str, errors: list[DesignParameter], largest: float | None, quality: EstimateQuality) -> list[str]:
    found = []
    if largest is not None:
        worst = max(errors, key=lambda one: one.standard_error or 0.0)
        name = said(worst.label, language, worst.name)
        facts = {"error": wording.figure(largest), "wanted": wording.figure(WANTED_ERROR)}
        found.append(wording.say(language, "ready_error", name=name, **facts))
    facts = {"fit": wording.figure(quality.mean), "chance": wording.figure(quality.chance)}
    return [*found, wording.say(language, "ready_fit", **facts)]


def _quality(seen: Read, people: int, quality: EstimateQuality) -> StudyQuality:
    return StudyQuality(
        people=people,
        fit=quality.mean,
        chance=quality.chance,
        guessing=quality.guessing,
        suspects=quality.suspects,
        straight_lines=seen.straight_lines,
        fast=seen.fast,
    )
