"""HTTP of the bot's decisions and of the queue of those that people judge."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.interaction import knowledge
from feilun.interaction.bot import keeper
from feilun.interaction.bot.keeper import queries
from feilun.interaction.bot.settings import BotSettings
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines, Row, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Days = Annotated[int, QueryParameter(ge=1, le=365)]
_AUDIT_DAYS = 30


class DecisionGuess(msgspec.Struct, kw_only=True):
    """An article that the model thought of; the probability is calibrated."""

    article: str
    title: str
    probability: float


class DecisionReason(msgspec.Struct, kw_only=True):
    """Why, as a code with the figures behind it."""

    code: str
    facts: dict[str, Any] = {}


class BotDecision(msgspec.Struct, kw_only=True):
    """What the bot did with one turn of a customer, and what came of it. The text is redacted."""

    id: UUID
    conversation: UUID
    seq: int
    at: datetime
    channel: str
    language: str
    page: str
    text: str
    is_tap: bool
    version: int
    route: str
    reason: str
    article: str
    title: str
    flow: str
    outcome: str
    confidence: float | None
    threshold: float | None
    guesses: list[DecisionGuess]
    offered: list[str]
    is_miss: bool
    writer: str
    said: str
    why: list[DecisionReason]
    ms: int
    # tap: what was taken; helped: yes or no; recontact; verdict: right or wrong; right_article.
    outcomes: dict[str, str]


class AuditVerdict(msgspec.Struct, kw_only=True):
    """Whether an answer was right; when it was wrong, which article would have been (null: none should answer)."""

    verdict: Literal["right", "wrong"]
    article: UUID | None = None


class AuditQueue(msgspec.Struct, kw_only=True):
    """Answers to judge, the newest first: a sample that nobody can choose. `left` is how many wait in all."""

    items: list[BotDecision]
    left: int
    share: float


@get("/api/v1/bot-decisions", operation_id="list_bot_decisions", **needs("bot.read"))
async def list_bot_decisions(
    caller: Caller,
    engines: Engines,
    days: Days = 30,
    route: str = "",
    reason: str = "",
    article: str = "",
    kind: Literal["", "question", "tap"] = "",
    outcome: Literal["", "sure", "unsure", "unknown", "plausible"] = "",
    verdict: Literal["", "right", "wrong", "none"] = "",
    helped: Literal["", "yes", "no"] = "",
    tapped: str = "",
    recontact: bool = False,
    version: int = 0,
    conversation: UUID | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[BotDecision]:
    """The newest first. `tapped` is what was taken of the buttons: `article` (any), `none`, `person` or an id."""
    at, last = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    values: dict[str, Any] = {
        "workspace": caller.workspace, "since": clock.now() - timedelta(days=days), "route": route, "reason": reason,
        "article": article, "kind": kind, "outcome": outcome, "verdict": verdict, "helped": helped, "tapped": tapped,
        "recontact": recontact, "version": version, "conversation": conversation, "at": at, "last": last,
    }  # fmt: skip
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.decisions, limit=limit + 1, **values)
    items = [_decision(row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].at, items[-1].id) if len(rows) > limit else None)


@get("/api/v1/bot-decisions/{decision:uuid}", operation_id="get_bot_decision", **needs("bot.read"))
async def get_bot_decision(caller: Caller, engines: Engines, decision: UUID) -> BotDecision:
    """One of them."""
    async with engines.tables.transaction() as tx:
        return await _one(tx, caller.workspace, decision)


@get("/api/v1/bot-audits", operation_id="list_bot_audits", **needs("bot.read"))
async def list_bot_audits(caller: Caller, engines: Engines, limit: Limit = 20) -> AuditQueue:
    """Answers of the last 30 days that wait for a verdict. Which ones is a matter of their ids, not of anybody's choice."""
    async with engines.tables.transaction() as tx:
        settings = await keeper.live(tx, caller.workspace) or BotSettings()
        values = {
            "workspace": caller.workspace, "since": clock.now() - timedelta(days=_AUDIT_DAYS),
            "lot": settings.audit_share,
        }  # fmt: skip
        rows = await tx.all(queries.audits, limit=limit, **values)
        left = int(await tx.value(queries.audits_left, **values))
    return AuditQueue(items=[_decision(row) for row in rows], left=left, share=settings.audit_share)


@post("/api/v1/bot-audits/{decision:uuid}", operation_id="judge_bot_decision", status_code=200, **needs("bot.write"))
async def judge_bot_decision(caller: Caller, engines: Engines, decision: UUID, data: AuditVerdict) -> BotDecision:
    """Keeps a verdict; a later one takes the place of an earlier one, and both stand in the audit trail."""
    async with engines.tables.transaction() as tx:
        found = await _one(tx, caller.workspace, decision)
        if found.route != "answer":
            raise Conflict(problem="Only answers are judged")
        if data.verdict == "wrong" and data.article is not None:
            await knowledge.article_of(tx, caller.workspace, data.article)
        await _judge(tx, caller, decision, data)
        return await _one(tx, caller.workspace, decision)


async def _judge(tx: Transaction, caller: Caller, decision: UUID, data: AuditVerdict) -> None:
    values = {"workspace": caller.workspace, "decision": decision, "by": caller.author, "now": clock.now()}
    await tx.run(queries.keep_outcome, kind="verdict", value=data.verdict, **values)
    await tx.run(queries.drop_outcome, workspace=caller.workspace, decision=decision, kind="right_article")
    article = str(data.article) if data.verdict == "wrong" and data.article else ""
    if article:
        await tx.run(queries.keep_outcome, kind="right_article", value=article, **values)
    detail = {"verdict": data.verdict, "article": article or None}
    await note(tx, caller, "bot_decision.judged", f"bot_decision:{decision}", detail)


async def _one(tx: Transaction, workspace: UUID, decision: UUID) -> BotDecision:
    row = await tx.first(queries.decision, workspace=workspace, id=decision)
    if row is None:
        raise NotFound(kind="decision of the bot", id=decision)
    return _decision(row)


def _decision(row: Row) -> BotDecision:
    names = BotDecision.__struct_fields__
    return msgspec.convert({name: row[name] for name in names} | {"outcomes": row["outcomes"] or {}}, BotDecision)


ROUTES = [list_bot_decisions, get_bot_decision, list_bot_audits, judge_bot_decision]
