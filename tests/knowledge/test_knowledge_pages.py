"""Knowledge in the browser: a person writes, imports, checks and approves; every page is clean in all languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from tests.browsing import chromium
from tests.console.windows import ARGUMENTS, LOOKS, Window, problems_of, window
from tests.knowledge.conftest import returns, words
from tests.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
CSV = "title,topic,question,answer\n发票怎么开,财务,发票怎么开|开发票,订单完成后在订单页申请。\n坏行,,,,\n,,en,\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def shop(served: Served) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {served.token}"}
    with httpx.Client(base_url=f"{served.url}/api/v1", headers=headers, timeout=60) as client:
        yield client


def problems_of_dialog(one: Window, name: str, *, with_axe: bool) -> list[str]:
    """A dialog's own heading is a second banner to axe, though all behind the dialog is hidden from readers."""
    found = problems_of(one, name, with_axe=with_axe, is_narrow=False)
    return [problem for problem in found if "axe landmark-" not in problem]


def keep(shop: httpx.Client, approve: bool = False, **more: Any) -> str:
    made = shop.post("/articles", json={"content": returns(**more)}).json()
    if approve:
        shop.post(f"/articles/{made['id']}/approval", json={"revision": 1}).raise_for_status()
    return str(made["id"])


@pytest.fixture(scope="module")
def article(shop: httpx.Client) -> str:
    """One with everything, approved, with a draft above it; one that repeats it, and one that is unfinished."""
    file = shop.post("/article-files?name=退货说明.pdf", content=b"%PDF-1.7").json()
    card = {
        "title": "退货包装",
        "text": "原包装寄回。",
        "buttons": [{"label": "看教程", "url": "https://shop.example/r"}],
    }
    answer = words(
        "zh-CN", "签收后 7 天内可以退货，详见 https://shop.example/returns 。", card=card, attachments=[{"id": file["id"]}],
        links=[{"label": "退货说明", "url": "https://shop.example/r"}],
        quick_replies=[{"label": "转人工", "tap": {"kind": "person"}}, {"label": "怎么寄回"}],
    )  # fmt: skip
    content = returns(answers=[answer, words("en", "You may return it within 15 days.")])
    made = shop.post("/articles", json={"content": content}).json()
    shop.post(f"/articles/{made['id']}/approval", json={"revision": 1}).raise_for_status()
    content["phrasings"].append(words("zh-CN", "多少天之内能退"))
    shop.put(f"/articles/{made['id']}", json={"content": content, "revision": 1}).raise_for_status()
    keep(shop, title="退货时间", answers=[words("zh-CN", "15 天内可以退货。")])
    keep(shop, title="", topic="物流", phrasings=[], answers=[])
    return str(made["id"])


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_of_knowledge_is_clean(
    browser: Browser, served: Served, shop: httpx.Client, article: str, language: str, theme: str
) -> None:
    paths = {
        "list": "/knowledge",
        "article": f"/knowledge/{article}",
        "new": "/knowledge/new",
        "checks": "/knowledge/checks",
    }
    wrong: dict[str, list[str]] = {}
    with window(browser, served, language, theme) as one:
        one.open("/")
        for name, path in paths.items():
            one.go(path)
            if name == "checks":
                one.page.locator("main mark").first.wait_for()
            look = f"knowledge-{name}-{language}-{theme}"
            found = problems_of(one, look, with_axe=language == "en", is_narrow=theme == "light")
            if found + one.complaints:
                wrong[name] = found + one.complaints
            one.complaints.clear()
        one.go(f"/knowledge/{article}")
        one.page.get_by_role("button", name={"en": "History", "zh-CN": "历史", "zh-TW": "歷史"}[language]).click()
        one.page.locator("ins").first.wait_for()
        one.page.wait_for_timeout(300)
        if found := problems_of_dialog(one, f"knowledge-history-{language}-{theme}", with_axe=language == "en"):
            wrong["history"] = found
    told = [f"{name}: {problem}" for name, found in wrong.items() for problem in found]
    assert not told, "\n".join(told)


