"""Takes a file into the articles: all that can be taken, in one transaction, with a word on every row."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from feilun.interaction.knowledge import keeper, rules, sheets
from feilun.interaction.knowledge.content import ArticleContent, Language, read_content
from feilun.interaction.knowledge.entries import COLUMNS, Entry, Refused, entries_of, merged
from feilun.interaction.knowledge.keeper import Author, Revised, queries
from feilun.interaction.knowledge.sheets import Sheet
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_id
from feilun.language import normalise
from feilun.store import Row, Transaction

ImportFormat = Literal["csv", "xlsx", "markdown", "html"]


def _reader(format: ImportFormat) -> Callable[[bytes, str], Sheet]:
    # Imported only here: the parsers of pages take a quarter of a second to load, and every process would pay it.
    from feilun.interaction.knowledge import documents

    readers: dict[ImportFormat, Callable[[bytes, str], Sheet]] = {
        "csv": sheets.read_csv,
        "xlsx": lambda content, encoding: sheets.read_xlsx(content),
        "markdown": documents.read_markdown,
        "html": documents.read_html,
    }
    return readers[format]


class ArticleImportRow(msgspec.Struct, kw_only=True):
    """What became of a line of the file. `code` and `reason` say why it was refused."""

    line: int
    title: str
    outcome: Literal["created", "changed", "unchanged", "refused"]
    article: UUID | None = None
    code: str = ""
    reason: str = ""


class ArticleImportReport(msgspec.Struct, kw_only=True):
    """`created`, `changed` and `unchanged` count articles, `refused` counts lines. A dry run is not kept: no `id`."""

    id: UUID | None = None
    is_dry_run: bool
    format: ImportFormat
    encoding: str
    columns: list[str]
    unknown_columns: list[str]
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    approved: int = 0
    rows: list[ArticleImportRow] = []
    at: datetime | None = None
    author_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A file and how it shall be taken."""

    format: ImportFormat
    content: bytes
    name: str = "file"
    encoding: str = ""
    language: Language | None = None
    replaces: bool = False
    zone: ZoneInfo


@dataclass
class Taken:
    """What an import is about to write."""

    report: ArticleImportReport
    created: list[tuple[UUID, str | None]] = field(default_factory=list)
    revised: list[Revised] = field(default_factory=list)
    touched: list[tuple[UUID, int]] = field(default_factory=list)


async def read(wish: Wish) -> tuple[Sheet, list[Entry], list[Refused]]:
    """In a thread, since a large file takes seconds. Raises UnreadableSheet."""

    def work() -> tuple[Sheet, list[Entry], list[Refused]]:
        sheet = _reader(wish.format)(wish.content, wish.encoding)
        return sheet, *entries_of(sheet, wish.language, wish.zone)

    return await asyncio.to_thread(work)


async def take(
    tx: Transaction,
    workspace: UUID,
    wish: Wish,
    read: tuple[Sheet, list[Entry], list[Refused]],
    by: Author,
    is_dry: bool,
) -> Taken:
    """Writes drafts (nothing in a dry run) and reports."""
    sheet, entries, refused = read
    report = ArticleImportReport(
        is_dry_run=is_dry,
        format=wish.format,
        encoding=sheet.encoding,
        columns=[one for one in sheet.columns if one in COLUMNS],
        unknown_columns=[one for one in sheet.columns if one and one not in COLUMNS],
    )
    taken = Taken(report)
    for one in refused:
        _tell(report, [one.line], one.title, "refused", code=one.code, reason=one.reason)
    shelf = await _Shelf.open(tx, workspace, entries)
    await asyncio.to_thread(_take_all, taken, shelf, entries, wish.replaces)
    report.rows.sort(key=lambda row: row.line)
    if not is_dry:
        await keeper.add_many(tx, workspace, taken.created, by)
        await keeper.write_many(tx, workspace, taken.revised, by, {"kind": "import", "file": wish.name[:200]})
    return taken


