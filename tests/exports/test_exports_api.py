"""Asked over HTTP, written by the worker, taken as a download; stopped, removed, and kept from those who may not."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import openpyxl
import pytest
from tests.conftest import Api
from tests.exports.conftest import Answered, Exporter

from feilun import access
from feilun.access.rights import ROLES
from feilun.events import Event, Handle, append
from feilun.insight import exports, surveys
from feilun.kernel import clock
from feilun.kernel.errors import NotFound
from feilun.kernel.ids import new_id
from feilun.store import Engines


def lines_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


async def test_a_csv_holds_every_answer_beside_what_is_known_of_the_response(
    exporter: Exporter, answered: Answered
) -> None:
    lines = lines_of(await exporter.gets(await answered(3)))
    assert [line["sex"] for line in lines] == ["f", "m", "f"]
    assert [line["nps"] for line in lines] == ["9", "8", "7"]
    assert [line["why"] for line in lines] == [f"'=answer {place} 茶" for place in range(3)]
    assert lines[0]["parts.speed"] == "bad" and lines[0]["response_state"] == "complete"
    assert "customer_id" not in lines[0]


async def test_labels_are_in_the_language_that_was_asked_for(exporter: Exporter, answered: Answered) -> None:
    [line] = lines_of(await exporter.gets(await answered(1), values="labels", language="zh-CN"))
    assert line["sex（中）"] == "F（中）" and line["状态"] == "已完成"


async def test_the_filter_chooses_who_is_in_the_file(exporter: Exporter, answered: Answered) -> None:
    survey = await answered(4)
    content = await exporter.gets(survey, filter={"answers": [{"column": "sex", "codes": ["m"]}]})
    assert [line["age"] for line in lines_of(content)] == ["31", "33"]
    assert lines_of(await exporter.gets(survey, filter={"is_simulated": True})) == []


async def test_a_download_is_named_after_survey_and_day_and_is_never_a_page_of_ours(
    exporter: Exporter, answered: Answered
) -> None:
    survey = await answered(1)
    await exporter.http.patch(f"/api/v1/surveys/{survey['id']}", json={"name": 'Tea / "茶" <b>?'})
    export = await exporter.asks(survey)
    await exporter.works()
    headers = (await exporter.takes(export)).headers
    day = clock.now() + timedelta(hours=8)
    assert headers["content-disposition"] == f"attachment; filename*=UTF-8''Tea%20%E8%8C%B6%20b-{day:%Y-%m-%d}.csv"
    assert headers["x-content-type-options"] == "nosniff" and "sandbox" in headers["content-security-policy"]
    assert headers["content-type"].startswith("text/csv")


async def test_a_workbook_has_data_codebook_and_results(exporter: Exporter, answered: Answered) -> None:
    book = openpyxl.load_workbook(io.BytesIO(await exporter.gets(await answered(2), "xlsx")))
    assert book.sheetnames == ["Data", "Codebook", "Results"]
    assert book["Data"].max_row == 3
    texts = [cell.value for line in book["Results"].iter_rows() for cell in line]
    assert "F" in texts and 0.5 in texts


async def test_answers_of_all_versions_stand_in_one_file(exporter: Exporter, answered: Answered) -> None:
    survey = await answered(1)
    form = survey["form"]
    form["pages"][2]["questions"] = [{"id": "again", "kind": "boolean", "title": {"en": "Again?"}}]
    await exporter.http.put(f"/api/v1/surveys/{survey['id']}/draft", json={"form": form})
    await exporter.surveyor.post(f"/{survey['id']}/publication")
    respondent = await exporter.surveyor.opens(survey)
    await respondent.answers({"sex": "f", "age": 40}, {"nps": 3}, {"again": True})
    old, new = lines_of(await exporter.gets(survey))
    assert (old["response_version"], old["why"], old["again"]) == ("1", "'=answer 0 茶", "")
    assert (new["response_version"], new["why"], new["again"]) == ("2", "", "1")


@pytest.mark.parametrize("format", ["csv", "xlsx", "sav", "parquet", "pdf"])
async def test_a_survey_nobody_answered_makes_a_whole_file(exporter: Exporter, format: str) -> None:
    assert await exporter.gets(await exporter.surveyor.makes(), format)


@pytest.mark.parametrize("format", ["csv", "xlsx", "sav", "parquet", "pdf"])
async def test_a_draft_that_was_never_published_makes_a_whole_file(exporter: Exporter, format: str) -> None:
    survey = await exporter.surveyor.post("", {"name": "Empty"}, 201)
    assert await exporter.gets(survey, format)


async def known_answer(exporter: Exporter, engines: Engines, workspace: UUID) -> dict[str, Any]:
    """Lin's answer, from the device she is known by."""
    event = Event(
        workspace=workspace, id=str(new_id()), type="identify", name="", occurred_at=clock.now(),
        handles=(Handle("user_id", "lin"), Handle("anonymous_id", "lins-phone"), Handle("email", "lin@feilun.example")),
        body={"traits": {"name": "Lin"}},
    )  # fmt: skip
    async with engines.tables.transaction() as tx:
        await append(tx, [event])
    survey = await exporter.surveyor.makes()
    respondent = await exporter.surveyor.opens(survey, anonymous_id="lins-phone")
    await respondent.answers()
    await exporter.drain()
    return survey


