"""Choices as arrays: from a long table (a row per alternative) or a wide one (a row per task), as a spec says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.coding import columns_of
from feilun.insight.research.frames import Frame, as_texts
from feilun.insight.research.specs import Spec
from feilun.insight.research.wide import long_of
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
TABLE_KEYS = (
    *("language", "id", "task", "alternative", "choice", "attributes", "coding", "by_alternative", "constants"),
    *("reference", "none", "availability", "weights", "filter", "computed", "wide"),
)


@dataclass(frozen=True)
class Choices:
    """Tasks of a person stand together, in the order of the table. Padding is not available and all zero."""

    attributes: Floats  # (tasks, alternatives, names)
    available: NDArray[np.bool_]  # (tasks, alternatives)
    chosen: NDArray[np.intp]  # (tasks,): place of the chosen alternative
    person: NDArray[np.intp]  # (tasks,): 0, 0, 0, 1, 1 …
    weights: Floats  # (tasks,)
    names: tuple[str, ...]
    people: tuple[str, ...]
    alternatives: tuple[str, ...]  # Names, or "1", "2" … where alternatives are only places.

    @property
    def has_panel(self) -> bool:
        return len(self.people) < len(self.chosen)

    def where(self, kept: NDArray[np.bool_]) -> "Choices":
        """Only these tasks; people without any are left out."""
        there, person = np.unique(self.person[kept], return_inverse=True)
        return replace(
            self,
            attributes=self.attributes[kept],
            available=self.available[kept],
            chosen=self.chosen[kept],
            person=person,
            weights=self.weights[kept],
            people=tuple(self.people[one] for one in there),
        )

    def last_of_each(self, number: int) -> NDArray[np.bool_]:
        """(tasks,): true for the last `number` tasks of everybody who has more than that."""
        counts = np.bincount(self.person, minlength=len(self.people))
        ends = np.cumsum(counts)[self.person]
        place = np.arange(len(self.person))
        found: NDArray[np.bool_] = (place >= ends - number) & (counts[self.person] > number)
        return found

    def differences(self) -> Floats:
        """(tasks, alternatives − 1, names): each other alternative less the chosen one; 0 where not available."""
        tasks, alternatives, _ = self.attributes.shape
        all_places = np.broadcast_to(np.arange(alternatives), (tasks, alternatives))
        others = all_places[all_places != self.chosen[:, None]].reshape(tasks, alternatives - 1)
        rows = np.arange(tasks)[:, None]
        gaps: Floats = self.attributes[rows, others] - self.attributes[np.arange(tasks), self.chosen][:, None]
        gaps[~self.available[rows, others]] = 0.0
        return gaps

    def others_available(self) -> NDArray[np.bool_]:
        """(tasks, alternatives − 1), in the order of `differences`."""
        tasks, alternatives = self.available.shape
        all_places = np.broadcast_to(np.arange(alternatives), (tasks, alternatives))
        others = all_places[all_places != self.chosen[:, None]].reshape(tasks, alternatives - 1)
        found: NDArray[np.bool_] = self.available[np.arange(tasks)[:, None], others]
        return found


def choices_of(
    attributes: Floats,
    chosen: NDArray[np.intp],
    names: Sequence[str],
    *,
    available: NDArray[np.bool_] | None = None,
    person: NDArray[np.intp] | None = None,
    weights: Floats | None = None,
    alternatives: Sequence[str] | None = None,
) -> Choices:
    """From arrays in memory; shapes as in `Choices`. Raises Invalid when a task chose what it could not have."""
    tasks, width, _ = attributes.shape
    there = np.ones((tasks, width), bool) if available is None else available
    if not np.isfinite(attributes).all():
        raise Invalid(field="attributes", problem="a number is missing or infinite")
    if (chosen < 0).any() or (chosen >= width).any() or not there[np.arange(tasks), chosen].all():
        raise Invalid(field="choice", problem="a task chose an alternative that it could not have")
    who = np.arange(tasks) if person is None else person
    people, place = np.unique(who, return_inverse=True)
    order = np.argsort(place, kind="stable")
    return Choices(
        np.ascontiguousarray(np.where(there[..., None], attributes, 0.0)[order]),
        there[order],
        np.asarray(chosen, np.intp)[order],
        place[order],
        np.ones(tasks) if weights is None else np.asarray(weights, float)[order],
        tuple(names),
        tuple(str(one) for one in people),
        tuple(alternatives or [str(one + 1) for one in range(width)]),
    )


def read_choices(frame: Frame, spec: Spec) -> Choices:
    """Keys of the spec: docs/research.md. Raises Invalid with the key or the task at fault."""
    prepared = frame.prepared(_formulas(spec), spec.text("filter", "") or None)
    if not prepared.rows:
        raise spec.wrong("filter", "leaves no row")
    table, spec = long_of(prepared, spec) if "wide" in spec else (prepared, spec)
    task, first = _tasks(table, spec)
    place, alternatives = _places(table, spec, task)
    names, values = columns_of(table, spec, task)
    tasks, width = len(first), int(place.max()) + 1
    attributes, available = np.zeros((tasks, width, len(names))), np.zeros((tasks, width), bool)
    if available.size * len(names) > 4e8:
        raise Invalid(field=frame.name, problem="there are too many alternatives for one model")
    attributes[task, place], available[task, place] = values, _availability(table, spec)
    taken = table.numbers(spec.text("choice"))
    if not np.isin(taken, (0, 1)).all():
        raise spec.wrong("choice", "must be a column of 0 and 1 in a long table (or describe a wide one by `wide`)")
    marked = np.zeros((tasks, width))
    np.add.at(marked, (task, place), taken)
    if spec.flag("none"):
        attributes, available, marked, names = _with_none(attributes, available, marked, names)
        alternatives = [*alternatives, "none"]
    _check_chosen(marked, available, table, spec, first)
    return choices_of(
        attributes,
        marked.argmax(axis=1),
        names,
        available=available,
        person=_numbered(table.column(spec.text("id"))[first]) if "id" in spec else None,
        weights=_weights(table, spec, first),
        alternatives=alternatives,
    )


def _formulas(spec: Spec) -> dict[str, str]:
    inner = spec.inner("computed")
    return {name: inner.text(name) for name in inner.raw}


def _numbered(values: NDArray[np.generic]) -> NDArray[np.intp]:
    """0, 1, 2 … in the order of first appearance."""
    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.intp)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def _tasks(table: Frame, spec: Spec) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(rows,): the task of each row; (tasks,): its first row. Task 1 of one person is not task 1 of another."""
    task = _numbered(table.column(spec.text("task")))
    if "id" in spec:
        task = _numbered(_numbered(table.column(spec.text("id"))) * (int(task.max()) + 1) + task)
    _, first = np.unique(task, return_index=True)
    return task, first


