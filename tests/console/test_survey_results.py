"""What a survey says, in a browser: answers arrive while somebody looks, bars open people, files are made."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.console.survey_shop import EVERY_KIND, FORM, Shop
from tests.console.windows import LOOKS, window, wrong_pages
from tests.serving import Cluster, serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# A busy machine takes its time; while somebody looks it is asked every three seconds.
_SOON = 20_000


@pytest.fixture(scope="module")
def shop(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with serve(cluster, tmp_path_factory.mktemp("survey-results")) as served:
        shop = Shop(served)
        with shop.public, shop.api:
            yield shop


def test_an_answer_arrives_while_somebody_looks_and_its_bar_opens_the_customer(browser: Browser, shop: Shop) -> None:
    person = shop.meet("林晓彤")
    survey = shop.made("看着答卷进来")
    link = shop.published(survey)
    shop.answer(link, "one", {"score": 3, "tried": ["cake"]})
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}?tab=results")
        page = one.page
        card = page.locator("[data-question=tried]")
        tea = card.get_by_role("button", name="茶")
        expect(tea).to_contain_text("0% · 0")
        shop.answer(link, "one", {"score": 9, "tried": ["tea"]}, person)
        expect(tea).to_contain_text("50% · 1", timeout=_SOON)
        tea.click()
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("1 人", exact=True)).to_be_visible()
        dialog.get_by_role("link", name="林晓彤").click()
        expect(page.get_by_role("heading", name="林晓彤")).to_be_visible()
        assert one.complaints == []


def test_a_filter_stands_in_the_address_and_back_takes_it_away(browser: Browser, shop: Shop) -> None:
    survey = shop.made("筛选")
    link = shop.published(survey)
    for score in (10, 10, 2):
        shop.answer(link, "one", {"score": score, "tried": ["tea"] if score == 2 else ["cake"]})
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}?tab=results")
        page = one.page
        page.get_by_role("button", name="筛选").click()
        drawer = page.get_by_role("dialog")
        drawer.get_by_role("combobox", name="某题的回答").click()
        page.get_by_role("option", name="您满意吗？").click()
        drawer.get_by_label("最少").fill("9")
        drawer.get_by_role("button", name="添加").click()
        page.keyboard.press("Escape")
        filter_bar = page.get_by_role("group", name="筛选")
        expect(filter_bar.get_by_text("您满意吗？ · 不低于 9")).to_be_visible()
        expect(page.locator("[data-question=tried]").get_by_role("button", name="茶")).to_contain_text("0% · 0")
        same = page.url
        page.go_back()
        expect(page.locator("[data-question=tried]").get_by_role("button", name="茶")).to_contain_text("33.3% · 1")
        one.open(same.removeprefix(shop.served.url))
        expect(page.locator("[data-question=tried]").get_by_role("button", name="茶")).to_contain_text("0% · 0")
        filter_bar.get_by_role("button", name="移除：您满意吗？ · 不低于 9").click()
        expect(page.locator("[data-question=tried]").get_by_role("button", name="茶")).to_contain_text("33.3% · 1")
        assert one.complaints == []


def test_a_cross_table_marks_the_column_that_exceeds_another(browser: Browser, shop: Shop) -> None:
    survey = shop.made("交叉表")
    link = shop.published(survey)
    for turn in range(24):
        shop.answer(link, "one", {"score": 10 if turn % 2 else 0, "tried": ["tea"] if turn % 2 else ["cake"]})
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}?tab=results&view=crosstabs")
        page = one.page
        page.get_by_role("combobox", name="行：题目").click()
        page.get_by_role("option", name="您满意吗？").click()
        page.keyboard.press("Escape")
        page.get_by_role("combobox", name="列：按此并列").click()
        page.get_by_role("option", name="还想说什么？ – 茶").click()
        page.get_by_label("最小样本量").fill("10")
        table = page.get_by_role("table", name="您满意吗？")
        top = table.locator("tr").filter(has=page.get_by_role("rowheader", name="10", exact=True))
        expect(top).to_contain_text("100%")
        expect(top.locator("[data-above]")).to_have_count(1)
        assert "by=" in page.url and "rows=" in page.url
        assert one.complaints == []


def test_a_wave_may_be_another_survey_that_asked_the_same(browser: Browser, shop: Shop) -> None:
    spring, autumn = shop.made("春季"), shop.made("秋季")
    for survey, people in ((spring, 3), (autumn, 5)):
        link = shop.published(survey)
        for _ in range(people):
            shop.answer(link, "one", {"score": 9, "tried": ["tea"]})
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{autumn}?tab=results&view=waves")
        page = one.page
        page.get_by_role("button", name="最近 3 个月").click()
        page.get_by_role("button", name="移除第 1 期").click()
        page.get_by_label("第 1 期的第一天").fill("2020-01-01")
        page.get_by_label("第 1 期的最后一天").fill("2099-12-31")
        page.get_by_role("combobox", name="第 1 期的问卷").click()
        page.get_by_role("option", name="春季").click()
        page.wait_for_url(re.compile(spring))
        expect(page.get_by_text("n = 3", exact=True)).to_be_visible()
        expect(page.get_by_text("n = 5", exact=True)).to_be_visible()
        one.picture("survey-waves-other")
        assert one.complaints == []


def test_a_file_is_made_while_one_looks_and_can_be_taken(browser: Browser, shop: Shop) -> None:
    survey = shop.made("导出")
    link = shop.published(survey)
    shop.answer(link, "one", {"score": 9, "tried": ["tea"]})
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}?tab=results&view=exports")
        page = one.page
        page.get_by_role("radio", name="CSV").click()
        page.get_by_role("button", name="生成文件").click()
        with page.expect_download(timeout=60_000) as taken:
            page.get_by_role("link", name="下载 CSV").click(timeout=60_000)
        text = taken.value.path().read_text(encoding="utf-8-sig")
        assert "score" in text.splitlines()[0] and len(text.splitlines()) == 2
        page.get_by_role("button", name="移除").click()
        expect(page.get_by_text("还没有文件")).to_be_visible()
        assert one.complaints == []


def test_the_chart_of_a_question_is_saved_as_a_picture(browser: Browser, shop: Shop) -> None:
    survey = shop.made("图片")
    link = shop.published(survey)
    shop.answer(link, "one", {"score": 9, "tried": ["tea"]})
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}?tab=results")
        with one.page.expect_download(timeout=60_000) as taken:
            one.page.locator("[data-question=tried]").get_by_role("button", name="将图表存为图片").click()
        assert taken.value.path().read_bytes().startswith(b"\x89PNG")
        assert one.complaints == []


def test_an_older_version_becomes_the_draft_and_undo_takes_it_back(browser: Browser, shop: Shop) -> None:
    survey = shop.made("版本")
    shop.published(survey)
    later = {**FORM, "pages": [{"id": "one", "questions": [{"id": "other", "kind": "text", "title": {"en": "Why?", "zh-CN": "为什么？", "zh-TW": "為什麼？"}}]}], "quotas": []}  # fmt: skip
    shop.api.put(f"/surveys/{survey}/draft", json={"form": later}).raise_for_status()
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}")
        page = one.page
        outline = page.get_by_role("navigation", name="页面和题目")
        expect(outline.get_by_text("为什么？")).to_be_visible()
        page.get_by_role("button", name="更多", exact=True).click()
        page.get_by_role("menuitem", name="版本历史").click()
        page.get_by_role("button", name="查看").click()
        history = page.get_by_role("dialog", name="版本历史")
        expect(history.get_by_text("仅草稿中有： 为什么？")).to_be_visible()
        history.get_by_role("button", name="恢复为草稿").click()
        page.get_by_role("dialog", name="将版本 1 恢复为草稿？").get_by_role("button", name="恢复为草稿").click()
        expect(outline.get_by_text("您满意吗？")).to_be_visible()
        page.keyboard.press("Control+z")
        expect(outline.get_by_text("为什么？")).to_be_visible()
        assert one.complaints == []


def test_a_response_is_weighed_with_a_reason_and_the_figures_follow(browser: Browser, shop: Shop) -> None:
    survey = shop.made("权重")
    link = shop.published(survey)
    shop.answer(link, "one", {"score": 9, "tried": ["tea"]})
    shop.answer(link, "one", {"score": 9, "tried": ["cake"]})
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}?tab=answers")
        page = one.page
        page.locator("tbody tr").first.locator("td").first.click()
        sheet = page.get_by_role("dialog")
        sheet.get_by_label("权重").fill("3")
        expect(sheet.get_by_role("button", name="设置权重")).to_be_disabled()
        sheet.get_by_label("原因").fill("该城市样本偏少")
        sheet.get_by_role("button", name="设置权重").click()
        expect(sheet.get_by_text("权重 3")).to_be_visible()
        assert sorted(row["weight"] for row in shop.responses(survey)) == [1, 3]
        page.keyboard.press("Escape")
        one.go(f"/surveys/{survey}?tab=results")
        expect(page.locator("[data-question=tried]")).to_contain_text("75% · 1")
        assert one.complaints == []


def test_the_words_and_quiet_hours_of_an_invitation_are_kept(browser: Browser, shop: Shop) -> None:
    survey = shop.made("邀请的文字")
    shop.published(survey)
    with window(browser, shop.served) as one:
        one.open(f"/surveys/{survey}?tab=reach")
        page = one.page
        page.get_by_role("button", name="添加方式").click()
        page.get_by_role("menuitem", name="邮件").click()
        drawer = page.get_by_role("dialog")
        drawer.get_by_label("名称").fill("下单之后")
        drawer.get_by_label("免打扰开始").fill("21:00")
        drawer.get_by_label("免打扰结束").fill("09:00")
        drawer.get_by_label("主题").fill("{{ customer.name }}，还满意吗？")
        sketch = drawer.get_by_role("group", name="大致效果")
        expect(sketch).to_contain_text("{{ customer.name }}，还满意吗？")
        expect(sketch).to_contain_text("您满意吗？")
        drawer.get_by_role("button", name="保存").click()
        expect(drawer).to_have_count(0)
        reach = shop.reaches(survey)[0]["reach"]
        assert reach["texts"]["subject"] == {"zh-CN": "{{ customer.name }}，还满意吗？"}
        assert reach["plan"]["quiet"] == {"from": "21:00", "to": "09:00"}
        assert one.complaints == []


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_drawing_of_results_is_clean(browser: Browser, shop: Shop, language: str, theme: str) -> None:
    survey = shop.made("每种题目", EVERY_KIND)
    shop.published(survey)
    shop.simulate(survey, 90)
    start = f"/surveys/{survey}?tab=results&simulated=true"
    paths = {
        "survey-questions": start,
        "survey-crosstabs": f'{start}&view=crosstabs&rows=["score","which","table","age"]&by="column:again"',
        "survey-waves": f"{start}&view=waves",
        "survey-exports": f"{start}&view=exports",
    }
    assert wrong_pages(browser, shop.served, language, theme, paths) == {}
