"""How fast one caller may ask: a bucket of calls that fills up again at a steady pace."""

import time

from feilun.kernel.errors import TooMany

_MOST_CALLERS = 10_000


class Pace:
    """Counted in this process alone: the limit guards a server against one caller, it is no quota."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, caller: str, at: float | None = None) -> None:
        """One call. Raises TooMany."""
        moment = time.monotonic() if at is None else at
        left, since = self._left.get(caller, (self._burst, moment))
        left = min(self._burst, left + (moment - since) * self._per_second)
        if left < 1:
            raise TooMany(seconds=max(1, round((1 - left) / self._per_second)))
        if len(self._left) > _MOST_CALLERS:
            self._left.clear()  # A full bucket for everybody is harmless; memory without end is not.
        self._left[caller] = (left - 1, moment)
