"""Keeps who is in which audience: asks the rule, writes the change, tells it once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from feilun.events import Event, Handle, Stored, append
from feilun.events.catalogue.insight import AudienceEntered, AudienceLeft
from feilun.insight import profiles
from feilun.insight.segments.match import matches, next_change
from feilun.insight.segments.rules import Rule, deeds_in, parse
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

queries = Queries(__file__)

# (audience, customer)
Pair = tuple[UUID, UUID]
_FACTS: dict[str, type[AudienceEntered | AudienceLeft]] = {
    AudienceEntered.type: AudienceEntered,
    AudienceLeft.type: AudienceLeft,
}


@dataclass(frozen=True)
class Audience:
    workspace: UUID
    id: UUID
    version: int
    rule: Rule


@dataclass
class _Changes:
    """What one evaluation writes, gathered so that it takes a few statements."""

    turns: dict[Pair, tuple[int, datetime]] = field(default_factory=dict)
    came: dict[Pair, datetime] = field(default_factory=dict)
    went: list[Pair] = field(default_factory=list)
    due: dict[Pair, datetime] = field(default_factory=dict)
    settled: list[Pair] = field(default_factory=list)
    told: list[AudienceEntered | AudienceLeft] = field(default_factory=list)


def audience(row: Row) -> Audience:
    return Audience(row["workspace"], row["id"], row["version"], _parsed(msgspec.json.encode(row["rule"])))


@lru_cache(2048)
def _parsed(rule: bytes) -> Rule:
    return parse(msgspec.json.decode(rule))


async def activity_for(
    tx: Transaction, workspace: UUID, rules: Sequence[Rule], customers: Iterable[UUID], now: datetime
) -> dict[UUID, list[Row]]:
    """The deeds these rules look at; what the counters of a profile answer is not read."""
    deeds = [did for rule in rules for did in deeds_in(rule) if not did.is_counted]
    if not deeds:
        return {}
    cutoffs = [did.cutoff(now) for did in deeds]
    since = None if None in cutoffs else min(cutoff for cutoff in cutoffs if cutoff)
    return await profiles.activity_of(tx, workspace, customers, {did.event for did in deeds}, since)


async def evaluate(tx: Transaction, workspace: UUID, pairs: Mapping[UUID, set[UUID]], now: datetime) -> int:
    """Asks each audience about its customers; the number of changes. Whoever evaluates an audience holds its row."""
    rows = await tx.all(queries.lock_audiences, workspace=workspace, ids=list(pairs))
    audiences = [audience(row) for row in rows]
    customers = sorted({customer for one in audiences for customer in pairs[one.id]})
    if not customers:
        return 0
    people = await profiles.profiles_of(tx, workspace, customers)
    activity = await activity_for(tx, workspace, [one.rule for one in audiences], list(people), now)
    await _inherit(tx, workspace, {one.id for one in audiences}, list(people))
    asked = [(one.id, customer) for one in audiences for customer in sorted(pairs[one.id])]
    changes = _Changes()
    rule_of = {one.id: one.rule for one in audiences}
    for standing in await _standings(tx, workspace, asked):
        person = people.get(standing["customer"])
        if person is None:
            _forget(changes, standing)
        else:
            _judge(changes, standing, rule_of[standing["audience"]], person, activity.get(person.customer, []), now)
    await _write(tx, workspace, changes)
    await append(tx, [_event(workspace, fact, now) for fact in changes.told])
    return len(changes.told)


async def hear(tx: Transaction, workspace: UUID, events: Sequence[Stored]) -> set[Pair]:
    """Takes our own facts into account, so that a replay of the log ends where the first life did."""
    newest: dict[Pair, tuple[int, datetime]] = {}
    for event in events:
        fact = msgspec.convert(event.body["properties"], _FACTS[event.type])
        pair = (fact.audience, fact.customer)
        newest[pair] = max(newest.get(pair, (0, event.occurred_at)), (fact.turn, event.occurred_at))
    known = {row["id"] for row in await tx.all(queries.live_audiences, workspaces=[workspace])}
    heard = sorted(pair for pair in newest if pair[0] in known)
    changes = _Changes()
    for standing in await _standings(tx, workspace, heard):
        pair = (standing["audience"], standing["customer"])
        turn, since = newest[pair]
        if turn > standing["turn"] or (turn == standing["turn"] and since != standing["since"]):
            changes.turns[pair] = (turn, since)
            if turn % 2:
                changes.came[pair] = since
            else:
                changes.went.append(pair)
    await _write(tx, workspace, changes)
    return set(heard)


def _judge(
    changes: _Changes, standing: Row, rule: Rule, person: profiles.Profile, activity: Sequence[Row], now: datetime
) -> None:
    pair = (standing["audience"], standing["customer"])
    fits, was_in = matches(rule, person, activity, now), standing["turn"] % 2 == 1
    if fits != was_in:
        turn = standing["turn"] + 1
        changes.turns[pair] = (turn, now)
        kind = AudienceEntered if fits else AudienceLeft
        changes.told.append(kind(audience=pair[0], customer=pair[1], turn=turn))
    if fits and standing["member_since"] is None:
        changes.came[pair] = standing["since"] if was_in else now
    elif not fits and standing["member_since"] is not None:
        changes.went.append(pair)
    due = next_change(rule, person, activity, now)
    if due is None and standing["due_at"] is not None:
        changes.settled.append(pair)
    elif due is not None and due != standing["due_at"]:
        changes.due[pair] = due


def _forget(changes: _Changes, standing: Row) -> None:
    """Nobody lives under this id (any more): the row goes without a word."""
    pair = (standing["audience"], standing["customer"])
    if standing["member_since"] is not None:
        changes.went.append(pair)
    if standing["due_at"] is not None:
        changes.settled.append(pair)


async def _inherit(tx: Transaction, workspace: UUID, audiences: set[UUID], survivors: Sequence[UUID]) -> None:
    """A member who was merged into another goes on being a member as the other: nobody enters twice by a merge."""
    rows = await tx.all(queries.inherited, workspace=workspace, survivors=list(survivors))
    rows = [row for row in rows if row["audience"] in audiences]
    if not rows:
        return
    changes = _Changes(went=[(row["audience"], row["customer"]) for row in rows])
    since = {(row["audience"], row["survivor"]): row["since"] for row in rows}
    for standing in await _standings(tx, workspace, sorted(since)):
        pair = (standing["audience"], standing["customer"])
        if standing["turn"] % 2 == 0:
            changes.turns[pair] = (standing["turn"] + 1, since[pair])
            changes.came[pair] = since[pair]
    await _write(tx, workspace, changes)


async def _standings(tx: Transaction, workspace: UUID, pairs: Sequence[Pair]) -> list[Row]:
    if not pairs:
        return []
    audiences, customers = (list(part) for part in zip(*pairs, strict=True))
    return await tx.all(queries.standings, workspace=workspace, audiences=audiences, customers=customers)


async def _write(tx: Transaction, workspace: UUID, changes: _Changes) -> None:
    if changes.turns:
        await tx.run(
            queries.put_turns,
            **_columns(workspace, changes.turns),
            turns=[turn for turn, _ in changes.turns.values()],
            since=[since for _, since in changes.turns.values()],
        )
    if changes.went:
        await tx.run(queries.take_members, **_columns(workspace, changes.went))
    if changes.came:
        await tx.run(queries.put_members, **_columns(workspace, changes.came), since=list(changes.came.values()))
    if changes.settled:
        await tx.run(queries.take_rechecks, **_columns(workspace, changes.settled))
    if changes.due:
        await tx.run(queries.put_rechecks, **_columns(workspace, changes.due), due=list(changes.due.values()))


def _columns(workspace: UUID, pairs: Iterable[Pair]) -> dict[str, Any]:
    listed = list(pairs)
    return {
        "workspace": workspace,
        "audiences": [one for one, _ in listed],
        "customers": [customer for _, customer in listed],
    }


def _event(workspace: UUID, fact: AudienceEntered | AudienceLeft, now: datetime) -> Event:
    return Event(
        workspace=workspace,
        id=f"audience:{fact.audience}:{fact.customer}:{fact.turn}",
        type=fact.type,
        occurred_at=now,
        source="feilun",
        handles=(Handle("customer", str(fact.customer)),),
        body={"properties": msgspec.to_builtins(fact)},
    )
