"""Secrets that programs carry: API tokens act as a role, write keys only let events in."""

from uuid import UUID

import msgspec

from feilun.access.people import check_role
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.kernel.ids import fingerprint, new_id, new_secret
from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__)


class NewSecret(msgspec.Struct, frozen=True):
    """The only moment at which the secret can be read."""

    id: UUID
    secret: str


class Source(msgspec.Struct, frozen=True):
    """Where events come from: the write key they were sent with."""

    workspace: UUID
    id: UUID
    name: str
    channel: str


async def add_token(tx: Transaction, workspace: UUID, name: str, role: str, created_by: str = "cli") -> NewSecret:
    """An API token `flt_…` with the rights of a role. Raises Invalid."""
    check_role(role)
    secret = new_secret("flt_")
    token = new_id()
    await tx.run(
        _queries.add_token,
        workspace=workspace,
        id=token,
        name=check_name(name),
        role=role,
        fingerprint=fingerprint(secret),
        hint=f"flt_…{secret[-4:]}",
        created_by=created_by,
        now=clock.now(),
    )
    return NewSecret(token, secret)


async def add_write_key(tx: Transaction, workspace: UUID, name: str, channel: str = "web") -> NewSecret:
    """A write key `flw_…`: may be seen by anyone who looks into the page that uses it. Raises Invalid."""
    secret = new_secret("flw_")
    key = new_id()
    await tx.run(
        _queries.add_write_key,
        workspace=workspace,
        id=key,
        name=check_name(name),
        fingerprint=fingerprint(secret),
        hint=f"flw_…{secret[-4:]}",
        channel=channel,
        now=clock.now(),
    )
    return NewSecret(key, secret)


async def source_of(tx: Transaction, key: str) -> Source | None:
    """The source of a write key, or None for a key that is unknown or switched off."""
    row = await tx.first(_queries.source_of, fingerprint=fingerprint(key))
    return Source(**row) if row else None


def check_name(name: str) -> str:
    """Raises Invalid."""
    if not 1 <= len(name.strip()) <= 200:
        raise Invalid(field="name", problem="must have 1 to 200 characters")
    return name.strip()
