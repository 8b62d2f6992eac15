"""A shop whose customers answer surveys."""

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conftest import Api
from tests.outbox.fixtures import mailbox, shop
from tests.outbox.shop import Shop

from feilun.events import Handle
from feilun.events.catalogue import emit
from feilun.events.catalogue.surveys import SurveyAnswered
from feilun.kernel import clock
from feilun.kernel.ids import new_id

__all__ = ["Loop", "loop", "mailbox", "shop"]


class Loop:
    """Answers come in, a supervisor looks."""

    def __init__(self, shop: Shop, http: httpx.AsyncClient, api: Api) -> None:
        self.shop, self.http, self.api = shop, http, api
        self.survey = new_id()

    async def answers(
        self, name: str, score: float, text: str = "", *, response: UUID | None = None, at: datetime | None = None
    ) -> UUID:
        """She gives a score from 0 to 10 and, if she likes, her words."""
        return await self._emit((Handle("user_id", name.lower()),), score, text, response or new_id(), at)

    async def answers_as(self, handles: tuple[Handle, ...], score: float) -> UUID:
        """Whoever has these handles gives a score; the newest case, which it opened."""
        await self._emit(handles, score, "", new_id(), None)
        return UUID((await self.cases())[0]["id"])

    async def _emit(
        self, handles: tuple[Handle, ...], score: float, text: str, made: UUID, at: datetime | None
    ) -> UUID:
        fact = SurveyAnswered(
            survey=self.survey, version=1, response=made, state="complete", name="After the purchase",
            scores={"q1": {"kind": "nps", "value": score}}, answers={"q1": score, "why": text},
            kinds={"q1": "number", "why": "text"}, language="en",
        )  # fmt: skip
        async with self.shop.engines.tables.transaction() as tx:
            await emit(
                tx, self.shop.workspace, fact,
                occurred_at=at or clock.now(), id=f"survey:{made}", handles=handles, channel="email",
            )  # fmt: skip
        await self.shop.drain()
        return made

    async def rule(self, **parts: Any) -> dict[str, Any]:
        wanted = {"name": "Detractor", "opening": {"kind": "score", "score": "nps", "at_most": 6}} | parts
        answer = await self.http.post("/api/v1/case-rules", json={"rule": wanted})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def policy(self, *clauses: dict[str, Any]) -> dict[str, Any]:
        written = await self.http.post("/api/v1/case-policies", json={"words": "We make it good.", "clauses": clauses})
        assert written.status_code == 201, written.text
        published = await self.http.post(f"/api/v1/case-policies/{written.json()['version']}/publication")
        assert published.status_code == 201, published.text
        return dict(published.json())

    async def cases(self, **query: Any) -> list[dict[str, Any]]:
        answer = await self.http.get("/api/v1/cases", params={"box": "all"} | query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def sheet(self, case: str) -> dict[str, Any]:
        answer = await self.http.get(f"/api/v1/cases/{case}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def one(self) -> dict[str, Any]:
        """The sheet of the only case there is."""
        [row] = await self.cases()
        return await self.sheet(row["id"])


def voucher(who: str = "machine", **parts: Any) -> dict[str, Any]:
    """A clause: ten yuan for a score of four or less."""
    return {
        "id": "ten", "title": "Ten yuan", "who": who, "score": "nps", "at_most": 4,
        "remedy": {
            "kind": "voucher", "amount": 1_000, "channel": "email",
            "subject": {"en": "Sorry"}, "text": {"en": "We are sorry. Your code: {{ voucher }}"},
        },
        "limits": {"times": 1, "days": 90, "month_budget": 5_000},
    } | parts  # fmt: skip


@pytest.fixture
async def loop(shop: Shop, api: Api) -> Loop:
    loop = Loop(shop, await api("supervisor"), api)
    loop.survey = await survey_of(await api("owner"))
    return loop


async def survey_of(owner: httpx.AsyncClient) -> UUID:
    """A survey that asks nothing yet."""
    made = await owner.post("/api/v1/surveys", json={"name": "After the purchase"})
    assert made.status_code == 201, made.text
    return UUID(made.json()["id"])
