"""From a row of a file to an event as a client would have sent it. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from feilun.events.collect import Sent
from feilun.kernel.errors import Error

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]+)?")
_WORDS = {"true": True, "false": False}
# Text of digits in these columns names something and is never counted with.
_NAMES_SOMETHING = re.compile(r"(^|[._ ])(id|code|zip|postcode|phone|mobile|sku|upc|no)$|_id$|[a-z]Id$", re.IGNORECASE)
_KNOWN = {
    "user_id": ("userid", "customerid", "memberid", "会员号", "客户编号"),
    "anonymous_id": ("anonymousid",),
    "email": ("email", "mail", "emailaddress", "邮箱", "电子邮件"),
    "phone": ("phone", "mobile", "phonenumber", "手机", "手机号", "电话"),
    "message_id": ("messageid", "eventid"),
    "timestamp": ("timestamp", "time", "occurredat", "时间"),
    "event": ("event", "eventname", "事件"),
    "type": ("type",),
    "group_id": ("groupid",),
    "previous_id": ("previousid",),
}
_TARGET_OF = {spelling: target for target, spellings in _KNOWN.items() for spelling in spellings}
_PARTS = ("properties", "traits", "context")


class WrongRow(Error):
    """{problem}."""

    status = 422


class Column(msgspec.Struct, frozen=True):
    """How one column is read. `target` is `user_id`, `properties.total`, `traits.city`, `external.<kind>` or empty."""

    name: str
    target: str
    kind: str = "text"


def targets() -> list[str]:
    """What a mapping may name besides properties.…, traits.…, context.… and external.…"""
    return list(_KNOWN)


def check_mapping(mapping: Mapping[str, str]) -> str | None:
    """The problem of a mapping that a user wrote, or None."""
    for column, target in mapping.items():
        head, _, rest = target.partition(".")
        if target and target not in _KNOWN and not (rest and (head in _PARTS or head == "external")):
            return f"column {column!r} goes to {target!r}; write one of {', '.join(_KNOWN)}, properties.…, traits.…"
    return None


def plan_of(
    names: Sequence[str], kind: str, mapping: Mapping[str, str], sample: Sequence[Sequence[Any]]
) -> list[Column]:
    """One Column per column. A column counts as numbers when every value in the sample is one."""
    columns = []
    for index, name in enumerate(names):
        target = mapping[name] if name in mapping else _default_target(name, kind)
        columns.append(Column(name, target, _kind_of(target, [row[index] for row in sample if index < len(row)])))
    return columns


def _default_target(name: str, kind: str) -> str:
    if name.partition(".")[0] in _PARTS and "." in name:
        return name
    plain = re.sub(r"[\s_.-]", "", name).lower()
    if plain == "id":
        return "user_id" if kind == "customers" else "message_id"
    if plain in _TARGET_OF and not (kind == "customers" and _TARGET_OF[plain] in ("event", "type")):
        return _TARGET_OF[plain]
    return f"traits.{name}" if kind == "customers" else f"properties.{name}"


def _kind_of(target: str, values: Sequence[Any]) -> str:
    texts = [value for value in values if isinstance(value, str) and value]
    if target in _KNOWN or _NAMES_SOMETHING.search(target) or not texts:
        return "text"
    if all(_NUMBER.fullmatch(text) for text in texts):
        return "number"
    return "boolean" if all(text.lower() in _WORDS for text in texts) else "text"


def sent_of(columns: Sequence[Column], values: Sequence[Any], kind: str, zone: ZoneInfo) -> Sent:
    """Raises WrongRow."""
    if len(values) != len(columns):
        raise WrongRow(problem=f"The row has {len(values)} values for {len(columns)} columns")
    fields: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
    handles: list[dict[str, Any]] = []
    for column, value in zip(columns, values, strict=True):
        if value is not None and value != "" and column.target:
            _put(column, _value(column, value, zone), fields, parts, handles)
    for name in ("email", "phone"):
        value = fields.pop(name, None)
        if value and kind == "customers":
            parts["traits"][name] = value
        elif value:
            handles.append({"type": name, "id": value})
    if handles:
        parts["context"]["externalIds"] = handles
    fields["type"] = "identify" if kind == "customers" else fields.get("type", "track")
    return Sent(**fields, **parts)


def _put(
    column: Column, value: Any, fields: dict[str, Any], parts: dict[str, dict[str, Any]], handles: list[dict[str, Any]]
) -> None:
    head, _, rest = column.target.partition(".")
    if head == "external":
        handles.append({"type": rest, "id": value})
    elif head in parts and rest:
        parts[head][rest] = value
    else:
        fields[column.target] = value


def _value(column: Column, value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).isoformat()
    if not isinstance(value, str):
        return value
    if column.target == "timestamp":
        return _moment(value, zone)
    if column.kind == "number" and _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    if column.kind == "boolean":
        return _WORDS.get(value.lower(), value)
    return value


def _moment(text: str, zone: ZoneInfo) -> Any:
    """A time without an offset is the shop's own. Raises WrongRow."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{10}|[0-9]{13}", text):
        return int(text)
    try:
        moment = datetime.fromisoformat(re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})", _dashed, text))
    except ValueError:
        raise WrongRow(problem=f"{text[:40]!r} is no time; write it as 2026-11-30 08:00:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()


def _dashed(found: re.Match[str]) -> str:
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
