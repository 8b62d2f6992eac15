"""The bot's place in conversations: hears customers with the commit of their message, and has the words ready."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from feilun import access
from feilun.interaction.bot import hearing, hours, keeper
from feilun.interaction.bot.briefing import briefing
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.settings import BotSettings
from feilun.interaction.bot.texts import text_of
from feilun.interaction.conversations import Heard
from feilun.kernel import clock
from feilun.store import Engines, Json, Transaction

TURNS = "bot.turns"
# Somebody who writes without a pause gets an answer all the same.
_LONGEST_BURST = timedelta(seconds=8)


class BotAttendant:
    """What `conversations.attend` wants."""

    async def is_on(self, tx: Transaction, engines: Engines, workspace: UUID, channel: str) -> bool:
        return bool(await tx.value(queries.is_on, workspace=workspace, channel=channel))

    async def heard(self, tx: Transaction, engines: Engines, heard: Sequence[Heard]) -> None:
        """Adds to the turn of the conversation; the answerer who works on the older one is told by its number."""
        quiet: dict[UUID, timedelta] = {}
        for one in heard:
            if one.workspace not in quiet:
                quiet[one.workspace] = timedelta(
                    milliseconds=await tx.value(queries.quiet, workspace=one.workspace) or 0
                )
            pause = timedelta(0) if hearing.tap_of(one.body) else quiet[one.workspace]
            await tx.run(
                queries.hear,
                workspace=one.workspace, conversation=one.conversation, thread=one.thread, channel=one.channel,
                speaker=one.speaker, language=one.language, said=Json([_kept(one)]), seq=one.seq, now=one.at,
                due=one.at + pause, longest=_LONGEST_BURST, most=hearing.MOST_MESSAGES,
            )  # fmt: skip
        tx.after_commit(lambda: engines.bus.publish(TURNS, b""))

    async def words(self, tx: Transaction, workspace: UUID, moment: str, language: str, facts: dict[str, Any]) -> str:
        settings = await keeper.live(tx, workspace) or BotSettings()
        shown: dict[str, Any] = {"ahead": int(facts.get("position") or 1) - 1}
        if moment == "waiting" and shown["ahead"] < 1:
            moment = "requested"
        if facts.get("minutes"):
            shown["wait"] = text_of(settings.texts, "wait", language, minutes=facts["minutes"])
        if moment == "offline" and settings.hours:
            times = hours.times(settings.hours, language)
            shown["hours"] = text_of(settings.texts, "hours", language, times=times)
        return text_of(settings.texts, moment, language, **shown)

    async def people_come(self, tx: Transaction, workspace: UUID, channel: str) -> bool:
        settings = await keeper.live(tx, workspace)
        return settings is not None and hours.is_open(settings.hours, await local_now(tx, workspace, settings))

    async def briefing(self, tx: Transaction, workspace: UUID, conversation: UUID) -> dict[str, Any]:
        return await briefing(tx, workspace, conversation, reason="wish")


def _kept(one: Heard) -> dict[str, Any]:
    """Only what a decision looks at: a body may be large, and anybody may send one."""
    tap = one.body.get("tap")
    words = str(one.body.get("text") or one.body.get("title") or "")[: hearing.LONGEST]
    kept = {"text": words, "tap": tap} if hearing.tap_of(one.body) else {"text": words}
    return {"seq": one.seq, "body": kept}


async def local_now(tx: Transaction, workspace: UUID, settings: BotSettings) -> datetime:
    """The time on the workspace's wall."""
    zone = settings.zone or str((await access.workspace_of(tx, workspace))["zone"] or "Asia/Shanghai")
    return clock.now().astimezone(ZoneInfo(zone))
