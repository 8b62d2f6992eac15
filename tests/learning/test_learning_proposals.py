"""A gap becomes a proposal with evidence, checks and a predicted gain; a person makes a draft of it, or not."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.learning.conftest import INVOICE, Shop

Api = Callable[..., Awaitable[httpx.AsyncClient]]
ANSWER = "在订单详情里点“申请发票”，当天会发到您的邮箱。"


@pytest.fixture
async def supervisor(api: Api) -> httpx.AsyncClient:
    return await api("supervisor")


async def _asked(shop: Shop, *answers: str) -> list[Any]:
    """Each question about invoices goes to a person, who answers."""
    conversations = []
    for number, text in enumerate(INVOICE):
        _, conversation = await shop.misses(text, route="handover", reason="misses")
        answer = answers[number % len(answers)] if answers else ANSWER
        await shop.says(conversation, ("staff", "您好，请稍等"), ("staff", answer), ("customer", "谢谢"))
        conversations.append(conversation)
    return conversations


async def _proposal(shop: Shop, client: httpx.AsyncClient) -> dict[str, Any]:
    await shop.groups()
    gap = (await client.get("/api/v1/learning/gaps")).json()["items"][0]["id"]
    answer = await client.post(f"/api/v1/learning/gaps/{gap}/proposal")
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _wish(proposal: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        name: proposal[name] for name in ("revision", "kind", "article", "title", "topic", "phrasings", "answers")
    } | more


async def test_a_proposal_holds_what_customers_asked_and_what_people_answered(
    shop: Shop, supervisor: httpx.AsyncClient
) -> None:
    conversations = await _asked(shop)
    made = await _proposal(shop, supervisor)
    assert made["kind"] == "new" and made["answers"] == [{"language": "zh-CN", "text": ANSWER}]
    assert {one["text"] for one in made["phrasings"]} <= set(INVOICE) and len(made["phrasings"]) >= 4
    assert {one["conversation"] for one in made["evidence"]} <= {str(one) for one in conversations}
    assert [one["seq"] for one in made["evidence"] if one["is_chosen"]] == [3]
    assert made["findings"] == []


async def test_asked_twice_it_is_the_same_proposal(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    again = await supervisor.post(f"/api/v1/learning/gaps/{made['gap']}/proposal")
    assert again.json()["id"] == made["id"]


async def test_what_belongs_to_one_customer_is_taken_out_and_not_chosen(
    shop: Shop, supervisor: httpx.AsyncClient
) -> None:
    await _asked(shop, "您的发票已发到 lin@shop.example，请查收。", ANSWER, ANSWER)
    made = await _proposal(shop, supervisor)
    assert "lin@shop.example" not in str(made)
    assert made["answers"][0]["text"] == ANSWER


async def test_colleagues_who_disagree_are_shown(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _asked(shop, "发票在签收后 3 天内申请。", "发票在签收后 3 天内申请。", "发票在签收后 30 天内申请。")
    made = await _proposal(shop, supervisor)
    assert "disagreement" in [one["kind"] for one in made["findings"]]


async def test_an_answer_that_contradicts_an_approved_one_is_shown(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    article = await shop.knows("开发票", ["如何开发票？", "发票怎么开"], "签收后 7 天内可以开发票。")
    await _asked(shop, "签收后 30 天内可以开发票。")
    made = await _proposal(shop, supervisor)
    found = next(one for one in made["findings"] if one["kind"] == "contradiction")
    assert found["article"] == str(article) and found["conflicts"][0]["about"] == "day"


async def test_a_question_that_another_article_has_is_a_duplicate(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    other = await shop.knows("税务", ["增值税发票"], "请联系财务。")
    phrasings = [*made["phrasings"], {"language": "zh-CN", "text": "增值税发票！"}]
    answer = await supervisor.put(f"/api/v1/learning/proposals/{made['id']}", json=_wish(made, phrasings=phrasings))
    assert answer.status_code == 200, answer.text
    assert next((one["kind"], one["article"]) for one in answer.json()["findings"]) == ("duplicate", str(other))


async def test_the_gain_says_how_many_missed_questions_it_would_answer(
    shop: Shop, supervisor: httpx.AsyncClient
) -> None:
    article = await shop.knows("退货", ["几天内可以退货？", "怎么退货"], "七天内可以退货。")
    await shop.decides("几天内可以退货？", article=str(article))
    await _asked(shop)
    await shop.misses("我在哪里可以停车")
    made = await _proposal(shop, supervisor)
    assert made["gain"] is None
    await shop.groups()
    gain = (await supervisor.get(f"/api/v1/learning/proposals/{made['id']}")).json()["gain"]
    assert gain["method"] == "neighbours"
    assert gain["missed"] == 7 and 4 <= gain["answered"] <= 6 and gain["exact"] <= gain["answered"]
    assert (gain["right"], gain["changed"]) == (1, 0)


async def test_a_proposal_that_steals_right_answers_says_so(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    article = await shop.knows("退货", ["怎么退货"], "七天内可以退货。")
    await shop.decides("怎么退货呢", article=str(article))
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    phrasings = [*made["phrasings"], {"language": "zh-CN", "text": "怎么退货呢"}]
    await supervisor.put(f"/api/v1/learning/proposals/{made['id']}", json=_wish(made, phrasings=phrasings))
    await shop.groups()
    gain = (await supervisor.get(f"/api/v1/learning/proposals/{made['id']}")).json()["gain"]
    assert gain["changed"] == 1 and gain["changes"][0]["title"] == "退货"


async def test_with_enough_knowledge_the_gain_is_told_by_a_model(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    for number in range(5):
        await shop.knows(
            f"主题{number}", [f"第{number}个主题的问题{ways}怎么办" for ways in "甲乙丙丁戊己庚辛壬"], "答案。"
        )
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    await shop.groups()
    gain = (await supervisor.get(f"/api/v1/learning/proposals/{made['id']}")).json()["gain"]
    assert gain["method"] == "model" and gain["missed"] == len(INVOICE)


async def test_an_approval_makes_a_draft_and_nothing_more(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    answer = await supervisor.post(
        f"/api/v1/learning/proposals/{made['id']}/approval", json={"revision": made["revision"]}
    )
    assert answer.status_code == 200, answer.text
    draft = answer.json()["draft"]
    article = (await supervisor.get(f"/api/v1/articles/{draft}")).json()
    assert article["state"] == "draft" and article["content"]["answers"][0]["text"] == ANSWER
    gap = (await supervisor.get(f"/api/v1/learning/gaps/{made['gap']}")).json()
    assert gap["state"] == "drafted" and gap["proposal"] is None
    again = await supervisor.post(
        f"/api/v1/learning/proposals/{made['id']}/approval", json={"revision": made["revision"]}
    )
    assert again.status_code == 409


async def test_more_ways_to_ask_go_into_a_draft_of_the_known_article(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    article = await shop.knows("开发票", ["如何开发票？", "发票在哪里开"], ANSWER)
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    assert made["kind"] == "phrasings" and made["article_title"] == "开发票"
    answer = await supervisor.post(f"/api/v1/learning/proposals/{made['id']}/approval", json={"revision": 1})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["draft"], answer.json()["draft_revision"]) == (str(article), 2)
    found = (await supervisor.get(f"/api/v1/articles/{article}")).json()
    assert len(found["content"]["phrasings"]) == 2 + len(made["phrasings"])
    kept = await shop.rows(
        "select approved_revision, revision from article where workspace = %(workspace)s and id = %(id)s", id=article
    )
    assert kept == [{"approved_revision": 1, "revision": 2}]


async def test_a_new_article_without_an_answer_is_refused_with_the_field(
    shop: Shop, supervisor: httpx.AsyncClient
) -> None:
    for text in INVOICE:
        await shop.misses(text)
    made = await _proposal(shop, supervisor)
    assert "no_answer" in [one["kind"] for one in made["findings"]]
    answer = await supervisor.post(f"/api/v1/learning/proposals/{made['id']}/approval", json={"revision": 1})
    assert answer.status_code == 422 and "answers" in answer.json()["detail"]


async def test_two_people_who_change_one_proposal_meet(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    path = f"/api/v1/learning/proposals/{made['id']}"
    first = await supervisor.put(path, json=_wish(made, title="怎样开发票"))
    assert first.json()["revision"] == 2
    second = await supervisor.put(path, json=_wish(made, title="开票"))
    assert second.status_code == 409 and second.json()["code"] == "stale_proposal"
    late = await supervisor.post(f"{path}/approval", json={"revision": 1})
    assert late.status_code == 409


async def test_ways_to_ask_need_an_article_of_ours(
    shop: Shop, supervisor: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    path = f"/api/v1/learning/proposals/{made['id']}"
    assert (await supervisor.put(path, json=_wish(made, kind="phrasings"))).status_code == 422
    wish = _wish(made, kind="phrasings", article=str(uuid4()))
    assert (await supervisor.put(path, json=wish)).status_code == 404


async def test_a_dismissed_proposal_is_kept_with_its_reason_and_takes_the_gap_away(
    shop: Shop, supervisor: httpx.AsyncClient
) -> None:
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    answer = await supervisor.delete(f"/api/v1/learning/proposals/{made['id']}", params={"reason": "太少"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["reason"]) == ("dismissed", "太少")
    listed = (await supervisor.get("/api/v1/learning/proposals", params={"state": "dismissed"})).json()["items"]
    assert [one["id"] for one in listed] == [made["id"]]
    assert (await supervisor.get("/api/v1/learning/gaps")).json()["items"] == []


async def test_decisions_stand_in_the_audit_trail(shop: Shop, supervisor: httpx.AsyncClient) -> None:
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    await supervisor.post(f"/api/v1/learning/proposals/{made['id']}/approval", json={"revision": 1})
    rows = await shop.rows("select action from audit where workspace = %(workspace)s")
    assert {"learning.gap.proposed", "learning.proposal.approved"} <= {row["action"] for row in rows}


async def test_a_stranger_reads_and_decides_nothing(
    shop: Shop, supervisor: httpx.AsyncClient, stranger: httpx.AsyncClient
) -> None:
    await _asked(shop)
    made = await _proposal(shop, supervisor)
    path = f"/api/v1/learning/proposals/{made['id']}"
    for answer in (
        await stranger.get(path),
        await stranger.put(path, json=_wish(made, title="x")),
        await stranger.post(f"{path}/approval", json={"revision": 1}),
        await stranger.delete(path, params={"reason": "x"}),
    ):
        assert answer.status_code == 404
    assert (await stranger.get("/api/v1/learning/proposals")).json()["items"] == []
    assert (await supervisor.get(path)).json()["state"] == "open"
