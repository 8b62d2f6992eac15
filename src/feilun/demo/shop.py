"""The demo's workspace, remembered in a row of its own, so that a second start finds it."""

from uuid import UUID

import msgspec

from feilun import access
from feilun.kernel import clock
from feilun.kernel.sql import Queries
from feilun.store import Tables, Transaction

_queries = Queries(__file__)
OWNER = "owner@demo.example"
_STAFF = (("mei@demo.example", "Mei", "agent"), ("jun@demo.example", "Jun", "marketer"))


class Shop(msgspec.Struct, frozen=True):
    """The demo shop as far as it is."""

    workspace: UUID
    write_key: str
    till_key: str
    is_loaded: bool
    is_furnished: bool


async def shop_of(tx: Transaction) -> Shop | None:
    """None before the first `feilun demo`."""
    row = await tx.first(_queries.shop)
    if row is None:
        return None
    keys = row["write_key"], row["till_key"]
    return Shop(row["workspace"], *keys, row["loaded_at"] is not None, row["furnished_at"] is not None)


async def open_shop(tx: Transaction, password: str) -> Shop:
    """The shop, with an owner and two colleagues who share a password."""
    workspace = await access.add_workspace(tx, "Demo shop")
    await access.add_person(tx, workspace, OWNER, "Owner", "owner", password)
    for email, name, role in _STAFF:
        await access.add_person(tx, workspace, email, name, role, password)
    page = (await access.add_write_key(tx, workspace, "Demo shop page", "web")).secret
    tills = (await access.add_write_key(tx, workspace, "Demo shop tills", "store")).secret
    await tx.run(_queries.open_shop, workspace=workspace, write_key=page, till_key=tills)
    return Shop(workspace, page, tills, False, False)


async def note_loaded(tables: Tables, shop: Shop) -> None:
    async with tables.transaction() as tx:
        await tx.run(_queries.note_loaded, workspace=shop.workspace, now=clock.now())


async def note_furnished(tables: Tables, shop: Shop) -> None:
    async with tables.transaction() as tx:
        await tx.run(_queries.note_furnished, workspace=shop.workspace, now=clock.now())


async def places(tables: Tables) -> tuple[int, int]:
    """How many events all subscribers have handled together, and how many that will be."""
    async with tables.transaction() as tx:
        row = await tx.first(_queries.places)
    return (int(row["handled"]), int(row["total"])) if row else (0, 0)
