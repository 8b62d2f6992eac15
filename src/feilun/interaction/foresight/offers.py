"""What could be offered at all is known above, by those who publish answers; they tell it here."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from feilun.interaction.foresight.suggesting import Candidate
from feilun.store import Engines, Transaction


class Offers(Protocol):
    """The articles of the published version that have an answer for this customer now."""

    async def __call__(
        self, tx: Transaction, engines: Engines, workspace: UUID, customer: UUID | None, language: str
    ) -> Sequence[Candidate]: ...


_offers: list[Offers] = []


def offer_from(offers: Offers) -> None:
    """One source; the last one registered counts."""
    _offers[:] = [offers]


async def candidates(
    tx: Transaction, engines: Engines, workspace: UUID, customer: UUID | None, language: str
) -> Sequence[Candidate]:
    """Empty as long as nothing is published."""
    return await _offers[0](tx, engines, workspace, customer, language) if _offers else []
