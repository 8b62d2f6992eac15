"""Says a message in a visitor's thread."""

from dataclasses import dataclass

from feilun.delivery import Outbound, SendRefused, channel_setting, directory, live
from feilun.store import Engines

_KINDS = ("user_id", "anonymous_id")


@dataclass(frozen=True)
class Settings:
    """Nothing has to be set: the chat is our own."""

    name: str = channel_setting("", "The name under which journeys speak, such as the shop's; empty shows none.")


class Webchat:
    """Needs no provider and no connection: the thread is in our own tables."""

    def __init__(self, settings: Settings, engines: Engines) -> None:
        self._settings = settings
        self._engines = engines

    async def send(self, message: Outbound) -> str:
        """The conversation and the number there. Raises SendRefused when there are no words or no thread."""
        text = str(message.content.get("text") or "").strip()
        if not text:
            raise SendRefused("the message has no text")
        # One press instead of an address to be copied; the widget opens each in a page of its own.
        buttons = message.content.get("buttons") or []
        async with self._engines.tables.transaction() as tx:
            people = await directory.people(tx, message.workspace, [message.customer])
            handles = people[message.customer].handles if message.customer in people else ()
            own = [one for one in handles if one.kind in _KINDS]
            # The thread she used last, by whichever handle: a widget without a proof knows her device alone.
            known = await live.threads_of(tx, message.workspace, own)
            # The address says which handle was chosen, but not of which kind it is.
            chosen = [one for one in own if one.value == message.address]
            if not known and not chosen:
                raise SendRefused("the customer has no thread and no handle that could have one")
            visitor = known[0] if known else await live.thread_for(tx, message.workspace, chosen[0])
        speech = live.Speech(
            workspace=message.workspace,
            thread=visitor.id,
            key=message.key,
            body={"text": text, **({"buttons": buttons} if buttons else {})},
            name=self._settings.name,
            cause=message.cause,
            type="card" if buttons else "text",
            keeps_closed=bool(message.content.get("keeps_closed")),
        )
        return await live.speak(self._engines, speech)

    async def close(self) -> None:
        """Nothing is held open."""
