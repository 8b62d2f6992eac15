"""The widget asks whether to ask: decided here by the ledger and the server's clock, so it is shown once.

A reload, a second device of the same customer, another tab or a clock set back changes nothing: the browser says only
where the visitor is, never what she was asked.
"""

from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from feilun import access
from feilun.delivery import directory, live, outbox
from feilun.delivery.live import Peer
from feilun.events import APPENDED, Handle
from feilun.events.catalogue import emit
from feilun.events.catalogue.invitations import SurveyDismissed
from feilun.insight import identity, surveys
from feilun.insight.invitations import mail, rules
from feilun.insight.invitations.asking import Wanted, handles_of, invite
from feilun.insight.invitations.hearing import is_enough, is_in_audience
from feilun.insight.invitations.keeper import queries, reach_of
from feilun.insight.invitations.landing import check_running, open_by_token
from feilun.insight.invitations.shapes import Reach
from feilun.kernel import clock
from feilun.kernel.errors import Forbidden, Invalid, NotFound
from feilun.store import Engines, Row, Transaction

_Text = Annotated[str, msgspec.Meta(max_length=2000)]
_Language = Annotated[str, msgspec.Meta(max_length=35)]
_Token = Annotated[str, msgspec.Meta(max_length=100)]


class PromptWish(msgspec.Struct, kw_only=True):
    """`survey.prompt`. `page` is the address or path, `seconds` how long she is on it, `event` what she just did."""

    page: _Text = ""
    seconds: Annotated[float, msgspec.Meta(ge=0)] = 0
    event: _Text = ""
    language: _Language = ""


class Prompt(msgspec.Struct, kw_only=True):
    """`survey` is null when nothing is to be shown; then `delay_seconds` above 0 says when to ask again.

    Show what `survey.look` says, open it with `survey.open` when she begins, tell `survey.dismiss` when she closes it.
    """

    survey: UUID | None = None
    token: str = ""
    layout: str = ""
    delay_seconds: int = 0
    title: str = ""
    button: str = ""


class PromptToken(msgspec.Struct, kw_only=True):
    token: _Token


class PromptLook(msgspec.Struct, kw_only=True):
    token: _Token
    language: _Language = ""


async def prompt(peer: Peer, engines: Engines, values: Any) -> Any:
    """At most one reach asks at a time: the first that fits. Raises Invalid, Forbidden."""
    wish = _read(values, PromptWish)
    async with engines.tables.transaction() as tx:
        handles = await _handles(tx, peer)
        answer = await _chosen(tx, engines, peer.workspace, handles, wish)
    return msgspec.to_builtins(answer)


async def _chosen(
    tx: Transaction, engines: Engines, workspace: UUID, handles: tuple[Handle, ...], wish: PromptWish
) -> Prompt:
    rows = [row for row in await tx.all(queries.live_reaches, workspaces=[workspace]) if _is_on(row)]
    if not rows or not handles:
        return Prompt()
    customer = await identity.resolve(tx, workspace, handles)
    zone = ZoneInfo((await access.workspace_of(tx, workspace))["zone"] or engines.settings.default_zone)
    waits = []
    for row in rows:
        how = reach_of(row)
        if not await _fits(tx, row, how, customer, handles, wish, zone):
            continue
        if wish.seconds < how.trigger.seconds:
            waits.append(int(how.trigger.seconds - wish.seconds) + 1)
            continue
        found = await _shown(tx, engines, row, how, customer, handles, wish)
        if found:
            return found
    return Prompt(delay_seconds=min(waits, default=0))


def _is_on(row: Row) -> bool:
    return bool(row["kind"] == "widget" and row["is_on"])


async def _fits(
    tx: Transaction,
    row: Row,
    how: Reach,
    customer: UUID | None,
    handles: tuple[Handle, ...],
    wish: PromptWish,
    zone: ZoneInfo,
) -> bool:
    trigger = how.trigger
    is_here = not trigger.page or _path(wish.page).startswith(trigger.page) or wish.page.startswith(trigger.page)
    if not is_here or (trigger.event and trigger.event != wish.event):
        return False
    if not rules.is_in_hours(trigger.hours, clock.now(), zone):
        return False
    person = rules.person_of(customer, handles)
    if not rules.is_chosen(row["id"], person, trigger.share):
        return False
    where = {"workspace": row["workspace"], "reach": row["id"], "person": person}
    if await tx.value(queries.is_at_rest, **where, now=clock.now()):
        return False
    return await is_in_audience(tx, row["workspace"], how, customer) and not await is_enough(tx, row, how)


