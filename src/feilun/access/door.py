"""The door: finds out who asks, from a bearer token or the session cookie, before any route runs."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from feilun.access.pace import Pace
from feilun.access.rights import ROLES
from feilun.kernel import clock
from feilun.kernel.caller import Caller
from feilun.kernel.errors import Error
from feilun.kernel.http import send_error
from feilun.kernel.ids import fingerprint
from feilun.kernel.sql import Queries
from feilun.store import Tables, Transaction

SESSION_COOKIE = "feilun_session"
CSRF_COOKIE = "feilun_csrf"
SESSION_LIFE = timedelta(days=14)
_SEEN_EVERY = timedelta(minutes=5)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_queries = Queries(__file__)


class WrongCsrf(Error):
    """Send the value of the cookie feilun_csrf in the header X-CSRF-Token."""

    status = 403


class Door:
    """ASGI middleware: sets `scope["caller"]` when the caller is known; the routes' guards decide what that means."""

    def __init__(self, app: Any, tables: Tables, calls_per_second: float = 100) -> None:
        self._app = app
        self._tables = tables
        self._pace = Pace(calls_per_second, 10 * calls_per_second)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            try:
                caller = await self._caller(scope)
                if caller:
                    self._pace.take(caller.author)
            except Error as error:
                await send_error(send, error)
                return
            if caller:
                scope["caller"] = caller
        await self._app(scope, receive, send)

    async def _caller(self, scope: Any) -> Caller | None:
        """Raises WrongCsrf. A bearer token is looked at alone: a program must not fall back to somebody's cookie."""
        authorization = header(scope, b"authorization")
        if authorization:
            scheme, _, secret = authorization.partition(" ")
            if scheme.lower() != "bearer" or not secret.startswith("flt_"):
                return None
            async with self._tables.transaction() as tx:
                return await _token_caller(tx, secret.strip())
        secret = session_cookie(scope)
        if not secret:
            return None
        async with self._tables.transaction() as tx:
            caller = await _session_caller(tx, secret)
        # Whoever signs in anew may still carry an older session.
        if caller and scope["method"] not in _SAFE and scope["path"] != "/api/v1/session":
            _check_csrf(scope, secret)
        return caller


async def _token_caller(tx: Transaction, secret: str) -> Caller | None:
    row = await tx.first(_queries.token_by_fingerprint, fingerprint=fingerprint(secret))
    if row is None:
        return None
    now = clock.now()
    if row["seen_at"] is None or now - row["seen_at"] > _SEEN_EVERY:
        await tx.run(_queries.see_token, workspace=row["workspace"], id=row["id"], now=now)
    return Caller(workspace=row["workspace"], name=row["name"], rights=ROLES[row["role"]], token=row["id"])


async def _session_caller(tx: Transaction, secret: str) -> Caller | None:
    now = clock.now()
    row = await tx.first(_queries.session_by_fingerprint, fingerprint=fingerprint(secret), now=now)
    if row is None:
        return None
    if now - row["seen_at"] > _SEEN_EVERY:
        await tx.run(
            _queries.see_session, workspace=row["workspace"], id=row["id"], now=now, expires_at=now + SESSION_LIFE
        )
    return Caller(workspace=row["workspace"], name=row["name"], rights=ROLES[row["role"]], person=row["person"])


def csrf_of(secret: str) -> str:
    """Made from the session's secret, so it needs no storage and another session's value does not fit."""
    digest = hmac.new(secret.encode(), b"csrf", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _check_csrf(scope: Any, secret: str) -> None:
    sent = header(scope, b"x-csrf-token")
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), csrf_of(secret).encode()):
        raise WrongCsrf()


def header(scope: Any, name: bytes) -> str:
    """The first header of that name, or empty text."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""


def session_cookie(scope: Any) -> str:
    """The secret of the session, or empty text; whatever a hostile browser writes."""
    for key, value in scope["headers"]:
        if key != b"cookie":
            continue
        for part in value.decode("latin-1").split(";"):
            name, _, secret = part.strip().partition("=")
            if name == SESSION_COOKIE:
                return str(secret.strip('"'))
    return ""
