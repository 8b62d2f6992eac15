"""The demo shop's bot in the widget, and the agent's desk beside it: greeting, menu, question, person, silence."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect
from tests.browsing import PATIENCE, new_context, photograph
from tests.serving import Cluster, Served, serve

from feilun import demo
from feilun.demo.furniture import Api

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def taught(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own whose bot knows the demo shop: in the other one people answer alone."""
    with serve(cluster, tmp_path_factory.mktemp("taught")) as served:
        api = Api(served.url, served.token)
        assert demo.teach(api, served.url)
        assert demo.publish_when_trained(api, threading.Event())
        yield served


async def shop(browser: Browser, served: Served, **more: Any) -> tuple[BrowserContext, Page]:
    context = await new_context(browser, **more)
    page = await context.new_page()
    await page.goto(f"{served.url}/shop/?key={served.write_key}")
    await page.get_by_role("button", name="打开聊天").click()
    await expect(page.get_by_text("我是小满")).to_be_visible(timeout=PATIENCE)
    return context, page


async def desk(browser: Browser, served: Served) -> tuple[BrowserContext, Page]:
    """Mei at her desk, in a browser of her own."""
    context = await new_context(browser)
    page = await context.new_page()
    await page.goto(f"{served.url}/")
    await page.locator("input[type=email], input[name=email]").first.fill(served.email)
    await page.locator("input[type=password]").fill(served.password)
    await page.locator("input[type=password]").press("Enter")
    await page.get_by_role("navigation").first.wait_for(timeout=PATIENCE)
    return context, page


async def until(is_true: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE / 1000):
        while not await asyncio.to_thread(is_true):
            await asyncio.sleep(0.2)


async def write(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="消息内容")
    await box.fill(text)
    await box.press("Enter")


async def test_from_the_greeting_to_a_person_and_back(browser: Browser, taught: Served) -> None:
    api = Api(taught.url, taught.token)
    hers, page = await shop(browser, taught)
    await photograph(page, "real-start")
    await page.get_by_role("button", name="优惠与会员").click()
    await page.locator(".menu ul button").first.click()
    bot = page.locator("article:not(.is-mine)")
    await expect(bot).to_have_count(1, timeout=PATIENCE)
    await write(page, "退款多久能到账")
    await expect(bot).to_have_count(2, timeout=PATIENCE)
    await photograph(page, "real-answer")
    talk = api.call("GET", "/api/v1/conversations?box=bot")["items"][0]
    assert (talk["speaker"], talk["waiting_since"], talk["assignee"], talk["language"]) == ("bot", None, None, "zh-CN")

    mine, seat = await desk(browser, taught)
    await seat.goto(f"{taught.url}/desk/{talk['id']}?box=bot")
    await expect(seat.get_by_role("button", name="接管")).to_be_visible(timeout=PATIENCE)
    await photograph(seat, "real-desk-bot")
    await page.locator(".row").get_by_role("button", name="转人工").click()
    await expect(page.get_by_text("Mei")).to_be_visible(timeout=PATIENCE)
    await until(lambda: api.call("GET", f"/api/v1/conversations/{talk['id']}")["speaker"] == "waiting")
    await expect(seat.get_by_role("button", name="交还机器人")).to_be_visible(timeout=PATIENCE)
    await photograph(seat, "real-desk-waiting")
    said = await bot.count()
    await seat.keyboard.press("r")
    await seat.keyboard.type("您好，我是 Mei")
    await seat.keyboard.press("Enter")
    await expect(page.get_by_text("您好，我是 Mei")).to_be_visible(timeout=PATIENCE)
    await write(page, "怎么退货")
    await asyncio.sleep(3)
    assert await bot.count() == said + 1, "the bot spoke after the agent"
    await photograph(page, "real-agent")

    await seat.get_by_role("button", name="交还机器人").click()
    await expect(page.get_by_text("已回到智能助手")).to_be_visible(timeout=PATIENCE)
    await write(page, "怎么申请退货")
    await expect(bot).to_have_count(said + 2, timeout=PATIENCE)
    rows = api.call("GET", f"/api/v1/conversations/{talk['id']}/handovers")["items"]
    assert [(one["number"], one["outcome"]) for one in rows] == [(1, "returned")]
    assert rows[0]["briefing"]
    for context in (hers, mine):
        await context.close()


async def test_a_phone_in_the_dark_reads_it_too(browser: Browser, taught: Served) -> None:
    context, page = await shop(
        browser, taught, viewport={"width": 390, "height": 844}, color_scheme="dark", is_mobile=True
    )
    await write(page, "我的快递到哪了")
    await expect(page.locator("article:not(.is-mine)").first).to_be_visible(timeout=PATIENCE)
    await photograph(page, "real-phone-dark")
    await context.close()
