"""The job that answers: claims turns that are due, recognises them together, answers each in a transaction of its own.

A claim is a lease: whoever works renews it, and when he dies the next one takes the turn. So nothing is lost, and the
answer, the decision and the end of the turn are one commit, so nothing is said twice. What takes long (another system,
a language model) goes on beside the job and holds nobody up.
"""

import asyncio
import time
import weakref
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import structlog

from feilun.interaction import understanding
from feilun.interaction.bot import feeling, hearing, keeper, room, warming
from feilun.interaction.bot.answering import answer
from feilun.interaction.bot.holding import Held, Work, give_up
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.room import Room
from feilun.interaction.bot.settings import BotSettings
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.language import Mood, Understood
from feilun.store import Engines

_log = structlog.get_logger("feilun.bot")
MOST_TURNS = 32
# Far more than work at once: nearly all of them wait for another system, and who waits costs nothing.
_MOST_UNDER_WAY = 500
_LEASE = timedelta(seconds=10)
_RENEW_EVERY = 2.0
_LOOK_AWAY = 0.25
# A sentence costs milliseconds; a model that takes this long is broken.
_RECOGNISE_WITHIN = 8.0
# The first one in a process loads word lists too.
_FIRST_WITHIN = 40.0
# Longer than every patience inside a turn together; who waits longer gets a person.
_ANSWER_WITHIN = 90.0
# A turn that was taken this often without an end is handed over without looking at its words again.
_MOST_ATTEMPTS = 4
_AT_ONCE = 8


@dataclass(eq=False)
class _Desk:
    """What this process is answering at the moment."""

    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    claims: dict[UUID, int] = field(default_factory=dict)
    renewed: float = 0.0
    has_recognised: bool = False
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))


_desks: "weakref.WeakKeyDictionary[Any, _Desk]" = weakref.WeakKeyDictionary()


async def answer_turns(engines: Engines, now: datetime) -> int:
    """A job. More than 0 while anything is being answered, so that it is looked after again at once."""
    desk = _desks.setdefault(engines.tables, _Desk())
    held = await _claim(engines, now) if len(desk.tasks) < _MOST_UNDER_WAY else []
    for workspace in {one.workspace for one in held}:
        mine = [one for one in held if one.workspace == workspace]
        _start(desk, _answer_all(engines, desk, workspace, mine))
    if not desk.tasks:
        return 0
    done, _ = await asyncio.wait(desk.tasks, timeout=_LOOK_AWAY, return_when=asyncio.FIRST_COMPLETED)
    await _renew(engines, desk)
    return len(held) or len(done) or 1


def _start(desk: _Desk, work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    desk.tasks.add(task)
    task.add_done_callback(desk.tasks.discard)


async def _claim(engines: Engines, now: datetime) -> list[Held]:
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.claim_turns, claim=new_id(), now=now, until=now + _LEASE, most=MOST_TURNS)
    return [msgspec.convert(row, Held, from_attributes=False) for row in rows]


async def _renew(engines: Engines, desk: _Desk) -> None:
    """Keeps the leases of what is still under way."""
    now = time.monotonic()
    if not desk.claims or now - desk.renewed < _RENEW_EVERY:
        return
    desk.renewed = now
    async with engines.tables.transaction() as tx:
        await tx.run(queries.renew_claims, claims=list(desk.claims), until=clock.now() + _LEASE)


async def _answer_all(engines: Engines, desk: _Desk, workspace: UUID, held: Sequence[Held]) -> None:
    """The turns of one workspace: recognised in one batch, answered side by side."""
    claim = held[0].claim
    desk.claims[claim] = desk.claims.get(claim, 0) + 1
    try:
        started = time.perf_counter()
        here = await _enter(engines, workspace)
        recognised, failure = await _recognise(engines, desk, here, held)
        moods = await _moods(engines, held)
        took = time.perf_counter() - started
        works = [
            Work(
                engines, here, one, recognised.get(one.conversation), moods.get(one.conversation),
                _failure_of(one, here, failure), took, desk.room,
            )
            for one in held
        ]  # fmt: skip
        await asyncio.gather(*map(_answer_one, works))
    except Exception as error:
        # Such as a database that is away: the lease ends, and the turns are found again.
        _log.exception("answering_failed", workspace=str(workspace), error=str(error))
    finally:
        desk.claims[claim] -= 1
        if not desk.claims[claim]:
            del desk.claims[claim]


def _failure_of(held: Held, here: Room, failure: str) -> str:
    if held.attempts > _MOST_ATTEMPTS:
        return "tried_too_often"
    return here.failure or failure


async def _enter(engines: Engines, workspace: UUID) -> Room:
    await understanding.prepare(engines, workspace)
    async with engines.tables.transaction() as tx:
        settings = await keeper.live(tx, workspace) or BotSettings()
        return await room.enter(tx, engines, workspace, settings)


async def _recognise(
    engines: Engines, desk: _Desk, here: Room, held: Sequence[Held]
) -> tuple[dict[UUID, Understood], str]:
    """What the words mean, in one batch and outside any transaction. A failure is told and leads to a person."""
    wanted: dict[UUID, str] = {}
    for one in held:
        text, tap = hearing.words_of(one.said)
        if one.attempts <= _MOST_ATTEMPTS and text and (tap is None or tap.kind not in ("person", "none")):
            wanted[one.conversation] = text
    if not wanted or here.version is None:
        return {}, ""
    await warming.warmed(engines)
    try:
        async with asyncio.timeout(_RECOGNISE_WITHIN if desk.has_recognised else _FIRST_WITHIN):
            found = await here.version.understand(list(wanted.values()))
        desk.has_recognised = True
    except TimeoutError:
        _log.error("model_too_slow", workspace=str(here.workspace), version=here.number)
        return {}, "model_too_slow"
    except Exception as error:
        _log.exception("model_failed", workspace=str(here.workspace), version=here.number, error=str(error))
        return {}, "model_failed"
    return dict(zip(wanted, found, strict=True)), ""


async def _moods(engines: Engines, held: Sequence[Held]) -> dict[UUID, Mood]:
    """What their own words say about them; a tap says nothing of the kind, and words that failed often are not tried."""
    said = {one.conversation: hearing.words_of(one.said) for one in held if one.attempts <= _MOST_ATTEMPTS}
    wanted = {conversation: text for conversation, (text, tap) in said.items() if text and tap is None}
    return dict(zip(wanted, await feeling.moods(engines, list(wanted.values())), strict=True))


async def _answer_one(work: Work) -> None:
    """One turn that fails does not touch the others; its customer gets a person."""
    try:
        async with asyncio.timeout(_ANSWER_WITHIN):
            await answer(work)
    except Exception as error:
        _log.exception("turn_failed", conversation=str(work.held.conversation), error=str(error))
        await give_up(work)
