"""Ids: time-ordered UUIDs for rows, long random text for secrets."""

import hashlib
import os
import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): sorts by time of making, so indexes grow at one end."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    number = (number & ~(0xF << 76)) | (0x7 << 76)
    number = (number & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=number)


def stable_id(*parts: object) -> uuid.UUID:
    """The same parts give the same id: a repeated step lands on the same row."""
    text = "\x1f".join(str(part) for part in parts)
    return uuid.UUID(bytes=hashlib.blake2b(text.encode(), digest_size=16).digest())


def new_secret(prefix: str = "") -> str:
    """256 random bits as URL-safe text behind a prefix that says what it is for."""
    return prefix + secrets.token_urlsafe(32)


def fingerprint(secret: str) -> bytes:
    """What we store of a secret of full entropy; SHA-256 is enough since it cannot be guessed."""
    return hashlib.sha256(secret.encode()).digest()
