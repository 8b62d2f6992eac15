"""One server process: HTTP and WebSocket on a socket, with or without a worker beside."""

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import Iterator

import click
import structlog
import uvicorn
import uvloop

from feilun import access, app
from feilun.config import Config
from feilun.kernel.logs import set_up_logs
from feilun.store import Engines

_log = structlog.get_logger("feilun.server")
_GRACE = 10


class _Server(uvicorn.Server):
    """uvicorn raises a caught signal again when it is done, which would end us before we close what is open."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(config: Config, listener: socket.socket, with_worker: bool) -> None:
    """Until SIGTERM or SIGINT, or until the parent process is gone."""
    _run(_serve(config, listener, with_worker), config)


def work(config: Config) -> None:
    """A worker alone, until SIGTERM or SIGINT, or until the parent process is gone."""
    _run(_work(config), config)


def _run(main: object, config: Config) -> None:
    set_up_logs(config.log_format)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main)  # type: ignore[arg-type]


async def _serve(config: Config, listener: socket.socket, with_worker: bool) -> None:
    stop = _stop_event()
    async with app.open_engines(config) as engines:
        await engines.tables.migrate(app.all_migrations())
        await _tell_setup_link(engines, config)
        application = app.create_app(engines, config)
        server = _Server(_uvicorn_config(application, config))
        worker = asyncio.create_task(app.run_worker(engines, stop_worker := asyncio.Event())) if with_worker else None
        ending = asyncio.create_task(_end(server, stop))
        try:
            await server.serve(sockets=[listener])
        finally:
            ending.cancel()
            # What was acknowledged is written; then the worker finishes the batch it has begun.
            await application.close()
            if worker:
                stop_worker.set()
                await worker


async def _work(config: Config) -> None:
    stop = _stop_event()
    async with app.open_engines(config) as engines:
        await engines.tables.migrate(app.all_migrations())
        await app.run_worker(engines, stop)


def _uvicorn_config(application: object, config: Config) -> uvicorn.Config:
    return uvicorn.Config(
        application,  # type: ignore[arg-type]
        http="httptools",
        ws="websockets-sansio",
        ws_max_size=1 << 20,
        ws_ping_interval=None,  # The live connection pings by itself; two beats would cost bytes and prove nothing more.
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=config.trusted_proxies,
        timeout_graceful_shutdown=_GRACE,
        backlog=2048,
    )


async def _end(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


def _stop_event() -> asyncio.Event:
    """Set by SIGTERM and SIGINT, and when the parent died without saying so."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if "FEILUN_PARENT" in os.environ:
        stop_with_parent = asyncio.create_task(_watch_parent(int(os.environ["FEILUN_PARENT"]), stop))
        stop_with_parent.add_done_callback(lambda _: None)
        _watchers.append(stop_with_parent)
    return stop


# A task that nobody holds may be collected while it waits.
_watchers: list[asyncio.Task[None]] = []


async def _watch_parent(parent: int, stop: asyncio.Event) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110 - nobody tells us of it
        await asyncio.sleep(1)
    _log.warning("parent_is_gone")
    stop.set()


async def _tell_setup_link(engines: Engines, config: Config) -> None:
    async with engines.tables.transaction() as tx:
        secret = await access.new_setup_link(tx)
    if secret:
        click.echo(f"\n  Nobody can sign in yet. Set Feilun up within a day at\n  {config.url}/setup/{secret}\n")
