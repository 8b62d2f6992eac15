"""Wide tables (a row per task, a column per attribute and alternative) as long ones."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.frames import Frame
from feilun.insight.research.specs import Spec

# Names no column of a table is likely to have; they exist between the wide and the long reading only.
TASK, ALTERNATIVE, CHOICE, AVAILABLE = "task of the row", "alternative", "is chosen", "is available"


def long_of(frame: Frame, spec: Spec) -> tuple[Frame, Spec]:
    """The long table and the spec that reads it. Raises Invalid.

    `wide.alternatives`: list of codes as in `choice`, or {code: name}. `wide.columns`: {attribute: pattern}, where
    {} stands for the name of the alternative (`price.{}`), or {attribute: {name: formula}}; left out is 0.
    """
    wide = spec.inner("wide")
    wide.check_keys({"alternatives", "columns"})
    codes = _codes(wide)
    names = list(codes.values())
    columns = wide.inner("columns")
    chosen = frame.texts(spec.text("choice"))
    unknown = sorted(set(chosen) - set(codes))
    if unknown:
        raise spec.wrong("choice", f"holds {unknown[0]}, which is none of wide.alternatives ({', '.join(codes)})")
    number = len(names)
    long: dict[str, NDArray[Any]] = {name: np.repeat(values, number) for name, values in frame.columns.items()}
    for attribute in columns.raw:
        long[attribute] = _interleaved(frame, columns, attribute, names, 0.0)
    long[TASK] = np.repeat(np.arange(frame.rows, dtype=float), number)
    long[ALTERNATIVE] = np.tile(np.array(names, dtype=np.str_), frame.rows)
    long[CHOICE] = (np.repeat(chosen, number) == np.tile(np.array(list(codes), dtype=np.str_), frame.rows)).astype(
        float
    )
    raw = {**spec.raw, "task": TASK, "alternative": ALTERNATIVE, "choice": CHOICE}
    if "availability" in spec:
        long[AVAILABLE] = _interleaved(frame, spec, "availability", names, 1.0)
        raw["availability"] = AVAILABLE
    return Frame(long, frame.rows * number, frame.name), Spec(raw, spec.name)


def _codes(wide: Spec) -> dict[str, str]:
    found = wide.get("alternatives")
    if isinstance(found, dict):
        return {str(code): str(name) for code, name in found.items()}
    return {code: code for code in wide.texts("alternatives")}


def _interleaved(frame: Frame, spec: Spec, key: str, names: list[str], otherwise: float) -> NDArray[np.float64]:
    pattern = spec.get(key)
    if isinstance(pattern, dict):
        inner = spec.inner(key)
        inner.check_keys(set(names))
        each = [frame.formula(inner.text(name)) if name in inner else np.full(frame.rows, otherwise) for name in names]
    else:
        if "{}" not in spec.text(key):
            raise spec.wrong(key, "needs {} where the alternative's name stands, or an object {name: formula}")
        each = [frame.formula(spec.text(key).replace("{}", name)) for name in names]
    return np.column_stack(each).ravel()
