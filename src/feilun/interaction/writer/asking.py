"""Redact, ask, check, log. What comes back is grounded or refused; nothing of a database is held while we wait."""

import hashlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeVar
from uuid import UUID

import msgspec

from feilun.interaction.writer import endpoint, rules
from feilun.interaction.writer.rules import Part, Passage, Prompt, Unusable
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.kernel.sql import Queries
from feilun.language import Found, Redacted, redact, restore
from feilun.store import Engines

queries = Queries(__file__)
KEPT = timedelta(days=30)
_LONGEST_QUESTION = 2000
_MOST_LINES = 60
_PARTS = ("need", "result", "next_step")
T = TypeVar("T")
Purpose = Literal["answer", "draft", "summary"]


class Refused(msgspec.Struct, frozen=True):
    """No usable text: the caller says it without the model."""

    reason: str
    detail: str = ""


class Phrased(msgspec.Struct, frozen=True):
    """A text that says nothing its passages do not say."""

    text: str
    cited: tuple[str, ...]


class Line(msgspec.Struct, frozen=True):
    """A message of a conversation, with its number."""

    seq: int
    who: Literal["customer", "staff", "bot"]
    text: str


class Summarised(msgspec.Struct, frozen=True):
    """Three sentences, each with the messages it came from; empty where the messages say nothing."""

    need: Phrased
    result: Phrased
    next_step: Phrased


def is_configured(engines: Engines) -> bool:
    """Whether this installation has a language model at all."""
    return bool(getattr(engines.settings, "writer_url", ""))


async def phrase(
    engines: Engines, workspace: UUID, question: str, passages: Sequence[Passage], language: str
) -> Phrased | Refused:
    """An answer to a customer, from passages of the published knowledge. Strict: no passage, no call."""
    if not passages:
        return Refused("no_passage")
    asked = redact(question[:_LONGEST_QUESTION])
    actions = ("answer", "refuse")
    prompt = rules.answer_prompt(asked.text, passages, language, actions)
    return await _one(engines, workspace, "answer", prompt, asked, passages, language, actions)


async def draft_reply(
    engines: Engines, workspace: UUID, lines: Sequence[Line], passages: Sequence[Passage], language: str
) -> Phrased | Refused:
    """What an agent could reply; she reads it before it is sent. Strict as well."""
    if not passages:
        return Refused("no_passage")
    said, known = _redacted(lines[-_MOST_LINES:])
    actions = ("answer", "refuse")
    prompt = rules.draft_prompt([one.text for one in said], passages, language, actions)
    asked = Redacted("\n".join(one.text for one in said), known)
    return await _one(engines, workspace, "draft", prompt, asked, passages, language, actions)


async def summarise(engines: Engines, workspace: UUID, lines: Sequence[Line], language: str) -> Summarised | Refused:
    """What was needed, what came of it, what is next; every figure from the messages cited."""
    if not lines:
        return Refused("no_passage")
    said, known = _redacted(lines[-_MOST_LINES:])

    def check(content: str) -> Summarised | Unusable:
        parts = rules.read_summary(content)
        if isinstance(parts, Unusable):
            return parts
        if not parts["need"].answer:
            return Unusable("empty")
        for part in parts.values():
            problem = rules.problem_of(part, said, language, ("answer",)) if part.answer else None
            if problem:
                return problem
        made = {name: Phrased(restore(part.answer, Redacted("", known)), part.cited) for name, part in parts.items()}
        return Summarised(**made)

    prompt = rules.summary_prompt(said, language)
    return await _asked(engines, workspace, "summary", prompt, [one.id for one in said], check)


def _redacted(lines: Sequence[Line]) -> tuple[list[Passage], tuple[Found, ...]]:
    known: tuple[Found, ...] = ()
    said = []
    for line in lines:
        clean = redact(line.text[:_LONGEST_QUESTION], known)
        known = clean.found
        said.append(Passage(str(line.seq), f"{line.who}: {clean.text}"))
    return said, known


async def _one(
    engines: Engines,
    workspace: UUID,
    purpose: Purpose,
    prompt: Prompt,
    asked: Redacted,
    passages: Sequence[Passage],
    language: str,
    actions: Sequence[str],
) -> Phrased | Refused:
    def check(content: str) -> Phrased | Unusable:
        part = rules.read_answer(content)
        if isinstance(part, Part):
            problem = rules.problem_of(part, passages, language, actions, asked.text)
            return problem or Phrased(restore(part.answer, asked), part.cited)
        return part

    return await _asked(engines, workspace, purpose, prompt, [one.id for one in passages], check)


async def _asked(
    engines: Engines,
    workspace: UUID,
    purpose: Purpose,
    prompt: Prompt,
    passages: Sequence[str],
    check: Callable[[str], T | Unusable],
) -> T | Refused:
    if not is_configured(engines):
        return Refused("off")
    begun, content = time.monotonic(), ""
    try:
        content = await endpoint.complete(engines.settings, prompt)
        judged = check(content)
    except endpoint.Failed as failure:
        judged = Unusable(failure.facts["reason"], failure.facts["detail"])
    verdict = judged.reason if isinstance(judged, Unusable) else "accepted"
    detail = judged.detail if isinstance(judged, Unusable) else ""
    milliseconds = round((time.monotonic() - begun) * 1000)
    async with engines.tables.transaction() as tx:
        await tx.run(
            queries.add_call,
            workspace=workspace, id=new_id(), at=clock.now(), purpose=purpose,
            model=engines.settings.writer_model, prompt=prompt.document[:20_000],
            prompt_hash=hashlib.sha256((prompt.system + prompt.document).encode()).hexdigest(),
            passages=list(passages), reply=content[:4000].replace("\x00", ""), verdict=verdict,
            detail=detail.replace("\x00", ""), milliseconds=milliseconds,
        )  # fmt: skip
    return Refused(judged.reason, judged.detail) if isinstance(judged, Unusable) else judged


async def trim_calls(engines: Engines, now: datetime) -> int:
    """Forgets calls after 30 days, a few at a time."""
    async with engines.tables.transaction() as tx:
        return await tx.run(queries.trim_calls, before=now - KEPT)
