"""Files into the log: over HTTP, through the job, with what users' files really look like."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pyarrow as pa
import pytest
from pyarrow import parquet

from feilun.insight import imports
from feilun.insight.imports import reading, runner
from feilun.kernel import clock
from feilun.store import Engines, Tables

Send = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def owner(api: Any) -> httpx.AsyncClient:
    return await api("owner")


@pytest.fixture
async def send(owner: httpx.AsyncClient, engines: Engines) -> Send:
    """Sends a file and works until the import has ended; its row."""

    async def run(body: bytes | str, kind: str = "events", format: str = "csv", **more: Any) -> dict[str, Any]:
        content = body.encode() if isinstance(body, str) else body
        params = {"kind": kind, "format": format, **more}
        answer = await owner.post("/api/v1/imports", params=params, content=content)
        assert answer.status_code == 201, answer.text
        id = answer.json()["id"]
        worker = runner.Runner()
        for _ in range(100):
            await worker.run(engines, clock.now(), only=UUID(id))
            row = (await owner.get(f"/api/v1/imports/{id}")).json()
            if row["state"] in ("done", "failed"):
                return dict(row)
        raise AssertionError("the import never ends")

    return run


@pytest.fixture
def log(tables: Tables, workspace: UUID) -> Any:
    async def read() -> list[dict[str, Any]]:
        async with tables.transaction() as tx:
            return await tx.all("select * from event where workspace = %(w)s order by position", w=workspace)

    return read


async def test_a_csv_of_orders_becomes_events(send: Send, log: Any) -> None:
    row = await send(
        "\ufeffuser_id,event,time,properties.total,properties.sku,note\r\n"
        'lin,Order Completed,2026-11-01 08:00:00,12.50,007,"two\r\nlines, ""quoted"""\r\n'
        "chen,Order Completed,2026/11/2 09:30,8,008,\r\n"
    )
    assert (row["state"], row["read"], row["accepted"], row["refused"]) == ("done", 2, 2, 0)
    first, second = await log()
    assert first["body"]["properties"] == {"total": 12.5, "sku": "007", "note": 'two\r\nlines, "quoted"'}
    assert first["occurred_at"] == datetime(2026, 11, 1, 0, tzinfo=UTC)  # 08:00 in Shanghai
    assert first["handles"] == [{"kind": "user_id", "value": "lin"}]
    assert second["occurred_at"] == datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
    assert second["body"]["properties"] == {"total": 8, "sku": "008"}


async def test_customers_become_identify_events_with_traits(send: Send, log: Any) -> None:
    await send("id;email;手机;city;points\n7;lin@example.com;13800000000;上海;12\n", kind="customers")
    [event] = await log()
    assert event["type"] == "identify"
    assert {h["kind"]: h["value"] for h in event["handles"]} == {
        "user_id": "7",
        "email": "lin@example.com",
        "phone": "13800000000",
    }
    assert event["body"]["traits"]["city"] == "上海" and event["body"]["traits"]["points"] == 12


async def test_a_file_from_a_chinese_spreadsheet_is_read(send: Send, log: Any) -> None:
    await send("会员号,城市\n1,北京\n".encode("gb18030"), kind="customers")
    [event] = await log()
    assert event["body"]["traits"] == {"城市": "北京"}


async def test_a_mapping_says_where_columns_go(send: Send, log: Any) -> None:
    mapping = {"Card": "external.loyalty_card", "Spent": "properties.total", "Secret": "", "What": "event"}
    await send("Card,Spent,Secret,What\n55,3,x,Order Completed\n", mapping=json.dumps(mapping))
    [event] = await log()
    assert event["handles"] == [{"kind": "loyalty_card", "value": "55"}]
    assert event["body"]["properties"] == {"total": 3}


async def test_a_wrong_mapping_is_refused_before_anything_is_kept(owner: httpx.AsyncClient) -> None:
    params = {"kind": "events", "format": "csv", "mapping": json.dumps({"a": "nonsense"})}
    answer = await owner.post("/api/v1/imports", params=params, content=b"a\n1\n")
    assert answer.status_code == 422 and "nonsense" in answer.text


async def test_refused_rows_are_listed_with_the_reason(send: Send, owner: httpx.AsyncClient, log: Any) -> None:
    row = await send('user_id,event,time\nlin,E,\n,E,\nwang,,\nmei,E,soon\nchen,E\nlast,E,\n"a"b,E,\n')
    assert (row["read"], row["accepted"], row["refused"]) == (7, 2, 5)
    refusals = (await owner.get(f"/api/v1/imports/{row['id']}/refusals")).json()["items"]
    assert [(one["row"], one["code"]) for one in refusals] == [
        (2, "no_customer"),
        (3, "no_name"),
        (4, "wrong_row"),
        (5, "wrong_row"),
        (7, "wrong_row"),
    ]
    assert "soon" in refusals[2]["reason"] and refusals[2]["payload"].startswith("mei,E,soon")


