"""Articles over HTTP: drafts, approval, history."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.params import Parameter, QueryParameter

from feilun.access import Caller, needs, note
from feilun.interaction.knowledge import comparing, keeper, reader
from feilun.interaction.knowledge.comparing import ArticleChange
from feilun.interaction.knowledge.content import ArticleContent, Language, read_content
from feilun.interaction.knowledge.keeper import Author
from feilun.interaction.knowledge.reader import ArticleOverview, ArticleRevision, ArticleRow, ArticleView
from feilun.kernel.errors import Error
from feilun.kernel.http import Page
from feilun.store import Engines, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Number = Annotated[int, Parameter(ge=1, le=2**31 - 1)]
_ARTICLE = "/api/v1/articles/{article:uuid}"


class NewArticle(msgspec.Struct, kw_only=True):
    """A draft. `external_id` is its id elsewhere, by which an import finds it again."""

    content: ArticleContent
    external_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None


class ArticleDraft(msgspec.Struct, kw_only=True):
    """`revision` is the one that this was written on; left out, whatever is there is overwritten."""

    content: ArticleContent
    revision: int | None = None


class ArticleSeen(msgspec.Struct, kw_only=True):
    """The revision that was looked at."""

    revision: int


class ArticlePick(msgspec.Struct, kw_only=True):
    """An article and the revision that was looked at."""

    id: UUID
    revision: int


class NewArticleApprovals(msgspec.Struct, kw_only=True):
    """Many at once."""

    articles: Annotated[list[ArticlePick], msgspec.Meta(min_length=1, max_length=500)]


class ArticleApprovalResult(msgspec.Struct, kw_only=True):
    """What became of one: approved, or refused with the reason."""

    id: UUID
    approved: bool
    reason: str = ""


class ArticleApprovals(msgspec.Struct, kw_only=True):
    """One result per article, in the order asked."""

    items: list[ArticleApprovalResult]


class ArticleRevisionView(msgspec.Struct, kw_only=True):
    """A revision whole, and what it changed against another one."""

    number: int
    content: ArticleContent
    against: int
    changes: list[ArticleChange]


@get("/api/v1/articles", operation_id="list_articles", **needs("bot.read"))
async def list_articles(
    caller: Caller,
    engines: Engines,
    article_state: Annotated[
        Literal["current", "draft", "changed", "approved", "archived"], QueryParameter(name="state")
    ] = "current",
    search: str = "",
    topic: str | None = None,
    language: Language | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[ArticleRow]:
    """The last change first. `search` looks into titles, phrasings and answers; all its words must be there."""
    async with engines.tables.transaction() as tx:
        return await reader.rows(
            tx, caller.workspace, state=article_state, search=search, topic=topic, language=language, after=after,
            limit=limit,
        )  # fmt: skip


@get("/api/v1/article-overview", operation_id="get_article_overview", **needs("bot.read"))
async def get_article_overview(caller: Caller, engines: Engines) -> ArticleOverview:
    """How many articles of each state, and the topics."""
    async with engines.tables.transaction() as tx:
        return await reader.overview(tx, caller.workspace)


@post("/api/v1/articles", operation_id="create_article", **needs("bot.write"))
async def create_article(caller: Caller, engines: Engines, data: NewArticle) -> ArticleView:
    """A new draft, finished or not."""
    async with engines.tables.transaction() as tx:
        article = await keeper.draft_article(
            tx, caller.workspace, data.content, author(caller), external_id=data.external_id
        )
        await note(tx, caller, "article.created", f"article:{article}", {"title": data.content.title[:200]})
        return await reader.view(tx, caller.workspace, article)


@get(_ARTICLE, operation_id="get_article", **needs("bot.read"))
async def get_article(caller: Caller, engines: Engines, article: UUID) -> ArticleView:
    """The newest revision, and what is in force."""
    async with engines.tables.transaction() as tx:
        return await reader.view(tx, caller.workspace, article)


@put(_ARTICLE, operation_id="put_article", **needs("bot.write"))
async def put_article(caller: Caller, engines: Engines, article: UUID, data: ArticleDraft) -> ArticleView:
    """A new draft above the last one; what was approved stays in force.

    409 `stale_article` with the newer `content`, its `revision` and its author when somebody changed it since.
    """
    async with engines.tables.transaction() as tx:
        revision = await keeper.put_article(tx, caller.workspace, article, data.content, author(caller), data.revision)
        await note(tx, caller, "article.drafted", f"article:{article}", {"revision": revision})
        return await reader.view(tx, caller.workspace, article)


@delete(_ARTICLE, operation_id="archive_article", **needs("bot.write"))
async def archive_article(caller: Caller, engines: Engines, article: UUID) -> None:
    """Archives it with its history. One that is in force needs the right bot.publish too."""
    async with engines.tables.transaction() as tx:
        row = await keeper.article_row(tx, caller.workspace, article)
        if row["approved_revision"] is not None:
            caller.needs("bot.publish")
        await keeper.archive(tx, caller.workspace, article, author(caller))
        await note(tx, caller, "article.archived", f"article:{article}", {"title": row["title"]})


@post(f"{_ARTICLE}/approval", operation_id="approve_article", status_code=200, **needs("bot.publish"))
async def approve_article(caller: Caller, engines: Engines, article: UUID, data: ArticleSeen) -> ArticleView:
    """Puts the newest revision in force for the next version.

    422 `unfinished_article` with its problems; 409 `stale_article` when it was changed since it was looked at.
    """
    async with engines.tables.transaction() as tx:
        await keeper.approve(tx, caller.workspace, article, data.revision, author(caller))
        await note(tx, caller, "article.approved", f"article:{article}", {"revision": data.revision})
        return await reader.view(tx, caller.workspace, article)


@delete(f"{_ARTICLE}/approval", operation_id="withdraw_article", status_code=200, **needs("bot.publish"))
async def withdraw_article(caller: Caller, engines: Engines, article: UUID) -> ArticleView:
    """Takes it out of force; it stays as a draft."""
    async with engines.tables.transaction() as tx:
        await keeper.withdraw(tx, caller.workspace, article, author(caller))
        await note(tx, caller, "article.withdrawn", f"article:{article}")
        return await reader.view(tx, caller.workspace, article)


@post("/api/v1/article-approvals", operation_id="approve_articles", status_code=200, **needs("bot.publish"))
async def approve_articles(caller: Caller, engines: Engines, data: NewArticleApprovals) -> ArticleApprovals:
    """Many at once; what cannot be approved is told and does not hold up the others."""
    results = []
    async with engines.tables.transaction() as tx:
        # Always in the same order, so that two such requests cannot wait for each other.
        for pick in sorted(data.articles, key=lambda one: one.id):
            results.append(await _approved(tx, caller, pick))
    by_id = {one.id: one for one in results}
    return ArticleApprovals(items=[by_id[pick.id] for pick in data.articles])


async def _approved(tx: Transaction, caller: Caller, pick: ArticlePick) -> ArticleApprovalResult:
    """Nothing is written before all that may fail was looked at, so a refusal leaves the transaction whole."""
    try:
        await keeper.approve(tx, caller.workspace, pick.id, pick.revision, author(caller))
    except Error as error:
        return ArticleApprovalResult(id=pick.id, approved=False, reason=str(error))
    await note(tx, caller, "article.approved", f"article:{pick.id}", {"revision": pick.revision})
    return ArticleApprovalResult(id=pick.id, approved=True)


@get(f"{_ARTICLE}/revisions", operation_id="list_article_revisions", **needs("bot.read"))
async def list_article_revisions(
    caller: Caller, engines: Engines, article: UUID, after: str | None = None, limit: Limit = 50
) -> Page[ArticleRevision]:
    """The history, the newest first."""
    async with engines.tables.transaction() as tx:
        return await reader.revisions(tx, caller.workspace, article, after, limit)


@get(f"{_ARTICLE}/revisions/{{number:int}}", operation_id="get_article_revision", **needs("bot.read"))
async def get_article_revision(
    caller: Caller, engines: Engines, article: UUID, number: Number, against: int | None = None
) -> ArticleRevisionView:
    """One revision, and what it changed: against the one before, or the one asked for."""
    async with engines.tables.transaction() as tx:
        row = await keeper.revision_row(tx, caller.workspace, article, number)
        other = max(number - 1, 0) if against is None else against
        before = ArticleContent()
        if other:
            before = read_content((await keeper.revision_row(tx, caller.workspace, article, other))["content"])
    content = read_content(row["content"])
    changes = comparing.changes(before, content)
    return ArticleRevisionView(number=number, content=content, against=other, changes=changes)


@post(
    f"{_ARTICLE}/revisions/{{number:int}}/restoration",
    operation_id="restore_article",
    status_code=200,
    **needs("bot.write"),
)
async def restore_article(caller: Caller, engines: Engines, article: UUID, number: Number) -> ArticleView:
    """The words of that revision as a new draft; brings an archived article back."""
    async with engines.tables.transaction() as tx:
        await keeper.restore(tx, caller.workspace, article, number, author(caller))
        await note(tx, caller, "article.restored", f"article:{article}", {"revision": number})
        return await reader.view(tx, caller.workspace, article)


def author(caller: Caller) -> Author:
    return Author(caller.author, caller.name)


ROUTES = [
    list_articles,
    get_article_overview,
    create_article,
    get_article,
    put_article,
    archive_article,
    approve_article,
    withdraw_article,
    approve_articles,
    list_article_revisions,
    get_article_revision,
    restore_article,
]
