"""The widget in a real browser: nothing typed is lost or doubled, and no page policy is broken."""

import asyncio
from collections.abc import Callable
from importlib.resources import files
from typing import Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect
from tests.browsing import PATIENCE, new_context
from tests.sdk.street import Street

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


async def opened(context: BrowserContext, street: Street, path: str = "/") -> Page:
    page = await context.new_page()
    await page.goto(street.url + path)
    await page.get_by_role("button", name="打开聊天").click()
    await expect(page.get_by_text("在线", exact=True)).to_be_visible(timeout=PATIENCE)
    return page


async def write(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="消息内容")
    await box.fill(text)
    await box.press("Enter")


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE / 1000):
        while not is_true():
            await asyncio.sleep(0.05)


async def test_what_is_typed_while_the_server_is_dark_arrives_once_and_in_order(
    context: BrowserContext, street: Street
) -> None:
    page = await opened(context, street)
    await write(page, "一")
    await until(lambda: street.texts == ["一"])
    street.go_dark()
    await expect(page.get_by_text("网络已断开")).to_be_visible(timeout=PATIENCE)
    for word in ("二", "三", "四"):
        await write(page, word)
    street.come_back()
    await until(lambda: len(street.texts) == 4)
    assert street.texts == ["一", "二", "三", "四"]
    await expect(page.locator("[data-state=sent].is-mine")).to_have_count(4, timeout=PATIENCE)


