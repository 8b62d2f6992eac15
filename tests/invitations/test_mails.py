"""The mail with the first question inside: what scanners do to it, what people do with it, in two languages."""

import asyncio
from datetime import timedelta

import pytest
from tests.invitations.conftest import Asking, links_of, person
from tests.outbox.mailbox import html_of, text_of

from feilun.kernel import clock


async def test_an_audience_is_written_to_once_with_the_first_question_inside(asking: Asking) -> None:
    await person(asking, "Lin", locale="en")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [mail] = asking.mailbox.to("lin@shop.test")
    codes = [code for _, code in links_of(mail) if code]
    assert sorted(set(codes), key=int) == [str(number) for number in range(11)]
    assert "Recommend us?" in html_of(mail)
    assert {code for _, code in links_of(mail, is_plain=True)} >= {"0", "10"}
    assert "/m/unsubscribe/" in text_of(mail)
    assert mail["List-Unsubscribe"]
    await asking.shop.later(minutes=30)
    assert len(asking.mailbox.mails) == 1


async def test_a_chinese_customer_is_asked_in_chinese(asking: Asking) -> None:
    await person(asking, "Chen", locale="zh-CN")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [mail] = asking.mailbox.mails
    assert mail["Subject"] == "想听听您的看法：Shop（中）"
    assert "Recommend us?（中）" in text_of(mail)
    assert "不再接收此类邀请" in html_of(mail)


async def test_a_scanner_that_opens_every_link_answers_nothing(asking: Asking) -> None:
    await person(asking, "Lin")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [mail] = asking.mailbox.mails
    for token, code in links_of(mail):
        answer = await asking.visitor.get(f"/invitation/{token}", params={"first": code} if code else {})
        assert answer.status_code == 200
        assert answer.text.count(" checked") == (1 if code else 0)
    await asking.shop.drain()
    assert await asking.state() == "sent"
    assert (await asking.http.get(f"/api/v1/surveys/{asking.survey}/responses")).json()["items"] == []


async def test_a_pressed_button_keeps_the_first_answer_and_leads_to_the_rest(asking: Asking) -> None:
    await person(asking, "Lin")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [token] = await asking.tokens()
    response = await asking.confirm(token, "7")
    place = (await asking.visitor.get(f"/v1/survey/{response}")).json()
    assert (place["state"], place["page"]["key"], place["answers"]["nps"]) == ("started", "two", 7)
    await asking.shop.drain()
    assert await asking.state() == "started"
    assert await asking.confirm(token, "2") == response
    assert (await asking.finish(response))["state"] == "complete"
    await asking.shop.drain()
    assert await asking.state() == "complete"
    [row] = (await asking.http.get(f"/api/v1/surveys/{asking.survey}/responses")).json()["items"]
    assert row["customer"] == str(await asking.shop.id_of("Lin"))
    assert (await asking.visitor.get(f"/invitation/{token}")).text.count("answered already") == 1


@pytest.mark.parametrize("code", ["11", "-1", "9.5", "", "<script>", "nine"])
async def test_a_code_that_is_no_answer_is_not_kept(asking: Asking, code: str) -> None:
    await person(asking, "Lin")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [token] = await asking.tokens()
    page = await asking.visitor.get(f"/invitation/{token}", params={"first": code})
    assert page.status_code == 200
    assert " checked" not in page.text
    assert "<script>" not in page.text
    response = await asking.confirm(token, code)
    assert (await asking.visitor.get(f"/v1/survey/{response}")).json()["page"]["key"] == "one"


@pytest.mark.parametrize(
    ("question", "codes", "pressed", "kept"),
    [
        ({"id": "q", "kind": "boolean", "title": {"en": "Well?"}}, ["true", "false"], "false", False),
        ({"id": "q", "kind": "csat", "title": {"en": "Well?"}}, ["1", "2", "3", "4", "5"], "4", 4),
        ({"id": "q", "kind": "rating", "most": 3, "title": {"en": "Well?"}}, ["1", "2", "3"], "3", 3),
        (
            {"id": "q", "kind": "single", "title": {"en": "<b>Which?"},
             "options": [{"code": "a", "label": {"en": "A {{ b }} <i>"}}, {"code": "b", "label": {"en": "B {% x %}"}}]},
            ["a", "b"], "b", "b",
        ),
    ],
)  # fmt: skip
async def test_every_kind_of_one_press_stands_in_the_mail(
    asking: Asking, question: dict[str, object], codes: list[str], pressed: str, kept: object
) -> None:
    await asking.publish(question)
    await person(asking, "Lin", locale="en")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [mail] = asking.mailbox.mails
    assert list(dict.fromkeys(code for _, code in links_of(mail) if code)) == codes
    assert "<i>" not in html_of(mail)
    [token] = await asking.tokens()
    response = await asking.confirm(token, pressed)
    assert (await asking.visitor.get(f"/v1/survey/{response}")).json()["answers"]["q"] == kept


