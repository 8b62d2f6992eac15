"""What people do to topics can be taken back, texts to label are drawn, and questions have their words."""

from typing import Any

import httpx
import pytest
from tests.conftest import Api
from tests.feedback.conftest import Shop


async def _filed(shop: Shop) -> dict[str, set[str]]:
    """Topic by name to the texts filed under it."""
    topics = await shop.get("/topics")
    return {one["name"]: {unit["id"] for unit in await shop.units(topic=one["id"], limit=200)} for one in topics}


async def _do(shop: Shop, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return await shop.owner.request(method, f"/api/v1/feedback{path}", json=body)


async def test_a_merge_is_taken_back_with_its_texts_and_what_people_chose(shop: Shop) -> None:
    await shop.many(60)
    first, second = (await shop.get("/topics"))[:2]
    chosen = (await shop.units(topic=first["id"]))[0]["id"]
    await _do(shop, "PUT", f"/units/{chosen}/label", {"topics": [first["id"]]})
    before = await _filed(shop)
    assert (await _do(shop, "POST", f"/topics/{first['id']}/merger", {"into": second["id"]})).status_code == 200
    (step,) = await shop.get("/topic-steps")
    assert (step["kind"], step["subject"], step["result"]) == ("merged", first["name"], second["name"])
    told = await _do(shop, "POST", f"/topic-steps/{step['id']}/reversal")
    assert told.status_code == 200 and told.json()["undone_at"]
    assert await _filed(shop) == before
    again = await _do(shop, "POST", f"/topic-steps/{step['id']}/reversal")
    assert (again.status_code, again.json()["code"]) == (409, "step_undone")


async def test_what_was_merged_stays_together_when_topics_are_looked_for_again(shop: Shop) -> None:
    await shop.many(90)
    first, *others = await shop.get("/topics")
    for other in others:
        await _do(shop, "POST", f"/topics/{other['id']}/merger", {"into": first["id"]})
    before = await _filed(shop)
    await _do(shop, "POST", "/topic-search")
    await shop.drain()
    assert await _filed(shop) == before


async def test_a_split_is_taken_back(shop: Shop) -> None:
    await shop.many(90)
    topic, *others = await shop.get("/topics")
    for other in others:
        await _do(shop, "POST", f"/topics/{other['id']}/merger", {"into": topic["id"]})
    before = await _filed(shop)
    assert (await _do(shop, "POST", f"/topics/{topic['id']}/split", {"number": 3})).status_code == 200
    assert len(await _filed(shop)) == 3
    step = (await shop.get("/topic-steps"))[0]
    assert (await _do(shop, "POST", f"/topic-steps/{step['id']}/reversal")).status_code == 200
    assert await _filed(shop) == before


async def test_a_name_and_pinned_words_are_taken_back(shop: Shop) -> None:
    await shop.many(60)
    await shop.answers("lin", "会员积分不见了", 4)
    await shop.drain()
    topic = (await shop.get("/topics"))[0]
    before = await _filed(shop)
    await _do(shop, "PUT", f"/topics/{topic['id']}", {"revision": topic["revision"], "name": "Mine"})
    await _do(shop, "PUT", f"/topics/{topic['id']}", {"revision": topic["revision"] + 1, "pinned": ["积分"]})
    assert "会员积分不见了" in [one["text"] for one in await shop.units(topic=topic["id"], limit=200)]
    pinned, named = await shop.get("/topic-steps")
    early = await _do(shop, "POST", f"/topic-steps/{named['id']}/reversal")
    assert (early.status_code, early.json()["code"]) == (409, "step_overlaid")
    for step in (pinned, named):
        assert (await _do(shop, "POST", f"/topic-steps/{step['id']}/reversal")).status_code == 200
    now = await shop.get(f"/topics/{topic['id']}")
    assert (now["name"], now["pinned"], now["is_named"]) == (topic["name"], [], False)
    assert await _filed(shop) == before


async def test_what_cannot_be_parted_says_so(shop: Shop) -> None:
    await shop.many(60)
    topic = (await shop.get("/topics"))[0]
    for unit in await shop.units(topic=topic["id"], limit=200):
        await _do(shop, "PUT", f"/units/{unit['id']}/label", {"topics": []})
    told = await _do(shop, "POST", f"/topics/{topic['id']}/split", {"number": 2})
    assert (told.status_code, told.json()["code"]) == (409, "topic_is_one")


@pytest.mark.parametrize("picked", ["fair", "unsure"])
async def test_texts_to_label_are_those_without_a_persons_word(shop: Shop, picked: str) -> None:
    await shop.many(60)
    drawn = await shop.get("/labelling", picked=picked, limit=10)
    assert len(drawn) == 10
    doubts = [max(one["chances"]) for one in drawn]
    assert (doubts == sorted(doubts)) or picked == "fair"
    await _do(shop, "PUT", f"/units/{drawn[0]['id']}/label", {"sentiment": "neutral", "picked": picked})
    rest = await shop.get("/labelling", picked=picked, limit=200)
    assert len(rest) == 59 and drawn[0]["id"] not in [one["id"] for one in rest]


async def test_only_texts_drawn_by_chance_measure_the_machine(shop: Shop) -> None:
    for text in ("质量很好", "质量太差", "物流太慢"):
        await shop.answers("lin", text, 5)
    await shop.drain()
    for unit, picked in zip(await shop.units(), ("seen", "unsure", "fair"), strict=True):
        await _do(shop, "PUT", f"/units/{unit['id']}/label", {"sentiment": "neutral", "picked": picked})
    figures = await shop.get("/figures")
    assert [one["judged"] for one in figures["accuracy"]] == [1]
    assert figures["labels_needed"] == 197


async def test_a_score_is_no_driver_of_itself(shop: Shop) -> None:
    await shop.many(90)
    told = await shop.get("/drivers")
    assert "q1" not in [one["id"] for one in told["drivers"]]
    assert not [one for one in told["warnings"] if "‹" in str(one["words"])]


async def test_one_open_question_is_asked_by_its_name(shop: Shop) -> None:
    await shop.answers("lin", "质量很好", 9)
    await shop.drain()
    asked = {"survey": str(shop.survey)}
    assert (await shop.get("/figures", **asked, question="why"))["units"] == 1
    assert (await shop.get("/figures", **asked, question="other"))["units"] == 0
    # Its survey is unknown to the surveys capability, as one that was deleted.
    assert await shop.get("/questions") == []


async def test_readers_may_not_take_back(api: Api, shop: Shop) -> None:
    await shop.many(60)
    topic = (await shop.get("/topics"))[0]
    await _do(shop, "PUT", f"/topics/{topic['id']}", {"revision": topic["revision"], "name": "Mine"})
    step = (await shop.get("/topic-steps"))[0]["id"]
    analyst = await api("analyst")
    assert (await analyst.post(f"/api/v1/feedback/topic-steps/{step}/reversal")).status_code == 403


async def test_the_fact_tells_the_score_and_the_wait(shop: Shop) -> None:
    await shop.waits("wang", 900)
    await shop.answers("wang", "等太久了，客服没人理", 1)
    await shop.drain()
    (fact,) = await shop.facts()
    assert (fact["score_group"], fact["waited_seconds"]) == ("low", 900)
