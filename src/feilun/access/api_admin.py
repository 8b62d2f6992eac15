"""HTTP: people, roles, tokens, write keys, the workspace and the audit trail."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.params import Parameter

from feilun.access import keys, people, sessions
from feilun.access.rights import RIGHTS, ROLES
from feilun.access.trail import note
from feilun.kernel import clock
from feilun.kernel.caller import ANYONE, Caller, needs
from feilun.kernel.capability import FirstStep
from feilun.kernel.errors import Forbidden, Invalid, NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
_LARGEST_SETTINGS = 65_536
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Limit = Annotated[int, Parameter(ge=1, le=200)]


class RoleRow(msgspec.Struct, kw_only=True):
    """A role is a set of rights."""

    id: str
    rights: list[str]


class PersonRow(msgspec.Struct, kw_only=True):
    id: UUID
    email: str
    name: str
    role: str
    created_at: datetime
    seen_at: datetime | None
    disabled_at: datetime | None

    disabled: bool = False

    def __post_init__(self) -> None:
        self.disabled = self.disabled_at is not None


class NewPerson(msgspec.Struct, kw_only=True):
    email: Annotated[str, msgspec.Meta(max_length=320)]
    name: _Name
    role: str
    password: Annotated[str, msgspec.Meta(min_length=8, max_length=256)]


class PersonChange(msgspec.Struct, kw_only=True):
    """What is left out stays. A new password ends all sessions of the person."""

    role: str | None = None
    name: _Name | None = None
    disabled: bool | None = None
    password: Annotated[str, msgspec.Meta(min_length=8, max_length=256)] | None = None


class TokenRow(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    role: str
    hint: str
    created_at: datetime
    created_by: str
    last_used_at: datetime | None


class NewToken(msgspec.Struct, kw_only=True):
    name: _Name
    role: str


class ShownSecret(msgspec.Struct, kw_only=True):
    """The secret is in this answer and never again."""

    id: UUID
    name: str
    secret: str


class WriteKeyRow(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    key_hint: str
    channel: str
    created_at: datetime


class NewWriteKey(msgspec.Struct, kw_only=True):
    name: _Name
    channel: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern="^[a-z0-9_-]+$")] = "web"


class AuditRow(msgspec.Struct, kw_only=True):
    id: UUID
    at: datetime
    author: str
    person: str
    action: str
    subject: str
    detail: dict[str, Any]


class WorkspaceView(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    zone: str
    region: str
    settings: dict[str, Any]


class WorkspaceChange(msgspec.Struct, kw_only=True):
    """What is left out stays; settings are merged key by key."""

    name: str | None = None
    zone: str | None = None
    region: str | None = None
    settings: dict[str, Any] | None = None


@get("/api/v1/roles", operation_id="list_roles", **needs("settings.read"))
async def list_roles() -> list[RoleRow]:
    """All roles and their rights."""
    return [RoleRow(id=role, rights=[right for right in RIGHTS if right in rights]) for role, rights in ROLES.items()]


@get("/api/v1/people", operation_id="list_people", **needs("settings.read"))
async def list_people(caller: Caller, engines: Engines, limit: Limit = 50, after: str | None = None) -> Page[PersonRow]:
    """The staff of the workspace."""
    async with engines.tables.transaction() as tx:
        return await _page(tx, _queries.people, caller, limit, after, PersonRow)


@get("/api/v1/colleagues", operation_id="list_colleagues", **needs(ANYONE))
async def list_colleagues(caller: Caller, engines: Engines) -> list[dict[str, str]]:
    """Ids and names of those who can sign in: to whom a conversation may be given."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(_queries.people, workspace=caller.workspace, after=None, limit=1000)
    return [{"id": str(row["id"]), "name": row["name"], "role": row["role"]} for row in rows if not row["disabled_at"]]


@post("/api/v1/people", operation_id="add_person", **needs("people.write"))
async def add_person(data: NewPerson, caller: Caller, engines: Engines) -> PersonRow:
    """Adds a person who can sign in at once."""
    _check_grant(caller, data.role)
    async with engines.tables.transaction() as tx:
        person = await people.add_person(tx, caller.workspace, data.email, data.name, data.role, data.password)
        await note(tx, caller, "person.added", f"person:{person}", {"role": data.role, "email": data.email})
        return _person_row(await people.person_of(tx, caller.workspace, person))


@patch("/api/v1/people/{person:uuid}", operation_id="change_person", **needs("people.write"))
async def change_person(person: UUID, data: PersonChange, caller: Caller, engines: Engines) -> PersonRow:
    """Changes role, name or password, or locks the person out. A lost right takes effect with the next request."""
    hashed = await people.hashed_password(data.password) if data.password else None
    async with engines.tables.transaction() as tx:
        before = await people.change_person(
            tx, caller.workspace, person, role=data.role, name=data.name, disabled=data.disabled
        )
        for role in {before["role"], data.role or before["role"]}:
            _check_grant(caller, role)
        if hashed:
            await people.set_password(tx, caller.workspace, person, hashed)
        if hashed or data.disabled:
            await sessions.end_sessions(tx, caller.workspace, person)
        detail = {"role_before": before["role"], "role": data.role, "disabled": data.disabled, "password": bool(hashed)}
        await note(tx, caller, "person.changed", f"person:{person}", detail)
        return _person_row(await people.person_of(tx, caller.workspace, person))


@get("/api/v1/tokens", operation_id="list_tokens", **needs("settings.read"))
async def list_tokens(caller: Caller, engines: Engines, limit: Limit = 50, after: str | None = None) -> Page[TokenRow]:
    """API tokens that are valid; of each only the last characters are known."""
    async with engines.tables.transaction() as tx:
        return await _page(tx, _queries.tokens, caller, limit, after, TokenRow)


