"""Reaches over HTTP: drafts, problems in words, revisions, figures with intervals, forecast, QR."""

import struct
import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.conftest import Api
from tests.invitations.conftest import Asking, person

from feilun.events import Handle
from feilun.insight import invitations
from feilun.kernel import clock
from feilun.kernel.ids import new_id


async def test_a_reach_may_be_unfinished_but_not_switched_on(asking: Asking) -> None:
    draft = await asking.reach(is_on=False, hold_out=0.2, goal={"event": ""}, texts={"subject": {"en": "{{ broken"}})
    assert [one["field"] for one in draft["problems"]] == ["audience", "goal.event", "texts.subject.en"]
    path = f"/api/v1/surveys/{asking.survey}/reaches/{draft['id']}"
    wish = {"revision": 1, "reach": draft["reach"], "is_on": True}
    refused = await asking.http.put(path, json=wish)
    assert (refused.status_code, refused.json()["code"]) == (422, "reach_unfinished")
    assert "Choose the audience" in refused.json()["detail"]
    gone = {"kind": "email", "audience": str(new_id())}
    refused = await asking.http.post(f"/api/v1/surveys/{asking.survey}/reaches", json={"reach": gone, "is_on": True})
    assert "This audience is gone." in refused.json()["detail"]


async def test_the_one_who_was_slower_is_told(asking: Asking) -> None:
    made = await asking.reach("link", is_on=False, source="poster")
    path = f"/api/v1/surveys/{asking.survey}/reaches/{made['id']}"
    wish = {"revision": 1, "reach": {"kind": "link", "source": "flyer"}, "is_on": False}
    changed = await asking.http.put(path, json=wish)
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    assert changed.json()["link"].endswith("?channel=qr&source=flyer")
    assert (await asking.http.put(path, json=wish)).json()["revision"] == 2
    late = await asking.http.put(path, json={**wish, "reach": {"kind": "link", "source": "wall"}})
    assert (late.status_code, late.json()["code"]) == (409, "stale_reach")
    assert (await asking.http.delete(path)).status_code == 204
    assert (await asking.http.get(path)).status_code == 404
    assert (await asking.http.get(f"/api/v1/surveys/{asking.survey}/reaches")).json() == []


@pytest.mark.parametrize(
    "reach",
    [
        {"kind": "telepathy"}, {"kind": "email", "hold_out": 1}, {"kind": "widget", "trigger": {"share": 1.5}},
        {"kind": "widget", "trigger": {"hours": {"from": "25:00", "to": "1"}}}, {"kind": "link", "source": "a b"},
        {"kind": "email", "plan": {"channels": ["pigeon"]}}, {"kind": "email", "repeat": {"days": 0}}, {"surprise": 1},
        {"kind": "email", "plan": {"reminders": -1}}, {"kind": "email", "trigger": {"share": None}},
    ],
)  # fmt: skip
async def test_what_is_no_reach_is_refused(asking: Asking, reach: dict[str, Any]) -> None:
    answer = await asking.http.post(f"/api/v1/surveys/{asking.survey}/reaches", json={"reach": reach, "is_on": False})
    assert answer.status_code in (400, 422), answer.text


async def test_rights_and_strangers(asking: Asking, api: Api, stranger: httpx.AsyncClient) -> None:
    made = await asking.reach("link", is_on=False)
    path = f"/api/v1/surveys/{asking.survey}"
    agent = await api("agent")
    wish = {"reach": {"kind": "link"}, "is_on": False}
    assert (await agent.post(f"{path}/reaches", json=wish)).status_code == 403
    nobody = await api(None)
    for client, status in ((stranger, 404), (nobody, 401)):
        assert (await client.get(f"{path}/reaches")).status_code == status
        assert (await client.post(f"{path}/reaches", json=wish)).status_code == status
        assert (await client.get(f"{path}/invitations")).status_code == status
        assert (await client.get(f"{path}/reach-figures", params={"reach": made["id"]})).status_code == status
        assert (await client.get(f"{path}/qr")).status_code == status
        assert (await client.post(f"{path}/reaches/{made['id']}/forecast", json={})).status_code == status


