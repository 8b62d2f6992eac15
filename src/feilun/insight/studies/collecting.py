"""Reads the answers to a study's question out of its survey, each by the form of its own version."""

from typing import Any
from uuid import UUID

from feilun.insight import forms, surveys
from feilun.insight.studies.answers import Answers, TaskTable
from feilun.insight.studies.shapes import StudyFilter, StudyKind, StudyPlan
from feilun.kernel.errors import Invalid
from feilun.store import Row, Transaction

MOST_PEOPLE = 20_000


async def collect(tx: Transaction, study: Row, kind: StudyKind, plan: StudyPlan, wanted: StudyFilter) -> Answers:
    """Raises Invalid when the study has no survey or there are too many answers."""
    if study["survey"] is None:
        raise Invalid(field="survey", problem="the study has none yet; make one first")
    workspace, survey = study["workspace"], study["survey"]
    await surveys.survey_row(tx, workspace, survey)
    reader = _Reader(tx, workspace, survey, study["question"])
    if kind == "drivers":
        await reader.prepare(plan)
    states = ["complete", *(["partial", "started"] if wanted.with_partial else [])]
    rows = surveys.stream_responses(
        tx, workspace, survey, states=states, with_simulated=wanted.is_simulated, since=wanted.since, until=wanted.until
    )
    async for row in rows:
        if _counts(row, wanted):
            await (reader.take_columns(row, plan) if kind == "drivers" else reader.take(row))
            if len(reader.answers.ids) > MOST_PEOPLE:
                raise Invalid(field="filter", problem=f"leaves more than {MOST_PEOPLE} people; narrow it")
    return reader.answers


def _counts(row: Row, wanted: StudyFilter) -> bool:
    return (
        row["simulated"] == wanted.is_simulated
        and row["weight"] > 0
        and (not wanted.channels or row["channel"] in wanted.channels)
        and (not wanted.languages or row["language"] in wanted.languages)
        and (wanted.with_flagged or not row["flags"])
    )


class _Reader:
    def __init__(self, tx: Transaction, workspace: UUID, survey: UUID, question: str) -> None:
        self._tx, self._workspace, self._survey, self._question = tx, workspace, survey, question
        self._questions: dict[int, forms.FormQuestion | None] = {}
        self._tables: dict[tuple[int, int], int] = {}
        self.answers = Answers()

    async def take(self, row: Row) -> None:
        value = row["answers"].get(self._question)
        if value in (None, {}, []):
            return
        question = await self._question_of(row["version"])
        if question is None:
            return
        self.answers.table.append(self._table(row, question))
        self.answers.values.append(value)
        self._note(row)

    async def _question_of(self, version: int) -> forms.FormQuestion | None:
        if version not in self._questions:
            form = await surveys.version_form(self._tx, self._workspace, self._survey, version)
            every = (one for page in form.pages for one in page.questions)
            found = next((one for one in every if one.id == self._question), None)
            self._questions[version] = found
            if found is not None and found.kind == "gabor_granger":
                prices = {one.code: one.value for one in found.options if one.value is not None}
                self.answers.prices |= prices
        return self._questions[version]

    def _table(self, row: Row, question: forms.FormQuestion) -> int:
        """The place of the tasks she saw, −1 where the question has none."""
        number = row["answers"].get(f"{self._question}.version")
        place = int(number) if isinstance(number, int | float) else 0
        if not 1 <= place <= len(question.designs):
            return -1
        key = (int(row["version"]), place)
        if key not in self._tables:
            design = question.designs[place - 1]
            tasks: list[list[Any]] = [list(one) for one in (design.tasks or design.sets)]
            self._tables[key] = len(self.answers.tables)
            self.answers.tables.append(TaskTable(tasks, bool(question.none)))
        return self._tables[key]

    def _note(self, row: Row) -> None:
        self.answers.ids.append(str(row["id"]))
        self.answers.weights.append(float(row["weight"]))
        self.answers.fast.append("speeding" in row["flags"])

    async def prepare(self, plan: StudyPlan) -> None:
        """What columns drivers are made of. Raises Invalid for one that is not there or holds words."""
        book = {one.name: one for one in await surveys.columns_of(self._tx, self._workspace, self._survey)}
        for field, name in [("outcome", plan.outcome), *[("predictors", one) for one in plan.predictors]]:
            column = book.get(name)
            if column is None:
                raise Invalid(field=f"plan.{field}", problem=f"the survey has no column {name}")
            self.answers.labels[name] = dict(column.label)
            if column.kind in ("number", "flag") or (column.kind == "choice" and _are_numbers(column)):
                continue
            if column.kind != "choice" or field == "outcome":
                raise Invalid(field=f"plan.{field}", problem=f"{name} holds {column.kind}s, not numbers")
            first = next(iter(column.label), "")
            self.answers.choices[name] = {one.code: one.label.get(first, one.code) for one in column.values}

    async def take_columns(self, row: Row, plan: StudyPlan) -> None:
        flat = await surveys.flat_of(self._tx, self._workspace, self._survey, row)
        names = [plan.outcome, *plan.predictors]
        found = {name: flat[name] for name in names if flat.get(name) is not None}
        if plan.outcome not in found:
            return
        numbers = {name: value if name in self.answers.choices else float(value) for name, value in found.items()}
        self.answers.table.append(-1)
        self.answers.values.append(numbers)
        self._note(row)


def _are_numbers(column: forms.FormColumn) -> bool:
    try:
        return bool([float(one.code) for one in column.values])
    except ValueError:
        return False
