"""Answers laid out in columns: small in memory, as Arrow among the blobs, and back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

NOTHING = -128
_FREE = b"free"
_MISSING = -1


@dataclass(frozen=True)
class Column:
    """Numbers, or texts as places in `words`; free texts of which only "answered" is known have neither.

    `values`: int8 where all numbers are small and whole (-128 for nothing), else float64 (nan for nothing); places are
    int32 (-1 for nothing).
    """

    values: NDArray[Any]
    words: pa.Array | None = None
    is_free: bool = False

    @property
    def numbers(self) -> NDArray[np.float64]:
        """nan where there is nothing."""
        if self.values.dtype != np.int8:
            return self.values.astype(np.float64)
        found = self.values.astype(np.float64)
        found[self.values == NOTHING] = np.nan
        return found

    @property
    def answered(self) -> NDArray[np.bool_]:
        if self.words is not None:
            return np.asarray(self.values != _MISSING)
        return np.asarray(self.values != NOTHING) if self.values.dtype == np.int8 else ~np.isnan(self.values)

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.values.nbytes + (self.words.nbytes if self.words is not None else 0)


@dataclass(frozen=True)
class Batch:
    """Some responses. `asked` holds a bit per key of `keys`, eight to a byte: whether she saw that question.

    `paths` are the pages she passed, joined by newlines; `stands` the page she stood on when she stopped.
    """

    number: int
    columns: Mapping[str, Column]
    keys: Sequence[str]
    asked: NDArray[np.uint8]
    paths: Column
    stands: Column

    @property
    def size(self) -> int:
        return self.asked.nbytes + sum(one.size for one in (*self.columns.values(), self.paths, self.stands))

    def saw(self, key: str) -> NDArray[np.bool_] | None:
        """(responses,); None where no response of the batch could have seen it."""
        if key not in self.keys:
            return None
        place = self.keys.index(key)
        found: NDArray[np.bool_] = (self.asked[:, place >> 3] >> (7 - (place & 7)) & 1).astype(bool)
        return found


def column_of(cells: Sequence[tuple[int, Any]], number: int, is_free: bool = False) -> Column:
    """From (row, value) of those who answered: numbers where all are, else texts."""
    rows = np.fromiter((row for row, _ in cells), dtype=np.intp, count=len(cells))
    if not is_free and all(type(value) in (int, float) for _, value in cells):
        return _of_numbers(rows, np.fromiter((value for _, value in cells), np.float64, len(cells)), number)
    texts = [text_of(value) for _, value in cells]
    known: dict[str, int] = {}
    places = np.fromiter((known.setdefault(one, len(known)) for one in texts), np.int32, len(texts))
    values = np.full(number, _MISSING, np.int32)
    values[rows] = places
    return Column(values, pa.array(list(known), pa.large_string()), is_free)


def _of_numbers(rows: NDArray[np.intp], given: NDArray[np.float64], number: int) -> Column:
    if not len(given) or (np.abs(given).max() <= 120 and (given == np.rint(given)).all()):
        small = np.full(number, NOTHING, np.int8)
        small[rows] = given.astype(np.int8)
        return Column(small)
    values = np.full(number, np.nan)
    values[rows] = given
    return Column(values)


def text_of(value: Any) -> str:
    """An answer that is no number as text; a list of a given field is its parts."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return ", ".join(text_of(one) for one in value)
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def taken(batch: Batch, rows: NDArray[np.intp]) -> Batch:
    """Only these responses, in this order."""
    columns = {name: _taken(column, rows) for name, column in batch.columns.items()}
    return Batch(
        len(rows), columns, batch.keys, batch.asked[rows], _taken(batch.paths, rows), _taken(batch.stands, rows)
    )


def _taken(column: Column, rows: NDArray[np.intp]) -> Column:
    return Column(column.values[rows], column.words, column.is_free)


def joined(batches: Sequence[Batch]) -> Batch:
    """One after another; a column that a batch lacks was answered by nobody there."""
    names = dict.fromkeys(name for batch in batches for name in batch.columns)
    keys = list(dict.fromkeys(key for batch in batches for key in batch.keys))
    number = sum(batch.number for batch in batches)
    saw = np.zeros((number, max(1, len(keys))), np.uint8)
    start = 0
    for batch in batches:
        for place, key in enumerate(keys):
            seen = batch.saw(key)
            if seen is not None:
                saw[start : start + batch.number, place] = seen
        start += batch.number
    columns = {name: _joined([(batch.columns.get(name), batch.number) for batch in batches]) for name in names}
    paths = _joined([(batch.paths, batch.number) for batch in batches])
    stands = _joined([(batch.stands, batch.number) for batch in batches])
    return Batch(number, columns, keys, np.packbits(saw, axis=1), paths, stands)


