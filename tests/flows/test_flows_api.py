"""Flows over HTTP: drafts, revisions, approval, secrets, trials, and who may do what."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from feilun.interaction import flows
from feilun.store import Tables

Api = Callable[..., Awaitable[httpx.AsyncClient]]
HELLO: dict[str, Any] = {"first": "hi", "steps": [{"id": "hi", "kind": "say", "text": {"en": "Hello"}}]}
OTHER: dict[str, Any] = {"first": "hi", "steps": [{"id": "hi", "kind": "say", "text": {"en": "Good day"}}]}
TEMPLATES = sorted((Path(__file__).parents[2] / "console/src/pages/flows/templates").glob("*.json"))


@pytest.fixture
async def owner(api: Api) -> httpx.AsyncClient:
    return await api("owner")


async def _new(client: httpx.AsyncClient, graph: dict[str, Any] = HELLO, name: str = "Return") -> dict[str, Any]:
    answer = await client.post("/api/v1/flows", json={"name": name, "graph": graph})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def _approved(tables: Tables, workspace: UUID) -> list[flows.Flow]:
    async with tables.transaction() as tx:
        return await flows.approved(tx, workspace)


async def test_a_new_flow_is_a_draft(owner: httpx.AsyncClient, tables: Tables, workspace: UUID) -> None:
    made = await _new(owner)
    assert (made["revision"], made["approved"], made["problems"]) == (1, None, [])
    assert [row["id"] for row in (await owner.get("/api/v1/flows")).json()["items"]] == [made["id"]]
    assert await _approved(tables, workspace) == []


async def test_approval_puts_the_newest_revision_in_force(
    owner: httpx.AsyncClient, tables: Tables, workspace: UUID
) -> None:
    path = f"/api/v1/flows/{(await _new(owner))['id']}"
    answer = await owner.post(f"{path}/approval", json={"revision": 1})
    assert (answer.status_code, answer.json()["approved"]) == (201, 1)
    await owner.put(path, json={"name": "Return", "graph": OTHER, "revision": 1})
    [flow] = await _approved(tables, workspace)
    assert (flow.revision, flow.graph) == (1, flows.read_graph(HELLO))
    await owner.delete(f"{path}/approval")
    assert await _approved(tables, workspace) == []


async def test_a_wrong_flow_is_not_approved(owner: httpx.AsyncClient) -> None:
    made = await _new(owner, {"first": "x", "steps": []})
    answer = await owner.post(f"/api/v1/flows/{made['id']}/approval", json={})
    assert (answer.status_code, answer.json()["code"]) == (422, "flow_unfinished")


async def test_somebody_elses_change_is_not_overwritten(owner: httpx.AsyncClient) -> None:
    path = f"/api/v1/flows/{(await _new(owner))['id']}"
    first = await owner.put(path, json={"name": "Return", "graph": OTHER, "revision": 1})
    assert first.json()["revision"] == 2
    late = await owner.put(path, json={"name": "Mine", "graph": HELLO, "revision": 1})
    assert (late.status_code, late.json()["code"], late.json()["revision"]) == (409, "stale_flow", 2)
    assert late.json()["graph"]["steps"][0]["text"] == {"en": "Good day"}
    again = await owner.put(path, json={"name": "Return", "graph": OTHER, "revision": 1})
    assert (again.status_code, again.json()["revision"]) == (200, 2)
    stale = await owner.post(f"{path}/approval", json={"revision": 1})
    assert stale.status_code == 409


async def test_an_old_revision_comes_back(owner: httpx.AsyncClient) -> None:
    path = f"/api/v1/flows/{(await _new(owner))['id']}"
    await owner.put(path, json={"name": "Return", "graph": OTHER})
    answer = await owner.post(f"{path}/revisions/1/restoration")
    assert (answer.json()["revision"], answer.json()["graph"]) == (
        3,
        (await owner.get(f"{path}/revisions/1")).json()["graph"],
    )
    rows = (await owner.get(f"{path}/revisions", params={"limit": 2})).json()
    assert [row["revision"] for row in rows["items"]] == [3, 2]
    more = (await owner.get(f"{path}/revisions", params={"after": rows["next"]})).json()
    assert [row["revision"] for row in more["items"]] == [1]


async def test_a_secret_is_never_read_back(owner: httpx.AsyncClient) -> None:
    path = f"/api/v1/flows/{(await _new(owner))['id']}"
    answer = await owner.put(f"{path}/secrets/crm", json={"value": "Bearer s3cret"})
    assert answer.json()["secrets"] == ["crm"]
    texts = [(await owner.get(one)).text for one in (path, "/api/v1/flows", f"{path}/revisions", "/api/v1/audit")]
    assert not any("s3cret" in text for text in [*texts, answer.text])
    assert (await owner.delete(f"{path}/secrets/crm")).status_code == 204
    assert (await owner.get(path)).json()["secrets"] == []


@pytest.mark.parametrize(("name", "value"), [("a-b", "x"), ("ok", ""), ("ok", "a\nb"), ("ok", "密"), ("x" * 61, "x")])
async def test_a_secret_that_fits_no_header_is_refused(name: str, value: str, owner: httpx.AsyncClient) -> None:
    path = f"/api/v1/flows/{(await _new(owner))['id']}"
    assert (await owner.put(f"{path}/secrets/{name}", json={"value": value})).status_code == 422


async def test_a_removed_flow_is_gone(owner: httpx.AsyncClient) -> None:
    path = f"/api/v1/flows/{(await _new(owner))['id']}"
    assert (await owner.delete(path)).status_code == 204
    assert (await owner.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "writes", "approves"),
    [
        ("owner", True, True, True),
        ("supervisor", True, True, True),
        ("agent", True, False, False),
        ("marketer", True, False, False),
    ],
)
async def test_rights_decide_who_draws_and_who_approves(
    role: str, reads: bool, writes: bool, approves: bool, api: Api, owner: httpx.AsyncClient
) -> None:
    path = f"/api/v1/flows/{(await _new(owner))['id']}"
    client = await api(role)
    assert (await client.get(path)).is_success == reads
    assert (await client.put(path, json={"name": "x", "graph": OTHER})).is_success == writes
    assert (await client.post(f"{path}/approval", json={})).is_success == approves
    assert (await client.put(f"{path}/secrets/k", json={"value": "x"})).is_success == approves


async def test_a_stranger_sees_no_flow(owner: httpx.AsyncClient, stranger: httpx.AsyncClient) -> None:
    made = await _new(owner)
    assert (await stranger.get("/api/v1/flows")).json()["items"] == []
    assert (await stranger.get(f"/api/v1/flows/{made['id']}")).status_code == 404


async def test_every_change_is_in_the_trail(owner: httpx.AsyncClient) -> None:
    path = f"/api/v1/flows/{(await _new(owner))['id']}"
    await owner.put(path, json={"name": "Return", "graph": OTHER})
    await owner.post(f"{path}/approval", json={})
    actions = [row["action"] for row in (await owner.get("/api/v1/audit")).json()["items"]]
    assert {"flow.created", "flow.saved", "flow.approved"} <= set(actions)


async def test_a_trial_plays_a_dialog_and_keeps_nothing(owner: httpx.AsyncClient) -> None:
    call = {"id": "call", "kind": "webhook", "url": "https://x.example/", "save": {"s": "state"}, "next": "end"}
    step = {"id": "n", "kind": "ask", "slot": "n", "slot_kind": "number", "text": {"en": "How many?"}, "next": "call"}
    end = {"id": "end", "kind": "say", "text": {"en": "{{slots.n}} {{slots.s}}"}}
    body = {"graph": {"first": "n", "steps": [step, call, end]}, "language": "en", "said": [{"text": "two"}]}
    answer = await owner.post("/api/v1/flow-trials", json={**body, "webhooks": {"call": {"body": {"state": "sent"}}}})
    lines = [(line["by"], line["body"].get("text") or line["event"]) for line in answer.json()["lines"]]
    assert lines == [
        ("bot", "How many?"), ("customer", "two"), ("event", "webhook"), ("bot", "2 sent"), ("event", "finish"),
    ]  # fmt: skip
    assert answer.json()["slots"] == {"n": 2, "s": "sent"}
    unanswered = await owner.post("/api/v1/flow-trials", json=body)
    assert unanswered.json()["lines"][-1]["detail"] == "webhook_failed"
    assert (await owner.get("/api/v1/flows")).json()["items"] == []


async def test_a_trial_is_bounded(owner: httpx.AsyncClient) -> None:
    said = [{"text": "1"}] * 51
    assert (await owner.post("/api/v1/flow-trials", json={"graph": HELLO, "said": said})).status_code == 422
    huge = {"first": "hi", "steps": [{"id": "hi", "kind": "say", "text": {"en": "x" * 400_000}}]}
    assert (await owner.post("/api/v1/flow-trials", json={"graph": huge})).status_code == 422


@pytest.mark.parametrize(
    "graph", [{"steps": [{"id": "a", "kind": "nope"}]}, {"steps": [{"kind": "say"}]}, {"steps": 7}, {"first": 1}]
)
async def test_what_is_no_graph_is_refused(graph: dict[str, Any], owner: httpx.AsyncClient) -> None:
    assert (await owner.post("/api/v1/flows", json={"name": "x", "graph": graph})).status_code == 400


async def test_a_name_with_a_nul_is_no_fault_of_ours(owner: httpx.AsyncClient) -> None:
    assert (await owner.post("/api/v1/flows", json={"name": "a\x00b", "graph": HELLO})).status_code < 500


async def test_a_text_with_a_nul_is_no_fault_of_ours(owner: httpx.AsyncClient) -> None:
    graph = {"first": "hi", "steps": [{"id": "hi", "kind": "say", "text": {"en": "a\x00b"}}]}
    assert (await owner.post("/api/v1/flows", json={"name": "x", "graph": graph})).status_code < 500


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_the_ready_made_flows_have_no_problems(template: Path) -> None:
    graph = flows.read_graph(json.loads(template.read_text(encoding="utf-8")))
    assert flows.problems(graph, set()) == []


def test_there_are_ready_made_flows() -> None:
    assert [path.stem for path in TEMPLATES] == ["appointment", "order", "returns"]
