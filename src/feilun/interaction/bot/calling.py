"""A flow asks another system: between two transactions, and again by whoever takes the turn over."""

from dataclasses import replace

import msgspec

from feilun.interaction import conversations
from feilun.interaction.bot import flowing, holding, ledger, rules
from feilun.interaction.bot.holding import GoOn, Stage, Work
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.room import Scene
from feilun.interaction.flows import PendingCall
from feilun.store import Transaction


async def call_again(work: Work, stage: Stage) -> GoOn | None:
    """Somebody died in the middle of a flow's call: the place knows which one it was."""
    async with work.transaction() as tx:
        if await holding.mine(tx, work) is None:
            return None
        return stage, await flowing.call_again(
            tx, holding.place(work, await holding.scene(tx, work, stage.language), stage.seq)
        )


async def after_call(work: Work, stage: Stage, pending: PendingCall | None) -> GoOn | None:
    """Asks the other system outside any transaction, then goes on with the flow."""
    reply = None
    if pending is not None:
        await flowing.show_typing(work.engines, work.held.workspace, work.held.thread)
        reply = await flowing.call(work.engines, pending)
    async with work.transaction() as tx:
        work = await _caught_up(tx, work)
        if await holding.mine(tx, work) is None:
            return None
        scene = await holding.scene(tx, work, stage.language)
        place = holding.place(work, scene, stage.seq)
        moved = await flowing.answered(tx, place, pending, reply) if pending else flowing.Moved([])
        await holding.say(tx, work, moved.lines, stage.seq, stage.said)
        if moved.pending is not None:
            more = msgspec.structs.replace(stage, said=stage.said + len(moved.lines))
            await holding.keep_stage(tx, work, more)
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


async def _close_stage(tx: Transaction, work: Work, stage: Stage, moved: flowing.Moved, scene: Scene) -> None:
    held = work.held
    if moved.hand_over is not None:
        why = rules.Why("flow_calls_person", {"reason": moved.hand_over})
        await ledger.end(tx, held.workspace, ledger.decision_id(held.conversation, stage.seq), moved.hand_over, why)
        await holding.call_person(tx, work, moved.hand_over, stage.closing, scene)
        await tx.run(queries.forget_talk, workspace=held.workspace, conversation=held.conversation)
    elif held.upto_seq > stage.seq:
        # She wrote while the other system was asked: those words are a turn of their own.
        await tx.run(
            queries.go_on_with_turn,
            workspace=held.workspace, conversation=held.conversation, claim=held.claim, seq=held.upto_seq,
            said=stage.seq, now=scene.now,
        )  # fmt: skip
        return
    await holding.end_turn(tx, work)
