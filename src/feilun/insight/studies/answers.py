"""What people answered, as arrays for the estimators. Pure."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research import BestWorst, Choices, choices_of, pairs_of
from feilun.insight.studies.shapes import StudyKind, StudyPlan
from feilun.insight.studies.terms import ConjointTerms
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
_LEAST_FOR_LINE = 6


class TaskTable(msgspec.Struct):
    """The tasks of one version of the question: profiles of choice tasks, or sets of codes."""

    tasks: list[list[Any]]
    has_none: bool = False


class Answers(msgspec.Struct):
    """The answers to the question of a study, one row per person. `table` is the place in `tables`, −1 for none."""

    ids: list[str] = msgspec.field(default_factory=list)
    weights: list[float] = msgspec.field(default_factory=list)
    fast: list[bool] = msgspec.field(default_factory=list)
    values: list[Any] = msgspec.field(default_factory=list)
    table: list[int] = msgspec.field(default_factory=list)
    tables: list[TaskTable] = msgspec.field(default_factory=list)
    # Of drivers: {column: {code: label}} of choices, and {column: label}.
    choices: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    labels: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    # Codes of gabor_granger and their prices.
    prices: dict[str, float] = msgspec.field(default_factory=dict)

    @property
    def all_weights(self) -> Floats | None:
        """None where everybody counts the same."""
        weights = np.array(self.weights, dtype=np.float64)
        return None if not len(weights) or (weights == weights[0]).all() else weights


@dataclass(frozen=True)
class Read:
    """Choices, and what was seen on the way to them."""

    choices: Choices
    left_out: int  # Tasks whose levels or items the plan does not have.
    straight_lines: int
    fast: int


def read(kind: StudyKind, plan: StudyPlan, answers: Answers) -> Read:
    """The choice tasks of a conjoint, or the sets of a maxdiff as choices among ordered pairs. Raises Invalid."""
    return _conjoint(ConjointTerms(plan), answers) if kind == "conjoint" else _items(plan, answers)


def _conjoint(terms: ConjointTerms, answers: Answers) -> Read:
    tables = [_Coded(terms, table) for table in answers.tables]
    width = max((one.width for one in tables), default=0)
    rows: list[tuple[int, int, int, int]] = []
    left_out = lines = 0
    for person, (value, table) in enumerate(zip(answers.values, answers.table, strict=True)):
        places = []
        for key, chosen in value.items() if isinstance(value, dict) and table >= 0 else ():
            task, place = int(key) - 1, width if chosen == "none" else int(chosen) - 1
            if tables[table].fits(task, place, width):
                rows.append((person, table, task, place))
                places.append(place)
            else:
                left_out += 1
        lines += len(places) >= _LEAST_FOR_LINE and len(set(places)) == 1
    if not rows:
        raise Invalid(field="answers", problem="there is no finished task yet")
    person, table, task, chosen = np.array(rows, dtype=np.intp).T
    start = np.cumsum([0, *[len(one.tasks) for one in tables]])
    every = np.concatenate([one.padded(width) for one in tables])
    there = np.concatenate([one.available(width) for one in tables])
    found = _choices(answers, terms.names, every[start[table] + task], there[start[table] + task], chosen, person)
    return Read(found, left_out, lines, sum(answers.fast))


def _choices(
    answers: Answers,
    names: list[str],
    attributes: Floats,
    available: NDArray[np.bool_],
    chosen: NDArray[np.intp],
    person: NDArray[np.intp],
) -> Choices:
    weights = answers.all_weights
    made = choices_of(
        attributes,
        chosen,
        names,
        available=available,
        person=person,
        weights=None if weights is None else weights[person],
    )
    return replace(made, people=tuple(answers.ids[int(one)] for one in made.people))


class _Coded:
    """One version's tasks as numbers; a task with an unknown level is empty."""

    def __init__(self, terms: ConjointTerms, table: TaskTable) -> None:
        self.terms = terms
        self.tasks = [terms.rows(task) for task in table.tasks]
        self.has_none = table.has_none and terms.plan.has_none
        self.width = max((len(one) for one in table.tasks), default=0)

    def fits(self, task: int, place: int, width: int) -> bool:
        if not 0 <= task < len(self.tasks):
            return False
        rows = self.tasks[task]
        if rows is None:
            return False
        return 0 <= place < len(rows) or (place == width and self.has_none)

    def padded(self, width: int) -> Floats:
        """(tasks, width with none, parameters)."""
        none = self.terms.plan.has_none
        found = np.zeros((len(self.tasks), width + none, len(self.terms.names)))
        for task, rows in enumerate(self.tasks):
            if rows is not None:
                found[task, : len(rows), : rows.shape[1]] = rows
        if none:
            found[:, -1, -1] = 1.0
        return found

    def available(self, width: int) -> NDArray[np.bool_]:
        none = self.terms.plan.has_none
        found = np.zeros((len(self.tasks), width + none), dtype=bool)
        for task, rows in enumerate(self.tasks):
            if rows is not None:
                found[task, : len(rows)] = True
        if none:
            found[:, -1] = self.has_none
        return found


