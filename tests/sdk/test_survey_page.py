"""The page of a survey in a real browser, against the real server."""

import re
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect
from tests.browsing import PATIENCE, new_context, photograph, until
from tests.sdk.conftest import STATIC
from tests.sdk.survey_cast import ANSWERED, every_kind, long_form, short_form
from tests.sdk.survey_hands import ONWARD, PAGES, Keyboard, Mouse, answer_all, on_page, part
from tests.serving import Served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not (STATIC / "survey.html").exists(), reason="the SDK is not built; run `make build`"),
]
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#3a7"/></svg>'


class Owner:
    """Whoever made the surveys, and reads what came."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def publishes(self, form: dict[str, Any], **settings: Any) -> dict[str, Any]:
        body = {"name": "Tea", "form": form, "settings": {"seconds_per_question": 0, **settings}}
        made = await self.http.post("/api/v1/surveys", json=body)
        assert made.status_code == 201, made.text
        published = await self.http.post(f"/api/v1/surveys/{made.json()['id']}/publication", json={})
        assert published.status_code == 200, published.text
        found: dict[str, Any] = published.json()
        return found

    async def responses(self, survey: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await self.http.get(f"/api/v1/surveys/{survey['id']}/responses")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found


@pytest.fixture
async def owner(served: Served) -> AsyncIterator[Owner]:
    headers = {"Authorization": f"Bearer {served.token}"}
    async with httpx.AsyncClient(base_url=served.url, headers=headers, timeout=30) as client:
        yield Owner(client)


def address(served: Served, survey: dict[str, Any], **query: str) -> str:
    more = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{served.url}/survey/{survey['link'].rpartition('/')[2]}?{more}"


async def opened(context: BrowserContext, served: Served, survey: dict[str, Any], **query: str) -> Page:
    await context.route(
        "https://pictures.example/*", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml")
    )
    page = await context.new_page()
    await page.goto(address(served, survey, **{"language": "en", **query}))
    return page


async def go_on(page: Page) -> None:
    await page.get_by_role("button", name=ONWARD).click()


async def wrongs(page: Page) -> list[str]:
    """What axe finds; it is put in from outside, past the page's policy, as a debugger would."""
    found = await page.evaluate(
        f"() => {{ {AXE}\n; return axe.run({{resultTypes: ['violations']}}).then((said) => said.violations.flatMap("
        "(one) => one.nodes.map((node) => `${one.id} ${node.target} ${node.failureSummary}`))) }"
    )
    return [str(one) for one in found]


async def looks(page: Page, name: str) -> list[str]:
    size = page.viewport_size or {"width": 0, "height": 0}
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({"width": size["width"], "height": height})  # A picture of the whole page.
    await photograph(page, name)
    await page.set_viewport_size(size)
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    return [*(f"{name}: {one}" for one in await wrongs(page)), *([f"{name}: wider than the screen"] if wide else [])]


@pytest.mark.parametrize(("width", "hand"), [(1280, Mouse), (360, Keyboard)])
async def test_a_survey_with_every_kind_is_answered(
    browser: Browser, served: Served, owner: Owner, width: int, hand: type[Mouse | Keyboard]
) -> None:
    survey = await owner.publishes(every_kind())
    context = await new_context(browser, viewport={"width": width, "height": 800}, locale="en-US")
    page = await opened(context, served, survey)
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    await answer_all(page, hand(page))
    await context.close()
    (kept,) = await owner.responses(survey)
    answers = kept["answers"]
    assert kept["state"] == "complete"
    assert [name for name in ANSWERED if name not in answers] == []
    assert answers["order"] == ["white", "green", "black"]
    assert answers["one.other"] == {"other": "Mate"}
    assert answers["cbc"] == {"1": "1", "2": "none"}
    assert answers["best"] == {"1": {"best": "green", "worst": "white"}}
    assert answers["psm"]["intent_cheap"] == 4
    assert answers["ladder"] == {"p1": True, "p2": False}
    assert answers["kano"] == {"fast": {"functional": "like", "dysfunctional": "live_with"}}
    assert answers["kids"] == [{"who": "An", "age": 4}, {"who": "Bo", "age": 7}]
    assert answers["groups"] == {"am": ["green"], "pm": ["black"]}
    assert faults == []


