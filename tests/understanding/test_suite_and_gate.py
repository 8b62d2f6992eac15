"""The suite judges versions, and what it finds keeps a worse one from being published."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import pytest
from tests.understanding.schooling import (
    INVOICE,
    SHIPPING,
    Api,
    Drain,
    approve,
    ask,
    codes,
    publish,
    teach,
    train,
    view,
)

from feilun.interaction import understanding
from feilun.interaction.understanding import hooks
from feilun.interaction.understanding.shapes import Played, SuiteDialog
from feilun.language.usual import LEAST_SCORE
from feilun.store import Engines

_RETURN_QUESTIONS = [
    "can I return it",
    "I would like to send my parcel back",
    "returning an order",
    "is there a return fee",
]


@pytest.fixture
def bot() -> Iterator[dict[str, str]]:
    """A bot of the test's own: it says what stands here for what the customer says, and nothing else."""
    said: dict[str, str] = {}

    async def play(
        engines: Engines, workspace: UUID, version: understanding.Published, dialog: SuiteDialog
    ) -> Sequence[Played]:
        return [
            Played(route="answer" if turn.say in said else "unknown", text=said.get(turn.say, ""))
            for turn in dialog.turns
        ]

    before = hooks.player()
    understanding.register_player(play)
    yield said
    understanding.register_player(before)


async def test_the_report_shows_what_failed_and_what_leaked(api: Api, drain: Drain) -> None:
    client = await api()
    articles = await teach(client)
    await ask(client, "where is the parcel I ordered", articles["shipping"])
    await ask(client, f"  {SHIPPING[0].upper()}?", articles["shipping"])
    await ask(client, "send me the invoice right now please", articles["returns"])
    report = (await view(client, await train(client, drain)))["report"]
    assert [one["article"] for one in report["leaked"]] == [articles["shipping"]]
    assert report["figures"]["in_scope"] == 2
    assert report["figures"]["leaked"] == 1
    assert "send me the invoice right now please" in [one["text"] for one in report["failed"]]
    assert report["figures"]["coverage"]["value"] == 1.0


async def test_what_the_suite_asks_is_never_learned(api: Api, drain: Drain, engines: Engines, workspace: UUID) -> None:
    client = await api()
    articles = await teach(client)
    await ask(client, "parcel whereabouts please", articles["shipping"])
    number = await train(client, drain)
    async with engines.tables.transaction() as tx:
        version = await understanding.load(tx, engines, workspace, number)
    learned = [example.text for example in version.knowledge.examples]
    assert "parcel whereabouts please" not in learned
    [found] = await version.understand(["parcel whereabouts please"])
    assert not found.exact


async def test_a_version_that_answers_wrongly_is_refused_with_reasons(api: Api, drain: Drain) -> None:
    client = await api()
    articles = await teach(client)
    await publish(client, await train(client, drain))
    for text in (*SHIPPING, *INVOICE):
        await ask(client, f"{text} today", articles["returns"])
    assert codes(await publish(client, await train(client, drain))) == ["precision_below_target"]
    assert (await view(client, 2))["reasons"][0]["code"] == "precision_below_target"
    assert (await view(client, 1))["version"]["is_in_force"]


