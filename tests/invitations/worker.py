"""For the chaos test: starts workers that ask or remind, and kills each one somewhere in the middle.

Arguments: DSN, folder, number of workers, seed, and `sweep` or `remind`. Workers are forked, so that each one costs no start of Python.
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from feilun import app
from feilun.config import Config
from feilun.insight import invitations
from feilun.kernel import clock
from feilun.store import Engines

Job = Callable[[Engines, datetime], Awaitable[int]]
# What they do, and at which time: the reminders of tomorrow are due. Nobody hears the log, so that whether somebody
# has answered is known from the answers alone.
JOBS: dict[str, tuple[Job, timedelta]] = {
    "sweep": (invitations.sweep, timedelta(0)),
    "remind": (invitations.remind, timedelta(hours=30)),
}


async def work(config: Config, ready: int, word: str) -> None:
    async with app.open_engines(config) as engines:
        async with engines.tables.transaction() as tx:
            await tx.value("select 1")
        os.write(ready, b".")
        await asyncio.gather(again(engines, *JOBS[word]), again(engines, *JOBS[word]))


async def again(engines: Engines, job: Job, by: timedelta) -> None:
    while True:
        async with engines.tables.transaction() as tx:
            # A killed sweep would be taken up again in five minutes; nobody waits so long here.
            await tx.run("update survey_reach set next_sweep_at = now() where next_sweep_at > now()")
        if not await job(engines, clock.now() + by):
            await asyncio.sleep(0.01)


def main(dsn: str, folder: str, workers: int, dice: random.Random, word: str) -> None:
    config = Config(folder=Path(folder), dsn=dsn)
    for _ in range(workers):
        is_ready, ready = os.pipe()
        child = os.fork()
        if child == 0:
            asyncio.run(work(config, ready, word))
        os.read(is_ready, 1)
        time.sleep(dice.uniform(0.05, 0.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(is_ready)
        os.close(ready)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), random.Random(int(sys.argv[4])), sys.argv[5])
