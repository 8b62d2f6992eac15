"""Connection tokens: compact JSON signed with a secret of the workspace, so that any node can check them."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from feilun.delivery.live.peer import Peer
from feilun.delivery.live.streams import queries
from feilun.kernel.errors import Unauthenticated
from feilun.kernel.ids import new_secret
from feilun.store import Transaction

LIFE = timedelta(minutes=15)


class Claims(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a token says; names of one letter, because a token travels with each connect."""

    w: UUID
    i: UUID
    e: int
    k: str = "visitor"
    n: str = ""
    r: list[str] = []

    def peer(self, connection: str) -> Peer:
        return Peer(
            workspace=self.w, kind=self.k, id=self.i, name=self.n, rights=frozenset(self.r), connection=connection
        )


class TokenExpired(Unauthenticated):
    """This connection token is no longer valid; ask for a new one."""


class WrongToken(Unauthenticated):
    """This connection token was not made here."""


def sign(claims: Claims, secret: str) -> str:
    body = _text(msgspec.json.encode(claims))
    return f"{body}.{_signature(body, secret)}"


def read_claims(token: str) -> Claims:
    """What the token claims, before its signature is checked. Raises WrongToken."""
    try:
        body = token.split(".")[0]
        return msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=Claims)
    except (ValueError, msgspec.DecodeError, RecursionError) as error:
        raise WrongToken() from error


def check(token: str, claims: Claims, secret: str | None, now: datetime) -> None:
    """Raises WrongToken or TokenExpired."""
    body, _, signature = token.partition(".")
    if secret is None or not hmac.compare_digest(signature.encode(), _signature(body, secret).encode()):
        raise WrongToken()
    if claims.e <= now.timestamp():
        raise TokenExpired()


def proof_of(user_id: str, secret: str) -> str:
    """What the shop's server computes for a signed-in visitor: HMAC-SHA256 of the user id, in hex."""
    return hmac.new(secret.encode(), user_id.encode(), hashlib.sha256).hexdigest()


def is_proved(user_id: str, proof: str, secret: str) -> bool:
    return hmac.compare_digest(proof.encode(), proof_of(user_id, secret).encode())


async def secret_of(tx: Transaction, workspace: UUID, purpose: str, now: datetime) -> str:
    """The workspace's secret, made on first use."""
    secret = await tx.value(queries.secret, workspace=workspace, purpose=purpose)
    if secret is None:
        await tx.run(queries.add_secret, workspace=workspace, purpose=purpose, secret=new_secret(), now=now)
        secret = await tx.value(queries.secret, workspace=workspace, purpose=purpose)
    return str(secret)


def _signature(body: str, secret: str) -> str:
    return _text(hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
