"""A customer and the bot in real browsers: greeting, menu, questions in two languages, a flow, a cut, a person."""

import re
from collections.abc import AsyncIterator, Iterator
from threading import Event
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, expect
from tests.browsing import new_context, photograph, until
from tests.serving import Cluster, Served, serve

from feilun.demo import Api, publish_when_trained, teach

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def taught(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own whose bot knows what the demo shop's bot knows."""
    with serve(cluster, tmp_path_factory.mktemp("taught")) as served:
        api = Api(served.url, served.token)
        assert teach(api, served.url)
        assert publish_when_trained(api, Event())
        yield served


@pytest.fixture
async def staff(taught: Served) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {taught.token}"}
    async with httpx.AsyncClient(base_url=taught.url, headers=headers, timeout=30) as client:
        yield client


async def test_the_bot_answers_hands_over_and_the_agent_sees_everything(
    browser: Browser, taught: Served, staff: httpx.AsyncClient
) -> None:
    shop = await _shop(browser, taught)
    await expect(shop.get_by_text("我是小满")).to_be_visible()
    await photograph(shop, "bot-1-welcome")
    await shop.get_by_role("button", name="订单与配送").click()
    await shop.get_by_role("navigation").get_by_role("button", name="多久能送到").click()
    await expect(shop.get_by_text("次日送达")).to_be_visible()
    await photograph(shop, "bot-2-menu-answer")

    await _say(shop, "不满一百要付邮费吗")
    await expect(shop.get_by_text("满 99 元包邮")).to_be_visible()
    await _say(shop, "How can I pay? Do you take credit cards")
    await expect(shop.get_by_text("WeChat Pay, Alipay")).to_be_visible()
    await photograph(shop, "bot-3-questions")

    await _say(shop, "我要退货")
    await _answered(shop, "请告诉我订单号")
    await _say(shop, "DD20261128")
    await shop.get_by_role("button", name="收到时破损").click()
    await _answered(shop, "一共退几件")
    await shop.context.set_offline(True)
    await _say(shop, "两件")
    await photograph(shop, "bot-4-cut")
    await shop.context.set_offline(False)
    await _answered(shop, "哪天上门取件方便")
    await shop.reload()
    await _open(shop)
    await _say(shop, "明天")
    await _answered(shop, "打哪个手机号")
    await _say(shop, "13800138000")
    await expect(shop.get_by_text(re.compile("登记好了：订单 DD20261128，2 件"))).to_be_visible()
    await photograph(shop, "bot-5-flow-done")

    desk = await _desk(browser, taught)
    await _say(shop, "你们太过分了，我要投诉")
    await expect(shop.get_by_text("转接人工客服").first).to_be_visible()
    await photograph(shop, "bot-6-handed-over")
    await desk.get_by_text("正在为您转接").first.click()
    await expect(desk.get_by_text("从机器人转来")).to_be_visible()
    await expect(desk.get_by_text("投诉", exact=True).first).to_be_visible()
    await photograph(desk, "bot-7-desk")
    answer = desk.get_by_role("textbox").last
    await answer.fill("您好，我是 Mei。破损的两件明天上门取，运费我们承担，今天就退款。")
    await answer.press("Enter")
    await expect(shop.get_by_text("破损的两件明天上门取")).to_be_visible()
    await _say(shop, "好的，谢谢")
    await expect(desk.get_by_role("log").get_by_text("好的，谢谢")).to_be_visible()

    conversation = (await staff.get("/api/v1/conversations", params={"box": "all"})).json()["items"][0]["id"]
    handovers = (await staff.get(f"/api/v1/conversations/{conversation}/handovers")).json()["items"]
    assert [(one["number"], one["reason"]) for one in handovers] == [(1, "complaint")]
    assert _silent_after_agent(await _messages(staff, conversation))
    await desk.get_by_role("button", name="解决").click()
    summary = await until(lambda: _summary(staff, conversation), "the summary of the conversation")
    assert summary["need"]
    await desk.wait_for_timeout(500)
    await photograph(desk, "bot-8-summary")


async def test_a_question_the_bot_does_not_know_ends_at_a_person(browser: Browser, taught: Served) -> None:
    visitor = await (await new_context(browser, locale="en-US")).new_page()
    await visitor.goto(f"{taught.url}/chat?key={taught.write_key}&locale=en")
    await expect(visitor.get_by_text("I am Xiaoman")).to_be_visible()
    await _say(visitor, "Can you repair the engine of my car?")
    person = visitor.get_by_role("log").get_by_role("button", name="A person, please")
    await expect(person.last).to_be_visible()
    await photograph(visitor, "bot-9-unknown")
    await person.last.click()
    await expect(visitor.get_by_text(re.compile("calling a colleague|Nobody is here")).first).to_be_visible()


async def test_an_agent_takes_over_by_a_button_and_gives_back_by_one(
    browser: Browser, taught: Served, staff: httpx.AsyncClient
) -> None:
    shop = await _shop(browser, taught)
    await _say(shop, "退款多久能到账")
    await _answered(shop, "原路退回")
    desk = await _desk(browser, taught)
    # The newest: a first try may have left one.
    talk = (await staff.get("/api/v1/conversations", params={"search": "退款多久能到账"})).json()["items"][0]
    assert (talk["speaker"], talk["waiting_since"], talk["assignee"], talk["language"]) == ("bot", None, None, "zh-CN")
    await desk.goto(f"{taught.url}/desk/{talk['id']}?box=bot")
    await desk.get_by_role("button", name="接管").click()
    await expect(shop.get_by_text("Mei 为你服务")).to_be_visible()
    await _say(shop, "优惠券怎么用")
    await desk.get_by_role("button", name="交还机器人").click()
    await expect(shop.get_by_text("已回到智能助手")).to_be_visible()
    # What she asked while nobody answered waits for the bot.
    await _answered(shop, "每单一张")
    await _say(shop, "多久能送到")
    await _answered(shop, "次日送达")
    kinds = [one["sender"]["kind"] for one in await _messages(staff, talk["id"]) if one["type"] == "text"]
    assert kinds == ["customer", "bot"] * 3


async def _shop(browser: Browser, taught: Served) -> Page:
    page = await (await new_context(browser)).new_page()
    await page.goto(f"{taught.url}/shop/?key={taught.write_key}")
    await _open(page)
    return page


async def _open(page: Page) -> None:
    await page.get_by_role("button", name="打开聊天").click()
    await expect(page.get_by_role("textbox", name=re.compile("消息内容|Message"))).to_be_visible()


async def _say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name=re.compile("消息内容|Message"))
    await box.fill(text)
    await box.press("Enter")
    await expect(page.get_by_role("log").get_by_text(text).last).to_be_visible()


