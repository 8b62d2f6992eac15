"""Answers a second through the public door of surveys, durable, against bare inserts of the same rows in the same run.

    python bench/surveys.py                          # small, about a minute
    python bench/surveys.py --respondents 1000 --stored 100000

A server process of our own (`feilun serve`) on an embedded PostgreSQL with fsync on; the load comes from this process
over loopback and shares the cores. A form of 150 questions on ten pages; each save is one page. Then responses are
stored in bulk, and pages and single responses are read when few are there and when all are. The last line is JSON.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
from ingest import ROOT, free_port, run_cli, wait_for

sys.path.insert(0, str(ROOT / "src"))

from _database import database

from feilun.kernel.ids import new_id

PAGES, PER_PAGE = 10, 15
_ROW = "workspace, survey, version, handles, channel, language, seed, answers, passed, state, ending, started_at, updated_at, completed_at, seconds"
_OWN = "id, token"


def form() -> dict[str, Any]:
    options = [{"code": one, "label": {"en": one}} for one in ("a", "b", "c", "d", "e")]
    kinds = [
        ("single", {"options": options}),
        ("rating", {}),
        ("long_text", {}),
        ("multiple", {"options": options}),
        ("nps", {}),
    ]
    pages = []
    for page in range(PAGES):
        questions = []
        for place in range(PER_PAGE):
            kind, more = kinds[place % len(kinds)]
            questions.append({"id": f"q{page}_{place}", "kind": kind, "title": {"en": f"Question {place}"}, **more})
        pages.append({"id": f"p{page}", "questions": questions})
    quota = {"id": "all", "limit": 10_000_000, "when": {"op": "answered", "of": [{"answer": "q0_0"}]}}
    return {"format": 1, "languages": ["en"], "pages": pages, "quotas": [quota]}


def answers(page: int, number: int) -> dict[str, Any]:
    values: list[Any] = [
        "abcde"[number % 5],
        number % 5 + 1,
        f"The tea of order {number} came late on day {page}",
        ["a", "c"],
        number % 11,
    ]
    return {f"q{page}_{place}": values[place % len(values)] for place in range(PER_PAGE)}


async def respond(http: httpx.AsyncClient, link: str, numbers: list[int], took: list[float]) -> None:
    while numbers:
        number = numbers.pop()
        wish = {"respondent": f"device-{new_id()}", "anonymous_id": f"customer-{number}"}
        place = (await asked(http, "POST", f"/v1/survey/{link}/responses", wish, [])).json()
        for page in range(PAGES):
            body = {"seq": page + 1, "page": f"p{page}", "answers": answers(page, number)}
            place = (await asked(http, "PUT", f"/v1/survey/{place['token']}/answers", body, took)).json()
        assert place["state"] == "complete", place["state"]


async def asked(http: httpx.AsyncClient, method: str, path: str, body: Any, took: list[float]) -> httpx.Response:
    """One address asks here for everybody, so it is slowed down like one: such a wait is not counted."""
    while True:
        start = time.perf_counter()
        answer = await http.request(method, path, json=body)
        if answer.status_code != 429:
            took.append(time.perf_counter() - start)
            assert answer.status_code == 200, answer.text
            return answer
        await asyncio.sleep(0.05)


async def answering(url: str, link: str, respondents: int, at_once: int) -> dict[str, float]:
    took: list[float] = []
    numbers = list(range(respondents))
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=httpx.Limits(max_connections=at_once)) as http:
        start = time.perf_counter()
        await asyncio.gather(*(respond(http, link, numbers, took) for _ in range(at_once)))
        seconds = time.perf_counter() - start
    took.sort()
    return {
        "saves_per_second": round(len(took) / seconds, 1),
        "answers_per_second": round(len(took) * PER_PAGE / seconds),
        "p50_ms": round(took[len(took) // 2] * 1000, 1),
        "p95_ms": round(took[len(took) * 95 // 100] * 1000, 1),
    }


def bare_inserts(dsn: str, count: int) -> float:
    """Rows a second, one insert and one commit each, of rows that the door wrote, into a table of the same shape."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(f"select {_OWN}, {_ROW} from survey_response limit %s", (count,)).fetchall()
        connection.execute("create table bare (like survey_response including defaults including indexes)")
        connection.commit()
        names = f"{_OWN}, {_ROW}"
        marks = ", ".join(["%s"] * (names.count(",") + 1))
        shaped = [[json.dumps(one) if isinstance(one, dict | list) else one for one in row] for row in rows]
        start = time.perf_counter()
        for row in shaped:
            connection.execute(f"insert into bare ({names}) values ({marks})", row)
            connection.commit()
        seconds = time.perf_counter() - start
        connection.execute("drop table bare")
        connection.commit()
    return len(rows) / seconds


