"""For the chaos test: starts workers that walk and send, and kills each one somewhere in the middle.

Arguments: DSN, folder, number of workers, seed. Workers are forked, so that each one costs no start of Python.
"""

import asyncio
import os
import random
import signal
import sys
import time
from pathlib import Path

from feilun import app
from feilun.config import Config
from feilun.conversion import journeys
from feilun.delivery import outbox
from feilun.kernel import clock
from feilun.store import Engines


async def work(config: Config, ready: int) -> None:
    async with app.open_engines(config) as engines:
        async with engines.tables.transaction() as tx:
            await tx.value("select 1")
        os.write(ready, b".")
        await asyncio.gather(walk(engines), send(engines))


async def walk(engines: Engines) -> None:
    while True:
        if not await journeys.run_due(engines, clock.now(), batch=10):
            await asyncio.sleep(0.01)


async def send(engines: Engines) -> None:
    while True:
        if not await outbox.send_due(engines, clock.now()):
            await asyncio.sleep(0.01)


def main(dsn: str, folder: str, workers: int, dice: random.Random) -> None:
    config = Config(folder=Path(folder), dsn=dsn)
    for _ in range(workers):
        is_ready, ready = os.pipe()
        child = os.fork()
        if child == 0:
            asyncio.run(work(config, ready))
        os.read(is_ready, 1)
        time.sleep(dice.uniform(0.02, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(is_ready)
        os.close(ready)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), random.Random(int(sys.argv[4])))
