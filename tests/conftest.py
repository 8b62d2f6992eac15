"""The stage of all tests: one database of their own per process, a workspace per test, callers of every role."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Any
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher
from tests.serving import Cluster, Served, serve

from feilun import access, app, events
from feilun.config import Config
from feilun.kernel import clock, threads
from feilun.kernel.ids import new_id
from feilun.store import Engines, Tables

Api = Callable[..., Awaitable[httpx.AsyncClient]]
Drain = Callable[..., Awaitable[int]]
PASSWORD = "a long enough password"
_LONGEST_DRAIN = 10_000

# As many processes as cores, each a server and a PostgreSQL beside it: were each to do its algebra on all cores too,
# they would wait for one another in loops, and a small training cost seven times the work. Here, since the workers
# of xdist and the servers of the tests inherit it.
os.environ.update(threads.ONE_EACH)


@pytest.fixture(autouse=True)
def on_time() -> Iterator[None]:
    """A test that was cut in the middle of `clock.shifted` must not leave its time to the next one."""
    yield
    clock.back()


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Hashing costs 64 MB and four threads on purpose; who signs in here is not attacked. Servers hash as ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("feilun.access.people._hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for this process: FEILUN_TEST_DSN, or an embedded one in a folder that goes away afterwards."""
    with Cluster.open() as cluster:
        yield cluster


@pytest.fixture(scope="session")
async def engines(cluster: Cluster) -> AsyncIterator[Engines]:
    """Real engines on a database of their own, with all migrations applied and all subscribers known."""
    config = Config(folder=cluster.folder, dsn=cluster.migrated_database(), public_url="http://feilun.test")
    async with app.open_engines(config) as engines:
        async with engines.tables.transaction() as tx:
            await events.register(tx, app.all_subscribers())
        yield engines


@pytest.fixture(scope="session")
def tables(engines: Engines) -> Tables:
    return engines.tables


@pytest.fixture(scope="session")
async def server(engines: Engines) -> AsyncIterator[Any]:
    """The whole ASGI app, without sockets."""
    server = app.create_app(engines, engines.settings)
    yield server
    await server.close()


@pytest.fixture
async def workspace(tables: Tables) -> UUID:
    """A new, empty workspace."""
    async with tables.transaction() as tx:
        return await access.add_workspace(tx, "Test shop")


@pytest.fixture
async def api(server: Any, tables: Tables, workspace: UUID) -> AsyncIterator[Api]:
    """`client = await api("marketer")`: an HTTP client with an API token of that role; role None is nobody."""
    async with AsyncExitStack() as stack:

        async def client(role: str | None = "owner", workspace: UUID = workspace) -> httpx.AsyncClient:
            headers = {}
            if role:
                async with tables.transaction() as tx:
                    token = await access.add_token(tx, workspace, f"test {role}", role)
                headers["Authorization"] = f"Bearer {token.secret}"
            transport = httpx.ASGITransport(app=server)
            opened = httpx.AsyncClient(transport=transport, base_url="http://feilun.test", headers=headers)
            return await stack.enter_async_context(opened)

        yield client


@pytest.fixture
async def signed_in(api: Api, tables: Tables, workspace: UUID) -> Api:
    """`client = await signed_in("agent")`: a browser in which a new person of that role is signed in."""

    async def client(role: str = "owner", email: str = "", password: str = PASSWORD) -> httpx.AsyncClient:
        email = email or f"{role}-{new_id().hex[-8:]}@feilun.example"
        async with tables.transaction() as tx:
            await access.add_person(tx, workspace, email, role.title(), role, password)
        browser = await api(None)
        answer = await browser.post("/api/v1/session", json={"email": email, "password": password})
        assert answer.status_code == 201, answer.text
        browser.headers["X-CSRF-Token"] = browser.cookies["feilun_csrf"]
        return browser

    return client


@pytest.fixture
async def stranger(api: Api, tables: Tables) -> httpx.AsyncClient:
    """The owner of another company's workspace."""
    async with tables.transaction() as tx:
        elsewhere = await access.add_workspace(tx, "Another company")
    return await api("owner", workspace=elsewhere)


@pytest.fixture
async def write_key(tables: Tables, workspace: UUID) -> str:
    """A write key `flw_…` of the workspace."""
    async with tables.transaction() as tx:
        return (await access.add_write_key(tx, workspace, "Test shop page")).secret


@pytest.fixture
async def drain(engines: Engines) -> Drain:
    """`await drain()` runs all subscribers and jobs until nothing is left; `now=` does it at another time.

    The whole clock moves, not only the jobs' `now`: an audience that one part sees emptied by 2031 and another
    full today would be left and entered for ever.
    """
    async with engines.tables.transaction() as tx:
        # What failed in a test that lived next month would stand still until then.
        await tx.run("update subscription set retry_at = null where retry_at is not null")

    async def run(now: datetime | None = None) -> int:
        with clock.shifted(now - clock.now() if now else timedelta(0)):
            return await _settle(engines)

    return run


async def _settle(engines: Engines) -> int:
    """Asks everybody in turn, until nobody has had anything to do for a whole turn."""
    workers = [
        *(partial(events.deliver, engines, one) for one in app.all_subscribers()),
        *(partial(one.run, engines) for one in app.all_jobs()),
    ]
    total = idle = 0
    is_some_hidden = False
    for work in islice(cycle(workers), _LONGEST_DRAIN * len(workers)):
        if idle == 0:  # Before a turn: what shows up during it needs another.
            is_some_hidden = await _is_some_hidden(engines)
        done = await work(clock.now())
        total += done
        idle = 0 if done else idle + 1
        if idle == len(workers):
            if not is_some_hidden:
                return total
            idle = 0
    raise AssertionError("the work never ends")


async def _is_some_hidden(engines: Engines) -> bool:
    """Whether events stand above the oldest transaction under way, maybe one of another database in the cluster."""
    async with engines.tables.transaction() as tx:
        hidden = await tx.value(
            "select exists (select 1 from event where writer >= pg_snapshot_xmin(pg_current_snapshot()))"
        )
    if hidden:
        await asyncio.sleep(0.02)
    return bool(hidden)


@pytest.fixture(scope="session")
def served(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server process with a worker, on a free port and its own database: for browsers and stock clients."""
    with serve(cluster, tmp_path_factory.mktemp("served")) as served:
        yield served


# What drives real processes, sockets and browsers waits for others on a shared machine: such a test may try again.
# A fault of ours fails every time. All other tests have one try.
_REAL = ("tests/platform/test_processes", "tests/engines/", "tests/live/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = set()
    for item in items:
        is_marked = item.get_closest_marker("browser") or item.get_closest_marker("chaos")
        if is_marked or "served" in getattr(item, "fixturenames", ()) or any(one in item.nodeid for one in _REAL):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))
            slow.add(item.path)
    # A file is not divided among processes: begun last, a slow one would run alone while the others stand idle.
    items.sort(key=lambda item: item.path not in slow)
