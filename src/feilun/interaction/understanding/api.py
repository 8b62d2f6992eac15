"""Versions over HTTP: train, watch, compare, publish, roll back, replay."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.interaction.understanding import keeper
from feilun.interaction.understanding.keeper import Author
from feilun.interaction.understanding.shapes import (
    Estimate,
    Reason,
    ReplayChange,
    ReplayFigures,
    SuiteFigures,
    SuiteReport,
    SuiteSettings,
    VersionFigures,
)
from feilun.kernel.errors import NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Verdict = Literal["all", "better", "worse", "unknown"]


class BotTask(msgspec.Struct, kw_only=True):
    """Work on a version in the background: queued, running, done or failed. `step` is collect, fit, judge, ask or keep."""

    kind: str
    state: str
    progress: int
    step: str
    problem: str | None
    attempts: int
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class BotVersionRow(msgspec.Struct, kw_only=True):
    """One version. `weakened`: it was trained without encoders; `missing_encoders`: those it needs and we lack.

    `suite` is how it did in the suite, `moved` the share of the suite's questions that it answers differently from the
    version that was in force when it was judged (`judged_against`).
    """

    number: int
    state: str
    is_in_force: bool
    was_in_force: bool
    made_at: datetime
    made_by: str
    trained_at: datetime | None
    encoders: list[str]
    missing_encoders: list[str]
    weakened: bool
    model_bytes: int
    settings: SuiteSettings | None
    figures: VersionFigures | None
    suite: SuiteFigures | None
    moved: Estimate | None
    judged_against: int | None
    tasks: list[BotTask]


class BotReplay(msgspec.Struct, kw_only=True):
    """Last week's questions asked again. `against` is the version they are compared with; null: what was said then."""

    against: int | None
    at: datetime
    figures: ReplayFigures


class BotVersionView(msgspec.Struct, kw_only=True):
    """A version whole. `reasons` say why it would not be published now; empty when it would."""

    version: BotVersionRow
    report: SuiteReport | None
    reasons: list[Reason]
    replay: BotReplay | None


class BotVersionWanted(msgspec.Struct, kw_only=True):
    """The version that will be trained."""

    number: int


class BotPublication(msgspec.Struct, kw_only=True):
    """A moment at which a version came into force. `is_return`: it had been so before."""

    place: int
    number: int
    before: int | None
    is_return: bool
    at: datetime
    by: str


@get("/api/v1/bot-versions", operation_id="list_bot_versions", **needs("bot.read"))
async def list_bot_versions(
    caller: Caller, engines: Engines, after: str | None = None, limit: Limit = 50
) -> Page[BotVersionRow]:
    """The newest first."""
    before = read_cursor(after, tuple[int])[0] if after else None
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            _queries.versions, workspace=caller.workspace, before=_small(before), only=None, limit=limit + 1
        )
        items = await _rows(tx, engines, caller.workspace, rows[:limit])
    return Page(items=items, next=cursor(items[-1].number) if len(rows) > limit else None)


@post("/api/v1/bot-versions", operation_id="train_bot_version", **needs("bot.publish"))
async def train_bot_version(caller: Caller, engines: Engines) -> Response[BotVersionWanted]:
    """Trains a version from all that is approved when the training begins, in the background.

    201 with its number; 200 with the same number as before while one is still waiting to begin.
    """
    async with engines.tables.transaction() as tx:
        wanted = await keeper.train_later(tx, engines, caller.workspace, _author(caller))
        if wanted.is_new:
            await note(tx, caller, "bot_version.asked_for", f"bot_version:{wanted.number}")
    return Response(BotVersionWanted(number=wanted.number), status_code=201 if wanted.is_new else 200)


@get("/api/v1/bot-versions/{number:int}", operation_id="get_bot_version", **needs("bot.read"))
async def get_bot_version(caller: Caller, engines: Engines, number: int) -> BotVersionView:
    """How far it is, how it did, and why it would not be published."""
    async with engines.tables.transaction() as tx:
        return await _view(tx, engines, caller.workspace, number)


@post(
    "/api/v1/bot-versions/{number:int}/publication",
    operation_id="publish_bot_version",
    status_code=200,
    **needs("bot.publish"),
)
async def publish_bot_version(caller: Caller, engines: Engines, number: int) -> BotVersionView:
    """Puts it in force at once. 409 `not_good_enough` with the `reasons` when the suite says it would be a step back.

    A version that was in force before is not judged: publishing an older number is how one rolls back.
    """
    async with engines.tables.transaction() as tx:
        await _row_of(tx, caller.workspace, number)
        changed = await keeper.publish(tx, caller.workspace, number, _author(caller))
        if changed:
            await note(tx, caller, "bot_version.published", f"bot_version:{number}", {"number": number})
        return await _view(tx, engines, caller.workspace, number)


@post(
    "/api/v1/bot-versions/{number:int}/judgement",
    operation_id="judge_bot_version",
    status_code=202,
    **needs("bot.write"),
)
async def judge_bot_version(caller: Caller, engines: Engines, number: int) -> BotVersionView:
    """Runs the suite of today on it, in the background; needed when the suite or the version in force has changed."""
    return await _work(caller, engines, number, "judgement")


