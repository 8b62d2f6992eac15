"""HTTP of reach: how a survey reaches people, who was asked and what came of it, forecast, QR code."""

from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.insight import profiles, surveys
from feilun.insight.invitations import drawing, estimating, keeper
from feilun.insight.invitations.keeper import queries, reach_of
from feilun.insight.invitations.shapes import InvitationState, ReachChange, ReachWish
from feilun.insight.invitations.shown import (
    ForecastWish,
    InvitationRow,
    ReachFigures,
    ReachForecast,
    ReachRefusals,
    ReachView,
    invitation_of,
    lift_of,
    overall_of,
    rate_of,
    view_of,
)
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Engines, Row, Transaction

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
InState = Annotated[InvitationState | None, QueryParameter(name="state")]
QrFormat = Annotated[Literal["svg", "png"], QueryParameter(name="format")]
QrSize = Annotated[int, QueryParameter(ge=50, le=4000)]
Source = Annotated[str, QueryParameter(pattern=r"^[A-Za-z0-9_.-]{0,60}$")]
_SURVEY = "/api/v1/surveys/{survey:uuid}"
_ALL = f"{_SURVEY}/reaches"
_ONE = f"{_ALL}/{{reach:uuid}}"


@get(_ALL, operation_id="list_reaches", **needs("survey.read"))
async def list_reaches(caller: Caller, engines: Engines, survey: UUID) -> list[ReachView]:
    """In the order they were made; a widget asks by the first that fits."""
    async with engines.tables.transaction() as tx:
        await surveys.survey_row(tx, caller.workspace, survey)
        rows = await tx.all(queries.reaches, workspace=caller.workspace, survey=survey)
        return [await _view(tx, engines, row) for row in rows]


@post(_ALL, operation_id="create_reach", **needs("survey.publish"))
async def create_reach(caller: Caller, engines: Engines, survey: UUID, data: ReachWish) -> ReachView:
    """422 `reach_unfinished` with each problem when it is to be on and cannot be."""
    async with engines.tables.transaction() as tx:
        row = await keeper.create(tx, caller.workspace, survey, data.reach, data.is_on, caller.author)
        await note(tx, caller, "reach.created", f"survey:{survey}", _told(row))
        return await _view(tx, engines, row)


@get(_ONE, operation_id="get_reach", **needs("survey.read"))
async def get_reach(caller: Caller, engines: Engines, survey: UUID, reach: UUID) -> ReachView:
    """One, with what keeps it from being switched on."""
    async with engines.tables.transaction() as tx:
        return await _view(tx, engines, await keeper.reach_row(tx, caller.workspace, survey, reach))


@put(_ONE, operation_id="put_reach", **needs("survey.publish"))
async def put_reach(caller: Caller, engines: Engines, survey: UUID, reach: UUID, data: ReachChange) -> ReachView:
    """Changes it, switches it on or off. 409 `stale_reach` when somebody else was faster."""
    async with engines.tables.transaction() as tx:
        row = await keeper.change(
            tx, caller.workspace, survey, reach, data.revision, data.reach, data.is_on, caller.author
        )
        await note(tx, caller, "reach.changed", f"survey:{survey}", _told(row))
        return await _view(tx, engines, row)


@delete(_ONE, operation_id="delete_reach", **needs("survey.publish"))
async def delete_reach(caller: Caller, engines: Engines, survey: UUID, reach: UUID) -> None:
    """It asks nobody any more and reminds nobody; its invitations stay."""
    async with engines.tables.transaction() as tx:
        await keeper.drop(tx, caller.workspace, survey, reach)
        await note(tx, caller, "reach.deleted", f"survey:{survey}", {"reach": str(reach)})


def _told(row: Row) -> dict[str, str]:
    return {"reach": str(row["id"]), "kind": row["kind"], "is_on": str(row["is_on"])}


async def _view(tx: Transaction, engines: Engines, row: Row) -> ReachView:
    survey = await surveys.survey_row(tx, row["workspace"], row["survey"])
    found = await keeper.problems_of(tx, row["workspace"], survey, reach_of(row))
    return view_of(row, found, surveys.link_of(engines, survey))


