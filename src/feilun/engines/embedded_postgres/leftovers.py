"""What earlier processes left in the data folder: a lock, a server without a parent, backends without a server."""

import fcntl
import hashlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import structlog

from feilun.kernel.errors import Error

_log = structlog.get_logger("feilun.postgres")


class FolderInUse(Error):
    """The folder {folder} is used by another feilun (process {process}); stop that one, or set FEILUN_FOLDER to another folder."""

    status = 500


def cluster_name(data: Path) -> str:
    """A name that each PostgreSQL process of this data folder carries in its title, where everybody may read it."""
    return "feilun-" + hashlib.sha256(os.fsencode(data)).hexdigest()[:16]


def hold(folder: Path, patience: float = 2) -> IO[str]:
    """Takes the folder for this process. The kernel lets go when we die, however we die; raises FolderInUse."""
    lock = (folder / "feilun.lock").open("a+")
    if not _wait(lambda: _locked(lock), patience):  # The one before us may be just leaving.
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise FolderInUse(folder=folder, process=holder or "unknown")
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def end_leftovers(data: Path) -> None:
    """Stops a server whose feilun was killed, and the backends of a server that was killed.

    We hold the folder's lock, so nobody else's server can be meant. A server of the same folder is shut down rather
    than taken over: it runs with the settings of its day and writes to a log we do not have open.
    """
    pid = _server_of(data)
    if pid is not None:
        _log.warning("leftover_server_stopped", pid=pid)
        _send(pid, signal.SIGINT)
        if not _wait(lambda: not _is_postgres_of(data, pid), 60):
            _send(pid, signal.SIGQUIT)
    # Idle backends notice the death of their server by themselves; one inside a long query does not.
    if not _wait(lambda: not _backends_of(data), 5):
        for backend in _backends_of(data):
            _send(backend, signal.SIGKILL)
        _wait(lambda: not _backends_of(data), 30)
    _forget_reused_pid(data)


def _forget_reused_pid(data: Path) -> None:
    """After a reboot the number in postmaster.pid may belong to something else, and PostgreSQL would not start.

    With no such process the file stays: PostgreSQL uses it to look for old shared memory.
    """
    pid = _noted_pid(data)
    if pid is not None and _is_alive(pid) and not _is_postgres_of(data, pid):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _server_of(data: Path) -> int | None:
    pid = _noted_pid(data)
    return pid if pid is not None and _is_postgres_of(data, pid) else None


def _noted_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_postgres_of(data: Path, pid: int) -> bool:
    """By the title and not by the working directory: in a container root may not look at another user's process."""
    try:
        title = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists() and _is_alive(pid)  # Without /proc we must trust the number.
    return b"postgres" in title and cluster_name(data).encode() in title


def _backends_of(data: Path) -> list[int]:
    numbers = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [number for number in numbers if number != os.getpid() and _is_postgres_of(data, number)]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _send(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return


def _wait(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
