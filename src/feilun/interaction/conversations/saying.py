"""The business speaks first: a journey's chat message starts a conversation or goes on with the one there is."""

from typing import Any
from uuid import UUID

from feilun.delivery import live
from feilun.delivery.live import Speech
from feilun.events import Handle
from feilun.insight import identity
from feilun.interaction.conversations.visiting import say_later
from feilun.interaction.conversations.wishes import Wish
from feilun.interaction.conversations.writer import write
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.store import Engines, Transaction


async def say(
    tx: Transaction,
    engines: Engines,
    workspace: UUID,
    customer: UUID,
    text: str,
    cause: dict[str, Any] | None = None,
    key: str = "",
) -> UUID:
    """Says it in the thread the customer used last, with the caller's commit; the conversation's id.

    The same `key` says it once. Raises NotFound for a customer who has no way to a thread.
    """
    handles = [Handle(row["kind"], row["value"]) for row in await identity.handles_of(tx, workspace, customer)]
    threads = await live.threads_of(tx, workspace, handles)
    kinds = {handle.kind: handle for handle in reversed(handles)}
    way = kinds.get("user_id") or kinds.get("anonymous_id")
    if not threads and way is None:
        raise NotFound(kind="chat thread of the customer", id=customer)
    thread = threads[0].id if threads else (await live.thread_for(tx, workspace, way)).id  # type: ignore[arg-type]
    wish = _wish(Speech(workspace=workspace, thread=thread, key=key, body={"text": text}, cause=cause or {}))
    landed = (await write(tx, engines, [wish]))[0]
    if isinstance(landed, Exception):
        raise landed
    return landed.conversation


async def speak(engines: Engines, speech: Speech) -> str:
    """For the channel `webchat`: says it in a thread, in a commit of its own; conversation and number."""
    landed = await say_later(engines, _wish(speech))
    return f"{landed.conversation}:{landed.message.seq}"


def _wish(speech: Speech) -> Wish:
    return Wish(
        workspace=speech.workspace,
        sender_kind="bot",
        sender="bot:journeys",
        sender_name=speech.name,
        cid=speech.key or f"say:{clock.now().isoformat()}",
        type=speech.type,
        body=dict(speech.body),
        at=clock.now(),
        thread=speech.thread,
        cause=dict(speech.cause),
        keeps_closed=speech.keeps_closed,
    )
