"""A researcher at her desk, and people who answer through the public door of surveys."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import msgspec
import numpy as np
import pytest
from tests.conftest import Api, Drain
from tests.studies.people import SPREAD, TRUTH, thermos

from feilun.insight.studies.shapes import StudyPlan
from feilun.insight.studies.terms import ConjointTerms
from feilun.kernel.ids import new_id


@dataclass
class Researcher:
    """She owns the study; `nobody` answers it."""

    owner: httpx.AsyncClient
    nobody: httpx.AsyncClient
    drain: Drain
    workspace: UUID

    async def call(self, method: str, path: str, body: Any = None, status: int = 200, **params: Any) -> Any:
        answer = await self.owner.request(method, f"/api/v1{path}", json=body, params=params)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """The problem of a call that must not succeed."""
        answer = await self.owner.request(method, f"/api/v1{path}", json=body)
        assert 400 <= answer.status_code < 500, answer.text
        return {"status": answer.status_code, **answer.json()}

    async def plans(
        self, plan: StudyPlan | None = None, kind: str = "conjoint", name: str = "Thermos"
    ) -> dict[str, Any]:
        written = msgspec.to_builtins(plan or thermos())
        made: dict[str, Any] = await self.call("POST", "/studies", {"name": name, "kind": kind, "plan": written}, 201)
        return made

    async def fields(self, plan: StudyPlan | None = None, kind: str = "conjoint") -> dict[str, Any]:
        """A study whose survey is open; with `link` and `survey`."""
        study = await self.plans(plan, kind)
        if kind in ("conjoint", "maxdiff"):
            await self.call("POST", f"/studies/{study['id']}/design", None, 202)
            await self.drain()
        made = await self.call("POST", f"/studies/{study['id']}/survey", {})
        opened = await self.call("POST", f"/surveys/{made['survey']}/publication", {})
        return {**study, **made, "id": study["id"], "link": opened["link"].rpartition("/")[2]}

    async def answers(self, study: dict[str, Any], make: Any) -> None:
        """One person: `make(version)` is the answer to the question of the study."""
        body = {"respondent": f"device-{new_id()}", "language": "en"}
        place = (await self.nobody.post(f"/v1/survey/{study['link']}/responses", json=body)).json()
        [question] = place["page"]["questions"]
        value = make(question["version"])
        put = {"seq": 1, "page": place["page"]["key"], "answers": {study["question"]: value}}
        answer = await self.nobody.put(f"/v1/survey/{place['token']}/answers", json=put)
        assert answer.status_code == 200, answer.text
        assert answer.json()["state"] == "complete", answer.text

    async def buyers(self, study: dict[str, Any], number: int, plan: StudyPlan | None = None) -> None:
        """People with tastes round the truth; each answers the version that the server gave her."""
        terms = ConjointTerms(plan or thermos())
        found = await self.call("GET", f"/studies/{study['id']}/design")
        chance = np.random.default_rng(5)
        for _ in range(number):
            beta = TRUTH + SPREAD * chance.standard_normal(len(TRUTH))
            await self.answers(
                study, lambda version, own=beta: _chosen(terms, found["design"]["tasks"][version - 1], own, chance)
            )

    async def estimates(self, study: dict[str, Any], **wish: Any) -> dict[str, Any]:
        """One that is over."""
        made = await self.call("POST", f"/studies/{study['id']}/estimates", wish, 202)
        if made["state"] in ("due", "running"):
            await self.drain()
        found: dict[str, Any] = await self.call("GET", f"/estimates/{made['id']}")
        return found


def _chosen(terms: ConjointTerms, tasks: list[Any], beta: Any, chance: np.random.Generator) -> dict[str, str]:
    found = {}
    for place, task in enumerate(tasks):
        rows = terms.rows(task)
        assert rows is not None
        utility = np.append(rows @ beta[:-1], beta[-1]) + chance.gumbel(size=len(rows) + 1)
        best = int(utility.argmax())
        found[str(place + 1)] = "none" if best == len(rows) else str(best + 1)
    return found


@pytest.fixture
async def researcher(api: Api, drain: Drain, workspace: UUID) -> Researcher:
    return Researcher(await api("marketer"), await api(None), drain, workspace)
