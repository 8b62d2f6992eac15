"""What customers' words say about themselves, heard in a batch and outside any transaction."""

import asyncio
from collections.abc import Sequence

import structlog

from feilun import language
from feilun.interaction.bot import warming
from feilun.language import Mood
from feilun.store import Engines

_log = structlog.get_logger("feilun.bot")
_HEAR_WITHIN = 4.0


async def moods(engines: Engines, texts: Sequence[str]) -> list[Mood]:
    """The same for a customer, a trial and a dialog of the suite. The rules alone when the model fails or is slow."""
    if not texts:
        return []
    await warming.warmed(engines)
    try:
        async with asyncio.timeout(_HEAR_WITHIN):
            return await asyncio.to_thread(language.hear, texts, engines.encoders)
    except Exception as error:
        # A wish in plain words must be heard even when the weights are broken.
        _log.exception("mood_model_failed", error=str(error))
        return [language.mood_of(text) for text in texts]
