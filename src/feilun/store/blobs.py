"""Files of any size under a key such as `workspace/imports/id.csv`."""

from collections.abc import AsyncIterator
from typing import Protocol


class Blobs(Protocol):
    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> int:
        """Durable when it returns; the size in bytes. A half-written file is never visible."""

    def get(self, key: str, start: int = 0) -> AsyncIterator[bytes]:
        """The bytes from `start` on. Raises NotFound."""

    async def size(self, key: str) -> int:
        """Raises NotFound."""

    async def delete(self, key: str) -> None: ...
