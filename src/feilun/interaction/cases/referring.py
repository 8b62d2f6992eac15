"""Invites who would recommend us to do so: once, by the ledger of contact pressure, on the channel of her answer."""

from feilun.delivery import outbox, pressure
from feilun.delivery.outbox import OutboxMessage
from feilun.events.catalogue.cases import PromoterInvited
from feilun.interaction.cases.opening import Party, announce
from feilun.interaction.cases.shapes import CaseRule
from feilun.interaction.cases.wording import worded
from feilun.kernel import clock
from feilun.store import Engines, Row, Transaction


async def invite(tx: Transaction, engines: Engines, party: Party, row: Row, rule: CaseRule, source: str) -> bool:
    """False when she is unknown, was invited before, or was asked something too lately."""
    if party.customer is None:
        return False
    channel = party.channel if party.channel in ("webchat", "email") else "email"
    key = f"refer:{row['id']}:{source}"
    # What she was just asked is the question she has answered; it must not keep her from being thanked for it.
    asked = await pressure.ask(
        tx,
        pressure.Ask(
            workspace=party.workspace, key=key, kind="referral", subject=str(row["id"]), channel=channel,
            customer=party.customer, handles=party.handles, is_follow_up=True,
        ),
    )  # fmt: skip
    if not asked.is_new:
        return False
    text = worded(rule.invitation, party.language)
    message = OutboxMessage(
        workspace=party.workspace, key=key, customer=party.customer, channel=channel, kind="marketing",
        topic="referral", content={"subject": rule.name, "text": text}, cause={"rule": str(row["id"])},
    )  # fmt: skip
    await outbox.queue(tx, [message])
    fact = PromoterInvited(rule=row["id"], name=rule.name, channel=channel)
    await announce(tx, engines, party.workspace, fact, party.handles, key, clock.now())
    return True