async def test_participants_are_named_with_their_addresses(
    exporter: Exporter, engines: Engines, workspace: UUID
) -> None:
    survey = await known_answer(exporter, engines, workspace)
    [line] = lines_of(await exporter.gets(survey, participants=True))
    assert (line["customer_name"], line["customer_email"], line["customer_user_id"]) == (
        "Lin", "lin@feilun.example", "lin"
    )  # fmt: skip
    [line] = lines_of(await exporter.gets(survey))
    assert "Lin" not in line.values()


async def test_whoever_may_not_see_customers_gets_no_participants(
    exporter: Exporter, answered: Answered, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ROLES, "analyst", frozenset({"survey.read"}))
    survey, analyst = await answered(1), await api("analyst")
    path = f"/api/v1/surveys/{survey['id']}/exports"
    assert (await analyst.post(path, json={"format": "csv", "participants": True})).status_code == 403
    assert (await analyst.post(path, json={"format": "csv"})).status_code == 202
    export = await exporter.asks(survey, participants=True)
    await exporter.works()
    assert (await analyst.get(f"/api/v1/exports/{export['id']}")).status_code == 200
    assert (await analyst.get(f"/api/v1/exports/{export['id']}/file")).status_code == 403
    assert (await exporter.takes(export)).status_code == 200


async def test_a_stranger_neither_asks_nor_takes(
    exporter: Exporter, answered: Answered, stranger: httpx.AsyncClient
) -> None:
    survey = await answered(1)
    export = await exporter.asks(survey)
    await exporter.works()
    one = f"/api/v1/exports/{export['id']}"
    path = f"/api/v1/surveys/{survey['id']}/exports"
    assert [
        (await stranger.post(path, json={"format": "csv"})).status_code, (await stranger.get(path)).status_code,
        (await stranger.get(one)).status_code, (await stranger.get(f"{one}/file")).status_code,
        (await stranger.post(f"{one}/cancellation")).status_code, (await stranger.delete(one)).status_code,
    ] == [404] * 6  # fmt: skip
    assert (await exporter.takes(export)).status_code == 200


async def test_exports_are_listed_newest_first_page_by_page(exporter: Exporter, answered: Answered) -> None:
    survey = await answered(1)
    asked = [(await exporter.asks(survey))["id"] for _ in range(3)]
    path = f"/api/v1/surveys/{survey['id']}/exports"
    first = (await exporter.http.get(path, params={"limit": 2})).json()
    rest = (await exporter.http.get(path, params={"limit": 2, "after": first["next"]})).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == asked[::-1] and rest["next"] is None


async def test_a_file_that_is_not_done_cannot_be_taken_and_one_that_ended_cannot_be_cancelled(
    exporter: Exporter, answered: Answered
) -> None:
    export = await exporter.asks(await answered(1))
    assert (await exporter.takes(export)).status_code == 409
    await exporter.works()
    assert (await exporter.http.post(f"/api/v1/exports/{export['id']}/cancellation")).status_code == 409


