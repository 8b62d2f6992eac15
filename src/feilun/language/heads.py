"""Linear heads on vectors and on terms: fitted with scikit-learn, asked with plain NumPy and SciPy.

Each kind has a bound: with many labels the exact one would take hours and gigabytes, and a closed form takes its place.
"""

import warnings
from typing import Any

import numpy as np
from scipy import sparse

Numbers = Any
# Rows times labels up to which the iterative fits take seconds.
_LOGISTIC_CELLS = 2_000_000
_MARGIN_CELLS = 1_000_000
_MOST_WEIGHTS = 12_000_000
_MOST_LOGISTIC_LABELS = 400
# Terms kept of each label's mean, when there are too many labels for margins.
_CENTRE_TERMS = 300
# How sharp margins, centres and discriminants are before they become probabilities; from validation sets.
_MARGIN_SHARPNESS = 4.0
_CENTRE_SHARPNESS = 12.0
_DISCRIMINANT_SHARPNESS = 0.25


class Head:
    """Weights by feature and label, so that a question reads only the rows of its own features."""

    def __init__(self, weights: Numbers, offsets: Numbers) -> None:
        self.weights = weights
        self.offsets = np.asarray(offsets, dtype=np.float32)

    def probabilities(self, rows: Numbers) -> Numbers:
        found = rows @ self.weights
        return softmax((found.toarray() if sparse.issparse(found) else np.asarray(found)) + self.offsets)


def softmax(values: Numbers) -> Numbers:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def vector_head(rows: Numbers, labels: Numbers, number: int) -> Head:
    """Multinomial logistic regression; a linear discriminant when there are many labels."""
    if number < 2:
        return _only_one(rows.shape[1])
    if number > _MOST_LOGISTIC_LABELS:
        return _discriminant(rows, labels, number)
    from sklearn.linear_model import LogisticRegression

    kept = _spread(labels, max(_LOGISTIC_CELLS // number, number))
    fitted = _fitted(LogisticRegression(C=30, max_iter=200), rows[kept], labels[kept])
    return Head(*_both_sides(fitted, 0.5))


def term_head(rows: Numbers, labels: Numbers, number: int) -> Head:
    """Linear support vectors, one label against the rest; means of the labels when there are many."""
    if number < 2:
        return _only_one(rows.shape[1])
    if number * rows.shape[1] > _MOST_WEIGHTS:
        return _centres(rows, labels, number)
    from sklearn.svm import LinearSVC

    kept = _spread(labels, max(_MARGIN_CELLS // number, number))
    fitted = _fitted(LinearSVC(C=1, random_state=0, tol=1e-2), rows[kept].astype(np.float64), labels[kept])
    weights, offsets = _both_sides(fitted, 1.0)
    return Head(weights * np.float32(_MARGIN_SHARPNESS), offsets * _MARGIN_SHARPNESS)


def _fitted(learner: Any, rows: Numbers, labels: Numbers) -> Any:
    with warnings.catch_warnings():
        # One phrasing per answer is how an imported list of questions looks, not a mistake.
        warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
        return learner.fit(rows, labels)


def _only_one(features: int) -> Head:
    return Head(np.zeros((features, 1), dtype=np.float32), np.zeros(1))


def _spread(labels: Numbers, most: int) -> Numbers:
    """Places of at most so many rows, the same number of each label as far as it has them."""
    rank = np.zeros(len(labels), dtype=int)
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    rank[order] = np.arange(len(labels)) - np.repeat(starts, np.diff(np.append(starts, len(labels))))
    return np.sort(np.argsort(rank, kind="stable")[:most])


def _both_sides(fitted: Any, half: float) -> tuple[Numbers, Numbers]:
    """Rounded as they are stored. Of two labels scikit-learn keeps one margin only."""
    weights, offsets = fitted.coef_.T, fitted.intercept_
    if weights.shape[1] == 1:
        weights = np.hstack([-weights, weights]) * half
        offsets = np.concatenate([-offsets, offsets]) * half
    return np.ascontiguousarray(weights, dtype=np.float32), offsets


def _discriminant(rows: Numbers, labels: Numbers, number: int) -> Head:
    """Labels as clouds of one common shape: one system of equations, whatever the number of labels."""
    counts = np.bincount(labels, minlength=number).astype(np.float32)
    chosen = sparse.csr_matrix((np.ones(len(labels), dtype=np.float32), (labels, np.arange(len(labels)))))
    means = (chosen @ rows) / np.maximum(counts, 1)[:, None]
    spread = rows - means[labels]
    shape = spread.T @ spread / len(rows) + 0.02 * np.eye(rows.shape[1], dtype=np.float32) / rows.shape[1]
    weights = np.linalg.solve(shape, means.T).astype(np.float32)
    offsets = -0.5 * (means.T * weights).sum(axis=0)
    sharp = np.float32(_DISCRIMINANT_SHARPNESS)
    return Head(np.ascontiguousarray(weights * sharp), offsets * sharp)


def _centres(rows: Numbers, labels: Numbers, number: int) -> Head:
    """The mean of each label's rows, of which only the heaviest terms are kept."""
    chosen = sparse.csr_matrix((np.ones(len(labels), dtype=np.float32), (labels, np.arange(len(labels)))))
    sums = (chosen @ rows).tocsr()
    kept = []
    for label in range(number):
        values = sums.data[sums.indptr[label] : sums.indptr[label + 1]]
        heaviest = np.argsort(-values, kind="stable")[:_CENTRE_TERMS]
        length = float(np.sqrt((values[heaviest] ** 2).sum())) or 1.0
        places = sums.indices[sums.indptr[label] : sums.indptr[label + 1]][heaviest]
        kept.append((places, values[heaviest] * (_CENTRE_SHARPNESS / length / np.sqrt(2))))
    ends = np.cumsum([0] + [len(places) for places, _ in kept])
    data = np.concatenate([values for _, values in kept]).astype(np.float32)
    indices = np.concatenate([places for places, _ in kept])
    weights = sparse.csr_matrix((data, indices, ends), shape=(number, rows.shape[1])).T.tocsr()
    weights.sort_indices()
    return Head(weights, np.zeros(number))
