"""Events a second through the collect API, durable, against a bare COPY of the same rows in the same run.

    python bench/ingest.py                     # small, under a minute
    python bench/ingest.py --events 400000     # longer rounds

A server process of our own (`feilun serve`) on an embedded PostgreSQL with fsync on; the load comes from this process
over loopback and shares the cores. Every answer is checked, and so is the number of rows at the end. The rounds of
batches grow, to show what the size of the log does to the speed. The last line is JSON.
"""

import argparse
import asyncio
import base64
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import uvloop

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

from _database import database  # noqa: E402

from feilun.kernel.ids import new_id  # noqa: E402

BATCH = 50
_COLUMNS = "workspace, received_at, occurred_at, id, type, name, channel, source, handles, body"
_CATEGORIES = ("BABY HBC", "BREAD", "FLUID MILK PRODUCTS", "CITRUS", "COFFEE")


def event(number: int, chance: random.Random) -> dict[str, Any]:
    """About 430 bytes, like a page's `Product Viewed`."""
    return {
        "type": "track",
        "event": "Product Viewed",
        "messageId": f"ajs-next-{new_id()}",
        "anonymousId": f"{chance.getrandbits(128):032x}",
        "userId": f"customer-{chance.randrange(100_000)}",
        "properties": {"product_id": str(number), "category": chance.choice(_CATEGORIES), "price": number % 900 / 10},
        "context": {
            "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
            "page": {
                "path": f"/p/{number % 500}",
                "url": f"https://shop.example/p/{number % 500}",
                "title": "小满良品",
            },
            "locale": "zh-CN",
        },
        "timestamp": "2026-11-30T08:00:00.000Z",
    }


def request(path: str, body: Any, key: str) -> bytes:
    """A whole HTTP request, made before the clock starts."""
    content = json.dumps(body, ensure_ascii=False).encode()
    basic = base64.b64encode(f"{key}:".encode()).decode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Basic {basic}\r\ncontent-type: text/plain\r\n"
        f"content-length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


class Client(asyncio.Protocol):
    """One connection that keeps one request open; notes how long each answer took."""

    def __init__(self, work: list[bytes], latencies: list[float], done: asyncio.Future[None]) -> None:
        self._work, self._latencies, self._done = work, latencies, done
        self._buffer = b""
        self._sent_at = 0.0

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        if b" 200 " not in head[:16] or b'"refused":[]' not in body:
            self._done.set_exception(AssertionError(self._buffer.decode()))
            return
        self._latencies.append(time.perf_counter() - self._sent_at)
        self._buffer = b""
        self._next()

    def _next(self) -> None:
        if self._work:
            self._sent_at = time.perf_counter()
            self._transport.write(self._work.pop())
        elif not self._done.done():
            self._transport.close()
            self._done.set_result(None)


async def send_all(port: int, work: list[bytes], connections: int) -> tuple[float, list[float]]:
    """The seconds for all, and the latency of each."""
    loop, latencies, ends = asyncio.get_running_loop(), [], []
    start = time.perf_counter()
    for _ in range(connections):
        ends.append(loop.create_future())
        await loop.create_connection(lambda end=ends[-1]: Client(work, latencies, end), "127.0.0.1", port)
    await asyncio.gather(*ends)
    return time.perf_counter() - start, sorted(latencies)


def figures(count: int, seconds: float, latencies: list[float]) -> dict[str, float]:
    return {
        "events_per_second": round(count / seconds),
        "p50_ms": round(latencies[len(latencies) // 2] * 1000, 1),
        "p99_ms": round(latencies[len(latencies) * 99 // 100] * 1000, 1),
    }


def batches(port: int, key: str, count: int, chance: random.Random) -> dict[str, float]:
    work = [
        request("/v1/batch", {"batch": [event(n, chance) for n in range(BATCH)], "sentAt": None}, key)
        for _ in range(count // BATCH)
    ]
    return figures(len(work) * BATCH, *uvloop.run(send_all(port, work, 16)))


def singles(port: int, key: str, count: int, chance: random.Random) -> dict[str, float]:
    work = [request("/v1/t", event(n, chance), key) for n in range(count)]
    return figures(count, *uvloop.run(send_all(port, work, 128)))


def bare_copy(dsn: str, count: int) -> float:
    """Rows a second of one COPY in one commit, of rows that the endpoint wrote, into a table of the same shape."""
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        with cursor.copy(f"copy (select {_COLUMNS} from event limit {count}) to stdout") as copy:
            block = b"".join(bytes(part) for part in copy)
        cursor.execute("create table bare (like event including defaults including identity including indexes)")
        connection.commit()
        start = time.perf_counter()
        with cursor.copy(f"copy bare ({_COLUMNS}) from stdin") as copy:
            for place in range(0, len(block), 1 << 20):
                copy.write(block[place : place + (1 << 20)])
        connection.commit()
        seconds = time.perf_counter() - start
        cursor.execute("drop table bare")
        connection.commit()
    return min(count, block.count(b"\n")) / seconds


def run_cli(environment: dict[str, str], *arguments: str) -> dict[str, str]:
    command = [sys.executable, "-m", "feilun.cli", *arguments, "--json"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    answer: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit("the server ended")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server does not listen")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=60_000, help="events of all rounds of batches together")
    parser.add_argument("--singles", type=int, default=0, help="default: a sixth of that")
    options = parser.parse_args()
    with database() as (dsn, folder):
        print(json.dumps(measure(dsn, folder, options.events, options.singles or options.events // 6)))


def measure(dsn: str, folder: Path, events: int, singly: int) -> dict[str, Any]:
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
        "PYTHONPATH": str(ROOT / "src"),
        "FEILUN_DSN": dsn,
        "FEILUN_FOLDER": str(folder),
        "FEILUN_PORT": str(port),
        "FEILUN_LOG_FORMAT": "json",
    }
    run_cli(environment, "migrate")
    run_cli(environment, "workspace", "add", "Bench")
    key = run_cli(environment, "write-key", "add", "Bench")["secret"]
    command = [sys.executable, "-m", "feilun.cli", "serve"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        return rounds(dsn, port, key, events, singly)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def rounds(dsn: str, port: int, key: str, events: int, singly: int) -> dict[str, Any]:
    chance = random.Random(11)
    batches(port, key, 2_000, chance)  # Connections, plans and caches warm.
    growing, total = [], 2_000
    for share in (1, 2, 4):
        count = events * share // 7 // BATCH * BATCH
        growing.append({"rows_before": total, **batches(port, key, count, chance)})
        total += count
        print(growing[-1], flush=True)
    one_by_one = singles(port, key, singly, chance)
    print(one_by_one, flush=True)
    with psycopg.connect(dsn) as connection:
        [rows] = connection.execute("select count(*) from event").fetchone() or (0,)
    if rows != total + singly:
        raise SystemExit(f"{total + singly} events were acknowledged, {rows} are in the log")
    bare = bare_copy(dsn, events)
    best = max(one["events_per_second"] for one in growing)
    return {
        "bench": "ingest",
        "load": round(os.getloadavg()[0], 1),
        "batches_of_50": growing,
        "singles": one_by_one,
        "bare_copy_rows_per_second": round(bare),
        "batches_to_bare_copy": round(best / bare, 2),
        "lost": 0,
    }


if __name__ == "__main__":
    main()