@post("/api/v1/tokens", operation_id="add_token", **needs("people.write"))
async def add_token(data: NewToken, caller: Caller, engines: Engines) -> ShownSecret:
    """Makes an API token that acts as a role. It is shown once."""
    _check_grant(caller, data.role)
    async with engines.tables.transaction() as tx:
        made = await keys.add_token(tx, caller.workspace, data.name, data.role, caller.author)
        await note(tx, caller, "token.added", f"token:{made.id}", {"name": data.name, "role": data.role})
    return ShownSecret(id=made.id, name=data.name, secret=made.secret)


@delete("/api/v1/tokens/{token:uuid}", operation_id="revoke_token", **needs("people.write"))
async def revoke_token(token: UUID, caller: Caller, engines: Engines) -> None:
    """Ends a token at once."""
    async with engines.tables.transaction() as tx:
        if not await tx.run(_queries.revoke_token, workspace=caller.workspace, id=token, now=clock.now()):
            raise NotFound(kind="token", id=token)
        await note(tx, caller, "token.revoked", f"token:{token}")


@get("/api/v1/write-keys", operation_id="list_write_keys", **needs("settings.read"))
async def list_write_keys(
    caller: Caller, engines: Engines, limit: Limit = 50, after: str | None = None
) -> Page[WriteKeyRow]:
    """Write keys that are valid."""
    async with engines.tables.transaction() as tx:
        return await _page(tx, _queries.write_keys, caller, limit, after, WriteKeyRow)


@post("/api/v1/write-keys", operation_id="add_write_key", **needs("settings.write"))
async def add_write_key(data: NewWriteKey, caller: Caller, engines: Engines) -> ShownSecret:
    """Makes a write key, with which a shop sends events."""
    async with engines.tables.transaction() as tx:
        made = await keys.add_write_key(tx, caller.workspace, data.name, data.channel)
        await note(tx, caller, "write_key.added", f"write_key:{made.id}", {"name": data.name})
    return ShownSecret(id=made.id, name=data.name, secret=made.secret)


@delete("/api/v1/write-keys/{key:uuid}", operation_id="disable_write_key", **needs("settings.write"))
async def disable_write_key(key: UUID, caller: Caller, engines: Engines) -> None:
    """Switches a write key off; collectors hear of it within a minute."""
    async with engines.tables.transaction() as tx:
        if not await tx.run(_queries.disable_write_key, workspace=caller.workspace, id=key, now=clock.now()):
            raise NotFound(kind="write key", id=key)
        await note(tx, caller, "write_key.disabled", f"write_key:{key}")


@get("/api/v1/workspace", operation_id="read_workspace", **needs("settings.read"))
async def read_workspace(caller: Caller, engines: Engines) -> WorkspaceView:
    """The caller's workspace and its settings."""
    async with engines.tables.transaction() as tx:
        return WorkspaceView(**await people.workspace_of(tx, caller.workspace))


@patch("/api/v1/workspace", operation_id="change_workspace", **needs("settings.write"))
async def change_workspace(data: WorkspaceChange, caller: Caller, engines: Engines) -> WorkspaceView:
    """Changes name, time zone, country or settings."""
    async with engines.tables.transaction() as tx:
        before = await people.workspace_of(tx, caller.workspace)
        _check_size({**before["settings"], **(data.settings or {})})
        named = {name: getattr(data, name) or before[name] for name in ("name", "zone", "region")}
        people.check_workspace(**named)
        await tx.run(_queries.change_workspace, workspace=caller.workspace, settings=data.settings or {}, **named)
        await note(tx, caller, "workspace.changed", f"workspace:{caller.workspace}", msgspec.to_builtins(data))
        return WorkspaceView(**await people.workspace_of(tx, caller.workspace))


@get("/api/v1/audit", operation_id="list_audit", **needs("audit.read"))
async def list_audit(
    caller: Caller, engines: Engines, limit: Limit = 50, after: str | None = None, action: str = ""
) -> Page[AuditRow]:
    """Who changed what, the newest first."""
    async with engines.tables.transaction() as tx:
        return await _page(tx, _queries.audit, caller, limit, after, AuditRow, action=action)


def _check_size(settings: dict[str, Any]) -> None:
    """Every page reads them, and the audit trail keeps each change. Raises Invalid."""
    if len(msgspec.json.encode(settings)) > _LARGEST_SETTINGS:
        raise Invalid(field="settings", problem=f"may have {_LARGEST_SETTINGS} bytes in all")


def _check_grant(caller: Caller, role: str) -> None:
    """Nobody gives a right away that she does not have. Raises Invalid, Forbidden."""
    people.check_role(role)
    for right in ROLES[role]:
        if right not in caller.rights:
            raise Forbidden(right=right)


async def _page(
    tx: Transaction, statement: str, caller: Caller, limit: int, after: str | None, shape: Any, **more: Any
) -> Page[Any]:
    place = read_cursor(after, tuple[UUID])[0] if after else None
    rows = await tx.all(statement, workspace=caller.workspace, after=place, limit=limit + 1, **more)
    shown = rows[:limit]
    following = cursor(shown[-1]["id"]) if len(rows) > limit else None
    return Page(items=[msgspec.convert(row, shape) for row in shown], next=following)


def _person_row(row: Row) -> PersonRow:
    return PersonRow(**{name: value for name, value in row.items() if name != "password"})


FIRST_STEPS = (FirstStep("write_key", _queries.has_write_key), FirstStep("colleague", _queries.has_colleague))
ROUTES = (
    list_roles,
    list_people,
    list_colleagues,
    add_person,
    change_person,
    list_tokens,
    add_token,
    revoke_token,
    list_write_keys,
    add_write_key,
    disable_write_key,
    read_workspace,
    change_workspace,
    list_audit,
)
