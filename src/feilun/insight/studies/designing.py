"""From a plan to what respondents see, and what can be learned from it. Pure, and heavy: called in a process of its own."""

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research import (
    ChoiceDesign,
    MarketReport,
    MarketWarning,
    choice_design,
    information,
    maxdiff_design,
)
from feilun.insight.studies import wording
from feilun.insight.studies.shapes import DesignAttribute, DesignParameter, StudyDesign, StudyKind, StudyPlan
from feilun.insight.studies.terms import ConjointTerms, item_words, said
from feilun.kernel.intervals import wilson

Floats = NDArray[np.float64]
_TRUTHS = 200
_STUDIES_OF_EACH = 10
# What tastes are expected to vary by where nothing is believed, in units of a standard deviation of the levels.
_UNKNOWN = 0.5
_GOOD_ENOUGH = 0.8
_Z = 1.96


def design_of(kind: StudyKind, plan: StudyPlan) -> StudyDesign:
    """The plan must be finished. Raises Invalid when no design is possible."""
    started = perf_counter()
    if kind == "conjoint":
        found = _conjoint(plan)
    elif kind == "maxdiff":
        found = _maxdiff(plan)
    else:
        report = {
            one: wording.report_of(one, [wording.say(one, "plain_says")], [], [], []) for one in wording.LANGUAGES
        }
        found = StudyDesign(kind=kind, respondents=plan.expected, report=report)
    found.seconds = round(perf_counter() - started, 3)
    return found


def effort_of(kind: StudyKind, plan: StudyPlan) -> float:
    """About how many seconds of one core a design takes."""
    if kind == "maxdiff":
        return 1e-5 * plan.sets**2 * plan.versions * plan.size**3
    if kind != "conjoint":
        return 0.0
    levels = sum(len(one.levels) for one in plan.attributes)
    number = levels - len(plan.attributes) + plan.has_none
    draws = 64 if any(plan.prior_spread.values()) else 1
    products = plan.tasks * plan.blocks * plan.alternatives
    return 0.1 + starts_of(plan) * products * 4 * levels * (1.5e-6 + draws * (2e-8 * number**2 + 2e-9 * number**3))


