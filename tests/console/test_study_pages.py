"""Studies in a browser: from the question to the best price, as somebody does it who has never heard of a conjoint."""

import math
import random
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from tests.console.cast import Stage
from tests.console.windows import LOOKS, window, wrong_pages
from tests.serving import Cluster, serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]

_LANGUAGES = ["zh-CN", "zh-TW", "en"]
# What a level is worth to the people who answer; a yuan costs them a hundredth.
_WORTH = {"own": 0.6, "acme": 0.0, "nord": -0.5, "ml350": 0.0, "ml500": 0.5, "ml750": 0.8}
_A_YUAN = 0.02


def _words(chinese: str, taiwan: str, english: str) -> dict[str, str]:
    return {"zh-CN": chinese, "zh-TW": taiwan, "en": english}


def _level(code: str, *words: str, value: float | None = None) -> dict[str, Any]:
    return {"code": code, "label": _words(*words) if words else {}, "value": value}


_THERMOS = {
    "title": _words("您会购买哪一个保温杯？", "您會購買哪一個保溫杯？", "Which thermos would you buy?"),
    "languages": _LANGUAGES,
    "currency": "CNY",
    "none": _words("都不选", "都不選", "None of these"),
    "attributes": [
        {
            "code": "brand",
            "label": _words("品牌", "品牌", "Brand"),
            "levels": [
                _level("own", "小满", "小滿", "Xiaoman"),
                _level("acme", "艾克", "艾克", "Acme"),
                _level("nord", "北境", "北境", "Nord"),
            ],
        },
        {
            "code": "size",
            "label": _words("容量", "容量", "Size"),
            "levels": [
                _level(f"ml{one}", f"{one} 毫升", f"{one} 毫升", f"{one} ml") for one in (350, 500, 750)
            ],
        },
        {
            "code": "price",
            "label": _words("价格", "價格", "Price"),
            "is_price": True,
            "levels": [_level(f"p{one}", value=float(one)) for one in (59, 99, 149, 199)],
        },
    ],
}  # fmt: skip
_ITEMS = [
    _level("fast", "送货快", "送貨快", "Fast delivery"),
    _level("cheap", "价格低", "價格低", "Low price"),
    _level("back", "退货方便", "退貨方便", "Easy returns"),
    _level("good", "质量好", "品質好", "Good quality"),
    _level("kind", "客服周到", "客服周到", "Helpful service"),
]
_AFTER: dict[str, Any] = {
    "format": 1,
    "languages": _LANGUAGES,
    "pages": [
        {
            "id": "one",
            "questions": [
                {"id": "score", "kind": "nps", "title": _words("会推荐吗？", "會推薦嗎？", "Would you recommend us?")},
                {"id": "speed", "kind": "rating", "title": _words("送货", "送貨", "Delivery")},
                {"id": "staff", "kind": "rating", "title": _words("客服", "客服", "Service")},
                {"id": "price", "kind": "rating", "title": _words("价格", "價格", "Price")},
            ],
        }
    ],
}
_PLANS: dict[str, dict[str, Any]] = {
    "maxdiff": {"items": _ITEMS, "sets": 5, "size": 3, "versions": 2},
    "psm": {"currency": "CNY"},
    "gabor_granger": {"currency": "CNY", "prices": [49, 69, 89, 119], "cost": 30},
    "kano": {"features": _ITEMS},
    "turf": {"items": _ITEMS, "sizes": [1, 2, 3]},
}


def _choice(profiles: list[dict[str, str]], prices: dict[str, float], chance: random.Random) -> str:
    """The place that somebody of these tastes takes, or none."""
    worths = [-1.2]
    for profile in profiles:
        liked = sum(_WORTH.get(level, 0.0) for level in profile.values())
        worths.append(liked - _A_YUAN * prices[profile["price"]] + 1.4)
    noisy = [worth - math.log(-math.log(chance.uniform(1e-9, 1 - 1e-9))) for worth in worths]
    best = noisy.index(max(noisy))
    return "none" if best == 0 else str(best)


