"""How a fact of our own becomes an event in the log."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from feilun.events.event import Event, Handle
from feilun.events.log import append
from feilun.kernel.ids import new_id
from feilun.store import Transaction


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the catalogue: a frozen struct in the past tense; `type` is its name in the log."""

    type: ClassVar[str]


async def emit(
    tx: Transaction,
    workspace: UUID,
    fact: Fact,
    *,
    occurred_at: datetime,
    id: str | None = None,
    handles: Sequence[Handle] = (),
    channel: str = "",
    source: str = "feilun",
) -> bool:
    """Writes a fact into the log with the caller's commit; False when its id is there already.

    Give an `id` made from what happened (`journey:entry:step`) wherever the same fact could be written twice.
    """
    event = Event(
        workspace=workspace,
        id=id or str(new_id()),
        type=fact.type,
        occurred_at=occurred_at,
        channel=channel,
        source=source,
        handles=tuple(handles),
        body={"properties": msgspec.to_builtins(fact)},
    )
    return (await append(tx, [event]))[0]
