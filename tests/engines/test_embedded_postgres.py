"""The embedded PostgreSQL survives what happens to processes on a real machine."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

import feilun
from feilun import engines
from feilun.engines.embedded_postgres import EmbeddedPostgres, FolderInUse, account, running_dsn
from feilun.kernel.errors import Unavailable

SMALL = {"shared_buffers": "32MB", "max_connections": "40"}
SOURCE = Path(feilun.__file__).parents[1]

# Starts a server, prints its process id, then waits to be killed.
CHILD = """
import sys, time
from pathlib import Path
from feilun.engines.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), {"shared_buffers": "32MB"})
print(server.start())
print(server.pid, flush=True)
time.sleep(300)
"""


# An ordinary user who may read any file, since Python itself may lie in root's home.
AS_NOBODY = (
    *("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"),
    *("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search"),
)


def can_be_nobody() -> bool:
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return False
    return subprocess.run([*AS_NOBODY, sys.executable, "-c", ""], capture_output=True, cwd="/").returncode == 0


def started_elsewhere(folder: Path, as_whom: tuple[str, ...] = ()) -> tuple[subprocess.Popen[str], int]:
    command = [*as_whom, sys.executable, "-c", CHILD, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd="/")
    assert child.stdout
    if not child.stdout.readline():
        raise AssertionError("the child did not start a server")
    pid = int(child.stdout.readline())
    return child, pid


def killed(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.wait()
    if child.stdout:
        child.stdout.close()


def is_alive(pid: int) -> bool:
    """A zombie is dead: in a container nobody may be there to bury it."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    return False


def ask(dsn: str, statement: str) -> object:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(statement).fetchone()
        return row[0] if row else None


def test_what_was_written_is_there_after_a_restart(short_folder: Path) -> None:
    server = EmbeddedPostgres(short_folder, SMALL)
    with psycopg.connect(server.start()) as connection:
        connection.execute("create table thing as select 1 as number")
    server.stop()
    assert ask(server.start(), "select number from thing") == 1
    server.stop()


def test_a_folder_in_use_is_refused_with_what_to_do(short_folder: Path) -> None:
    child, _ = started_elsewhere(short_folder)
    try:
        with pytest.raises(FolderInUse, match=rf"process {child.pid}\).*FEILUN_FOLDER"):
            EmbeddedPostgres(short_folder, SMALL).start()
        dsn = running_dsn(short_folder)
        assert dsn
        assert ask(dsn, "select 1") == 1
    finally:
        child.terminate()
        killed(child)
        EmbeddedPostgres(short_folder, SMALL).start()


def test_a_folder_without_a_server_has_no_dsn(short_folder: Path) -> None:
    assert running_dsn(short_folder) is None
    assert running_dsn(short_folder / "nothing") is None


@pytest.mark.chaos
def test_a_server_whose_parent_was_killed_is_replaced(short_folder: Path) -> None:
    child, orphan = started_elsewhere(short_folder)
    killed(child)
    assert psutil.pid_exists(orphan)
    server = EmbeddedPostgres(short_folder, SMALL)
    try:
        assert ask(server.start(), "select 1") == 1
        assert server.pid != orphan
        assert not is_alive(orphan)
    finally:
        server.stop()


@pytest.mark.chaos
def test_a_killed_server_and_parent_lose_no_committed_row(short_folder: Path) -> None:
    child, postmaster = started_elsewhere(short_folder)
    dsn = running_dsn(short_folder)
    assert dsn
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table thing (number int)")
    written = 0
    for round_ in range(3):
        deadline = time.monotonic() + 0.3 * (round_ + 1)
        connection = psycopg.connect(dsn, autocommit=True)
        while time.monotonic() < deadline:
            connection.execute("insert into thing values (1)")
            written += 1
        os.kill(postmaster, signal.SIGKILL)
        killed(child)
        connection.close()
        child, postmaster = started_elsewhere(short_folder)
        assert ask(dsn, "select count(*) from thing") == written
    child.terminate()
    killed(child)
    server = EmbeddedPostgres(short_folder, SMALL)
    server.start()
    server.stop()


@pytest.mark.chaos
async def test_tables_go_on_after_the_server_was_killed(short_folder: Path) -> None:
    server = EmbeddedPostgres(short_folder, SMALL)
    tables = await engines.open_tables(await asyncio.to_thread(server.start), connections=3)
    watch = asyncio.create_task(server.watch())
    try:
        async with tables.transaction() as tx:
            await tx.run("create table thing (number int)")
        with pytest.raises(Unavailable):
            async with tables.transaction() as tx:
                await tx.run("insert into thing values (1)")
                assert server.pid
                os.kill(server.pid, signal.SIGKILL)
                while True:
                    await tx.run("select pg_sleep(0.05)")
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(Unavailable):
                    async with tables.transaction() as tx:
                        found = await tx.value("select count(*) from thing")
                    break
                await asyncio.sleep(0.1)
        assert found == 0
    finally:
        watch.cancel()
        await tables.close()
        await asyncio.to_thread(server.stop)


