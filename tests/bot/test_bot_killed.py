"""Workers killed with -9 in the middle of answering: every question is answered once, or handed over once."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.bot.conftest import ARTICLES, Drain, Shop, Visit, publish

from feilun.kernel.ids import new_id
from feilun.store import Engines

KILLS = int(os.environ.get("FEILUN_BOT_KILLS", "12"))
_CUSTOMERS = 8
_PATIENCE = 150.0
_QUESTIONS = [text for texts in zip(*(one["zh-CN"][:4] for one in ARTICLES.values()), strict=True) for text in texts]
_ANSWERS = {text: f"关于{title.split(' / ')[0]}的回答。" for title, one in ARTICLES.items() for text in one["zh-CN"]}

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]


@pytest.fixture
async def plain(shop: Shop, engines: Engines, drain: Drain) -> AsyncIterator[Shop]:
    """A version that knows words alone, so that a new worker has nothing to load."""
    encoders = engines.encoders
    object.__setattr__(engines, "encoders", ())
    try:
        await publish(shop.owner, drain)
        yield shop
    finally:
        object.__setattr__(engines, "encoders", encoders)


async def test_every_question_is_answered_once_whoever_is_killed(plain: Shop, visit: Visit, engines: Engines) -> None:
    stopping = asyncio.Event()
    async with _workers(engines) as script:
        customers = [asyncio.create_task(_converse(visit, number, stopping)) for number in range(_CUSTOMERS)]
        hits = int((await script.stdout.readline()).decode() or "-1")  # type: ignore[union-attr]
        stopping.set()
        asked = sum(await asyncio.gather(*customers))
    assert hits >= KILLS // 3, f"only {hits} of {KILLS} kills met an answer under way"
    assert asked > KILLS
    await _check(engines, plain, asked)


@asynccontextmanager
async def _workers(engines: Engines) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = engines.settings
    script = await asyncio.create_subprocess_exec(
        sys.executable, str(Path(__file__).with_name("worker.py")), settings.dsn, str(settings.folder), str(KILLS), "7",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )  # fmt: skip
    try:
        yield script
    finally:
        script.stdin.close()  # type: ignore[union-attr]
        await asyncio.wait_for(script.wait(), 30)


async def _converse(visit: Visit, number: int, stopping: asyncio.Event) -> int:
    """Asks one thing after another and waits for each answer. Who is handed over comes back as somebody else."""
    total = 0
    while not stopping.is_set():
        lin, asked, is_bots = await visit(f"customer-{number}-{new_id().hex}"), 0, True
        while is_bots and not stopping.is_set():
            await lin.write(_QUESTIONS[asked % len(_QUESTIONS)])
            asked, total = asked + 1, total + 1
            is_bots = await _answered(lin, asked)
    return total


async def _answered(lin: Any, number: int) -> bool:
    """Until the bot said something; whether it still has the conversation."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        said = [one for one in await lin.sees() if one.get("sender", {}).get("kind") == "bot"]
        if len(said) >= number:
            return "handover" not in said[-1]["body"]
        await asyncio.sleep(0.05)
    raise AssertionError(f"question {number} was never answered")


async def _check(engines: Engines, shop: Shop, asked: int) -> None:
    """Question, answer, question, answer: nothing lost, nothing doubled, each with the answer that belongs to it."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            "select m.conversation, m.sender_kind as kind, m.body->>'text' as text, d.route,"
            " m.body ? 'handover' as is_handover, lead(m.seq) over talk is null as is_last"
            " from message m left join bot_decision d on d.workspace = m.workspace and d.id::text = m.body->>'decision'"
            " where m.workspace = %(w)s and m.type = 'text' window talk as (partition by m.conversation order by m.seq)"
            " order by m.conversation, m.seq",
            w=shop.workspace,
        )
        decisions = await tx.value("select count(*) from bot_decision where workspace = %(w)s", w=shop.workspace)
        handovers = await tx.value("select count(*) from handover where workspace = %(w)s", w=shop.workspace)
        codes = await tx.all(
            "select distinct why->0->>'code' as code from bot_decision where workspace = %(w)s and route = 'handover'",
            w=shop.workspace,
        )
        left = await tx.value("select count(*) from bot_turn where workspace = %(w)s", w=shop.workspace)
    assert (len(rows), decisions, left) == (2 * asked, asked, 0)
    assert handovers == sum(row["is_handover"] for row in rows)
    assert {row["code"] for row in codes} <= {"tried_too_often"}
    for question, answer in zip(rows[::2], rows[1::2], strict=True):
        assert question["conversation"] == answer["conversation"]
        assert (question["kind"], answer["kind"]) == ("customer", "bot")
        if answer["is_handover"]:
            assert answer["is_last"]
        else:
            assert (answer["route"], answer["text"]) == ("answer", _ANSWERS[question["text"]])