def _path(page: str) -> str:
    """`/cart` of `https://shop.example/cart?x=1`."""
    rest = page.partition("://")[2]
    return "/" + rest.partition("/")[2] if rest else page


async def _shown(
    tx: Transaction,
    engines: Engines,
    row: Row,
    how: Reach,
    customer: UUID | None,
    handles: tuple[Handle, ...],
    wish: PromptWish,
) -> Prompt | None:
    try:
        survey = await surveys.survey_row(tx, row["workspace"], row["survey"])
    except NotFound:
        return None
    wanted = Wanted(
        workspace=row["workspace"], survey=survey, reach=row["id"], how=how, customer=customer, handles=handles,
        channel="widget", language=wish.language,
    )  # fmt: skip
    made = (await invite(tx, engines, wanted)).row
    if made is None:
        return None
    title = mail.said(how.texts.subject, wish.language) or await _title(tx, survey, wish.language)
    button = mail.said(how.texts.button, wish.language) or mail.our(wish.language)["button"]
    known = await directory.people(tx, row["workspace"], [customer]) if customer else {}
    context = {"customer": dict(known[customer].traits)} if customer in known else {}
    return Prompt(
        survey=survey["id"], token=made["token"], layout=how.layout, title=outbox.lenient(title, context), button=button
    )


async def _title(tx: Transaction, survey: Row, language: str) -> str:
    form = await surveys.form_of(tx, survey["workspace"], survey["id"], survey["version"])
    return mail.plain(mail.said(form.title, language, survey["name"]))


async def look(peer: Peer, engines: Engines, values: Any) -> Any:
    """`survey.look {token, language}`: the place of `/v1/survey`, with nothing opened. Raises NotFound, InvitationOver…

    A prompt that is shown is asked, not started: the response is opened by her first answer.
    """
    wish = _read(values, PromptLook)
    async with engines.tables.transaction() as tx:
        row = await _own(tx, peer, wish.token)
        check_running(row)
        survey = await surveys.survey_row(tx, row["workspace"], row["survey"])
        place = await surveys.look(
            tx, survey, invitation=str(row["id"]), token=wish.token, language=wish.language or row["language"]
        )
    return msgspec.to_builtins(place)


async def begin(peer: Peer, engines: Engines, values: Any) -> Any:
    """`survey.open {token}`: the token of her response, for `/v1/survey/{token}`. Raises NotFound."""
    wish = _read(values, PromptToken)
    async with engines.tables.transaction() as tx:
        await _own(tx, peer, wish.token)
        _, opened, _ = await open_by_token(tx, engines, wish.token)
    return {"token": opened.token, "state": opened.state}


async def dismiss(peer: Peer, engines: Engines, values: Any) -> Any:
    """She closed it: nothing more comes of this invitation. Raises NotFound."""
    wish = _read(values, PromptToken)
    async with engines.tables.transaction() as tx:
        row = await _own(tx, peer, wish.token)
        if await tx.run(queries.dismiss, workspace=peer.workspace, id=row["id"], now=clock.now()):
            fact = SurveyDismissed(survey=row["survey"], invitation=row["id"], channel=row["channel"])
            await emit(
                tx, peer.workspace, fact,
                occurred_at=clock.now(), id=f"survey.dismissed:{row['id']}", handles=handles_of(row), channel="widget",
            )  # fmt: skip
            tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
    return {"dismissed": True}


async def _own(tx: Transaction, peer: Peer, token: str) -> Row:
    """Her invitation by its token, which nobody can guess; never one of another workspace."""
    row = await tx.first(queries.by_token, token=token)
    if row is None or row["workspace"] != peer.workspace:
        raise NotFound(kind="invitation", id=token[:8])
    return row


async def _handles(tx: Transaction, peer: Peer) -> tuple[Handle, ...]:
    if peer.kind != "visitor":
        raise Forbidden(right="visitor")
    found = await live.visitors_of(tx, peer.workspace, [peer.id])
    return found[peer.id].handles if peer.id in found else ()


def _read(values: Any, shape: type[Any]) -> Any:
    try:
        return msgspec.convert(values if values is not None else {}, shape)
    except msgspec.ValidationError as error:
        raise Invalid(field="data", problem=str(error)[:200]) from error


def register() -> None:
    """Teaches the live connection these methods."""
    live.register_rpc("survey.prompt", prompt)
    live.register_rpc("survey.look", look)
    live.register_rpc("survey.open", begin)
    live.register_rpc("survey.dismiss", dismiss)
