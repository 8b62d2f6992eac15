"""Latent-class logit (Kamakura and Russell 1989): a few groups of people, each with tastes of its own.

Expectation and maximisation (Train 2009, chapter 14) from several starts, then BFGS on the likelihood itself.
"""

from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices
from feilun.insight.research.curvature import Top, climb, inverse_of, roots, starts_lower, top_of
from feilun.insight.research.identification import separated
from feilun.insight.research.mnl import Problem, mnl
from feilun.insight.research.optimiser import Peak
from feilun.insight.research.results import Estimates, Warned, Watch, number
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_MOST_STEPS = 60
# Gain of a step of EM, in log-likelihood: below it BFGS is faster.
_SLOW = 0.05
_MOST_ITERATIONS = 500
_STARTS_DIFFER = 1e-2
_NEARLY_EMPTY = 0.05
_SUSPICIOUS_UTILITY = 10.0
# Who belongs to a class with less than this chance does not speak for it.
_BELONGS = 0.05


@dataclass(frozen=True)
class LatentClasses:
    """Classes from the largest to the smallest; arrays are (classes,), (classes, names) and (people, classes)."""

    estimates: Estimates
    shares: Floats
    share_errors: Floats
    coefficients: Floats
    membership: Floats  # Chance of each person to belong to each class, given her choices.
    people: tuple[str, ...]

    @property
    def bic(self) -> float:
        """By people, who are what is independent here."""
        return float(len(self.estimates.names) * np.log(len(self.people)) - 2 * self.estimates.log_likelihood)

    @property
    def aic(self) -> float:
        return 2 * len(self.estimates.names) - 2 * self.estimates.log_likelihood

    @property
    def certainty(self) -> float:
        """1 − entropy / log(classes): 1 when everybody is surely of one class, 0 when nobody is."""
        if len(self.shares) < 2:
            return 1.0
        chances = np.maximum(self.membership, 1e-300)
        return float(1 + (chances * np.log(chances)).sum() / (len(self.people) * np.log(len(self.shares))))

    def summary(self) -> dict[str, Any]:
        """A row of the table that compares numbers of classes."""
        return {
            "classes": len(self.shares),
            "log_likelihood": number(self.estimates.log_likelihood),
            "parameters": len(self.estimates.names),
            "aic": number(self.aic),
            "bic": number(self.bic),
            "smallest_share": number(float(self.shares.min())),
            "certainty": number(self.certainty),
            "converged": self.estimates.converged,
        }


def latent_class(
    choices: Choices, classes: int, *, starts: int = 10, seed: int = 1, watch: Watch | None = None
) -> LatentClasses:
    """The best of `starts` searches. Raises Invalid where one class has no finite estimates, and Cancelled."""
    started, watch = process_time(), watch or Watch()
    first = mnl(choices)
    _check(choices, first, classes)
    likelihood = _Likelihood(choices, classes)
    scaled = first.values * likelihood.problem.spread
    peaks = []
    for number_of_start in range(starts if classes > 1 else 1):
        watch.tell(number_of_start / starts)
        chance = np.random.default_rng((seed, classes, number_of_start))
        # A unit of a scaled column is one unit of utility at a coefficient of 1.
        away = chance.normal(size=(classes, len(scaled))) if classes > 1 else np.zeros((1, len(scaled)))
        theta = likelihood.stepped(np.concatenate([np.zeros(classes - 1), (scaled + away).ravel()]))
        peaks.append(climb(likelihood, theta, _MOST_ITERATIONS))
    best = max(peaks, key=lambda peak: (peak.value, peak.converged))
    ordered = likelihood.by_share(best)
    top = top_of(likelihood, ordered, np.arange(len(choices.people)))
    watch.tell(1.0)
    return _result(choices, likelihood, first, peaks, ordered, top, started)


def _check(choices: Choices, first: Estimates, classes: int) -> None:
    for warned in first.warnings:
        if warned.code in ("constant", "collinear"):
            named = ", ".join(warned.about)
            raise Invalid(field="attributes", problem=f"cannot be told apart by these tasks: {named}")
        if warned.code == "separated":
            named = ", ".join(warned.about)
            raise Invalid(field="attributes", problem=f"{named} settles every choice; there is no finite estimate")
    if not 1 <= classes <= len(choices.people):
        raise Invalid(field="classes", problem=f"there are {len(choices.people)} people for {classes} classes")


