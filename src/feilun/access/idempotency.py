"""Idempotency-Key: a POST that is repeated gets the answer of the first one instead of a second effect."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from feilun.access.door import header
from feilun.kernel import clock
from feilun.kernel.caller import Caller
from feilun.kernel.errors import Error
from feilun.kernel.http import send_answer, send_error
from feilun.kernel.sql import Queries
from feilun.store import Engines, Row, Tables

_queries = Queries(__file__)
_KEPT = timedelta(hours=24)
_ABANDONED = timedelta(minutes=2)
_LONGEST_KEY = 255
_LARGEST_KEPT = 1_000_000
_LARGEST_BODY = 10_000_000
# These answers hold secrets, which are shown once and not stored.
_SECRET_ANSWERS = (
    "/api/v1/tokens",
    "/api/v1/write-keys",
    "/api/v1/connection-token",
    "/api/v1/session",
    "/api/v1/identity-secret",
)
# Bodies of any size; we know them by their length instead of reading them twice.
_LARGE_BODIES = ("/api/v1/imports",)


class KeyReused(Error):
    """This Idempotency-Key was used for another request; make a new key for each new request."""

    status = 422


class KeyTooLong(Error):
    """An Idempotency-Key has 1 to 255 characters."""

    status = 422


class StillRunning(Error):
    """The first request with this Idempotency-Key is still running; ask again in a moment."""

    status = 409


class ShownOnce(Error):
    """This was made already by an earlier request with this Idempotency-Key, and its secret was shown then."""

    status = 409


class TooLarge(Error):
    """The body of a request may have 10 MB."""

    status = 413


class Idempotency:
    """ASGI middleware behind the door. A key belongs to one caller of one workspace and is kept for 24 hours."""

    def __init__(self, app: Any, tables: Tables) -> None:
        self._app = app
        self._tables = tables

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        caller = scope.get("caller")
        key = header(scope, b"idempotency-key") if caller and _is_create(scope) else ""
        if not key:
            await self._app(scope, receive, send)
        elif len(key) > _LONGEST_KEY:
            await send_error(send, KeyTooLong())
        else:
            await self._once(caller, key, scope, receive, send)

    async def _once(self, caller: Caller, key: str, scope: Any, receive: Any, send: Any) -> None:
        body, receive = (b"", receive) if scope["path"].rstrip("/") in _LARGE_BODIES else await _read_ahead(receive)
        place = {"workspace": caller.workspace, "author": caller.author, "key": key}
        request = _fingerprint(scope, body)
        earlier = await self._claim(place, request)
        if earlier:
            await _repeat(send, earlier, request)
            return
        answer = _Answer(send)
        try:
            await self._app(scope, receive, answer.send)
        except BaseException:
            await self._settle(place, None, "")
            raise
        await self._settle(place, answer, scope["path"].rstrip("/"))

    async def _claim(self, place: dict[str, Any], request: bytes) -> Row | None:
        """None when the key is ours now, else what was asked and answered under it."""
        now = clock.now()
        async with self._tables.transaction() as tx:
            claimed = await tx.value(
                _queries.claim_answer,
                request=request,
                now=now,
                oldest=now - _KEPT,
                abandoned=now - _ABANDONED,
                **place,
            )
            return None if claimed else await tx.first(_queries.given_answer, **place)

    async def _settle(self, place: dict[str, Any], answer: "_Answer | None", path: str) -> None:
        async with self._tables.transaction() as tx:
            if answer is None or not answer.is_final:
                await tx.run(_queries.drop_answer, **place)
            else:
                body = None if path in _SECRET_ANSWERS else bytes(answer.body)
                await tx.run(
                    _queries.give_answer, status=answer.status, media_type=answer.media_type, body=body, **place
                )


class _Answer:
    """Passes an answer on and keeps a copy."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self.status: int = 0
        self.media_type = ""
        self.body = bytearray()

    @property
    def is_final(self) -> bool:
        """A fault, a missing right or a limit may be gone next time; those are asked again."""
        passing: bool = self.status in (0, 401, 403, 408, 429) or self.status >= 500
        return not passing and len(self.body) <= _LARGEST_KEPT

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.media_type = dict(message["headers"]).get(b"content-type", b"").decode("latin-1")
        elif message["type"] == "http.response.body" and len(self.body) <= _LARGEST_KEPT:
            self.body += message.get("body", b"")
        await self._send(message)


def _is_create(scope: Any) -> bool:
    return bool(scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith("/api/v1/"))


async def _read_ahead(receive: Any) -> tuple[bytes, Any]:
    """The whole body, and a `receive` that gives it again. Raises TooLarge."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > _LARGEST_BODY:
            raise TooLarge()
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    body = b"".join(parts)
    given = False

    async def again() -> Any:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return body, again


def _fingerprint(scope: Any, body: bytes) -> bytes:
    size = header(scope, b"content-length").encode()
    parts = (scope["path"].encode("utf-8", "surrogateescape"), scope["query_string"], size, body)
    return hashlib.sha256(b"\0".join(parts)).digest()


async def _repeat(send: Any, earlier: Row, request: bytes) -> None:
    if bytes(earlier["request"]) != request:
        await send_error(send, KeyReused())
    elif earlier["status"] is None:
        await send_error(send, StillRunning())
    elif earlier["body"] is None:
        await send_error(send, ShownOnce())
    else:
        replayed = {"Idempotency-Replayed": "true"}
        await send_answer(send, earlier["status"], bytes(earlier["body"]), earlier["media_type"], replayed)


async def forget_old(engines: Engines, now: datetime) -> int:
    """A job: takes away answers, failures, links and sessions that have had their time."""
    async with engines.tables.transaction() as tx:
        await tx.run(_queries.forget_old, answers_before=now - _KEPT, failures_before=now - _KEPT, now=now)
    return 0
