"""Keeps a workspace's settings: the draft that people write, and what is live."""

from uuid import UUID

import msgspec

from feilun.interaction.bot.settings import BotSettings
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

queries = Queries(__file__)


class StaleSettings(Error):
    """Somebody changed the settings meanwhile; look at revision {revision} first."""

    status = 409


class NotReady(Error):
    """These settings cannot go live yet: {problem}."""

    status = 409


async def live(tx: Transaction, workspace: UUID) -> BotSettings | None:
    """What is live; None when nothing was ever published."""
    stored = await tx.value(queries.live_settings, workspace=workspace)
    return None if stored is None else msgspec.convert(stored, BotSettings)


async def row(tx: Transaction, workspace: UUID) -> Row:
    """The whole row; the defaults, at revision 0, when nobody has written yet."""
    found = await tx.first(queries.settings, workspace=workspace)
    return found or {
        "draft": msgspec.to_builtins(BotSettings()), "revision": 0, "changed_at": None, "changed_by": "",
        "live": None, "live_revision": None, "live_at": None, "live_by": "",
    }  # fmt: skip


async def keep(tx: Transaction, workspace: UUID, settings: BotSettings, revision: int | None, by: str) -> Row:
    """Writes the draft. Raises StaleSettings when `revision` is not the one that stands."""
    await tx.run(queries.open_settings, workspace=workspace, draft=msgspec.to_builtins(BotSettings()), now=clock.now())
    stands = await tx.value(queries.lock_settings, workspace=workspace)
    if revision is not None and revision != stands:
        raise StaleSettings(revision=stands)
    await tx.run(queries.keep_draft, workspace=workspace, draft=msgspec.to_builtins(settings), now=clock.now(), by=by)
    return await row(tx, workspace)


async def check_revision(tx: Transaction, workspace: UUID, revision: int) -> None:
    """Locks the draft: what is looked at next is what goes live. Raises StaleSettings when it is another one by now."""
    stands = await tx.value(queries.lock_settings, workspace=workspace)
    if stands is not None and stands != revision:
        raise StaleSettings(revision=stands)


async def put_live(tx: Transaction, workspace: UUID, by: str) -> Row:
    """The draft becomes what is live; call `check_revision` before."""
    await tx.run(queries.publish_settings, workspace=workspace, now=clock.now(), by=by)
    return await row(tx, workspace)
