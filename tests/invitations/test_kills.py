"""Workers are killed while they ask and while they remind: everybody is asked once, nobody who answered is reminded."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from tests.invitations.conftest import Asking
from tests.outbox.shop import Shop

from feilun import events
from feilun.events import Event, Handle
from feilun.insight import invitations
from feilun.kernel import clock

ROOT = Path(__file__).parents[2]
PEOPLE, KILLS = 120, 12

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]


async def _crowd(shop: Shop) -> None:
    parts = {"workspace": shop.workspace, "occurred_at": clock.now(), "type": "identify"}
    made = []
    for number in range(PEOPLE):
        handles = (Handle("user_id", f"c{number}"), Handle("email", f"c{number}@shop.test"))
        body = {"traits": {"name": f"C{number}", "email": f"c{number}@shop.test"}}
        made.append(Event(id=f"i{number}", handles=handles, body=body, **parts))  # type: ignore[arg-type]
    async with shop.engines.tables.transaction() as tx:
        await events.append(tx, made)


async def _killed(shop: Shop, word: str, seed: int) -> None:
    settings = shop.engines.settings
    script = Path(__file__).with_name("worker.py")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(script), settings.dsn, str(settings.folder), str(KILLS), str(seed), word),
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()[-3000:]


async def _messages(shop: Shop) -> Counter[str]:
    """How many to each invitation."""
    return Counter(row["cause"]["invitation"] for row in await shop.outbox())


async def test_killed_workers_ask_everybody_once_and_remind_only_who_owes_an_answer(asking: Asking) -> None:
    shop = asking.shop
    await _crowd(shop)
    everybody = await asking.audience()
    await asking.reach(audience=everybody, plan={"reminders": 1, "spacing_hours": 24})
    await _killed(shop, "sweep", seed=3)
    begun = len(await asking.tokens())
    assert begun > 0
    async with shop.engines.tables.transaction() as tx:
        await tx.run("update survey_reach set next_sweep_at = now() where workspace = %(w)s", w=shop.workspace)
    while await invitations.sweep(shop.engines, clock.now()):
        pass
    tokens = await asking.tokens()
    assert len(tokens) == PEOPLE
    assert set((await _messages(shop)).values()) == {1}
    for token in tokens[::2]:
        await asking.finish(await asking.confirm(token, "9"))
    await _killed(shop, "remind", seed=4)
    while await invitations.remind(shop.engines, clock.now() + timedelta(hours=30)):
        pass
    sent = await _messages(shop)
    # Two sweeps at once may find the same person; then the ledger refuses the second, and that is kept as well.
    rows = [row for row in await asking.invitations(limit=200) if row["state"] != "refused"]
    assert len(rows) == PEOPLE
    answered = {row["id"] for row in rows if row["response"]}
    assert len(answered) == PEOPLE // 2
    assert {sent[one] for one in answered} == {1}
    assert {sent[row["id"]] for row in rows if row["id"] not in answered} == {2}
    told = Counter((one["invitation"], one["ask"]) for one in await shop.facts("survey.invited"))
    assert len(told) == PEOPLE + PEOPLE // 2
    assert set(told.values()) == {1}
