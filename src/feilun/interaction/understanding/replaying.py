"""Asks a version what customers asked last week, and lists what it would answer differently."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal
from uuid import UUID

import msgspec

from feilun.interaction.understanding import hooks, rules, shelf
from feilun.interaction.understanding.judging import answered, understand_many
from feilun.interaction.understanding.shapes import Asked, ReplayChange, ReplayFigures
from feilun.interaction.understanding.shelf import Published
from feilun.interaction.understanding.tasks import Task
from feilun.kernel import clock
from feilun.kernel.sql import Queries
from feilun.language import Understood
from feilun.store import Engines, Transaction

_queries = Queries(__file__)
LAST_WEEK = timedelta(days=7)
MOST_QUESTIONS = 5_000
_MOST_CHANGES = 2_000
Verdict = Literal["better", "worse", "unknown"]


async def replay(engines: Engines, task: Task) -> None:
    """The task `replay`. Old answers are those of the version in force; before the first one, what was said then."""
    task.say(0.02, "collect")
    await shelf.prepare(engines, task.workspace)
    async with engines.tables.transaction() as tx:
        new = await shelf.load(tx, engines, task.workspace, task.number)
        old = await shelf.serving(tx, engines, task.workspace)
        questions = await hooks.traffic(tx, task.workspace, clock.now() - LAST_WEEK, MOST_QUESTIONS)
    texts = [one.text for one in questions]
    now = await understand_many(engines, new, texts, task.part(0.05, 0.5, "ask"))
    before = await understand_many(engines, old, texts, task.part(0.5, 0.95, "ask")) if old else None
    task.say(0.97, "keep")
    changes = [
        change
        for place, one in enumerate(questions)
        if (change := change_of(one, old, before[place] if before else None, new, now[place]))
    ]
    # People's verdicts first, since they say whether a change is for the better; then what is surest.
    changes.sort(key=lambda one: ({"worse": 0, "better": 1}.get(one.verdict, 2), -one.new_confidence))
    answered_before = sum(
        _old_answer(one, before[place] if before else None) is not None for place, one in enumerate(questions)
    )
    figures = rules.replay_figures(
        len(questions), answered_before, sum(answered(one) is not None for one in now), changes,
        min(len(changes), _MOST_CHANGES),
    )  # fmt: skip
    async with engines.tables.transaction() as tx:
        await task.end(tx)
        await _keep(tx, task, old.number if old else None, figures, changes[:_MOST_CHANGES])


def change_of(
    asked: Asked, old: Published | None, before: Understood | None, new: Published, now: Understood
) -> ReplayChange | None:
    """None when the customer would hear the same article, or nothing, both times."""
    was, would = _old_answer(asked, before), answered(now)
    if was == would:
        return None
    return ReplayChange(
        decision=asked.decision,
        text=asked.text,
        language=asked.language,
        at=asked.at,
        old=was,
        old_title=(old or new).knowledge.title(was) or new.knowledge.title(was),
        old_confidence=before.confidence if before else 0.0,
        new=would,
        new_title=new.knowledge.title(would),
        new_confidence=now.confidence,
        verdict=_verdict(asked, was, would),
    )


def _old_answer(asked: Asked, before: Understood | None) -> UUID | None:
    return answered(before) if before else asked.article


def _verdict(asked: Asked, was: UUID | None, would: UUID | None) -> Verdict:
    """From what people said of the answer that was given then; silence says nothing."""
    right = asked.right_article or (asked.article if asked.is_right else None)
    if right is not None and right in (was, would):
        return "better" if would == right else "worse"
    known_wrong = asked.article if asked.is_right is False else None
    if known_wrong is not None and known_wrong in (was, would):
        return "worse" if would == known_wrong else "better"
    return "unknown"


async def _keep(
    tx: Transaction, task: Task, against: int | None, figures: ReplayFigures, changes: Sequence[ReplayChange]
) -> None:
    where = {"workspace": task.workspace, "number": task.number}
    await tx.run(_queries.forget_replay, **where)
    rows = [{**where, "place": place, "change": msgspec.to_builtins(one)} for place, one in enumerate(changes, 1)]
    if rows:
        await tx.many(_queries.add_replay_change, rows)
    await tx.run(_queries.keep_replay, **where, against=against, figures=msgspec.to_builtins(figures), now=clock.now())
