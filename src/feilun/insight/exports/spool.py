"""Rows laid aside on disk as Arrow, block by block: what they turn out to hold decides types and widths before writing.

The file has no name, so that nothing is left of it when the process is killed.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple
from uuid import UUID

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from feilun.insight.exports.columns import ExportColumn

# So many bytes of values are in memory at once, whatever the length of the texts.
_SLICE_BYTES = 24 << 20
_EXACT = 1 << 53
_MOMENT = pa.timestamp("us", tz="UTC")
_NUMBERS = ("number", "flag")


class _Part(NamedTuple):
    """One block in the file, and how many rows it may give at a time."""

    start: int
    rows: int
    at_once: int


class SpoolState(msgspec.Struct):
    """What is known of the rows beside the file they lie in."""

    columns: Sequence[ExportColumn]
    rows: int
    parts: list[_Part]
    texts: set[str]
    whole: set[str]


class Spool:
    """`add` blocks, then read `batches` as often as needed. All of it blocks: call it in a thread."""

    def __init__(self, columns: Sequence[ExportColumn], folder: Path | None = None) -> None:
        self.columns = list(columns)
        self.folder = folder
        self.rows = 0
        self._parts: list[_Part] = []
        self._texts = {one.key for one in columns if one.kind not in (*_NUMBERS, "moment")}
        self._whole = {one.key for one in columns if one.kind in _NUMBERS}
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115

    @classmethod
    def opened(cls, number: int, state: SpoolState) -> "Spool":
        """The rows that another process laid aside, from the number of their file, which is ours now."""
        spool = cls(state.columns)
        spool.close()
        spool._file = os.fdopen(number, "rb")
        spool.rows, spool._parts, spool._texts, spool._whole = state.rows, state.parts, state.texts, state.whole
        return spool

    @property
    def number(self) -> int:
        """The system's number of the open file; all of it is written."""
        self._file.flush()
        return self._file.fileno()

    @property
    def state(self) -> SpoolState:
        return SpoolState(self.columns, self.rows, self._parts, self._texts, self._whole)

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Values by the key of their column; what is missing was not answered."""
        if not rows:
            return
        arrays = [self._array(one, [row.get(one.key) for row in rows]) for one in self.columns]
        names = [str(place) for place in range(len(arrays))]
        batch = pa.record_batch(arrays, names=names) if arrays else None
        start = self._file.seek(0, os.SEEK_END)
        if batch is not None:
            options = pa.ipc.IpcWriteOptions(compression="lz4")
            with pa.ipc.new_stream(self._file, batch.schema, options=options) as stream:
                stream.write_batch(batch)
            at_once = max(1, min(len(rows), int(len(rows) * _SLICE_BYTES / max(1, batch.nbytes))))
            self._parts.append(_Part(start, len(rows), at_once))
        self.rows += len(rows)

    def _array(self, column: ExportColumn, values: list[Any]) -> Any:
        if column.kind == "moment":
            return pa.array(values, _MOMENT)
        if column.key not in self._texts:
            found = _numbers(values)
            if found is not None:
                if not pa.types.is_integer(found.type):
                    self._whole.discard(column.key)
                return found
            # An older version of the question took something else: all of the column becomes text.
            self._texts.add(column.key)
        return _texts(values)

    def type_of(self, column: ExportColumn) -> Any:
        """The Arrow type of a column, once all blocks are there: text, float64, int64 or a moment in UTC."""
        if column.kind == "moment":
            return _MOMENT
        if column.key in self._texts:
            return pa.large_string()
        return pa.int64() if column.key in self._whole else pa.float64()

    @property
    def schema(self) -> Any:
        return pa.schema([(one.name, self.type_of(one)) for one in self.columns])

    def batches(self) -> Iterator[Any]:
        """Record batches of bounded size, columns in their order, in the order the rows came."""
        schema = self.schema
        for part in self._parts:
            self._file.seek(part.start)
            batch = pa.ipc.open_stream(self._file).read_next_batch()
            for start in range(0, part.rows, part.at_once):
                piece = batch.slice(start, part.at_once)
                arrays = [_cast(array, field.type) for array, field in zip(piece.columns, schema, strict=True)]
                yield pa.record_batch(arrays, schema=schema)


def _cast(array: Any, wanted: Any) -> Any:
    return array if array.type == wanted else array.cast(wanted)


def _numbers(values: list[Any]) -> Any:
    """int64 or float64; None for what is no number, or is one that a float would not hold exactly."""
    try:
        array = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return None
    kind = array.type
    if pa.types.is_null(kind) or pa.types.is_boolean(kind):
        return array.cast(pa.int64())
    if pa.types.is_floating(kind):
        return array
    if not pa.types.is_integer(kind) or (pc.max(pc.abs(array)).as_py() or 0) > _EXACT:
        return None
    return array


def _texts(values: list[Any]) -> Any:
    written = [one if one is None or isinstance(one, str) else _written(one) for one in values]
    try:
        return pa.array(written, pa.large_string())
    except UnicodeEncodeError:
        return pa.array([one and _whole_text(one) for one in written], pa.large_string())


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return str(value) if isinstance(value, int | float | UUID) else msgspec.json.encode(value, enc_hook=str).decode()


def _whole_text(text: str) -> str:
    """Half a character (a lone surrogate) is no text in any file."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
