"""Workspaces and the people in them."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feilun.access.rights import ROLES
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

_queries = Queries(__file__)
_hasher = PasswordHasher()
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")

# Verified when there is nobody of that name, so that an answer takes as long for a stranger as for a colleague. Of no
# password anybody has; written here, since hashing at each start costs every command a seventh of a second.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$4/RLxBUW0WlEgTziiEp9qQ$1x8iSEqnEzDn0vmmiRUmLVq28kIk7laTcoqlEwC5JYo"


async def add_workspace(
    tx: Transaction,
    name: str,
    zone: str = "Asia/Shanghai",
    region: str = "CN",
    settings: dict[str, Any] | None = None,
    id: UUID | None = None,
) -> UUID:
    """A new, empty workspace; its id."""
    check_workspace(name, zone, region)
    workspace = id or new_id()
    await tx.run(
        _queries.add_workspace,
        id=workspace,
        name=name.strip(),
        zone=zone,
        region=region,
        settings=settings or {},
        now=clock.now(),
    )
    return workspace


async def workspace_of(tx: Transaction, workspace: UUID) -> Row:
    """Its row: id, name, zone, region, settings. Raises NotFound."""
    row = await tx.first(_queries.workspace, workspace=workspace)
    if row is None:
        raise NotFound(kind="workspace", id=workspace)
    return row


async def add_person(tx: Transaction, workspace: UUID, email: str, name: str, role: str, password: str | None) -> UUID:
    """Staff of a workspace; without a password she cannot sign in yet. Raises Invalid, Conflict."""
    email = check_email(email)
    check_role(role)
    hashed = await hashed_password(password) if password is not None else None
    if any(row["workspace"] == workspace for row in await people_by_email(tx, email, workspace)):
        raise Conflict(problem="There is somebody with this e-mail address already")
    person = new_id()
    await tx.run(
        _queries.add_person,
        workspace=workspace,
        id=person,
        email=email,
        name=name.strip() or email,
        role=role,
        password=hashed,
        now=clock.now(),
    )
    return person


async def person_of(tx: Transaction, workspace: UUID, person: UUID) -> Row:
    """Her row. Raises NotFound."""
    row = await tx.first(_queries.person, workspace=workspace, id=person)
    if row is None:
        raise NotFound(kind="person", id=person)
    return row


async def rights_of(tx: Transaction, asked: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], frozenset[str]]:
    """By workspace and person, as they are now; who is locked out is absent."""
    rows = await tx.all(_queries.roles, workspaces=[one[0] for one in asked], people=[one[1] for one in asked])
    return {(row["workspace"], row["id"]): ROLES[row["role"]] for row in rows}


async def set_password(tx: Transaction, workspace: UUID, person: UUID, hashed: str) -> None:
    await tx.run(_queries.change_password, workspace=workspace, id=person, password=hashed)


async def change_person(tx: Transaction, workspace: UUID, person: UUID, **changes: Any) -> Row:
    """Changes role, name or `disabled`; her row before. Raises NotFound, Invalid, Conflict."""
    # Two owners who step down at the same moment must not both succeed.
    owners = [row["id"] for row in await tx.all(_queries.owners_for_update, workspace=workspace)]
    before = await person_of(tx, workspace, person)
    role = changes.get("role") or before["role"]
    check_role(role)
    disabled = changes["disabled"] if changes.get("disabled") is not None else before["disabled_at"] is not None
    if owners == [person] and (disabled or role != "owner"):
        raise Conflict(problem="A workspace needs an owner; make somebody else one first")
    await tx.run(
        _queries.change_person,
        workspace=workspace,
        id=person,
        role=role,
        name=(changes.get("name") or before["name"]).strip(),
        disabled_at=(before["disabled_at"] or clock.now()) if disabled else None,
    )
    return before


async def workspaces(tx: Transaction) -> list[Row]:
    """All of them, the oldest first."""
    return await tx.all(_queries.workspaces)


async def people_by_email(tx: Transaction, email: str, workspace: UUID | None) -> list[Row]:
    """Those who can sign in with this address, in one workspace or in any."""
    return await tx.all(_queries.people_by_email, email=email.strip().lower(), workspace=workspace)


async def hashed_password(password: str) -> str:
    """Argon2 in a thread, since it is slow on purpose. Raises Invalid for a weak password."""
    if not 8 <= len(password) <= 256:
        raise Invalid(field="password", problem="must have 8 to 256 characters")
    return await asyncio.to_thread(_hasher.hash, password)


async def is_password(password: str, hashed: str | None) -> bool:
    """Takes as long for a person without a password as for one with."""
    return await asyncio.to_thread(_verified, password, hashed or _NOBODY) and hashed is not None


def _verified(password: str, hashed: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def check_email(email: str) -> str:
    """The address in the form we store it. Raises Invalid."""
    email = email.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise Invalid(field="email", problem="is not an e-mail address")
    return email


def check_role(role: str) -> None:
    """Raises Invalid."""
    if role not in ROLES:
        raise Invalid(field="role", problem=f"must be one of {', '.join(ROLES)}")


def check_workspace(name: str, zone: str, region: str) -> None:
    """Raises Invalid."""
    if not 1 <= len(name.strip()) <= 200:
        raise Invalid(field="name", problem="must have 1 to 200 characters")
    if zone not in available_timezones():
        raise Invalid(field="zone", problem="must be an IANA time zone such as Asia/Shanghai")
    if not re.fullmatch(r"[A-Z]{2}", region):
        raise Invalid(field="region", problem="must be a country of two letters such as CN")
