"""Trials, greetings, settings, audits and figures of the bot, through the API."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.bot.conftest import Api, Drain, Shop, Visit, publish, tap

from feilun.kernel import clock
from feilun.kernel.ids import new_id


async def test_settings_are_a_draft_until_they_are_published(shop: Shop) -> None:
    page = await shop.get("/bot-settings")
    body = {"settings": {**page["draft"], "miss_limit": 3}, "revision": page["revision"]}
    kept = (await shop.owner.put("/api/v1/bot-settings", json=body)).json()
    assert (kept["draft"]["miss_limit"], kept["live"]["miss_limit"]) == (3, 2)


async def test_who_was_slower_is_told(shop: Shop) -> None:
    page = await shop.get("/bot-settings")
    body = {"settings": page["draft"], "revision": page["revision"]}
    assert (await shop.owner.put("/api/v1/bot-settings", json=body)).status_code == 200
    again = await shop.owner.put("/api/v1/bot-settings", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "stale_settings")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"menu": [{"id": "a", "label": {"en": "A"}, "kind": "article", "target": str(new_id())}]}, "menu.a"),
        ({"menu": [{"id": "a", "label": {}, "kind": "person"}]}, "menu.a.label"),
        ({"menu": [{"id": "a", "label": {"en": "A"}, "kind": "link", "target": "javascript:alert(1)"}]}, "menu.a"),
        ({"menu": [{"id": "a", "label": {"en": "A"}, "kind": "person"}] * 2}, "menu.a"),
        ({"texts": {"hello": {"en": "Hi"}}}, "texts.hello"),
        ({"name": {"fr": "Robot"}}, "name"),
        ({"hours": [{"days": [1], "from": "18:00", "to": "09:00"}]}, "hours.0"),
    ],
)
async def test_settings_with_a_fault_are_kept_but_not_published(shop: Shop, change: dict[str, Any], field: str) -> None:
    page = await shop.get("/bot-settings")
    body = {"settings": {**page["draft"], **change}, "revision": page["revision"]}
    kept = await shop.owner.put("/api/v1/bot-settings", json=body)
    assert field in {one["field"] for one in kept.json()["problems"]}
    refused = await shop.owner.post("/api/v1/bot-settings/publication", json={"revision": kept.json()["revision"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_ready")


async def test_who_may_not_publish_is_refused(shop: Shop, api: Api) -> None:
    agent = await api("agent")
    assert (await agent.get("/api/v1/bot-settings")).status_code == 200
    page = (await agent.get("/api/v1/bot-settings")).json()
    change = {"settings": page["draft"], "revision": page["revision"]}
    assert (await agent.put("/api/v1/bot-settings", json=change)).status_code == 403
    live = await agent.post("/api/v1/bot-settings/publication", json={"revision": page["revision"]})
    assert live.status_code == 403


async def test_a_stranger_sees_settings_of_her_own_only(shop: Shop, stranger: httpx.AsyncClient) -> None:
    await shop.set(name={"en": "Ours"})
    page = (await stranger.get("/api/v1/bot-settings")).json()
    assert page["live"] is None
    assert page["draft"]["name"]["en"] != "Ours"
    assert (await stranger.get("/api/v1/bot-decisions")).json()["items"] == []
    assert (await stranger.get("/api/v1/bot-audits")).json()["items"] == []
    assert (await stranger.get("/api/v1/bot-figures")).json()["questions"] == 0


async def test_a_trial_says_what_the_bot_would_and_writes_nothing(shop: Shop) -> None:
    answer = await trial(shop, text="怎么退货", language="zh-CN")
    assert answer["lines"][0]["body"]["text"] == "关于退货的回答。"
    assert answer["decision"]["route"] == "answer"
    assert answer["decision"]["why"][0]["code"] == "same_words"
    assert answer["version"] == shop.version
    assert await shop.decisions() == []


async def test_a_trial_goes_on_to_the_second_miss(shop: Shop) -> None:
    first = await trial(shop, text="法国的首都是哪里")
    assert first["decision"]["route"] in ("unknown", "buttons")
    second = await trial(shop, text="量子力学的基本假设有哪些", state=first["state"])
    assert (second["decision"]["route"], second["decision"]["reason"]) == ("handover", "misses")
    third = await trial(shop, text="怎么退货", state=second["state"])
    assert (third["decision"]["route"], third["lines"]) == ("silent", [])


@pytest.mark.parametrize("state", ["x", "!!!!", "A" * 70_000, "eyJ0YWxrIjogMX0="])
async def test_a_made_up_state_is_refused(shop: Shop, state: str) -> None:
    answer = await shop.owner.post("/api/v1/bot-trials", json={"text": "hello", "state": state})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_a_trial_without_words_is_the_greeting_of_the_draft(shop: Shop) -> None:
    menu = [{"id": "r", "label": {"zh-CN": "退货", "en": "Returns"}, "kind": "article"}]
    menu[0]["target"] = shop.articles["returns"]
    await shop.set(
        menu=menu,
        welcomes=[{"text": {"en": "Hello, payer"}, "page": "/pay"}, {"text": {"en": "Hello", "zh-CN": "您好"}}],
    )
    answer = await trial(shop, language="en", page="https://shop.example/pay/card")
    assert answer["greeting"]["text"] == "Hello, payer"
    assert answer["greeting"]["menu"] == [
        {"id": "r", "kind": "article", "label": "Returns", "tap": {"kind": "menu", "id": "r"}}
    ]
    assert (await trial(shop, language="zh-TW", page="/"))["greeting"]["text"] == "您好"


async def test_a_visitor_is_greeted_and_what_she_taps_is_answered(shop: Shop, visit: Visit, drain: Drain) -> None:
    menu = [
        {"id": "more", "label": {"zh-CN": "更多"}, "kind": "children", "children": [
            {"id": "i", "label": {"zh-CN": "发票"}, "kind": "article", "target": shop.articles["invoice"]},
            {"id": "l", "label": {"zh-CN": "网站"}, "kind": "link", "target": "https://shop.example"},
        ]}
    ]  # fmt: skip
    await shop.set(menu=menu)
    lin = await visit("lin")
    greeting = (await lin.call("bot.greeting", language="zh-CN", page="/", url="https://shop.example/"))["data"]
    assert greeting["on"] is True
    assert greeting["menu"][0]["children"][0]["tap"] == {"kind": "menu", "id": "i"}
    assert greeting["suggestions"], "foresight has a sane start"
    await tap(lin, "更多", "menu", "more")
    await drain()
    shown = [one for one in await lin.sees() if one["type"] == "text"][-1]["body"]
    assert [one["label"] for one in shown["buttons"]] == ["发票"]
    await tap(lin, "发票", "menu", "i")
    await drain()
    assert (await lin.reads())[-1] == "关于发票的回答。"


async def test_a_shop_without_a_bot_does_not_greet(visit: Visit) -> None:
    lin = await visit("lin")
    assert (await lin.call("bot.greeting", language="en"))["data"]["on"] is False


async def test_her_word_on_an_answer_is_kept_and_counted(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin, chen = await visit("lin"), await visit("chen")
    await lin.write("怎么退货")
    await drain()
    [decision] = await shop.decisions()
    said = [one for one in await lin.sees() if one["type"] == "text"][-1]["body"]
    assert said["ask_helpful"] == decision["id"]
    assert "error" in await chen.call("bot.feedback", decision=decision["id"], helpful=True)
    assert (await lin.call("bot.feedback", decision=decision["id"], helpful=True))["data"] == {}
    figures = await shop.get("/bot-figures")
    assert (figures["confirmed"]["count"], figures["confirmed"]["of"]) == (1, 1)
    assert figures["confirmed"]["low"] < 0.2, "one voice is little evidence"
    assert figures["recontact"]["value"] is None, "nobody can know before 72 hours have gone"


async def test_a_judged_sample_gives_precision_with_its_interval(shop: Shop, visit: Visit, drain: Drain) -> None:
    await shop.set(audit_share=1.0, ask_helpful=False)
    for name, words in (("a", "怎么退货"), ("b", "怎么开发票"), ("c", "查一下物流")):
        await (await visit(name)).write(words)
    await drain()
    queue = await shop.get("/bot-audits")
    assert queue["left"] == 3
    for number, one in enumerate(queue["items"]):
        verdict = {"verdict": "right"} if number else {"verdict": "wrong", "article": shop.articles["opening"]}
        answer = await shop.owner.post(f"/api/v1/bot-audits/{one['id']}", json=verdict)
        assert answer.status_code == 200, answer.text
    figures = await shop.get("/bot-figures")
    assert (figures["precision"]["count"], figures["precision"]["of"]) == (2, 3)
    assert figures["precision"]["low"] < 2 / 3 < figures["precision"]["high"]
    assert figures["audits_due"] == 0
    assert figures["roll_back"] is None, "three verdicts prove nothing"
    wrong = await shop.decisions(verdict="wrong")
    assert wrong[0]["outcomes"]["right_article"] == shop.articles["opening"]


async def test_a_version_that_is_surely_worse_is_proposed_to_be_rolled_back(
    shop: Shop, visit: Visit, drain: Drain
) -> None:
    await shop.set(audit_share=1.0, ask_helpful=False)
    for number in range(12):
        await (await visit(f"v{number}")).write("怎么退货")
    await drain()
    for one in (await shop.get("/bot-audits", limit=50))["items"]:
        await shop.owner.post(f"/api/v1/bot-audits/{one['id']}", json={"verdict": "wrong"})
    advice = (await shop.get("/bot-figures"))["roll_back"]
    assert (advice["version"], advice["target"]) == (shop.version, 0.95)
    assert advice["precision"]["high"] < 0.95


async def test_writing_anew_within_three_days_is_counted_against_the_answer(
    shop: Shop, visit: Visit, drain: Drain
) -> None:
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    [row] = (await shop.get("/conversations"))["items"]
    await shop.owner.post(f"/api/v1/conversations/{row['id']}/resolution")
    await lin.write("查一下物流")
    await drain()
    assert [one["article"] for one in await shop.decisions(recontact=True)] == [shop.articles["returns"]]
    with clock.shifted(timedelta(hours=80)):
        figures = await shop.get("/bot-figures", days=30)
    assert (figures["recontact"]["count"], figures["recontact"]["of"]) == (1, 2)


async def test_a_conversation_that_only_the_bot_had_ends_after_a_day(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    await drain(now=clock.now() + timedelta(hours=25))
    [row] = (await shop.get("/conversations", box="any"))["items"]
    assert row["state"] == "resolved"
    figures = await shop.get("/bot-figures")
    assert figures["confirmed"]["of"] == 0, "silence is no success"


async def test_an_agent_is_shown_what_the_bot_would_say(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("转人工")
    await drain()
    await lin.write("怎么退货")
    [row] = (await shop.get("/conversations"))["items"]
    found = await shop.get(f"/conversations/{row['id']}/suggestions", draft=True)
    assert found["items"][0]["text"] == "关于退货的回答。"
    assert (found["draft"], found["problem"]) == (None, "writer_off")


async def test_last_weeks_questions_are_replayed(shop: Shop, visit: Visit, drain: Drain) -> None:
    await (await visit("lin")).write("怎么退货")
    await drain()
    number = await publish(shop.owner, drain)
    done = await shop.owner.post(f"/api/v1/bot-versions/{number}/replay")
    assert done.is_success, done.text
    await drain()
    view = await shop.get(f"/bot-versions/{number}")
    assert view["replay"]["figures"]["questions"] == 1


async def test_dialogs_of_the_suite_are_played_by_the_bot_itself(shop: Shop, drain: Drain) -> None:
    turns = [
        {"say": "怎么退货", "expect": {"route": "answer", "article": shop.articles["returns"], "contains": "退货"}},
        {"say": "转人工", "expect": {"route": "handover"}},
    ]
    dialog = {"name": "Returns, then a person", "language": "zh-CN", "turns": turns}
    assert (await shop.owner.post("/api/v1/bot-suite/dialogs", json=dialog)).status_code == 201
    number = await publish(shop.owner, drain)
    view = await shop.get(f"/bot-versions/{number}")
    report = view["report"] or view["version"]["suite"]
    assert "skipped" not in str(report) or report["figures"]["dialogs_passed"] == 1


async def trial(shop: Shop, **wish: Any) -> dict[str, Any]:
    answer = await shop.owner.post("/api/v1/bot-trials", json=wish)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_who_waits_is_told_how_many_are_before_her(engines: Any, workspace: Any) -> None:
    from feilun.interaction.bot.attendant import BotAttendant

    async def words(position: int, minutes: int | None = None) -> str:
        async with engines.tables.transaction() as tx:
            facts = {"position": position, "minutes": minutes, "online": 1, "reason": "wish", "number": 1}
            return await BotAttendant().words(tx, workspace, "waiting", "zh-CN", facts)

    assert await words(0) == await words(1) == "好的，正在为您转接人工客服，请稍候。"
    assert await words(3, 4) == "好的，正在为您转接人工客服，您前面还有 2 位，请稍候。预计等待约 4 分钟。"


async def test_the_greeting_keeps_no_secrets_of_an_address(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.call("bot.greeting", language="zh-CN", url="https://shop.example/reset?token=secret#key=secret")
    await lin.write("怎么退货")
    await drain()
    [decision] = await shop.decisions()
    assert decision["page"] == "https://shop.example/reset"
