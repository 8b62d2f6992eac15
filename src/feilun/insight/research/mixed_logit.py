"""Mixed logit (McFadden and Train 2000) by maximum simulated likelihood."""

from dataclasses import dataclass, replace
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices
from feilun.insight.research.draws import uniform_draws
from feilun.insight.research.mnl import mnl
from feilun.insight.research.optimiser import Peak, maximise
from feilun.insight.research.results import Estimates, Warned, Watch, number
from feilun.insight.research.simulated import Simulated
from feilun.insight.research.terms import Terms
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_MOST_ITERATIONS = 300
# Of the largest eigenvalue of the scaled Hessian: below it the likelihood is flat in some direction.
_FLAT = 1e-5
# Standard errors an estimate may move when other draws are taken.
_MOVED = 0.5
_FEW_DRAWS = 100
_STARTS_DIFFER = 0.1


@dataclass(frozen=True)
class Draws:
    number: int = 500
    kind: str = "sobol"  # or halton, random
    seed: int = 1


def mixed_logit(
    choices: Choices, terms: Terms, draws: Draws, *, is_panel: bool = True, starts: int = 1, watch: Watch | None = None
) -> Estimates:
    """Every start from other values, the best kept. Raises Invalid on collinear columns, and Cancelled."""
    started, watch = process_time(), watch or Watch()
    own = choices if is_panel else _each_task_alone(choices)
    first = mnl(own)
    _check(first, own)
    likelihood = _Likelihood(own, terms, draws)
    spread = np.maximum(np.sqrt(np.mean(own.differences() ** 2, axis=(0, 1))), 1e-12)
    peaks = []
    for number_of_start in range(starts):
        theta = terms.start(first.values, spread)
        if number_of_start:
            theta = _elsewhere(theta, terms, spread, np.random.default_rng((draws.seed, number_of_start)))

        def told(iteration: int, done: int = number_of_start) -> None:
            watch.tell((done + 1 - 0.93**iteration) / starts * 0.9)

        peaks.append(maximise(likelihood.at, theta, _MOST_ITERATIONS, told))
    best = max(peaks, key=lambda peak: (peak.value, peak.converged))
    watch.tell(0.9)
    return _estimates(likelihood, is_panel, peaks, best, first, started)


def _check(first: Estimates, choices: Choices) -> None:
    lost = [warned for warned in first.warnings if warned.code in ("constant", "collinear")]
    if lost:
        raise Invalid(field="attributes", problem=f"cannot be told apart by these tasks: {', '.join(lost[0].about)}")
    if len(choices.people) < 2:
        raise Invalid(field="id", problem="random terms need more than one person")


def _each_task_alone(choices: Choices) -> Choices:
    tasks = len(choices.chosen)
    return replace(choices, person=np.arange(tasks), people=tuple(str(one) for one in range(tasks)))


def _elsewhere(theta: Floats, terms: Terms, spread: Floats, chance: np.random.Generator) -> Floats:
    """Means up to two units of utility away, spreads from a tenth to ten times."""
    means, number = len(terms.names), len(terms.random)
    moved = theta.copy()
    unit = np.where(np.isin(terms.kinds, ("lognormal", "lognormal_negative")), 0.5, 1.0 / spread)
    if terms.price is not None:
        unit = unit / max(abs(theta[terms.price]), 1e-9)
        unit[terms.price] = 0.2 * abs(theta[terms.price])
    moved[:means] += chance.normal(size=means) * unit
    moved[means:] *= np.exp(chance.normal(size=len(theta) - means))
    if terms.is_correlated:
        rows, columns = np.tril_indices(number)
        widths = np.abs(np.diag(terms.factor(theta)))[rows]
        moved[means:] += np.where(rows != columns, 0.5 * chance.normal(size=len(rows)) * widths, 0.0)
    return moved


class _Likelihood:
    def __init__(self, choices: Choices, terms: Terms, draws: Draws) -> None:
        self.choices, self.terms, self.draws = choices, terms, draws
        self.weights = _weights(choices)
        self.simulated = Simulated(choices, terms, self.weights)
        # Halton takes no chance: published figures all use its first stretch.
        self.seed = 0 if draws.kind == "halton" else draws.seed
        self.z = self.draw(self.seed)

    def draw(self, seed: int) -> Floats:
        number = len(self.terms.random)
        drawn = uniform_draws(self.draws.kind, len(self.choices.people), number, self.draws.number, seed)
        return self.terms.standardised(drawn)

    def at(self, theta: Floats, z: Floats | None = None) -> tuple[float, Floats, Floats]:
        with np.errstate(over="ignore", invalid="ignore"):
            values, scores = self.simulated.at(theta, self.z if z is None else z)
        weighted = scores * self.weights[:, None]
        return float(self.weights @ values), weighted.sum(axis=0), weighted.T @ scores

    def hessian(self, theta: Floats, errors: Floats) -> Floats:
        """By central differences of the analytic slope."""
        rows = []
        for place in range(len(theta)):
            step = np.zeros(len(theta))
            step[place] = max(1e-4 * abs(theta[place]), 1e-3 * errors[place], 1e-7)
            rows.append((self.at(theta + step)[1] - self.at(theta - step)[1]) / (2 * step[place]))
        matrix = np.array(rows)
        found: Floats = (matrix + matrix.T) / 2
        return found


