"""The rim towards storage: one folder per engine, each behind a port of `store`.

The functions here pick the engine by its URL, so nobody above needs to name one. An engine is imported when it is
asked for: a process on the local bus never loads the NATS client.
"""

from pathlib import Path

from feilun.kernel.errors import Error
from feilun.store import Blobs, Bus, Encoder, Lake, Tables


class UnknownEngine(Error):
    """{url!r} names no {kind} engine; write {expected} instead."""

    status = 500


# Weights are heavy: every Engines of a process shares them.
_encoders: list[Encoder] = []


async def open_tables(dsn: str, connections: int = 20, patience: float = 30) -> Tables:
    """Any PostgreSQL by its DSN, checked for what we need. Raises Unavailable when it does not answer."""
    from feilun.engines.postgres import PostgresTables, check

    tables = await PostgresTables.open(dsn, connections, patience)
    try:
        await check(tables)
    except BaseException:
        await tables.close()
        raise
    return tables


async def open_bus(url: str, folder: Path | None = None) -> Bus:
    """`local:` within one process, `nats://host:4222`, or `nats:embedded` (a server of our own on this machine)."""
    if url in ("", "local", "local:"):
        from feilun.engines.local_bus import LocalBus

        return LocalBus()
    if url == "nats:embedded":
        from feilun.engines.nats import embedded_bus

        return await embedded_bus(folder)
    if url.startswith(("nats://", "tls://")):
        from feilun.engines.nats import NatsBus

        return await NatsBus.open(url)
    raise UnknownEngine(url=url, kind="bus", expected="local:, nats:embedded or nats://host:4222")


def open_blobs(url: str | Path) -> Blobs:
    """A folder, as a path or `file:///path`."""
    from feilun.engines.files import FileBlobs

    return FileBlobs(_folder(url, "blobs"))


def open_lake(url: str | Path) -> Lake:
    """A folder of Parquet files, as a path or `file:///path`, read by DuckDB in this process."""
    from feilun.engines.duckdb import DuckLake

    return DuckLake(_folder(url, "lake"))


def open_encoders() -> tuple[Encoder, ...]:
    """Those whose weights are installed, one object per process; without the extra `encoders` there are none."""
    from feilun.engines.encoder_minilm import MiniLmEncoder
    from feilun.engines.encoder_use import UseEncoder

    if not _encoders:
        _encoders.extend(kind() for kind in (UseEncoder, MiniLmEncoder) if kind.is_installed())
    return tuple(_encoders)


def _folder(url: str | Path, kind: str) -> Path:
    if isinstance(url, Path):
        return url
    if "://" in url and not url.startswith("file://"):
        raise UnknownEngine(url=url, kind=kind, expected="a folder such as var/files or file:///srv/feilun")
    return Path(url.removeprefix("file://"))
