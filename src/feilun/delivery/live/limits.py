"""Limits of what one visitor or one address may ask for: a bucket that fills at a steady rate."""

import time
from collections.abc import Callable


class Buckets:
    """`take(key)` is False when the key used up its burst; `rate` units come back each second."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._rate = rate
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> bool:
        now = self._clock()
        level, since = self._levels.get(key, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        if level < 1:
            self._levels[key] = (level, now)
            return False
        self._levels[key] = (level - 1, now)
        if len(self._levels) > 50_000:
            self._forget(now)
        return True

    def _forget(self, now: float) -> None:
        # A full bucket says nothing; only those that are still filling are kept.
        full = self._burst / self._rate
        self._levels = {key: value for key, value in self._levels.items() if now - value[1] < full}
