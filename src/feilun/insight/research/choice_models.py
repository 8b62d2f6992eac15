"""Choice models as a specification asks for them: table and spec in, what JSON can hold out."""

from typing import Any

import numpy as np

from feilun.insight.research.choice_reports import report
from feilun.insight.research.choice_words import warnings_in
from feilun.insight.research.choices import TABLE_KEYS, Choices, read_choices
from feilun.insight.research.draws import KINDS
from feilun.insight.research.frames import Frame
from feilun.insight.research.hierarchical import Sampling, hierarchical
from feilun.insight.research.importance import importances, normal_draws, willingness
from feilun.insight.research.maxdiff import maxdiff, pairs_of
from feilun.insight.research.maxdiff_table import MAXDIFF_KEYS, PRIOR_KEYS, read_best_worst
from feilun.insight.research.mixed_logit import Draws, mixed_logit
from feilun.insight.research.mnl import mnl
from feilun.insight.research.prediction import softmax
from feilun.insight.research.results import Watch
from feilun.insight.research.specs import Spec
from feilun.insight.research.terms import terms_of

_LANGUAGES = ("en", "zh-CN", "zh-TW")


def run_mnl(frame: Frame, spec: Spec, watch: Watch | None = None) -> dict[str, Any]:
    """Raises Invalid."""
    spec.check_keys((*TABLE_KEYS, "price"))
    choices = read_choices(frame, spec)
    found, language = mnl(choices), spec.choice("language", _LANGUAGES, "en")
    more: dict[str, Any] = {"importances": importances(choices, np.nan_to_num(found.values)[None])}
    if "price" in spec:
        drawn = normal_draws(found.values, found.covariance)
        more["willingness"] = willingness(found.names, drawn, _price(choices, spec))
    return {
        **found.as_json(),
        **more,
        "report": report(found, language, **more),
        "warnings": warnings_in(found.warnings, language),
    }


def run_mixed_logit(frame: Frame, spec: Spec, watch: Watch | None = None) -> dict[str, Any]:
    """Raises Invalid, and Cancelled."""
    keys = ("random", "correlated", "wtp", "draws", "draw_kind", "seed", "starts", "panel")
    spec.check_keys((*TABLE_KEYS, *keys))
    choices, language = read_choices(frame, spec), spec.choice("language", _LANGUAGES, "en")
    random = spec.inner("random")
    price = spec.text("wtp", "") or None
    kinds = {name: random.text(name) for name in random.raw}
    terms = terms_of(choices.names, kinds, is_correlated=spec.flag("correlated"), price=price)
    draws = Draws(
        spec.integer("draws", 500, 1, 100_000), spec.choice("draw_kind", KINDS, "sobol"), spec.integer("seed", 1)
    )
    found = mixed_logit(
        choices,
        terms,
        draws,
        is_panel=spec.flag("panel", "id" in spec),
        starts=spec.integer("starts", 3, 1, 100),
        watch=watch,
    )
    return {
        **found.as_json(),
        "report": report(found, language),
        "warnings": warnings_in(found.warnings, language),
    }


def run_hierarchical(frame: Frame, spec: Spec, watch: Watch | None = None) -> dict[str, Any]:
    """Raises Invalid, and Cancelled."""
    spec.check_keys((*TABLE_KEYS, "price", "draws", "burn_in", "seed", "holdout", "individuals", *PRIOR_KEYS))
    spec.text("id")
    choices, language = read_choices(frame, spec), spec.choice("language", _LANGUAGES, "en")
    price = _price(choices, spec) if "price" in spec else None
    found = hierarchical(choices, _sampling(spec), watch=watch)
    more: dict[str, Any] = {"importances": importances(choices, found.individual)}
    if price is not None:
        more["willingness"] = willingness(found.names, found.mean_draws, price)
    return {
        **found.as_json(spec.flag("individuals")),
        **more,
        "report": report(found, language, **more),
        "warnings": warnings_in(found.warnings, language),
    }


def run_maxdiff(frame: Frame, spec: Spec, watch: Watch | None = None) -> dict[str, Any]:
    """Raises Invalid, and Cancelled."""
    spec.check_keys(MAXDIFF_KEYS)
    language = spec.choice("language", _LANGUAGES, "en")
    answers = read_best_worst(frame, spec)
    reference = spec.text("reference", answers.items[-1])
    found = maxdiff(answers, reference)
    result = {
        **found.estimates.as_json(),
        "model": "maxdiff",
        "cpu_seconds": found.seconds,
        "reference": reference,
        "estimates": found.rows(),
        "counts": [one.as_json() for one in found.counts],
        "report": report(found, language),
        "warnings": warnings_in(found.estimates.warnings, language),
    }
    if spec.flag("hb"):
        choices = pairs_of(answers, reference)
        posterior = hierarchical(choices, _sampling(spec), watch=watch)
        full = np.zeros((len(posterior.people), len(answers.items)))
        for place, item in enumerate(answers.items):
            if item in posterior.names:
                full[:, place] = posterior.individual[:, posterior.names.index(item)]
        shares = softmax(full, np.ones_like(full, dtype=bool)).mean(axis=0)
        result["hb"] = {
            **posterior.as_json(),
            "shares": [{"item": item, "share": float(one)} for item, one in zip(answers.items, shares, strict=True)],
        }
        result["report"] += report(posterior, language)
        result["warnings"] += warnings_in(posterior.warnings, language)
    return result


def _sampling(spec: Spec) -> Sampling:
    draws = spec.integer("draws", 10_000, 200, 1_000_000)
    return Sampling(
        draws,
        spec.integer("burn_in", draws // 2),
        spec.integer("seed", 1),
        spec.number("prior_variance", 1.0, 1e-6, 1e6),
        spec.integer("prior_freedom", 3, 0, 10_000),
        spec.integer("holdout", 2, 0, 100),
    )


def _price(choices: Choices, spec: Spec) -> str:
    name = spec.text("price")
    if name not in choices.names:
        raise spec.wrong("price", f"{name} is no term; there is {', '.join(choices.names)}")
    return name