async def test_a_cancelled_export_is_never_written(exporter: Exporter, answered: Answered) -> None:
    export = await exporter.asks(await answered(1))
    answer = await exporter.http.post(f"/api/v1/exports/{export['id']}/cancellation")
    assert answer.json()["state"] == "cancelled"
    await exporter.works()
    assert (await exporter.sees(export))["state"] == "cancelled"
    assert (await exporter.takes(export)).status_code == 409


async def file_of(engines: Engines, workspace: UUID, export: dict[str, Any], attempts: int = 1) -> int:
    """Its bytes. Raises NotFound."""
    row = {"workspace": workspace, "id": export["id"], "format": export["format"], "attempts": attempts}
    return await engines.blobs.size(exports.key_of(row))


async def test_a_deleted_export_leaves_no_file(
    exporter: Exporter, answered: Answered, engines: Engines, workspace: UUID
) -> None:
    export = await exporter.asks(await answered(1))
    await exporter.works()
    assert await file_of(engines, workspace, export)
    assert (await exporter.http.delete(f"/api/v1/exports/{export['id']}")).status_code == 204
    assert (await exporter.http.get(f"/api/v1/exports/{export['id']}")).status_code == 404
    with pytest.raises(NotFound):
        await file_of(engines, workspace, export)


async def test_a_file_is_removed_after_its_week(
    exporter: Exporter, answered: Answered, engines: Engines, workspace: UUID
) -> None:
    export = await exporter.asks(await answered(1))
    await exporter.works()
    await exports.remove_old(engines, clock.now() + timedelta(days=6, hours=23))
    assert await file_of(engines, workspace, export)
    await exports.remove_old(engines, clock.now() + timedelta(days=7, hours=1))
    assert (await exporter.http.get(f"/api/v1/exports/{export['id']}")).status_code == 404
    with pytest.raises(NotFound):
        await file_of(engines, workspace, export)


async def test_what_somebody_said_is_gone_from_files_as_well_once_she_is_erased(
    exporter: Exporter, engines: Engines, workspace: UUID
) -> None:
    survey = await known_answer(exporter, engines, workspace)
    export = await exporter.asks(survey)
    await exporter.works()
    found = await exporter.http.get("/api/v1/customers/by-handle", params={"kind": "user_id", "value": "lin"})
    async with engines.tables.transaction() as tx:
        assert await surveys.erase(tx, engines, workspace, UUID(found.json()["id"])) == 1
    assert (await exporter.takes(export)).status_code == 409
    await exports.remove_old(engines, clock.now())
    assert (await exporter.sees(export))["state"] == "failed"
    with pytest.raises(NotFound):
        await file_of(engines, workspace, export)
    assert lines_of(await exporter.gets(survey)) == []


async def test_a_wish_that_cannot_be_is_refused(exporter: Exporter, answered: Answered) -> None:
    survey = await answered(1)
    await exporter.asks(survey, "png", 422)
    await exporter.asks(survey, "png", 404, question="nothing")
    await exporter.asks(survey, "docx", 400)
    await exporter.asks(survey, language="<b>", status=400)
    filter = {"answers": [{"column": "nothing", "codes": ["a"]}]}
    refused = await exporter.asks(survey, filter=filter, status=422)
    assert refused["field"] == "filter.answers[0].column" and "nothing" in refused["detail"]
    await exporter.asks(survey, filter={"segment": str(new_id())}, status=404)


async def test_only_so_many_files_wait_at_a_time(exporter: Exporter, answered: Answered) -> None:
    survey = await answered(1)
    for _ in range(20):
        await exporter.asks(survey)
    await exporter.asks(survey, status=409)
    await exporter.works()
    await exporter.asks(survey)


async def test_asking_and_taking_stand_in_the_audit_trail(
    exporter: Exporter, answered: Answered, engines: Engines, workspace: UUID
) -> None:
    await exporter.gets(await answered(1), participants=True)
    async with engines.tables.transaction() as tx:
        rows = await tx.all(
            "select action, detail from audit where workspace = %(workspace)s and action like 'survey_export.%%'"
            " order by id", workspace=workspace,
        )  # fmt: skip
        assert (await access.workspace_of(tx, workspace))["id"] == workspace
    assert [row["action"] for row in rows] == ["survey_export.asked", "survey_export.downloaded"]
    assert rows[0]["detail"]["participants"] is True
