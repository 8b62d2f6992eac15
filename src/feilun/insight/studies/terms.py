"""A conjoint plan as the estimators know it: attributes, parameters, and the words for both. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research import Attribute
from feilun.insight.studies.plans import is_linear, is_numeric
from feilun.insight.studies.shapes import StudyAttribute, StudyLevel, StudyPlan, Words
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
NONE = "none"
_NONE_WORDS = {"en": "None of these", "zh-CN": "都不选", "zh-TW": "都不選"}
LANGUAGES = ("en", "zh-CN", "zh-TW")


@dataclass(frozen=True)
class Term:
    """One parameter. `level` is empty for a line and for "none"."""

    name: str
    attribute: str
    level: str
    label: Words


@dataclass(frozen=True)
class ConjointTerms:
    """A finished plan of the kind conjoint."""

    plan: StudyPlan

    @cached_property
    def attributes(self) -> tuple[Attribute, ...]:
        """As they are estimated: a price is a line unless the plan says otherwise, all else a utility per level."""
        found = []
        for one in self.plan.attributes:
            coding = "linear" if is_linear(one) else "dummy"
            found.append(Attribute(one.code, tuple(self.value(one, level) for level in one.levels), coding))
        return tuple(found)

    @cached_property
    def shown(self) -> tuple[Attribute, ...]:
        """As they are designed: a utility per level everywhere, else a price would be shown at its two ends only."""
        return tuple(Attribute(one.code, tuple(level.code for level in one.levels)) for one in self.plan.attributes)

    @cached_property
    def price(self) -> str | None:
        return next((one.code for one in self.plan.attributes if one.is_price), None)

    @cached_property
    def terms(self) -> list[Term]:
        """In the order of the parameters, "none" last."""
        found = []
        for one, attribute in zip(self.plan.attributes, self.attributes, strict=True):
            if attribute.coding == "linear":
                found.append(Term(one.code, one.code, "", words_of(one, self.plan)))
                continue
            for level, text in list(zip(one.levels, attribute.texts, strict=True))[1:]:
                found.append(Term(f"{one.code}:{text}", one.code, level.code, self._both(one, level)))
        if self.plan.has_none:
            found.append(Term(NONE, NONE, "", self.plan.none or _NONE_WORDS))
        return found

    @cached_property
    def names(self) -> list[str]:
        return [one.name for one in self.terms]

    @cached_property
    def by_code(self) -> dict[str, StudyAttribute]:
        return {one.code: one for one in self.plan.attributes}

    @staticmethod
    def value(attribute: StudyAttribute, level: StudyLevel) -> str | float:
        """A level as the estimators know it."""
        if not is_numeric(attribute):
            return level.code
        if level.value is None:
            raise Invalid(field=f"plan.attributes.{attribute.code}", problem=f"{level.code} has no value")
        return level.value

    def level(self, attribute: str, given: str | float, field: str) -> str | float:
        """A level of a product in a market: by its code, or by a number where it has values. Raises Invalid."""
        one = self.by_code[attribute]
        if isinstance(given, str):
            for level in one.levels:
                if level.code == given:
                    return self.value(one, level)
            there = ", ".join(level.code for level in one.levels)
            raise Invalid(field=field, problem=f"{given} is no level of {attribute}; there is {there}")
        if not is_numeric(one):
            raise Invalid(field=field, problem=f"{attribute} takes the code of a level, not a number")
        return float(given)

    def rows(self, profiles: list[dict[str, str]]) -> Floats | None:
        """(alternatives, parameters without none); None when a profile names what the plan does not have."""
        found = []
        for profile in profiles:
            row = []
            for one in self.plan.attributes:
                coded = self._coded[one.code].get(profile.get(one.code, ""))
                if coded is None:
                    return None
                row.append(coded)
            found.append(np.concatenate(row))
        return np.array(found)

    @cached_property
    def _coded(self) -> dict[str, dict[str, Floats]]:
        return {
            one.code: {level.code: row for level, row in zip(one.levels, attribute.matrix, strict=True)}
            for one, attribute in zip(self.plan.attributes, self.attributes, strict=True)
        }

    def part_matrix(self, code: str) -> Floats:
        """(levels, parameters): the utility of each level, all levels of the attribute adding up to 0."""
        place = [one.code for one in self.plan.attributes].index(code)
        start = sum(len(one.columns) for one in self.attributes[:place])
        matrix = self.attributes[place].matrix
        found = np.zeros((len(matrix), len(self.names)))
        found[:, start : start + matrix.shape[1]] = matrix - matrix.mean(axis=0)
        return found

    def priors(self, given: Mapping[str, float], is_spread: bool = False) -> dict[str, float]:
        """By parameter as designed, `brand:acme`; a prior of a line becomes one per level."""
        found = {}
        for one in self.plan.attributes:
            slope = given.get(one.code)
            for level in one.levels[1:]:
                own = given.get(f"{one.code}.{level.code}")
                if own is not None:
                    found[f"{one.code}:{level.code}"] = own
                elif slope is not None:
                    away = (level.value or 0.0) - (one.levels[0].value or 0.0)
                    found[f"{one.code}:{level.code}"] = abs(slope * away) if is_spread else slope * away
        if NONE in given and self.plan.has_none:
            found[NONE] = given[NONE]
        return found

    def names_in(self, language: str) -> dict[str, str]:
        """Names of parameters and attributes as people read them."""
        found = {one.name: said(one.label, language, one.name) for one in self.terms}
        return found | {one.code: said(words_of(one, self.plan), language, one.code) for one in self.plan.attributes}

    def _both(self, attribute: StudyAttribute, level: StudyLevel) -> Words:
        languages = self.plan.languages
        return {
            one: f"{said(attribute.label, one, attribute.code)}: {level_words(attribute, level, self.plan)[one]}"
            for one in languages
        }


def words_of(attribute: StudyAttribute, plan: StudyPlan) -> Words:
    return {one: said(attribute.label, one, attribute.code) for one in plan.languages}


def level_words(attribute: StudyAttribute, level: StudyLevel, plan: StudyPlan) -> Words:
    """A price without words is its number with the currency."""
    if level.label or not is_numeric(attribute) or level.value is None:
        return {one: said(level.label, one, level.code) for one in plan.languages}
    number = f"{level.value:.15g}"
    text = f"{plan.currency} {number}".strip() if attribute.is_price else number
    return dict.fromkeys(plan.languages, text)


def item_words(item: StudyLevel, plan: StudyPlan) -> Words:
    return {one: said(item.label, one, item.code) for one in plan.languages}


def said(words: Words, language: str, otherwise: str) -> str:
    """In this language, in one of the same family, in any, or `otherwise`."""
    family = language.split("-")[0]
    near = next((text for tag, text in words.items() if tag.split("-")[0] == family and text), "")
    return words.get(language) or near or next((text for text in words.values() if text), "") or otherwise
