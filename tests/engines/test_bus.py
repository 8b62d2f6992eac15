"""Every bus keeps the same promises."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable

import pytest

from feilun import engines
from feilun.engines.nats import EmbeddedNats, NatsBus
from feilun.kernel.errors import Unavailable
from feilun.store import Bus


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.01)


@pytest.fixture(params=["local:", "nats:embedded"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    bus = await engines.open_bus(request.param)
    yield bus
    await bus.close()


class Ear:
    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []

    async def __call__(self, subject: str, payload: bytes) -> None:
        self.heard.append((subject, payload))


async def test_every_hearer_of_a_subject_hears_all_in_order(bus: Bus) -> None:
    lin, chen = Ear(), Ear()
    await bus.subscribe("stream.7", lin)
    await bus.subscribe("stream.7", chen)
    for number in range(100):
        await bus.publish("stream.7", b"%d" % number)
    await until(lambda: len(lin.heard) == 100 and len(chen.heard) == 100)
    assert [payload for _, payload in lin.heard] == [b"%d" % number for number in range(100)]
    assert lin.heard == chen.heard


async def test_a_wildcard_hears_everything_below_and_nothing_beside(bus: Bus) -> None:
    ear, last = Ear(), Ear()
    await bus.subscribe("live.>", ear)
    await bus.subscribe("last", last)
    for subject in ("live", "lively.a", "live.a", "live.a.b", "last"):
        await bus.publish(subject, b"")
    await until(lambda: bool(last.heard) and len(ear.heard) >= 2)
    assert [subject for subject, _ in ear.heard] == ["live.a", "live.a.b"]


async def test_a_hearer_that_fails_hears_the_next_message_and_harms_nobody(bus: Bus) -> None:
    ear, failing = Ear(), Ear()

    async def fail(subject: str, payload: bytes) -> None:
        await failing(subject, payload)
        raise ValueError("cannot hear")

    await bus.subscribe("news", fail)
    await bus.subscribe("news", ear)
    await bus.publish("news", b"1")
    await bus.publish("news", b"2")
    await until(lambda: len(ear.heard) == 2 and len(failing.heard) == 2)


async def test_a_stopped_subscription_hears_no_more(bus: Bus) -> None:
    stopped, ear = Ear(), Ear()
    subscription = await bus.subscribe("news", stopped)
    await bus.subscribe("news", ear)
    await subscription.stop()
    await bus.publish("news", b"1")
    await until(lambda: bool(ear.heard))
    assert stopped.heard == []


async def test_two_processes_hear_each_other_over_nats() -> None:
    server = EmbeddedNats()
    url = await asyncio.to_thread(server.start)
    one, two = await engines.open_bus(url), await engines.open_bus(url)
    ear = Ear()
    try:
        await two.subscribe("news", ear)
        await one.publish("news", b"1")
        await until(lambda: bool(ear.heard))
    finally:
        await one.close()
        await two.close()
        await asyncio.to_thread(server.stop)


@pytest.mark.chaos
async def test_hearers_hear_again_after_the_server_was_killed() -> None:
    server = EmbeddedNats()
    bus = await engines.open_bus(await asyncio.to_thread(server.start))
    ear = Ear()
    try:
        await bus.subscribe("news", ear)
        assert server.pid
        os.kill(server.pid, signal.SIGKILL)
        await bus.publish("news", b"lost or not")
        await until(lambda: not server.is_running)
        await asyncio.to_thread(server.start)
        async with asyncio.timeout(60):
            while b"again" not in [payload for _, payload in ear.heard]:
                await bus.publish("news", b"again")
                await asyncio.sleep(0.1)
    finally:
        await bus.close()
        await asyncio.to_thread(server.stop)


async def test_a_stranger_without_the_token_gets_no_bus() -> None:
    server = EmbeddedNats()
    url = await asyncio.to_thread(server.start)
    try:
        with pytest.raises(Unavailable, match="does not answer"):
            await NatsBus.open("nats://" + url.partition("@")[2], patience=2)
    finally:
        await asyncio.to_thread(server.stop)


async def test_a_wrong_bus_address_is_refused_with_what_to_write() -> None:
    with pytest.raises(engines.UnknownEngine, match="nats://host:4222"):
        await engines.open_bus("kafka://here")
