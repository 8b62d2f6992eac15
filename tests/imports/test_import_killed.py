"""`feilun import` is killed with -9 again and again; what another worker finishes has every row once, in order."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from tests.serving import Cluster, new_shop

from feilun import app
from feilun.config import Config
from feilun.insight.imports import runner
from feilun.kernel import clock

ROWS = 60_000


@pytest.mark.chaos
async def test_an_import_killed_at_any_moment_ends_with_every_row_once(cluster: Cluster, tmp_path: Path) -> None:
    dsn = cluster.migrated_database()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "FEILUN_FOLDER": str(tmp_path / "var"),
        "FEILUN_DSN": dsn,
    }
    workspace = UUID(new_shop(dsn)["workspace"])
    file = tmp_path / "orders.csv"
    file.write_text("user_id,event,n\n" + "".join(f"lin,E,{n}\n" for n in range(ROWS)), encoding="utf-8")
    import_and_kill(environment, dsn, file)
    assert rows_read(dsn) < ROWS
    async with app.open_engines(Config(folder=tmp_path / "var", dsn=dsn)) as engines:
        after_the_lease = clock.now() + runner.LEASE * 2
        while await runner.Runner().run(engines, after_the_lease):
            pass
    with psycopg.connect(dsn) as connection:
        numbers = connection.execute(
            "select (body->'properties'->>'n')::int from event where workspace = %s order by position", (workspace,)
        ).fetchall()
        [state, accepted, repeated] = connection.execute(
            "select state, accepted, repeated from import_run"
        ).fetchone() or ("", 0, 0)
    assert [number for (number,) in numbers] == list(range(ROWS))
    assert (state, accepted, repeated) == ("done", ROWS, 0)


def import_and_kill(environment: dict[str, str], dsn: str, file: Path) -> None:
    command = [sys.executable, "-m", "feilun.cli", "import", str(file), "--kind", "events", "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for_rows(dsn, 5_000)
    time.sleep(random.random() / 2)
    process.send_signal(signal.SIGKILL)
    process.wait()


def rows_read(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        [read] = connection.execute("select coalesce(max(read), 0) from import_run").fetchone() or (0,)
    return int(read)


def wait_for_rows(dsn: str, count: int) -> None:
    deadline = time.monotonic() + 60
    while rows_read(dsn) < count:
        if time.monotonic() > deadline:
            raise AssertionError("the import does not move")
        time.sleep(0.01)