async def _answered(page: Page, words: str) -> None:
    await expect(page.get_by_role("log").get_by_text(words).last).to_be_visible()


async def _desk(browser: Browser, taught: Served) -> Page:
    page = await (await new_context(browser)).new_page()
    await page.goto(f"{taught.url}/sign-in")
    await page.locator("input[name=email]").fill(taught.email)
    await page.locator("input[type=password]").fill(taught.password)
    await page.locator("button[type=submit]").click()
    await expect(page).not_to_have_url(re.compile("sign-in"))
    await page.goto(f"{taught.url}/desk?box=all")
    await expect(page.get_by_role("heading").first).to_be_visible()
    return page


async def _messages(staff: httpx.AsyncClient, conversation: str) -> list[Any]:
    answer = await staff.get(f"/api/v1/conversations/{conversation}/messages", params={"limit": 200})
    messages: list[Any] = answer.json()["items"]
    return messages


def _silent_after_agent(messages: list[Any]) -> bool:
    """No word of the bot follows the agent's first one, and the hand-over is said once."""
    kinds = [one["sender"]["kind"] for one in messages]
    said = [one for one in messages if one["sender"]["kind"] == "bot" and "人工客服" in str(one["body"].get("text"))]
    return "bot" not in kinds[kinds.index("staff") :] and len(said) == 1


async def _summary(staff: httpx.AsyncClient, conversation: str) -> Any:
    answer = await staff.get(f"/api/v1/conversations/{conversation}/summary")
    return answer.json() if answer.status_code == 200 else None