def test_a_number_reused_after_a_reboot_does_not_stop_the_start(short_folder: Path) -> None:
    server = EmbeddedPostgres(short_folder, SMALL)
    server.start()
    server.stop()
    note = server.data / "postmaster.pid"
    note.write_text(f"{os.getppid()}\n{server.data}\n0\n5432\n{server.data}\n\n")
    account.give(note)
    assert ask(server.start(), "select 1") == 1
    server.stop()


def test_a_long_path_gets_a_short_socket(short_folder: Path) -> None:
    deep = short_folder / ("long " * 10) / ("路径" * 12)
    server = EmbeddedPostgres(deep, SMALL)
    assert ask(server.start(), "select 1") == 1
    socket_folder = server.dsn.split("'")[1]
    server.stop()
    assert not Path(socket_folder).exists()


def test_a_path_with_odd_letters_works(short_folder: Path) -> None:
    server = EmbeddedPostgres(short_folder / 'Mei\'s, "shop"', SMALL)
    assert ask(server.start(), "select 1") == 1
    server.stop()


def test_a_start_that_was_cut_off_is_made_anew(short_folder: Path) -> None:
    (short_folder / "postgres").mkdir()
    (short_folder / "postgres" / "half").touch()
    (short_folder / "postgres.new").mkdir()
    server = EmbeddedPostgres(short_folder, SMALL)
    assert ask(server.start(), "select 1") == 1
    server.stop()


def test_a_wrong_setting_is_told_in_the_servers_words(short_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feilun.engines.embedded_postgres.supervisor._PATIENCE", 0.2)
    server = EmbeddedPostgres(short_folder, {"shared_buffers": "lots"})
    with pytest.raises(Unavailable, match="shared_buffers"):
        server.start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_root_can_use_a_folder_that_other_users_cannot_reach(short_folder: Path) -> None:
    short_folder.chmod(0o700)
    server = EmbeddedPostgres(short_folder / "var", SMALL)
    assert ask(server.start(), "select 1") == 1
    assert (short_folder / "var" / "postgres").is_symlink()
    server.stop()
    assert ask(server.start(), "select 1") == 1
    server.stop()
    subprocess.run(["rm", "-rf", str(server.data)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
def test_root_can_use_a_package_that_other_users_cannot_read(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = short_folder / "shared"
    monkeypatch.setattr(account, "_SHARED", shared)
    original = account.find_spec

    def hidden(name: str) -> object:
        spec = original(name)
        assert spec
        assert spec.submodule_search_locations
        installed = Path(next(iter(spec.submodule_search_locations)))
        closed = short_folder / "closed"
        if not closed.exists():
            closed.mkdir(mode=0o700)
            for package in (installed, installed.with_name("embedded_postgres.libs")):
                (closed / package.name).symlink_to(package)
        spec.submodule_search_locations[:] = [str(closed / installed.name)]
        return spec

    monkeypatch.setattr(account, "find_spec", hidden)
    server = EmbeddedPostgres(short_folder / "var", SMALL)
    assert ask(server.start(), "select 1") == 1
    server.stop()


@pytest.mark.skipif(not can_be_nobody(), reason="needs root and setpriv to become another user")
def test_an_ordinary_user_needs_no_other_user(short_folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(short_folder, nobody.pw_uid, nobody.pw_gid)
    child, postmaster = started_elsewhere(short_folder, AS_NOBODY)
    try:
        assert psutil.Process(postmaster).uids().real == nobody.pw_uid
    finally:
        child.terminate()
        killed(child)
        os.kill(postmaster, signal.SIGINT)
        deadline = time.monotonic() + 30
        while is_alive(postmaster) and time.monotonic() < deadline:
            time.sleep(0.05)


@pytest.mark.skipif(not can_be_nobody(), reason="needs root and setpriv to become another user")
def test_a_folder_of_another_user_is_refused_in_plain_words(short_folder: Path) -> None:
    server = EmbeddedPostgres(short_folder, SMALL)
    server.start()
    server.stop()
    answer = subprocess.run(
        [*AS_NOBODY, sys.executable, "-c", CHILD, str(short_folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        cwd="/",
    )
    assert "belongs to another user" in answer.stderr