async def test_twenty_presses_at_once_make_one_response(asking: Asking) -> None:
    await person(asking, "Lin")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [token] = await asking.tokens()
    assert len(set(await asyncio.gather(*(asking.confirm(token, "9") for _ in range(20))))) == 1


async def test_an_invitation_that_ran_out_or_was_never_made_opens_nothing(asking: Asking) -> None:
    await person(asking, "Lin")
    await asking.reach(audience=await asking.audience(), plan={"expire_days": 1, "reminders": 0})
    await asking.shop.drain()
    [token] = await asking.tokens()
    await asking.shop.later(days=2)
    assert await asking.state() == "expired"
    with clock.shifted(timedelta(days=2)):
        assert (await asking.visitor.get(f"/invitation/{token}")).status_code == 410
        assert (await asking.visitor.post(f"/invitation/{token}")).status_code == 410
    assert (await asking.visitor.get("/invitation/ivnothing")).status_code == 404
    assert (await asking.visitor.post("/invitation/ivnothing")).status_code == 404


async def test_a_mail_that_comes_back_is_bounced_and_does_not_count_as_an_ask(asking: Asking) -> None:
    asking.mailbox.answers["lin@shop.test"] = "550 5.1.1 no such user"
    lin = await person(asking, "Lin")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    assert await asking.state() == "bounced"
    [ask] = (await asking.http.get(f"/api/v1/customers/{lin}/asks")).json()["asked"]
    assert ask["state"] == "released"
    await asking.set_back("invitations")
    assert await asking.state() == "bounced"


async def test_who_wants_no_questions_is_refused_and_the_rule_is_said(asking: Asking) -> None:
    lin = await person(asking, "Lin")
    stop = {"channel": "email", "topic": "survey", "state": "withdrawn"}
    assert (await asking.http.post(f"/api/v1/customers/{lin}/consents", json=stop)).status_code < 300
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [row] = await asking.invitations(state="refused")
    assert "withdr" in row["reason"] or "consent" in row["reason"], row
    assert asking.mailbox.mails == []
    await asking.shop.later(days=10)
    assert asking.mailbox.mails == []


async def test_an_anonymous_survey_shows_who_answered_but_not_what(asking: Asking) -> None:
    changed = await asking.http.patch(f"/api/v1/surveys/{asking.survey}", json={"settings": {"is_anonymous": True}})
    assert changed.status_code == 200, changed.text
    await person(asking, "Lin")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [token] = await asking.tokens()
    await asking.finish(await asking.confirm(token, "9"))
    await asking.shop.drain()
    [row] = await asking.invitations()
    assert (row["state"], row["response"]) == ("complete", None)
    await asking.shop.later(hours=300)
    assert len(asking.mailbox.mails) == 1
    lin = await asking.shop.id_of("Lin")
    [ask] = (await asking.http.get(f"/api/v1/customers/{lin}/asks")).json()["asked"]
    assert ask["state"] == "answered"


async def test_a_log_that_is_read_again_does_not_answer_the_ask_that_came_later(asking: Asking) -> None:
    lin = await person(asking, "Lin")
    plan = {"reminders": 0}
    await asking.reach(audience=await asking.audience(), repeat={"kind": "every", "days": 5}, plan=plan)
    await asking.shop.drain()
    [token] = await asking.tokens()
    await asking.finish(await asking.confirm(token, "9"))
    await asking.shop.drain()
    with clock.shifted(timedelta(days=6)):
        await asking.shop.drain()
        assert len(asking.mailbox.mails) == 2
        before = await asking.invitations()
        await asking.set_back("invitations")
        assert await asking.invitations() == before
        assert [row["state"] for row in before] == ["sent", "complete"]
        asks = (await asking.http.get(f"/api/v1/customers/{lin}/asks")).json()["asked"]
        assert [one["state"] for one in asks] == ["asked", "answered"]