async def test_a_qr_code_leads_to_the_open_link_in_both_formats(asking: Asking) -> None:
    path = f"/api/v1/surveys/{asking.survey}/qr"
    svg = await asking.http.get(path, params={"size": 400, "source": "poster"})
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert int(ElementTree.fromstring(svg.text).attrib["width"]) >= 400
    widths = {}
    for correction in ("L", "H"):
        png = await asking.http.get(path, params={"format": "png", "size": 50, "correction": correction})
        assert png.content.startswith(b"\x89PNG")
        widths[correction] = struct.unpack(">I", png.content[16:20])[0]
    assert widths["H"] > widths["L"] >= 50
    for wrong in ({"format": "gif"}, {"size": 10}, {"correction": "X"}, {"source": "a b&c"}):
        assert (await asking.http.get(path, params=wrong)).status_code == 400


async def _answer(asking: Asking, tokens: list[str]) -> None:
    for token in tokens:
        await asking.finish(await asking.confirm(token, "9"))
    await asking.shop.drain()


async def test_rates_by_channel_come_with_their_interval(asking: Asking) -> None:
    asking.mailbox.answers["wang@shop.test"] = "550 5.1.1 no such user"
    for name in ("Lin", "Chen", "Wang", "Zhao", "Qian"):
        await person(asking, name)
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    rows = await asking.invitations()
    tokens = dict(zip([row["customer_name"] for row in reversed(rows)], await asking.tokens(), strict=True))
    assert {row["customer_name"]: row["state"] for row in rows}["Wang"] == "bounced"
    await _answer(asking, [tokens["Lin"]])
    [row] = (await asking.figures())["channels"]
    assert (row["channel"], row["invited"], row["bounced"]) == ("email", 5, 1)
    assert (row["delivered"], row["complete"], row["rate"]) == (4, 1, 0.25)
    assert 0.01 < row["rate_low"] < row["rate"] < row["rate_high"] < 0.75
    page = await asking.http.get(f"/api/v1/surveys/{asking.survey}/invitations", params={"limit": 2})
    more = await asking.http.get(
        f"/api/v1/surveys/{asking.survey}/invitations", params={"limit": 200, "after": page.json()["next"]}
    )
    assert len({one["id"] for one in page.json()["items"] + more.json()["items"]}) == 5


async def test_the_lift_compares_those_asked_with_those_left_in_peace(asking: Asking) -> None:
    people = [f"P{number}" for number in range(30)]
    for name in people:
        await asking.shop.happens(
            "identify", _handles(name), body={"traits": {"name": name, "email": f"{name.lower()}@shop.test"}}
        )
    await asking.shop.drain()
    reach = await asking.reach(audience=await asking.audience(), hold_out=0.5, goal={"event": "Bought", "days": 3})
    await asking.shop.drain()
    rows = await asking.invitations(limit=200)
    asked = [row["customer_name"] for row in rows if row["state"] != "refused"]
    held = [row["customer_name"] for row in rows if row["rule"] == "hold_out"]
    assert len(asked) + len(held) == 30
    assert len(asked) > 4 < len(held)
    for name in (*asked, held[0]):
        await asking.shop.does(name, "Bought")
    await asking.shop.does(held[1], "Bought", at=clock.now() + timedelta(days=4))
    await asking.shop.does(held[2], "Bought", at=clock.now() - timedelta(days=4))
    await asking.shop.drain()
    for _ in range(2):
        lift = (await asking.figures(reach=reach["id"]))["lift"]
        assert (lift["asked"]["people"], lift["asked"]["reached"]) == (len(asked), len(asked))
        assert (lift["held_out"]["people"], lift["held_out"]["reached"]) == (len(held), 1)
        assert lift["difference"] == pytest.approx(1 - 1 / len(held))
        assert 0 < lift["low"] < lift["difference"] < lift["high"] <= 1
        await asking.set_back("invitations")
        await asking.shop.later(minutes=10)
    assert len(asking.mailbox.mails) == len(asked)


