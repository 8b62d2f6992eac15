"""Learning in a browser: from a gap to a draft, and how foresight did; clean in three languages and both themes."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from psycopg.types.json import Jsonb
from tests.browsing import chromium
from tests.console.windows import ARGUMENTS, Window, window
from tests.learning.conftest import INVOICE, RENT
from tests.serving import Cluster, Served, serve

from feilun.interaction.foresight import rules
from feilun.kernel.ids import new_id

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ANSWER = "在订单详情里点“申请发票”，当天会发到您的邮箱。"
_PATIENCE = 60.0


class Cast:
    """The served shop, its API, and its tables for what only machines write."""

    def __init__(self, served: Served) -> None:
        self.served = served
        headers = {"Authorization": f"Bearer {served.token}"}
        self.api = httpx.Client(base_url=f"{served.url}/api/v1", headers=headers, timeout=60)
        self.now = datetime.now(UTC)

    def post(self, path: str, body: Any = None) -> Any:
        answer = self.api.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def until(self, look: Any) -> Any:
        deadline = time.monotonic() + _PATIENCE
        while not (found := look()):
            assert time.monotonic() < deadline, "it takes too long"
            time.sleep(0.2)
        return found

    def fill(self) -> None:
        articles = [
            self.article("发票抬头", ["发票抬头怎么填", "发票可以写公司名吗"], "在申请发票时填写公司名和税号。"),
            self.article("退货期限", ["几天内可以退货", "退货期限"], "签收后 7 天内可以退货。"),
            self.article("运费", ["运费多少钱", "包邮吗"], "满 99 元包邮。"),
            self.article("订单到哪了", ["我的订单到哪了", "查物流"], "在“我的订单”里可以看到物流。"),
        ]
        version = self.post("/bot-versions")["number"]
        self.until(lambda: self.api.post(f"/bot-versions/{version}/publication").is_success)
        with psycopg.connect(self.served.environment["FEILUN_DSN"], autocommit=True) as tables:
            for number, text in enumerate((*INVOICE, *INVOICE[:3])):
                self.missed(tables, text, number * 3 % 40, ANSWER if number % 3 else "")
            for number, text in enumerate(RENT):
                self.missed(tables, text, number * 9, "", "en")
            for _ in range(5):
                self.missed(tables, random.Random(5).choice(INVOICE), 0, ANSWER)
            self.foresees(tables, articles)
        self.post("/learning/run")
        self.until(lambda: self.api.get("/learning/run").json()["state"] == "done")

    def article(self, title: str, phrasings: list[str], answer: str) -> str:
        content = {
            "title": title,
            "topic": "售后",
            "phrasings": [{"language": "zh-CN", "text": text} for text in phrasings],
            "answers": [{"language": "zh-CN", "text": answer}],
        }
        made = self.post("/articles", {"content": content})
        self.post(f"/articles/{made['id']}/approval", {"revision": made["revision"]})
        return str(made["id"])

    def missed(self, tables: Any, text: str, days: int, answer: str, language: str = "zh-CN") -> None:
        conversation = new_id()
        tables.execute(
            "insert into bot_decision (workspace, id, conversation, seq, thread, at, channel, language, text, is_tap,"
            " version, route, reason, is_miss, why, ms, lot) values (%s, %s, %s, 1, %s, %s, 'webchat', %s, %s, false, 1,"
            " 'handover', 'misses', true, '[]', 5, 0.5)",
            (self.served.workspace, new_id(), conversation, conversation, self.now - timedelta(days=days), language, text),
        )  # fmt: skip
        if answer:
            tables.execute(
                "insert into message (workspace, conversation, seq, thread, cid, sender_kind, sender, type, body, at)"
                " values (%s, %s, 2, %s, %s, 'staff', 'mei', 'text', %s, %s)",
                (
                    self.served.workspace,
                    conversation,
                    conversation,
                    str(conversation),
                    Jsonb({"text": answer}),
                    self.now,
                ),
            )

    def foresees(self, tables: Any, articles: list[str]) -> None:
        """Eight weeks in which visitors asked, and what they had been offered."""
        dice, weights = random.Random(2), {"/orders": [1, 1, 1, 6], "/products": [1, 2, 5, 1], "/": [3, 3, 2, 1]}
        for number in range(400):
            at = self.now - timedelta(days=56 * (1 - number / 400))
            page = dice.choice(list(weights))
            asked = dice.choices(articles, weights[page])[0]
            best = sorted(articles, key=lambda one: -weights[page][articles.index(one)])[:3]
            shown = best if number > 60 else articles[:3]
            tables.execute(
                "insert into foresight_shown (workspace, id, thread, shown_at, page, language, shown, menu, asked,"
                " asked_route, asked_at, asked_position) values (%s, %s, %s, %s, %s, 'zh-CN', %s, %s, %s, %s, %s, %s)",
                (self.served.workspace, new_id(), new_id(), at, page, shown, articles[:3], asked,
                 dice.choice(["tap", "above_threshold"]), at, number + 1),
            )  # fmt: skip
            features = [f"page:{page}", "order:open" if page == "/orders" else "order:none", "language:zh"]
            tables.execute(
                "insert into foresight_question (workspace, position, at, article, route, features)"
                " values (%s, %s, %s, %s, 'above_threshold', %s)",
                (self.served.workspace, number + 1, at, asked, features),
            )
            for feature in (*features, rules.EVERYWHERE):
                tables.execute(
                    "insert into foresight_count values (%s, %s, %s, %s) on conflict (workspace, feature, article)"
                    " do update set weight = foresight_count.weight + excluded.weight",
                    (self.served.workspace, feature, asked, rules.weight_at(at)),
                )


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def cast(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cast]:
    """A server of its own: articles of other tests would stand against its version."""
    with serve(cluster, tmp_path_factory.mktemp("learning")) as served:
        cast = Cast(served)
        with cast.api:
            cast.fill()
            yield cast


def _gap(cast: Cast, word: str) -> str:
    """Wherever another test has moved it: tests come in any order."""
    states = ("open", "drafted", "dismissed")
    items = [one for state in states for one in cast.api.get("/learning/gaps", params={"state": state}).json()["items"]]
    return str(next(one["id"] for one in items if word in one["title"]))


def _look(one: Window, name: str, *, with_axe: bool) -> list[str]:
    wrong = [f"1440 {problem}" for problem in one.lint()]
    wrong += [f"axe {problem}" for problem in one.axe()] if with_axe else []
    one.picture(f"learning-{name}-1440")
    for wide in (1024, 390):
        one.page.set_viewport_size({"width": wide, "height": 844})
        one.page.wait_for_timeout(80)
        wrong += [f"{wide} {problem}" for problem in one.lint()]
        one.picture(f"learning-{name}-{wide}")
    one.page.set_viewport_size({"width": 1440, "height": 900})
    return wrong


@pytest.mark.parametrize(
    ("language", "theme"), [("zh-CN", "light"), ("zh-TW", "light"), ("en", "light"), ("en", "dark")]
)
def test_every_page_of_learning_is_clean(browser: Browser, cast: Cast, language: str, theme: str) -> None:
    gap = _gap(cast, "发票")
    if not cast.api.get(f"/learning/gaps/{gap}").json()["proposal"]:
        cast.post(f"/learning/gaps/{gap}/proposal")
    paths = {
        "gaps": "/learning",
        "proposals": "/learning?tab=proposals",
        "foresight": "/learning?tab=foresight",
        "gap": f"/learning/gaps/{gap}",
        "unproposed": f"/learning/gaps/{_gap(cast, 'bicycle')}",
    }
    wrong: dict[str, list[str]] = {}
    with window(browser, cast.served, language, theme) as one:
        one.open("/learning")
        for name, path in paths.items():
            one.go(path)
            found = _look(one, f"{name}-{language}-{theme}", with_axe=language == "en") + one.complaints
            if found:
                wrong[name] = found
            one.complaints.clear()
    assert wrong == {}


def test_a_gap_becomes_a_draft_by_keyboard_and_mouse(browser: Browser, cast: Cast) -> None:
    gap = _gap(cast, "发票")
    with window(browser, cast.served, "en") as one:
        one.open("/learning")
        row = one.page.get_by_role("row").filter(has_text="发票").first
        row.focus()
        one.page.keyboard.press("Enter")
        one.page.wait_for_url(f"**/learning/gaps/{gap}")
        one.settle()
        make = one.page.get_by_role("button", name="Make a proposal")
        if make.count():
            make.click()
        answer = one.page.get_by_label("Answer", exact=True)
        answer.wait_for()
        assert answer.input_value() == ANSWER
        answer.fill(f"{ANSWER}如有疑问请联系客服。")
        one.page.get_by_role("textbox", name="Topic").fill("售后")
        one.page.get_by_role("button", name="Approve as draft").click()
        one.page.get_by_text("It is a draft in the knowledge now.").wait_for()
        assert one.complaints == []
    kept = cast.api.get("/learning/proposals", params={"state": "approved"}).json()["items"][0]
    article = cast.api.get(f"/articles/{kept['draft']}").json()
    assert article["state"] == "draft" and article["content"]["topic"] == "售后"
    assert article["content"]["answers"][0]["text"].endswith("请联系客服。")


def test_a_gap_is_put_aside_with_a_reason(browser: Browser, cast: Cast) -> None:
    gap = _gap(cast, "bicycle")
    with window(browser, cast.served, "en") as one:
        one.open(f"/learning/gaps/{gap}")
        one.page.get_by_role("button", name="Put aside").click()
        dialog = one.page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill("We sell no bicycles")
        dialog.get_by_role("button", name="Put aside").click()
        one.page.get_by_text("We sell no bicycles").wait_for()
        one.page.get_by_role("button", name="Open again").click()
        one.page.get_by_role("button", name="Put aside").wait_for()
    assert cast.api.get(f"/learning/gaps/{gap}").json()["state"] == "open"
