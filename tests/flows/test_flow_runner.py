"""Customers in flows: places that last, come back on another channel, keep their graph, and call once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.flows.dialogs import ask, graph, say

from feilun import events
from feilun.events import Event, Handle
from feilun.interaction import flows
from feilun.interaction.flows import FlowContext, FlowGraph, FlowTurn, WebhookAnswer
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.language import Guess, Understood
from feilun.store import Engines

ORDER = graph(
    ask("order", "order", "count"),
    ask("count", "number", "done", label={"zh-CN": "件数"}),
    say("done", "好 {{slots.order}} {{slots.count}}"),
)
CALL = graph(
    ask("n", "number", "call"),
    {"id": "call", "kind": "webhook", "url": "https://shop.example/{{slots.n}}", "save": {"state": "s"}, "next": "done",
     "secrets": {"Authorization": "key"}, "body": {"n": "{{slots.n}}"}},
    say("done", "好 {{slots.state}}"),
)  # fmt: skip


class Talk:
    """One conversation of a customer with the bot."""

    def __init__(self, engines: Engines, workspace: UUID, **more: Any) -> None:
        self.engines = engines
        self.ctx = FlowContext(workspace=workspace, conversation=new_id(), thread=more.pop("thread", new_id()), **more)
        self.turn: FlowTurn | None = None

    async def start(self, graph: FlowGraph, flow: UUID | None = None, version: int = 1) -> str:
        async with self.engines.tables.transaction() as tx:
            self.turn = await flows.start(tx, self.engines, self.ctx, graph, flow or new_id(), version, "退货")
        return self.said

    async def says(self, text: str, tap: str = "", understood: Understood | None = None) -> str:
        self.ctx = msgspec.structs.replace(self.ctx, seq=self.ctx.seq + 1)
        tapped = {"kind": "option", "id": tap} if tap else None
        async with self.engines.tables.transaction() as tx:
            self.turn = await flows.go_on(tx, self.engines, self.ctx, text, tapped, understood)
        return self.said

    async def gets(self, answer: WebhookAnswer) -> str:
        assert self.turn is not None and self.turn.webhook is not None
        async with self.engines.tables.transaction() as tx:
            self.turn = await flows.answered(tx, self.engines, self.ctx, self.turn.webhook, answer)
        return self.said

    @property
    def said(self) -> str:
        if self.turn is None:
            return "(none)"
        return "|".join(str(line.get("text") or line.get("article")) for line in self.turn.lines)

    async def slots(self) -> dict[str, str]:
        async with self.engines.tables.transaction() as tx:
            return await flows.slots_of(tx, self.ctx.workspace, self.ctx.conversation)


@pytest.fixture
def talk(engines: Engines, workspace: UUID) -> Talk:
    return Talk(engines, workspace)


async def _facts(engines: Engines, workspace: UUID, type: str) -> list[dict[str, Any]]:
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            "select body from event where workspace = %(workspace)s and type = %(type)s order by position",
            workspace=workspace,
            type=type,
        )
    return [row["body"]["properties"] for row in rows]


async def test_a_place_lasts_from_message_to_message(talk: Talk) -> None:
    said = [await talk.start(ORDER), await talk.says("A20261130001"), await talk.says("3")]
    assert said == ["请问order？", "请问count？", "好 A20261130001 3"]
    assert talk.turn is not None and talk.turn.finished
    assert await talk.says("还有吗") == "(none)"


async def test_its_beginning_and_end_are_facts(talk: Talk, engines: Engines, workspace: UUID) -> None:
    flow = new_id()
    await talk.start(ORDER, flow, 7)
    await talk.says("取消")
    started, ended = [await _facts(engines, workspace, one) for one in ("flow.started", "flow.ended")]
    assert [(one["flow"], one["version"]) for one in started] == [(str(flow), 7)]
    assert [one["outcome"] for one in ended] == ["cancelled"]


async def test_a_place_keeps_the_graph_it_began_with(talk: Talk) -> None:
    await talk.start(ORDER)
    other = Talk(talk.engines, talk.ctx.workspace)
    await other.start(graph(say("done", "别的")))
    assert await talk.says("A20261130001") == "请问count？"


async def test_another_flow_takes_the_place_of_the_open_one(talk: Talk, engines: Engines, workspace: UUID) -> None:
    await talk.start(ORDER)
    assert await talk.start(graph(ask("name", "text"))) == "请问name？"
    assert [one["outcome"] for one in await _facts(engines, workspace, "flow.ended")] == ["replaced"]


async def test_a_sure_understanding_answers_and_asks_again(talk: Talk) -> None:
    await talk.start(ORDER)
    sure = Understood("sure", (Guess("article-7", 0.97),), 0.97, 0.9, "运费多少", "zh", False)
    assert await talk.says("运费多少？", understood=sure) == "article-7|请问order？"
    unsure = msgspec.structs.replace(sure, outcome="unsure")
    assert (await talk.says("运费多少？", understood=unsure)).startswith("抱歉")


async def test_who_takes_over_gets_the_slots(talk: Talk, engines: Engines) -> None:
    await talk.start(graph(ask("order", "order", "p"), {"id": "p", "kind": "handover", "reason": "vip"}))
    await talk.says("A20261130001")
    assert talk.turn is not None and talk.turn.hand_over == "vip"
    assert await talk.slots() == {"order": "A20261130001"} == talk.turn.slots


async def test_a_flow_ends_when_a_person_takes_the_conversation(talk: Talk, engines: Engines) -> None:
    await talk.start(ORDER)
    async with engines.tables.transaction() as tx:
        await flows.end(tx, talk.ctx)
    assert await talk.says("A20261130001") == "(none)"


async def test_after_a_long_pause_she_is_asked_whether_to_go_on(talk: Talk) -> None:
    await talk.start(ORDER)
    await talk.says("A20261130001")
    with clock.shifted(timedelta(hours=3)):
        assert await talk.says("在吗") == "您之前在办理“退货”，要继续吗？"
        assert await talk.says("是的") == "请问count？"
        assert await talk.says("2") == "好 A20261130001 2"


async def test_after_a_long_pause_an_answer_is_still_an_answer(talk: Talk) -> None:
    await talk.start(ORDER)
    await talk.says("A20261130001")
    with clock.shifted(timedelta(hours=3)):
        assert await talk.says("2件") == "好 A20261130001 2"


@pytest.mark.parametrize("by", ["customer", "thread"])
async def test_she_goes_on_in_another_conversation(by: str, engines: Engines, workspace: UUID) -> None:
    who = {by: new_id()}
    first, second = Talk(engines, workspace, **who), Talk(engines, workspace, channel="email", **who)
    await first.start(ORDER)
    await first.says("A20261130001")
    assert await second.says("你好") == "您之前在办理“退货”，要继续吗？"
    assert await second.says("是", tap="|resume|yes") == "请问count？"
    assert await second.says("5") == "好 A20261130001 5"
    assert await first.says("5") == "(none)"


async def test_a_no_ends_what_was_left(engines: Engines, workspace: UUID) -> None:
    customer = new_id()
    first, second = [Talk(engines, workspace, customer=customer) for _ in range(2)]
    await first.start(ORDER)
    await second.says("你好")
    assert (await second.says("不用了")).startswith("好的，不继续了")
    assert await first.says("A20261130001") == "(none)"


async def test_the_offer_is_made_once_and_comes_back_only_when_asked_for(engines: Engines, workspace: UUID) -> None:
    customer = new_id()
    first, second = [Talk(engines, workspace, customer=customer) for _ in range(2)]
    await first.start(ORDER)
    await second.says("你好")
    assert await second.says("我想问别的事") == "(none)"
    assert await second.says("你好") == "(none)"
    assert await second.says("继续") == "请问order？"


async def test_a_question_of_her_own_comes_before_the_offer(engines: Engines, workspace: UUID) -> None:
    customer = new_id()
    first, second = [Talk(engines, workspace, customer=customer) for _ in range(2)]
    await first.start(ORDER)
    sure = Understood("sure", (Guess("a", 0.97),), 0.97, 0.9, "运费", "zh", False)
    assert await second.says("运费多少？", understood=sure) == "(none)"


async def test_after_a_day_nothing_is_offered_any_more(engines: Engines, workspace: UUID, drain: Any) -> None:
    customer = new_id()
    first, second = [Talk(engines, workspace, customer=customer) for _ in range(2)]
    await first.start(ORDER)
    with clock.shifted(timedelta(hours=25)):
        assert await second.says("你好") == "(none)"
    await drain(now=clock.now() + timedelta(hours=25))
    assert [one["outcome"] for one in await _facts(engines, workspace, "flow.ended")] == ["expired"]
    assert await first.says("A20261130001") == "(none)"


@pytest.mark.parametrize("same", ["customer", "thread", "conversation"])
async def test_a_stranger_finds_nobodys_place(same: str, engines: Engines, workspace: UUID) -> None:
    ids = {"customer": new_id(), "thread": new_id()}
    ours, theirs = Talk(engines, workspace, **ids), Talk(engines, new_id(), **ids)
    theirs.ctx = msgspec.structs.replace(theirs.ctx, conversation=ours.ctx.conversation)
    await ours.start(ORDER)
    assert await theirs.says("继续") == "(none)"
    assert await theirs.slots() == {}
    async with engines.tables.transaction() as tx:
        assert await flows.open_flow(tx, theirs.ctx) is None


async def test_another_customer_is_offered_nothing(engines: Engines, workspace: UUID) -> None:
    ours, other = Talk(engines, workspace, customer=new_id()), Talk(engines, workspace, customer=new_id())
    await ours.start(ORDER)
    assert await other.says("继续") == "(none)"


async def test_the_profile_fills_slots(engines: Engines, workspace: UUID, drain: Any) -> None:
    lin = Event(
        workspace=workspace, id=str(new_id()), type="identify", occurred_at=clock.now(),
        handles=(Handle("user_id", "lin"),), body={"traits": {"name": "林晓彤", "phone": "13800138000"}},
    )  # fmt: skip
    async with engines.tables.transaction() as tx:
        await events.append(tx, [lin])
    await drain()
    from feilun.insight import profiles

    async with engines.tables.transaction() as tx:
        profile = await profiles.profile_by_handle(tx, workspace, Handle("user_id", "lin"))
    assert profile is not None
    talk = Talk(engines, workspace, customer=profile.customer)
    step = ask("phone", "phone", "done", from_trait="phone", confirm=True)
    assert await talk.start(graph(step, say("done", "好 {{customer.name}}"))) == "phone项还是 +86 138 0013 8000 吗？"
    assert await talk.says("对") == "好 林晓彤"


async def test_the_handle_she_writes_from_fills_a_slot(engines: Engines, workspace: UUID) -> None:
    talk = Talk(engines, workspace, handles=(Handle("email", "lin@feilun.example"),))
    await talk.start(graph(ask("email", "email", "done", from_trait="email"), say("done", "{{slots.email}}")))
    assert talk.said == "lin@feilun.example"


async def _with_secret(talk: Talk) -> UUID:
    async with talk.engines.tables.transaction() as tx:
        flow = await flows.create(tx, talk.ctx.workspace, "Call", CALL)
        await flows.keeper.put_secret(tx, talk.ctx.workspace, flow, "key", "Bearer s3cret")
    return flow


async def test_a_call_carries_the_secret_and_the_values(talk: Talk) -> None:
    await talk.start(CALL, await _with_secret(talk))
    await talk.says("三")
    assert talk.turn is not None and talk.turn.webhook is not None
    pending = talk.turn.webhook
    assert (pending.url, pending.body) == ("https://shop.example/3", {"n": 3})
    assert pending.headers == {"Authorization": "Bearer s3cret"}
    assert await talk.gets(WebhookAnswer(status=200, body={"s": "已发货"})) == "好 已发货"


async def test_without_its_secret_a_call_goes_nowhere(talk: Talk, engines: Engines) -> None:
    await talk.start(CALL)
    await talk.says("三")
    assert talk.turn is not None and talk.turn.webhook is not None
    assert (await flows.call(engines, talk.turn.webhook)).problem == "forbidden_address"


async def test_a_worker_killed_between_call_and_answer_calls_under_the_same_key(talk: Talk) -> None:
    await talk.start(CALL, await _with_secret(talk))
    await talk.says("三")
    assert talk.turn is not None and talk.turn.webhook is not None
    before = talk.turn.webhook
    await talk.says("三")  # The next worker finds the turn undone and plays it again.
    assert talk.turn is not None and talk.turn.webhook == before and talk.turn.lines == []
    assert await talk.gets(WebhookAnswer(status=200, body={"s": "好"})) == "好 好"
    assert await _late(talk, before) is None


async def _late(talk: Talk, pending: flows.PendingCall) -> FlowTurn | None:
    """The answer comes a second time, from the worker that was thought dead."""
    async with talk.engines.tables.transaction() as tx:
        return await flows.answered(tx, talk.engines, talk.ctx, pending, WebhookAnswer(status=200))


async def test_each_visit_of_a_call_has_a_key_of_its_own(talk: Talk) -> None:
    back = graph(*[msgspec.to_builtins(step) for step in CALL.steps[:2]], ask("done", "number", "n"))
    await talk.start(back, await _with_secret(talk))
    keys = []
    for _ in range(2):
        await talk.says("三")
        assert talk.turn is not None and talk.turn.webhook is not None
        keys.append(talk.turn.webhook.key)
        await talk.gets(WebhookAnswer(status=200, body={}))
        await talk.says("4")
    assert len(set(keys)) == 2


async def test_the_answer_of_an_earlier_visit_comes_too_late(talk: Talk) -> None:
    back = graph(*[msgspec.to_builtins(step) for step in CALL.steps[:2]], ask("done", "number", "n"))
    await talk.start(back, await _with_secret(talk))
    await talk.says("三")
    assert talk.turn is not None and talk.turn.webhook is not None
    first = talk.turn.webhook
    await talk.gets(WebhookAnswer(status=200, body={}))
    await talk.says("4")
    await talk.says("五")
    assert await _late(talk, first) is None


async def test_a_call_under_way_moves_to_another_conversation_with_its_key(engines: Engines, workspace: UUID) -> None:
    customer = new_id()
    first, second = [Talk(engines, workspace, customer=customer) for _ in range(2)]
    await first.start(CALL, await _with_secret(first))
    await first.says("三")
    await second.says("继续")
    await second.says("是")
    assert first.turn is not None and second.turn is not None
    assert first.turn.webhook is not None and second.turn.webhook is not None
    assert first.turn.webhook.key == second.turn.webhook.key
    assert await second.gets(WebhookAnswer(status=200, body={"s": "好"})) == "好 好"


async def test_two_messages_at_once_move_a_place_one_after_the_other(talk: Talk, engines: Engines) -> None:
    await talk.start(graph(ask("a", "number", "b"), ask("b", "number", "c"), ask("c", "number", "a")))

    async def one(text: str) -> None:
        async with engines.tables.transaction() as tx:
            await flows.go_on(tx, engines, talk.ctx, text)

    await asyncio.gather(*(one(str(number)) for number in range(1, 4)))
    slots: Sequence[str] = sorted((await talk.slots()).values())
    assert slots == ["1", "2", "3"]


async def test_a_turn_that_is_rolled_back_never_happened(talk: Talk, engines: Engines) -> None:
    await talk.start(ORDER)
    with pytest.raises(RuntimeError):
        async with engines.tables.transaction() as tx:
            await flows.go_on(tx, engines, talk.ctx, "A20261130001")
            raise RuntimeError
    assert await talk.says("A20261130001") == "请问count？"


async def test_old_answers_of_webhooks_are_forgotten(talk: Talk, engines: Engines, drain: Any) -> None:
    await talk.start(CALL, await _with_secret(talk))
    await talk.says("三")
    assert talk.turn is not None and talk.turn.webhook is not None
    blocked = replace(engines, settings=replace(engines.settings, webhook_hosts=""))
    pending = msgspec.structs.replace(talk.turn.webhook, url="http://127.0.0.1:1/")
    await flows.call(blocked, pending)
    await drain(now=clock.now() + timedelta(hours=25))
    async with engines.tables.transaction() as tx:
        kept = await tx.value("select count(*) from flow_call where key = %(key)s", key=pending.key)
    assert kept == 0
