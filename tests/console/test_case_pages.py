"""Cases in a browser: a low score rings at the desk, and the case is worked on to its end."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.console.cast import Stage
from tests.console.windows import LOOKS, window, wrong_pages
from tests.serving import Cluster, serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_FORM: dict[str, Any] = {
    "format": 1,
    "languages": ["zh-CN"],
    "pages": [
        {
            "id": "one",
            "questions": [
                {"id": "score", "kind": "nps", "title": {"zh-CN": "您会推荐我们吗？"}, "required": True},
                {"id": "why", "kind": "long_text", "title": {"zh-CN": "为什么？"}},
            ],
        }
    ],
}
_CLAUSE: dict[str, Any] = {
    "id": "ten",
    "title": "十元优惠券",
    "who": "machine",
    "score": "nps",
    "at_most": 4,
    "remedy": {"kind": "voucher", "amount": 1000, "channel": "email", "text": {"zh-CN": "抱歉：{{ voucher }}"}},
    "limits": {"times": 1, "days": 90, "month_budget": 100_000},
}


class Loop(Stage):
    """A shop that asks, with a rule and a policy."""

    def prepare(self) -> None:
        self.fill()
        opening = {"kind": "score", "score": "nps", "at_most": 6}
        rule = {"name": "低分客户", "opening": opening, "severity": "high", "remedy": "今天打电话道歉"}
        self._create("/case-rules", {"rule": rule})
        self.api.post(
            "/case-policies", json={"words": "四分及以下：道歉并送十元。", "clauses": [_CLAUSE]}
        ).raise_for_status()
        self.api.post("/case-policies/1/publication").raise_for_status()
        survey = self._create("/surveys", {"name": "收货之后", "form": _FORM})
        published = self.api.post(f"/surveys/{survey}/publication", json={}).raise_for_status().json()
        self.link = str(published["link"]).rsplit("/", 1)[1]

    def answer(self, person: str, score: int, why: str) -> None:
        """She answers on her own device."""
        wish = {"respondent": uuid4().hex, "anonymous_id": f"device-{person}", "language": "zh-CN"}
        opened = self.public.post(f"/v1/survey/{self.link}/responses", json=wish).raise_for_status().json()
        save = {"seq": 1, "page": "one", "answers": {"score": score, "why": why}}
        self.public.put(f"/v1/survey/{opened['token']}/answers", json=save).raise_for_status()

    def cases(self) -> list[dict[str, Any]]:
        return list(self._get("/cases?box=all")["items"])


@pytest.fixture(scope="module")
def loop(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    with serve(cluster, tmp_path_factory.mktemp("case-pages")) as served:
        loop = Loop(served)
        with loop.public, loop.api:
            loop.prepare()
            yield loop


def test_a_low_score_rings_at_the_desk_and_is_worked_on_to_its_end(browser: Browser, loop: Loop) -> None:
    person = loop.meet(f"陈小姐{uuid4().hex[:4]}")
    with window(browser, loop.served) as one:
        one.open("/desk")
        page = one.page
        page.wait_for_timeout(1_500)
        time.monotonic()
        loop.answer(person, 2, "两周才到货，没人回复我")
        bell = page.get_by_role("button", name="NPS 2")
        bell.wait_for(timeout=20_000)
        one.picture("case-bell")
        bell.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("低分客户")
        expect(page.get_by_text("两周才到货，没人回复我")).to_be_visible()
        _take_back(page)
        _close(page)
        assert one.complaints == []


def _take_back(page: Page) -> None:
    """The machine gave a voucher; a person takes it back and says why."""
    given = page.locator("section", has=page.get_by_role("heading", name="补救", exact=True))
    expect(given.get_by_text("十元优惠券")).to_be_visible()
    given.get_by_role("button", name="撤回").click()
    page.get_by_label("原因").fill("客户要的是退款")
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    expect(given.get_by_text("客户要的是退款")).to_be_visible()


def _close(page: Page) -> None:
    page.get_by_label("发生了什么").fill("电话道歉，已安排退款")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("已联系").first).to_be_visible()
    page.get_by_role("button", name="关闭工单").click()
    page.get_by_label("根本原因").fill("物流延误")
    page.get_by_role("dialog").get_by_role("button", name="关闭工单").click()
    expect(page.get_by_role("button", name="重新打开")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_of_cases_is_clean(browser: Browser, loop: Loop, language: str, theme: str) -> None:
    if not any(row["customer_name"] == "林晓彤" for row in loop.cases()):
        loop.answer("lin", 3, "客服一直不回复")
        loop.poll(lambda: any(row["customer_name"] == "林晓彤" for row in loop.cases()))
    case = next(row["id"] for row in loop.cases() if row["customer_name"] == "林晓彤")
    paths = {
        "cases": "/cases", "case": f"/cases/{case}", "case-figures": "/cases?tab=figures",
        "case-rules": "/cases?tab=rules", "case-policy": "/cases?tab=policy",
    }  # fmt: skip
    assert wrong_pages(browser, loop.served, language, theme, paths) == {}