class Lab(Stage):
    """A shop that wants to know."""

    def study(self, name: str, kind: str, plan: dict[str, Any]) -> str:
        return self._create("/studies", {"name": name, "kind": kind, "plan": {"languages": _LANGUAGES, **plan}})

    def fielded(self, study: str, kind: str) -> str:
        """Its survey, open; the link's last word."""
        if kind in ("conjoint", "maxdiff"):
            self.api.post(f"/studies/{study}/design").raise_for_status()
            self.poll(lambda: self._get(f"/studies/{study}/design")["state"] == "done")
        survey = self.api.post(f"/studies/{study}/survey", json={}).raise_for_status().json()["survey"]
        return self.opened(survey)

    def opened(self, survey: str) -> str:
        answer = self.api.post(f"/surveys/{survey}/publication", json={}).raise_for_status().json()
        return str(answer["link"]).rsplit("/", 1)[1]

    def buyers(self, study: str, link: str, number: int) -> None:
        """People who answer the tasks they are shown."""
        plan = self._get(f"/studies/{study}")["plan"]
        [priced] = [one for one in plan["attributes"] if one["is_price"]]
        prices = {level["code"]: float(level["value"]) for level in priced["levels"]}
        design = self._get(f"/studies/{study}/design")["design"]["tasks"]
        chance = random.Random(7)
        for _ in range(number):
            self.answer(link, lambda version: _picked(design[version - 1], priced["code"], prices, chance))

    def answer(self, link: str, make: Any) -> None:
        wish = {"respondent": uuid4().hex, "language": "zh-CN"}
        opened = self.public.post(f"/v1/survey/{link}/responses", json=wish).raise_for_status().json()
        [question] = opened["page"]["questions"]
        save = {"seq": 1, "page": opened["page"]["key"], "answers": {question["id"]: make(question["version"])}}
        self.public.put(f"/v1/survey/{opened['token']}/answers", json=save).raise_for_status()

    def invented(self, study: str, number: int = 120) -> None:
        """Respondents who answer at random, to see how results are drawn."""
        survey = self._get(f"/studies/{study}")["survey"]
        self.api.post(f"/surveys/{survey}/simulations", json={"number": number}).raise_for_status()

    def estimated(self, study: str, **wish: Any) -> str:
        made = self.api.post(f"/studies/{study}/estimates", json=wish).raise_for_status().json()
        self.poll(lambda: self._get(f"/estimates/{made['id']}")["state"] not in ("due", "running"))
        found = self._get(f"/estimates/{made['id']}")
        assert found["state"] == "done", found["problem"]
        return str(found["id"])

    def thermos(self, people: int = 40) -> str:
        study = self.study("保温杯", "conjoint", _THERMOS)
        self.buyers(study, self.fielded(study, "conjoint"), people)
        self.estimated(study, model="mnl")
        return study

    def driven(self) -> str:
        """What moves a score, by answers that are there."""
        survey = self._create("/surveys", {"name": "收货之后", "form": _AFTER})
        self.api.post(f"/surveys/{survey}/simulations", json={"number": 150}).raise_for_status()
        study = self.study("满意度", "drivers", {"outcome": "score", "predictors": ["speed", "staff", "price"]})
        self.api.post(f"/studies/{study}/survey", json={"survey": survey}).raise_for_status()
        self.estimated(study, filter={"is_simulated": True})
        return study

    def rehearsed(self, kind: str) -> str:
        study = self.study(kind, kind, _PLANS[kind])
        self.fielded(study, kind)
        self.invented(study)
        self.estimated(study, filter={"is_simulated": True})
        return study


def _picked(tasks: list[Any], code: str, prices: dict[str, float], chance: random.Random) -> dict[str, str]:
    renamed = [[{**one, "price": one[code]} for one in task] for task in tasks]
    return {str(place + 1): _choice(task, prices, chance) for place, task in enumerate(renamed)}


@pytest.fixture(scope="module")
def lab(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with serve(cluster, tmp_path_factory.mktemp("study-pages")) as served:
        lab = Lab(served)
        with lab.public, lab.api:
            yield lab


def test_from_a_question_to_the_best_price(browser: Browser, lab: Lab) -> None:
    with window(browser, lab.served) as one:
        one.open("/studies")
        page = one.page
        page.get_by_role("button", name="新建研究").first.click()
        page.get_by_role("dialog").get_by_role("button", name="做哪种产品").click()
        expect(page.get_by_text("方案完整")).to_be_visible()
        study = page.url.rsplit("/", 1)[1]
        _plan(page)
        _design(page)
        _ask(page, lab, study)
        _estimate(page)
        _simulate(page)
        _price(page)
        assert one.complaints == []


def _plan(page: Page) -> None:
    """A name, one more level that the keyboard moves up, and two levels that do not go together."""
    page.get_by_label("名称", exact=True).fill("新保温杯")
    page.get_by_role("group", name="容量", exact=True).get_by_role("button", name="添加水平").click()
    page.get_by_label("容量第 4 个水平", exact=True).fill("特大")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_label("容量第 3 个水平", exact=True)).to_have_value("特大")
    page.get_by_label("我们的品牌 与 ¥99 不能同时出现").check()
    expect(page.get_by_role("listitem").filter(has_text="品牌 我们的品牌 + 价格 ¥99")).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_label("我们的品牌 与 ¥99 不能同时出现")).not_to_be_checked()
    expect(page.get_by_text("已保存")).to_be_visible()


