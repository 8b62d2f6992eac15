"""Writes the articles as CSV that the import reads back as the same articles."""

import csv
import io
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from feilun.interaction.knowledge.content import Article, read_content
from feilun.interaction.knowledge.entries import COLUMNS, rows_of
from feilun.interaction.knowledge.keeper import queries
from feilun.interaction.knowledge.sheets import guarded
from feilun.store import Engines, Row

_PAGE = 500


async def lines(engines: Engines, workspace: UUID, *, is_approved: bool) -> AsyncIterator[bytes]:
    """The newest revisions, or those in force. The mark at the start tells Excel that it is UTF-8."""
    yield "\ufeff".encode() + _line(COLUMNS)
    statement = queries.approved_for_export if is_approved else queries.newest_for_export
    after = UUID(int=0)
    while True:
        # In pages, because whoever reads slowly would otherwise hold a connection of the pool all the while.
        async with engines.tables.transaction() as tx:
            rows = await tx.all(statement, workspace=workspace, after=after, limit=_PAGE)
        yield b"".join(line for row in rows for line in _lines(row))
        if len(rows) < _PAGE:
            return
        after = rows[-1]["id"]


def _lines(row: Row) -> Iterator[bytes]:
    article = Article(id=row["id"], revision=row["revision"], content=read_content(row["content"]))
    for cells in rows_of(article, row["external_id"] or str(article.id)):
        yield _line([guarded(cells.get(name, "")) for name in COLUMNS])


def _line(cells: tuple[str, ...] | list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()
