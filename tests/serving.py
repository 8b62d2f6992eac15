"""Real processes for tests: a PostgreSQL, and a Feilun started through its own command line."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg

from feilun import access, app
from feilun.engines.embedded_postgres import EmbeddedPostgres
from feilun.engines.postgres.tables import PostgresTables
from feilun.kernel.ids import new_id

T = TypeVar("T")
_PATIENCE = 90.0
# Small, and fast to forget: nobody needs these data after a crash of the machine.
_SETTINGS = {"shared_buffers": "64MB", "fsync": "off", "max_connections": "120"}


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL in which tests make databases of their own."""

    dsn: str
    folder: Path
    made: list[str] = field(default_factory=list)
    migrated: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def open(cls) -> Iterator["Cluster"]:
        folder = Path(tempfile.mkdtemp(prefix="feilun-test-"))
        folder.chmod(0o755)  # PostgreSQL runs as another user when the tests run as root.
        given = os.environ.get("FEILUN_TEST_DSN", "")
        postgres = None if given else EmbeddedPostgres(folder, _SETTINGS)
        try:
            cluster = cls(postgres.start() if postgres else given, folder)
            yield cluster
            if given:
                cluster._drop_databases()
        finally:
            if postgres:
                postgres.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def new_database(self) -> str:
        """The DSN of a new, empty database."""
        return self._dsn_of(self._create("template0"))

    def migrated_database(self) -> str:
        """The DSN of a new database with all migrations: they are run once, and every further one is a copy."""
        if not self.migrated:
            name = self._create("template0")
            _aside(_migrated(self._dsn_of(name)))
            self.migrated.append(name)
        return self._dsn_of(self._create(self.migrated[0]))

    def _create(self, template: str) -> str:
        name = f"feilun_test_{os.getpid()}_{new_id().hex[-8:]}"
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(f"create database {name} template {template}")  # type: ignore[call-overload]
        self.made.append(name)
        return name

    def _dsn_of(self, name: str) -> str:
        return psycopg.conninfo.make_conninfo(self.dsn, dbname=name)

    def _drop_databases(self) -> None:
        """A server that was given to us gets back as it was."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            for name in self.made:
                connection.execute(f"drop database if exists {name} with (force)")  # type: ignore[call-overload]


@dataclass(frozen=True)
class Served:
    """A running server: where it is, and with what to get in."""

    url: str
    email: str
    password: str
    token: str
    write_key: str
    workspace: str
    folder: Path
    environment: dict[str, str]


@contextmanager
def serve(cluster: Cluster, folder: Path) -> Iterator[Served]:
    """`feilun up` on a free port, with an owner, a token and a write key."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
        "PYTHONPATH": str(Path(__file__).parents[1] / "src"),
        "FEILUN_FOLDER": str(folder),
        "FEILUN_PORT": "0",
        "FEILUN_LOG_FORMAT": "json",
    }
    environment["FEILUN_DSN"] = cluster.migrated_database()
    shop = new_shop(environment["FEILUN_DSN"])
    with running(environment, folder) as url:
        yield Served(url=url, **shop, folder=folder, environment=environment)


def _aside(work: Coroutine[Any, Any, T]) -> T:
    """In a thread, which may have a loop of its own, whatever runs here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _migrated(dsn: str) -> None:
    tables = await PostgresTables.open(dsn)
    await tables.migrate(app.all_migrations())
    await tables.close()


def new_shop(dsn: str) -> dict[str, str]:
    """A workspace with its owner, a token and a write key: made here, since a command takes seconds to load."""
    return _aside(_new_shop(dsn))


async def _new_shop(dsn: str) -> dict[str, str]:
    owner = {"email": "mei@feilun.example", "password": "a long enough password"}
    tables = await PostgresTables.open(dsn)
    async with tables.transaction() as tx:
        workspace = await access.add_workspace(tx, "Browser shop")
        await access.add_person(tx, workspace, owner["email"], "Mei", "owner", owner["password"])
        token = await access.add_token(tx, workspace, "tests", "owner")
        write_key = await access.add_write_key(tx, workspace, "Shop page")
    await tables.close()
    return {**owner, "workspace": str(workspace), "token": token.secret, "write_key": write_key.secret}


@contextmanager
def running(environment: dict[str, str], folder: Path) -> Iterator[str]:
    """`feilun up` until the block ends; its address. What it says goes to `feilun.log` in the folder."""
    address = folder / "address"
    address.unlink(missing_ok=True)
    with (folder / "feilun.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "feilun.cli", "up", "--address-file", str(address)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield _ready(process, address, folder / "feilun.log")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def run_cli(environment: dict[str, str], *arguments: str) -> dict[str, str]:
    """One command with `--json`; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "feilun.cli", *arguments, "--json"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
    )
    if done.returncode:
        raise AssertionError(f"{' '.join(arguments)}: {done.stdout}{done.stderr}")
    told: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def _ready(process: subprocess.Popen[bytes], address: Path, log: Path) -> str:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"feilun up ended: {log.read_text(encoding='utf-8')[-3000:]}")
        if address.exists() and (url := address.read_text(encoding="utf-8").strip()):
            try:
                if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                    return url
            except httpx.TransportError:
                pass
        time.sleep(0.1)
    raise AssertionError(f"feilun up is not ready: {log.read_text(encoding='utf-8')[-3000:]}")
