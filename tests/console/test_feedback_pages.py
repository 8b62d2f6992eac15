"""The page of customers' own words in a browser: asked by one click, opened, shaped, taken back, taught by keyboard."""

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.console.cast import Stage
from tests.console.windows import LOOKS, Window, problems_of, window
from tests.serving import Cluster, serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

_FORM: dict[str, Any] = {
    "format": 1,
    "languages": ["zh-CN", "en"],
    "pages": [
        {
            "id": "one",
            "questions": [
                {"id": "score", "kind": "nps", "title": {"zh-CN": "您会推荐我们吗？", "en": "Would you recommend us?"}},
                {"id": "speed", "kind": "rating", "title": {"zh-CN": "送货快吗？", "en": "How fast was delivery?"}},
                {"id": "why", "kind": "long_text", "title": {"zh-CN": "为什么？", "en": "Why?"}},
            ],
        }
    ],
}
_SLOW = ("物流太慢了，快递一直不动", "快递慢，包裹等了很久", "物流很慢，送货延误", "包裹物流停了三天，快递真慢")
_CRASH = ("软件总是闪退，登录不上", "登录失败，验证码收不到", "软件卡顿，登录页面打不开", "验证码错误，登录太麻烦")
_FINE = ("面料柔软，做工精致", "质量不错，做工也好，就是快递盒破了", "做工好，面料和质量都满意", "面料质量好，很喜欢")
_NUMBER = 96


class Voices(Stage):
    """A shop whose customers say what they think."""

    def prepare(self) -> None:
        survey = self._create("/surveys", {"name": "收货之后", "form": _FORM})
        published = self.api.post(f"/surveys/{survey}/publication", json={}).raise_for_status().json()
        self.link = str(published["link"]).rsplit("/", 1)[1]
        with ThreadPoolExecutor(6) as people:
            list(people.map(self._answer, range(_NUMBER), list(_said())))
        self.poll(lambda: self.figures()["units"] == _NUMBER)
        self._wait_and_grow_old()
        self.api.post("/feedback/topic-search").raise_for_status()
        self.poll(lambda: self._get("/feedback/topic-search")["state"] == "done")

    def _answer(self, place: int, answers: dict[str, Any]) -> None:
        name, person = f"客户{place}", uuid4().hex
        who = {"userId": person, "anonymousId": f"device-{person}", "messageId": uuid4().hex}
        self._collect("/v1/identify", {**who, "traits": {"name": name}}).raise_for_status()
        wish = {"respondent": uuid4().hex, "anonymous_id": f"device-{person}", "language": "zh-CN"}
        opened = self.public.post(f"/v1/survey/{self.link}/responses", json=wish).raise_for_status().json()
        save = {"seq": 1, "page": "one", "answers": answers}
        self.public.put(f"/v1/survey/{opened['token']}/answers", json=save).raise_for_status()

    def _wait_and_grow_old(self) -> None:
        """No test waits ten minutes for a person, nor six weeks for a trend."""
        with psycopg.connect(self.served.environment["FEILUN_DSN"]) as connection:
            connection.execute("update feedback_unit set waited = 720 where text like '%快递%' and score_group = 'low'")
            connection.execute(
                "update feedback_unit set at = at - (1 + abs(hashtext(id::text)) % 5) * interval '7 days' where text not like '%物流%'"
            )

    def figures(self, asked: str = "") -> dict[str, Any]:
        return dict(self._get(f"/feedback/figures{asked}"))

    def judged(self) -> int:
        return sum(row["judged"] for row in self.figures()["accuracy"])

    def topics(self) -> list[dict[str, Any]]:
        return list(self._get("/feedback/topics"))


