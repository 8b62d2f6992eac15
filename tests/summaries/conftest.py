"""A closed conversation in three lines: Lin writes, Mei answers and resolves, everybody through the front door."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.conftest import Drain
from tests.conversations.conftest import Agent, Visitor
from tests.conversations.conftest import client as client
from tests.conversations.conftest import hire as hire
from tests.conversations.conftest import visit as visit


@dataclass
class Desk:
    """Mei at her desk."""

    mei: Agent
    drain: Drain

    async def closes(self, visitor: Visitor, *said: tuple[str, str]) -> str:
        """Plays the lines (`("lin", "…")`, `("mei", "…")`), resolves, and lets the workers work; the conversation."""
        conversation = ""
        for who, text in said:
            if who == "mei":
                assert (await self.mei.reply(conversation, text)).status_code == 201
            else:
                await visitor.write(text)
                conversation = next(one["id"] for one in await self.mei.box("any") if one["last_text"] == text)
        assert (await self.mei.post(f"/conversations/{conversation}/resolution")).status_code == 200
        await self.drain()
        return conversation

    async def summary(self, conversation: str, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self.mei.get(f"/conversations/{conversation}/summary", **more)
        return found

    async def corrects(self, conversation: str, **change: Any) -> httpx.Response:
        return await self.mei.http.put(f"/api/v1/conversations/{conversation}/summary", json=change)


@pytest.fixture
async def desk(hire: Callable[..., Awaitable[Agent]], drain: Drain) -> Desk:
    mei = await hire("Mei")
    await mei.get("/desk-agents")
    return Desk(mei, drain)