def starts_of(plan: StudyPlan) -> int:
    return max(2, min(8, 160 // (plan.tasks * plan.blocks)))


def _conjoint(plan: StudyPlan) -> StudyDesign:
    terms = ConjointTerms(plan)
    made = choice_design(
        terms.shown,
        tasks=plan.tasks * plan.blocks,
        alternatives=plan.alternatives,
        has_none=plan.has_none,
        priors=terms.priors(plan.priors),
        prior_spread=terms.priors(plan.prior_spread, is_spread=True),
        prohibited=[{one.attribute: one.level for one in rule} for rule in plan.prohibited],
        blocks=plan.blocks,
        starts=starts_of(plan),
        draws=64,
        respondents=plan.expected,
        seed=plan.seed,
    )
    tasks = [[dict(zip(made.attributes, map(str, row), strict=True)) for row in task] for task in made.tasks]
    versions = [
        [task for task, block in zip(tasks, made.blocks, strict=True) if block == own] for own in range(plan.blocks)
    ]
    matrix = _matrix(terms, tasks)
    each = plan.expected / plan.blocks
    errors = _errors(matrix, _prior_means(terms), each)
    found = _finds_best(terms, matrix, each)
    parameters = [
        DesignParameter(name=one.name, attribute=one.attribute, level=one.level, label=one.label, standard_error=error)
        for one, error in zip(terms.terms, errors, strict=True)
    ]
    is_kept = not any(_breaks(profile, plan) for task in tasks for profile in task)
    warnings, report = _told(plan, made, parameters, found, is_kept)
    return StudyDesign(
        kind="conjoint",
        criterion=made.criterion,
        d_error=made.d_error if np.isfinite(made.d_error) else None,
        respondents=plan.expected,
        parameters=parameters,
        attributes=[
            DesignAttribute(attribute=one.name, counts=one.counts, overlap=one.overlap, least_overlap=one.least_overlap)
            for one in made.balance
        ],
        prohibited_kept=is_kept,
        finds_best=found[0] if found else None,
        finds_best_low=found[1] if found else None,
        finds_best_high=found[2] if found else None,
        tasks=versions,
        seed=plan.seed,
        warnings=warnings,
        report=report,
    )


def _matrix(terms: ConjointTerms, tasks: list[list[dict[str, str]]]) -> Floats:
    """(tasks, alternatives with none, parameters), as it will be estimated."""
    rows = [terms.rows(task) for task in tasks]
    coded = np.array([row for row in rows if row is not None])
    if not terms.plan.has_none:
        return coded
    found = np.zeros((len(coded), coded.shape[1] + 1, coded.shape[2] + 1))
    found[:, :-1, :-1], found[:, -1, -1] = coded, 1.0
    return found


def _prior_means(terms: ConjointTerms) -> Floats:
    given = {key.replace(".", ":"): value for key, value in terms.plan.priors.items()}
    codes = {f"{one.attribute}:{one.level}": one.name for one in terms.terms if one.level}
    by_name = {codes.get(key, key): value for key, value in given.items()}
    return np.array([by_name.get(name, 0.0) for name in terms.names])


def _errors(matrix: Floats, beta: Floats, respondents: float) -> list[float | None]:
    total = sum(information(task[None], beta[None])[0, 0] for task in matrix) * respondents
    if np.linalg.matrix_rank(total) < len(total):
        return [None] * len(total)
    return [float(one) for one in np.sqrt(np.diag(np.linalg.inv(total)))]


def _truths(terms: ConjointTerms, matrix: Floats, chance: np.random.Generator) -> Floats:
    """(truths, parameters): what tastes may be, by the priors or by chance."""
    means = _prior_means(terms)
    spread_of = {key.replace(".", ":"): value for key, value in terms.plan.prior_spread.items()}
    codes = {f"{one.attribute}:{one.level}": one.name for one in terms.terms if one.level}
    by_name = {codes.get(key, key): value for key, value in spread_of.items()}
    spread = np.array([by_name.get(name, 0.0) for name in terms.names])
    if not means.any() and not spread.any():
        size = matrix.reshape(-1, matrix.shape[2]).std(axis=0)
        spread = _UNKNOWN * np.where(size > 1, 1 / np.maximum(size, 1e-12), 1.0)
    return means + spread * chance.standard_normal((_TRUTHS, len(means)))


def _finds_best(terms: ConjointTerms, matrix: Floats, respondents: float) -> tuple[float, float, float] | None:
    """How often the best level of every attribute but price is named, with its interval."""
    parts = [terms.part_matrix(one.code) for one in terms.plan.attributes if not one.is_price]
    if not parts:
        return None
    chance = np.random.default_rng(terms.plan.seed)
    truths = _truths(terms, matrix, chance)
    total = sum(information(task[None], truths)[0] for task in matrix) * respondents
    try:
        roots = np.linalg.cholesky(np.linalg.inv(total))
    except np.linalg.LinAlgError:
        return None
    noise = chance.standard_normal((_STUDIES_OF_EACH, *truths.shape))
    estimated = truths + np.einsum("tkl,stl->stk", roots, noise)
    right = np.ones(estimated.shape[:2], dtype=bool)
    for part in parts:
        right &= (estimated @ part.T).argmax(axis=-1) == (truths @ part.T).argmax(axis=-1)
    low, high = wilson(float(right.sum()), right.size)
    return float(right.mean()), low, high


def _breaks(profile: dict[str, str], plan: StudyPlan) -> bool:
    return any(all(profile.get(one.attribute) == one.level for one in rule) for rule in plan.prohibited)


def _told(
    plan: StudyPlan,
    made: ChoiceDesign,
    parameters: list[DesignParameter],
    found: tuple[float, float, float] | None,
    is_kept: bool,
) -> tuple[list[MarketWarning], dict[str, MarketReport]]:
    """Warnings, and the report in each language."""
    warnings = [one for one in made.warnings if one.code != "not_identified"]
    lost = [one for one in parameters if one.standard_error is None]
    if lost:
        names = ", ".join(said(one.label, "en", one.name) for one in lost[:8])
        warnings.insert(0, wording.warning("not_identified", names=names))
    if not is_kept:
        warnings.insert(0, wording.warning("prohibited_broken"))
    report = {}
    for language in wording.LANGUAGES:
        facts = {"tasks": plan.tasks, "alternatives": plan.alternatives, "versions": plan.blocks}
        says = [
            wording.say(language, "design_says", **facts, criterion=made.criterion, error=wording.figure(made.d_error))
        ]
        sure = _sure(language, plan, parameters)
        if found:
            shares = dict(zip(("share", "low", "high"), map(wording.percent, found), strict=True))
            sure.append(wording.say(language, "design_best", **shares))
        does = "design_repair" if lost else "design_more" if found and found[0] < _GOOD_ENOUGH else "design_do"
        report[language] = wording.report_of(language, says, sure, [wording.say(language, does)], warnings)
    return warnings, report


def _sure(language: str, plan: StudyPlan, parameters: list[DesignParameter]) -> list[str]:
    """Lines are in units of their own, so the largest error is looked for among levels."""
    known = [(one.standard_error, one) for one in parameters if one.standard_error is not None and one.level]
    if not known:
        return []
    error, worst = max(known, key=lambda pair: pair[0])
    name = said(worst.label, language, worst.name)
    facts = {"people": plan.expected, "error": wording.figure(error), "gap": wording.figure(_Z * error), "name": name}
    return [wording.say(language, "design_sure", **facts)]


def _maxdiff(plan: StudyPlan) -> StudyDesign:
    codes = [one.code for one in plan.items]
    made = maxdiff_design(codes, per_set=plan.size, sets=plan.sets, versions=plan.versions, seed=plan.seed)
    errors, found = _item_errors(plan, made.versions)
    labels = {one.code: item_words(one, plan) for one in plan.items}
    parameters = [
        DesignParameter(name=code, attribute=code, level="", label=labels[code], standard_error=error)
        for code, error in zip(codes[:-1], errors, strict=True)
    ]
    report = {}
    counts = made.frequencies.values()
    for language in wording.LANGUAGES:
        facts = {
            "sets": plan.sets,
            "size": plan.size,
            "versions": plan.versions,
            "low": min(counts),
            "high": max(counts),
        }
        shares = dict(zip(("share", "low", "high"), map(wording.percent, found), strict=True))
        sure = [wording.say(language, "design_best_item", **shares)]
        does = "design_more" if found[0] < _GOOD_ENOUGH else "design_do"
        says = [wording.say(language, "sets_says", **facts)]
        report[language] = wording.report_of(language, says, sure, [wording.say(language, does)], made.warnings)
    return StudyDesign(
        kind="maxdiff",
        respondents=plan.expected,
        parameters=parameters,
        finds_best=found[0],
        finds_best_low=found[1],
        finds_best_high=found[2],
        sets=made.versions,
        shown=made.frequencies,
        lowest_pair=made.lowest_pair,
        highest_pair=made.highest_pair,
        seed=plan.seed,
        warnings=list(made.warnings),
        report=report,
    )


def _item_errors(
    plan: StudyPlan, versions: list[list[list[str]]]
) -> tuple[list[float | None], tuple[float, float, float]]:
    """Expected standard errors against the last item, and how often the best item is named."""
    number = len(plan.items)
    places = {one.code: place for place, one in enumerate(plan.items)}
    unit = np.vstack([np.eye(number - 1), np.zeros(number - 1)])
    each = plan.expected / len(versions)
    pairs = []
    for task in (one for version in versions for one in version):
        shown = np.array([places[code] for code in task])
        first, second = np.nonzero(~np.eye(len(shown), dtype=bool))
        pairs.append(unit[shown[first]] - unit[shown[second]])
    zero = np.zeros((1, number - 1))
    total = sum(information(one[None], zero)[0, 0] for one in pairs) * each
    errors: list[float | None] = [None] * (number - 1)
    if np.linalg.matrix_rank(total) == len(total):
        errors = [float(one) for one in np.sqrt(np.diag(np.linalg.inv(total)))]
    chance = np.random.default_rng(plan.seed)
    truths = _UNKNOWN * chance.standard_normal((_TRUTHS, number - 1))
    totals = sum(information(one[None], truths)[0] for one in pairs) * each
    roots = np.linalg.cholesky(np.linalg.pinv(totals, hermitian=True) + 1e-12 * np.eye(number - 1))
    noise = chance.standard_normal((_STUDIES_OF_EACH, *truths.shape))
    estimated = truths + np.einsum("tkl,stl->stk", roots, noise)
    best = (np.append(one, np.zeros((*one.shape[:-1], 1)), axis=-1).argmax(axis=-1) for one in (estimated, truths))
    right = np.equal(*best)
    low, high = wilson(float(right.sum()), right.size)
    return errors, (float(right.mean()), low, high)