def store(dsn: str, survey: str, number: int) -> float:
    """So many more complete responses, made of one that was answered; the seconds."""
    start = time.perf_counter()
    with psycopg.connect(dsn) as connection:
        connection.execute(
            f"insert into survey_response ({_OWN}, {_ROW}) select uuidv7(), 'rs' || gen_random_uuid(), {_ROW}"
            " from (select * from survey_response where survey = %s and state = 'complete' limit 1) r,"
            " generate_series(1, %s)", (survey, number),
        )  # fmt: skip
        connection.commit()
        connection.autocommit = True
        connection.execute("vacuum analyze survey_response")
    return time.perf_counter() - start


def reading(url: str, token: str, survey: str) -> dict[str, float]:
    """Milliseconds, medians: the first page, a page in the middle, one response."""
    path = f"/api/v1/surveys/{survey}/responses"
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as owner:
        first = owner.get(path, params={"limit": 50}).json()
        after = first["next"]
        one = first["items"][-1]["id"]
        return {
            "first_page_ms": _median(owner, path, {"limit": 50}),
            "next_page_ms": _median(owner, path, {"limit": 50, "after": after}),
            "one_ms": _median(owner, f"{path}/{one}", {}),
        }


def _median(owner: httpx.Client, path: str, params: dict[str, Any]) -> float:
    took = []
    for _ in range(11):
        start = time.perf_counter()
        assert owner.get(path, params=params).status_code == 200
        took.append(time.perf_counter() - start)
    return round(statistics.median(took) * 1000, 1)


def measure(dsn: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    port = free_port()
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT / "src"), "FEILUN_DSN": dsn, "FEILUN_FOLDER": str(folder),
        "FEILUN_PORT": str(port), "FEILUN_LOG_FORMAT": "json",
    }  # fmt: skip
    run_cli(environment, "migrate")
    run_cli(environment, "workspace", "add", "Bench")
    token = run_cli(environment, "token", "add", "bench")["secret"]
    server = subprocess.Popen([sys.executable, "-m", "feilun.cli", "serve"], env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        wait_for(port, server)
        return _figures(f"http://127.0.0.1:{port}", psutil.Process(server.pid), token, dsn, options)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _figures(url: str, server: psutil.Process, token: str, dsn: str, options: argparse.Namespace) -> dict[str, Any]:
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as owner:
        made = owner.post("/api/v1/surveys", json={"name": "Bench", "form": form()}).raise_for_status().json()
        path = f"/api/v1/surveys/{made['id']}/publication"
        survey = owner.post(path, json={}).raise_for_status().json()
    link = survey["link"].rpartition("/")[2]
    before = server.cpu_times()
    found: dict[str, Any] = {"answering": asyncio.run(answering(url, link, options.respondents, options.at_once))}
    # The clock of a shared machine says little; what the server computed for a save says more.
    spent = server.cpu_times().user - before.user
    found["answering"]["server_cpu_ms_per_save"] = round(1000 * spent / (options.respondents * PAGES), 2)
    found["bare_inserts_per_second"] = round(bare_inserts(dsn, 2_000))
    store(dsn, survey["id"], 1_000)
    found["reading_of_1000"] = reading(url, token, survey["id"])
    found["stored_seconds"] = round(store(dsn, survey["id"], options.stored), 1)
    found[f"reading_of_{options.stored}"] = reading(url, token, survey["id"])
    found["load"] = os.getloadavg()[0]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--respondents", type=int, default=60)
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--stored", type=int, default=5_000)
    options = parser.parse_args()
    with database() as (dsn, folder):
        print(json.dumps(measure(dsn, folder, options)))


if __name__ == "__main__":
    main()
