"""Channels over HTTP: what there is, and the form of each. A secret is written but never read back."""

from typing import Any

import msgspec
from litestar import get, put

from feilun.access import Caller, needs, note
from feilun.delivery.accounts import ledger
from feilun.delivery.accounts.limits import Limits
from feilun.delivery.contract import SettingField, form_of
from feilun.store import Engines


class ChannelField(msgspec.Struct, kw_only=True):
    """One line of the form. `value` is what is set now; a secret that is set reads as dots."""

    name: str
    type: str
    default: Any
    help: str
    secret: bool
    value: Any


class ChannelAccountRow(msgspec.Struct, kw_only=True):
    id: str
    name: str
    health: str
    note: str


class ChannelRow(msgspec.Struct, kw_only=True):
    """A channel of this installation. The fields of `settings_schema` are sent back to `…/settings` by name."""

    id: str
    names: dict[str, str]
    icon: str
    can: list[str]
    settings_schema: list[ChannelField]
    configured: bool
    accounts: list[ChannelAccountRow]


@get("/api/v1/channels", operation_id="list_channels", **needs("settings.read"))
async def list_channels(caller: Caller, engines: Engines) -> list[ChannelRow]:
    """Every channel found in this installation."""
    async with engines.tables.transaction() as tx:
        return [_row(one) for one in await ledger.accounts_of(tx, engines, caller.workspace)]


@put("/api/v1/channels/{channel:str}/settings", operation_id="put_channel_settings", **needs("settings.write"))
async def put_channel_settings(caller: Caller, engines: Engines, channel: str, data: dict[str, Any]) -> ChannelRow:
    """Sets the fields given by name, at the top level or inside `settings`; fields left out keep their value."""
    inner = data.get("settings")
    values = (
        {**{name: value for name, value in data.items() if name != "settings"}, **inner}
        if isinstance(inner, dict)
        else data
    )
    async with engines.tables.transaction() as tx:
        account = await ledger.put_settings(tx, engines, caller.workspace, channel, values)
        # The names only: a trail is read by more people than a password is meant for.
        await note(tx, caller, "channel.set", subject=f"channel:{channel}", detail={"fields": sorted(values)})
    return _row(account)


def _row(account: ledger.Account) -> ChannelRow:
    channel, is_set = account.channel, account.settings is not None
    own = [_field(line, account.settings or {}) for line in channel.form()]
    limits = [_field(line, vars(account.limits)) for line in form_of(Limits)]
    return ChannelRow(
        id=channel.id,
        names=dict(channel.names),
        icon=channel.icon,
        can=sorted(channel.can),
        settings_schema=own + limits,
        configured=is_set,
        accounts=[
            ChannelAccountRow(
                id=channel.id, name=channel.names.get("en", channel.id), health=account.health, note=account.health_note
            )
        ]
        if is_set
        else [],
    )


def _field(line: SettingField, values: Any) -> ChannelField:
    value = values.get(line.name, line.default)
    return ChannelField(
        name=line.name,
        type=line.type,
        default=line.default,
        help=line.help,
        secret=line.secret,
        value=(ledger.SECRET_KEPT if value else "") if line.secret else value,
    )


ROUTES = [list_channels, put_channel_settings]
