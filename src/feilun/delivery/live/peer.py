"""Who is at the other end of a connection."""

from uuid import UUID

import msgspec


class Peer(msgspec.Struct, frozen=True, kw_only=True):
    """A visitor (`id` is the thread) or a member of staff (`id` is the person), always of one workspace."""

    workspace: UUID
    kind: str
    id: UUID
    name: str = ""
    rights: frozenset[str] = frozenset()
    # The connection it speaks on; it is not sent its own messages back.
    connection: str = ""

    @property
    def sender(self) -> str:
        """The author of what it publishes: part of the key that makes a repeated send harmless."""
        return f"{self.kind}:{self.id}"

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    def may(self, right: str) -> bool:
        return self.is_staff and right in self.rights
