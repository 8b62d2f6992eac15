"""Surveys in a browser: made from a template, published, answered, read and judged."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.console.survey_shop import FORM, Shop
from tests.console.windows import LOOKS, Window, window, wrong_pages
from tests.serving import Cluster, serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def shop(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with serve(cluster, tmp_path_factory.mktemp("survey-pages")) as served:
        shop = Shop(served)
        with shop.public, shop.api:
            yield shop


def test_a_survey_is_made_published_answered_and_read(browser: Browser, shop: Shop) -> None:
    with window(browser, shop.served) as one:
        one.open("/surveys")
        page = one.page
        page.get_by_role("button", name="新建问卷").first.click()
        page.get_by_role("button", name="空白问卷").click()
        _draw(page)
        survey = page.url.rsplit("/", 1)[1]
        page.get_by_role("button", name="发布", exact=True).click()
        expect(page.get_by_text("进行中").first).to_be_visible()
        link = str(shop.survey(survey)["link"]).rsplit("/", 1)[1]
        for score in (9, 10, 3):
            shop.answer(link, "page1", {"q1": score})
        _read(one, survey)
        assert one.complaints == []


def _draw(page: Page) -> None:
    """One question; two more, of which one is moved by the keyboard and one is taken back."""
    page.get_by_role("button", name="添加题目").click()
    page.get_by_role("menuitem", name="NPS").click()
    page.get_by_label("题目", exact=True).fill("您会推荐我们吗？")
    expect(page.get_by_role("region", name="预览").get_by_text("您会推荐我们吗？")).to_be_visible()
    page.get_by_role("button", name="添加题目").click()
    page.get_by_role("menuitem", name="多行文字").click()
    page.get_by_label("题目", exact=True).fill("为什么？")
    page.get_by_role("button", name="添加条件").click()
    page.get_by_role("combobox", name="条件 1 的判断").click()
    page.get_by_role("option", name="小于等于").click()
    page.get_by_label("条件 1 的值").fill("6")
    lines = page.get_by_role("navigation", name="页面和题目").locator("[draggable=true]")
    expect(lines).to_have_text(["您会推荐我们吗？", "为什么？"])
    lines.nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(lines).to_have_text(["为什么？", "您会推荐我们吗？"])
    page.keyboard.press("Control+z")
    expect(lines).to_have_text(["您会推荐我们吗？", "为什么？"])
    lines.nth(1).focus()
    page.keyboard.press("Delete")
    expect(lines).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(lines).to_have_count(2)
    expect(page.get_by_text("已保存")).to_be_visible()
    _try_out(page)


def _try_out(page: Page) -> None:
    """The preview asks why only who gives a low score."""
    preview = page.get_by_role("region", name="预览")
    preview.get_by_role("button", name="3", exact=True).click()
    expect(preview.get_by_text("为什么？")).to_be_visible()
    preview.get_by_role("button", name="9", exact=True).click()
    expect(preview.get_by_text("为什么？")).to_have_count(0)
    preview.get_by_role("button", name="提交").click()
    expect(preview.get_by_text("谢谢！")).to_be_visible()


def _read(one: Window, survey: str) -> None:
    page = one.page
    one.go(f"/surveys/{survey}?tab=answers")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(3)
    rows.first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_text("您会推荐我们吗？")).to_be_visible()
    sheet.get_by_label("原因").fill("测试答卷")
    sheet.get_by_role("button", name="排除").click()
    expect(sheet.get_by_text("已排除")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rows.first.get_by_text("已排除")).to_be_visible()


def test_who_saves_on_an_older_draft_is_asked_whose_stays(browser: Browser, shop: Shop) -> None:
    survey = shop.made("两人同改")
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}")
        page = one.page
        theirs = {
            **FORM,
            "pages": [{"id": "one", "questions": [{"id": "other", "kind": "text", "title": {"zh-CN": "别人的题"}}]}],
        }
        theirs.pop("quotas")
        shop.api.put(f"/surveys/{survey}/draft", json={"form": theirs}).raise_for_status()
        page.get_by_label("题目 · 简体中文").fill("我的题")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("问卷被别人改过了")).to_be_visible()
        one.complaints.clear()
        dialog.get_by_role("button", name="采用").click()
        outline = page.get_by_role("navigation", name="页面和题目")
        expect(outline.get_by_text("别人的题")).to_be_visible()
        assert shop.survey(survey)["form"] == theirs


def test_a_survey_with_an_error_says_why_it_cannot_be_published(browser: Browser, shop: Shop) -> None:
    broken = {"format": 1, "languages": ["zh-CN"], "pages": [{"id": "one", "questions": [{"id": "pick", "kind": "single", "title": {"zh-CN": "选哪个？"}}]}]}  # fmt: skip
    survey = shop.made("没有选项", broken)
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}")
        page = one.page
        page.get_by_role("button", name="发布", exact=True).click()
        expect(page.get_by_role("dialog").get_by_role("button", name="选哪个？：没有选项可选")).to_be_visible()
        assert shop.survey(survey)["state"] == "draft"


def test_a_question_without_words_is_published_only_on_purpose(browser: Browser, shop: Shop) -> None:
    wordless = {
        "format": 1,
        "languages": ["zh-CN"],
        "pages": [{"id": "one", "questions": [{"id": "pick", "kind": "nps"}]}],
    }
    survey = shop.made("没有题目", wordless)
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}")
        page = one.page
        page.get_by_role("button", name="发布", exact=True).click()
        asked = page.get_by_role("dialog", name="发布前请看一看")
        expect(asked.get_by_role("button", name="pick：")).to_be_visible()
        one.picture("survey-publish-hints")
        page.keyboard.press("Enter")
        expect(asked).to_have_count(0)
        assert shop.survey(survey)["state"] == "draft"
        page.get_by_role("button", name="发布", exact=True).click()
        asked.get_by_role("button", name="仍然发布").click()
        expect(page.get_by_text("进行中").first).to_be_visible()


def test_a_way_to_ask_is_added_and_its_answers_are_forecast(browser: Browser, shop: Shop) -> None:
    survey = shop.made("网页提问")
    shop.published(survey)
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}?tab=reach")
        page = one.page
        expect(page.get_by_role("img", name="链接的二维码")).to_be_visible()
        page.get_by_role("button", name="添加方式").click()
        page.get_by_role("menuitem", name="网页弹出").click()
        page.get_by_role("dialog").get_by_label("名称").fill("感谢页")
        page.get_by_role("button", name="保存").click()
        switch = page.get_by_label("启用或停用 感谢页")
        switch.click(force=True)
        expect(page.get_by_text("已启用")).to_be_visible()
        page.get_by_role("button", name="预计多少人作答？").click()
        expect(page.get_by_text("1,000 人中")).to_be_visible()
        assert one.complaints == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_of_surveys_is_clean(browser: Browser, shop: Shop, language: str, theme: str) -> None:
    survey = shop.made("收货之后")
    link = shop.published(survey)
    for score in (10, 9, 8, 4):
        shop.answer(link, "one", {"score": score, "tried": ["tea"]})
    paths = {
        "surveys": "/surveys", "survey": f"/surveys/{survey}", "survey-reach": f"/surveys/{survey}?tab=reach",
        "survey-answers": f"/surveys/{survey}?tab=answers", "survey-results": f"/surveys/{survey}?tab=results",
    }  # fmt: skip
    assert wrong_pages(browser, shop.served, language, theme, paths) == {}
