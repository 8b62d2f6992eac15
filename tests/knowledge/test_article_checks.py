"""Repeats and contradictions among articles, shown with what they stand on."""

from typing import Any
from uuid import UUID

import httpx
import msgspec
import numpy as np
from tests.conftest import Api, Drain
from tests.knowledge.conftest import returns, words

from feilun.interaction import knowledge
from feilun.interaction.knowledge import checks, likeness
from feilun.kernel.ids import new_id
from feilun.store import Engines, Tables

PATH = "/api/v1/article-checks"
VIP, NEW = str(new_id()), str(new_id())


class Letters:
    """An encoder that counts letters: for tests, where its judgement can be foreseen."""

    name, size, languages = "letters", 64, frozenset({"zh", "en"})

    def __init__(self) -> None:
        self.seen = 0

    def encode(self, texts: Any) -> Any:
        self.seen += len(texts)
        rows = np.zeros((len(texts), self.size), np.float32)
        for place, text in enumerate(texts):
            for letter in text:
                rows[place, ord(letter) % self.size] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def articles(*contents: dict[str, Any]) -> list[knowledge.Article]:
    return [
        knowledge.Article(id=new_id(), revision=1, content=msgspec.convert(one, knowledge.ArticleContent))
        for one in contents
    ]


def found(*contents: dict[str, Any]) -> list[tuple[str, str, str]]:
    made = articles(*contents)
    phrasings = checks.phrasings_of(made)
    return [(one.kind, one.severity, one.apart) for one in checks.findings(made, phrasings, checks.same(phrasings))]


def other(text: str, **more: Any) -> dict[str, Any]:
    """Another article with the same question."""
    return returns(title="另一条", answers=[words("zh-CN", text)], **more)


def test_the_same_question_in_two_articles_is_an_error() -> None:
    assert found(returns(), other("请看订单页。")) == [("duplicate", "error", "")]


def test_case_width_signs_and_script_make_no_other_question() -> None:
    first = returns(phrasings=[words("en", "Return policy")])
    assert found(first, other("见订单页", phrasings=[words("en", "ｒｅｔｕｒｎ　POLICY?!")])) == [
        ("duplicate", "error", "")
    ]
    first = returns(phrasings=[words("zh-CN", "怎么退货")])
    assert found(first, other("见订单页", phrasings=[words("zh-TW", "怎麼退貨？")]))[0][:2] == ("duplicate", "error")


def test_two_answers_with_other_days_contradict_each_other() -> None:
    made = articles(returns(), other("15 天内可以退货。"))
    told = checks.blocking(made)
    assert [one.kind for one in told] == ["contradiction", "duplicate"]
    assert [(one.about, one.first, one.second) for one in told[0].conflicts] == [("day", ["7"], ["15"])]
    assert [one.answer for one in told[0].sides] == ["签收后 7 天内可以退货。", "15 天内可以退货。"]
    assert all(one.is_in_force for one in told[0].sides)


def test_questions_that_are_never_open_together_are_no_error() -> None:
    summer = {"valid_until": "2026-09-01T00:00:00Z"}
    autumn = {"valid_from": "2026-09-01T00:00:00Z"}
    assert found(returns(**summer), other("15 天", **autumn)) == [("duplicate", "warning", "time")]


def test_answers_for_different_audiences_are_a_warning_only() -> None:
    ours = returns(answers=[words("zh-CN", "7 天", audiences=[VIP])])
    theirs = returns(answers=[words("zh-CN", "15 天", audiences=[NEW])])
    assert found(ours, theirs) == [("duplicate", "warning", "audience")]


def test_answers_for_different_channels_are_a_warning_only() -> None:
    ours = returns(answers=[words("zh-CN", "7 天", channels=["sms"])])
    theirs = returns(answers=[words("zh-CN", "15 天", channels=["webchat"])])
    assert found(ours, theirs) == [("duplicate", "warning", "channel")]


def test_an_answer_for_an_audience_beside_one_for_all_contradicts_as_a_warning() -> None:
    ours = returns(answers=[words("zh-CN", "7 天")])
    theirs = returns(answers=[words("zh-CN", "15 天", audiences=[NEW])])
    assert found(ours, theirs) == [("duplicate", "error", ""), ("contradiction", "warning", "")]


def test_a_translation_with_other_days_is_told() -> None:
    content = returns(answers=[words("zh-CN", "7 天内可以退货"), words("en", "Return it within 15 days")])
    assert found(content) == [("translation", "warning", "")]


def test_a_question_that_many_articles_share_is_told_without_end() -> None:
    made = articles(*(returns(title=str(number)) for number in range(100)))
    assert len(checks.blocking(made)) == 20 * 19 // 2


def test_where_all_is_like_all_the_likest_are_told() -> None:
    made = articles(*(returns(phrasings=[words("en", f"return policy {number:04}")]) for number in range(600)))
    pairs = likeness.alike(checks.phrasings_of(made), (Letters(),), lambda share: None)
    told = checks.findings(made, checks.phrasings_of(made), pairs)
    assert len(told) == checks.MOST_FINDINGS


