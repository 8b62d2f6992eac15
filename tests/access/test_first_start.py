"""A real server process, from outside."""

import httpx
from tests.serving import Served


async def test_a_started_server_is_ready_and_lets_its_owner_in(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url) as browser:
        assert (await browser.get("/healthz")).json() == {"status": "ok"}
        answer = await browser.post("/api/v1/session", json={"email": served.email, "password": served.password})
    assert answer.json()["person"]["role"] == "owner"
