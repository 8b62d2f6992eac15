"""HTTP: audiences, their members and why, the preview, and what rules may speak of."""

import time
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post

from feilun.access import Caller, needs, note
from feilun.insight import identity, profiles
from feilun.insight.segments import base
from feilun.insight.segments.keeper import audience, queries
from feilun.insight.segments.match import Explanation
from feilun.insight.segments.reader import audience_row, why
from feilun.insight.segments.rules import parse
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.ids import new_id
from feilun.store import Engines, Json, Row

_LAST_ID = UUID(int=(1 << 128) - 1)
_BIGGEST_RULE = 64 * 1024
_SAMPLE = 10


class AudienceRow(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is `filling` until the whole base has been asked about the present rule; `as_of` is when that was."""

    id: UUID
    name: str
    rule: dict[str, Any]
    size: int
    state: str
    as_of: datetime | None
    created_at: datetime
    updated_at: datetime


class NewAudience(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    rule: dict[str, Any]


class AudienceChange(msgspec.Struct, frozen=True, kw_only=True):
    name: str | None = None
    rule: dict[str, Any] | None = None


class AudienceMember(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str
    email: str | None
    phone: str | None
    city: str | None
    last_seen: datetime
    order_count: int
    order_amount: float
    channels: list[str]
    since: datetime


class AudienceWhy(msgspec.Struct, frozen=True, kw_only=True):
    """`is_member` is what the audience says, `explanation` the rule asked again this moment."""

    customer: UUID
    is_member: bool
    since: datetime | None
    explanation: Explanation


class AudienceDraft(msgspec.Struct, frozen=True, kw_only=True):
    rule: dict[str, Any]


class AudienceSample(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    name: str


class AudiencePreview(msgspec.Struct, frozen=True, kw_only=True):
    size: int
    total: int
    sample: list[AudienceSample]
    as_of: datetime
    milliseconds: int


class FieldType(msgspec.Struct, frozen=True, kw_only=True):
    """A trait or a property; `type` is text, number, boolean, or several joined by a bar."""

    name: str
    type: str
    examples: list[Any]
    count: int


class FieldEvent(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    count: int
    properties: list[FieldType]


class AudienceFields(msgspec.Struct, frozen=True, kw_only=True):
    traits: list[FieldType]
    events: list[FieldEvent]


@get("/api/v1/audiences", operation_id="list_audiences", **needs("audiences.read"))
async def list_audiences(caller: Caller, engines: Engines, after: str = "", limit: int = 50) -> Page[AudienceRow]:
    """Newest first."""
    limit = profiles.checked_limit(limit)
    at, last = read_cursor(after, tuple[datetime, UUID]) if after else ("infinity", _LAST_ID)
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.list_audiences, workspace=caller.workspace, at=at, id=last, limit=limit + 1)
    more = cursor(rows[limit - 1]["created_at"], rows[limit - 1]["id"]) if len(rows) > limit else None
    return Page(items=[_row(row) for row in rows[:limit]], next=more)


@post("/api/v1/audiences", operation_id="create_audience", **needs("audiences.write"))
async def create_audience(caller: Caller, engines: Engines, data: NewAudience) -> AudienceRow:
    """Live from the start; who fits already comes in within moments, while `state` is `filling`."""
    name, rule, id = _checked_name(data.name), _checked_rule(data.rule), new_id()
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.add_audience,
            workspace=caller.workspace,
            id=id,
            name=name,
            rule=Json(rule),
            now=clock.now(),
            by=caller.author,
        )
        await note(tx, caller, "audience.created", subject=f"audience:{id}", detail={"name": name})
        tx.after_commit(lambda: engines.bus.publish("audiences.changed", b""))
        return _row(await audience_row(tx, caller.workspace, id))


@get("/api/v1/audiences/{audience_id:uuid}", operation_id="get_audience", **needs("audiences.read"))
async def get_audience(caller: Caller, engines: Engines, audience_id: UUID) -> AudienceRow:
    async with engines.tables.transaction() as tx:
        return _row(await audience_row(tx, caller.workspace, audience_id))


@patch("/api/v1/audiences/{audience_id:uuid}", operation_id="change_audience", **needs("audiences.write"))
async def change_audience(caller: Caller, engines: Engines, audience_id: UUID, data: AudienceChange) -> AudienceRow:
    """A changed rule is asked about everybody again; members who no longer fit leave, with a fact each."""
    name = None if data.name is None else _checked_name(data.name)
    rule = None if data.rule is None else Json(_checked_rule(data.rule))
    async with engines.tables.transaction() as tx:
        await audience_row(tx, caller.workspace, audience_id)
        await tx.run(
            queries.change_audience,
            workspace=caller.workspace,
            id=audience_id,
            name=name,
            rule=rule,
            now=clock.now(),
        )
        detail = {"name": name, "rule": data.rule}
        await note(tx, caller, "audience.changed", subject=f"audience:{audience_id}", detail=detail)
        tx.after_commit(lambda: engines.bus.publish("audiences.changed", b""))
        return _row(await audience_row(tx, caller.workspace, audience_id))


@delete("/api/v1/audiences/{audience_id:uuid}", operation_id="delete_audience", **needs("audiences.write"))
async def delete_audience(caller: Caller, engines: Engines, audience_id: UUID) -> None:
    async with engines.tables.transaction() as tx:
        row = await audience_row(tx, caller.workspace, audience_id)
        for statement in (queries.drop_audience, queries.drop_members, queries.drop_turns, queries.drop_rechecks):
            await tx.run(statement, workspace=caller.workspace, id=audience_id)
        await note(tx, caller, "audience.deleted", subject=f"audience:{audience_id}", detail={"name": row["name"]})


@get("/api/v1/audiences/{audience_id:uuid}/members", operation_id="list_members", **needs("audiences.read"))
async def list_members(
    caller: Caller, engines: Engines, audience_id: UUID, after: str = "", limit: int = 50
) -> Page[AudienceMember]:
    """Newest members first."""
    limit = profiles.checked_limit(limit)
    since, last = read_cursor(after, tuple[datetime, UUID]) if after else ("infinity", _LAST_ID)
    async with engines.tables.transaction() as tx:
        await audience_row(tx, caller.workspace, audience_id)
        rows = await tx.all(
            queries.list_members,
            workspace=caller.workspace,
            audience=audience_id,
            since=since,
            customer=last,
            limit=limit + 1,
        )
        people = await profiles.profiles_of(tx, caller.workspace, [row["customer"] for row in rows])
    more = cursor(rows[limit - 1]["since"], rows[limit - 1]["customer"]) if len(rows) > limit else None
    items = [_member(people[row["customer"]], row["since"]) for row in rows[:limit] if row["customer"] in people]
    return Page(items=items, next=more)


@get(
    "/api/v1/audiences/{audience_id:uuid}/members/{customer:uuid}",
    operation_id="explain_member",
    **needs("audiences.read"),
)
async def explain_member(caller: Caller, engines: Engines, audience_id: UUID, customer: UUID) -> AudienceWhy:
    """Why somebody is in the audience, or why not: every condition with its answer and the figure behind it."""
    async with engines.tables.transaction() as tx:
        row = await audience_row(tx, caller.workspace, audience_id)
        here = await identity.known(tx, caller.workspace, customer)
        said = await why(tx, audience(row), here, clock.now())
        since = await tx.value(queries.since, workspace=caller.workspace, audience=audience_id, customer=here)
    return AudienceWhy(customer=here, is_member=since is not None, since=since, explanation=said)


@post("/api/v1/audience-previews", operation_id="preview_audience", status_code=200, **needs("audiences.read"))
async def preview_audience(caller: Caller, engines: Engines, data: AudienceDraft) -> AudiencePreview:
    """How many would be in it now, and some of them; nothing is kept."""
    rule, now, start = parse(_checked_rule(data.rule)), clock.now(), time.perf_counter()
    found = await base.count(engines, caller.workspace, rule, now, _SAMPLE)
    async with engines.tables.transaction() as tx:
        total = await tx.value(queries.total, workspace=caller.workspace)
        names = await profiles.names_of(tx, caller.workspace, found.sample)
    return AudiencePreview(
        size=found.size,
        total=total,
        sample=[AudienceSample(id=key, name=name) for key, name in names.items()],
        as_of=found.as_of,
        milliseconds=round((time.perf_counter() - start) * 1000),
    )


@get("/api/v1/audience-fields", operation_id="list_audience_fields", **needs("audiences.read"))
async def list_audience_fields(caller: Caller, engines: Engines) -> AudienceFields:
    """Traits, events and their properties that have been seen, with a few examples; personal ones have none."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.fields, workspace=caller.workspace)
    events = [
        FieldEvent(
            name=row["event"],
            count=row["count"],
            properties=[_field(one) for one in rows if one["kind"] == "property" and one["event"] == row["event"]],
        )
        for row in rows
        if row["kind"] == "event"
    ]
    return AudienceFields(
        traits=[_field(row) for row in rows if row["kind"] == "trait"],
        events=sorted(events, key=lambda event: -event.count),
    )


def _row(row: Row) -> AudienceRow:
    return AudienceRow(
        id=row["id"],
        name=row["name"],
        rule=row["rule"],
        size=row["size"],
        state="live" if row["filled"] >= row["version"] else "filling",
        as_of=row["filled_at"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _member(person: profiles.Profile, since: datetime) -> AudienceMember:
    return AudienceMember(**msgspec.structs.asdict(profiles.customer_row(person)), since=since)


def _field(row: Row) -> FieldType:
    return FieldType(name=row["name"], type="|".join(row["types"]), examples=row["examples"], count=row["count"])


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= 200:
        raise Invalid(field="name", problem="must have 1 to 200 characters")
    return name


def _checked_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """The rule as given, once it has been read without complaint."""
    if len(msgspec.json.encode(rule)) > _BIGGEST_RULE:
        raise Invalid(field="rule", problem=f"is larger than {_BIGGEST_RULE // 1024} KB")
    parse(rule)
    return rule


ROUTES = (
    list_audiences,
    create_audience,
    get_audience,
    change_audience,
    delete_audience,
    list_members,
    explain_member,
    preview_audience,
    list_audience_fields,
)
