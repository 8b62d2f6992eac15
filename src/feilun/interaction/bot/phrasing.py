"""The optional language model: it may only put an answer of ours into other words, from the passages it is given."""

from uuid import UUID

from feilun.interaction import writer
from feilun.interaction.bot import keeper
from feilun.interaction.bot.room import Room, Scene, answer_for
from feilun.interaction.bot.rules import Turn
from feilun.interaction.writer import Passage, Phrased
from feilun.store import Engines, Transaction


def passages(engines: Engines, room: Room, scene: Scene, turn: Turn, article: str) -> list[Passage]:
    """What the model may read: the article that was decided on. Empty when it is not asked.

    A tap, and a question in the very words of a phrasing, get the answer as it was written and approved.
    """
    if not (room.settings.writer.answers and article and writer.is_configured(engines)) or turn.tap:
        return []
    if turn.recognised is not None and turn.recognised.exact:
        return []
    answer = answer_for(room, scene, article)
    return [Passage(article, answer.text)] if answer and answer.text else []


async def phrase(engines: Engines, room: Room, scene: Scene, question: str, passages: list[Passage]) -> tuple[str, str]:
    """The words and what became of the call; no words when the answer stays as it is written."""
    found = await writer.phrase(engines, room.workspace, question, passages, scene.language)
    return (found.text, "phrased") if isinstance(found, Phrased) else ("", f"refused:{found.reason}")


async def may_summarise(tx: Transaction, workspace: UUID) -> bool:
    """Whether summaries may be written by the model; the settings say so, whether or not the bot is on."""
    settings = await keeper.live(tx, workspace)
    return settings is not None and settings.writer.summaries
