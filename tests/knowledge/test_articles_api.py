"""Articles through the front door: drafts, approval, history, search, and who may do what."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.conftest import Api
from tests.knowledge.conftest import returns, words

from feilun.interaction import knowledge
from feilun.kernel.ids import new_id
from feilun.store import Tables

PATH = "/api/v1/articles"


async def created(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={"content": returns(**more)})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def approved(client: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    made = await created(client, **more)
    answer = await client.post(f"{PATH}/{made['id']}/approval", json={"revision": made["revision"]})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def in_force(tables: Tables, workspace: UUID) -> list[str]:
    async with tables.transaction() as tx:
        return [one.content.title for one in await knowledge.approved(tx, workspace)]


async def titles(client: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await client.get(PATH, params=asked)
    assert answer.status_code == 200, answer.text
    return [one["title"] for one in answer.json()["items"]]


async def test_a_new_article_is_a_draft_and_not_in_force(api: Api, tables: Tables, workspace: UUID) -> None:
    made = await created(await api())
    assert (made["state"], made["revision"], made["approved_revision"], made["problems"]) == ("draft", 1, None, [])
    assert await in_force(tables, workspace) == []


async def test_an_unfinished_article_is_kept_and_says_what_is_missing(api: Api) -> None:
    answer = await (await api()).post(PATH, json={"content": {}})
    assert answer.status_code == 201
    assert {one["field"] for one in answer.json()["problems"]} == {"title", "phrasings", "answers"}


async def test_an_unfinished_article_is_not_approved(api: Api) -> None:
    client = await api()
    made = (await client.post(PATH, json={"content": {"title": "x"}})).json()
    answer = await client.post(f"{PATH}/{made['id']}/approval", json={"revision": 1})
    assert (answer.status_code, answer.json()["code"]) == (422, "unfinished_article")
    assert answer.json()["problems"][0]["code"] == "no_answer"


async def test_too_much_is_refused_with_the_field(api: Api) -> None:
    answer = await (await api()).post(PATH, json={"content": returns(title="x" * 201)})
    assert (answer.status_code, answer.json()["problems"][0]["field"]) == (422, "title")


async def test_a_change_of_an_approved_article_waits_for_its_approval(
    api: Api, tables: Tables, workspace: UUID
) -> None:
    client = await api()
    made = await approved(client)
    change = {"content": returns(title="New"), "revision": 1}
    changed = (await client.put(f"{PATH}/{made['id']}", json=change)).json()
    assert (changed["state"], changed["revision"], changed["approved_revision"]) == ("changed", 2, 1)
    assert changed["approved"]["title"] == "退货期限"
    assert await in_force(tables, workspace) == ["退货期限"]
    await client.post(f"{PATH}/{made['id']}/approval", json={"revision": 2})
    assert await in_force(tables, workspace) == ["New"]


async def test_who_saves_over_a_newer_draft_gets_it_instead(api: Api) -> None:
    client = await api()
    made = await created(client)
    path = f"{PATH}/{made['id']}"
    await client.put(path, json={"content": returns(title="Hers"), "revision": 1})
    answer = await client.put(path, json={"content": returns(title="Mine"), "revision": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_article")
    assert (answer.json()["revision"], answer.json()["content"]["title"]) == (2, "Hers")
    assert (await client.get(path)).json()["content"]["title"] == "Hers"


async def test_the_same_draft_twice_is_one_revision(api: Api) -> None:
    client = await api()
    made = await created(client)
    for _ in range(2):
        answer = await client.put(f"{PATH}/{made['id']}", json={"content": returns(title="x"), "revision": 1})
        assert (answer.status_code, answer.json()["revision"]) == (200, 2)


async def test_what_was_not_looked_at_is_not_approved(api: Api) -> None:
    client = await api()
    made = await created(client)
    await client.put(f"{PATH}/{made['id']}", json={"content": returns(title="x"), "revision": 1})
    answer = await client.post(f"{PATH}/{made['id']}/approval", json={"revision": 1})
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_article")


async def test_a_withdrawn_article_is_a_draft_again(api: Api, tables: Tables, workspace: UUID) -> None:
    client = await api()
    made = await approved(client)
    answer = await client.delete(f"{PATH}/{made['id']}/approval")
    assert answer.json()["state"] == "draft"
    assert await in_force(tables, workspace) == []


async def test_an_archived_article_keeps_its_history_and_comes_back(api: Api, tables: Tables, workspace: UUID) -> None:
    client = await api()
    made = await approved(client)
    assert (await client.delete(f"{PATH}/{made['id']}")).status_code == 204
    assert await titles(client) == []
    assert await titles(client, state="archived") == ["退货期限"]
    assert await in_force(tables, workspace) == []
    refused = await client.post(f"{PATH}/{made['id']}/approval", json={"revision": 1})
    assert refused.status_code == 409
    back = (await client.post(f"{PATH}/{made['id']}/revisions/1/restoration")).json()
    assert (back["state"], back["revision"], back["content"]["title"]) == ("draft", 2, "退货期限")


async def test_the_history_tells_what_each_revision_changed(api: Api) -> None:
    client = await api()
    made = await approved(client)
    path = f"{PATH}/{made['id']}"
    await client.put(path, json={"content": returns(title="Second"), "revision": 1})
    await client.put(path, json={"content": returns(title="Third"), "revision": 2})
    history = (await client.get(f"{path}/revisions")).json()["items"]
    assert [(one["number"], one["state"], one["is_in_force"]) for one in history] == [
        (3, "draft", False), (2, "draft", False), (1, "approved", True),
    ]  # fmt: skip
    third = (await client.get(f"{path}/revisions/3")).json()
    assert [(one["field"], one["before"], one["after"]) for one in third["changes"]] == [("title", "Second", "Third")]
    assert third["against"] == 2
    first = (await client.get(f"{path}/revisions/3", params={"against": 1})).json()
    assert first["changes"][0]["before"] == "退货期限"


async def test_the_history_is_paged(api: Api) -> None:
    client = await api()
    made = await created(client)
    await client.put(f"{PATH}/{made['id']}", json={"content": returns(title="x"), "revision": 1})
    page = (await client.get(f"{PATH}/{made['id']}/revisions", params={"limit": 1})).json()
    rest = (await client.get(f"{PATH}/{made['id']}/revisions", params={"limit": 1, "after": page["next"]})).json()
    assert ([one["number"] for one in page["items"] + rest["items"]], rest["next"]) == ([2, 1], None)


async def test_an_earlier_revision_comes_back_as_a_new_draft(api: Api) -> None:
    client = await api()
    made = await approved(client)
    await client.put(f"{PATH}/{made['id']}", json={"content": returns(title="x"), "revision": 1})
    back = (await client.post(f"{PATH}/{made['id']}/revisions/1/restoration")).json()
    assert (back["revision"], back["content"]["title"], back["state"]) == (3, "退货期限", "changed")


async def test_a_revision_that_never_was_is_not_found(api: Api) -> None:
    client = await api()
    made = await created(client)
    for path in ("revisions/9", "revisions/1?against=7", f"revisions/{2**31}"):
        assert (await client.get(f"{PATH}/{made['id']}/{path}")).status_code in (400, 404)
    assert (await client.post(f"{PATH}/{made['id']}/revisions/9/restoration")).status_code == 404


@pytest.mark.parametrize(
    ("search", "finds"),
    [
        ("退货", ["退货期限"]),
        ("退貨", ["退货期限"]),
        ("７ 天内", ["退货期限"]),
        ("RETURN", ["退货期限"]),
        ("return long", ["退货期限"]),
        ("return xyz", []),
        ("100%", []),
        ("_", []),
        ("", ["运费", "退货期限"]),
    ],
)
async def test_articles_are_found_by_their_words(api: Api, search: str, finds: list[str]) -> None:
    client = await api()
    await created(client)
    await created(client, title="运费", topic="物流", phrasings=[], answers=[words("zh-CN", "包邮")])
    found = await titles(client, search=search)
    assert found == finds or (search == "_" and len(found) == 2)


async def test_articles_are_filtered_by_state_topic_and_language(api: Api) -> None:
    client = await api()
    await approved(client)
    await created(client, title="运费", topic="物流", phrasings=[], answers=[words("zh-TW", "免運")])
    assert await titles(client, state="approved") == ["退货期限"]
    assert await titles(client, state="draft") == ["运费"]
    assert await titles(client, topic="物流") == ["运费"]
    assert await titles(client, language="zh-TW") == ["运费"]
    assert await titles(client, language="en", topic="物流") == []
    overview = (await client.get("/api/v1/article-overview")).json()
    assert overview["counts"] == {"draft": 1, "changed": 0, "approved": 1, "archived": 0}
    assert {one["topic"]: one["articles"] for one in overview["topics"]} == {"售后": 1, "物流": 1}


async def test_the_list_is_paged_by_the_last_change(api: Api) -> None:
    client = await api()
    for number in range(5):
        await created(client, title=f"Article {number}")
    seen, after = [], None
    while True:
        answer = (await client.get(PATH, params={"limit": 2, **({"after": after} if after else {})})).json()
        seen += [one["title"] for one in answer["items"]]
        after = answer["next"]
        if not after:
            break
    assert seen == [f"Article {number}" for number in (4, 3, 2, 1, 0)]


async def test_a_row_counts_phrasings_by_language_and_problems(api: Api) -> None:
    client = await api()
    await created(client, answers=[])
    row = (await client.get(PATH)).json()["items"][0]
    assert (row["phrasings"], row["languages"], row["problems"]) == ({"zh-CN": 1, "en": 1}, [], 1)


async def test_many_are_approved_at_once_and_each_refusal_has_its_reason(
    api: Api, tables: Tables, workspace: UUID
) -> None:
    client = await api()
    good, bad = await created(client), await created(client, title="Bad", answers=[])
    picks = [{"id": one["id"], "revision": 1} for one in (bad, good)] + [{"id": str(new_id()), "revision": 1}]
    answer = (await client.post("/api/v1/article-approvals", json={"articles": picks})).json()["items"]
    assert [one["approved"] for one in answer] == [False, True, False]
    assert "no answer" in answer[0]["reason"]
    assert await in_force(tables, workspace) == ["退货期限"]


async def test_others_draft_articles_and_phrasings_through_the_door(api: Api, tables: Tables, workspace: UUID) -> None:
    content = knowledge.ArticleContent(title="From learning")
    by = knowledge.Author("system", "Feilun")
    async with tables.transaction() as tx:
        article = await knowledge.draft_article(tx, workspace, content, by, {"kind": "learning", "gap": "7"})
        more = [knowledge.ArticlePhrasing(language="en", text="Where is it?")]
        assert await knowledge.add_phrasings(tx, workspace, article, more, by, {"kind": "learning"}) == 2
        assert await knowledge.add_phrasings(tx, workspace, article, more, by, {"kind": "learning"}) == 2
    client = await api()
    shown = (await client.get(f"{PATH}/{article}")).json()
    assert shown["content"]["phrasings"] == [{"language": "en", "text": "Where is it?"}]
    history = (await client.get(f"{PATH}/{article}/revisions")).json()["items"]
    assert [one["origin"]["kind"] for one in history] == ["learning", "learning"]


async def test_an_approval_stands_in_the_log_and_every_change_in_the_audit_trail(api: Api) -> None:
    client = await api()
    made = await approved(client)
    await client.delete(f"{PATH}/{made['id']}")
    events = (await client.get("/api/v1/events")).json()["items"]
    assert {one["type"] for one in events} >= {"article.approved", "article.withdrawn"}
    trail = [one["action"] for one in (await client.get("/api/v1/audit")).json()["items"]]
    assert set(trail) >= {"article.created", "article.approved", "article.archived"}


WRITES = [
    ("POST", PATH, {"content": returns()}),
    ("PUT", f"{PATH}/{{id}}", {"content": returns(title="Taken")}),
    ("DELETE", f"{PATH}/{{id}}", None),
    ("POST", f"{PATH}/{{id}}/revisions/1/restoration", None),
]
PUBLISHES = [
    ("POST", f"{PATH}/{{id}}/approval", {"revision": 1}),
    ("DELETE", f"{PATH}/{{id}}/approval", None),
    ("POST", "/api/v1/article-approvals", {"articles": [{"id": "{id}", "revision": 1}]}),
]


@pytest.mark.parametrize(("method", "path", "body"), [*WRITES, *PUBLISHES])
async def test_who_only_reads_changes_nothing(api: Api, method: str, path: str, body: Any) -> None:
    made = await created(await api())
    for role in ("agent", "analyst"):
        answer = await (await api(role)).request(method, path.format(id=made["id"]), json=body)
        assert answer.status_code == 403
    assert (await (await api("agent")).get(f"{PATH}/{made['id']}")).json()["revision"] == 1


@pytest.mark.parametrize(("method", "path", "body"), [*WRITES[1:], *PUBLISHES[:2]])
async def test_a_stranger_changes_no_article_of_ours(
    api: Api, stranger: httpx.AsyncClient, method: str, path: str, body: Any
) -> None:
    client = await api()
    made = await approved(client)
    answer = await stranger.request(method, path.format(id=made["id"]), json=body)
    assert answer.status_code == 404
    assert (await client.get(f"{PATH}/{made['id']}")).json()["state"] == "approved"


async def test_a_stranger_sees_and_approves_nothing_of_ours(api: Api, stranger: httpx.AsyncClient) -> None:
    client = await api()
    made = await created(client)
    assert await titles(stranger) == []
    assert await titles(stranger, state="draft", search="退货") == []
    for path in ("", "/revisions", "/revisions/1"):
        assert (await stranger.get(f"{PATH}/{made['id']}{path}")).status_code == 404
    body = {"articles": [{"id": made["id"], "revision": 1}]}
    answer = (await stranger.post("/api/v1/article-approvals", json=body)).json()
    assert answer["items"][0]["approved"] is False
    assert (await client.get(f"{PATH}/{made['id']}")).json()["state"] == "draft"
    assert (await stranger.get("/api/v1/article-overview")).json()["counts"]["draft"] == 0


async def test_nobody_without_a_token_reads_anything(api: Api) -> None:
    nobody = await api(None)
    for path in (PATH, "/api/v1/article-overview", "/api/v1/article-checks"):
        assert (await nobody.get(path)).status_code == 401


async def test_the_same_external_id_is_not_given_twice(api: Api) -> None:
    client = await api()
    body = {"content": returns(), "external_id": "faq-1"}
    assert (await client.post(PATH, json=body)).status_code == 201
    assert (await client.post(PATH, json=body)).status_code == 409


async def test_hostile_words_are_kept_as_words(api: Api) -> None:
    client = await api()
    text = "'; drop table article; -- <script>alert(1)</script> {{ x }} \u202e\x00 %s %(a)s"
    made = await created(client, title=text, phrasings=[words("en", text)], answers=[words("en", text)])
    assert made["content"]["title"] == text.replace("\x00", "").strip()
    assert await titles(client, search="drop table") == [made["content"]["title"]]


@pytest.mark.parametrize(
    "path",
    [
        "?topic=%00",
        "?search=%00%25",
        "?language=xx",
        "?state=none",
        "?after=W10",
        "?limit=0",
        "?search=" + "a%20" * 500,
    ],
)
async def test_hostile_questions_to_the_list_are_no_fault(api: Api, path: str) -> None:
    assert (await (await api()).get(f"{PATH}{path}")).status_code in (200, 400, 422)


@pytest.mark.parametrize("number", ["0", "-1", "9" * 30, "9" * 5_000, "x"])
async def test_a_number_of_a_revision_that_is_none_is_no_fault(api: Api, number: str) -> None:
    client = await api()
    made = await created(client)
    for verb, path in (("GET", number), ("GET", f"1?against={number}"), ("POST", f"{number}/restoration")):
        answer = await client.request(verb, f"{PATH}/{made['id']}/revisions/{path}")
        assert answer.status_code in (400, 404, 405, 422) or (path == "1?against=0"), (path, answer.text[:200])
