"""What the bot would say, for an agent who answers herself."""

from uuid import UUID

import msgspec

from feilun.interaction import conversations, understanding, writer
from feilun.interaction.bot import room
from feilun.interaction.bot.room import Room, Scene, answer_for, title_for
from feilun.interaction.bot.trials import settings_for
from feilun.interaction.conversations import Message
from feilun.interaction.writer import Line, Passage, Phrased
from feilun.kernel import clock
from feilun.language import Understood
from feilun.store import Engines, Transaction

_MESSAGES = 20
_MOST = 3
_LONGEST = 2_000


class ReplySuggestion(msgspec.Struct, kw_only=True):
    """An approved answer to what the customer asked; the probability is calibrated."""

    article: str
    title: str
    text: str
    probability: float
    is_sure: bool


class ReplySuggestions(msgspec.Struct, kw_only=True):
    """The best first. `question` is what was understood; `problem` says why there is nothing, or no draft."""

    question: str
    version: int
    items: list[ReplySuggestion]
    draft: str | None = None
    cited: list[str] = []
    problem: str = ""


async def suggestions(engines: Engines, workspace: UUID, conversation: UUID, wants_draft: bool) -> ReplySuggestions:
    """Nothing is held while the model thinks. Raises NotFound."""
    await understanding.prepare(engines, workspace)
    async with engines.tables.transaction() as tx:
        page = await conversations.messages(tx, workspace, conversation, conversations.LAST, _MESSAGES)
        here = await room.enter(tx, engines, workspace, await settings_for(tx, workspace))
        question = asked_last(page.items)
        scene = await _scene(tx, here, page.items)
    if here.version is None or not question:
        return ReplySuggestions(question=question, version=here.number, items=[], problem=here.failure or "no_question")
    found = (await here.version.understand([question]))[0]
    items = _items(here, scene, found)
    answer = ReplySuggestions(question=question, version=here.number, items=items)
    return await _with_draft(engines, here, scene, page.items, answer) if wants_draft else answer


def asked_last(messages: list[Message]) -> str:
    """What the customer wrote since anybody answered; her last words when she was answered."""
    texts: list[str] = []
    for message in reversed(messages):
        kind, text = message.sender.kind, str(message.body.get("text") or "").strip()
        if kind == "customer" and message.type == "text" and text and not message.body.get("tap"):
            texts.append(text)
        elif texts and kind in ("staff", "bot") and message.type != "note":
            break
    return "\n".join(reversed(texts))[:_LONGEST]


async def _scene(tx: Transaction, here: Room, messages: list[Message]) -> Scene:
    words = next((str(one.body.get("text") or "") for one in reversed(messages) if one.sender.kind == "customer"), "")
    language = conversations.tongue(here.settings.language, "", words)
    return Scene(channel="webchat", language=language, now=clock.now())


def _items(here: Room, scene: Scene, found: Understood) -> list[ReplySuggestion]:
    items: list[ReplySuggestion] = []
    for number, guess in enumerate(found.guesses):
        content, answer = here.article(guess.label), answer_for(here, scene, guess.label)
        if content is not None and answer is not None and answer.text and len(items) < _MOST:
            items.append(
                ReplySuggestion(
                    article=guess.label, title=title_for(content, scene.language), text=answer.text,
                    probability=round(guess.probability, 4), is_sure=found.outcome == "sure" and number == 0,
                )
            )  # fmt: skip
    return items


async def _with_draft(
    engines: Engines, here: Room, scene: Scene, messages: list[Message], answer: ReplySuggestions
) -> ReplySuggestions:
    """A reply from the passages above, or why there is none. She reads it before anything is sent."""
    if not here.settings.writer.drafts or not writer.is_configured(engines):
        return msgspec.structs.replace(answer, problem="writer_off")
    kinds = {"customer": "customer", "staff": "staff", "bot": "bot"}
    lines = [
        Line(one.seq, kinds[one.sender.kind], str(one.body.get("text") or ""))  # type: ignore[arg-type]
        for one in messages
        if one.sender.kind in kinds and one.type == "text"
    ]
    passages = [Passage(one.article, one.text) for one in answer.items]
    found = await writer.draft_reply(engines, here.workspace, lines, passages, scene.language)
    if isinstance(found, Phrased):
        return msgspec.structs.replace(answer, draft=found.text, cited=list(found.cited))
    return msgspec.structs.replace(answer, problem=found.reason)
