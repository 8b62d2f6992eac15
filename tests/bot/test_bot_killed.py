"""Workers killed with -9 in the middle of answering: every question is answered once, or handed over once."""

import asyncio
import os
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from tests.bot.conftest import ARTICLES, approve, content
from tests.turn.killing import Sender, Victim

KILLS = int(os.environ.get("FEILUN_BOT_KILLS", "10"))
_CUSTOMERS = 6
_PATIENCE = 120.0

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]
Messages = dict[str, list[tuple[str, str, str | None]]]


@pytest.fixture
async def victim() -> AsyncIterator[Victim]:
    folder = Path(tempfile.mkdtemp(prefix="feilun-bot-kill-"))
    folder.chmod(0o755)
    victim = Victim(folder, "")
    try:
        yield victim
    finally:
        await asyncio.to_thread(victim.stop)
        shutil.rmtree(folder, ignore_errors=True)


async def test_every_question_is_answered_once_whoever_is_killed(victim: Victim) -> None:
    victim.start()
    await victim.ready()
    await asyncio.to_thread(victim.cli, "workspace", "add", "Chaos shop")
    token = (await asyncio.to_thread(victim.cli, "token", "add", "chaos"))["secret"]
    key = (await asyncio.to_thread(victim.cli, "write-key", "add", "chaos"))["secret"]
    await _switch_on(victim, token)
    sender = Sender(victim, key)
    customers = [asyncio.create_task(_converse(sender, f"customer-{number}")) for number in range(_CUSTOMERS)]
    hits = 0
    for _ in range(KILLS):
        await asyncio.to_thread(_wait_for_an_answer, victim)
        hits += await asyncio.to_thread(_wait_for_a_claim, victim)
        victim.kill("server")
        await victim.ready()
    sender.stopping = True
    asked = await asyncio.gather(*customers)
    await sender.close()
    assert hits >= KILLS // 2, "the kills met answers under way"
    assert sum(asked) > KILLS
    await _settled(victim)
    _check(_messages(victim), sum(asked))


async def _switch_on(victim: Victim, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=victim.url, headers=headers, timeout=30) as owner:
        for title, phrasings in ARTICLES.items():
            await approve(owner, content(title, phrasings))
        number = (await owner.post("/api/v1/bot-versions")).json()["number"]
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            done = await owner.post(f"/api/v1/bot-versions/{number}/publication")
            if done.is_success:
                break
            await asyncio.sleep(0.5)
        else:
            raise AssertionError(done.text)
        page = (await owner.get("/api/v1/bot-settings")).json()
        settings = {**page["draft"], "is_on": True, "quiet_ms": 0}
        kept = await owner.put("/api/v1/bot-settings", json={"settings": settings})
        live = await owner.post("/api/v1/bot-settings/publication", json={"revision": kept.json()["revision"]})
        assert live.status_code == 200, live.text


async def _converse(sender: Sender, who: str) -> int:
    """Asks one thing after another, each in words that the bot knows, and waits for the answer; how many.

    Whose turn was killed too often is handed over; she comes back as somebody else.
    """
    questions = [text for texts in zip(*(one["zh-CN"][:4] for one in ARTICLES.values()), strict=True) for text in texts]
    total, visits = 0, 0
    while not sender.stopping:
        wish = {"write_key": sender.write_key, "anonymous_id": f"{who}:{visits}"}
        ticket = (await sender._insist("/connection/visitor", wish)).json()
        visits, number, is_bots = visits + 1, 0, True
        while is_bots and not sender.stopping:
            data = {"cid": f"{who}:{number}", "type": "text", "body": {"text": questions[number % len(questions)]}}
            rpc = {"token": ticket["token"], "rpc": {"method": "msg.send", "data": data}}
            await sender._insist("/connection/sync", rpc)
            number, total = number + 1, total + 1
            is_bots = await _answered(sender, ticket, number)
    return total


async def _answered(sender: Sender, ticket: dict[str, Any], number: int) -> bool:
    """Until the bot said something; whether it still has the conversation."""
    look = {"token": ticket["token"], "channel": ticket["stream"], "offset": 0, "epoch": ticket["epoch"]}
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        seen = [one["data"] for one in (await sender._insist("/connection/sync", look)).json()["publications"]]
        said = [one for one in seen if one.get("sender", {}).get("kind") == "bot"]
        if len(said) >= number:
            return "handover" not in said[-1]["body"]
        await asyncio.sleep(0.1)
    raise AssertionError(f"question {number} was never answered")


def _dsn(victim: Victim) -> str:
    return f"host={victim.folder / 'postgres'} user=feilun dbname=postgres"


def _wait_for_an_answer(victim: Victim) -> None:
    """So that not the same questions are killed again and again."""
    deadline = time.monotonic() + _PATIENCE
    with psycopg.connect(_dsn(victim), autocommit=True) as connection:
        before = connection.execute("select count(*) from bot_decision").fetchone()
        while connection.execute("select count(*) from bot_decision").fetchone() == before:
            assert time.monotonic() < deadline, "nothing is answered"
            time.sleep(0.05)


def _wait_for_a_claim(victim: Victim) -> bool:
    """Until somebody is answering: the moment to strike."""
    deadline = time.monotonic() + 8
    with psycopg.connect(_dsn(victim), autocommit=True) as connection:
        while time.monotonic() < deadline:
            row = connection.execute(
                "select count(*) from bot_turn where claimed_until > clock_timestamp() + interval '9.5 seconds'"
            ).fetchone()
            if row and row[0]:
                return True
            time.sleep(0.001)
    return False


async def _settled(victim: Victim) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        with psycopg.connect(_dsn(victim)) as connection:
            row = connection.execute("select count(*) from bot_turn").fetchone()
        if row == (0,):
            return
        await asyncio.sleep(0.2)
    raise AssertionError("turns are left")


def _messages(victim: Victim) -> Messages:
    found: Messages = defaultdict(list)
    with psycopg.connect(_dsn(victim)) as connection:
        rows = connection.execute(
            "select m.conversation::text, m.sender_kind, m.body->>'text', coalesce(d.route, m.body->'handover'->>'number')"
            " from message m left join bot_decision d on d.id::text = m.body->>'decision'"
            " where m.type = 'text' order by m.conversation, m.seq"
        ).fetchall()
        decisions = connection.execute(
            "select count(*), count(distinct (conversation, seq)) from bot_decision"
        ).fetchone()
        handovers = connection.execute("select count(*) from handover").fetchone()
        reasons = connection.execute(
            "select distinct why->0->>'code' from bot_decision where route = 'handover'"
        ).fetchall()
    for conversation, kind, text, route in rows:
        found[conversation].append((kind, text, route))
    questions = sum(kind == "customer" for lines in found.values() for kind, _, _ in lines)
    assert decisions == (questions, questions)
    assert handovers == (sum(lines[-1][2] == "1" for lines in found.values()),)
    assert set(reasons) <= {("tried_too_often",)}
    return found


def _check(found: Messages, asked: int) -> None:
    """Question, answer, question, answer: nothing lost, nothing doubled, each with the answer that belongs to it."""
    answers = {text: f"关于{title.split(' / ')[0]}的回答。" for title, one in ARTICLES.items() for text in one["zh-CN"]}
    assert sum(len(lines) for lines in found.values()) == 2 * asked
    for lines in found.values():
        for question, answer in zip(lines[::2], lines[1::2], strict=True):
            assert (question[0], answer[0]) == ("customer", "bot")
            assert answer[2] == "answer" or (answer[2] == "1" and answer == lines[-1])
            assert answer[2] == "1" or answer[1] == answers[question[1]]
