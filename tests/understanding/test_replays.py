"""Last week's questions asked again: what changes, and what people said of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.understanding.schooling import SHIPPING, Api, Drain, approve, publish, teach, train, view

from feilun.interaction import understanding
from feilun.interaction.understanding import hooks
from feilun.interaction.understanding.shapes import Asked
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Transaction

Traffic = list[Asked]


@pytest.fixture
def traffic(workspace: UUID) -> Iterator[Traffic]:
    """What customers of this workspace asked."""
    asked: Traffic = []

    async def read(tx: Transaction, wanted: UUID, since: datetime, limit: int) -> Sequence[Asked]:
        return [one for one in asked if wanted == workspace and one.at >= since][:limit]

    before = hooks._traffic
    understanding.register_traffic(read)
    yield asked
    understanding.register_traffic(before)


def asked(text: str, article: str | None = None, **more: Any) -> Asked:
    answered = UUID(article) if article else None
    return Asked(decision=new_id(), text=text, language="en", at=clock.now(), article=answered, **more)


async def test_a_replay_lists_what_would_be_answered_differently(api: Api, drain: Drain, traffic: Traffic) -> None:
    client = await api()
    # A low target, so that few phrasings are enough to answer.
    await client.put("/api/v1/bot-suite", json={"precision": 0.5, "oos_share": 0.0, "minimum_recall": 0.0})
    articles = await teach(client)
    await publish(client, await train(client, drain))
    hours = await approve(client, "hours", ["when do you open", "opening times", "are you open on sunday", "open late"])
    traffic += [
        asked("when do you open", articles["invoice"], is_right=False),
        asked(SHIPPING[0], articles["shipping"], is_right=True),
        asked("opening times", right_article=UUID(hours)),
    ]
    traffic.append(Asked(decision=new_id(), text="last month", language="en", at=clock.now() - timedelta(days=8)))
    number = await train(client, drain)
    started = await client.post(f"/api/v1/bot-versions/{number}/replay")
    assert started.status_code == 202
    await drain()
    replay = (await view(client, number))["replay"]
    assert (replay["against"], replay["figures"]["questions"]) == (1, 3)
    changes = (await client.get(f"/api/v1/bot-versions/{number}/replay-changes")).json()["items"]
    assert {one["text"] for one in changes} == {"when do you open", "opening times"}
    assert {one["new_title"] for one in changes} == {"hours"}
    opening = next(one for one in changes if one["text"] == "opening times")
    assert (opening["new"], opening["verdict"]) == (hours, "better")
    only = await client.get(f"/api/v1/bot-versions/{number}/replay-changes?verdict=worse")
    assert only.json()["items"] == []
    assert (await view(client, number))["version"]["moved"]["of"] == 3


async def test_before_the_first_publication_a_replay_compares_with_what_was_said_then(
    api: Api, drain: Drain, traffic: Traffic
) -> None:
    client = await api()
    articles = await teach(client)
    traffic.append(asked(SHIPPING[0], articles["returns"]))
    number = await train(client, drain)
    await client.post(f"/api/v1/bot-versions/{number}/replay")
    await drain()
    replay = (await view(client, number))["replay"]
    assert (replay["against"], replay["figures"]["answered_before"]) == (None, 1)
    [change] = (await client.get(f"/api/v1/bot-versions/{number}/replay-changes")).json()["items"]
    assert change["old"] == articles["returns"]


async def test_a_version_that_is_not_trained_is_not_replayed(api: Api) -> None:
    client = await api()
    await client.post("/api/v1/bot-versions")
    assert (await client.post("/api/v1/bot-versions/1/replay")).status_code == 409
