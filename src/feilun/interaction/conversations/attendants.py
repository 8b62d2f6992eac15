"""The bot's place at the door: one attendant, registered from above, asked with care.

A customer's message must never be lost because the bot is broken. So whatever the attendant does inside our
transaction happens behind a savepoint: when it fails, its own writes go, the customer's message stays, and a person
is called. When the database itself is gone the savepoint is too; then the whole transaction fails and the customer's
browser sends again, as it always does.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

import structlog

from feilun.events import Handle
from feilun.store import Engines, Transaction

_log = structlog.get_logger("feilun.conversations")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A customer's message the bot may answer. `speaker` is `bot`, or `offline` when nobody of the staff is there."""

    workspace: UUID
    conversation: UUID
    thread: UUID
    seq: int
    type: str
    body: Mapping[str, Any]
    at: datetime
    channel: str
    handles: tuple[Handle, ...]
    speaker: str
    language: str


class Attendant(Protocol):
    """What the bot does for conversations. Every call may fail; then people answer."""

    async def is_on(self, tx: Transaction, engines: Engines, workspace: UUID, channel: str) -> bool:
        """Whether the bot answers here. Asked once per transaction with a customer's message."""

    async def heard(self, tx: Transaction, engines: Engines, heard: Sequence[Heard]) -> None:
        """Notes what to answer, with the commit of the messages. It must not speak or hand over from here."""

    async def words(self, tx: Transaction, workspace: UUID, moment: str, language: str, facts: dict[str, Any]) -> str:
        """What the customer reads when she is handed over: moment `waiting` or `offline`.

        Facts: reason, number, position (from 1; 0 when an agent has it already), online (people there now),
        minutes (the usual wait, or None).
        """

    async def people_come(self, tx: Transaction, workspace: UUID, channel: str) -> bool:
        """Whether hours say that people are on duty now, even if none has a connection at this moment."""

    async def briefing(self, tx: Transaction, workspace: UUID, conversation: UUID) -> dict[str, Any]:
        """What the agent should know when the customer herself asked for a person."""


@dataclass
class _Post:
    attendant: Attendant | None = field(default=None)


_post = _Post()


def attend(attendant: Attendant | None) -> None:
    """Registers the bot; there is one. None takes it away again."""
    _post.attendant = attendant


def attendant() -> Attendant | None:
    return _post.attendant


async def carefully(tx: Transaction, what: str, call: Callable[[], Awaitable[T]], otherwise: T) -> T:
    """Runs a call of the attendant; `otherwise` when it fails, with all its writes undone."""
    await tx.run("savepoint attendant")
    try:
        answer = await call()
    except Exception as error:
        # Not raised again on purpose: the customer's message is in this transaction. See the head of this file.
        _log.exception("attendant_failed", call=what, error=str(error))
        await tx.run("rollback to savepoint attendant")
        answer = otherwise
    await tx.run("release savepoint attendant")
    return answer


async def is_on(tx: Transaction, engines: Engines, workspace: UUID, channel: str) -> bool:
    one = _post.attendant
    if one is None:
        return False
    return bool(await carefully(tx, "is_on", lambda: one.is_on(tx, engines, workspace, channel), False))


async def tell(tx: Transaction, engines: Engines, heard: Sequence[Heard]) -> bool:
    """Passes messages on; False when the bot could not take them, so that a person must."""
    one = _post.attendant
    if one is None or not heard:
        return one is not None

    async def call() -> bool:
        await one.heard(tx, engines, heard)
        return True

    return await carefully(tx, "heard", call, False)


_WORDS = {
    "waiting": {
        "zh-CN": "正在为您转接人工客服，请稍候。",
        "zh-TW": "正在為您轉接真人客服，請稍候。",
        "en": "I am getting a colleague for you. One moment, please.",
    },
    "offline": {
        "zh-CN": "现在没有客服在线。请留下您的问题和联系方式，我们上班后会尽快回复您。",
        "zh-TW": "現在沒有客服在線。請留下您的問題與聯絡方式，我們上班後會盡快回覆您。",
        "en": "Nobody is here right now. Leave your question and how to reach you, and we will get back to you.",
    },
}


async def words(tx: Transaction, workspace: UUID, moment: str, language: str, facts: dict[str, Any]) -> str:
    """The attendant's words, or plain ones of our own."""
    one = _post.attendant
    ours = _WORDS[moment].get(language) or _WORDS[moment]["zh-CN"]
    if one is None:
        return ours
    said = await carefully(tx, "words", lambda: one.words(tx, workspace, moment, language, facts), "")
    return said.strip() or ours


async def people_come(tx: Transaction, workspace: UUID, channel: str) -> bool:
    one = _post.attendant
    if one is None:
        return False
    return bool(await carefully(tx, "people_come", lambda: one.people_come(tx, workspace, channel), False))


async def briefing(tx: Transaction, workspace: UUID, conversation: UUID) -> dict[str, Any]:
    one = _post.attendant
    if one is None:
        return {}
    return await carefully(tx, "briefing", lambda: one.briefing(tx, workspace, conversation), {})
