"""Files into articles and back: every row is told, the same file twice changes nothing, hostile files are bounded."""

import csv
import io
import zipfile
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from openpyxl import Workbook
from tests.conftest import Api
from tests.knowledge.conftest import returns, words

from feilun.interaction import knowledge
from feilun.interaction.knowledge import exporter
from feilun.kernel.ids import new_id
from feilun.store import Tables

PATH = "/api/v1/article-imports"
CSV = """id,title,topic,language,question,answer,links,valid_from,valid_until,channels
r1,退货期限,售后,zh-CN,几天内可以退货|退货期限是多久,签收后 7 天内可以退货。,退货说明 https://shop.example/r,2026-01-01,2026-12-31,
r1,,,en,How long can I return it?,Within 7 days.,,,,
,运费,物流,,运费多少钱,满 99 元包邮,,,,webchat|sms
"""


async def sent(client: httpx.AsyncClient, content: str | bytes, format: str = "csv", **more: Any) -> httpx.Response:
    return await client.post(PATH, params={"format": format, **more}, content=content)


async def taken(client: httpx.AsyncClient, content: str | bytes, format: str = "csv", **more: Any) -> dict[str, Any]:
    answer = await sent(client, content, format, **more)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def newest(tables: Tables, workspace: UUID) -> dict[str, knowledge.ArticleContent]:
    async with tables.transaction() as tx:
        return {one.content.title: one.content for one in await knowledge.newest(tx, workspace)}


def outcomes(report: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(row["line"], row["outcome"], row["code"]) for row in report["rows"]]


async def test_rows_of_one_id_are_one_article(api: Api, tables: Tables, workspace: UUID) -> None:
    report = await taken(await api(), CSV)
    assert (report["created"], report["refused"], report["encoding"]) == (2, 0, "utf-8")
    assert outcomes(report) == [(2, "created", ""), (3, "created", ""), (4, "created", "")]
    articles = await newest(tables, workspace)
    found = articles["退货期限"]
    assert [(one.language, one.text) for one in found.phrasings] == [
        ("zh-CN", "几天内可以退货"), ("zh-CN", "退货期限是多久"), ("en", "How long can I return it?"),
    ]  # fmt: skip
    assert [(one.label, one.url) for one in found.answers[0].links] == [("退货说明", "https://shop.example/r")]
    assert (found.valid_from, found.valid_until) == (
        datetime.fromisoformat("2025-12-31T16:00:00Z"), datetime.fromisoformat("2026-12-31T16:00:00Z"),
    )  # fmt: skip
    assert (articles["运费"].answers[0].language, articles["运费"].answers[0].channels) == ("zh-CN", ["webchat", "sms"])


async def test_the_same_file_twice_changes_nothing(api: Api, tables: Tables, workspace: UUID) -> None:
    client = await api()
    await taken(client, CSV)
    before = await newest(tables, workspace)
    report = await taken(client, CSV)
    assert (report["created"], report["changed"], report["unchanged"]) == (0, 0, 2)
    assert await newest(tables, workspace) == before


async def test_a_changed_row_makes_a_draft_above_what_is_approved(api: Api) -> None:
    client = await api()
    await taken(client, CSV, approve=True)
    report = await taken(client, CSV.replace("Within 7 days.", "Within 8 days."))
    assert outcomes(report) == [(2, "changed", ""), (3, "changed", ""), (4, "unchanged", "")]
    rows = (await client.get("/api/v1/articles", params={"state": "changed"})).json()["items"]
    assert [(one["title"], one["revision"], one["approved_revision"]) for one in rows] == [("退货期限", 2, 1)]


async def test_a_dry_run_reports_and_writes_nothing(api: Api) -> None:
    client = await api()
    report = await taken(client, CSV, dry_run=True)
    assert (report["created"], report["id"], report["is_dry_run"]) == (2, None, True)
    assert (await client.get("/api/v1/articles")).json()["items"] == []
    assert "articles.imported" not in (await client.get("/api/v1/audit")).text


