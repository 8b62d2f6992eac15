"""Keeps what was asked in which context, as the log tells it, and judges what was offered before."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from feilun.delivery import live
from feilun.events import Stored
from feilun.insight import identity, profiles
from feilun.interaction.foresight import rules
from feilun.interaction.foresight.suggesting import VISIT, deed, queries
from feilun.store import Engines, Transaction

_KEPT = timedelta(days=400)


class Foresight:
    """The subscriber `foresight`. It comes after `profiles`, whose activity tells what she did before she asked."""

    name = "foresight"
    after: str | None = "profiles"
    batch = 200

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        asked = [event for event in events if event.type == rules.ANSWERED and _article(event)]
        if not asked:
            return
        counted = [(event, found) for event in asked if (found := await _features(tx, event)) is not None]
        if counted:
            await _add_questions(tx, counted)
            await _add_counts(tx, counted)
        for event in asked:
            await _judge(tx, event)


def _properties(event: Stored) -> dict[str, Any]:
    found = event.body.get("properties")
    return found if isinstance(found, dict) else {}


def _article(event: Stored) -> str:
    return str(_properties(event).get("article") or "")


def _route(event: Stored) -> str:
    return str(_properties(event).get("route") or "")


def _at(event: Stored) -> datetime:
    return min(event.occurred_at, event.received_at)


async def _features(tx: Transaction, event: Stored) -> list[str] | None:
    """The contexts of a question; None when it only repeats one of hers.

    Only what carries the handles of the question and stands before it in the log: so a merge that comes later, or a
    replay, changes nothing.
    """
    handles = identity.usable(event.handles)
    owners = await identity.customers_of(tx, event.workspace, handles)
    at = _at(event)
    activity = await profiles.activity_of(tx, event.workspace, set(owners.values()), since=at - rules.ORDER_REACH)
    keys = {(one.kind, one.value) for one in handles}
    rows = [
        row
        for found in activity.values()
        for row in found
        if row["position"] < event.position and (row["handle_kind"], row["handle_value"]) in keys
    ]
    deeds = [deed(row) for row in sorted(rows, key=lambda row: row["position"])]
    said = _properties(event)
    if rules.is_repeated(_article(event), deeds, at):
        return None
    return rules.features_of(str(said.get("page") or ""), str(said.get("language") or ""), deeds, at)


_Counted = tuple[Stored, list[str]]


async def _add_questions(tx: Transaction, counted: Sequence[_Counted]) -> None:
    rows = [
        {
            "workspace": event.workspace,
            "position": event.position,
            "at": _at(event),
            "article": _article(event),
            "route": _route(event),
            "features": names,
        }
        for event, names in counted
    ]
    await tx.many(queries.add_question, rows)


async def _add_counts(tx: Transaction, counted: Sequence[_Counted]) -> None:
    weights: dict[tuple[UUID, str, str], int] = defaultdict(int)
    for event, names in counted:
        weight = rules.weight_at(_at(event), rules.strength_of(_route(event)))
        for name in {*names, rules.EVERYWHERE}:
            weights[event.workspace, name, _article(event)] += weight
    keys = sorted(weights)
    await tx.run(
        queries.add_counts,
        workspaces=[workspace for workspace, _, _ in keys],
        features=[name for _, name, _ in keys],
        articles=[article for _, _, article in keys],
        # As text: beyond some years they are larger than any integer of the database, and numeric takes them all.
        weights=[str(weights[key]) for key in keys],
    )


async def _judge(tx: Transaction, event: Stored) -> None:
    """The first answered question after something was offered is what she came for."""
    threads = await live.threads_of(tx, event.workspace, list(identity.usable(event.handles)))
    if threads:
        at = _at(event)
        await tx.run(
            queries.judge_shown,
            workspace=event.workspace,
            threads=[one.id for one in threads],
            since=at - VISIT,
            at=at,
            article=_article(event),
            route=_route(event),
            position=event.position,
        )


async def forget_old(engines: Engines, now: datetime) -> int:
    """What was offered or asked over a year ago has no weight any more."""
    async with engines.tables.transaction() as tx:
        await tx.run(queries.forget_shown, before=now - _KEPT)
        await tx.run(queries.forget_questions, before=now - _KEPT)
    return 0
