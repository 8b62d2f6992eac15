"""Reads and writes what a workspace set for its channels, and makes connectors from it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery.accounts.limits import Limits, check_limits
from feilun.delivery.contract import Channel, Connector
from feilun.delivery.discovery import channels
from feilun.kernel import clock
from feilun.kernel.errors import Error, Invalid, NotFound
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
# A secret is answered as this, and a form that sends it back means "leave it as it is".
SECRET_KEPT = "••••••"
_DEFAULTS = msgspec.convert({}, Limits)


class NotConfigured(Error):
    """The channel {channel} has no settings in this workspace."""

    status = 409


@dataclass(frozen=True)
class Account:
    """A channel as a workspace uses it. `settings` is None when nobody has set it up."""

    workspace: UUID
    channel: Channel
    settings: Mapping[str, Any] | None
    limits: Limits
    health: str = "unknown"
    health_note: str = ""


def channels_here(engines: Engines) -> dict[str, Channel]:
    """The channels of this installation, with those of the setting `channels_folder`."""
    return channels(getattr(engines.settings, "channels_folder", "") or None)


def channel_named(engines: Engines, channel: str) -> Channel:
    """Raises NotFound."""
    found = channels_here(engines).get(channel)
    if found is None:
        raise NotFound(kind="channel", id=channel)
    return found


async def accounts_of(tx: Transaction, engines: Engines, workspace: UUID) -> list[Account]:
    """One for every channel found, set up or not."""
    rows = {row["channel"]: row for row in await tx.all(_queries.accounts, workspace=workspace)}
    return [_account(engines, workspace, one, rows.get(id)) for id, one in sorted(channels_here(engines).items())]


async def account_of(tx: Transaction, engines: Engines, workspace: UUID, channel: str) -> Account:
    """Raises NotFound for a channel that is not installed."""
    found = channel_named(engines, channel)
    row = await tx.first(_queries.account, workspace=workspace, channel=channel)
    return _account(engines, workspace, found, row)


def _account(engines: Engines, workspace: UUID, channel: Channel, row: Row | None) -> Account:
    settings = row["settings"] if row and row["updated_at"] else None
    if settings is None and channel.defaults:
        settings = channel.defaults(engines.settings)
    limits = msgspec.convert(row["limits"], Limits) if row else _DEFAULTS
    health = (row["health"], row["health_note"]) if row else ("unknown", "")
    return Account(workspace, channel, settings, limits, *health)


async def put_settings(
    tx: Transaction, engines: Engines, workspace: UUID, channel: str, values: Mapping[str, Any]
) -> Account:
    """Sets the fields given, of the channel's form and of the limits; others keep their value. Raises Invalid."""
    before = await account_of(tx, engines, workspace, channel)
    given = {name: value for name, value in values.items() if value != SECRET_KEPT}
    limits = {name: value for name, value in given.items() if name in Limits.__dataclass_fields__}
    own = {name: value for name, value in given.items() if name not in limits}
    settings = before.channel.parsed({**(before.settings or {}), **own})
    merged = _checked_limits({**asdict(before.limits), **limits})
    await tx.run(
        _queries.put_account,
        workspace=workspace,
        channel=channel,
        settings=asdict(settings),
        limits=asdict(merged),
        now=clock.now(),
    )
    return await account_of(tx, engines, workspace, channel)


def _checked_limits(values: Mapping[str, Any]) -> Limits:
    try:
        limits = msgspec.convert(values, Limits, strict=False)
    except msgspec.ValidationError as error:
        raise Invalid(field="limits", problem=str(error)) from None
    check_limits(limits)
    return limits


async def note_health(tx: Transaction, workspace: UUID, channel: str, health: str, note: str = "") -> None:
    """`ok`, or `failing` with the provider's words; written only when it changed."""
    await tx.run(
        _queries.note_health, workspace=workspace, channel=channel, health=health, note=note[:500], now=clock.now()
    )


class Connectors:
    """The open connectors of one process, made anew when the settings change."""

    def __init__(self) -> None:
        self._open: dict[tuple[UUID, str], tuple[Mapping[str, Any], Connector]] = {}

    async def of(self, account: Account, engines: Engines) -> Connector:
        """Raises NotConfigured."""
        if account.settings is None:
            raise NotConfigured(channel=account.channel.id)
        key = (account.workspace, account.channel.id)
        known = self._open.get(key)
        if known and known[0] == account.settings:
            return known[1]
        if known:
            await known[1].close()
        connector = account.channel.connector(account.channel.parsed(account.settings), engines)
        self._open[key] = (account.settings, connector)
        return connector

    async def rest(self) -> None:
        """Lets go of all connections: there is nothing to send."""
        for _, connector in list(self._open.values()):
            await connector.close()