def _weights(choices: Choices) -> Floats:
    """(people,): a person's tasks are one product, so they must weigh the same. Raises Invalid."""
    first = np.unique(choices.person, return_index=True)[1]
    weights: Floats = choices.weights[first]
    if not np.allclose(weights[choices.person], choices.weights):
        raise Invalid(field="weights", problem="they must be the same for all tasks of a person in a panel")
    return weights


@dataclass(frozen=True)
class _Ending:
    """What is known at the peak, θ as it was found."""

    covariance: Floats
    errors: Floats
    robust: Floats
    is_flat: bool
    rough: Floats  # Errors by the outer product of scores.
    other_value: float  # With the draws of the next seed.
    moved: Floats  # By those draws, in standard errors.


def _ending(best: Peak, likelihood: _Likelihood) -> _Ending:
    rough = 1 / np.sqrt(np.maximum(np.diag(best.outer), 1e-12))
    covariance, is_flat = _covariance(-likelihood.hessian(best.theta, rough))
    variances = np.diag(covariance)
    errors = np.sqrt(np.where(variances > 0, variances, np.nan))
    scores = likelihood.simulated.at(best.theta, likelihood.z)[1] * likelihood.weights[:, None]
    robust = np.sqrt(np.maximum(np.diag(covariance @ (scores.T @ scores) @ covariance), 0.0))
    other_value, other_slope, _ = likelihood.at(best.theta, likelihood.draw(likelihood.seed + 1))
    # One step of Newton's says where the other draws would have ended, for a fraction of a second estimation.
    moved = np.abs(covariance @ other_slope) / errors
    return _Ending(covariance, errors, robust, is_flat, rough, other_value, moved)


def _estimates(
    likelihood: _Likelihood, is_panel: bool, peaks: list[Peak], best: Peak, first: Estimates, started: float
) -> Estimates:
    terms, ending, theta = likelihood.terms, _ending(best, likelihood), best.theta
    # The sign of a spread means nothing.
    sign = np.ones(len(theta))
    if not terms.is_correlated:
        sign[len(terms.names) :] = np.where(theta[len(terms.names) :] < 0, -1.0, 1.0)
    return Estimates(
        "mixed-logit",
        terms.parameter_names,
        theta * sign,
        ending.errors,
        ending.robust,
        ending.covariance * np.outer(sign, sign),
        best.value,
        first.null_log_likelihood,
        sum(peak.iterations for peak in peaks),
        float(np.abs(best.slope * ending.rough).max()),
        best.converged,
        first.tasks,
        first.people,
        tuple(_warnings(likelihood, ending, peaks, best, first)),
        process_time() - started,
        _facts(likelihood, is_panel, ending, peaks, best, first),
    )


def _facts(
    likelihood: _Likelihood, is_panel: bool, ending: _Ending, peaks: list[Peak], best: Peak, first: Estimates
) -> dict[str, Any]:
    draws, terms = likelihood.draws, likelihood.terms
    known = ending.moved[np.isfinite(ending.moved)]
    return {
        "mnl_log_likelihood": number(first.log_likelihood),
        "draws": draws.number,
        "draw_kind": draws.kind,
        "seed": draws.seed,
        "panel": is_panel,
        "correlated": terms.is_correlated,
        "space": "preference" if terms.price is None else "willingness to pay",
        "starts": [{"log_likelihood": number(peak.value), "converged": peak.converged} for peak in peaks],
        "other_seed_log_likelihood": number(ending.other_value),
        "other_seed_shift": number(float(known.max())) if len(known) else None,
        "population": terms.population(best.theta),
    }


def _warnings(
    likelihood: _Likelihood, ending: _Ending, peaks: list[Peak], best: Peak, first: Estimates
) -> list[Warned]:
    names, draws = likelihood.terms.parameter_names, likelihood.draws
    return [
        *([Warned("not_converged", (), {"iterations": best.iterations})] if not best.converged else []),
        *([Warned("flat")] if ending.is_flat else []),
        *_seed_warnings(names, ending.moved, best.value, ending.other_value),
        *([Warned("few_draws", (), {"draws": draws.number})] if draws.number < _FEW_DRAWS else []),
        *_start_warnings(peaks, best),
        *[warned for warned in first.warnings if warned.code in ("few_tasks", "separated")],
    ]


def _covariance(information: Floats) -> tuple[Floats, bool]:
    """Inverse, and whether a direction is flat or bends upwards, in which case its error is unknown."""
    spread = np.sqrt(np.maximum(np.abs(np.diag(information)), 1e-300))
    sizes, directions = np.linalg.eigh(information / np.outer(spread, spread))
    is_flat = bool(sizes[0] < _FLAT * sizes[-1])
    inverse = (directions / np.where(np.abs(sizes) < 1e-12, 1e-12, sizes)) @ directions.T
    return inverse / np.outer(spread, spread), is_flat


def _seed_warnings(names: tuple[str, ...], moved: Floats, value: float, other: float) -> list[Warned]:
    far = tuple(name for name, one in zip(names, moved, strict=True) if not one <= _MOVED)
    if not far:
        return []
    return [Warned("seeds_differ", far, {"log_likelihood": value, "other": other, "most": float(np.nanmax(moved))})]


def _start_warnings(peaks: list[Peak], best: Peak) -> list[Warned]:
    values = [peak.value for peak in peaks]
    if len(peaks) < 2 or sum(value > best.value - _STARTS_DIFFER for value in values) > 1:
        return []
    return [Warned("starts_differ", (), {"best": best.value, "second": sorted(values)[-2], "worst": min(values)})]
