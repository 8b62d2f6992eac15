"""Decides whether a person is asked, and writes it down in the same transaction, by the server's clock alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from feilun.delivery import directory
from feilun.delivery.pressure import rules
from feilun.delivery.pressure.rules import Past, Policy, Repeat, Verdict
from feilun.events import Handle
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Invalid
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Row, Transaction

queries = Queries(__file__)


@dataclass(frozen=True)
class Ask:
    """One wish to ask one person something on one channel; the same `key` is the same ask, however often it is tried.

    `handles` are those in whose name she is here; with `customer` all her others count too.
    `is_follow_up`: it belongs to something she has just done, so neither the rest nor the number holds it back.
    `hold_out`: the share of people, 0 to 1, who are left in peace to measure what asking does.
    """

    workspace: UUID
    key: str
    kind: str
    subject: str
    channel: str
    customer: UUID | None = None
    handles: Sequence[Handle] = ()
    repeat: Repeat = field(default_factory=Repeat)
    is_reminder: bool = False
    is_follow_up: bool = False
    hold_out: float = 0.0


@dataclass(frozen=True)
class Asked:
    """`is_new` is False when this very ask was allowed before: show or send nothing a second time."""

    verdict: Verdict
    is_new: bool = False


async def ask(tx: Transaction, wish: Ask) -> Asked:
    """Allowed once at most, whatever runs beside it: all handles of the person are locked until the commit.

    Raises Invalid when there is nobody: neither a known customer nor a handle.
    """
    handles = await _handles(tx, wish.workspace, wish.customer, wish.handles)
    if not handles:
        raise Invalid(field="customer", problem="is unknown, and no handle was given")
    await tx.all(queries.lock, workspace=wish.workspace, **_split(handles))
    same = await tx.first(queries.by_key, workspace=wish.workspace, key=wish.key)
    if same is not None and same["state"] in ("asked", "answered"):
        return Asked(Verdict(True))
    verdict = await _verdict(tx, wish, handles)
    if verdict.may:
        await _write(tx, wish, handles, "asked", same)
        return Asked(verdict, is_new=True)
    await _refuse(tx, wish, handles, verdict)
    return Asked(verdict)


async def _verdict(tx: Transaction, wish: Ask, handles: Sequence[Handle]) -> Verdict:
    now = clock.now()
    policy = Policy(rest_days=0, most=0) if wish.is_follow_up else await policy_of(tx, wish.workspace)
    past = [_past(row) for row in await _rows(tx, wish.workspace, handles)]
    if wish.is_reminder:
        return rules.reminded(past, wish.kind, wish.subject, policy, now)
    verdict = rules.decided(past, wish.kind, wish.subject, wish.repeat, policy, now)
    person = str(wish.customer) if wish.customer else f"{handles[0].kind}:{handles[0].value}"
    if verdict.may and rules.is_held_out(str(wish.workspace), wish.kind, wish.subject, person, wish.hold_out):
        await _write(tx, wish, handles, "held", None, key=f"held:{wish.kind}:{wish.subject}:{person}")
        return rules.decided(
            [Past(wish.kind, wish.subject, "held", now)], wish.kind, wish.subject, wish.repeat, policy, now
        )
    return verdict


async def answered(
    tx: Transaction, workspace: UUID, kind: str, subject: str, *, customer: UUID | None, handles: Sequence[Handle]
) -> int:
    """She gave the answer: nobody asks again by a rule that stops there. How many asks it answered.

    Somebody who answered without having been asked, by a link on a wall, is remembered too.
    """
    everyone = await _handles(tx, workspace, customer, handles)
    if not everyone:
        return 0
    await tx.all(queries.lock, workspace=workspace, **_split(everyone))
    own = [row for row in await _rows(tx, workspace, everyone) if (row["kind"], row["subject"]) == (kind, subject)]
    now = clock.now()
    done = await tx.run(queries.mark_answered, workspace=workspace, ids=[row["id"] for row in own], now=now)
    if not any(row["state"] in ("asked", "answered", "volunteered") for row in own):
        wish = Ask(workspace, f"volunteered:{new_id()}", kind, subject, "link")
        await _write(tx, wish, everyone, "volunteered", None)
    return done


async def release(tx: Transaction, workspace: UUID, key: str) -> bool:
    """The ask never reached her (a bounce, a message that was cancelled), so it does not count."""
    return bool(await tx.run(queries.release, workspace=workspace, key=key, now=clock.now()))


async def asks_of(tx: Transaction, workspace: UUID, customer: UUID) -> tuple[list[Row], list[Row]]:
    """What she was asked, newest first, and what she was not asked and why."""
    handles = await _handles(tx, workspace, customer, ())
    if not handles:
        return [], []
    asked = await _rows(tx, workspace, handles)
    return asked, await tx.all(queries.refusals, workspace=workspace, **_split(handles))


async def policy_of(tx: Transaction, workspace: UUID) -> Policy:
    row = await tx.first(queries.policy, workspace=workspace)
    return Policy(**row) if row else Policy()


async def put_policy(tx: Transaction, workspace: UUID, policy: Policy, by: str) -> Policy:
    """`revision` is the one that was read. Raises Conflict when somebody else was faster."""
    wanted: dict[str, Any] = vars(policy)
    revision = await tx.value(queries.put_policy, workspace=workspace, by=by, now=clock.now(), **wanted)
    if revision is None or (policy.revision and revision == 1):
        raise Conflict(problem="Somebody changed the rules meanwhile; read them again")
    return await policy_of(tx, workspace)


async def _handles(tx: Transaction, workspace: UUID, customer: UUID | None, given: Iterable[Handle]) -> list[Handle]:
    found = list(given)
    if customer is not None:
        person = (await directory.people(tx, workspace, [customer])).get(customer)
        if person is not None:
            found += [*person.handles, Handle("customer", str(person.customer))]
    return list(dict.fromkeys(found))


async def _rows(tx: Transaction, workspace: UUID, handles: Sequence[Handle]) -> list[Row]:
    return await tx.all(queries.past, workspace=workspace, **_split(handles))


async def _write(
    tx: Transaction, wish: Ask, handles: Sequence[Handle], state: str, same: Row | None, key: str = ""
) -> None:
    now: datetime = clock.now()
    ask = same["id"] if same else new_id()
    values = {"workspace": wish.workspace, "id": ask, "channel": wish.channel, "state": state, "now": now}
    if same:
        await tx.run(queries.again, **values)
    else:
        more = {"kind": wish.kind, "subject": wish.subject, "is_reminder": wish.is_reminder, "key": key or wish.key}
        if not await tx.run(queries.add_ask, **values, **more):
            return
    await tx.run(queries.add_handles, workspace=wish.workspace, ask=ask, **_split(handles))


async def _refuse(tx: Transaction, wish: Ask, handles: Sequence[Handle], verdict: Verdict) -> None:
    await tx.run(
        queries.add_refusal,
        workspace=wish.workspace, handle_kind=handles[0].kind, handle_value=handles[0].value, kind=wish.kind,
        subject=wish.subject, rule=verdict.rule, reason=verdict.reason, channel=wish.channel, now=clock.now(),
    )  # fmt: skip


def _past(row: Row) -> Past:
    return Past(row["kind"], row["subject"], row["state"], row["at"], row["is_reminder"])


def _split(handles: Sequence[Handle]) -> dict[str, list[str]]:
    return {"kinds": [one.kind for one in handles], "values": [one.value for one in handles]}
