"""Exports over HTTP: ask for a file, watch it, take it, stop it, remove it."""

import unicodedata
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import delete, get, post
from litestar.params import QueryParameter
from litestar.response import Stream

from feilun import access
from feilun.access import Caller, needs
from feilun.insight import surveys
from feilun.insight.exports import keeper
from feilun.insight.exports.shapes import SurveyExport, SurveyExportWish
from feilun.kernel.http import Page, cursor, download_headers, read_cursor
from feilun.store import Engines

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
_OF_SURVEY = "/api/v1/surveys/{survey:uuid}/exports"
_ONE = "/api/v1/exports/{id:uuid}"


@post(_OF_SURVEY, operation_id="start_survey_export", status_code=202, **needs("survey.read"))
async def start_survey_export(caller: Caller, engines: Engines, survey: UUID, data: SurveyExportWish) -> SurveyExport:
    """A file of the answers (csv, xlsx, sav, parquet), of the results (pdf), or of one question's chart (png).

    It is written in the background; `participants` needs the right to see customers.
    """
    async with engines.tables.transaction() as tx:
        id = await keeper.ask(tx, engines, caller, survey, data)
        return keeper.shown(await keeper.export_row(tx, caller.workspace, id))


@get(_OF_SURVEY, operation_id="list_survey_exports", **needs("survey.read"))
async def list_survey_exports(
    caller: Caller, engines: Engines, survey: UUID, after: str | None = None, limit: Limit = 50
) -> Page[SurveyExport]:
    """Newest first."""
    (last,) = read_cursor(after, tuple[UUID]) if after else (None,)
    async with engines.tables.transaction() as tx:
        rows = await keeper.exports_of(tx, caller.workspace, survey, last, limit + 1)
    items = [keeper.shown(row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].id) if len(rows) > limit else None)


@get(_ONE, operation_id="get_export", **needs("survey.read"))
async def get_export(caller: Caller, engines: Engines, id: UUID) -> SurveyExport:
    """How far it is."""
    async with engines.tables.transaction() as tx:
        return keeper.shown(await keeper.export_row(tx, caller.workspace, id))


@get(f"{_ONE}/file", operation_id="download_export", **needs("survey.read"))
async def download_export(caller: Caller, engines: Engines, id: UUID) -> Stream:
    """The file. 409 while it is not done, and when somebody in it was erased since; with participants 403 for those who may not see customers."""
    async with engines.tables.transaction() as tx:
        row = await keeper.download(tx, caller, id)
        survey = await surveys.survey_row(tx, caller.workspace, row["survey"])
        shop = await access.workspace_of(tx, caller.workspace)
    day = row["created_at"].astimezone(ZoneInfo(shop["zone"])).date()
    name = file_name(survey["name"], f"{day}", row["format"])
    key = keeper.key_of(row)
    headers = download_headers(name, await engines.blobs.size(key))
    return Stream(engines.blobs.get(key), media_type=keeper.MEDIA_TYPES[row["format"]], headers=headers)


@post(f"{_ONE}/cancellation", operation_id="cancel_export", status_code=200, **needs("survey.read"))
async def cancel_export(caller: Caller, engines: Engines, id: UUID) -> SurveyExport:
    """Stops one that is not done. 409 where it has ended already."""
    async with engines.tables.transaction() as tx:
        return keeper.shown(await keeper.cancel(tx, caller, id))


@delete(_ONE, operation_id="delete_export", **needs("survey.read"))
async def delete_export(caller: Caller, engines: Engines, id: UUID) -> None:
    """Removes the file for good; one that is being written is stopped."""
    async with engines.tables.transaction() as tx:
        await keeper.delete(tx, engines, caller, id)


def file_name(survey: str, day: str, ending: str) -> str:
    """A name that no system takes for a path or a command."""
    plain = "".join(" " if unicodedata.category(one)[0] == "C" or one in '\\/:*?"<>|' else one for one in survey)
    return f"{' '.join(plain.split()).strip('. ')[:80] or 'survey'}-{day}.{ending}"


ROUTES = [
    start_survey_export,
    list_survey_exports,
    get_export,
    download_export,
    cancel_export,
    delete_export,
]
