"""Appends to the log: durable with the caller's commit, once per sender-made id."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from feilun.events.event import Event
from feilun.kernel import clock, jsonb
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
_SPECIAL = re.compile(r"[\\\t\n\r\x00]")
_WRITTEN_AS = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": ""}

# The bus subject that tells workers of new events; the payload is empty.
APPENDED = "events.appended"


class Line(NamedTuple):
    """An event ready for the log: its id's key in hex, and its row as COPY text."""

    workspace: str
    key: str
    text: bytes


def key_of(event_id: str) -> UUID:
    """A fixed-size stand-in for a sender's id, so the unique index stays small whatever senders write."""
    return UUID(hex=_key(event_id))


def _key(event_id: str) -> str:
    return hashlib.blake2b(event_id.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


async def append(tx: Transaction, events: Sequence[Event], received_at: datetime | None = None) -> list[bool]:
    """Writes the events that are new, in the given order; True for each that was new, False for a repeat."""
    received_at = received_at or clock.now()
    return await append_lines(tx, [line(event, received_at) for event in events], received_at)


def line(event: Event, received_at: datetime) -> Line:
    """Made ahead of the transaction, so that the one writer only joins lines. Raises on text that is not Unicode."""
    workspace = str(event.workspace)
    return Line(workspace, _key(event.id), _text(event, workspace, received_at))


async def append_lines(tx: Transaction, lines: Sequence[Line], received_at: datetime) -> list[bool]:
    """As `append`, for lines made before."""
    if not lines:
        return []
    fresh = await _claim(tx, lines, received_at)
    texts = [one.text for one, new in zip(lines, fresh, strict=True) if new]
    if texts:
        await tx.copy("event", _COLUMNS, b"".join(texts))
    return fresh


async def _claim(tx: Transaction, lines: Sequence[Line], received_at: datetime) -> list[bool]:
    # In one order everywhere, so that two writers cannot deadlock.
    pairs = sorted({(one.workspace, one.key) for one in lines})
    rows = await tx.all(
        _queries.claim_keys,
        # Array literals: the driver would adapt each value for itself, which costs more than the insert.
        workspaces=f"{{{','.join([workspace for workspace, _ in pairs])}}}",
        keys=f"{{{','.join([key for _, key in pairs])}}}",
        received_on=received_at.date(),
    )
    if not rows and len(pairs) == len(lines):
        return [True] * len(lines)
    taken = {(str(row["workspace"]), row["key"].hex) for row in rows}
    fresh = []
    for one in lines:
        pair = (one.workspace, one.key)
        fresh.append(pair not in taken)
        taken.add(pair)  # The second of two equal ids in one call is a repeat.
    return fresh


def _text(event: Event, workspace: str, received_at: datetime) -> bytes:
    """One line of COPY text in the order of _COLUMNS."""
    texts: tuple[str, ...] = (event.id, event.type, event.name, event.channel, event.source)
    if _SPECIAL.search("".join(texts)):
        texts = tuple(_SPECIAL.sub(_written, text) for text in texts)
    head = "\t".join((workspace, _iso(received_at), event.occurred_at.isoformat(), *texts, ""))
    handles = jsonb.encode(event.handles).replace(b"\\", b"\\\\")
    body = jsonb.encode(event.body).replace(b"\\", b"\\\\")
    return b"%b%b\t%b\n" % (head.encode(), handles, body)


@lru_cache(maxsize=16)
def _iso(moment: datetime) -> str:
    """All events of a request have the same time of receipt."""
    return moment.isoformat()


def _written(found: re.Match[str]) -> str:
    return _WRITTEN_AS[found[0]]
