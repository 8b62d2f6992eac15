"""A linear model of texts and labels: hashed TF-IDF, linear support vectors, calibrated by texts it was not fitted on.

Pieces of one to three characters with LinearSVC at C = 0.5 are a hard baseline for reviews in Chinese (docs/text.md has
the figures). Which pieces, and whether words help, is chosen by cross-validation inside the training texts alone.
"""

import io
import time
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from feilun.kernel.errors import Invalid
from feilun.language.heads import softmax
from feilun.language.text_grams import Grams, rows_of

Numbers = Any
_MARGIN_COST = 0.5
# Texts looked at to choose the pieces, and to calibrate: more change nothing but the time.
_MOST_TO_CHOOSE = 8_000
_MOST_TO_CALIBRATE = 20_000
# Words are kept only where they are surely worth their time.
_WORTH = 0.003
_ROWS_AT_ONCE = 4_000
# Counted pieces of all texts together that a fit holds (some 60 bytes each, in liblinear and before it), and how many texts
# tell how many pieces there will be.
_MOST_CELLS, _SAMPLED = 12_000_000, 500
_FORMAT = 1
# Share of the texts that probabilities are calibrated on; with too few of them the sharpness of most models is taken.
_LEFT_OUT, _LEAST_TO_CALIBRATE, _USUAL_SHARPNESS = 0.25, 15, 2.0


class TextModel:
    """`labels` are sorted; `probabilities` has a column for each. CPU bound, so callers use a thread."""

    def __init__(self, labels: Sequence[str], grams: Grams, kept: Numbers, rarity: Numbers, weights: Numbers,
                 offsets: Numbers, sharpness: float) -> None:  # fmt: skip
        self.labels, self.grams = tuple(labels), grams
        # Columns that carry weight (kept,), how rare they are (kept,), weights (kept, labels), offsets (labels,).
        self.kept, self.rarity, self.weights, self.offsets = kept, rarity, weights, offsets
        self.sharpness = sharpness

    @classmethod
    def fit(cls, texts: Sequence[str], labels: Sequence[str], language: str = "zh", grams: Grams | None = None,
            figures: dict[str, Any] | None = None) -> "TextModel":  # fmt: skip
        """Raises Invalid with fewer than two labels. `figures`, when given, is filled with what was chosen and took."""
        started = time.process_time()
        names = sorted(set(labels))
        if len(names) < 2:
            raise Invalid(field="labels", problem="there must be at least two different ones")
        number_of = {name: place for place, name in enumerate(names)}
        wanted = np.array([number_of[one] for one in labels])
        scores = {} if grams else _scores(texts, wanted, language)
        grams = grams or _chosen(scores)
        part = _bounded(texts, grams)
        wanted = wanted[part]
        rows, kept, rarity = _learnt(rows_of((texts[place] for place in part), grams))
        sharpness = _sharpness(rows, wanted, len(names))
        weights, offsets = _margins(rows, wanted, len(names))
        if figures is not None:
            figures.update(
                chosen=msgspec.to_builtins(grams),
                fitted_on=len(part),
                compared={_said(one): round(score, 4) for one, score in scores.items()},
                fit_cpu_seconds=round(time.process_time() - started, 2),
            )
        return cls(names, grams, kept, rarity, weights, offsets, sharpness)

    def probabilities(self, texts: Sequence[str]) -> Numbers:
        """(texts, labels); the rows sum to 1."""
        parts = [
            self._probabilities(texts[first : first + _ROWS_AT_ONCE]) for first in range(0, len(texts), _ROWS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.labels)))

    def _probabilities(self, texts: Sequence[str]) -> Numbers:
        rows = _weighed(rows_of(texts, self.grams), self.kept, self.rarity)
        return softmax(np.asarray(rows @ self.weights + self.offsets) * self.sharpness)

    def lightened(self, least: float) -> "TextModel":
        """Without the columns that say next to nothing."""
        heavy = np.abs(self.weights).max(axis=1) >= least
        return TextModel(
            self.labels,
            self.grams,
            self.kept[heavy],
            self.rarity[heavy],
            self.weights[heavy],
            self.offsets,
            self.sharpness,
        )

    def to_bytes(self) -> bytes:
        stored = io.BytesIO()
        np.savez(
            stored, format=np.array(_FORMAT), labels=np.array(self.labels), grams=np.array(msgspec.json.encode(self.grams)),
            kept=self.kept.astype(np.int32), rarity=self.rarity.astype(np.float16),
            weights=self.weights.astype(np.float16), offsets=self.offsets, sharpness=np.array(self.sharpness),
        )  # fmt: skip
        return zlib.compress(stored.getvalue(), 6)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "TextModel":
        """Raises Invalid on what `to_bytes` did not make."""
        try:
            with np.load(io.BytesIO(zlib.decompress(stored)), allow_pickle=False) as found:
                grams = msgspec.json.decode(bytes(found["grams"]), type=Grams)
                rarity, weights = found["rarity"].astype(np.float32), found["weights"].astype(np.float32)
                labels = [str(one) for one in found["labels"]]
                return cls(labels, grams, found["kept"], rarity, weights, found["offsets"], float(found["sharpness"]))
        except (ValueError, KeyError, IndexError, OSError, EOFError, zlib.error, msgspec.DecodeError) as error:
            raise Invalid(field="model", problem="it cannot be read; train it again") from error


def _said(grams: Grams) -> str:
    return f"characters {grams.shortest}-{grams.longest}" + (" and words" if grams.words else "")


