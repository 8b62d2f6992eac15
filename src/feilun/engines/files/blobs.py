"""The port `Blobs` on a folder of one machine."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path, PurePosixPath

from feilun.engines.files.whole import put_in_place
from feilun.kernel.errors import Invalid, NotFound
from feilun.kernel.ids import new_id

_CHUNK = 1 << 20


class FileBlobs:
    """A key is a path below the folder; a key that tries to leave the folder is refused."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> int:
        path = self._path(key)
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{new_id().hex}.part")
        try:
            size = await self._write(aside, chunks)
            await asyncio.to_thread(put_in_place, aside, path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        return size

    async def get(self, key: str, start: int = 0) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except (FileNotFoundError, IsADirectoryError):
            raise NotFound(kind="file", id=key) from None
        try:
            file.seek(start)
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                yield chunk
        finally:
            file.close()

    async def size(self, key: str) -> int:
        path = self._path(key)
        if not await asyncio.to_thread(path.is_file):
            raise NotFound(kind="file", id=key)
        return (await asyncio.to_thread(path.stat)).st_size

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def _write(self, aside: Path, chunks: AsyncIterator[bytes]) -> int:
        size = 0
        with await asyncio.to_thread(aside.open, "wb") as file:
            async for chunk in chunks:
                size += await asyncio.to_thread(file.write, chunk)
        return size

    def _path(self, key: str) -> Path:
        parts = PurePosixPath(key).parts
        if not parts or key.startswith("/") or any(part in ("..", ".") for part in key.split("/")) or "\x00" in key:
            raise Invalid(field="key", problem=f"{key!r} is not a path below the folder")
        return self._folder.joinpath(*parts)
