"""Estimates over HTTP: ask for one, watch it, stop it, take it home."""

import asyncio
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.insight import surveys
from feilun.insight.studies import child, keeper, keeping, markets, tasks, wording, writing
from feilun.insight.studies.answers import Answers
from feilun.insight.studies.collecting import collect
from feilun.insight.studies.estimating import MODELS, EstimateOrder
from feilun.insight.studies.results import (
    EstimateResult,
    EstimateSettings,
    EstimateWish,
    StudyEstimate,
    StudyEstimateRow,
)
from feilun.insight.studies.shapes import StudyFilter, StudyKind
from feilun.insight.studies.tasks import WAITING, WORKER, queries
from feilun.kernel import clock
from feilun.kernel.errors import Conflict
from feilun.kernel.http import Page, cursor, download_headers, read_cursor
from feilun.store import Engines, Row, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Language = Annotated[str, QueryParameter(max_length=20)]
_STUDY = "/api/v1/studies/{study:uuid}"
_ONE = "/api/v1/estimates/{estimate:uuid}"
_PATIENCE = 2.0
_STATES = ("complete", "partial", "started", "screened", "full")


@post(f"{_STUDY}/estimates", operation_id="estimate_study", status_code=202, **needs("survey.write"))
async def estimate_study(
    caller: Caller, engines: Engines, study: UUID, data: EstimateWish, language: Language = "en"
) -> StudyEstimate:
    """Begins an estimate. A quick one is ready in the answer; a long one goes on in a process of its own."""
    async with engines.tables.transaction() as tx:
        row = await keeper.study_row(tx, caller.workspace, study)
        answers = await _few_answers(tx, row, data)
        author = surveys.author_of(caller)
        worker = None if answers is None else WORKER
        task = await keeper.want_estimate(tx, caller.workspace, study, data, author, worker)
        told = {"estimate": str(task["id"]), "model": data.model}
        await note(tx, caller, "study.estimate_wanted", f"study:{study}", told)
        tx.after_commit(lambda: engines.bus.publish(WAITING, b""))
    if answers is not None:
        await tasks.begin(engines, task, _PATIENCE, answers)
    async with engines.tables.transaction() as tx:
        return estimate_of(await keeper.task_row(tx, caller.workspace, task["id"]), language)


async def _few_answers(tx: Transaction, row: Row, wish: EstimateWish) -> Answers | None:
    """The answers where the estimate is quick; None where a worker is to read them."""
    if len(MODELS[row["kind"]]) > 1 and wish.model not in ("mnl", "maxdiff"):
        return None
    if row["survey"] is None:
        return None
    plan = keeper.plan_of(row)
    answers = await collect(tx, row, row["kind"], plan, wish.filter)
    return answers if child.is_small(EstimateOrder(row["kind"], plan, wish.model, wish.settings, answers)) else None


@get(f"{_STUDY}/estimates", operation_id="list_study_estimates", **needs("survey.read"))
async def list_study_estimates(
    caller: Caller, engines: Engines, study: UUID, after: str | None = None, limit: Limit = 50
) -> Page[StudyEstimateRow]:
    """Newest first, those that run or failed as well."""
    before = read_cursor(after, tuple[UUID])[0] if after else None
    async with engines.tables.transaction() as tx:
        kind = (await keeper.study_row(tx, caller.workspace, study))["kind"]
        rows = await tx.all(
            queries.list_estimates, workspace=caller.workspace, study=study, before=before, limit=limit + 1
        )
    items = [StudyEstimateRow(**_head(row, kind, row["warnings"])) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].id) if len(rows) > limit else None)


def _head(row: Row, kind: StudyKind, warnings: int) -> dict[str, Any]:
    same = {name: row[name] for name in ("id", "study", "model", "state", "step", "problem", "base", "tasks")}
    return {
        **same,
        "progress": row["progress"] / 100,
        "created_at": row["queued_at"],
        "created_by": row["queued_by_name"],
        "started_at": row["started_at"],
        "finished_at": row["ended_at"],
        "warnings": warnings,
        "can_simulate": kind == "conjoint" and row["state"] == "done" and bool(row["has_draws"]),
    }