async def test_json_lines_may_be_whole_events_or_flat(send: Send, log: Any, owner: httpx.AsyncClient) -> None:
    lines = [
        {"type": "track", "event": "E", "userId": "lin", "messageId": "m1", "properties": {"a": 1}},
        {"user_id": "chen", "event": "F", "total": 5},
    ]
    row = await send("\n".join(map(json.dumps, lines)) + "\n{broken\n\n", format="jsonl")
    assert (row["accepted"], row["refused"]) == (2, 1)
    first, second = await log()
    assert first["id"] == "m1" and first["body"]["properties"] == {"a": 1}
    assert second["id"] == f"import:{row['id']}:2" and second["body"]["properties"] == {"total": 5}


async def test_parquet_is_read(send: Send, log: Any, tmp_path: Path) -> None:
    moment = datetime(2026, 11, 1, 8)
    table = pa.table(
        {"user_id": [1, 2], "event": ["E", "E"], "time": [moment, moment], "properties.total": [1.5, None]}
    )
    parquet.write_table(table, tmp_path / "orders.parquet")
    row = await send((tmp_path / "orders.parquet").read_bytes(), format="parquet")
    assert row["accepted"] == 2 and row["bytes"] == row["total_bytes"]
    first, second = await log()
    assert first["occurred_at"] == datetime(2026, 11, 1, 0, tzinfo=UTC)
    assert (first["body"]["properties"], second["body"]["properties"]) == ({"total": 1.5}, {})


async def test_the_same_key_twice_writes_each_row_once(send: Send, log: Any) -> None:
    for expected in ((1, 0), (0, 1)):
        row = await send("user_id,event\nlin,E\n", key="orders")
        assert (row["accepted"], row["repeated"]) == expected
    assert len(await log()) == 1


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
async def test_a_run_that_dies_between_chunks_goes_on_without_loss_or_double(
    owner: httpx.AsyncClient,
    engines: Engines,
    workspace: UUID,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    log: Any,
    format: str,
) -> None:
    monkeypatch.setattr(reading, "CHUNK_ROWS", 7)
    monkeypatch.setattr(reading, "_BLOCK", 64)
    monkeypatch.setattr(runner, "_BUDGET_SECONDS", -1.0)  # Every call ends after one chunk, as if the process died.
    answer = await owner.post(
        "/api/v1/imports", params={"kind": "events", "format": format}, content=_file(format, tmp_path)
    )
    id = UUID(answer.json()["id"])
    for _ in range(100):
        # Each time another worker that knows nothing of the one before.
        if await runner.Runner().run(engines, clock.now(), only=id) == 0:
            break
    row = (await owner.get(f"/api/v1/imports/{id}")).json()
    assert (row["state"], row["read"], row["accepted"]) == ("done", 50, 50)
    assert [event["body"]["properties"]["n"] for event in await log()] == list(range(50))


def _file(format: str, folder: Path) -> bytes:
    numbers = list(range(50))
    if format == "csv":
        return ("user_id,event,n\n" + "".join(f'lin,"E\n2",{n}\n' for n in numbers)).encode()
    if format == "jsonl":
        return "".join(
            json.dumps({"userId": "lin", "event": "E", "properties": {"n": n}}) + "\n" for n in numbers
        ).encode()
    parquet.write_table(pa.table({"user_id": ["lin"] * 50, "event": ["E"] * 50, "n": numbers}), folder / "f.parquet")
    return (folder / "f.parquet").read_bytes()


async def test_a_leased_run_is_left_alone_until_its_worker_is_lost(
    owner: httpx.AsyncClient, engines: Engines, workspace: UUID
) -> None:
    async def part() -> Any:
        yield b"user_id,event\nlin,E\n"

    id, first = imports.Runner().worker, imports.Runner()
    size = await engines.blobs.put(imports.blob_key(workspace, id, "csv"), part())
    async with engines.tables.transaction() as tx:
        await imports.start_run(
            tx,
            workspace,
            id=id,
            kind="events",
            format="csv",
            name="f",
            total_bytes=size,
            zone="UTC",
            created_by="test",
            worker=first.worker,
        )
    assert await imports.Runner().run(engines, clock.now(), only=id) == 0
    assert await imports.Runner().run(engines, clock.now() + runner.LEASE * 2, only=id) > 0


async def test_a_file_that_is_no_parquet_fails_with_a_sentence(send: Send) -> None:
    row = await send(b"nonsense", format="parquet")
    assert row["state"] == "failed" and "cannot be read" in row["problem"]


async def test_an_empty_file_is_refused(owner: httpx.AsyncClient) -> None:
    answer = await owner.post("/api/v1/imports", params={"kind": "events", "format": "csv"}, content=b"")
    assert answer.status_code == 422


async def test_a_stranger_sees_nothing_of_an_import(send: Send, stranger: httpx.AsyncClient) -> None:
    row = await send("user_id,event\nlin,E\n")
    assert (await stranger.get(f"/api/v1/imports/{row['id']}")).status_code == 404
    assert (await stranger.get(f"/api/v1/imports/{row['id']}/refusals")).status_code == 404
    assert (await stranger.get("/api/v1/imports")).json()["items"] == []


async def test_an_agent_may_not_import(api: Any) -> None:
    agent = await api("agent")
    params = {"kind": "events", "format": "csv"}
    assert (await agent.post("/api/v1/imports", params=params, content=b"x")).status_code == 403