@post(
    "/api/v1/bot-versions/{number:int}/replay", operation_id="replay_bot_version", status_code=202, **needs("bot.write")
)
async def replay_bot_version(caller: Caller, engines: Engines, number: int) -> BotVersionView:
    """Asks it last week's questions, in the background, and keeps what it would answer differently."""
    return await _work(caller, engines, number, "replay")


@get("/api/v1/bot-versions/{number:int}/replay-changes", operation_id="list_replay_changes", **needs("bot.read"))
async def list_replay_changes(
    caller: Caller,
    engines: Engines,
    number: int,
    verdict: Verdict = "all",
    after: str | None = None,
    limit: Limit = 50,
) -> Page[ReplayChange]:
    """The questions that the last replay answered differently: first those of which people said what is right."""
    place = read_cursor(after, tuple[int])[0] if after else 0
    async with engines.tables.transaction() as tx:
        await _row_of(tx, caller.workspace, number)
        rows = await tx.all(
            _queries.replay_changes,
            workspace=caller.workspace, number=number, verdict=verdict, after=_small(place), limit=limit + 1,
        )  # fmt: skip
    items = [msgspec.convert(row["change"], ReplayChange) for row in rows[:limit]]
    return Page(items=items, next=cursor(rows[limit - 1]["place"]) if len(rows) > limit else None)


@get("/api/v1/bot-publications", operation_id="list_bot_publications", **needs("bot.read"))
async def list_bot_publications(
    caller: Caller, engines: Engines, after: str | None = None, limit: Limit = 50
) -> Page[BotPublication]:
    """Which version was in force since when, the newest first."""
    place = read_cursor(after, tuple[int])[0] if after else None
    async with engines.tables.transaction() as tx:
        rows = await tx.all(_queries.publications, workspace=caller.workspace, after=_small(place), limit=limit + 1)
    items = [BotPublication(**{**row, "by": name or row["by"]}) for row in rows[:limit] for name in [row.pop("name")]]
    return Page(items=items, next=cursor(items[-1].place) if len(rows) > limit else None)


async def _work(caller: Caller, engines: Engines, number: int, kind: Literal["judgement", "replay"]) -> BotVersionView:
    async with engines.tables.transaction() as tx:
        await _row_of(tx, caller.workspace, number)
        await keeper.work_later(tx, engines, caller.workspace, number, kind)
        await note(tx, caller, f"bot_version.{kind}_asked_for", f"bot_version:{number}")
        return await _view(tx, engines, caller.workspace, number)


async def _row_of(tx: Transaction, workspace: UUID, number: int) -> Row:
    """Raises NotFound."""
    rows = await tx.all(_queries.versions, workspace=workspace, before=None, only=_small(number), limit=1)
    if not rows:
        raise NotFound(kind="version", id=number)
    return rows[0]


async def _view(tx: Transaction, engines: Engines, workspace: UUID, number: int) -> BotVersionView:
    row = await _row_of(tx, workspace, number)
    [version] = await _rows(tx, engines, workspace, [row])
    judged = await tx.first(_queries.judgement, workspace=workspace, number=number) or {}
    replayed = await tx.first(_queries.replay, workspace=workspace, number=number)
    is_trained = row["trained_at"] is not None
    return BotVersionView(
        version=version,
        report=msgspec.convert(judged["report"], SuiteReport) if judged.get("report") else None,
        reasons=await keeper.reasons_against(tx, workspace, number) if is_trained else [],
        replay=msgspec.convert(replayed, BotReplay) if replayed else None,
    )


async def _rows(tx: Transaction, engines: Engines, workspace: UUID, rows: list[Row]) -> list[BotVersionRow]:
    tasks: dict[int, list[BotTask]] = {}
    for row in await tx.all(_queries.tasks, workspace=workspace, numbers=[row["number"] for row in rows]):
        tasks.setdefault(row.pop("number"), []).append(BotTask(**row))
    here = {one.name for one in engines.encoders}
    return [_version(row, sorted(tasks.get(row["number"], []), key=lambda one: one.queued_at), here) for row in rows]


def _version(row: Row, tasks: list[BotTask], here: set[str]) -> BotVersionRow:
    training = next((one.state for one in tasks if one.kind == "training"), "queued")
    kept: dict[str, Any] = {
        name: row[name]
        for name in (
            *("number", "is_in_force", "was_in_force", "made_at", "trained_at", "encoders", "weakened", "model_bytes"),
            *("settings", "figures", "suite", "moved", "judged_against"),
        )
    }
    return msgspec.convert(
        {
            **kept,
            "state": "trained" if row["trained_at"] else training,
            "made_by": row["made_name"] or row["made_by"],
            "missing_encoders": [name for name in row["encoders"] if name not in here],
            "tasks": tasks,
        },
        BotVersionRow,
        from_attributes=True,
    )


def _small(number: int | None) -> int | None:
    """A number that no row can have finds none, instead of falling out of the column's range."""
    return None if number is None else max(-1, min(number, 2_000_000_000))


def _author(caller: Caller) -> Author:
    return Author(caller.author, caller.name)


ROUTES = [
    list_bot_versions,
    train_bot_version,
    get_bot_version,
    publish_bot_version,
    judge_bot_version,
    replay_bot_version,
    list_replay_changes,
    list_bot_publications,
]
