"""Wishes, complaints and anger in words that no rule names lead to a person, the same for a customer and in a trial."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from tests.bot.conftest import Drain, Shop, Visit

from feilun.interaction.bot import feeling
from feilun.interaction.bot.deciding import turn_of
from feilun.interaction.bot.room import Room, Scene
from feilun.interaction.bot.rules import Talk, decide
from feilun.interaction.bot.settings import BotSettings
from feilun.kernel import clock
from feilun.language import Mood, Understood, mood_of
from feilun.language.mood_model import shipped
from feilun.store import Engines

UNUSUAL = {"zh-CN": "说好的三天，现在十天了还在拖", "en": "I expected far better from a brand like yours"}


@pytest.fixture(autouse=True)
def needs_use(engines: Engines) -> None:
    if not any(one.name == shipped().encoder for one in engines.encoders):
        pytest.skip("the encoder's wheel is not installed")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_complaint_in_unusual_words_calls_a_person(
    shop: Shop, visit: Visit, drain: Drain, language: str
) -> None:
    assert mood_of(UNUSUAL[language]) == Mood()
    lin = await visit("lin")
    await lin.write(UNUSUAL[language])
    await drain()
    [row] = (await shop.get("/conversations"))["items"]
    [handover] = await shop.handovers(row["id"])
    assert handover["reason"] == "complaint"
    [decision] = await shop.decisions()
    assert decision["why"][0]["code"] == "says_complaint"
    assert decision["why"][0]["facts"]["evidence"].startswith("complaint: model: 0.")


async def test_a_trial_hears_the_same(shop: Shop) -> None:
    answer = await shop.owner.post("/api/v1/bot-trials", json={"text": UNUSUAL["en"], "language": "en"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["decision"]["reason"] == "complaint"


async def test_a_question_is_still_answered(shop: Shop, visit: Visit, drain: Drain) -> None:
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    assert [one["route"] for one in await shop.decisions()] == ["answer"]


class Broken:
    name, size, languages = shipped().encoder, 512, frozenset({"zh", "en"})

    def encode(self, texts: Sequence[str]) -> Any:
        raise OSError("the weights are gone")


async def test_with_broken_weights_the_rules_speak_alone(engines: Engines) -> None:
    found = await feeling.moods(replace(engines, encoders=(Broken(),)), ["转人工", UNUSUAL["en"]])
    assert found == [mood_of("转人工"), Mood()]


@pytest.mark.parametrize(("in_flow", "exact"), [(True, False), (False, True)])
def test_an_answer_in_a_flow_and_the_words_of_an_article_are_left_to_the_rules(in_flow: bool, exact: bool) -> None:
    understood = Understood(
        outcome="sure", guesses=(), confidence=1.0, nearest=1.0, nearest_text="", language="en", exact=exact
    )
    turn = turn_of(
        Room(uuid4(), BotSettings(), None), Scene(channel="webchat", language="en", now=clock.now()),
        "it fell apart after a day", None, Talk(), speaker="bot", recognised=understood,
        mood=Mood(complains=True, reason="complaint: model: 0.90"), failure="", in_flow=in_flow,
    )  # fmt: skip
    assert turn.mood == Mood()
    assert decide(turn).reason != "complaint"
