"""Surveys over HTTP: drafts, versions, opening and closing, trials, imports, simulated respondents."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, delete, get, patch, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.insight import forms
from feilun.insight.surveys import importing, keeper, simulating
from feilun.insight.surveys.checking import problems_of
from feilun.insight.surveys.keeper import author_of, queries
from feilun.insight.surveys.respondents import checked_given, chosen_language
from feilun.insight.surveys.shown import (
    NewSurvey,
    SurveyChange,
    SurveyCopy,
    SurveyDraft,
    SurveyImport,
    SurveyPublication,
    SurveyQuotaRow,
    SurveyRow,
    SurveySimulated,
    SurveySimulation,
    SurveyStateChange,
    SurveyTrial,
    SurveyTrialView,
    SurveyVersionRow,
    SurveyVersionView,
    SurveyView,
    survey_of,
    view_of,
)
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
# `state` is a word of the framework's own.
InState = Annotated[str | None, QueryParameter(name="state")]
_ONE = "/api/v1/surveys/{survey:uuid}"
_EMPTY = {"format": 1, "languages": ["zh-CN"], "pages": [{"id": "page1"}]}


@get("/api/v1/surveys", operation_id="list_surveys", **needs("survey.read"))
async def list_surveys(
    caller: Caller,
    engines: Engines,
    in_state: InState = None,
    search: str = "",
    after: str | None = None,
    limit: Limit = 50,
) -> Page[SurveyRow]:
    """Newest first."""
    at, id = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    names = {"workspace": caller.workspace, "state": in_state, "search": _pattern(search)}
    async with engines.tables.transaction() as tx:
        rows = await tx.all(queries.list_surveys, **names, at=at, id=id, limit=limit + 1)
    items = [survey_of(row) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].created_at, items[-1].id) if len(rows) > limit else None)


def _pattern(search: str) -> str | None:
    text = search.strip()[:200].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{text}%" if text else None


@post("/api/v1/surveys", operation_id="create_survey", **needs("survey.write"))
async def create_survey(caller: Caller, engines: Engines, data: NewSurvey) -> SurveyView:
    """A new draft. 422 with the path of what is wrong with the form."""
    async with engines.tables.transaction() as tx:
        survey = await keeper.create(
            tx, caller.workspace, data.name, data.form or _EMPTY, author_of(caller), data.settings
        )
        await note(tx, caller, "survey.created", f"survey:{survey}", {"name": data.name})
        return await _view(tx, engines, caller.workspace, survey)


@get(_ONE, operation_id="get_survey", **needs("survey.read"))
async def get_survey(caller: Caller, engines: Engines, survey: UUID) -> SurveyView:
    """The draft, with what is wrong with it."""
    async with engines.tables.transaction() as tx:
        return await _view(tx, engines, caller.workspace, survey)


async def _view(tx: Transaction, engines: Engines, workspace: UUID, survey: UUID) -> SurveyView:
    row = await keeper.survey_row(tx, workspace, survey)
    counts = await tx.all(queries.state_counts, workspace=workspace, survey=survey)
    found = await problems_of(forms.read_form(row["draft"]))
    return view_of(row, keeper.link_of(engines, row), found, {one["state"]: one["number"] for one in counts})


@put(f"{_ONE}/draft", operation_id="put_survey_draft", **needs("survey.write"))
async def put_survey_draft(caller: Caller, engines: Engines, survey: UUID, data: SurveyDraft) -> SurveyView:
    """Saves the draft, finished or not; what is published stays. 409 `stale_survey` when somebody saved since `revision`."""
    async with engines.tables.transaction() as tx:
        revision = await keeper.save(
            tx, caller.workspace, survey, data.form, author_of(caller), based_on=data.revision, name=data.name
        )
        await note(tx, caller, "survey.saved", f"survey:{survey}", {"revision": revision})
        return await _view(tx, engines, caller.workspace, survey)


@patch(_ONE, operation_id="change_survey", **needs("survey.write"))
async def change_survey(caller: Caller, engines: Engines, survey: UUID, data: SurveyChange) -> SurveyView:
    """Name and settings; both are in force at once."""
    async with engines.tables.transaction() as tx:
        await keeper.change(tx, caller.workspace, survey, author_of(caller), data.name, data.settings)
        changed = {"settings": msgspec.to_builtins(data.settings)} if data.settings else {}
        await note(tx, caller, "survey.changed", f"survey:{survey}", changed)
        return await _view(tx, engines, caller.workspace, survey)


@delete(_ONE, operation_id="delete_survey", **needs("survey.publish"))
async def delete_survey(caller: Caller, engines: Engines, survey: UUID) -> None:
    """It is gone and its link leads nowhere."""
    async with engines.tables.transaction() as tx:
        await keeper.delete(tx, caller.workspace, survey)
        await note(tx, caller, "survey.deleted", f"survey:{survey}")


@post(f"{_ONE}/copies", operation_id="copy_survey", **needs("survey.write"))
async def copy_survey(caller: Caller, engines: Engines, survey: UUID, data: SurveyCopy) -> SurveyView:
    """A new draft of the same form and settings, without answers."""
    async with engines.tables.transaction() as tx:
        made = await keeper.duplicate(tx, caller.workspace, survey, author_of(caller), data.name)
        await note(tx, caller, "survey.created", f"survey:{made}", {"copy_of": str(survey)})
        return await _view(tx, engines, caller.workspace, made)


@post(f"{_ONE}/publication", operation_id="publish_survey", status_code=200, **needs("survey.publish"))
async def publish_survey(caller: Caller, engines: Engines, survey: UUID, data: SurveyPublication) -> SurveyView:
    """Freezes the draft as a version and opens the survey. 422 `survey_unfinished` with each reason."""
    async with engines.tables.transaction() as tx:
        number = await keeper.publish(tx, caller.workspace, survey, author_of(caller), data.revision)
        await note(tx, caller, "survey.published", f"survey:{survey}", {"version": number})
        return await _view(tx, engines, caller.workspace, survey)


@put(f"{_ONE}/state", operation_id="put_survey_state", **needs("survey.publish"))
async def put_survey_state(caller: Caller, engines: Engines, survey: UUID, data: SurveyStateChange) -> SurveyView:
    """Opens, pauses or closes what was published before."""
    async with engines.tables.transaction() as tx:
        await keeper.set_state(tx, caller.workspace, survey, data.state)
        await note(tx, caller, f"survey.{data.state}", f"survey:{survey}")
        return await _view(tx, engines, caller.workspace, survey)


@get(f"{_ONE}/problems", operation_id="get_survey_problems", **needs("survey.read"))
async def get_survey_problems(caller: Caller, engines: Engines, survey: UUID) -> list[forms.FormProblem]:
    """What is wrong with the draft; errors keep it from being published."""
    async with engines.tables.transaction() as tx:
        row = await keeper.survey_row(tx, caller.workspace, survey)
    return await problems_of(forms.read_form(row["draft"]))


@get(f"{_ONE}/versions", operation_id="list_survey_versions", **needs("survey.read"))
async def list_survey_versions(caller: Caller, engines: Engines, survey: UUID) -> list[SurveyVersionRow]:
    """Newest first."""
    async with engines.tables.transaction() as tx:
        await keeper.survey_row(tx, caller.workspace, survey)
        rows = await tx.all(queries.versions, workspace=caller.workspace, survey=survey)
    return [SurveyVersionRow(**row) for row in rows]


@get(f"{_ONE}/versions/{{number:int}}", operation_id="get_survey_version", **needs("survey.read"))
async def get_survey_version(caller: Caller, engines: Engines, survey: UUID, number: int) -> SurveyVersionView:
    """The form as its respondents see it, for ever."""
    async with engines.tables.transaction() as tx:
        await keeper.survey_row(tx, caller.workspace, survey)
        row = await keeper.version_row(tx, caller.workspace, survey, number)
    return SurveyVersionView(**{name: row[name] for name in SurveyVersionView.__struct_fields__})


@get(f"{_ONE}/quotas", operation_id="list_survey_quotas", **needs("survey.read"))
async def list_survey_quotas(caller: Caller, engines: Engines, survey: UUID) -> list[SurveyQuotaRow]:
    """The cells of the newest version and how full they are now."""
    async with engines.tables.transaction() as tx:
        await keeper.survey_row(tx, caller.workspace, survey)
        rows = await tx.all(queries.quotas, workspace=caller.workspace, survey=survey)
    return [
        SurveyQuotaRow(
            id=row["quota"], name=row["name"], limit=row["most"], taken=row["taken"], reserved=row["reserved"]
        )
        for row in rows
    ]


@post(f"{_ONE}/trials", operation_id="try_survey", status_code=200, **needs("survey.read"))
async def try_survey(caller: Caller, engines: Engines, survey: UUID, data: SurveyTrial) -> SurveyTrialView:
    """Walks the draft, or the `form` sent along, with some answers. Writes nothing."""
    async with engines.tables.transaction() as tx:
        row = await keeper.survey_row(tx, caller.workspace, survey)
    form = forms.read_form(row["draft"] if data.form is None else keeper.checked_form(data.form))
    language = chosen_language(form, data.language)
    given = checked_given(form, data.given)
    walk = forms.walk(form, data.answers, seed=data.seed & 0xFFFFFFFF, given=given, language=language)
    return SurveyTrialView(walk=walk, quotas=walk.cells)


@post(f"{_ONE}/simulations", operation_id="simulate_survey", status_code=200, **needs("survey.write"))
async def simulate_survey(caller: Caller, engines: Engines, survey: UUID, data: SurveySimulation) -> SurveySimulated:
    """Respondents that answer the draft at random, kept as simulated responses: in no result, no quota, no log."""
    async with engines.tables.transaction() as tx:
        states = await simulating.simulate(tx, caller.workspace, survey, data.number, data.seed, data.replace)
        await note(tx, caller, "survey.simulated", f"survey:{survey}", {"number": data.number, "seed": data.seed})
    return SurveySimulated(number=data.number, states=states)


@post("/api/v1/surveys/imports", operation_id="import_survey", status_code=200, **needs("survey.write"))
async def import_survey(
    request: Request[Any, Any, Any],
    caller: Caller,
    engines: Engines,
    format: Literal["surveyjs", "qsf", "feilun"],
    name: str = "",
    dry_run: bool = False,
) -> SurveyImport:
    """The body is the file of the other tool. The report says what could not be carried over; a dry run keeps nothing."""
    imported = importing.read(format, await request.body())
    form = importing.written(imported.form)
    survey: UUID | None = None
    if not dry_run:
        async with engines.tables.transaction() as tx:
            title = name or importing.title_of(imported.form)
            survey = await keeper.create(tx, caller.workspace, title, form, author_of(caller))
            await note(tx, caller, "survey.imported", f"survey:{survey}", {"format": format})
    found = await problems_of(imported.form)
    return SurveyImport(survey=survey, form=form, report=list(imported.report), problems=found)


ROUTES = [
    list_surveys, create_survey, get_survey, put_survey_draft, change_survey, delete_survey, copy_survey,
    publish_survey, put_survey_state, get_survey_problems, list_survey_versions, get_survey_version,
    list_survey_quotas, try_survey, simulate_survey, import_survey,
]  # fmt: skip
