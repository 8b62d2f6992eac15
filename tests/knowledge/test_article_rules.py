"""Which answer is said, and what is wrong with an article: tables."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from tests.knowledge.conftest import returns, words

from feilun.interaction.knowledge import ArticleContent, choose_answer, claims, comparing, rules
from feilun.interaction.knowledge import rules as knowledge_rules

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
VIP, NEW = uuid4(), uuid4()


def article(**more: Any) -> ArticleContent:
    return msgspec.convert(returns(**more), ArticleContent)


def said(content: ArticleContent, language: str, channel: str = "webchat", audiences: set[UUID] | None = None) -> str:
    chosen = choose_answer(content, language, channel, audiences or set(), NOW)
    return chosen.text if chosen else ""


@pytest.mark.parametrize(
    ("has", "asked", "gets"),
    [
        (["zh-CN", "zh-TW", "en"], "zh-TW", "zh-TW"),
        (["zh-CN", "en"], "zh-TW", "zh-CN"),
        (["zh-TW", "en"], "zh-CN", "zh-TW"),
        (["en"], "zh-CN", "en"),
        (["zh-CN"], "en", "zh-CN"),
        (["zh-CN", "en"], "zh", "zh-CN"),
        (["zh-CN", "en"], "fr", "en"),
        ([], "en", ""),
    ],
)
def test_an_answer_is_in_the_language_that_is_nearest(has: list[str], asked: str, gets: str) -> None:
    assert said(article(answers=[words(one, one) for one in has]), asked) == gets


def test_the_answer_for_her_audience_goes_before_the_one_for_everybody() -> None:
    content = article(answers=[words("en", "all"), words("en", "vip", audiences=[str(VIP)])])
    assert said(content, "en", audiences={VIP}) == "vip"
    assert said(content, "en", audiences={NEW}) == "all"


def test_the_answer_for_the_channel_goes_before_the_one_for_all_channels() -> None:
    content = article(answers=[words("en", "all"), words("en", "short", channels=["sms"])])
    assert said(content, "en", "sms") == "short"
    assert said(content, "en", "webchat") == "all"


def test_an_answer_for_others_is_never_said() -> None:
    content = article(answers=[words("en", "vip", audiences=[str(VIP)]), words("en", "sms", channels=["sms"])])
    assert said(content, "en", audiences={NEW}) == ""


@pytest.mark.parametrize(
    ("begins", "ends", "is_said"),
    [(-1, 1, True), (None, None, True), (1, None, False), (None, -1, False), (0, None, True), (None, 0, False)],
)
def test_an_article_is_silent_outside_its_time(begins: int | None, ends: int | None, is_said: bool) -> None:
    times = [None if one is None else (NOW + timedelta(days=one)).isoformat() for one in (begins, ends)]
    assert bool(said(article(valid_from=times[0], valid_until=times[1]), "en")) == is_said


def test_a_whole_article_has_no_problems() -> None:
    assert rules.problems(article()) == []


@pytest.mark.parametrize(
    ("change", "field", "code", "severity"),
    [
        ({"title": ""}, "title", "required", "error"),
        ({"title": "x" * 201}, "title", "too_long", "limit"),
        ({"topic": "x" * 101}, "topic", "too_long", "limit"),
        ({"phrasings": []}, "phrasings", "no_phrasings", "warning"),
        ({"phrasings": [words("en", "x" * 501)]}, "phrasings[0].text", "too_long", "limit"),
        ({"phrasings": [words("en", str(n)) for n in range(2_001)]}, "phrasings", "too_many", "limit"),
        ({"answers": []}, "answers", "no_answer", "error"),
        ({"answers": [words("en", "hi")]}, "answers", "no_answer_zh", "warning"),
        ({"answers": [words("en", str(n)) for n in range(51)]}, "answers", "too_many", "limit"),
        ({"answers": [words("zh-CN", ""), words("en", "x")]}, "answers[0].text", "required", "error"),
        ({"answers": [words("zh-CN", "x" * 5_001)]}, "answers[0].text", "too_long", "limit"),
        ({"answers": [words("zh-CN", "a"), words("zh-CN", "b")]}, "answers[1]", "hidden", "warning"),
        ({"valid_from": "2026-02-02T00:00:00Z", "valid_until": "2026-02-01T00:00:00Z"}, "valid_until", "ends_before",
         "error"),
    ],
)  # fmt: skip
def test_every_problem_names_its_field(change: dict[str, Any], field: str, code: str, severity: str) -> None:
    found = [(one.field, one.code, one.severity) for one in rules.problems(article(**change))]
    assert (field, code, severity) in found


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://a.example", "http:///x", "https://a b.example",
     "https://a.example\\@b.example", "https://a.example/\u202e", "http://[", "HTTPS", "\thttps://a.example"],
)  # fmt: skip
def test_what_is_no_web_address_is_not_even_kept(address: str) -> None:
    content = article(answers=[words("en", "x", links=[{"label": "here", "url": address}])])
    assert [one.severity for one in rules.problems(content) if one.field == "answers[0].links[0].url"] == ["limit"]


@pytest.mark.parametrize("address", ["https://shop.example/a?b=c#d", "http://localhost:8080", "https://例子.公司/退货"])
def test_web_addresses_are_kept(address: str) -> None:
    assert rules.is_web_address(address)


def test_a_card_picture_may_be_an_uploaded_file_but_no_script() -> None:
    def problems(image: str) -> list[str]:
        answer = words("en", "", card={"title": "Box", "image": image})
        return [one.field for one in rules.problems(article(answers=[words("zh-CN", "x"), answer]))]

    assert problems("/m/file/abc_DEF-1") == []
    assert problems("/m/file/../../api/v1/session") == ["answers[1].card.image"]
    assert problems("javascript:alert(1)") == ["answers[1].card.image"]


def test_words_are_tidied_and_repeated_phrasings_kept_once() -> None:
    phrasings = [
        words("en", " How  long? "),
        words("en", "how long?"),
        words("en", "\x00 "),
        words("zh-CN", "how long?"),
    ]
    content = rules.tidy(article(title=" A\x07 b\n", phrasings=phrasings, answers=[words("en", " x\r\ny\x1b ")]))
    assert content.title == "A b"
    assert [(one.language, one.text) for one in content.phrasings] == [("zh-CN", "how long?"), ("en", "How long?")]
    assert content.answers[0].text == "x\ny"


def test_the_message_of_an_answer_has_whole_addresses_and_only_what_there_is() -> None:
    file = {"id": str(uuid4()), "name": "a.pdf", "url": "/m/file/abc", "type": "application/pdf", "size": 3}
    reply = {"label": "Person", "tap": {"kind": "person"}}
    content = article(answers=[words("en", "Look", attachments=[file], quick_replies=[reply, {"label": "Thanks"}])])
    kind, body = knowledge_rules.body_of(content.answers[0], "https://shop.example/")
    assert kind == "text"
    assert body["attachments"][0]["url"] == "https://shop.example/m/file/abc"
    assert body["quick_replies"] == [{"label": "Person", "tap": {"kind": "person", "id": ""}}, {"label": "Thanks"}]
    assert "links" not in body


def test_a_card_without_words_is_a_card_message() -> None:
    card = {"title": "Box", "image": "/m/file/abc", "buttons": [{"label": "Buy", "url": "https://shop.example"}]}
    kind, body = knowledge_rules.body_of(article(answers=[words("en", "", card=card)]).answers[0], "https://s.example")
    assert kind == "card"
    assert body == {
        "title": "Box", "image": "https://s.example/m/file/abc",
        "buttons": [{"label": "Buy", "url": "https://shop.example"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "unit", "values"),
    [
        ("签收后 7 天内", "day", {"7"}),
        ("签收后七天", "day", {"7"}),
        ("十五日内", "day", {"15"}),
        ("within 7 days or 15 days", "day", {"7", "15"}),
        ("within seven days", "day", {"7"}),
        ("3-5 个工作日", "workday", {"5"}),
        ("２４小時內", "hour", {"24"}),
        ("运费 10 元", "cny", {"10"}),
        ("¥1,000.50", "cny", {"1000.5"}),
        ("满两百元", "cny", {"200"}),
        ("一万二千元", "cny", {"12000"}),
        ("NT$100", "twd", {"100"}),
        ("9折 50%", "percent", {"50"}),
        ("2026年12月1日前", "date", {"2026-12-01"}),
        ("before 2026-12-01", "date", {"2026-12-01"}),
        ("12月1日起", "date", {"12-01"}),
        ("周一 9:00", "clock", {"09:00"}),
        ("拨打 4001234567", "number", {"4001234567"}),
    ],
)
def test_amounts_are_read_in_both_languages(text: str, unit: str, values: set[str]) -> None:
    assert claims.amounts(text).get(unit) == values, claims.amounts(text)


@pytest.mark.parametrize(
    ("first", "second", "about"),
    [
        ("签收后 7 天内可以退货。", "退货期限是 15 天。", ["day"]),
        ("七天内可退", "7 天内都可以退", []),
        ("支持退货，运费由我们承担。", "不支持退货，运费由我们承担。", ["negation"]),
        ("We ship abroad by post.", "We do not ship abroad by post.", ["negation"]),
        ("You can't return sale items.", "You can return sale items.", ["negation"]),
        ("不仅可以退货还可以换货", "可以退货还可以换货", []),
        ("是否支持退货由商家决定", "支持退货由商家决定", []),
        ("请联系客服。", "请查看订单页。", []),
        ("截止 2026-12-01", "截止 2026年12月15日", ["date"]),
    ],
)
def test_two_answers_contradict_each_other_in_amounts_or_in_yes_and_no(
    first: str, second: str, about: list[str]
) -> None:
    assert [one.about for one in claims.contradictions(first, second)] == about


def test_a_translation_must_name_the_same_amounts() -> None:
    assert claims.mistranslations("7 天内退货，15 天内换货", "Return within 7 days")[0].about == "day"
    assert claims.mistranslations("7 天内退货", "Return within seven days.") == []


def test_the_changes_between_two_revisions_are_told_by_field() -> None:
    before = article()
    after = article(
        title="退货",
        phrasings=[words("zh-CN", "几天内可以退货？"), words("zh-TW", "幾天內可以退貨？")],
        answers=[words("zh-CN", "15 天。"), words("en", "You may return it within 7 days.", channels=["sms"])],
        hand_over=True,
    )
    told = {(one.field, one.kind): (one.before, one.after) for one in comparing.changes(before, after)}
    assert told == {
        ("title", "changed"): ("退货期限", "退货"),
        ("hand_over", "added"): ("", "true"),
        ("phrasings.en", "removed"): ("How long can I return it?", ""),
        ("phrasings.zh-TW", "added"): ("", "幾天內可以退貨？"),
        ("answers.zh-CN.text", "changed"): ("签收后 7 天内可以退货。", "15 天。"),
        ("answers.en", "removed"): ("You may return it within 7 days.", ""),
        ("answers.en", "added"): ("", "You may return it within 7 days."),
    }
