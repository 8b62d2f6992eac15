"""HTTP of the desk."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import delete, get, post
from litestar.params import QueryParameter

from feilun.access import Caller, needs, note
from feilun.interaction.conversations import desk, reading
from feilun.interaction.conversations.pen import queries
from feilun.interaction.conversations.reading import ConversationRow, MessagePage
from feilun.interaction.conversations.visiting import LARGEST_NUMBER
from feilun.interaction.conversations.wishes import Message
from feilun.kernel import clock
from feilun.kernel.errors import Invalid, NotFound
from feilun.kernel.http import Page
from feilun.kernel.ids import new_id
from feilun.store import Engines

Limit = Annotated[int, QueryParameter(ge=1, le=200)]


class NewReply(msgspec.Struct, kw_only=True):
    """A text to the customer, or a note for colleagues. `seen_seq` is the last message you have read."""

    cid: str
    text: str
    type: Literal["text", "note"] = "text"
    seen_seq: int | None = None


class NewAssignment(msgspec.Struct, kw_only=True):
    """Who is responsible now. With `expected` it happens only if she whom you saw still has it."""

    assignee: UUID | None
    expected: UUID | msgspec.UnsetType | None = msgspec.UNSET


class ReadMark(msgspec.Struct, kw_only=True):
    """Everything up to `seq` was read."""

    seq: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_NUMBER)]


class CannedReply(msgspec.Struct, kw_only=True):
    """A text that is written often."""

    id: UUID
    shortcut: str
    text: str


class NewCannedReply(msgspec.Struct, kw_only=True):
    """A text to keep."""

    shortcut: str
    text: str


class DeskAgent(msgspec.Struct, kw_only=True):
    """A colleague as the desk knows her."""

    id: UUID
    name: str
    can_answer: bool


@get("/api/v1/conversations", operation_id="list_conversations", **needs("desk.read"))
async def list_conversations(
    caller: Caller,
    engines: Engines,
    box: Literal["mine", "unassigned", "bot", "all", "resolved", "any"] = "all",
    after: str | None = None,
    limit: Limit = 50,
    search: str = "",
    customer: UUID | None = None,
) -> Page[ConversationRow]:
    """The newest first. `search` looks into messages; `customer` shows hers only, over all devices."""
    async with engines.tables.transaction() as tx:
        threads = await reading.threads_of_customer(tx, caller.workspace, customer) if customer else None
        return await reading.rows(
            tx, caller.workspace, caller.person, box, after=after, limit=limit, search=search, threads=threads
        )


@get("/api/v1/conversations/{conversation:uuid}", operation_id="get_conversation", **needs("desk.read"))
async def get_conversation(caller: Caller, engines: Engines, conversation: UUID) -> ConversationRow:
    """One row."""
    async with engines.tables.transaction() as tx:
        return await reading.row(tx, caller.workspace, caller.person, conversation)


@get("/api/v1/conversations/{conversation:uuid}/messages", operation_id="list_messages", **needs("desk.read"))
async def list_messages(
    caller: Caller, engines: Engines, conversation: UUID, before: int = 0, limit: Limit = 50
) -> MessagePage:
    """The messages before a number, oldest first; without `before` the last ones."""
    async with engines.tables.transaction() as tx:
        return await reading.messages(tx, caller.workspace, conversation, before or reading.LAST, limit)


@post("/api/v1/conversations/{conversation:uuid}/messages", operation_id="post_message", **needs("desk.write"))
async def post_message(caller: Caller, engines: Engines, conversation: UUID, data: NewReply) -> Message:
    """409 `stale_reply` with the newer messages when somebody wrote since `seen_seq`. The same cid lands once."""
    landed = await desk.reply(caller, engines, conversation, data.cid, data.type, {"text": data.text}, data.seen_seq)
    return landed.message


@post(
    "/api/v1/conversations/{conversation:uuid}/assignment",
    operation_id="assign_conversation",
    status_code=200,
    **needs("desk.write"),
)
async def assign_conversation(
    caller: Caller, engines: Engines, conversation: UUID, data: NewAssignment
) -> ConversationRow:
    """409 `already_assigned` with the owner when a colleague was faster."""
    await desk.meet(engines, caller)
    is_told = data.expected is not msgspec.UNSET
    expected = data.expected if isinstance(data.expected, UUID) else None
    async with engines.tables.transaction() as tx:
        await desk.assign(tx, engines, caller, conversation, data.assignee, expected, is_told)
        return await reading.row(tx, caller.workspace, caller.person, conversation)


@post(
    "/api/v1/conversations/{conversation:uuid}/resolution",
    operation_id="resolve_conversation",
    status_code=200,
    **needs("desk.write"),
)
async def resolve_conversation(caller: Caller, engines: Engines, conversation: UUID) -> ConversationRow:
    """Closes it; the customer is asked for a rating, and her next message opens it again."""
    async with engines.tables.transaction() as tx:
        await desk.resolve(tx, engines, caller, conversation)
        return await reading.row(tx, caller.workspace, caller.person, conversation)


@delete(
    "/api/v1/conversations/{conversation:uuid}/resolution",
    operation_id="reopen_conversation",
    status_code=200,
    **needs("desk.write"),
)
async def reopen_conversation(caller: Caller, engines: Engines, conversation: UUID) -> ConversationRow:
    """Takes the closing back."""
    async with engines.tables.transaction() as tx:
        await desk.reopen(tx, engines, caller, conversation)
        return await reading.row(tx, caller.workspace, caller.person, conversation)


@post(
    "/api/v1/conversations/{conversation:uuid}/reads",
    operation_id="mark_conversation_read",
    status_code=204,
    **needs("desk.read"),
)
async def mark_conversation_read(caller: Caller, engines: Engines, conversation: UUID, data: ReadMark) -> None:
    """Counts for the caller alone."""
    await desk.mark_read(engines, caller, conversation, data.seq)


@get("/api/v1/desk-agents", operation_id="list_desk_agents", **needs("desk.read"))
async def list_desk_agents(caller: Caller, engines: Engines) -> Page[DeskAgent]:
    """To whom a conversation can be passed."""
    async with engines.tables.transaction() as tx:
        found = await tx.all(queries.agents, workspace=caller.workspace)
    return Page(items=[DeskAgent(id=row["person"], name=row["name"], can_answer=row["can_answer"]) for row in found])


@get("/api/v1/canned-replies", operation_id="list_canned_replies", **needs("desk.read"))
async def list_canned_replies(caller: Caller, engines: Engines) -> Page[CannedReply]:
    """All of the workspace, by shortcut."""
    async with engines.tables.transaction() as tx:
        found = await tx.all(queries.canned_replies, workspace=caller.workspace)
    return Page(items=[CannedReply(**row) for row in found])


@post("/api/v1/canned-replies", operation_id="add_canned_reply", **needs("desk.write"))
async def add_canned_reply(caller: Caller, engines: Engines, data: NewCannedReply) -> CannedReply:
    """Keeps a text for everybody."""
    if not data.shortcut.strip() or not 1 <= len(data.text) <= 10_000:
        raise Invalid(field="text", problem="needs a shortcut, and 1 to 10000 characters")
    reply = CannedReply(id=new_id(), shortcut=data.shortcut.strip()[:200], text=data.text)
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.add_canned_reply,
            workspace=caller.workspace, id=reply.id, shortcut=reply.shortcut, text=reply.text, now=clock.now(),
        )  # fmt: skip
        await note(tx, caller, "canned_reply.added", f"canned_reply:{reply.id}", {"shortcut": reply.shortcut})
    return reply


@delete("/api/v1/canned-replies/{reply:uuid}", operation_id="delete_canned_reply", **needs("desk.write"))
async def delete_canned_reply(caller: Caller, engines: Engines, reply: UUID) -> None:
    """Forgets it."""
    async with engines.tables.transaction() as tx:
        if not await tx.run(queries.delete_canned_reply, workspace=caller.workspace, id=reply):
            raise NotFound(kind="canned reply", id=reply)
        await note(tx, caller, "canned_reply.deleted", f"canned_reply:{reply}")


ROUTES = [
    list_conversations,
    get_conversation,
    list_messages,
    post_message,
    assign_conversation,
    resolve_conversation,
    reopen_conversation,
    mark_conversation_read,
    list_desk_agents,
    list_canned_replies,
    add_canned_reply,
    delete_canned_reply,
]
