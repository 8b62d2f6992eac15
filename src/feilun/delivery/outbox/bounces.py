"""What came back: a bounce ends the message and, when it is final, the address."""

from uuid import UUID

from feilun.delivery import consent
from feilun.delivery.contract import Channel, Receipt
from feilun.delivery.outbox import facts
from feilun.delivery.outbox.claims import settle
from feilun.delivery.outbox.endings import add_dead_address
from feilun.delivery.outbox.tokens import read_token
from feilun.events.catalogue.delivery import MessageBounced
from feilun.kernel.errors import NotFound
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

_queries = Queries(__file__)


async def take_receipts(tx: Transaction, workspace: UUID, channel: Channel, raw: bytes) -> list[str]:
    """The outcomes of the receipts in a provider's payload that are about messages of this workspace."""
    receipts = [one for one in (channel.read(raw) if channel.read else []) if isinstance(one, Receipt)]
    return [one.outcome for one in receipts if await _take(tx, workspace, channel, one)]


async def _take(tx: Transaction, workspace: UUID, channel: Channel, receipt: Receipt) -> bool:
    try:
        link = await read_token(tx, receipt.reference, "r")
    except NotFound:
        return False
    if link.workspace != workspace:
        return False
    row = await tx.first(_queries.message, workspace=workspace, id=link.message)
    if row is None or row["channel"] != channel.id:
        return False
    if receipt.outcome == "bounced":
        await _bounce(tx, workspace, row, receipt.reason)
    elif receipt.outcome == "complained":
        await _complain(tx, workspace, row)
    return True


async def _bounce(tx: Transaction, workspace: UUID, row: Row, reason: str) -> None:
    await settle(tx, workspace, [(row, "bounced", reason[:500])])
    # The address we wrote to, not the one in the report: a forwarded mailbox bounces under another name.
    await add_dead_address(tx, workspace, row["channel"], row["address"], reason)
    fact = MessageBounced(message=row["id"], channel=row["channel"], reason=reason, cause=facts.cause_of(row))
    await facts.announce(tx, workspace, [(row, fact, "")])


async def _complain(tx: Transaction, workspace: UUID, row: Row) -> None:
    proof = consent.Proof(source="complaint", author="provider", note=f"message {row['id']}")
    await consent.record(tx, workspace, row["customer"], row["channel"], consent.ALL, consent.WITHDRAWN, proof)
