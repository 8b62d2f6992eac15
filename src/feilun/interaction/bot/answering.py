"""Answers one turn: under the conversation's lock it looks, decides, speaks, writes down why, and ends the turn."""

import time
from dataclasses import dataclass, replace

import msgspec

from feilun.interaction import conversations
from feilun.interaction.bot import calling, contacts, flowing, hearing, holding, ledger, phrasing, rules
from feilun.interaction.bot.composing import Line, lines_of, offline_line
from feilun.interaction.bot.deciding import turn_of
from feilun.interaction.bot.holding import GoOn, Held, Stage, Superseded, Work
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.ledger import Entry
from feilun.interaction.bot.room import Scene
from feilun.interaction.bot.rules import Decision, Talk, Turn
from feilun.interaction.conversations import Standing
from feilun.interaction.flows import PendingCall
from feilun.interaction.writer import Passage
from feilun.store import Transaction


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
            go_on = await calling.call_again(work, stage)
        else:
            go_on = await _first(work, started)
        while go_on is not None:
            go_on = await calling.after_call(work, *go_on)
    except Superseded:
        return


async def _first(work: Work, started: float) -> GoOn | None:
    async with work.transaction() as tx:
        plan = await _plan(tx, work)
        passages = _passages(work, plan) if plan else []
        if plan is None or not passages:
            return await _write(tx, work, plan, started) if plan else None
    await flowing.show_typing(work.engines, work.held.workspace, work.held.thread)
    phrased, writer = await phrasing.phrase(work.engines, work.room, plan.scene, plan.turn.text, passages)
    async with work.transaction() as tx:
        standing = await holding.mine(tx, work)
        if standing is None:
            return None
        return await _write(tx, work, replace(plan, standing=standing, phrased=phrased, writer=writer), started)


def _passages(work: Work, plan: Plan) -> list[Passage]:
    article = plan.decision.article if plan.decision.route == "answer" else ""
    return phrasing.passages(work.engines, work.room, plan.scene, plan.turn, article)


async def _plan(tx: Transaction, work: Work) -> Plan | None:
    standing = await holding.mine(tx, work)
    if standing is None:
        return None
    held, settings = work.held, work.room.settings
    text, tap = hearing.words_of(held.said)
    language = conversations.tongue(standing.language or settings.language, "", "" if tap else text)
    scene = await holding.scene(tx, work, language)
    place = holding.place(work, scene, held.upto_seq)
    talk, is_new, had_person = await _talk(tx, held, standing)
    if had_person:
        await flowing.end(tx, place)  # She answers no question that was asked before a person spoke with her.
    is_in_flow = await flowing.is_open(tx, place)
    turn = turn_of(
        work.room, scene, text, tap, talk,
        speaker=standing.speaker, recognised=work.recognised, mood=work.mood, failure=work.failure,
        in_flow=is_in_flow,
    )  # fmt: skip
    return Plan(turn, rules.decide(turn), scene, standing, is_new)


async def _talk(tx: Transaction, held: Held, standing: Standing) -> tuple[Talk, bool, bool]:
    """Where the talk stands; afresh after a closing or a hand-over. Whether this is another matter, and whether a
    person had the conversation since."""
    kept = await tx.value(queries.talk, workspace=held.workspace, conversation=held.conversation)
    if kept is None:
        return Talk(), True, False
    is_same, had_person = kept["closing"] == standing.closings, kept["handover"] != standing.handover
    talk = msgspec.convert(kept["talk"], Talk) if is_same and not had_person else Talk()
    return talk, not is_same, had_person


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
    await holding.say(tx, work, lines, work.held.upto_seq)
    if moved is not None and moved.pending is not None:
        return await _stage(tx, work, plan, moved.pending, len(lines), talk)
    if decision.route == "handover":
        await holding.call_person(tx, work, decision.reason, plan.standing.closings, plan.scene)
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


async def _move_flow(tx: Transaction, work: Work, plan: Plan) -> flowing.Moved | None:
    """None when there is no open flow after all."""
    place = holding.place(work, plan.scene, work.held.upto_seq)
    if plan.decision.route == "flow":
        return await flowing.begin(tx, place, plan.decision.flow)
    return await flowing.go_on(tx, place, plan.turn, work.recognised)


async def _stage(tx: Transaction, work: Work, plan: Plan, pending: PendingCall, said: int, talk: Talk) -> GoOn:
    stage = Stage(
        seq=work.held.upto_seq, said=said, closing=plan.standing.closings, language=plan.scene.language
    )  # fmt: skip
    await holding.keep_talk(tx, work, plan.standing, plan.scene.now, talk)
    await holding.keep_stage(tx, work, stage)
    return stage, pending


async def _end(tx: Transaction, work: Work, plan: Plan, talk: Talk, decision: Decision) -> None:
    held = work.held
    if decision.route == "handover":
        await tx.run(queries.forget_talk, workspace=held.workspace, conversation=held.conversation)
    else:
        await holding.keep_talk(tx, work, plan.standing, plan.scene.now, talk)
    await holding.end_turn(tx, work)


def _url(work: Work) -> str:
    return str(work.engines.settings.public_url or "")
