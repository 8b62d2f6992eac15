"""MaxDiff answers from tables: a row per person (best and worst of each set), or a row per item shown."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.frames import Frame, frame_of
from feilun.insight.research.maxdiff import BestWorst
from feilun.insight.research.specs import Spec

PRIOR_KEYS = ("prior_variance", "prior_freedom")
MAXDIFF_KEYS = (
    *("language", "id", "task", "item", "items", "best", "worst", "answers", "sets", "design", "filter", "reference"),
    *("hb", "draws", "burn_in", "seed", "holdout", *PRIOR_KEYS),
)


def read_best_worst(frame: Frame, spec: Spec) -> BestWorst:
    """Raises Invalid. Which of both tables it is, the key `item` says."""
    table = frame.prepared({}, spec.text("filter", "") or None)
    if not table.rows:
        raise spec.wrong("filter", "leaves no row")
    return _long(table, spec) if "item" in spec else _wide(table, spec)


def _long(table: Frame, spec: Spec) -> BestWorst:
    """One row per item shown; `best` and `worst` are columns of 0 and 1."""
    names = table.texts(spec.text("item"))
    items = tuple(spec.texts("items", sorted(set(names))))
    unknown = set(names) - set(items)
    if unknown:
        raise spec.wrong("items", f"lacks {sorted(unknown)[0]}")
    item = np.array([items.index(one) for one in names])
    person = np.unique(table.column(spec.text("id")), return_inverse=True)[1]
    within = np.unique(table.column(spec.text("task")), return_inverse=True)[1]
    task = np.unique(person * (int(within.max()) + 1) + within, return_inverse=True)[1]
    order = np.argsort(task, kind="stable")
    sizes = np.bincount(task)
    place = np.empty(len(task), np.intp)
    place[order] = np.arange(len(task)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    shown = np.full((len(sizes), int(sizes.max())), -1)
    shown[task, place] = item
    answered = []
    for key in ("best", "worst"):
        marks = table.numbers(spec.text(key)) == 1
        if (np.bincount(task[marks], minlength=len(sizes)) != 1).any():
            raise spec.wrong(key, "must be 1 for exactly one item of each set")
        taken = np.empty(len(sizes), np.intp)
        taken[task[marks]] = item[marks]
        answered.append(taken)
    owner = np.empty(len(sizes), np.intp)
    owner[task] = person
    return BestWorst(items, shown, answered[0], answered[1], owner)


def _wide(table: Frame, spec: Spec) -> BestWorst:
    """One row per person; `best` such as B{} names a column per set, 1, 2 … in the order of the design."""
    items = tuple(spec.texts("items"))
    sets = _sets(spec, items)
    people, number = table.rows, len(sets)
    shown = np.full((number, max(len(one) for one in sets)), -1)
    for place, one in enumerate(sets):
        shown[place, : len(one)] = one
    is_position = spec.choice("answers", ("positions", "items"), "positions") == "positions"
    answered = []
    for key in ("best", "worst"):
        if "{}" not in spec.text(key):
            raise spec.wrong(key, "needs {} where the number of the set stands, such as B{}")
        columns = [spec.text(key).replace("{}", str(place + 1)) for place in range(number)]
        answered.append(
            np.column_stack(
                [_answers(table, spec, name, one, items, is_position) for name, one in zip(columns, sets, strict=True)]
            )
        )
    person = np.repeat(np.arange(people), number)
    return BestWorst(items, np.tile(shown, (people, 1)), answered[0].ravel(), answered[1].ravel(), person)


def _answers(
    table: Frame, spec: Spec, column: str, shown: Sequence[int], items: tuple[str, ...], is_position: bool
) -> NDArray[np.intp]:
    """(people,): the item. A position counts within the items shown in that set, from 1."""
    if is_position:
        found = table.numbers(column)
        if ((found < 1) | (found > len(shown)) | (found != np.floor(found))).any():
            raise spec.wrong("answers", f"{column} must hold positions from 1 to {len(shown)}, the items of that set")
        return np.array(shown, np.intp)[found.astype(np.intp) - 1]
    names = table.texts(column)
    unknown = sorted(set(names) - set(items))
    if unknown:
        raise spec.wrong("answers", f"{column} holds {unknown[0] or 'nothing'}, which is no item")
    return np.array([items.index(one) for one in names], np.intp)


def _sets(spec: Spec, items: tuple[str, ...]) -> list[list[int]]:
    """`sets`: lists of items; or `design`: a table with a row per set and a column per item, 1/0 or 2/1 (shown/not)."""
    design = spec.get("design")
    if design is not None:
        return _design(frame_of(design) if isinstance(design, dict) else design, spec, items)
    raw = spec.get("sets")
    if not isinstance(raw, list) or not all(isinstance(one, list) and len(one) > 1 for one in raw) or not raw:
        raise spec.wrong("sets", "must be a list of lists of items (or name a table by `design`)")
    unknown = [one for each in raw for one in each if str(one) not in items]
    if unknown:
        raise spec.wrong("sets", f"hold {unknown[0]}, which is none of items")
    return [[items.index(str(one)) for one in each] for each in raw]


def _design(design: object, spec: Spec, items: tuple[str, ...]) -> list[list[int]]:
    if not isinstance(design, Frame):
        raise spec.wrong("design", "must be a table: a row per set, a column per item")
    if len(design.columns) != len(items):
        raise spec.wrong("design", f"has {len(design.columns)} columns for {len(items)} items")
    marks = design.matrix(list(design.columns))
    return [[int(one) for one in np.flatnonzero(row == marks.max())] for row in marks]
