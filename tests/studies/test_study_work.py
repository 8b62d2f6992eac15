"""Long estimates: progress, cancelling, two at once, and what happens when somebody pulls the plug."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.studies.conftest import Researcher

from feilun.insight.studies import tasks
from feilun.kernel import clock
from feilun.store import Engines

LONG = {"model": "hb", "settings": {"draws": 60_000, "twice": False, "holdout": 0}}
SHORT = {"model": "hb", "settings": {"draws": 500, "twice": False, "holdout": 0}}


@pytest.fixture
async def worker(engines: Engines) -> AsyncIterator[None]:
    """Two loops that look for work, as a worker has them."""

    async def look() -> None:
        while True:
            if not await tasks.run(engines, clock.now()):
                await asyncio.sleep(0.05)

    loops = [asyncio.create_task(look()) for _ in range(2)]
    yield
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)


async def _until(researcher: Researcher, estimate: str, *states: str, least: float = 0.0) -> dict[str, Any]:
    """Waits for a state, and for some progress in it."""
    while True:
        found: dict[str, Any] = await researcher.call("GET", f"/estimates/{estimate}")
        if found["state"] in states and found["progress"] >= least:
            return found
        assert found["state"] != "failed", found["problem"]
        await asyncio.sleep(0.1)


def _children() -> list[int]:
    """Processes of ours that estimate."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"studies.child" in words and int(parent) == os.getpid():
            found.append(int(folder.name))
    return found


async def _study(researcher: Researcher) -> dict[str, Any]:
    study = await researcher.fields()
    await researcher.buyers(study, 12)
    return study


async def test_a_cancelled_estimate_stops_and_its_process_ends(researcher: Researcher, worker: None) -> None:
    study = await _study(researcher)
    made = await researcher.call("POST", f"/studies/{study['id']}/estimates", LONG, 202)
    await _until(researcher, made["id"], "running", least=0.01)
    [child] = _children()
    found = await researcher.call("POST", f"/estimates/{made['id']}/cancellation")
    assert found["state"] == "cancelled"
    while child in _children():
        await asyncio.sleep(0.1)
    assert (await researcher.call("GET", f"/estimates/{made['id']}"))["result"] is None
    await researcher.call("DELETE", f"/estimates/{made['id']}", status=204)


async def test_an_estimate_whose_process_is_killed_begins_again_and_ends(researcher: Researcher, worker: None) -> None:
    study = await _study(researcher)
    wish = {"model": "hb", "settings": {"draws": 2_500, "twice": False, "holdout": 0}}
    made = await researcher.call("POST", f"/studies/{study['id']}/estimates", wish, 202)
    await _until(researcher, made["id"], "running", least=0.01)
    for child in _children():
        os.kill(child, signal.SIGKILL)
    found = await _until(researcher, made["id"], "done")
    assert found["base"] == 12
    assert len(found["result"]["part_worths"]) == 11


async def test_work_of_a_worker_that_died_is_taken_over(researcher: Researcher, engines: Engines) -> None:
    study = await _study(researcher)
    made = await researcher.call("POST", f"/studies/{study['id']}/estimates", SHORT, 202)
    async with engines.tables.transaction() as tx:
        # As a worker that was killed in the middle leaves it.
        await tx.run(
            "update study_task set state = 'running', worker = gen_random_uuid(), attempts = 1, heartbeat_at = %(at)s"
            " where workspace = %(workspace)s",
            workspace=researcher.workspace, at=clock.now() - 2 * tasks.SILENCE,
        )  # fmt: skip
    await researcher.drain()
    found = await researcher.call("GET", f"/estimates/{made['id']}")
    assert found["state"] == "done", found["problem"]


async def test_work_that_ends_every_worker_is_given_up(researcher: Researcher, engines: Engines) -> None:
    study = await _study(researcher)
    made = await researcher.call("POST", f"/studies/{study['id']}/estimates", SHORT, 202)
    async with engines.tables.transaction() as tx:
        await tx.run(
            "update study_task set state = 'running', worker = gen_random_uuid(), attempts = %(most)s, heartbeat_at = %(at)s"
            " where workspace = %(workspace)s",
            workspace=researcher.workspace, at=clock.now() - 2 * tasks.SILENCE, most=tasks.MOST_ATTEMPTS,
        )  # fmt: skip
    await researcher.drain()
    found = await researcher.call("GET", f"/estimates/{made['id']}")
    assert found["state"] == "failed"
    assert "cut off" in found["problem"]


async def test_two_estimates_run_at_once(researcher: Researcher, worker: None) -> None:
    study = await _study(researcher)
    long = await researcher.call("POST", f"/studies/{study['id']}/estimates", LONG, 202)
    await _until(researcher, long["id"], "running")
    short = await researcher.call("POST", f"/studies/{study['id']}/estimates", SHORT, 202)
    await _until(researcher, short["id"], "done")
    assert (await researcher.call("GET", f"/estimates/{long['id']}"))["state"] == "running"
    await researcher.call("POST", f"/estimates/{long['id']}/cancellation")


async def test_the_same_seed_gives_the_same_figures(researcher: Researcher) -> None:
    study = await _study(researcher)
    first, second = [await researcher.estimates(study, **SHORT) for _ in range(2)]
    assert first["result"]["utilities"] == second["result"]["utilities"]


async def test_a_study_that_is_deleted_takes_its_draws_along(researcher: Researcher, engines: Engines) -> None:
    study = await _study(researcher)
    found = await researcher.estimates(study, model="mnl")
    key = f"{researcher.workspace}/studies/{found['id']}.draws"
    assert await engines.blobs.size(key) > 0
    await researcher.call("DELETE", f"/studies/{study['id']}", status=204)
    assert (await researcher.refused("GET", f"/estimates/{found['id']}"))["status"] == 404
    with pytest.raises(Exception, match="no"):
        await engines.blobs.size(key)
