"""Hears events and asks again the audiences that they may have changed, for the customers they touched."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from feilun.events import APPENDED, Stored
from feilun.events.catalogue.insight import AudienceEntered, AudienceLeft, CustomersMerged, CustomersSplit
from feilun.insight import identity, profiles
from feilun.insight.segments import fields
from feilun.insight.segments.keeper import Audience, Pair, audience, evaluate, hear, queries
from feilun.insight.segments.rules import events_in, traits_in
from feilun.kernel import clock
from feilun.store import Engines, Row, Transaction

_OWN = frozenset({AudienceEntered.type, AudienceLeft.type})
_MOVES = frozenset({CustomersMerged.type, CustomersSplit.type})


class Segments:
    """The subscriber `segments`."""

    name = "segments"
    after: str | None = "profiles"
    batch = 500

    async def handle(self, tx: Transaction, events: Sequence[Stored], engines: Engines) -> None:
        rows = await tx.all(
            queries.touched,
            workspaces=[event.workspace for event in events],
            positions=[event.position for event in events],
        )
        await fields.note(tx, rows)
        changed = 0
        for workspace in sorted({event.workspace for event in events}):
            here = [event for event in events if event.workspace == workspace]
            changed += await _one_workspace(tx, workspace, here, [row for row in rows if row["workspace"] == workspace])
        if changed:
            tx.after_commit(lambda: engines.bus.publish(APPENDED, b""))


async def _one_workspace(tx: Transaction, workspace: UUID, events: Sequence[Stored], rows: Sequence[Row]) -> int:
    audiences = [audience(row) for row in await tx.all(queries.live_audiences, workspaces=[workspace])]
    if not audiences:
        return 0
    own = [event for event in events if event.type in _OWN]
    heard = await hear(tx, workspace, own) if own else set()
    moved = await _moved(tx, workspace, [event for event in events if event.type in _MOVES])
    pairs = _pairs(audiences, rows, heard, moved)
    return await evaluate(tx, workspace, pairs, clock.now()) if pairs else 0


async def _moved(tx: Transaction, workspace: UUID, events: Sequence[Stored]) -> set[UUID]:
    """Customers whose whole past changed: every audience is asked about them."""
    moved: set[UUID] = set()
    for event in events:
        properties = event.body["properties"]
        if event.type == CustomersSplit.type:
            moved.update(await identity.ends_of(tx, workspace, UUID(properties["edge"])))
        else:
            survivor = await identity.current(tx, workspace, UUID(properties["survivor"]))
            moved |= {survivor, UUID(properties["absorbed"])}
    return moved


def _pairs(
    audiences: Sequence[Audience], rows: Sequence[Row], heard: Iterable[Pair], moved: set[UUID]
) -> dict[UUID, set[UUID]]:
    by_event: dict[str, set[UUID]] = defaultdict(set)
    by_trait: dict[str, set[UUID]] = defaultdict(set)
    for customer, group in groupby(sorted(rows, key=lambda row: row["customer"]), key=lambda row: row["customer"]):
        for row in group:
            by_event[profiles.label(row["type"], row["name"])].add(customer)
            if row["type"] == "identify":
                for name in row["properties"]:
                    by_trait[name].add(customer)
    # A new customer may fit a rule that names nothing she did: "has no city", "has not ordered".
    everywhere = moved | {row["customer"] for row in rows if row["is_first"]}
    pairs: dict[UUID, set[UUID]] = {}
    for one in audiences:
        touched = set(everywhere)
        touched.update(*(by_event[name] for name in events_in(one.rule) if name in by_event))
        touched.update(*(by_trait[name] for name in traits_in(one.rule) if name in by_trait))
        touched.update(customer for there, customer in heard if there == one.id)
        if touched:
            pairs[one.id] = touched
    return pairs
