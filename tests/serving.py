"""Real processes for tests: a PostgreSQL, and a Feilun started through its own command line."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from feilun.engines.embedded_postgres import EmbeddedPostgres
from feilun.kernel.ids import new_id

_PATIENCE = 90.0
# Small, and fast to forget: nobody needs these data after a crash of the machine.
_SETTINGS = {"shared_buffers": "64MB", "fsync": "off", "max_connections": "120"}


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL in which tests make databases of their own."""

    dsn: str
    folder: Path
    made: list[str] = field(default_factory=list)

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
        name = f"feilun_test_{os.getpid()}_{new_id().hex[-8:]}"
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(f"create database {name} template template0")  # type: ignore[call-overload]
        self.made.append(name)
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
        "FEILUN_DSN": cluster.new_database(),
        "FEILUN_PORT": "0",
        "FEILUN_LOG_FORMAT": "json",
    }
    run_cli(environment, "migrate")
    workspace = run_cli(environment, "workspace", "add", "Browser shop")["workspace"]
    owner = {"email": "mei@feilun.example", "password": "a long enough password"}
    run_cli(environment, "user", "add", owner["email"], "--name", "Mei", "--password", owner["password"])
    token = run_cli(environment, "token", "add", "tests")["secret"]
    write_key = run_cli(environment, "write-key", "add", "Shop page")["secret"]
    with running(environment, folder) as url:
        yield Served(
            url=url,
            **owner,
            token=token,
            write_key=write_key,
            workspace=workspace,
            folder=folder,
            environment=environment,
        )


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
        raise AssertionError(f"feilun {' '.join(arguments)}: {done.stdout}{done.stderr}")
    answer: dict[str, str] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


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
