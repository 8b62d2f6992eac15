"""The bot: many conversations at once, against the least that a bot must do for an answer.

    python bench/bot_conversations.py --conversations 200 --questions 3

All customers write at the same moment, through the front door, while one worker answers. "Heap" answers what waits
already. "Bare" says the same lines through `conversations.bot_say` alone: no claim, no model, no policy, no decision
written down, no facts. "Understand" is the model alone, in batches of 32. The last line is a JSON object.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from feilun import access, app
from feilun.config import Config
from feilun.engines.embedded_postgres import EmbeddedPostgres
from feilun.interaction import conversations, knowledge, understanding
from feilun.interaction.bot import keeper, turns
from feilun.interaction.bot.settings import BotSettings
from feilun.interaction.conversations import BotLine
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines

AT_ONCE = 8
_TOPICS = ("parcel", "invoice", "refund", "coupon", "password", "address", "warranty", "payment", "size", "membership")
_FORMS = (
    "where is my {}", "I have a question about the {}", "how does the {} work", "can I change the {}", "the {} is wrong",
    "tell me about the {} please", "what about my {}", "I lost my {}", "help me with the {}", "is there a {} for me",
)  # fmt: skip
LATENCIES = """
select percentile_cont(0.5) within group (order by waited) as p50, percentile_cont(0.95) within group (order by waited)
  as p95, count(*) as answered
