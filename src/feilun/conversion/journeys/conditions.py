"""What journeys ask of audiences."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from feilun.store import Engines, Transaction


async def matching(
    tx: Transaction,
    engines: Engines,
    workspace: UUID,
    rule: Mapping[str, Any],
    customers: Sequence[UUID],
    now: datetime,
) -> set[UUID]:
    """Those of the customers whom the rule fits now."""
    return set()


async def audiences_of(tx: Transaction, workspace: UUID) -> set[UUID]:
    """The ids of the workspace's audiences."""
    return set()


async def audience_members(tx: Transaction, workspace: UUID, audience: UUID) -> list[UUID]:
    """Who is in the audience now."""
    return []


def rule_problem(rule: Mapping[str, object]) -> str | None:
    """Why this is no rule, or None."""
    return None
