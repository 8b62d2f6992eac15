"""Answers one turn: under the conversation's lock it looks, decides, speaks, writes down why, and ends the turn."""

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog

from feilun.interaction import conversations
from feilun.interaction.bot import contacts, flowing, hearing, ledger, phrasing, rules
from feilun.interaction.bot.briefing import briefing
from feilun.interaction.bot.composing import Line, lines_of, offline_line
from feilun.interaction.bot.deciding import turn_of
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.ledger import Entry
from feilun.interaction.bot.room import Room, Scene, scene_of
from feilun.interaction.bot.rules import Decision, Talk, Turn
from feilun.interaction.bot.texts import said
from feilun.interaction.conversations import BotLine, Standing
from feilun.interaction.flows import PendingCall
from feilun.interaction.writer import Passage
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.language import Understood
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
    failure: str
    took: float


@dataclass(frozen=True)
class Plan:
    """What to do, before anything is written."""

    turn: Turn
    decision: Decision
    scene: Scene
    standing: Standing
    is_new_matter: bool
    phrased: str = ""
    writer: str = ""


async def answer(work: Work) -> None:
    """To the end of the turn, or to the moment when somebody else is responsible for it."""
    started = time.perf_counter() - work.took
    try:
        if work.held.stage:
            stage = msgspec.convert(work.held.stage, Stage)
            go_on = await _call_again(work, stage)
        else:
            go_on = await _first(work, started)
        while go_on is not None:
            go_on = await _after_call(work, *go_on)
    except Superseded:
        return


async def _first(work: Work, started: float) -> GoOn | None:
    tables = work.engines.tables
    async with tables.transaction() as tx:
        plan = await _plan(tx, work)
        passages = _passages(work, plan) if plan else []
        if plan is None or not passages:
            return await _write(tx, work, plan, started) if plan else None
    await flowing.show_typing(work.engines, work.held.workspace, work.held.thread)
    phrased, writer = await phrasing.phrase(work.engines, work.room, plan.scene, plan.turn.text, passages)
    async with tables.transaction() as tx:
        standing = await _mine(tx, work)
        if standing is None:
            return None
        return await _write(tx, work, replace(plan, standing=standing, phrased=phrased, writer=writer), started)


def _passages(work: Work, plan: Plan) -> list[Passage]:
    article = plan.decision.article if plan.decision.route == "answer" else ""
    return phrasing.passages(work.engines, work.room, plan.scene, plan.turn, article)


async def _mine(tx: Transaction, work: Work) -> Standing | None:
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


async def _plan(tx: Transaction, work: Work) -> Plan | None:
    standing = await _mine(tx, work)
    if standing is None:
        return None
    held, settings = work.held, work.room.settings
    text, tap = hearing.words_of(held.said)
    language = conversations.tongue(standing.language or settings.language, "", "" if tap else text)
    scene = await _scene(tx, work, language)
    is_in_flow = await flowing.is_open(tx, _place(work, scene, held.upto_seq))
    talk, is_new = await _talk(tx, held, standing)
    turn = turn_of(
        work.room, scene, text, tap, talk,
        speaker=standing.speaker, recognised=work.recognised, failure=work.failure, in_flow=is_in_flow,
    )  # fmt: skip
    return Plan(turn, rules.decide(turn), scene, standing, is_new)


async def _talk(tx: Transaction, held: Held, standing: Standing) -> tuple[Talk, bool]:
    """Where the talk stands; afresh after a closing or a hand-over. And whether this is another matter."""
    kept = await tx.value(queries.talk, workspace=held.workspace, conversation=held.conversation)
    if kept is None or kept["closing"] != standing.closings:
        return Talk(), True
    is_same = kept["handover"] == standing.handover
    return (msgspec.convert(kept["talk"], Talk) if is_same else Talk()), False


