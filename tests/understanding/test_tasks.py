"""Trainings that are cut off, taken over, stopped or killed; and versions whose files or encoders are gone."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psutil
import psycopg
import pytest
from tests.serving import Cluster, new_shop
from tests.understanding.schooling import Api, Drain, publish, teach, train, view

from feilun import app
from feilun.config import Config
from feilun.interaction import knowledge, understanding
from feilun.interaction.knowledge import ArticleContent, ArticlePhrasing, Author
from feilun.interaction.understanding import child, keeper, snapshot
from feilun.interaction.understanding.tasks import SILENCE, TakenOver, Task, Tasks
from feilun.interaction.understanding.training import train as train_now
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_id
from feilun.language import Example
from feilun.store import Engines

_MEI = Author("staff:mei", "Mei")
# A training is begun three times at most, so two kills are all it survives.
_KILLS = 2
_NOUNS = ("parcel", "invoice", "refund", "coupon", "account", "password", "address", "warranty", "size", "gift card")
_FRAMES = ("where is my {}", "I lost the {}", "change the {}", "is there a {}", "the {} is wrong", "help with {}")
_TIMES = ("today", "now", "please", "again", "this week", "for my mother", "for my friend", "in red", "in blue", "soon")


async def shut(engines: Engines, task: Task) -> None:
    """Work that never ends by itself."""
    await asyncio.sleep(3600)


async def state(engines: Engines, workspace: UUID) -> tuple[str, int]:
    async with engines.tables.transaction() as tx:
        row = await tx.first("select state, attempts from bot_task where workspace = %(w)s", w=workspace)
    return (row["state"], row["attempts"]) if row else ("", 0)


async def want(engines: Engines, workspace: UUID) -> None:
    async with engines.tables.transaction() as tx:
        await understanding.train_later(tx, engines, workspace, understanding.Author("staff:mei", "Mei"))


async def until(engines: Engines, workspace: UUID, wanted: str) -> None:
    async with asyncio.timeout(30):
        while (await state(engines, workspace))[0] != wanted:
            await asyncio.sleep(0.05)


@pytest.fixture
async def cut_off(engines: Engines, workspace: UUID) -> AsyncIterator[None]:
    """A training of the workspace is claimed by a worker that then says no word more."""
    await want(engines, workspace)
    async with engines.tables.transaction() as tx:
        await tx.run(
            "update bot_task set state = 'running', worker = gen_random_uuid(), attempts = 1, heartbeat_at = %(now)s"
            " where workspace = %(w)s",
            w=workspace, now=clock.now(),
        )  # fmt: skip
    yield


@pytest.mark.usefixtures("cut_off")
async def test_a_silent_worker_keeps_its_training_for_fifteen_seconds(engines: Engines, workspace: UUID) -> None:
    ours = Tasks({"training": shut})
    assert await ours.run(engines, clock.now(), workspace) == 0
    assert await state(engines, workspace) == ("running", 1)


@pytest.mark.usefixtures("cut_off")
async def test_a_training_that_was_taken_over_names_no_snapshot(api: Api, workspace: UUID, engines: Engines) -> None:
    await teach(await api())
    with pytest.raises(TakenOver):
        await train_now(engines, Task(workspace, 1, "training", new_id()))
    async with engines.tables.transaction() as tx:
        named = await tx.value("select snapshot from bot_version where workspace = %(w)s", w=workspace)
    assert named is None


@pytest.mark.usefixtures("cut_off")
async def test_after_the_silence_another_worker_takes_the_training_and_ends_it(
    api: Api, drain: Drain, workspace: UUID, engines: Engines
) -> None:
    client = await api()
    await teach(client)
    await drain(now=clock.now() + SILENCE * 2)
    assert (await view(client, 1))["version"]["state"] == "trained"
    assert await state(engines, workspace) == ("done", 2)


@pytest.mark.usefixtures("cut_off")
async def test_a_training_that_ends_its_worker_again_and_again_fails(
    api: Api, engines: Engines, workspace: UUID
) -> None:
    async with engines.tables.transaction() as tx:
        await tx.run("update bot_task set attempts = 3 where workspace = %(w)s", w=workspace)
    await Tasks({"training": shut}).run(engines, clock.now() + SILENCE * 2, workspace)
    assert await state(engines, workspace) == ("failed", 3)
    assert "3 times" in (await view(await api(), 1))["version"]["tasks"][0]["problem"]


async def test_what_a_worker_made_after_it_lost_the_training_is_dropped(
    api: Api, engines: Engines, workspace: UUID
) -> None:
    await teach(await api())
    await want(engines, workspace)

    async def robbed(engines: Engines, task: Task) -> None:
        async with engines.tables.transaction() as tx:
            await tx.run("update bot_task set worker = gen_random_uuid() where workspace = %(w)s", w=workspace)
        await train_now(engines, task)

    assert await Tasks({"training": robbed}).run(engines, clock.now(), workspace) == 1
    assert (await state(engines, workspace))[0] == "running"
    with pytest.raises(NotFound):
        async with engines.tables.transaction() as tx:
            await understanding.load(tx, engines, workspace, 1)


async def test_a_worker_that_stops_gives_the_training_back_at_once(engines: Engines, workspace: UUID) -> None:
    await want(engines, workspace)
    running = asyncio.create_task(Tasks({"training": shut}).run(engines, clock.now(), workspace))
    await until(engines, workspace, "running")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await state(engines, workspace) == ("queued", 0)


async def test_a_heartbeat_tells_how_far_it_is(engines: Engines, workspace: UUID) -> None:
    await want(engines, workspace)

    async def half(engines: Engines, task: Task) -> None:
        task.say(0.5, "fit")
        await asyncio.sleep(3600)

    running = asyncio.create_task(Tasks({"training": half}).run(engines, clock.now(), workspace))
    async with asyncio.timeout(30):
        while True:
            async with engines.tables.transaction() as tx:
                row = await tx.first("select progress, step from bot_task where workspace = %(w)s", w=workspace)
            if row == {"progress": 50, "step": "fit"}:
                break
            await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_one_workspace_trains_one_version_at_a_time(engines: Engines, workspace: UUID) -> None:
    await want(engines, workspace)
    running = asyncio.create_task(Tasks({"training": shut}).run(engines, clock.now(), workspace))
    await until(engines, workspace, "running")
    await want(engines, workspace)
    assert await Tasks({"training": shut}).run(engines, clock.now(), workspace) == 0
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_damaged_file_is_found_when_it_is_loaded(
    api: Api, drain: Drain, engines: Engines, workspace: UUID
) -> None:
    client = await api()
    await teach(client)
    number = await train(client, drain)
    async with engines.tables.transaction() as tx:
        row = await tx.first("select * from bot_version where workspace = %(w)s", w=workspace)
    assert row
    key = snapshot.key_of(workspace, number, "model", row["model"])
    path = engines.settings.folder / "files" / key
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    another_process = replace(engines, tables=_Another(engines.tables))
    with pytest.raises(understanding.DamagedVersion):
        async with engines.tables.transaction() as tx:
            await understanding.load(tx, another_process, workspace, number)


async def test_without_the_encoders_it_was_trained_with_a_version_works_on_words_and_says_so(
    api: Api, drain: Drain, engines: Engines, workspace: UUID
) -> None:
    if not engines.encoders:
        pytest.skip("no encoder is installed")
    client = await api()
    articles = await teach(client)
    await publish(client, await train(client, drain))
    bare = replace(engines, tables=_Another(engines.tables), encoders=())
    async with engines.tables.transaction() as tx:
        version = await understanding.serving(tx, bare, workspace)
    assert version
    assert version.weakened
    [found] = await version.understand(["where is my parcel"])
    assert found.guesses[0].label == articles["shipping"]


async def test_a_version_trained_without_encoders_is_weakened(api: Api, engines: Engines, workspace: UUID) -> None:
    client = await api()
    await teach(client)
    await want(engines, workspace)
    assert await Tasks({"training": train_now}).run(replace(engines, encoders=()), clock.now(), workspace) == 1
    version = (await view(client, 1))["version"]
    assert (version["state"], version["weakened"], version["encoders"]) == ("trained", True, [])


@pytest.mark.parametrize(("phrasings", "is_small"), [(300, True), (301, False)])
def test_more_than_three_hundred_phrasings_are_a_big_training(phrasings: int, is_small: bool) -> None:
    assert child.FitOrder([Example(text="Hi", label="hi")] * phrasings, [], 0.2, 0.95).is_small == is_small


async def test_a_big_training_happens_in_a_process_of_its_own_and_leaves_none_behind(
    api: Api, engines: Engines, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "SMALL_FIT", 30)
    await learn_much(engines, workspace, 4)
    await want(engines, workspace)
    running = asyncio.create_task(Tasks({"training": train_now}).run(engines, clock.now(), workspace))
    ours, nice = psutil.Process(), 0
    while not running.done():
        for process in ours.children():
            with contextlib.suppress(psutil.NoSuchProcess):
                nice = max(nice, process.nice())
        await asyncio.sleep(0.02)
    assert await running == 1
    assert nice >= 10
    assert workers_of_ours() == []
    assert (await view(await api(), 1))["version"]["figures"]["phrasings"] == 40


async def test_a_big_training_that_is_stopped_ends_its_process(
    engines: Engines, workspace: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "SMALL_FIT", 30)
    await learn_much(engines, workspace, 4)
    await want(engines, workspace)
    running = asyncio.create_task(Tasks({"training": train_now}).run(engines, clock.now(), workspace))
    async with asyncio.timeout(30):
        while not (started := workers_of_ours()):
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [one for one in started if one.is_running()] == []  # Nor a zombie: its end was asked for.
    assert workers_of_ours() == []


def workers_of_ours() -> list[psutil.Process]:
    """The trainings that run in processes of their own. A child that has just ended has no command line to read."""
    found = []
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "understanding.child" in " ".join(process.cmdline()):
                found.append(process)
    return found


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_a_worker_killed_while_training_loses_nothing_and_the_published_version_stays(
    cluster: Cluster, tmp_path: Path
) -> None:
    dsn = cluster.migrated_database()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "FEILUN_FOLDER": str(tmp_path / "var"),
        "FEILUN_DSN": dsn,
    }
    workspace = UUID(new_shop(dsn)["workspace"])
    async with app.open_engines(Config(folder=tmp_path / "var", dsn=dsn)) as engines:
        await learn_much(engines, workspace, 4)
        await want(engines, workspace)
        assert await Tasks({"training": train_now}).run(engines, clock.now(), workspace) == 1
        async with engines.tables.transaction() as tx:
            assert await keeper.publish(tx, workspace, 1, understanding.Author("staff:mei", "Mei"))
        await learn_much(engines, workspace, 27)
        await want(engines, workspace)
        for _ in range(_KILLS):
            kill_in_the_middle(environment, dsn)
            async with engines.tables.transaction() as tx:
                version = await understanding.serving(tx, engines, workspace)
            assert version
            assert version.number == 1
        let_it_end(environment, dsn)
        async with engines.tables.transaction() as tx:
            version = await understanding.load(tx, engines, workspace, 2)
        assert len(version.knowledge.examples) == 310
        rows = await trained(engines, workspace)
        assert rows == [1, 2]


async def learn_much(engines: Engines, workspace: UUID, articles: int) -> None:
    """Ten phrasings for each of so many articles."""
    dice = random.Random(articles)
    async with engines.tables.transaction() as tx:
        for number in range(articles):
            said = {
                f"{dice.choice(_FRAMES).format(dice.choice(_NOUNS))} {dice.choice(_TIMES)} {articles} {number} {turn}"
                for turn in range(10)
            }
            content = ArticleContent(
                title=f"Article {articles} {number}",
                phrasings=[ArticlePhrasing(language="en", text=text) for text in sorted(said)],
                answers=[knowledge.AnswerVariant(language="en", text="Yes.")],
            )
            id = await knowledge.draft_article(tx, workspace, content, _MEI)
            await knowledge.approve(tx, workspace, id, 1, _MEI)


async def trained(engines: Engines, workspace: UUID) -> list[int]:
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            "select number from bot_version where workspace = %(w)s and trained_at is not null order by number",
            w=workspace,
        )
    return [row["number"] for row in rows]


def kill_in_the_middle(environment: dict[str, str], dsn: str) -> None:
    process = work(environment)
    wait_for(dsn, "state = 'running' and step = 'fit'")
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    _gone, alive = psutil.wait_procs(children, timeout=60)
    assert not alive, "a child outlived its worker"
    with psycopg.connect(dsn, autocommit=True) as connection:  # As if fifteen seconds had passed.
        connection.execute(
            "update bot_task set heartbeat_at = heartbeat_at - interval '20 seconds', step = '' where state = 'running'"
        )


def let_it_end(environment: dict[str, str], dsn: str) -> None:
    process = work(environment)
    try:
        wait_for(dsn, "number = 2 and state = 'done'")
    finally:
        process.terminate()
        process.wait(60)


def work(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "feilun.cli", "work"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(dsn: str, condition: str) -> None:
    deadline = time.monotonic() + 180
    with psycopg.connect(dsn, autocommit=True) as connection:
        while not connection.execute(f"select 1 from bot_task where {condition}").fetchone():  # type: ignore[call-overload]
            if time.monotonic() > deadline:
                rows = connection.execute("select number, kind, state, step, problem from bot_task").fetchall()
                raise AssertionError(f"the training does not move: {rows}")
            time.sleep(0.02)


class _Another:
    """The same tables as another process sees them: nothing is loaded there yet."""

    def __init__(self, tables: object) -> None:
        self._tables = tables

    def __getattr__(self, name: str) -> object:
        return getattr(self._tables, name)