async def test_what_was_added_by_hand_stays_unless_the_file_shall_replace_it(
    api: Api, tables: Tables, workspace: UUID
) -> None:
    client = await api()
    await taken(client, "title,question,answer\nShip,Do you ship?,Yes.\n")
    article = (await client.get("/api/v1/articles")).json()["items"][0]
    content = (await client.get(f"/api/v1/articles/{article['id']}")).json()["content"]
    content["phrasings"] += [words("en", "Is there delivery?"), words("zh-CN", "发货吗")]
    content["hand_over"] = True
    await client.put(f"/api/v1/articles/{article['id']}", json={"content": content, "revision": 1})
    assert (await taken(client, "title,question,answer\nShip,Do you ship?,Yes.\n"))["unchanged"] == 1
    await taken(client, "title,question,answer\nShip,Do you ship?,Yes.\n", phrasings="replace")
    found = (await newest(tables, workspace))["Ship"]
    assert [one.text for one in found.phrasings] == ["发货吗", "Do you ship?"]
    assert found.hand_over


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,,,,,,", "no_title"),
        ("a,,x,,,,,", "answers"),
        ("a,,klingon,Hi,Hello,,,", "language"),
        ("a,,en,Hi,Hello,,2026-13-01,", "valid_from"),
        ("a,,en,Hi,Hello,,,next week", "valid_until"),
        ("a,,en,Hi,Hello,here javascript:alert(1),,", "not_an_address"),
        (f"a,,en,{'x' * 501},Hello,,,", "too_long"),
    ],
)
async def test_a_row_that_cannot_be_taken_says_why_and_the_others_go_on(api: Api, row: str, code: str) -> None:
    head = "title,topic,language,question,answer,links,valid_from,valid_until\n"
    good = "Good,,en,Are you there?,Yes.,,,\n"
    report = await taken(await api(), f"{head}{good}{row}\n")
    assert report["created"] == 1 or code == "answers"
    if code not in ("no_title", "answers"):
        assert [(one["line"], one["code"]) for one in report["rows"] if one["outcome"] == "refused"] == [(3, code)]
        assert all(one["reason"] for one in report["rows"] if one["outcome"] == "refused")


async def test_two_rows_that_say_different_things_of_one_article_are_not_both_taken(api: Api) -> None:
    text = "title,topic,language,question,answer\nA,x,en,Hi,Hello\nA,y,en,Hey,\nA,x,en,Hey,Bye\n"
    report = await taken(await api(), text)
    assert outcomes(report) == [(2, "created", ""), (3, "refused", "differs"), (4, "refused", "differs")]


async def test_a_title_of_several_articles_is_not_guessed(api: Api) -> None:
    client = await api()
    for _ in range(2):
        await client.post("/api/v1/articles", json={"content": returns(title="Twice")})
    report = await taken(client, "title,question,answer\nTwice,Hi,Hello\n")
    assert outcomes(report) == [(2, "refused", "ambiguous")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
async def test_a_file_of_any_usual_encoding_is_read(api: Api, tables: Tables, workspace: UUID, encoding: str) -> None:
    report = await taken(await api(), CSV.encode(encoding))
    assert report["encoding"] in (encoding, "utf-8")
    assert "退货期限" in await newest(tables, workspace)


async def test_big5_is_read_when_it_is_named(api: Api, tables: Tables, workspace: UUID) -> None:
    await taken(await api(), "標題,問題,答案\n退貨,怎麼退貨,七天內\n".encode("big5"), encoding="big5")
    found = (await newest(tables, workspace))["退貨"]
    assert found.phrasings[0].language == "zh-TW"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\xd8", b"a,b\n\x00\x01", b"\n\n", b"\x81", b'title,answer\n"open'])
async def test_what_is_no_table_is_refused_or_told_and_never_a_fault(api: Api, content: bytes) -> None:
    answer = await sent(await api(), content)
    assert answer.status_code in (201, 422), answer.text


async def test_a_semicolon_or_a_tab_divides_too(api: Api) -> None:
    client = await api()
    assert (await taken(client, "title;question;answer\nA;Hi;Hello, you\n"))["created"] == 1
    assert (await taken(client, "title\tquestion\tanswer\nB\tHi\tHello, you\n"))["created"] == 1


def workbook(*rows: list[Any]) -> bytes:
    book, made = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


async def test_a_sheet_is_read_like_a_table(api: Api, tables: Tables, workspace: UUID) -> None:
    rows = [
        ["标题", "问题", "答案", "valid_until"],
        ["运费", "运费多少|邮费", 99, datetime(2026, 12, 31)],
        [None],
        ["空"],
    ]
    report = await taken(await api(), workbook(*rows), "xlsx")
    assert [(one["line"], one["outcome"]) for one in report["rows"]] == [(2, "created"), (4, "created")]
    found = (await newest(tables, workspace))["运费"]
    assert found.answers[0].text == "99"
    assert [one.text for one in found.phrasings] == ["运费多少", "邮费"]


def archive(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name.replace("__", "/") + ".xml", content)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 broken",
        b"no sheet",
        archive(xl__workbook=b"x" * 70_000_000),
        archive(xl__workbook=b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
        archive(xl__workbook=b"<workbook/>"),
    ],
)
async def test_a_sheet_that_is_none_or_would_burst_is_refused(api: Api, content: bytes) -> None:
    answer = await sent(await api(), content, "xlsx")
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_sheet")