async def _write(tx: Transaction, work: Work, plan: Plan, started: float) -> GoOn | None:
    """Everything a decision brings, with the caller's commit. A stage when another system is asked first."""
    moved = None
    if plan.decision.route in ("flow", "flow_step"):
        moved = await _move_flow(tx, work, plan)
        if moved is None:
            turn = msgspec.structs.replace(plan.turn, in_flow=False)
            return await _write(tx, work, replace(plan, turn=turn, decision=rules.decide(turn)), started)
    decision = flowing.with_flow(plan.decision, moved)
    asks = rules.asks_helpful(plan.turn, decision, work.room.settings.ask_helpful)
    lines, talk = _lines(work, plan, decision, moved, asks)
    entry = Entry(
        conversation=work.held.conversation, thread=work.held.thread, seq=work.held.upto_seq,
        closing=plan.standing.closings, turn=plan.turn, decision=decision, recognised=work.recognised,
        ms=int((time.perf_counter() - started) * 1000), writer=plan.writer, said=_text(lines),
    )  # fmt: skip
    await ledger.write(tx, work.engines, work.room, plan.scene, entry, plan.is_new_matter)
    await _say(tx, work, lines, work.held.upto_seq)
    if moved is not None and moved.pending is not None:
        return await _stage(tx, work, plan, moved.pending, len(lines), talk)
    if decision.route == "handover":
        await _call_person(tx, work, decision.reason, plan.standing.closings, plan.scene)
    await _end(tx, work, plan, talk, decision)
    return None


def _lines(
    work: Work, plan: Plan, decision: Decision, moved: flowing.Moved | None, asks: bool
) -> tuple[list[Line], Talk]:
    """What is said, and where the talk stands then."""
    talk = rules.after(plan.turn, decision, asks)
    if moved is not None:
        return moved.lines, talk
    if decision.route == "offline":
        line, talk = offline_line(work.room, plan.scene, plan.turn.talk, contacts.found(plan.turn.text))
        return ([line] if line else []), talk
    id = ledger.decision_id(work.held.conversation, work.held.upto_seq)
    return lines_of(work.room, plan.scene, decision, id, _url(work), asks, plan.phrased), talk


def _text(lines: list[Line]) -> str:
    return "\n".join(str(line.body.get("text") or line.body.get("title") or "") for line in lines)


def _place(work: Work, scene: Scene, seq: int) -> flowing.Place:
    return flowing.Place(work.engines, work.room, scene, work.held.conversation, work.held.thread, seq)


async def _move_flow(tx: Transaction, work: Work, plan: Plan) -> flowing.Moved | None:
    """None when there is no open flow after all."""
    place = _place(work, plan.scene, work.held.upto_seq)
    if plan.decision.route == "flow":
        return await flowing.begin(tx, place, plan.decision.flow)
    return await flowing.go_on(tx, place, plan.turn, work.recognised)


async def _say(tx: Transaction, work: Work, lines: list[Line], seq: int, before: int = 0) -> None:
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


async def _call_person(tx: Transaction, work: Work, reason: str, closing: int, scene: Scene) -> None:
    held = work.held
    await flowing.end(tx, _place(work, scene, held.upto_seq))
    told = await briefing(tx, held.workspace, held.conversation, closing, reason)
    number = await conversations.hand_over(
        tx, work.engines, workspace=held.workspace, conversation=held.conversation, reason=reason, briefing=told,
        expected_seq=held.upto_seq, language=scene.language,
    )  # fmt: skip
    if number is None:
        raise Superseded()


async def _stage(tx: Transaction, work: Work, plan: Plan, pending: PendingCall, said: int, talk: Talk) -> GoOn:
    stage = Stage(
        seq=work.held.upto_seq, said=said, closing=plan.standing.closings, language=plan.scene.language
    )  # fmt: skip
    await _keep_talk(tx, work, plan.standing, plan.scene.now, talk)
    await _keep_stage(tx, work, stage)
    return stage, pending


async def _keep_stage(tx: Transaction, work: Work, stage: Stage) -> None:
    held = work.held
    kept = await tx.run(
        queries.stage_turn,
        workspace=held.workspace, conversation=held.conversation, claim=held.claim, seq=held.upto_seq,
        stage=msgspec.to_builtins(stage),
    )  # fmt: skip
    if not kept:
        raise Superseded()


async def _call_again(work: Work, stage: Stage) -> GoOn | None:
    """Somebody died in the middle of a flow's call: the place knows which one it was."""
    async with work.engines.tables.transaction() as tx:
        if await _mine(tx, work) is None:
            return None
        return stage, await flowing.call_again(tx, _place(work, await _scene(tx, work, stage.language), stage.seq))


