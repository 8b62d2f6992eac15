"""Hostile names, replayed links, presses at once, merges in the middle and clocks set back: asked once, answered once."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.invitations.conftest import Asking, person
from tests.outbox.mailbox import html_of, text_of

from feilun.events import Handle
from feilun.kernel import clock
from feilun.kernel.ids import new_id


async def invited(asking: Asking, name: str = "Lin", **reach: Any) -> str:
    """She is asked by mail; the token of her invitation."""
    await person(asking, name, locale="en")
    await asking.reach(audience=await asking.audience(), **reach)
    await asking.shop.drain()
    [token] = await asking.tokens()
    return token


@pytest.mark.parametrize(
    "body",
    [b"", b"first=" + b"9" * 200_000, b"\xff\xfe\x00", b"first=%00", b"first[]=9&first=9", b"{" * 1000, b"&" * 20_000],
)
async def test_an_odd_press_opens_her_response_at_most_and_keeps_no_answer(asking: Asking, body: bytes) -> None:
    token = await invited(asking)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    pressed = await asking.visitor.post(f"/invitation/{token}", content=body, headers=headers)
    assert pressed.status_code < 500, pressed.text
    rows = (await asking.http.get(f"/api/v1/surveys/{asking.survey}/responses")).json()["items"]
    assert all(row["answers"] in ({}, {"nps": 9}) for row in rows)


@pytest.mark.parametrize("token", ["%00", "iv%00x", "x" * 5_000, "..%2f..", "iv" + "é" * 50, "%ff"])
async def test_an_odd_token_is_an_invitation_that_is_over(asking: Asking, token: str) -> None:
    for method in ("GET", "POST"):
        answer = await asking.visitor.request(method, f"/invitation/{token}")
        assert answer.status_code in (400, 404), answer.text


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "{{ 7 | times: 6 }}", "Lin\r\nBcc: all@shop.test", "=1+1"]
)
async def test_what_customers_call_themselves_is_words_in_the_mail(asking: Asking, name: str) -> None:
    texts = {"subject": {"en": "Well, {{ customer.name }}?"}, "intro": {"en": "Dear {{ customer.name }}"}}
    await asking.shop.happens(
        "identify", (Handle("user_id", "odd"), Handle("email", "odd@shop.test")),
        body={"traits": {"name": name, "email": "odd@shop.test"}, "context": {"locale": "en"}},
    )  # fmt: skip
    await asking.reach(audience=await asking.audience(), texts=texts)
    await asking.shop.drain()
    [mail] = asking.mailbox.mails
    assert "<img src=x" not in html_of(mail)
    assert "Dear" in text_of(mail)
    assert "42" not in text_of(mail).partition("?")[0]
    assert (mail["Bcc"], "\n" in str(mail["Subject"])) == (None, False)


async def test_a_title_of_several_lines_is_one_line_of_a_subject(asking: Asking) -> None:
    form = {
        "format": 1, "languages": ["en"], "title": {"en": "A\r\nBcc: all@shop.test\n<b>B</b>"},
        "pages": [{"id": "one", "questions": [{"id": "q", "kind": "nps", "title": {"en": "Well?\n<script>"}}]}],
    }  # fmt: skip
    changed = await asking.http.put(f"/api/v1/surveys/{asking.survey}/draft", json={"form": form})
    assert changed.status_code == 200, changed.text
    assert (await asking.http.post(f"/api/v1/surveys/{asking.survey}/publication", json={})).status_code == 200
    token = await invited(asking)
    [mail] = asking.mailbox.mails
    assert (mail["Bcc"], "\n" in str(mail["Subject"])) == (None, False)
    assert "<script>" not in html_of(mail)
    page = await asking.visitor.get(f"/invitation/{token}")
    assert "<script>" not in page.text
    assert "<b>B</b>" not in page.text


async def test_a_link_that_is_pressed_again_after_the_end_changes_nothing(asking: Asking) -> None:
    token = await invited(asking)
    response = await asking.confirm(token, "9")
    await asking.finish(response)
    await asking.shop.drain()
    [before] = (await asking.http.get(f"/api/v1/surveys/{asking.survey}/responses")).json()["items"]
    assert len({await asking.confirm(token, code) for code in ("0", "9", "")}) == 1
    place = (await asking.visitor.get(f"/v1/survey/{response}")).json()
    assert (place["state"], place["answers"], place["page"]) == ("complete", {}, None)
    [after] = (await asking.http.get(f"/api/v1/surveys/{asking.survey}/responses")).json()["items"]
    assert before == after


async def test_presses_while_the_survey_is_closed_and_opened_again_keep_one_answer(asking: Asking) -> None:
    token = await invited(asking)
    path = f"/api/v1/surveys/{asking.survey}/state"

    async def press(code: str) -> int:
        return (await asking.visitor.post(f"/invitation/{token}", data={"first": code})).status_code

    async def meddle() -> None:
        for state in ("paused", "open", "closed", "open"):
            await asking.http.put(path, json={"state": state})

    found = await asyncio.gather(
        *(press(str(number)) for number in range(8)), meddle(), *(press("9") for _ in range(8))
    )
    assert {one for one in found if one} <= {303, 409, 410}
    rows = (await asking.http.get(f"/api/v1/surveys/{asking.survey}/responses")).json()["items"]
    assert len(rows) <= 1
    await asking.shop.drain()
    assert len(await asking.shop.facts("survey.started")) == len(rows)


async def test_who_answered_before_her_device_was_known_is_not_reminded(asking: Asking) -> None:
    """She is asked by mail, answers by a link on a wall as nobody, and then says who she is."""
    await invited(asking, plan={"reminders": 2, "spacing_hours": 24})
    wish = {"respondent": f"device-{new_id()}", "anonymous_id": "phone"}
    opened = await asking.visitor.post(f"/v1/survey/{asking.link}/responses", json=wish)
    await asking.finish(opened.json()["token"])
    await asking.shop.drain()
    both = (Handle("user_id", "lin"), Handle("anonymous_id", "phone"))
    await asking.shop.happens("identify", both, body={"traits": {"name": "Lin"}})
    await asking.shop.later(hours=80)
    assert len(asking.mailbox.mails) == 1


async def test_a_clock_that_is_set_back_asks_nobody_again(asking: Asking) -> None:
    await invited(asking, repeat={"kind": "every", "days": 1}, plan={"reminders": 1, "spacing_hours": 1})
    with clock.shifted(timedelta(days=-3)):
        await asking.shop.drain()
        await asking.set_back("invitations")
        await asking.shop.drain()
    assert len(asking.mailbox.mails) == 1
    assert len(await asking.tokens()) == 1


async def test_a_reach_belongs_to_its_survey(asking: Asking, stranger: httpx.AsyncClient) -> None:
    made = await asking.reach("widget")
    first = asking.survey
    await asking.publish()
    for client, survey, status in (
        (asking.http, asking.survey, 404),
        (stranger, first, 404),
        (asking.http, first, 200),
    ):
        path = f"/api/v1/surveys/{survey}/reaches/{made['id']}"
        assert (await client.get(path)).status_code == status
        wish = {"revision": made["revision"], "reach": made["reach"], "is_on": False}
        assert (await client.put(path, json=wish)).status_code == status
        assert (await client.post(f"{path}/forecast", json={"people": 5})).status_code == status


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"trigger": {"hours": {"from": "09:00", "to": "09:00"}}}, "trigger.hours"),
        ({"trigger": {"hours": {"from": "09:00", "to": ""}}}, "trigger.hours"),
        ({"trigger": {"share": 0}}, "trigger.share"),
        ({"texts": {"subject": {"en": "{% if %}"}}}, "texts.subject.en"),
        ({"audience": "00000000-0000-7000-8000-000000000000"}, "audience"),
    ],
)
async def test_a_reach_that_would_ask_nobody_is_not_switched_on(asking: Asking, parts: Any, field: str) -> None:
    wish = {"reach": {"kind": "widget", **parts}, "is_on": True}
    answer = await asking.http.post(f"/api/v1/surveys/{asking.survey}/reaches", json=wish)
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json()["problems"]] == [field]
