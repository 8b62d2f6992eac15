"""Visitors and agents of the desk: Lin and Chen write, Mei and Wu answer, everybody through the front door."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conversations.clerk import Clerk

from feilun import access
from feilun.delivery import live
from feilun.delivery.live.presence import enter, leave
from feilun.interaction import conversations
from feilun.interaction.conversations import attendants
from feilun.kernel.ids import new_id
from feilun.store import Engines, Tables

PASSWORD = "a long enough password"


@dataclass
class Visitor:
    """A customer with the widget open, over the fallback of the live connection."""

    http: httpx.AsyncClient
    token: str
    stream: str
    thread: UUID
    epoch: str

    async def call(self, method: str, **values: Any) -> dict[str, Any]:
        """The whole answer: `data` or `error`."""
        wish = {"token": self.token, "rpc": {"method": method, "data": {"stream": self.stream, **values}}}
        found: dict[str, Any] = (await self.http.post("/connection/sync", json=wish)).json()
        return found

    async def write(self, text: str, cid: str = "") -> int:
        """The number in her stream."""
        answer = await self.call("msg.send", cid=cid or str(new_id()), type="text", body={"text": text})
        return int(answer["data"]["seq"])

    async def sees(self, after: int = 0) -> list[dict[str, Any]]:
        look = {"token": self.token, "channel": self.stream, "offset": after, "epoch": self.epoch}
        answer = (await self.http.post("/connection/sync", json=look)).json()
        return [{**one["data"], "offset": one["offset"]} for one in answer["publications"]]

    async def reads(self) -> list[str]:
        """The words in her stream."""
        return [one["body"]["text"] for one in await self.sees() if one["type"] == "text"]


@dataclass
class Agent:
    """A signed-in member of staff."""

    http: httpx.AsyncClient
    person: UUID
    workspace: UUID
    name: str
    role: str

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.post(f"/api/v1{path}", json=body or None)

    async def get(self, path: str, **values: Any) -> Any:
        answer = await self.http.get(f"/api/v1{path}", params=values)
        answer.raise_for_status()
        return answer.json()

    async def reply(self, conversation: str, text: str, cid: str = "", **more: Any) -> httpx.Response:
        cid = cid or str(new_id())
        return await self.post(f"/conversations/{conversation}/messages", cid=cid, text=text, **more)

    async def messages(self, conversation: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.get(f"/conversations/{conversation}/messages", limit=200))["items"]
        return items

    async def box(self, box: str = "all", **more: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.get("/conversations", box=box, **more))["items"]
        return items

    def peer(self) -> live.Peer:
        rights = frozenset(one for one in access.ROLES[self.role] if one.startswith("desk."))
        return live.Peer(workspace=self.workspace, kind="staff", id=self.person, name=self.name, rights=rights)


Visit = Callable[..., Awaitable[Visitor]]
Hire = Callable[..., Awaitable[Agent]]
Online = Callable[[Agent], Awaitable[None]]


@pytest.fixture
async def client(server: Any) -> AsyncIterator[Callable[[], Awaitable[httpx.AsyncClient]]]:
    async with AsyncExitStack() as stack:

        async def open_one() -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app=server)
            return await stack.enter_async_context(
                httpx.AsyncClient(transport=transport, base_url="http://feilun.test", timeout=60)
            )

        yield open_one


@pytest.fixture
def visit(client: Callable[[], Awaitable[httpx.AsyncClient]], write_key: str) -> Visit:
    """`await visit("lin")`, or `await visit(user_id=…, proof=…)`."""

    async def come(anonymous_id: str = "", **who: str) -> Visitor:
        http = await client()
        if anonymous_id:
            who["anonymous_id"] = anonymous_id
        answer = await http.post("/connection/visitor", json={"write_key": write_key, **who})
        answer.raise_for_status()
        ticket = answer.json()
        return Visitor(http, ticket["token"], ticket["stream"], UUID(ticket["visitor"]), ticket["epoch"])

    return come


@pytest.fixture
def hire(client: Callable[[], Awaitable[httpx.AsyncClient]], tables: Tables, workspace: UUID) -> Hire:
    """`await hire("Mei")` signs a new agent in."""

    async def sign_in(name: str, role: str = "agent", workspace: UUID = workspace) -> Agent:
        email = f"{name.lower()}.{new_id().hex}@feilun.example"
        async with tables.transaction() as tx:
            person = await access.add_person(tx, workspace, email, name, role, PASSWORD)
        http = await client()
        (await http.post("/api/v1/session", json={"email": email, "password": PASSWORD})).raise_for_status()
        http.headers["X-CSRF-Token"] = http.cookies["feilun_csrf"]
        return Agent(http, person, workspace, name, role)

    return sign_in


@pytest.fixture
async def online(engines: Engines) -> AsyncIterator[Online]:
    """`await online(mei)`: she has a live connection until the test ends."""
    here: list[tuple[live.Peer, UUID]] = []

    async def connect(agent: Agent) -> None:
        connection = new_id()
        here.append((agent.peer(), connection))
        await enter(engines, agent.peer(), connection)

    yield connect
    for peer, connection in here:
        await leave(engines, peer, connection)


@pytest.fixture
def clerk(workspace: UUID) -> Iterator[Clerk]:
    """A bot that is on in the workspace of the test, in the place of the real one."""
    before = attendants.attendant()
    clerk = Clerk()
    clerk.workspaces.add(workspace)
    conversations.attend(clerk)
    yield clerk
    conversations.attend(before)
