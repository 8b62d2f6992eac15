"""Sends what was claimed. No transaction is open while a provider is called.

What we know after a crash is the state of the message:

- `claimed`: nothing was handed over, whatever was said before; when the lease is over the message is planned again.
- `sending`: the provider may or may not have it. A channel that recognises our key is asked again. SMTP cannot tell,
  so the message becomes `unknown`: never sent again by itself, shown as such, and a person may send it again.
- `sent`, `failed`: the provider answered. While a lease stands on `sent`, the log has not heard of it yet.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from feilun.delivery import accounts
from feilun.delivery.accounts import Connectors, NotConfigured
from feilun.delivery.contract import Outbound
from feilun.delivery.outbox import facts
from feilun.delivery.outbox.claims import Batch, Claim, claim, settle
from feilun.delivery.outbox.endings import Ready, announce_sent, end_attempts
from feilun.delivery.outbox.sending import Sending
from feilun.delivery.outbox.templates import MissingVariable, rendered
from feilun.delivery.outbox.tracking import Tracker
from feilun.events import APPENDED
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
_connectors = Connectors()
_UNTIL_SET_UP = timedelta(minutes=5)


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
        # Nobody set the channel up yet, or a newer version wants other settings: the messages wait for it.
        await _give_back(engines, batch, ready, clock.now() + _UNTIL_SET_UP, str(error))
        return batch.looked_at
    left = await Sending(engines, batch, connector, ready).run()
    await _give_back(engines, batch, left, None)
    return batch.looked_at


async def recover(engines: Engines, now: datetime) -> None:
    """Settles what workers left behind that died."""
    async with engines.tables.transaction() as tx:
        await tx.run(_queries.lost_claims, now=now)
        for row in await tx.all(_queries.lost_sends, now=now):
            channel = accounts.channels_here(engines).get(row["channel"])
            is_safe = channel is not None and channel.repeats_are_safe
            reason = "the worker stopped while sending"
            await end_attempts(tx, row["workspace"], [(row, "unknown", reason)])
            await settle(tx, row["workspace"], [(row, "planned" if is_safe else "unknown", "" if is_safe else reason)])
        await _announce_lost(tx, now)


async def _announce_lost(tx: Transaction, now: datetime) -> None:
    by_workspace: dict[UUID, list[tuple[Row, str]]] = {}
    for row in await tx.all(_queries.unannounced, now=now):
        by_workspace.setdefault(row["workspace"], []).append((row, row["subject"]))
    for workspace, rows in by_workspace.items():
        await announce_sent(tx, workspace, rows)


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


async def _give_back(
    engines: Engines, batch: Batch, ready: Sequence[Ready], due_at: datetime | None, reason: str = ""
) -> None:
    """Plans again what was claimed and not tried; it counts as no try."""
    if ready:
        async with engines.tables.transaction() as tx:
            await tx.run(
                _queries.give_back,
                workspace=batch.account.workspace,
                ids=[one.row["id"] for one in ready],
                numbers=[one.row["attempts"] for one in ready],
                due_at=due_at,
                reason=reason[:500],
            )
