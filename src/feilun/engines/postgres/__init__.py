"""Tables on any PostgreSQL, by its DSN, through psycopg."""

from feilun.engines.postgres.fitness import UnfitDatabase, check
from feilun.engines.postgres.tables import PostgresTables

__all__ = ["PostgresTables", "UnfitDatabase", "check"]
