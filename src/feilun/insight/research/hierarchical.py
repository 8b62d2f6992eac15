"""Hierarchical Bayes for choices: β_i ~ N(μ, Σ), by Gibbs sampling with random-walk Metropolis steps for the β_i.

Rossi, Allenby and McCulloch 2005, chapter 5; priors as bayesm: ν = K + 3, V = νI, A_μ = 0.01.
"""

from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices
from feilun.insight.research.diagnostics import effective_size, split_rhat
from feilun.insight.research.identification import constant_columns
from feilun.insight.research.mnl import mnl
from feilun.insight.research.posterior import Posterior
from feilun.insight.research.prediction import Held, Prediction, mnl_shares
from feilun.insight.research.results import Estimates, Warned, Watch
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_MEAN_PRECISION = 0.01
# Roberts and Rosenthal's step for a normal target, as in bayesm.
_STEP = 2.93
_PROPOSAL_EVERY = 10
# People's steps for one draw of the population: they cost little and mix slowest.
_STEPS = 3
# Share of the stretches that is taken when their size is right.
_STRETCHED = 0.4
# And of the shifts, which move in as many directions as there are utilities.
_SHIFTED = 0.3
# Individual utilities kept, in numbers: a draw of everybody is kept now and then, which loses little.
_MOST_KEPT = 2e7
_MOST_DRAWS_KEPT = 2000
_TOLD_EVERY = 100


@dataclass(frozen=True)
class Sampling:
    draws: int = 10_000
    burn_in: int = 5_000
    seed: int = 1
    prior_variance: float = 1.0  # What tastes are expected to vary by; the prior is worth K + prior_freedom people.
    prior_freedom: int = 3
    holdout: int = 2  # Last tasks of each person, predicted by a model that has not seen them.


def hierarchical(choices: Choices, sampling: Sampling, *, watch: Watch | None = None) -> Posterior:
    """Two chains: one without the held-out tasks, which judges, and one with all, which counts. Raises Invalid."""
    started, watch = process_time(), watch or Watch()
    _check(choices, sampling)
    pooled = mnl(choices)
    held, share = None, 0.0
    last = choices.last_of_each(sampling.holdout) if sampling.holdout else np.zeros(len(choices.chosen), bool)
    if last.any():
        share = 0.5
        held = _held_out(choices, last, sampling, watch)
    chain = _Chain(choices, pooled, sampling, sampling.seed)
    chain.run(sampling, watch, share, 1.0 - share)
    return _posterior(choices, pooled, chain, sampling, held, process_time() - started)


def _check(choices: Choices, sampling: Sampling) -> None:
    if len(choices.people) < 2:
        raise Invalid(field="id", problem="hierarchical Bayes needs the column of the person, and several people")
    if not 0 <= sampling.burn_in < sampling.draws - 99:
        raise Invalid(field="draws", problem="at least 100 draws must be left after burn_in")
    still = constant_columns(choices.differences())
    if still.any():
        names = ", ".join(name for name, is_still in zip(choices.names, still, strict=True) if is_still)
        raise Invalid(field="attributes", problem=f"never differ within a task: {names}")


def _held_out(choices: Choices, last: NDArray[np.bool_], sampling: Sampling, watch: Watch) -> Held:
    known = choices.where(~last)
    pooled = mnl(known)
    chain = _Chain(known, pooled, sampling, sampling.seed + 1)
    everybody = {name: place for place, name in enumerate(known.people)}
    rows = np.flatnonzero(last)
    person = np.array([everybody[choices.people[one]] for one in choices.person[rows]])
    chain.watched = Prediction(choices.attributes[rows], choices.available[rows], choices.chosen[rows], person)
    chain.run(sampling, watch, 0.0, 0.5)
    return Held(chain.watched.figures(), chain.watched.figures(mnl_shares(choices, rows, pooled)), len(rows))