def _joined(parts: Sequence[tuple[Column | None, int]]) -> Column:
    there = [one for one, _ in parts if one is not None]
    is_free = any(one.is_free for one in there)
    if all(one.words is None for one in there):
        numbers = [np.full(number, np.nan) if one is None else one.numbers for one, number in parts]
        values = np.concatenate(numbers) if numbers else np.array([])
        rows = np.flatnonzero(~np.isnan(values))
        return _of_numbers(rows, values[rows], len(values))
    cells: list[tuple[int, Any]] = []
    start = 0
    for one, number in parts:
        if one is not None:
            cells += [(start + row, value) for row, value in cells_of(one)]
        start += number
    return column_of([(row, text_of(value)) for row, value in cells], start, is_free)


def cells_of(column: Column) -> list[tuple[int, Any]]:
    """(row, value) of those who answered."""
    rows = np.flatnonzero(column.answered)
    if column.words is None:
        return list(zip(rows.tolist(), (plain(one) for one in column.numbers[rows].tolist()), strict=True))
    words = column.words.to_pylist()
    return [(row, words[place]) for row, place in zip(rows.tolist(), column.values[rows].tolist(), strict=True)]


def plain(number: float) -> float | int:
    """Whole numbers without a point."""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def written(batch: Batch) -> tuple[bytes, bytes]:
    """The blob of all columns, and the blob of free texts, which only exports open."""
    named = {**batch.columns, "/path": batch.paths, "/stand": batch.stands}
    arrays, fields, free = [], [], {}
    for name, column in named.items():
        if column.is_free and column.words is not None:
            free[name] = _arrow(column)
            values = np.where(column.answered, 1, NOTHING).astype(np.int8)
            arrays.append(pa.array(values))
            fields.append(pa.field(name, pa.int8(), metadata={_FREE: b"1"}))
        else:
            arrays.append(_arrow(column))
            fields.append(pa.field(name, arrays[-1].type))
    width = batch.asked.shape[1]
    arrays.append(
        pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(width), batch.number, [None, pa.py_buffer(batch.asked.tobytes())]
        )
    )
    fields.append(pa.field("/asked", pa.binary(width)))
    schema = pa.schema(fields, metadata={b"keys": json.dumps(list(batch.keys)).encode()})
    return _bytes(pa.table(arrays, schema=schema)), _bytes(pa.table(free))


def _arrow(column: Column) -> pa.Array:
    if column.words is None:
        return pa.array(column.values)
    places = pa.array(column.values, mask=column.values == _MISSING)
    return pa.DictionaryArray.from_arrays(places, column.words)


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    found: bytes = sink.getvalue().to_pybytes()
    return found


def read(main: bytes, free: bytes | None = None) -> Batch:
    """A batch from its blob; with `free` the free texts as well. Raises ArrowException or OSError where a blob is damaged."""
    table = pa.ipc.open_stream(main).read_all()
    columns = {field.name: _column(table.column(field.name), field) for field in table.schema if field.name != "/asked"}
    if free is not None:
        texts = pa.ipc.open_stream(free).read_all()
        for field in texts.schema:
            found = _column(texts.column(field.name), field)
            columns[field.name] = Column(found.values, found.words, True)
    keys = json.loads(table.schema.metadata[b"keys"])
    width = table.schema.field("/asked").type.byte_width
    asked = b"".join(table.column("/asked").to_pylist())
    bits = np.frombuffer(asked, np.uint8).reshape(table.num_rows, width)
    return Batch(table.num_rows, columns, keys, bits, columns.pop("/path"), columns.pop("/stand"))


def _column(chunked: pa.ChunkedArray, field: pa.Field) -> Column:
    array = chunked.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks else pa.array([], chunked.type)
    if pa.types.is_dictionary(array.type):
        places = array.indices.fill_null(_MISSING).to_numpy(zero_copy_only=False).astype(np.int32)
        return Column(places, array.dictionary)
    return Column(array.to_numpy(zero_copy_only=False), None, _FREE in (field.metadata or {}))