from (
  select extract(epoch from a.at - q.at) * 1000 as waited
  from bot_decision d
  join message q on q.workspace = d.workspace and q.conversation = d.conversation and q.seq = d.seq
  join message a on a.workspace = d.workspace and a.conversation = d.conversation and a.seq > d.seq
    and a.body->>'decision' = d.id::text
  where d.workspace = %(w)s and d.at >= %(since)s
) as waits
"""


class Customers:
    """Visitors who write through the front door."""

    def __init__(self, http: httpx.AsyncClient, key: str, number: int) -> None:
        self.http, self.key, self.number = http, key, number
        self.tokens: list[str] = []
        self.said = 0

    async def come(self) -> None:
        for number in range(self.number):
            wish = {"write_key": self.key, "anonymous_id": f"bench-{number}"}
            answer = await self.http.post("/connection/visitor", json=wish)
            self.tokens.append(answer.json()["token"])

    async def write(self) -> None:
        """Everybody at once, each about something else than before."""
        self.said += 1
        await asyncio.gather(*(self._write(number) for number in range(self.number)))

    async def _write(self, number: int) -> None:
        turn = number + self.said
        text = _FORMS[turn % len(_FORMS)].format(_TOPICS[turn % len(_TOPICS)])
        data = {"cid": str(new_id()), "type": "text", "body": {"text": text}}
        wish = {"token": self.tokens[number], "rpc": {"method": "msg.send", "data": data}}
        answer = await self.http.post("/connection/sync", json=wish)
        assert "error" not in answer.json(), answer.text


async def teach(engines: Engines, workspace: UUID) -> None:
    """Ten articles of ten phrasings, trained and in force; the bot is on."""
    author = knowledge.Author("bench", "Bench")
    async with engines.tables.transaction() as tx:
        for topic in _TOPICS:
            content = knowledge.read_content(
                {
                    "title": topic,
                    "phrasings": [{"language": "en", "text": form.format(topic)} for form in _FORMS],
                    "answers": [{"language": "en", "text": f"All about the {topic}."}],
                }
            )
            article = await knowledge.draft_article(tx, workspace, content, author)
            await knowledge.approve(tx, workspace, article, 1, author)
        settings = BotSettings(is_on=True, quiet_ms=0, ask_helpful=False)
        await keeper.keep(tx, workspace, settings, None, "bench")
        await keeper.put_live(tx, workspace, "bench")
        await understanding.train_later(tx, engines, workspace, understanding.Author("bench", "Bench"))
    jobs = {job.name: job for job in app.all_jobs()}
    while await jobs["understanding"].run(engines, clock.now()):
        pass
    async with engines.tables.transaction() as tx:
        await understanding.publish(tx, workspace, 1, understanding.Author("bench", "Bench"))


async def answer_all(engines: Engines) -> float:
    started = time.perf_counter()
    while await turns.answer_turns(engines, clock.now()):
        pass
    return time.perf_counter() - started


async def bare(engines: Engines, workspace: UUID, number: int) -> float:
    """The lines alone, as many at once as the bot answers."""
    async with engines.tables.transaction() as tx:
        rows = await tx.all("select id from conversation where workspace = %(w)s limit %(n)s", w=workspace, n=number)
    room = asyncio.Semaphore(AT_ONCE)

    async def say(conversation: UUID) -> None:
        line = BotLine(
            workspace=workspace, conversation=conversation, cid=str(new_id()), body={"text": "All about it."}
        )
        async with room, engines.tables.transaction() as tx:
            await conversations.bot_say(tx, engines, line)

    started = time.perf_counter()
    await asyncio.gather(*(say(row["id"]) for row in rows))
    return time.perf_counter() - started


async def live(engines: Engines, customers: Customers, questions: int) -> float:
    """Customers write and a worker answers, side by side."""
    stop = asyncio.Event()

    async def work() -> None:
        while not stop.is_set():
            if not await turns.answer_turns(engines, clock.now()):
                await asyncio.sleep(0.05)

    worker = asyncio.create_task(work())
    started = time.perf_counter()
    for _ in range(questions):
        await customers.write()
        await _until(engines, lambda: asyncio.sleep(0.05))
    took = time.perf_counter() - started
    stop.set()
    await worker
    return took


async def _until(engines: Engines, pause: Callable[[], Awaitable[None]]) -> None:
    """Until nothing waits for an answer."""
    while True:
        async with engines.tables.transaction() as tx:
            if not await tx.value("select count(*) from bot_turn"):
                return
        await pause()


async def measure(engines: Engines, number: int, questions: int) -> dict[str, Any]:
    await engines.tables.migrate(app.all_migrations())
    async with engines.tables.transaction() as tx:
        workspace = await access.add_workspace(tx, "Bench")
        key = (await access.add_write_key(tx, workspace, "Bench")).secret
    await teach(engines, workspace)
    server = app.create_app(engines, engines.settings)
    transport = httpx.ASGITransport(app=server)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench", timeout=120) as http:
        customers = Customers(http, key, number)
        await customers.come()
        await customers.write()
        await answer_all(engines)  # Weights and version are loaded, connections are open.
        await customers.write()
        heap = await answer_all(engines)
        since = clock.now()
        took = await live(engines, customers, questions)
        async with engines.tables.transaction() as tx:
            waits = await tx.first(LATENCIES, w=workspace, since=since) or {}
            routes = await tx.all("select route, count(*) as n from bot_decision group by 1 order by 1")
        said = await bare(engines, workspace, number)
        version = await _version(engines, workspace)
        alone = await _understand(version, number)
    await server.close()
    return {
        "conversations": number,
        "heap_answers_per_second": round(number / heap, 1),
        "live_answers_per_second": round(number * questions / took, 1),
        "live_wait_p50_ms": round(waits["p50"]),
        "live_wait_p95_ms": round(waits["p95"]),
        "answered": waits["answered"],
        "bare_lines_per_second": round(number / said, 1),
        "understood_per_second": round(number / alone, 1),
        "ratio_to_bare_lines": round(said / heap, 3),
        "routes": {row["route"]: row["n"] for row in routes},
        "load": round(os.getloadavg()[0], 1),
    }


async def _version(engines: Engines, workspace: UUID) -> understanding.Published:
    async with engines.tables.transaction() as tx:
        found = await understanding.serving(tx, engines, workspace)
    assert found is not None
    return found


async def _understand(version: understanding.Published, number: int) -> float:
    texts = [_FORMS[n % 10].format(_TOPICS[n * 7 % 10]) + f" {n}" for n in range(number)]
    started = time.perf_counter()
    for first in range(0, number, turns.MOST_TURNS):
        await version.understand(texts[first : first + turns.MOST_TURNS])
    return time.perf_counter() - started


async def main(folder: Path) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--conversations", type=int, default=200, help="how many write at the same moment")
    parser.add_argument("--questions", type=int, default=3, help="how many each asks while the worker answers")
    arguments = parser.parse_args()
    postgres = EmbeddedPostgres(folder)
    try:
        config = Config(folder=folder, dsn=postgres.start())
        async with app.open_engines(config) as engines:
            figures = await measure(engines, arguments.conversations, arguments.questions)
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(figures))


if __name__ == "__main__":
    room = Path(tempfile.mkdtemp(prefix="feilun-bench-"))
    room.chmod(0o755)  # PostgreSQL runs as another user when root benches.
    asyncio.run(main(room))
