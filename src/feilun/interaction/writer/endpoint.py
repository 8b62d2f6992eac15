"""The one call that leaves the house: chat completions of any OpenAI-compatible server."""

import asyncio
import ssl
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec

from feilun.interaction.writer.breaker import Breaker
from feilun.interaction.writer.rules import Prompt
from feilun.kernel import clock
from feilun.kernel.errors import Error

_MOST_BYTES = 256_000
_MOST_TOKENS = 700


class WriterSettings(Protocol):
    """The settings this reads."""

    writer_url: str
    writer_model: str
    writer_key: str
    writer_seconds: float


class Failed(Error):
    """The language model gave nothing usable ({reason}): {detail}."""

    status = 502


@cache
def _certificates() -> ssl.SSLContext:
    # Reading the system's certificates costs 20 ms, too much for every call.
    return ssl.create_default_context()


@cache
def breaker(url: str, model: str) -> Breaker:
    """One per endpoint and process."""
    return Breaker()


async def complete(settings: WriterSettings, prompt: Prompt) -> str:
    """What the model wrote. Raises Failed within `writer_seconds`, however slowly the other side drips."""
    # Imported only here and below: a tenth of a second at every start, where most installations have no model.
    import httpx

    guard = breaker(settings.writer_url, settings.writer_model)
    if not guard.may_ask(clock.now()):
        raise Failed(reason="resting", detail="the endpoint failed several times in a row")
    try:
        async with asyncio.timeout(settings.writer_seconds):
            content = _content(await _post(settings, prompt))
    except TimeoutError:
        guard.failed(clock.now())
        raise Failed(reason="timeout", detail=f"no whole answer within {settings.writer_seconds:g} s") from None
    except httpx.HTTPError as error:
        guard.failed(clock.now())
        raise Failed(reason="unreachable", detail=f"{type(error).__name__}: {error}"[:200]) from None
    except Failed:
        guard.failed(clock.now())
        raise
    guard.succeeded()
    return content


async def _post(settings: WriterSettings, prompt: Prompt) -> bytes:
    import httpx

    address = settings.writer_url.rstrip("/") + "/chat/completions"
    headers = {"Authorization": f"Bearer {settings.writer_key}"} if settings.writer_key else {}
    is_near = urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")
    options: dict[str, Any] = {"verify": _certificates(), "trust_env": not is_near, "timeout": settings.writer_seconds}
    async with (
        httpx.AsyncClient(**options) as client,
        client.stream("POST", address, json=_body(settings.writer_model, prompt), headers=headers) as answer,
    ):
        if answer.status_code != 200:
            raise Failed(reason="refused", detail=f"status {answer.status_code}")
        received = b""
        async for part in answer.aiter_bytes():
            received += part
            if len(received) > _MOST_BYTES:
                raise Failed(reason="junk", detail="the answer is too long")
        return received


def _body(model: str, prompt: Prompt) -> dict[str, Any]:
    messages = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.document}]
    return {"model": model, "messages": messages, "temperature": 0, "max_tokens": _MOST_TOKENS, "stream": False}


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message


class _Completion(msgspec.Struct):
    choices: list[_Choice]


def _content(received: bytes) -> str:
    try:
        completion = msgspec.json.decode(received, type=_Completion)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Failed(reason="junk", detail=received[:200].decode("utf-8", "replace")) from None
    if not completion.choices:
        raise Failed(reason="junk", detail="no choices")
    return completion.choices[0].message.content