def _design(page: Page) -> None:
    page.get_by_role("tab", name="设计").click()
    page.get_by_role("button", name="生成设计").click()
    preview = page.locator("section").filter(has=page.get_by_role("heading", name="受访者看到的题目"))
    expect(preview.get_by_text("您会购买哪一个？")).to_be_visible(timeout=30_000)
    expect(preview.get_by_text("产品 3")).to_be_visible()
    preview.get_by_role("button", name="下一题").click()
    expect(preview.get_by_text("2 / 10")).to_be_visible()
    expect(page.get_by_role("list", name="容量").first.get_by_text("特大")).to_be_visible()


def _ask(page: Page, lab: Lab, study: str) -> None:
    """The survey is made here; people answer it elsewhere, and are counted while somebody looks."""
    page.get_by_role("tab", name="收集").click()
    page.get_by_role("button", name="生成问卷").click()
    expect(page.get_by_role("link", name="打开问卷")).to_be_visible()
    survey = lab.api.get(f"/studies/{study}").raise_for_status().json()["survey"]
    lab.buyers(study, lab.opened(survey), 30)
    expect(page.get_by_text("30 份可用", exact=True)).to_be_visible(timeout=20_000)
    expect(page.get_by_text("有效回答只有 30 人")).to_be_visible()


def _estimate(page: Page) -> None:
    page.get_by_role("tab", name="结果").click()
    page.get_by_role("combobox", name="计算方法").click()
    page.get_by_role("option", name="所有人同一口味（多项 Logit）").click()
    page.get_by_role("button", name="计算结果").click()
    importance = page.get_by_role("list", name="什么最影响选择")
    expect(importance.get_by_text("价格")).to_be_visible(timeout=60_000)
    # The thirty people of this test mind the price, and the warning about thirty stands before all figures.
    first = page.get_by_text(re.compile("有效回答只有 30 人")).bounding_box()
    bars = importance.bounding_box()
    assert first is not None
    assert bars is not None
    assert first["y"] < bars["y"]


def _share_of(card: Locator) -> float:
    return float((card.locator("strong").inner_text()).rstrip("%"))


def _simulate(page: Page) -> None:
    """A dearer product loses: its card and the bars say so while the slider moves."""
    page.get_by_role("tab", name="模拟市场").click()
    card = page.get_by_role("region", name="我们的产品")
    expect(card.locator("strong")).to_be_visible(timeout=20_000)
    before = _share_of(card)
    page.get_by_role("button", name="设为对照").click()
    slider = card.get_by_role("slider", name="我们的产品的价格")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    bars = page.get_by_role("list", name="市场份额")
    expect(bars.get_by_text(re.compile(r"-\d.*个百分点.*可信")).first).to_be_visible(timeout=20_000)
    assert _share_of(card) < before
    page.get_by_label("名称", exact=True).last.fill("涨价")
    page.get_by_role("button", name="保存当前市场").click()
    expect(page.get_by_role("list", name="保存的市场").get_by_text("涨价")).to_be_visible()


def _price(page: Page) -> None:
    page.get_by_role("tab", name="最优价格").click()
    page.get_by_role("textbox", name="单件成本").fill("60")
    found = page.get_by_test_id("best-price")
    expect(found).to_have_text(re.compile(r"¥\d+"), timeout=20_000)
    expect(page.get_by_text("成本为 0")).to_have_count(0)
    curve = page.get_by_role("slider", name=re.compile("^利润随价格的变化"))
    curve.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(re.compile(r"^¥\S+ · 利润 ¥\S+ 95% 区间"))).to_be_visible()
    page.get_by_role("button", name="用到模拟市场").click()
    expect(page.get_by_role("button", name="模拟市场正用这个价格")).to_be_visible()


