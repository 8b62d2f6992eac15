"""Summaries through the front door: Lin's conversation is closed, Mei reads, corrects, and audiences use it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conftest import Api, Drain
from tests.conversations.conftest import Visitor
from tests.summaries.conftest import Desk
from tests.writer.conftest import FakeModel
from tests.writer.conftest import model as model

from feilun.events import Handle
from feilun.insight import profiles
from feilun.interaction import summaries
from feilun.interaction.summaries import learning, permits, writing
from feilun.kernel import clock
from feilun.store import Engines, Tables

Visit = Callable[..., Awaitable[Visitor]]
PARCEL = (("lin", "你好，我的快递三天没动了"), ("mei", "仓库已核实，我们会在24小时内重新发出。"), ("lin", "好的，谢谢"))
INVOICE = (("lin", "请帮我开发票"), ("mei", "发票已发到您的邮箱。"))


async def test_a_closed_conversation_gets_a_summary_with_its_reasons(desk: Desk, visit: Visit) -> None:
    made = await desk.summary(await desk.closes(await visit("lin"), *PARCEL))
    assert made["need"] == {"text": "你好，我的快递三天没动了", "because": [1], "by": "rules"}
    assert made["result"]["text"] == "仓库已核实，我们会在24小时内重新发出。"
    assert made["next_step"]["because"] == made["result"]["because"]
    assert (made["outcome"], made["language"], made["closing"]) == ("confirmed", "zh-CN", 1)
    assert (made["code"], made["proposed_code"]["by"]) == (made["proposed_code"]["value"], "keywords")
    assert made["code"].startswith("delivery-") and made["proposed_code"]["why"]
    assert made["is_code_judged"] is False


async def test_before_it_is_closed_there_is_none(desk: Desk, visit: Visit) -> None:
    await (await visit("lin")).write("在吗")
    conversation = (await desk.mei.box())[0]["id"]
    answer = await desk.mei.http.get(f"/api/v1/conversations/{conversation}/summary")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_conversation_opened_again_gets_a_summary_of_its_own(desk: Desk, visit: Visit) -> None:
    lin = await visit("lin")
    conversation = await desk.closes(lin, *PARCEL)
    assert await desk.closes(lin, *INVOICE) == conversation
    second, first = await desk.summary(conversation), await desk.summary(conversation, closing=1)
    assert (second["closing"], second["need"]["text"], second["code"]) == (2, "请帮我开发票", "payment-invoice")
    assert first["need"]["text"] == "你好，我的快递三天没动了"


async def test_a_correction_replaces_ours_and_is_a_label(desk: Desk, visit: Visit) -> None:
    conversation = await desk.closes(await visit("lin"), *PARCEL)
    answer = await desk.corrects(
        conversation, revision=1, code="delivery-late", need="快递停滞", visitor_class="regular"
    )
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert (made["code"], made["visitor_class"], made["revision"]) == ("delivery-late", "regular", 2)
    assert made["need"] == {"text": "快递停滞", "because": [], "by": "person"}
    assert made["result"]["by"] == "rules"
    assert (made["is_code_judged"], made["is_class_judged"]) == (True, True)


async def test_who_corrects_what_a_colleague_changed_is_told(desk: Desk, visit: Visit) -> None:
    conversation = await desk.closes(await visit("lin"), *PARCEL)
    assert (await desk.corrects(conversation, revision=1, code="delivery-late")).status_code == 200
    late = await desk.corrects(conversation, revision=1, code="order-change")
    assert (late.status_code, late.json()["code"], late.json()["revision"]) == (409, "summary_changed", 2)


@pytest.mark.parametrize(
    "change", [{"code": "delivery"}, {"code": "made-up"}, {"visitor_class": "king"}, {"need": "x" * 1001}]
)
async def test_a_correction_that_cannot_be_is_refused(desk: Desk, visit: Visit, change: dict[str, str]) -> None:
    conversation = await desk.closes(await visit("lin"), *PARCEL)
    assert (await desk.corrects(conversation, revision=1, **change)).status_code == 422
    assert (await desk.summary(conversation))["revision"] == 1


async def facts(tables: Tables, workspace: UUID) -> list[dict[str, Any]]:
    async with tables.transaction() as tx:
        rows = await tx.all(
            "select body from event where workspace = %(workspace)s and type = 'conversation.summarised' order by position",
            workspace=workspace,
        )
    return [row["body"]["properties"] for row in rows]


async def test_each_word_about_it_is_one_fact(desk: Desk, visit: Visit, tables: Tables, workspace: UUID) -> None:
    conversation = await desk.closes(await visit("lin"), *PARCEL)
    await desk.corrects(conversation, revision=1, code="delivery-late")
    await desk.drain()
    told = [(one["revision"], one["code"], one["is_confirmed"]) for one in await facts(tables, workspace)]
    assert told == [(1, "delivery-where", False), (2, "delivery-late", True)] or told[1] == (2, "delivery-late", True)
    assert len(told) == 2


async def test_an_audience_finds_her_by_the_code_and_lets_go_when_it_is_corrected(
    desk: Desk, visit: Visit, api: Api
) -> None:
    owner = await api()
    rule = {"trait": "last_wrapup", "is": "eq", "value": "payment-invoice"}
    made = await owner.post("/api/v1/audiences", json={"name": "Invoices", "rule": rule})
    assert made.status_code == 201, made.text
    audience = made.json()["id"]
    await desk.drain()
    conversation = await desk.closes(await visit("lin"), *INVOICE)
    assert await size(owner, audience) == 1
    await desk.corrects(conversation, revision=1, code="payment-price")
    await desk.drain()
    assert await size(owner, audience) == 0


async def test_an_audience_finds_her_by_what_happened(desk: Desk, visit: Visit, api: Api) -> None:
    owner = await api()
    where = [{"property": "outcome", "is": "eq", "value": "confirmed"}]
    rule = {"event": "conversation.summarised", "measure": "count", "is": "ge", "value": 1, "where": where}
    made = await owner.post("/api/v1/audiences", json={"name": "Helped", "rule": rule})
    assert made.status_code == 201, made.text
    await desk.closes(await visit("lin"), *PARCEL)
    assert await size(owner, made.json()["id"]) == 1


async def size(client: httpx.AsyncClient, audience: str) -> int:
    answer = await client.get(f"/api/v1/audiences/{audience}/members")
    assert answer.status_code == 200, answer.text
    return len(answer.json()["items"])


async def test_a_summary_is_no_visit_of_the_customer(desk: Desk, visit: Visit, tables: Tables, workspace: UUID) -> None:
    lin = await visit("lin")
    conversation = await desk.closes(lin, *INVOICE)
    answered = datetime.fromisoformat((await desk.mei.messages(conversation))[-1]["at"])
    async with tables.transaction() as tx:
        profile = await profiles.profile_by_handle(tx, workspace, Handle("anonymous_id", "lin"))
    assert profile is not None
    assert profile.traits["last_wrapup"] == "payment-invoice"
    assert profile.last_seen < answered


async def test_summaries_are_found_by_code_and_by_words(desk: Desk, visit: Visit) -> None:
    await desk.closes(await visit("lin"), *PARCEL)
    invoice = await desk.closes(await visit("chen"), *INVOICE)
    by_code = (await desk.mei.get("/summaries", code="payment-invoice"))["items"]
    by_word = (await desk.mei.get("/summaries", search="发票"))["items"]
    assert [one["conversation"] for one in by_code] == [one["conversation"] for one in by_word] == [invoice]
    assert (await desk.mei.get("/summaries", search="%"))["items"] == []
    first = await desk.mei.get("/summaries", limit=1)
    rest = await desk.mei.get("/summaries", limit=1, after=first["next"])
    assert {first["items"][0]["conversation"], rest["items"][0]["conversation"]} > {invoice}


async def test_only_what_people_looked_at_is_judged(desk: Desk, visit: Visit, api: Api) -> None:
    kept = await desk.closes(await visit("lin"), *INVOICE)
    wrong = await desk.closes(await visit("chen"), *PARCEL)
    await desk.closes(await visit("wang"), *PARCEL)
    await desk.corrects(kept, revision=1, code="payment-invoice")
    await desk.corrects(wrong, revision=1, code="order-change")
    told = (await (await api()).get("/api/v1/summary-figures")).json()
    (share,) = told["proposals"]
    assert (share["proposals"], share["judged"], share["held"], share["accuracy"]) == (3, 2, 1, 0.5)
    assert share["low"] < 0.5 < share["high"]
    assert (told["conversations"], told["labels"], told["labels_needed"]) == (3, 2, 28)
    assert told["classes"]["accuracy"] is None


async def test_the_tree_is_edited_with_the_revision_one_saw(api: Api, desk: Desk) -> None:
    owner = await api()
    tree = (await owner.get("/api/v1/wrapup-codes")).json()
    assert tree["revision"] == 0 and len(tree["codes"]) >= 6
    tree["codes"].append(
        {"id": "repair", "names": {"en": "Repair", "zh-CN": "维修"}, "keywords": ["螺丝"], "children": []}
    )
    changed = await owner.put("/api/v1/wrapup-codes", json=tree)
    assert (changed.status_code, changed.json()["revision"]) == (200, 1)
    assert (await owner.put("/api/v1/wrapup-codes", json=tree)).status_code == 409
    assert (await desk.mei.get("/wrapup-codes"))["codes"][-1]["id"] == "repair"
    refused = await desk.mei.http.put("/api/v1/wrapup-codes", json={**tree, "revision": 1})
    assert refused.status_code == 403


async def test_a_code_of_ones_own_is_proposed_by_its_words(api: Api, desk: Desk, visit: Visit) -> None:
    owner = await api()
    tree = (await owner.get("/api/v1/wrapup-codes")).json()
    tree["codes"] = [{"id": "screws", "names": {"en": "Screws"}, "keywords": ["螺丝"], "children": []}]
    assert (await owner.put("/api/v1/wrapup-codes", json=tree)).status_code == 200
    conversation = await desk.closes(await visit("lin"), ("lin", "少了一个螺丝"), ("mei", "给您补寄。"))
    assert (await desk.summary(conversation))["code"] == "screws"


async def test_after_thirty_labels_a_model_proposes(
    desk: Desk, visit: Visit, engines: Engines, tables: Tables, workspace: UUID
) -> None:
    """The words point nowhere; only labels can have taught that a squeak is a repair and a ribbon is a gift."""
    async with tables.transaction() as tx:
        for number in range(32):
            said, code = (
                (f"吱吱响得厉害 {number}", "product-fault")
                if number % 2
                else (f"要系丝带包起来 {number}", "order-change")
            )
            await tx.run(
                "insert into summary (workspace, conversation, closing, state, opened_at, closed_at, channel, handles, "
                "position, said, code, is_code_judged, judged_at, need, result, next_step, proposed_code, proposed_class) "
                "values (%(workspace)s, gen_random_uuid(), 1, 'done', now(), now(), 'webchat', '[]', 0, %(said)s, %(code)s, "
                "true, now(), '{}', '{}', '{}', '{\"by\": \"none\"}', '{\"by\": \"none\"}')",
                workspace=workspace, said=said, code=code,
            )  # fmt: skip
    while await learning.learn(engines, clock.now()):
        pass
    conversation = await desk.closes(await visit("lin"), ("lin", "它一直吱吱响"), ("mei", "给您登记了。"))
    made = await desk.summary(conversation)
    assert (made["code"], made["proposed_code"]["by"]) == ("product-fault", "model")
    assert made["proposed_code"]["why"]


async def test_with_a_language_model_the_sentences_are_its_and_checked(
    engines: Engines, model: FakeModel, desk: Desk, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permits, "_permits", [])
    settings = replace(engines.settings, writer_url=model.url, writer_model="fake-1", writer_seconds=3.0)
    model.reply = {
        "need": {"answer": "快递停滞三天。", "cited": ["1"]},
        "result": {"answer": "仓库将重新发出。", "cited": ["3"]},
        "next_step": {"answer": "24小时内重新发出。", "cited": ["3"]},
        "action": "answer",
    }
    lin = await visit("lin")
    await lin.write("我的快递三天没动了，电话13800138000")
    conversation = (await desk.mei.box())[0]["id"]
    await desk.mei.reply(conversation, "仓库会在24小时内重新发出。")
    seqs = [one["seq"] for one in await desk.mei.messages(conversation) if one["sender"]["kind"] == "staff"]
    for part in ("result", "next_step"):
        model.reply[part]["cited"] = [str(seqs[0])]
    await desk.mei.post(f"/conversations/{conversation}/resolution")
    await due(engines)
    await writing.write_due(replace(engines, settings=settings), clock.now())
    made = await desk.summary(conversation)
    assert made["need"] == {"text": "快递停滞三天。", "because": [1], "by": "writer"}
    assert "13800138000" not in model.heard[0]


async def due(engines: Engines) -> None:
    """Only the subscribers: the job is to be run with other settings."""
    from feilun import app, events

    for _ in range(50):
        if not sum([await events.deliver(engines, one, clock.now()) for one in app.all_subscribers()]):
            return


async def test_a_workspace_may_refuse_the_language_model(
    engines: Engines, model: FakeModel, workspace: UUID, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permits, "_permits", [])
    on = replace(engines, settings=replace(engines.settings, writer_url=model.url))

    async def refuses(tx: Any, asked: UUID) -> bool:
        return asked != workspace

    summaries.permit_writer(refuses)
    async with tables.transaction() as tx:
        assert not await permits.may_write(tx, on, workspace)
        assert not await permits.may_write(tx, engines, workspace)


async def test_a_worker_that_died_leaves_its_summaries_to_another(
    desk: Desk, visit: Visit, engines: Engines, tables: Tables, workspace: UUID
) -> None:
    await (await visit("lin")).write("请帮我开发票")
    conversation = (await desk.mei.box())[0]["id"]
    await desk.mei.post(f"/conversations/{conversation}/resolution")
    await due(engines)
    async with tables.transaction() as tx:
        await tx.run(
            "update summary set claimed_until = now() + interval '2 minutes' where workspace = %(w)s", w=workspace
        )
    await writing.write_due(engines, clock.now())
    assert (await desk.mei.http.get(f"/api/v1/conversations/{conversation}/summary")).status_code == 404
    await writing.write_due(engines, clock.now() + writing._LEASE * 2)
    assert (await desk.summary(conversation))["code"] == "payment-invoice"


async def test_a_replay_writes_nothing_twice(
    desk: Desk, visit: Visit, engines: Engines, tables: Tables, workspace: UUID, drain: Drain
) -> None:
    conversation = await desk.closes(await visit("lin"), *INVOICE)
    await desk.corrects(conversation, revision=1, code="payment-price")
    async with tables.transaction() as tx:
        await tx.run("update subscription set writer = '0', position = 0 where name = 'summaries'")
    await drain()
    assert (await desk.summary(conversation))["code"] == "payment-price"
    assert len(await facts(tables, workspace)) == 2


async def test_a_stranger_reads_and_corrects_nothing(
    desk: Desk, visit: Visit, stranger: httpx.AsyncClient, api: Api
) -> None:
    conversation = await desk.closes(await visit("lin"), *INVOICE)
    path = f"/api/v1/conversations/{conversation}/summary"
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.put(path, json={"revision": 1, "code": "payment-price"})).status_code == 404
    assert (await stranger.get("/api/v1/summaries")).json()["items"] == []
    assert (await stranger.get("/api/v1/summary-figures")).json()["conversations"] == 0
    assert (await stranger.get("/api/v1/wrapup-codes")).json()["revision"] == 0
    nobody = await api(None)
    for one in (path, "/api/v1/summaries", "/api/v1/summary-figures", "/api/v1/wrapup-codes"):
        assert (await nobody.get(one)).status_code == 401
    assert (await (await api("analyst")).get(path)).status_code == 403
    assert (await desk.summary(conversation))["revision"] == 1
