"""Nested, ordered and latent-class logit as a specification asks for them: table and spec in, what JSON can hold out."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choice_words import warnings_in
from feilun.insight.research.choices import TABLE_KEYS, Choices, read_choices
from feilun.insight.research.coding import columns_of
from feilun.insight.research.frames import Frame
from feilun.insight.research.importance import importances, normal_draws, willingness
from feilun.insight.research.latent_class import LatentClasses, latent_class
from feilun.insight.research.logit_reports import latent_class_report, nested_report, ordered_report
from feilun.insight.research.nested import nested, nests_of
from feilun.insight.research.ordered import Answers, answers_of, ordered
from feilun.insight.research.results import Watch, number, numbers
from feilun.insight.research.specs import Spec

_LANGUAGES = ("en", "zh-CN", "zh-TW")
_ORDERED_KEYS = ("language", "id", "outcome", "levels", "attributes", "coding", "weights", "filter", "computed")


def run_nested(frame: Frame, spec: Spec, watch: Watch | None = None) -> dict[str, Any]:
    """Raises Invalid."""
    spec.check_keys((*TABLE_KEYS, "nests", "common", "starts", "seed", "price"))
    choices, language = read_choices(frame, spec), spec.choice("language", _LANGUAGES, "en")
    inner = spec.inner("nests")
    nests = nests_of(choices, {name: inner.texts(name) for name in inner.raw}, is_common=spec.flag("common"))
    found = nested(choices, nests, starts=spec.integer("starts", 3, 1, 100), seed=spec.integer("seed", 1))
    more: dict[str, Any] = {}
    if "price" in spec:
        terms = len(choices.names)
        drawn = normal_draws(found.values[:terms], found.covariance[:terms, :terms])
        more["willingness"] = willingness(choices.names, drawn, _price(choices, spec))
    return {
        **found.as_json(),
        **more,
        "report": nested_report(found, language),
        "warnings": warnings_in(found.warnings, language),
    }


def run_ordered(frame: Frame, spec: Spec, watch: Watch | None = None) -> dict[str, Any]:
    """Raises Invalid."""
    spec.check_keys(_ORDERED_KEYS)
    language = spec.choice("language", _LANGUAGES, "en")
    found = ordered(read_answers(frame, spec))
    return {
        **found.as_json(),
        "report": ordered_report(found, language),
        "warnings": warnings_in(found.warnings, language),
    }


def run_latent_class(frame: Frame, spec: Spec, watch: Watch | None = None) -> dict[str, Any]:
    """One number of classes, or the one of a list with the lowest BIC. Raises Invalid, and Cancelled."""
    spec.check_keys((*TABLE_KEYS, "classes", "starts", "seed", "individuals", "price"))
    spec.text("id")
    language = spec.choice("language", _LANGUAGES, "en")
    wanted, choices = _numbers_of_classes(spec), read_choices(frame, spec)
    starts, seed, watch = spec.integer("starts", 10, 1, 1000), spec.integer("seed", 1), watch or Watch()
    tried = []
    for place, classes in enumerate(wanted):
        part = Watch(_part_of(watch, place, len(wanted)), watch.is_cancelled)
        tried.append(latent_class(choices, classes, starts=starts, seed=seed, watch=part))
    best = min(tried, key=lambda one: one.bic)
    result = {
        **best.estimates.as_json(),
        **_classes(best, choices),
        "bic": number(best.bic),
        "certainty": number(best.certainty),
        "by_number_of_classes": [one.summary() for one in tried],
        "report": latent_class_report(best, tried, language),
        "warnings": warnings_in(best.estimates.warnings, language),
    }
    if "price" in spec:
        result["willingness"] = _willingness(best, choices, _price(choices, spec))
    if spec.flag("individuals"):
        result["individuals"] = _individuals(best)
    return result


def read_answers(frame: Frame, spec: Spec) -> Answers:
    """Keys of the spec: docs/research.md. Raises Invalid with the key at fault."""
    inner = spec.inner("computed")
    table = frame.prepared({name: inner.text(name) for name in inner.raw}, spec.text("filter", "") or None)
    if not table.rows:
        raise spec.wrong("filter", "leaves no row")
    names, values = columns_of(table, spec, np.arange(table.rows))
    levels, level = _levels(table, spec)
    weights = None
    if "weights" in spec:
        weights = table.numbers(spec.text("weights"))
        if (weights < 0).any() or not weights.any():
            raise spec.wrong("weights", "must not be negative, nor all zero")
    person = np.unique(table.column(spec.text("id")), return_inverse=True)[1] if "id" in spec else None
    return answers_of(values, level, levels, names, weights=weights, person=person)


def _levels(table: Frame, spec: Spec) -> tuple[list[str], NDArray[np.intp]]:
    """Numbers stand in their order; texts in the order the spec gives."""
    outcome = spec.text("outcome")
    if "levels" in spec:
        levels, given = spec.texts("levels"), table.texts(outcome)
        if len(set(levels)) < len(levels):
            raise spec.wrong("levels", "one of them is named twice")
        unknown = sorted(set(given) - set(levels))
        if unknown:
            raise spec.wrong("levels", f"lack {unknown[0]}, which is an answer; filter it, or say where it belongs")
        places = {name: place for place, name in enumerate(levels)}
        return levels, np.array([places[str(one)] for one in given], dtype=np.intp)
    if table.column(outcome).dtype.kind == "U":
        raise spec.wrong("levels", f"are missing: {outcome} holds texts; list them from the lowest to the highest")
    numbers_given, level = np.unique(table.numbers(outcome), return_inverse=True)
    if len(numbers_given) > 100:
        raise spec.wrong("outcome", f"has {len(numbers_given)} different numbers, which is no scale")
    return [f"{one:.15g}" for one in numbers_given], level


def _numbers_of_classes(spec: Spec) -> list[int]:
    if not isinstance(spec.get("classes"), list):
        return [spec.integer("classes", None, 1, 20)]
    found = [int(one) for one in spec.numbers("classes")]
    if not found or found != spec.numbers("classes") or min(found) < 1 or max(found) > 20:
        raise spec.wrong("classes", "must be a whole number from 1 to 20, or a list of them")
    return sorted(set(found))


def _part_of(watch: Watch, place: int, parts: int) -> Any:
    return lambda share: watch.progress((place + share) / parts)


def _classes(found: LatentClasses, choices: Choices) -> dict[str, Any]:
    likeliest = found.membership.argmax(axis=1)
    weights = []
    for beta in found.coefficients:
        weights.append(importances(choices, np.nan_to_num(beta)[None]))
    names = [f"class{place + 1}" for place in range(len(found.shares))]
    return {
        "classes": [
            {
                "name": name,
                "share": number(found.shares[place]),
                "standard_error": number(found.share_errors[place]),
                # For whom this is the likeliest class, and how sure that is of them.
                "people": int((likeliest == place).sum()),
                "membership": number(_mean(found.membership[likeliest == place, place])),
            }
            for place, name in enumerate(names)
        ],
        "tastes": [
            {"term": term, **dict(zip(names, numbers(found.coefficients[:, place]), strict=True))}
            for place, term in enumerate(choices.names)
        ],
        "importances": [
            {
                "attribute": first["attribute"],
                **{name: weights[one][place]["importance"] for one, name in enumerate(names)},
            }
            for place, first in enumerate(weights[0])
        ],
    }


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _willingness(found: LatentClasses, choices: Choices, price: str) -> list[dict[str, Any]]:
    estimates, terms, rows = found.estimates, len(choices.names), []
    for place in range(len(found.shares)):
        own = slice(len(found.shares) - 1 + place * terms, len(found.shares) - 1 + (place + 1) * terms)
        drawn = normal_draws(estimates.values[own], estimates.covariance[own, own])
        rows += [{"class": f"class{place + 1}", **one} for one in willingness(choices.names, drawn, price)]
    return rows


def _individuals(found: LatentClasses) -> list[dict[str, Any]]:
    names = [f"class{place + 1}" for place in range(len(found.shares))]
    return [
        {"id": person, "class": names[int(chances.argmax())], **dict(zip(names, numbers(chances), strict=True))}
        for person, chances in zip(found.people, found.membership, strict=True)
    ]


def _price(choices: Choices, spec: Spec) -> str:
    name = spec.text("price")
    if name not in choices.names:
        raise spec.wrong("price", f"{name} is no term; there is {', '.join(choices.names)}")
    return name
