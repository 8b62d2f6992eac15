"""What links in messages lead to. A GET never changes what a customer allows: mail scanners follow every link."""

from base64 import b64decode
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from litestar import MediaType, Request, Response, get, post
from litestar.response import Redirect

from feilun.access import public
from feilun.delivery import consent, directory
from feilun.delivery.outbox import facts, pages, rules
from feilun.delivery.outbox.tokens import Link, read_token
from feilun.events import APPENDED
from feilun.events.catalogue.delivery import MessageClicked, MessageOpened
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import stable_id
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Transaction

AnyRequest = Request[Any, Any, Any]
_queries = Queries(__file__)
_PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
# Reading a form of megabytes takes seconds, and anybody may send one.
_LARGEST_FORM = 10_000
_BELOW_OPENED = ["sent", "delivered", "unknown"]
_BELOW_CLICKED = [*_BELOW_OPENED, "opened"]


@get("/m/open/{token:str}", operation_id="open_message", include_in_schema=False, **public("a picture in a mail"))
async def open_message(request: AnyRequest, engines: Engines, token: str) -> Response[bytes]:
    """The pixel, whatever the token says: a broken picture helps nobody."""
    try:
        async with engines.tables.transaction() as tx:
            link = await read_token(tx, token.removesuffix(".gif"), "o")
            row = await _message(tx, link)
            is_machine = _is_machine(request, row)
            fact = MessageOpened(
                message=row["id"], channel=row["channel"], by_machine=is_machine, cause=facts.cause_of(row)
            )
            await _note(tx, engines, link.workspace, row, fact, "")
    except NotFound:
        pass
    return Response(_PIXEL, media_type="image/gif", headers={"Cache-Control": "no-store"})


@get("/m/click/{token:str}", operation_id="click_message", include_in_schema=False, **public("a link in a mail"))
async def click_message(request: AnyRequest, engines: Engines, token: str) -> Redirect:
    """On to the address that we signed; nobody can make us lead elsewhere."""
    async with engines.tables.transaction() as tx:
        link = await read_token(tx, token, "c")
        row = await _message(tx, link)
        fact = MessageClicked(
            message=row["id"],
            channel=row["channel"],
            url=link.extra,
            by_machine=_is_machine(request, row),
            cause=facts.cause_of(row),
        )
        await _note(tx, engines, link.workspace, row, fact, str(stable_id(link.extra)))
    return Redirect(link.extra, status_code=302, headers={"Cache-Control": "no-store"})


@get(
    "/m/unsubscribe/{token:str}",
    operation_id="ask_unsubscribe",
    include_in_schema=False,
    **public("the way out of a mail: asks only"),
)
async def ask_unsubscribe(request: AnyRequest, engines: Engines, token: str) -> Response[str]:
    """The confirming page."""
    wished = request.headers.get("accept-language", "")
    try:
        async with engines.tables.transaction() as tx:
            link = await read_token(tx, token, "u")
            row = await _message(tx, link)
            language = await _language(tx, link.workspace, row, wished)
    except NotFound:
        return _html(pages.gone_page(pages.language_of(wished)), 404)
    return _html(pages.ask_page(language, row["topic"]))


@post(
    "/m/unsubscribe/{token:str}",
    operation_id="unsubscribe",
    include_in_schema=False,
    status_code=200,
    **public("the way out of a mail: one click, RFC 8058"),
)
async def unsubscribe(request: AnyRequest, engines: Engines, token: str) -> Response[str]:
    """A mail program's one click, or a button of the page. The token is the proof; no cookie is looked at."""
    form = parse_qs((await request.body())[:_LARGEST_FORM].decode("utf-8", "replace"))
    wished = request.headers.get("accept-language", "")
    try:
        async with engines.tables.transaction() as tx:
            link = await read_token(tx, token, "u")
            row = await _message(tx, link)
            language = await _language(tx, link.workspace, row, wished)
            topic = consent.ALL if form.get("choice") == ["all"] else row["topic"] or consent.ALL
            await _withdraw(tx, link.workspace, row, topic, request)
            tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))
    except NotFound:
        return _html(pages.gone_page(pages.language_of(wished)), 404)
    return _html(pages.done_page(language))


async def _withdraw(tx: Transaction, workspace: UUID, row: Row, topic: str, request: AnyRequest) -> None:
    proof = consent.Proof(
        source="unsubscribe",
        author=f"customer:{row['customer']}",
        ip=request.client.host if request.client else "",
        note=f"message {row['id']}",
    )
    await consent.record(tx, workspace, row["customer"], row["channel"], topic, consent.WITHDRAWN, proof)


async def _message(tx: Transaction, link: Link) -> Row:
    row = await tx.first(_queries.peek_message, workspace=link.workspace, id=link.message)
    if row is None:
        raise NotFound(kind="message", id=link.message)
    return row


async def _note(
    tx: Transaction, engines: Engines, workspace: UUID, row: Row, fact: MessageOpened | MessageClicked, more: str
) -> None:
    """Once for each link, and once more if a person comes after a machine; only a person moves the state."""
    await facts.announce(tx, workspace, [(row, fact, f"{more}:{'machine' if fact.by_machine else 'person'}")])
    if not fact.by_machine:
        is_click = isinstance(fact, MessageClicked)
        state, below = ("clicked", _BELOW_CLICKED) if is_click else ("opened", _BELOW_OPENED)
        await tx.run(_queries.raise_state, workspace=workspace, id=row["id"], state=state, below=below)
    tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


def _is_machine(request: AnyRequest, row: Row) -> bool:
    return rules.is_machine(request.headers.get("user-agent", ""), row["sent_at"], clock.now())


async def _language(tx: Transaction, workspace: UUID, row: Row, wished: str) -> str:
    person = (await directory.people(tx, workspace, [row["customer"]])).get(row["customer"])
    return pages.language_of(person.locale if person else "", wished)


def _html(text: str, status: int = 200) -> Response[str]:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response(text, media_type=MediaType.HTML, status_code=status, headers=headers)


ROUTES = [open_message, click_message, ask_unsubscribe, unsubscribe]