def candidates(language: str) -> tuple[Grams, ...]:
    """Simplest first: the first wins unless another is surely better."""
    if language == "zh":
        return Grams(1, 3), Grams(1, 3, words=True)
    return Grams(1, 3, False, "en"), Grams(2, 5, False, "en"), Grams(2, 5, True, "en")


def _scores(texts: Sequence[str], wanted: Numbers, language: str) -> dict[Grams, float]:
    """By kind of pieces the accuracy on the halves of a part of the training texts that it was not fitted on."""
    from sklearn.model_selection import StratifiedKFold

    part = _part(wanted, _MOST_TO_CHOOSE)
    counts = np.bincount(wanted[part])
    if counts[counts > 0].min() < 2:
        return {candidates(language)[0]: 0.0}
    folds = list(StratifiedKFold(2, shuffle=True, random_state=0).split(part, wanted[part]))
    found: dict[Grams, float] = {}
    for grams in candidates(language):
        rows, _, _ = _learnt(rows_of((texts[place] for place in part), grams))
        hits = []
        for inside, outside in folds:
            weights, offsets = _margins(rows[inside], wanted[part][inside], int(wanted.max()) + 1)
            hits.append(np.asarray(rows[outside] @ weights + offsets).argmax(axis=1) == wanted[part][outside])
        found[grams] = float(np.concatenate(hits).mean())
    return found


def _chosen(scores: dict[Grams, float]) -> Grams:
    chosen = next(iter(scores))
    for grams, score in scores.items():
        if score > scores[chosen] + _WORTH:
            chosen = grams
    return chosen


def _bounded(texts: Sequence[str], grams: Grams) -> Numbers:
    """Places of the texts that the fit has memory for: all, unless they are very many or very long."""
    part = _part(np.zeros(len(texts)), _SAMPLED)
    each = rows_of((texts[place] for place in part), grams).nnz / max(len(part), 1)
    return _part(np.zeros(len(texts)), max(int(_MOST_CELLS / max(each, 1)), _SAMPLED))


def _part(wanted: Numbers, most: int) -> Numbers:
    """Places of at most so many texts, the same every time."""
    if len(wanted) <= most:
        return np.arange(len(wanted))
    return np.sort(np.random.default_rng(0).permutation(len(wanted))[:most])


def _learnt(counts: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Weighed rows, the columns that at least two texts have, and how rare those are."""
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = np.flatnonzero(seen >= min(2, counts.shape[0] // 20 + 1))
    rarity = (np.log((1 + counts.shape[0]) / (1 + seen[kept])) + 1).astype(np.float32)
    return _weighed(counts, kept, rarity), kept, rarity


def _weighed(counts: Numbers, kept: Numbers, rarity: Numbers) -> Numbers:
    """(texts, kept): what is rare weighs more, and every text has length 1."""
    from scipy import sparse

    place_of = np.full(counts.shape[1], -1, dtype=np.int32)
    place_of[kept] = np.arange(len(kept), dtype=np.int32)
    columns = place_of[counts.indices]
    inside = columns >= 0
    row_of = np.repeat(np.arange(counts.shape[0], dtype=np.int32), np.diff(counts.indptr))[inside]
    columns = columns[inside]
    # Doubles, because liblinear would make a copy of anything else.
    values = counts.data[inside].astype(np.float64)
    values *= rarity[columns]
    lengths = np.sqrt(np.maximum(np.bincount(row_of, values * values, counts.shape[0]), 1e-12))
    ends = np.concatenate([[0], np.cumsum(np.bincount(row_of, minlength=counts.shape[0]))])
    values /= lengths[row_of]
    return sparse.csr_matrix((values, columns, ends.astype(np.int32)), shape=(counts.shape[0], len(kept)))


def _margins(rows: Numbers, wanted: Numbers, number: int) -> tuple[Numbers, Numbers]:
    """Weights (width, labels) and offsets; a label without a text is never chosen."""
    from sklearn.svm import LinearSVC

    present = np.unique(wanted)
    weights = np.zeros((rows.shape[1], number), dtype=np.float32)
    offsets = np.full(number, -2.0, dtype=np.float32)
    if len(present) < 2:
        offsets[present] = 2.0
        return weights, offsets
    fitted = LinearSVC(C=_MARGIN_COST, random_state=0, tol=1e-3, max_iter=3000).fit(rows, wanted)
    if len(present) == 2:
        weights[:, present] = np.stack([-fitted.coef_[0], fitted.coef_[0]], axis=1)
        offsets[present] = [-fitted.intercept_[0], fitted.intercept_[0]]
    else:
        weights[:, present] = fitted.coef_.T
        offsets[present] = fitted.intercept_
    return weights, offsets


def _sharpness(rows: Numbers, wanted: Numbers, number: int) -> float:
    """What makes margins into honest probabilities, from texts left out of the fit.

    Temperature scaling (Guo, Pleiss, Sun, Weinberger 2017): which label wins stays as the margins say.
    """
    from scipy.optimize import minimize_scalar

    part = _part(wanted, _MOST_TO_CALIBRATE)
    outside = np.random.default_rng(2).random(len(part)) < _LEFT_OUT
    inside = part[~outside]
    if outside.sum() < _LEAST_TO_CALIBRATE or len(np.unique(wanted[inside])) < 2:
        return _USUAL_SHARPNESS
    weights, offsets = _margins(rows[inside], wanted[inside], number)
    margins = np.asarray(rows[part[outside]] @ weights + offsets, dtype=np.float64)
    truth = wanted[part[outside]]

    def loss(sharpness: float) -> float:
        chances = softmax(margins * sharpness)
        return float(-np.log(chances[np.arange(len(truth)), truth] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.1, 12.0), method="bounded").x)