def _handles(name: str) -> tuple[Any, ...]:
    return Handle("user_id", name.lower()), Handle("email", f"{name.lower()}@shop.test")


async def test_a_forecast_knows_who_answered_before_and_who_has_no_address(asking: Asking) -> None:
    for name in ("Lin", "Chen", "Wang"):
        await person(asking, name)
    everybody = await asking.audience()
    await asking.reach(audience=everybody)
    await asking.shop.drain()
    await _answer(asking, [(await asking.tokens())[0]])
    await asking.shop.customer("Zhao")
    await asking.publish()
    reach = await asking.reach(is_on=False, audience=everybody)
    path = f"/api/v1/surveys/{asking.survey}/reaches/{reach['id']}/forecast"
    with clock.shifted(timedelta(days=5)):
        found = (await asking.http.post(path, json={})).json()
        assert found == (await asking.http.post(path, json={})).json()
    assert (found["people"], found["no_address"], found["asked"]) == (4, 1, 3)
    cells = {one["answered_before"]: one for one in found["cells"]}
    assert (cells[True]["people"], cells[False]["people"]) == (1, 2)
    assert (cells[False]["asked"], cells[False]["answered"]) == (3, 1)
    # (0.1 * 10 + 1) / (10 + 3) over all, twenty cases of it, one answer of three.
    middle = 2 / 13
    assert cells[False]["rate"] == pytest.approx((20 * middle + 1) / 23)
    assert cells[True]["rate"] == pytest.approx(middle)
    assert found["answers"] == pytest.approx(2 * cells[False]["rate"] + cells[True]["rate"])
    assert 0 <= found["low"] <= found["answers"] <= found["high"] <= 3
    assert await asking.invitations() == []


async def test_a_forecast_without_an_audience_asks_how_many_will_come(asking: Asking) -> None:
    reach = await asking.reach("widget", is_on=False)
    path = f"/api/v1/surveys/{asking.survey}/reaches/{reach['id']}/forecast"
    assert (await asking.http.post(path, json={})).status_code == 422
    found = (await asking.http.post(path, json={"people": 1000})).json()
    assert found["asked"] == 1000
    assert found["answers"] == pytest.approx(100)
    assert found["low"] < 100 < found["high"]


async def test_a_merge_takes_her_invitation_along_and_asks_her_no_second_time(asking: Asking) -> None:
    await asking.rest()
    phone = (Handle("anonymous_id", "phone"), Handle("email", "lin@shop.test"))
    await asking.shop.happens("identify", phone, body={"traits": {"name": "Lin", "email": "lin@shop.test"}})
    await person(asking, "Chen")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    both = (Handle("anonymous_id", "phone"), Handle("user_id", "chen"))
    await asking.shop.happens("identify", both, body={"traits": {"name": "Chen"}})
    await asking.shop.drain()
    assert {row["customer"] for row in await asking.invitations()} == {str(await asking.shop.id_of("Chen"))}
    await asking.shop.later(hours=1)
    assert len(asking.mailbox.mails) == 2


async def test_an_erased_customer_is_out_of_her_invitations_and_the_counts_stay(asking: Asking) -> None:
    lin = await person(asking, "Lin")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [token] = await asking.tokens()
    async with asking.shop.engines.tables.transaction() as tx:
        assert await invitations.forget(tx, asking.shop.workspace, lin) == 1
        [row] = await tx.all("select * from survey_invitation where workspace = %(w)s", w=asking.shop.workspace)
    assert str(lin) not in str(row)
    assert token not in str(row)
    assert (await asking.figures())["overall"]["invited"] == 1
    assert (await asking.visitor.get(f"/invitation/{token}")).status_code == 404
