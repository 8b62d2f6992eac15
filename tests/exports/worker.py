"""For the chaos test: begins the file that waits, and is killed somewhere in the middle. Arguments: DSN, folder, share."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from feilun import app
from feilun.config import Config
from feilun.insight import exports
from feilun.insight.exports.runner import Progress
from feilun.kernel import clock


def main(dsn: str, folder: str, at: float) -> None:
    tell = Progress.tell

    def told(self: Progress, share: float, rows: int | None = None) -> None:
        if share >= at:
            os.kill(os.getpid(), signal.SIGKILL)
        tell(self, share, rows)

    Progress.tell = told  # type: ignore[method-assign]
    asyncio.run(work(Config(folder=Path(folder), dsn=dsn)))


async def work(config: Config) -> None:
    async with app.open_engines(config) as engines:
        await exports.Runner().run(engines, clock.now() + timedelta(seconds=1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
