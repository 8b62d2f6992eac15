"""Who a customer is, asked from below: delivery may not import insight, so insight's answer is plugged in.

The capability that knows customers calls `use(...)` when it is imported; there is one directory per process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from feilun.events import Handle
from feilun.store import Transaction


@dataclass(frozen=True)
class Person:
    """What a send needs to know. `customer` is who she is today; handles are newest first."""

    customer: UUID
    handles: Sequence[Handle] = ()
    traits: Mapping[str, Any] = field(default_factory=dict)
    zone: str = ""
    locale: str = ""

    def address(self, kinds: Sequence[str]) -> str | None:
        """Her newest address of the first kind she has; a channel of kind `customer` needs none."""
        for kind in kinds:
            if kind == "customer":
                return str(self.customer)
            for handle in self.handles:
                if handle.kind == kind:
                    return handle.value
        return None


class Directory(Protocol):
    async def people(self, tx: Transaction, workspace: UUID, customers: Sequence[UUID]) -> dict[UUID, Person]:
        """By the id asked for, which may be one that was merged away; one set-based read. Unknown ones are absent."""


class _Unplugged:
    async def people(self, tx: Transaction, workspace: UUID, customers: Sequence[UUID]) -> dict[UUID, Person]:
        raise RuntimeError("No capability has plugged in a directory of customers")


_directory: Directory = _Unplugged()


def use(directory: Directory) -> None:
    """Plugs in the one who knows customers."""
    global _directory
    _directory = directory


async def people(tx: Transaction, workspace: UUID, customers: Sequence[UUID]) -> dict[UUID, Person]:
    """Asks the directory that was plugged in."""
    return await _directory.people(tx, workspace, customers) if customers else {}
