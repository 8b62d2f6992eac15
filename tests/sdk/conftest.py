"""A browser, and a small street for it: pages with the SDK on them, before a chat server that can go dark."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.browsing import browser, context
from tests.sdk.street import Street, serve

STATIC = Path(__file__).parents[2] / "src/feilun/static/sdk"

__all__ = ["browser", "context"]


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    if not (STATIC / "feilun.js").exists():
        pytest.skip("the SDK is not built; run `make build`")
    async with serve(Street(STATIC)) as street:
        yield street
