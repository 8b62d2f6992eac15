"""A closed conversation at the desk: its summary is read, confirmed, corrected and found; the tree is edited. A browser."""

import pytest
from playwright.sync_api import Browser
from tests.console.cast import Stage
from tests.console.conftest import browser as browser
from tests.console.conftest import stage as stage
from tests.console.windows import Window, problems_of, window

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def close(stage: Stage, name: str) -> str:
    conversation = stage.conversation_of(name)
    stage.api.post(f"/conversations/{conversation}/resolution").raise_for_status()
    return conversation


def test_an_agent_reads_confirms_and_corrects_a_summary(browser: Browser, stage: Stage) -> None:
    conversation = close(stage, "林晓彤")
    with window(browser, stage.served, "zh-CN") as one:
        one.open(f"/desk/{conversation}?box=resolved")
        box = one.page.get_by_role("region", name="会话小结")
        box.get_by_text("我的包裹三天没动了").first.wait_for(timeout=45_000)
        one.picture("summary-shown")
        box.get_by_role("button", name="确认归类").click()
        box.get_by_role("button", name="确认归类").wait_for(state="detached")
        box.get_by_role("button", name="修改").click()
        box.get_by_label("需求").fill("包裹三天没有更新，周五前要用")
        box.get_by_role("combobox", name="小结码").click()
        one.page.get_by_role("option", name="延误未到").click()
        one.picture("summary-form")
        box.get_by_role("button", name="保存").click()
        box.get_by_text("包裹三天没有更新，周五前要用").wait_for()
        box.get_by_text("物流 / 延误未到").wait_for()
        one.picture("summary-corrected")
        assert one.complaints == []
    kept = stage.api.get(f"/conversations/{conversation}/summary").json()
    assert (kept["code"], kept["is_code_judged"], kept["need"]["by"]) == ("delivery-late", True, "person")


@pytest.mark.parametrize(
    ("language", "theme"), [("zh-CN", "light"), ("zh-TW", "dark"), ("en", "light"), ("en", "dark")]
)
def test_the_pages_of_summaries_are_clean(browser: Browser, stage: Stage, language: str, theme: str) -> None:
    conversation = close(stage, "Daniel Cheung")
    with window(browser, stage.served, language, theme) as one:
        one.open("/wrapup")
        wrong = []
        for name, path in {
            "list": "/wrapup",
            "codes": "/wrapup?tab=codes",
            "accuracy": "/wrapup?tab=accuracy",
            "desk": f"/desk/{conversation}?box=resolved",
        }.items():
            one.go(path)
            _ready(one, name)
            wrong += problems_of(one, f"wrapup-{name}-{language}-{theme}", with_axe=language == "en")
        assert wrong + one.complaints == []


def _ready(one: Window, name: str) -> None:
    if name == "codes":
        one.page.locator("[aria-expanded]").first.wait_for()
        one.page.locator("li [aria-expanded=false]").first.click()
    if name == "desk":
        one.page.get_by_text("Can I change the invoice title?").last.wait_for()
    one.page.wait_for_timeout(200)


def test_the_tree_is_edited_and_saved(browser: Browser, stage: Stage) -> None:
    with window(browser, stage.served, "en") as one:
        one.open("/wrapup?tab=codes")
        one.page.get_by_role("button", name="Add a group").click()
        one.page.get_by_role("button", name="New group", exact=True).click()
        one.page.get_by_label("English").first.wait_for()
        one.page.get_by_label("English").first.fill("Workshop")
        one.page.get_by_role("button", name="Save", exact=True).click()
        one.page.get_by_text("Not saved yet").wait_for(state="detached")
    names = [code["names"].get("en") for code in stage.api.get("/wrapup-codes").json()["codes"]]
    assert names[-1] == "Workshop"
