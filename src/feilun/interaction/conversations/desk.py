"""What staff do with a conversation: answer, note, claim, pass on, resolve."""

from typing import Any
from uuid import UUID

from feilun import access
from feilun.access import Caller
from feilun.interaction.conversations import moves, openings, passing, rules, speakers
from feilun.interaction.conversations.pen import Pen, queries
from feilun.interaction.conversations.visiting import check_words, say_later
from feilun.interaction.conversations.wishes import AlreadyAssigned, Landed, Talk, Wish
from feilun.kernel import clock
from feilun.kernel.errors import Invalid, NotFound
from feilun.store import Engines, Transaction


async def reply(
    caller: Caller, engines: Engines, conversation: UUID, cid: str, type: str, body: dict[str, Any], seen: int | None
) -> Landed:
    """Says it as the caller. Raises NotFound, Invalid, StaleReply with what is newer."""
    check_words(cid, type, body, rules.FROM_STAFF)
    await meet(engines, caller)
    landed = await say_later(
        engines,
        Wish(
            workspace=caller.workspace,
            sender_kind="staff",
            sender=caller.author,
            sender_name=caller.name,
            cid=cid,
            type=type,
            body=body,
            at=clock.now(),
            conversation=conversation,
            person=caller.person,
            seen_seq=seen,
        ),
    )
    if caller.person:
        await mark_read(engines, caller, conversation, landed.message.seq)
    return landed


async def meet(engines: Engines, caller: Caller) -> None:
    """Remembers a person of the staff by name."""
    if caller.person:
        async with engines.tables.transaction() as tx:
            await tx.run(
                queries.meet_agent,
                workspace=caller.workspace,
                person=caller.person,
                name=caller.name,
                can_answer="desk.write" in caller.rights,
            )


async def mark_read(engines: Engines, caller: Caller, conversation: UUID, seq: int) -> None:
    """Moves the caller's mark forward, never back. Raises NotFound."""
    async with engines.tables.transaction() as tx:
        if await tx.value(queries.thread_of, workspace=caller.workspace, id=conversation) is None:
            raise NotFound(kind="conversation", id=conversation)
        if caller.person:
            await tx.run(
                queries.read_by_person,
                workspace=caller.workspace,
                conversation=conversation,
                person=caller.person,
                seq=seq,
            )


async def assign(
    tx: Transaction,
    engines: Engines,
    caller: Caller,
    conversation: UUID,
    assignee: UUID | None,
    expected: UUID | None,
    is_told: bool,
) -> Talk:
    """Compare and set. Raises NotFound, Invalid for who cannot answer, AlreadyAssigned with the owner."""
    pen = Pen(tx, engines)
    await pen.load([], [(caller.workspace, conversation)])
    talk = pen.talk(caller.workspace, conversation)
    is_same = talk.assignee == assignee
    if is_same and not (assignee and assignee == caller.person and talk.speaker in speakers.IN_QUEUE):
        return talk
    if not is_same:
        await _give(pen, talk, caller, assignee, expected, is_told)
    if talk.state == "open":
        await moves.turn(pen, talk, "accepted" if assignee else "released", moves.Because(by=caller.author))
    detail = {"assignee": str(assignee) if assignee else None}
    await access.note(tx, caller, "conversation.assigned", subject=f"conversation:{conversation}", detail=detail)
    await pen.close()
    return talk


async def _give(
    pen: Pen, talk: Talk, caller: Caller, assignee: UUID | None, expected: UUID | None, is_told: bool
) -> None:
    supervises = "desk.supervise" in caller.rights
    if not rules.may_assign(talk.assignee, caller.person, expected, is_told, supervises):
        owner = await pen.tx.first(queries.agent, workspace=caller.workspace, person=talk.assignee)
        raise AlreadyAssigned(
            owner=str(talk.assignee) if talk.assignee else None, owner_name=owner["name"] if owner else "Somebody"
        )
    name = await _answerer(pen.tx, caller, assignee) if assignee else ""
    pen.give(talk, assignee, caller.author)
    if assignee:
        pen.say_system(talk, "conversation.assigned", name=name)


async def _answerer(tx: Transaction, caller: Caller, assignee: UUID) -> str:
    agent = await tx.first(queries.agent, workspace=caller.workspace, person=assignee)
    if agent is None or not agent["can_answer"]:
        raise Invalid(field="assignee", problem="is nobody of this workspace who may answer")
    return str(agent["name"])


async def resolve(tx: Transaction, engines: Engines, caller: Caller, conversation: UUID) -> Talk:
    """Closes it; once closed it stays closed until somebody writes. Raises NotFound."""
    pen = Pen(tx, engines)
    await pen.load([], [(caller.workspace, conversation)])
    talk = pen.talk(caller.workspace, conversation)
    if talk.state == "resolved":
        return talk
    await passing.close(pen, talk, caller.author, caller.name)
    await access.note(tx, caller, "conversation.resolved", subject=f"conversation:{conversation}")
    await pen.close()
    return talk


async def reopen(tx: Transaction, engines: Engines, caller: Caller, conversation: UUID) -> Talk:
    """Opens it again without a word to the customer. Raises NotFound."""
    pen = Pen(tx, engines)
    await pen.load([], [(caller.workspace, conversation)])
    talk = pen.talk(caller.workspace, conversation)
    if talk.state == "resolved":
        pen.reopen(talk, caller.author)
        await openings.turn_reopened(pen, talk, caller.author)
        await access.note(tx, caller, "conversation.reopened", subject=f"conversation:{conversation}")
        await pen.close()
    return talk
