"""Every message out: consent, quiet hours, caps, pace, retries, once only."""

from pathlib import Path

from feilun.delivery.outbox import api, public
from feilun.delivery.outbox.dispatch import send_due
from feilun.delivery.outbox.queue import (
    QUEUED,
    Addressee,
    OutboxMessage,
    cancel_entries,
    cancel_journey,
    cancel_message,
    figures_of,
    hold_journey,
    move_customer,
    queue,
    queue_chosen,
    queue_set,
    release_journey,
)
from feilun.delivery.outbox.templates import lenient, template_problem
from feilun.kernel.capability import Capability, Figure, Job
from feilun.kernel.sql import Queries

CAPABILITY = Capability(
    name="outbox",
    routes=[*api.ROUTES, *public.ROUTES],
    jobs=[Job("outbox", send_due, every=0.5, wake=QUEUED)],
    figures=[Figure("feilun_outbox_waiting", "Messages that wait to be sent.", Queries(__file__).waiting_figure)],
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "CAPABILITY",
    "QUEUED",
    "Addressee",
    "OutboxMessage",
    "cancel_entries",
    "cancel_journey",
    "cancel_message",
    "figures_of",
    "hold_journey",
    "lenient",
    "move_customer",
    "queue",
    "queue_chosen",
    "queue_set",
    "release_journey",
    "send_due",
    "template_problem",
]
