"""Questions become gaps, gaps keep their ids, people decide about them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.learning.conftest import INVOICE, RENT, Shop

from feilun.kernel import clock

Api = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture
async def supervisor(api: Api) -> httpx.AsyncClient:
    return await api("supervisor")


async def _gaps(client: httpx.AsyncClient, state: str = "open") -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/learning/gaps", params={"state": state})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def _invoices(shop: Shop, days: float = 1) -> None:
    for text in INVOICE:
        await shop.misses(text, days=days)


async def test_questions_that_mean_the_same_are_one_gap(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _invoices(shop)
    for text in RENT:
        await shop.misses(text, language="en", route="buttons")
    await shop.misses("今天天气怎么样")
    await shop.groups()
    gaps = await _gaps(supervisor)
    assert sum(one["size"] for one in gaps if one["family"] == "zh") >= 5
    assert gaps[0]["family"] == "zh" and "发票" in gaps[0]["title"]
    assert [one["reasons"] for one in gaps if one["family"] == "en"] == [{"buttons": 3}]
    run = (await supervisor.get("/api/v1/learning/run")).json()
    assert run["state"] == "done" and run["questions"] == 10 and run["singles"] >= 1


async def test_what_was_answered_or_asked_for_a_person_is_no_gap(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    for _ in range(3):
        await shop.decides("退货期限", article="x")
        await shop.decides("转人工", route="handover", reason="wish")
        await shop.misses("气死我了", route="handover", reason="anger")
        await shop.decides("发票", route="unknown", is_miss=True, is_tap=True)
    await shop.groups()
    assert await _gaps(supervisor) == []


async def test_a_gap_knows_the_nearest_article_and_proposes_more_ways_to_ask(
    shop: Shop, supervisor: httpx.AsyncClient
) -> None:
    article = await shop.knows("开发票", ["如何开发票？", "发票在哪里开"], "在订单详情里申请。")
    await shop.knows("退货", ["几天内可以退货？"], "七天内可以退货。")
    await _invoices(shop)
    await shop.groups()
    gap = (await _gaps(supervisor))[0]
    assert gap["nearest"] == str(article) and gap["nearest_title"] == "开发票" and gap["kind"] == "phrasings"


async def test_a_tap_says_which_article_was_meant(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    article = await shop.knows("配送范围", ["送到哪里"], "全国。")
    for _ in range(3):
        await shop.misses("可以寄新疆吗", route="buttons", outcomes={"tap": str(article)})
    await shop.groups()
    gap = (await _gaps(supervisor))[0]
    assert (gap["nearest"], gap["kind"], gap["likeness"]) == (str(article), "phrasings", 1.0)


async def test_a_gap_keeps_its_id_when_it_grows(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _invoices(shop)
    await shop.groups()
    before = await _gaps(supervisor)
    await shop.misses("开发票", days=0)
    await shop.misses("我想开发票", days=0)
    with clock.shifted(timedelta(hours=2)):
        await shop.groups()
    after = await _gaps(supervisor)
    assert after[0]["id"] == before[0]["id"] and after[0]["size"] > before[0]["size"]


async def test_a_gap_that_nobody_asks_any_more_is_gone_and_returns_under_its_id(
    shop: Shop, supervisor: httpx.AsyncClient
) -> None:
    await _invoices(shop)
    await shop.groups()
    gap = (await _gaps(supervisor))[0]["id"]
    with clock.shifted(timedelta(weeks=10)):
        await shop.misses("您们卖自行车吗", days=0)
        await shop.groups()
        assert gap not in [one["id"] for one in await _gaps(supervisor)]
        assert gap in [one["id"] for one in await _gaps(supervisor, "gone")]
        await _invoices(shop, days=0)
    with clock.shifted(timedelta(weeks=10, hours=2)):
        await shop.groups()
        assert gap in [one["id"] for one in await _gaps(supervisor)]


async def test_a_dismissed_gap_does_not_come_back(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _invoices(shop)
    await shop.groups()
    gap = (await _gaps(supervisor))[0]["id"]
    answer = await supervisor.delete(f"/api/v1/learning/gaps/{gap}", params={"reason": "发票由财务回答"})
    assert answer.json()["state"] == "dismissed" and answer.json()["reason"] == "发票由财务回答"
    await _invoices(shop, days=0)
    with clock.shifted(timedelta(hours=2)):
        await shop.groups()
    assert gap not in [one["id"] for one in await _gaps(supervisor)]
    kept = next(one for one in await _gaps(supervisor, "dismissed") if one["id"] == gap)
    assert kept["size"] > len(INVOICE) - 2
    restored = await supervisor.post(f"/api/v1/learning/gaps/{gap}/restoration")
    assert restored.json()["state"] == "open"


async def test_a_dismissal_needs_a_reason(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _invoices(shop)
    await shop.groups()
    gap = (await _gaps(supervisor))[0]["id"]
    assert (await supervisor.delete(f"/api/v1/learning/gaps/{gap}")).status_code in (400, 422)


async def test_the_questions_of_a_gap_come_page_by_page(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _invoices(shop)
    await shop.groups()
    gap = (await _gaps(supervisor))[0]
    seen: list[str] = []
    after = None
    while True:
        page = (
            await supervisor.get(
                f"/api/v1/learning/gaps/{gap['id']}/questions",
                params={"limit": 2, **({"after": after} if after else {})},
            )
        ).json()
        seen += [one["decision"] for one in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == gap["size"]


async def test_a_run_on_demand_groups_at_once(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await shop.groups()
    await _invoices(shop)
    assert (await supervisor.post("/api/v1/learning/run")).json()["state"] == "waiting"
    await shop.groups()
    assert (await supervisor.get("/api/v1/learning/run")).json()["state"] == "done"
    assert len(await _gaps(supervisor)) >= 1


async def test_without_new_questions_nothing_is_grouped_again(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _invoices(shop)
    await shop.groups()
    before = (await supervisor.get("/api/v1/learning/run")).json()
    # Others' workspaces may be due by then.
    with clock.shifted(timedelta(hours=3)):
        await shop.groups()
    assert (await supervisor.get("/api/v1/learning/run")).json() == before


async def test_a_worker_that_died_is_followed_by_another(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _invoices(shop)
    now = clock.now()
    async with shop.engines.tables.transaction() as tx:
        await tx.run(
            "insert into learning_run (workspace, state, claim, claimed_until, started_at) values "
            "(%(workspace)s, 'running', gen_random_uuid(), %(until)s, %(now)s)",
            workspace=shop.workspace,
            until=now + timedelta(minutes=10),
            now=now,
        )
    await shop.groups()
    assert await _gaps(supervisor) == []
    with clock.shifted(timedelta(minutes=11)):
        await shop.groups()
    assert len(await _gaps(supervisor)) >= 1


async def test_who_may_only_read_changes_nothing(shop: Shop, api: Api, supervisor: httpx.AsyncClient) -> None:
    await _invoices(shop)
    await shop.groups()
    gap = (await _gaps(supervisor))[0]["id"]
    agent = await api("agent")
    assert len(await _gaps(agent)) >= 1
    for answer in (
        await agent.delete(f"/api/v1/learning/gaps/{gap}", params={"reason": "x"}),
        await agent.post(f"/api/v1/learning/gaps/{gap}/restoration"),
        await agent.post(f"/api/v1/learning/gaps/{gap}/proposal"),
        await agent.post("/api/v1/learning/run"),
    ):
        assert answer.status_code == 403


async def test_a_stranger_sees_no_gap_of_ours(
    shop: Shop, supervisor: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await _invoices(shop)
    await shop.groups()
    gap = (await _gaps(supervisor))[0]["id"]
    assert await _gaps(stranger) == []
    for answer in (
        await stranger.get(f"/api/v1/learning/gaps/{gap}"),
        await stranger.get(f"/api/v1/learning/gaps/{gap}/questions"),
        await stranger.delete(f"/api/v1/learning/gaps/{gap}", params={"reason": "x"}),
        await stranger.post(f"/api/v1/learning/gaps/{gap}/restoration"),
        await stranger.post(f"/api/v1/learning/gaps/{gap}/proposal"),
    ):
        assert answer.status_code == 404
    assert (await _gaps(supervisor))[0]["state"] == "open"