class _Shelf:
    """What there is already: found by id, by the id elsewhere, or by the title."""

    def __init__(self, heads: list[Row], contents: list[Row], files: list[Row]) -> None:
        self.by_id = {str(row["id"]): row for row in heads}
        self.by_external = {row["external_id"]: row for row in heads if row["external_id"]}
        self.by_title: dict[str, list[Row]] = {}
        for row in heads:
            if row["archived_at"] is None:
                self.by_title.setdefault(normalise(row["title"]), []).append(row)
        self.contents = {row["id"]: read_content(row["content"]) for row in contents}
        self.files = files

    @classmethod
    async def open(cls, tx: Transaction, workspace: UUID, entries: list[Entry]) -> "_Shelf":
        heads = await tx.all(queries.heads, workspace=workspace)
        shelf = cls(heads, [], [])
        ids = [row["id"] for row in (shelf.found(entry) for entry in entries) if isinstance(row, dict)]
        # Locked in the order of ids, so that two imports cannot wait for each other.
        heads_now = {row["id"]: row for row in await tx.all(queries.lock_articles, workspace=workspace, ids=ids)}
        contents = await tx.all(queries.newest_of, workspace=workspace, ids=ids)
        asked = [one.id for entry in entries for answer in entry.answers for one in answer.attachments]
        files = await tx.all(queries.files, workspace=workspace, ids=asked) if asked else []
        return cls([heads_now.get(row["id"], row) for row in heads], contents, files)

    def found(self, entry: Entry) -> Row | str | None:
        """The row; or why there is no telling which."""
        if entry.id:
            return self.by_external.get(entry.id) or self.by_id.get(entry.id.lower())
        rows = self.by_title.get(normalise(entry.title), [])
        return "has the title of several articles; give an id" if len(rows) > 1 else (rows[0] if rows else None)


def _take_all(taken: Taken, shelf: _Shelf, entries: list[Entry], replaces: bool) -> None:
    """In a thread: 20,000 articles take seconds, and meanwhile every live connection of the process would stand still."""
    for entry in entries:
        _take(taken, shelf, entry, replaces)


def _take(taken: Taken, shelf: _Shelf, entry: Entry, replaces: bool) -> None:
    row = shelf.found(entry)
    if isinstance(row, str):
        _tell(taken.report, entry.lines, entry.title, "refused", code="ambiguous", reason=row)
        return
    kept = shelf.contents[row["id"]] if row else None
    try:
        wished = keeper.with_known_files(rules.tidy(merged(entry, kept, replaces=replaces)), shelf.files)
    except NotFound:
        _tell(
            taken.report, entry.lines, entry.title, "refused", code="attachments", reason="names a file we do not have"
        )
        return
    found = rules.refused(rules.problems(wished), "limit")
    if found:
        reason = keeper.summary(found)
        _tell(taken.report, entry.lines, wished.title, "refused", code=found[0].code, reason=reason)
    else:
        _write(taken, entry, row, kept, wished)


def _write(taken: Taken, entry: Entry, row: Row | None, kept: ArticleContent | None, wished: ArticleContent) -> None:
    if row is None:
        article, number = new_id(), 1
        taken.created.append((article, entry.id or None))
        taken.revised.append(Revised(article, number, wished))
        _tell(taken.report, entry.lines, wished.title, "created", article=None if taken.report.is_dry_run else article)
    elif wished == kept and row["archived_at"] is None:
        article, number = row["id"], row["revision"]
        _tell(taken.report, entry.lines, wished.title, "unchanged", article=article)
    else:
        article, number = row["id"], row["revision"] + 1
        taken.revised.append(Revised(article, number, wished))
        _tell(taken.report, entry.lines, wished.title, "changed", article=article)
    taken.touched.append((article, number))


def _tell(
    report: ArticleImportReport,
    lines: list[int],
    title: str,
    outcome: Literal["created", "changed", "unchanged", "refused"],
    **more: Any,
) -> None:
    report.rows += [ArticleImportRow(line=line, title=title[:200], outcome=outcome, **more) for line in lines]
    count = len(lines) if outcome == "refused" else 1
    setattr(report, outcome, getattr(report, outcome) + count)