async def fill_second(page: Page, age: str = "30") -> None:
    await part(page, "score").get_by_role("radio", name="9", exact=True).click()
    await go_on(page)
    await part(page, "age").get_by_role("textbox").fill(age)


async def test_a_reload_and_another_device_go_on_where_she_was(
    browser: Browser, context: BrowserContext, served: Served, owner: Owner
) -> None:
    survey = await owner.publishes(short_form())
    page = await opened(context, served, survey)
    await fill_second(page)
    await page.reload()
    await expect(part(page, "age").get_by_role("textbox")).to_have_value("30", timeout=PATIENCE)
    await until(lambda: saved(owner, survey, "age"), "the draft on the server")
    await page.get_by_text("Continue on another device").click()
    link = await page.get_by_role("textbox", name="Continue on another device").input_value()
    elsewhere = await new_context(browser)
    phone = await elsewhere.new_page()
    await phone.goto(link)
    await expect(part(phone, "age").get_by_role("textbox")).to_have_value("30", timeout=PATIENCE)
    await go_on(phone)
    await part(phone, "city").get_by_role("textbox").fill("Hangzhou")
    await go_on(phone)
    await expect(phone.get_by_text("Thank you!")).to_be_visible(timeout=PATIENCE)
    await elsewhere.close()
    # The first device learns of it only when it sends: nothing of the finished response is overwritten.
    await go_on(page)
    await expect(page.get_by_text("Thank you!")).to_be_visible(timeout=PATIENCE)
    (kept,) = await owner.responses(survey)
    assert (kept["state"], kept["answers"]) == ("complete", {"score": 9, "age": 30, "city": "Hangzhou"})


async def saved(owner: Owner, survey: dict[str, Any], key: str) -> bool:
    return any(key in one["answers"] for one in await owner.responses(survey))


async def test_a_cut_in_the_middle_loses_and_doubles_nothing(
    context: BrowserContext, served: Served, owner: Owner
) -> None:
    survey = await owner.publishes(short_form())
    page = await opened(context, served, survey)
    await fill_second(page)
    lost = 0

    async def lose(route: Any) -> None:
        """The first save arrives and is committed, but its answer is lost on the way."""
        nonlocal lost
        lost += 1
        if lost == 1:
            await route.fetch()
        await (route.abort() if lost < 3 else route.continue_())

    await page.route("**/answers", lose)
    await go_on(page)
    await expect(page.get_by_text("You are offline.")).to_be_visible(timeout=PATIENCE)
    await expect(part(page, "city")).to_be_visible(timeout=PATIENCE)
    await page.unroute("**/answers")
    await part(page, "city").get_by_role("textbox").fill("Hangzhou")
    await context.set_offline(True)
    await go_on(page)
    await expect(page.get_by_text("You are offline.")).to_be_visible(timeout=PATIENCE)
    await context.set_offline(False)
    await expect(page.get_by_text("Thank you!")).to_be_visible(timeout=PATIENCE)
    (kept,) = await owner.responses(survey)
    assert (kept["state"], kept["answers"]) == ("complete", {"score": 9, "age": 30, "city": "Hangzhou"})
    assert lost >= 3


async def test_what_was_sent_in_the_dark_arrives_after_a_reload(
    context: BrowserContext, served: Served, owner: Owner
) -> None:
    survey = await owner.publishes(short_form())
    page = await opened(context, served, survey)
    await fill_second(page)
    await page.route("**/answers", lambda route: route.abort())
    await go_on(page)
    await expect(page.get_by_text("You are offline.")).to_be_visible(timeout=PATIENCE)
    await page.unroute("**/answers")
    await page.reload()
    await expect(part(page, "city")).to_be_visible(timeout=PATIENCE)
    (kept,) = await owner.responses(survey)
    assert kept["answers"] == {"score": 9, "age": 30}


