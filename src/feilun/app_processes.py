"""`feilun up`: one process tree on one machine. The parent holds the port and the engines and restarts what dies."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import click
import structlog

from feilun.config import Config
from feilun.engines.embedded_postgres import EmbeddedPostgres
from feilun.engines.nats import EmbeddedNats
from feilun.kernel.errors import Unavailable

_log = structlog.get_logger("feilun.up")
_LOOK_EVERY = 0.3
_LONGEST_PAUSE = 20.0
_HEALTHY_AFTER = 30.0
_PATIENCE = 40.0


@dataclass
class _Child:
    """One process of ours, started again when it ends by itself."""

    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_at: float = 0.0
    deaths: int = 0


class ProcessTree:
    """`run()` returns after SIGTERM or SIGINT, once every process has ended cleanly."""

    def __init__(self, config: Config, address_file: Path | None = None) -> None:
        self._config = config
        self._address_file = address_file
        self._stop = threading.Event()
        self._postgres = None if config.dsn else EmbeddedPostgres(config.folder)
        self._nats: EmbeddedNats | None = None
        self._children: list[_Child] = []
        self._environment: dict[str, str] = {}

    def run(self) -> None:
        """Raises Unavailable when Feilun runs in this folder already or the port is taken."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        with ExitStack() as stack:
            listener = stack.enter_context(listen(self._config.host, self._config.port))
            dsn = self._start_postgres(stack)
            bus = self._start_bus(stack)
            self._prepare(listener, dsn, bus)
            try:
                self._watch(listener)
            finally:
                self._end_children()

    def _start_postgres(self, stack: ExitStack) -> str:
        if self._postgres is None:
            return self._config.dsn
        dsn = self._postgres.start()
        stack.callback(self._postgres.stop)
        return dsn

    def _start_bus(self, stack: ExitStack) -> str:
        # A bus inside one process cannot reach a second one.
        alone = self._config.bus in ("", "local", "local:") and self._config.workers <= 1
        if alone or self._config.bus.startswith(("nats://", "tls://")):
            return self._config.bus
        self._nats = EmbeddedNats(self._config.folder)
        stack.callback(self._nats.stop)
        return self._nats.start()

    def _prepare(self, listener: socket.socket, dsn: str, bus: str) -> None:
        self._config = replace(self._config, port=listener.getsockname()[1], dsn=dsn, bus=bus)
        self._environment = {
            **os.environ,
            "FEILUN_DSN": dsn,
            "FEILUN_BUS": bus,
            "FEILUN_FOLDER": str(self._config.folder.absolute()),
            "FEILUN_PORT": str(self._config.port),
            "FEILUN_PARENT": str(os.getpid()),
        }
        for secret_file in ("FEILUN_DSN_FILE", "FEILUN_BUS_FILE"):
            self._environment.pop(secret_file, None)
        with_worker = ["--with-worker"] if self._config.workers == 1 else []
        self._children = [_Child(["serve", "--descriptor", str(listener.fileno()), *with_worker])]
        self._children += [_Child(["work"]) for _ in range(self._config.workers if self._config.workers > 1 else 0)]
        if self._address_file:
            self._address_file.write_text(f"http://{_reachable(self._config.host)}:{self._config.port}\n")
        click.echo(f"\n  Feilun is at {self._config.url}\n")

    def _watch(self, listener: socket.socket) -> None:
        while not self._stop.is_set():
            self._look_at_engines()
            for child in self._children:
                self._look_at(child, listener)
            self._stop.wait(_LOOK_EVERY)

    def _look_at_engines(self) -> None:
        try:
            if self._postgres and not self._postgres.is_running:
                _log.warning("postgres_ended")
                self._postgres.restart()
            if self._nats:
                self._nats.start()  # Does nothing while it lives.
        except Unavailable as error:
            # We come again; a disk that is full now may have room then.
            _log.error("engine_not_restarted", problem=str(error))

    def _look_at(self, child: _Child, listener: socket.socket) -> None:
        now = time.monotonic()
        if child.process and child.process.poll() is not None:
            _log.warning("process_ended", arguments=child.arguments, code=child.process.returncode)
            child.deaths = 1 if now - child.started_at > _HEALTHY_AFTER else child.deaths + 1
            child.start_at = now + min(0.1 * 2**child.deaths, _LONGEST_PAUSE)
            child.process = None
        if child.process is None and now >= child.start_at:
            child.started_at = now
            child.process = subprocess.Popen(
                [sys.executable, "-m", "feilun.cli", *child.arguments],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                pass_fds=[listener.fileno()],
                # Control-C reaches the parent alone, which then ends the children in order.
                start_new_session=True,
            )

    def _end_children(self) -> None:
        alive = [child.process for child in self._children if child.process]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        for process in alive:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _log.error("process_killed", pid=process.pid)
                process.kill()
                process.wait()


def listen(host: str, port: int) -> socket.socket:
    """The parent keeps the socket, so that connections wait instead of failing while the server starts again.

    Raises Unavailable.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise Unavailable(problem=f"Cannot listen on {host}:{port}: {error.strerror}") from error
    listener.listen(2048)
    return listener


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
