"""Stock clients and bare frames against the live connection."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import centrifuge
import httpx
import pytest
import websockets
from tests.live.conftest import Wire
from tests.live.stock import Heard, Raw, until, visitor_pass

from feilun.delivery import live
from feilun.kernel import clock
from feilun.store import Engines

Say = Callable[..., Awaitable[live.Publication]]
Dial = Callable[[], Awaitable[Raw]]


@pytest.fixture
def say(engines: Engines, workspace: UUID) -> Say:
    async def publish(stream: str, cid: str, text: str = "hi", sender: str = "staff:mei") -> live.Publication:
        async with engines.tables.transaction() as tx:
            draft = live.Draft(
                workspace=workspace,
                stream=stream,
                sender=sender,
                cid=cid,
                type="text",
                body={"text": text},
                at=clock.now(),
            )
            return (await live.publish(tx, engines, [draft]))[0]

    return publish


@pytest.fixture
async def dial(wire: Wire) -> AsyncIterator[Dial]:
    async with AsyncExitStack() as stack:

        async def open_one() -> Raw:
            return Raw(await stack.enter_async_context(websockets.connect(wire.socket_url)))

        yield open_one


async def test_a_repeated_publication_gets_the_first_answer(say: Say) -> None:
    first = await say("u:x", "c1")
    again = await say("u:x", "c1", "other words")
    assert (first.seq, first.is_new, again.seq, again.is_new) == (1, True, 1, False)
    assert again.at == first.at


async def test_parallel_writers_leave_no_gap_and_no_double(say: Say, engines: Engines, workspace: UUID) -> None:
    import asyncio

    answers = await asyncio.gather(*(say("u:x", f"c{number % 20}", sender=f"s{number % 3}") for number in range(120)))
    new = sorted(answer.seq for answer in answers if answer.is_new)
    assert new == list(range(1, 61))
    async with engines.tables.transaction() as tx:
        assert [seq for seq, _ in await live.read_after(tx, workspace, "u:x", 0, 1000)] == new


async def test_a_stock_client_hears_what_is_published(
    wire: Wire, http: httpx.AsyncClient, write_key: str, say: Say
) -> None:
    ticket = await visitor_pass(http, write_key)
    client = centrifuge.Client(wire.socket_url, token=ticket["token"])
    heard = Heard()
    subscription = client.new_subscription(ticket["stream"], events=heard)
    await client.connect()
    await subscription.subscribe()
    await until(lambda: heard.subscribed)
    for number in range(5):
        await say(ticket["stream"], f"c{number}", f"第{number}条")
    await until(lambda: len(heard.publications) == 5)
    await client.disconnect()
    assert [one.offset for one in heard.publications] == [1, 2, 3, 4, 5]
    assert heard.publications[4].data["text"] == "第4条"


async def test_a_client_that_comes_back_gets_what_it_missed(
    dial: Dial, http: httpx.AsyncClient, write_key: str, say: Say
) -> None:
    ticket = await visitor_pass(http, write_key)
    for number in range(3):
        await say(ticket["stream"], f"c{number}")
    raw = await dial()
    await raw.ask(1, connect={"token": ticket["token"]})
    place = {"channel": ticket["stream"], "recover": True, "offset": 1, "epoch": ticket["epoch"]}
    result = (await raw.ask(2, subscribe=place))["subscribe"]
    assert [one["offset"] for one in result["publications"]] == [2, 3]
    assert (result["recovered"], result["was_recovering"], result["offset"]) == (True, True, 3)


async def test_a_gap_beyond_the_limit_is_told_and_paged(
    dial: Dial, http: httpx.AsyncClient, write_key: str, engines: Engines, workspace: UUID
) -> None:
    ticket = await visitor_pass(http, write_key)
    drafts = [
        live.Draft(
            workspace=workspace,
            stream=ticket["stream"],
            sender="s",
            cid=str(number),
            type="text",
            body={},
            at=clock.now(),
        )
        for number in range(350)
    ]
    async with engines.tables.transaction() as tx:
        await live.publish(tx, engines, drafts)
    raw = await dial()
    await raw.ask(1, connect={"token": ticket["token"]})
    place = {"channel": ticket["stream"], "recover": True, "offset": 0, "epoch": ticket["epoch"]}
    result = (await raw.ask(2, subscribe=place))["subscribe"]
    assert (result["recovered"], result.get("publications")) == (False, None)
    seen: list[int] = []
    for id in range(3, 9):
        wish = {"stream": ticket["stream"], "after": seen[-1] if seen else 0, "limit": 100}
        page = (await raw.ask(id, rpc={"method": "sync", "data": wish}))["rpc"]["data"]
        seen += [one["offset"] for one in page["publications"]]
    assert seen == list(range(1, 351))


async def test_a_wrong_epoch_is_not_recovered(dial: Dial, http: httpx.AsyncClient, write_key: str, say: Say) -> None:
    ticket = await visitor_pass(http, write_key)
    await say(ticket["stream"], "c")
    raw = await dial()
    await raw.ask(1, connect={"token": ticket["token"]})
    place = {"channel": ticket["stream"], "recover": True, "offset": 1, "epoch": "another"}
    assert not (await raw.ask(2, subscribe=place))["subscribe"]["recovered"]


async def test_a_lost_bus_message_is_made_up_for_from_the_table(
    dial: Dial, http: httpx.AsyncClient, write_key: str, say: Say, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await visitor_pass(http, write_key)
    raw = await dial()
    await raw.ask(1, connect={"token": ticket["token"]})
    await raw.ask(2, subscribe={"channel": ticket["stream"]})

    async def lose(*_: Any) -> None: ...

    with monkeypatch.context() as patched:
        patched.setattr(type(engines.bus), "publish", lose)
        await say(ticket["stream"], "c1")
    await say(ticket["stream"], "c2")
    assert [(await raw.hear())["push"]["pub"]["offset"] for _ in range(2)] == [1, 2]
    with monkeypatch.context() as patched:
        patched.setattr(type(engines.bus), "publish", lose)
        await say(ticket["stream"], "c3")
        assert (await raw.hear())["push"]["pub"]["offset"] == 3


async def test_a_visitor_never_watches_another_stream(
    dial: Dial, http: httpx.AsyncClient, write_key: str, say: Say
) -> None:
    lin = await visitor_pass(http, write_key, anonymous_id="a-lin")
    chen = await visitor_pass(http, write_key, anonymous_id="a-chen")
    await say(lin["stream"], "c")
    raw = await dial()
    await raw.ask(1, connect={"token": chen["token"]})
    for number, name in enumerate((lin["stream"], "inbox", "c:" + lin["visitor"], "live:wall", "x", "")):
        assert (await raw.ask(10 + number, subscribe={"channel": name}))["error"]["code"] == 103
        denied = await raw.ask(20 + number, rpc={"method": "sync", "data": {"stream": name}})
        assert denied["error"]["code"] == 103
        assert (await raw.ask(30 + number, history={"channel": name, "limit": 9}))["error"]["code"] == 103
    polled = await http.post("/connection/sync", json={"token": chen["token"], "channel": lin["stream"], "offset": 0})
    assert polled.json() == {"error": {"code": 103, "message": "permission denied"}}


async def test_another_company_never_reaches_a_stream(
    dial: Dial, http: httpx.AsyncClient, write_key: str, say: Say, stranger: httpx.AsyncClient
) -> None:
    lin = await visitor_pass(http, write_key)
    await say(lin["stream"], "c")
    key = (await stranger.post("/api/v1/write-keys", json={"name": "theirs", "channel": "web"})).json()["secret"]
    theirs = await visitor_pass(http, key, anonymous_id="a-lin")
    assert theirs["stream"] != lin["stream"]
    raw = await dial()
    await raw.ask(1, connect={"token": theirs["token"]})
    assert (await raw.ask(2, subscribe={"channel": lin["stream"]}))["error"]["code"] == 103


async def test_a_forged_token_ends_the_connection(dial: Dial, http: httpx.AsyncClient, write_key: str) -> None:
    lin = await visitor_pass(http, write_key, anonymous_id="a-lin")
    chen = await visitor_pass(http, write_key, anonymous_id="a-chen")
    forged = lin["token"].split(".")[0] + "." + chen["token"].split(".")[1]
    for token in (forged, "nonsense", "", "a.b"):
        raw = await dial()
        await raw.say({"id": 1, "connect": {"token": token}})
        with pytest.raises(websockets.ConnectionClosed):
            await raw.hear()
        assert raw.connection.close_code == 3500


async def test_an_expired_token_asks_for_a_new_one(dial: Dial, http: httpx.AsyncClient, write_key: str) -> None:
    with clock.shifted(-timedelta(hours=1)):
        ticket = await visitor_pass(http, write_key)
    raw = await dial()
    assert (await raw.ask(1, connect={"token": ticket["token"]}))["error"]["code"] == 109


async def test_a_fresh_token_keeps_the_connection(dial: Dial, http: httpx.AsyncClient, write_key: str) -> None:
    ticket = await visitor_pass(http, write_key)
    raw = await dial()
    first = (await raw.ask(1, connect={"token": ticket["token"]}))["connect"]
    fresh = await visitor_pass(http, write_key)
    assert (first["expires"], first["ping"], first["pong"]) == (True, 25, True)
    assert (await raw.ask(2, refresh={"token": fresh["token"]}))["refresh"]["ttl"] > 0
    other = await visitor_pass(http, write_key, anonymous_id="a-chen")
    await raw.say({"id": 3, "refresh": {"token": other["token"]}})
    with pytest.raises(websockets.ConnectionClosed):
        await raw.hear()
    assert raw.connection.close_code == 3500


async def test_pings_come_on_a_beat_and_silence_ends_the_connection(
    dial: Dial, http: httpx.AsyncClient, write_key: str, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live.node_of(engines), "ping_every", 0.3)
    ticket = await visitor_pass(http, write_key)
    raw = await dial()
    await raw.ask(1, connect={"token": ticket["token"]})
    for _ in range(3):
        assert await raw.hear() == {}
        await raw.say({})
    with pytest.raises(websockets.ConnectionClosed):
        while True:
            assert await raw.hear() == {}
    assert raw.connection.close_code == 3012


async def test_what_is_no_command_ends_the_connection(dial: Dial) -> None:
    raw = await dial()
    await raw.connection.send("hello")
    with pytest.raises(websockets.ConnectionClosed):
        await raw.hear()
    assert raw.connection.close_code == 3501


async def test_publishing_past_the_methods_is_refused(dial: Dial, http: httpx.AsyncClient, write_key: str) -> None:
    ticket = await visitor_pass(http, write_key)
    raw = await dial()
    await raw.ask(1, connect={"token": ticket["token"]})
    assert (await raw.ask(2, publish={"channel": ticket["stream"], "data": {}}))["error"]["code"] == 103
    assert (await raw.ask(3, rpc={"method": "nothing"}))["error"]["code"] == 104


async def test_a_slow_client_is_sent_away_and_resumes(
    dial: Dial, http: httpx.AsyncClient, write_key: str, engines: Engines, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feilun.delivery.live.connection._MOST_WAITING", 60_000)
    ticket = await visitor_pass(http, write_key)
    slow = await dial()
    await slow.ask(1, connect={"token": ticket["token"]})
    await slow.ask(2, subscribe={"channel": ticket["stream"]})
    slow.connection.transport.pause_reading()
    node = live.node_of(engines)
    number = 0
    while any(str(one.peer.id) == ticket["visitor"] for one in node.connections):
        import os

        await say(ticket["stream"], f"c{number}", os.urandom(20_000).hex())
        number += 1
        assert number < 1500
    fresh = await dial()
    await fresh.ask(1, connect={"token": ticket["token"]})
    place = {"channel": ticket["stream"], "recover": True, "offset": max(0, number - 3), "epoch": ticket["epoch"]}
    assert len((await fresh.ask(2, subscribe=place))["subscribe"]["publications"]) == min(3, number)


async def test_the_poll_gives_the_same_as_the_socket(http: httpx.AsyncClient, write_key: str, say: Say) -> None:
    import asyncio

    ticket = await visitor_pass(http, write_key)
    await say(ticket["stream"], "c1")
    look = {"token": ticket["token"], "channel": ticket["stream"], "offset": 0, "epoch": ticket["epoch"], "wait": 20}
    first = (await http.post("/connection/sync", json=look)).json()
    assert ([one["offset"] for one in first["publications"]], first["offset"], first["recovered"]) == ([1], 1, True)
    waiting = asyncio.create_task(http.post("/connection/sync", json={**look, "offset": 1}))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    await say(ticket["stream"], "c2")
    second = (await waiting).json()
    assert ([one["offset"] for one in second["publications"]], second["offset"]) == ([2], 2)


async def test_a_poll_without_news_ends_with_its_wait(http: httpx.AsyncClient, write_key: str) -> None:
    ticket = await visitor_pass(http, write_key)
    look = {"token": ticket["token"], "channel": ticket["stream"], "offset": 0, "epoch": ticket["epoch"], "wait": 0.2}
    assert (await http.post("/connection/sync", json=look)).json()["publications"] == []
    assert (await http.post("/connection/sync", json={**look, "token": "x"})).status_code == 401


async def test_any_page_may_ask_without_cookies(http: httpx.AsyncClient) -> None:
    answer = await http.options("/connection/visitor", headers={"origin": "https://shop.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")
