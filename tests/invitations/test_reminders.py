"""Reminders go to those who owe an answer and to nobody else, also when a worker is killed between."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.invitations.conftest import Asking, person

from feilun import app, events
from feilun.delivery import outbox
from feilun.events import Handle
from feilun.insight import invitations
from feilun.kernel import clock

PLAN = {"reminders": 2, "spacing_hours": 24, "expire_days": 30}


async def _asked(asking: Asking, **parts: Any) -> dict[str, Any]:
    await person(asking, "Lin", locale="en")
    reach = await asking.reach(audience=await asking.audience(), **{"plan": PLAN, **parts})
    await asking.shop.drain()
    assert len(asking.mailbox.mails) == 1
    return reach


async def test_who_does_not_answer_is_reminded_so_often_and_no_more(asking: Asking) -> None:
    await _asked(asking)
    await asking.shop.later(hours=23)
    assert len(asking.mailbox.mails) == 1
    for hours, mails in ((25, 2), (30, 2), (50, 3), (80, 3), (300, 3)):
        await asking.shop.later(hours=hours)
        assert len(asking.mailbox.mails) == mails, hours
    [row] = await asking.invitations()
    assert (row["asks"], row["next_at"]) == (3, None)
    assert "not answered yet" in asking.mailbox.mails[1].as_string()


async def test_who_answered_is_not_reminded(asking: Asking) -> None:
    await _asked(asking)
    [token] = await asking.tokens()
    await asking.finish(await asking.confirm(token, "9"))
    await asking.shop.later(hours=300)
    assert len(asking.mailbox.mails) == 1


async def test_an_answer_that_the_log_has_not_told_yet_stops_the_reminder_too(asking: Asking) -> None:
    await _asked(asking)
    [token] = await asking.tokens()
    await asking.finish(await asking.confirm(token, "9"))
    with clock.shifted(timedelta(hours=30)):
        # Nobody has heard survey.answered: the job alone runs.
        await invitations.remind(asking.shop.engines, clock.now())
    assert len(await asking.shop.outbox()) == 1


async def test_an_answer_by_the_open_link_stops_the_reminder_too(asking: Asking) -> None:
    await _asked(asking)
    opened = await asking.visitor.post(
        f"/v1/survey/{asking.link}/responses", json={"respondent": "r" * 20, "anonymous_id": "lins-phone"}
    )
    await asking.finish(opened.json()["token"])
    both = (Handle("user_id", "lin"), Handle("anonymous_id", "lins-phone"))
    await asking.shop.happens("identify", both, body={"traits": {"name": "Lin"}})
    await asking.shop.drain()
    await asking.shop.later(hours=300)
    assert len(asking.mailbox.mails) == 1
    with clock.shifted(timedelta(hours=300)):
        [row] = await asking.invitations()
    assert row["next_at"] is None


async def test_a_reminder_that_waits_is_taken_back_by_the_answer(asking: Asking) -> None:
    await _asked(asking)
    [token] = await asking.tokens()
    response = await asking.confirm(token, "9")
    with clock.shifted(timedelta(hours=30)):
        await invitations.remind(asking.shop.engines, clock.now())
        assert [row["state"] for row in await asking.shop.outbox()][1] == "planned"
        await asking.finish(response)
        await _hear(asking)
        assert [row["state"] for row in await asking.shop.outbox()][1] == "suppressed"
        await asking.shop.drain()
    assert len(asking.mailbox.mails) == 1
    assert await asking.state() == "complete"


async def _hear(asking: Asking) -> None:
    """Subscribers alone, before the outbox has its turn."""
    while any([await events.deliver(asking.shop.engines, one, clock.now()) for one in app.all_subscribers()]):
        pass


async def test_a_worker_killed_between_leaves_no_reminder_and_no_word_of_one(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _asked(asking)

    def killing(real: Callable[..., Awaitable[int]]) -> Callable[..., Awaitable[int]]:
        async def queue(*given: Any) -> int:
            await real(*given)
            raise KeyboardInterrupt("killed right after queueing")

        return queue

    with clock.shifted(timedelta(hours=30)):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(outbox, "queue", killing(outbox.queue))
            await invitations.remind(asking.shop.engines, clock.now())
        [row] = await asking.invitations()
        assert row["asks"] == 1
        assert len(await asking.shop.outbox()) == 1
        [token] = await asking.tokens()
        await asking.finish(await asking.confirm(token, "9"))
        await invitations.remind(asking.shop.engines, clock.now())
    assert len(await asking.shop.outbox()) == 1


async def test_eight_workers_at_once_remind_once(asking: Asking) -> None:
    for name in ("Lin", "Chen", "Wang"):
        await person(asking, name)
    await asking.reach(audience=await asking.audience(), plan=PLAN)
    await asking.shop.drain()
    with clock.shifted(timedelta(hours=30)):
        await asyncio.gather(*(invitations.remind(asking.shop.engines, clock.now()) for _ in range(8)))
    assert len(await asking.shop.outbox()) == 6


async def test_eight_sweeps_at_once_ask_everybody_once(asking: Asking) -> None:
    for name in ("Lin", "Chen", "Wang"):
        await person(asking, name)
    await asking.reach(audience=await asking.audience(), plan=PLAN)
    engines = asking.shop.engines
    async with engines.tables.transaction() as tx:
        [row] = await tx.all("select id from survey_reach where workspace = %(w)s", w=asking.shop.workspace)

    async def sweep_anyway() -> None:
        async with engines.tables.transaction() as tx:
            await tx.run(
                "update survey_reach set next_sweep_at = now() - interval '1 hour' where id = %(r)s", r=row["id"]
            )
        await invitations.sweep(engines, clock.now())

    await asyncio.gather(*(sweep_anyway() for _ in range(8)))
    assert len(await asking.shop.outbox()) == 3
    assert len(await asking.invitations()) == 3


async def test_the_target_ends_the_reminding(asking: Asking) -> None:
    for name in ("Lin", "Chen"):
        await person(asking, name)
    await asking.reach(audience=await asking.audience(), plan={**PLAN, "target": 1})
    await asking.shop.drain()
    token, _ = await asking.tokens()
    await asking.finish(await asking.confirm(token, "9"))
    await asking.shop.later(hours=100)
    assert len(asking.mailbox.mails) == 2
    assert {row["reason"] for row in await asking.invitations(state="sent")} == {"no reminder: target met"}


async def test_switching_off_and_unsubscribing_end_the_reminding(asking: Asking) -> None:
    reach = await _asked(asking)
    change = {"revision": reach["revision"], "reach": reach["reach"], "is_on": False}
    path = f"/api/v1/surveys/{asking.survey}/reaches/{reach['id']}"
    assert (await asking.http.put(path, json=change)).status_code == 200
    await asking.shop.later(hours=100)
    assert len(asking.mailbox.mails) == 1


async def test_who_unsubscribes_after_the_first_mail_gets_no_reminder(asking: Asking) -> None:
    await _asked(asking)
    lin = await asking.shop.id_of("Lin")
    stop = {"channel": "email", "topic": "survey", "state": "withdrawn"}
    await asking.http.post(f"/api/v1/customers/{lin}/consents", json=stop)
    await asking.shop.later(hours=100)
    await asking.shop.later(hours=300)
    assert len(asking.mailbox.mails) == 1
    [row] = await asking.invitations()
    assert row["next_at"] is None


async def test_a_dead_address_sends_the_next_ask_by_the_next_channel(asking: Asking) -> None:
    asking.mailbox.answers["lin@shop.test"] = "550 5.1.1 no such user"
    await _try_chat(asking)
    states = [(row["channel"], row["state"]) for row in await asking.shop.outbox()]
    assert states == [("email", "failed"), ("webchat", "sent")]
    assert await asking.state() == "sent"


async def _try_chat(asking: Asking) -> None:
    await person(asking, "Lin", locale="en")
    await asking.reach(audience=await asking.audience(), plan={**PLAN, "channels": ["email", "webchat"]})
    await asking.shop.drain()
