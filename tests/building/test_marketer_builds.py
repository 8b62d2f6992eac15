"""A marketer builds an audience and a journey in the console, and publishes: the server keeps what she drew."""

import asyncio
import re
import time
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect
from tests.browsing import PATIENCE, photograph
from tests.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture
async def api(served: Served) -> Any:
    headers = {"Authorization": f"Bearer {served.token}"}
    async with httpx.AsyncClient(base_url=served.url, headers=headers, timeout=30) as client:
        yield client


async def with_buyers(served: Served, api: httpx.AsyncClient) -> None:
    """Three people looked, two of them bought baby food; until the catalogue of fields knows it."""
    batch: list[dict[str, Any]] = []
    for name in ("lin", "chen", "wang"):
        user = {"userId": f"{name}@shop.example", "timestamp": "2026-11-29T02:00:00Z"}
        batch.append({"type": "identify", "traits": {"name": name, "city": "上海"}, "messageId": f"i-{name}", **user})
        batch.append({"type": "track", "event": "Product Viewed", "messageId": f"v-{name}", **user})
    for name in ("lin", "chen"):
        order = {"total": 49.9, "products": [{"category": "ALPINE HONEY"}]}
        user = {"userId": f"{name}@shop.example"}
        batch.append(
            {"type": "track", "event": "Order Completed", "properties": order, "messageId": f"o-{name}", **user}
        )
    answer = await api.post("/v1/batch", json={"batch": batch, "writeKey": served.write_key})
    assert answer.status_code == 200, answer.text
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        fields = (await api.get("/api/v1/audience-fields")).json()
        if any(event["name"] == "Order Completed" for event in fields["events"]):
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the catalogue of fields stays empty")


async def signed_in(context: BrowserContext, served: Served) -> Page:
    page = await context.new_page()
    await page.goto(f"{served.url}/sign-in")
    await page.get_by_label("邮箱").fill(served.email)
    await page.get_by_label("密码").first.fill(served.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("navigation", name="主导航").first).to_be_visible(timeout=PATIENCE)
    return page


async def choose(page: Page, label: str, option: str) -> None:
    await page.get_by_role("combobox", name=label).last.click()
    await page.get_by_role("option", name=option, exact=True).click()


async def test_what_a_marketer_draws_is_what_runs(
    context: BrowserContext, served: Served, api: httpx.AsyncClient
) -> None:
    await with_buyers(served, api)
    page = await signed_in(context, served)
    await build_audience(page)
    audiences = (await api.get("/api/v1/audiences")).json()["items"]
    audience = next(one for one in audiences if one["name"] == "买过奶粉")
    assert audience["name"] == "买过奶粉"
    assert audience["rule"]["all"][0]["where"] == [
        {"property": "products.category", "is": "eq", "value": "ALPINE HONEY"}
    ]
    await see_members(page)

    journey = await build_journey(page)
    await page.get_by_role("button", name="发布", exact=True).click()
    await expect(page.get_by_text("第 1 版已发布")).to_be_visible(timeout=PATIENCE)
    kept = (await api.get(f"/api/v1/journeys/{journey}")).json()
    assert kept["state"] == "running"
    assert kept["draft"]["entry"]["audience"] == audience["id"]
    assert sorted(step["kind"] for step in kept["draft"]["steps"]) == ["chat", "condition", "exit", "exit", "wait"]
    await expect(page.get_by_text("运行中").first).to_be_visible()
    await photograph(page, "building-journey")


async def build_audience(page: Page) -> None:
    await page.get_by_role("link", name="人群").first.click()
    await page.get_by_role("link", name="新建人群").first.click()
    await page.get_by_role("textbox", name="名称").fill("买过奶粉")
    await page.get_by_role("button", name="行为", exact=True).click()
    await choose(page, "行为名称", "Order Completed")
    await page.get_by_role("button", name="限定属性").click()
    await choose(page, "属性名称", "products.category")
    await page.get_by_role("combobox", name="值", exact=True).fill("ALPINE HONEY")
    await page.keyboard.press("Escape")
    await expect(page.get_by_text("2 人", exact=True)).to_be_visible(timeout=PATIENCE)
    await photograph(page, "building-audience")
    await page.get_by_role("button", name="保存人群").click()
    await expect(page.get_by_text("人群已保存")).to_be_visible(timeout=PATIENCE)


async def see_members(page: Page) -> None:
    await page.get_by_role("tab", name="成员").click()
    async with asyncio.timeout(PATIENCE / 1000):
        while await page.get_by_role("row").count() < 3:
            await page.wait_for_timeout(500)
            await page.reload()
            await page.wait_for_timeout(1000)
    await page.get_by_role("button", name="查看 lin 进入的原因").click()
    await expect(page.get_by_role("dialog").get_by_text("实际 1 次")).to_be_visible(timeout=PATIENCE)
    await page.keyboard.press("Escape")


async def build_journey(page: Page) -> str:
    await page.get_by_role("link", name="旅程").first.click()
    await page.get_by_role("button", name="新建旅程").first.click()
    await page.wait_for_url(re.compile("/journeys/[0-9a-f-]{36}"))
    await choose(page, "人群", "买过奶粉")
    steps = page.get_by_role("navigation", name="步骤")
    await steps.get_by_role("button", name="聊天消息").click()
    await page.get_by_role("textbox", name="消息内容").fill("{{ customer.name }}，奶粉喝完了吗？")
    await steps.get_by_role("button", name="条件分支").click()
    await page.get_by_role("button", name="编辑条件").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="行为", exact=True).click()
    await choose(page, "行为名称", "Order Completed")
    await dialog.get_by_role("button", name="完成").click()
    await page.locator("[data-step=entry]").click()
    await page.get_by_role("button", name="在这里插入步骤").first.click()
    await page.get_by_role("menuitem", name="等待", exact=True).click()
    await page.get_by_role("textbox", name="时长").fill("2")
    await steps.get_by_role("button", name="发邮件").click()
    await expect(page.get_by_text("处待修正")).to_be_visible(timeout=PATIENCE)
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="撤销").click()
    await expect(page.get_by_text("可以发布")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_text("已保存", exact=True)).to_be_visible(timeout=PATIENCE)
    return page.url.rsplit("/", 1)[1]
