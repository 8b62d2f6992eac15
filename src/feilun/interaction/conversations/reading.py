"""How the desk reads: rows with the customer as she is known today, messages page by page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
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
# Written out instead of "or is null", which would hide the partial indexes from the planner.
_BOXES = {
    "mine": "and c.state = 'open' and c.assignee = %(person)s",
    "unassigned": "and c.state = 'open' and c.assignee is null and c.speaker <> 'bot'",
    "bot": "and c.state = 'open' and c.speaker = 'bot'",
    "all": "and c.state = 'open'",
    "resolved": "and c.state = 'resolved'",
    "any": "",
}
_AFTER = "and (c.last_at, c.id) < (%(last_at)s, %(last_id)s)"
_ONE = "and c.id = %(id)s"
_THREADS = "and c.thread = any(%(threads)s)"
_SEARCH = """and (c.last_text ilike %(search)s or c.route_value ilike %(search)s
  or exists (select 1 from message m where m.workspace = c.workspace and m.conversation = c.id
             and m.type in ('text', 'note') and m.body->>'text' ilike %(search)s))"""


class ConversationRow(msgspec.Struct, kw_only=True):
    """A conversation in a list. `customer` is null until the log made one of the visitor.

    `handover_reason` is why a person was asked for, while a hand-over is under way.
    """

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
    speaker: Literal["bot", "requested", "waiting", "agent", "offline", "closed"]
    handover_reason: str
    language: str


class SpokenLine(NamedTuple):
    """Words of a customer or of staff; `kind` says of whom."""

    seq: int
    kind: str
    text: str
    at: datetime


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
    conditions = [_BOXES[box]]
    values: dict[str, Any] = {"workspace": workspace, "person": person, "limit": limit + 1}
    if after:
        values["last_at"], values["last_id"] = read_cursor(after, tuple[datetime, UUID])
        conditions.append(_AFTER)
    if threads is not None:
        values["threads"] = threads
        conditions.append(_THREADS)
    if search.strip():
        values["search"] = f"%{_literal(search)}%"
        conditions.append(_SEARCH)
    found = await tx.all(_where(conditions), **values)
    items = await _named(tx, workspace, found[:limit])
    more = cursor(items[-1].last_at, items[-1].id) if len(found) > limit else None
    return Page(items=items, next=more)


async def row(tx: Transaction, workspace: UUID, person: UUID | None, conversation: UUID) -> ConversationRow:
    """Raises NotFound."""
    found = await tx.all(_where([_ONE]), workspace=workspace, person=person, id=conversation, limit=1)
    if not found:
        raise NotFound(kind="conversation", id=conversation)
    return (await _named(tx, workspace, found))[0]


def _where(conditions: list[str]) -> str:
    return queries.conversations.replace("/* and more */", "\n  ".join(conditions))


async def messages(tx: Transaction, workspace: UUID, conversation: UUID, before: int, limit: int) -> MessagePage:
    """The page that ends before a number. Raises NotFound."""
    if await tx.value(queries.thread_of, workspace=workspace, id=conversation) is None:
        raise NotFound(kind="conversation", id=conversation)
    found = await tx.all(
        queries.messages, workspace=workspace, conversation=conversation, before=before, limit=limit + 1
    )
    return MessagePage(items=[message_of(one) for one in reversed(found[:limit])], has_more=len(found) > limit)


async def lines_after(tx: Transaction, workspace: UUID, places: Sequence[tuple[UUID, int]]) -> list[list[SpokenLine]]:
    """What people said after each place (conversation, number of a message): the next forty messages, without notes."""
    rows = await tx.all(
        queries.lines_after,
        workspace=workspace, conversations=[id for id, _ in places], seqs=[seq for _, seq in places],
    )  # fmt: skip
    found: list[list[SpokenLine]] = [[] for _ in places]
    for row in rows:
        found[row.pop("place") - 1].append(SpokenLine(**row))
    return found


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
