"""The audit trail: one row per change that a person or a token made."""

from typing import Any

from feilun.kernel import clock
from feilun.kernel.caller import Caller
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.store import Transaction

_queries = Queries(__file__)


async def note(
    tx: Transaction, caller: Caller, action: str, subject: str = "", detail: dict[str, Any] | None = None
) -> None:
    """`await note(tx, caller, "journey.published", subject="journey:<id>")`, in the transaction of the change."""
    await tx.run(
        _queries.note,
        workspace=caller.workspace,
        id=new_id(),
        now=clock.now(),
        author=caller.author,
        name=caller.name,
        action=action,
        subject=subject,
        detail=detail or {},
    )