def test_a_long_estimate_shows_its_progress_and_can_be_cancelled(browser: Browser, lab: Lab) -> None:
    study = lab.thermos(20)
    with window(browser, lab.served) as one:
        one.open(f"/studies/{study}?tab=results")
        page = one.page
        page.get_by_role("combobox", name="计算方法").click()
        page.get_by_role("option", name="每个人各有口味").click()
        page.get_by_role("button", name="更多设置").click()
        page.get_by_label("抽样次数").fill("100000")
        page.get_by_role("button", name="计算结果").click()
        expect(page.get_by_role("progressbar", name=re.compile("已完成"))).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="取消", exact=True).click()
        expect(page.get_by_text("已取消")).to_be_visible(timeout=20_000)
        assert one.complaints == []


def test_who_saves_on_an_older_plan_is_asked_whose_stays(browser: Browser, lab: Lab) -> None:
    study = lab.study("两人同改", "kano", _PLANS["kano"])
    with window(browser, lab.served) as one:
        one.open(f"/studies/{study}")
        page = one.page
        theirs = {"languages": _LANGUAGES, "features": _ITEMS[:2]}
        lab.api.put(f"/studies/{study}", json={"plan": theirs}).raise_for_status()
        page.get_by_label("第 1 项", exact=True).fill("我的功能")
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text("方案被别人改过了")).to_be_visible()
        one.complaints.clear()
        dialog.get_by_role("button", name="采用").click()
        expect(page.get_by_label("第 1 项", exact=True)).to_have_value("送货快")
        expect(page.get_by_label("第 3 项", exact=True)).to_have_count(0)
        assert len(lab.api.get(f"/studies/{study}").json()["plan"]["features"]) == 2


def test_an_unfinished_plan_says_what_is_missing(browser: Browser, lab: Lab) -> None:
    study = lab.study("空", "conjoint", {})
    with window(browser, lab.served) as one:
        one.open(f"/studies/{study}?tab=field")
        expect(one.page.get_by_text("至少一个属性")).to_be_visible()
        one.go(f"/studies/{study}?tab=simulator")
        expect(one.page.get_by_text("还没有可以模拟的结果")).to_be_visible()
        assert one.complaints == []


def test_who_may_only_look_can_simulate_but_change_nothing(browser: Browser, lab: Lab) -> None:
    study = lab.thermos(20)
    with window(browser, lab.add_person("analyst")) as one:
        one.open(f"/studies/{study}?tab=simulator")
        page = one.page
        card = page.get_by_role("region", name="我们的产品")
        expect(card.locator("strong")).to_have_text(re.compile(r"\d"), timeout=20_000)
        before = _share_of(card)
        card.get_by_role("combobox", name="我们的产品: 容量").click()
        page.get_by_role("option", name="750 毫升").click()
        expect(card.locator("strong")).not_to_have_text(f"{before:g}%", timeout=20_000)
        assert _share_of(card) > before
        expect(page.get_by_role("button", name="保存当前市场")).to_have_count(0)
        one.go(f"/studies/{study}?tab=results")
        expect(page.get_by_role("list", name="什么最影响选择")).to_be_visible()
        expect(page.get_by_role("button", name="计算结果")).to_have_count(0)
        one.go(f"/studies/{study}")
        expect(page.get_by_label("问题", exact=True)).not_to_be_editable()
        assert one.complaints == []


_TABS = ["plan", "design", "field", "results", "simulator", "price"]


@pytest.fixture(scope="module")
def shown(lab: Lab) -> dict[str, str]:
    """A study of each kind with something to show: its paths by name."""
    thermos = lab.thermos()
    paths = {"studies": "/studies", **{f"study-{tab}": f"/studies/{thermos}?tab={tab}" for tab in _TABS}}
    for kind in _PLANS:
        study = lab.rehearsed(kind)
        paths |= {f"study-{kind}-plan": f"/studies/{study}", f"study-{kind}": f"/studies/{study}?tab=results"}
    drivers = lab.driven()
    return paths | {"study-drivers-plan": f"/studies/{drivers}", "study-drivers": f"/studies/{drivers}?tab=results"}


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_of_studies_is_clean(
    browser: Browser, lab: Lab, shown: dict[str, str], language: str, theme: str
) -> None:
    assert wrong_pages(browser, lab.served, language, theme, shown) == {}
