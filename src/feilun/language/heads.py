"""Linear heads on vectors and on terms: fitted with scikit-learn, asked with plain NumPy."""

from typing import Any

import numpy as np
from scipy import sparse

Numbers = Any
# Of margins of one-against-the-rest; measured on validation sets of two public collections.
_SHARPNESS = 4.0


class Head:
    """Weights by feature and label, so that a question reads only the rows of its own features."""

    def __init__(self, weights: Numbers, offsets: Numbers) -> None:
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.offsets = np.asarray(offsets, dtype=np.float32)

    def probabilities(self, rows: Numbers) -> Numbers:
        return softmax(np.asarray(rows @ self.weights) + self.offsets)


def vector_head(rows: Numbers, labels: Numbers, number: int) -> Head:
    """Multinomial logistic regression."""
    from sklearn.linear_model import LogisticRegression

    if number < 2:
        return Head(np.zeros((rows.shape[1], max(number, 1))), np.zeros(max(number, 1)))
    fitted = LogisticRegression(C=30, max_iter=300).fit(rows, labels)
    return Head(*_both_sides(fitted))


def term_head(rows: Numbers, labels: Numbers, number: int) -> Head:
    """Linear support vectors, one label against the rest; margins made sharper before they become probabilities."""
    from sklearn.svm import LinearSVC

    if number < 2:
        return Head(np.zeros((rows.shape[1], max(number, 1))), np.zeros(max(number, 1)))
    fitted = LinearSVC(C=1, random_state=0).fit(sparse.csr_matrix(rows, dtype=np.float64), labels)
    weights, offsets = _both_sides(fitted)
    return Head(weights * _SHARPNESS, offsets * _SHARPNESS)


def _both_sides(fitted: Any) -> tuple[Numbers, Numbers]:
    """Of two labels scikit-learn keeps one margin only."""
    weights, offsets = fitted.coef_.T, fitted.intercept_
    if weights.shape[1] > 1:
        return weights, offsets
    half = 0.5 if type(fitted).__name__ == "LogisticRegression" else 1.0
    return np.hstack([-weights, weights]) * half, np.concatenate([-offsets, offsets]) * half


def softmax(values: Numbers) -> Numbers:
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
