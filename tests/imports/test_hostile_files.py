"""Files that are small on the disk and endless in memory, or broken in the middle."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from feilun.insight.imports import reading


class _Held:
    """The one file there is."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def get(self, key: str, start: int = 0) -> AsyncIterator[bytes]:
        for place in range(start, len(self._body), 1 << 20):
            yield self._body[place : place + (1 << 20)]


async def _sizes(body: bytes, format: str) -> list[tuple[int, int]]:
    """Of each chunk: how many rows, and how many letters in them."""
    blobs: Any = _Held(body)
    found = []
    start = reading.Place(0, 0)
    async for chunk in reading.chunks_of(blobs, "file", format, start, reading.Shape(), len(body)):
        letters = sum(len(row.text) + sum(len(str(value)) for value in row.values or ()) for row in chunk.rows)
        found.append((len(chunk.rows), letters))
    return found


def _written(table: pa.Table, **more: Any) -> bytes:
    file = io.BytesIO()
    parquet.write_table(table, file, compression="zstd", store_schema=False, **more)
    return file.getvalue()


def _same_text(rows: int, letters: int) -> bytes:
    once = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * letters]))
    return _written(pa.table({"user_id": [f"lin-{number}" for number in range(rows)], "note": once}))


async def test_a_text_said_a_thousand_times_is_unpacked_in_small_parts() -> None:
    body = _same_text(1_000, 1_000_000)
    assert len(body) < 100_000
    sizes = await _sizes(body, "parquet")
    assert sum(rows for rows, _ in sizes) == 1_000
    assert max(letters for _, letters in sizes) < 100_000_000


async def test_a_row_of_many_megabytes_is_refused() -> None:
    with pytest.raises(reading.UnreadableFile, match="16 MB"):
        await _sizes(_same_text(10, 20_000_000), "parquet")


async def test_a_run_goes_on_in_the_middle_of_small_parts() -> None:
    body = _same_text(200, 1_000_000)
    blobs: Any = _Held(body)
    start = reading.Place(0, 150)
    rows = [
        row
        async for chunk in reading.chunks_of(blobs, "file", "parquet", start, reading.Shape(), len(body))
        for row in chunk.rows
    ]
    assert [row.values[0] for row in rows if row.values] == [f"lin-{number}" for number in range(150, 200)]


async def test_a_parquet_file_that_is_broken_in_the_middle_is_unreadable() -> None:
    body = _written(pa.table({"user_id": [f"lin-{number * 7919}" for number in range(5_000)]}))
    broken = body[:100] + b"\xff" * 2_000 + body[2_100:]
    with pytest.raises(reading.UnreadableFile):
        await _sizes(broken, "parquet")


async def test_a_line_without_an_end_is_unreadable() -> None:
    with pytest.raises(reading.UnreadableFile):
        await _sizes(b'{"user_id": "' + b"x" * (20 << 20), "jsonl")


async def test_a_quote_without_an_end_spoils_its_own_row_and_no_other() -> None:
    body = b'user_id,event\nlin,"' + b"x,y\n" * 600_000
    assert sum(rows for rows, _ in await _sizes(body, "csv")) > 560_000


async def test_deep_json_lines_are_rows_like_others() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    lines = [b'{"userId": "lin", "event": "Seen"}', deep, json.dumps({"a": 1}).encode()]
    assert sum(rows for rows, _ in await _sizes(b"\n".join(lines), "jsonl")) == 3
