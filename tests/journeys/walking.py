"""Helpers to build and walk journeys in tests."""

from typing import Any
from uuid import UUID

from tests.outbox.shop import Shop

from feilun.conversion import journeys
from feilun.store import Row


def graph(*steps: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Entered by the event `Signed Up`; each step leads to the one written after it unless it says otherwise."""
    chained = []
    for number, step in enumerate(steps):
        follows = steps[number + 1]["id"] if number + 1 < len(steps) else None
        chained.append({"next": follows, **step} if step["kind"] not in ("exit", "condition") else step)
    return {"entry": {"kind": "event", "event": "Signed Up"}, "steps": chained, "first": steps[0]["id"], **parts}


def wait(id: str = "wait", minutes: int = 60, **parts: Any) -> dict[str, Any]:
    return {"id": id, "kind": "wait", "minutes": minutes, **parts}


def email(id: str = "mail", **parts: Any) -> dict[str, Any]:
    return {"id": id, "kind": "email", "subject": "Hi {{ customer.name }}", "text": "Come back", **parts}


END = {"id": "end", "kind": "exit"}
WELCOME = graph(wait(), email(topic="welcome"), END)


async def live(shop: Shop, graph: dict[str, Any]) -> UUID:
    """Created and published."""
    async with shop.engines.tables.transaction() as tx:
        journey = await journeys.create(tx, shop.workspace, "Welcome", graph)
        await journeys.publish(tx, shop.workspace, journey)
    return journey


async def positions(shop: Shop, journey: UUID) -> list[Row]:
    async with shop.engines.tables.transaction() as tx:
        return await tx.all(
            "select * from journey_position where workspace = %(w)s and journey = %(j)s order by entered_at, customer",
            w=shop.workspace,
            j=journey,
        )
