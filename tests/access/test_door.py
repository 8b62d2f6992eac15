"""Who gets in."""

from typing import Any
from uuid import UUID

import httpx
from litestar import get

from feilun.access import Caller, Door, needs
from feilun.app import create_framework
from feilun.kernel.capability import Capability
from feilun.store import Engines


@get("/api/v1/try", **needs("customers.read"))
async def _try(caller: Caller, engines: Engines) -> dict[str, str]:
    async with engines.tables.transaction() as tx:
        one = await tx.value("select 1")
    return {"workspace": str(caller.workspace), "one": str(one)}


async def test_a_token_acts_in_its_own_workspace(engines: Engines, api: Any, workspace: UUID) -> None:
    app = Door(create_framework(engines, [Capability("try", routes=[_try])]), engines.tables)
    known = await api("owner")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=known.headers) as client:
        answer = await client.get("/api/v1/try")
    assert answer.json() == {"workspace": str(workspace), "one": "1"}
