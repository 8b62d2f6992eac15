"""HTTP of summaries: read and correct one, search all, the wrap-up tree, the figures."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.interaction.summaries import correcting, figures
from feilun.interaction.summaries.hearing import queries
from feilun.interaction.summaries.shown import (
    ConversationSummary,
    SummaryCorrection,
    SummaryFigures,
    WrapupTree,
    summary_of,
)
from feilun.interaction.summaries.tree import Wrapup, change_tree, tree_of
from feilun.kernel import clock
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Days = Annotated[int, QueryParameter(ge=1, le=366)]


@get("/api/v1/conversations/{conversation:uuid}/summary", operation_id="get_summary", **needs("desk.read"))
async def get_summary(
    caller: Caller, engines: Engines, conversation: UUID, closing: int | None = None
) -> ConversationSummary:
    """Of its last closing, or of one. 404 until it was closed and, a moment later, summarised."""
    async with engines.tables.transaction() as tx:
        return summary_of(await correcting.read(tx, caller.workspace, conversation, closing))


@put("/api/v1/conversations/{conversation:uuid}/summary", operation_id="correct_summary", **needs("desk.write"))
async def correct_summary(
    caller: Caller, engines: Engines, conversation: UUID, data: SummaryCorrection, closing: int | None = None
) -> ConversationSummary:
    """Corrects or confirms. 409 `summary_changed` when a colleague was faster."""
    async with engines.tables.transaction() as tx:
        return summary_of(await correcting.correct(tx, engines, caller, conversation, closing, data))


@get("/api/v1/summaries", operation_id="list_summaries", **needs("desk.read"))
async def list_summaries(
    caller: Caller,
    engines: Engines,
    code: str | None = None,
    visitor_class: str | None = None,
    search: str = "",
    after: str | None = None,
    limit: Limit = 50,
) -> Page[ConversationSummary]:
    """The newest closing first. `search` looks into need, result and next step."""
    at, id, closing = read_cursor(after, tuple[datetime, UUID, int]) if after else (None, None, None)
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            queries.listed,
            workspace=caller.workspace, code=code, visitor_class=visitor_class, search=_pattern(search),
            after_at=at, after_id=id, after_closing=closing, limit=limit + 1,
        )  # fmt: skip
    items = [summary_of(row) for row in rows[:limit]]
    last = items[-1] if len(rows) > limit else None
    return Page(items=items, next=cursor(last.closed_at, last.conversation, last.closing) if last else None)


def _pattern(search: str) -> str | None:
    text = search.strip()[:200].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{text}%" if text else None


@get("/api/v1/wrapup-codes", operation_id="get_wrapup_codes", **needs("desk.read"))
async def get_wrapup_codes(caller: Caller, engines: Engines) -> WrapupTree:
    """The tree of codes and the classes of visitors."""
    async with engines.tables.transaction() as tx:
        wrapup = await tree_of(tx, caller.workspace)
    return WrapupTree(revision=wrapup.revision, codes=list(wrapup.codes), classes=list(wrapup.classes))


@put("/api/v1/wrapup-codes", operation_id="put_wrapup_codes", **needs("bot.write"))
async def put_wrapup_codes(caller: Caller, engines: Engines, data: WrapupTree) -> WrapupTree:
    """Replaces the tree. 409 `tree_changed` when somebody else did. Conversations keep the codes they have."""
    wrapup = Wrapup(data.revision, data.codes, data.classes)
    async with engines.tables.transaction() as tx:
        kept = await change_tree(tx, caller.workspace, data.revision, wrapup, caller.author, clock.now())
        await note(tx, caller, "wrapup_codes.changed", "wrapup_codes", {"revision": kept.revision})
    return WrapupTree(revision=kept.revision, codes=list(kept.codes), classes=list(kept.classes))


@get("/api/v1/summary-figures", operation_id="get_summary_figures", **needs("bot.read"))
async def get_summary_figures(caller: Caller, engines: Engines, days: Days = 30) -> SummaryFigures:
    """How many proposals held among those people looked at, and how often each code was given."""
    async with engines.tables.transaction() as tx:
        return await figures.figures_of(tx, caller.workspace, days)


ROUTES = [get_summary, correct_summary, list_summaries, get_wrapup_codes, put_wrapup_codes, get_summary_figures]
