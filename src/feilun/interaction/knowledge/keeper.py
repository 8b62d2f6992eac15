"""Keeps articles and their history: drafts, approvals, withdrawals, restorations."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from feilun.events.catalogue import emit
from feilun.events.catalogue.knowledge import ArticleApproved, ArticleWithdrawn
from feilun.interaction.knowledge import rules
from feilun.interaction.knowledge.content import (
    AnswerVariant,
    Article,
    ArticleAttachment,
    ArticleContent,
    ArticlePhrasing,
    read_content,
    written,
)
from feilun.interaction.knowledge.rules import FILE_PATH, ArticleProblem
from feilun.kernel import clock, jsonb
from feilun.kernel.errors import Conflict, Error, NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.language import normalise
from feilun.store import Row, Transaction

queries = Queries(__file__)
_MOST_WORDS = 200_000
_PIECE = 1_500


class ArticleTooLarge(Error):
    """The article cannot be kept: {summary}."""

    status = 422


class UnfinishedArticle(Error):
    """The article cannot be approved yet: {summary}."""

    status = 422


class StaleArticle(Error):
    """{author_name} changed the article meanwhile: it is at revision {revision} now."""

    status = 409


@dataclass(frozen=True)
class Author:
    """Who writes."""

    id: str
    name: str


class Revised(NamedTuple):
    """A new revision about to be written."""

    article: UUID
    number: int
    content: ArticleContent


async def approved(tx: Transaction, workspace: UUID) -> list[Article]:
    """What is in force, whatever drafts lie above it."""
    return _articles(await tx.all(queries.approved, workspace=workspace))


async def newest(tx: Transaction, workspace: UUID) -> list[Article]:
    """The newest revision of every article that is not archived, draft or approved."""
    return _articles(await tx.all(queries.newest, workspace=workspace))


async def article_of(tx: Transaction, workspace: UUID, article: UUID) -> Article:
    """Its newest revision. Raises NotFound."""
    row = await article_row(tx, workspace, article)
    return Article(id=row["id"], revision=row["revision"], content=read_content(row["content"]))


def _articles(rows: list[Row]) -> list[Article]:
    return [Article(id=row["id"], revision=row["revision"], content=read_content(row["content"])) for row in rows]


async def draft_article(
    tx: Transaction,
    workspace: UUID,
    content: ArticleContent,
    by: Author,
    origin: dict[str, Any] | None = None,
    external_id: str | None = None,
) -> UUID:
    """A new article as a draft; its id. `origin` says where it came from. Raises ArticleTooLarge."""
    article = new_id()
    await add_many(tx, workspace, [(article, external_id)], by)
    await _write(tx, workspace, article, 1, await checked(tx, workspace, content), by, origin)
    return article


async def add_phrasings(
    tx: Transaction,
    workspace: UUID,
    article: UUID,
    phrasings: Sequence[ArticlePhrasing],
    by: Author,
    origin: dict[str, Any] | None = None,
) -> int:
    """A draft with more ways to ask, above whatever is newest; the revision. Raises NotFound, ArticleTooLarge."""
    row = await _lock(tx, workspace, article)
    content = await _content(tx, workspace, article, row["revision"])
    more = msgspec.structs.replace(content, phrasings=[*content.phrasings, *phrasings])
    return await _write_changed(tx, workspace, row, content, await checked(tx, workspace, more), by, origin)


async def put_article(
    tx: Transaction,
    workspace: UUID,
    article: UUID,
    content: ArticleContent,
    by: Author,
    based_on: int | None = None,
    origin: dict[str, Any] | None = None,
) -> int:
    """A new draft; its revision. Raises NotFound, ArticleTooLarge, and StaleArticle when `based_on` is not the newest.

    A draft that says what is kept already is no conflict: the answer to the first try may have been lost.
    """
    row = await _lock(tx, workspace, article)
    kept = await _content(tx, workspace, article, row["revision"])
    wished = await checked(tx, workspace, content)
    if wished != kept and based_on is not None and based_on != row["revision"]:
        raise StaleArticle(revision=row["revision"], author_name=row["changed_by_name"], content=written(kept))
    return await _write_changed(tx, workspace, row, kept, wished, by, origin)


async def _write_changed(
    tx: Transaction,
    workspace: UUID,
    row: Row,
    kept: ArticleContent,
    wished: ArticleContent,
    by: Author,
    origin: dict[str, Any] | None,
) -> int:
    revision: int = row["revision"]
    if wished == kept and row["archived_at"] is None:
        return revision
    await _write(tx, workspace, row["id"], revision + 1, wished, by, origin)
    return revision + 1


async def checked(tx: Transaction, workspace: UUID, content: ArticleContent) -> ArticleContent:
    """Tidied, with what we know of its files. Raises ArticleTooLarge for what may not even be a draft."""
    content = await with_files(tx, workspace, rules.tidy(content))
    found = rules.refused(rules.problems(content), "limit")
    if found:
        raise ArticleTooLarge(summary=summary(found), problems=msgspec.to_builtins(found))
    return content


def summary(found: Sequence[ArticleProblem]) -> str:
    """The first problems in one line."""
    return "; ".join(f"{one.field} {one.problem}" for one in found[:5])


async def with_files(tx: Transaction, workspace: UUID, content: ArticleContent) -> ArticleContent:
    """What a client says about a file is not believed: name, type and address are those of the upload."""
    ids = sorted({one.id for answer in content.answers for one in answer.attachments})
    if not ids:
        return content
    return with_known_files(content, await tx.all(queries.files, workspace=workspace, ids=ids))


def with_known_files(content: ArticleContent, rows: Sequence[Row]) -> ArticleContent:
    """Raises NotFound for a file that is not among the rows."""
    known = {row["id"]: _attachment(row) for row in rows}
    for answer in content.answers:
        for one in answer.attachments:
            if one.id not in known:
                raise NotFound(kind="file", id=one.id)
    return msgspec.structs.replace(content, answers=[_with_known(answer, known) for answer in content.answers])


def _with_known(answer: AnswerVariant, known: dict[UUID, ArticleAttachment]) -> AnswerVariant:
    return msgspec.structs.replace(answer, attachments=[known[one.id] for one in answer.attachments])


def _attachment(row: Row) -> ArticleAttachment:
    return ArticleAttachment(
        id=row["id"], name=row["name"], url=FILE_PATH + row["token"], type=row["type"], size=row["size"]
    )


async def _write(
    tx: Transaction,
    workspace: UUID,
    article: UUID,
    number: int,
    content: ArticleContent,
    by: Author,
    origin: dict[str, Any] | None,
) -> None:
    await write_many(tx, workspace, [Revised(article, number, content)], by, origin or {"kind": "person"})


async def add_many(tx: Transaction, workspace: UUID, articles: Sequence[tuple[UUID, str | None]], by: Author) -> None:
    """Rows of new articles, still without a revision."""
    same = {"workspace": workspace, "now": clock.now(), "author": by.id, "author_name": by.name}
    if articles:
        await tx.many(queries.add_article, [{"id": id, "external_id": external, **same} for id, external in articles])


async def write_many(
    tx: Transaction, workspace: UUID, revised: Sequence[Revised], by: Author, origin: dict[str, Any]
) -> None:
    """New revisions of checked contents; the caller holds the rows of the articles."""
    if not revised:
        return
    same = {"workspace": workspace, "now": clock.now(), "author": by.id, "author_name": by.name}
    # In a thread, since an import writes thousands, and what a list shows of each is read out of all its words.
    revisions, heads = await asyncio.to_thread(lambda: ([*map(_revision, revised)], [*map(_head, revised)]))
    await tx.many(queries.add_revision, [{**one, **same, "origin": origin} for one in revisions])
    await tx.many(queries.move_article, [{**one, **same} for one in heads])


def _revision(one: Revised) -> dict[str, Any]:
    return {"article": one.article, "number": one.number, "content": jsonb.without_nul(written(one.content))}


def _head(one: Revised) -> dict[str, Any]:
    content = one.content
    return {
        "id": one.article,
        "number": one.number,
        "title": content.title,
        "topic": content.topic,
        "phrasings": dict(Counter(phrasing.language for phrasing in content.phrasings)),
        "languages": sorted({answer.language for answer in content.answers}),
        "head": head_of(content),
        "words": words_of(content),
    }


def head_of(content: ArticleContent) -> dict[str, Any]:
    """What a list shows of an article, so that it need not read whole articles."""
    found = rules.refused(rules.problems(content), "error", "limit")
    names = ("flow", "hand_over", "valid_from", "valid_until")
    return {**{name: written(content)[name] for name in names}, "problems": len(found)}


def words_of(content: ArticleContent) -> str:
    """All that a list can be searched by."""
    parts = [content.title, content.topic, *(one.text for one in content.phrasings)]
    for answer in content.answers:
        parts += [answer.text, *(link.label for link in answer.links)]
        if answer.card:
            parts += [answer.card.title, answer.card.text]
    # In pieces, because only the beginning of a long text is normalised.
    pieces = (part[start : start + _PIECE] for part in parts for start in range(0, len(part), _PIECE))
    return "\n".join(normalise(piece) for piece in pieces)[:_MOST_WORDS]


async def approve(tx: Transaction, workspace: UUID, article: UUID, revision: int, by: Author) -> None:
    """Puts the newest revision in force. Raises NotFound, StaleArticle, UnfinishedArticle, Conflict when archived."""
    row = await _lock(tx, workspace, article)
    content = await _content(tx, workspace, article, row["revision"])
    if revision != row["revision"]:
        raise StaleArticle(revision=row["revision"], author_name=row["changed_by_name"], content=written(content))
    if row["archived_at"]:
        raise Conflict(problem="The article is archived; restore one of its revisions first")
    found = rules.refused(rules.problems(content), "limit", "error")
    if found:
        raise UnfinishedArticle(summary=summary(found), problems=msgspec.to_builtins(found))
    if row["approved_revision"] == revision:
        return
    values = {"workspace": workspace, "number": revision, "author": by.id, "author_name": by.name, "now": clock.now()}
    await tx.run(queries.approve_revision, article=article, **values)
    await tx.run(queries.set_approved, workspace=workspace, id=article, number=revision)
    fact = ArticleApproved(article=article, revision=revision, title=content.title, by=by.id)
    await emit(tx, workspace, fact, occurred_at=clock.now())


async def withdraw(tx: Transaction, workspace: UUID, article: UUID, by: Author) -> None:
    """Takes it out of force and leaves it as a draft; the next published version does without it. Raises NotFound."""
    row = await _lock(tx, workspace, article)
    if row["approved_revision"] is not None:
        await tx.run(queries.set_approved, workspace=workspace, id=article, number=None)
        await _tell_withdrawn(tx, workspace, row, by)


async def archive(tx: Transaction, workspace: UUID, article: UUID, by: Author) -> None:
    """Out of every list; the history stays, and restoring a revision brings it back. Raises NotFound."""
    row = await _lock(tx, workspace, article)
    if row["archived_at"]:
        return
    await tx.run(queries.archive, workspace=workspace, id=article, now=clock.now(), author=by.id, author_name=by.name)
    if row["approved_revision"] is not None:
        await _tell_withdrawn(tx, workspace, row, by)


async def _tell_withdrawn(tx: Transaction, workspace: UUID, row: Row, by: Author) -> None:
    fact = ArticleWithdrawn(article=row["id"], revision=row["approved_revision"], title=row["title"], by=by.id)
    await emit(tx, workspace, fact, occurred_at=clock.now())


async def restore(tx: Transaction, workspace: UUID, article: UUID, number: int, by: Author) -> int:
    """The words of an earlier revision as a new draft; its number. Files that are gone are left out."""
    row = await _lock(tx, workspace, article)
    content = await _content(tx, workspace, article, number)
    wished = await checked(tx, workspace, await _without_lost_files(tx, workspace, content))
    kept = await _content(tx, workspace, article, row["revision"])
    return await _write_changed(tx, workspace, row, kept, wished, by, {"kind": "restoration", "revision": number})


async def _without_lost_files(tx: Transaction, workspace: UUID, content: ArticleContent) -> ArticleContent:
    ids = sorted({one.id for answer in content.answers for one in answer.attachments})
    known = {row["id"] for row in await tx.all(queries.files, workspace=workspace, ids=ids)} if ids else set()
    answers = [
        msgspec.structs.replace(answer, attachments=[one for one in answer.attachments if one.id in known])
        for answer in content.answers
    ]
    return msgspec.structs.replace(content, answers=answers)


async def _lock(tx: Transaction, workspace: UUID, article: UUID) -> Row:
    row = await tx.first(queries.lock_article, workspace=workspace, id=article)
    if row is None:
        raise NotFound(kind="article", id=article)
    return row


async def article_row(tx: Transaction, workspace: UUID, article: UUID) -> Row:
    """The row with the newest content and the one in force. Raises NotFound."""
    row = await tx.first(queries.article, workspace=workspace, id=article)
    if row is None:
        raise NotFound(kind="article", id=article)
    return row


async def revision_row(tx: Transaction, workspace: UUID, article: UUID, number: int) -> Row:
    """One revision. Raises NotFound."""
    row = await tx.first(queries.revision, workspace=workspace, article=article, number=number)
    if row is None:
        raise NotFound(kind="revision", id=number)
    return row


async def _content(tx: Transaction, workspace: UUID, article: UUID, number: int) -> ArticleContent:
    return read_content((await revision_row(tx, workspace, article, number))["content"])
