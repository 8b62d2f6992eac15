"""Clients of the collect API, and a look into the log."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from feilun.store import Tables

Log = Callable[[], Awaitable[list[dict[str, Any]]]]


@pytest.fixture
async def shop(server: Any, write_key: str) -> AsyncIterator[httpx.AsyncClient]:
    """Sends with the write key of the workspace."""
    transport = httpx.ASGITransport(app=server)
    async with httpx.AsyncClient(transport=transport, base_url="http://feilun.test", auth=(write_key, "")) as client:
        yield client


@pytest.fixture
async def nobody(server: Any) -> AsyncIterator[httpx.AsyncClient]:
    """Sends without any key."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=server), base_url="http://feilun.test") as client:
        yield client


@pytest.fixture
def log(tables: Tables, workspace: UUID) -> Log:
    """`await log()`: the events of the workspace in order."""

    async def read() -> list[dict[str, Any]]:
        async with tables.transaction() as tx:
            return await tx.all("select * from event where workspace = %(w)s order by position", w=workspace)

    return read


@pytest.fixture
def quarantine(tables: Tables, workspace: UUID) -> Log:
    """`await quarantine()`: what was refused, oldest first."""

    async def read() -> list[dict[str, Any]]:
        async with tables.transaction() as tx:
            return await tx.all("select * from quarantine where workspace = %(w)s order by id", w=workspace)

    return read