@post(f"{_ONE}/forecast", operation_id="forecast_reach", status_code=200, **needs("survey.read"))
async def forecast_reach(
    caller: Caller, engines: Engines, survey: UUID, reach: UUID, data: ForecastWish
) -> ReachForecast:
    """How many will answer if it is switched on now, with the interval in which that will lie; changes nothing."""
    async with engines.tables.transaction() as tx:
        return await estimating.forecast_of(
            tx, await keeper.reach_row(tx, caller.workspace, survey, reach), data.people
        )


@get(f"{_SURVEY}/invitations", operation_id="list_invitations", **needs("survey.read"))
async def list_invitations(
    caller: Caller,
    engines: Engines,
    survey: UUID,
    in_state: InState = None,
    reach: UUID | None = None,
    after: str | None = None,
    limit: Limit = 50,
) -> Page[InvitationRow]:
    """Newest first. `refused` are those who were not asked, each with the rule."""
    caller.needs("customers.read")
    (before,) = read_cursor(after, tuple[UUID]) if after else (None,)
    async with engines.tables.transaction() as tx:
        is_anonymous = surveys.settings_of(await surveys.survey_row(tx, caller.workspace, survey)).is_anonymous
        rows = await tx.all(
            queries.listed,
            workspace=caller.workspace, survey=survey, state=in_state, reach=reach, before=before, limit=limit + 1,
        )  # fmt: skip
        customers = [row["customer"] for row in rows[:limit] if row["customer"]]
        names = await profiles.names_of(tx, caller.workspace, customers)
    items = [invitation_of(row, names.get(row["customer"], ""), is_anonymous) for row in rows[:limit]]
    return Page(items=items, next=cursor(items[-1].id) if len(rows) > limit else None)


@get(f"{_SURVEY}/reach-figures", operation_id="get_reach_figures", **needs("survey.read"))
async def get_reach_figures(caller: Caller, engines: Engines, survey: UUID, reach: UUID | None = None) -> ReachFigures:
    """Rates by channel, refusals by rule, and for one reach what asking changed beside the hold-out."""
    where = {"workspace": caller.workspace, "survey": survey, "reach": reach}
    async with engines.tables.transaction() as tx:
        await surveys.survey_row(tx, caller.workspace, survey)
        row = await keeper.reach_row(tx, caller.workspace, survey, reach) if reach else None
        channels = await tx.all(queries.by_channel, **where)
        refusals = await tx.all(queries.refusals, **where)
        arms = await tx.all(queries.arms, workspace=caller.workspace, reach=reach) if row else []
    return ReachFigures(
        channels=[rate_of(one) for one in channels],
        overall=overall_of(channels),
        refusals=[ReachRefusals(**one) for one in refusals],
        lift=lift_of(reach_of(row), arms) if row else None,
    )


@get(f"{_SURVEY}/qr", operation_id="get_survey_qr", **needs("survey.read"))
async def get_survey_qr(
    caller: Caller,
    engines: Engines,
    survey: UUID,
    kind: QrFormat = "svg",
    size: QrSize = 300,
    correction: Literal["L", "M", "Q", "H"] = "M",
    source: Source = "",
) -> Response[bytes]:
    """The open link as a QR code, at least `size` pixels wide; `source` tells this print from others in the answers."""
    async with engines.tables.transaction() as tx:
        row = await surveys.survey_row(tx, caller.workspace, survey)
    link = surveys.link_of(engines, row) + "?channel=qr" + (f"&source={quote(source)}" if source else "")
    picture = drawing.qr_code(link, kind, size, correction)
    # A picture of ours that holds no text of anybody; downloaded under a name that says what it is.
    headers = {"Content-Disposition": f'attachment; filename="survey-qr.{kind}"', "X-Content-Type-Options": "nosniff"}
    return Response(picture, media_type="image/svg+xml" if kind == "svg" else "image/png", headers=headers)


ROUTES = [
    list_reaches, create_reach, get_reach, put_reach, delete_reach, forecast_reach, list_invitations,
    get_reach_figures, get_survey_qr,
]  # fmt: skip
