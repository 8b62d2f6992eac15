"""What every choice model answers: estimates with their errors, how well they fit, and warnings in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.kernel.errors import Error

Floats = NDArray[np.float64]


class Cancelled(Error):
    """The estimation was cancelled."""

    status = 409


@dataclass(frozen=True)
class Watch:
    """What a job hears: the share done, from 0 to 1, and whether it was told to stop."""

    progress: Callable[[float], None] = lambda share: None
    is_cancelled: Callable[[], bool] = lambda: False

    def tell(self, share: float) -> None:
        """Raises Cancelled."""
        if self.is_cancelled():
            raise Cancelled
        self.progress(min(1.0, share))


@dataclass(frozen=True)
class Warned:
    """A code for programs, what it concerns, and figures for the sentence; `words.py` has the sentences."""

    code: str
    about: tuple[str, ...] = ()
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Estimates:
    """Parameters of one model. nan stands for what the data cannot say; arrays have one entry per name."""

    model: str
    names: tuple[str, ...]
    values: Floats
    standard_errors: Floats
    robust_errors: Floats  # Sandwich; tasks of a person count as one.
    covariance: Floats  # (names, names)
    log_likelihood: float
    null_log_likelihood: float  # All available alternatives alike.
    iterations: int
    gradient_norm: float  # Largest slope, per unit of each parameter's spread in the table.
    converged: bool
    tasks: int
    people: int
    warnings: tuple[Warned, ...] = ()
    cpu_seconds: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)  # How it was estimated: draws, seed, starts …
    robust_covariance: Floats | None = None  # (names, names): what robust_errors are the roots of.

    def __getitem__(self, name: str) -> float:
        return float(self.values[self.names.index(name)])

    @property
    def rho_squared(self) -> float:
        """McFadden's 1 − LL/LL₀."""
        return 1 - self.log_likelihood / self.null_log_likelihood if self.null_log_likelihood else 0.0

    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "estimate": number(value),
                "standard_error": number(error),
                "robust_standard_error": number(robust),
                "z": number(value / error) if error > 0 else None,
            }
            for name, value, error, robust in zip(
                self.names, self.values, self.standard_errors, self.robust_errors, strict=True
            )
        ]

    def as_json(self) -> dict[str, Any]:
        """All but warnings and report, which need a language."""
        free = len(self.names)
        return {
            "model": self.model,
            "log_likelihood": number(self.log_likelihood),
            "null_log_likelihood": number(self.null_log_likelihood),
            "rho_squared": number(self.rho_squared),
            "aic": number(2 * free - 2 * self.log_likelihood),
            "bic": number(free * np.log(max(self.tasks, 1)) - 2 * self.log_likelihood),
            "parameters": free,
            "tasks": self.tasks,
            "people": self.people,
            "iterations": self.iterations,
            "gradient_norm": number(self.gradient_norm),
            "converged": self.converged,
            "cpu_seconds": number(self.cpu_seconds),
            **self.facts,
            "estimates": self.rows(),
        }


def number(value: float) -> float | None:
    """JSON knows neither nan nor infinity."""
    return float(value) if np.isfinite(value) else None


def numbers(values: Sequence[float] | Floats) -> list[float | None]:
    return [number(float(one)) for one in values]
