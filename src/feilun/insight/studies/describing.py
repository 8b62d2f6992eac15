"""The figures of a choice model as rows with words, intervals and money. Pure."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research import (
    Estimates,
    MarketWarning,
    Posterior,
    Utilities,
    Warned,
    utilities_of_people,
    warnings_in,
    willingness_of_draws,
)
from feilun.insight.studies import wording
from feilun.insight.studies.results import (
    AttributeImportance,
    EstimateChain,
    EstimatedUtility,
    EstimateFit,
    EstimateHeldOut,
    LevelWorth,
    PartWorth,
)
from feilun.insight.studies.terms import NONE, ConjointTerms, level_words, words_of
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_Z = 1.959963984540054
_LEAST_PEOPLE = 30
_SURE = 0.975


def number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


class Spread:
    """Values of the parameters of the population, and how sure they are: a normal, or draws."""

    def __init__(self, mean: Floats, covariance: Floats, draws: Floats | None = None) -> None:
        self.mean, self.covariance, self.draws = mean, covariance, draws

    @classmethod
    def of_logit(cls, found: Estimates, number_of_names: int) -> "Spread":
        """Tasks of one person are alike, so the sandwich counts where several people answered several."""
        part = slice(0, number_of_names)
        robust = found.robust_covariance
        is_panel = robust is not None and found.tasks > found.people > _LEAST_PEOPLE
        covariance = robust if robust is not None and is_panel else found.covariance
        return cls(np.asarray(found.values)[part], covariance[part, part])

    @classmethod
    def of_posterior(cls, found: Posterior) -> "Spread":
        draws = found.mean_draws
        return cls(found.mean, np.atleast_2d(np.cov(draws.T)), draws)

    def of(self, rows: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Values, errors, lower and upper ends of linear combinations `rows` (combinations, parameters).

        What hangs on an unknown parameter is unknown (nan).
        """
        used = rows != 0
        known = ~(used & ~np.isfinite(self.mean)[None]).any(axis=1)
        mean, covariance = np.nan_to_num(self.mean), np.nan_to_num(self.covariance)
        values = rows @ mean
        errors = np.sqrt(np.maximum(np.einsum("rk,kl,rl->r", rows, covariance, rows), 0.0))
        low, high = values - _Z * errors, values + _Z * errors
        if self.draws is not None:
            low, high = np.quantile(self.draws @ rows.T, (0.025, 0.975), axis=0)
        found = [np.where(known, one, np.nan) for one in (values, errors, low, high)]
        return found[0], found[1], found[2], found[3]


def utilities_in(
    terms: ConjointTerms, spread: Spread, more: Mapping[str, Mapping[str, float | None]] | None = None
) -> list[EstimatedUtility]:
    """Every parameter; `more` has further figures by name."""
    values, errors, low, high = spread.of(np.eye(len(terms.names)))
    return [
        EstimatedUtility(
            name=one.name,
            attribute=one.attribute,
            level=one.level,
            label=one.label,
            value=number(values[place]),
            standard_error=number(errors[place]),
            low=number(low[place]),
            high=number(high[place]),
            **(more or {}).get(one.name, {}),
        )
        for place, one in enumerate(terms.terms)
    ]


def part_worths(terms: ConjointTerms, spread: Spread) -> list[PartWorth]:
    """Every level, adding up to 0 within its attribute; "none" against a product of mean utility."""
    found = []
    for attribute in terms.plan.attributes:
        values, errors, low, high = spread.of(terms.part_matrix(attribute.code))
        for place, level in enumerate(attribute.levels):
            found.append(
                PartWorth(
                    attribute=attribute.code,
                    level=level.code,
                    label=level_words(attribute, level, terms.plan),
                    value=number(values[place]),
                    standard_error=number(errors[place]),
                    low=number(low[place]),
                    high=number(high[place]),
                )
            )
    return [*found, *_none(terms, spread)]


def _none(terms: ConjointTerms, spread: Spread) -> list[PartWorth]:
    if not terms.plan.has_none:
        return []
    row = np.zeros((1, len(terms.names)))
    start = 0
    for attribute in terms.attributes:
        width = attribute.matrix.shape[1]
        row[0, start : start + width] = -attribute.matrix.mean(axis=0)
        start += width
    row[0, -1] = 1.0
    values, errors, low, high = spread.of(row)
    return [
        PartWorth(
            attribute=NONE, level=NONE, label=terms.terms[-1].label, value=number(values[0]),
            standard_error=number(errors[0]), low=number(low[0]), high=number(high[0]),
        )
    ]  # fmt: skip


