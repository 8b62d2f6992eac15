"""Reads a file in chunks of rows, each with the place where the next one starts, so a run can go on after a crash."""

import asyncio
import csv
import tempfile
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import msgspec

from feilun.kernel.errors import Error
from feilun.store import Blobs

CHUNK_ROWS = 5_000
_BLOCK = 4 << 20
_LONGEST_ROW = 16 << 20
_LARGEST_GROUP = 1 << 30
_BLOCK_OF_VALUES = 64 << 20


class UnreadableFile(Error):
    """The file cannot be read: {problem}."""

    status = 422


class FileRow(NamedTuple):
    """One row: its text for the refusal list, its values when the format has columns, or what is wrong with it."""

    text: bytes
    values: list[Any] | None = None
    problem: str = ""


class Shape(msgspec.Struct):
    """How the file is written: found out at its start, and kept for a run that goes on in the middle."""

    names: list[str] = []
    separator: str = ""
    encoding: str = ""


class Chunk(NamedTuple):
    """Rows in file order; `bytes` is where the next chunk starts (for Parquet the share of rows, in bytes)."""

    rows: list[FileRow]
    bytes: int
    shape: Shape


class Place(NamedTuple):
    """Up to where a file has been read."""

    bytes: int
    rows: int


async def chunks_of(
    blobs: Blobs, key: str, format: str, place: Place, shape: Shape, total: int
) -> AsyncIterator[Chunk]:
    """The chunks from a place on; `shape` as an earlier run found it. Raises UnreadableFile."""
    if format == "parquet":
        async for chunk in _parquet_chunks(blobs, key, place, total):
            yield chunk
        return
    cut = _Lines(shape) if format == "jsonl" else _Csv(shape)
    at, buffer = place.bytes, b""
    async for part in blobs.get(key, place.bytes):
        buffer += part
        while len(buffer) >= _BLOCK:
            rows, used = await asyncio.to_thread(cut.take, buffer, False)
            if not used and len(buffer) < _LONGEST_ROW:
                break
            if not used:
                raise UnreadableFile(problem=f"a row at byte {at} does not end; look for an open quote")
            at, buffer = at + used, buffer[used:]
            yield Chunk(rows, at, cut.shape)
    while buffer:
        rows, used = await asyncio.to_thread(cut.take, buffer, True)
        at, buffer = at + used, buffer[used:]
        yield Chunk(rows, at, cut.shape)


class _Lines:
    """JSON lines: a row is a line."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def take(self, buffer: bytes, is_last: bool) -> tuple[list[FileRow], int]:
        parts = buffer.split(b"\n", CHUNK_ROWS)
        if len(parts) <= CHUNK_ROWS and is_last:
            lines, used = parts, len(buffer)
        else:
            lines, used = parts[:-1], len(buffer) - len(parts[-1])
        return [FileRow(line.strip()) for line in lines if line.strip()], used


class _Csv:
    """CSV with a line of names; the separator and the encoding are found out from the first bytes."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def take(self, buffer: bytes, is_last: bool) -> tuple[list[FileRow], int]:
        used = 0
        if not self.shape.encoding:
            self._look(buffer)
        source = _Counting(buffer, self.shape.encoding, is_last)
        reader = csv.reader(source, delimiter=self.shape.separator, strict=True)
        rows: list[FileRow] = []
        while len(rows) < CHUNK_ROWS:
            first = source.bytes
            try:
                values = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                if "unexpected end" in str(error) and not is_last:
                    break
                rows.append(FileRow(source.since(first), None, f"The row is no CSV: {error}"))
                used = source.bytes
                continue
            used = source.bytes
            if values and not self.shape.names:
                self.shape.names = [name.strip() for name in values]
            elif values:
                rows.append(FileRow(source.since(first), values))
        return rows, used

    def _look(self, buffer: bytes) -> None:
        if buffer.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnreadableFile(problem="it is UTF-16; save it as UTF-8")
        head = buffer.split(b"\n", 1)[0]
        self.shape.separator = max(",;\t", key=lambda one: head.count(one.encode()))
        try:
            # The end of the block may cut a character in two.
            buffer[: buffer.rfind(b"\n") + 1 or len(buffer)].decode("utf-8-sig")
            self.shape.encoding = "utf-8"
        except UnicodeDecodeError:
            self.shape.encoding = "gb18030"  # What spreadsheets on a Chinese Windows write.


