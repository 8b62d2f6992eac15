"""Journeys over HTTP: drafts, versions, states, figures, and why a customer is where she is."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, patch, post, put
from litestar.params import Parameter, QueryParameter

from feilun.access import Caller, needs, note
from feilun.conversion.journeys import keeper
from feilun.conversion.journeys.entries import ENTERED
from feilun.conversion.journeys.graph import JourneyGraph, read_graph
from feilun.conversion.journeys.rules import JourneyProblem
from feilun.delivery import outbox
from feilun.events import APPENDED
from feilun.insight import profiles
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
Limit = Annotated[int, Parameter(ge=1, le=200)]


class NewJourney(msgspec.Struct, kw_only=True):
    name: str
    graph: JourneyGraph | None = None


class JourneyChange(msgspec.Struct, kw_only=True):
    """What is left out stays as it is."""

    name: str | None = None
    state: keeper.State | None = None


class JourneyRow(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    state: str
    version: int
    waiting: int
    created_at: datetime
    changed_at: datetime


class JourneyPublished(msgspec.Struct, kw_only=True):
    version: int
    at: datetime
    author: str
    waiting: int


class JourneyCounts(msgspec.Struct, kw_only=True):
    """`goal` and `goal_held_out` count entries that reached the goal within its days."""

    entered: int = 0
    held_out: int = 0
    waiting: int = 0
    done: int = 0
    gone: int = 0
    goal: int = 0
    goal_held_out: int = 0


class JourneyView(msgspec.Struct, kw_only=True):
    """A journey whole. `problems` are those of the draft, `revision` counts its changes."""

    id: UUID
    name: str
    state: str
    version: int
    draft: JourneyGraph
    revision: int
    problems: list[JourneyProblem]
    published: list[JourneyPublished]
    counts: JourneyCounts


class JourneyDraft(msgspec.Struct, kw_only=True):
    """`revision` is the one that this was drawn on; left out, whatever is there is overwritten."""

    graph: JourneyGraph
    revision: int | None = None


class JourneyDraftAnswer(msgspec.Struct, kw_only=True):
    problems: list[JourneyProblem]
    revision: int


class JourneyVersionAnswer(msgspec.Struct, kw_only=True):
    version: int


class JourneyStepFigures(msgspec.Struct, kw_only=True):
    """One step: how many came, wait there, went on; `stopped` ended here early. Messages only where it sends any."""

    step: str
    entered: int = 0
    waiting: int = 0
    left: int = 0
    stopped: int = 0
    sent: int = 0
    opened: int = 0
    clicked: int = 0
    suppressed: int = 0
    failed: int = 0


class JourneyFigures(msgspec.Struct, kw_only=True):
    steps: list[JourneyStepFigures]
    entered: int
    held_out: int
    sent: int
    opened: int
    clicked: int
    suppressed: int
    failed: int
    bounced: int
    goal: int


class JourneyCustomer(msgspec.Struct, kw_only=True):
    """One entry of a customer. `due_at` says when she is moved on, `reason` why her way ended."""

    customer: UUID
    name: str
    entry_key: str
    version: int
    step: str | None
    state: str
    due_at: datetime | None
    entered_at: datetime
    goal_at: datetime | None
    ended_at: datetime | None
    held_out: bool
    reason: str


class JourneyPassage(msgspec.Struct, kw_only=True):
    """A step she passed. `outcome` is waited, queued, yes, no or ended."""

    entry_key: str
    number: int
    step: str
    at: datetime
    outcome: str


class JourneyTrace(msgspec.Struct, kw_only=True):
    """Why a customer is where she is: her entries and the steps she passed in each."""

    entries: list[JourneyCustomer]
    passages: list[JourneyPassage]


@get("/api/v1/journeys", operation_id="list_journeys", **needs("journeys.read"))
async def list_journeys(
    caller: Caller, engines: Engines, after: str | None = None, limit: Limit = 50
) -> Page[JourneyRow]:
    """Newest first."""
    at, id = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    async with engines.tables.transaction() as tx:
        rows = await tx.all(_queries.list_journeys, workspace=caller.workspace, at=at, id=id, limit=limit + 1)
        ids = [row["id"] for row in rows]
        counted = await tx.all(_queries.list_waiting, workspace=caller.workspace, journeys=ids)
    waiting = {row["journey"]: row["waiting"] for row in counted}
    items = [JourneyRow(**row, waiting=waiting.get(row["id"], 0)) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].created_at, items[-1].id) if len(rows) > limit else None)


@post("/api/v1/journeys", operation_id="create_journey", **needs("journeys.write"))
async def create_journey(caller: Caller, engines: Engines, data: NewJourney) -> JourneyView:
    """A new draft."""
    async with engines.tables.transaction() as tx:
        journey = await keeper.create(tx, caller.workspace, data.name, data.graph, _author(caller))
        await note(tx, caller, "journey.created", subject=f"journey:{journey}", detail={"name": data.name})
        return await _view(tx, caller.workspace, journey)


@get("/api/v1/journeys/{journey:uuid}", operation_id="get_journey", **needs("journeys.read"))
async def get_journey(caller: Caller, engines: Engines, journey: UUID) -> JourneyView:
    async with engines.tables.transaction() as tx:
        return await _view(tx, caller.workspace, journey)


@patch("/api/v1/journeys/{journey:uuid}", operation_id="change_journey", **needs("journeys.publish"))
async def change_journey(caller: Caller, engines: Engines, journey: UUID, data: JourneyChange) -> JourneyView:
    """Renames, pauses, resumes or stops it."""
    async with engines.tables.transaction() as tx:
        await keeper.lock(tx, caller.workspace, journey)
        if data.name is not None:
            await keeper.rename(tx, caller.workspace, journey, data.name)
        if data.state is not None:
            await keeper.change_state(tx, caller.workspace, journey, data.state)
        detail = {"name": data.name, "state": data.state}
        await note(tx, caller, "journey.changed", subject=f"journey:{journey}", detail=detail)
        _wake(tx, engines)
        return await _view(tx, caller.workspace, journey)


@put("/api/v1/journeys/{journey:uuid}/draft", operation_id="put_journey_draft", **needs("journeys.write"))
async def put_journey_draft(caller: Caller, engines: Engines, journey: UUID, data: JourneyDraft) -> JourneyDraftAnswer:
    """Keeps the draft, finished or not; says what is still wrong with it.

    409 `stale_draft` with the newer `graph`, its `revision` and its author when somebody changed it since `revision`.
    """
    author = _author(caller)
    async with engines.tables.transaction() as tx:
        await keeper.lock(tx, caller.workspace, journey)
        revision = await keeper.put_draft(tx, caller.workspace, journey, data.graph, author, data.revision)
        problems = await keeper.problems_of(tx, caller.workspace, data.graph)
        await note(tx, caller, "journey.drafted", subject=f"journey:{journey}", detail={"revision": revision})
    return JourneyDraftAnswer(problems=problems, revision=revision)


@post("/api/v1/journeys/{journey:uuid}/versions", operation_id="publish_journey", **needs("journeys.publish"))
async def publish_journey(
    caller: Caller, engines: Engines, journey: UUID, revision: int | None = None
) -> JourneyVersionAnswer:
    """New customers enter this version; those under way finish theirs.

    `revision` is the draft that was looked at: 409 `stale_draft` when there is a newer one.
    """
    async with engines.tables.transaction() as tx:
        version = await keeper.publish(tx, caller.workspace, journey, caller.author, revision)
        await note(tx, caller, "journey.published", subject=f"journey:{journey}", detail={"version": version})
        _wake(tx, engines)
    return JourneyVersionAnswer(version=version)


@get("/api/v1/journeys/{journey:uuid}/figures", operation_id="get_journey_figures", **needs("journeys.read"))
async def get_journey_figures(caller: Caller, engines: Engines, journey: UUID) -> JourneyFigures:
    """How many came, wait and went on, by step, and what became of the messages."""
    async with engines.tables.transaction() as tx:
        await keeper.journey_row(tx, caller.workspace, journey)
        names = {"workspace": caller.workspace, "journey": journey}
        counts = await tx.first(_queries.counts, **names) or {}
        passed = {row["step"]: row["gone"] for row in await tx.all(_queries.step_passes, **names)}
        here = {row["step"]: row for row in await tx.all(_queries.step_waiting, **names)}
        messages = await outbox.figures_of(tx, caller.workspace, journey)
    steps = [_step_figures(step, passed, here, messages) for step in sorted({*passed, *here, *messages})]
    total = {name: sum(one.get(name, 0) for one in messages.values()) for name in _MESSAGE_FIGURES}
    return JourneyFigures(
        steps=steps, entered=counts["entered"], held_out=counts["held_out"], goal=counts["goal"], **total
    )


_MESSAGE_FIGURES = ("sent", "opened", "clicked", "suppressed", "failed", "bounced")


def _step_figures(
    step: str, passed: dict[str, int], here: dict[str, Row], messages: dict[str, dict[str, int]]
) -> JourneyStepFigures:
    stands = here.get(step, {})
    waiting, stopped, left = stands.get("waiting", 0), stands.get("stopped", 0), passed.get(step, 0)
    said = messages.get(step, {})
    return JourneyStepFigures(
        step=step,
        entered=left + waiting + stopped,
        waiting=waiting,
        left=left,
        stopped=stopped,
        **{name: said.get(name, 0) for name in _MESSAGE_FIGURES if name != "bounced"},
    )


@get("/api/v1/journeys/{journey:uuid}/customers", operation_id="list_journey_customers", **needs("journeys.read"))
async def list_journey_customers(
    caller: Caller,
    engines: Engines,
    journey: UUID,
    step: str | None = None,
    position_state: Annotated[str | None, QueryParameter(name="state")] = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[JourneyCustomer]:
    """The rows behind the figures. `state` is waiting, done, left or held."""
    at, key = read_cursor(after, tuple[UUID, str]) if after else (None, None)
    async with engines.tables.transaction() as tx:
        await keeper.journey_row(tx, caller.workspace, journey)
        rows = await _positions(tx, caller.workspace, journey, step, position_state, None, (at, key), limit + 1)
    items = rows[:limit]
    return Page(items=items, next=cursor(items[-1].customer, items[-1].entry_key) if len(rows) > limit else None)


@get(
    "/api/v1/journeys/{journey:uuid}/customers/{customer:uuid}",
    operation_id="get_journey_trace",
    **needs("journeys.read"),
)
async def get_journey_trace(caller: Caller, engines: Engines, journey: UUID, customer: UUID) -> JourneyTrace:
    """Why she stopped here."""
    async with engines.tables.transaction() as tx:
        await keeper.journey_row(tx, caller.workspace, journey)
        rows = await _positions(tx, caller.workspace, journey, None, None, customer, (None, None), 200)
        passages = await tx.all(_queries.passages, workspace=caller.workspace, journey=journey, customer=customer)
    steps = [JourneyPassage(number=row.pop("pass"), **row) for row in passages]
    return JourneyTrace(entries=rows, passages=steps)


async def _positions(
    tx: Transaction,
    workspace: UUID,
    journey: UUID,
    step: str | None,
    state: str | None,
    customer: UUID | None,
    place: tuple[UUID | None, str | None],
    limit: int,
) -> list[JourneyCustomer]:
    names: dict[str, Any] = {"workspace": workspace, "journey": journey, "step": step, "state": state}
    rows = await tx.all(_queries.list_positions, **names, customer=customer, at=place[0], key=place[1], limit=limit)
    known = await profiles.names_of(tx, workspace, [row["customer"] for row in rows])
    return [JourneyCustomer(**row, name=known.get(row["customer"], "")) for row in rows]


async def _view(tx: Transaction, workspace: UUID, journey: UUID) -> JourneyView:
    row = await keeper.journey_row(tx, workspace, journey)
    draft = read_graph(row["draft"])
    published = await tx.all(_queries.published, workspace=workspace, journey=journey)
    counts = await tx.first(_queries.counts, workspace=workspace, journey=journey)
    return JourneyView(
        id=row["id"],
        name=row["name"],
        state=row["state"],
        version=row["version"],
        draft=draft,
        revision=row["revision"],
        problems=await keeper.problems_of(tx, workspace, draft),
        published=[JourneyPublished(**one) for one in published],
        counts=JourneyCounts(**(counts or {})),
    )


def _author(caller: Caller) -> keeper.Author:
    return keeper.Author(caller.author, caller.name)


def _wake(tx: Transaction, engines: Engines) -> None:
    for subject in (ENTERED, outbox.QUEUED, APPENDED):
        tx.after_commit(_publisher(engines, subject))


def _publisher(engines: Engines, subject: str) -> Any:
    return lambda: engines.bus.publish(subject, b"")


ROUTES = [
    list_journeys,
    create_journey,
    get_journey,
    change_journey,
    put_journey_draft,
    publish_journey,
    get_journey_figures,
    list_journey_customers,
    get_journey_trace,
]
