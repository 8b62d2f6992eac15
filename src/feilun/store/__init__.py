"""What a storage engine must do. Code above asks these ports; only `engines/` knows a driver."""

from feilun.store.blobs import Blobs
from feilun.store.bus import Bus, Subscription
from feilun.store.encoders import Encoder
from feilun.store.engines import Engines
from feilun.store.heartbeat import beating
from feilun.store.lake import Lake
from feilun.store.migrations import Migration, read_migrations
from feilun.store.tables import Json, Row, Tables, Transaction, UniqueViolation

__all__ = [
    "Blobs",
    "Bus",
    "Encoder",
    "Engines",
    "Json",
    "Lake",
    "Migration",
    "Row",
    "Subscription",
    "Tables",
    "Transaction",
    "UniqueViolation",
    "beating",
    "read_migrations",
]
