"""The Segment HTTP API as bare ASGI: the hot path has no framework in it."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import structlog

from feilun.events.collect import refusals
from feilun.events.collect.request import header_of, keys_outside, read_body, unpacked
from feilun.events.collect.rules import Batch, Receipt, Sent, canonical, read_batch, read_event
from feilun.events.collect.sources import KnownSource, Sources
from feilun.events.collect.writer import Delivery, Quarantined, Writer
from feilun.events.log import Line, line
from feilun.kernel import clock
from feilun.kernel.errors import Error
from feilun.store import Engines

_log = structlog.get_logger("feilun.collect")
_BATCHES = frozenset({"batch", "b", "import"})
_SINGLES = {
    word: kind
    for kind, short in zip(("track", "identify", "page", "screen", "group", "alias"), "tipsga", strict=True)
    for word in (kind, short)
}
PATHS = tuple(f"/v1/{word}" for word in (*_SINGLES, *sorted(_BATCHES), "projects"))
_SUCCESS = b'{"success":true,"accepted":1,"refused":[]}'
_CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"retry-after"),
]
_JSON_HEAD = [(b"content-type", b"application/json"), *_CORS]


class RefusedEvent(msgspec.Struct):
    """One event of a request that was not taken, and why."""

    index: int
    messageId: str | None  # noqa: N815 - the name on the wire
    code: str
    reason: str


class Mounted:
    """The app as the dispatcher mounts it: made before there are engines, so it finds them in the request."""

    def __init__(self) -> None:
        self._collect: Collect | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        engines = scope["engines"]
        if self._collect is None or self._collect.engines is not engines:
            self._collect = Collect(engines)
        await self._collect(scope, receive, send)

    async def close(self) -> None:
        """Every request waits for its own commit, so nothing is left to write; the next server starts afresh."""
        self._collect = None


class Reading(NamedTuple):
    """What came out of a request's events."""

    lines: list[Line]
    places: list[int]
    refused: list[RefusedEvent]
    quarantined: list[Quarantined]


