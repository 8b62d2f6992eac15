"""A bot for tests: it is on, writes down what it hears, and breaks on request."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from feilun.interaction.conversations import Heard
from feilun.store import Engines, Transaction


class Clerk:
    """An attendant whose words and moods a test chooses; it is on in the workspaces it was told."""

    def __init__(self) -> None:
        self.workspaces: set[UUID] = set()
        self.notes: list[Heard] = []
        self.breaks: set[str] = set()
        self.comes = False

    async def _may_break(self, tx: Transaction, call: str) -> None:
        if call in self.breaks:
            # Not only a Python error: this also spoils the transaction, as a broken statement of the bot would.
            await tx.run("select 1/0")

    async def is_on(self, tx: Transaction, engines: Engines, workspace: UUID, channel: str) -> bool:
        await self._may_break(tx, "is_on")
        return workspace in self.workspaces

    async def heard(self, tx: Transaction, engines: Engines, heard: Sequence[Heard]) -> None:
        self.notes += heard
        await self._may_break(tx, "heard")

    async def words(self, tx: Transaction, workspace: UUID, moment: str, language: str, facts: dict[str, Any]) -> str:
        await self._may_break(tx, "words")
        return f"{moment} {language} {facts['position']} {facts['reason']}"

    async def people_come(self, tx: Transaction, workspace: UUID, channel: str) -> bool:
        await self._may_break(tx, "people_come")
        return self.comes

    async def briefing(self, tx: Transaction, workspace: UUID, conversation: UUID) -> dict[str, Any]:
        await self._may_break(tx, "briefing")
        return {"guesses": ["returns"]}
