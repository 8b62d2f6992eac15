"""The widget against the real server: the desk hears her once and in order, and she hears the desk."""

import asyncio
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect
from tests.browsing import PATIENCE
from tests.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
async def desk(served: Served) -> Any:
    headers = {"Authorization": f"Bearer {served.token}"}
    async with httpx.AsyncClient(base_url=served.url, headers=headers, timeout=30) as client:
        yield client


async def opened(context: BrowserContext, served: Served) -> Page:
    page = await context.new_page()
    await page.goto(f"{served.url}/shop/?key={served.write_key}")
    await page.get_by_role("button", name="打开聊天").click()
    await expect(page.get_by_text("在线", exact=True)).to_be_visible(timeout=PATIENCE)
    return page


async def write(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="消息内容")
    await box.fill(text)
    await box.press("Enter")


async def conversation_with(desk: httpx.AsyncClient, text: str) -> str:
    async with asyncio.timeout(PATIENCE / 1000):
        while True:
            rows = (await desk.get("/api/v1/conversations", params={"box": "all"})).json()["items"]
            found = [row["id"] for row in rows if row["last_text"] == text]
            if found:
                return str(found[0])
            await asyncio.sleep(0.2)


async def newest(desk: httpx.AsyncClient, conversation: str) -> int:
    """The number of the last line; an agent of another test who is online is assigned in a line of her own."""
    answer = await desk.get(f"/api/v1/conversations/{conversation}/messages")
    return max(int(one["seq"]) for one in answer.raise_for_status().json()["items"])


async def texts(desk: httpx.AsyncClient, conversation: str) -> list[str]:
    answer = (await desk.get(f"/api/v1/conversations/{conversation}/messages", params={"limit": 100})).json()
    return [row["body"]["text"] for row in answer["items"] if row["type"] == "text"]


async def test_a_talk_with_a_cut_in_it_is_whole_on_both_sides(
    context: BrowserContext, served: Served, desk: httpx.AsyncClient
) -> None:
    page = await opened(context, served)
    await write(page, "第一句")
    await expect(page.locator(".is-mine[data-state=sent]")).to_have_count(1, timeout=PATIENCE)
    await context.set_offline(True)
    for word in ("断网二", "断网三"):
        await write(page, word)
    await expect(page.locator(".is-mine[data-state=waiting]")).to_have_count(2, timeout=PATIENCE)
    await context.set_offline(False)
    await expect(page.locator(".is-mine[data-state=sent]")).to_have_count(3, timeout=PATIENCE)
    conversation = await conversation_with(desk, "断网三")
    assert await texts(desk, conversation) == ["第一句", "断网二", "断网三"]

    said = {"cid": "r1", "type": "text", "text": "都收到了", "seen_seq": await newest(desk, conversation)}
    answer = await desk.post(f"/api/v1/conversations/{conversation}/messages", json=said)
    assert answer.status_code < 300, answer.text
    await expect(page.get_by_text("都收到了", exact=True)).to_be_visible(timeout=PATIENCE)
    await page.reload()
    await page.get_by_role("button", name="打开聊天").click()
    await expect(page.get_by_role("article")).to_have_count(4, timeout=PATIENCE)

    assert (await desk.post(f"/api/v1/conversations/{conversation}/resolution")).status_code < 300
    await page.get_by_label("非常满意").check()
    await page.get_by_role("button", name="提交评价").click()
    await expect(page.get_by_text("谢谢你的评价！")).to_be_visible(timeout=PATIENCE)
    row = (await desk.get(f"/api/v1/conversations/{conversation}")).json()
    assert (row["state"], row["rating"]) == ("resolved", 5)


async def test_the_chat_in_a_frame_is_the_same_chat(
    context: BrowserContext, served: Served, desk: httpx.AsyncClient
) -> None:
    page = await context.new_page()
    await page.goto(f"{served.url}/shop/?key={served.write_key}")
    await page.goto(f"{served.url}/chat#key={served.write_key}&locale=zh-CN")
    await write(page, "在框里")
    await expect(page.locator(".is-mine[data-state=sent]")).to_have_count(1, timeout=PATIENCE)
    await conversation_with(desk, "在框里")


async def test_without_websockets_the_same_talk_goes_over_the_long_poll(
    context: BrowserContext, served: Served, desk: httpx.AsyncClient
) -> None:
    await context.add_init_script("delete window.WebSocket")
    page = await opened(context, served)
    await write(page, "走轮询")
    await expect(page.locator(".is-mine[data-state=sent]")).to_have_count(1, timeout=PATIENCE)
    conversation = await conversation_with(desk, "走轮询")
    said = {"cid": "p1", "type": "text", "text": "轮询也收到", "seen_seq": await newest(desk, conversation)}
    answer = await desk.post(f"/api/v1/conversations/{conversation}/messages", json=said)
    assert answer.status_code < 300, answer.text
    await expect(page.get_by_text("轮询也收到", exact=True)).to_be_visible(timeout=PATIENCE)
    await write(page, "再来一句")
    await conversation_with(desk, "再来一句")
    assert await texts(desk, conversation) == ["走轮询", "轮询也收到", "再来一句"]
