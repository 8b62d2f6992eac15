"""The widget asks over real sockets whether to ask: two devices, a reload, a clock set back, twenty at once: once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import httpx
import pytest
import websockets
from tests.invitations.conftest import Asking, person
from tests.live.conftest import Wire
from tests.live.stock import Raw, visitor_pass

from feilun.events import Handle
from feilun.kernel import clock

Enter = Callable[..., Awaitable["Device"]]
HERE = {"page": "https://shop.test/cart?x=1", "seconds": 60}


class Device:
    """A browser with an open socket."""

    def __init__(self, raw: Raw) -> None:
        self.raw, self.calls = raw, 1

    async def call(self, method: str, **data: Any) -> Any:
        self.calls += 1
        answer = await self.raw.ask(self.calls, rpc={"method": method, "data": data})
        return answer["rpc"]["data"] if "rpc" in answer else answer

    async def prompt(self, **data: Any) -> dict[str, Any]:
        return dict(await self.call("survey.prompt", **(data or HERE)))


@pytest.fixture
async def enter(wire: Wire, wire_http: httpx.AsyncClient, write_key: str) -> AsyncIterator[Enter]:
    async with AsyncExitStack() as stack:

        async def open_one(device: str, key: str = write_key) -> Device:
            raw = Raw(await stack.enter_async_context(websockets.connect(wire.socket_url)))
            found = await visitor_pass(wire_http, key, anonymous_id=device)
            await raw.ask(1, connect={"token": found["token"]})
            return Device(raw)

        yield open_one


async def _is_lins(asking: Asking, *devices: str) -> None:
    for device in devices:
        handles = (Handle("user_id", "lin"), Handle("anonymous_id", device))
        await asking.shop.happens("identify", handles, body={"traits": {"name": "Lin"}})
    await asking.shop.drain()


async def test_two_devices_a_reload_and_twenty_at_once_are_asked_once(asking: Asking, enter: Enter) -> None:
    await _is_lins(asking, "phone", "laptop")
    texts = {"subject": {"en": "Well, {{ customer.name }}?"}}
    await asking.reach("widget", layout="modal", texts=texts)
    devices = [await enter(("phone", "laptop")[number % 2]) for number in range(20)]
    shown = [one for one in await asyncio.gather(*(device.prompt() for device in devices)) if one["survey"]]
    assert len(shown) == 1
    assert (shown[0]["survey"], shown[0]["layout"], shown[0]["title"]) == (asking.survey, "modal", "Well, Lin?")
    reloaded = await enter("phone")
    assert (await reloaded.prompt())["survey"] is None
    # The device may say what it likes of its clock; the server's alone counts.
    assert (await reloaded.prompt(**HERE, now="1999-01-01T00:00:00Z"))["survey"] is None
    assert len(await asking.tokens()) == 1
    assert {row["rule"] for row in await asking.invitations(state="refused")} <= {"once"}


async def test_an_unknown_visitor_is_asked_once_also_when_her_name_is_known_later(asking: Asking, enter: Enter) -> None:
    await asking.reach("widget")
    assert (await (await enter("phone")).prompt())["survey"] == asking.survey
    assert (await (await enter("phone")).prompt())["survey"] is None
    await _is_lins(asking, "phone", "laptop")
    assert (await (await enter("laptop")).prompt())["survey"] is None


async def test_page_seconds_event_audience_and_hours_decide(asking: Asking, enter: Enter) -> None:
    everybody = await asking.audience()
    hours = {"from": "00:00", "to": "00:01"}
    now = clock.now().strftime("%H:%M")
    assert now != "00:00"
    await asking.reach("widget", trigger={"page": "/cart", "seconds": 30, "event": "Paid"}, audience=everybody)
    await asking.reach("widget", trigger={"page": "/other", "hours": hours})
    device = await enter("phone")
    paid = {**HERE, "event": "Paid"}
    assert (await device.prompt(**paid))["survey"] is None
    await _is_lins(asking, "phone")
    assert (await device.prompt(**HERE))["survey"] is None
    assert (await device.prompt(**{**paid, "page": "https://shop.test/home"}))["survey"] is None
    early = await device.prompt(**{**paid, "seconds": 10})
    assert (early["survey"], early["delay_seconds"]) == (None, 21)
    assert (await device.prompt(page="https://shop.test/other", seconds=99))["survey"] is None
    assert (await device.prompt(**paid))["survey"] == asking.survey


async def test_a_share_of_nobody_and_a_hold_out_leave_in_peace(asking: Asking, enter: Enter) -> None:
    await asking.reach("widget", trigger={"share": 0.5}, hold_out=0.5)
    found = [(await (await enter(f"d{number}")).prompt())["survey"] for number in range(40)]
    asked = sum(one is not None for one in found)
    held = len(await asking.invitations(state="refused", limit=200))
    assert 2 <= asked <= 22
    assert 2 <= held <= 22
    assert asked + held < 40


async def test_she_answers_in_the_widget_and_it_stands_on_her_profile(asking: Asking, enter: Enter) -> None:
    await _is_lins(asking, "phone")
    await asking.reach("widget")
    device = await enter("phone")
    shown = await device.prompt(**HERE, language="zh-CN")
    assert (shown["title"], shown["button"]) == ("Shop（中）", "填写问卷")
    assert await asking.state() == "sent"
    opened = await device.call("survey.open", token=shown["token"])
    again = await device.call("survey.open", token=shown["token"])
    assert opened["token"] == again["token"]
    await asking.finish(opened["token"])
    await asking.shop.drain()
    [row] = await asking.invitations()
    assert (row["state"], row["customer"]) == ("complete", str(await asking.shop.id_of("Lin")))


async def test_what_is_only_shown_counts_as_asked_and_not_as_started(asking: Asking, enter: Enter) -> None:
    await _is_lins(asking, "phone")
    await asking.reach("widget")
    device = await enter("phone")
    token = (await device.prompt())["token"]
    looks = [await device.call("survey.look", token=token, language="en") for _ in range(2)]
    assert looks[0] == looks[1]
    assert (looks[0]["token"], looks[0]["state"], looks[0]["seq"], looks[0]["page"]["key"]) == (
        token,
        "started",
        0,
        "one",
    )
    await asking.shop.drain()
    assert (await asking.state(), await asking.shop.facts("survey.started")) == ("sent", [])
    overall = (await asking.figures())["overall"]
    assert (overall["delivered"], overall["started"], overall["complete"]) == (1, 0, 0)
    assert (await asking.http.get(f"/api/v1/surveys/{asking.survey}/responses")).json()["items"] == []
    lin = await asking.shop.id_of("Lin")
    [ask] = (await asking.http.get(f"/api/v1/customers/{lin}/asks")).json()["asked"]
    assert ask["state"] == "asked"
    opened = await device.call("survey.open", token=token)
    await asking.shop.drain()
    assert (await asking.state(), len(await asking.shop.facts("survey.started"))) == ("started", 1)
    assert (await device.call("survey.look", token=token))["token"] == opened["token"]
    await asking.finish(opened["token"])
    assert (await device.call("survey.look", token=token))["state"] == "complete"


async def test_what_was_looked_at_stands_in_the_same_order_when_it_is_answered(asking: Asking, enter: Enter) -> None:
    options = [{"code": f"o{number}", "label": {"en": str(number)}} for number in range(12)]
    await asking.publish({"id": "q", "kind": "single", "title": {"en": "?"}, "shuffle": "random", "options": options})
    await asking.reach("widget")
    orders = []
    for number in range(3):
        device = await enter(f"d{number}")
        token = (await device.prompt())["token"]
        look = await device.call("survey.look", token=token)
        opened = await device.call("survey.open", token=token)
        place = (await asking.visitor.get(f"/v1/survey/{opened['token']}")).json()
        assert place["page"]["questions"] == look["page"]["questions"]
        orders.append([one["code"] for one in place["page"]["questions"][0]["options"]])
    assert len({tuple(one) for one in orders}) > 1


async def test_nobody_looks_into_what_is_closed_or_was_made_for_another_workspace(
    asking: Asking, enter: Enter, stranger: httpx.AsyncClient
) -> None:
    await asking.reach("widget")
    device = await enter("phone")
    token = (await device.prompt())["token"]
    made = await stranger.post("/api/v1/write-keys", json={"name": "Elsewhere"})
    assert made.status_code == 201, made.text
    elsewhere = await enter("phone", made.json()["secret"])
    assert (await elsewhere.call("survey.look", token=token))["error"]["code"] == 1404
    for state, code in (("paused", 1409), ("closed", 1410)):
        answer = await asking.http.put(f"/api/v1/surveys/{asking.survey}/state", json={"state": state})
        assert answer.status_code == 200
        assert (await device.call("survey.look", token=token))["error"]["code"] == code
    with clock.shifted(timedelta(days=40)):
        assert (await device.call("survey.look", token=token))["error"]["code"] == 1410


async def test_what_she_closes_stays_closed_and_is_counted(asking: Asking, enter: Enter) -> None:
    await asking.reach("widget", repeat={"kind": "until_answered", "days": 5})
    device = await enter("phone")
    shown = await device.prompt()
    for _ in range(2):
        assert await device.call("survey.dismiss", token=shown["token"]) == {"dismissed": True}
    assert len(await asking.shop.facts("survey.dismissed")) == 1
    assert (await asking.figures())["overall"]["dismissed"] == 1
    assert (await device.prompt())["survey"] is None
    with clock.shifted(timedelta(days=6)):
        later = await enter("phone")
        assert (await later.prompt())["survey"] == asking.survey


async def test_a_token_of_another_workspace_and_nonsense_are_refused(asking: Asking, enter: Enter) -> None:
    await person(asking, "Lin")
    device = await enter("phone")
    for method, data in (("survey.open", {"token": "ivnothing"}), ("survey.dismiss", {"token": 5})):
        assert (await device.call(method, **data))["error"]["code"] in (1404, 1422)
    assert (await device.call("survey.prompt", seconds=-1))["error"]["code"] == 1422
