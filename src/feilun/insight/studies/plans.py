"""What a plan must be: bounds that are always kept, and faults that keep it from being fielded. Pure."""

import hashlib
import re
from collections.abc import Iterator, Sequence

import msgspec

from feilun.insight.studies.shapes import StudyAttribute, StudyFault, StudyKind, StudyLevel, StudyPlan, Words
from feilun.kernel.errors import Invalid

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,63}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
_LONGEST = 2_000
_RESERVED = "none"
# (least, most) of each number; what lies outside is refused when it is saved.
BOUNDS: dict[str, tuple[float, float]] = {
    "expected": (1, 1_000_000), "seed": (0, 2**31 - 1), "tasks": (1, 40), "alternatives": (2, 6), "blocks": (1, 20),
    "sets": (1, 60), "size": (2, 10), "versions": (1, 50), "depth": (1, 10), "cost": (0, 1e12),
}  # fmt: skip
MOST = {
    "attributes": 12, "levels": 15, "prohibited": 50, "items": 60, "features": 40, "prices": 20, "sizes": 10,
    "predictors": 30, "languages": 10,
}  # fmt: skip


def check_plan(plan: StudyPlan) -> None:
    """What holds of every plan, finished or not. Raises Invalid with the field."""
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(plan, name) <= most:
            raise Invalid(field=f"plan.{name}", problem=f"must lie between {least:g} and {most:g}")
    for name in ("attributes", "prohibited", "items", "features", "prices", "sizes", "predictors", "languages"):
        if len(getattr(plan, name)) > MOST[name]:
            raise Invalid(field=f"plan.{name}", problem=f"may have at most {MOST[name]}")
    for name in ("title", "help", "none"):
        _check_words(f"plan.{name}", getattr(plan, name))
    if not plan.languages or any(not LANGUAGE.fullmatch(one) for one in plan.languages):
        raise Invalid(field="plan.languages", problem="must be tags such as zh-CN or en, one at least")
    if len(plan.currency) > 10:
        raise Invalid(field="plan.currency", problem="may have at most 10 characters")
    _check_codes("plan.attributes", plan.attributes)
    for place, attribute in enumerate(plan.attributes):
        _check_levels(f"plan.attributes[{place}].levels", attribute.levels)
    _check_levels("plan.items", plan.items, "items")
    _check_levels("plan.features", plan.features, "features")
    _check_numbers(plan)


def _check_codes(field: str, parts: Sequence[StudyAttribute | StudyLevel]) -> None:
    seen: set[str] = set()
    for place, one in enumerate(parts):
        if not CODE.fullmatch(one.code) or one.code == _RESERVED:
            raise Invalid(field=f"{field}[{place}].code", problem="takes letters, digits and _, and is not “none”")
        if one.code in seen:
            raise Invalid(field=f"{field}[{place}].code", problem=f"{one.code} is there already")
        seen.add(one.code)
        _check_words(f"{field}[{place}].label", one.label)


def _check_levels(field: str, levels: list[StudyLevel], kind: str = "levels") -> None:
    if len(levels) > MOST[kind]:
        raise Invalid(field=field, problem=f"may have at most {MOST[kind]}")
    _check_codes(field, levels)
    for place, one in enumerate(levels):
        if one.value is not None and not abs(one.value) <= 1e12:
            raise Invalid(field=f"{field}[{place}].value", problem="must be a number below 10^12")


def _check_words(field: str, words: Words) -> None:
    if len(words) > MOST["languages"] or any(not LANGUAGE.fullmatch(one) for one in words):
        raise Invalid(field=field, problem="must be texts by language, such as zh-CN and en")
    if any(len(text) > _LONGEST for text in words.values()):
        raise Invalid(field=field, problem=f"may have at most {_LONGEST} characters")


def _check_numbers(plan: StudyPlan) -> None:
    if any(not 0 <= one <= 1e12 for one in plan.prices):
        raise Invalid(field="plan.prices", problem="must be numbers of at least 0")
    if any(not 1 <= one <= MOST["items"] for one in plan.sizes):
        raise Invalid(field="plan.sizes", problem=f"must lie between 1 and {MOST['items']}")
    if any(not abs(one) <= 1e6 for one in plan.priors.values()):
        raise Invalid(field="plan.priors", problem="must be numbers")
    if any(not 0 <= one <= 1e6 for one in plan.prior_spread.values()):
        raise Invalid(field="plan.prior_spread", problem="must be numbers of at least 0")
    for key, share in plan.calibration.items():
        if key not in ("1", "2", "3", "4", "5") or not 0 <= share <= 1:
            raise Invalid(field="plan.calibration", problem="takes a share from 0 to 1 for each intent 1 to 5")


def faults_of(kind: StudyKind, plan: StudyPlan) -> list[StudyFault]:
    """What is missing or contradicts itself; empty when it can be fielded."""
    return [StudyFault(field=f"plan.{field}", problem=problem) for field, problem in _FAULTS[kind](plan)]


