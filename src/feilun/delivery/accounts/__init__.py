"""Accounts: what a workspace set for each channel, and how its provider does."""

from pathlib import Path

from feilun.delivery.accounts.api import ROUTES
from feilun.delivery.accounts.ledger import (
    Account,
    Connectors,
    NotConfigured,
    account_of,
    accounts_of,
    channel_named,
    channels_here,
    note_health,
    put_settings,
)
from feilun.delivery.accounts.limits import Limits, check_time_of_day
from feilun.kernel.capability import Capability, FirstStep
from feilun.kernel.sql import Queries

CAPABILITY = Capability(
    name="accounts",
    routes=ROUTES,
    first_steps=(FirstStep("channel", Queries(__file__).has_account),),
    migrations=Path(__file__).with_name("migrations"),
)

__all__ = [
    "CAPABILITY",
    "Account",
    "Connectors",
    "Limits",
    "NotConfigured",
    "account_of",
    "accounts_of",
    "channel_named",
    "channels_here",
    "check_time_of_day",
    "note_health",
    "put_settings",
]
