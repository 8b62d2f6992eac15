"""Staff who lose a right, or are locked out, while they are connected."""

from typing import Any

import httpx
import pytest
import websockets
from tests.live.conftest import Wire
from tests.live.stock import Raw

from feilun.delivery import live
from feilun.store import Engines


@pytest.fixture
async def mei(signed_in: Any) -> httpx.AsyncClient:
    client: httpx.AsyncClient = await signed_in("agent")
    return client


async def _id(client: httpx.AsyncClient) -> str:
    return str((await client.get("/api/v1/session")).json()["person"]["id"])


async def _token(client: httpx.AsyncClient) -> str:
    return str((await client.post("/api/v1/connection-token")).json()["token"])


@pytest.mark.parametrize(
    ("change", "code"), [({"disabled": True}, 3500), ({"role": "analyst"}, 3005)], ids=["locked out", "other role"]
)
async def test_an_open_connection_ends_with_the_rights(
    change: dict[str, Any], code: int, mei: httpx.AsyncClient, api: Any, wire: Wire, engines: Engines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(live.node_of(engines), "check_every", 0.05)
    token, person, owner = await _token(mei), await _id(mei), await api("owner")
    async with websockets.connect(wire.socket_url) as socket:
        raw = Raw(socket)
        assert "connect" in await raw.ask(1, connect={"token": token})
        assert "subscribe" in await raw.ask(2, subscribe={"channel": "inbox"})
        assert (await owner.patch(f"/api/v1/people/{person}", json=change)).is_success
        await socket.wait_closed()
    assert socket.close_code == code


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "analyst"}], ids=["locked out", "other role"])
async def test_an_old_token_opens_nothing(change: dict[str, Any], mei: httpx.AsyncClient, api: Any) -> None:
    token, person, owner = await _token(mei), await _id(mei), await api("owner")
    look = {"token": token, "channel": "inbox", "offset": 0}
    assert "publications" in (await mei.post("/connection/sync", json=look)).json()
    await owner.patch(f"/api/v1/people/{person}", json=change)
    assert (await mei.post("/connection/sync", json=look)).status_code == 401
    said = {"token": token, "rpc": {"method": "msg.send", "data": {"cid": "1", "body": {"text": "Hello"}}}}
    assert (await mei.post("/connection/sync", json=said)).status_code == 401


async def test_one_more_right_ends_nothing(mei: httpx.AsyncClient, api: Any) -> None:
    token, person, owner = await _token(mei), await _id(mei), await api("owner")
    await owner.patch(f"/api/v1/people/{person}", json={"role": "supervisor"})
    look = {"token": token, "channel": "inbox", "offset": 0}
    assert "publications" in (await mei.post("/connection/sync", json=look)).json()
