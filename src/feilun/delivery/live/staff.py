"""Staff may lose a right, or be locked out, while they are connected; a token that is signed does not know."""

from collections.abc import Iterable
from uuid import UUID

from feilun import access
from feilun.delivery.live.peer import Peer
from feilun.delivery.live.tokens import TokenExpired, WrongToken
from feilun.store import Engines

Rights = dict[tuple[UUID, UUID], frozenset[str]]


async def rights_now(engines: Engines, peers: Iterable[Peer]) -> Rights:
    """One look for all of them."""
    asked = sorted({(peer.workspace, peer.id) for peer in peers})
    if not asked:
        return {}
    async with engines.tables.transaction() as tx:
        return await access.rights_of(tx, asked)


def check(peer: Peer, now: Rights) -> None:
    """Raises WrongToken for who is locked out, TokenExpired for who lost a right: a new token has those that are left.

    A visitor has no rights to lose.
    """
    if not peer.is_staff:
        return
    rights = now.get((peer.workspace, peer.id))
    if rights is None:
        raise WrongToken()
    if not peer.rights <= rights:
        raise TokenExpired()


async def check_now(engines: Engines, peer: Peer) -> None:
    """The same, asking for one."""
    if peer.is_staff:
        check(peer, await rights_now(engines, [peer]))
