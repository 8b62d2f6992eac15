"""A typing tool: the few questions that tell which segment a new person belongs to, and how often that is right."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_FOLDS = 5


@dataclass(frozen=True)
class TypingTool:
    """Highest score wins: score of a segment = constant + Σ weight · answer, as in a spreadsheet."""

    columns: tuple[str, ...]
    constants: Floats  # (segments,)
    weights: Floats  # (segments, columns)
    accuracy: float  # Of people the weights have not seen.
    base: float  # By always naming the largest segment.
    path: tuple[float, ...]  # Accuracy with one question, two, three …

    def segment_of(self, answers: Floats) -> NDArray[np.intp]:
        """(people,): places of segments, from (people, columns)."""
        found: NDArray[np.intp] = (self.constants + answers @ self.weights.T).argmax(axis=1)
        return found

    def as_json(self, segments: list[str]) -> dict[str, Any]:
        return {
            "columns": list(self.columns),
            "accuracy": self.accuracy,
            "base_rate": self.base,
            "accuracy_by_questions": list(self.path),
            "scores": [
                {
                    "segment": name,
                    "constant": float(self.constants[place]),
                    **dict(zip(self.columns, self.weights[place].tolist(), strict=True)),
                }
                for place, name in enumerate(segments)
            ],
        }


def typing_tool(
    values: Floats, columns: tuple[str, ...], labels: NDArray[np.intp], questions: int, seed: int
) -> TypingTool:
    """Fisher's linear discriminant; questions are added one by one, each the one that helps most on people held out.

    values (people, columns), labels (people,) from 0. Accuracy is of five folds; since the same folds chose the
    questions, it is a little flattering. Raises Invalid when a segment has fewer people than folds.
    """
    if np.bincount(labels).min() < _FOLDS:
        raise Invalid(field="questions", problem=f"a segment has fewer than {_FOLDS} people, too few for a typing tool")
    chosen: list[int] = []
    path: list[float] = []
    while len(chosen) < min(questions, len(columns)):
        left = [one for one in range(len(columns)) if one not in chosen]
        right = [_accuracy(values[:, [*chosen, one]], labels, seed) for one in left]
        chosen.append(left[int(np.argmax(right))])
        path.append(max(right))
    constants, weights = _discriminant(values[:, chosen], labels)
    base = float(np.bincount(labels).max() / len(labels))
    return TypingTool(tuple(columns[one] for one in chosen), constants, weights, path[-1], base, tuple(path))


def _accuracy(values: Floats, labels: NDArray[np.intp], seed: int) -> float:
    fold, right = _folds(labels, seed), 0
    for one in range(_FOLDS):
        constants, weights = _discriminant(values[fold != one], labels[fold != one])
        right += int(((constants + values[fold == one] @ weights.T).argmax(axis=1) == labels[fold == one]).sum())
    return right / len(labels)


def _folds(labels: NDArray[np.intp], seed: int) -> NDArray[np.intp]:
    """(people,): every segment spread evenly over the folds."""
    fold = np.empty(len(labels), np.intp)
    chance = np.random.default_rng(seed)
    for segment in np.unique(labels):
        rows = np.flatnonzero(labels == segment)
        fold[chance.permutation(rows)] = np.arange(len(rows)) % _FOLDS
    return fold


def _discriminant(values: Floats, labels: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Constants and weights of the linear classification functions, with the segments' sizes as prior chances."""
    counts = np.bincount(labels)
    means = np.stack([values[labels == segment].mean(axis=0) for segment in range(len(counts))])
    away = values - means[labels]
    pooled = away.T @ away / max(len(values) - len(counts), 1)
    weights = means @ np.linalg.pinv(pooled, hermitian=True)
    return np.log(counts / len(labels)) - (weights * means).sum(axis=1) / 2, weights
