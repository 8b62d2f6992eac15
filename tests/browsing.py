"""The browser of the tests: Debian's Chromium, headless. Folders that need it import these fixtures in their conftest."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60_000


def chromium() -> str:
    """Where Chromium is; skips the test with a clear word where there is none."""
    path = os.environ.get("CHROMIUM") or next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium on this machine; set CHROMIUM to one")
    return path


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Skips with a clear word where there is no Chromium."""
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        await browser.close()


async def new_context(browser: Browser, **more: object) -> BrowserContext:
    """A fresh profile of a person in China with calm motion."""
    settings = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
    context = await browser.new_context(**{**settings, "reduced_motion": "reduce", **more})  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await new_context(browser)
    yield context
    await context.close()


async def until(look: Callable[[], Awaitable[Any]], what: str) -> Any:
    """What `look` finds, once it finds something."""
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        if found := await look():
            return found
        await asyncio.sleep(0.2)
    raise AssertionError(f"waited in vain: {what}")


async def photograph(page: Page, name: str) -> None:
    """Keeps a picture when FEILUN_PICTURES names a folder."""
    if folder := os.environ.get("FEILUN_PICTURES"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=Path(folder) / f"{name}.png")
