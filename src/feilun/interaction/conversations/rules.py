"""What should happen in a conversation: pure, so it can be read and tested as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

# Words for a person. Everything else (system lines, ratings) never counts as news for a reply.
SPOKEN = frozenset({"text", "card"})
FROM_CUSTOMER = frozenset({"text", "card"})
FROM_STAFF = frozenset({"text", "card", "note"})
LONGEST_TEXT = 10_000
LARGEST_BODY = 32_768
_REOPEN_WITHIN = timedelta(hours=72)


@dataclass(frozen=True)
class Load:
    """An agent who could take one more: how many open conversations, and when the last one was given."""

    person: UUID
    open: int
    assigned_at: datetime | None


def opens_again(resolved_at: datetime | None, now: datetime) -> bool:
    """A customer who writes soon after means the same matter; later it is a new one."""
    return resolved_at is not None and now - resolved_at < _REOPEN_WITHIN


def fewest(loads: Sequence[Load]) -> UUID | None:
    """The agent with the fewest open conversations; among equals the one who has waited longest for the next."""
    if not loads:
        return None
    return min(loads, key=lambda one: (one.open, one.assigned_at is not None, one.assigned_at, str(one.person))).person


def text_of(type: str, body: Mapping[str, Any]) -> str:
    """The words of a message, for lists."""
    text = body.get("text") or body.get("title") or ""
    return str(text)[:500] if type in SPOKEN else ""


def problem_of(type: str, body: Mapping[str, Any], allowed: frozenset[str]) -> str | None:
    """Why this cannot be said, or None."""
    if type not in allowed:
        return f"must be one of {', '.join(sorted(allowed))}"
    text = body.get("text")
    if type != "card" and (not isinstance(text, str) or not text.strip()):
        return "has no text"
    if isinstance(text, str) and len(text) > LONGEST_TEXT:
        return f"may have at most {LONGEST_TEXT} characters"
    return None


def may_assign(owner: UUID | None, caller: UUID | None, expected: UUID | None, is_told: bool, supervises: bool) -> bool:
    """Compare and set: `expected` is the owner the caller saw, if `is_told`.

    Who did not say what she saw may take what nobody has, and pass on what is hers. Taking it from a colleague
    needs both: to have seen who has it, and the right to supervise.
    """
    if is_told and expected != owner:
        return False
    return owner is None or owner == caller or (is_told and supervises)
