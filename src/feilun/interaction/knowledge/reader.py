"""How people read the knowledge: lists with search and filters, one article, its history."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from feilun.interaction.knowledge import keeper, rules
from feilun.interaction.knowledge.content import ArticleContent, read_content
from feilun.interaction.knowledge.keeper import queries
from feilun.interaction.knowledge.rules import ArticleProblem
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.language import normalise
from feilun.store import Row, Transaction

ArticleState = Literal["draft", "changed", "approved", "archived"]
_STATES = {
    "current": "and a.archived_at is null",
    "draft": "and a.archived_at is null and a.approved_revision is null",
    "changed": "and a.archived_at is null and a.approved_revision < a.revision",
    "approved": "and a.archived_at is null and a.approved_revision = a.revision",
    "archived": "and a.archived_at is not null",
}
_AFTER = "and (a.changed_at, a.id) < (%(changed_at)s, %(last_id)s)"


class ArticleRow(msgspec.Struct, kw_only=True):
    """An article in a list. `changed` is approved with a newer draft above it; `problems` are those of the newest."""

    id: UUID
    external_id: str | None
    title: str
    topic: str
    state: ArticleState
    revision: int
    approved_revision: int | None
    phrasings: dict[str, int]
    languages: list[str]
    flow: UUID | None
    hand_over: bool
    valid_from: datetime | None
    valid_until: datetime | None
    problems: int
    created_at: datetime
    changed_at: datetime
    changed_by_name: str


class ArticleView(msgspec.Struct, kw_only=True):
    """An article whole. `approved` is what is in force, when that is another revision than the newest."""

    id: UUID
    external_id: str | None
    state: ArticleState
    revision: int
    approved_revision: int | None
    content: ArticleContent
    approved: ArticleContent | None
    problems: list[ArticleProblem]
    created_at: datetime
    changed_at: datetime
    changed_by_name: str


class ArticleRevision(msgspec.Struct, kw_only=True):
    """One step of the history. `origin` says how it came about: person, import, restoration, learning."""

    number: int
    state: str
    is_in_force: bool
    origin: dict[str, Any]
    author: str
    author_name: str
    at: datetime
    approved_by_name: str | None
    approved_at: datetime | None


class ArticleCounts(msgspec.Struct, kw_only=True):
    """How many articles there are of each state."""

    draft: int
    changed: int
    approved: int
    archived: int


class ArticleTopic(msgspec.Struct, kw_only=True):
    """A topic and how many articles it has."""

    topic: str
    articles: int


class ArticleOverview(msgspec.Struct, kw_only=True):
    """What the list can be filtered by."""

    counts: ArticleCounts
    topics: list[ArticleTopic]


def state_of(row: Row) -> ArticleState:
    if row["archived_at"]:
        return "archived"
    if row["approved_revision"] is None:
        return "draft"
    return "approved" if row["approved_revision"] == row["revision"] else "changed"


async def rows(
    tx: Transaction,
    workspace: UUID,
    *,
    state: str = "current",
    search: str = "",
    topic: str | None = None,
    language: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[ArticleRow]:
    """The newest change first."""
    conditions, values = [_STATES[state]], {"workspace": workspace, "limit": limit + 1}
    for word_number, word in enumerate(normalise(search[:200]).split()[:10]):
        conditions.append(f"and a.words like %(word{word_number})s")
        values[f"word{word_number}"] = f"%{_literal(word)}%"
    if topic is not None:
        conditions.append("and a.topic = %(topic)s")
        values["topic"] = topic
    if language:
        conditions.append("and (a.phrasings ? %(language)s or %(language)s = any(a.languages))")
        values["language"] = language
    if after:
        values["changed_at"], values["last_id"] = read_cursor(after, tuple[datetime, UUID])
        conditions.append(_AFTER)
    found = await tx.all(queries.articles.replace("/* and more */", "\n  ".join(conditions)), **values)
    items = [_row(one) for one in found[:limit]]
    return Page(items=items, next=cursor(items[-1].changed_at, items[-1].id) if len(found) > limit else None)


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _row(row: Row) -> ArticleRow:
    return msgspec.convert({**row, **row["head"], "state": state_of(row)}, ArticleRow)


async def view(tx: Transaction, workspace: UUID, article: UUID) -> ArticleView:
    """Raises NotFound."""
    row = await keeper.article_row(tx, workspace, article)
    content = read_content(row["content"])
    is_other = row["approved_revision"] not in (None, row["revision"])
    return ArticleView(
        id=row["id"],
        external_id=row["external_id"],
        state=state_of(row),
        revision=row["revision"],
        approved_revision=row["approved_revision"],
        content=content,
        approved=read_content(row["approved_content"]) if is_other else None,
        problems=rules.problems(content),
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        changed_by_name=row["changed_by_name"],
    )


async def revisions(
    tx: Transaction, workspace: UUID, article: UUID, after: str | None, limit: int
) -> Page[ArticleRevision]:
    """The newest first. Raises NotFound."""
    await keeper.article_row(tx, workspace, article)
    before = read_cursor(after, tuple[int])[0] if after else 2**31 - 1
    found = await tx.all(queries.revisions, workspace=workspace, article=article, before=before, limit=limit + 1)
    items = [msgspec.convert(one, ArticleRevision) for one in found[:limit]]
    return Page(items=items, next=cursor(items[-1].number) if len(found) > limit else None)


async def overview(tx: Transaction, workspace: UUID) -> ArticleOverview:
    """Counts and topics."""
    counts = await tx.first(queries.article_counts, workspace=workspace)
    topics = await tx.all(queries.topics, workspace=workspace)
    return ArticleOverview(
        counts=msgspec.convert(counts, ArticleCounts), topics=[ArticleTopic(**one) for one in topics]
    )
