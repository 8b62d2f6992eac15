"""`make dev`: the product with its demo, started again when a Python file changes; with Node, Vite serves the console.

Stop it with Control-C. The data are those of `make run`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

SOURCES = Path("src/feilun")
FEILUN = Path(sys.executable).with_name("feilun")
LOOK_EVERY = 0.5


def state() -> dict[Path, int]:
    """When each source was written last."""
    watched = [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.sql")]
    return {path: path.stat().st_mtime_ns for path in watched if path.exists()}


def start_vite() -> subprocess.Popen[bytes] | None:
    if not shutil.which("npx") or not Path("console/node_modules").exists():
        return None
    url = os.environ.get("FEILUN_URL") or f"http://127.0.0.1:{os.environ.get('FEILUN_PORT', '8400')}"
    return subprocess.Popen(
        ["npx", "vite", "--clearScreen", "false"], cwd="console", env={**os.environ, "FEILUN_URL": url}
    )


def end(process: subprocess.Popen[bytes] | None) -> None:
    if process and process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def main() -> None:
    vite = start_vite()
    server: subprocess.Popen[bytes] | None = None
    try:
        while True:
            seen = state()
            server = subprocess.Popen([str(FEILUN), "demo"])
            # A server that fails waits for the next change, as the fault is most likely in the last one.
            while state() == seen:
                time.sleep(LOOK_EVERY)
            print("dev: sources changed, starting again", flush=True)
            end(server)
    except KeyboardInterrupt:
        pass
    finally:
        end(server)
        end(vite)


if __name__ == "__main__":
    main()
