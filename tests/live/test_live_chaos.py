"""One cut a second, 300 messages each way, unmodified clients: nothing lost, nothing doubled, nothing out of order."""

import asyncio
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import centrifuge
import httpx
import pytest
from tests.live.conftest import Wire
from tests.live.proxy import Proxy
from tests.live.stock import Heard, until, visitor_pass
from tests.serving import Cluster, new_shop

COUNT = 300
pytestmark = [pytest.mark.chaos, pytest.mark.timeout(170)]
Desk = httpx.AsyncClient


async def say(client: centrifuge.Client, stream: str, cid: str, pause: float = 0.02) -> int:
    """An outbox of one: the same cid until the answer comes."""
    wish = {"stream": stream, "cid": cid, "type": "text", "body": {"text": cid}}
    while True:
        try:
            answer = await client.rpc("msg.send", wish, timeout=3)
            return int(answer.data["seq"])
        except (centrifuge.CentrifugeError, TimeoutError):
            await asyncio.sleep(pause)


async def conversation_of(desk: Desk) -> str:
    while True:
        items = (await desk.get("/api/v1/conversations")).json()["items"]
        if items:
            return str(items[0]["id"])
        await asyncio.sleep(0.05)


async def answer(desk: Desk, conversation: str, count: int, pause: float) -> None:
    for number in range(count):
        body = {"cid": f"down-{number}", "text": f"down {number}"}
        (await desk.post(f"/api/v1/conversations/{conversation}/messages", json=body)).raise_for_status()
        await asyncio.sleep(pause)


async def log_of(desk: Desk, conversation: str) -> list[dict[str, Any]]:
    """All messages, oldest first."""
    found: list[dict[str, Any]] = []
    while True:
        before = found[0]["seq"] if found else 0
        page = (
            await desk.get(f"/api/v1/conversations/{conversation}/messages", params={"limit": 200, "before": before})
        ).json()
        found = page["items"] + found
        if not page["has_more"]:
            return found


async def check_log(desk: Desk, conversation: str) -> None:
    log = await log_of(desk, conversation)
    assert [one["seq"] for one in log] == list(range(1, len(log) + 1))
    spoken = [one for one in log if one["type"] == "text"]
    assert [one["cid"] for one in spoken if one["sender"]["kind"] == "customer"] == [f"up-{n}" for n in range(COUNT)]
    assert [one["cid"] for one in spoken if one["sender"]["kind"] == "staff"] == [f"down-{n}" for n in range(COUNT)]


async def test_python_loses_and_doubles_nothing(
    wire: Wire, http: httpx.AsyncClient, write_key: str, api: Callable[..., Awaitable[Desk]]
) -> None:
    desk = await api("agent")
    ticket = await visitor_pass(http, write_key)
    heard = Heard()
    async with Proxy.open(wire.port, every=1) as proxy:
        client = centrifuge.Client(
            f"ws://127.0.0.1:{proxy.port}/connection/websocket",
            token=ticket["token"],
            min_reconnect_delay=0.02,
            max_reconnect_delay=0.5,
        )
        subscription = client.new_subscription(ticket["stream"], events=heard)
        await client.connect()
        await subscription.subscribe()
        await until(lambda: heard.subscribed)

        async def up() -> list[int]:
            seqs = []
            for number in range(COUNT):
                seqs.append(await say(client, ticket["stream"], f"up-{number}"))
                await asyncio.sleep(0.03)
            return seqs

        sending = asyncio.create_task(up())
        conversation = await conversation_of(desk)
        await answer(desk, conversation, COUNT, 0.03)
        seqs = await sending
        replies = lambda: [one for one in heard.publications if one.data.get("sender", {}).get("kind") == "staff"]  # noqa: E731
        await until(lambda: len(replies()) >= COUNT)
        await asyncio.sleep(0.5)
        await client.disconnect()
    assert proxy.cuts >= 8
    assert [one.data["cid"] for one in replies()] == [f"down-{n}" for n in range(COUNT)]
    assert seqs == sorted(set(seqs))
    recovered = [one for one in heard.subscribed if one.was_recovering]
    assert recovered and all(one.recovered for one in recovered)
    await check_log(desk, conversation)


