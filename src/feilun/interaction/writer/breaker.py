"""Stops asking an endpoint that keeps failing: customers wait for its time-out only a few times. Pure."""

from datetime import datetime, timedelta

MOST_FAILURES = 4
REST = timedelta(seconds=30)


class Breaker:
    """After four failures in a row nobody asks for half a minute; then one question tries, and decides."""

    def __init__(self) -> None:
        self.failures = 0
        self.rests_until: datetime | None = None

    def may_ask(self, now: datetime) -> bool:
        if self.rests_until is None:
            return True
        if now < self.rests_until:
            return False
        self.rests_until = now + REST  # This question tries; the others go on resting until it is back.
        return True

    def succeeded(self) -> None:
        self.failures, self.rests_until = 0, None

    def failed(self, now: datetime) -> None:
        self.failures += 1
        if self.failures >= MOST_FAILURES:
            self.rests_until = now + REST
