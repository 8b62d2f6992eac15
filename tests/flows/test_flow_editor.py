"""Drawing a flow in a real browser: from a ready-made one, trying it while it is drawn, to its approval."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect
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


def test_a_flow_is_drawn_tried_saved_and_approved(browser: Browser, served: Served) -> None:
    with window(browser, served, "en") as one:
        page = one.page
        one.open("/flows")
        page.get_by_role("button", name="New flow").first.click()
        page.get_by_role("button", name="Blank flow").click()
        add = page.get_by_role("navigation", name="Add a step")
        add.get_by_role("button", name="Ask").click()
        page.get_by_label("Text · English").fill("How many?")
        page.get_by_role("combobox", name="Kind of answer").click()
        page.get_by_role("option", name="Number", exact=True).click()
        page.get_by_label("Name of the slot").fill("count")
        page.get_by_role("button", name="Add a step here").last.click()
        page.get_by_role("menuitem", name="Say").click()
        page.get_by_label("Text · English").fill("{{ slots.count }}, thank you.")
        talk = page.get_by_role("log")
        expect(talk).to_contain_text("How many?")
        page.get_by_label("Say something as the customer").fill("three")
        page.keyboard.press("Enter")
        expect(talk).to_contain_text("3, thank you.")
        one.picture("flow-drawn")
        page.get_by_label("Text · English").fill("Thank you for {{ slots.count }}.")
        expect(talk).to_contain_text("Thank you for 3.")  # What was said is played anew on the changed graph.
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Approved", exact=True)).to_be_visible()
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        assert one.complaints == []


def test_keys_remove_undo_and_walk(browser: Browser, served: Served) -> None:
    flow = _flow(served, "Keys", _template("appointment"))
    with window(browser, served, "en") as one:
        page = one.page
        one.open(f"/flows/{flow}")
        page.locator("button[data-step=day]").click()
        page.keyboard.press("Delete")
        expect(page.locator("button[data-step=day]")).to_have_count(0)
        page.keyboard.press("Control+z")
        expect(page.locator("button[data-step=day]")).to_have_count(1)
        page.locator("button[data-step=service]").click()
        page.keyboard.press("Alt+ArrowDown")
        expect(page.locator("button[data-step=day]")).to_have_attribute("aria-pressed", "true")
        page.get_by_label("Name of the slot").fill("visit_day")
        expect(page.get_by_text("Not saved yet")).to_be_visible()
        page.keyboard.press("Control+s")
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        assert one.complaints == []


def test_somebody_elses_change_asks_whose_stays(browser: Browser, served: Served) -> None:
    flow = _flow(served, "Shared", _template("returns"))
    with window(browser, served, "en") as one:
        page = one.page
        one.open(f"/flows/{flow}")
        page.locator("button[data-step=count]").click()
        page.get_by_label("Name of the slot").fill("pieces")
        headers = {"Authorization": f"Bearer {served.token}"}
        theirs = {"name": "Theirs", "graph": _template("order")}
        httpx.put(f"{served.url}/api/v1/flows/{flow}", json=theirs, headers=headers, timeout=30).raise_for_status()
        page.keyboard.press("Control+s")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Somebody else changed this flow")
        dialog.get_by_role("button", name="Take").click()
        expect(page.locator("button[data-step=lookup]")).to_have_count(1)
        page.get_by_role("button", name="More", exact=True).click()
        page.get_by_role("menuitem", name="History").click()
        page.get_by_role("button", name="Restore").click()
        expect(page.locator("button[data-step=lookup]")).to_have_count(0)
        assert [text for text in one.complaints if "409" not in text] == []
