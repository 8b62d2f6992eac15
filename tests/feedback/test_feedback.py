"""Open answers and conversations through the front door: read, filtered, filed, corrected, learnt from."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.conftest import Api
from tests.feedback.conftest import Shop

from feilun.events import Handle
from feilun.insight import feedback, profiles
from feilun.insight.feedback import reading, searching, training
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines


async def test_an_answer_is_read_within_its_context(shop: Shop) -> None:
    await shop.knows("wang")
    response = await shop.answers("wang", "物流太慢了，但是质量不错", 3)
    await shop.drain()
    (unit,) = await shop.units()
    assert (unit["language"], unit["score_group"], unit["score_value"]) == ("zh-CN", "low", 3)
    assert {one["aspect"]: one["sentiment"] for one in unit["aspects"]} == {
        "delivery": "negative",
        "quality": "positive",
    }
    assert (unit["customer_name"], unit["response"], unit["question"]) == ("Wang", str(response), "why")
    assert unit["why"] and abs(sum(unit["chances"]) - 1) < 0.01


async def test_each_reading_is_told_once_in_the_log(shop: Shop) -> None:
    await shop.answers("lin", "The app crashes all the time", 2)
    await shop.drain()
    await shop.drain()
    (fact,) = await shop.facts()
    assert (fact["language"], fact["sentiment"], fact["survey"]) == ("en", "negative", str(shop.survey))
    assert fact["aspects"] == [{"aspect": "app", "sentiment": "negative"}]
    assert fact["handles"] == [{"kind": "user_id", "value": "lin"}]


async def test_a_changed_answer_replaces_what_was_read(shop: Shop) -> None:
    response = await shop.answers("lin", "质量太差了", 2)
    await shop.drain()
    await shop.answers("lin", "问题解决了，非常满意", 9, response=response, edit=1)
    await shop.drain()
    (unit,) = await shop.units()
    assert (unit["sentiment"], unit["score_group"]) == ("positive", "high")
    assert [one["sentiment"] for one in await shop.facts()] == ["negative", "positive"]
    await shop.answers("lin", "", 9, response=response, edit=2)
    await shop.drain()
    assert await shop.units() == []


async def test_an_older_word_changes_nothing(shop: Shop) -> None:
    response = await shop.answers("lin", "非常满意", 9, edit=2)
    await shop.answers("lin", "太差了", 2, response=response, edit=1)
    await shop.drain()
    assert [one["text"] for one in await shop.units()] == ["非常满意"]


async def test_a_closed_conversation_is_one_text_of_the_customer(shop: Shop) -> None:
    talk = str(new_id())
    for seq, text in ((1, "快递三天没动了"), (3, "太失望了")):
        await shop.happens("message.received", {"conversation": talk, "seq": seq, "text": text}, "lin")
    await shop.drain()
    assert await shop.units() == []
    closed = {"conversation": talk, "by": "mei", "closing": 1, "opened_at": clock.now().isoformat()}
    await shop.happens("conversation.resolved", closed, "lin")
    await shop.drain()
    (unit,) = await shop.units()
    assert (unit["source"], unit["text"], unit["conversation"]) == ("conversation", "快递三天没动了\n太失望了", talk)
    assert unit["sentiment"] == "negative"


async def test_what_detractors_who_waited_complain_about_is_one_request(shop: Shop) -> None:
    for who, seconds, text, nps in (
        ("wang", 900, "等太久了，客服没人理", 1), ("chen", 20, "价格太贵", 2), ("lin", 900, "客服很好", 10)
    ):  # fmt: skip
        await shop.waits(who, seconds)
        await shop.answers(who, text, nps)
    await shop.drain()
    asked = {"score": "low", "waited_over": 300, "sentiment": "negative"}
    told = await shop.get("/figures", **asked)
    assert (told["units"], told["customers"]) == (1, 1)
    assert {one["aspect"] for one in told["aspects"]} >= {"service"}
    (unit,) = await shop.units(**asked)
    assert unit["waited_seconds"] == 900


async def test_a_trait_of_the_customer_filters(shop: Shop) -> None:
    await shop.knows("lin", plan="pro")
    await shop.knows("wang", plan="free")
    await shop.answers("lin", "质量很好", 9)
    await shop.answers("wang", "质量太差", 1)
    await shop.drain()
    assert [one["text"] for one in await shop.units(trait="plan", trait_value="pro")] == ["质量很好"]
    assert (await shop.get("/figures", trait="plan", trait_value="none"))["units"] == 0


async def test_pages_show_every_text_once(shop: Shop) -> None:
    for place in range(7):
        await shop.answers("lin", f"第{place}次购买很满意", 9)
    await shop.drain()
    seen, after = [], None
    while True:
        page = await shop.get("/units", limit=3, **({"after": after} if after else {}))
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 7


async def test_topics_are_found_and_every_bar_opens_its_texts(shop: Shop) -> None:
    await shop.many()
    told = await shop.get("/topic-search")
    assert (told["state"], told["progress"], told["texts"]) == ("done", 1.0, 90)
    topics = {one["id"]: one for one in await shop.get("/topics")}
    assert len(topics) >= 3 and all(0 <= one["stability"] <= 1 and one["words"] for one in topics.values())
    figures = await shop.get("/figures")
    assert figures["units"] == 90 and figures["without_topic"] < 30
    for bar in figures["topics"]:
        assert len(await shop.units(topic=bar["id"], limit=200)) == bar["share"]["units"]
        assert bar["share"]["low"] <= bar["share"]["share"] <= bar["share"]["high"]
    for bar in figures["aspects"]:
        assert len(await shop.units(aspect=bar["aspect"], limit=200)) == bar["share"]["units"]
    assert sum(one["units"] for one in figures["sentiments"].values()) == 90


async def test_names_and_pins_of_people_survive_another_search(shop: Shop) -> None:
    await shop.many(60)
    topic = (await shop.get("/topics"))[0]
    path = f"/api/v1/feedback/topics/{topic['id']}"
    told = await shop.owner.put(path, json={"revision": topic["revision"], "name": "Mine", "pinned": ["会员"]})
    assert told.status_code == 200, told.text
    late = await shop.owner.put(path, json={"revision": topic["revision"], "name": "Theirs"})
    assert (late.status_code, late.json()["code"]) == (409, "topic_changed")
    await shop.answers("lin", "会员积分不见了", 4)
    assert (await shop.owner.post("/api/v1/feedback/topic-search")).status_code == 202
    await shop.drain()
    again = await shop.get(f"/topics/{topic['id']}")
    assert (again["name"], again["pinned"], again["state"]) == ("Mine", ["会员"], "open")
    assert "会员积分不见了" in [one["text"] for one in await shop.units(topic=topic["id"], limit=200)]


async def test_merged_topics_hold_the_texts_of_both(shop: Shop) -> None:
    await shop.many(60)
    first, second = (await shop.get("/topics"))[:2]
    both = {one["id"] for topic in (first, second) for one in await shop.units(topic=topic["id"], limit=200)}
    told = await shop.owner.post(f"/api/v1/feedback/topics/{first['id']}/merger", json={"into": second["id"]})
    assert told.status_code == 200, told.text
    assert {one["id"] for one in await shop.units(topic=second["id"], limit=200)} == both
    gone = await shop.get(f"/topics/{first['id']}")
    assert (gone["state"], gone["merged_into"]) == ("gone", second["id"])
    again = await shop.owner.post(f"/api/v1/feedback/topics/{first['id']}/merger", json={"into": second["id"]})
    assert again.status_code == 404


async def test_two_topics_merged_both_ways_at_once_leave_one(shop: Shop) -> None:
    await shop.many(60)
    first, second = (one["id"] for one in (await shop.get("/topics"))[:2])
    told = await asyncio.gather(
        shop.owner.post(f"/api/v1/feedback/topics/{first}/merger", json={"into": second}),
        shop.owner.post(f"/api/v1/feedback/topics/{second}/merger", json={"into": first}),
    )
    assert sorted(one.status_code for one in told) == [200, 404]


async def test_a_mixed_topic_is_split_among_its_own_texts(shop: Shop) -> None:
    await shop.many(90)
    topics = await shop.get("/topics")
    for other in topics[1:]:
        await shop.owner.post(f"/api/v1/feedback/topics/{other['id']}/merger", json={"into": topics[0]["id"]})
    told = await shop.owner.post(f"/api/v1/feedback/topics/{topics[0]['id']}/split", json={"number": 3})
    assert told.status_code == 200, told.text
    assert len(told.json()) == 3 == len(await shop.get("/topics"))


async def test_a_persons_word_replaces_the_machines(shop: Shop) -> None:
    await shop.many(60)
    unit, topic = (await shop.units())[0], (await shop.get("/topics"))[-1]["id"]
    told = await shop.owner.put(
        f"/api/v1/feedback/units/{unit['id']}/label", json={"sentiment": "neutral", "topics": [topic]}
    )
    assert told.status_code == 200, told.text
    assert (told.json()["sentiment"], told.json()["is_judged"], told.json()["topics"]) == ("neutral", True, [topic])
    await shop.owner.post("/api/v1/feedback/topic-search")
    await shop.drain()
    again = await shop.get(f"/units/{unit['id']}")
    assert (again["topics"], again["sentiment"]) == ([topic], "neutral")
    (accuracy,) = (await shop.get("/figures"))["accuracy"]
    assert accuracy["judged"] == 1 and accuracy["low"] <= accuracy["accuracy"] <= accuracy["high"]


@pytest.mark.parametrize("label", [{}, {"sentiment": "great"}, {"topics": ["01900000-0000-7000-8000-000000000000"]}])
async def test_a_label_that_cannot_be_is_refused(shop: Shop, label: dict[str, Any]) -> None:
    await shop.answers("lin", "质量很好", 9)
    await shop.drain()
    unit = (await shop.units())[0]["id"]
    answer = await shop.owner.put(f"/api/v1/feedback/units/{unit}/label", json=label)
    assert answer.status_code in (400, 404, 422)
    assert not (await shop.get(f"/units/{unit}"))["is_judged"]


async def test_labels_teach_what_the_shipped_judge_does_not_know(shop: Shop) -> None:
    """In this shop "三号" is praise and "七号" is blame, which nobody else can know."""
    for place in range(60):
        await shop.answers("lin", f"{'三号' if place % 2 else '七号'}柜台办的第{place}件事", 5)
    await shop.drain()
    for unit in await shop.units(limit=200):
        label = "positive" if "三号" in unit["text"] else "negative"
        await shop.owner.put(f"/api/v1/feedback/units/{unit['id']}/label", json={"sentiment": label})
    assert (await shop.owner.post("/api/v1/feedback/trainings")).status_code == 202
    await shop.drain()
    model = next(one for one in await shop.get("/models") if one["family"] == "zh")
    assert model["is_used"] and model["figures"]["accuracy"] > 0.9 > model["figures"]["shipped_accuracy"]
    assert model["figures"]["low"] <= model["figures"]["accuracy"] <= model["figures"]["high"]
    await shop.answers("chen", "三号柜台很快", 5)
    await shop.drain()
    unit = (await shop.units())[0]
    assert (unit["judged_by"], unit["sentiment"]) == ("own", "positive")
    assert len(await shop.facts()) == 61


def test_a_lesson_worse_than_the_shipped_judge_is_not_used() -> None:
    texts = [f"{'非常满意' if place % 2 else '太差了'}{place}" for place in range(40)]
    labels = ["positive" if place % 2 else "negative" for place in range(40)]
    model, figures = training.judged([*texts, *[f"随便{one}" for one in range(9)]], [*labels, *["negative"] * 9], "zh")
    assert figures["labels"] == 49 and 0 <= figures["accuracy"] <= 1
    assert (model is None) == (figures.get("problem") == "shipped_is_better")


async def test_topics_and_answers_together_move_the_score(shop: Shop) -> None:
    await shop.many(90)
    told = await shop.get("/drivers")
    assert (told["score_kind"], told["responses"]) == ("nps", 90)
    kinds = {one["kind"] for one in told["drivers"]}
    assert kinds == {"topic", "answer"} and told["explained"] > 0.5
    assert abs(sum(one["share"] for one in told["drivers"]) - 1) < 0.01
    assert next(one for one in told["drivers"] if one["id"] == "speed")["direction"] > 0.5


async def test_too_few_responses_have_no_drivers(shop: Shop) -> None:
    await shop.answers("lin", "质量很好", 9)
    await shop.drain()
    answer = await shop.owner.get("/api/v1/feedback/drivers")
    assert answer.status_code == 422 and "at least 30" in answer.json()["detail"]


async def test_the_texts_of_an_erased_customer_go(shop: Shop) -> None:
    await shop.answers("lin", "质量很好", 9)
    await shop.answers("wang", "质量太差", 1)
    await shop.drain()
    async with shop.tables.transaction() as tx:
        lin = await profiles.profile_by_handle(tx, shop.workspace, Handle("user_id", "lin"))
        assert lin is not None
        assert await feedback.forget(tx, shop.workspace, lin.customer) == 1
    assert [one["text"] for one in await shop.units()] == ["质量太差"]


async def test_a_text_belongs_to_whoever_its_handle_belongs_to_now(shop: Shop) -> None:
    await shop.answers("", "没有名字，很满意", 9)
    await shop.answers("lin", "质量很好", 9)
    await shop.drain()
    told = {one["text"]: one["customer"] for one in await shop.units()}
    assert told["没有名字，很满意"] is None and told["质量很好"]


HOSTILE = [
    "好" * 400_000,
    "\u202e" * 5_000 + "坏",
    "a\x00b 很差",
    "😡" * 50_000,
    "<script>alert(1)</script> bad",
    "%_\\ 很好",
]


async def test_hostile_texts_are_read_and_hang_nothing(shop: Shop) -> None:
    for text in HOSTILE:
        await shop.answers("wang", text.replace("\x00", " "), 1)
    await shop.drain()
    units = await shop.units()
    assert len(units) == len(HOSTILE) and all(len(one["text"]) <= 20_100 for one in units)
    assert [one["text"] for one in await shop.units(search="%_\\")] == ["%_\\ 很好"]


async def test_half_known_facts_hold_nothing_up(shop: Shop) -> None:
    told = {"survey": str(shop.survey), "version": 1, "response": str(new_id()), "state": "complete"}
    for more in (
        {}, {"scores": [], "answers": None}, {"scores": {"q": {"kind": "nps", "value": "ten"}}, "answers": {"why": "很好"}, "kinds": {"why": "text"}},
    ):  # fmt: skip
        await shop.happens("survey.answered", {**told, **more}, "lin")
    await shop.drain()
    assert [(one["text"], one["score_group"]) for one in await shop.units()] == [("很好", "")]


async def test_a_search_cut_off_is_taken_up_again(
    shop: Shop, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut(*_: Any) -> None:
        raise asyncio.CancelledError

    await shop.owner.post("/api/v1/feedback/topic-search")
    with monkeypatch.context() as patch:
        patch.setattr(searching, "_search", cut)
        with pytest.raises(asyncio.CancelledError):
            await searching.search_due(engines, clock.now())
    assert (await shop.get("/topic-search"))["state"] == "due"
    await shop.drain()
    assert (await shop.get("/topic-search"))["state"] == "done"


async def test_a_stranger_finds_nothing(shop: Shop, stranger: httpx.AsyncClient) -> None:
    await shop.answers("lin", "质量很好", 9)
    await shop.drain()
    unit = (await shop.units())[0]["id"]
    assert (await stranger.get(f"/api/v1/feedback/units/{unit}")).status_code == 404
    assert (await stranger.get("/api/v1/feedback/units")).json()["items"] == []
    assert (await stranger.get("/api/v1/feedback/figures")).json()["units"] == 0


@pytest.mark.parametrize("path", ["/units", "/figures", "/topics", "/models", "/topic-search"])
async def test_who_may_not_see_surveys_sees_no_texts(api: Api, path: str) -> None:
    assert (await (await api("agent")).get(f"/api/v1/feedback{path}")).status_code == 403


async def test_readers_may_not_teach(api: Api, shop: Shop) -> None:
    analyst = await api("analyst")
    assert (await analyst.post("/api/v1/feedback/trainings")).status_code == 403
    assert (await analyst.get("/api/v1/feedback/figures")).status_code == 200


def test_topics_of_another_family_are_not_given() -> None:
    row = {"words": {"parcel": 1.0}, "pinned": []}
    assert reading.topics_in("my parcel", "en", {"en": {"a": row}}) == {"a": 1.0}
    assert reading.topics_in("my parcel", "zh", {"en": {"a": row}}) == {}


async def test_the_fact_names_the_topics_of_the_text(shop: Shop) -> None:
    await shop.many(60)
    await shop.answers("lin", "软件闪退，登录不上，验证码收不到", 2)
    await shop.drain()
    fact = (await shop.facts())[-1]
    names = {one["id"]: one["name"] for one in await shop.get("/topics")}
    assert fact["topics"] and fact["topics"] == [names[one] for one in fact["topic_ids"]]
