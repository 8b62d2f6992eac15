"""Every store of files keeps the same promises."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feilun import engines
from feilun.kernel.errors import Invalid, NotFound
from feilun.store import Blobs


@pytest.fixture(params=["folder", "file"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    return engines.open_blobs(tmp_path if request.param == "folder" else f"file://{tmp_path}")


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def read(blobs: Blobs, key: str) -> bytes:
    return b"".join([chunk async for chunk in blobs.get(key)])


async def test_a_file_comes_back_whole(blobs: Blobs) -> None:
    large = b"x" * 3_000_000
    assert await blobs.put("lin/imports/1.csv", pieces(b"a,b\n", large)) == len(large) + 4
    assert await blobs.size("lin/imports/1.csv") == len(large) + 4
    assert await read(blobs, "lin/imports/1.csv") == b"a,b\n" + large


async def test_the_same_key_twice_is_the_newer_file(blobs: Blobs) -> None:
    await blobs.put("a", pieces(b"old"))
    await blobs.put("a", pieces(b"new"))
    assert await read(blobs, "a") == b"new"


async def test_an_upload_that_breaks_leaves_no_trace(blobs: Blobs, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        await blobs.put("a/b", broken())
    with pytest.raises(NotFound):
        await blobs.size("a/b")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_missing_file_is_not_found(blobs: Blobs) -> None:
    with pytest.raises(NotFound):
        await read(blobs, "nothing/here")


async def test_a_deleted_file_is_gone_and_deleting_twice_is_harmless(blobs: Blobs) -> None:
    await blobs.put("a", pieces(b"1"))
    await blobs.delete("a")
    await blobs.delete("a")
    with pytest.raises(NotFound):
        await blobs.size("a")


@pytest.mark.parametrize("key", ["../secret", "/etc/passwd", "a/../../b", "", ".", "a\x00b", "./a"])
async def test_a_key_cannot_leave_the_folder(blobs: Blobs, key: str) -> None:
    with pytest.raises(Invalid):
        await blobs.put(key, pieces(b"x"))
