"""Keeps exports: asked for, read, cancelled, removed; and where their files lie."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import msgspec

from feilun import access
from feilun.access import Caller
from feilun.insight import reporting, surveys
from feilun.insight.exports.shapes import SurveyExport, SurveyExportWish
from feilun.kernel import clock
from feilun.kernel.errors import Conflict, Invalid, NotFound
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Json, Row, Transaction

queries = Queries(__file__)
WAITING = "exports.waiting"
_MOST_OPEN = 20
_ERASED = "Somebody whose answers it held was erased; ask for it anew."
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sav": "application/x-spss-sav",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
}


class _Settings(Protocol):
    export_days: int


def expiry(engines: Engines, now: datetime) -> datetime:
    settings: _Settings = engines.settings
    return now + timedelta(days=settings.export_days)


async def ask(tx: Transaction, engines: Engines, caller: Caller, survey: UUID, wish: SurveyExportWish) -> UUID:
    """Raises NotFound, Forbidden for participants, Invalid, Conflict while too many wait."""
    row = await surveys.survey_row(tx, caller.workspace, survey)
    if wish.participants:
        caller.needs("customers.read")
    await _check_question(tx, caller.workspace, row, wish)
    await reporting.check_filter(tx, caller.workspace, survey, wish.filter)
    if await tx.value(queries.open_exports, workspace=caller.workspace) >= _MOST_OPEN:
        raise Conflict(problem=f"{_MOST_OPEN} files are being written already; wait for one of them")
    id, now = new_id(), clock.now()
    await tx.run(
        queries.add_export,
        workspace=caller.workspace, id=id, survey=survey, format=wish.format, wish=Json(msgspec.to_builtins(wish)),
        now=now, author=caller.author, author_name=caller.name, expires_at=expiry(engines, now),
    )  # fmt: skip
    told = {"survey": str(survey), "format": wish.format, "participants": wish.participants}
    await access.note(tx, caller, "survey_export.asked", f"survey_export:{id}", told)
    tx.after_commit(lambda: engines.bus.publish(WAITING, b""))
    return id


async def _check_question(tx: Transaction, workspace: UUID, survey: Row, wish: SurveyExportWish) -> None:
    if wish.format != "png":
        return
    if not wish.question:
        raise Invalid(field="question", problem="says which question a png draws")
    number = 0 if wish.filter.is_simulated else survey["version"]
    form = await surveys.version_form(tx, workspace, survey["id"], number)
    wanted = wish.question.partition("@")[0]
    asked = {one.id for page in form.pages for top in page.questions for one in (top, *top.questions)}
    if wanted not in asked:
        raise NotFound(kind="question", id=wish.question)


async def export_row(tx: Transaction, workspace: UUID, id: UUID) -> Row:
    """Raises NotFound, also when its survey is gone."""
    row = await tx.first(queries.export, workspace=workspace, id=id)
    if row is None:
        raise NotFound(kind="export", id=id)
    await surveys.survey_row(tx, workspace, row["survey"])
    return row


async def exports_of(tx: Transaction, workspace: UUID, survey: UUID, after: UUID | None, limit: int) -> list[Row]:
    """Newest first. Raises NotFound."""
    await surveys.survey_row(tx, workspace, survey)
    return await tx.all(queries.exports, workspace=workspace, survey=survey, after=after, limit=limit)


async def cancel(tx: Transaction, caller: Caller, id: UUID) -> Row:
    """Whoever writes it hears of it within a second. Raises NotFound, Conflict where it has ended."""
    row = await export_row(tx, caller.workspace, id)
    if not await tx.run(queries.cancel_export, workspace=caller.workspace, id=id, now=clock.now()):
        raise Conflict(problem=f"The file is {row['state']} already")
    await access.note(tx, caller, "survey_export.cancelled", f"survey_export:{id}")
    return await export_row(tx, caller.workspace, id)


async def delete(tx: Transaction, engines: Engines, caller: Caller, id: UUID) -> None:
    """The row and the file. Raises NotFound."""
    await export_row(tx, caller.workspace, id)
    row = await tx.first(queries.delete_export, workspace=caller.workspace, id=id)
    await access.note(tx, caller, "survey_export.deleted", f"survey_export:{id}")
    if row:
        tx.after_commit(lambda: drop_files(engines, row))


async def download(tx: Transaction, caller: Caller, id: UUID) -> Row:
    """The row of a file that may be read now. Raises NotFound, Forbidden, Conflict."""
    row = await export_row(tx, caller.workspace, id)
    if row["wish"]["participants"]:
        caller.needs("customers.read")
    if row["state"] != "done":
        raise Conflict(problem=row["problem"] or f"The file is {row['state']}, not done")
    if row["expires_at"] <= clock.now():
        raise NotFound(kind="export", id=id)
    if await erased_of(tx, row) > row["erased"]:
        raise Conflict(problem=_ERASED)
    await access.note(tx, caller, "survey_export.downloaded", f"survey_export:{id}", {"survey": str(row["survey"])})
    return row


async def erased_of(tx: Transaction, row: Row) -> int:
    return int(await tx.value(queries.erased_of, workspace=row["workspace"], survey=row["survey"]))


async def remove_old(engines: Engines, now: datetime) -> int:
    """Removes what has had its time, and withdraws what holds answers of somebody who was erased meanwhile."""
    async with engines.tables.transaction() as tx:
        old = await tx.all(queries.old_exports, now=now)
        overtaken = await tx.all(queries.overtaken_exports)
    for row in (*old, *overtaken):
        # The bytes first: a row whose file is gone is found again, a file without a row is not.
        await drop_files(engines, row)
    async with engines.tables.transaction() as tx:
        for row in old:
            await tx.run(queries.delete_export, workspace=row["workspace"], id=row["id"])
        for row in overtaken:
            await tx.run(queries.withdraw_export, workspace=row["workspace"], id=row["id"], problem=_ERASED)
    return len(old) + len(overtaken)


def key_of(row: Row, attempt: int | None = None) -> str:
    """Each attempt has a key of its own, so that one that was given up cannot write over the next one's file."""
    return f"{row['workspace']}/exports/{row['id']}-{attempt or row['attempts']}.{row['format']}"


async def drop_files(engines: Engines, row: Row, attempts: Sequence[int] | None = None) -> None:
    """Of these attempts, or of all."""
    for attempt in range(1, row["attempts"] + 1) if attempts is None else attempts:
        await engines.blobs.delete(key_of(row, attempt))


def wish_of(row: Row) -> SurveyExportWish:
    return msgspec.convert(row["wish"], SurveyExportWish)


def shown(row: Row) -> SurveyExport:
    wish = wish_of(row)
    told: dict[str, Any] = {name: row[name] for name in SurveyExport.__struct_fields__ if name in row}
    return msgspec.convert(
        {
            **told,
            "language": wish.language,
            "values": wish.values,
            "participants": wish.participants,
            "question": wish.question,
            "filter": wish.filter,
            "problem": row["problem"] or None,
        },
        SurveyExport,
        from_attributes=True,
    )
