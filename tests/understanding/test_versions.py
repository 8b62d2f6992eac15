"""Versions through the front door: trained, in force, rolled back, and who may do so."""

from uuid import UUID

import httpx
import pytest
from tests.understanding.schooling import SHIPPING, Api, Drain, approve, publish, teach, train, view

from feilun.interaction import understanding
from feilun.store import Engines


async def in_force(engines: Engines, workspace: UUID) -> understanding.Published | None:
    async with engines.tables.transaction() as tx:
        return await understanding.serving(tx, engines, workspace)


async def test_nothing_is_in_force_before_the_first_publication(api: Api, engines: Engines, workspace: UUID) -> None:
    assert await in_force(engines, workspace) is None


async def test_a_published_version_understands_and_knows_its_articles(
    api: Api, drain: Drain, engines: Engines, workspace: UUID
) -> None:
    client = await api()
    articles = await teach(client)
    assert (await publish(client, await train(client, drain))).status_code == 200
    version = await in_force(engines, workspace)
    assert version
    [found] = await version.understand(["where is my parcel?"])
    assert found.guesses[0].label == articles["shipping"]
    assert version.knowledge.articles[UUID(articles["shipping"])].content.title == "shipping"


async def test_an_article_approved_after_training_is_not_known_yet(
    api: Api, drain: Drain, engines: Engines, workspace: UUID
) -> None:
    client = await api()
    await teach(client)
    await publish(client, await train(client, drain))
    late = await approve(client, "Opening hours", ["when do you open", "opening times"])
    version = await in_force(engines, workspace)
    assert version
    assert UUID(late) not in version.knowledge.articles


async def test_a_second_wish_while_one_waits_is_the_same_wish(api: Api) -> None:
    client = await api()
    first, second = await client.post("/api/v1/bot-versions"), await client.post("/api/v1/bot-versions")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() == {"number": 1}


async def test_a_training_with_nothing_to_learn_says_so_and_numbers_go_on(api: Api, drain: Drain) -> None:
    client = await api()
    await client.post("/api/v1/bot-versions")
    await drain()
    version = (await view(client, 1))["version"]
    assert version["state"] == "failed"
    assert "approve an article" in version["tasks"][0]["problem"]
    await teach(client)
    assert await train(client, drain) == 2


async def test_a_version_that_is_not_trained_is_not_published(api: Api) -> None:
    client = await api()
    await client.post("/api/v1/bot-versions")
    assert (await publish(client, 1)).status_code == 409
    assert (await publish(client, 2)).status_code == 404


async def test_going_back_restores_knowledge_model_and_threshold_together(
    api: Api, drain: Drain, engines: Engines, workspace: UUID
) -> None:
    client = await api()
    await teach(client)
    await publish(client, await train(client, drain))
    before = await in_force(engines, workspace)
    assert before
    assert before.model
    stored = before.model.to_bytes()
    await client.put("/api/v1/bot-suite", json={"precision": 0.8, "oos_share": 0.5, "minimum_recall": 0.1})
    late = await approve(client, "Opening hours", ["when do you open", "opening times", "are you open on sunday"])
    assert (await publish(client, await train(client, drain))).status_code == 200
    between = await in_force(engines, workspace)
    assert between
    assert UUID(late) in between.knowledge.articles
    assert between.knowledge.settings.precision == 0.8
    assert (await publish(client, 1)).status_code == 200
    after = await in_force(engines, workspace)
    assert after
    assert after.model
    assert (after.number, after.model.to_bytes(), after.model.thresholds) == (1, stored, before.model.thresholds)
    assert after.knowledge == before.knowledge
    history = (await client.get("/api/v1/bot-publications")).json()["items"]
    assert [(one["number"], one["before"], one["is_return"]) for one in history] == [
        (1, 2, True),
        (2, 1, False),
        (1, None, False),
    ]


async def test_publishing_what_is_in_force_changes_nothing(api: Api, drain: Drain) -> None:
    client = await api()
    await teach(client)
    number = await train(client, drain)
    assert (await publish(client, number)).status_code == (await publish(client, number)).status_code == 200
    assert len((await client.get("/api/v1/bot-publications")).json()["items"]) == 1


async def test_publishing_and_training_are_in_the_audit_trail_and_the_log(api: Api, drain: Drain) -> None:
    client = await api()
    await teach(client)
    await publish(client, await train(client, drain))
    actions = {one["action"] for one in (await client.get("/api/v1/audit")).json()["items"]}
    assert {"bot_version.asked_for", "bot_version.published"} <= actions
    types = {one["type"] for one in (await client.get("/api/v1/events")).json()["items"]}
    assert {"bot.version_trained", "bot.version_published"} <= types


async def test_lists_come_in_pages(api: Api, drain: Drain) -> None:
    client = await api()
    await teach(client)
    for _ in range(3):
        await train(client, drain)
    first = (await client.get("/api/v1/bot-versions?limit=2")).json()
    second = (await client.get("/api/v1/bot-versions", params={"limit": 2, "after": first["next"]})).json()
    assert [one["number"] for one in (*first["items"], *second["items"])] == [3, 2, 1]
    assert second["next"] is None


@pytest.mark.parametrize("path", ["/bot-versions", "/bot-versions/1/publication", "/bot-versions/1/replay"])
async def test_an_agent_reads_versions_but_neither_trains_nor_publishes(api: Api, path: str) -> None:
    agent = await api("agent")
    assert (await agent.get("/api/v1/bot-versions")).status_code == 200
    assert (await agent.post(f"/api/v1{path}")).status_code == 403


async def test_a_stranger_sees_and_moves_nothing(api: Api, drain: Drain, stranger: httpx.AsyncClient) -> None:
    client = await api()
    await teach(client)
    await publish(client, await train(client, drain))
    assert (await stranger.get("/api/v1/bot-versions")).json()["items"] == []
    assert (await stranger.get("/api/v1/bot-publications")).json()["items"] == []
    assert (await publish(stranger, 1)).status_code == 404
    made = await stranger.post("/api/v1/bot-suite/phrasings", json={"text": SHIPPING[0], "language": "en"})
    assert made.status_code == 201
    assert (await client.get("/api/v1/bot-suite")).json()["out_of_scope"] == 0


async def test_numbers_no_version_can_have_are_not_found(api: Api) -> None:
    client = await api()
    for number in ("0", "-1", "99999999999999999999", "2147483648"):
        answer = await client.get(f"/api/v1/bot-versions/{number}")
        assert answer.status_code == 404, (number, answer.text)
