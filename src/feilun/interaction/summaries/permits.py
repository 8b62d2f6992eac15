"""Whether a workspace wants the language model to write its summaries. The bot's settings answer, from above."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from feilun.interaction import writer
from feilun.store import Engines, Transaction

Permit = Callable[[Transaction, UUID], Awaitable[bool]]
_permits: list[Permit] = []


def permit_writer(permit: Permit) -> None:
    """One asks all; without any the model writes wherever one is configured."""
    _permits.append(permit)


async def may_write(tx: Transaction, engines: Engines, workspace: UUID) -> bool:
    if not writer.is_configured(engines):
        return False
    return all([await permit(tx, workspace) for permit in _permits])
