"""For the chaos test: starts real workers of the bot one after the other, and kills each somewhere in the middle.

Arguments: DSN, folder, number of kills, seed. Workers are forked, so that each one costs no start of Python; the last one
lives until our input ends. Prints how many were killed with a turn in their hands.
"""

import asyncio
import os
import random
import signal
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg

from feilun import app, language
from feilun.config import Config
from feilun.interaction import bot
from feilun.interaction.bot import turns


async def work(config: Config, ready: int) -> None:
    async with app.open_engines(config) as engines:
        # The version was trained on words alone: a worker is there in a moment.
        alone = replace(engines, encoders=())
        async with alone.tables.transaction() as tx:
            await tx.value("select 1")
        os.write(ready, b".")
        await app.run_worker(alone, asyncio.Event(), (bot.CAPABILITY,))


def start(config: Config) -> int:
    is_ready, ready = os.pipe()
    child = os.fork()
    if child == 0:
        asyncio.run(work(config, ready))
    os.read(is_ready, 1)
    os.close(is_ready)
    os.close(ready)
    return child


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(dsn: str, folder: str, kills: int, dice: random.Random) -> None:
    turns._LEASE = timedelta(seconds=1)  # Else each kill costs ten seconds.
    language.fit([language.Example("你好", "a"), language.Example("再见", "b")] * 3, ())  # Loads the word lists.
    config, hits = Config(folder=Path(folder), dsn=dsn), 0
    for _ in range(kills):
        child = start(config)
        time.sleep(dice.uniform(0.3, 2.0))
        kill(child)
        with psycopg.connect(dsn) as connection:
            row = connection.execute("select count(*) from bot_turn where claim is not null").fetchone()
        hits += bool(row and row[0])
    sys.stdout.write(f"{hits}\n")
    sys.stdout.flush()
    child = start(config)
    sys.stdin.read()
    kill(child)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), random.Random(int(sys.argv[4])))
