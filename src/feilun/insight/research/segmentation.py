"""Groups of people with like answers or like utilities, and whether other samples would show the same groups."""

import warnings
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.results import Warned, Watch
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
METHODS = ("kmeans", "mixture")
_MOST_ITERATIONS = 1000
_STARTS_IN_BOOTSTRAPS = 3
# Hennig 2007: below .6 a group is hardly there, from .75 on it is.
_DISSOLVED = 0.6
_NEARLY_EMPTY = 0.05
# Kaufman and Rousseeuw 1990: below .25 there is no substantial structure.
_NO_STRUCTURE = 0.25
# Silhouettes compare everybody with everybody; beyond this many a sample tells as much.
_MOST_COMPARED = 5000


@dataclass(frozen=True)
class Segmentation:
    """Segments from the largest to the smallest; arrays are (segments,), (people,) or as said."""

    method: str
    columns: tuple[str, ...]
    shares: Floats
    counts: Places
    labels: Places  # (people,)
    membership: Floats  # (people, segments): 0 and 1 of k-means, chances of a mixture.
    means: Floats  # (segments, columns), in units of the table.
    explained: Floats  # (columns,): part of a column's variance that lies between segments.
    silhouette: float  # −1 to 1; nan with one segment.
    stability: Floats  # Mean Jaccard index over bootstraps; nan without bootstraps.
    bic: float  # Of a mixture; nan of k-means.
    inertia: float  # Weighted squared distance to the means, scaled as they were searched.
    seed: int
    bootstraps: int
    warnings: tuple[Warned, ...]

    def summary(self) -> dict[str, Any]:
        """A row of the table that compares numbers of segments."""
        return {
            "segments": len(self.shares),
            "silhouette": _plain(self.silhouette),
            "least_stability": _plain(float(self.stability.min())),
            "smallest_share": float(self.shares.min()),
            "inertia": self.inertia,
            "bic": _plain(self.bic),
        }


def segmentation(
    values: Floats,
    columns: tuple[str, ...],
    segments: int,
    *,
    method: str = "kmeans",
    weights: Floats | None = None,
    standardise: bool = True,
    starts: int = 20,
    bootstraps: int = 50,
    seed: int = 1,
    watch: Watch | None = None,
) -> Segmentation:
    """values (people, columns); the best of `starts`. Raises Invalid, and Cancelled."""
    heavy, watch = np.ones(len(values)) if weights is None else weights, watch or Watch()
    _check(values, columns, segments, method, weights)
    scaled = (values - values.mean(axis=0)) / values.std(axis=0) if standardise else values
    with _one_thread():
        found = _searched(scaled, heavy, segments, method, starts, seed)
        order = np.argsort(-np.bincount(found.labels, heavy, minlength=segments), kind="stable")
        labels = np.argsort(order)[found.labels]
        stability = _stability(scaled, heavy, labels, (segments, method, seed), bootstraps, watch)
        silhouette = _silhouette(scaled, labels, seed)
    watch.tell(1.0)
    shares = np.bincount(labels, heavy, minlength=segments) / heavy.sum()
    return Segmentation(
        method,
        columns,
        shares,
        np.bincount(labels, minlength=segments),
        labels,
        found.membership[:, order],
        _means(values, heavy, labels, segments),
        _explained(values, heavy, labels, segments),
        silhouette,
        stability,
        found.bic,
        _inertia(scaled, heavy, labels, segments),
        seed,
        bootstraps,
        tuple(_warnings(shares, stability, silhouette, found.converged)),
    )


def _one_thread() -> AbstractContextManager[Any]:
    """The tables are small, and threads that wait for each other took thirty times as long on a busy machine."""
    # The limit holds only for libraries that are loaded already.
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[Any] = threadpool_limits(1)
    return limits


def _check(values: Floats, columns: tuple[str, ...], segments: int, method: str, weights: Floats | None) -> None:
    if method not in METHODS:
        raise Invalid(field="method", problem=f"must be one of {', '.join(METHODS)}, not {method}")
    if not np.isfinite(values).all():
        raise Invalid(field="columns", problem="a number is missing or infinite")
    still = [name for name, column in zip(columns, values.T, strict=True) if np.ptp(column) == 0]
    if still:
        raise Invalid(field="columns", problem=f"{', '.join(still)} is the same for everybody; leave it out")
    different = len(np.unique(values, axis=0))
    if not 1 <= segments <= different:
        raise Invalid(field="segments", problem=f"{segments} segments of {different} different people cannot be told")
    if weights is not None and method == "mixture":
        raise Invalid(field="weights", problem="a mixture counts everybody the same; use kmeans, or leave them out")


