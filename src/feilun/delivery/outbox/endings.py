"""Writes down how tries ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from feilun.delivery.contract import Outbound
from feilun.delivery.outbox import facts, rules
from feilun.delivery.outbox.claims import Batch, settle
from feilun.events.catalogue.delivery import MessageSent
from feilun.kernel import clock
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

_queries = Queries(__file__)


@dataclass(frozen=True)
class Ready:
    """A rendered message."""

    row: Row
    outbound: Outbound


@dataclass(frozen=True)
class Result:
    """What the provider said. `outcome` is sent, delayed, refused or unclear."""

    ready: Ready
    outcome: str
    detail: str = ""
    provider_id: str = ""
    seconds: float = 0.0
    address_is_dead: bool = False


async def note_sent(tx: Transaction, batch: Batch, results: Sequence[Result], lease_until: datetime) -> None:
    """That these are out, in as little as possible: until it is durable a crash makes their fate unknown."""
    await _end_all(tx, batch, results)
    await tx.run(
        _queries.mark_sent,
        workspace=batch.account.workspace,
        ids=[one.ready.row["id"] for one in results],
        provider_ids=[one.provider_id for one in results],
        lease_until=lease_until,
        now=clock.now(),
    )


async def announce_sent(tx: Transaction, workspace: UUID, rows: Sequence[tuple[Row, str]]) -> None:
    """Tells the log what `note_sent` wrote down: (message, subject)."""
    await facts.announce(tx, workspace, [(row, _sent_fact(row, subject), "") for row, subject in rows])
    await tx.run(_queries.announced, workspace=workspace, ids=[row["id"] for row, _ in rows])


async def finish(tx: Transaction, batch: Batch, results: Sequence[Result]) -> None:
    """All that follows from other answers of the provider, to messages that are `sending`."""
    workspace = batch.account.workspace
    await _end_all(tx, batch, results)
    delayed = [one for one in results if one.outcome == "delayed"]
    lost = [one for one in delayed if one.ready.row["attempts"] >= rules.MOST_ATTEMPTS]
    refused = [one for one in results if one.outcome == "refused"] + lost
    await retry(tx, batch, [_later(one) for one in delayed if one not in lost])
    failures = [(one.ready.row, one.detail) for one in refused]
    await settle(tx, workspace, [(row, "failed", reason) for row, reason in failures])
    await facts.failed(tx, workspace, failures)
    unclear = [one for one in results if one.outcome == "unclear"]
    await settle(tx, workspace, [(one.ready.row, "unknown", one.detail) for one in unclear])
    for one in refused:
        if one.address_is_dead:
            await add_dead_address(tx, workspace, batch.account.channel.id, one.ready.outbound.address, one.detail)


async def _end_all(tx: Transaction, batch: Batch, results: Sequence[Result]) -> None:
    ends = [(one.ready.row, one.outcome, one.detail) for one in results]
    await end_attempts(tx, batch.account.workspace, ends)


def _sent_fact(row: Row, subject: str) -> MessageSent:
    return MessageSent(
        message=row["id"],
        channel=row["channel"],
        topic=row["topic"],
        subject=subject,
        cause=facts.cause_of(row),
    )


def _later(one: Result) -> tuple[Row, datetime, str]:
    row = one.ready.row
    return row, clock.now() + rules.pause_before(row["attempts"], one.seconds), f"delayed: {one.detail}"


async def retry(tx: Transaction, batch: Batch, rows: Sequence[tuple[Row, datetime, str]]) -> None:
    """Plans messages anew: (message, when, why)."""
    if rows:
        await tx.run(
            _queries.retry_later,
            workspace=batch.account.workspace,
            ids=[row["id"] for row, _, _ in rows],
            dues=[due for _, due, _ in rows],
            reasons=[reason[:500] for _, _, reason in rows],
        )


async def end_attempts(tx: Transaction, workspace: Any, ends: Sequence[tuple[Row, str, str]]) -> None:
    """Ends tries that were begun: (message, outcome, detail)."""
    await tx.run(
        _queries.end_attempts,
        workspace=workspace,
        ids=[row["id"] for row, _, _ in ends],
        numbers=[row["attempts"] for row, _, _ in ends],
        outcomes=[outcome for _, outcome, _ in ends],
        details=[detail[:1000] for _, _, detail in ends],
        now=clock.now(),
    )


async def add_dead_address(tx: Transaction, workspace: Any, channel: str, address: str, reason: str) -> None:
    """Nothing is sent there any more."""
    await tx.run(
        _queries.add_dead_address,
        workspace=workspace,
        channel=channel,
        address=address.lower(),
        reason=reason[:500],
        now=clock.now(),
    )
