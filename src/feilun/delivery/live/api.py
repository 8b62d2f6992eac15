"""HTTP for staff: tokens for the live connection, and the secret that proves visitors."""

from typing import Any

import msgspec
from litestar import Request, get, post

from feilun.access import Caller, needs, note
from feilun.delivery.live import tokens
from feilun.delivery.live.streams import queries
from feilun.kernel import clock
from feilun.kernel.errors import Forbidden
from feilun.kernel.ids import new_secret
from feilun.store import Engines


class ConnectionToken(msgspec.Struct, kw_only=True):
    """Connect to `url` with `token`; ask again when it expires."""

    token: str
    url: str
    expires: int


class IdentitySecret(msgspec.Struct, kw_only=True):
    """Keep it on your server: whoever has it can speak as any of your users."""

    secret: str


@post("/api/v1/connection-token", operation_id="make_connection_token", status_code=200, **needs("desk.read"))
async def make_connection_token(request: Request[Any, Any, Any], caller: Caller, engines: Engines) -> ConnectionToken:
    """A pass for the live connection, with the caller's rights as they are now."""
    if caller.person is None:
        raise Forbidden(right="to be a person; an API token has no live connection")
    now = clock.now()
    expires = int((now + tokens.LIFE).timestamp())
    claims = tokens.Claims(
        w=caller.workspace,
        i=caller.person,
        e=expires,
        k="staff",
        n=caller.name,
        r=sorted(right for right in caller.rights if right.startswith(("case.", "desk.", "customers."))),
    )
    async with engines.tables.transaction() as tx:
        secret = await tokens.secret_of(tx, caller.workspace, "connection", now)
    scheme = "wss" if request.url.scheme == "https" else "ws"
    url = f"{scheme}://{request.headers.get('host', '')}/connection/websocket"
    return ConnectionToken(token=tokens.sign(claims, secret), url=url, expires=expires)


@get("/api/v1/identity-secret", operation_id="get_identity_secret", **needs("settings.write"))
async def get_identity_secret(caller: Caller, engines: Engines) -> IdentitySecret:
    """The key your server signs user ids with, so that the widget can show a signed-in customer her own thread."""
    async with engines.tables.transaction() as tx:
        return IdentitySecret(secret=await tokens.secret_of(tx, caller.workspace, "identity", clock.now()))


@post("/api/v1/identity-secret", operation_id="change_identity_secret", status_code=200, **needs("settings.write"))
async def change_identity_secret(caller: Caller, engines: Engines) -> IdentitySecret:
    """Makes a new one; the old one proves nothing from now on."""
    secret = new_secret()
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.change_secret, workspace=caller.workspace, purpose="identity", secret=secret, now=clock.now()
        )
        await note(tx, caller, "identity_secret.changed")
    return IdentitySecret(secret=secret)


ROUTES = [make_connection_token, get_identity_secret, change_identity_secret]
