"""Brings the log to its subscribers: in order, each batch in one transaction with the subscriber's place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec
import structlog

from feilun.events.event import Handle, Stored
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
_log = structlog.get_logger("feilun.feed")
_LONGEST_PAUSE = timedelta(minutes=5)


class Subscriber(Protocol):
    """Hears the whole log in order. `handle` must give the same rows when the log is replayed.

    `after` names another subscriber whose place is never overtaken: what reacts to a customer's profile
    comes after the projection that writes it.
    """

    name: str
    after: str | None
    batch: int

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None: ...


@dataclass(frozen=True)
class Place:
    """Up to where a subscriber has read; ordered by the writing transaction, then by position."""

    writer: str
    position: int


async def register(tx: Transaction, subscribers: Sequence[Subscriber]) -> None:
    """Adds a place at the start of the log for each subscriber that has none."""
    for subscriber in subscribers:
        await tx.run(_queries.add_subscription, name=subscriber.name)


async def deliver(engines: Engines, subscriber: Subscriber, now: datetime) -> int:
    """Delivers one batch; the number of events handled, 0 when there was nothing or another worker has it.

    A batch that fails is tried again from its first event alone; the event that fails is noted with its reason
    and tried again after 1, 2, 4 … seconds, at most five minutes. Other subscribers go on.
    """
    try:
        return await _deliver(engines, subscriber, now, subscriber.batch)
    except Exception as error:
        _log.warning("batch_failed", subscriber=subscriber.name, error=str(error))
    handled = 0
    try:
        while handled < subscriber.batch:
            done = await _deliver(engines, subscriber, now, 1)
            if not done:
                break
            handled += done
    except Exception as error:
        _log.exception("event_failed", subscriber=subscriber.name)
        await _note_failure(engines, subscriber, now, error)
    return handled


async def _deliver(engines: Engines, subscriber: Subscriber, now: datetime, limit: int) -> int:
    async with engines.tables.transaction() as tx:
        row = await tx.first(_queries.lock_subscription, name=subscriber.name)
        if row is None or (row["retry_at"] and row["retry_at"] > now):
            return 0
        place = Place(row["writer"], row["position"])
        rows = await _read(tx, subscriber, place, limit)
        if not rows:
            return 0
        await subscriber.handle(tx, [_stored(row) for row in rows], engines)
        last = rows[-1]
        await tx.run(
            _queries.move_place,
            name=subscriber.name,
            writer=last["writer"],
            position=last["position"],
            handled=len(rows),
            now=now,
        )
        return len(rows)


async def _read(tx: Transaction, subscriber: Subscriber, place: Place, limit: int) -> list[Row]:
    values: dict[str, Any] = {"writer": place.writer, "position": place.position, "limit": limit}
    if subscriber.after is None:
        return await tx.all(_queries.read_batch, **values)
    ahead = await tx.first(_queries.place_of, name=subscriber.after)
    if ahead is None:
        return []
    return await tx.all(
        _queries.read_batch_behind, upto_writer=ahead["writer"], upto_position=ahead["position"], **values
    )


async def _note_failure(engines: Engines, subscriber: Subscriber, now: datetime, error: Exception) -> None:
    async with engines.tables.transaction() as tx:
        row = await tx.first(_queries.lock_subscription, name=subscriber.name)
        if row is None:
            return
        rows = await _read(tx, subscriber, Place(row["writer"], row["position"]), 1)
        pause = min(timedelta(seconds=2 ** min(row["failures"], 10)), _LONGEST_PAUSE)
        await tx.run(
            _queries.note_failure,
            name=subscriber.name,
            event=rows[0]["id"] if rows else None,
            problem=f"{type(error).__name__}: {error}"[:2000],
            retry_at=now + pause,
        )


def _stored(row: Row) -> Stored:
    return Stored(
        workspace=row["workspace"],
        position=row["position"],
        received_at=row["received_at"],
        occurred_at=row["occurred_at"],
        id=row["id"],
        type=row["type"],
        name=row["name"],
        channel=row["channel"],
        source=row["source"],
        handles=tuple(msgspec.convert(row["handles"], list[Handle])),
        body=row["body"],
    )
