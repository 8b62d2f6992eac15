"""What stands beside the answers, always from the table: state, weight, times, and which block holds the answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from feilun.insight.reporting.filters import AnswerFilter
from feilun.kernel.sql import Queries
from feilun.store import Transaction

queries = Queries(__file__)
STATES = ("started", "partial", "complete", "screened", "full")
# PostgreSQL counts microseconds from here.
_EPOCH = np.datetime64("2000-01-01", "us")


@dataclass(frozen=True)
class Lines:
    """One entry per response, in the order they began. `times` are microseconds in UTC, NaT for never.

    `states`, `channels` and `languages` are places in STATES, `channel_words` and `language_words`. `blocks` is 0 where
    the table alone has the answers.
    """

    ids: NDArray[Any]
    weights: NDArray[np.float64]
    seconds: NDArray[np.int32]
    versions: NDArray[np.int32]
    started: NDArray[np.datetime64]
    completed: NDArray[np.datetime64]
    states: NDArray[np.int32]
    flagged: NDArray[np.bool_]
    blocks: NDArray[np.int64]
    places: NDArray[np.int32]
    channels: NDArray[np.int32]
    languages: NDArray[np.int32]
    channel_words: Sequence[str]
    language_words: Sequence[str]

    def __len__(self) -> int:
        return len(self.ids)

    def where(self, kept: NDArray[Any] | slice) -> "Lines":
        """Those of a mask, of a slice, or at these places."""
        return replace(self, **{name: getattr(self, name)[kept] for name in _ARRAYS})

    def uuids(self) -> list[UUID]:
        return [UUID(bytes=one.tobytes()) for one in self.ids]

    def in_states(self, states: Sequence[str]) -> NDArray[np.bool_]:
        return np.isin(self.states, [STATES.index(one) for one in states])


_ARRAYS = (
    "ids", "weights", "seconds", "versions", "started", "completed", "states", "flagged", "blocks", "places", "channels",
    "languages",
)  # fmt: skip


async def lines_of(
    tx: Transaction, workspace: UUID, survey: UUID, wish: AnswerFilter, *, with_blocks: bool = True
) -> Lines:
    """Responses of every state that fit the filter as far as the table's own columns go; never an excluded one."""
    row = await tx.first(
        queries.lines,
        workspace=workspace, survey=survey, simulated=wish.is_simulated, all=list(STATES), with_blocks=with_blocks,
        flagged_too=wish.with_flagged, since=wish.since, until=wish.until, channels=wish.channels,
        languages=wish.languages, versions=wish.versions,
    )  # fmt: skip
    return await asyncio.to_thread(_lines, row or {})


def _lines(row: dict[str, Any]) -> Lines:
    number = int(row["number"])
    channels, channel_words = _places(row["channels"], number)
    languages, language_words = _places(row["languages"], number)
    found = Lines(
        ids=np.frombuffer(row["ids"], "V16"),
        weights=_numbers(row["weights"], ">f8"),
        seconds=_numbers(row["seconds"], ">i4"),
        versions=_numbers(row["versions"], ">i4"),
        started=_times(row["started"]),
        completed=_times(row["completed"]),
        states=_numbers(row["states"], ">i4") - 1,
        flagged=_numbers(row["flagged"], ">i4").astype(bool),
        blocks=_numbers(row["blocks"], ">i8"),
        places=_numbers(row["places"], ">i4"),
        channels=channels,
        languages=languages,
        channel_words=channel_words,
        language_words=language_words,
    )
    halves = np.frombuffer(row["ids"], ">u8").reshape(number, 2)
    return found.where(np.lexsort((halves[:, 1], halves[:, 0])))


def _numbers(raw: bytes, kind: str) -> NDArray[Any]:
    return np.frombuffer(raw, kind).astype(np.dtype(kind).newbyteorder("="))


def _times(raw: bytes) -> NDArray[np.datetime64]:
    counted = _numbers(raw, ">i8")
    never = counted == np.iinfo(np.int64).min
    found = _EPOCH + np.where(never, 0, counted).astype("timedelta64[us]")
    return np.where(never, np.datetime64("NaT", "us"), found)


def _places(text: str, number: int) -> tuple[NDArray[np.int32], list[str]]:
    words = text.split("\x1f") if number else []
    known = {word: place for place, word in enumerate(dict.fromkeys(words))}
    return np.fromiter(map(known.__getitem__, words), np.int32, number), list(known)
