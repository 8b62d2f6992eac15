"""Studies over HTTP: plans, designs, the survey behind them, whether there is enough."""

import asyncio
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.insight import surveys
from feilun.insight.studies import child, keeper, tasks, wording
from feilun.insight.studies.collecting import collect
from feilun.insight.studies.readiness import readiness_of
from feilun.insight.studies.shapes import (
    NewStudy,
    StudyChange,
    StudyDesignView,
    StudyFilter,
    StudyKind,
    StudyReadiness,
    StudyRow,
    StudySurvey,
    StudySurveyView,
    StudyView,
)
from feilun.insight.studies.tasks import WAITING, WORKER, queries
from feilun.kernel import clock
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Language = Annotated[str, QueryParameter(max_length=20)]
_ONE = "/api/v1/studies/{study:uuid}"
_PATIENCE = 2.0


@get("/api/v1/studies", operation_id="list_studies", **needs("survey.read"))
async def list_studies(
    caller: Caller,
    engines: Engines,
    kind: StudyKind | None = None,
    survey: UUID | None = None,
    search: str = "",
    after: str | None = None,
    limit: Limit = 50,
) -> Page[StudyRow]:
    """Newest first; `survey` gives those whose question that survey asks."""
    at, id = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    names = {"workspace": caller.workspace, "kind": kind, "survey": survey, "search": _pattern(search)}
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.list_studies, **names, at=at, id=id, limit=limit + 1)
    items = [
        StudyRow(
            **{
                name: row[name]
                for name in ("id", "name", "kind", "revision", "survey", "question", "has_design", "estimates")
            },
            newest=row["newest"],
            newest_state=row["newest_state"] or "none",
            created_at=row["created_at"],
            changed_at=row["changed_at"],
            changed_by=row["changed_by_name"],
        )
        for row in rows[:limit]
    ]
    return Page(items=items, next=cursor(items[-1].created_at, items[-1].id) if len(rows) > limit else None)


def _pattern(search: str) -> str | None:
    text = search.strip()[:200].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{text}%" if text else None


@post("/api/v1/studies", operation_id="create_study", **needs("survey.write"))
async def create_study(caller: Caller, engines: Engines, data: NewStudy) -> StudyView:
    """A new study; its plan may be unfinished. `problems` says what keeps it from being fielded."""
    async with engines.tables.transaction() as tx:
        author = surveys.author_of(caller)
        study = await keeper.create(tx, caller.workspace, data.name, data.kind, data.plan, author)
        await note(tx, caller, "study.created", f"study:{study}", {"name": data.name, "kind": data.kind})
        return await keeper.view_of(tx, caller.workspace, study)


@get(_ONE, operation_id="get_study", **needs("survey.read"))
async def get_study(caller: Caller, engines: Engines, study: UUID) -> StudyView:
    """The plan, with what is wrong with it, and its survey."""
    async with engines.tables.transaction() as tx:
        return await keeper.view_of(tx, caller.workspace, study)


@put(_ONE, operation_id="put_study", **needs("survey.write"))
async def put_study(caller: Caller, engines: Engines, study: UUID, data: StudyChange) -> StudyView:
    """Name and plan; what is left out stays. 409 `stale_study` when somebody saved since `revision`."""
    async with engines.tables.transaction() as tx:
        author = surveys.author_of(caller)
        revision = await keeper.change(tx, caller.workspace, study, author, data.name, data.plan, data.revision)
        await note(tx, caller, "study.saved", f"study:{study}", {"revision": revision})
        return await keeper.view_of(tx, caller.workspace, study)


@delete(_ONE, operation_id="delete_study", **needs("survey.write"))
async def delete_study(caller: Caller, engines: Engines, study: UUID) -> None:
    """It is gone with its estimates and scenarios; its survey and the answers stay."""
    async with engines.tables.transaction() as tx:
        await keeper.delete(tx, engines, caller.workspace, study)
        await note(tx, caller, "study.deleted", f"study:{study}")


