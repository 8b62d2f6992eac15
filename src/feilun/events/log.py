"""Appends to the log: durable with the caller's commit, once per sender-made id."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.events.event import Event
from feilun.kernel import clock
from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__)
_COLUMNS = (
    "workspace",
    "received_at",
    "occurred_at",
    "id",
    "type",
    "name",
    "channel",
    "source",
    "handles",
    "body",
)
_encode = msgspec.json.Encoder(decimal_format="number").encode

# The bus subject that tells workers of new events; the payload is empty.
APPENDED = "events.appended"


def key_of(event_id: str) -> UUID:
    """A fixed-size stand-in for a sender's id, so the unique index stays small whatever senders write."""
    return UUID(bytes=hashlib.blake2b(event_id.encode("utf-8", "surrogatepass"), digest_size=16).digest())


async def append(tx: Transaction, events: Sequence[Event], received_at: datetime | None = None) -> list[bool]:
    """Writes the events that are new, in the given order; True for each that was new, False for a repeat."""
    if not events:
        return []
    received_at = received_at or clock.now()
    fresh = await _claim(tx, events, received_at)
    await tx.copy(
        "event", _COLUMNS, (_row(event, received_at) for event, new in zip(events, fresh, strict=True) if new)
    )
    return fresh


async def _claim(tx: Transaction, events: Sequence[Event], received_at: datetime) -> list[bool]:
    keys = [(event.workspace, key_of(event.id)) for event in events]
    unique = sorted(set(keys))  # In one order everywhere, so that two writers cannot deadlock.
    rows = await tx.all(
        _queries.claim_keys,
        workspaces=[workspace for workspace, _ in unique],
        keys=[key for _, key in unique],
        received_on=received_at.date(),
    )
    claimed = {(row["workspace"], row["key"]) for row in rows}
    fresh = []
    for key in keys:
        fresh.append(key in claimed)
        claimed.discard(key)  # The second of two equal ids in one call is a repeat.
    return fresh


def _row(event: Event, received_at: datetime) -> tuple[Any, ...]:
    return (
        event.workspace,
        received_at,
        event.occurred_at,
        event.id,
        event.type,
        event.name,
        event.channel,
        event.source,
        _json([{"kind": h.kind, "value": h.value} for h in event.handles]),
        _json(event.body),
    )


def _json(value: Any) -> str:
    return _encode(value).decode().replace("\\u0000", "")