@dataclass(frozen=True)
class _Found:
    labels: Places
    membership: Floats
    bic: float
    converged: bool
    model: Any


def _searched(scaled: Floats, heavy: Floats, segments: int, method: str, starts: int, seed: int) -> _Found:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    # We tell in words of our own whether it converged.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        if method == "kmeans":
            means = KMeans(segments, n_init=starts, max_iter=_MOST_ITERATIONS, tol=0.0, random_state=seed)
            labels = means.fit(scaled, sample_weight=heavy).labels_.astype(np.intp)
            return _Found(labels, np.eye(segments)[labels], float("nan"), means.n_iter_ < _MOST_ITERATIONS, means)
        mixture = GaussianMixture(segments, n_init=starts, max_iter=_MOST_ITERATIONS, random_state=seed)
        mixture.fit(scaled)
    chances = mixture.predict_proba(scaled)
    return _Found(chances.argmax(axis=1), chances, float(mixture.bic(scaled)), bool(mixture.converged_), mixture)


def _stability(
    scaled: Floats, heavy: Floats, labels: Places, how: tuple[int, str, int], bootstraps: int, watch: Watch
) -> Floats:
    segments, method, seed = how
    if not bootstraps or segments < 2:
        return np.full(segments, np.nan)
    chance, overlaps = np.random.default_rng((seed, segments)), []
    for done in range(bootstraps):
        watch.tell(done / bootstraps)
        rows = chance.integers(len(scaled), size=len(scaled))
        overlaps.append(_overlaps(scaled, heavy, labels, rows, (segments, method, seed + done + 1)))
    found: Floats = np.mean(overlaps, axis=0)
    return found


def _overlaps(scaled: Floats, heavy: Floats, labels: Places, rows: Places, how: tuple[int, str, int]) -> Floats:
    """(segments,): Jaccard index of each segment and the likest one found among resampled people (Hennig 2007)."""
    segments, method, seed = how
    again = _searched(scaled[rows], heavy[rows], segments, method, _STARTS_IN_BOOTSTRAPS, seed).labels
    both = np.zeros((segments, segments))
    np.add.at(both, (labels[rows], again), 1.0)
    either = both.sum(axis=1)[:, None] + both.sum(axis=0)[None, :] - both
    found: Floats = (both / np.maximum(either, 1.0)).max(axis=1)
    return found


def _silhouette(scaled: Floats, labels: Places, seed: int) -> float:
    from sklearn.metrics import silhouette_score

    rows = np.arange(len(labels))
    if len(rows) > _MOST_COMPARED:
        rows = np.random.default_rng(seed).choice(len(rows), _MOST_COMPARED, replace=False)
    different = len(np.unique(labels[rows]))
    if not 1 < different < len(rows):
        return float("nan")
    return float(silhouette_score(scaled[rows], labels[rows]))


def _means(values: Floats, heavy: Floats, labels: Places, segments: int) -> Floats:
    totals = np.zeros((segments, values.shape[1]))
    np.add.at(totals, labels, values * heavy[:, None])
    found: Floats = totals / np.maximum(np.bincount(labels, heavy, minlength=segments), 1e-300)[:, None]
    return found


def _explained(values: Floats, heavy: Floats, labels: Places, segments: int) -> Floats:
    middle = np.average(values, axis=0, weights=heavy)
    within = heavy @ (values - _means(values, heavy, labels, segments)[labels]) ** 2
    found: Floats = 1 - within / (heavy @ (values - middle) ** 2)
    return found


def _inertia(scaled: Floats, heavy: Floats, labels: Places, segments: int) -> float:
    return float((heavy @ (scaled - _means(scaled, heavy, labels, segments)[labels]) ** 2).sum())


def _warnings(shares: Floats, stability: Floats, silhouette: float, converged: bool) -> list[Warned]:
    small = tuple(f"segment{place + 1}" for place in np.flatnonzero(shares < _NEARLY_EMPTY))
    loose = tuple(f"segment{place + 1}" for place in np.flatnonzero(stability < _DISSOLVED))
    return [
        *([] if converged else [Warned("not_converged", (), {"iterations": _MOST_ITERATIONS})]),
        *([Warned("class_small", small, {"share": float(shares.min())})] if small else []),
        *([Warned("segment_unstable", loose, {"least": float(np.nanmin(stability))})] if loose else []),
        *([Warned("no_structure", (), {"silhouette": silhouette})] if silhouette < _NO_STRUCTURE else []),
    ]


def _plain(value: float) -> float | None:
    return value if np.isfinite(value) else None
