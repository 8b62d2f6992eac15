"""The optional language model in the bot: it may put an answer into other words, and nothing else."""

from typing import Any

import pytest
from tests.bot.conftest import Drain, Hire, Online, Shop, Visit, tap

from feilun.interaction import writer
from feilun.interaction.understanding import Published
from feilun.interaction.writer import Phrased, Refused

Asked = list[tuple[str, list[str]]]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A stand-in for the endpoint: what it says next, and what it was asked."""
    state: dict[str, Any] = {"says": Phrased("您好，七天内都可以退货。", ("1",)), "asked": [], "meanwhile": None}

    async def phrase(engines: Any, workspace: Any, question: str, passages: Any, language: str) -> Phrased | Refused:
        state["asked"].append((question, [one.text for one in passages]))
        if state["meanwhile"]:
            await state["meanwhile"]()
        said: Phrased | Refused = state["says"]
        return said

    monkeypatch.setattr(writer, "is_configured", lambda engines: True)
    monkeypatch.setattr(writer, "phrase", phrase)
    return state


@pytest.fixture
def loose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are recognised as ever, but never as the very words of a phrasing."""
    import msgspec

    real = Published.understand

    async def understand(self: Published, texts: Any) -> Any:
        return [msgspec.structs.replace(one, exact=False) for one in await real(self, texts)]

    monkeypatch.setattr(Published, "understand", understand)


async def test_an_answer_is_phrased_from_its_own_article_alone(
    shop: Shop, visit: Visit, drain: Drain, model: dict[str, Any], loose: None
) -> None:
    await shop.set(writer={"answers": True})
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    assert (await lin.reads())[-1] == "您好，七天内都可以退货。"
    assert model["asked"] == [("怎么退货", ["关于退货的回答。"])]
    assert (await shop.decisions())[0]["writer"] == "phrased"


@pytest.mark.parametrize("reason", ["timeout", "not_grounded", "unreachable"])
async def test_a_refusal_leaves_the_answer_as_it_was_written(
    shop: Shop, visit: Visit, drain: Drain, model: dict[str, Any], loose: None, reason: str
) -> None:
    await shop.set(writer={"answers": True})
    model["says"] = Refused(reason)
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    assert (await lin.reads())[-1] == "关于退货的回答。"
    assert (await shop.decisions())[0]["writer"] == f"refused:{reason}"


async def test_the_very_words_and_a_tap_get_the_approved_answer(
    shop: Shop, visit: Visit, drain: Drain, model: dict[str, Any]
) -> None:
    await shop.set(writer={"answers": True})
    lin = await visit("lin")
    await lin.write("怎么退货")
    await drain()
    await tap(lin, "发票", "article", shop.articles["invoice"])
    await drain()
    assert model["asked"] == []


async def test_an_agent_who_writes_while_the_model_thinks_has_the_last_word(
    shop: Shop, visit: Visit, drain: Drain, hire: Hire, online: Online, model: dict[str, Any], loose: None
) -> None:
    await shop.set(writer={"answers": True})
    lin, mei = await visit("lin"), await hire("Mei")
    await online(mei)
    await lin.write("怎么退货")
    [row] = await mei.box("bot")

    async def reply() -> None:
        await mei.reply(row["id"], "我来帮您")

    model["meanwhile"] = reply
    await drain()
    assert (await lin.reads())[-1] == "我来帮您"
    assert await shop.decisions() == []
