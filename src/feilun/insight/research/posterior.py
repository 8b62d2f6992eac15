"""What hierarchical Bayes answers: the population, every person, and how far both are to be trusted."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.prediction import Held
from feilun.insight.research.results import Estimates, Warned, number

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Posterior:
    """Draws after burn-in. Utilities of everybody are kept as float32, now and then, for shares and price intervals."""

    names: tuple[str, ...]
    people: tuple[str, ...]
    mean_draws: Floats  # (draws, names): μ
    covariance_draws: Floats  # (kept, names, names): Σ
    draws: NDArray[np.float32]  # (kept, people, names): β
    individual: Floats  # (people, names): mean of each person's draws
    rhat: Floats  # (names,)
    effective: Floats  # (names,)
    log_likelihood: float  # Mean over draws, everybody at her own β.
    pooled: Estimates  # The multinomial logit beside it.
    held: Held | None
    tasks: int
    warnings: tuple[Warned, ...] = ()
    cpu_seconds: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def mean(self) -> Floats:
        found: Floats = self.mean_draws.mean(axis=0)
        return found

    @property
    def population_sd(self) -> Floats:
        """(names,): root of the mean diagonal of Σ."""
        found: Floats = np.sqrt(np.diagonal(self.covariance_draws, axis1=1, axis2=2).mean(axis=0))
        return found

    def rows(self) -> list[dict[str, Any]]:
        low, high = np.quantile(self.mean_draws, (0.025, 0.975), axis=0)
        errors = self.mean_draws.std(axis=0, ddof=1)
        return [
            {
                "name": name,
                "estimate": number(self.mean[place]),
                "standard_error": number(errors[place]),
                "low": number(low[place]),
                "high": number(high[place]),
                "population_sd": number(self.population_sd[place]),
                "mnl": number(self.pooled.values[place]),
                "rhat": number(self.rhat[place]),
                "effective_draws": number(self.effective[place]),
            }
            for place, name in enumerate(self.names)
        ]

    def as_json(self, with_people: bool = False) -> dict[str, Any]:
        found = {
            "model": "hb",
            "log_likelihood": number(self.log_likelihood),
            "mnl_log_likelihood": number(self.pooled.log_likelihood),
            "null_log_likelihood": number(self.pooled.null_log_likelihood),
            "tasks": self.tasks,
            "people": len(self.people),
            "iterations": self.facts["draws"],
            "cpu_seconds": number(self.cpu_seconds),
            **self.facts,
            "held_out": self.held.as_json() if self.held else None,
            "estimates": self.rows(),
        }
        if with_people:
            found["individuals"] = {
                person: [round(float(one), 6) for one in row]
                for person, row in zip(self.people, self.individual, strict=True)
            }
        return found