def importances_in(terms: ConjointTerms, utilities: Utilities) -> list[AttributeImportance]:
    """Mean over people of an attribute's range in parts of all ranges; the interval over draws."""
    ranges = []
    for attribute in terms.plan.attributes:
        levels = utilities.betas @ terms.part_matrix(attribute.code).T
        ranges.append(levels.max(axis=-1) - levels.min(axis=-1))
    stacked = np.stack(ranges)
    total = stacked.sum(axis=0)
    shares = stacked / np.where(total > 0, total, 1.0)
    weights = utilities.weights / utilities.weights.sum()
    draws = np.einsum("anr,n->ar", shares, weights)
    low, high = np.quantile(draws, (0.025, 0.975), axis=1)
    return [
        AttributeImportance(
            attribute=one.code,
            label=words_of(one, terms.plan),
            importance=number(draws[place].mean()),
            low=number(low[place]),
            high=number(high[place]),
        )
        for place, one in enumerate(terms.plan.attributes)
    ]


def willingness_in(terms: ConjointTerms, draws: Floats) -> tuple[list[LevelWorth], bool]:
    """Money for each level against the first; and whether price is surely a drawback. `draws` (draws, parameters)."""
    if terms.price is None or terms.price not in terms.names:
        return [], True
    by_price = draws[:, terms.names.index(terms.price)]
    if not (by_price < 0).mean() > _SURE:
        return [], False
    try:
        found = willingness_of_draws(utilities_of_people(terms.names, draws[:, None, :]), terms.price)
    except Invalid:
        return [], False
    by_name = {one.name: one for one in found.worth}
    rows = [
        LevelWorth(
            name=one.name, attribute=one.attribute, level=one.level, label=one.label, value=by_name[one.name].value,
            low=by_name[one.name].low, high=by_name[one.name].high,
        )
        for one in terms.terms
        if one.name in by_name and one.name != NONE
    ]  # fmt: skip
    return rows, True


def normal_draws(spread: Spread, draws: int = 1000, seed: int = 1) -> Floats:
    """(draws, parameters) of the sampling distribution, centred on the estimate."""
    sizes, directions = np.linalg.eigh(spread.covariance)
    normal = np.random.default_rng(seed).standard_normal((draws, len(spread.mean)))
    away = normal * np.sqrt(np.clip(sizes, 0, None)) @ directions.T
    found: Floats = spread.mean + away - away.mean(axis=0)
    return found


def fit_of(found: Estimates) -> EstimateFit:
    body = found.as_json()
    names = ("log_likelihood", "null_log_likelihood", "rho_squared", "aic", "bic", "gradient_norm")
    return EstimateFit(
        **{name: body[name] for name in names},
        parameters=body["parameters"],
        tasks=found.tasks,
        people=found.people,
        iterations=found.iterations,
        converged=found.converged,
    )


def fit_of_posterior(found: Posterior) -> EstimateFit:
    null = found.pooled.null_log_likelihood
    return EstimateFit(
        log_likelihood=number(found.log_likelihood),
        null_log_likelihood=number(null),
        rho_squared=number(1 - found.log_likelihood / null) if null else None,
        parameters=len(found.names),
        tasks=found.tasks,
        people=len(found.people),
        iterations=int(found.facts["draws"]),
        converged=bool(np.nanmax(found.rhat) < 1.05),
        hit=number(found.facts["in_sample_hit"]),
    )


def chain_of(found: Posterior) -> EstimateChain:
    return EstimateChain(
        draws=int(found.facts["draws"]),
        burn_in=int(found.facts["burn_in"]),
        draws_kept=len(found.draws),
        seed=int(found.facts["seed"]),
        acceptance=number(found.facts["acceptance"]),
        largest_rhat=number(float(np.nanmax(found.rhat))),
        least_effective=number(float(found.effective.min())),
    )


def held_out_of(found: Posterior, chance: float) -> EstimateHeldOut | None:
    if found.held is None:
        return None
    model, mnl = found.held.model, found.held.mnl
    return EstimateHeldOut(
        tasks=found.held.tasks,
        hit=model.hit,
        log_likelihood=model.log_likelihood,
        share_error=model.share_error,
        mnl_hit=mnl.hit,
        mnl_log_likelihood=mnl.log_likelihood,
        mnl_share_error=mnl.share_error,
        chance_hit=chance,
    )


def warned_in_words(found: tuple[Warned, ...], names: Mapping[str, Mapping[str, str]]) -> list[MarketWarning]:
    """Warnings in both languages, with `names` {language: {parameter: words}} in the place of codes."""
    spoken: dict[str, list[str]] = {}
    for language in wording.LANGUAGES:
        told = tuple(
            Warned(one.code, tuple(_named(name, names[language]) for name in one.about), one.figures) for one in found
        )
        spoken[language] = [one["text"] for one in warnings_in(told, language)]
    return [
        MarketWarning(code=one.code, words={language: spoken[language][place] for language in wording.LANGUAGES})
        for place, one in enumerate(found)
    ]


def _named(name: str, names: Mapping[str, str]) -> str:
    head, _, rest = name.partition(":")
    if head in ("sd", "cholesky"):
        return f"{head}: {names.get(rest, rest)}"
    return names.get(name, name)
