"""Every page in three languages and both themes: no complaint of the browser, of axe, or of the layout lint."""

import pytest
from playwright.sync_api import Browser
from tests.console.cast import Stage
from tests.console.windows import LOOKS, problems_of, window, wrong_pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SETTINGS = ("workspace", "channels", "keys", "tokens", "people", "canned", "quarantine", "health", "audit")


def _paths(stage: Stage) -> dict[str, str]:
    conversation, lin = stage.conversation_of("林晓彤"), stage.customer_of("lin")
    return {
        "home": "/",
        "desk": "/desk?box=all",
        "thread": f"/desk/{conversation}?box=all",
        "customers": "/customers",
        "customer": f"/customers/{lin}",
        "audiences": "/audiences",
        "audience": f"/audiences/{stage.audience}",
        "journeys": "/journeys",
        "journey": f"/journeys/{stage.journey}",
        "reports": "/reports",
        "account": "/account",
        **{f"settings-{name}": f"/settings/{name}" for name in SETTINGS},
    }


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_is_clean(browser: Browser, stage: Stage, language: str, theme: str) -> None:
    assert wrong_pages(browser, stage.served, language, theme, _paths(stage)) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_page_is_clean(browser: Browser, stage: Stage, theme: str) -> None:
    with window(browser, stage.served, "en", theme, signed=False) as one:
        one.open("/desk")
        assert one.page.url.startswith(f"{stage.served.url}/sign-in")
        # The browser itself reports the 401 that tells us nobody is signed in.
        complaints = [text for text in one.complaints if "401" not in text]
        assert problems_of(one, f"sign-in-en-{theme}", with_axe=True) + complaints == []


def test_an_address_that_leads_nowhere_says_so(browser: Browser, stage: Stage) -> None:
    with window(browser, stage.served, "en") as one:
        one.open("/there-is-no-such-page")
        assert problems_of(one, "lost-en-light", with_axe=True) + one.complaints == []


def test_signing_in_leads_to_the_page_that_was_wanted(browser: Browser, stage: Stage) -> None:
    with window(browser, stage.served, "en", signed=False) as one:
        one.open("/desk?box=all")
        one.page.fill("input[name=email]", stage.served.email)
        one.page.fill("input[name=password]", "not the password")
        one.page.click("button[type=submit]")
        one.page.get_by_role("alert").wait_for()
        one.page.fill("input[name=password]", stage.served.password)
        one.page.click("button[type=submit]")
        one.page.get_by_role("option").first.wait_for()
        assert one.page.url == f"{stage.served.url}/desk?box=all"


def test_an_agent_sees_only_what_her_rights_allow(browser: Browser, stage: Stage) -> None:
    agent = stage.add_person("agent")
    with window(browser, agent, "en") as one:
        one.open("/")
        links = one.page.locator("nav").first.get_by_role("link").all_inner_texts()
        assert [text.strip() for text in links if text.strip()] == [
            *("Feilun", "Home", "Customers", "Desk", "Bot", "Knowledge", "Flows", "Versions", "Learning", "Summaries"),
            *("Cases", "Settings"),
        ]
        one.open("/journeys")
        one.page.get_by_text("You may not see this yet").wait_for()


def test_the_search_finds_a_customer_by_the_keyboard(browser: Browser, stage: Stage) -> None:
    with window(browser, stage.served, "zh-CN") as one:
        one.open("/")
        one.page.keyboard.press("Control+k")
        one.page.get_by_placeholder("姓名、手机、邮箱或页面").fill("陈思")
        one.page.get_by_role("button", name="陈思远").first.wait_for()
        one.page.keyboard.press("ArrowDown")
        one.page.keyboard.press("Enter")
        one.page.get_by_role("heading", name="陈思远").wait_for()