async def test_more_rows_than_fit_are_refused_before_anything_is_written(api: Api) -> None:
    client = await api()
    text = "title,question,answer\n" + "".join(f"T{number},Q{number},A\n" for number in range(20_001))
    answer = await sent(client, text)
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_sheet")
    assert (await client.get("/api/v1/articles")).json()["items"] == []


MARKDOWN = """# 售后

说明文字。

## 怎么退货？|如何退货

七天内可退：

- 打开 [订单页](https://shop.example/orders)
- 点 **退货**，<script>alert(1)</script>

## Do you ship abroad?

Yes, see [bad](javascript:alert(1)).

## 没有答案
"""


async def test_headings_are_questions_and_what_follows_is_the_answer(api: Api, tables: Tables, workspace: UUID) -> None:
    report = await taken(await api(), MARKDOWN, "markdown")
    assert [(row["line"], row["title"], row["outcome"], row["code"]) for row in report["rows"]] == [
        (1, "售后", "refused", "topic"), (5, "怎么退货？", "created", ""), (12, "Do you ship abroad?", "created", ""),
        (16, "没有答案", "created", ""),
    ]  # fmt: skip
    found = (await newest(tables, workspace))["怎么退货？"]
    assert found.topic == "售后"
    assert [one.text for one in found.phrasings] == ["怎么退货？", "如何退货"]
    assert found.answers[0].text == "七天内可退：\n• 打开 订单页\n• 点 退货，<script>alert(1)</script>"
    assert [(one.label, one.url) for one in found.answers[0].links] == [("订单页", "https://shop.example/orders")]
    english = (await newest(tables, workspace))["Do you ship abroad?"]
    assert english.answers[0].links == []
    assert (english.answers[0].language, found.answers[0].language) == ("en", "zh-CN")


HTML = """<html><head><title>x</title><style>p{}</style></head><body><nav><h2>Menu</h2><p>no</p></nav>
<h1>Help</h1>
<h2>Where is my order?</h2><p>Look at <a href="https://shop.example/o" onclick="x()">your orders</a>.<br>Or ask.</p>
<script>alert(1)</script><img src=x onerror=alert(1)>
<dl><dt>Refunds</dt><dt>Money back</dt><dd>Within 7 days.</dd></dl><p>stray</p>
<details><summary>Opening hours</summary><p>9:00 to 18:00</p></details>
<table><tr><th>Question</th><th>Answer</th></tr><tr><td>Invoice?</td><td>By mail.</td></tr></table>
<footer><h2>Imprint</h2><p>no</p></footer></body></html>"""


async def test_a_page_gives_headings_lists_folds_and_tables_without_its_scripts(
    api: Api, tables: Tables, workspace: UUID
) -> None:
    await taken(await api(), HTML, "html")
    found = await newest(tables, workspace)
    assert {title: one.answers[0].text for title, one in found.items()} == {
        "Where is my order?": "Look at your orders.\nOr ask.",
        "Refunds": "Within 7 days.",
        "Opening hours": "9:00 to 18:00",
        "Invoice?": "By mail.",
    }
    assert [one.text for one in found["Refunds"].phrasings] == ["Refunds", "Money back"]
    assert {one.topic for one in found.values()} == {"Help"} or found["Where is my order?"].topic == "Help"


@pytest.mark.parametrize(
    "page",
    ["<div>" * 20_000 + "<h2>Q</h2>A", "<h2>" * 5_000, "<dl>" + "<dt>x" * 5_000, "<table><tr><td>" * 500, "", "<"],
)
async def test_a_hostile_page_ends_quickly(api: Api, page: str) -> None:
    answer = await sent(await api(), page or " ", "html")
    assert answer.status_code in (201, 422), answer.text[:300]


def full(client_file: dict[str, Any]) -> dict[str, Any]:
    """An article with everything that can be said."""
    tap = {"kind": "article", "id": str(new_id())}
    card = {
        "title": "=1+1", "text": "a|b", "image": "https://shop.example/i.png",
        "buttons": [{"label": "Buy", "url": "https://shop.example"}, {"label": "Ask", "tap": tap}],
    }  # fmt: skip
    return returns(
        title="=cmd|' /C calc'!A0",
        topic="+售后",
        phrasings=[
            words("zh-CN", "-几天|可以\\退货"), words("zh-TW", "@幾天"), words("en", "'quoted'"), words("en", "a\\|b"),
            *(words("en", f"{'long ' * 60}{number}") for number in range(150)),
        ],
        answers=[
            words("zh-CN", "=SUM(A1)\n第二行，\"引号\"", links=[{"label": "a|b c", "url": "https://shop.example/?a=b|c"}]),
            words("zh-CN", "短", channels=["sms", "we|chat"], audiences=[str(new_id())]),
            words("zh-TW", "", card=card),
            words("en", "－dash", attachments=[{"id": client_file["id"]}], quick_replies=[{"label": "Go", "tap": tap}]),
        ],
        flow=str(new_id()),
        hand_over=True,
        valid_from="2026-01-01T00:00:00.123456Z",
        valid_until="2027-01-01T08:00:00+08:00",
    )  # fmt: skip


