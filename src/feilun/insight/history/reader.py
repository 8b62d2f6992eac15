"""The door to history: Ibis tables over the lake, as things stand now."""

from datetime import datetime
from typing import Any
from uuid import UUID

import ibis
import pyarrow as pa

from feilun.insight.history.columns import SCHEMAS
from feilun.insight.history.roller import HISTORY, queries
from feilun.store import Engines, Lake, Transaction


async def as_of(tx: Transaction) -> datetime | None:
    """When history last moved; None before the first time. Nothing newer than this is in the tables."""
    place = await tx.first(queries.place, name=HISTORY.name)
    return place["moved_at"] if place else None


def activity_table(engines: Engines, workspace: UUID) -> Any:
    """`position, customer, type, name, channel, occurred_at, amount, properties` (JSON text) of all that was done.

    `customer` is the living customer, also for what was done under an id that was merged or parted since.
    """
    return living_activity(engines.lake, workspace, engines.lake.read("activity", workspace))


def profile_table(engines: Engines, workspace: UUID) -> Any:
    """`customer, traits` (JSON text)`, zone, locale, first_seen, version`: one row per living customer."""
    return living_profiles(engines.lake, workspace, engines.lake.read("profile", workspace))


def living_activity(lake: Lake, workspace: UUID, activity: Any) -> Any:
    """These rows with the customers of today."""
    if activity is None:
        return _empty("activity")
    correction = lake.read("correction", workspace)
    if correction is not None:
        newest = _newest(correction, "position").select(at="position", owner="customer")
        joined = activity.left_join(newest, activity.position == newest["at"])
        activity = _with_customer(joined, ibis.coalesce(joined.owner, joined.customer))
    alias = lake.read("alias", workspace)
    if alias is not None:
        moved = _moved(alias)
        joined = activity.left_join(moved, activity.customer == moved.former)
        activity = _with_customer(joined, ibis.coalesce(joined.living, joined.customer))
    return activity


def living_profiles(lake: Lake, workspace: UUID, profile: Any) -> Any:
    """The newest row of each customer who was not merged into another."""
    if profile is None:
        return _empty("profile")
    profile = _newest(profile, "customer")
    alias = lake.read("alias", workspace)
    if alias is not None:
        moved = _moved(alias)
        profile = profile.anti_join(moved, profile.customer == moved.former)
    return profile


def _with_customer(joined: Any, customer: Any) -> Any:
    return joined.mutate(customer=customer).select(*SCHEMAS["activity"].names)


def _moved(alias: Any) -> Any:
    newest = _newest(alias, "customer")
    return newest.filter(newest.living != newest.customer).select(former="customer", living="living")


def _newest(table: Any, key: str) -> Any:
    """The row of the highest version per key; the same version is written once only."""
    place = ibis.row_number().over(group_by=table[key], order_by=ibis.desc(table.version))
    ranked = table.mutate(place_in_key=place)
    return ranked.filter(ranked.place_in_key == 0).drop("place_in_key")


def _empty(name: str) -> Any:
    """No rows. Ibis takes no table of UUIDs from memory, so they are text first."""
    schema = SCHEMAS[name]
    fields = [pa.field(field.name, pa.string() if field.type == pa.uuid() else field.type) for field in schema]
    return ibis.memtable(pa.schema(fields).empty_table()).cast({"customer": "uuid"})
