"""A survey with every kind of question on the demo shop, and many respondents put straight into the table."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conftest import Api, Drain
from tests.surveys.conftest import option, question, words

from feilun import events
from feilun.events import Event, Handle
from feilun.insight import forms, surveys
from feilun.insight.reporting import sealing
from feilun.kernel import clock
from feilun.kernel.ids import new_id, new_secret
from feilun.store import Engines, Json, Tables

_ROW = (
    "workspace", "survey", "id", "version", "token", "handles", "customer", "channel", "language", "seed", "given", "answers",
    "passed", "state", "ending", "started_at", "updated_at", "completed_at", "seconds", "weight", "simulated", "flags",
)  # fmt: skip


def shop_form(**more: Any) -> dict[str, Any]:
    """Sex and age, then NPS; whoever is a detractor is asked why; tea brands, a matrix, and a word of her own."""
    pages = [
        {
            "id": "who",
            "questions": [
                question("sex", "single", required=True, options=[option("f"), option("m")]),
                question("age", "number", least=0, most=120),
            ],
        },
        {
            "id": "how",
            "questions": [
                question("nps", "nps", required=True),
                question(
                    "cause",
                    "single",
                    options=[option("late"), option("cold")],
                    shown_if={"op": "<", "of": [{"answer": "nps"}, {"value": 7}]},
                ),
                question("stars", "csat"),
                question("ease", "ces"),
            ],
        },
        {
            "id": "what",
            "questions": [
                question("brands", "multiple", options=[option(one) for one in ("tea", "milk", "cake")]),
                question(
                    "parts",
                    "matrix",
                    rows=[option(one) for one in ("price", "speed")],
                    columns=[option(one) for one in ("good", "bad")],
                ),
            ],
        },
        {"id": "why", "questions": [question("why", "long_text")]},
    ]
    return {"format": 1, "languages": ["en", "zh-CN"], "title": words("Shop"), "pages": pages, **more}


@dataclass
class Polls:
    """Makes surveys and respondents, and asks the reports."""

    workspace: UUID
    engines: Engines
    owner: httpx.AsyncClient
    drain: Drain
    pick: random.Random = field(default_factory=lambda: random.Random(5))

    @property
    def tables(self) -> Tables:
        return self.engines.tables

    async def makes(self, form: dict[str, Any] | None = None) -> UUID:
        """An open survey."""
        async with self.tables.transaction() as tx:
            survey = await surveys.create(tx, self.workspace, "Shop", form or shop_form())
            await surveys.publish(tx, self.workspace, survey)
        return survey

    async def redraws(self, survey: UUID, form: dict[str, Any]) -> None:
        """A new version."""
        async with self.tables.transaction() as tx:
            await surveys.save(tx, self.workspace, survey, form)
            await surveys.publish(tx, self.workspace, survey)

    async def answers(self, survey: UUID, *answered: dict[str, Any], **more: Any) -> list[UUID]:
        """A finished response for each, an hour old; `more` sets columns of the table for all of them."""
        async with self.tables.transaction() as tx:
            row = await surveys.survey_row(tx, self.workspace, survey)
            number = more.get("version", row["version"])
            form = await surveys.version_form(tx, self.workspace, survey, number)
            made = [self._row(survey, form, number, one, more) for one in answered]
            await tx.copy("survey_response", _ROW, [[one[name] for name in _ROW] for one in made])
        return [one["id"] for one in made]

    def _row(
        self, survey: UUID, form: forms.Form, version: int, answers: dict[str, Any], more: dict[str, Any]
    ) -> dict[str, Any]:
        at = more.get("at") or clock.now() - timedelta(hours=1)
        walk = forms.walk(form, answers, seed=7, language="en")
        state = more.get("state", "complete")
        values = {
            "workspace": self.workspace, "survey": survey, "id": new_id(), "version": version, "token": new_secret("rx")[:40],
            "handles": Json([]), "customer": None, "channel": "link", "language": "en", "seed": 7, "given": {}, "answers": answers,
            "passed": walk.path, "state": state, "ending": walk.end, "started_at": at - timedelta(seconds=90),
            "updated_at": at, "completed_at": at if state in ("complete", "screened", "full") else None, "seconds": 90,
            "weight": 1.0, "simulated": False, "flags": [],
            **{name: value for name, value in more.items() if name in _ROW},
        }  # fmt: skip
        return {**values, "passed": Json(values["passed"])}

    def crowd(self, number: int) -> list[dict[str, Any]]:
        """Answers by chance, some left out, always the same for the same order of calls."""
        pick = self.pick
        found = []
        for place in range(number):
            score = pick.randint(0, 10)
            one: dict[str, Any] = {"sex": pick.choice("fm"), "nps": score, "ease": pick.randint(1, 7)}
            if pick.random() < 0.8:
                one["age"] = pick.choice([18, 25.5, 33, 61])
            if score < 7 and pick.random() < 0.7:
                one["cause"] = pick.choice(["late", "cold"])
            if pick.random() < 0.9:
                one["stars"] = pick.randint(1, 5)
                one["brands"] = pick.sample(["tea", "milk", "cake"], pick.randint(1, 3))
            if pick.random() < 0.5:
                one["parts"] = {"price": pick.choice(["good", "bad"])}
                one["why"] = f"Word {place} of mine，茶凉了"
            found.append(one)
        return found

    async def seals(self) -> int:
        """Lays down everything that is at rest."""
        return await sealing.seal(self.engines, clock.now())

    async def looks_again(self) -> None:
        """The job looks at a survey once a minute; here that minute is over."""
        async with self.tables.transaction() as tx:
            await tx.run("delete from survey_look where workspace = %(workspace)s", workspace=self.workspace)

    async def knows(self, who: str, **traits: Any) -> None:
        event = Event(
            workspace=self.workspace, id=str(new_id()), type="identify", occurred_at=clock.now(),
            handles=(Handle("user_id", who),), body={"traits": traits},
        )  # fmt: skip
        async with self.tables.transaction() as tx:
            await events.append(tx, [event])
        await self.drain()

    async def asks(self, survey: UUID, what: str, status: int = 200, **body: Any) -> Any:
        answer = await self.owner.post(f"/api/v1/surveys/{survey}/{what}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def question(self, survey: UUID, id: str, item: str = "", **filter: Any) -> dict[str, Any]:
        found = await self.asks(survey, "results", filter=filter, questions=[id])
        [one] = [one for one in found["questions"] if one["item"] == item]
        result: dict[str, Any] = one
        return result


@pytest.fixture
async def polls(workspace: UUID, engines: Engines, api: Api, drain: Drain) -> Polls:
    return Polls(workspace, engines, await api("marketer"), drain)


def handles_of(who: str) -> Json:
    return Json([{"kind": "user_id", "value": who}])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def rows_of(found: Sequence[Any]) -> dict[str, Any]:
    return {one["code"]: one for one in found}
