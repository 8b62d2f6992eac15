"""How well a model predicts tasks: hits, mean log-likelihood, and the error of shares."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choices import Choices
from feilun.insight.research.results import Estimates

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    hit: float  # Share of tasks whose likeliest alternative was chosen.
    log_likelihood: float  # Mean of a task.
    share_error: float  # Mean absolute difference of predicted and true share of an alternative.


@dataclass(frozen=True)
class Held:
    """Tasks that neither model had seen."""

    model: Figures
    mnl: Figures
    tasks: int

    def as_json(self) -> dict[str, Any]:
        return {"tasks": self.tasks, "hb": asdict(self.model), "mnl": asdict(self.mnl)}


class Prediction:
    """Probabilities averaged over draws: their mean predicts shares, the mean of utilities does not."""

    def __init__(
        self, attributes: Floats, available: NDArray[np.bool_], chosen: NDArray[np.intp], person: NDArray[np.intp]
    ) -> None:
        self.attributes, self.available, self.chosen, self.person = attributes, available, chosen, person
        self._sum: Floats = np.zeros(available.shape)
        self._number = 0

    def add(self, beta: Floats) -> None:
        """(people, names): one draw of everybody."""
        self._sum += self.shares(beta)
        self._number += 1

    def shares(self, beta: Floats) -> Floats:
        """(tasks, alternatives) with (people, names) utilities."""
        return softmax(np.matmul(self.attributes, beta[self.person][:, :, None])[:, :, 0], self.available)

    def hit(self, beta: Floats) -> float:
        return float(np.mean(self.shares(beta).argmax(axis=1) == self.chosen))

    def figures(self, shares: Floats | None = None) -> Figures:
        found = self._sum / self._number if shares is None else shares
        tasks = np.arange(len(found))
        true = np.bincount(self.chosen, minlength=found.shape[1]) / len(found)
        return Figures(
            float(np.mean(found.argmax(axis=1) == self.chosen)),
            float(np.mean(np.log(np.maximum(found[tasks, self.chosen], 1e-300)))),
            float(np.mean(np.abs(found.mean(axis=0) - true))),
        )


def softmax(utility: Floats, available: NDArray[np.bool_]) -> Floats:
    """(tasks, alternatives): shares that sum to 1 over what is available."""
    held = np.where(available, utility, -np.inf)
    odds = np.exp(held - held.max(axis=1, keepdims=True))
    found: Floats = odds / odds.sum(axis=1, keepdims=True)
    return found


def mnl_shares(choices: Choices, rows: NDArray[np.intp], pooled: Estimates) -> Floats:
    return softmax(choices.attributes[rows] @ np.nan_to_num(np.array(pooled.values)), choices.available[rows])
