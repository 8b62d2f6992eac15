"""The port `Bus` inside one event loop."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

_log = structlog.get_logger("feilun.bus")

# A hearer that falls this far behind loses messages; that is allowed, since it has a cursor in the tables.
_LONGEST_QUEUE = 10_000

Hear = Callable[[str, bytes], Awaitable[None]]


class LocalSubscription:
    """One hearer with a queue of its own, so that a slow one delays nobody else and hears in order."""

    def __init__(self, bus: "LocalBus", subject: str, hear: Hear) -> None:
        self._bus = bus
        self.subject = subject
        self._below = subject[:-1] if subject.endswith(".>") else None
        self._hear = hear
        self._queue: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue(_LONGEST_QUEUE)
        self._task = asyncio.create_task(self._deliver(), name=f"bus {subject}")

    def matches(self, subject: str) -> bool:
        if self._below is not None:
            return subject.startswith(self._below) and len(subject) > len(self._below)
        return subject == self.subject

    def offer(self, subject: str, payload: bytes) -> None:
        try:
            self._queue.put_nowait((subject, payload))
        except asyncio.QueueFull:
            _log.warning("bus_hearer_too_slow", subject=self.subject)

    async def stop(self) -> None:
        self._bus.forget(self)
        self._task.cancel()
        if self._task is not asyncio.current_task():
            await asyncio.gather(self._task, return_exceptions=True)

    async def _deliver(self) -> None:
        while True:
            subject, payload = await self._queue.get()
            try:
                await self._hear(subject, payload)
            except Exception:
                # A fan-out has no sender to tell; the hearer reads what it missed from the tables.
                _log.exception("bus_hearer_failed", subject=subject)


class LocalBus:
    """Messages reach every hearer of this process, each in the order of publishing."""

    def __init__(self) -> None:
        self._subscriptions: list[LocalSubscription] = []

    async def publish(self, subject: str, payload: bytes) -> None:
        for subscription in self._subscriptions:
            if subscription.matches(subject):
                subscription.offer(subject, payload)

    async def subscribe(self, subject: str, hear: Hear) -> LocalSubscription:
        subscription = LocalSubscription(self, subject, hear)
        self._subscriptions.append(subscription)
        return subscription

    def forget(self, subscription: LocalSubscription) -> None:
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    async def close(self) -> None:
        for subscription in list(self._subscriptions):
            await subscription.stop()
