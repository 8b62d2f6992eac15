"""What tests of sending need: customers made by events, a mailbox as the workspace's mail server."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from feilun import events
from feilun.delivery import accounts
from feilun.delivery.outbox import OutboxMessage, queue
from feilun.events import Event, Handle
from feilun.insight import identity
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines, Row

Drain = Callable[..., Awaitable[int]]


class Shop:
    """A workspace with a mail server."""

    def __init__(self, engines: Engines, workspace: UUID, drain: Drain) -> None:
        self.engines = engines
        self.workspace = workspace
        self.drain = drain

    async def set_up(self, port: int, **settings: Any) -> None:
        values = {"host": "127.0.0.1", "port": port, "sender": "Shop <shop@feilun.test>", "security": "none"}
        await self.set(**values, **{"sends_per_second": 10_000, **settings})

    async def set(self, **values: Any) -> None:
        async with self.engines.tables.transaction() as tx:
            await accounts.put_settings(tx, self.engines, self.workspace, "email", values)

    async def customer(self, name: str, zone: str = "", locale: str = "", **traits: Any) -> UUID:
        """Known by an identify event, as any other."""
        handles = (Handle("user_id", name.lower()),)
        if "email" in traits:
            handles += (Handle("email", traits["email"]),)
        context = {name: value for name, value in (("timezone", zone), ("locale", locale)) if value}
        await self.happens("identify", handles, body={"traits": {"name": name, **traits}, "context": context})
        await self.drain()
        return await self.id_of(name)

    async def id_of(self, name: str) -> UUID:
        async with self.engines.tables.transaction() as tx:
            found = await identity.resolve(tx, self.workspace, [Handle("user_id", name.lower())])
        assert found
        return found

    async def does(self, name: str, event: str, at: datetime | None = None, **properties: Any) -> None:
        handles = (Handle("user_id", name.lower()),)
        await self.happens("track", handles, name=event, at=at, body={"properties": properties})

    async def happens(
        self, type: str, handles: tuple[Handle, ...], *, name: str = "", at: datetime | None = None, body: Any
    ) -> None:
        event = Event(
            workspace=self.workspace,
            id=str(new_id()),
            type=type,
            name=name,
            occurred_at=at or clock.now(),
            handles=handles,
            body=body,
        )
        async with self.engines.tables.transaction() as tx:
            await events.append(tx, [event])

    async def queue(self, customer: UUID, key: str = "", **parts: Any) -> int:
        message = {
            "kind": "marketing",
            "topic": "news",
            "content": {"subject": "Hello {{ customer.name }}", "html": "<p>Hi {{ customer.name }}</p>", "text": ""},
            "channel": "email",
            **parts,
        }
        async with self.engines.tables.transaction() as tx:
            return await queue(
                tx, [OutboxMessage(workspace=self.workspace, key=key or str(new_id()), customer=customer, **message)]
            )

    async def outbox(self) -> list[Row]:
        async with self.engines.tables.transaction() as tx:
            return await tx.all("select * from outbox where workspace = %(w)s order by id", w=self.workspace)

    async def facts(self, type: str) -> list[dict[str, Any]]:
        async with self.engines.tables.transaction() as tx:
            rows = await tx.all(
                "select body from event where workspace = %(w)s and type = %(type)s order by position",
                w=self.workspace,
                type=type,
            )
        return [row["body"]["properties"] for row in rows]

    async def later(self, **by: float) -> int:
        """Everything that is to happen until then."""
        with clock.shifted(timedelta(**by)):
            return await self.drain()