def _write(one: Window) -> None:
    """By keyboard alone where it is typing."""
    page = one.page
    page.get_by_label("Title").fill("Where is my order?")
    page.get_by_role("tab", name="English").click()
    adding = page.get_by_label("Add phrasings")
    adding.fill("Where is my order?")
    adding.press("Enter")
    adding.fill("1. Track my order\n2. Has it been sent?\nwhere is my ORDER?")
    adding.press("Enter")
    page.get_by_text("1 was there already").wait_for()
    page.get_by_role("button", name="Add answer").click()
    page.get_by_label("Answer", exact=True).fill("Look at https://shop.example/orders or ask us.")
    page.get_by_role("link", name="https://shop.example/orders").wait_for()


def test_a_person_writes_saves_and_approves_an_article(browser: Browser, served: Served, shop: httpx.Client) -> None:
    with window(browser, served, "en") as one:
        one.open("/knowledge/new")
        _write(one)
        one.page.keyboard.press("Control+s")
        one.page.get_by_text("Revision 1").first.wait_for()
        one.page.get_by_role("button", name="Approve").click()
        one.page.get_by_text("Approved", exact=True).first.wait_for()
        one.picture("knowledge-written-en")
        assert one.complaints == []
    row = shop.get("/articles", params={"search": "track"}).json()["items"][0]
    assert (row["state"], row["phrasings"]) == ("approved", {"en": 3})


def test_who_saves_after_a_colleague_is_asked_whose_words_stay(
    browser: Browser, served: Served, shop: httpx.Client
) -> None:
    made = keep(shop, title="Shipping")
    with window(browser, served, "en") as one:
        one.open(f"/knowledge/{made}")
        shop.put(f"/articles/{made}", json={"content": returns(title="Shipping abroad"), "revision": 1})
        one.page.get_by_role("combobox", name="Topic").fill("Mine")
        one.page.get_by_role("button", name="Save draft").click()
        one.page.get_by_text("A colleague was faster").wait_for()
        one.picture("knowledge-newer-en")
        one.page.get_by_role("button", name="Save mine above it").click()
        one.page.get_by_text("Revision 3").first.wait_for()
    content = shop.get(f"/articles/{made}").json()["content"]
    assert (content["title"], content["topic"]) == ("Shipping", "Mine")


def test_a_file_is_looked_at_before_it_is_taken(
    browser: Browser, served: Served, shop: httpx.Client, tmp_path: Path
) -> None:
    path = tmp_path / "faq.csv"
    path.write_text(CSV, encoding="gb18030")
    with window(browser, served, "en") as one:
        one.open("/knowledge")
        one.page.get_by_role("button", name="Import").first.click()
        one.page.locator("input[type=file]").set_input_files(path)
        one.page.get_by_role("button", name="Look at it first").click()
        one.page.get_by_text("This would happen:").wait_for()
        one.page.wait_for_timeout(300)
        wrong = problems_of_dialog(one, "knowledge-import-en", with_axe=True)
        assert shop.get("/articles", params={"search": "发票"}).json()["items"] == []
        one.page.get_by_role("button", name="Take it").click()
        one.page.get_by_text("Imported:").wait_for()
        assert not wrong + one.complaints, "\n".join(wrong + one.complaints)
    assert shop.get("/articles", params={"search": "开发票"}).json()["items"][0]["topic"] == "财务"


def test_a_flow_older_than_two_hundred_others_keeps_its_name(
    browser: Browser, served: Served, shop: httpx.Client
) -> None:
    oldest = shop.post("/flows", json={"name": "查物流"}).raise_for_status().json()["id"]
    for number in range(200):
        shop.post("/flows", json={"name": f"Flow {number}"}).raise_for_status()
    tap = {"label": "查物流", "tap": {"kind": "flow", "id": oldest}}
    answer = words("zh-CN", "请稍等。", quick_replies=[tap])
    made = keep(shop, title="Where is it", flow=oldest, answers=[answer])
    with window(browser, served, "en") as one:
        one.open(f"/knowledge/{made}")
        for label in ("Flow", "Choose"):
            expect(one.page.get_by_role("combobox", name=label, exact=True)).to_have_value("查物流")
        assert one.complaints == []
