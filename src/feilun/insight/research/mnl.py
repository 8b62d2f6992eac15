"""Multinomial logit (McFadden 1974) by Newton's method on differences of utility."""

from dataclasses import dataclass
from time import process_time

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices
from feilun.insight.research.identification import Trouble, collinear, constant_columns, separated
from feilun.insight.research.results import Estimates, Warned
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_MOST_ITERATIONS = 100
# Newton's decrement: twice the log-likelihood still to be gained.
_DONE = 1e-17
# Beyond it probabilities are 0 or 1, and separation is asked for by a linear program.
_SUSPICIOUS_UTILITY = 20.0
_FEW = 10


def mnl(choices: Choices) -> Estimates:
    """All parameters at once. What the data cannot say is nan and named in a warning. Raises Invalid without a choice."""
    started = process_time()
    problem = Problem.of(choices)
    unmoved = constant_columns(problem.gaps)
    trouble = [Trouble("constant", tuple(np.flatnonzero(unmoved)))] if unmoved.any() else []
    kept = np.flatnonzero(~unmoved)
    same = collinear(problem, kept)
    if same:
        trouble.append(Trouble("collinear", tuple(same)))
        kept = _independent(problem, kept, same)
    fit = _newton(problem.only(kept))
    if fit.needs_look:
        apart = [int(kept[one]) for one in separated(problem.only(kept))]
        if apart:
            trouble.append(Trouble("separated", tuple(apart)))
    return _estimates(choices, problem, kept, fit, trouble, process_time() - started)


def _independent(problem: "Problem", kept: NDArray[np.intp], same: list[int]) -> NDArray[np.intp]:
    """Without as few of the collinear columns as it takes: what they say together must stay in, or others take it over."""
    while same:
        kept = np.setdiff1d(kept, same[-1:])
        same = collinear(problem, kept)
    return kept


@dataclass(frozen=True)
class Problem:
    """Differences to the chosen alternative, each column divided by its spread: Newton's numbers stay alike."""

    gaps: Floats  # (tasks, others, parameters)
    available: NDArray[np.bool_]  # (tasks, others)
    weights: Floats  # (tasks,)
    spread: Floats  # (parameters,)

    @classmethod
    def of(cls, choices: Choices) -> "Problem":
        if not len(choices.chosen) or choices.attributes.shape[1] < 2:
            raise Invalid(field="choice", problem="there is no task with two alternatives or more")
        gaps = choices.differences()
        spread = np.sqrt(np.mean(gaps**2, axis=(0, 1)))
        spread[spread == 0] = 1.0
        return cls(gaps / spread, choices.others_available(), choices.weights, spread)

    def only(self, kept: NDArray[np.intp]) -> "Problem":
        return Problem(np.ascontiguousarray(self.gaps[:, :, kept]), self.available, self.weights, self.spread[kept])

    def at(self, beta: Floats) -> tuple[float, Floats, Floats]:
        """Log-likelihood; (tasks, parameters) score of each task, without its weight; Hessian."""
        tasks, others, number = self.gaps.shape
        utility = (self.gaps.reshape(tasks * others, number) @ beta).reshape(tasks, others)
        utility[~self.available] = -np.inf
        # The chosen alternative has utility 0, so the largest is never below it and nothing overflows.
        largest = np.maximum(utility.max(axis=1), 0.0)
        odds = np.exp(utility - largest[:, None])
        total = odds.sum(axis=1) + np.exp(-largest)
        shares = odds / total[:, None]
        mean = np.einsum("tj,tjk->tk", shares, self.gaps)
        root = self.gaps * np.sqrt(shares * self.weights[:, None])[:, :, None]
        flat = root.reshape(tasks * others, number)
        hessian = (mean * self.weights[:, None]).T @ mean - flat.T @ flat
        return float(-self.weights @ (np.log(total) + largest)), -mean, hessian

    def null(self) -> float:
        return float(-self.weights @ np.log(1.0 + self.available.sum(axis=1)))


