"""How events become a profile. Pure, and the same in whatever order the events come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from feilun.events import is_hers
from feilun.kernel.money import amount as money

_ZONE = "context.timezone"
_LOCALE = "context.locale"
_MOST_PROPERTIES = 50
_MOST_TRAITS = 200
_MOST_IN_A_LIST = 100
_LONGEST_NAME = 100
_LONGEST_TEXT = 1000
_DEEPEST = 3
# A sender who invents names without end must not grow one profile without end.
_MOST_NAMES = 1000


class Deed(NamedTuple):
    """One event as a row of activity, without its customer."""

    position: int
    event_id: str
    type: str
    name: str
    channel: str
    source: str
    occurred_at: datetime
    amount: Decimal | None
    properties: dict[str, Any]
    context: dict[str, Any] | None


def label(type: str, name: str) -> str:
    """What rules and counters call an event: a tracked one by its name, others by their type."""
    return name if type == "track" else type


def deed(event: Any) -> Deed:
    """What is kept of a stored event. A clock that is ahead does not make an event of tomorrow."""
    body = event.body
    context = _mapping(body.get("context"))
    if event.type == "identify":
        # Names of our own in the provenance begin with `context.`, so no trait may.
        traits = flatten(_mapping(body.get("traits")), _MOST_TRAITS)
        properties = {name: value for name, value in traits.items() if not name.startswith("context.")}
    else:
        properties = flatten(_properties(event.type, event.name, body, context), _MOST_PROPERTIES)
    return Deed(
        event.position,
        event.id,
        event.type,
        event.name,
        event.channel,
        event.source,
        min(event.occurred_at, event.received_at),
        None if event.type == "identify" else _amount(properties),
        properties,
        _kept_context(context),
    )


def _properties(type: str, name: str, body: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    properties = dict(_mapping(body.get("properties")))
    if type in ("page", "screen"):
        for key in ("url", "title", "path", "referrer"):
            properties.setdefault(key, _mapping(context.get("page")).get(key))
        properties.setdefault("name", name or None)
    return properties


def _mapping(value: Any) -> Mapping[str, Any]:
    # JSON gives plain dictionaries; asking for the abstract Mapping costs ten times as much.
    return value if isinstance(value, dict) else {}


def _amount(properties: Mapping[str, Any]) -> Decimal | None:
    for key in ("total", "revenue", "value"):
        found = properties.get(key)
        number = money(found) if isinstance(found, int | float | str) else None
        if number is not None:
            return number
    return None


def _kept_context(context: Mapping[str, Any]) -> dict[str, Any] | None:
    kept: dict[str, Any] = {}
    if isinstance(zone := context.get("timezone"), str) and is_zone(zone):
        kept["timezone"] = zone
    if isinstance(locale := context.get("locale"), str) and 0 < len(locale) <= 35:
        kept["locale"] = locale
    return kept or None


@lru_cache(4096)
def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def flatten(values: Mapping[str, Any], most: int = _MOST_PROPERTIES) -> dict[str, Any]:
    """Scalars and lists of scalars under dotted names; a list of objects gives the distinct values of each field."""
    flat: dict[str, Any] = {}
    _flatten("", values, flat, most, 1)
    return flat


def _flatten(prefix: str, values: Mapping[str, Any], flat: dict[str, Any], most: int, depth: int) -> None:
    for key, value in values.items():
        name = f"{prefix}{key}"
        if len(flat) >= most:
            return
        if not key or len(name) > _LONGEST_NAME:
            continue
        if isinstance(value, dict):
            if depth < _DEEPEST:
                _flatten(f"{name}.", value, flat, most, depth + 1)
        elif isinstance(value, list):
            _flatten_list(name, value, flat, most)
        elif value is not None or depth == 1:
            flat[name] = _scalar(value)


def _flatten_list(name: str, values: list[Any], flat: dict[str, Any], most: int) -> None:
    plain = [_scalar(one) for one in values if one is not None and not isinstance(one, (dict, list))]
    if plain or not values:
        flat[name] = _distinct(plain)
    fields: dict[str, list[Any]] = {}
    for one in values[:_MOST_IN_A_LIST]:
        for key, value in _mapping(one).items():
            if value is not None and not isinstance(value, (dict, list)):
                fields.setdefault(f"{name}.{key}", []).append(_scalar(value))
    for key, found in fields.items():
        if len(flat) < most and len(key) <= _LONGEST_NAME:
            flat[key] = _distinct(found)


def _distinct(values: Iterable[Any]) -> list[Any]:
    # True == 1 in Python, but not to a customer.
    return list({(type(one), one): one for one in values}.values())[:_MOST_IN_A_LIST]


def _scalar(value: Any) -> Any:
    return value[:_LONGEST_TEXT] if isinstance(value, str) else value


@dataclass
class State:
    """A profile being built. Every field grows the same whatever the order: newest wins, sums, least, greatest."""

    first_seen: datetime
    last_seen: datetime
    born: int
    version: int
    traits: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, dict[str, Any]] = field(default_factory=dict)
    counters: dict[str, dict[str, Any]] = field(default_factory=dict)
    zone: str | None = None
    locale: str | None = None
    channels: set[str] = field(default_factory=set)

    @classmethod
    def start(cls, one: Deed) -> "State":
        return cls(one.occurred_at, one.occurred_at, one.position, one.position)

    def add(self, one: Deed) -> None:
        """Takes in one event."""
        here = one.occurred_at if is_hers(one.type, one.properties) else self.last_seen
        self._seen(one.occurred_at, here, one.position, one.position)
        at = moment(one.occurred_at)
        said = {"source": one.source, "at": at, "event": one.event_id, "position": one.position}
        if one.type == "identify":
            for name, value in one.properties.items():
                self._say(name, value, said)
        for key, value in (one.context or {}).items():
            self._say(f"context.{key}", value, said)
        self._count(label(one.type, one.name), 1, at, one.amount or Decimal(0))
        if one.channel:
            self.channels.add(one.channel)

    def absorb(self, other: "State") -> None:
        """Takes in the whole profile of a customer who turned out to be the same."""
        self._seen(other.first_seen, other.last_seen, other.born, other.version)
        special = {_ZONE: other.zone, _LOCALE: other.locale}
        for name, said in other.provenance.items():
            self._say(name, special[name] if name in special else other.traits.get(name), said)
        for name, counter in other.counters.items():
            self._count(name, counter["count"], counter["last_at"], Decimal(counter["amount"]))
        self.channels |= other.channels

    def _seen(self, first: datetime, last: datetime, born: int, version: int) -> None:
        self.first_seen = min(self.first_seen, first)
        self.last_seen = max(self.last_seen, last)
        self.born = min(self.born, born)
        self.version = max(self.version, version)

    def _say(self, name: str, value: Any, said: dict[str, Any]) -> None:
        before = self.provenance.get(name)
        if before and (before["at"], before["position"]) > (said["at"], said["position"]):
            return
        if before is None and len(self.provenance) >= _MOST_NAMES:
            return
        self.provenance[name] = said
        if name == _ZONE:
            self.zone = value
        elif name == _LOCALE:
            self.locale = value
        else:
            self.traits[name] = value

    def _count(self, name: str, number: int, at: str, amount: Decimal) -> None:
        before = self.counters.get(name)
        if before is None and len(self.counters) >= _MOST_NAMES:
            return
        if before is None:
            self.counters[name] = {"count": number, "last_at": at, "amount": plain(amount)}
        else:
            before["count"] += number
            before["last_at"] = max(before["last_at"], at)
            if amount:
                before["amount"] = plain(Decimal(before["amount"]) + amount)


def plain(amount: Decimal) -> str:
    """A decimal as text with neither exponent nor closing zeros: the same sum is the same text."""
    return format(amount.normalize() + 0, "f")


def moment(at: datetime) -> str:
    """A time as text that sorts like the time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def display_name(traits: Mapping[str, Any]) -> str:
    """The name people see; empty when she has told none."""
    for key in ("name", "full_name", "fullName", "nickname"):
        if isinstance(found := traits.get(key), str) and found.strip():
            return found.strip()
    first, last = (
        next((str(traits[key]).strip() for key in keys if traits.get(key)), "")
        for keys in (("first_name", "firstName"), ("last_name", "lastName"))
    )
    if first or last:
        return (
            f"{last}{first}" if (last + first).isalpha() and not (last + first).isascii() else f"{first} {last}".strip()
        )
    return text_of(traits, "email") or ""


def text_of(traits: Mapping[str, Any], *names: str) -> str | None:
    """The first of these traits that has a value, as text."""
    for name in names:
        value = traits.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None


def search_text(traits: Mapping[str, Any]) -> str:
    """What the search box looks into, in lower case."""
    parts = (display_name(traits), text_of(traits, "email"), text_of(traits, "phone"), text_of(traits, "company"))
    return " ".join(dict.fromkeys(part.lower() for part in parts if part))


LEFT_PAGE = frozenset({"Page Left", "Page Closed"})


def open_page(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The page she has open, given her activity of the last half hour, newest first."""
    for row in rows:
        if row["name"] in LEFT_PAGE:
            return None
        if row["type"] == "page":
            return row
    return None
