"""Writes down every decision with what it was made of, and what came of it."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import APPENDED
from feilun.events.catalogue import Fact, emit
from feilun.events.catalogue.bot import BotAnswered, BotHelped, BotMissed, BotTapped
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.room import Room, Scene
from feilun.interaction.bot.rules import Decision, Turn, Why
from feilun.kernel.ids import stable_id
from feilun.language import Understood, redact
from feilun.store import Engines, Json, Transaction

RECONTACT = timedelta(hours=72)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One decision in a conversation, ready to be written."""

    conversation: UUID
    thread: UUID
    seq: int
    closing: int
    turn: Turn
    decision: Decision
    recognised: Understood | None
    ms: int
    writer: str = ""
    said: str = ""

    @property
    def id(self) -> UUID:
        """The same turn gives the same id, whoever answers it."""
        return decision_id(self.conversation, self.seq)


def decision_id(conversation: UUID, seq: int) -> UUID:
    return stable_id("bot", conversation, seq)


def lot_of(id: UUID) -> float:
    """A number from 0 to 1 that is fixed with the id: the sample to audit cannot be chosen by anybody."""
    return int.from_bytes(hashlib.blake2b(id.bytes, digest_size=4).digest()) / 2**32


async def write(tx: Transaction, engines: Engines, room: Room, scene: Scene, entry: Entry, is_new_matter: bool) -> None:
    """The decision, what it says about earlier ones, and what the log hears of it, with the caller's commit."""
    await _keep(tx, room, scene, entry)
    await _note_tap(tx, room, scene, entry)
    if is_new_matter:
        await _note_recontact(tx, room, scene, entry)
    await _announce(tx, engines, room, scene, entry)


async def end(tx: Transaction, workspace: UUID, decision: UUID, reason: str, why: Why) -> None:
    """A flow went on after its decision was written down, and called a person."""
    await tx.run(
        queries.end_decision,
        workspace=workspace, id=decision, route="handover", reason=reason, why=Json([msgspec.to_builtins(why)]),
    )  # fmt: skip


async def _keep(tx: Transaction, room: Room, scene: Scene, entry: Entry) -> None:
    found, decision = entry.recognised, entry.decision
    guesses = [
        {"article": one.label, "title": title_of(room, one.label), "probability": round(one.probability, 4)}
        for one in (found.guesses if found else ())
    ]
    await tx.run(
        queries.add_decision,
        workspace=room.workspace, id=entry.id, conversation=entry.conversation, seq=entry.seq, closing=entry.closing,
        thread=entry.thread, now=scene.now, channel=scene.channel, language=scene.language, page=scene.page,
        text=redact(entry.turn.text).text, is_tap=entry.turn.tap is not None, version=room.number,
        route=decision.route, reason=decision.reason, article=decision.article,
        title=title_of(room, decision.article), flow=decision.flow,
        outcome=found.outcome if found else "", confidence=found.confidence if found else None,
        threshold=threshold_of(room, found), guesses=Json(guesses), offered=Json(list(decision.buttons)),
        is_miss=decision.is_miss, writer=entry.writer, said=redact(entry.said).text[:2000],
        why=Json(msgspec.to_builtins(decision.why)), ms=entry.ms,
        lot=lot_of(entry.id),
    )  # fmt: skip


def title_of(room: Room, article: str) -> str:
    content = room.article(article)
    return content.title if content else ""


def threshold_of(room: Room, found: Understood | None) -> float | None:
    """What the confidence had to reach, in the language of the sentence."""
    model = room.version.model if room.version else None
    if found is None or model is None:
        return None
    return model.sure_from.get(found.language)


async def _announce(tx: Transaction, engines: Engines, room: Room, scene: Scene, entry: Entry) -> None:
    """Tells the log what the bot did; once per decision, whatever is repeated."""
    decision, tap = entry.decision, entry.turn.tap
    about: dict[str, Any] = {
        "conversation": entry.conversation, "seq": entry.seq, "decision": entry.id, "language": scene.language,
        "page": scene.page,
    }  # fmt: skip
    if tap:
        target = decision.article or decision.flow or tap.id
        made = BotTapped(**{**about, "decision": _uuid(tap.decision)}, kind=tap.kind, target=target)
        await _emit(tx, room, scene, made, f"{entry.id}:tapped")
    if decision.article and decision.route == "answer":
        route = "tap" if tap else decision.why[0].code
        fact: Fact = BotAnswered(**about, article=decision.article, route=route, version=room.number)
        await _emit(tx, room, scene, fact, f"{entry.id}:answered")
    elif decision.is_miss:
        await _emit(
            tx, room, scene, BotMissed(**about, route=decision.route, version=room.number), f"{entry.id}:missed"
        )
    tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


async def announce_helped(
    tx: Transaction,
    engines: Engines,
    room: Room,
    scene: Scene,
    conversation: UUID,
    decision: UUID,
    helpful: bool,
    article: str,
) -> None:
    fact = BotHelped(conversation=conversation, decision=decision, helpful=helpful, article=article)
    await _emit(tx, room, scene, fact, f"{decision}:helped:{helpful}")
    tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


async def _emit(tx: Transaction, room: Room, scene: Scene, fact: Fact, id: str) -> None:
    await emit(
        tx, room.workspace, fact, occurred_at=scene.now, id=f"bot:{id}", handles=scene.handles, channel=scene.channel
    )


async def note_outcome(
    tx: Transaction, workspace: UUID, decision: UUID, kind: str, value: str, by: str, scene: Scene
) -> None:
    """What came of a decision; the latest word of a kind counts."""
    await tx.run(
        queries.keep_outcome, workspace=workspace, decision=decision, kind=kind, value=value, by=by, now=scene.now
    )


async def _note_tap(tx: Transaction, room: Room, scene: Scene, entry: Entry) -> None:
    """A tap on what an earlier decision offered is a label for that one: if it was hers, in this conversation."""
    tap = entry.turn.tap
    earlier = _uuid(tap.decision) if tap else None
    if tap is None or earlier is None:
        return
    owner = await tx.first(queries.decision_owner, workspace=room.workspace, id=earlier)
    if owner and owner["thread"] == entry.thread:
        value = tap.id if tap.kind == "article" else tap.kind
        await note_outcome(tx, room.workspace, earlier, "tap", value, "customer", scene)


async def _note_recontact(tx: Transaction, room: Room, scene: Scene, entry: Entry) -> None:
    """She wrote again in a new or reopened conversation soon after an answer: that answer was not the end of it."""
    await tx.run(
        queries.note_recontact,
        workspace=room.workspace, thread=entry.thread, conversation=entry.conversation, closing=entry.closing,
        since=scene.now - RECONTACT, now=scene.now,
    )  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
