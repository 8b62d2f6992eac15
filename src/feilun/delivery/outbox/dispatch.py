"""Sends what was claimed. No transaction is open while a provider is called.

What we know after a crash is the state of the message:

- `claimed`: the provider was not called; when the lease is over the message is planned again.
- `sending`: the provider may or may not have it. A channel that recognises our key is asked again. SMTP cannot tell,
  so the message becomes `unknown`: never sent again by itself, shown as such, and a person may send it again.
- `sent`, `failed`: the provider answered.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from feilun.delivery import accounts
from feilun.delivery.accounts import Connectors, NotConfigured
from feilun.delivery.contract import Connector, Outbound, SendDelayed, SendRefused, SendUnclear
from feilun.delivery.outbox import facts, rules
from feilun.delivery.outbox.claims import Batch, Claim, claim, settle
from feilun.delivery.outbox.templates import MissingVariable, rendered
from feilun.delivery.outbox.tracking import Tracker
from feilun.events import APPENDED
from feilun.events.catalogue.delivery import MessageSent
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
_log = structlog.get_logger("feilun.outbox")
_connectors = Connectors()
# So many calls to a provider at once, and so many messages whose fate a crash leaves open.
_AT_ONCE = 8
# Longer than any connector may take for one message.
_SENDING_LEASE = timedelta(minutes=10)


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


async def send_due(engines: Engines, now: datetime) -> int:
    """One batch of one lane, sent; how many messages were decided."""
    await recover(engines, now)
    batch = await claim(engines, now)
    if batch is None or not batch.looked_at:
        await _connectors.rest()
        return 0
    ready, unfit = _prepared(engines, batch)
    await _fail(engines, batch, unfit)
    try:
        connector = await _connectors.of(batch.account, engines)
    except (NotConfigured, Invalid) as error:
        await _give_back(engines, batch, ready, str(error))
        return batch.looked_at
    for group in _groups(ready):
        await _send_group(engines, batch, connector, group)
    return batch.looked_at


async def recover(engines: Engines, now: datetime) -> None:
    """Settles what workers left behind that died."""
    async with engines.tables.transaction() as tx:
        await tx.run(_queries.lost_claims, now=now)
        for row in await tx.all(_queries.lost_sends, now=now):
            channel = accounts.channels_here(engines).get(row["channel"])
            is_safe = channel is not None and channel.repeats_are_safe
            reason = "the worker stopped while sending"
            await _end_attempts(tx, row["workspace"], [(row, "unknown", reason)])
            await settle(tx, row["workspace"], [(row, "planned" if is_safe else "unknown", "" if is_safe else reason)])


def _prepared(engines: Engines, batch: Batch) -> tuple[list[Ready], list[tuple[Row, str]]]:
    ready, unfit = [], []
    for one in batch.claims:
        try:
            ready.append(Ready(one.row, _outbound(engines, batch, one)))
        except MissingVariable as error:
            unfit.append((one.row, f"missing variable: {error}"))
    return ready, unfit


def _outbound(engines: Engines, batch: Batch, one: Claim) -> Outbound:
    row, workspace = one.row, batch.account.workspace
    tracker = Tracker(engines.settings.url, batch.link_key, workspace, row["id"])
    context = {
        "customer": {"id": str(one.person.customer), **one.person.traits},
        "workspace": batch.workspace,
        "unsubscribe_url": tracker.unsubscribe_url,
    }
    return Outbound(
        workspace=workspace,
        key=str(row["key"]),
        customer=one.person.customer,
        address=one.address,
        content=tracker.tracked(rendered(row["content"], context)),
        reference=tracker.reference,
        unsubscribe_url=tracker.unsubscribe_url if row["kind"] == "marketing" else "",
        cause=facts.cause_of(row),
    )


async def _fail(engines: Engines, batch: Batch, unfit: Sequence[tuple[Row, str]]) -> None:
    if unfit:
        async with engines.tables.transaction() as tx:
            workspace = batch.account.workspace
            await settle(tx, workspace, [(row, "failed", reason) for row, reason in unfit])
            await facts.failed(tx, workspace, unfit)
            tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


async def _give_back(engines: Engines, batch: Batch, ready: Sequence[Ready], reason: str) -> None:
    """Nobody set the channel up yet, or a newer version wants other settings: the messages wait for it."""
    later = clock.now() + timedelta(minutes=5)
    async with engines.tables.transaction() as tx:
        await _retry(tx, batch, [(one.row, later, reason) for one in ready])


def _groups(ready: Sequence[Ready]) -> list[Sequence[Ready]]:
    return [ready[first : first + _AT_ONCE] for first in range(0, len(ready), _AT_ONCE)]


async def _send_group(engines: Engines, batch: Batch, connector: Connector, group: Sequence[Ready]) -> None:
    started = await _start(engines, batch, group)
    results = await asyncio.gather(*(_sent(connector, one) for one in started))
    async with engines.tables.transaction() as tx:
        await _finish(tx, batch, results)
        tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


async def _start(engines: Engines, batch: Batch, group: Sequence[Ready]) -> list[Ready]:
    """Commits that these are being sent, before the provider hears of them; those another worker took are left out."""
    now = clock.now()
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            _queries.start_sending,
            workspace=batch.account.workspace,
            ids=[one.row["id"] for one in group],
            subjects=[str(one.outbound.content.get("subject", ""))[:500] for one in group],
            numbers=[one.row["attempts"] for one in group],
            now=now,
            lease_until=now + _SENDING_LEASE,
        )
    ours = {row["message"] for row in rows}
    return [one for one in group if one.row["id"] in ours]


async def _sent(connector: Connector, ready: Ready) -> Result:
    try:
        return Result(ready, "sent", provider_id=await connector.send(ready.outbound))
    except SendRefused as error:
        return Result(ready, "refused", error.reason, address_is_dead=error.address_is_dead)
    except SendDelayed as error:
        return Result(ready, "delayed", error.reason, seconds=error.seconds)
    except SendUnclear as error:
        return Result(ready, "unclear", error.reason)
    except Exception as error:
        # A fault in a connector says nothing about what the provider got; it must not stop the other messages.
        _log.exception("connector_failed", message=ready.row["id"])
        return Result(ready, "unclear", f"{type(error).__name__}: {error}")


async def _finish(tx: Transaction, batch: Batch, results: Sequence[Result]) -> None:
    workspace = batch.account.workspace
    await _end_attempts(tx, workspace, [(one.ready.row, one.outcome, one.detail) for one in results])
    await _finish_sent(tx, batch, [one for one in results if one.outcome == "sent"])
    delayed = [one for one in results if one.outcome == "delayed"]
    lost = [one for one in delayed if one.ready.row["attempts"] >= rules.MOST_ATTEMPTS]
    refused = [one for one in results if one.outcome == "refused"] + lost
    await _retry(tx, batch, [_later(one) for one in delayed if one not in lost])
    failures = [(one.ready.row, one.detail) for one in refused]
    await settle(tx, workspace, [(row, "failed", reason) for row, reason in failures])
    await facts.failed(tx, workspace, failures)
    unclear = [one for one in results if one.outcome == "unclear"]
    await settle(tx, workspace, [(one.ready.row, "unknown", one.detail) for one in unclear])
    for one in refused:
        if one.address_is_dead:
            await add_dead_address(tx, workspace, batch.account.channel.id, one.ready.outbound.address, one.detail)
    if delayed:
        await accounts.note_health(tx, workspace, batch.account.channel.id, "failing", delayed[0].detail)
    elif results:
        await accounts.note_health(tx, workspace, batch.account.channel.id, "ok")


async def _finish_sent(tx: Transaction, batch: Batch, results: Sequence[Result]) -> None:
    workspace, now = batch.account.workspace, clock.now()
    await tx.run(
        _queries.mark_sent,
        workspace=workspace,
        ids=[one.ready.row["id"] for one in results],
        provider_ids=[one.provider_id for one in results],
        now=now,
    )
    await facts.announce(tx, workspace, [(one.ready.row, _sent_fact(one), "") for one in results], now)


def _sent_fact(one: Result) -> MessageSent:
    row = one.ready.row
    return MessageSent(
        message=row["id"],
        channel=row["channel"],
        topic=row["topic"],
        subject=str(one.ready.outbound.content.get("subject", "")),
        cause=facts.cause_of(row),
    )


def _later(one: Result) -> tuple[Row, datetime, str]:
    row = one.ready.row
    return row, clock.now() + rules.pause_before(row["attempts"], one.seconds), f"delayed: {one.detail}"


async def _retry(tx: Transaction, batch: Batch, rows: Sequence[tuple[Row, datetime, str]]) -> None:
    await tx.run(
        _queries.retry_later,
        workspace=batch.account.workspace,
        ids=[row["id"] for row, _, _ in rows],
        dues=[due for _, due, _ in rows],
        reasons=[reason[:500] for _, _, reason in rows],
    )


async def _end_attempts(tx: Transaction, workspace: Any, ends: Sequence[tuple[Row, str, str]]) -> None:
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
