"""Closes conversations in which only the bot spoke and the customer has gone. It counts for nothing but tidiness."""

from datetime import datetime
from uuid import UUID

from feilun.interaction import conversations
from feilun.interaction.bot import keeper
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.settings import BotSettings
from feilun.interaction.bot.texts import said, text_of
from feilun.interaction.conversations import BotLine
from feilun.kernel.errors import NotFound
from feilun.store import Engines, Row


async def close_idle(engines: Engines, now: datetime) -> int:
    """A job: how many talks were looked at."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.idle_talks, now=now)
    for row in rows:
        await _close(engines, row)
    return len(rows)


async def _close(engines: Engines, row: Row) -> None:
    """Under the conversation's lock: who wrote meanwhile keeps it open."""
    workspace: UUID = row["workspace"]
    conversation: UUID = row["conversation"]
    async with engines.tables.transaction() as tx:
        try:
            standing = await conversations.hold(tx, engines, workspace, conversation)
        except NotFound:
            # Else a conversation that is gone would hold up all others at every round.
            await tx.run(queries.forget_talk, workspace=workspace, conversation=conversation)
            return
        state = await tx.first(queries.lock_talk, workspace=workspace, conversation=conversation)
        if state is None or state["last_at"] != row["last_at"]:
            return
        settings = await keeper.live(tx, workspace) or BotSettings()
        language = standing.language or settings.language
        name = said(settings.name, language)
        if standing.speaker == "bot":
            line = BotLine(
                workspace=workspace, conversation=conversation, sender_name=name,
                cid=f"bot:{conversation}:{standing.customer_seq}:closed", expected_seq=standing.customer_seq,
                body={"text": text_of(settings.texts, "closed", language)},
            )  # fmt: skip
            await conversations.bot_say(tx, engines, line)
            await conversations.close_idle(tx, engines, workspace, conversation, by="bot", name=name)
        await tx.run(queries.forget_talk, workspace=workspace, conversation=conversation)
