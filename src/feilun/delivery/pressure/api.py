"""Contact pressure over HTTP: the rules, and why one customer was or was not asked."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, put

from feilun.access import Caller, needs, note
from feilun.delivery import directory
from feilun.delivery.pressure import ledger
from feilun.delivery.pressure.rules import Policy
from feilun.kernel.errors import NotFound
from feilun.store import Engines

_Days = Annotated[int, msgspec.Meta(ge=0, le=3_650)]


class ContactPolicy(msgspec.Struct, kw_only=True):
    """`rest_days` between two asks of whatever kind; at most `most` in `period_days`. 0 switches a rule off."""

    rest_days: _Days
    most: Annotated[int, msgspec.Meta(ge=0, le=1_000)]
    period_days: Annotated[int, msgspec.Meta(ge=1, le=3_650)]
    reminders_exempt: bool
    revision: int = 0


class ContactAskRow(msgspec.Struct, kw_only=True):
    kind: str
    subject: str
    channel: str
    state: str
    is_reminder: bool
    at: datetime
    changed_at: datetime


class ContactRefusalRow(msgspec.Struct, kw_only=True):
    """`times` is how often the rule refused, `reason` the words of the last time."""

    kind: str
    subject: str
    channel: str
    rule: str
    reason: str
    times: int
    last_at: datetime


class CustomerAsks(msgspec.Struct, kw_only=True):
    asked: list[ContactAskRow]
    refused: list[ContactRefusalRow]


@get("/api/v1/contact-pressure", operation_id="get_contact_pressure", **needs("survey.read"))
async def get_contact_pressure(caller: Caller, engines: Engines) -> ContactPolicy:
    """The rules that hold for every ask on every channel."""
    async with engines.tables.transaction() as tx:
        return _shown(await ledger.policy_of(tx, caller.workspace))


@put("/api/v1/contact-pressure", operation_id="put_contact_pressure", **needs("survey.publish"))
async def put_contact_pressure(caller: Caller, engines: Engines, data: ContactPolicy) -> ContactPolicy:
    """`revision` is the one that was read, 0 for the first; 409 when somebody else was faster."""
    wanted = msgspec.to_builtins(data)
    async with engines.tables.transaction() as tx:
        kept = await ledger.put_policy(tx, caller.workspace, Policy(**wanted), caller.author)
        await note(tx, caller, "contact_pressure.set", subject="contact_pressure", detail=wanted)
    return _shown(kept)


@get("/api/v1/customers/{customer:uuid}/asks", operation_id="list_asks", **needs("customers.read"))
async def list_asks(caller: Caller, engines: Engines, customer: UUID) -> CustomerAsks:
    """What she was asked, newest first, and what she was not asked and by which rule."""
    async with engines.tables.transaction() as tx:
        if customer not in await directory.people(tx, caller.workspace, [customer]):
            raise NotFound(kind="customer", id=customer)
        asked, refused = await ledger.asks_of(tx, caller.workspace, customer)
    return CustomerAsks(
        asked=[msgspec.convert(row, ContactAskRow) for row in asked],
        refused=[msgspec.convert(row, ContactRefusalRow) for row in refused],
    )


def _shown(policy: Policy) -> ContactPolicy:
    return ContactPolicy(**vars(policy))


ROUTES = [get_contact_pressure, put_contact_pressure, list_asks]
