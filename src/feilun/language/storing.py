"""A model as bytes and back: arrays as npz, all else as JSON, never a pickle, so that stored bytes cannot run code."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from scipy import sparse

from feilun.kernel.errors import Error
from feilun.language.calibration import Steps
from feilun.language.heads import Head
from feilun.language.model import IntentModel
from feilun.language.part import Part, Scale
from feilun.language.space import Space
from feilun.language.terms import Terms
from feilun.store import Encoder

FORMAT = 1


class WrongEncoders(Error):
    """The model was trained with the encoder {name}, which is not installed here; train it again."""

    status = 409


class Damaged(Error):
    """The stored model cannot be read: {problem}."""

    status = 500


def pack(model: IntentModel) -> bytes:
    arrays: dict[str, Any] = {}
    parts = {language: _pack_part(language, part, arrays) for language, part in model.parts.items()}
    written = {"format": FORMAT, "language": model.language, "figures": model.figures, "parts": parts}
    arrays["model"] = np.frombuffer(msgspec.json.encode(written), dtype=np.uint8)
    stored = io.BytesIO()
    np.savez(stored, allow_pickle=False, **arrays)
    return stored.getvalue()


def unpack(stored: bytes, encoders: Sequence[Encoder]) -> IntentModel:
    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            written = msgspec.json.decode(arrays["model"].tobytes())
            if written["format"] != FORMAT:
                raise Damaged(problem=f"its format is {written['format']}, and this version reads {FORMAT}")
            named = {encoder.name: encoder for encoder in encoders}
            parts = {language: _unpack_part(one, language, arrays, named) for language, one in written["parts"].items()}
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        EOFError,
        OSError,
        zipfile.BadZipFile,
    ) as error:
        raise Damaged(problem=str(error) or type(error).__name__) from error
    return IntentModel(parts, written["language"], written["figures"])


def _pack_part(language: str, part: Part, arrays: dict[str, Any]) -> dict[str, Any]:
    kept = {
        "label_of": part.label_of.astype(np.int32),
        "term_weights": part.terms.weights,
        "curve_scores": part.scale.curve.scores,
        "curve_shares": part.scale.curve.shares,
    }
    if part.space and part.vector_head:
        kept |= {f"mean{place}": mean for place, mean in enumerate(part.space.means)}
        kept |= {"vectors": part.vectors.astype(np.float16), **_head("vector_head", part.vector_head)}
    if part.term_head:
        kept |= _head("term_head", part.term_head)
    if part.rows is not None:
        kept |= {"rows": part.rows.data, "row_places": part.rows.indices, "row_ends": part.rows.indptr}
    arrays.update({f"{language}.{name}": array for name, array in kept.items()})
    scale = part.scale
    return {
        "labels": part.labels,
        "texts": part.texts,
        "vocabulary": part.terms.vocabulary,
        "term_language": part.terms.language,
        "encoders": [encoder.name for encoder in part.space.encoders] if part.space else [],
        "scale": [scale.weight, scale.threshold, scale.plausible, scale.rest],
    }


def _head(name: str, head: Head) -> dict[str, Any]:
    return {name: head.weights, f"{name}_offsets": head.offsets}


def _unpack_part(one: Any, language: str, arrays: Any, named: Mapping[str, Encoder]) -> Part:
    def array(name: str) -> Any:
        return arrays[f"{language}.{name}"]

    def head(name: str) -> Head | None:
        return Head(array(name), array(f"{name}_offsets")) if f"{language}.{name}" in arrays else None

    missing = [name for name in one["encoders"] if name not in named]
    if missing:
        raise WrongEncoders(name=missing[0])
    encoders = [named[name] for name in one["encoders"]]
    space = Space(encoders, [array(f"mean{place}") for place in range(len(encoders))]) if encoders else None
    rows = None
    if f"{language}.rows" in arrays:
        shape = (len(one["texts"]), len(one["vocabulary"]))
        rows = sparse.csr_matrix((array("rows"), array("row_places"), array("row_ends")), shape=shape)
    weight, threshold, plausible, rest = one["scale"]
    return Part(
        language=language,
        labels=tuple(one["labels"]),
        texts=tuple(one["texts"]),
        label_of=array("label_of"),
        space=space,
        vectors=array("vectors").astype(np.float32) if space else None,
        vector_head=head("vector_head"),
        terms=Terms(one["term_language"], one["vocabulary"], array("term_weights")),
        rows=rows,
        term_head=head("term_head"),
        scale=Scale(weight, Steps(array("curve_scores"), array("curve_shares")), threshold, plausible, rest),
    )
