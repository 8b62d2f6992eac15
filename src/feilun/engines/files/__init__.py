"""Blobs in a folder, and the one way we make a file appear whole or not at all."""

from feilun.engines.files.blobs import FileBlobs
from feilun.engines.files.whole import put_in_place

__all__ = ["FileBlobs", "put_in_place"]
