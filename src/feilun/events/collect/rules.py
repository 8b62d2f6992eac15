"""From what a client library wrote to one canonical event. Pure: the caller says when it was received."""

import hashlib
import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

import msgspec

from feilun.events.collect import refusals
from feilun.events.event import Event, Handle

EVENT_LIMIT = 32 * 1024
BATCH_LIMIT = 500 * 1024
DEPTH_LIMIT = 64
ID_LIMIT = 1_000
NAME_LIMIT = 500
TYPES = frozenset({"track", "identify", "page", "screen", "group", "alias"})
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
# Smaller differences between a client's clock and ours are the way over the network.
_CLOCK_TOLERANCE = timedelta(seconds=2)
_DIGITS_MARKED = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))
_LONG_RUN = b"0" * 300
_SURROGATE = re.compile("[\ud800-\udfff]")
# An unclosed text runs to the end, so that hostile quotes cannot make the search start over and over.
_NOT_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z)|[^\[\]{}"]+', re.DOTALL)
# Handles of these kinds point at a customer by our own authority, so no client may send them.
_RESERVED_KINDS = frozenset({"customer"})


class Sent(msgspec.Struct, rename="camel"):
    """One event as any of the client libraries writes it; nothing is trusted yet."""

    type: Any = None
    event: Any = None
    name: Any = None
    message_id: Any = None
    user_id: Any = None
    anonymous_id: Any = None
    previous_id: Any = None
    group_id: Any = None
    properties: Any = None
    traits: Any = None
    context: Any = None
    timestamp: Any = None
    original_timestamp: Any = None
    sent_at: Any = None


class Batch(msgspec.Struct, rename="camel"):
    """A batch request; its events stay raw, so that a bad one spoils only itself."""

    batch: list[msgspec.Raw] | None = None
    sent_at: Any = None
    write_key: Any = None
    context: Any = None


class Receipt(NamedTuple):
    """What is known about an event besides its own text."""

    workspace: UUID
    source: str
    channel: str
    received_at: datetime
    sent_at: Any = None
    context: Any = None
    type: str = ""


_read_sent = msgspec.json.Decoder(Sent).decode
_read_batch = msgspec.json.Decoder(Batch).decode


def read_batch(body: bytes) -> Batch:
    """Raises Refused. JSON that strict readers refuse (NaN, half of an emoji) is mended rather than lost."""
    try:
        return _read_batch(body)
    except (msgspec.MsgspecError, RecursionError):
        whole = _mended(body)
    if not isinstance(whole, dict):
        raise refusals.NotAnObject(field="The body")
    items = whole.get("batch")
    raw = [msgspec.Raw(json.dumps(item).encode()) for item in items] if isinstance(items, list) else None
    return Batch(raw, whole.get("sentAt"), whole.get("writeKey"), whole.get("context"))


def read_event(raw: bytes | msgspec.Raw) -> Sent:
    """Raises Refused."""
    view = memoryview(raw)
    if len(view) > EVENT_LIMIT:
        raise refusals.EventTooLarge(size=len(view), limit=EVENT_LIMIT)
    text = bytes(view)
    if text.count(b"{") + text.count(b"[") > DEPTH_LIMIT:
        _check_depth(text)
    if _has_long_number(text):
        raise refusals.NumberOutOfRange()
    try:
        return _read_sent(text)
    except (msgspec.MsgspecError, RecursionError):
        whole = _mended(text)
    if not isinstance(whole, dict):
        raise refusals.NotAnObject(field="An event")
    return msgspec.convert(whole, Sent)


def _has_long_number(text: bytes) -> bool:
    """300 digits in a row. Marking digits and looking for the run is many times faster than a pattern."""
    return len(text) >= 300 and _LONG_RUN in text.translate(_DIGITS_MARKED)


def canonical(sent: Sent, raw: bytes | msgspec.Raw, receipt: Receipt) -> Event:
    """The event as the log keeps it. Raises Refused."""
    kind = receipt.type or sent.type or ("track" if sent.event else "")
    if kind not in TYPES:
        raise refusals.UnknownType(type=repr(sent.type)[:60])
    properties = _object(sent.properties, "properties")
    traits = _object(sent.traits, "traits")
    context = _object(sent.context, "context")
    if receipt.context and isinstance(receipt.context, dict):
        context = {**receipt.context, **context}
    # RudderStack and the browser libraries put an identify's traits into the context.
    if kind == "identify" and isinstance(context.get("traits"), dict):
        traits = {**context["traits"], **traits}
    user_id, anonymous_id = _id(sent.user_id, "userId"), _id(sent.anonymous_id, "anonymousId")
    previous_id, group_id = _id(sent.previous_id, "previousId"), _id(sent.group_id, "groupId")
    body: dict[str, Any] = {"properties": properties, "traits": traits, "context": context}
    _check_parts(kind, user_id, previous_id, group_id)
    if kind in ("page", "screen") and isinstance(sent.name, str) and sent.name:
        properties.setdefault("name", sent.name)
    if group_id:
        body["group_id"] = group_id
    if previous_id:
        body["previous_id"] = previous_id
    return Event(
        workspace=receipt.workspace,
        id=_message_id(sent, raw, receipt),
        type=kind,
        name=_name(sent.event) if kind == "track" else "",
        occurred_at=_occurred_at(sent, receipt, body),
        channel=receipt.channel,
        source=receipt.source,
        handles=_handles(kind, user_id, anonymous_id, previous_id, traits, context),
        body=body,
    )


def _check_parts(kind: str, user_id: str, previous_id: str, group_id: str) -> None:
    if kind == "alias" and not (previous_id and user_id):
        raise refusals.NoPreviousId()
    if kind == "group" and not group_id:
        raise refusals.NoGroup()


def _handles(
    kind: str, user_id: str, anonymous_id: str, previous_id: str, traits: dict[str, Any], context: dict[str, Any]
) -> tuple[Handle, ...]:
    """Strongest first. E-mail and phone point at a customer only where she is being identified."""
    found = []
    if user_id:
        found.append(Handle("user_id", user_id))
    if anonymous_id:
        found.append(Handle("anonymous_id", anonymous_id))
    if kind == "alias":
        found.append(Handle("anonymous_id", previous_id))
    if kind == "identify":
        found.extend(Handle(name, _id(traits[name], name)) for name in ("email", "phone") if _is_text(traits.get(name)))
    if "externalIds" in context:
        found.extend(_external_ids(context["externalIds"]))
    if not found:
        raise refusals.NoCustomer()
    return tuple(dict.fromkeys(found))


def _external_ids(listed: Any) -> list[Handle]:
    found = []
    for one in listed if isinstance(listed, list) else ():
        kind, value = (one.get("type"), _id(one.get("id"), "externalIds")) if isinstance(one, dict) else (None, "")
        if not isinstance(kind, str) or not 1 <= len(kind) <= 64 or not value:
            raise refusals.WrongId(field="externalIds", limit=ID_LIMIT)
        if kind in _RESERVED_KINDS:
            raise refusals.ReservedId(field="externalIds", kind=kind)
        found.append(Handle(kind.replace("\x00", ""), value))
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _object(value: Any, field: str) -> dict[str, Any]:
    if not value:
        return {}
    if not isinstance(value, dict):
        raise refusals.NotAnObject(field=field)
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= NAME_LIMIT:
        raise refusals.NoName(limit=NAME_LIMIT)
    return value.strip().replace("\x00", "")


def _id(value: Any, field: str) -> str:
    """Empty text for an absent id: libraries send null and "" for "none", and numbers for their own keys."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.strip()
        if "\x00" in text:
            text = text.replace("\x00", "").strip()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    else:
        raise refusals.WrongId(field=field, limit=ID_LIMIT)
    if len(text) > ID_LIMIT:
        raise refusals.WrongId(field=field, limit=ID_LIMIT)
    return text


def _message_id(sent: Sent, raw: bytes | msgspec.Raw, receipt: Receipt) -> str:
    """Without one from the client, the text itself: with a time in it a repeat is the same event, without it a new one."""
    given = _id(sent.message_id, "messageId")
    if given:
        return given
    moment = sent.timestamp or sent.original_timestamp or receipt.sent_at or receipt.received_at.isoformat()
    digest = hashlib.blake2b(bytes(memoryview(raw)) + f"|{moment}".encode(errors="replace"), digest_size=16)
    return f"content:{digest.hexdigest()}"


def _occurred_at(sent: Sent, receipt: Receipt, body: dict[str, Any]) -> datetime:
    """A client's clock may be wrong, its sense of time between two moments is not: receipt − (sent − happened)."""
    happened = _time(sent.timestamp if sent.timestamp else sent.original_timestamp, "timestamp")
    if happened is None:
        return receipt.received_at
    sent_at = _time(sent.sent_at or receipt.sent_at, "sentAt")
    moment = happened
    if sent_at is not None and abs(receipt.received_at - sent_at) > _CLOCK_TOLERANCE:
        try:
            moment = receipt.received_at - (sent_at - happened)
        except OverflowError:
            _wrong_time("sentAt")
        body["clock"] = {"timestamp": happened.isoformat(), "sent_at": sent_at.isoformat()}
    if moment < _OLDEST:
        _wrong_time("timestamp")
    return min(moment, receipt.received_at)


def _time(value: Any, field: str) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value.strip())
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            # Seconds have ten digits until the year 2286, milliseconds thirteen.
            return datetime.fromtimestamp(value / 1000 if abs(value) > 1e11 else value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return _wrong_time(field)


def _wrong_time(field: str) -> NoReturn:
    raise refusals.WrongTime(field=field)


def _check_depth(text: bytes) -> None:
    """Ahead of any reader that recurses. What is left without text and scalars is the brackets alone."""
    depth = 0
    for byte in _NOT_BRACKETS.sub(b"", text):
        depth += 1 if byte in b"{[" else -1
        if depth > DEPTH_LIMIT:
            raise refusals.TooDeep(limit=DEPTH_LIMIT)


def _mended(body: bytes) -> Any:
    """The slow, forgiving reader: wrong bytes and half emojis become U+FFFD, NaN becomes null. Raises Refused."""
    try:
        whole = json.loads(body.decode("utf-8-sig", "replace"), parse_constant=lambda _: None)
        return _clean(whole)
    except RecursionError:
        raise refusals.TooDeep(limit=DEPTH_LIMIT) from None
    except json.JSONDecodeError as error:
        raise refusals.MalformedJson(problem=str(error)) from None
    except ValueError:
        raise refusals.NumberOutOfRange() from None


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, float) and not math.isfinite(value):
        raise refusals.NumberOutOfRange()
    if isinstance(value, dict):
        return {_clean(name): _clean(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return value
