"""Answering over HTTP without signing in, straight ASGI: links and tokens are the only keys, no cookie is read."""

import re
from collections.abc import Awaitable, Callable
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import parse_qs

import msgspec
import structlog

from feilun.delivery.live import Buckets
from feilun.insight.surveys import answering, files, uploads
from feilun.insight.surveys.respondents import SurveyOpening, Visit
from feilun.kernel.errors import Error, Invalid, NotFound, TooMany
from feilun.kernel.http import problem_document
from feilun.store import Engines

_log = structlog.get_logger("feilun.surveys")
PATH = "/v1/survey"
_KEY = re.compile(r"^(sv|rs)[A-Za-z0-9_-]{10,60}$")
_LARGEST_BODY = 256 * 1024
# The widget answers from the business's own pages; no cookie is read here, so any page may ask.
_HEADERS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-allow-methods", b"GET, POST, PUT, OPTIONS"),
    (b"access-control-expose-headers", b"retry-after"),
    (b"access-control-max-age", b"86400"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
# Of one address, which may be a whole office: opening writes a row for ever, answering only changes one.
_OPENINGS = (500.0, 20.0)
_CALLS = (2000.0, 200.0)


class BodyTooLarge(Error):
    """The body is larger than {limit} bytes."""

    status = 413


class _Call(msgspec.Struct):
    """One request, as far as answering needs it."""

    method: str
    key: str
    word: str
    query: dict[str, str]
    visit: Visit
    body: Callable[[int], Awaitable[bytes]]


class Answering:
    """The application for the prefix /v1/survey."""

    def __init__(self) -> None:
        self._openings = Buckets(*_OPENINGS)
        self._calls = Buckets(*_CALLS)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["method"] == "OPTIONS":
            await _send(send, 204, b"")
            return
        try:
            await _send(send, 200, msgspec.json.encode(await self._answer(scope, receive)))
        except ConnectionError:
            return
        except Error as error:
            await _refuse(send, error)
        except Exception:
            _log.exception("survey_answering_failed", path=scope["path"][:60])
            await _send(send, 500, _problem(500, "fault", "Something went wrong on our side; it has been logged."))

    async def _answer(self, scope: Any, receive: Any) -> Any:
        call = _read(scope, receive)
        house = _house(call.visit.address)
        if not self._calls.take(house):
            raise TooMany(seconds=2)
        handler = _HANDLERS.get((call.method, call.key[:2], call.word))
        if handler is None:
            raise NotFound(kind="survey page", id=scope["path"][:100])
        if handler is _open and not self._openings.take(house):
            raise TooMany(seconds=5)
        return await handler(scope["engines"], call)


async def _show(engines: Engines, call: _Call) -> Any:
    return await answering.front_of(engines, call.key, call.query.get("language", ""))


async def _open(engines: Engines, call: _Call) -> Any:
    wish = _decoded(await call.body(_LARGEST_BODY), SurveyOpening)
    return await answering.open_by_link(engines, call.key, wish, call.visit)


async def _resume(engines: Engines, call: _Call) -> Any:
    return await answering.resume(engines, call.key, call.query.get("language", ""))


async def _save(engines: Engines, call: _Call) -> Any:
    body = await call.body(_LARGEST_BODY)
    return await answering.save(engines, call.key, _decoded(body, answering.SurveySave), body)


async def _send_file(engines: Engines, call: _Call) -> Any:
    content = await call.body(files.MOST_BYTES)
    return await uploads.take(engines, call.key, call.query.get("question", ""), call.query.get("name", ""), content)


_HANDLERS: dict[tuple[str, str, str], Callable[[Engines, _Call], Awaitable[Any]]] = {
    ("GET", "sv", ""): _show,
    ("POST", "sv", "responses"): _open,
    ("GET", "rs", ""): _resume,
    ("PUT", "rs", "answers"): _save,
    ("POST", "rs", "files"): _send_file,
}


def _read(scope: Any, receive: Any) -> _Call:
    """Raises NotFound for what cannot be a link or token, before anybody asks the database, and Invalid."""
    key, _, word = scope["path"].removeprefix(PATH).strip("/").partition("/")
    if not _KEY.match(key):
        raise NotFound(kind="survey", id=key[:80])
    query = _query(scope["query_string"])
    visit = Visit(address=scope["client"][0] if scope.get("client") else "")
    return _Call(
        scope["method"], key, word, {name: values[0] for name, values in query.items()}, visit, _body_of(receive)
    )


def _house(address: str) -> str:
    """An address of version 6 by its network: whoever has one of them has 2^64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((address, 64), strict=False)) if found.version == 6 else address


def _query(raw: bytes) -> dict[str, list[str]]:
    try:
        return parse_qs(raw.decode("latin-1"), max_num_fields=20)
    except ValueError as error:
        raise Invalid(field="query", problem="has more than 20 fields") from error


def _body_of(receive: Any) -> Callable[[int], Awaitable[bytes]]:
    async def read(limit: int) -> bytes:
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ConnectionResetError("the client went away")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > limit:
                raise BodyTooLarge(limit=limit)
            if not message.get("more_body"):
                return b"".join(parts)

    return read


def _decoded(body: bytes, shape: type[Any]) -> Any:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Invalid(field="body", problem=str(error)[:200]) from error


async def _refuse(send: Any, error: Error) -> None:
    retry = [(b"retry-after", str(error.facts.get("seconds", 1)).encode())] if error.status in (429, 503) else []
    await _send(send, error.status, _problem(error.status, error.code, str(error), **error.facts), retry)


def _problem(status: int, code: str, detail: str, **facts: Any) -> bytes:
    return msgspec.json.encode(problem_document(status, code, detail, **facts), enc_hook=str)


async def _send(send: Any, status: int, body: bytes, more: list[tuple[bytes, bytes]] | None = None) -> None:
    kind = b"application/json" if status < 400 else b"application/problem+json"
    head = [*_HEADERS, (b"content-type", kind), (b"content-length", str(len(body)).encode()), *(more or ())]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
