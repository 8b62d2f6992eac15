"""The tables of the lake, and rows of the database as Arrow columns."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pyarrow as pa

from feilun.store import Row

_MOMENT = pa.timestamp("us", "UTC")
_UNIT = Decimal("0.0001")
_TOO_LARGE = Decimal(10) ** 18

ACTIVITY = pa.schema(
    {
        "position": pa.int64(),
        "customer": pa.uuid(),
        "type": pa.string(),
        "name": pa.string(),
        "channel": pa.string(),
        "occurred_at": _MOMENT,
        "amount": pa.decimal128(24, 4),
        "properties": pa.string(),
    }
)
PROFILE = pa.schema(
    {
        "customer": pa.uuid(),
        "traits": pa.string(),
        "zone": pa.string(),
        "locale": pa.string(),
        "first_seen": _MOMENT,
        "version": pa.int64(),
    }
)
ALIAS = pa.schema({"customer": pa.uuid(), "living": pa.uuid(), "version": pa.int64()})
CORRECTION = pa.schema({"position": pa.int64(), "customer": pa.uuid(), "version": pa.int64()})

# The log itself, as it was received, so that it may leave the database and still be told again.
EVENT = pa.schema(
    {
        "position": pa.int64(),
        "received_at": _MOMENT,
        "occurred_at": _MOMENT,
        "id": pa.string(),
        "type": pa.string(),
        "name": pa.string(),
        "channel": pa.string(),
        "source": pa.string(),
        "handles": pa.string(),
        "body": pa.string(),
    }
)

SCHEMAS = {"event": EVENT, "activity": ACTIVITY, "profile": PROFILE, "alias": ALIAS, "correction": CORRECTION}


def table(schema: pa.Schema, rows: Sequence[Row], version: int = 0) -> pa.Table:
    """Rows as a table of this schema. `version` goes into the column of that name."""
    columns = [_column(field, rows, version) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(field: pa.Field, rows: Sequence[Row], version: int) -> Any:
    if field.name == "version":
        return pa.array([version] * len(rows), field.type)
    values = [row[field.name] for row in rows]
    if field.type == pa.uuid():
        values = [value.bytes for value in values]
    elif pa.types.is_decimal(field.type):
        values = [_amount(value) for value in values]
    return pa.array(values, field.type)


def _amount(value: Decimal | None) -> Decimal | None:
    """Four places. A number no shop has ever taken is left out rather than stopping the history."""
    if value is None or not value.is_finite() or abs(value) >= _TOO_LARGE:
        return None
    return value.quantize(_UNIT, ROUND_HALF_EVEN)
