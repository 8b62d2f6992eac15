"""Kills at random moments while events, chats and journeys run: nothing acknowledged is lost or doubled."""

import asyncio
import os
import random
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from tests.outbox.mailbox import Mailbox, open_mailbox
from tests.turn.killing import Sender, Victim

ROUNDS = int(os.environ.get("FEILUN_KILLS", "8"))
_PATIENCE = 180.0

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(900)]


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
async def victim(mailbox: Mailbox) -> AsyncIterator[Victim]:
    folder = Path(tempfile.mkdtemp(prefix="feilun-kill-"))
    folder.chmod(0o755)
    victim = Victim(folder, f"smtp://127.0.0.1:{mailbox.port}")
    try:
        yield victim
    finally:
        await asyncio.to_thread(victim.stop)
        shutil.rmtree(folder, ignore_errors=True)


async def test_nothing_acknowledged_is_lost_doubled_or_out_of_order(victim: Victim, mailbox: Mailbox) -> None:
    victim.start()
    await victim.ready()
    token = (await asyncio.to_thread(_prepare, victim))["token"]
    sender = Sender(victim, (await asyncio.to_thread(victim.cli, "write-key", "add", "chaos"))["secret"])
    await _start_journey(victim, token)
    tasks = [
        asyncio.create_task(one)
        for one in (
            *(sender.track(f"counter-{n}") for n in range(3)),
            *(sender.chat(f"talker-{n}") for n in range(2)),
            sender.enter(),
        )
    ]
    for _ in range(ROUNDS):
        await asyncio.sleep(random.uniform(0.3, 1.5))
        victim.kill(random.choice(("server", "postgres", "all")))
        await victim.ready()
    sender.stopping = True
    await asyncio.gather(*tasks)
    await sender.close()
    await _settled(victim, token, len(sender.entered))
    with psycopg.connect(f"host={victim.folder / 'postgres'} user=feilun dbname=postgres") as connection:
        _check_events(connection, sender)
        _check_chats(connection, sender)
        _check_journeys(connection, sender, mailbox)


def _prepare(victim: Victim) -> dict[str, str]:
    victim.cli("workspace", "add", "Chaos shop")
    return {"token": victim.cli("token", "add", "chaos")["secret"]}


async def _start_journey(victim: Victim, token: str) -> None:
    graph = {
        "entry": {"kind": "event", "event": "Walk Started", "again": "once"},
        "steps": [
            {"id": "a", "kind": "condition", "rule": {"trait": "email", "is": "exists"}, "yes": "b", "no": "z"},
            {"id": "b", "kind": "email", "subject": "Hello", "text": "Hello", "html": "<p>Hello</p>", "next": "z"},
            {"id": "z", "kind": "exit"},
        ],
        "first": "a",
    }
    async with httpx.AsyncClient(
        base_url=victim.url, headers={"Authorization": f"Bearer {token}"}, timeout=30
    ) as client:
        made = await client.post("/api/v1/journeys", json={"name": "Walk"})
        assert made.status_code == 201, made.text
        journey = made.json()["id"]
        drawn = await client.put(f"/api/v1/journeys/{journey}/draft", json={"graph": graph})
        assert drawn.json()["problems"] == []
        published = await client.post(f"/api/v1/journeys/{journey}/versions")
        assert published.status_code == 201, published.text


async def _settled(victim: Victim, token: str, walkers: int) -> None:
    """Until every walker's message has come to an end."""
    deadline = time.monotonic() + _PATIENCE
    states: Counter[str] = Counter()
    while time.monotonic() < deadline:
        async with await psycopg.AsyncConnection.connect(
            f"host={victim.folder / 'postgres'} user=feilun dbname=postgres"
        ) as connection:
            rows = await (await connection.execute("select state, count(*) from outbox group by state")).fetchall()
        states = Counter(dict(rows))
        if sum(states.values()) >= walkers and not states.keys() & {"planned", "claimed"}:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"{walkers} walkers, messages {dict(states)}")


def _check_events(connection: psycopg.Connection[Any], sender: Sender) -> None:
    rows = connection.execute("select id from event where name = 'Counted' order by writer, position").fetchall()
    seen: dict[str, list[str]] = defaultdict(list)
    for (one,) in rows:
        seen[one.split(":")[0]].append(one)
    for who, acknowledged in sender.events.items():
        assert len(acknowledged) > ROUNDS / 2
        assert seen[who] == acknowledged
    counts = connection.execute(
        "select counters->'Counted'->>'count' from profile where counters ? 'Counted' order by 1"
    ).fetchall()
    assert sorted(int(count) for (count,) in counts) == sorted(len(one) for one in sender.events.values())


def _check_chats(connection: psycopg.Connection[Any], sender: Sender) -> None:
    rows = connection.execute(
        "select body->>'text' from message where sender_kind = 'customer' order by conversation, seq"
    ).fetchall()
    seen: dict[str, list[str]] = defaultdict(list)
    for (text,) in rows:
        seen[text.split(":")[0]].append(text)
    assert dict(seen) == sender.chats
    assert all(len(one) > ROUNDS / 2 for one in sender.chats.values())


def _check_journeys(connection: psycopg.Connection[Any], sender: Sender, mailbox: Mailbox) -> None:
    entries = connection.execute("select count(*), count(distinct customer) from journey_position").fetchone()
    assert entries == (len(sender.entered), len(sender.entered))
    states = dict(connection.execute("select state, count(*) from outbox group by state").fetchall())
    received = Counter(str(mail["To"]) for mail in mailbox.mails)
    assert max(received.values()) == 1, "a mail went out twice"
    # A mail cut while being handed over stays `sending`, becomes `unknown`, and is never sent again by itself.
    assert set(states) <= {"sent", "delivered", "sending", "unknown"}
    assert states["sent"] > len(sender.entered) / 2
    assert len(received) >= states.get("sent", 0)
    assert sum(states.values()) == len(sender.entered)
