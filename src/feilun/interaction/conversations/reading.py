"""How the desk reads: rows with the customer as she is known today, messages page by page."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.delivery import directory, live
from feilun.events import Handle
from feilun.insight import identity
from feilun.interaction.conversations.pen import queries
from feilun.interaction.conversations.wishes import Message, message_of
from feilun.kernel.errors import NotFound
from feilun.kernel.http import Page, cursor, read_cursor
from feilun.store import Row, Transaction

LAST = 2**62
_BOXES: dict[str, dict[str, Any]] = {
    "mine": {"state": "open"},
    "unassigned": {"state": "open", "unassigned": True},
    "all": {"state": "open"},
    "resolved": {"state": "resolved"},
    "any": {},
}
BOXES = tuple(_BOXES)


class ConversationRow(msgspec.Struct, kw_only=True):
    """A conversation in a list. `customer` is null until the log made one of the visitor."""

    id: UUID
    customer: UUID | None
    customer_name: str | None
    channel: str
    state: str
    assignee: UUID | None
    assignee_name: str | None
    last_text: str
    last_at: datetime
    unread: int
    waiting_since: datetime | None
    rating: int | None
    top: int
    opened_at: datetime
    resolved_at: datetime | None
    handle: str


class MessagePage(msgspec.Struct, kw_only=True):
    """Messages oldest first; `has_more` says whether there are older ones."""

    items: list[Message]
    has_more: bool


async def rows(
    tx: Transaction,
    workspace: UUID,
    person: UUID | None,
    box: str,
    *,
    after: str | None = None,
    limit: int = 50,
    search: str = "",
    threads: list[UUID] | None = None,
) -> Page[ConversationRow]:
    """One page of a box, the newest first."""
    if box == "mine" and person is None:
        return Page(items=[])
    last_at, last_id = read_cursor(after, tuple[datetime, UUID]) if after else (None, None)
    values: dict[str, Any] = {"state": None, "unassigned": False, "assignee": person if box == "mine" else None}
    found = await tx.all(
        queries.conversations,
        **{**values, **_BOXES[box]},
        workspace=workspace,
        person=person,
        id=None,
        threads=threads,
        search=f"%{_literal(search)}%" if search.strip() else None,
        last_at=last_at,
        last_id=last_id,
        limit=limit + 1,
    )
    items = await _named(tx, workspace, found[:limit])
    more = cursor(items[-1].last_at, items[-1].id) if len(found) > limit else None
    return Page(items=items, next=more)


async def row(tx: Transaction, workspace: UUID, person: UUID | None, conversation: UUID) -> ConversationRow:
    """Raises NotFound."""
    found = await tx.all(
        queries.conversations,
        workspace=workspace, person=person, id=conversation, state=None, assignee=None, unassigned=False, threads=None,
        search=None, last_at=None, last_id=None, limit=1,
    )  # fmt: skip
    if not found:
        raise NotFound(kind="conversation", id=conversation)
    return (await _named(tx, workspace, found))[0]


async def messages(tx: Transaction, workspace: UUID, conversation: UUID, before: int, limit: int) -> MessagePage:
    """The page that ends before a number. Raises NotFound."""
    if await tx.value(queries.thread_of, workspace=workspace, id=conversation) is None:
        raise NotFound(kind="conversation", id=conversation)
    found = await tx.all(
        queries.messages, workspace=workspace, conversation=conversation, before=before, limit=limit + 1
    )
    return MessagePage(items=[message_of(one) for one in reversed(found[:limit])], has_more=len(found) > limit)


async def threads_of_customer(tx: Transaction, workspace: UUID, customer: UUID) -> list[UUID]:
    """All threads of a customer's devices and user ids."""
    handles = [Handle(one["kind"], one["value"]) for one in await identity.handles_of(tx, workspace, customer)]
    return [visitor.id for visitor in await live.threads_of(tx, workspace, handles)]


async def _named(tx: Transaction, workspace: UUID, found: list[Row]) -> list[ConversationRow]:
    visitors = await live.visitors_of(tx, workspace, [one["thread"] for one in found])
    handles = {handle for visitor in visitors.values() for handle in visitor.handles}
    customers = await identity.customers_of(tx, workspace, sorted(handles))
    people = await directory.people(tx, workspace, sorted(set(customers.values())))
    made = []
    for one in found:
        visitor = visitors.get(one["thread"])
        own = visitor.handles if visitor else ()
        customer = next((customers[handle] for handle in own if handle in customers), None)
        person = people.get(customer) if customer else None
        name = person.traits.get("name") if person else None
        fields = {name: one[name] for name in ConversationRow.__struct_fields__ if name in one}
        made.append(
            ConversationRow(
                **fields,
                customer=customer,
                customer_name=str(name) if name else None,
                handle=own[0].value if own else one["route_value"],
            )
        )
    return made


def _literal(text: str) -> str:
    return text.strip()[:200].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