@dataclass(frozen=True)
class _Fit:
    beta: Floats
    value: float
    scores: Floats
    hessian: Floats
    iterations: int
    converged: bool
    needs_look: bool


def _newton(problem: Problem) -> _Fit:
    number = problem.gaps.shape[2]
    beta = np.zeros(number)
    value, scores, hessian = problem.at(beta)
    converged, singular, iterations = number == 0, False, 0
    while not converged and iterations < _MOST_ITERATIONS:
        gradient = problem.weights @ scores
        step, singular = _step(hessian, gradient)
        if gradient @ step < _DONE * max(1.0, abs(value)) or singular:
            converged = not singular
            break
        iterations += 1
        size, before = 1.0, value
        while size > 1e-10:
            value, scores, hessian = problem.at(beta + size * step)
            if value >= before - 1e-12 * abs(before):
                break
            size /= 2
        beta = beta + size * step
    utilities = np.abs(problem.gaps.reshape(-1, number) @ beta) if number else np.zeros(1)
    suspicious = singular or not converged or float(utilities.max()) > _SUSPICIOUS_UTILITY
    return _Fit(beta, value, scores, hessian, iterations, converged, suspicious)


def _step(hessian: Floats, gradient: Floats) -> tuple[Floats, bool]:
    """Newton's step, and whether the Hessian has become singular."""
    sizes, directions = np.linalg.eigh(-hessian)
    floor = max(float(sizes[-1]), 1e-300) * 1e-13
    step: Floats = directions @ ((directions.T @ gradient) / np.maximum(sizes, floor))
    return step, bool(sizes[0] < floor)


def _estimates(
    choices: Choices, problem: Problem, kept: NDArray[np.intp], fit: _Fit, trouble: list[Trouble], seconds: float
) -> Estimates:
    number = len(choices.names)
    values, errors, robust = (np.full(number, np.nan) for _ in range(3))
    covariance, sandwich = (np.full((number, number), np.nan) for _ in range(2))
    lost = {one for each in trouble if each.code == "separated" for one in each.places}
    sound = np.array([place for place, one in enumerate(kept) if int(one) not in lost], dtype=np.intp)
    if len(sound):
        inverse = np.linalg.pinv(-fit.hessian[np.ix_(sound, sound)])
        scale = problem.spread[kept[sound]]
        names = kept[sound]
        values[names] = fit.beta[sound] / scale
        covariance[np.ix_(names, names)] = inverse / np.outer(scale, scale)
        errors[names] = np.sqrt(np.diag(inverse)) / scale
        by_person = np.zeros((len(choices.people), len(sound)))
        np.add.at(by_person, choices.person, fit.scores[:, sound] * choices.weights[:, None])
        meat = inverse @ (by_person.T @ by_person) @ inverse
        sandwich[np.ix_(names, names)] = meat / np.outer(scale, scale)
        robust[names] = np.sqrt(np.diag(meat)) / scale
    nameless = [one for each in trouble if each.code == "collinear" for one in each.places]
    for filled in (values, errors, robust, covariance, sandwich, covariance.T, sandwich.T):
        filled[nameless] = np.nan
    gradient = choices.weights @ fit.scores
    return Estimates(
        "mnl",
        choices.names,
        values,
        errors,
        robust,
        covariance,
        fit.value,
        problem.null(),
        fit.iterations,
        float(np.abs(gradient).max(initial=0.0)),
        fit.converged and not lost,
        len(choices.chosen),
        len(choices.people),
        tuple(_warnings(choices, fit, trouble)),
        seconds,
        robust_covariance=sandwich,
    )


def _warnings(choices: Choices, fit: _Fit, trouble: list[Trouble]) -> list[Warned]:
    found = [Warned(one.code, tuple(choices.names[place] for place in one.places)) for one in trouble]
    tasks, number = len(choices.chosen), len(choices.names)
    if not fit.converged and not trouble:
        found.append(Warned("not_converged", (), {"iterations": fit.iterations}))
    if tasks < _FEW * number:
        found.append(Warned("few_tasks", (), {"tasks": tasks, "parameters": number}))
    return found
