"""Columns of a model's matrix: linear, dummy or effects coding, constants, and terms of their own per alternative."""

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.frames import Frame
from feilun.insight.research.specs import Spec

Floats = NDArray[np.float64]
_MOST_LEVELS = 200


def columns_of(table: Frame, spec: Spec, task: NDArray[np.intp]) -> tuple[list[str], Floats]:
    """Names and (rows, names): attributes first, then constants, then `by_alternative`. Raises Invalid."""
    names: list[str] = []
    parts: list[Floats] = []
    for attribute in spec.texts("attributes", []):
        levels, coded = _coded(table, spec, attribute)
        names += levels
        parts.append(coded)
    for more, coded in _own(table, spec, task):
        names += more
        parts.append(coded)
    if not names:
        raise spec.wrong("attributes", "are missing: a list of columns")
    if len(set(names)) < len(names):
        raise spec.wrong("attributes", "one of them is named twice")
    return names, np.hstack(parts)


def _coded(table: Frame, spec: Spec, attribute: str) -> tuple[list[str], Floats]:
    """A number is linear unless the spec says otherwise; a text is dummy coded against its first level."""
    column = table.column(attribute)
    how = spec.inner("coding").get(attribute, "dummy" if column.dtype.kind == "U" else "linear")
    inner = Spec({"as": how} if isinstance(how, str) else how, f"{spec.name}.coding.{attribute}")
    inner.check_keys({"as", "reference", "levels"})
    kind = inner.choice("as", ("linear", "dummy", "effects"), "dummy")
    if kind == "linear":
        return [attribute], table.numbers(attribute)[:, None]
    levels = inner.texts("levels", sorted(set(table.texts(attribute)) - {"", "nan"}, key=_level_order))
    reference = inner.text("reference", levels[0])
    if reference not in levels:
        raise inner.wrong("reference", f"{reference} is no level; there is {', '.join(levels[:20])}")
    if len(levels) > _MOST_LEVELS:
        raise inner.wrong("as", f"{len(levels)} levels are too many; is it a number? Then say linear")
    kept = [level for level in levels if level != reference]
    is_level = table.texts(attribute)[:, None] == np.array(kept, dtype=np.str_)[None, :]
    coded = is_level.astype(float)
    if kind == "effects":
        coded -= (table.texts(attribute) == reference)[:, None]
    return [f"{attribute}:{level}" for level in kept], coded


def _level_order(level: str) -> tuple[float, str]:
    try:
        return float(level), ""
    except ValueError:
        return float("inf"), level


def _own(table: Frame, spec: Spec, task: NDArray[np.intp]) -> list[tuple[list[str], Floats]]:
    """Constants and variables with a coefficient per alternative.

    What is the same for all alternatives of a task (a person's income) has no coefficient for the reference; what
    differs (a travel time) has one for every alternative.
    """
    wanted = spec.texts("by_alternative", [])
    if not wanted and not spec.flag("constants"):
        return []
    is_alternative = table.texts(spec.text("alternative"))
    alternatives = sorted(set(is_alternative), key=_level_order)
    reference = spec.text("reference", alternatives[0])
    if reference not in alternatives:
        raise spec.wrong("reference", f"{reference} is no alternative; there is {', '.join(alternatives[:20])}")
    others = [one for one in alternatives if one != reference]
    found = [_spread("constant", np.ones(table.rows), is_alternative, others)] if spec.flag("constants") else []
    for name in wanted:
        values = table.numbers(name)
        lowest, highest = np.full(int(task.max()) + 1, np.inf), np.full(int(task.max()) + 1, -np.inf)
        np.minimum.at(lowest, task, values)
        np.maximum.at(highest, task, values)
        of_person = bool((lowest == highest).all())
        found.append(_spread(name, values, is_alternative, others if of_person else alternatives))
    return found


def _spread(name: str, values: Floats, rows: NDArray[np.str_], alternatives: list[str]) -> tuple[list[str], Floats]:
    columns = [values * (rows == one) for one in alternatives]
    return [f"{name}:{one}" for one in alternatives], np.column_stack(columns) if columns else np.empty((len(rows), 0))
