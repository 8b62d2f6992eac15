"""Asking, reminding, answering and hearing at the same time: nobody waits in a circle, and all add up."""

import asyncio
from collections import Counter
from datetime import timedelta

from tests.invitations.conftest import Asking, person

from feilun import app, events
from feilun.events import Event, Handle
from feilun.insight import invitations
from feilun.insight.invitations.keeper import queries
from feilun.kernel import clock

PEOPLE = 16


async def _crowd(asking: Asking) -> None:
    parts = {"workspace": asking.shop.workspace, "occurred_at": clock.now(), "type": "identify"}
    made = []
    for number in range(PEOPLE):
        handles = (Handle("user_id", f"c{number}"), Handle("email", f"c{number}@shop.test"))
        body = {"traits": {"name": f"C{number}", "email": f"c{number}@shop.test"}}
        made.append(Event(id=f"i{number}", handles=handles, body=body, **parts))  # type: ignore[arg-type]
    async with asking.shop.engines.tables.transaction() as tx:
        await events.append(tx, made)


async def _hear(asking: Asking, rounds: int) -> None:
    ours = [one for one in app.all_subscribers() if one.name in ("identity", "profiles", "invitations", "cases")]
    for _ in range(rounds):
        for one in ours:
            await events.deliver(asking.shop.engines, one, clock.now())
        await asyncio.sleep(0.02)


async def test_two_surveys_their_answers_and_reminders_race_and_add_up(asking: Asking) -> None:
    await _crowd(asking)
    everybody = await asking.audience()
    plan = {"reminders": 1, "spacing_hours": 24}
    first = asking.survey
    await asking.reach(audience=everybody, plan=plan)
    await asking.publish()
    await asking.reach(audience=everybody, plan=plan)
    while await invitations.sweep(asking.shop.engines, clock.now()):
        pass
    tokens = await asking.tokens()
    assert len(tokens) == 2 * PEOPLE

    async def answer(token: str) -> None:
        await asking.finish(await asking.confirm(token, "9"))

    async def remind() -> None:
        await invitations.remind(asking.shop.engines, clock.now() + timedelta(hours=30))

    racing = [answer(token) for token in tokens[::2]]
    await asyncio.gather(*racing, remind(), remind(), remind(), _hear(asking, 30))
    await asking.shop.drain()
    states = Counter(row["state"] for row in await asking.invitations(limit=200))
    asking.survey = first
    states += Counter(row["state"] for row in await asking.invitations(limit=200))
    assert states["complete"] == PEOPLE
    sent = Counter(row["cause"]["invitation"] for row in await asking.shop.outbox())
    assert len(sent) == 2 * PEOPLE
    assert set(sent.values()) <= {1, 2}
    told = Counter((one["invitation"], one["ask"]) for one in await asking.shop.facts("survey.invited"))
    assert set(told.values()) == {1}
    assert len(told) == len(await asking.shop.outbox())


async def test_a_reach_whose_survey_is_paused_does_not_hold_up_the_next(asking: Asking) -> None:
    await person(asking, "Lin")
    everybody = await asking.audience()
    for state in ("paused", "open"):
        await asking.publish()
        await asking.reach(audience=everybody)
        answer = await asking.http.put(f"/api/v1/surveys/{asking.survey}/state", json={"state": state})
        assert answer.status_code == 200, answer.text
    while await invitations.sweep(asking.shop.engines, clock.now()):
        pass
    assert [row["customer_name"] for row in await asking.invitations()] == ["Lin"]


async def test_one_sweep_claims_one_reach_however_many_are_due(asking: Asking) -> None:
    everybody = await asking.audience()
    for _ in range(5):
        await asking.reach(audience=everybody)
    async with asking.shop.engines.tables.transaction() as tx:
        # A planner that joins row by row looks up a list anew for each of them.
        for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
            await tx.run(f"set local enable_{way} = off")
        now = clock.now()
        assert len(await tx.all(queries.claim_sweep, now=now, next=now + timedelta(minutes=5))) == 1
