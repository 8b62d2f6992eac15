"""Gives remedies under the written policy: within its limits, explained, and so that they can be taken back."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery import outbox
from feilun.delivery.outbox import OutboxMessage
from feilun.events.catalogue.cases import CaseDecided, CaseReversed
from feilun.insight import identity, profiles
from feilun.interaction.cases.opening import announce, entry, handles_of, known_by, queries, split, tell
from feilun.interaction.cases.rules import Judged, Spent, chosen, judged
from feilun.interaction.cases.shapes import Heard, PolicyClause
from feilun.interaction.cases.wording import with_voucher, worded
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines, Row, Transaction

MACHINE = "machine"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 12


async def judgements(tx: Transaction, case: Row) -> tuple[int, list[Judged]]:
    """The policy's version and each clause held against the case; takes the locks a decision needs. Version 0: none.

    Customer first, then budgets in the order of their clauses, everywhere, so that no two decisions wait in a circle.
    """
    policy = await tx.first(queries.policy_in_force, workspace=case["workspace"])
    if policy is None:
        return 0, []
    clauses = msgspec.convert(policy["clauses"], list[PolicyClause])
    spent = await _spent(tx, case, clauses)
    heard = msgspec.convert(case["cause"]["heard"], Heard)
    traits = await _traits(tx, case)
    has_customer = case["customer"] is not None
    rule = str(case["rule"])
    return policy["version"], [
        judged(one, heard, rule, traits, spent.get(one.id, Spent()), has_customer) for one in clauses
    ]


async def decide_by_machine(tx: Transaction, engines: Engines, case: Row) -> Row | None:
    """The first clause a machine may decide by and whose every condition holds; what failed stands in the case."""
    version, found = await judgements(tx, case)
    taken = chosen(found, MACHINE)
    if taken is not None:
        return await _give(tx, engines, case, version, taken, MACHINE)
    considered = [one for one in found if one.clause.who == MACHINE]
    if considered:
        text = "; ".join(f"{one.clause.title}: {_unmet(one)}" for one in considered)
        await entry(tx, case["workspace"], case["id"], "left", text, MACHINE, {"checks": shown(considered)})
    return None


async def decide(tx: Transaction, engines: Engines, case: Row, clause: str, by: str, may: Sequence[str]) -> Row:
    """A person decides by a clause she may use. Raises NotFound, and Conflict with the condition that does not hold."""
    version, found = await judgements(tx, case)
    wanted = next((one for one in found if one.clause.id == clause), None)
    if wanted is None:
        raise NotFound(kind="clause of the policy in force", id=clause)
    if wanted.clause.who not in may:
        raise Conflict(problem=f"This clause is for a {wanted.clause.who} to decide")
    if not wanted.is_allowed:
        raise Conflict(problem=f"The policy does not allow it: {_unmet(wanted)}")
    return await _give(tx, engines, case, version, wanted, by)


async def reverse(tx: Transaction, engines: Engines, case: Row, decision: UUID, by: str, why: str) -> Row:
    """Takes a remedy back: the message if it has not gone, the voucher, the budget. Raises NotFound and Conflict."""
    workspace = case["workspace"]
    row = await tx.first(queries.lock_decision, workspace=workspace, case=case["id"], id=decision)
    if row is None:
        raise NotFound(kind="decision", id=decision)
    if row["reversed_at"] is not None:
        raise Conflict(problem="This decision was taken back before")
    if row["message_key"]:
        await outbox.cancel_message(tx, workspace, row["message_key"], "the decision was taken back")
    await tx.all(queries.budget, workspace=workspace, clauses=[row["clause"]], month=row["month"])
    back = {"workspace": workspace, "clause": row["clause"], "month": row["month"], "amount": -row["amount"]}
    await tx.run(queries.spend, **back)
    changed = await tx.first(queries.reverse, workspace=workspace, id=decision, by=by, why=why, now=clock.now())
    assert changed is not None
    await entry(tx, workspace, case["id"], "reversed", why, by, {"decision": str(decision), "clause": row["clause"]})
    fact = CaseReversed(case=case["id"], decision=decision, by=by, reason=why)
    await announce(tx, engines, workspace, fact, handles_of(case), str(decision), clock.now())
    await tell(tx, engines, workspace, case["id"], "reversed")
    return changed


async def _give(tx: Transaction, engines: Engines, case: Row, version: int, taken: Judged, by: str) -> Row:
    workspace, now, remedy, id = case["workspace"], clock.now(), taken.clause.remedy, new_id()
    code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH)) if remedy.kind == "voucher" else None
    key = await _send(tx, case, taken.clause, id, code)
    month = f"{now:%Y-%m}"
    amount = remedy.amount if code else 0
    await tx.run(queries.spend, workspace=workspace, clause=taken.clause.id, month=month, amount=amount)
    row = await tx.first(
        queries.add_decision,
        workspace=workspace, id=id, case=case["id"], policy=version, clause=taken.clause.id,
        remedy={**msgspec.to_builtins(remedy), "title": taken.clause.title}, checks={"clauses": shown([taken])},
        amount=amount, month=month, voucher=code, message_key=key, by=by, now=now,
    )  # fmt: skip
    assert row is not None
    await entry(tx, workspace, case["id"], "decided", taken.clause.title, by, {"decision": str(id), "policy": version})
    fact = CaseDecided(
        case=case["id"], decision=id, clause=taken.clause.id, policy=version, by=by, remedy=taken.clause.title,
        amount=amount, currency=remedy.currency if code else "",
    )  # fmt: skip
    await announce(tx, engines, workspace, fact, handles_of(case), str(id), now)
    await tell(tx, engines, workspace, case["id"], "decided")
    return row


async def _send(tx: Transaction, case: Row, clause: PolicyClause, decision: UUID, code: str | None) -> str | None:
    """The message to her, if the clause has words for one; in the same commit as the decision."""
    text = with_voucher(worded(clause.remedy.text, case["language"]), code or "")
    if not text or case["customer"] is None:
        return None
    key = f"case:{case['id']}:{decision}"
    subject = worded(clause.remedy.subject, case["language"]) or clause.title
    message = OutboxMessage(
        workspace=case["workspace"], key=key, customer=case["customer"], channel=clause.remedy.channel,
        kind="transactional", topic="case", content={"subject": subject, "text": text},
        cause={"case": str(case["id"]), "decision": str(decision)},
    )  # fmt: skip
    await outbox.queue(tx, [message])
    return key


async def _spent(tx: Transaction, case: Row, clauses: Sequence[PolicyClause]) -> dict[str, Spent]:
    now, workspace = clock.now(), case["workspace"]
    # With those she has by now: what was given to the one she was merged with counts too.
    names = split(await known_by(tx, workspace, case["customer"], handles_of(case)))
    ids = [one.id for one in clauses]
    await tx.all(queries.lock_customer, workspace=workspace, **names)
    months = await tx.all(queries.budget, workspace=workspace, clauses=sorted(ids), month=f"{now:%Y-%m}")
    since = [now - timedelta(days=one.limits.days) for one in clauses]
    given = await tx.all(queries.given, workspace=workspace, case=case["id"], clauses=ids, since=since, **names)
    times = {row["clause"]: row["times"] for row in given}
    return {row["clause"]: Spent(times.get(row["clause"], 0), row["spent"]) for row in months}


async def _traits(tx: Transaction, case: Row) -> dict[str, Any]:
    if case["customer"] is None:
        return {}
    customer = await identity.current(tx, case["workspace"], case["customer"])
    found = await profiles.profiles_of(tx, case["workspace"], [customer])
    return dict(found[customer].traits) if customer in found else {}


def shown(found: Sequence[Judged]) -> list[dict[str, Any]]:
    """The checks as they are kept and shown."""
    return [
        {"clause": one.clause.id, "title": one.clause.title, "who": one.clause.who, "is_allowed": one.is_allowed,
         "checks": [vars(check) for check in one.checks]}
        for one in found
    ]  # fmt: skip


def _unmet(one: Judged) -> str:
    return ", ".join(f"{check.name} ({check.asked}; {check.found})" for check in one.checks if not check.is_met)
