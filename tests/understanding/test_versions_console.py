"""The pages of versions in a browser: a shop trains, sees what stands against a version, publishes and goes back."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.browsing import chromium
from tests.console.windows import ARGUMENTS, Window, window
from tests.serving import Cluster, Served, serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

_ARTICLES = {
    "退货政策": [
        "怎么退货",
        "我想退货",
        "可以七天无理由退货吗",
        "退货流程是什么",
        "How do I return a parcel",
        "return policy",
    ],
    "物流查询": [
        "我的包裹到哪了",
        "什么时候发货",
        "查一下物流",
        "快递几天能到",
        "Where is my parcel",
        "track my order",
    ],
    "发票开具": [
        "怎么开发票",
        "能开专票吗",
        "发票抬头写错了",
        "我要电子发票",
        "I need an invoice",
        "send me the invoice",
    ],
    "优惠券使用": [
        "优惠券怎么用",
        "为什么券用不了",
        "满减券在哪领",
        "优惠码无效",
        "my coupon does not work",
        "use a voucher",
    ],
}
_QUESTIONS = [
    ("退货要自己出运费吗", "退货政策"),
    ("快递怎么还没到", "物流查询"),
    ("发票可以寄纸质的吗", "发票开具"),
    ("can I send this back", "退货政策"),
    ("券过期了还能用吗", "优惠券使用"),
    ("什么时候发货", "物流查询"),
    ("我要电子发票谢谢", "退货政策"),
    ("今天天气怎么样", None),
    ("你们招人吗", None),
    ("sing me a song", None),
]


@dataclass
class Shop:
    """A server with articles, a suite and one version in force."""

    served: Served
    api: httpx.Client
    articles: dict[str, str] = field(default_factory=dict)

    def post(self, path: str, body: Any = None) -> Any:
        answer = self.api.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def train(self) -> int:
        number = self.post("/bot-versions")["number"]
        deadline = time.monotonic() + 90
        while (state := self.api.get(f"/bot-versions/{number}").json()["version"]["state"]) != "trained":
            assert state != "failed"
            assert time.monotonic() < deadline, state
            time.sleep(0.3)
        return int(number)

    def fill(self) -> None:
        for title, phrasings in _ARTICLES.items():
            said = [{"language": "en" if text.isascii() else "zh-CN", "text": text} for text in phrasings]
            content = {"title": title, "phrasings": said, "answers": [{"language": "zh-CN", "text": f"关于{title}。"}]}
            made = self.post("/articles", {"content": content})
            self.post(f"/articles/{made['id']}/approval", {"revision": 1})
            self.articles[title] = made["id"]
        self.api.put("/bot-suite", json={"precision": 0.9, "oos_share": 0.2, "minimum_recall": 0.3})
        self.post(f"/bot-versions/{self.train()}/publication")
        for text, title in _QUESTIONS:
            language = "en" if text.isascii() else "zh-CN"
            article = self.articles[title] if title else None
            self.post(
                "/bot-suite/phrasings", {"text": text, "language": language, "article": article, "topic": title or ""}
            )
        turns = [{"say": "怎么退货", "expect": {"contains": "退货"}}, {"say": "谢谢", "expect": {"route": "flow"}}]
        self.post("/bot-suite/dialogs", {"name": "退货咨询", "language": "zh-CN", "turns": turns})
        self.train()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def shop(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A server of its own: articles of other tests would go into its versions."""
    with serve(cluster, tmp_path_factory.mktemp("versions")) as served:
        headers = {"Authorization": f"Bearer {served.token}"}
        with httpx.Client(base_url=f"{served.url}/api/v1", headers=headers, timeout=60) as api:
            shop = Shop(served, api)
            shop.fill()
            yield shop


def problems(one: Window, name: str, with_axe: bool) -> list[str]:
    wrong = [f"{name} {problem}" for problem in one.lint()]
    if with_axe:
        wrong += [f"{name} axe {problem}" for problem in one.axe()]
    one.picture(f"versions-{name}")
    return wrong


@pytest.mark.parametrize(
    ("language", "theme"), [("zh-CN", "light"), ("en", "dark"), ("en", "light"), ("zh-TW", "dark")]
)
def test_the_pages_are_clean(browser: Browser, shop: Shop, language: str, theme: str) -> None:
    wrong: list[str] = []
    with window(browser, shop.served, language, theme) as one:
        pages = {
            "list": "/versions",
            "one": "/versions/2",
            "suite": "/versions?tab=suite",
            "history": "/versions?tab=history",
        }
        for name, path in pages.items():
            one.open(path)
            wrong += problems(one, f"{name}-{language}-{theme}", language == "en")
            one.page.set_viewport_size({"width": 390, "height": 844})
            one.page.wait_for_timeout(80)
            wrong += problems(one, f"{name}-{language}-{theme}-390", False)
            one.page.set_viewport_size({"width": 1440, "height": 900})
        wrong += one.complaints
    assert wrong == []


def test_a_version_is_trained_replayed_and_brought_back_by_hand(browser: Browser, shop: Shop) -> None:
    with window(browser, shop.served, "en") as one:
        page = one.page
        one.open("/versions")
        page.get_by_role("button", name="Train now").click()
        page.get_by_text("Version 3 will be trained").wait_for()
        page.get_by_role("progressbar").first.wait_for()
        one.picture("versions-training-en-light")
        page.get_by_role("row", name="Version 3").get_by_text("Trained").wait_for(timeout=90_000)
        one.open("/versions/3")
        page.get_by_role("button", name="Replay last week").click()
        page.get_by_text("0 questions, 0 answered differently").wait_for(timeout=60_000)
        one.open("/versions?tab=suite")
        page.get_by_role("button", name="New dialog").click()
        page.get_by_label("Name", exact=False).fill("Greeting")
        page.get_by_label("The customer says").fill("hello")
        one.picture("versions-dialog-en-light")
        page.get_by_role("button", name="Keep").last.click()
        page.get_by_text("The dialog is kept.").wait_for()
        one.open("/versions/3")
        page.get_by_text("The suite has changed since it judged this version").wait_for()
        assert page.get_by_role("button", name="Publish").is_disabled()
        assert one.complaints == []