async def test_an_export_is_read_back_as_the_same_articles(api: Api, tables: Tables, workspace: UUID) -> None:
    client = await api()
    file = (await client.post("/api/v1/article-files?name=a.pdf", content=b"%PDF-1")).json()
    for content in (full(file), returns(), {"title": "empty"}):
        made = await client.post("/api/v1/articles", json={"content": content})
        assert made.status_code == 201, made.text
    exported = await client.get("/api/v1/articles-export")
    assert exported.headers["content-disposition"] == 'attachment; filename="articles.csv"'
    before = await newest(tables, workspace)
    report = await taken(client, exported.content)
    assert (report["unchanged"], report["changed"], report["created"], report["refused"]) == (3, 0, 0, 0), report[
        "rows"
    ]
    for row in (await client.get("/api/v1/articles")).json()["items"]:
        await client.delete(f"/api/v1/articles/{row['id']}")
    report = await taken(client, exported.content)
    assert report["changed"] == 3
    assert await newest(tables, workspace) == before


@pytest.mark.parametrize("page", [1, 2, 3])
async def test_an_export_of_several_pages_has_every_article_once(
    api: Api, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    client = await api()
    await taken(client, CSV)
    whole = (await client.get("/api/v1/articles-export")).content
    monkeypatch.setattr(exporter, "_PAGE", page)
    assert (await client.get("/api/v1/articles-export")).content == whole


async def test_an_export_is_read_in_another_workspace_once(api: Api, stranger: httpx.AsyncClient) -> None:
    client = await api()
    await taken(client, CSV)
    exported = (await client.get("/api/v1/articles-export")).content
    assert (await taken(stranger, exported))["created"] == 2
    assert (await taken(stranger, exported))["unchanged"] == 2
    assert (await stranger.get("/api/v1/articles-export")).content.count(b"\r\n") == exported.count(b"\r\n")


async def test_no_cell_of_an_export_is_run_as_a_formula(api: Api) -> None:
    client = await api()
    file = (await client.post("/api/v1/article-files?name=a.pdf", content=b"%PDF-1")).json()
    await client.post("/api/v1/articles", json={"content": full(file)})
    text = (await client.get("/api/v1/articles-export")).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r＝＋－＠" and cell]
    assert max(len(cell) for cell in cells) < 32_767


async def test_only_what_is_in_force_is_exported_when_asked(api: Api) -> None:
    client = await api()
    await taken(client, CSV)
    text = (await client.get("/api/v1/articles-export", params={"revisions": "approved"})).text
    assert text.count("\r\n") == 1


async def test_importing_with_approval_needs_the_right_to_publish_and_leaves_the_unfinished(api: Api) -> None:
    client = await api()
    report = await taken(client, CSV + "x,Unfinished,,,only a question,,,,,\n", approve=True)
    assert (report["created"], report["approved"]) == (3, 2)
    assert (await client.get("/api/v1/article-overview")).json()["counts"]["draft"] == 1


async def test_a_report_is_kept_for_those_who_may_read_it(api: Api, stranger: httpx.AsyncClient) -> None:
    client = await api()
    report = await taken(client, CSV, name="faq.csv")
    path = f"{PATH}/{report['id']}"
    assert (await client.get(path)).json()["rows"] == report["rows"]
    assert (await stranger.get(path)).status_code == 404
    assert (await (await api(None)).get(path)).status_code == 401


async def test_who_only_reads_imports_nothing(api: Api) -> None:
    agent = await api("agent")
    assert (await sent(agent, CSV)).status_code == 403
    assert (await sent(agent, CSV, dry_run=True)).status_code == 403
    assert (await (await api(None)).get("/api/v1/articles-export")).status_code == 401
    assert (await agent.get("/api/v1/articles-export")).status_code == 200


async def test_a_stranger_changes_no_article_of_ours_by_its_id(
    api: Api, stranger: httpx.AsyncClient, tables: Tables, workspace: UUID
) -> None:
    client = await api()
    await taken(client, CSV)
    before = await newest(tables, workspace)
    article = (await client.get("/api/v1/articles")).json()["items"][0]
    report = await taken(stranger, f"id,title,question,answer\n{article['id']},Taken,Hi,Hello\n")
    assert report["created"] == 1
    assert await newest(tables, workspace) == before
