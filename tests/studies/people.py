"""Made-up people who answer a study by tastes that are known, so that an estimate can be held against the truth."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.studies.answers import Answers, TaskTable
from feilun.insight.studies.designing import design_of
from feilun.insight.studies.shapes import StudyAttribute, StudyDesign, StudyLevel, StudyPlan
from feilun.insight.studies.terms import ConjointTerms

Floats = NDArray[np.float64]


def words(english: str, chinese: str) -> dict[str, str]:
    return {"en": english, "zh-CN": chinese}


BRAND = StudyAttribute(
    code="brand",
    label=words("Brand", "品牌"),
    levels=[
        StudyLevel(code="own", label=words("Xiaoman", "小满")),
        StudyLevel(code="acme", label=words("Acme", "艾克")),
        StudyLevel(code="nord", label=words("Nord", "北境")),
    ],
)
SIZE = StudyAttribute(
    code="size",
    label=words("Size", "容量"),
    levels=[StudyLevel(code=f"ml{one}", label=words(f"{one} ml", f"{one} 毫升")) for one in (350, 500, 750)],
)
PRICE = StudyAttribute(
    code="price",
    label=words("Price", "价格"),
    is_price=True,
    levels=[StudyLevel(code=f"p{one}", value=float(one)) for one in (59, 99, 149, 199)],
)
# By parameter, "none" last; price by yuan.
TRUTH = np.array([-0.5, 0.4, 0.6, 0.9, -0.012, -1.2])
SPREAD = np.array([0.5, 0.5, 0.4, 0.6, 0.004, 0.8])


def thermos(**more: Any) -> StudyPlan:
    """A thermos of a brand, a size and a price; eight tasks of three and none, in two versions."""
    given: dict[str, Any] = {
        "attributes": [BRAND, SIZE, PRICE],
        "tasks": 8,
        "alternatives": 3,
        "blocks": 2,
        "currency": "¥",
        "expected": 200,
        **more,
    }
    return StudyPlan(**given)


def items_plan(number: int = 6, **more: Any) -> StudyPlan:
    items = [StudyLevel(code=f"i{one}", label=words(f"Item {one}", f"项目{one}")) for one in range(1, number + 1)]
    return StudyPlan(items=items, sets=6, size=3, versions=2, **more)


def design(plan: StudyPlan, kind: Any = "conjoint") -> StudyDesign:
    return design_of(kind, plan)


def tables_of(made: StudyDesign, plan: StudyPlan) -> list[TaskTable]:
    return [TaskTable(list(one), plan.has_none) for one in (made.tasks or made.sets)]


def buyers(
    plan: StudyPlan,
    made: StudyDesign,
    number: int,
    *,
    truth: Floats = TRUTH,
    spread: Floats | None = None,
    seed: int = 1,
) -> Answers:
    """People whose tastes are normal round the truth; without a spread all alike."""
    chance = np.random.default_rng(seed)
    terms = ConjointTerms(plan)
    tables = tables_of(made, plan)
    coded = [np.array([_with_none(terms, task) for task in table.tasks]) for table in tables]
    found = Answers(tables=tables)
    for person in range(number):
        beta = truth if spread is None else truth + spread * chance.standard_normal(len(truth))
        table = person % len(tables)
        utility = coded[table] @ beta + chance.gumbel(size=coded[table].shape[:2])
        none = coded[table].shape[1] - 1 if plan.has_none else -1
        picked = utility.argmax(axis=1)
        found.values.append({str(task + 1): "none" if one == none else str(one + 1) for task, one in enumerate(picked)})
        _add(found, person, table)
    return found


def _with_none(terms: ConjointTerms, task: list[dict[str, str]]) -> Floats:
    rows = terms.rows(task)
    assert rows is not None
    if not terms.plan.has_none:
        return rows
    wider = np.zeros((len(rows) + 1, rows.shape[1] + 1))
    wider[:-1, :-1], wider[-1, -1] = rows, 1.0
    return wider


def rankers(plan: StudyPlan, made: StudyDesign, number: int, truth: Floats, seed: int = 1) -> Answers:
    """People who name best and worst by the logit of ordered pairs."""
    chance = np.random.default_rng(seed)
    worth = dict(zip([one.code for one in plan.items], truth.tolist(), strict=True))
    found = Answers(tables=tables_of(made, plan))
    for person in range(number):
        table = person % len(found.tables)
        value = {}
        for task, shown in enumerate(found.tables[table].tasks):
            pairs = [(best, worst) for best in shown for worst in shown if best != worst]
            utility = [worth[best] - worth[worst] + chance.gumbel() for best, worst in pairs]
            best, worst = pairs[int(np.argmax(utility))]
            value[str(task + 1)] = {"best": best, "worst": worst}
        found.values.append(value)
        _add(found, person, table)
    return found


def plain(values: list[Any], **more: Any) -> Answers:
    """One answer each, no tasks."""
    found = Answers(values=values, **more)
    for person in range(len(values)):
        _add(found, person, -1)
    return found


def _add(found: Answers, person: int, table: int) -> None:
    found.ids.append(f"person-{person:06d}")
    found.weights.append(1.0)
    found.fast.append(False)
    found.table.append(table)
