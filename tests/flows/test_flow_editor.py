"""Drawing a flow in a real browser: from a ready-made one, trying it while it is drawn, to its approval."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser
from tests.console.windows import Window, window
from tests.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
_TEMPLATES = Path(__file__).parents[2] / "console/src/pages/flows/templates"
_WIDTHS = (1440, 1024, 390)


def _flow(served: Served, name: str, graph: dict[str, Any]) -> str:
    headers = {"Authorization": f"Bearer {served.token}"}
    answer = httpx.post(f"{served.url}/api/v1/flows", json={"name": name, "graph": graph}, headers=headers, timeout=30)
    return str(answer.raise_for_status().json()["id"])


def _template(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_TEMPLATES / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _looks(one: Window, name: str, *, with_axe: bool) -> list[str]:
    wrong = [f"{name} axe {problem}" for problem in one.axe()] if with_axe else []
    for wide in _WIDTHS:
        one.page.set_viewport_size({"width": wide, "height": 900})
        one.page.wait_for_timeout(150)
        wrong += [f"{name} {wide} {problem}" for problem in one.lint()]
        one.picture(f"{name}-{wide}")
    one.page.set_viewport_size({"width": 1440, "height": 900})
    return wrong


@pytest.mark.parametrize(
    ("language", "theme"), [("zh-CN", "light"), ("zh-TW", "dark"), ("en", "light"), ("en", "dark")]
)
def test_the_pages_of_flows_are_clean(browser: Browser, served: Served, language: str, theme: str) -> None:
    order = _flow(served, "订单查询 Order status", _template("order"))
    broken = {
        "first": "a",
        "steps": [{"id": "a", "kind": "webhook", "url": "x", "next": "b"}, {"id": "b", "kind": "ask"}],
    }
    wrong_one = _flow(served, "Broken", broken)
    with window(browser, served, language, theme) as one:
        look, with_axe = f"{language}-{theme}", language == "en"
        one.open("/flows")
        wrong = _looks(one, f"flows-{look}", with_axe=with_axe)
        one.go(f"/flows/{order}")
        wrong += _looks(one, f"flow-{look}", with_axe=with_axe)
        for step in ("order", "lookup", "state"):
            one.page.locator(f"button[data-step={step}]").click()
            wrong += _looks(one, f"flow-{step}-{look}", with_axe=with_axe)
        one.go(f"/flows/{wrong_one}")
        one.page.locator("button[data-step=a]").click()
        wrong += _looks(one, f"flow-broken-{look}", with_axe=with_axe)
        assert wrong + one.complaints == []