async def test_a_fault_is_said_beside_its_question_and_gets_the_focus(
    context: BrowserContext, served: Served, owner: Owner
) -> None:
    page = await opened(context, served, await owner.publishes(short_form()))
    await fill_second(page, age="-3")
    await go_on(page)
    box = part(page, "age").get_by_role("textbox")
    await expect(box).to_be_focused()
    await expect(box).to_have_attribute("aria-invalid", "true")
    await expect(box).to_have_accessible_description("At least 0.")
    await expect(page.get_by_role("alert")).to_have_text("Please check the answer below.")
    await box.fill("3")
    await expect(part(page, "age").get_by_text("At least 0.")).to_have_count(0)


async def test_back_of_the_browser_is_back_in_the_survey_and_keeps_the_answers(
    context: BrowserContext, served: Served, owner: Owner
) -> None:
    page = await opened(context, served, await owner.publishes(short_form()))
    await fill_second(page)
    await page.go_back()
    await expect(part(page, "score").get_by_role("radio", name="9", exact=True)).to_be_checked(timeout=PATIENCE)
    await go_on(page)
    await expect(part(page, "age").get_by_role("textbox")).to_have_value("30", timeout=PATIENCE)


async def test_another_language_keeps_what_was_typed(context: BrowserContext, served: Served, owner: Owner) -> None:
    survey = await owner.publishes(short_form())
    page = await opened(context, served, survey)
    await fill_second(page)
    await page.get_by_role("combobox", name="Language").select_option("zh-CN")
    await expect(page.get_by_text("您多大?")).to_be_visible()
    await expect(part(page, "age").get_by_role("textbox")).to_have_value("30")
    assert await page.evaluate("[document.documentElement.lang, document.title]") == ["zh-CN", "一句话"]
    await page.get_by_role("button", name="下一页").click()
    await expect(part(page, "city")).to_be_visible(timeout=PATIENCE)
    assert (await owner.responses(survey))[0]["language"] == "zh-CN"


