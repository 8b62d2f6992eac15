"""Servers shared by the tests of the engines; one per test process."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from feilun import engines
from feilun.engines.embedded_postgres import EmbeddedPostgres
from feilun.engines.embedded_postgres.account import give, service_account
from feilun.store import Tables

SMALL = {"shared_buffers": "32MB", "max_connections": "40"}


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """pytest's own folders are closed to other users, and PostgreSQL runs as another user when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="feilun-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def embedded() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="feilun-test-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder, SMALL)
    yield server.start()
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def external() -> Iterator[str]:
    """FEILUN_TEST_DSN, or the distribution's PostgreSQL 15: the oldest that we promise to work on."""
    if os.environ.get("FEILUN_TEST_DSN"):
        yield os.environ["FEILUN_TEST_DSN"]
        return
    programs = Path("/usr/lib/postgresql/15/bin")
    if not (programs / "initdb").exists():
        pytest.skip("no external PostgreSQL: set FEILUN_TEST_DSN, or install Debian's postgresql-15")
    data = Path(tempfile.mkdtemp(prefix="feilun-test-"))
    give(data)
    account = service_account()
    initdb = [programs / "initdb", "-D", data, "-E", "UTF8", "--locale=C.UTF-8", "-U", "feilun", "-A", "trust"]
    subprocess.run(initdb, check=True, capture_output=True, cwd="/", **account)
    options = f"-c listen_addresses= -c unix_socket_directories={data} -c shared_buffers=32MB"
    control = [programs / "pg_ctl", "-D", data, "-w", "-l", data / "log"]
    subprocess.run([*control, "-o", options, "start"], check=True, stdout=subprocess.DEVNULL, cwd="/", **account)
    yield f"host={data} user=feilun dbname=postgres"
    subprocess.run([*control, "-m", "fast", "stop"], check=True, stdout=subprocess.DEVNULL, cwd="/", **account)
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(params=["embedded", "external"])
async def tables(request: pytest.FixtureRequest) -> AsyncIterator[Tables]:
    tables = await engines.open_tables(request.getfixturevalue(request.param), connections=4)
    async with tables.transaction() as tx:
        await tx.run("drop table if exists thing, migration, other")
        await tx.run("create table thing (number bigint primary key, word text, body jsonb)")
    yield tables
    await tables.close()