class _Counting:
    """The lines as text for the CSV reader, counting the bytes it has taken. Cut one by one: a buffer of short lines
    holds a hundred chunks, and cutting it whole for each of them would be a hundred times the work.
    """

    def __init__(self, buffer: bytes, encoding: str, is_last: bool) -> None:
        self._buffer = buffer
        self._encoding = encoding
        self._is_last = is_last
        self.bytes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        end = self._buffer.find(b"\n", self.bytes) + 1
        if not end and self._is_last:
            end = len(self._buffer)
        if end <= self.bytes:
            raise StopIteration
        raw = self._buffer[self.bytes : end]
        self.bytes = end
        return raw.decode(self._encoding, "replace").removeprefix("\ufeff").replace("\x00", "")

    def since(self, first: int) -> bytes:
        return self._buffer[first : self.bytes]


async def _parquet_chunks(blobs: Blobs, key: str, place: Place, total: int) -> AsyncIterator[Chunk]:
    """Parquet is read from its end, so it is copied beside us first."""
    import pyarrow

    with tempfile.TemporaryFile() as file:
        async for part in blobs.get(key):
            await asyncio.to_thread(file.write, part)
        file.seek(0)
        try:
            source = await asyncio.to_thread(_opened, file)
            shape, count, done = Shape(list(source.schema_arrow.names)), source.metadata.num_rows, 0
            for batch in source.iter_batches(batch_size=CHUNK_ROWS):
                for part in _pieces(batch):
                    before, done = done, done + part.num_rows
                    if done <= place.rows:
                        continue
                    rows = await asyncio.to_thread(_rows_of, part.slice(max(place.rows - before, 0)))
                    yield Chunk(rows, total * done // max(count, 1), shape)
        except (pyarrow.ArrowException, MemoryError, OSError) as error:
            raise UnreadableFile(problem=str(error)) from error


def _opened(file: Any) -> Any:
    """Texts stay in their dictionaries: a file of kilobytes may say one text of a megabyte a million times."""
    import pyarrow
    from pyarrow import parquet

    source = parquet.ParquetFile(file)
    groups = [source.metadata.row_group(place) for place in range(source.metadata.num_row_groups)]
    if any(group.total_byte_size > _LARGEST_GROUP for group in groups):
        raise UnreadableFile(problem=f"a row group unpacks to more than {_LARGEST_GROUP >> 20} MB; write smaller ones")
    schema = source.schema_arrow
    texts = [
        field.name for field in schema if pyarrow.types.is_string(field.type) or pyarrow.types.is_binary(field.type)
    ]
    file.seek(0)
    return parquet.ParquetFile(file, read_dictionary=texts)


def _pieces(batch: Any) -> Iterator[Any]:
    """Parts of a batch that are small as Python's own values, too."""
    from pyarrow import compute

    longest = [
        compute.max(compute.binary_length(column.dictionary)).as_py() or 0
        for column in batch.columns
        if hasattr(column, "dictionary")
    ]
    if sum(longest) > _LONGEST_ROW:
        raise UnreadableFile(problem=f"a row has more than {_LONGEST_ROW >> 20} MB")
    size = min(max(_BLOCK_OF_VALUES // max(sum(longest), 1), 1), CHUNK_ROWS)
    for start in range(0, batch.num_rows, size):
        yield batch.slice(start, size)


def _rows_of(batch: Any) -> list[FileRow]:
    columns = [column.to_pylist() for column in batch.columns]
    return [FileRow(b"", list(values)) for values in zip(*columns, strict=True)]
