"""A shop that asks its customers: answers come as the surveys capability tells them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conftest import Api, Drain

from feilun import events
from feilun.events import Event, Handle
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Tables

SLOW = [
    "物流太慢了，快递一直不动",
    "快递慢，包裹等了很久",
    "物流很慢，送货延误",
    "配送太慢，快递员态度差",
    "包裹物流停了三天，快递真慢",
]
CRASH = [
    "软件总是闪退，登录不上",
    "登录失败，软件验证码收不到",
    "软件卡顿，登录页面打不开",
    "验证码错误，登录软件太麻烦",
    "软件更新后登录闪退",
]
FINE = [
    "质量很好，面料舒服",
    "面料柔软，做工精致",
    "质量不错，做工也好",
    "做工好，面料和质量都满意",
    "质量好，面料喜欢",
]


@dataclass
class Shop:
    """Speaks for the surveys and conversations capabilities, which tell facts of the same shape."""

    workspace: UUID
    tables: Tables
    drain: Drain
    owner: httpx.AsyncClient
    survey: UUID

    async def happens(
        self, type: str, properties: dict[str, Any], who: str, at: datetime | None = None, **more: Any
    ) -> None:
        event = Event(
            workspace=self.workspace, id=str(new_id()), type=type, occurred_at=at or clock.now(),
            handles=(Handle("user_id", who),) if who else (), body={"properties": properties, **more},
        )  # fmt: skip
        async with self.tables.transaction() as tx:
            await events.append(tx, [event])

    async def knows(self, who: str, **traits: Any) -> None:
        event = Event(
            workspace=self.workspace, id=str(new_id()), type="identify", occurred_at=clock.now(),
            handles=(Handle("user_id", who),), body={"traits": {"name": who.title(), **traits}},
        )  # fmt: skip
        async with self.tables.transaction() as tx:
            await events.append(tx, [event])

    async def answers(self, who: str, text: str, nps: Any = None, at: datetime | None = None, **more: Any) -> UUID:
        """One finished response; the id of it."""
        response = more.pop("response", new_id())
        told = {
            "survey": str(self.survey), "version": 1, "response": str(response), "state": "complete",
            "edit": more.pop("edit", 0), "scores": {"q1": {"kind": "nps", "value": nps}} if nps is not None else {},
            "answers": {"why": text, "q1": nps, **more}, "kinds": {"why": "text", "q1": "number", **dict.fromkeys(more, "number")},
        }  # fmt: skip
        await self.happens("survey.answered", told, who, at)
        return UUID(str(response))

    async def waits(self, who: str, seconds: int) -> None:
        now = clock.now()
        told = {
            "conversation": str(new_id()), "seq": 2, "staff": "mei", "text": "…",
            "waited_since": (now - timedelta(seconds=seconds)).isoformat(),
        }  # fmt: skip
        await self.happens("message.replied", told, who, now)

    async def get(self, path: str, **asked: Any) -> Any:
        answer = await self.owner.get(f"/api/v1/feedback{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def units(self, **asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get("/units", **asked))["items"]
        return found

    async def facts(self) -> list[dict[str, Any]]:
        async with self.tables.transaction() as tx:
            rows = await tx.all(
                "select body, handles from event where workspace = %(workspace)s and type = 'feedback.read' order by position",
                workspace=self.workspace,
            )
        return [{**row["body"]["properties"], "handles": row["handles"]} for row in rows]

    async def many(self, number: int = 90) -> None:
        """Detractors speak of parcels and software, promoters of quality."""
        picked = random.Random(7)
        for place in range(number):
            kind: Sequence[str] = (SLOW, CRASH, FINE)[place % 3]
            score = picked.randint(9, 10) if kind is FINE else picked.randint(0, 5)
            await self.answers(
                f"person-{place}",
                f"{picked.choice(kind)}。{picked.choice(kind)}",
                score,
                speed=score + picked.randint(0, 2),
            )
        await self.drain()


@pytest.fixture
async def shop(workspace: UUID, tables: Tables, drain: Drain, api: Api) -> Shop:
    return Shop(workspace, tables, drain, await api(), new_id())
