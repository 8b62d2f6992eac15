"""Announces in the log what happened to messages, many at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Event, Handle, append
from feilun.events.catalogue import Fact
from feilun.events.catalogue.delivery import MessageFailed, MessageSuppressed
from feilun.kernel import clock
from feilun.store import Row, Transaction


def cause_of(row: Row) -> dict[str, Any]:
    """Who wanted a message sent, as every fact about it says."""
    cause = dict(row["cause"])
    if row["journey"]:
        cause |= {"journey": str(row["journey"]), "version": row["version"], "step": row["step"], "entry": row["entry"]}
    return cause


async def announce(
    tx: Transaction, workspace: UUID, facts: Sequence[tuple[Row, Fact, str]], now: datetime | None = None
) -> None:
    """(message, fact, what tells it from other facts of its type about the message); a repeat is not written twice."""
    moment = now or clock.now()
    await append(tx, [_event(workspace, row, fact, more, moment) for row, fact, more in facts])


def _event(workspace: UUID, row: Row, fact: Fact, more: str, now: datetime) -> Event:
    properties = msgspec.to_builtins(fact)
    return Event(
        workspace=workspace,
        id=f"message:{row['id']}:{fact.type}:{more}",
        type=fact.type,
        occurred_at=now,
        channel=properties["channel"],
        source="feilun",
        handles=(Handle("customer", str(row["customer"])),),
        body={"properties": properties},
    )


async def suppressed(tx: Transaction, workspace: UUID, rows: Sequence[tuple[Row, str]]) -> None:
    """Says of each message why it was held back."""
    await announce(tx, workspace, [(row, MessageSuppressed(**_parts(row), reason=reason), "") for row, reason in rows])


async def failed(tx: Transaction, workspace: UUID, rows: Sequence[tuple[Row, str]]) -> None:
    """Says of each message why it could not be sent."""
    await announce(tx, workspace, [(row, MessageFailed(**_parts(row), reason=reason), "") for row, reason in rows])


def _parts(row: Row) -> dict[str, Any]:
    return {"message": row["id"], "channel": row["channel"], "topic": row["topic"], "cause": cause_of(row)}
