"""The engines of one process, handed to whoever does something."""

from dataclasses import dataclass
from typing import Any

from feilun.store.blobs import Blobs
from feilun.store.bus import Bus
from feilun.store.encoders import Encoder
from feilun.store.lake import Lake
from feilun.store.tables import Tables


@dataclass(frozen=True)
class Engines:
    """`settings` is the application's Config; folders below read only the fields they declare in their own Protocol.

    `encoders` are those whose weights are installed; none is no fault, understanding is then weaker and says so.
    """

    tables: Tables
    bus: Bus
    blobs: Blobs
    lake: Lake
    settings: Any
    encoders: tuple[Encoder, ...] = ()
