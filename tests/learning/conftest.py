"""A shop whose bot has missed questions, and whose people have answered them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from feilun.interaction import knowledge
from feilun.interaction.knowledge import AnswerVariant, ArticleContent, ArticlePhrasing, Author
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines, Json

MEI = Author("staff:mei", "Mei")
INVOICE = (
    "怎么开发票？", "可以开发票吗", "发票怎么开", "我要开发票", "请问如何开具发票", "能开发票吗？",
)  # fmt: skip
RENT = ("Do you rent out bicycles?", "Can I rent a bicycle?", "Is it possible to rent bicycles here?")

_DECISION = """insert into bot_decision (workspace, id, conversation, seq, thread, at, channel, language, text, is_tap,
  version, route, reason, article, is_miss, why, ms, lot)
values (%(workspace)s, %(id)s, %(conversation)s, %(seq)s, %(thread)s, %(at)s, 'webchat', %(language)s, %(text)s,
  %(is_tap)s, 1, %(route)s, %(reason)s, %(article)s, %(is_miss)s, '[]', 5, 0.5)"""
_OUTCOME = """insert into bot_outcome (workspace, decision, kind, value, at, by)
values (%(workspace)s, %(decision)s, %(kind)s, %(value)s, %(now)s, '')"""
_MESSAGE = """insert into message (workspace, conversation, seq, thread, cid, sender_kind, sender, type, body, at)
values (%(workspace)s, %(conversation)s, %(seq)s, %(thread)s, %(cid)s, %(kind)s, %(kind)s, %(type)s, %(body)s, %(now)s)"""


class Shop:
    """What the bot and the desk would have written."""

    def __init__(self, engines: Engines, workspace: UUID) -> None:
        self.engines = engines
        self.workspace = workspace

    async def misses(
        self,
        text: str,
        *,
        days: float = 1,
        route: str = "unknown",
        reason: str = "",
        language: str = "zh-CN",
        **more: Any,
    ) -> tuple[UUID, UUID]:
        """A question without an answer; its decision and conversation."""
        return await self.decides(text, days=days, route=route, reason=reason, language=language, is_miss=True, **more)

    async def decides(
        self,
        text: str,
        *,
        days: float = 1,
        route: str = "answer",
        reason: str = "",
        article: str = "",
        language: str = "zh-CN",
        is_miss: bool = False,
        is_tap: bool = False,
        outcomes: dict[str, str] | None = None,
    ) -> tuple[UUID, UUID]:
        decision, conversation = new_id(), new_id()
        async with self.engines.tables.transaction() as tx:
            await tx.run(
                _DECISION,
                workspace=self.workspace, id=decision, conversation=conversation, seq=1, thread=new_id(),
                at=clock.now() - timedelta(days=days), language=language, text=text, is_tap=is_tap, route=route,
                reason=reason, article=article, is_miss=is_miss,
            )  # fmt: skip
            for kind, value in (outcomes or {}).items():
                await tx.run(
                    _OUTCOME, workspace=self.workspace, decision=decision, kind=kind, value=value, now=clock.now()
                )
        return decision, conversation

    async def says(self, conversation: UUID, *lines: tuple[str, str], type: str = "text") -> None:
        """`("staff", "…")` and so on, after the question."""
        async with self.engines.tables.transaction() as tx:
            for number, (kind, text) in enumerate(lines, start=2):
                await tx.run(
                    _MESSAGE,
                    workspace=self.workspace, conversation=conversation, seq=number, thread=conversation,
                    cid=str(new_id()), kind=kind, type=type, body=Json({"text": text}), now=clock.now(),
                )  # fmt: skip

    async def knows(self, title: str, phrasings: Sequence[str], answer: str, language: Any = "zh-CN") -> UUID:
        """An approved article."""
        content = ArticleContent(
            title=title,
            topic="",
            phrasings=[ArticlePhrasing(language=language, text=text) for text in phrasings],
            answers=[AnswerVariant(language=language, text=answer)],
        )
        async with self.engines.tables.transaction() as tx:
            article = await knowledge.draft_article(tx, self.workspace, content, MEI)
            await knowledge.approve(tx, self.workspace, article, 1, MEI)
        return article

    async def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        async with self.engines.tables.transaction() as tx:
            return await tx.all(statement, workspace=self.workspace, **values)

    async def groups(self, now: datetime | None = None) -> int:
        """Runs the job as a worker would."""
        from feilun.interaction.learning import CAPABILITY

        jobs = {one.name: one.run for one in CAPABILITY.jobs}
        done = 0
        while await jobs["learning.group"](self.engines, now or clock.now()):
            done += 1
        while await jobs["learning.judge"](self.engines, now or clock.now()):
            done += 1
        return done


@pytest.fixture
def shop(engines: Engines, workspace: UUID) -> Shop:
    return Shop(engines, workspace)
