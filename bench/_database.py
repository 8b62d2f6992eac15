"""A PostgreSQL of one bench's own, in a folder that is gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feilun.engines.embedded_postgres import EmbeddedPostgres


@contextmanager
def database() -> Iterator[tuple[str, Path]]:
    """Its DSN and the folder."""
    with tempfile.TemporaryDirectory(prefix="feilun-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user when root benches.
        postgres = EmbeddedPostgres(folder)
        try:
            yield postgres.start(), folder
        finally:
            postgres.stop()
