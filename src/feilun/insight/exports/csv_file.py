"""CSV as spreadsheets and programs read it: UTF-8, one line per response, texts in quotes (RFC 4180)."""

from collections.abc import Callable
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from feilun.insight.exports.columns import ExportLook, ExportNote
from feilun.insight.exports.looks import ShownColumn, guarded, shown_array, shown_columns
from feilun.insight.exports.spool import Spool

Tell = Callable[[int], None]


def write_csv(file: IO[bytes], spool: Spool, look: ExportLook, tell: Tell) -> list[ExportNote]:
    """Writes the whole file. Texts are guarded against being run as formulas; `tell` hears the number of rows."""
    from pyarrow import csv

    if look.bom:
        file.write(b"\xef\xbb\xbf")
    shown = shown_columns(spool.columns, look)
    names = guarded(pa.array([one.name for one in shown], pa.large_string())).to_pylist()
    schema = pa.schema([(name, _type(spool, one)) for name, one in zip(names, shown, strict=True)])
    with csv.CSVWriter(file, schema) as writer:
        done = 0
        for batch in spool.batches():
            arrays = [_written(one, batch, look) for one in shown]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            done += batch.num_rows
            tell(done)
    return []


def _type(spool: Spool, one: ShownColumn) -> Any:
    kind = spool.type_of(one.column)
    return pa.large_string() if one.has_labels or pa.types.is_timestamp(kind) else kind


def _written(one: ShownColumn, batch: Any, look: ExportLook) -> Any:
    array = shown_array(one, batch, look)
    if pa.types.is_timestamp(array.type):
        return moments(array, look.zone)
    return guarded(array) if pa.types.is_large_string(array.type) else array


def moments(array: Any, zone: str) -> Any:
    """2026-11-30T08:00:00+08:00, to the second."""
    local = array.cast(pa.timestamp("s", tz="UTC"), safe=False).cast(pa.timestamp("s", tz=zone))
    text = pc.strftime(local, format="%Y-%m-%dT%H:%M:%S%z").cast(pa.large_string())
    return pc.replace_substring_regex(text, r"([+-]\d\d)(\d\d)$", r"\1:\2")
