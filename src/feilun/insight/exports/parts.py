"""The parts of a result that we draw, as far as we look at them: whatever has these is one."""

from collections.abc import Sequence
from typing import Protocol

from feilun.insight import forms


class SharePart(Protocol):
    """An option and who chose it."""

    code: str
    label: forms.Words
    count: int
    share: float
    low: float
    high: float


class NumberPart(Protocol):
    """A mean with its interval, and where the middle half lies."""

    mean: float
    low: float | None
    high: float | None
    p25: float
    median: float
    p75: float


class LinePart(Protocol):
    """A row of a matrix, a ranked option: with a base of its own."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> forms.Words: ...

    @property
    def base(self) -> int: ...

    @property
    def options(self) -> Sequence[SharePart]: ...

    @property
    def numbers(self) -> NumberPart | None: ...


class KanoPart(Protocol):
    """What a feature is to people; null where nobody answered."""

    @property
    def category(self) -> str | None: ...

    @property
    def is_clear(self) -> bool: ...