async def test_a_version_that_answers_more_questions_out_of_scope_is_refused(
    api: Api, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Above the least score nothing of this small base would leak.
    for family in ("en", "zh"):
        monkeypatch.setitem(LEAST_SCORE, family, 0.0)
    client = await api()
    await client.put("/api/v1/bot-suite", json={"precision": 0.99, "oos_share": 0.5, "minimum_recall": 0.0})
    await teach(client)
    await publish(client, await train(client, drain))
    for text in ("do you sell gift cards", "is there a job for me", "what is the weather like"):
        await ask(client, text)
    # With so low a target the next version answers whatever it is asked.
    await client.put("/api/v1/bot-suite", json={"precision": 0.5, "oos_share": 0.0, "minimum_recall": 0.0})
    assert "recall_fell" in codes(await publish(client, await train(client, drain)))


async def test_a_dialog_that_went_well_and_fails_now_refuses_the_version(
    api: Api, drain: Drain, bot: dict[str, str]
) -> None:
    client = await api()
    await teach(client)
    bot["hello"] = "Good day"
    dialog = {"name": "Greeting", "language": "en", "turns": [{"say": "hello", "expect": {"contains": "good day"}}]}
    assert (await client.post("/api/v1/bot-suite/dialogs", json=dialog)).status_code == 201
    assert (await publish(client, await train(client, drain))).status_code == 200
    del bot["hello"]
    number = await train(client, drain)
    # The one in force plays by the same bot, so its dialog fails too: nothing fell.
    assert (await publish(client, number)).status_code == 200
    [result] = (await view(client, number))["report"]["dialogs"]
    assert (result["passed"], result["failed_turn"], result["problem"]) == (False, 1, "does not say “good day”")


async def test_the_first_version_is_refused_when_a_dialog_fails(api: Api, drain: Drain, bot: dict[str, str]) -> None:
    client = await api()
    await teach(client)
    turns = [{"say": "hello", "expect": {"route": "answer"}}]
    await client.post("/api/v1/bot-suite/dialogs", json={"name": "Greeting", "language": "en", "turns": turns})
    assert codes(await publish(client, await train(client, drain))) == ["dialog_failed"]


async def test_a_bot_that_breaks_in_a_dialog_fails_that_dialog_alone(api: Api, drain: Drain) -> None:
    async def play(
        engines: Engines, workspace: UUID, version: understanding.Published, dialog: SuiteDialog
    ) -> Sequence[Played]:
        if dialog.name == "Bad":
            raise KeyError("gone")
        return [Played(route="answer")]

    before = hooks.player()
    understanding.register_player(play)
    try:
        client = await api()
        await teach(client)
        for name in ("Bad", "Good"):
            body = {"name": name, "language": "en", "turns": [{"say": "hello"}]}
            await client.post("/api/v1/bot-suite/dialogs", json=body)
        report = (await view(client, await train(client, drain)))["report"]
    finally:
        understanding.register_player(before)
    assert [(one["name"], one["passed"]) for one in report["dialogs"]] == [("Bad", False), ("Good", True)]


async def test_a_judgement_by_an_older_suite_does_not_count(api: Api, drain: Drain) -> None:
    client = await api()
    articles = await teach(client)
    number = await train(client, drain)
    await ask(client, _RETURN_QUESTIONS[0], articles["returns"])
    assert codes(await publish(client, number)) == ["suite_changed"]
    assert (await client.post(f"/api/v1/bot-versions/{number}/judgement")).status_code == 202
    await drain()
    assert (await publish(client, number)).status_code == 200
    assert (await view(client, number))["report"]["figures"]["in_scope"] == 1


async def test_a_judgement_against_another_version_does_not_count(api: Api, drain: Drain) -> None:
    client = await api()
    await teach(client)
    for _ in range(2):
        await train(client, drain)
    assert (await publish(client, 1)).status_code == 200
    assert codes(await publish(client, 2)) == ["published_changed"]
    await client.post("/api/v1/bot-versions/2/judgement")
    await drain()
    assert (await publish(client, 2)).status_code == 200


async def test_two_articles_with_the_same_phrasing_are_not_published_together(api: Api, drain: Drain) -> None:
    client = await api()
    await teach(client)
    await approve(client, "Shipping again", [SHIPPING[0], "delivery status"], "Something else.")
    assert codes(await publish(client, await train(client, drain))) == ["articles_clash"]


async def test_settings_are_checked_and_audited(api: Api) -> None:
    client = await api()
    wrong = await client.put("/api/v1/bot-suite", json={"precision": 1.5})
    assert wrong.status_code == 400
    assert (await client.put("/api/v1/bot-suite", json={"precision": 0.9})).status_code == 200
    actions = [one["action"] for one in (await client.get("/api/v1/audit")).json()["items"]]
    assert "bot_suite.settings_changed" in actions
    assert (await (await api("agent")).put("/api/v1/bot-suite", json={"precision": 0.5})).status_code == 403


async def test_a_file_brings_questions_and_says_which_rows_it_refused(api: Api) -> None:
    client = await api()
    articles = await teach(client)
    file = (
        "text,article,language,topic\n"
        f"where is it,Shipping,en,parcels\n再来一次,{articles['returns']},,\n"
        "sing me a song,,en,\n,returns,en,\nwhat,Nobody wrote this,en,\nwhat,returns,fr,\n"
    )
    answer = await client.post("/api/v1/bot-suite/imports", content=file.encode())
    assert answer.status_code == 201, answer.text
    assert answer.json()["taken"] == 3
    assert [one["row"] for one in answer.json()["refused"]] == [4, 5, 6]
    rows = (await client.get("/api/v1/bot-suite/phrasings")).json()["items"]
    assert {(one["text"], one["article"], one["language"]) for one in rows} == {
        ("where is it", articles["shipping"], "en"),
        ("再来一次", articles["returns"], "zh-CN"),
        ("sing me a song", None, "en"),
    }


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b'text\n"open', b"text\n" + b"x" * 200_000])
async def test_a_file_that_is_no_suite_is_refused(api: Api, content: bytes) -> None:
    answer = await (await api()).post("/api/v1/bot-suite/imports", content=content)
    assert answer.status_code in (201, 422), answer.text
    if answer.status_code == 201:
        assert answer.json()["taken"] == 0 or content == b'text\n"open'


async def test_the_same_words_again_change_the_question(api: Api) -> None:
    client = await api()
    articles = await teach(client)
    first = await ask(client, "is it far away")
    assert await ask(client, "IS it far away?", articles["shipping"]) == first
    [row] = (await client.get("/api/v1/bot-suite/phrasings")).json()["items"]
    assert row["article"] == articles["shipping"]
    assert (await client.delete(f"/api/v1/bot-suite/phrasings/{first}")).status_code == 204
    assert (await client.delete(f"/api/v1/bot-suite/phrasings/{first}")).status_code == 404


async def test_an_article_of_another_company_is_no_answer_of_ours(api: Api, stranger: object) -> None:
    client = await api()
    articles = await teach(client)
    body = {"text": "where is it", "language": "en", "article": articles["shipping"]}
    answer = await stranger.post("/api/v1/bot-suite/phrasings", json=body)  # type: ignore[attr-defined]
    assert answer.status_code == 422


async def test_a_file_that_asks_the_same_twice_keeps_the_last(api: Api) -> None:
    client = await api()
    articles = await teach(client)
    file = "text,article\nwhere is it,\nWhere is it?,shipping\n"
    assert (await client.post("/api/v1/bot-suite/imports", content=file.encode())).json()["taken"] == 2
    [row] = (await client.get("/api/v1/bot-suite/phrasings")).json()["items"]
    assert (row["article"], row["article_title"]) == (articles["shipping"], "shipping")