def check_finished(kind: StudyKind, plan: StudyPlan) -> None:
    """Raises Invalid with the first fault."""
    for one in faults_of(kind, plan):
        raise Invalid(field=one.field, problem=one.problem)


_Faults = Iterator[tuple[str, str]]


def _conjoint(plan: StudyPlan) -> _Faults:
    if not plan.attributes:
        yield "attributes", "are missing: what products differ in"
    for place, one in enumerate(plan.attributes):
        field = f"attributes[{place}].levels"
        if len(one.levels) < 2:
            yield field, f"{one.code} needs two levels at least"
        elif is_numeric(one):
            values = [level.value for level in one.levels]
            if None in values:
                yield field, f"each level of {one.code} needs its number as value"
            elif len(set(values)) < len(values):
                yield field, f"two levels of {one.code} have the same value"
    if sum(one.is_price for one in plan.attributes) > 1:
        yield "attributes", "only one of them can be the price"
    yield from _prohibited(plan)
    known = _parameters(plan)
    for name in ("priors", "prior_spread"):
        for key in getattr(plan, name):
            if key not in known:
                yield f"{name}.{key}", f"is no parameter; there is {', '.join(sorted(known)[:30])}"


def _prohibited(plan: StudyPlan) -> _Faults:
    levels = {one.code: {level.code for level in one.levels} for one in plan.attributes}
    for place, rule in enumerate(plan.prohibited):
        field = f"prohibited[{place}]"
        if len(rule) < 2 or len({one.attribute for one in rule}) < len(rule):
            yield field, "needs levels of two different attributes at least"
        for one in rule:
            if one.level not in levels.get(one.attribute, ()):
                yield field, f"there is no {one.attribute} {one.level}"


def _parameters(plan: StudyPlan) -> set[str]:
    """Keys that priors may have."""
    found = {"none"} if plan.has_none else set()
    for one in plan.attributes:
        if is_linear(one):
            found.add(one.code)
        found |= {f"{one.code}.{level.code}" for level in one.levels[1:]}
    return found


def _maxdiff(plan: StudyPlan) -> _Faults:
    if len(plan.items) < 3:
        yield "items", "needs three at least"
    elif plan.size > len(plan.items):
        yield "size", "is more than there are items"
    elif plan.size < 2 or plan.sets * plan.size < len(plan.items):
        yield "sets", "are too few to show every item once"


def _psm(plan: StudyPlan) -> _Faults:
    yield from ()


def _gabor_granger(plan: StudyPlan) -> _Faults:
    if len(set(plan.prices)) < 2:
        yield "prices", "needs two different prices at least"
    elif len(set(plan.prices)) < len(plan.prices):
        yield "prices", "has one price twice"


def _kano(plan: StudyPlan) -> _Faults:
    if not plan.features:
        yield "features", "are missing"


def _turf(plan: StudyPlan) -> _Faults:
    if len(plan.items) < 2:
        yield "items", "needs two at least"
    for one in plan.sizes:
        if one > len(plan.items) or one < plan.depth:
            yield "sizes", "must lie between the depth and the number of items"


def _drivers(plan: StudyPlan) -> _Faults:
    if not plan.outcome:
        yield "outcome", "is missing: the column of the score"
    if not plan.predictors:
        yield "predictors", "are missing: the columns that may move it"
    if plan.outcome in plan.predictors:
        yield "predictors", "hold the outcome itself"


_FAULTS = {
    "conjoint": _conjoint, "maxdiff": _maxdiff, "psm": _psm, "gabor_granger": _gabor_granger, "kano": _kano,
    "turf": _turf, "drivers": _drivers,
}  # fmt: skip


def is_numeric(attribute: StudyAttribute) -> bool:
    """Its levels are numbers, so that values between them mean something."""
    return attribute.is_price or bool(attribute.is_linear)


def is_linear(attribute: StudyAttribute) -> bool:
    return attribute.is_price if attribute.is_linear is None else attribute.is_linear


def design_print(kind: StudyKind, plan: StudyPlan) -> str:
    """Changes when the part of the plan changes that a design is made of: words, currency and cost leave it as it is."""
    attributes = [
        (one.code, is_numeric(one), is_linear(one), [(level.code, level.value) for level in one.levels])
        for one in plan.attributes
    ]
    rules = [[(one.attribute, one.level) for one in rule] for rule in plan.prohibited]
    conjoint = (
        attributes,
        rules,
        plan.tasks,
        plan.alternatives,
        plan.blocks,
        plan.has_none,
        plan.priors,
        plan.prior_spread,
    )
    maxdiff = ([one.code for one in plan.items], plan.sets, plan.size, plan.versions)
    part = {"conjoint": conjoint, "maxdiff": maxdiff}.get(kind, ())
    text = msgspec.json.encode([kind, part, plan.seed, plan.expected], order="sorted")
    return hashlib.blake2b(text, digest_size=12).hexdigest()
