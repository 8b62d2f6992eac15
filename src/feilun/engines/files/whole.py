"""Makes a file appear whole or not at all, and stay after a power cut."""

import os
from pathlib import Path


def put_in_place(aside: Path, path: Path) -> None:
    """Moves a written file to its name. The rename is atomic; the two fsyncs make content and name durable."""
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