async def test_a_message_of_a_closed_page_is_sent_by_the_next_one_once(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    street.go_dark()
    await write(page, "还在吗")
    await expect(page.locator("[data-state=waiting]")).to_have_count(1)
    await page.wait_for_timeout(300)
    await page.close()
    street.come_back()
    page = await context.new_page()
    await page.goto(street.url)
    await until(lambda: street.texts == ["还在吗"])
    await page.reload()
    await page.get_by_role("button", name="打开聊天").click()
    await expect(page.get_by_role("article")).to_have_count(1, timeout=PATIENCE)
    assert street.texts == ["还在吗"]


async def test_one_cut_after_another_loses_and_doubles_nothing(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    for at in range(12):
        await write(page, f"客{at}")
        await street.say(f"服{at}")
        if at % 3 == 0:
            street.cut()
    await expect(page.get_by_role("article")).to_have_count(24, timeout=PATIENCE)
    await until(lambda: len(street.texts) == 24)
    assert [text for text in street.texts if text[0] == "客"] == [f"客{at}" for at in range(12)]
    shown = await page.locator("article:not(.is-mine) .words").all_inner_texts()
    assert shown == [f"服{at}" for at in range(12)]


async def test_a_proxy_without_websockets_is_no_hindrance(context: BrowserContext, street: Street) -> None:
    street.takes_sockets = False
    page = await opened(context, street)
    await write(page, "你好")
    await until(lambda: street.texts == ["你好"])
    await street.say("您好")
    await expect(page.get_by_text("您好", exact=True)).to_be_visible(timeout=PATIENCE)


async def test_a_strict_policy_and_a_loud_style_sheet_touch_nothing(context: BrowserContext, street: Street) -> None:
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(street.url)
    await page.get_by_role("button", name="打开聊天").click()
    await write(page, "看 https://shop.example/p/1")
    await street.say("好的")
    line = page.get_by_text("好的", exact=True)
    await expect(line).to_be_visible(timeout=PATIENCE)
    await expect(line).to_have_css("font-size", "15px")
    await expect(line).to_have_css("letter-spacing", "normal")
    await expect(line).not_to_have_css("color", "rgb(255, 0, 0)")
    assert complaints == []


async def test_enter_that_picks_a_word_does_not_send(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    box = page.get_by_role("textbox", name="消息内容")
    session = await context.new_cdp_session(page)
    await session.send("Input.imeSetComposition", {"text": "ni hao", "selectionStart": 6, "selectionEnd": 6})
    await box.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    assert await page.get_by_role("article").count() == 0
    await session.send("Input.insertText", {"text": "你好"})
    await box.press("Enter")
    await until(lambda: len(street.texts) == 1)


async def test_unread_is_counted_on_the_button_and_cleared_by_opening(context: BrowserContext, street: Street) -> None:
    page = await context.new_page()
    await page.goto(street.url)
    await until(lambda: bool(street._sockets))
    await street.say("有货了")
    await page.get_by_role("button", name="打开聊天，1 条未读").click(timeout=PATIENCE)
    await until(lambda: ("msg.read", {"stream": "u:1", "seq": 1}) in street.calls)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="打开聊天", exact=True)).to_be_focused(timeout=PATIENCE)


async def test_a_closed_conversation_is_rated_once(context: BrowserContext, street: Street) -> None:
    page = await opened(context, street)
    await street.publish("system", "system", {"event": "conversation.resolved", "conversation": "7"}, "end")
    await page.get_by_label("非常满意").check()
    await page.get_by_role("button", name="提交评价").click()
    await expect(page.get_by_text("谢谢你的评价！")).to_be_visible(timeout=PATIENCE)
    rated = {"stream": "u:1", "conversation": "7", "score": 5, "comment": ""}
    assert ("conversation.rate", rated) in street.calls


async def test_the_stand_alone_page_chats_alone(context: BrowserContext, street: Street) -> None:
    page = await context.new_page()
    await page.goto(f"{street.url}/sdk/chat.html?key=wk&locale=en")
    box = page.get_by_role("textbox", name="Message", exact=True)
    await box.fill("Hello")
    await box.press("Enter")
    await until(lambda: street.texts == ["Hello"])


async def test_a_visit_to_the_shop_is_told_as_events(context: BrowserContext, street: Street) -> None:
    page = await context.new_page()
    await page.goto(f"{street.url}/shop/")
    await page.get_by_role("link", name="有机米粉").click()
    await page.get_by_role("button", name="加入购物车").click()
    await page.get_by_role("button", name="登录").click()
    await page.get_by_label("称呼").fill("林")
    await page.get_by_label("邮箱").fill("Lin@example.com")
    await page.get_by_label("邮箱").press("Enter")
    await page.get_by_role("link", name="购物车").click()
    await page.get_by_role("button", name="提交订单").click()
    await expect(page.get_by_text("下单成功")).to_be_visible(timeout=PATIENCE)
    await until(lambda: any(one.get("event") == "Order Completed" for one in street.events))
    told = [one.get("event") or one["type"] for one in street.events]
    expected = ["Product Viewed", "Product Added", "identify", "Order Completed"]
    assert [one for one in told if one != "page"] == expected
    order = next(one for one in street.events if one.get("event") == "Order Completed")
    assert order["properties"]["total"] == 49.9
    assert order["userId"] == "lin@example.com"
    assert len({one["anonymousId"] for one in street.events}) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
async def test_the_open_widget_is_clean_to_axe(
    browser: Browser, street: Street, theme: Literal["light", "dark"], width: int
) -> None:
    context = await new_context(browser, color_scheme=theme, viewport={"width": width, "height": 800})
    page = await opened(context, street)
    await write(page, "看 https://shop.example/p/1")
    await until(lambda: len(street.texts) == 1)
    await street.say("好的")
    card = {"title": "米粉", "text": "¥49.90", "url": "https://shop.example", "buttons": [{"label": "就要这款"}]}
    await street.publish("bot", "card", card, "card")
    await street.publish("system", "system", {"event": "conversation.resolved"}, "end")
    await page.get_by_label("满意", exact=True).check()
    await expect(page.get_by_role("button", name="提交评价")).to_be_visible(timeout=PATIENCE)
    found = await page.evaluate(f"{AXE}; axe.run(document, {{resultTypes: ['violations']}})")
    await context.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
