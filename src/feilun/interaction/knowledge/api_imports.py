"""Files in and out over HTTP: imports with a report per row, and the export."""

import codecs
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar import Request, get, post
from litestar.response import Stream

from feilun import access
from feilun.access import Caller, needs, note
from feilun.interaction.knowledge import exporter, importer, keeper
from feilun.interaction.knowledge.api import author
from feilun.interaction.knowledge.content import Language
from feilun.interaction.knowledge.importer import ArticleImportReport, ImportFormat, Taken, Wish
from feilun.interaction.knowledge.keeper import queries
from feilun.kernel import clock
from feilun.kernel.errors import Error, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines, Transaction


@post("/api/v1/article-imports", operation_id="import_articles", **needs("bot.write"))
async def import_articles(
    request: Request[Any, Any, Any],
    caller: Caller,
    engines: Engines,
    format: ImportFormat,
    name: str = "file",
    dry_run: bool = False,
    language: Language | None = None,
    encoding: str = "",
    phrasings: Literal["add", "replace"] = "add",
    approve: bool = False,
) -> ArticleImportReport:
    """Takes a file as the body, up to 10 MB and 20,000 rows, and says what became of every line.

    Articles are found again by `id`, else by title, so that the same file twice changes nothing. `dry_run` writes
    nothing. `language` is that of rows which do not say; left out, it is guessed. `approve` needs bot.publish.
    """
    if approve:
        caller.needs("bot.publish")
    content = await request.body()
    if not content:
        raise Invalid(field="body", problem="is empty; send the file as the body")
    async with engines.tables.transaction() as tx:
        shop = await access.workspace_of(tx, caller.workspace)
    wish = Wish(
        format=format, content=content, name=name, encoding=_encoding(encoding), language=language,
        replaces=phrasings == "replace", zone=ZoneInfo(shop["zone"]),
    )  # fmt: skip
    read = await importer.read(wish)
    async with engines.tables.transaction() as tx:
        taken = await importer.take(tx, caller.workspace, wish, read, author(caller), dry_run)
        if not dry_run:
            await _finish(tx, caller, taken, name, approve)
    return taken.report


async def _finish(tx: Transaction, caller: Caller, taken: Taken, name: str, approve: bool) -> None:
    report = taken.report
    report.id, report.at, report.author_name = new_id(), clock.now(), caller.name
    for article, number in sorted(taken.touched) if approve else ():
        try:
            await keeper.approve(tx, caller.workspace, article, number, author(caller))
            report.approved += 1
        except Error:
            # It stays a draft and says itself what is missing.
            continue
    counts = {one: getattr(report, one) for one in ("created", "changed", "unchanged", "refused", "approved")}
    await tx.run(
        queries.add_import,
        workspace=caller.workspace,
        id=report.id,
        name=name[:200],
        report=msgspec.to_builtins(report),
        now=report.at,
    )
    await note(tx, caller, "articles.imported", f"article_import:{report.id}", {"file": name[:200], **counts})


def _encoding(name: str) -> str:
    if not name:
        return ""
    try:
        known = codecs.lookup(name[:40]).name
    except (LookupError, ValueError):
        known = ""
    if known not in (
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "gb18030",
        "gbk",
        "gb2312",
        "big5",
        "cp950",
        "cp1252",
        "iso8859-1",
    ):
        raise Invalid(field="encoding", problem="must be utf-8, utf-16, gb18030, big5 or windows-1252")
    return known


@get("/api/v1/article-imports/{id:uuid}", operation_id="get_article_import", **needs("bot.read"))
async def get_article_import(caller: Caller, engines: Engines, id: UUID) -> ArticleImportReport:
    """The report of an import."""
    async with engines.tables.transaction() as tx:
        report = await tx.value(queries.import_report, workspace=caller.workspace, id=id)
    if report is None:
        raise NotFound(kind="import", id=id)
    return msgspec.convert(report, ArticleImportReport)


@get("/api/v1/articles-export", operation_id="export_articles", **needs("bot.read"))
async def export_articles(
    caller: Caller,
    engines: Engines,
    format: Literal["csv"] = "csv",
    revisions: Literal["newest", "approved"] = "newest",
) -> Stream:
    """All articles as a table that the import reads back."""
    lines = exporter.lines(engines, caller.workspace, is_approved=revisions == "approved")
    headers = {"Content-Disposition": f'attachment; filename="articles.{format}"', "X-Content-Type-Options": "nosniff"}
    return Stream(lines, media_type="text/csv; charset=utf-8", headers=headers)


ROUTES = [import_articles, get_article_import, export_articles]
