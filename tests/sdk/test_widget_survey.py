"""A survey in the page of the business, against the real server: asked once, answered in place, put away for good."""

from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect
from tests.browsing import PATIENCE, new_context, until
from tests.sdk.conftest import STATIC
from tests.sdk.survey_cast import short_form
from tests.sdk.test_survey_page import Owner, looks, owner
from tests.serving import Served

__all__ = ["owner"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not (STATIC / "prompt.js").exists(), reason="the SDK is not built; run `make build`"),
]


async def asks(owner: Owner, event: str, layout: str = "popover") -> dict[str, Any]:
    """A survey that is put to whoever does `event`; no rest between surveys, so that tests do not silence each other."""
    rules = (await owner.http.get("/api/v1/contact-pressure")).json() | {"rest_days": 0, "most": 0}
    assert (await owner.http.put("/api/v1/contact-pressure", json=rules)).status_code == 200
    survey = await owner.publishes(short_form())
    reach = {"kind": "widget", "layout": layout, "trigger": {"event": event}}
    made = await owner.http.post(f"/api/v1/surveys/{survey['id']}/reaches", json={"reach": reach, "is_on": True})
    assert made.status_code == 201, made.text
    return survey


async def shopping(context: BrowserContext, served: Served) -> Page:
    page = await context.new_page()
    await page.goto(f"{served.url}/shop/?key={served.write_key}")
    await expect(page.get_by_role("button", name="打开聊天")).to_be_visible(timeout=PATIENCE)
    return page


async def does(page: Page, event: str) -> None:
    await page.evaluate("(event) => window.FL('track', event)", event)


async def prompted(page: Page, event: str) -> Locator:
    """The prompt; the event is done anew until the link is open and the visitor known."""
    window = page.locator("feilun-survey").get_by_role("dialog")

    async def look() -> bool:
        if not await window.count():
            await does(page, event)
            await page.wait_for_timeout(500)
        return bool(await window.count())

    await until(look, "the prompt")
    return window


@pytest.mark.parametrize("layout", ["popover", "modal", "bar"])
async def test_the_first_question_is_asked_and_the_rest_in_the_same_place(
    browser: Browser, served: Served, owner: Owner, layout: str
) -> None:
    survey = await asks(owner, f"Answered {layout}", layout)
    context = await new_context(browser, viewport={"width": 360, "height": 740})
    page = await shopping(context, served)
    window = await prompted(page, f"Answered {layout}")
    wrong = await looks(page, f"prompt-{layout}")
    await window.get_by_role("radio", name="9", exact=True).click()
    await window.get_by_role("button", name="下一页").click()
    await window.get_by_role("textbox", name="您多大").fill("30")
    await window.get_by_role("button", name="下一页").click()
    await window.get_by_role("textbox", name="您住在哪里").fill("杭州")
    await window.get_by_role("button", name="提交").click()
    await expect(window.get_by_text("谢谢!")).to_be_visible(timeout=PATIENCE)
    wrong += await looks(page, f"prompt-{layout}-end")
    await window.get_by_role("button", name="关闭").click()
    await expect(window).to_have_count(0)
    await context.close()
    (kept,) = await owner.responses(survey)
    assert (kept["state"], kept["channel"]) == ("complete", "widget")
    assert kept["answers"] == {"score": 9, "age": 30, "city": "杭州"}
    assert [one for one in wrong if "feilun-survey" in one] == []


async def test_what_was_put_away_does_not_come_back(context: BrowserContext, served: Served, owner: Owner) -> None:
    survey = await asks(owner, "Put away")
    page = await shopping(context, served)
    window = await prompted(page, "Put away")
    await window.get_by_role("button", name="关闭").click()
    await until(lambda: dismissed(owner, survey), "the server to hear of it")
    await page.reload()
    await expect(page.get_by_role("button", name="打开聊天")).to_be_visible(timeout=PATIENCE)
    # A second survey shows that the link is open and the answer to the first was no.
    await asks(owner, "Asked after")
    for _ in range(4):
        await does(page, "Put away")
        await page.wait_for_timeout(300)
    await expect(page.locator("feilun-survey")).to_have_count(0)
    await prompted(page, "Asked after")


async def dismissed(owner: Owner, survey: dict[str, Any]) -> bool:
    answer = await owner.http.get(f"/api/v1/surveys/{survey['id']}/reach-figures")
    return bool(answer.json()["overall"]["dismissed"] == 1)


async def test_nobody_is_asked_while_she_talks(context: BrowserContext, served: Served, owner: Owner) -> None:
    await asks(owner, "Talked")
    page = await shopping(context, served)
    await page.get_by_role("button", name="打开聊天").click()
    await expect(page.get_by_text("在线", exact=True)).to_be_visible(timeout=PATIENCE)
    for _ in range(4):
        await does(page, "Talked")
        await page.wait_for_timeout(300)
    await expect(page.locator("feilun-survey")).to_have_count(0)
    await page.get_by_role("button", name="关闭聊天").last.click()
    window = await prompted(page, "Talked")
    await window.get_by_role("radio", name="9", exact=True).click()
    await page.get_by_role("button", name="打开聊天").click()
    await expect(window).to_be_hidden()
    await page.get_by_role("button", name="关闭聊天").last.click()
    await expect(window.get_by_role("radio", name="9", exact=True)).to_be_checked()
