"""The desk over the live connection, and the business that speaks first."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conversations.conftest import Agent, Hire, Visit

from feilun import delivery, events
from feilun.events import Event, Handle
from feilun.insight import identity
from feilun.interaction import conversations
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines, Tables


async def connect(agent: Agent) -> str:
    answer = await agent.post("/connection-token")
    answer.raise_for_status()
    return str(answer.json()["token"])


async def call(agent: Agent, token: str, method: str, **values: Any) -> dict[str, Any]:
    wish = {"token": token, "rpc": {"method": method, "data": values}}
    found: dict[str, Any] = (await agent.http.post("/connection/sync", json=wish)).json()
    return found


async def look(http: httpx.AsyncClient, token: str, channel: str, **place: Any) -> dict[str, Any]:
    wish = {"token": token, "channel": channel, "offset": 0, **place}
    found: dict[str, Any] = (await http.post("/connection/sync", json=wish)).json()
    return found


async def test_the_desk_hears_messages_with_their_numbers_and_rows(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    token = await connect(mei)
    await lin.write("hello")
    id = (await mei.box())[0]["id"]
    await mei.reply(id, "look at her orders", type="note")
    inbox = (await look(mei.http, token, "inbox"))["publications"]
    assert {one["data"]["conversation"] for one in inbox} == {id}
    heard = [one["data"] for one in (await look(mei.http, token, f"c:{id}"))["publications"]]
    assert [(one["seq"], one["type"], one["sender"]["kind"]) for one in heard] == [
        (1, "text", "customer"), (2, "note", "staff"),
    ]  # fmt: skip


async def test_the_desk_answers_over_the_connection_too(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    token = await connect(mei)
    await lin.write("hello")
    id = (await mei.box())[0]["id"]
    words = {"stream": f"c:{id}", "cid": "r", "type": "text", "body": {"text": "hi"}}
    stale = await call(mei, token, "msg.send", **words, seen_seq=0)
    assert stale["error"]["code"] == 1409
    assert (await call(mei, token, "msg.send", **words, seen_seq=1))["data"]["seq"] == 2
    assert await lin.reads() == ["hello", "hi"]


async def test_typing_is_shown_and_kept_nowhere(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    token = await connect(mei)
    await lin.write("hello")
    id = (await mei.box())[0]["id"]
    waiting = asyncio.create_task(look(lin.http, lin.token, lin.stream, offset=1, epoch=lin.epoch, wait=20))
    await asyncio.sleep(0.3)
    signal = {"token": token, "send": {"data": {"type": "typing", "stream": f"c:{id}"}}}
    assert (await mei.http.post("/connection/sync", json=signal)).json() == {}
    seen = await waiting
    assert seen["publications"] == [
        {"data": {"type": "typing", "typing": True, "sender": {"kind": "staff", "name": "Mei"}}}
    ]
    assert seen["offset"] == 1


async def test_the_desk_of_another_company_watches_nothing_of_ours(
    visit: Visit, hire: Hire, stranger: httpx.AsyncClient, tables: Tables
) -> None:
    from feilun import access

    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("hello")
    id = (await mei.box())[0]["id"]
    async with tables.transaction() as tx:
        elsewhere = await access.add_workspace(tx, "Elsewhere")
    wu = await hire("Wu", "owner", workspace=elsewhere)
    token = await connect(wu)
    for channel in (f"c:{id}", lin.stream, "u:x", "c:x"):
        assert (await look(wu.http, token, channel))["error"]["code"] == 103
    assert (await look(wu.http, token, "inbox"))["publications"] == []
    words = {"stream": f"c:{id}", "cid": "r", "type": "text", "body": {"text": "hi"}}
    assert (await call(wu, token, "msg.send", **words))["error"]["code"] == 1404
    assert (await call(wu, token, "msg.read", stream=f"c:{id}", seq=1))["error"]["code"] == 1404
    assert await lin.reads() == ["hello"]


async def test_a_token_of_a_program_has_no_live_connection(api: Any) -> None:
    assert (await (await api("owner")).post("/api/v1/connection-token")).status_code == 403


async def known_customer(tables: Tables, workspace: UUID, value: str) -> UUID:
    async with tables.transaction() as tx:
        customer = await identity.resolve(tx, workspace, [Handle("anonymous_id", value)])
    assert customer
    return customer


async def test_the_business_speaks_first_and_the_answer_goes_on(
    visit: Visit, hire: Hire, drain: Any, engines: Engines, workspace: UUID
) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("hello")
    await drain()
    customer = await known_customer(engines.tables, workspace, "lin")
    for _ in range(2):
        async with engines.tables.transaction() as tx:
            first = await conversations.say(tx, engines, workspace, customer, "Your milk is back", key="journey:1")
    back = await visit("lin")
    assert await back.reads() == ["hello", "Your milk is back"]
    await back.write("I take two")
    row = (await mei.box())[0]
    assert (row["id"], row["last_text"], row["customer"]) == (str(first), "I take two", str(customer))
    async with engines.tables.transaction() as tx:
        with pytest.raises(NotFound):
            await conversations.say(tx, engines, workspace, new_id(), "hello?")


async def test_the_channel_says_what_the_outbox_hands_it_once(
    visit: Visit, drain: Any, engines: Engines, workspace: UUID
) -> None:
    lin = await visit("lin")
    await lin.write("hello")
    await drain()
    channel = delivery.channels()["webchat"]
    connector = channel.connector(channel.parsed({}), engines)
    message = delivery.Outbound(
        workspace=workspace,
        key="outbox:1",
        customer=await known_customer(engines.tables, workspace, "lin"),
        address="lin",
        content={"text": "Your milk is back"},
    )
    assert await connector.send(message) == await connector.send(message)
    assert await lin.reads() == ["hello", "Your milk is back"]
    with pytest.raises(delivery.SendRefused):
        await connector.send(
            delivery.Outbound(workspace=workspace, key="2", customer=new_id(), address="nobody", content={"text": "x"})
        )


async def test_a_signed_in_customer_without_a_proof_is_spoken_to_on_her_device(
    visit: Visit, drain: Any, engines: Engines, tables: Tables, workspace: UUID
) -> None:
    lin = await visit("lin")
    handles = (Handle("user_id", "u-lin"), Handle("anonymous_id", "lin"))
    signed_in = Event(
        workspace=workspace, id=str(new_id()), type="identify", occurred_at=clock.now(), handles=handles, body={}
    )
    async with tables.transaction() as tx:
        await events.append(tx, [signed_in])
    await drain()
    customer = await known_customer(tables, workspace, "lin")
    channel = delivery.channels()["webchat"]
    await channel.connector(channel.parsed({}), engines).send(
        delivery.Outbound(
            workspace=workspace, key="1", customer=customer, address="u-lin", content={"text": "Your milk is back"}
        )
    )
    assert await lin.reads() == ["Your milk is back"]


async def test_another_companys_address_is_nobody_here(visit: Visit, engines: Engines, tables: Tables) -> None:
    from feilun import access

    lin = await visit("lin")
    async with tables.transaction() as tx:
        elsewhere = await access.add_workspace(tx, "Elsewhere")
    channel = delivery.channels()["webchat"]
    connector = channel.connector(channel.parsed({}), engines)
    with pytest.raises(delivery.SendRefused):
        await connector.send(
            delivery.Outbound(workspace=elsewhere, key="1", customer=new_id(), address="lin", content={"text": "x"})
        )
    assert await lin.sees() == []
