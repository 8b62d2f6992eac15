"""A model as bytes and back: arrays as npz, all else as JSON, never a pickle, so that stored bytes cannot run code."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from scipy import sparse

from feilun.kernel.errors import Error
from feilun.language.calibration import Steps
from feilun.language.evidence import NAMES
from feilun.language.gate import Gate
from feilun.language.heads import Head
from feilun.language.part import Part, Scale
from feilun.language.terms import Terms
from feilun.language.views import TermView, VectorView, View
from feilun.store import Encoder

FORMAT = 1
_BROKEN = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
    OSError,
    zipfile.BadZipFile,
    zlib.error,
)


class WrongEncoders(Error):
    """The model was trained with the encoder {name}, which is not installed here; train it again."""

    status = 409


class Damaged(Error):
    """The stored model cannot be read: {problem}."""

    status = 500


class Content(NamedTuple):
    """What a model is made of."""

    parts: Mapping[str, Part]
    language: str | None
    figures: Mapping[str, Any]


class _Arrays:
    """Arrays by number; one that two parts share is written once."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self._numbers: dict[int, str] = {}
        self._alive: list[Any] = []

    def add(self, array: Any, as_type: Any = None) -> str:
        if id(array) not in self._numbers:
            self._numbers[id(array)] = f"a{len(self.kept)}"
            self._alive.append(array)
            self.kept[self._numbers[id(array)]] = np.asarray(array, dtype=as_type)
        return self._numbers[id(array)]


def pack(model: Content) -> bytes:
    arrays = _Arrays()
    parts = {language: _part_written(part, arrays) for language, part in model.parts.items()}
    written = {"format": FORMAT, "language": model.language, "figures": model.figures, "parts": parts}
    stored = io.BytesIO()
    letter = np.frombuffer(msgspec.json.encode(written), dtype=np.uint8)
    np.savez(stored, allow_pickle=False, model=letter, **arrays.kept)
    return stored.getvalue()


def unpack(stored: bytes, encoders: Sequence[Encoder]) -> Content:
    named = {encoder.name: encoder for encoder in encoders}
    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            written = msgspec.json.decode(arrays["model"].tobytes())
            if written["format"] != FORMAT:
                raise Damaged(problem=f"its format is {written['format']}, and this version reads {FORMAT}")
            parts = {language: _part_read(language, one, arrays, named) for language, one in written["parts"].items()}
            if not parts:
                raise Damaged(problem="it has no part")
            return Content(parts, written["language"], written["figures"])
    except (*_BROKEN, msgspec.DecodeError) as error:
        raise Damaged(problem=str(error) or type(error).__name__) from error


def _part_written(part: Part, arrays: _Arrays) -> dict[str, Any]:
    scale = part.scale
    gate = [scale.gate.means, scale.gate.spreads, scale.gate.weights]
    return {
        "labels": part.labels,
        "texts": part.texts,
        "label_of": arrays.add(part.label_of, np.int32),
        "views": [_view_written(view, arrays) for view in part.views],
        "weights": scale.weights,
        "gate": [arrays.add(one) for one in gate],
        "curve": [arrays.add(scale.curve.scores), arrays.add(scale.curve.shares)],
        "cuts": [scale.threshold, scale.plausible, scale.rest],
    }


def _view_written(view: View, arrays: _Arrays) -> dict[str, Any]:
    written = {"head": _head_written(view.head, arrays), "places": arrays.add(view.places)}
    if isinstance(view, VectorView):
        vectors = arrays.add(view.vectors, np.float16)
        return written | {"encoder": view.encoder.name, "mean": arrays.add(view.mean), "vectors": vectors}
    assert isinstance(view, TermView)
    terms = {"language": view.terms.language, "words": view.terms.vocabulary, "weights": arrays.add(view.terms.weights)}
    return written | {"terms": terms, "matrix": _matrix_written(view.matrix, arrays)}


def _head_written(head: Head, arrays: _Arrays) -> dict[str, Any]:
    if sparse.issparse(head.weights):
        return {"sparse": _matrix_written(head.weights, arrays), "offsets": arrays.add(head.offsets)}
    return {"weights": arrays.add(head.weights), "offsets": arrays.add(head.offsets)}


def _matrix_written(matrix: Any, arrays: _Arrays) -> list[Any] | None:
    if matrix is None:
        return None
    return [arrays.add(matrix.data), arrays.add(matrix.indices), arrays.add(matrix.indptr), list(matrix.shape)]


def _part_read(language: str, one: Any, arrays: Any, named: Mapping[str, Encoder]) -> Part:
    labels, texts = tuple(one["labels"]), tuple(one["texts"])
    label_of = arrays[one["label_of"]]
    gate = Gate(*(arrays[name] for name in one["gate"]))
    curve = Steps(*(arrays[name] for name in one["curve"]))
    threshold, plausible, rest = one["cuts"]
    scale = Scale(tuple(one["weights"]), gate, curve, threshold, plausible, rest)
    views = [_view_read(view, arrays, named) for view in one["views"]]
    _check(labels, texts, label_of, views, scale)
    return Part(language, labels, texts, label_of, views, scale)


def _check(labels: Sequence[str], texts: Sequence[str], label_of: Any, views: Sequence[View], scale: Scale) -> None:
    """Raises ValueError where numbers do not fit each other, which would show only when a customer asks."""
    fits = (
        len(texts) == len(label_of) and len(views) == len(scale.weights) and len(scale.gate.weights) == len(NAMES) + 1
    )
    if not fits or not labels or (np.diff(label_of) < 0).any() or label_of.min() < 0 or label_of.max() >= len(labels):
        raise ValueError("its labels and phrasings do not fit each other")
    for view in views:
        size = view.encoder.size if isinstance(view, VectorView) else len(view.terms.vocabulary)  # type: ignore[attr-defined]
        own = view.own_rows()
        fits = view.head.weights.shape == (size, len(labels)) and len(view.head.offsets) == len(labels)
        fits = fits and (own is None or own.shape == (len(view.places), size))
        if not fits or (len(view.places) and not 0 <= view.places.min() <= view.places.max() < len(texts)):
            raise ValueError("its heads and labels do not fit each other")
    if len(scale.curve.scores) != len(scale.curve.shares) or not len(scale.curve.scores):
        raise ValueError("its calibration is incomplete")


def _view_read(view: Any, arrays: Any, named: Mapping[str, Encoder]) -> View:
    head, places = _head_read(view["head"], arrays), arrays[view["places"]]
    if "encoder" in view:
        if view["encoder"] not in named:
            raise WrongEncoders(name=view["encoder"])
        vectors = arrays[view["vectors"]].astype(np.float32)
        return VectorView(named[view["encoder"]], arrays[view["mean"]], vectors, places, head)
    written = view["terms"]
    terms = Terms(written["language"], written["words"], arrays[written["weights"]])
    return TermView(terms, _matrix_read(view["matrix"], arrays), places, head)


def _head_read(head: Any, arrays: Any) -> Head:
    weights = _matrix_read(head["sparse"], arrays) if "sparse" in head else arrays[head["weights"]]
    return Head(weights, arrays[head["offsets"]])


def _matrix_read(written: Any, arrays: Any) -> Any:
    if written is None:
        return None
    data, indices, ends, shape = written
    matrix = sparse.csr_matrix((arrays[data], arrays[indices], arrays[ends]), shape=tuple(shape))
    matrix.check_format()
    return matrix
