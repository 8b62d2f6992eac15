"""Consent over HTTP: staff write down what a customer said, with its proof."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, post

from feilun.access import Caller, needs, note
from feilun.delivery.consent import ledger
from feilun.events import APPENDED
from feilun.kernel.errors import Invalid, NotFound
from feilun.store import Engines

_Word = Annotated[str, msgspec.Meta(max_length=200)]


class ConsentStatement(msgspec.Struct, kw_only=True):
    """`channel` and `topic` may be `*`: every channel, all marketing. `note` keeps the words or the form's version."""

    channel: _Word
    state: Literal["given", "withdrawn"]
    topic: _Word = "*"
    source: _Word = "console"
    note: Annotated[str, msgspec.Meta(max_length=5_000)] = ""


class ConsentRow(msgspec.Struct, kw_only=True):
    channel: str
    topic: str
    state: str
    source: str
    at: datetime | None


@post("/api/v1/customers/{customer:uuid}/consents", operation_id="add_consent", **needs("customers.write"))
async def add_consent(
    request: Request[Any, Any, Any], caller: Caller, engines: Engines, customer: UUID, data: ConsentStatement
) -> list[ConsentRow]:
    """What holds for the customer afterwards."""
    if not data.channel or not data.topic:
        raise Invalid(field="channel" if not data.channel else "topic", problem="must not be empty")
    proof = ledger.Proof(
        source=data.source, author=caller.author, ip=request.client.host if request.client else "", note=data.note
    )
    async with engines.tables.transaction() as tx:
        if not await ledger.record(tx, caller.workspace, customer, data.channel, data.topic, data.state, proof):
            raise NotFound(kind="customer", id=customer)
        detail = {"channel": data.channel, "topic": data.topic, "state": data.state}
        await note(tx, caller, f"consent.{data.state}", subject=f"customer:{customer}", detail=detail)
        tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
        rows = await ledger.consents_of(tx, caller.workspace, customer)
    return [
        ConsentRow(channel=one.channel, topic=one.topic, state=one.state, source=one.source, at=one.at) for one in rows
    ]


ROUTES = [add_consent]
