"""What machines ask: health, readiness, metrics, the OpenAPI document."""

import json
from typing import Any

import httpx

from feilun import app
from feilun.store import Engines


async def test_a_running_server_is_alive_and_ready(api: Any) -> None:
    nobody = await api(None)
    assert (await nobody.get("/healthz")).json() == {"status": "ok"}
    answer = await nobody.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"tables": "ok", "migrations": "ok", "bus": "ok"})


async def test_a_server_whose_tables_are_old_is_not_ready(api: Any, engines: Engines) -> None:
    async with engines.tables.transaction() as tx:
        await tx.run("update migration set name = 'gone' where name = 'access/0001_access'")
    try:
        answer = await (await api(None)).get("/readyz")
    finally:
        async with engines.tables.transaction() as tx:
            await tx.run("update migration set name = 'access/0001_access' where name = 'gone'")
    assert answer.status_code == 503
    assert "feilun migrate" in answer.json()["migrations"]


async def test_metrics_count_requests_and_show_how_far_subscribers_are(api: Any) -> None:
    nobody = await api(None)
    await nobody.get("/healthz")
    text = (await nobody.get("/metrics")).text
    assert 'feilun_requests_total{method="GET",route="/healthz",status="200"}' in text
    assert 'feilun_events_behind{name="profiles"}' in text


async def test_metrics_stay_closed_to_other_machines(server: Any) -> None:
    transport = httpx.ASGITransport(app=server, client=("203.0.113.7", 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as other:
        assert (await other.get("/metrics")).status_code == 403


async def test_a_path_that_is_made_up_does_not_become_a_metric(api: Any) -> None:
    nobody = await api(None)
    await nobody.get("/api/v1/made-up-4711")
    assert "made-up" not in (await nobody.get("/metrics")).text


async def test_the_document_names_every_route_its_right_and_the_form_of_errors(api: Any) -> None:
    document = (await (await api(None)).get("/api/v1/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    people = document["paths"]["/api/v1/people"]["get"]
    assert people["operationId"] == "list_people"
    assert people["x-right"] == "settings.read"
    assert "application/problem+json" in people["responses"]["4XX"]["content"]
    assert document["paths"]["/api/v1/session"]["post"]["security"] == []


def test_the_document_is_the_same_every_time() -> None:
    assert json.dumps(app.openapi_document()) == json.dumps(app.openapi_document())


async def test_the_documentation_page_needs_no_script_and_no_other_server(api: Any) -> None:
    answer = await (await api(None)).get("/api/v1/docs")
    assert "/api/v1/people" in answer.text
    assert "<script" not in answer.text
    assert "http" not in answer.text.partition("<style>")[2].partition("</style>")[0]


async def test_an_unknown_path_of_the_api_is_a_problem_document(api: Any) -> None:
    answer = await (await api(None)).get("/api/v1/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


async def test_an_answer_carries_the_request_id_of_the_caller(api: Any) -> None:
    nobody = await api(None)
    answer = await nobody.get("/healthz", headers={"X-Request-Id": "shop-7"})
    assert answer.headers["x-request-id"] == "shop-7"
    forged = await nobody.get("/healthz", headers={"X-Request-Id": "a b\t<script>"})
    assert forged.headers["x-request-id"] != "a b\t<script>"


async def test_a_body_over_ten_megabytes_is_refused(api: Any) -> None:
    owner = await api("owner")
    body = b'{"name": "' + b"a" * 10_000_001 + b'"}'
    for headers in ({}, {"Idempotency-Key": "large"}):
        answer = await owner.post("/api/v1/write-keys", content=body, headers=headers)
        assert answer.status_code == 413
