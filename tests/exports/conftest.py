"""A survey with answers, and the marketer who wants them as files."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.conftest import Drain
from tests.surveys.conftest import GOOD, Surveyor, surveyor

from feilun.insight import exports
from feilun.kernel import clock
from feilun.store import Engines

__all__ = ["GOOD", "Exporter", "surveyor"]


@dataclass
class Exporter:
    """Asks for files as the owner of the surveys, and lets the worker write them."""

    surveyor: Surveyor
    engines: Engines
    drain: Drain

    @property
    def http(self) -> httpx.AsyncClient:
        return self.surveyor.owner

    async def asks(self, survey: dict[str, Any], format: str = "csv", status: int = 202, **wish: Any) -> Any:
        body = {"format": format, "language": "en", "bom": False, **wish}
        answer = await self.http.post(f"/api/v1/surveys/{survey['id']}/exports", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def works(self) -> None:
        """The worker of files alone, until none waits."""
        runner = exports.Runner()
        while await runner.run(self.engines, clock.now()):
            pass

    async def sees(self, export: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = (await self.http.get(f"/api/v1/exports/{export['id']}")).raise_for_status().json()
        return found

    async def takes(self, export: dict[str, Any]) -> httpx.Response:
        return await self.http.get(f"/api/v1/exports/{export['id']}/file")

    async def gets(self, survey: dict[str, Any], format: str = "csv", **wish: Any) -> bytes:
        """Asked for, written, taken."""
        export = await self.asks(survey, format, **wish)
        await self.works()
        done = await self.sees(export)
        assert (done["state"], done["progress"]) == ("done", 1), done
        answer = await self.takes(export)
        assert answer.status_code == 200, answer.text
        assert len(answer.content) == done["bytes"] == int(answer.headers["content-length"])
        return answer.content


@pytest.fixture
async def exporter(surveyor: Surveyor, engines: Engines, drain: Drain) -> Exporter:
    return Exporter(surveyor, engines, drain)


Answered = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def answered(exporter: Exporter) -> Answered:
    """A survey that so many people answered."""

    async def make(number: int = 2, form: Any = None) -> dict[str, Any]:
        survey = await exporter.surveyor.makes(form)
        for place in range(number):
            respondent = await exporter.surveyor.opens(survey)
            await respondent.answers(
                {"sex": "fm"[place % 2], "age": 30 + place},
                {"nps": 9 - place % 3, "parts": {"price": "good", "speed": "bad", "taste": "good", "staff": "bad"}},
                {"why": f"=answer {place} 茶"},
            )
        return survey

    return make
