"""A browser, and a small street for it: pages with the SDK on them, before a chat server that can go dark."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright
from tests.sdk.street import Street, serve

STATIC = Path(__file__).parents[2] / "src/feilun/static/sdk"
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = _chromium()
    if path is None:
        pytest.skip("no Chromium on this machine; set CHROMIUM to one")
    if not (STATIC / "feilun.js").exists():
        pytest.skip("the SDK is not built; run `npm run build` in sdk/")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A fresh browser profile: its cookies and its IndexedDB outlive its pages."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 800},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    yield context
    await context.close()


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with serve(Street(STATIC)) as street:
        yield street
