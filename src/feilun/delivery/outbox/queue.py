"""The way in: messages are written with the commit of whoever wants them sent, and once per key."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from feilun.delivery.outbox.facts import suppressed
from feilun.kernel import clock
from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__)
# The bus subject that tells the dispatcher of new messages.
QUEUED = "outbox.queued"

Kind = Literal["marketing", "transactional"]


@dataclass(frozen=True)
class OutboxMessage:
    """One message to one customer; the same `key` is the same message. Text in `content` is Liquid.

    `cause` says who wants it: `{journey, version, step, entry}`. Quiet hours given here hold for transactional
    messages too, since whoever asked for them meant it.
    """

    workspace: UUID
    key: str
    customer: UUID
    channel: str
    kind: Kind
    topic: str
    content: Mapping[str, Any]
    due_at: datetime | None = None
    cause: Mapping[str, Any] = field(default_factory=dict)
    quiet: tuple[str, str] | None = None


@dataclass(frozen=True)
class Addressee:
    """One of many who get the same message."""

    key: str
    customer: UUID
    entry: str | None = None


async def queue(tx: Transaction, messages: Sequence[OutboxMessage]) -> int:
    """How many were new. They go out after the caller's commit."""
    alike: dict[bytes, list[OutboxMessage]] = defaultdict(list)
    for one in messages:
        alike[_sameness(one)].append(one)
    added = 0
    for group in alike.values():
        people = [Addressee(one.key, one.customer, _text(one.cause.get("entry"))) for one in group]
        added += await queue_set(tx, group[0], people)
    return added


@dataclass(frozen=True)
class Queued:
    """How many addressees there were, and for how many the message was new."""

    chosen: int
    new: int


async def queue_set(tx: Transaction, message: OutboxMessage, people: Sequence[Addressee]) -> int:
    """The same message to many in one statement, how many were new; its own key, customer and entry are not used."""
    queued = await queue_chosen(
        tx,
        message,
        _queries.given_addressees,
        keys=[one.key for one in people],
        customers=[one.customer for one in people],
        entries=[one.entry for one in people],
    )
    return queued.new


async def queue_chosen(tx: Transaction, message: OutboxMessage, choosing: str, **values: Any) -> Queued:
    """The same message to all that the caller's own statement chooses, without a row coming through here.

    `choosing` is SQL that begins with `with` and ends with `addressees (key, customer, entry) as (…)`; it may move
    rows of the caller on the way, so a step and its messages are one statement.
    """
    now = clock.now()
    content = await _add_content(tx, message)
    cause = dict(message.cause)
    await tx.run(_queries.add_lane, workspace=message.workspace, channel=message.channel, now=now)
    row = await tx.first(
        f"{choosing}\n{_queries.add_messages}",
        **values,
        outbox_workspace=message.workspace,
        outbox_channel=message.channel,
        outbox_kind=message.kind,
        outbox_topic=message.topic,
        outbox_content=content,
        outbox_journey=_text(cause.pop("journey", None)),
        outbox_version=cause.pop("version", None),
        outbox_step=cause.pop("step", None),
        outbox_cause={name: value for name, value in cause.items() if name != "entry"},
        outbox_now=now,
        outbox_due_at=message.due_at or now,
    )
    return Queued(**(row or {"chosen": 0, "new": 0}))


async def cancel_entries(
    tx: Transaction, workspace: UUID, journey: UUID, entries: Sequence[tuple[UUID, str]], reason: str
) -> int:
    """What these (customer, entry) of a journey have waiting is not sent any more."""
    rows = await tx.all(
        _queries.cancel_entries,
        workspace=workspace,
        journey=journey,
        customers=[customer for customer, _ in entries],
        entries=[entry for _, entry in entries],
        reason=reason,
    )
    await suppressed(tx, workspace, [(row, reason) for row in rows])
    return len(rows)


async def cancel_journey(tx: Transaction, workspace: UUID, journey: UUID, reason: str) -> int:
    """Nothing that a journey has waiting is sent any more."""
    rows = await tx.all(_queries.cancel_journey, workspace=workspace, journey=journey, reason=reason)
    await suppressed(tx, workspace, [(row, reason) for row in rows])
    return len(rows)


async def cancel_message(tx: Transaction, workspace: UUID, key: str, reason: str) -> bool:
    """The message of that key is not sent any more; False when it was handed over already, or never queued."""
    rows = await tx.all(_queries.cancel_message, workspace=workspace, key=key, reason=reason)
    await suppressed(tx, workspace, [(row, reason) for row in rows])
    return bool(rows)


async def move_customer(tx: Transaction, workspace: UUID, *, absorbed: UUID, survivor: UUID) -> None:
    """What waits for a customer who was merged away waits for the survivor, so that it can still be taken back."""
    await tx.run(_queries.move_customer, workspace=workspace, absorbed=absorbed, survivor=survivor)


async def hold_journey(tx: Transaction, workspace: UUID, journey: UUID) -> None:
    """What a journey has waiting stays where it is."""
    await tx.run(_queries.hold_journey, workspace=workspace, journey=journey)


async def release_journey(tx: Transaction, workspace: UUID, journey: UUID) -> None:
    """What was held goes on."""
    await tx.run(_queries.release_journey, workspace=workspace, journey=journey)


async def figures_of(tx: Transaction, workspace: UUID, journey: UUID) -> dict[str, dict[str, int]]:
    """By step: sent, opened, clicked, planned, suppressed, failed, bounced."""
    rows = await tx.all(_queries.figures, workspace=workspace, journey=journey)
    return {row.pop("step") or "": row for row in rows}


async def _add_content(tx: Transaction, message: OutboxMessage) -> UUID:
    quiet = message.quiet or ("", "")
    text = msgspec.json.encode([message.content, quiet], order="deterministic")
    content = UUID(bytes=hashlib.blake2b(text, digest_size=16).digest())
    await tx.run(
        _queries.add_content,
        workspace=message.workspace,
        id=content,
        content=dict(message.content),
        quiet_from=quiet[0],
        quiet_to=quiet[1],
    )
    return content


def _sameness(message: OutboxMessage) -> bytes:
    cause = {name: value for name, value in message.cause.items() if name != "entry"}
    alike = replace(message, key="", customer=message.workspace, cause=cause)
    return msgspec.json.encode(alike, order="deterministic")


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
