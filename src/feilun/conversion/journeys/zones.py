"""On whose clock: the customer's own zone, else the workspace's."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feilun import access
from feilun.insight import profiles
from feilun.store import Engines, Transaction


async def zones_of(
    tx: Transaction, engines: Engines, workspace: UUID, customers: Sequence[UUID]
) -> dict[UUID, ZoneInfo]:
    """A zone for every customer asked about."""
    if not customers:
        return {}
    home = (await access.workspace_of(tx, workspace))["zone"] or engines.settings.default_zone
    known = await profiles.profiles_of(tx, workspace, customers)
    return {one: _zone(known[one].zone if one in known else None, home) for one in customers}


def _zone(name: str | None, home: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or home)
    except (ZoneInfoNotFoundError, ValueError):  # A browser may report a zone that no table knows.
        return ZoneInfo(home)
