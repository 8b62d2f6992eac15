"""The widget where a bot is on: its offers before anything is typed, one-tap answers, a person, the queue."""

import asyncio
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect
from tests.browsing import PATIENCE, new_context, photograph
from tests.sdk.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WORDS: dict[str, dict[str, Any]] = {
    "zh-CN": {
        "open": "打开聊天", "box": "消息内容", "name": "飞飞", "text": "您好！我是智能助手飞飞，请问有什么可以帮您？",
        "chips": ["我的订单到哪里了", "怎样申请退货", "有没有满减优惠"],
        "menu": ["订单与物流", "退换货", "联系商家"], "inside": ["查询物流", "修改地址"],
        "answer": "退货很简单：七天内点击“我的订单”，选择商品并提交申请，我们会在一个工作日内审核。",
        "person": "转人工", "leave": "退出排队",
    },
    "en": {
        "open": "Open chat", "box": "Message", "name": "Fei", "text": "Hello! I am Fei, the assistant. How can I help?",
        "chips": ["Where is my order?", "How do I return something?", "Are there any offers right now?"],
        "menu": ["Orders and delivery", "Returns", "Contact the shop"], "inside": ["Track a parcel", "Change the address"],
        "answer": "Returning is easy: within seven days open My orders, choose the item and send the form.",
        "person": "Talk to a person", "leave": "Leave queue",
    },
}  # fmt: skip


def greeting(words: dict[str, Any]) -> dict[str, Any]:
    first, second, third = words["menu"]
    inside = [
        {"id": f"in-{at}", "kind": "article", "label": label, "tap": {"kind": "menu", "id": f"in-{at}"}}
        for at, label in enumerate(words["inside"])
    ]
    return {
        "on": True, "name": words["name"], "text": words["text"],
        "menu": [
            {"id": "orders", "kind": "children", "label": first, "children": inside},
            {"id": "returns", "kind": "article", "label": second, "tap": {"kind": "menu", "id": "returns"}},
            {"id": "site", "kind": "link", "label": third, "url": "https://shop.example/contact"},
        ],
        "suggestions": [
            {"label": label, "tap": {"kind": "foresight", "id": f"article-{at}"}} for at, label in enumerate(words["chips"])
        ],
    }  # fmt: skip


def answer(words: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": words["answer"], "ask_helpful": "d1", "decision": "d1",
        "links": [{"label": "shop.example/returns", "url": "https://shop.example/returns"}],
        "attachments": [{"name": "returns.pdf", "url": "/m/file/t", "type": "application/pdf", "size": 48_000}],
        "buttons": [
            {"label": words["inside"][0], "tap": {"kind": "article", "id": "a1", "decision": "d1"}},
            {"label": words["person"], "tap": {"kind": "person", "id": "", "decision": "d1"}},
        ],
    }  # fmt: skip


async def opened(context: BrowserContext, street: Street, language: str = "zh-CN") -> Page:
    words = WORDS[language]
    street.greeting = greeting(words)
    page = await context.new_page()
    await page.goto(street.url + ("/en" if language == "en" else "/"))
    await page.get_by_role("button", name=words["open"]).click()
    await expect(page.get_by_text(words["text"])).to_be_visible(timeout=PATIENCE)
    return page


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE / 1000):
        while not is_true():
            await asyncio.sleep(0.05)


def taps(street: Street) -> list[Any]:
    return [row["body"].get("tap") for row in street.log if row["sender"]["kind"] == "customer"]


async def test_the_greeting_knows_the_page_and_offers_three_things(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    asked = next(values for name, values in street.calls if name == "bot.greeting")
    assert asked == {"language": "zh-CN", "page": "/", "url": street.url + "/", "title": "店"}
    await expect(page.get_by_role("heading", name="飞飞")).to_be_visible()
    await page.get_by_role("button", name="怎样申请退货").click()
    await until(lambda: taps(street) == [{"kind": "foresight", "id": "article-1"}])
    assert street.texts == ["怎样申请退货"]
    sent = next(values for name, values in street.calls if name == "msg.send")
    assert sent["language"] == "zh-CN"
    await expect(page.get_by_role("button", name="怎样申请退货")).to_have_count(0)


async def test_the_menu_goes_down_and_back_by_keyboard_and_ends_in_one_tap(
    context: BrowserContext, street: Street
) -> None:
    page = await opened(context, street)
    await page.get_by_role("button", name="订单与物流").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="查询物流")).to_be_focused(timeout=PATIENCE)
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="退换货")).to_be_visible()
    await page.get_by_role("button", name="订单与物流").click()
    await page.get_by_role("button", name="修改地址").press("Enter")
    await until(lambda: taps(street) == [{"kind": "menu", "id": "in-1"}])
    await page.get_by_role("button", name="菜单").click()
    await page.get_by_role("button", name="退换货").click()
    await until(lambda: taps(street)[1:] == [{"kind": "menu", "id": "returns"}])


