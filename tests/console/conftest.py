"""A browser for the console's tests, and a shop with people in it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browsing import chromium
from tests.console.cast import Stage
from tests.console.windows import ARGUMENTS
from tests.serving import Served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def stage(served: Served) -> Iterator[Stage]:
    """The shop with Lin, Chen, Wang and the others, filled once."""
    stage = Stage(served)
    with stage.public, stage.api:
        stage.fill()
        yield stage
