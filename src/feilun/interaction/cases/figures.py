"""How quickly we answered, what it cost, and whether they came back."""

from datetime import timedelta
from uuid import UUID

from feilun.insight import identity, profiles
from feilun.interaction.cases.opening import queries
from feilun.interaction.cases.shown import CaseFigures, RootCause
from feilun.kernel import clock
from feilun.kernel.intervals import wilson
from feilun.store import Row, Transaction


async def figures_of(tx: Transaction, workspace: UUID, days: int) -> CaseFigures:
    now = clock.now()
    since = now - timedelta(days=days)
    counted = await tx.first(queries.figures, workspace=workspace, since=since, now=now) or {}
    decided = await tx.first(queries.decided, workspace=workspace, since=since) or {}
    causes = await tx.all(queries.causes, workspace=workspace, since=since)
    solved = await tx.all(queries.came_back, workspace=workspace, since=since)
    seen = {row["id"]: row for row in solved}
    return CaseFigures(
        days=days,
        **counted,
        **decided,
        in_time_interval=_interval(counted["in_time"], counted["solved"]),
        recovered_interval=_interval(counted["recovered"], counted["asked_again"]),
        solved_customers=len(seen),
        came_back=await _came_back(tx, workspace, list(seen.values())),
        root_causes=[RootCause(**row) for row in causes],
    )


async def _came_back(tx: Transaction, workspace: UUID, solved: list[Row]) -> int:
    """How many of them did something of their own after the remedy."""
    today = {row["customer"]: await identity.current(tx, workspace, row["customer"]) for row in solved}
    found = await profiles.profiles_of(tx, workspace, set(today.values()))
    seen = [(found.get(today[row["customer"]]), row["solved_at"]) for row in solved]
    return sum(1 for profile, at in seen if profile is not None and profile.last_seen > at)


def _interval(good: int, number: int) -> list[float]:
    return list(wilson(good, number)) if number else [0.0, 1.0]
