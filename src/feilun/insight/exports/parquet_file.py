"""Parquet for programs: codes with their types; the codebook lies in the fields' metadata."""

from typing import IO, Any

import msgspec
import pyarrow as pa

from feilun.insight.exports.columns import ExportLook, ExportNote
from feilun.insight.exports.csv_file import Tell
from feilun.insight.exports.looks import ShownColumn, shown_array, shown_columns
from feilun.insight.exports.spool import Spool

_ROWS_OF_A_GROUP = 50_000


def write_parquet(file: IO[bytes], spool: Spool, look: ExportLook, tell: Tell) -> list[ExportNote]:
    """Times are UTC. `label` and `values` of a field are JSON, with all languages."""
    from pyarrow import parquet

    shown = shown_columns(spool.columns, look)
    schema = pa.schema([_field(spool, one) for one in shown], metadata={"title": look.title})
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        waiting: list[Any] = []
        held = done = 0
        for batch in spool.batches():
            arrays = [shown_array(one, batch, look) for one in shown]
            waiting.append(pa.record_batch(arrays, schema=schema))
            held, done = held + batch.nbytes, done + batch.num_rows
            if sum(one.num_rows for one in waiting) >= _ROWS_OF_A_GROUP or held > 64 << 20:
                writer.write_table(pa.Table.from_batches(waiting, schema))
                waiting, held = [], 0
            tell(done)
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting, schema))
    return []


def _field(spool: Spool, one: ShownColumn) -> Any:
    kind = pa.large_string() if one.has_labels else spool.type_of(one.column)
    told = {
        "kind": one.column.kind,
        "label": msgspec.json.encode(one.column.label),
        "values": msgspec.json.encode({value.code: value.label for value in one.column.values}),
    }
    return pa.field(one.name, kind, metadata=told)
