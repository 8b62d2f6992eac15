"""Two marketers draw on one journey at once: the later one is asked, and nobody's work is lost without a word."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect
from tests.browsing import PATIENCE, photograph
from tests.building.test_marketer_builds import api, signed_in
from tests.serving import Served

__all__ = ["api"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
END = {"id": "end", "kind": "exit"}


def _saying(text: str) -> dict[str, Any]:
    steps = [{"id": "hi", "kind": "chat", "text": text, "next": "end"}, END]
    return {"entry": {"kind": "event", "event": "Signed Up"}, "steps": steps, "first": "hi"}


async def _drawn_by_two(context: BrowserContext, served: Served, api: httpx.AsyncClient) -> tuple[Page, str]:
    """A page whose change came after another's, so that it asks; the address of the journey."""
    made = await api.post("/api/v1/journeys", json={"name": "Welcome", "graph": _saying("first")})
    address = f"/api/v1/journeys/{made.json()['id']}"
    page = await signed_in(context, served)
    await page.goto(f"{served.url}/journeys/{made.json()['id']}")
    await expect(page.locator("[data-step=hi]")).to_be_visible(timeout=PATIENCE)
    assert (await api.put(f"{address}/draft", json={"graph": _saying("theirs")})).status_code == 200
    await page.locator("[data-step=hi]").click()
    await page.get_by_role("textbox", name="消息内容").fill("mine")
    await expect(page.get_by_role("dialog", name="草稿已被他人修改")).to_be_visible(timeout=PATIENCE)
    return page, address


async def _kept(api: httpx.AsyncClient, address: str, text: str) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while (await api.get(address)).json()["draft"]["steps"][0]["text"] != text:
        assert time.monotonic() < deadline, f"{text} was not kept"
        await asyncio.sleep(0.2)


async def test_she_takes_the_other_draft_and_undo_brings_hers_back(
    context: BrowserContext, served: Served, api: httpx.AsyncClient
) -> None:
    page, address = await _drawn_by_two(context, served, api)
    await photograph(page, "building-two-drafts")
    await _kept(api, address, "theirs")
    await page.get_by_role("button", name="采用").click()
    await expect(page.locator("[data-step=hi]")).to_contain_text("theirs", timeout=PATIENCE)
    await expect(page.get_by_text("已保存", exact=True)).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="撤销").click()
    await _kept(api, address, "mine")


async def test_she_keeps_hers_and_the_other_draft_is_overwritten(
    context: BrowserContext, served: Served, api: httpx.AsyncClient
) -> None:
    page, address = await _drawn_by_two(context, served, api)
    await page.get_by_role("button", name="保留我的").click()
    await _kept(api, address, "mine")
    await expect(page.get_by_role("dialog")).to_be_hidden(timeout=PATIENCE)


async def test_what_another_drew_meanwhile_is_not_published_unseen(
    context: BrowserContext, served: Served, api: httpx.AsyncClient
) -> None:
    page, address = await _drawn_by_two(context, served, api)
    await page.get_by_role("button", name="保留我的").click()
    await _kept(api, address, "mine")
    await expect(page.get_by_text("已保存", exact=True)).to_be_visible(timeout=PATIENCE)
    assert (await api.put(f"{address}/draft", json={"graph": _saying("unseen")})).status_code == 200
    await page.get_by_role("button", name="发布", exact=True).click()
    await expect(page.get_by_role("dialog", name="草稿已被他人修改")).to_be_visible(timeout=PATIENCE)
    assert (await api.get(address)).json()["version"] == 0
