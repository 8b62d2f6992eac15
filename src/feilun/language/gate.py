"""From evidence to a score: how likely the first guess is right, questions without an answer counted in."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

Numbers = Any
# How strongly a gate keeps to the usual one: a workspace with few phrasings has too few to learn its own.
_LOYALTY = 4.0
_ROUNDS = 25


@dataclass(frozen=True)
class Gate:
    """A logistic curve over the evidence. The last weight is the constant."""

    means: Numbers
    spreads: Numbers
    weights: Numbers

    def scores(self, features: Numbers) -> Numbers:
        return expit(self._scaled(features) @ self.weights)

    def learn(self, features: Numbers, is_right: Numbers, shares: Numbers) -> "Gate":
        """Newton's method, drawn towards the weights it starts from."""
        rows, right = self._scaled(features), np.asarray(is_right, dtype=float)
        weights = self.weights.copy()
        loyal = np.full(len(weights), _LOYALTY)
        loyal[-1] = 0.1
        for _ in range(_ROUNDS):
            said = expit(rows @ weights)
            slope = rows.T @ (shares * (said - right)) + loyal * (weights - self.weights)
            bend = (rows * (shares * said * (1 - said))[:, None]).T @ rows + np.diag(loyal)
            change = np.linalg.solve(bend, slope)
            weights = weights - np.clip(change, -2, 2)
            if float(np.abs(change).max()) < 1e-6:
                break
        return Gate(self.means, self.spreads, weights)

    def _scaled(self, features: Numbers) -> Numbers:
        scaled = np.clip((features - self.means) / self.spreads, -4, 4)
        return np.column_stack([scaled, np.ones(len(scaled))])