@pytest.fixture(scope="session")
def stock_js(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the npm packages, kept between runs; one process at a time installs."""
    if not shutil.which("npm") or not shutil.which("node"):
        pytest.skip("npm is not installed, so the JavaScript client cannot be tried")
    source = Path(__file__).with_name("js")
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "feilun-tests" / "centrifuge-5.7.4"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "node_modules" / "ws").exists():
            shutil.copy(source / "package.json", folder)
            done = subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"],
                cwd=folder, capture_output=True, text=True, timeout=150,
            )  # fmt: skip
            if done.returncode:
                pytest.skip(f"npm could not fetch the JavaScript client: {done.stderr[-300:]}")
        shutil.copy(source / "talk.mjs", folder)
    return folder


async def test_javascript_loses_and_doubles_nothing(
    wire: Wire, http: httpx.AsyncClient, write_key: str, api: Callable[..., Awaitable[Desk]], stock_js: Path
) -> None:
    desk = await api("agent")
    ticket = await visitor_pass(http, write_key)
    async with Proxy.open(wire.port, every=1) as proxy:
        process = await asyncio.create_subprocess_exec(
            "node", "talk.mjs",
            cwd=stock_js,
            env={
                "PATH": os.environ["PATH"],
                "URL": f"ws://127.0.0.1:{proxy.port}/connection/websocket",
                "TOKEN": ticket["token"], "STREAM": ticket["stream"], "COUNT": str(COUNT), "PAUSE": "30",
            },
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout
        assert (await process.stdout.readline()).strip() == b"ready"
        conversation = await conversation_of(desk)
        await answer(desk, conversation, COUNT, 0.03)
        told = json.loads(await asyncio.wait_for(process.stdout.readline(), 120))
        await process.wait()
    assert proxy.cuts >= 8
    assert [one["cid"] for one in told["heard"]] == [f"down-{n}" for n in range(COUNT)]
    assert told["acks"] == sorted(set(told["acks"]))
    assert (told["recoveries"] > 0, told["lost"]) == (True, 0)
    await check_log(desk, conversation)


class Killable:
    """`feilun up` that may be killed and started again; clients reach it through one proxy."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.environment = environment
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> int:
        return await asyncio.to_thread(self._start)

    def _start(self) -> int:
        address = self.folder / "address"
        address.unlink(missing_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "feilun.cli", "up", "--address-file", str(address)],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        with httpx.Client() as client:
            while True:
                assert self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
                if address.exists() and (url := address.read_text().strip()):
                    try:
                        if client.get(f"{url}/readyz").status_code == 200:
                            return int(url.rpartition(":")[2])
                    except httpx.TransportError:
                        pass
                time.sleep(0.1)

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)


async def test_what_was_acknowledged_survives_kill_9(cluster: Cluster, tmp_path: Path) -> None:
    dsn = cluster.migrated_database()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "FEILUN_FOLDER": str(tmp_path),
        "FEILUN_DSN": dsn,
        "FEILUN_PORT": "0",
    }
    shop = await asyncio.to_thread(new_shop, dsn)
    server = Killable(environment, tmp_path)
    try:
        async with Proxy.open(await server.start()) as proxy:
            await _send_through_kills(server, proxy, shop["token"], shop["write_key"])
    finally:
        server.kill()


async def _send_through_kills(server: Killable, proxy: Proxy, token: str, key: str) -> None:
    base = f"http://127.0.0.1:{proxy.port}"
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=60) as http:
        ticket = await visitor_pass(http, key)
        heard = Heard()
        client = centrifuge.Client(
            base.replace("http", "ws") + "/connection/websocket",
            token=ticket["token"], min_reconnect_delay=0.05, max_reconnect_delay=0.5,
        )  # fmt: skip
        subscription = client.new_subscription(ticket["stream"], events=heard)
        await client.connect()
        await subscription.subscribe()
        acknowledged: list[int] = []

        async def up() -> None:
            for number in range(90):
                acknowledged.append(await say(client, ticket["stream"], f"up-{number}"))
                await asyncio.sleep(0.02)

        sending = asyncio.create_task(up())
        for kill in (20, 50):
            await until(lambda: len(acknowledged) >= kill)  # noqa: B023
            server.kill()
            proxy.target = await server.start()
        await sending
        await client.disconnect()
        log = await log_of(http, await conversation_of(http))
    assert [one["cid"] for one in log if one["sender"]["kind"] == "customer"] == [f"up-{n}" for n in range(90)]
    assert [one["seq"] for one in log] == list(range(1, len(log) + 1))
    assert acknowledged == sorted(set(acknowledged))
