"""From the mail to the answer, in a real browser: what was pressed arrives confirmed, what a program opened does not."""

import re
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browsing import PATIENCE, new_context, photograph, until
from tests.outbox.mailbox import Mailbox, html_of, open_mailbox
from tests.sdk.conftest import STATIC
from tests.sdk.survey_cast import ask, short_form
from tests.sdk.survey_hands import part
from tests.sdk.test_survey_page import Owner, address, go_on, looks, opened, owner
from tests.serving import Served

__all__ = ["owner"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not (STATIC / "survey.html").exists(), reason="the SDK is not built; run `make build`"),
]
# Longer than the page waits before it keeps what was typed.
_IDLE = 5500


@pytest.fixture
async def mailbox(owner: Owner) -> AsyncIterator[Mailbox]:
    async with open_mailbox() as mailbox:
        settings = {"host": "127.0.0.1", "port": mailbox.port, "sender": "Shop <shop@shop.example>", "security": "none"}
        answer = await owner.http.put("/api/v1/channels/email/settings", json=settings)
        assert answer.status_code in (200, 201), answer.text
        yield mailbox


async def mailed(owner: Owner, served: Served, mailbox: Mailbox, survey: dict[str, Any]) -> EmailMessage:
    """The mail of somebody who has just paid."""
    rules = (await owner.http.get("/api/v1/contact-pressure")).json() | {"rest_days": 0, "most": 0}
    assert (await owner.http.put("/api/v1/contact-pressure", json=rules)).status_code == 200
    event, email = f"Paid {uuid4()}", f"{uuid4().hex}@shop.example"
    reach = {"kind": "email", "trigger": {"event": event}}
    made = await owner.http.post(f"/api/v1/surveys/{survey['id']}/reaches", json={"reach": reach, "is_on": True})
    assert made.status_code == 201, made.text
    who = {"userId": email, "messageId": str(uuid4())}
    traits = {"type": "identify", "traits": {"email": email}, "context": {"locale": "en"}, **who}
    deed = {"type": "track", "event": event, **who, "messageId": str(uuid4())}
    sent = await owner.http.post("/v1/batch", json={"batch": [traits, deed]}, auth=(served.write_key, ""))
    assert sent.status_code == 200, sent.text

    async def arrived() -> EmailMessage | None:
        return next(iter(mailbox.to(email)), None)

    mail: EmailMessage = await until(arrived, "the mail")
    return mail


async def press(page: Page, mail: EmailMessage, option: str) -> None:
    """Clicks an option of the mail; she lands on the page that asks whether she meant it."""
    await page.set_content(html_of(mail))
    await photograph(page, "survey-mail")
    await page.get_by_role("link", name=option, exact=True).click()
    await expect(page).to_have_url(re.compile("/invitation/iv"), timeout=PATIENCE)
    await expect(page.get_by_role("radio", name=option, exact=True)).to_be_checked()


async def test_what_she_presses_in_the_mail_is_her_first_answer_once_she_confirms(
    browser: Browser, served: Served, owner: Owner, mailbox: Mailbox
) -> None:
    survey = await owner.publishes(short_form())
    mail = await mailed(owner, served, mailbox, survey)
    context = await new_context(browser, viewport={"width": 360, "height": 740}, locale="en-US")
    page = await context.new_page()
    await press(page, mail, "7")
    assert await looks(page, "survey-mail-landing") == []
    assert await owner.responses(survey) == []
    await page.get_by_role("button", name="Go on").click()
    await expect(part(page, "age")).to_be_visible(timeout=PATIENCE)
    # She comes back by another option: what she confirmed stays, and she goes on where she was.
    other = await context.new_page()
    await press(other, mail, "2")
    await other.get_by_role("button", name="Go on").click()
    await part(other, "age").get_by_role("textbox").fill("30")
    await go_on(other)
    await part(other, "city").get_by_role("textbox").fill("Hangzhou")
    await go_on(other)
    await expect(other.get_by_text("Thank you!")).to_be_visible(timeout=PATIENCE)
    (kept,) = await owner.responses(survey)
    assert (kept["state"], kept["channel"]) == ("complete", "email")
    assert kept["answers"] == {"score": 7, "age": 30, "city": "Hangzhou"}
    await context.close()


async def test_a_program_that_opens_every_link_of_the_mail_answers_nothing(
    browser: Browser, served: Served, owner: Owner, mailbox: Mailbox
) -> None:
    survey = await owner.publishes(short_form())
    mail = await mailed(owner, served, mailbox, survey)
    # It runs scripts, keeps cookies, and looks at each page for a while.
    context = await new_context(browser)
    page = await context.new_page()
    links = sorted(set(re.findall(r'href="([^"]+/m/click/[^"]+)"', html_of(mail))))
    assert len(links) >= 12
    for link in links:
        await page.goto(link)
    await page.wait_for_timeout(500)
    assert await owner.responses(survey) == []
    await context.close()


async def test_an_answer_confirmed_beside_other_questions_stands_chosen_on_its_page(
    browser: Browser, served: Served, owner: Owner, mailbox: Mailbox
) -> None:
    form = short_form()
    form["pages"][0]["questions"].append(ask("more", "text", "What else?", "还有呢?"))
    survey = await owner.publishes(form)
    mail = await mailed(owner, served, mailbox, survey)
    context = await new_context(browser, locale="en-US")
    page = await context.new_page()
    await press(page, mail, "4")
    await page.get_by_role("button", name="Go on").click()
    await expect(part(page, "score").get_by_role("radio", name="4", exact=True)).to_be_checked(timeout=PATIENCE)
    await part(page, "more").get_by_role("textbox").fill("Tea")
    await go_on(page)
    await expect(part(page, "age")).to_be_visible(timeout=PATIENCE)
    (kept,) = await owner.responses(survey)
    assert kept["answers"] == {"score": 4, "more": "Tea"}
    await context.close()


async def test_a_choice_in_the_address_is_offered_and_is_no_answer_before_she_goes_on(
    browser: Browser, served: Served, owner: Owner
) -> None:
    survey = await owner.publishes(short_form(given={"source": "text"}))
    context = await new_context(browser, locale="en-US")
    page = await opened(context, served, survey, first="9", channel="newsletter", source="spring")
    chosen = part(page, "score").get_by_role("radio", name="9", exact=True)
    await expect(chosen).to_be_checked(timeout=PATIENCE)
    await page.wait_for_timeout(_IDLE)
    await page.goto("about:blank")
    (kept,) = await owner.responses(survey)
    assert (kept["answers"], kept["channel"]) == ({}, "newsletter")
    await page.goto(address(served, survey, language="en", first="9"))
    await go_on(page)
    await expect(part(page, "age")).to_be_visible(timeout=PATIENCE)
    (kept,) = await owner.responses(survey)
    assert kept["answers"] == {"score": 9}
    sheet = await owner.http.get(f"/api/v1/surveys/{survey['id']}/responses/{kept['id']}")
    assert sheet.json()["given"] == {"source": "spring"}
    await context.close()


@pytest.mark.parametrize("code", ["11", "-1", "seven", "<b>", "99999999999", "__proto__"])
async def test_a_choice_that_is_none_of_the_options_is_passed_over(
    browser: Browser, served: Served, owner: Owner, code: str
) -> None:
    survey = await owner.publishes(short_form())
    context = await new_context(browser, locale="en-US")
    page = await opened(context, served, survey, first=code)
    await expect(part(page, "score")).to_be_visible(timeout=PATIENCE)
    assert await page.locator("input:checked").count() == 0
    await context.close()
