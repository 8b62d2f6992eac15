"""The pages of the bot, with a taught bot that has talked with people: clean in three languages and both themes."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.console.cast import Stage
from tests.console.windows import LOOKS, Window, window, wrong_pages
from tests.serving import Cluster, serve

from feilun.demo import Api, publish_when_trained, teach

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

_ASKED = {
    "lin": ["多久能送到", "运费多少钱", "谢谢"],
    "chen": ["帮我写一首诗"],
    "wang": ["我要退货", "DD20261128", "我要投诉"],
    "daniel": ["What payment methods do you accept"],
}


@pytest.fixture(scope="module")
def taught(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server of its own: its bot knows what the demo shop's bot knows, and has been asked."""
    with serve(cluster, tmp_path_factory.mktemp("bot-pages")) as served:
        stage = Stage(served)
        api = Api(served.url, served.token)
        assert teach(api, served.url)
        assert publish_when_trained(api, Event())
        with stage.public, stage.api:
            for person, texts in _ASKED.items():
                for text in texts:
                    known = _decided(stage)
                    stage.say(person, text)
                    Stage.poll(lambda known=known: _decided(stage) > known)
            yield stage


def _decided(stage: Stage) -> int:
    answer = stage.api.get("/bot-decisions", params={"limit": 100}).raise_for_status()
    return len(answer.json()["items"])


def _first(stage: Stage, path: str) -> Any:
    return stage.api.get(path).raise_for_status().json()["items"][0]["id"]


def _paths(stage: Stage) -> dict[str, str]:
    article, flow = _first(stage, "/articles"), _first(stage, "/flows")
    return {
        **{f"bot-{name}": f"/bot/{name}" for name in ("setup", "answers", "audit", "figures")},
        "knowledge": "/knowledge",
        "article": f"/knowledge/{article}",
        "checks": "/knowledge/checks",
        "versions": "/versions",
        "version": "/versions/1",
        "suite": "/versions?tab=suite",
        "flows": "/flows",
        "flow": f"/flows/{flow}",
        "learning": "/learning",
        "foresight": "/learning?tab=foresight",
        "wrapup": "/wrapup",
        "desk-bot": "/desk?box=bot",
    }


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_of_the_bot_is_clean(browser: Browser, taught: Stage, language: str, theme: str) -> None:
    assert wrong_pages(browser, taught.served, language, theme, _paths(taught)) == {}


def test_a_lead_tries_the_bot_while_she_sets_it_up(browser: Browser, taught: Stage) -> None:
    with window(browser, taught.served, "zh-CN") as one:
        one.open("/bot/setup")
        log = one.page.get_by_role("log")
        log.get_by_text("我是小满").wait_for()
        one.page.get_by_role("button", name="退货退款").click()
        one.page.get_by_role("button", name="退货政策").click()
        log.get_by_text("签收后 7 天内").wait_for()
        _ask(one, "满多少包邮")
        log.get_by_text("满 99 元包邮").wait_for()
        log.get_by_text("与某个问法一字不差").wait_for()
        one.picture("bot-tried")
        assert one.complaints == []


def test_a_person_judges_an_answer_by_a_key(browser: Browser, taught: Stage) -> None:
    settings = taught.api.get("/bot-settings").json()
    draft = settings["draft"] | {"audit_share": 1.0}
    kept = taught.api.put("/bot-settings", json={"settings": draft, "revision": settings["revision"]}).json()
    taught.api.post("/bot-settings/publication", json={"revision": kept["revision"]}).raise_for_status()
    waiting = taught.api.get("/bot-audits").json()["left"]
    with window(browser, taught.served, "en") as one:
        one.open("/bot/audit")
        one.page.get_by_role("button", name="Right").wait_for()
        one.picture("bot-audit")
        one.page.keyboard.press("j")
        one.until(lambda: taught.api.get("/bot-audits").json()["left"] == waiting - 1)
        one.go("/bot/figures")
        one.page.get_by_text("from 1 judged").wait_for()
        one.picture("bot-figures")


def _ask(one: Window, text: str) -> None:
    one.page.get_by_label("问一句试试").fill(text)
    one.page.keyboard.press("Enter")