class _Likelihood:
    """θ: log odds of each class against the first, then coefficients of scaled columns, class by class."""

    def __init__(self, choices: Choices, classes: int) -> None:
        self.problem, self.classes, self.person = Problem.of(choices), classes, choices.person
        first = np.unique(choices.person, return_index=True)[1]
        self.weights: Floats = choices.weights[first]
        if not np.allclose(self.weights[choices.person], choices.weights):
            raise Invalid(field="weights", problem="they must be the same for all tasks of a person in a panel")
        self._first, self.number = first, choices.attributes.shape[2]

    def split(self, theta: Floats) -> tuple[Floats, Floats]:
        """Log shares (classes,) and coefficients (classes, names), scaled."""
        odds = np.concatenate([[0.0], theta[: self.classes - 1]])
        return odds - np.logaddexp.reduce(odds), theta[self.classes - 1 :].reshape(self.classes, self.number)

    def by_class(self, coefficients: Floats) -> tuple[Floats, list[Floats]]:
        """(people, classes) log-likelihoods and, class by class, (people, names) scores."""
        values, scores = [], []
        for beta in coefficients:
            logs, slopes = self._tasks(beta)
            values.append(np.add.reduceat(logs, self._first))
            scores.append(np.add.reduceat(slopes, self._first, axis=0))
        return np.column_stack(values), scores

    def _tasks(self, beta: Floats) -> tuple[Floats, Floats]:
        tasks, others, names = self.problem.gaps.shape
        utility = (self.problem.gaps.reshape(-1, names) @ beta).reshape(tasks, others)
        utility[~self.problem.available] = -np.inf
        largest = np.maximum(utility.max(axis=1), 0.0)
        odds = np.exp(utility - largest[:, None])
        total = odds.sum(axis=1) + np.exp(-largest)
        shares = odds / total[:, None]
        return -(np.log(total) + largest), -np.matmul(shares[:, None, :], self.problem.gaps)[:, 0]

    def rows(self, theta: Floats) -> tuple[Floats, Floats]:
        """(people,) log-likelihoods and (people, parameters) scores."""
        shares, coefficients = self.split(theta)
        values, slopes = self.by_class(coefficients)
        joint = values + shares
        total = np.logaddexp.reduce(joint, axis=1)
        chances = np.exp(joint - total[:, None])
        by_odds = chances[:, 1:] - np.exp(shares[1:])
        return total, np.hstack([by_odds, *[chances[:, [place]] * one for place, one in enumerate(slopes)]])

    def membership(self, theta: Floats) -> Floats:
        """(people, classes)"""
        shares, coefficients = self.split(theta)
        joint = self.by_class(coefficients)[0] + shares
        found: Floats = np.exp(joint - np.logaddexp.reduce(joint, axis=1)[:, None])
        return found

    def stepped(self, theta: Floats) -> Floats:
        """Steps of EM until they gain little. Each class takes one step of Newton's, shortened until it gains."""
        before = -np.inf
        for _ in range(_MOST_STEPS if self.classes > 1 else 0):
            shares, coefficients = self.split(theta)
            joint = self.by_class(coefficients)[0] + shares
            total = np.logaddexp.reduce(joint, axis=1)
            value = float(self.weights @ total)
            if value - before < _SLOW:
                break
            before = value
            heavy = self.weights[:, None] * np.exp(joint - total[:, None])
            held = np.maximum(heavy.sum(axis=0), 1e-6)
            moved = [self._moved(beta, heavy[:, place]) for place, beta in enumerate(coefficients)]
            theta = np.concatenate([np.log(held[1:] / held[0]), np.concatenate(moved)])
        return theta

    def _moved(self, beta: Floats, heavy: Floats) -> Floats:
        own = Problem(self.problem.gaps, self.problem.available, heavy[self.person], self.problem.spread)
        value, scores, hessian = own.at(beta)
        # A class few belong to must not run away: a hundredth of a person holds it to where it is.
        step = np.linalg.solve(1e-2 * np.eye(len(beta)) - hessian, own.weights @ scores)
        size = 1.0
        while size > 1e-3 and own.weights @ self._tasks(beta + size * step)[0] < value:
            size /= 2
        return beta + size * step if size > 1e-3 else beta

    def by_share(self, peak: Peak) -> Peak:
        """The same top, its classes from the largest to the smallest."""
        shares, coefficients = self.split(peak.theta)
        order = np.argsort(-shares, kind="stable")
        theta = np.concatenate([(shares[order] - shares[order[0]])[1:], coefficients[order].ravel()])
        scores = self.rows(theta)[1]
        weighted = scores * self.weights[:, None]
        return peak._replace(theta=theta, slope=weighted.sum(axis=0), outer=weighted.T @ scores)


