"""HTTP parts shared by every API: problem documents (RFC 9457), keyset pages, downloads."""

import base64
from collections.abc import Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from feilun.kernel.errors import Error, Invalid

T = TypeVar("T")
_log = structlog.get_logger("feilun.http")


class Page(msgspec.Struct, Generic[T], kw_only=True):
    """One page of a list. `next` goes into `?after=` of the next call; null means this was the last page."""

    items: list[T]
    next: str | None = None


def cursor(*values: Any) -> str:
    """The place after a row, as opaque text: the values of the columns that the list is sorted by."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def read_cursor(text: str, shape: type[T]) -> T:
    """The values back, as `shape` (such as `tuple[datetime, UUID]`). Raises Invalid on anything we did not make."""
    try:
        padded = text + "=" * (-len(text) % 4)
        return msgspec.json.decode(base64.urlsafe_b64decode(padded), type=shape)
    except (ValueError, msgspec.DecodeError) as error:
        raise Invalid(field="after", problem="is not a place that an earlier page gave") from error


def download_headers(name: str, size: int | None = None) -> dict[str, str]:
    """Always a download under this name (RFC 6266), never a page of ours. `size` in bytes, where the body is a stream."""
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        **({} if size is None else {"Content-Length": str(size)}),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-store",
    }


def problem_document(status: int, code: str, detail: str, **more: Any) -> dict[str, Any]:
    """The body of an error, RFC 9457."""
    return {
        "type": f"https://feilun.dev/problems/{code}",
        "title": code.replace("_", " "),
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }


def _answer(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(
        msgspec.json.encode(body, enc_hook=str),
        status_code=status,
        headers=headers,
        media_type="application/problem+json",
    )


def handle_error(_: Request[Any, Any, Any], error: Error) -> Response[bytes]:
    """Our own refusals."""
    headers = {"Retry-After": str(error.facts.get("seconds", 1))} if error.status in (429, 503) else None
    body = problem_document(error.status, error.code, str(error), **error.facts)
    return _answer(error.status, body, headers)


def handle_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """The framework's refusals: a wrong path, a body that does not parse or fit."""
    code = {400: "invalid", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}.get(
        error.status_code, "refused"
    )
    more = {"errors": error.extra} if error.extra else {}
    return _answer(error.status_code, problem_document(error.status_code, code, error.detail, **more))


def handle_depth(_: Request[Any, Any, Any], error: RecursionError) -> Response[bytes]:
    """JSON that is nested so deep that reading it would need all of our stack: a stranger's joke, no fault of ours."""
    return _answer(400, problem_document(400, "too_deep", "The body is nested too deep."))


def handle_crash(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: logged whole, told without details."""
    _log.error("request_failed", path=request.url.path, exc_info=error)
    return _answer(500, problem_document(500, "fault", "Something went wrong on our side; it has been logged."))


async def send_error(send: Any, error: Error) -> None:
    """The same answer as handle_error, for ASGI code that stands before the framework."""
    more = {"Retry-After": str(error.facts.get("seconds", 1))} if error.status in (429, 503) else {}
    body = msgspec.json.encode(problem_document(error.status, error.code, str(error), **error.facts), enc_hook=str)
    await send_answer(send, error.status, body, "application/problem+json", more)


async def send_answer(
    send: Any, status: int, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> None:
    """One whole ASGI answer."""
    written = {"content-type": media_type, "content-length": str(len(body)), **(headers or {})}
    lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in written.items()]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body, "more_body": False})


ERROR_HANDLERS: dict[Any, Any] = {
    Error: handle_error,
    HTTPException: handle_http,
    RecursionError: handle_depth,
    Exception: handle_crash,
}
