"""Windows on the console: signed in, in a language and a theme, and listening for what goes wrong."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page
from tests.serving import Served

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Contrast depends on the theme, widths on the language, names on neither: so not everything is looked at six times,
# unless somebody wants the pictures.
LOOKS = [("zh-CN", "light"), ("zh-TW", "light"), ("en", "light"), ("en", "dark")]
if os.environ.get("FEILUN_PICTURES"):
    LOOKS += [("zh-CN", "dark"), ("zh-TW", "dark")]
LINT = Path(__file__).with_name("lint.js").read_text(encoding="utf-8")
_PATIENCE = 45.0
_NARROW = (1024, 390)
# While one of these is on the page it is still drawing.
_BUSY = "() => document.querySelectorAll('.mantine-Skeleton-root, .mantine-Loader-root').length"


class Window:
    """A page, and every complaint of the browser since it was opened."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page = page
        self.served = served
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location['url']}")

    def open(self, path: str) -> None:
        self.page.goto(f"{self.served.url}{path}", wait_until="load")
        self.settle()

    def go(self, path: str) -> None:
        """To another page of the console without loading it again, as its own links do."""
        self.page.evaluate("path => history.pushState({}, '', path)", path)
        wanted = path.partition("?")[0]
        self.until(lambda: self.page.locator("main").get_attribute("data-path") == wanted)
        self.settle()

    def settle(self) -> None:
        """Until something stands in `main` and nothing is loading; `wait_for_function` would need eval (CSP)."""
        self.page.locator("main h1, main h2, main section").first.wait_for(timeout=_PATIENCE * 1000)
        self.until(lambda: self.page.evaluate(_BUSY) == 0)

    def until(self, check: Any) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not check():
            assert time.monotonic() < deadline, f"{self.page.url} did not settle"
            self.page.wait_for_timeout(40)

    def lint(self) -> list[str]:
        found: list[str] = self.page.evaluate(LINT)
        return found

    def axe(self) -> list[str]:
        """Violations, and text in its background's colour, which axe only calls incomplete."""
        response: dict[str, Any] = Axe().run(self.page, options={"resultTypes": ["violations", "incomplete"]}).response
        same = [
            node
            for one in response["incomplete"]
            for node in one["nodes"]
            if any(
                isinstance(check.get("data"), dict) and check["data"].get("messageKey") == "equalRatio"
                for check in node["any"]
            )
        ]
        wrong = [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
            for one in response["violations"]
            for node in one["nodes"][:3]
        ]
        return wrong + [f"equal colours: {node['target']}" for node in same]

    def picture(self, name: str) -> None:
        folder = os.environ.get("FEILUN_PICTURES")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


def problems_of(one: Window, name: str, *, with_axe: bool, is_narrow: bool = True) -> list[str]:
    """What is wrong with the page as it stands, if wanted at narrower widths too."""
    wrong = [f"1440 {problem}" for problem in one.lint()]
    if with_axe:
        wrong += [f"axe {problem}" for problem in one.axe()]
    one.picture(f"{name}-1440")
    for wide in _NARROW if is_narrow else ():
        one.page.set_viewport_size({"width": wide, "height": 844})
        one.page.wait_for_timeout(60)
        wrong += [f"{wide} {problem}" for problem in one.lint()]
        one.picture(f"{name}-{wide}")
    one.page.set_viewport_size({"width": 1440, "height": 900})
    return wrong


def wrong_pages(
    browser: Browser, served: Served, language: str, theme: str, paths: Mapping[str, str]
) -> dict[str, list[str]]:
    """{name: what is wrong there} of the pages that are not clean; axe reads them in English, narrow ones are light."""
    wrong: dict[str, list[str]] = {}
    with window(browser, served, language, theme) as one:
        one.open("/")
        for name, path in paths.items():
            one.go(path)
            look = f"{name}-{language}-{theme}"
            found = problems_of(one, look, with_axe=language == "en", is_narrow=theme == "light") + one.complaints
            if found:
                wrong[name] = found
            one.complaints = []
    return wrong


@contextmanager
def window(
    browser: Browser,
    served: Served,
    language: str = "zh-CN",
    theme: str = "light",
    wide: int = 1440,
    signed: bool = True,
) -> Iterator[Window]:
    """A fresh browser profile, signed in as Mei, the owner."""
    context = browser.new_context(
        locale=language,
        timezone_id="Asia/Shanghai",
        viewport={"width": wide, "height": 900 if wide > 500 else 844},
        reduced_motion="reduce",
    )
    context.add_init_script(
        f"localStorage.setItem('feilun.language', '{language}');"
        f"localStorage.setItem('mantine-color-scheme-value', '{theme}')"
    )
    try:
        if signed:
            credentials = {"email": served.email, "password": served.password}
            answer = context.request.post(f"{served.url}/api/v1/session", data=credentials)
            assert answer.ok, answer.text()
        yield Window(context.new_page(), served)
    finally:
        context.close()
