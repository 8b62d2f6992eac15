"""HTTP of what opens a case and of the policy of remedies."""

from uuid import UUID

import msgspec
from litestar import delete, get, post, put

from feilun.access import Caller, needs, note
from feilun.interaction.cases import keeper
from feilun.interaction.cases.opening import queries
from feilun.interaction.cases.shapes import CaseRule, PolicyText, ScoreOpening, WordsOpening
from feilun.interaction.cases.shown import CasePolicyRow, CaseRuleRow, CaseRuleWish, policy_of, rule_of
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines, Json, Row, Transaction

_RULE = "/api/v1/case-rules/{rule:uuid}"


class CaseRules(msgspec.Struct, kw_only=True):
    """In the order in which they are tried; the first that fits opens the case."""

    items: list[CaseRuleRow]


class CasePolicies(msgspec.Struct, kw_only=True):
    """The newest first. `in_force` is the one published last."""

    items: list[CasePolicyRow]


@get("/api/v1/case-rules", operation_id="list_case_rules", **needs("case.read"))
async def list_case_rules(caller: Caller, engines: Engines) -> CaseRules:
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.rules, workspace=caller.workspace)
    return CaseRules(items=[rule_of(row) for row in rows])


@post("/api/v1/case-rules", operation_id="add_case_rule", **needs("case.decide"))
async def add_case_rule(caller: Caller, engines: Engines, data: CaseRuleWish) -> CaseRuleRow:
    check_rule(data.rule)
    async with engines.tables.transaction() as tx:
        await _check_person(tx, caller, data.rule)
        await _check_surveys(tx, caller, data.rule)
        row = await tx.first(queries.add_rule, id=new_id(), **_values(caller, data))
        assert row is not None
        await note(tx, caller, "case_rule.added", f"case_rule:{row['id']}", {"name": data.rule.name})
    return rule_of(row)


@put(_RULE, operation_id="put_case_rule", **needs("case.decide"))
async def put_case_rule(caller: Caller, engines: Engines, rule: UUID, data: CaseRuleWish) -> CaseRuleRow:
    """409 when somebody else changed it."""
    check_rule(data.rule)
    async with engines.tables.transaction() as tx:
        await _check_person(tx, caller, data.rule)
        await _check_surveys(tx, caller, data.rule)
        row = await tx.first(queries.put_rule, id=rule, revision=data.revision, **_values(caller, data))
        if row is None:
            await _must_exist(tx, caller.workspace, rule)
            raise Conflict(problem="Somebody changed this rule meanwhile; read it again")
        await note(tx, caller, "case_rule.changed", f"case_rule:{rule}", {"name": data.rule.name})
    return rule_of(row)


@delete(_RULE, operation_id="delete_case_rule", **needs("case.decide"))
async def delete_case_rule(caller: Caller, engines: Engines, rule: UUID) -> None:
    """Its cases stay."""
    async with engines.tables.transaction() as tx:
        if not await tx.run(queries.delete_rule, workspace=caller.workspace, id=rule):
            raise NotFound(kind="case rule", id=rule)
        await note(tx, caller, "case_rule.deleted", f"case_rule:{rule}")


@get("/api/v1/case-policies", operation_id="list_case_policies", **needs("case.read"))
async def list_case_policies(caller: Caller, engines: Engines) -> CasePolicies:
    async with engines.tables.transaction() as tx:
        in_force = await _in_force(tx, caller.workspace)
        rows = await tx.all(queries.policies, workspace=caller.workspace)
    return CasePolicies(items=[policy_of(row, in_force) for row in rows])


@post("/api/v1/case-policies", operation_id="add_case_policy", **needs("case.decide"))
async def add_case_policy(caller: Caller, engines: Engines, data: PolicyText) -> CasePolicyRow:
    """A new version, which holds once it is published. A version is never changed."""
    check_policy(data)
    clauses = Json(msgspec.to_builtins(data.clauses))
    async with engines.tables.transaction() as tx:
        await tx.all(queries.lock_policy, workspace=caller.workspace)
        row = await tx.first(
            queries.add_policy,
            workspace=caller.workspace, words=data.words, clauses=clauses, by=caller.author, now=clock.now(),
        )  # fmt: skip
        assert row is not None
        await note(tx, caller, "case_policy.written", f"case_policy:{row['version']}")
        return policy_of(row, await _in_force(tx, caller.workspace))