# The errors of a class that nobody belongs to are infinite, which a table shows as unknown.
@np.errstate(over="ignore", invalid="ignore")
def _result(
    choices: Choices,
    likelihood: _Likelihood,
    first: Estimates,
    peaks: list[Peak],
    best: Peak,
    top: Top,
    started: float,
) -> LatentClasses:
    classes, free = likelihood.classes, likelihood.classes - 1
    logs, scaled = likelihood.split(top.theta)
    shares, chances = np.exp(logs), likelihood.membership(top.theta)
    lost = _run_away(likelihood, scaled, chances)
    covariance, sandwich = _covariances(likelihood, top, lost)
    values = top.theta / np.concatenate([np.ones(free), np.tile(likelihood.problem.spread, classes)])
    values[free:][lost.ravel()] = np.nan
    by_odds = np.vstack([-shares[0] * shares[None, 1:], np.diag(shares[1:]) - np.outer(shares[1:], shares[1:])])
    share_errors = np.sqrt(np.maximum(np.diag(by_odds @ covariance[:free, :free] @ by_odds.T), 0.0))
    names = tuple(
        [f"membership:class{place}" for place in range(2, classes + 1)]
        + [f"class{place}:{name}" for place in range(1, classes + 1) for name in choices.names]
    )
    estimates = Estimates(
        "latent-class",
        names,
        values,
        roots(covariance),
        roots(sandwich),
        covariance,
        top.value,
        first.null_log_likelihood,
        sum(peak.iterations for peak in peaks),
        top.steepness,
        best.converged and not lost.any(),
        first.tasks,
        first.people,
        tuple(_warnings(names, shares, lost, peaks, best, top, first)),
        process_time() - started,
        {
            "mnl_log_likelihood": number(first.log_likelihood),
            "starts": [{"log_likelihood": number(peak.value), "converged": peak.converged} for peak in peaks],
        },
        sandwich,
    )
    coefficients = values[free:].reshape(classes, -1)
    return LatentClasses(estimates, shares, share_errors, coefficients, chances, choices.people)


def _run_away(likelihood: _Likelihood, scaled: Floats, chances: Floats) -> NDArray[np.bool_]:
    """(classes, names): coefficients that run to infinity, because within the class an attribute settles all choices."""
    problem, lost = likelihood.problem, np.zeros(scaled.shape, bool)
    for place, beta in enumerate(scaled):
        if np.abs(problem.gaps @ beta).max() > _SUSPICIOUS_UTILITY:
            own = chances[likelihood.person, place] > _BELONGS
            part = Problem(problem.gaps[own], problem.available[own], problem.weights[own], problem.spread)
            lost[place, separated(part) if own.any() else []] = True
    return lost


def _covariances(likelihood: _Likelihood, top: Top, lost: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Per unit of the table; what runs to infinity is left out before the Hessian is inverted."""
    free = likelihood.classes - 1
    sound = np.flatnonzero(np.concatenate([np.ones(free, bool), ~lost.ravel()]))
    scale = np.concatenate([np.ones(free), np.tile(likelihood.problem.spread, likelihood.classes)])[sound]
    inverse, _ = inverse_of(top.information[np.ix_(sound, sound)])
    found = []
    for inside in (inverse, inverse @ top.meat[np.ix_(sound, sound)] @ inverse):
        whole = np.full((len(top.theta), len(top.theta)), np.nan)
        whole[np.ix_(sound, sound)] = inside / np.outer(scale, scale)
        found.append(whole)
    return found[0], found[1]


def _warnings(
    names: tuple[str, ...],
    shares: Floats,
    lost: NDArray[np.bool_],
    peaks: list[Peak],
    best: Peak,
    top: Top,
    first: Estimates,
) -> list[Warned]:
    gone = tuple(names[len(shares) - 1 + place] for place in np.flatnonzero(lost))
    small = tuple(f"class{place + 1}" for place in np.flatnonzero(shares < _NEARLY_EMPTY))
    return [
        *([Warned("not_converged", (), {"iterations": best.iterations})] if not best.converged else []),
        *([Warned("class_separated", gone)] if gone else []),
        *([Warned("flat")] if top.is_flat and not gone else []),
        *starts_lower(peaks, _STARTS_DIFFER),
        *([Warned("class_small", small, {"share": float(shares.min())})] if small else []),
        *([Warned("few_tasks", (), {"tasks": first.tasks, "parameters": len(names)})]
          if first.tasks < 10 * len(names) else []),
    ]  # fmt: skip