def estimate_of(row: Row, language: str) -> StudyEstimate:
    result = None if row["result"] is None else msgspec.convert(row["result"], EstimateResult)
    return StudyEstimate(
        **_head(row, row["study_kind"], len(result.warnings) if result else 0),
        settings=msgspec.convert(row["settings"], EstimateSettings),
        filter=msgspec.convert(row["filter"], StudyFilter),
        is_plan_changed=row["plan"] != row["plan_now"],
        result=result,
        report=wording.chosen(result.report, language) if result else None,
    )


@get(_ONE, operation_id="get_study_estimate", **needs("survey.read"))
async def get_study_estimate(
    caller: Caller, engines: Engines, estimate: UUID, language: Language = "en"
) -> StudyEstimate:
    """How far it is, or what came out, with a report in plain words, warnings first."""
    async with engines.tables.transaction() as tx:
        return estimate_of(await keeper.task_row(tx, caller.workspace, estimate), language)


@post(f"{_ONE}/cancellation", operation_id="cancel_study_estimate", status_code=200, **needs("survey.write"))
async def cancel_study_estimate(
    caller: Caller, engines: Engines, estimate: UUID, language: Language = "en"
) -> StudyEstimate:
    """Stops it; its process ends within a second. One that is over stays as it is."""
    async with engines.tables.transaction() as tx:
        await keeper.task_row(tx, caller.workspace, estimate)
        if await tx.run(queries.cancel_task, workspace=caller.workspace, id=estimate, now=clock.now()):
            await note(tx, caller, "study.estimate_cancelled", f"estimate:{estimate}")
        return estimate_of(await keeper.task_row(tx, caller.workspace, estimate), language)


@delete(_ONE, operation_id="delete_study_estimate", **needs("survey.write"))
async def delete_study_estimate(caller: Caller, engines: Engines, estimate: UUID) -> None:
    """With its draws. One that runs must be cancelled first."""
    async with engines.tables.transaction() as tx:
        await keeper.task_row(tx, caller.workspace, estimate)
        gone = await tx.first(queries.drop_estimate, workspace=caller.workspace, id=estimate)
        if gone is None:
            raise Conflict(problem="it is running; cancel it first")
        if gone["has_draws"]:
            keeper.forget_draws(tx, engines, caller.workspace, estimate)
        await note(tx, caller, "study.estimate_deleted", f"estimate:{estimate}")


@get(f"{_ONE}/file", operation_id="download_study_estimate", **needs("survey.read"))
async def download_study_estimate(
    caller: Caller, engines: Engines, estimate: UUID, format: Literal["csv", "xlsx"] = "xlsx", language: Language = "en"
) -> Response[bytes]:
    """Its figures, and the utilities of every person where the model has them; people who were erased are left out."""
    async with engines.tables.transaction() as tx:
        row = await keeper.task_row(tx, caller.workspace, estimate)
        if row["state"] != "done":
            raise Conflict(problem="it is not finished, so there is nothing to take home")
        study = await keeper.study_row(tx, caller.workspace, row["study"])
        there = await _there(tx, study) if row["has_draws"] else set()
    stored = await markets.read_draws(engines, row) if row["has_draws"] else None
    kept = None if stored is None else await asyncio.to_thread(keeping.from_bytes, stored)
    result = msgspec.convert(row["result"], EstimateResult)
    content = await asyncio.to_thread(writing.file_of, format, result, kept, there, language)
    return Response(
        content,
        media_type=writing.TYPES[format],
        headers=download_headers(writing.name_of(study["name"], row["ended_at"], format)),
    )


async def _there(tx: Transaction, study: Row) -> set[str]:
    """Responses that still stand."""
    if study["survey"] is None:
        return set()
    rows = surveys.stream_responses(
        tx, study["workspace"], study["survey"], states=_STATES, with_simulated=True, with_excluded=True
    )
    return {str(row["id"]) async for row in rows}


ROUTES = [
    estimate_study, list_study_estimates, get_study_estimate, cancel_study_estimate, delete_study_estimate,
    download_study_estimate,
]  # fmt: skip
