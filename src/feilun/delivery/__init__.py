"""Messages in and out: contract, gateway, outbox, live connection, consent."""

from feilun.delivery.contract import (
    Attachment,
    Channel,
    Connector,
    Inbound,
    Outbound,
    Receipt,
    SendDelayed,
    SendRefused,
    SendTakenBack,
    SendUnclear,
    channel_setting,
)
from feilun.delivery.discovery import channels
from feilun.events import Handle

__all__ = [
    "Attachment",
    "Channel",
    "Connector",
    "Handle",
    "Inbound",
    "Outbound",
    "Receipt",
    "SendDelayed",
    "SendRefused",
    "SendTakenBack",
    "SendUnclear",
    "channel_setting",
    "channels",
]
