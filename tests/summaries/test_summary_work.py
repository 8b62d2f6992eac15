"""The job that writes summaries: what goes wrong with one is no matter of the others."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.conversations.conftest import Visitor
from tests.summaries.conftest import Desk

from feilun.interaction.summaries import writing
from feilun.kernel import clock
from feilun.store import Engines, Row, Transaction

Visit = Callable[..., Awaitable[Visitor]]


async def test_a_summary_that_cannot_be_written_holds_up_no_other(
    desk: Desk, visit: Visit, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await desk.closes(await visit("lin"), ("lin", "请帮我开发票"), ("mei", "发票已发到您的邮箱。"))
    second = await desk.closes(await visit("chen"), ("lin", "快递三天没动了"), ("mei", "我们会重新发出。"))
    async with engines.tables.transaction() as tx:
        await tx.run(
            "update summary set state = 'due', claimed_until = null, attempts = 0, need = null"
            " where conversation = any(%(talks)s::uuid[])",
            talks=[first, second],
        )
    real = writing._talk

    async def talk(tx: Transaction, engines: Engines, row: Row) -> Any:
        if str(row["conversation"]) == first:
            raise RuntimeError("broken")
        return await real(tx, engines, row)

    monkeypatch.setattr(writing, "_talk", talk)
    with pytest.raises(RuntimeError):
        await writing.write_due(engines, clock.now())
    assert await writing.write_due(engines, clock.now()) == 1
    assert (await desk.summary(second))["need"]["text"] == "快递三天没动了"
