"""The chosen answers by column: what every figure is counted from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from feilun.insight import forms
from feilun.insight.reporting.books import Book
from feilun.insight.reporting.columns import NOTHING, Batch, Column, plain, text_of
from feilun.insight.reporting.lines import STATES, Lines
from feilun.kernel.errors import Invalid


@dataclass(frozen=True)
class Part:
    """Rows of a batch, and where in the frame they stand; `source` and `place` the same, as slices where they can be."""

    batch: Batch
    rows: NDArray[np.intp]
    at: NDArray[np.intp]

    @cached_property
    def source(self) -> NDArray[np.intp] | slice:
        return _run(self.rows)

    @cached_property
    def place(self) -> NDArray[np.intp] | slice:
        return _run(self.at)


def _run(places: NDArray[np.intp]) -> NDArray[np.intp] | slice:
    """Blocks mostly stand in one piece, and a piece is copied many times faster than places one by one."""
    is_run = len(places) > 0 and bool((np.diff(places) == 1).all())
    return slice(int(places[0]), int(places[-1]) + 1) if is_run else places


@dataclass(frozen=True)
class Codes:
    """Texts as places in `words`, -1 for nothing."""

    places: NDArray[np.int32]
    words: Sequence[str]

    def mask(self, word: str) -> NDArray[np.bool_]:
        if word not in self.words:
            return np.zeros(len(self.places), bool)
        return np.asarray(self.places == list(self.words).index(word))

    def listed(self) -> list[str | None]:
        words = [*self.words, None]
        return [words[place] for place in self.places.tolist()]


@dataclass
class AnswerFrame:
    """Arrays with one entry per chosen response, in the order they began.

    `book` is the codebook over all versions. `columns[name]` is
    float64 with nan for numbers and flags, else an object array of str and None; free texts only where the frame was made
    `with_texts`. `weights` are 1 where the filter is not weighted.
    """

    workspace: UUID
    survey: UUID
    book: Book
    lines: Lines
    parts: Sequence[Part]
    is_weighted: bool = True
    _numbers: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    _codes: dict[str, Codes] = field(default_factory=dict)
    _bytes: dict[str, NDArray[np.int8] | None] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def codebook(self) -> list[forms.FormColumn]:
        return list(self.book.columns.values())

    @property
    def columns(self) -> Mapping[str, NDArray[Any]]:
        return _Columns(self)

    @property
    def weights(self) -> NDArray[np.float64]:
        return self.lines.weights if self.is_weighted else np.ones(len(self))

    @property
    def ids(self) -> list[UUID]:
        return self.lines.uuids()

    @property
    def completed(self) -> NDArray[np.datetime64]:
        """Microseconds in UTC, NaT for those who never finished."""
        return self.lines.completed

    @property
    def moments(self) -> NDArray[np.datetime64]:
        """When she finished, or began where she never did."""
        never = np.isnat(self.lines.completed)
        return np.where(never, self.lines.started, self.lines.completed)

    @property
    def states(self) -> list[str]:
        return [STATES[place] for place in self.lines.states.tolist()]

    @property
    def channels(self) -> Codes:
        return Codes(self.lines.channels, self.lines.channel_words)

    @property
    def languages(self) -> Codes:
        return Codes(self.lines.languages, self.lines.language_words)

    def column(self, name: str, where: str = "column") -> forms.FormColumn:
        """Raises Invalid, which says what such names look like."""
        return self.book.column(name, where)

    def numbers(self, name: str) -> NDArray[np.float64]:
        """nan where nothing, or no number, was answered."""
        if name not in self._numbers:
            small = None if name in self.book.free else self._small(name)
            if small is not None:
                found = Column(small).numbers
            else:
                found = np.full(len(self), np.nan)
                for part, column in self._pieces(name):
                    found[part.place] = _as_numbers(column)[part.source]
            self._numbers[name] = found
        return self._numbers[name]

    def _small(self, name: str) -> NDArray[np.int8] | None:
        """Where every piece holds small whole numbers they are copied as bytes, once."""
        if name not in self._bytes:
            pieces = list(self._pieces(name))
            found = None
            if all(column.values.dtype == np.int8 for _, column in pieces):
                found = np.full(len(self), NOTHING, np.int8)
                for part, column in pieces:
                    found[part.place] = column.values[part.source]
            self._bytes[name] = found
        return self._bytes[name]

    def ticked(self, name: str) -> NDArray[np.bool_]:
        """Who has the number 1 there: of a flag, who chose it."""
        small = self._small(name)
        return np.asarray(self.numbers(name) == 1) if small is None else np.asarray(small == 1)

    def codes(self, name: str) -> Codes:
        """Answers as texts; of a number as it is written. Raises Invalid for free texts that were not loaded."""
        if name not in self._codes:
            known: dict[str, int] = {}
            found = np.full(len(self), -1, np.int32)
            for part, column in self._pieces(name):
                found[part.place] = _as_places(column, known, name)[part.source]
            self._codes[name] = Codes(found, list(known))
        return self._codes[name]

    def answered(self, name: str) -> NDArray[np.bool_]:
        small = self._small(name)
        if small is not None:
            return np.asarray(small != NOTHING)
        found = np.zeros(len(self), bool)
        for part, column in self._pieces(name):
            found[part.place] = column.answered[part.source]
        return found

    def saw(self, key: str) -> NDArray[np.bool_]:
        """Whether she saw the question, by its key `question` or `question@turn`."""
        found = np.zeros(len(self), bool)
        for part in self.parts:
            seen = part.batch.saw(key)
            if seen is not None:
                found[part.place] = seen[part.source]
        return found

    def paths(self) -> Codes:
        """The keys of the pages she passed, joined by newlines."""
        return self._beside("paths")

    def stands(self) -> Codes:
        """The key of the page on which she stopped; empty where she did not."""
        return self._beside("stands")

    def where(self, kept: NDArray[np.bool_]) -> "AnswerFrame":
        """Only the responses of the mask."""
        rank = np.cumsum(kept) - 1
        parts = [Part(part.batch, part.rows[kept[part.at]], rank[part.at[kept[part.at]]]) for part in self.parts]
        return AnswerFrame(self.workspace, self.survey, self.book, self.lines.where(kept), parts, self.is_weighted)

    def _beside(self, name: str) -> Codes:
        known: dict[str, int] = {}
        found = np.full(len(self), -1, np.int32)
        for part in self.parts:
            found[part.place] = _as_places(getattr(part.batch, name), known, name)[part.source]
        return Codes(found, list(known))

    def _pieces(self, name: str) -> Iterator[tuple[Part, Column]]:
        for part in self.parts:
            column = part.batch.columns.get(name)
            if column is not None:
                yield part, column


class _Columns(Mapping[str, NDArray[Any]]):
    """The columns of a frame, each laid out when it is asked for."""

    def __init__(self, frame: AnswerFrame) -> None:
        self._frame = frame

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._frame.book.columns:
            raise KeyError(name)
        if self._frame.book.columns[name].kind in ("number", "flag"):
            return self._frame.numbers(name)
        return np.array(self._frame.codes(name).listed(), dtype=object)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frame.book.columns)

    def __len__(self) -> int:
        return len(self._frame.book.columns)


def _as_numbers(column: Column) -> NDArray[np.float64]:
    """Texts that are plainly numbers count: an older version may have asked the question with words."""
    if column.is_free and column.words is None:
        return np.full(len(column.values), np.nan)
    if column.words is None:
        return column.numbers
    worth = np.array([*(_number(one) for one in column.words.to_pylist()), np.nan])
    found: NDArray[np.float64] = worth[column.values]
    return found


def _number(text: str) -> float:
    try:
        number = float(text) if "_" not in text else np.nan
    except ValueError:
        return np.nan
    return number if np.isfinite(number) else np.nan


def _as_places(column: Column, known: dict[str, int], name: str) -> NDArray[np.int32]:
    if column.words is None and column.is_free:
        raise Invalid(field=name, problem="holds free text, which is not counted by its words")
    if column.words is not None:
        places = [known.setdefault(one, len(known)) for one in column.words.to_pylist()]
        return np.asarray(np.array([*places, -1], np.int32)[column.values])
    numbers, answered = column.numbers, column.answered
    distinct, inverse = np.unique(numbers[answered], return_inverse=True)
    places = [known.setdefault(text_of(plain(one)), len(known)) for one in distinct.tolist()]
    found = np.full(len(numbers), -1, np.int32)
    found[answered] = np.array(places, np.int32)[inverse] if places else -1
    return found
