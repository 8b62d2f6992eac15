"""A turn that is held: whether it is still ours, and the writes that speak in it and end it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog

from feilun.interaction import conversations
from feilun.interaction.bot import flowing, hearing
from feilun.interaction.bot.briefing import briefing
from feilun.interaction.bot.composing import Line
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.room import Room, Scene, scene_of
from feilun.interaction.bot.rules import Talk
from feilun.interaction.bot.texts import said
from feilun.interaction.conversations import BotLine, Standing
from feilun.interaction.flows import PendingCall
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.language import Mood, Understood
from feilun.store import Engines, Transaction

_log = structlog.get_logger("feilun.bot")


class Superseded(Error):
    """The turn is not ours any more."""

    status = 409


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A claimed turn."""

    workspace: UUID
    conversation: UUID
    thread: UUID
    channel: str
    speaker: str
    language: str
    said: list[dict[str, Any]]
    from_seq: int
    upto_seq: int
    first_at: datetime
    claim: UUID
    attempts: int
    stage: dict[str, Any] | None = None


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """What was said already when a flow began to ask another system: who takes the turn over goes on from here.

    The call itself is not kept, since it carries secrets; the flow's place gives the same one again.
    """

    seq: int
    said: int
    closing: int
    language: str


GoOn = tuple[Stage, PendingCall | None]


@dataclass(frozen=True)
class Work:
    """One turn with all that was found out outside a transaction."""

    engines: Engines
    room: Room
    held: Held
    recognised: Understood | None
    mood: Mood | None
    failure: str
    took: float
    # Who writes has room here; who waits for another system gives it up, so that a slow one holds up nobody.
    room_to_write: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Not more of them at once than the database has to spare."""
        async with self.room_to_write, self.engines.tables.transaction() as tx:
            yield tx


async def mine(tx: Transaction, work: Work) -> Standing | None:
    """Locks the conversation. None when the turn is not ours, or nobody may answer it: then it ends unanswered."""
    held = work.held
    standing = await conversations.hold(tx, work.engines, held.workspace, held.conversation)
    now = await tx.first(queries.turn_now, workspace=held.workspace, conversation=held.conversation)
    if now is None or now["claim"] != held.claim or now["upto_seq"] != held.upto_seq:
        return None
    if not standing.bot_may_speak:
        await tx.run(queries.drop_turn, workspace=held.workspace, conversation=held.conversation, claim=held.claim)
        return None
    return standing


async def scene(tx: Transaction, work: Work, language: str) -> Scene:
    held = work.held
    visit = await tx.first(queries.visit, workspace=held.workspace, thread=held.thread) or {}
    return await scene_of(
        tx, held.workspace, held.thread, channel=held.channel, language=language, now=clock.now(),
        page=visit.get("page", ""), title=visit.get("title", ""),
    )  # fmt: skip


def place(work: Work, scene: Scene, seq: int) -> flowing.Place:
    return flowing.Place(work.engines, work.room, scene, work.held.conversation, work.held.thread, seq)


async def say(tx: Transaction, work: Work, lines: list[Line], seq: int, before: int = 0) -> None:
    """`seq` is the customer's message that is answered, `before` how many lines it got already."""
    held = work.held
    name = said(work.room.settings.name, held.language or work.room.settings.language)
    for number, line in enumerate(lines, before):
        landed = await conversations.bot_say(
            tx, work.engines,
            BotLine(
                workspace=held.workspace, conversation=held.conversation, type=line.type, body=line.body,
                cid=f"bot:{held.conversation}:{seq}:{number}", expected_seq=held.upto_seq, sender_name=name,
            ),
        )  # fmt: skip
        if landed is None:
            raise Superseded()


async def call_person(tx: Transaction, work: Work, reason: str, closing: int, scene: Scene) -> None:
    held = work.held
    await flowing.end(tx, place(work, scene, held.upto_seq))
    told = await briefing(tx, held.workspace, held.conversation, closing, reason)
    number = await conversations.hand_over(
        tx, work.engines, workspace=held.workspace, conversation=held.conversation, reason=reason, briefing=told,
        expected_seq=held.upto_seq, language=scene.language,
    )  # fmt: skip
    if number is None and not await _is_asked_for_already(tx, work):
        raise Superseded()


async def _is_asked_for_already(tx: Transaction, work: Work) -> bool:
    """Nobody is on duty and she knows: a flow that ends in calling a person has nothing left to do."""
    held = work.held
    standing = await conversations.hold(tx, work.engines, held.workspace, held.conversation)
    return standing.bot_may_speak and standing.speaker != "bot" and standing.customer_seq <= held.upto_seq


async def keep_talk(tx: Transaction, work: Work, standing: Standing, now: datetime, talk: Talk) -> None:
    held = work.held
    state = {"talk": msgspec.to_builtins(talk), "closing": standing.closings, "handover": standing.handover}
    await tx.run(
        queries.keep_talk,
        workspace=held.workspace, conversation=held.conversation, thread=held.thread, channel=held.channel,
        state=state, now=now,
    )  # fmt: skip


async def keep_stage(tx: Transaction, work: Work, stage: Stage) -> None:
    held = work.held
    kept = await tx.run(
        queries.stage_turn,
        workspace=held.workspace, conversation=held.conversation, claim=held.claim, seq=held.upto_seq,
        stage=msgspec.to_builtins(stage),
    )  # fmt: skip
    if not kept:
        raise Superseded()


async def end_turn(tx: Transaction, work: Work) -> None:
    held = work.held
    ended = await tx.run(
        queries.end_turn,
        workspace=held.workspace, conversation=held.conversation, claim=held.claim, seq=held.upto_seq,
    )  # fmt: skip
    if not ended:
        raise Superseded()


async def give_up(work: Work) -> None:
    """Something of ours failed: she gets a person, whatever else is broken."""
    held = work.held
    try:
        async with work.transaction() as tx:
            standing = await mine(tx, work)
            if standing is None:
                return
            await conversations.hand_over(
                tx, work.engines, workspace=held.workspace, conversation=held.conversation, reason="failure",
                briefing={"reason": "failure", "questions": [hearing.words_of(held.said)[0]]},
                expected_seq=held.upto_seq, language=held.language,
            )  # fmt: skip
            await end_turn(tx, work)
    except Exception as error:
        # The lease ends by itself, and the turn is found again.
        _log.exception("giving_up_failed", conversation=str(held.conversation), error=str(error))