async def _after_call(work: Work, stage: Stage, pending: PendingCall | None) -> GoOn | None:
    """Asks the other system outside any transaction, then goes on with the flow."""
    reply = None
    if pending is not None:
        await flowing.show_typing(work.engines, work.held.workspace, work.held.thread)
        reply = await flowing.call(work.engines, pending)
    async with work.engines.tables.transaction() as tx:
        work = await _caught_up(tx, work)
        if await _mine(tx, work) is None:
            return None
        scene = await _scene(tx, work, stage.language)
        place = _place(work, scene, stage.seq)
        moved = await flowing.answered(tx, place, pending, reply) if pending else flowing.Moved([])
        await _say(tx, work, moved.lines, stage.seq, stage.said)
        if moved.pending is not None:
            more = msgspec.structs.replace(stage, said=stage.said + len(moved.lines))
            await _keep_stage(tx, work, more)
            return more, moved.pending
        await _close_stage(tx, work, stage, moved, scene)
        return None


async def _caught_up(tx: Transaction, work: Work) -> Work:
    """What she wrote during a call takes nothing from who makes it: the call belongs to what she said before."""
    held = work.held
    standing = await conversations.hold(tx, work.engines, held.workspace, held.conversation)
    now = await tx.first(queries.turn_now, workspace=held.workspace, conversation=held.conversation)
    upto = now["upto_seq"] if now and now["claim"] == held.claim else held.upto_seq
    return replace(work, held=msgspec.structs.replace(held, upto_seq=upto, speaker=standing.speaker))


async def _scene(tx: Transaction, work: Work, language: str) -> Scene:
    held = work.held
    visit = await tx.first(queries.visit, workspace=held.workspace, thread=held.thread) or {}
    return await scene_of(
        tx, held.workspace, held.thread, channel=held.channel, language=language, now=clock.now(),
        page=visit.get("page", ""), title=visit.get("title", ""),
    )  # fmt: skip


async def _close_stage(tx: Transaction, work: Work, stage: Stage, moved: flowing.Moved, scene: Scene) -> None:
    held = work.held
    if moved.hand_over is not None:
        why = rules.Why("flow_calls_person", {"reason": moved.hand_over})
        await ledger.end(tx, held.workspace, ledger.decision_id(held.conversation, stage.seq), moved.hand_over, why)
        await _call_person(tx, work, moved.hand_over, stage.closing, scene)
        await tx.run(queries.forget_talk, workspace=held.workspace, conversation=held.conversation)
    elif held.upto_seq > stage.seq:
        # She wrote while the other system was asked: those words are a turn of their own.
        await tx.run(
            queries.go_on_with_turn,
            workspace=held.workspace, conversation=held.conversation, claim=held.claim, seq=held.upto_seq,
            said=stage.seq, now=scene.now,
        )  # fmt: skip
        return
    await _end_turn(tx, work)


async def _end(tx: Transaction, work: Work, plan: Plan, talk: Talk, decision: Decision) -> None:
    held = work.held
    if decision.route == "handover":
        await tx.run(queries.forget_talk, workspace=held.workspace, conversation=held.conversation)
    else:
        await _keep_talk(tx, work, plan.standing, plan.scene.now, talk)
    await _end_turn(tx, work)


async def _end_turn(tx: Transaction, work: Work) -> None:
    held = work.held
    ended = await tx.run(
        queries.end_turn,
        workspace=held.workspace, conversation=held.conversation, claim=held.claim, seq=held.upto_seq,
    )  # fmt: skip
    if not ended:
        raise Superseded()


async def _keep_talk(tx: Transaction, work: Work, standing: Standing, now: datetime, talk: Talk) -> None:
    held = work.held
    state = {"talk": msgspec.to_builtins(talk), "closing": standing.closings, "handover": standing.handover}
    await tx.run(
        queries.keep_talk,
        workspace=held.workspace, conversation=held.conversation, thread=held.thread, channel=held.channel,
        state=state, now=now,
    )  # fmt: skip


async def give_up(work: Work) -> None:
    """Something of ours failed: she gets a person, whatever else is broken."""
    held = work.held
    try:
        async with work.engines.tables.transaction() as tx:
            standing = await _mine(tx, work)
            if standing is None:
                return
            await conversations.hand_over(
                tx, work.engines, workspace=held.workspace, conversation=held.conversation, reason="failure",
                briefing={"reason": "failure", "questions": [hearing.words_of(held.said)[0]]},
                expected_seq=held.upto_seq, language=held.language,
            )  # fmt: skip
            await _end_turn(tx, work)
    except Exception as error:
        # The lease ends by itself, and the turn is found again.
        _log.exception("giving_up_failed", conversation=str(held.conversation), error=str(error))


def _url(work: Work) -> str:
    return str(work.engines.settings.public_url or "")
