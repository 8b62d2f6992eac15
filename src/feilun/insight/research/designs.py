"""Choice designs: which products to show in which task, so that utilities become sharp with few answers.

Coordinate exchange on the D-error det(I)^(-1/K) of a multinomial logit with information I (Huber and Zwerina 1996;
Kessels, Goos and Vandebroek 2006).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.design_blocks import blocks_of
from feilun.insight.research.design_checks import WORDING, DesignBalance, balance_of, design_warnings
from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, figure
from feilun.insight.research.profiles import NONE, Attribute, parameters_of
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_MOST_PASSES = 50
_LEAST_GAIN = 1e-9


class ChoiceDesign(msgspec.Struct, frozen=True, kw_only=True):
    """Tasks of alternatives; each alternative holds one level per attribute, in the order of `attributes`.

    `d_error` is in the unit of one respondent who answers all tasks. `criterion` says which: D0 (all utilities zero),
    Dp (the priors), DB (mean over draws of the priors). `standard_errors` are those expected from `respondents`.
    """

    attributes: list[str]
    parameters: list[str]
    tasks: list[list[list[str | float]]]
    blocks: list[int]
    has_none: bool
    criterion: str
    d_error: float
    d_errors_of_starts: list[float]
    respondents: int
    standard_errors: list[float | None]
    balance: list[DesignBalance]
    seed: int
    warnings: list[MarketWarning]


@dataclass(frozen=True)
class Priors:
    """What is believed of the utilities, in the order of the parameters: nothing, values, or values with spread."""

    mean: Floats
    spread: Floats
    draws: int = 128
    seed: int = 1

    @property
    def criterion(self) -> str:
        return "DB" if self.spread.any() else "Dp" if self.mean.any() else "D0"

    def sample(self) -> Floats:
        """(draws, parameters), by scrambled Sobol numbers; one row without spread."""
        if not self.spread.any():
            return self.mean[None, :]
        from scipy.stats import norm, qmc

        uniform = qmc.Sobol(len(self.mean), seed=self.seed).random(2 ** max(0, int(np.ceil(np.log2(self.draws)))))
        found: Floats = self.mean + self.spread * norm.ppf(np.clip(uniform, 1e-12, 1 - 1e-12))
        return found


def choice_design(
    attributes: Sequence[Attribute],
    *,
    tasks: int,
    alternatives: int,
    has_none: bool = False,
    priors: Mapping[str, float] | None = None,
    prior_spread: Mapping[str, float] | None = None,
    prohibited: Sequence[Mapping[str, str | float]] = (),
    blocks: int = 1,
    starts: int = 8,
    draws: int = 128,
    respondents: int = 200,
    seed: int = 1,
) -> ChoiceDesign:
    """The best of `starts` designs, each improved until no change of one level helps; the same for the same seed.

    `prohibited` lists combinations that must not be shown together, such as {"brand": "own", "price": 9}. With blocks
    each respondent answers one block. Raises Invalid when too few products are allowed.
    """
    names = [*parameters_of(attributes), *([NONE] if has_none else [])]
    _check(attributes, tasks, alternatives, blocks, starts, len(names))
    believed = Priors(_values(names, priors), _values(names, prior_spread), draws, seed)
    space = _Space(attributes, prohibited, alternatives, has_none)
    generator, betas = np.random.default_rng(seed), believed.sample()
    found = [_improve(space, space.random(tasks, generator), betas) for _ in range(starts)]
    error, levels = min(found, key=lambda one: one[0])
    matrix = space.matrix(levels)
    errors = _standard_errors(matrix, believed.mean, respondents / blocks)
    balance = balance_of(attributes, levels)
    return ChoiceDesign(
        attributes=[attribute.name for attribute in attributes],
        parameters=names,
        tasks=[[_product(attributes, row) for row in task] for task in levels],
        blocks=blocks_of(levels, blocks),
        has_none=has_none,
        criterion=believed.criterion,
        d_error=error,
        d_errors_of_starts=[one for one, _ in found],
        respondents=respondents,
        standard_errors=errors,
        balance=balance,
        seed=seed,
        warnings=design_warnings(matrix, believed.mean, balance, [one for one, _ in found], space.allowed_share),
    )


def d_error(tasks: Floats, betas: Floats) -> float:
    """Mean over `betas` (draws, parameters) of det(I)^(-1/K) for `tasks` (tasks, alternatives, parameters).

    Zeros give D0, one row of priors Dp, draws of priors DB. Infinite where the design cannot tell all parameters.
    """
    return float(_errors(information(tasks, np.atleast_2d(betas)).sum(axis=0)[None])[0])


def information(tasks: Floats, betas: Floats) -> Floats:
    """Fisher information of each task at each beta, (tasks, draws, parameters, parameters)."""
    utility = tasks @ betas.T
    utility -= utility.max(axis=1, keepdims=True)
    chance = np.exp(utility)
    chance /= chance.sum(axis=1, keepdims=True)
    weighted = chance.transpose(0, 2, 1)[:, :, None, :] * tasks.transpose(0, 2, 1)[:, None]
    mean = weighted.sum(axis=3)
    found: Floats = weighted @ tasks[:, None] - mean[..., :, None] * mean[..., None, :]
    return found


class _Space:
    """What may be shown: products by the places of their levels."""

    def __init__(
        self,
        attributes: Sequence[Attribute],
        prohibited: Sequence[Mapping[str, str | float]],
        alternatives: int,
        has_none: bool,
    ) -> None:
        self.numbers = [len(attribute.levels) for attribute in attributes]
        self.codes = [attribute.matrix for attribute in attributes]
        self.alternatives, self.has_none = alternatives, has_none
        self.rules = [_rule(attributes, rule) for rule in prohibited]
        sample = self._any(np.random.default_rng(0), 4096)
        self.allowed_share = float(self.allowed(sample).mean())
        # Two equal products in one task tell nothing, so they are avoided wherever there are enough products.
        self.avoids_twins = prod(self.numbers) * self.allowed_share >= alternatives
        if self.allowed_share == 0:
            raise Invalid(field="prohibited", problem="no product is left that may be shown")

    def allowed(self, levels: NDArray[np.intp]) -> NDArray[np.bool_]:
        """(products,) for (products, attributes)."""
        fine = np.ones(len(levels), dtype=bool)
        for rule in self.rules:
            fine &= ~np.logical_and.reduce([levels[:, attribute] == level for attribute, level in rule])
        return fine

    def random(self, tasks: int, generator: np.random.Generator) -> NDArray[np.intp]:
        """(tasks, alternatives, attributes) of allowed products, each level about equally often."""
        number = tasks * self.alternatives
        columns = [generator.permutation(np.resize(np.arange(size), number)) for size in self.numbers]
        levels = np.column_stack(columns).astype(np.intp)
        for _ in range(1000):
            wrong = ~self.allowed(levels)
            if not wrong.any():
                break
            levels[wrong] = self._any(generator, int(wrong.sum()))
        return levels.reshape(tasks, self.alternatives, -1)

    def matrix(self, levels: NDArray[np.intp]) -> Floats:
        """(tasks, alternatives with none, parameters)."""
        coded = np.concatenate([code[levels[..., place]] for place, code in enumerate(self.codes)], axis=-1)
        if not self.has_none:
            return coded
        found = np.zeros((len(coded), coded.shape[1] + 1, coded.shape[2] + 1))
        found[:, :-1, :-1], found[:, -1, -1] = coded, 1.0
        return found

    def neighbours(self, task: NDArray[np.intp], place: int) -> NDArray[np.intp]:
        """Tasks (number, alternatives, attributes) in which one attribute of one product changed, and may."""
        own = task[place]
        changed = []
        for attribute, size in enumerate(self.numbers):
            for level in range(size):
                if level != own[attribute]:
                    product = own.copy()
                    product[attribute] = level
                    changed.append(product)
        products = np.array(changed)
        fine = self.allowed(products) if self.rules else np.ones(len(products), dtype=bool)
        if self.avoids_twins:
            others = np.delete(task, place, axis=0)
            fine &= ~(products[:, None] == others[None]).all(axis=2).any(axis=1)
        found = np.repeat(task[None], int(fine.sum()), axis=0)
        found[:, place] = products[fine]
        return found

    def _any(self, generator: np.random.Generator, number: int) -> NDArray[np.intp]:
        return np.column_stack([generator.integers(0, size, number) for size in self.numbers]).astype(np.intp)


def _improve(space: _Space, levels: NDArray[np.intp], betas: Floats) -> tuple[float, NDArray[np.intp]]:
    each = information(space.matrix(levels), betas)
    total = each.sum(axis=0)
    best = float(_errors(total[None])[0])
    for _ in range(_MOST_PASSES):
        before = best
        for task in range(len(levels)):
            for place in range(space.alternatives):
                options = space.neighbours(levels[task], place)
                if not len(options):
                    continue
                new = information(space.matrix(options), betas)
                errors = _errors(total - each[task] + new)
                chosen = int(errors.argmin())
                if errors[chosen] < best - _LEAST_GAIN or (np.isinf(best) and errors[chosen] < best):
                    best, levels[task] = float(errors[chosen]), options[chosen]
                    total, each[task] = total - each[task] + new[chosen], new[chosen]
        if not best < before - _LEAST_GAIN:
            break
    return best, levels


def _errors(total: Floats) -> Floats:
    """(options,) for (options, draws, parameters, parameters)."""
    signs, logs = np.linalg.slogdet(total)
    size = total.shape[-1]
    # A design that leaves a direction unseen has a determinant of zero, up to rounding.
    scale = np.log(np.maximum(np.einsum("odkk->odk", total).clip(1e-300), 1e-300)).sum(axis=-1)
    seen = (signs > 0) & (logs - scale > -25 - 2 * size)
    found: Floats = np.where(seen, np.exp(-np.where(seen, logs, 0.0) / size), np.inf).mean(axis=1)
    return found


def _standard_errors(matrix: Floats, beta: Floats, respondents: float) -> list[float | None]:
    total = information(matrix, beta[None])[:, 0].sum(axis=0)
    if np.linalg.matrix_rank(total) < len(total):
        return [None] * len(total)
    return [float(one) for one in np.sqrt(np.diag(np.linalg.inv(total)) / respondents)]


def _product(attributes: Sequence[Attribute], row: NDArray[np.intp]) -> list[str | float]:
    return [attribute.levels[level] for attribute, level in zip(attributes, row, strict=True)]


def _values(names: list[str], given: Mapping[str, float] | None) -> Floats:
    unknown = [name for name in given or {} if name not in names]
    if unknown:
        raise Invalid(field="priors", problem=f"{unknown[0]} is no parameter; there is {', '.join(names)}")
    return np.array([float((given or {}).get(name, 0.0)) for name in names])


def _rule(attributes: Sequence[Attribute], rule: Mapping[str, str | float]) -> list[tuple[int, int]]:
    """Places of (attribute, level)."""
    by_name = {attribute.name: place for place, attribute in enumerate(attributes)}
    found = []
    for name, level in rule.items():
        text = level if isinstance(level, str) else f"{level:.15g}"
        if name not in by_name or text not in attributes[by_name[name]].texts:
            raise Invalid(field="prohibited", problem=f"there is no {name} {text}")
        found.append((by_name[name], attributes[by_name[name]].texts.index(text)))
    if not found:
        raise Invalid(field="prohibited", problem="an empty rule would prohibit everything")
    return found


def _check(
    attributes: Sequence[Attribute], tasks: int, alternatives: int, blocks: int, starts: int, parameters: int
) -> None:
    if not attributes or alternatives < 2 or tasks < 1 or starts < 1:
        raise Invalid(field="design", problem="it needs attributes, tasks, two alternatives and a start")
    if not 1 <= blocks <= tasks:
        raise Invalid(field="blocks", problem="each needs at least one task")
    if tasks * alternatives * parameters > 200_000:
        raise Invalid(field="tasks", problem="this design is too large to be optimised; use fewer tasks")


def report(result: ChoiceDesign, language: str = "en") -> MarketReport:
    """In plain words: what the design is, how sharp it will be, what to do."""
    speaker = Speaker(WORDING, language)
    says = speaker.say(
        "says",
        tasks=len(result.tasks),
        alternatives=len(result.tasks[0]) + result.has_none,
        blocks=max(result.blocks) + 1,
        criterion=result.criterion,
        error=f"{result.d_error:.4g}",
    )
    errors = [(error, name) for error, name in zip(result.standard_errors, result.parameters, strict=True) if error]
    if not errors:
        return speaker.report([says], [], [speaker.say("repair")], result.warnings)
    error, name = max(errors)
    sure = speaker.say("sure", respondents=result.respondents, error=figure(error), name=name)
    return speaker.report([says], [sure], [speaker.say("do")], result.warnings)