class _Chain:
    """One chain; everybody's step at the same moment."""

    def __init__(self, choices: Choices, pooled: Estimates, sampling: Sampling, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        self.freedom = len(choices.names) + sampling.prior_freedom
        self.expected = sampling.prior_variance
        self.number, self.people = len(choices.names), len(choices.people)
        self.gaps, self.blocked, self.tasks = _padded(choices)
        self.watched: Prediction | None = None
        start = np.nan_to_num(np.array(pooled.values))
        self.information = _information(choices, start)
        self.beta = np.tile(start, (self.people, 1))
        self.mean, self.covariance = start, np.eye(self.number)
        self.log_likelihood = self._values(self.beta)
        self.accepted = 0
        self.stretch, self.stretches = 0.05, 0
        self.together = np.linalg.cholesky(np.linalg.inv(self.information.sum(axis=0) + np.eye(self.number) * 1e-9))
        self.shift, self.shifts = 2.38 / np.sqrt(self.number), 0
        self.means: list[Floats] = []
        self.covariances: list[Floats] = []
        self.kept: list[NDArray[np.float32]] = []
        self.log_likelihoods: list[float] = []

    def run(self, sampling: Sampling, watch: Watch, told: float, share: float) -> None:
        left = sampling.draws - sampling.burn_in
        most = min(_MOST_DRAWS_KEPT, max(100, int(_MOST_KEPT / self.beta.size)))
        every = max(1, -(-left // most))
        for draw in range(sampling.draws):
            if draw % _TOLD_EVERY == 0:
                watch.tell(told + share * draw / sampling.draws)
            self._draw_population()
            self._stretch(is_tuning=draw < sampling.burn_in)
            self._shift(is_tuning=draw < sampling.burn_in)
            if draw % _PROPOSAL_EVERY == 0:
                self._propose()
            for _ in range(_STEPS):
                self._draw_people()
            if draw >= sampling.burn_in:
                self.means.append(self.mean)
                self.log_likelihoods.append(float(self.log_likelihood.sum()))
                if (draw - sampling.burn_in) % every == 0:
                    self.covariances.append(self.covariance)
                    self.kept.append(self.beta.astype(np.float32))
                    if self.watched is not None:
                        self.watched.add(self.beta)

    def _values(self, beta: Floats) -> Floats:
        """(people,): log-likelihood of each at her own β."""
        utility = np.matmul(self.gaps, beta[:, :, None])[:, :, 0]
        if self.blocked is not None:
            utility += self.blocked
        # Above 600 a probability is 0 in any case; below it no sum overflows.
        odds = np.exp(np.minimum(utility, 600.0, out=utility), out=utility)
        total = odds.reshape(self.people, self.tasks, -1).sum(axis=2)
        found: Floats = -np.log1p(total).sum(axis=1)
        return found

    def _draw_population(self) -> None:
        """Σ ~ IW(ν + n, V + S) and then μ | Σ, jointly conjugate."""
        number, people = self.number, self.people
        centre = self.beta.sum(axis=0) / (people + _MEAN_PRECISION)
        away = self.beta - centre
        scatter = (
            self.freedom * self.expected * np.eye(number) + away.T @ away + _MEAN_PRECISION * np.outer(centre, centre)
        )
        self.root = _inverse_wishart_root(scatter, self.freedom + people, self.chance)
        self.covariance = self.root @ self.root.T
        self.precision = np.linalg.inv(self.covariance)
        noise = self.root @ self.chance.standard_normal(number)
        self.mean = centre + noise / np.sqrt(people + _MEAN_PRECISION)

    def _stretch(self, is_tuning: bool) -> None:
        """Everybody's utilities, μ and Σ times one factor: along it a chain otherwise creeps (Liu and Sabatti 2000).

        The prior of μ given Σ and the density of the β_i cancel with the volume; what is left is that of Σ.
        """
        step = self.stretch * float(self.chance.standard_normal())
        factor = np.exp(step)
        value = self._values(self.beta * factor)
        shrunk = np.expm1(-2 * step) * self.freedom * self.expected * np.trace(self.precision) / 2
        gain = float((value - self.log_likelihood).sum()) - self.number * self.freedom * step - shrunk
        is_taken = bool(np.log(self.chance.random()) < gain)
        if is_tuning:
            self.stretches += 1
            self.stretch *= float(np.exp((is_taken - _STRETCHED) / self.stretches**0.6))
        if is_taken:
            self.beta, self.mean, self.log_likelihood = self.beta * factor, self.mean * factor, value
            self.root = self.root * factor
            self.covariance, self.precision = self.covariance * factor**2, self.precision / factor**2

    def _shift(self, is_tuning: bool) -> None:
        """Everybody's utilities and μ moved alike: where people say little, μ alone creeps (Yu and Meng 2011).

        What they differ by stays, so only their answers and the prior of μ judge it.
        """
        noise = self.chance.standard_normal(self.number)
        moved = self.shift * (self.together @ noise)
        mean = self.mean + moved
        value = self._values(self.beta + moved)
        prior = _MEAN_PRECISION / 2 * float(self.mean @ self.precision @ self.mean - mean @ self.precision @ mean)
        is_taken = bool(np.log(self.chance.random()) < float((value - self.log_likelihood).sum()) + prior)
        if is_tuning:
            self.shifts += 1
            self.shift *= float(np.exp((is_taken - _SHIFTED) / self.shifts**0.6))
        if is_taken:
            self.beta, self.mean, self.log_likelihood = self.beta + moved, mean, value

    def _propose(self) -> None:
        """Cholesky factor of (H_i + Σ⁻¹)⁻¹ for everybody, H_i at the pooled logit."""
        inverse = np.linalg.inv(self.information + self.precision)
        self.steps = np.linalg.cholesky(inverse) * (_STEP / np.sqrt(self.number))

    def _draw_people(self) -> None:
        moved = self.beta + np.matmul(self.steps, self.chance.standard_normal((self.people, self.number, 1)))[:, :, 0]
        value = self._values(moved)
        gain = value - self.log_likelihood + self._prior(moved) - self._prior(self.beta)
        taken = np.log(self.chance.random(self.people)) < gain
        self.beta = np.where(taken[:, None], moved, self.beta)
        self.log_likelihood = np.where(taken, value, self.log_likelihood)
        self.accepted += int(taken.sum())

    def _prior(self, beta: Floats) -> Floats:
        away = beta - self.mean
        found: Floats = -0.5 * np.einsum("nk,nk->n", away @ self.precision, away)
        return found


def _inverse_wishart_root(scatter: Floats, freedom: int, chance: np.random.Generator) -> Floats:
    """A with A Aᵀ ~ IW(freedom, scatter), by Bartlett's decomposition of its inverse."""
    number = len(scatter)
    triangle = np.tril(chance.standard_normal((number, number)), -1)
    triangle[np.diag_indices(number)] = np.sqrt(chance.chisquare(freedom - np.arange(number)))
    lower = np.linalg.cholesky(scatter)
    found: Floats = np.linalg.solve(triangle, lower.T).T
    return found


def _padded(choices: Choices) -> tuple[Floats, Floats | None, int]:
    """(people, tasks · others, names) with 0 for tasks a person has not had; what is not there is blocked by −inf."""
    gaps, available = choices.differences(), choices.others_available()
    counts = np.bincount(choices.person, minlength=len(choices.people))
    tasks, (_, others, number) = int(counts.max()), gaps.shape
    place = np.arange(len(gaps)) - np.repeat(np.cumsum(counts) - counts, counts)
    padded = np.zeros((len(counts), tasks, others, number))
    padded[choices.person, place] = gaps
    there = np.zeros((len(counts), tasks, others), bool)
    there[choices.person, place] = available
    blocked = None if there.all() else np.where(there, 0.0, -np.inf).reshape(len(counts), -1)
    return padded.reshape(len(counts), -1, number), blocked, tasks


def _information(choices: Choices, beta: Floats) -> Floats:
    """(people, names, names): minus the Hessian of each person's log-likelihood at the pooled β."""
    gaps = choices.differences()
    utility = np.where(choices.others_available(), gaps @ beta, -np.inf)
    largest = np.maximum(utility.max(axis=1, keepdims=True), 0)
    odds = np.exp(utility - largest)
    shares = odds / (odds.sum(axis=1, keepdims=True) + np.exp(-largest))
    mean = np.einsum("tj,tjk->tk", shares, gaps)
    each = np.einsum("tj,tjk,tjl->tkl", shares, gaps, gaps, optimize=True) - mean[:, :, None] * mean[:, None, :]
    found = np.zeros((len(choices.people), *each.shape[1:]))
    np.add.at(found, choices.person, each)
    return found


def _posterior(
    choices: Choices, pooled: Estimates, chain: _Chain, sampling: Sampling, held: Held | None, seconds: float
) -> Posterior:
    means, kept = np.array(chain.means), np.array(chain.kept)
    rhat = np.array([split_rhat(means[:, place]) for place in range(chain.number)])
    sizes = np.array([effective_size(means[:, place]) for place in range(chain.number)])
    inside = Prediction(choices.attributes, choices.available, choices.chosen, choices.person)
    individual = kept.mean(axis=0, dtype=np.float64)
    facts: dict[str, Any] = {
        "draws": sampling.draws,
        "burn_in": sampling.burn_in,
        "draws_kept": len(kept),
        "seed": sampling.seed,
        "prior_variance": sampling.prior_variance,
        "prior_freedom": sampling.prior_freedom,
        "acceptance": chain.accepted / (sampling.draws * chain.people * _STEPS),
        "in_sample_hit": inside.hit(individual),
    }
    return Posterior(
        names=choices.names,
        people=choices.people,
        mean_draws=means,
        covariance_draws=np.array(chain.covariances),
        draws=kept,
        individual=individual,
        rhat=rhat,
        effective=sizes,
        log_likelihood=float(np.mean(chain.log_likelihoods)),
        pooled=pooled,
        held=held,
        tasks=len(choices.chosen),
        warnings=tuple(_warnings(choices, rhat, sizes, facts["acceptance"], held)),
        cpu_seconds=seconds,
        facts=facts,
    )


def _warnings(choices: Choices, rhat: Floats, sizes: Floats, acceptance: float, held: Held | None) -> list[Warned]:
    unsettled = tuple(name for name, one in zip(choices.names, rhat, strict=True) if not one < 1.05)
    thin = tuple(name for name, one in zip(choices.names, sizes, strict=True) if one < 100)
    found = [Warned("unsettled", unsettled, {"rhat": float(np.nanmax(rhat))})] if unsettled else []
    if thin:
        found.append(Warned("few_effective_draws", thin, {"least": float(sizes.min())}))
    if not 0.1 < acceptance < 0.7:
        found.append(Warned("acceptance", (), {"acceptance": acceptance}))
    if held is None:
        found.append(Warned("nothing_held_out"))
    elif held.model.log_likelihood < held.mnl.log_likelihood:
        found.append(Warned("worse_than_mnl", (), {"hb": held.model.log_likelihood, "mnl": held.mnl.log_likelihood}))
    if len(choices.people) < 30:
        found.append(Warned("few_people", (), {"people": len(choices.people)}))
    if (choices.weights != choices.weights[0]).any():
        found.append(Warned("weights_ignored"))
    return found
