"""Many respondents at once, over real HTTP: quotas are never over-filled, and a killed server loses and doubles nothing."""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from tests.serving import Cluster, Served, serve
from tests.surveys.conftest import GOOD, shop_form

from feilun.kernel.ids import new_id

LIMIT, PEOPLE = 100, 200
KILLS = int(os.environ.get("FEILUN_SURVEY_KILLS", "4"))

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]


async def _survey(served: Served, limit: int) -> dict[str, Any]:
    quota = {
        "id": "women",
        "limit": limit,
        "when": {"op": "=", "of": [{"answer": "sex"}, {"value": "f"}]},
        "full": "enough",
    }
    headers = {"Authorization": f"Bearer {served.token}"}
    async with httpx.AsyncClient(base_url=served.url, headers=headers, timeout=60) as owner:
        made = await owner.post("/api/v1/surveys", json={"name": "Shop", "form": shop_form(quotas=[quota])})
        published = await owner.post(f"/api/v1/surveys/{made.json()['id']}/publication", json={})
        found: dict[str, Any] = published.json()
        return found


async def _call(http: httpx.AsyncClient, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Until there is an answer: a broken connection or a server that is away is asked again, with the same words."""
    while True:
        try:
            answer = await http.request(method, path, json=body)
        except httpx.TransportError:
            await asyncio.sleep(0.1)
            continue
        if answer.status_code == 200:
            found: dict[str, Any] = answer.json()
            return found
        assert answer.status_code in (429, 500, 503), answer.text
        await asyncio.sleep(0.2)


async def _respond(http: httpx.AsyncClient, link: str, word: str, seen: Counter[str] | None = None) -> dict[str, Any]:
    wish = {"respondent": f"device-{new_id()}", "anonymous_id": word}
    place = await _call(http, "POST", f"/v1/survey/{link}/responses", wish)
    for number, answers in enumerate([*GOOD[:2], {"why": word}]):
        if place["state"] != "started":
            break
        body = {"seq": number + 1, "page": place["page"]["key"], "answers": answers}
        place = await _call(http, "PUT", f"/v1/survey/{place['token']}/answers", body)
        if seen is not None:
            seen["saves"] += 1
    return place


@asynccontextmanager
async def _watching(dsn: str, survey: str) -> AsyncIterator[list[tuple[int, int]]]:
    """What the cell holds at each moment, and how many are complete."""
    seen: list[tuple[int, int]] = []

    async def watch() -> None:
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
            while True:
                row = await (await connection.execute(
                    "select taken + reserved, (select count(*) from survey_response r where r.survey = q.survey"
                    " and r.state = 'complete') from survey_quota q where survey = %s", (survey,),
                )).fetchone()  # fmt: skip
                if row:
                    seen.append((row[0], row[1]))
                await asyncio.sleep(0.01)

    task = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_of_200_at_once_a_quota_of_100_takes_exactly_100(served: Served) -> None:
    survey = await _survey(served, LIMIT)
    link = survey["link"].rpartition("/")[2]
    limits = httpx.Limits(max_connections=PEOPLE)
    async with (
        _watching(served.environment["FEILUN_DSN"], survey["id"]) as seen,
        httpx.AsyncClient(base_url=served.url, timeout=120, limits=limits) as http,
    ):
        places = await asyncio.gather(
            *(_respond(http, link, f"Word {one} of mine {new_id()}") for one in range(PEOPLE))
        )
    assert Counter(place["state"] for place in places) == {"complete": LIMIT, "full": PEOPLE - LIMIT}
    assert len(seen) > 10
    assert max(held for held, _ in seen) <= LIMIT
    assert max(complete for _, complete in seen) <= LIMIT
    with psycopg.connect(served.environment["FEILUN_DSN"]) as connection:
        row = connection.execute(
            "select taken, reserved, (select count(*) from survey_slot s where s.survey = q.survey and s.taken)"
            " from survey_quota q where survey = %s", (survey["id"],),
        ).fetchone()  # fmt: skip
    assert row == (LIMIT, 0, LIMIT)


@pytest.fixture
def killable(cluster: Cluster, tmp_path: Path) -> Any:
    with serve(cluster, tmp_path) as served:
        yield served


async def test_a_server_killed_while_people_answer_loses_and_doubles_nothing(killable: Served) -> None:
    survey = await _survey(killable, 10_000)
    link, stop, seen = survey["link"].rpartition("/")[2], asyncio.Event(), Counter[str]()
    async with httpx.AsyncClient(base_url=killable.url, timeout=30) as http:
        people = [asyncio.create_task(_keep_answering(http, link, number, stop, seen)) for number in range(12)]
        kills = await _kill_servers(killable.folder, seen)
        stop.set()
        acknowledged = [word for words in await asyncio.gather(*people) for word in words]
    assert kills == KILLS
    assert len(acknowledged) > KILLS
    _check(killable, survey["id"], acknowledged)


async def _keep_answering(
    http: httpx.AsyncClient, link: str, number: int, stop: asyncio.Event, seen: Counter[str]
) -> list[str]:
    said = []
    while not stop.is_set():
        word = f"Somebody {number} says {new_id()}"
        assert (await _respond(http, link, word, seen))["state"] == "complete"
        said.append(word)
    return said


async def _kill_servers(folder: Path, seen: Counter[str]) -> int:
    """Each time in the middle of saves that come in; how many."""
    dice, killed = random.Random(7), 0
    while killed < KILLS:
        before = seen["saves"]
        while seen["saves"] < before + 15:
            await asyncio.sleep(0.02)
        await asyncio.sleep(dice.uniform(0, 0.05))
        for child in psutil.Process().children(recursive=True):
            if _is_server(child, folder):
                child.send_signal(signal.SIGKILL)
                killed += 1
    return killed


def _is_server(process: psutil.Process, folder: Path) -> bool:
    try:
        return "serve" in process.cmdline() and process.environ().get("FEILUN_FOLDER") == str(folder)
    except psutil.Error:
        return False  # It has just ended.


def _check(served: Served, survey: str, acknowledged: list[str]) -> None:
    """Whoever was told that she is done is there once, whole, counted once and told once."""
    with psycopg.connect(served.environment["FEILUN_DSN"]) as connection:
        rows = connection.execute(
            "select answers->>'why', answers->>'nps', seq, state from survey_response where survey = %s", (survey,)
        ).fetchall()
        told = connection.execute(
            "select body->'properties'->'answers'->>'why' from event where type = 'survey.answered'"
        ).fetchall()
        cell = connection.execute("select taken, reserved from survey_quota where survey = %s", (survey,)).fetchone()
    done = Counter(word for word, nps, seq, state in rows if (nps, seq, state) == ("9", 3, "complete"))
    assert done == Counter(acknowledged)
    assert Counter(word for (word,) in told) == Counter(acknowledged)
    assert cell == (len(acknowledged), 0)
    assert len(rows) == len(acknowledged)