@post("/api/v1/case-policies/{version:int}/publication", operation_id="publish_case_policy", **needs("case.decide"))
async def publish_case_policy(caller: Caller, engines: Engines, version: int) -> CasePolicyRow:
    """From now on this version decides; an older one may be published again."""
    async with engines.tables.transaction() as tx:
        row: Row | None = None
        if 0 < version < 2**31:
            row = await tx.first(
                queries.publish_policy, workspace=caller.workspace, version=version, by=caller.author, now=clock.now()
            )
        if row is None:
            raise NotFound(kind="version of the policy", id=version)
        await note(tx, caller, "case_policy.published", f"case_policy:{version}")
    return policy_of(row, version)


def check_rule(rule: CaseRule) -> None:
    """Raises Invalid for a rule that would open a case for everybody, or could not invite anybody."""
    opening = rule.opening
    looked_for = opening.words if isinstance(opening, WordsOpening) else getattr(opening, "names", ["it"])
    if not looked_for:
        raise Invalid(field="rule.opening", problem="names nothing to look for")
    if isinstance(opening, ScoreOpening) and opening.at_most is None and opening.at_least is None:
        raise Invalid(field="rule.opening", problem="needs a bound: at_most or at_least")
    if rule.does == "refer" and not any(text.strip() for text in rule.invitation.values()):
        raise Invalid(field="rule.invitation", problem="write what a promoter is to read")
    if rule.owner.kind == "person" and rule.owner.person is None:
        raise Invalid(field="rule.owner.person", problem="say who")


def check_policy(text: PolicyText) -> None:
    """Raises Invalid: a machine that gives money needs a budget, a limit for each customer and words that say so."""
    if len({one.id for one in text.clauses}) != len(text.clauses):
        raise Invalid(field="clauses", problem="two of them have the same id")
    for number, one in enumerate(text.clauses):
        field = f"clauses[{number}]"
        if one.remedy.kind == "voucher" and not one.remedy.amount:
            raise Invalid(field=f"{field}.remedy.amount", problem="a voucher needs an amount")
        if one.who == "machine" and one.remedy.amount and not (one.limits.month_budget and one.limits.times):
            raise Invalid(field=f"{field}.limits", problem="a machine that gives money needs a budget and a limit")
        if one.remedy.kind == "voucher" and not all("voucher" in words for words in one.remedy.text.values() if words):
            raise Invalid(field=f"{field}.remedy.text", problem="has no {{ voucher }}, so nobody could use it")


async def _check_surveys(tx: Transaction, caller: Caller, rule: CaseRule) -> None:
    named = {"rule.resurvey": rule.resurvey, "rule.opening.survey": getattr(rule.opening, "survey", None)}
    for field, survey in named.items():
        await keeper.check_survey(tx, caller.workspace, survey, field)


async def _check_person(tx: Transaction, caller: Caller, rule: CaseRule) -> None:
    """Raises Invalid: a case that nobody here can see would wait for ever."""
    if rule.owner.kind == "person" and rule.owner.person is not None:
        await keeper.check_owner(tx, caller.workspace, rule.owner.person)


async def _must_exist(tx: Transaction, workspace: UUID, rule: UUID) -> None:
    if await tx.first(queries.rule_exists, workspace=workspace, id=rule) is None:
        raise NotFound(kind="case rule", id=rule)


async def _in_force(tx: Transaction, workspace: UUID) -> int | None:
    row = await tx.first(queries.policy_in_force, workspace=workspace)
    return row["version"] if row else None


def _values(caller: Caller, wish: CaseRuleWish) -> dict[str, object]:
    return {
        "workspace": caller.workspace, "place": wish.place, "name": wish.rule.name, "is_on": wish.is_on,
        "rule": msgspec.to_builtins(wish.rule), "by": caller.author, "now": clock.now(),
    }  # fmt: skip


ROUTES = [
    list_case_rules,
    add_case_rule,
    put_case_rule,
    delete_case_rule,
    list_case_policies,
    add_case_policy,
    publish_case_policy,
]