class Collect:
    """`POST /v1/track`, `/v1/t` and so on. 200 means durable; the body names each event that was refused."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self._sources = Sources(engines.tables)
        self._writer = Writer(engines)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self._answer(scope, receive, send)
        except refusals.Refused as error:
            await _send_refusal(send, error)
        except ConnectionError:
            return
        except Error as error:
            _log.warning("collect_failed", problem=str(error))
            await _send_refusal(send, refusals.StorageUnavailable(seconds=2))
        except Exception:
            _log.exception("collect_failed")
            await _send_refusal(send, refusals.StorageUnavailable(seconds=2))

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        method, path = scope["method"], scope["path"]
        word = path.rstrip("/").rpartition("/")[2]
        if method == "POST" and (word in _SINGLES or word in _BATCHES):
            body = await read_body(receive)
            await _send(send, 200, await self._collect(scope, word, body))
        elif method == "OPTIONS":
            await _send_preflight(scope, send)
        elif method == "GET" and word == "settings" and "/projects/" in path:
            await _send(send, 200, _settings(scope, path.rstrip("/").rpartition("/")[0].rpartition("/")[2]))
        else:
            raise refusals.NoSuchPath(method=method, path=path)

    async def _collect(self, scope: Any, word: str, body: bytes) -> bytes:
        """The body of the answer, after the commit. Raises Refused."""
        received_at = clock.now()
        keys = keys_outside(scope)
        source = self._sources.remembered(keys[0]) if keys else None
        if source is None:
            source = await self._source(keys, body)
        try:
            text = unpacked(body)
            if word in _SINGLES:
                return await self._collect_one(text, source, received_at, _SINGLES[word])
            return await self._collect_batch(text, source, received_at)
        except refusals.Refused as error:
            if error.status in (400, 413):
                await self._keep_refused(source, received_at, error, body)
            raise

    async def _source(self, keys: list[str], body: bytes) -> KnownSource:
        if not keys or not any([await self._sources.of(key) for key in keys]):
            keys = [*keys, *_keys_inside(body)]
        for key in keys:
            source = await self._sources.of(key)
            if source is not None:
                return source
        raise refusals.InvalidWriteKey()

    async def _collect_one(self, text: bytes, source: KnownSource, received_at: datetime, kind: str) -> bytes:
        receipt = Receipt(source.workspace, source.name, source.channel, received_at, type=kind)
        event = canonical(read_event(text), text, receipt)
        [verdict] = await self._write(source, received_at, [_line(event, received_at)], [])
        if verdict is not None:
            raise verdict
        return _SUCCESS

    async def _collect_batch(self, text: bytes, source: KnownSource, received_at: datetime) -> bytes:
        batch = read_batch(text)
        if batch.batch is None:
            raise refusals.NoBatch()
        reading = _read_all(batch, batch.batch, source, received_at)
        verdicts = await self._write(source, received_at, reading.lines, reading.quarantined)
        for place, verdict in zip(reading.places, verdicts, strict=True):
            if verdict is not None:
                reading.refused.append(RefusedEvent(place, None, verdict.code, str(verdict)))
        accepted = sum(verdict is None for verdict in verdicts)
        return msgspec.json.encode({"success": True, "accepted": accepted, "refused": reading.refused})

    async def _write(
        self, source: KnownSource, received_at: datetime, lines: list[Line], quarantined: list[Quarantined]
    ) -> list[refusals.Refused | None]:
        if not lines and not quarantined:
            return []
        return await self._writer.write(Delivery(source.workspace, source.name, received_at, lines, quarantined))

    async def _keep_refused(
        self, source: KnownSource, received_at: datetime, error: refusals.Refused, body: bytes
    ) -> None:
        """A whole request that was refused is kept as well. What the database refused is kept by the writer."""
        if isinstance(error, refusals.NotStored):
            return
        try:
            payload = unpacked(body)
        except refusals.Refused:
            payload = body
        await self._write(source, received_at, [], [Quarantined(error.code, str(error), payload)])


def _read_all(batch: Batch, items: list[msgspec.Raw], source: KnownSource, received_at: datetime) -> Reading:
    receipt = Receipt(source.workspace, source.name, source.channel, received_at, batch.sent_at, batch.context)
    reading = Reading([], [], [], [])
    for index, raw in enumerate(items):
        sent: Sent | None = None
        try:
            sent = read_event(raw)
            reading.lines.append(_line(canonical(sent, raw, receipt), received_at))
            reading.places.append(index)
        except refusals.Refused as error:
            message_id = sent.message_id if sent is not None and isinstance(sent.message_id, str) else None
            reading.refused.append(RefusedEvent(index, message_id, error.code, str(error)))
            reading.quarantined.append(Quarantined(error.code, str(error), bytes(memoryview(raw))))
    return reading


def _line(event: Any, received_at: datetime) -> Line:
    try:
        return line(event, received_at)
    except RecursionError:
        raise refusals.TooDeep(limit=0) from None


def _keys_inside(body: bytes) -> list[str]:
    """`writeKey` or `api_key` of the body; a body that cannot be read has none."""
    try:
        found = msgspec.json.decode(unpacked(body), type=_Keys)
    except (refusals.Refused, msgspec.MsgspecError, RecursionError):
        return []
    return [key for key in (found.writeKey, found.api_key) if isinstance(key, str) and key]


class _Keys(msgspec.Struct):
    writeKey: Any = None  # noqa: N815 - the name on the wire
    api_key: Any = None


def _settings(scope: Any, key: str) -> bytes:
    """What analytics.js asks for before it sends: where to send."""
    host = header_of(scope, b"host")
    scheme = header_of(scope, b"x-forwarded-proto") or scope.get("scheme", "http")
    segment = {"apiKey": key, "apiHost": f"{host}/v1", "protocol": scheme, "versionSettings": {"version": "4.4.7"}}
    return msgspec.json.encode(
        {
            "integrations": {"Segment.io": {**segment, "type": "server", "bundlingStatus": "bundled"}},
            "plan": {"track": {"__default": {"enabled": True}}, "identify": {"__default": {"enabled": True}}},
            "edgeFunction": {},
            "analyticsNextEnabled": True,
            "middlewareSettings": {},
            "enabledMiddleware": {},
            "metrics": {"sampleRate": 0},
            "legacyVideoPluginsEnabled": False,
            "remotePlugins": [],
        }
    )


async def _send_preflight(scope: Any, send: Any) -> None:
    asked = header_of(scope, b"access-control-request-headers") or "authorization, content-type, anonymousid"
    head = [
        *_CORS,
        (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
        (b"access-control-allow-headers", asked.encode("latin-1")),
        (b"access-control-max-age", b"86400"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": head})
    await send({"type": "http.response.body", "body": b""})


async def _send_refusal(send: Any, error: refusals.Refused) -> None:
    retry = [(b"retry-after", str(error.facts["seconds"]).encode())] if error.status in (429, 503) else []
    body = msgspec.json.encode({"success": False, "code": error.code, "message": str(error)})
    await _send(send, error.status, body, retry)


async def _send(send: Any, status: int, body: bytes, more: list[tuple[bytes, bytes]] | None = None) -> None:
    head = [*_JSON_HEAD, (b"content-length", str(len(body)).encode()), *(more or ())]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
