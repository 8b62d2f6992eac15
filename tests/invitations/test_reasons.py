"""What is a reason to ask: a closed conversation, a closed case, an event, a step of a journey. Each once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.conversations.conftest import Hire, Visit
from tests.invitations.conftest import Asking, person
from tests.journeys.walking import END, graph, live

from feilun.events import Handle
from feilun.events.catalogue import emit
from feilun.events.catalogue.cases import CaseClosed
from feilun.kernel import clock
from feilun.kernel.ids import new_id

LIN = (Handle("user_id", "lin"),)
OFTEN = {"kind": "every", "days": 1}


async def _tell(asking: Asking, fact: Any, id: str) -> None:
    async with asking.shop.engines.tables.transaction() as tx:
        await emit(tx, asking.shop.workspace, fact, occurred_at=clock.now(), id=id, handles=LIN, channel="webchat")
    await asking.shop.drain()


async def test_a_closed_chat_asks_in_the_chat_with_one_press_per_answer_once_a_closing(
    asking: Asking, visit: Visit, hire: Hire
) -> None:
    await asking.reach("after_conversation", plan={"reminders": 0})
    mei = await hire("Mei")
    await mei.get("/desk-agents")
    lin = await visit("lins-phone")
    await lin.write("Where is my tea?")
    await asking.shop.drain()
    [talk] = await mei.box("any")
    await mei.reply(talk["id"], "On its way.")
    assert (await mei.post(f"/conversations/{talk['id']}/resolution")).status_code == 200
    await asking.shop.drain()
    [card] = [one for one in await lin.sees() if one["type"] == "card"]
    [token] = await asking.tokens()
    assert [one["label"] for one in card["body"]["buttons"]] == [str(number) for number in range(11)]
    assert card["body"]["buttons"][9]["url"] == f"http://feilun.test/invitation/{token}?first=9"
    [talk] = await mei.box("any")
    assert (talk["state"], talk["speaker"]) == ("resolved", "closed")
    assert await mei.box("all") == []
    await asking.set_back("invitations")
    assert len([one for one in await lin.sees() if one["type"] == "card"]) == 1
    await asking.finish(await asking.confirm(token, "9"))
    await asking.shop.drain()
    assert await asking.state() == "complete"


async def test_without_a_reach_that_is_on_a_closed_chat_asks_nobody(asking: Asking, visit: Visit, hire: Hire) -> None:
    await asking.reach("after_conversation", is_on=False)
    mei, lin = await hire("Mei"), await visit("lins-phone")
    await mei.get("/desk-agents")
    await lin.write("Where is my tea?")
    await asking.shop.drain()
    [talk] = await mei.box("any")
    assert (await mei.post(f"/conversations/{talk['id']}/resolution")).status_code == 200
    await asking.shop.drain()
    assert await asking.invitations() == []


async def test_a_closed_case_asks_once_more_though_she_has_answered_lately(asking: Asking) -> None:
    await asking.rest(days=90)
    await person(asking, "Lin")
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    [token] = await asking.tokens()
    await asking.finish(await asking.confirm(token, "2"))
    await asking.shop.drain()
    closed = CaseClosed(case=new_id(), number=1, outcome="solved", resurvey=UUID(asking.survey))
    with clock.shifted(timedelta(days=2)):
        await _tell(asking, closed, "case-1")
        await _tell(asking, CaseClosed(case=new_id(), number=2, outcome="solved"), "case-2")
        await asking.set_back("invitations")
    assert len(asking.mailbox.mails) == 2
    first, second = sorted(await asking.invitations(), key=lambda one: str(one["first_at"]))
    assert (first["state"], second["kind"]) == ("complete", "resurvey")


async def test_a_second_question_that_was_switched_off_is_not_asked(asking: Asking) -> None:
    await person(asking, "Lin")
    await asking.reach("resurvey", is_on=False)
    await _tell(asking, CaseClosed(case=new_id(), number=1, outcome="", resurvey=UUID(asking.survey)), "case-1")
    await _tell(asking, CaseClosed(case=new_id(), number=2, outcome="", resurvey=new_id()), "case-2")
    assert await asking.invitations() == []


async def test_an_event_writes_after_its_delay_and_an_old_or_repeated_one_does_not(asking: Asking) -> None:
    await person(asking, "Lin")
    await asking.shop.does("Lin", "Order Completed", total=5)
    await asking.shop.drain()
    trigger = {"event": "Order Completed", "delay_minutes": 120}
    await asking.reach(trigger=trigger, repeat=OFTEN)
    await asking.shop.does("Lin", "Order Completed", at=clock.now() - timedelta(days=40), total=5)
    await asking.shop.drain()
    assert await asking.invitations() == []
    await asking.shop.does("Lin", "Order Completed", total=5)
    await asking.shop.drain()
    assert asking.mailbox.mails == []
    await asking.shop.later(hours=3)
    assert len(asking.mailbox.mails) == 1
    await asking.set_back("invitations")
    await asking.shop.later(hours=4)
    assert len(asking.mailbox.mails) == 1


async def test_the_rest_between_two_asks_refuses_and_says_so(asking: Asking) -> None:
    await asking.rest(days=7)
    await person(asking, "Lin")
    everybody = await asking.audience()
    once = {"reminders": 0}
    await asking.reach(audience=everybody, plan=once)
    await asking.shop.drain()
    await asking.publish()
    reach = await asking.reach(audience=everybody, plan=once)
    await asking.shop.drain()
    [row] = await asking.invitations(state="refused")
    assert (row["rule"], row["customer_name"]) == ("rest", "Lin")
    assert "within the last 7 days" in row["reason"]
    assert (await asking.figures(reach=reach["id"]))["refusals"] == [{"rule": "rest", "people": 1}]
    await asking.shop.later(days=8)
    assert len(asking.mailbox.mails) == 2
    assert await asking.state() == "sent"


async def test_a_journey_asks_goes_on_at_once_and_branches_on_the_answer(asking: Asking) -> None:
    lin = await person(asking, "Lin")
    asked = {"id": "ask", "kind": "survey", "survey": asking.survey, "next": "pause"}
    pause = {"id": "pause", "kind": "wait", "minutes": 1440, "next": "branch"}
    rule = {"event": "survey.answered", "measure": "count", "is": "ge", "value": 1, "within_days": 30}
    branch = {"id": "branch", "kind": "condition", "rule": rule, "yes": "thanks", "no": "end"}
    thanks = {"id": "thanks", "kind": "email", "subject": "Thank you", "text": "!", "html": "", "next": "end"}
    journey = await live(asking.shop, graph(asked, pause, branch, thanks, END))
    await asking.shop.does("Lin", "Signed Up")
    await asking.shop.drain()
    [token] = await asking.tokens()
    trace = (await asking.http.get(f"/api/v1/journeys/{journey}/customers/{lin}")).json()
    assert "asked" in str(trace)
    await asking.finish(await asking.confirm(token, "9"))
    await asking.shop.drain()
    await asking.shop.later(days=2)
    assert [mail["Subject"] for mail in asking.mailbox.mails][1:] == ["Thank you"]
    async with asking.shop.engines.tables.transaction() as tx:
        [row] = await tx.all("select key from survey_invitation where workspace = %(w)s", w=asking.shop.workspace)
    assert row["key"].startswith(f"journey:{journey}:1:{lin}")


async def test_whom_the_ledger_refuses_goes_on_in_the_journey_as_well(asking: Asking) -> None:
    await asking.rest(days=30)
    for name in ("Lin", "Chen"):
        await person(asking, name)
    await asking.reach(audience=await asking.audience())
    await asking.shop.drain()
    await asking.publish()
    ask = {"id": "ask", "kind": "survey", "survey": asking.survey, "next": "end"}
    journey = await live(asking.shop, graph(ask, END))
    await asking.shop.does("Lin", "Signed Up")
    await asking.shop.drain()
    async with asking.shop.engines.tables.transaction() as tx:
        rows = await tx.all("select outcome from journey_passage where journey = %(j)s order by pass", j=journey)
    assert [row["outcome"] for row in rows] == ["not_asked", "ended"]


async def test_a_journey_with_a_survey_that_takes_no_answers_is_not_published(asking: Asking) -> None:
    steps = graph({"id": "ask", "kind": "survey", "survey": str(new_id())}, END)
    made = await asking.http.post("/api/v1/journeys", json={"name": "Ask", "graph": steps})
    refused = await asking.http.post(f"/api/v1/journeys/{made.json()['id']}/versions")
    assert refused.status_code == 422
    assert "ask: the survey is gone" in refused.json()["detail"]