@post(f"{_ONE}/design", operation_id="design_study", status_code=202, **needs("survey.write"))
async def design_study(caller: Caller, engines: Engines, study: UUID, language: Language = "en") -> StudyDesignView:
    """Makes a design of the plan as it is. A small one is ready in the answer; a large one goes on, see GET."""
    async with engines.tables.transaction() as tx:
        row = await keeper.study_row(tx, caller.workspace, study)
        is_small = child.is_small(child.DesignOrder(row["kind"], keeper.plan_of(row)))
        author = surveys.author_of(caller)
        task = await keeper.want_design(tx, caller.workspace, study, author, WORKER if is_small else None)
        await note(tx, caller, "study.design_wanted", f"study:{study}")
        tx.after_commit(lambda: engines.bus.publish(WAITING, b""))
    if is_small:
        await tasks.begin(engines, task, _PATIENCE)
    async with engines.tables.transaction() as tx:
        return await _design(tx, caller.workspace, study, language)


@get(f"{_ONE}/design", operation_id="get_study_design", **needs("survey.read"))
async def get_study_design(caller: Caller, engines: Engines, study: UUID, language: Language = "en") -> StudyDesignView:
    """The standing design, and how far the making of a newer one is."""
    async with engines.tables.transaction() as tx:
        return await _design(tx, caller.workspace, study, language)


async def _design(tx: Transaction, workspace: UUID, study: UUID, language: str) -> StudyDesignView:
    row = await keeper.study_row(tx, workspace, study)
    newest = await tx.first(queries.newest_design, workspace=workspace, study=study)
    design = keeper.design_of(row)
    return StudyDesignView(
        state=newest["state"] if newest else "none",
        progress=newest["progress"] / 100 if newest else 0.0,
        problem=newest["problem"] if newest else None,
        is_stale=keeper.is_stale(row, keeper.plan_of(row)),
        design=design,
        report=wording.chosen(design.report, language) if design else None,
    )


@delete(f"{_ONE}/design", operation_id="cancel_study_design", **needs("survey.write"))
async def cancel_study_design(caller: Caller, engines: Engines, study: UUID) -> None:
    """Stops a design that is being made; the standing one stays."""
    async with engines.tables.transaction() as tx:
        await keeper.study_row(tx, caller.workspace, study)
        await tx.run(queries.cancel_designs, workspace=caller.workspace, study=study, now=clock.now())
        await note(tx, caller, "study.design_cancelled", f"study:{study}")


@post(f"{_ONE}/survey", operation_id="put_study_survey", status_code=200, **needs("survey.write"))
async def put_study_survey(caller: Caller, engines: Engines, study: UUID, data: StudySurvey) -> StudySurveyView:
    """Puts the question into a survey's draft, a new one unless you name it. Asked again it renews what stands."""
    async with engines.tables.transaction() as tx:
        made = await keeper.make_survey(tx, caller.workspace, study, data, surveys.author_of(caller))
        await note(tx, caller, "study.surveyed", f"study:{study}", {"survey": str(made.survey)})
        return made


@get(f"{_ONE}/readiness", operation_id="get_study_readiness", **needs("survey.read"))
async def get_study_readiness(
    caller: Caller, engines: Engines, study: UUID, language: Language = "en", is_simulated: bool = False
) -> StudyReadiness:
    """Answers so far, how good they look, and whether there are enough to estimate."""
    async with engines.tables.transaction() as tx:
        row = await keeper.study_row(tx, caller.workspace, study)
        plan = keeper.plan_of(row)
        answers = await collect(tx, row, row["kind"], plan, StudyFilter(is_simulated=is_simulated))
    return await asyncio.to_thread(readiness_of, row["kind"], plan, answers, language)


ROUTES = [
    list_studies, create_study, get_study, put_study, delete_study, design_study, get_study_design,
    cancel_study_design, put_study_survey, get_study_readiness,
]  # fmt: skip