def _places(table: Frame, spec: Spec, task: NDArray[np.intp]) -> tuple[NDArray[np.intp], list[str]]:
    """Where each row stands: by its alternative's name, or by the order within the task."""
    if "alternative" in spec:
        names, place = np.unique(table.texts(spec.text("alternative")), return_inverse=True)
        if len(np.unique(task * len(names) + place)) < table.rows:
            raise spec.wrong("alternative", "a task has the same alternative twice; is `task` or `id` right?")
        return place, [str(one) for one in names]
    order = np.argsort(task, kind="stable")
    counts = np.bincount(task)
    place = np.empty(table.rows, np.intp)
    place[order] = np.arange(table.rows) - np.repeat(np.cumsum(counts) - counts, counts)
    return place, [str(one + 1) for one in range(int(counts.max()))]


def _availability(table: Frame, spec: Spec) -> NDArray[np.bool_]:
    if "availability" not in spec:
        return np.ones(table.rows, bool)
    return np.asarray(table.formula(spec.text("availability"))).astype(bool)


def _with_none(
    attributes: Floats, available: NDArray[np.bool_], marked: Floats, names: list[str]
) -> tuple[Floats, NDArray[np.bool_], Floats, list[str]]:
    """One more alternative, with a utility of its own, that was taken where nothing else was."""
    tasks = len(attributes)
    wider = np.zeros((tasks, attributes.shape[1] + 1, attributes.shape[2] + 1))
    wider[:, :-1, :-1], wider[:, -1, -1] = attributes, 1.0
    taken = (marked.sum(axis=1, keepdims=True) == 0).astype(float)
    everywhere = np.ones((tasks, 1), bool)
    return wider, np.hstack([available, everywhere]), np.hstack([marked, taken]), [*names, "none"]


def _check_chosen(
    marked: Floats, available: NDArray[np.bool_], table: Frame, spec: Spec, first: NDArray[np.intp]
) -> None:
    wrong = np.flatnonzero((marked.sum(axis=1) != 1) | (marked * ~available).any(axis=1))
    if len(wrong):
        named = as_texts(table.column(spec.text("task")))[first[wrong[0]]]
        raise spec.wrong(
            "choice",
            f"exactly one available alternative must be chosen in each task; {len(wrong)} of {len(first)} differ,"
            f" first task {named}. Use `none: true` if people could choose nothing",
        )


def _weights(table: Frame, spec: Spec, first: NDArray[np.intp]) -> Floats | None:
    if "weights" not in spec:
        return None
    found = table.numbers(spec.text("weights"))[first]
    if (found < 0).any() or not found.any():
        raise spec.wrong("weights", "must not be negative, nor all zero")
    return found
