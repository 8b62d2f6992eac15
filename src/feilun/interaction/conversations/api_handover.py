"""HTTP of who speaks: what became of each hand-over, taking over, giving back."""

from uuid import UUID

from litestar import delete, get, post

from feilun.access import Caller, needs, note
from feilun.interaction.conversations import desk, passing, reading, records
from feilun.interaction.conversations.reading import ConversationRow
from feilun.interaction.conversations.records import HandoverRow
from feilun.kernel.errors import Invalid
from feilun.kernel.http import Page
from feilun.store import Engines


@get("/api/v1/conversations/{conversation:uuid}/handovers", operation_id="list_handovers", **needs("desk.read"))
async def list_handovers(caller: Caller, engines: Engines, conversation: UUID) -> Page[HandoverRow]:
    """Every hand-over with its reason, its briefing and each change of the speaker, the newest first."""
    async with engines.tables.transaction() as tx:
        await reading.row(tx, caller.workspace, caller.person, conversation)
        return Page(items=await records.handovers(tx, caller.workspace, conversation))


@post(
    "/api/v1/conversations/{conversation:uuid}/handover",
    operation_id="take_over_conversation",
    status_code=200,
    **needs("desk.write"),
)
async def take_over_conversation(caller: Caller, engines: Engines, conversation: UUID) -> ConversationRow:
    """From here you answer and the bot is silent. 409 `already_assigned` when a colleague was faster."""
    if caller.person is None:
        raise Invalid(field="assignee", problem="must be a person; a token cannot take a conversation over")
    await desk.meet(engines, caller)
    async with engines.tables.transaction() as tx:
        await desk.assign(tx, engines, caller, conversation, caller.person, None, False)
        return await reading.row(tx, caller.workspace, caller.person, conversation)


@delete(
    "/api/v1/conversations/{conversation:uuid}/handover",
    operation_id="give_conversation_back",
    status_code=200,
    **needs("desk.write"),
)
async def give_conversation_back(caller: Caller, engines: Engines, conversation: UUID) -> ConversationRow:
    """Back to the bot, which answers what nobody has answered, else waits for her next word. 409 when no bot is on."""
    async with engines.tables.transaction() as tx:
        await passing.give_back(tx, engines, workspace=caller.workspace, conversation=conversation, by=caller.author)
        await note(tx, caller, "conversation.given_back", subject=f"conversation:{conversation}")
        return await reading.row(tx, caller.workspace, caller.person, conversation)


ROUTES = [list_handovers, take_over_conversation, give_conversation_back]
