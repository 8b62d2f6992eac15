"""Files of answers: only harmless kinds come in, and they go out as downloads by a secret address."""

import io
import zipfile
from typing import Any

import httpx
import pytest
from tests.conftest import Api
from tests.knowledge.conftest import returns, words

from feilun.interaction.knowledge import files
from feilun.kernel.ids import new_id

PATH = "/api/v1/article-files"
PDF = b"%PDF-1.7 of ours"


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"....ftypisom", "video/mp4"),
        (office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("退货说明".encode(), "text/plain"),
        (office("word/document.xml", "word/vbaProject.bin"), None),
        (office("evil.exe"), None),
        (b"PK\x03\x04 broken", None),
        (b"<html><script>alert(1)</script>", None),
        (b"\xef\xbb\xbf  <svg onload=alert(1)>", None),
        (b"MZ\x90\x00program", None),
        (b"#!/bin/sh\x00", None),
        (b"   ", None),
        (b"\xff\xfe\x00", None),
    ],
)
def test_the_kind_is_read_from_the_bytes(content: bytes, type: str | None) -> None:
    assert files.type_of(content) == type


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("报价.pdf", "报价.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\a.PDF", "a.PDF"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ('a"; x=\r\nSet-Cookie: b.pdf', "a; x=Set-Cookie b.pdf"),
        ("", "file.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_no_path_and_ends_as_its_kind(name: str, kept: str) -> None:
    assert files.safe_name(name, "application/pdf") == kept


async def upload(client: httpx.AsyncClient, content: bytes = PDF, name: str = "报价 单.pdf") -> dict[str, Any]:
    answer = await client.post(PATH, params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_file_goes_out_as_a_download_to_whoever_knows_its_address(api: Api) -> None:
    made = await upload(await api())
    answer = await (await api(None)).get(made["url"])
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%20%E5%8D%95.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"].startswith("application/pdf")


async def test_an_address_cannot_be_guessed_from_the_id(api: Api) -> None:
    made = await upload(await api())
    nobody = await api(None)
    for token in (made["id"], "x", made["url"][len("/m/file/") :][:-1], "%00", "..%2f..%2fapi"):
        assert (await nobody.get(f"/m/file/{token}")).status_code == 404


@pytest.mark.parametrize("content", [b"", b"<script>alert(1)</script>", b"MZ\x00"])
async def test_other_kinds_are_refused(api: Api, content: bytes) -> None:
    answer = await (await api()).post(PATH, params={"name": "a.pdf"}, content=content)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def test_more_than_ten_megabytes_are_refused(api: Api) -> None:
    answer = await (await api()).post(PATH, content=PDF + b"x" * 10_000_000)
    assert answer.status_code == 413


async def test_what_a_client_says_of_a_file_is_not_believed(api: Api) -> None:
    client = await api()
    made = await upload(client)
    told = {"id": made["id"], "name": "other.exe", "url": "https://evil.example/x", "type": "text/html", "size": 1}
    answer = await client.post(
        "/api/v1/articles", json={"content": returns(answers=[words("en", "Look", attachments=[told])])}
    )
    kept = answer.json()["content"]["answers"][0]["attachments"][0]
    assert kept == {one: made[one] for one in ("id", "name", "url", "type", "size")}


async def test_a_file_of_another_company_is_not_attached(api: Api, stranger: httpx.AsyncClient) -> None:
    made = await upload(await api())
    content = returns(answers=[words("en", "Look", attachments=[{"id": made["id"]}])])
    assert (await stranger.post("/api/v1/articles", json={"content": content})).status_code == 404


async def test_a_deleted_file_is_gone_everywhere(api: Api) -> None:
    client = await api()
    made = await upload(client)
    content = returns(answers=[words("en", "Look", attachments=[{"id": made["id"]}])])
    article = (await client.post("/api/v1/articles", json={"content": content})).json()
    await client.put(f"/api/v1/articles/{article['id']}", json={"content": returns(), "revision": 1})
    assert (await client.delete(f"{PATH}/{made['id']}")).status_code == 204
    assert (await client.get(made["url"])).status_code == 404
    back = await client.post(f"/api/v1/articles/{article['id']}/revisions/1/restoration")
    assert back.json()["content"]["answers"][0]["attachments"] == []


async def test_who_only_reads_uploads_and_deletes_nothing(api: Api) -> None:
    made = await upload(await api())
    agent = await api("agent")
    assert (await agent.post(PATH, content=PDF)).status_code == 403
    assert (await agent.delete(f"{PATH}/{made['id']}")).status_code == 403
    assert (await (await api(None)).post(PATH, content=PDF)).status_code == 401


async def test_a_stranger_deletes_no_file_of_ours(api: Api, stranger: httpx.AsyncClient) -> None:
    client = await api()
    made = await upload(client)
    assert (await stranger.delete(f"{PATH}/{made['id']}")).status_code == 404
    assert (await stranger.delete(f"{PATH}/{new_id()}")).status_code == 404
    assert (await client.get(made["url"])).status_code == 200