def _said() -> Iterator[dict[str, Any]]:
    picked = random.Random(3)
    for place in range(_NUMBER):
        texts = (_SLOW, _CRASH, _FINE)[place % 3]
        score = picked.randint(8, 10) if texts is _FINE else picked.randint(0, 6)
        # Each with an end of its own: whoever labels must see that the next one has come.
        why = "。".join([*picked.sample(texts, 2), f"单号{place}"])
        yield {"score": score, "speed": 1 + score // 3, "why": why}


@pytest.fixture(scope="module")
def voices(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voices]:
    with serve(cluster, tmp_path_factory.mktemp("feedback-pages")) as served:
        voices = Voices(served)
        with voices.public, voices.api:
            voices.prepare()
            yield voices


def test_a_ready_question_leads_to_sentences_and_their_customer(browser: Browser, voices: Voices) -> None:
    with window(browser, voices.served) as one:
        one.open("/feedback")
        page = one.page
        page.get_by_role("button", name="等待超过 5 分钟的贬损者在抱怨什么？").click()
        page.wait_for_url("**waited_over=300**")
        one.settle()
        asked = voices.figures("?score=low&waited_over=300&sentiment=negative")
        assert 0 < asked["units"] < _NUMBER
        main = page.locator("main")
        expect(main.get_by_role("button", name=f"阅读全部 {asked['units']} 条")).to_be_visible()
        main.get_by_role("button", name="配送").filter(has_text="95%").click()
        drawer = page.get_by_role("dialog", name="配送")
        expect(drawer.locator("mark").first).to_contain_text(re.compile("快递|物流|送货|包裹"))
        one.picture("feedback-drawer")
        drawer.get_by_role("link", name="客户").first.click()
        page.wait_for_url("**/customers/**")
        expect(page.get_by_role("heading", level=1)).to_contain_text("客户")
        assert one.complaints == []


def test_a_topic_is_renamed_and_merged_and_both_are_taken_back(browser: Browser, voices: Voices) -> None:
    first, second = voices.topics()[:2]
    with window(browser, voices.served) as one:
        one.open("/feedback?tab=topics")
        page = one.page
        _shape(page, first["name"], "改名")
        page.get_by_label("名称", exact=True).fill("我的话题")
        page.get_by_role("dialog").get_by_role("button", name="改名").click()
        expect(page.get_by_role("cell", name="我的话题").first).to_be_visible()
        _shape(page, "我的话题", "合并")
        page.get_by_role("dialog").get_by_role("combobox", name="合并到").click()
        page.get_by_role("option", name=second["name"]).click()
        page.get_by_role("dialog").get_by_role("button", name="合并", exact=True).click()
        expect(page.get_by_text(f"“我的话题”合并到了“{second['name']}”")).to_be_visible()
        assert first["id"] not in [topic["id"] for topic in voices.topics()]
        one.picture("feedback-steps")
        for step in ("合并到了", "改名为"):
            page.get_by_role("button", name="撤销：").filter(visible=True).and_(
                page.get_by_role("button", name=step)
            ).first.click()
            expect(page.get_by_role("listitem").filter(has_text=step).first).to_contain_text("已撤销")
        assert {topic["name"] for topic in voices.topics()} >= {first["name"], second["name"]}
        assert one.complaints == []


def _shape(page: Page, name: str, deed: str) -> None:
    page.get_by_role("button", name=f"整理“{name}”").click()
    page.get_by_role("menuitem", name=deed).click()


def test_texts_are_labelled_by_keyboard_and_measure_the_machine(browser: Browser, voices: Voices) -> None:
    judged = voices.judged()
    with window(browser, voices.served) as one:
        one.open("/feedback?tab=teach")
        page = one.page
        for key in ("n", "u", "1", "p"):
            before = page.get_by_test_id("to-label").inner_text()
            page.keyboard.press(key)
            if key == "1":
                expect(page.get_by_role("group", name="话题").get_by_role("button").first).to_be_visible()
            else:
                expect(page.get_by_test_id("to-label")).not_to_have_text(before)
        expect(page.get_by_text("已标注 3 条")).to_be_visible()
        page.keyboard.press("b")
        expect(page.get_by_test_id("to-label")).to_have_text(before)
        assert voices.judged() == judged + 3
        one.picture("feedback-teach")
        assert one.complaints == []


def test_customers_behind_a_question_become_an_audience(browser: Browser, voices: Voices) -> None:
    with window(browser, voices.served) as one:
        one.open("/feedback?aspect=delivery&sentiment=negative")
        page = one.page
        page.get_by_role("button", name="建成人群").click()
        page.get_by_role("dialog").get_by_label("名称").fill("抱怨配送的人")
        expect(page.get_by_role("dialog")).to_contain_text("位客户")
        one.picture("feedback-audience")
        page.get_by_role("button", name="创建人群").click()
        page.wait_for_url("**/audiences/**")
        voices.poll(lambda: voices._get("/audiences")["items"][0]["size"] > 20)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_part_of_the_page_is_clean(browser: Browser, voices: Voices, language: str, theme: str) -> None:
    paths = {
        "said": "/feedback", "asked": "/feedback?score=low&sentiment=negative", "nobody": "/feedback?search=没有这句话",
        "drivers": "/feedback?tab=drivers", "few": "/feedback?tab=drivers&search=验证码错误&score=high",
        "topics": "/feedback?tab=topics", "teach": "/feedback?tab=teach",
    }  # fmt: skip
    wrong: dict[str, list[str]] = {}
    with window(browser, voices.served, language, theme) as one:
        one.open("/")
        for name, path in paths.items():
            one.go(path)
            _look(one, f"feedback-{name}-{language}-{theme}", wrong, language, theme)
        one.go("/feedback")
        one.page.locator("main ul button").first.click()
        one.page.get_by_role("dialog").get_by_role("listitem").first.wait_for()
        _look(one, f"feedback-behind-{language}-{theme}", wrong, language, theme)
        refused = [text for text in one.complaints if "422" not in text]
        assert refused == []
    assert wrong == {}


def _look(one: Window, name: str, wrong: dict[str, list[str]], language: str, theme: str) -> None:
    found = problems_of(one, name, with_axe=language == "en", is_narrow=theme == "light" or language == "en")
    if found:
        wrong[name] = found
