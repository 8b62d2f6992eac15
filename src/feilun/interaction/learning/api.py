"""Learning over HTTP: gaps, their evidence, proposals, decisions."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.interaction import knowledge
from feilun.interaction.learning import grouping, keeper, proposing
from feilun.interaction.learning.evidence import queries
from feilun.interaction.learning.shapes import (
    AnswerEvidence,
    GapQuestion,
    GapState,
    LearningGap,
    LearningProposal,
    LearningRun,
    PredictedGain,
    ProposalFinding,
    ProposalState,
    ProposalWish,
    ProposedAnswer,
    ProposedPhrasing,
)
from feilun.kernel.errors import NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines, Row, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
# The framework keeps the plain name `state` for itself.
GapsIn = Annotated[GapState, QueryParameter(name="state")]
ProposalsIn = Annotated[ProposalState, QueryParameter(name="state")]
Why = Annotated[str, QueryParameter(max_length=500)]
_LAST = UUID(int=2**128 - 1)
_NEWEST = datetime(9000, 1, 1, tzinfo=UTC)


class ProposalApproval(msgspec.Struct, kw_only=True):
    """`revision` is the one you have read."""

    revision: int


@get("/api/v1/learning/run", operation_id="learning_run", **needs("bot.read"))
async def learning_run(caller: Caller, engines: Engines) -> LearningRun:
    """When questions were grouped last, and how far it is now."""
    async with engines.tables.transaction() as tx:
        return await _run(tx, caller.workspace)


@post("/api/v1/learning/run", operation_id="start_learning_run", status_code=202, **needs("bot.write"))
async def start_learning_run(caller: Caller, engines: Engines) -> LearningRun:
    """Groups now instead of within the hour."""
    async with engines.tables.transaction() as tx:
        await grouping.want(tx, engines, caller.workspace)
        await note(tx, caller, "learning.run.wanted")
        return await _run(tx, caller.workspace)


async def _run(tx: Transaction, workspace: UUID) -> LearningRun:
    row = await tx.first(queries.run, workspace=workspace)
    nothing = {"step": "", "progress": 0.0, "problem": "", "finished_at": None, "questions": 0, "singles": 0}
    return LearningRun(**row) if row else LearningRun(state="new", encoder="", **nothing)  # type: ignore[arg-type]


@get("/api/v1/learning/gaps", operation_id="list_learning_gaps", **needs("bot.read"))
async def list_learning_gaps(
    caller: Caller, engines: Engines, which: GapsIn = "open", after: str | None = None, limit: Limit = 50
) -> Page[LearningGap]:
    """What to look at first: size times trend."""
    weight, last = read_cursor(after, tuple[float, UUID]) if after else (float("inf"), _LAST)
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            queries.gaps, workspace=caller.workspace, state=which, weight=weight, after=last, limit=limit + 1
        )
    items = [_gap(row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].weight, items[-1].id) if len(rows) > limit else None)


@get("/api/v1/learning/gaps/{gap:uuid}", operation_id="get_learning_gap", **needs("bot.read"))
async def get_learning_gap(caller: Caller, engines: Engines, gap: UUID) -> LearningGap:
    """One of them."""
    async with engines.tables.transaction() as tx:
        return await _gap_of(tx, caller.workspace, gap)


async def _gap_of(tx: Transaction, workspace: UUID, gap: UUID) -> LearningGap:
    row = await tx.first(queries.gap, workspace=workspace, id=gap)
    if row is None:
        raise NotFound(kind="gap", id=gap)
    return _gap(row)


def _gap(row: Row) -> LearningGap:
    return LearningGap(**{name: row[name] for name in LearningGap.__struct_fields__})


@get("/api/v1/learning/gaps/{gap:uuid}/questions", operation_id="list_gap_questions", **needs("bot.read"))
async def list_gap_questions(
    caller: Caller, engines: Engines, gap: UUID, after: str | None = None, limit: Limit = 50
) -> Page[GapQuestion]:
    """The questions themselves, the newest first."""
    at, last = read_cursor(after, tuple[datetime, UUID]) if after else (_NEWEST, _LAST)
    async with engines.tables.transaction() as tx:
        await _gap_of(tx, caller.workspace, gap)
        rows = await tx.all(
            queries.questions_of_gap, workspace=caller.workspace, gap=gap, at=at, after=last, limit=limit + 1
        )
    items = [GapQuestion(**row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].at, items[-1].decision) if len(rows) > limit else None)


@delete("/api/v1/learning/gaps/{gap:uuid}", operation_id="dismiss_learning_gap", status_code=200, **needs("bot.write"))
async def dismiss_learning_gap(caller: Caller, engines: Engines, gap: UUID, reason: Why = "") -> LearningGap:
    """Puts it aside with a reason; it does not come back by itself."""
    async with engines.tables.transaction() as tx:
        await keeper.dismiss_gap(tx, caller, gap, reason)
        return await _gap_of(tx, caller.workspace, gap)


@post(
    "/api/v1/learning/gaps/{gap:uuid}/restoration",
    operation_id="restore_learning_gap",
    status_code=200,
    **needs("bot.write"),
)
async def restore_learning_gap(caller: Caller, engines: Engines, gap: UUID) -> LearningGap:
    """Opens it again."""
    async with engines.tables.transaction() as tx:
        await keeper.restore_gap(tx, caller, gap)
        return await _gap_of(tx, caller.workspace, gap)


@post("/api/v1/learning/gaps/{gap:uuid}/proposal", operation_id="propose_for_gap", **needs("bot.write"))
async def propose_for_gap(caller: Caller, engines: Engines, gap: UUID) -> LearningProposal:
    """The open proposal of the gap, made from how customers ask and what people answered. The same one when asked
    twice; its predicted gain comes a little later."""
    made = await proposing.propose(engines, caller, gap)
    async with engines.tables.transaction() as tx:
        return await _proposal_of(tx, caller.workspace, made)


@get("/api/v1/learning/proposals", operation_id="list_learning_proposals", **needs("bot.read"))
async def list_learning_proposals(
    caller: Caller, engines: Engines, which: ProposalsIn = "open", after: str | None = None, limit: Limit = 50
) -> Page[LearningProposal]:
    """The newest first."""
    made_at, last = read_cursor(after, tuple[datetime, UUID]) if after else (_NEWEST, _LAST)
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            queries.proposals, workspace=caller.workspace, state=which, made_at=made_at, after=last, limit=limit + 1
        )
        titles = {one.id: one.content.title for one in await knowledge.approved(tx, caller.workspace)}
    items = [_proposal(row, titles.get(row["article"], "")) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].made_at, items[-1].id) if len(rows) > limit else None)


@get("/api/v1/learning/proposals/{proposal:uuid}", operation_id="get_learning_proposal", **needs("bot.read"))
async def get_learning_proposal(caller: Caller, engines: Engines, proposal: UUID) -> LearningProposal:
    """One of them."""
    async with engines.tables.transaction() as tx:
        return await _proposal_of(tx, caller.workspace, proposal)


@put("/api/v1/learning/proposals/{proposal:uuid}", operation_id="put_learning_proposal", **needs("bot.write"))
async def put_learning_proposal(
    caller: Caller, engines: Engines, proposal: UUID, data: ProposalWish
) -> LearningProposal:
    """As you want it; 409 when somebody changed it since `revision`. The gain is computed anew."""
    await keeper.change(engines, caller, proposal, data)
    async with engines.tables.transaction() as tx:
        return await _proposal_of(tx, caller.workspace, proposal)


@post(
    "/api/v1/learning/proposals/{proposal:uuid}/approval",
    operation_id="approve_learning_proposal",
    status_code=200,
    **needs("bot.write"),
)
async def approve_learning_proposal(
    caller: Caller, engines: Engines, proposal: UUID, data: ProposalApproval
) -> LearningProposal:
    """Makes a draft of an article of it; that draft is approved, trained and published like any other."""
    async with engines.tables.transaction() as tx:
        await keeper.approve(tx, caller, proposal, data.revision)
        return await _proposal_of(tx, caller.workspace, proposal)


@delete(
    "/api/v1/learning/proposals/{proposal:uuid}",
    operation_id="dismiss_learning_proposal",
    status_code=200,
    **needs("bot.write"),
)
async def dismiss_learning_proposal(
    caller: Caller, engines: Engines, proposal: UUID, reason: Why = ""
) -> LearningProposal:
    """Puts it and its gap aside with a reason."""
    async with engines.tables.transaction() as tx:
        await keeper.dismiss(tx, caller, proposal, reason)
        return await _proposal_of(tx, caller.workspace, proposal)


async def _proposal_of(tx: Transaction, workspace: UUID, proposal: UUID) -> LearningProposal:
    row = await tx.first(queries.proposal, workspace=workspace, id=proposal)
    if row is None:
        raise NotFound(kind="proposal", id=proposal)
    title = ""
    if row["article"]:
        title = (await knowledge.article_of(tx, workspace, row["article"])).content.title
    return _proposal(row, title)


def _proposal(row: Row, article_title: str) -> LearningProposal:
    kept = {name: row[name] for name in LearningProposal.__struct_fields__ if name in row}
    kept |= {
        "article_title": article_title,
        "phrasings": msgspec.convert(row["phrasings"], list[ProposedPhrasing]),
        "answers": msgspec.convert(row["answers"], list[ProposedAnswer]),
        "evidence": msgspec.convert(row["evidence"], list[AnswerEvidence]),
        "findings": msgspec.convert(row["findings"], list[ProposalFinding]),
        "gain": msgspec.convert(row["gain"], PredictedGain | None),
    }
    return LearningProposal(**kept)


ROUTES = (
    learning_run,
    start_learning_run,
    list_learning_gaps,
    get_learning_gap,
    list_gap_questions,
    dismiss_learning_gap,
    restore_learning_gap,
    propose_for_gap,
    list_learning_proposals,
    get_learning_proposal,
    put_learning_proposal,
    approve_learning_proposal,
    dismiss_learning_proposal,
)
