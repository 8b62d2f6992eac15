"""Looks for repeats and contradictions in the background, and keeps what it found until the articles change."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from feilun.interaction.knowledge import checks, likeness
from feilun.interaction.knowledge.checks import ArticleFinding
from feilun.interaction.knowledge.content import Article
from feilun.interaction.knowledge.keeper import approved, newest, queries
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Encoder, Engines, Json, Row, Transaction

WANTED = "knowledge.checks"
# After a crash another worker takes the check over.
_LEASE = timedelta(seconds=30)
_TOLD_EVERY = 1.0
_worker = new_id()


async def want(tx: Transaction, engines: Engines, workspace: UUID) -> Row:
    """The newest check; asks for another one when the articles have changed since."""
    named = await tx.value(queries.articles_named, workspace=workspace)
    row = await tx.first(queries.want_check, workspace=workspace, wanted=named)
    assert row
    if row["state"] == "waiting":
        tx.after_commit(lambda: engines.bus.publish(WANTED, b""))
    return row


async def blocking(tx: Transaction, workspace: UUID) -> list[ArticleFinding]:
    """What must not be published together among the approved articles: for the gate of publishing."""
    articles = await approved(tx, workspace)
    return await asyncio.to_thread(checks.blocking, articles)


async def check_articles(engines: Engines, now: datetime) -> int:
    """The job: one workspace whose articles have changed; how many it looked at."""
    async with engines.tables.transaction() as tx:
        claim = await tx.first(queries.claim_check, worker=_worker, now=now, lease_until=now + _LEASE)
        if claim is None:
            return 0
        workspace = claim["workspace"]
        named = await tx.value(queries.articles_named, workspace=workspace)
        # What stands now is looked at, also when it is newer than what was asked for.
        await tx.run(queries.name_check, workspace=workspace, worker=_worker, wanted=named)
        articles = await newest(tx, workspace)
        in_force = {(one.id, one.revision) for one in await approved(tx, workspace)}
    current = frozenset(one.id for one in articles if (one.id, one.revision) in in_force)
    progress = _Progress()
    teller = asyncio.create_task(progress.tell(engines, workspace))
    try:
        found, phrasings = await asyncio.to_thread(_look, articles, current, engines.encoders, progress)
    finally:
        teller.cancel()
        with suppress(asyncio.CancelledError):
            await teller
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.end_check,
            workspace=workspace,
            worker=_worker,
            checked=named,
            findings=Json(msgspec.to_builtins(found)),
            articles=len(articles),
            phrasings=phrasings,
            encoder=", ".join(one.name for one in engines.encoders),
            now=clock.now(),
        )
    return 1


class _Progress:
    """Written by the thread that looks, told by the loop."""

    def __init__(self) -> None:
        self.share = 0.0

    def __call__(self, share: float) -> None:
        self.share = share

    async def tell(self, engines: Engines, workspace: UUID) -> None:
        while True:
            await asyncio.sleep(_TOLD_EVERY)
            async with engines.tables.transaction() as tx:
                await tx.run(
                    queries.move_check,
                    workspace=workspace, worker=_worker, progress=self.share, lease_until=clock.now() + _LEASE,
                )  # fmt: skip


def _look(
    articles: list[Article], in_force: frozenset[UUID], encoders: tuple[Encoder, ...], told: Any
) -> tuple[list[ArticleFinding], int]:
    phrasings = checks.phrasings_of(articles)
    equal = list(checks.same(phrasings))
    known = {(phrasings[one.first].article, phrasings[one.second].article) for one in equal}
    near = [
        one
        for one in likeness.alike(phrasings, encoders, told)
        if (phrasings[one.first].article, phrasings[one.second].article) not in known
    ]
    return checks.findings(articles, phrasings, [*equal, *near], in_force), len(phrasings)