async def test_an_untouched_slider_is_no_answer(context: BrowserContext, served: Served, owner: Owner) -> None:
    slide = {"id": "hot", "kind": "slider", "title": {"en": "How hot?"}, "required": True}
    form = {"format": 1, "languages": ["en"], "title": {"en": "Heat"}, "pages": [{"id": "one", "questions": [slide]}]}
    survey = await owner.publishes(form)
    page = await opened(context, served, survey)
    await go_on(page)
    await expect(part(page, "hot").get_by_text("Please answer this question.")).to_be_visible()
    await page.get_by_role("slider").focus()
    await page.keyboard.press("Space")
    await go_on(page)
    await expect(page.get_by_text("Your answers have arrived.")).to_be_visible(timeout=PATIENCE)
    assert (await owner.responses(survey))[0]["answers"] == {"hot": 50}


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("en", "light", 360), ("en", "dark", 1280), ("zh-CN", "light", 1280), ("zh-CN", "dark", 360)],
)
async def test_every_page_is_clean_in_both_themes(
    browser: Browser, served: Served, owner: Owner, language: str, theme: str, width: int
) -> None:
    # A yellow that cannot be read on white is darkened until it can.
    survey = await owner.publishes(every_kind(accent="#ffd500"))
    context = await new_context(browser, viewport={"width": width, "height": 800})
    page = await opened(context, served, survey, language="en", theme=theme)
    wrong: list[str] = []
    hand = Mouse(page)
    for title, answer in PAGES:
        await on_page(page, title)
        await go_on(page)
        await expect(page.get_by_role("alert")).not_to_be_empty()
        await answer(page, hand)
        if language != "en":
            await page.locator("select.language").select_option(language)
        await page.evaluate("scrollTo(0, 0)")
        wrong += await looks(page, f"survey-{title.replace(' ', '-')}-{language}-{theme}-{width}")
        if language != "en":
            await page.locator("select.language").select_option("en")
        await go_on(page)
    await expect(page.get_by_text("Thank you, see you soon!")).to_be_visible(timeout=PATIENCE)
    wrong += await looks(page, f"survey-end-{language}-{theme}-{width}")
    await context.close()
    assert wrong == []


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_who_cannot_answer_is_told_why(context: BrowserContext, served: Served, owner: Owner, theme: str) -> None:
    survey = await owner.publishes(short_form())
    page = await opened(context, served, survey, theme=theme)
    await fill_second(page, age="12")
    wrong = await looks(page, f"survey-short-{theme}")
    await go_on(page)
    await expect(page.get_by_text("For adults only.")).to_be_visible(timeout=PATIENCE)
    wrong += await looks(page, f"survey-screened-{theme}")
    for state, words in (("paused", "takes no answers at the moment"), ("closed", "This survey is over.")):
        answer = await owner.http.put(f"/api/v1/surveys/{survey['id']}/state", json={"state": state})
        assert answer.status_code == 200, answer.text
        other = await new_context(context.browser, locale="en-US")  # type: ignore[arg-type]
        page = await opened(other, served, survey, theme=theme)
        await expect(page.get_by_text(words)).to_be_visible(timeout=PATIENCE)
        wrong += await looks(page, f"survey-{state}-{theme}")
        await other.close()
    page = await context.new_page()
    await page.goto(f"{served.url}/survey/svnothingofthekind?language=en&theme={theme}")
    await expect(page.get_by_text("There is no survey at this address.")).to_be_visible(timeout=PATIENCE)
    wrong += await looks(page, f"survey-gone-{theme}")
    assert wrong == []


async def test_a_survey_that_is_closed_while_she_answers_says_so(
    context: BrowserContext, served: Served, owner: Owner
) -> None:
    survey = await owner.publishes(short_form())
    page = await opened(context, served, survey)
    await fill_second(page)
    answer = await owner.http.put(f"/api/v1/surveys/{survey['id']}/state", json={"state": "closed"})
    assert answer.status_code == 200, answer.text
    await go_on(page)
    await expect(page.get_by_text("This survey is over.")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_role("button", name=ONWARD)).to_have_count(0)


async def test_sixty_questions_each_hanging_on_the_one_before_are_redrawn_as_they_should(
    context: BrowserContext, served: Served, owner: Owner
) -> None:
    survey = await owner.publishes(long_form())
    page = await opened(context, served, survey)
    await expect(page.locator("[data-key]")).to_have_count(60, timeout=PATIENCE)
    await page.evaluate(
        """async () => {
          for (let at = 0; at < 60; at++) {
            document.querySelector(`[data-key=q${at}] input`).click();
            await new Promise((go) => setTimeout(go));
          }
        }"""
    )
    await part(page, "q3").get_by_role("radio", name="White tea").click()
    # The fourth goes; what hangs on it counts as not answered, and stays.
    await expect(page.locator("[data-key]")).to_have_count(59)
    await go_on(page)
    await expect(page.get_by_text("Your answers have arrived.")).to_be_visible(timeout=PATIENCE)
    kept = (await owner.responses(survey))[0]["answers"]
    assert (len(kept), kept["q3"], "q4" in kept) == (59, "white", False)


async def test_the_page_is_served_strictly_and_may_stand_in_a_frame(served: Served, owner: Owner) -> None:
    survey = await owner.publishes(short_form())
    link = survey["link"].rpartition("/")[2]
    for path in (f"/survey/{link}", f"/s/{link}"):
        answer = await owner.http.get(path)
        policy = answer.headers["content-security-policy"]
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/html")
        assert "script-src" not in policy
        assert "default-src 'self'" in policy
        assert "frame-ancestors" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "geolocation=(self)" in answer.headers["permissions-policy"]
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=", answer.text)