def best_worst(plan: StudyPlan, answers: Answers) -> tuple[BestWorst, int, int]:
    """Sets with both ends named, their person as a place in `ids`; how many are left out; straight lines."""
    items = tuple(one.code for one in plan.items)
    places = {code: place for place, code in enumerate(items)}
    rows: list[tuple[int, list[int], int, int]] = []
    left_out = lines = 0
    for person, (value, table) in enumerate(zip(answers.values, answers.table, strict=True)):
        ends = []
        for key, pair in value.items() if isinstance(value, dict) and table >= 0 else ():
            task = int(key) - 1
            shown = answers.tables[table].tasks[task] if 0 <= task < len(answers.tables[table].tasks) else []
            best, worst = pair.get("best"), pair.get("worst")
            if not set(shown) <= set(items) or best not in shown or worst not in shown or best == worst:
                left_out += 1
                continue
            rows.append((person, [places[code] for code in shown], places[best], places[worst]))
            ends.append((shown.index(best), shown.index(worst)))
        lines += len(ends) >= _LEAST_FOR_LINE and len(set(ends)) == 1
    if not rows:
        raise Invalid(field="answers", problem="there is no finished set yet")
    width = max(len(shown) for _, shown, _, _ in rows)
    padded = np.array([[*shown, *[-1] * (width - len(shown))] for _, shown, _, _ in rows], dtype=np.intp)
    who, best_of, worst_of = (np.array([one[end] for one in rows], dtype=np.intp) for end in (0, 2, 3))
    return BestWorst(items, padded, best_of, worst_of, who), left_out, lines


def _items(plan: StudyPlan, answers: Answers) -> Read:
    found, left_out, lines = best_worst(plan, answers)
    made = pairs_of(found)
    people = tuple(answers.ids[int(one)] for one in made.people)
    return Read(replace(made, people=people), left_out, lines, sum(answers.fast))


def column(answers: Answers, name: str) -> Floats:
    """(people,): a number of each answer that is a mapping; nan where there is none."""
    found = [value.get(name) if isinstance(value, dict) else None for value in answers.values]
    return np.array([np.nan if one is None else float(one) for one in found], dtype=np.float64)


def ladder(plan: StudyPlan, answers: Answers) -> tuple[Floats, list[float]]:
    """(people, prices): 1 buys, 0 does not, nan where not asked; and the prices."""
    prices = sorted(set(answers.prices.values()))
    found = np.full((len(answers.values), len(prices)), np.nan)
    for person, value in enumerate(answers.values):
        for code, buys in value.items() if isinstance(value, dict) else ():
            if code in answers.prices:
                found[person, prices.index(answers.prices[code])] = float(bool(buys))
    return found, prices


def sides(answers: Answers, feature: str) -> tuple[list[Any], list[Any]]:
    """The functional and the dysfunctional answer of everybody to one feature."""
    pairs = [value.get(feature) if isinstance(value, dict) else None for value in answers.values]
    rows = [one if isinstance(one, dict) else {} for one in pairs]
    return [one.get("functional") for one in rows], [one.get("dysfunctional") for one in rows]


def chosen_items(plan: StudyPlan, answers: Answers) -> Floats:
    """(people, items): 1 where it appeals."""
    codes = [one.code for one in plan.items]
    return np.array(
        [[float(code in value) for code in codes] for value in answers.values if isinstance(value, list)],
        dtype=np.float64,
    ).reshape(-1, len(codes))


def predictors(plan: StudyPlan, answers: Answers) -> tuple[Floats, Floats, list[str]]:
    """Outcome (people,), predictors (people, names) and names; a choice becomes a column per code but the first."""
    names: list[str] = []
    columns: list[Floats] = []
    for name in plan.predictors:
        codes = list(answers.choices.get(name, {}))
        if not codes:
            names.append(name)
            columns.append(column(answers, name))
            continue
        given = [value.get(name) for value in answers.values]
        for code in codes[1:]:
            names.append(f"{name}={code}")
            columns.append(np.array([np.nan if one is None else float(one == code) for one in given]))
    return column(answers, plan.outcome), np.column_stack(columns), names
