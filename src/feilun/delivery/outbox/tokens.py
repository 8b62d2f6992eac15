"""Signed links: a token says which message it belongs to and cannot be made by anyone else."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from feilun.kernel.errors import NotFound
from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__)
_SIGNATURE = 16


@dataclass(frozen=True)
class Link:
    """What a token says. `purpose` is one letter: o(pen), c(lick), u(nsubscribe), r(eference)."""

    purpose: str
    workspace: UUID
    message: int
    extra: str = ""


async def key_of(tx: Transaction, workspace: UUID) -> bytes:
    """The workspace's secret, made at its first use."""
    key = await tx.value(_queries.link_key, workspace=workspace)
    if key is None:
        await tx.run(_queries.add_link_key, workspace=workspace, key=secrets.token_bytes(32))
        key = await tx.value(_queries.link_key, workspace=workspace)
    return bytes(key)


def signed(key: bytes, link: Link) -> str:
    """The token of a link."""
    body = link.purpose.encode() + link.workspace.bytes + link.message.to_bytes(8, "big") + link.extra.encode()
    return base64.urlsafe_b64encode(_signature(key, body) + body).decode().rstrip("=")


async def read_token(tx: Transaction, token: str, purpose: str) -> Link:
    """Raises NotFound for anything we did not sign for this purpose."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        signature, body = raw[:_SIGNATURE], raw[_SIGNATURE:]
        link = Link(chr(body[0]), UUID(bytes=body[1:17]), int.from_bytes(body[17:25], "big"), body[25:].decode())
    except (ValueError, IndexError):
        raise NotFound(kind="link", id=token[:20]) from None
    key = await tx.value(_queries.link_key, workspace=link.workspace)
    if key is None or link.purpose != purpose or not hmac.compare_digest(signature, _signature(bytes(key), body)):
        raise NotFound(kind="link", id=token[:20])
    return link


def _signature(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")[:_SIGNATURE]
