"""HTTP of the writer: is there one, is it well, and what was it asked."""

from datetime import datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import QueryParameter

from feilun.access import Caller, needs
from feilun.interaction.writer.asking import is_configured, queries
from feilun.kernel import clock
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
FAILURES = frozenset({"timeout", "unreachable", "refused", "junk", "resting"})


class WriterVerdict(msgspec.Struct, kw_only=True):
    """How often the last day's calls ended this way: `accepted`, or why not."""

    verdict: str
    calls: int
    milliseconds: int


class WriterState(msgspec.Struct, kw_only=True):
    """The language model of this installation. `is_healthy` is null when none is set or none was asked yet."""

    is_configured: bool
    is_healthy: bool | None
    model: str
    host: str
    seconds: float
    last_day: list[WriterVerdict]


class WriterCall(msgspec.Struct, kw_only=True):
    """One question to the model, as it left the house: redacted."""

    id: UUID
    at: datetime
    purpose: Literal["answer", "draft", "summary"]
    model: str
    prompt: str
    prompt_hash: str
    passages: list[str]
    reply: str
    verdict: str
    detail: str
    milliseconds: int


@get("/api/v1/writer", operation_id="get_writer", **needs("bot.read"))
async def get_writer(caller: Caller, engines: Engines) -> WriterState:
    """Whether there is a language model, and how its calls of the last day ended."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.verdicts, workspace=caller.workspace, since=clock.now() - timedelta(days=1))
        last = await tx.all(queries.last_verdicts, workspace=caller.workspace)
    is_on = is_configured(engines)
    settings = engines.settings
    verdicts = [
        WriterVerdict(verdict=row["verdict"], calls=row["calls"], milliseconds=row["milliseconds"]) for row in rows
    ]
    return WriterState(
        is_configured=is_on,
        is_healthy=any(row["verdict"] not in FAILURES for row in last) if is_on and last else None,
        model=settings.writer_model if is_on else "",
        host=urlsplit(settings.writer_url).hostname or "" if is_on else "",
        seconds=settings.writer_seconds,
        last_day=verdicts,
    )


@get("/api/v1/writer-calls", operation_id="list_writer_calls", **needs("bot.read"))
async def list_writer_calls(
    caller: Caller,
    engines: Engines,
    purpose: Literal["answer", "draft", "summary"] | None = None,
    verdict: str | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[WriterCall]:
    """The newest first; kept for 30 days."""
    after_at, after_id = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            queries.calls,
            workspace=caller.workspace, purpose=purpose, verdict=verdict,
            after_at=after_at, after_id=after_id, limit=limit + 1,
        )  # fmt: skip
    items = [WriterCall(**row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].at, items[-1].id) if len(rows) > limit else None)


ROUTES = [get_writer, list_writer_calls]
