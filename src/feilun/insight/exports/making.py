"""Makes the file of an export aside, in a folder of ours and without a name."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, cast
from uuid import UUID

from feilun import access
from feilun.delivery import directory
from feilun.insight import reporting, surveys
from feilun.insight.exports.apart import write_apart
from feilun.insight.exports.columns import ExportLook, ExportNote, columns_for
from feilun.insight.exports.csv_file import write_csv
from feilun.insight.exports.findings import Names, names_of
from feilun.insight.exports.parquet_file import write_parquet
from feilun.insight.exports.report_files import write_pdf, write_png
from feilun.insight.exports.result_lines import result_lines
from feilun.insight.exports.shapes import SurveyExportWish
from feilun.insight.exports.spool import Spool
from feilun.kernel.errors import Invalid
from feilun.store import Engines, Row

_BLOCK_ROWS = 1_000
# Reading takes about as long as writing.
_READ = 0.5
_HANDLES = {"email": "_customer_email", "phone": "_customer_phone", "user_id": "_customer_user_id"}


class Made(NamedTuple):
    """A whole file, how many responses it holds, and what the format could not take as it is."""

    file: IO[bytes]
    rows: int
    notes: list[ExportNote]


class _Progress(Protocol):
    def tell(self, share: float, rows: int | None = None) -> None: ...

    async def in_thread(self, work: Any) -> Any: ...


class _Settings(Protocol):
    folder: Path


@asynccontextmanager
async def make(engines: Engines, row: Row, wish: SurveyExportWish, progress: _Progress) -> AsyncIterator[Made]:
    """The file is gone after the block. Raises NotFound, Invalid, TooManyColumns."""
    settings: _Settings = engines.settings
    await asyncio.to_thread(settings.folder.mkdir, parents=True, exist_ok=True)
    async with engines.tables.transaction() as tx:
        survey = await surveys.survey_row(tx, row["workspace"], row["survey"])
        shop = await access.workspace_of(tx, row["workspace"])
    look = ExportLook(language=wish.language, values=wish.values, zone=shop["zone"], bom=wish.bom, title=survey["name"])
    with tempfile.TemporaryFile(dir=settings.folder) as file:
        if wish.format in ("pdf", "png"):
            yield await _report(engines, row, wish, look, file, progress)
        else:
            yield await _table(engines, row, wish, look, file, progress)


async def _report(
    engines: Engines, row: Row, wish: SurveyExportWish, look: ExportLook, file: IO[bytes], progress: _Progress
) -> Made:
    results, names = await _results(engines, row, wish)
    progress.tell(_READ, results.base)
    if wish.format == "png":
        await progress.in_thread(partial(write_png, file, results, names, look))
    else:
        await progress.in_thread(partial(write_pdf, file, results, names, wish.filter, look, row["created_at"]))
    return Made(file, results.base, [])


async def _results(engines: Engines, row: Row, wish: SurveyExportWish) -> tuple[reporting.SurveyResults, Names]:
    """What reporting counts, and what the codes of each question are called."""
    place = (row["workspace"], row["survey"])
    question, _, turn = wish.question.partition("@")
    is_one = wish.format == "png"
    asked = reporting.ResultsWish(
        filter=wish.filter, questions=[question] if is_one else None, least_base=wish.least_base
    )
    results = await reporting.results_of(engines, *place, asked)
    if is_one:
        results.questions = [one for one in results.questions if turn in ("", one.item)]
        if not results.questions:
            raise Invalid(field="question", problem=f"{wish.question} has no results that could be drawn")
    async with engines.tables.transaction() as tx:
        survey = await surveys.survey_row(tx, *place)
        form = await surveys.version_form(tx, *place, 0 if wish.filter.is_simulated else survey["version"])
    return results, names_of(form)


async def _table(
    engines: Engines, row: Row, wish: SurveyExportWish, look: ExportLook, file: IO[bytes], progress: _Progress
) -> Made:
    spool = await _spooled(engines, row, wish, progress)
    try:
        tell = partial(_tell, progress, spool.rows)
        if wish.format == "xlsx":
            results, names = await _results(engines, row, wish)
            lines = list(result_lines(results, names, look.language))
            notes = await write_apart("xlsx", file, spool, look, tell, lines)
        elif wish.format == "sav":
            notes = await write_apart("sav", file, spool, look, tell)
        else:
            write = write_csv if wish.format == "csv" else write_parquet
            notes = await progress.in_thread(partial(write, file, spool, look, tell))
        return Made(file, spool.rows, notes)
    finally:
        spool.close()


def _tell(progress: _Progress, number: int, done: int) -> None:
    progress.tell(_READ + (1 - _READ) * done / max(1, number))


async def _spooled(engines: Engines, row: Row, wish: SurveyExportWish, progress: _Progress) -> Spool:
    """All chosen answers, of one moment, aside on disk."""
    settings: _Settings = engines.settings
    spool: Spool | None = None
    blocks = reporting.blocks_of(
        engines, row["workspace"], row["survey"], wish.filter, size=_BLOCK_ROWS, with_customers=wish.participants
    )
    try:
        async with aclosing(cast(AsyncGenerator[reporting.AnswerBlock, None], blocks)) as found:
            async for block in found:
                if spool is None:
                    spool = Spool(columns_for(block.codebook, wish.participants), settings.folder)
                if wish.participants:
                    await _add_customers(engines, row["workspace"], block.rows)
                await progress.in_thread(partial(spool.add, block.rows))
                progress.tell(_READ * block.done / max(1, block.number), spool.rows)
    except BaseException:
        if spool is not None:
            spool.close()
        raise
    assert spool is not None, "there is always a block, which has the codebook"
    return spool


async def _add_customers(engines: Engines, workspace: UUID, rows: Sequence[dict[str, Any]]) -> None:
    """Name and addresses as they are known now."""
    known = list({one["_customer"] for one in rows if one["_customer"]})
    async with engines.tables.transaction() as tx:
        people = await directory.people(tx, workspace, known)
    for row in rows:
        person = people.get(row["_customer"])
        if person is not None:
            row["_customer"] = person.customer
            row["_customer_name"] = person.traits.get("name")
            for handle in reversed(person.handles):
                if handle.kind in _HANDLES:
                    row[_HANDLES[handle.kind]] = handle.value
