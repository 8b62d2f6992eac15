"""Takes what is due and decides each message, all in the transaction that claims it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from feilun import access
from feilun.delivery import accounts, consent, directory
from feilun.delivery.accounts import Account
from feilun.delivery.directory import Person
from feilun.delivery.outbox import facts, rules, tokens
from feilun.delivery.outbox.rules import Decision, Go, Postpone, Suppress
from feilun.events import APPENDED
from feilun.kernel.errors import NotFound
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

_queries = Queries(__file__)
_LARGEST = 200
# From claim to call: rendering and waiting for a free line. A worker that needs longer has died.
LEASE = timedelta(seconds=120)


@dataclass(frozen=True)
class Claim:
    """One message that may go, with all that its rendering needs."""

    row: Row
    address: str
    person: Person


@dataclass(frozen=True)
class Batch:
    """What one look at one lane found. `looked_at` counts the decisions, whatever they were."""

    account: Account
    looked_at: int
    claims: Sequence[Claim] = ()
    link_key: bytes = b""
    workspace: Mapping[str, Any] = field(default_factory=dict)


async def claim(engines: Engines, now: datetime) -> Batch | None:
    """The next batch of the lane that waited longest, or None when nothing may go."""
    async with engines.tables.transaction() as tx:
        lane = await tx.first(_queries.lock_lane, now=now)
        if lane is None:
            return None
        try:
            account = await accounts.account_of(tx, engines, lane["workspace"], lane["channel"])
        except NotFound:
            # The channel's folder is gone: its messages wait, and the lane is looked at again later.
            await tx.run(_queries.move_lane, **lane, now=now, next_at=now + timedelta(minutes=5))
            return None
        limit = min(_LARGEST, rules.allowed_now(account.limits.sends_per_second))
        rows = await tx.all(_queries.due, **lane, now=now, limit=limit)
        batch = await _decided(tx, engines, account, rows, now)
        pace = timedelta(seconds=len(batch.claims) / account.limits.sends_per_second)
        await tx.run(_queries.move_lane, **lane, now=now, next_at=now + pace)
        return batch


async def _decided(tx: Transaction, engines: Engines, account: Account, rows: list[Row], now: datetime) -> Batch:
    workspace = account.workspace
    people = await directory.people(tx, workspace, sorted({row["customer"] for row in rows}))
    home = await access.workspace_of(tx, workspace)
    for row in rows:
        row["channel"] = account.channel.id
    decisions = await _decisions(tx, account, rows, people, home["zone"] or engines.settings.default_zone, now)
    claims = [
        Claim({**row, "attempts": row["attempts"] + 1}, decision.address, people[row["customer"]])
        for row, decision in zip(rows, decisions, strict=True)
        if isinstance(decision, Go)
    ]
    await _write(tx, workspace, rows, decisions, now)
    if len(claims) < len(rows):
        tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
    key = await tokens.key_of(tx, workspace) if claims else b""
    return Batch(account, len(rows), claims, key, {"id": str(workspace), "name": home["name"]})


async def _decisions(
    tx: Transaction, account: Account, rows: list[Row], people: dict[UUID, Person], zone: str, now: datetime
) -> list[Decision]:
    """In the order of the cheapest to the most final; the cap comes last, so that what is held back does not use it."""
    channel, limits = account.channel, account.limits
    addresses = {customer: person.address(channel.address_kinds) for customer, person in people.items()}
    dead = await _dead(tx, account, [one for one in addresses.values() if one])
    answers = await consent.may_write(
        tx,
        account.workspace,
        [(row["customer"], channel.id, row["topic"]) for row in rows],
        needs_opt_in=limits.needs_opt_in,
        known=people,
    )
    spent = await _spent(tx, account, rows, people, now)
    decisions: list[Decision] = []
    for row, answer in zip(rows, answers, strict=True):
        person, is_marketing = people.get(row["customer"]), row["kind"] == "marketing"
        address = addresses.get(row["customer"])
        if person is None or address is None:
            decisions.append(Suppress(f"no address for {channel.id}"))
        elif address.lower() in dead:
            decisions.append(Suppress(f"dead address: {dead[address.lower()]}"))
        elif is_marketing and not answer.may:
            decisions.append(Suppress(answer.reason))
        elif until := rules.after_quiet(now, _zone(person.zone, zone), _windows(row, account)):
            decisions.append(Postpone(until, f"quiet hours until {until.isoformat(timespec='minutes')}"))
        elif is_marketing and limits.marketing_cap and spent.get(person.customer, 0) >= limits.marketing_cap:
            decisions.append(Suppress(f"cap: {limits.marketing_cap} in {limits.marketing_cap_days} days"))
        else:
            spent[person.customer] = spent.get(person.customer, 0) + (1 if is_marketing else 0)
            decisions.append(Go(address))
    return decisions


def _windows(row: Row, account: Account) -> list[tuple[str, str]]:
    limits = account.limits
    own = [(row["quiet_from"], row["quiet_to"])]
    return own + ([(limits.quiet_from, limits.quiet_to)] if row["kind"] == "marketing" else [])


def _zone(name: str, default: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or default)
    except (ZoneInfoNotFoundError, ValueError):  # A browser may report a zone that no table knows.
        return ZoneInfo(default)


async def _dead(tx: Transaction, account: Account, addresses: list[str]) -> dict[str, str]:
    rows = await tx.all(
        _queries.dead_addresses,
        workspace=account.workspace,
        channel=account.channel.id,
        addresses=sorted({address.lower() for address in addresses}),
    )
    return {row["address"]: row["reason"] for row in rows}


async def _spent(
    tx: Transaction, account: Account, rows: list[Row], people: dict[UUID, Person], now: datetime
) -> dict[UUID, int]:
    """Marketing that counts against the cap, by the customer of today: what went out under a merged id counts too."""
    asked = {row["customer"] for row in rows} | {person.customer for person in people.values()}
    found = await tx.all(
        _queries.marketing_since,
        workspace=account.workspace,
        channel=account.channel.id,
        customers=sorted(asked),
        since=now - timedelta(days=account.limits.marketing_cap_days),
    )
    spent: dict[UUID, int] = {}
    for row in found:
        person = people.get(row["customer"])
        owner = person.customer if person else row["customer"]
        spent[owner] = spent.get(owner, 0) + row["messages"]
    return spent


async def _write(tx: Transaction, workspace: UUID, rows: list[Row], decisions: list[Decision], now: datetime) -> None:
    pairs = list(zip(rows, decisions, strict=True))
    going = [(row, one) for row, one in pairs if isinstance(one, Go)]
    later = [(row, one) for row, one in pairs if isinstance(one, Postpone)]
    never = [(row, one.reason) for row, one in pairs if isinstance(one, Suppress)]
    await tx.run(
        _queries.claim,
        workspace=workspace,
        ids=[row["id"] for row, _ in going],
        addresses=[one.address for _, one in going],
        now=now,
        lease_until=now + LEASE,
    )
    await tx.run(
        _queries.postpone,
        workspace=workspace,
        ids=[row["id"] for row, _ in later],
        dues=[one.until for _, one in later],
        reasons=[one.reason for _, one in later],
    )
    await settle(tx, workspace, [(row, "suppressed", reason) for row, reason in never])
    await facts.suppressed(tx, workspace, never)


async def settle(tx: Transaction, workspace: UUID, ends: Sequence[tuple[Row, str, str]]) -> None:
    """Ends messages: (message, state, reason)."""
    if ends:
        await tx.run(
            _queries.settle,
            workspace=workspace,
            ids=[row["id"] for row, _, _ in ends],
            states=[state for _, state, _ in ends],
            reasons=[reason for _, _, reason in ends],
        )
