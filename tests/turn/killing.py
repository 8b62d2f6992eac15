"""A whole Feilun on its embedded PostgreSQL that may be killed anywhere, and senders that never give up."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
from tests.serving import run_cli

_PATIENCE = 120.0


class Victim:
    """`feilun up` in a folder of its own; started again after each kill of the parent."""

    def __init__(self, folder: Path, smtp: str) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
            "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
            "FEILUN_FOLDER": str(folder),
            "FEILUN_PORT": "0",
            "FEILUN_SMTP": smtp,
            "FEILUN_LOG_FORMAT": "json",
        }
        self._address = folder / "address"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._address.unlink(missing_ok=True)
        with (self.folder / "feilun.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "feilun.cli", "up", "--address-file", str(self._address)],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def url(self) -> str:
        return self._address.read_text(encoding="utf-8").strip() if self._address.exists() else ""

    async def ready(self) -> None:
        """Until it answers and its database does."""
        deadline = time.monotonic() + _PATIENCE
        async with httpx.AsyncClient(timeout=5) as client:
            while time.monotonic() < deadline:
                with suppress(httpx.TransportError, httpx.UnsupportedProtocol):
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)
        raise AssertionError((self.folder / "feilun.log").read_text(encoding="utf-8")[-4000:])

    def kill(self, what: str) -> None:
        """SIGKILL to `server` (API and worker), `postgres` (the postmaster), or `all` of the tree but PostgreSQL's
        own children, as when somebody kills the service."""
        assert self._process is not None
        tree = psutil.Process(self._process.pid).children(recursive=True)
        is_postgres = {one.pid: "postgres" in one.name() for one in tree}
        if what == "postgres":
            masters = [one for one in tree if is_postgres[one.pid] and one.ppid() == self._process.pid]
            victims = masters
        else:
            victims = [one for one in tree if not is_postgres[one.pid]]
        if what == "all":
            victims.append(psutil.Process(self._process.pid))
        for one in victims:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        if what == "all":
            self._process.wait(30)
            self.start()

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)

    def cli(self, *arguments: str) -> dict[str, str]:
        """A command of the same installation, on the running database."""
        dsn = f"host={self.folder / 'postgres'} user=feilun dbname=postgres"
        return run_cli({**self.environment, "FEILUN_DSN": dsn}, *arguments)


class Sender:
    """Tries each thing again, under the same id, until it is acknowledged; remembers what was."""

    def __init__(self, victim: Victim, write_key: str) -> None:
        self.victim, self.write_key = victim, write_key
        self.events: dict[str, list[str]] = {}
        self.chats: dict[str, list[str]] = {}
        self.entered: list[str] = []
        self.stopping = False
        self._client = httpx.AsyncClient(timeout=10)

    async def close(self) -> None:
        await self._client.aclose()

    async def track(self, who: str) -> None:
        """Numbered events of one customer, one or three at a time, in order."""
        acknowledged = self.events.setdefault(who, [])
        number = 0
        while not self.stopping:
            ids = [f"{who}:{number + step}" for step in range(random.choice((1, 3)))]
            batch = [{"type": "track", "event": "Counted", "userId": who, "messageId": one} for one in ids]
            await self._insist("/v1/batch", {"batch": batch}, auth=(self.write_key, ""))
            acknowledged += ids
            number += len(ids)
            await asyncio.sleep(0.01)

    async def enter(self) -> None:
        """New customers who start the journey."""
        while not self.stopping:
            who = f"walker-{len(self.entered)}"
            batch = [
                {
                    "type": "identify",
                    "userId": who,
                    "messageId": f"{who}:i",
                    "traits": {"email": f"{who}@shop.example"},
                },
                {"type": "track", "event": "Walk Started", "userId": who, "messageId": f"{who}:t"},
            ]
            await self._insist("/v1/batch", {"batch": batch}, auth=(self.write_key, ""))
            self.entered.append(who)
            await asyncio.sleep(0.05)

    async def chat(self, who: str) -> None:
        """Numbered messages of one visitor, in order."""
        acknowledged = self.chats.setdefault(who, [])
        wish = {"write_key": self.write_key, "anonymous_id": who}
        token = (await self._insist("/connection/visitor", wish)).json()["token"]
        while not self.stopping:
            text = f"{who}:{len(acknowledged)}"
            data = {"cid": text, "type": "text", "body": {"text": text}}
            await self._insist("/connection/sync", {"token": token, "rpc": {"method": "msg.send", "data": data}})
            acknowledged.append(text)
            await asyncio.sleep(0.02)

    async def _insist(self, path: str, body: Any, **more: Any) -> httpx.Response:
        deadline = time.monotonic() + _PATIENCE
        answer: httpx.Response | None = None
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError, httpx.UnsupportedProtocol):
                answer = await self._client.post(f"{self.victim.url}{path}", json=body, **more)
                if answer.status_code in (200, 201) and "error" not in answer.json():
                    return answer
                if answer.status_code < 500 and answer.status_code != 429 and "error" not in answer.json():
                    raise AssertionError(f"{path} answered {answer.status_code}: {answer.text}")
            await asyncio.sleep(0.1)
        raise AssertionError(f"{path} was not acknowledged: {answer.text if answer else 'no answer'}")
