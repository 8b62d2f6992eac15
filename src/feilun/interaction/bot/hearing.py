"""What a customer said in one turn: the words of a burst, and what she tapped."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from feilun.interaction.bot.rules import Tap

MOST_MESSAGES = 20
LONGEST = 2_000
_TAPS = frozenset({"menu", "article", "flow", "person", "none", "option", "foresight"})


def tap_of(body: Mapping[str, Any]) -> Tap | None:
    """What she tapped; None when she wrote. Anybody may send anything, so what does not fit counts as words."""
    try:
        tap = msgspec.convert(body.get("tap"), Tap)
    except msgspec.ValidationError:
        return None
    fits = tap.kind in _TAPS and len(tap.id) <= 200 and len(tap.decision) <= 36
    return tap if fits else None


def words_of(said: Sequence[Mapping[str, Any]]) -> tuple[str, Tap | None]:
    """A burst as one text. A tap after words is what she wants now; words after a tap are, too."""
    last = tap_of(said[-1].get("body") or {}) if said else None
    if last:
        return _text(said[-1]), last
    texts = [text for text in (_text(one) for one in said) if text]
    return "\n".join(texts)[:LONGEST], None


def _text(one: Mapping[str, Any]) -> str:
    body = one.get("body") or {}
    text = body.get("text") or body.get("title") or ""
    return str(text).strip()[:LONGEST]
