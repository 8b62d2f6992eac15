"""The outside of a request: its body, whole and unpacked within limits, and the write keys it may carry."""

import base64
import binascii
import zlib
from typing import Any
from urllib.parse import parse_qs

from feilun.events.collect import refusals
from feilun.events.collect.rules import BATCH_LIMIT

_MOST_KEYS = 6
_GZIP = b"\x1f\x8b"


async def read_body(receive: Any) -> bytes:
    """Stops reading at the limit. Raises BodyTooLarge; ConnectionError when the client is gone."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("the client went away")
        part = message.get("body", b"")
        size += len(part)
        if size > BATCH_LIMIT:
            raise refusals.BodyTooLarge(limit=BATCH_LIMIT)
        if not message.get("more_body") and not parts:
            return bytes(part)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def unpacked(body: bytes) -> bytes:
    """Gzip is known by its first bytes: proxies and libraries get the header wrong, and JSON never starts so.

    Raises Refused. Unpacking stops at the limit, so a small body cannot fill the memory.
    """
    if not body.startswith(_GZIP):
        return body
    reader = zlib.decompressobj(wbits=31)
    try:
        text = reader.decompress(body, BATCH_LIMIT + 1)
    except zlib.error:
        raise refusals.MalformedGzip() from None
    if len(text) > BATCH_LIMIT:
        raise refusals.BodyTooLarge(limit=BATCH_LIMIT)
    if not reader.eof:
        raise refusals.MalformedGzip()
    return text


def header_of(scope: Any, name: bytes) -> str:
    """The first header of that name, or empty text."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""


def keys_outside(scope: Any) -> list[str]:
    """The write keys that header and query may mean, best first; the body's comes after them."""
    found = [*_authorization(header_of(scope, b"authorization")), header_of(scope, b"x-write-key")]
    if scope["query_string"]:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        found += [*query.get("writeKey", ()), *query.get("write_key", ())]
    # Each key is looked up; a list of a thousand false ones would be a thousand questions to the database.
    return [key for key in found if key][:_MOST_KEYS]


def _authorization(header: str) -> list[str]:
    scheme, _, secret = header.partition(" ")
    secret = secret.strip()
    if scheme.lower() == "bearer":
        return [secret]
    if scheme.lower() != "basic":
        return []
    try:
        name, _, word = base64.b64decode(secret, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return [secret]  # Dittofeed's library sends the key as it is.
    return [name, f"{name}:{word}", secret] if word else [name, secret]
