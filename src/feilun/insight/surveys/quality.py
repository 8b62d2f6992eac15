"""Signs that a response may be worth little. Pure: each is a flag for a person to judge, nothing is taken out."""

import hashlib
import hmac
import statistics
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

# Faster than a third of what others take is the usual cut of panels; a median of fewer others says little.
_SPEEDING_SHARE = 1 / 3
_LEAST_OTHERS = 10
_LEAST_ROWS = 4
_LEAST_LETTERS = 12
_LEAST_SAME_ADDRESS = 3
_MOST_PER_ADDRESS = 5


class Seen(NamedTuple):
    """What the survey's other finished responses say about this one."""

    seconds: Sequence[int] = ()
    same_device: int = 0
    same_address: int = 0
    same_text: int = 0
    from_address_this_minute: int = 0
    this_minute: int = 0


def flags_of(
    *,
    seconds: int,
    answered: int,
    matrices: Sequence[Mapping[str, Any]],
    failed_trap: bool,
    seen: Seen,
    seconds_per_question: float,
    most_per_minute: int,
) -> list[str]:
    """Sorted codes: `speeding`, `straight_lining`, `same_text`, `same_device`, `same_address`, `trap`, `rush`.

    `seconds` is the time she worked, `answered` how many questions she answered; a matrix is {row: code}.
    """
    found = {
        "speeding": is_speeding(seconds, answered, seen.seconds, seconds_per_question),
        "straight_lining": is_straight_lining(matrices),
        "same_text": seen.same_text > 0,
        "same_device": seen.same_device > 0,
        "same_address": seen.same_address >= _LEAST_SAME_ADDRESS,
        "trap": failed_trap,
        "rush": seen.from_address_this_minute >= _MOST_PER_ADDRESS or seen.this_minute >= most_per_minute,
    }
    return sorted(name for name, is_so in found.items() if is_so)


def is_speeding(seconds: int, answered: int, others: Sequence[int], per_question: float) -> bool:
    """Under so many seconds a question, or under a third of the median of at least ten others."""
    if answered and seconds < answered * per_question:
        return True
    return len(others) >= _LEAST_OTHERS and seconds < statistics.median(others) * _SPEEDING_SHARE


def is_straight_lining(matrices: Sequence[Mapping[str, Any]]) -> bool:
    """The same column in each row of every matrix that is long enough to tell."""
    told = [list(one.values()) for one in matrices if len(one) >= _LEAST_ROWS]
    return bool(told) and all(all(value == rows[0] for value in rows) for rows in told)


def print_of(salt: bytes, kind: str, text: str) -> bytes:
    """A hash that means nothing in another survey: the salt is the survey's own and never leaves it."""
    return hmac.digest(salt, f"{kind}\x1f{text}".encode("utf-8", "replace"), "sha256")[:16]


def text_prints(salt: bytes, texts: Mapping[str, str]) -> list[bytes]:
    """Of each open answer that is long enough to be somebody's own words; per question, letters and digits alone."""
    return [
        print_of(salt, f"text:{question}", letters)
        for question, text in texts.items()
        if len(letters := _letters(text)) >= _LEAST_LETTERS
    ]


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in plain if one.isalnum())


def body_print(body: bytes) -> bytes:
    """Tells a repetition of a save from another save with the same number."""
    return hashlib.blake2b(body, digest_size=16).digest()
