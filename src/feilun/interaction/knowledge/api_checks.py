"""Checks over HTTP: what to look at before publishing."""

from datetime import datetime
from typing import Literal

import msgspec
from litestar import get

from feilun.access import Caller, needs
from feilun.interaction.knowledge import checking
from feilun.interaction.knowledge.checks import ArticleFinding
from feilun.store import Engines


class ArticleChecks(msgspec.Struct, kw_only=True):
    """What was found. While `state` is not `done` the findings are those of an earlier look, or none yet.

    `encoder` is empty when no encoder is installed: then only almost equal words are found alike.
    """

    state: Literal["waiting", "running", "done"]
    progress: float
    findings: list[ArticleFinding]
    articles: int
    phrasings: int
    encoder: str
    finished_at: datetime | None


@get("/api/v1/article-checks", operation_id="get_article_checks", **needs("bot.read"))
async def get_article_checks(caller: Caller, engines: Engines) -> ArticleChecks:
    """Looks at the newest revisions in the background whenever they have changed; ask again until `done`."""
    async with engines.tables.transaction() as tx:
        row = await checking.want(tx, engines, caller.workspace)
    return msgspec.convert({name: row[name] for name in ArticleChecks.__struct_fields__}, ArticleChecks)


ROUTES = [get_article_checks]