def test_blanks_and_clauses_without_end_do_not_hold_up_a_check() -> None:
    hostile = "¥" + " \t" * 2_400 + "，".join(["不支持退货的"] * 20)
    ours, theirs = returns(answers=[words("zh-CN", hostile)]), other(hostile.replace("不", ""))
    assert [one.kind for one in checks.blocking(articles(ours, theirs))] == ["contradiction", "duplicate"]


def test_near_questions_are_found_by_meaning_and_remembered() -> None:
    encoder = Letters()
    made = articles(
        returns(phrasings=[words("en", f"how long can I return a jacket {new_id().hex[:3]}")]),
        returns(phrasings=[words("en", "how long can I return a jackets")]),
        returns(phrasings=[words("en", "zebra crossing quiz")]),
    )
    phrasings = checks.phrasings_of(made)
    told: list[float] = []
    pairs = likeness.alike(phrasings, (encoder,), told.append)
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 1)]
    assert 0.86 < pairs[0].likeness < 1
    assert told == [1.0]
    likeness.alike(phrasings, (encoder,), told.append)
    assert encoder.seen == 3


def test_without_an_encoder_almost_equal_words_are_found() -> None:
    made = articles(
        returns(phrasings=[words("zh-CN", "请问几天内可以退货呢")]),
        returns(phrasings=[words("zh-CN", "几天内可以退货")]),
        returns(phrasings=[words("zh-CN", "发票怎么开")]),
    )
    pairs = likeness.alike(checks.phrasings_of(made), (), lambda share: None)
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 1)]


def test_languages_are_not_held_against_each_other() -> None:
    made = articles(returns(phrasings=[words("zh-CN", "OK")]), returns(phrasings=[words("en", "OKK")]))
    assert likeness.alike(checks.phrasings_of(made), (Letters(),), lambda share: None) == []


async def keep(client: httpx.AsyncClient, approve: bool = False, **more: Any) -> str:
    made = (await client.post("/api/v1/articles", json={"content": returns(**more)})).json()
    if approve:
        await client.post(f"/api/v1/articles/{made['id']}/approval", json={"revision": 1})
    return str(made["id"])


async def test_a_check_runs_in_the_background_and_stays_until_something_changes(api: Api, drain: Drain) -> None:
    client = await api()
    await keep(client)
    assert (await client.get(PATH)).json()["state"] == "waiting"
    await drain()
    first = (await client.get(PATH)).json()
    assert (first["state"], first["articles"], first["phrasings"], first["findings"]) == ("done", 1, 2, [])
    assert (await client.get(PATH)).json()["finished_at"] == first["finished_at"]
    await keep(client, title="Twice")
    waiting = (await client.get(PATH)).json()
    assert (waiting["state"], waiting["findings"]) == ("waiting", [])
    await drain()
    second = (await client.get(PATH)).json()
    assert [one["kind"] for one in second["findings"]] == ["duplicate"]
    assert {side["title"] for side in second["findings"][0]["sides"]} == {"退货期限", "Twice"}


async def test_articles_that_change_before_the_check_begins_are_looked_at_once(api: Api, drain: Drain) -> None:
    client = await api()
    await keep(client)
    await client.get(PATH)
    await keep(client, title="Twice")
    await drain()
    answer = (await client.get(PATH)).json()
    assert (answer["state"], len(answer["findings"])) == ("done", 1)


async def test_the_gate_of_publishing_hears_of_approved_articles_only(
    api: Api, tables: Tables, workspace: UUID
) -> None:
    client = await api()
    await keep(client, approve=True)
    second = await keep(client, title="Twice")
    async with tables.transaction() as tx:
        assert await knowledge.blocking(tx, workspace) == []
    await client.post(f"/api/v1/articles/{second}/approval", json={"revision": 1})
    async with tables.transaction() as tx:
        assert [one.kind for one in await knowledge.blocking(tx, workspace)] == ["duplicate"]


async def test_a_stranger_sees_no_finding_of_ours(api: Api, stranger: httpx.AsyncClient, drain: Drain) -> None:
    client = await api()
    await keep(client)
    await keep(client, title="Twice")
    await client.get(PATH)
    await stranger.get(PATH)
    await drain()
    assert (await stranger.get(PATH)).json()["findings"] == []
    assert len((await client.get(PATH)).json()["findings"]) == 1


async def test_a_check_whose_worker_died_is_taken_over(api: Api, drain: Drain, engines: Engines) -> None:
    client = await api()
    await keep(client)
    await client.get(PATH)
    async with engines.tables.transaction() as tx:
        await tx.run(
            "update article_check set state = 'running', lease_until = now() - interval '1 minute', worker = %(other)s"
            " where state = 'waiting'",
            other=new_id(),
        )
    await drain()
    assert (await client.get(PATH)).json()["state"] == "done"
