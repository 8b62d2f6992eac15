"""Responses over HTTP: lists, one whole, a person's judgement, files."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import get, put
from litestar.params import QueryParameter
from litestar.response import Stream

from feilun.access import Caller, needs, note
from feilun.insight import forms
from feilun.insight.surveys import reading, uploads
from feilun.insight.surveys.keeper import queries, survey_row
from feilun.insight.surveys.shown import (
    SurveyJudgement,
    SurveyResponseFile,
    SurveyResponseRow,
    SurveyResponseView,
    response_of,
)
from feilun.kernel import clock
from feilun.kernel.errors import Invalid
from feilun.kernel.http import Page, cursor, download_headers, read_cursor
from feilun.store import Engines, Row, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
_State = Literal["started", "partial", "complete", "screened", "full"]
# `state` is a word of the framework's own.
InState = Annotated[_State | None, QueryParameter(name="state")]
_ALL = "/api/v1/surveys/{survey:uuid}/responses"
_ONE = f"{_ALL}/{{response:uuid}}"
_MOST_WEIGHT = 100


@get(_ALL, operation_id="list_survey_responses", **needs("survey.read"))
async def list_survey_responses(
    caller: Caller,
    engines: Engines,
    survey: UUID,
    in_state: InState = None,
    flag: str | None = None,
    simulated: bool = False,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[SurveyResponseRow]:
    """Newest first. `flag` is one of the quality flags, or empty for any; simulated ones only when asked for."""
    (before,) = read_cursor(after, tuple[UUID]) if after else (None,)
    where = {
        "workspace": caller.workspace, "survey": survey, "simulated": simulated, "before": before,
        "states": [in_state] if in_state else list(reading.STATES), "limit": limit + 1,
    }  # fmt: skip
    async with engines.tables.transaction() as tx:
        await survey_row(tx, caller.workspace, survey)
        if flag is None:
            rows = await tx.all(queries.list_responses, **where)
        else:
            rows = await tx.all(queries.list_flagged, **where, flag=flag)
        customers = await reading.customers_of(tx, caller.workspace, rows[:limit])
    items = [response_of(row, customers.get(row["id"])) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].id) if len(rows) > limit else None)


@get(_ONE, operation_id="get_survey_response", **needs("survey.read"))
async def get_survey_response(caller: Caller, engines: Engines, survey: UUID, response: UUID) -> SurveyResponseView:
    """One response with the way she went, as she saw it."""
    async with engines.tables.transaction() as tx:
        await survey_row(tx, caller.workspace, survey)
        return await _view(tx, caller.workspace, survey, response)


async def _view(tx: Transaction, workspace: UUID, survey: UUID, response: UUID) -> SurveyResponseView:
    row = await reading.response_row(tx, workspace, survey, response)
    form = await reading.version_form(tx, workspace, survey, row["version"])
    customers = await reading.customers_of(tx, workspace, [row])
    sent = await tx.all(queries.files, workspace=workspace, survey=survey, response=response)
    walk = _walk(form, row)
    return SurveyResponseView(
        response=response_of(row, customers.get(row["id"])),
        page=row["page"],
        invitation=row["invitation"] or "",
        given=row["given"],
        path=walk.path,
        walk=walk,
        files=[SurveyResponseFile(**one) for one in sent],
        excluded_by=row["excluded_by"],
    )


def _walk(form: forms.Form, row: Row) -> forms.FormWalk:
    passed = None if row["simulated"] else row["passed"]
    return forms.walk(
        form, row["answers"], seed=row["seed"], given=row["given"], language=row["language"], passed=passed
    )


@put(f"{_ONE}/judgement", operation_id="judge_survey_response", **needs("survey.write"))
async def judge_survey_response(
    caller: Caller, engines: Engines, survey: UUID, response: UUID, data: SurveyJudgement
) -> SurveyResponseView:
    """Excludes or includes a response, or weighs it. Excluding and weighing want a reason; nothing is deleted."""
    if not 0 <= data.weight <= _MOST_WEIGHT:
        raise Invalid(field="weight", problem=f"takes a number from 0 to {_MOST_WEIGHT}")
    reason = data.reason.strip()
    if len(reason) > 500 or ((data.excluded or data.weight != 1) and not reason):
        raise Invalid(field="reason", problem="needs 1 to 500 characters that say why")
    async with engines.tables.transaction() as tx:
        await survey_row(tx, caller.workspace, survey)
        await reading.response_row(tx, caller.workspace, survey, response)
        await tx.run(
            queries.judge_response,
            workspace=caller.workspace, survey=survey, response=response, weight=data.weight,
            is_excluded=data.excluded, reason=reason, author=caller.author, now=clock.now(),
        )  # fmt: skip
        detail = {"excluded": data.excluded, "weight": data.weight, "reason": reason}
        await note(tx, caller, "survey_response.judged", f"survey_response:{response}", detail)
        return await _view(tx, caller.workspace, survey, response)


@get(f"{_ONE}/files/{{file:uuid}}", operation_id="download_survey_file", **needs("survey.read"))
async def download_survey_file(caller: Caller, engines: Engines, survey: UUID, response: UUID, file: UUID) -> Stream:
    """A file a respondent sent, always as a download, never shown as a page of ours."""
    async with engines.tables.transaction() as tx:
        await survey_row(tx, caller.workspace, survey)
        row = await uploads.file_row(tx, caller.workspace, survey, response, file)
    key = uploads.key_of(caller.workspace, file)
    headers = download_headers(row["name"], await engines.blobs.size(key))
    return Stream(engines.blobs.get(key), media_type=row["type"], headers=headers)


ROUTES = [list_survey_responses, get_survey_response, judge_survey_response, download_survey_file]
