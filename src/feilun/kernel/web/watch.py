"""The outermost layer of the API: request ids, counting, safe headers, and an answer even when all else fails."""

import re
import secrets
import time
from typing import Any

import msgspec
import structlog

from feilun.kernel.errors import Error
from feilun.kernel.http import problem_document, send_answer, send_error
from feilun.kernel.metrics import REQUESTS, SECONDS

_log = structlog.get_logger("feilun.http")
_LARGEST_HEADERS = 32_768
_GOOD_ID = re.compile(rb"[A-Za-z0-9_.-]{1,64}")

PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; "
    "font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SAFE_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), payment=()",
}


class HeadersTooLarge(Error):
    """The headers of this request are too large."""

    status = 431


class Watch:
    """ASGI middleware around the framework. A header that the answer sets itself stays as it is."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, scope, _request_id(scope))
        structlog.contextvars.bind_contextvars(request=answer.request_id)
        try:
            if sum(len(name) + len(value) for name, value in scope["headers"]) > _LARGEST_HEADERS:
                raise HeadersTooLarge()
            await self._app(scope, receive, answer.send)
        except Error as error:
            await answer.refuse(error)
        except Exception:
            _log.exception("request_failed", path=scope["path"])
            await answer.fail()
        finally:
            structlog.contextvars.unbind_contextvars("request")
            answer.count()


class _Answer:
    """Adds the headers and remembers how it went."""

    def __init__(self, send: Any, scope: Any, request_id: str) -> None:
        self._send = send
        self._scope = scope
        self._began = time.perf_counter()
        self._status = 0
        self.request_id = request_id

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            present = {name.lower() for name, _ in message["headers"]}
            more = {**SAFE_HEADERS, "content-security-policy": PAGE_POLICY, "x-request-id": self.request_id}
            if self._scope["path"].startswith("/api/"):
                more["cache-control"] = "no-store"
            added = [(n.encode(), v.encode("latin-1")) for n, v in more.items() if n.encode() not in present]
            message = {**message, "headers": [*message["headers"], *added]}
        await self._send(message)

    async def refuse(self, error: Error) -> None:
        if not self._status:
            await send_error(self.send, error)

    async def fail(self) -> None:
        if not self._status:
            body = problem_document(500, "fault", "Something went wrong on our side; it has been logged.")
            await send_answer(self.send, 500, msgspec.json.encode(body), "application/problem+json")

    def count(self) -> None:
        # The path as it was written could be anything; the template is one of our routes.
        route = self._scope.get("path_template") or "unknown"
        REQUESTS.labels(route, self._scope["method"], str(self._status)).inc()
        SECONDS.labels(route).observe(time.perf_counter() - self._began)


def _request_id(scope: Any) -> str:
    """The caller's own id where it is harmless, so that one search finds both sides' log."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GOOD_ID.fullmatch(value):
            return str(value.decode())
    return secrets.token_hex(8)