async def test_only_the_newest_buttons_count_and_the_tapped_one_is_shown(
    context: BrowserContext, street: Street
) -> None:
    page = await opened(context, street)
    ask = {"text": "您是想问：", "buttons": [
        {"label": "退货", "tap": {"kind": "article", "id": "a", "decision": "d"}},
        {"label": "都不是", "tap": {"kind": "none", "id": "", "decision": "d"}},
    ]}  # fmt: skip
    await street.publish("bot", "text", ask, "b1", "飞飞")
    await page.get_by_role("button", name="退货", exact=True).click()
    await until(lambda: taps(street) == [{"kind": "article", "id": "a", "decision": "d"}])
    await expect(page.get_by_role("button", name="退货", exact=True)).to_be_disabled()
    await expect(page.get_by_role("button", name="退货", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(page.get_by_role("button", name="都不是")).to_be_disabled()


async def test_a_tap_on_a_dark_line_arrives_whole_and_once(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    street.go_dark()
    await expect(page.get_by_text("网络已断开")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="退换货").click()
    await page.wait_for_timeout(300)
    await page.close()
    street.come_back()
    page = await context.new_page()
    await page.goto(street.url)
    await until(lambda: taps(street) == [{"kind": "menu", "id": "returns"}])


async def test_an_answer_has_links_files_and_a_question_whether_it_helped(
    context: BrowserContext, street: Street
) -> None:
    page = await opened(context, street)
    await street.publish("bot", "text", answer(WORDS["zh-CN"]), "b1", "飞飞")
    file = page.get_by_role("link", name="returns.pdf")
    await expect(file).to_have_attribute("href", street.url + "/m/file/t", timeout=PATIENCE)
    await page.get_by_role("button", name="有帮助", exact=True).click()
    await expect(page.get_by_text("谢谢您！")).to_be_visible(timeout=PATIENCE)
    assert ("bot.feedback", {"decision": "d1", "helpful": True}) in street.calls


async def test_a_dangerous_address_is_no_link(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    body = {"text": "看", "links": [{"label": "bad", "url": "javascript:alert(1)"}], "attachments": ["x"], "buttons": 3}
    await street.publish("bot", "text", body, "b1")
    await expect(page.get_by_text("看", exact=True)).to_be_visible(timeout=PATIENCE)
    assert await page.get_by_role("link", name="bad").count() == 0


async def test_a_person_is_called_and_the_queue_can_be_left(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    await page.get_by_role("button", name="转人工").click()
    await expect(page.get_by_text("您排在第 2 位 · 约 3 分钟")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="退出排队").click()
    await expect(page.get_by_text("您已退出排队")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_role("button", name="转人工")).to_be_visible()


async def test_an_agent_takes_the_name_and_the_bots_bar_away(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    assigned = {"event": "conversation.assigned", "name": "小美"}
    await street.publish("system", "system", assigned, "s1")
    await street.say("我是小美")
    await expect(page.get_by_role("heading", name="小美")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_role("button", name="转人工")).to_have_count(0)
    await street.publish("system", "system", {"event": "conversation.returned"}, "s2")
    await expect(page.get_by_role("heading", name="飞飞")).to_be_visible(timeout=PATIENCE)


async def test_without_a_bot_all_is_as_it_was(context: BrowserContext, street: Street) -> None:
    page = await context.new_page()
    await page.goto(street.url)
    await page.get_by_role("button", name="打开聊天").click()
    await expect(page.get_by_text("在线", exact=True)).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("textbox", name="消息内容").fill("你好")
    await page.keyboard.press("Enter")
    await until(lambda: street.texts == ["你好"])
    await expect(page.get_by_text("你好，想了解什么")).to_be_visible()
    assert await page.get_by_role("button", name="转人工").count() == 0


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_it_reads_well_everywhere(browser: Browser, street: Street, language: str, theme: Any, size: str) -> None:
    viewport = {"width": 390, "height": 844} if size == "phone" else {"width": 1280, "height": 800}
    context = await new_context(browser, viewport=viewport, color_scheme=theme, bypass_csp=True)
    words = WORDS[language]
    try:
        page = await opened(context, street, language)
        await photograph(page, f"widget-start-{language}-{theme}-{size}")
        await _check(page)
        await page.get_by_role("button", name=words["menu"][0]).click()
        await page.get_by_role("button", name=words["inside"][0]).click()
        await until(lambda: len(street.log) == 1)
        await street.publish("bot", "text", answer(words), "b1", words["name"])
        await expect(page.get_by_text(words["answer"])).to_be_visible(timeout=PATIENCE)
        await photograph(page, f"widget-answer-{language}-{theme}-{size}")
        await _check(page)
        await page.locator(".row").get_by_role("button", name=words["person"]).click()
        await expect(page.get_by_role("button", name=words["leave"])).to_be_visible(timeout=PATIENCE)
        await expect(page.locator(".queue")).to_contain_text("3", timeout=PATIENCE)
        await photograph(page, f"widget-queue-{language}-{theme}-{size}")
        await _check(page)
    finally:
        await context.close()


async def _check(page: Page) -> None:
    """No complaint of axe, and nothing runs out of the panel sideways."""
    await page.evaluate(AXE)
    found = await page.evaluate(
        "async () => (await axe.run({exclude: ['main']})).violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join())"
    )
    assert [one for one in found if not one.startswith(("region", "landmark", "page-has"))] == []
    wide = await page.evaluate(
        "() => [...document.querySelector('feilun-widget').shadowRoot.querySelectorAll('.log, .bar, .panel')]"
        ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.className)"
    )
    assert wide == []
