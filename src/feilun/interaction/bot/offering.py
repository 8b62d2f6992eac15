"""Tells foresight, which stands below, what could be offered: for its preview and its figures."""

from collections.abc import Sequence
from uuid import UUID

from feilun.interaction.bot import keeper, room
from feilun.interaction.bot.room import Scene
from feilun.interaction.bot.settings import BotSettings
from feilun.interaction.bot.visiting import CHANNEL, candidates_of
from feilun.interaction.foresight import Candidate
from feilun.kernel import clock
from feilun.store import Engines, Transaction


async def offers(
    tx: Transaction, engines: Engines, workspace: UUID, customer: UUID | None, language: str
) -> Sequence[Candidate]:
    """As a greeting would offer it at this moment; also while the bot is switched off, since somebody looks ahead."""
    settings = await keeper.live(tx, workspace) or BotSettings()
    here = await room.enter(tx, engines, workspace, settings)
    scene = Scene(channel=CHANNEL, language=language or settings.language, now=clock.now())
    return candidates_of(here, await room.with_customer(tx, workspace, scene, customer))
