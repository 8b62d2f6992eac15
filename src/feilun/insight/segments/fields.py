"""The catalogue of what rules may speak of, kept up while events pass, so that nobody scans for it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from feilun.insight import profiles
from feilun.insight.segments.keeper import queries
from feilun.store import Row, Transaction

_MOST_PER_WORKSPACE = 5_000
_MOST_EXAMPLES = 5
_LONGEST_EXAMPLE = 80
_LONGEST_EVENT = 300
# People who may build audiences need not see whose mail address somebody has.
_PERSONAL = ("email", "phone", "mobile", "name", "address", "birth", "id_card", "passport", "ip", "token", "openid")

# (workspace, kind, event, name)
Key = tuple[UUID, str, str, str]


class Field(msgspec.Struct, kw_only=True):
    """One row of the catalogue."""

    count: int = 0
    types: list[str] = []
    examples: list[Any] = []

    def add(self, values: Sequence[Any], is_personal: bool) -> None:
        self.count += 1
        for value in values:
            kind = _kind(value)
            if kind and kind not in self.types:
                self.types = sorted([*self.types, kind])
            if kind and not is_personal and _is_telling(value) and value not in self.examples:
                self.examples = [*self.examples, value][:_MOST_EXAMPLES]


async def note(tx: Transaction, rows: Sequence[Row]) -> None:
    """Takes the activity of one batch into the catalogue."""
    seen = [(key, values) for row in rows for key, values in _spoken_of(row)]
    if not seen:
        return
    known = await _known(tx, {key for key, _ in seen})
    room = await _room(tx, {key[0] for key, _ in seen})
    for key, values in seen:
        if key not in known and room[key[0]] <= 0:
            continue
        if key not in known:
            known[key] = Field()
            room[key[0]] -= 1
        known[key].add(values, _is_personal(key[3]))
    await tx.run(
        queries.put_fields, rows=msgspec.json.encode([_row(key, known[key]) for key in sorted(known)]).decode()
    )


def _spoken_of(row: Row) -> list[tuple[Key, list[Any]]]:
    workspace = row["workspace"]
    if row["type"] == "identify":
        return [((workspace, "trait", "", name), _listed(value)) for name, value in row["properties"].items()]
    event = profiles.label(row["type"], row["name"])
    if not event or len(event) > _LONGEST_EVENT or event.startswith(("audience.", "customers.")):
        return []
    properties = [
        ((workspace, "property", event, name), _listed(value))
        for name, value in row["properties"].items()
        if value is not None
    ]
    return [((workspace, "event", event, ""), []), *properties]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) and value else None


def _is_telling(value: Any) -> bool:
    return not isinstance(value, bool) and (not isinstance(value, str) or len(value) <= _LONGEST_EXAMPLE)


def _is_personal(name: str) -> bool:
    return any(word in name.lower() for word in _PERSONAL)


async def _known(tx: Transaction, keys: set[Key]) -> dict[Key, Field]:
    workspaces, kinds, events, names = (list(part) for part in zip(*sorted(keys), strict=True))
    rows = await tx.all(queries.fields_named, workspaces=workspaces, kinds=kinds, events=events, names=names)
    return {
        (row["workspace"], row["kind"], row["event"], row["name"]): Field(
            count=row["count"], types=row["types"], examples=row["examples"]
        )
        for row in rows
    }


async def _room(tx: Transaction, workspaces: set[UUID]) -> dict[UUID, int]:
    """A sender who invents names without end must not fill the table."""
    rows = await tx.all(queries.count_fields, workspaces=list(workspaces))
    taken = {row["workspace"]: row["number"] for row in rows}
    return {workspace: _MOST_PER_WORKSPACE - taken.get(workspace, 0) for workspace in workspaces}


def _row(key: Key, one: Field) -> dict[str, Any]:
    return {
        "workspace": key[0],
        "kind": key[1],
        "event": key[2],
        "name": key[3],
        "count": one.count,
        "types": one.types,
        "examples": one.examples,
    }
