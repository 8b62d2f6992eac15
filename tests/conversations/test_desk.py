"""A conversation from both sides: what the visitor sees, what the desk sees, and who may do what."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
from tests.conversations.conftest import Hire, Online, Visit

from feilun.delivery import live
from feilun.store import Engines, Tables


async def test_thirty_first_messages_at_once_are_one_conversation_in_order(visit: Visit, hire: Hire) -> None:
    lin = await visit("lin")
    mei = await hire("Mei")
    seqs = await asyncio.gather(*(lin.write(f"message {number}", f"c{number}") for number in range(30)))
    rows = await mei.box()
    assert len(rows) == 1
    messages = await mei.messages(rows[0]["id"])
    assert [one["seq"] for one in messages] == list(range(1, 31))
    assert sorted(seqs) == list(range(1, 31))
    assert [one["cid"] for one in messages] == [one["cid"] for one in await lin.sees()]


async def test_a_repeated_message_lands_once_and_gets_the_same_answer(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    first = await lin.call("msg.send", cid="c", type="text", body={"text": "hello"})
    again = await lin.call("msg.send", cid="c", type="text", body={"text": "hello"})
    assert first == again
    row = (await mei.box())[0]
    assert len(await mei.messages(row["id"])) == 1
    await mei.post(f"/conversations/{row['id']}/resolution")
    assert (await lin.call("msg.send", cid="c", type="text", body={"text": "hello"})) == first
    assert (await mei.box("resolved"))[0]["id"] == row["id"]


async def test_six_letters_that_look_like_a_nul_are_text(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    word = r"the file C:\u0000 is gone"
    assert await lin.write(word) == 1
    assert await lin.reads() == [word]
    assert (await mei.box())[0]["last_text"] == word


async def test_a_reply_reaches_the_visitor_even_later(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("Do you ship to Taipei?")
    row = (await mei.box("unassigned"))[0]
    assert (row["unread"], row["last_text"], row["waiting_since"] is None) == (1, "Do you ship to Taipei?", False)
    assert (await mei.reply(row["id"], "We do.")).status_code == 201
    back = await visit("lin")
    assert await back.reads() == ["Do you ship to Taipei?", "We do."]
    mine = (await mei.box("mine"))[0]
    assert (mine["assignee_name"], mine["waiting_since"], mine["unread"]) == ("Mei", None, 0)


async def test_a_note_never_leaves_the_desk(visit: Visit, hire: Hire, tables: Tables, workspace: UUID) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("hello")
    row = (await mei.box())[0]
    await mei.reply(row["id"], "she is angry, be careful", type="note")
    assert [one["type"] for one in await mei.messages(row["id"])] == ["text", "note"]
    assert "careful" not in str(await lin.sees())
    assert (await mei.box())[0]["last_text"] == "hello"
    async with tables.transaction() as tx:
        leaked = await tx.all(
            "select stream from publication where workspace = %(w)s and stream like 'u:%%' and body::text like '%%careful%%'",
            w=workspace,
        )
        told = await tx.all(
            "select 1 from event where workspace = %(w)s and body::text like '%%careful%%'", w=workspace
        )
    assert (leaked, told) == ([], [])


async def test_a_reply_that_did_not_see_the_news_is_refused_with_them(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("one")
    row = (await mei.box())[0]
    await lin.write("two")
    refused = await mei.reply(row["id"], "an answer to one", cid="r", seen_seq=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "stale_reply")
    assert [one["body"]["text"] for one in refused.json()["messages"]] == ["two"]
    assert (await mei.reply(row["id"], "an answer to both", cid="r", seen_seq=2)).status_code == 201
    assert [one["body"]["text"] for one in await mei.messages(row["id"])] == ["one", "two", "an answer to both"]


async def test_own_messages_are_no_news(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("one")
    row = (await mei.box())[0]
    assert (await mei.reply(row["id"], "a", seen_seq=1)).status_code == 201
    assert (await mei.reply(row["id"], "b", seen_seq=1)).status_code == 201


async def test_of_two_who_claim_one_wins_and_the_other_learns_who(visit: Visit, hire: Hire) -> None:
    lin, mei, wu = await visit("lin"), await hire("Mei"), await hire("Wu")
    await lin.write("hello")
    id = (await mei.box("unassigned"))[0]["id"]
    answers = await asyncio.gather(
        *(one.post(f"/conversations/{id}/assignment", assignee=str(one.person)) for one in (mei, wu))
    )
    assert sorted(one.status_code for one in answers) == [200, 409]
    winner, loser = sorted(answers, key=lambda one: one.status_code)
    assert loser.json()["code"] == "already_assigned"
    assert loser.json()["owner"] == winner.json()["assignee"]


async def test_a_conversation_is_passed_on_and_given_back(visit: Visit, hire: Hire) -> None:
    lin, mei, wu, boss = await visit("lin"), await hire("Mei"), await hire("Wu"), await hire("Boss", "supervisor")
    await lin.write("hello")
    path = f"/conversations/{(await mei.box())[0]['id']}/assignment"
    await wu.get("/conversations")
    await wu.post(path, assignee=str(wu.person))
    await mei.post(path, assignee=str(mei.person))
    taken = await boss.post(path, assignee=str(boss.person), expected=str(wu.person))
    assert taken.json()["assignee_name"] == "Boss"
    assert (await boss.post(path, assignee=str(wu.person))).json()["assignee"] == str(wu.person)
    assert (await wu.post(path, assignee=None)).json()["assignee"] is None
    nobody = await wu.post(path, assignee="00000000-0000-0000-0000-000000000001")
    assert nobody.status_code == 422


async def test_the_agent_with_the_fewest_open_chats_gets_the_next(visit: Visit, hire: Hire, online: Online) -> None:
    mei, wu = await hire("Mei"), await hire("Wu")
    await online(mei)
    for number in range(2):
        await (await visit(f"a{number}")).write("hello")
    await online(wu)
    for number in range(2, 6):
        await (await visit(f"a{number}")).write("hello")
    assert (len(await mei.box("mine")), len(await wu.box("mine"))) == (3, 3)


async def test_openings_at_once_are_shared_evenly(visit: Visit, hire: Hire, online: Online) -> None:
    agents = [await hire(name) for name in ("Mei", "Wu", "Zhao")]
    for agent in agents:
        await online(agent)
    visitors = [await visit(f"v{number}") for number in range(12)]
    await asyncio.gather(*(one.write("hello") for one in visitors))
    assert [len(await agent.box("mine")) for agent in agents] == [4, 4, 4]


async def test_nobody_offline_or_without_the_right_gets_a_conversation(
    visit: Visit, hire: Hire, online: Online
) -> None:
    mei, analyst = await hire("Mei"), await hire("Ana", "analyst")
    await online(analyst)
    await (await visit("lin")).write("hello")
    assert len(await mei.box("unassigned")) == 1
    await online(mei)
    assert (len(await mei.box("unassigned")), len(await mei.box("mine"))) == (0, 1)


async def test_who_waits_is_picked_up_by_the_job(
    visit: Visit, hire: Hire, online: Online, engines: Engines, monkeypatch: Any
) -> None:
    from feilun.interaction.conversations.routing import assign_waiting
    from feilun.kernel import clock

    mei = await hire("Mei")
    await (await visit("lin")).write("hello")
    heard, live.ARRIVALS[:] = list(live.ARRIVALS), []
    try:
        await online(mei)
    finally:
        live.ARRIVALS[:] = heard
    assert len(await mei.box("unassigned")) == 1
    await assign_waiting(engines, clock.now())
    assert len(await mei.box("mine")) == 1


async def test_a_resolved_conversation_opens_again_with_the_next_message(visit: Visit, hire: Hire) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("hello")
    id = (await mei.box())[0]["id"]
    assert (await mei.post(f"/conversations/{id}/resolution")).json()["state"] == "resolved"
    assert (await mei.box(), len(await mei.box("resolved"))) == ([], 1)
    assert (await lin.sees())[-1]["body"]["event"] == "conversation.resolved"
    await lin.write("one more thing")
    assert [one["id"] for one in await mei.box()] == [id]


async def test_the_customer_rates_once_per_closing(
    visit: Visit, hire: Hire, drain: Any, tables: Tables, workspace: UUID
) -> None:
    lin, chen, mei = await visit("lin"), await visit("chen"), await hire("Mei")
    await lin.write("hello")
    id = (await mei.box())[0]["id"]
    assert (await lin.call("conversation.rate", conversation=id, score=5))["error"]["code"] == 1409
    await mei.post(f"/conversations/{id}/resolution")
    assert (await chen.call("conversation.rate", conversation=id, score=1))["error"]["code"] == 1404
    assert (await lin.call("conversation.rate", conversation=id, score=9))["error"]["code"] == 1422
    assert (await lin.call("conversation.rate", conversation=id, score=5, comment="quick"))["data"] == {}
    assert (await lin.call("conversation.rate", conversation=id, score=1))["error"]["code"] == 1409
    assert (await mei.box("resolved"))[0]["rating"] == 5
    await lin.write("again")
    await mei.post(f"/conversations/{id}/resolution")
    assert (await lin.call("rate", score=3))["data"] == {}
    async with tables.transaction() as tx:
        rows = await tx.all(
            "select body from event where workspace = %(w)s and type = 'conversation.rated' order by position",
            w=workspace,
        )
    assert [row["body"]["properties"]["score"] for row in rows] == [5, 3]


async def test_every_step_is_a_fact_with_the_visitors_handle(
    visit: Visit, hire: Hire, tables: Tables, workspace: UUID
) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("hello")
    id = (await mei.box())[0]["id"]
    await mei.reply(id, "hi")
    await mei.post(f"/conversations/{id}/resolution")
    async with tables.transaction() as tx:
        rows = await tx.all(
            "select type, handles, channel from event where workspace = %(w)s and channel = 'webchat' order by position",
            w=workspace,
        )
    assert [row["type"] for row in rows] == [
        "conversation.opened", "message.received", "conversation.assigned", "message.replied", "conversation.resolved",
    ]  # fmt: skip
    assert all(row["handles"] == [{"kind": "anonymous_id", "value": "lin"}] for row in rows)


async def test_search_finds_words_inside_a_conversation(visit: Visit, hire: Hire) -> None:
    mei = await hire("Mei")
    await (await visit("lin")).write("请问奶粉什么时候到货")
    await (await visit("chen")).write("100% cotton?")
    assert [one["last_text"] for one in await mei.box(search="奶粉")] == ["请问奶粉什么时候到货"]
    assert [one["last_text"] for one in await mei.box(search="0%")] == ["100% cotton?"]
    assert await mei.box(search="nothing like it") == []


async def test_lists_come_page_by_page(visit: Visit, hire: Hire) -> None:
    mei = await hire("Mei")
    for number in range(5):
        await (await visit(f"v{number}")).write(f"text {number}")
    first = await mei.get("/conversations", limit=3)
    second = await mei.get("/conversations", limit=3, after=first["next"])
    assert [one["last_text"] for one in first["items"] + second["items"]] == [f"text {n}" for n in (4, 3, 2, 1, 0)]
    assert second["next"] is None
    lin = await visit("v0")
    for number in range(4):
        await lin.write(f"more {number}")
    id = (await mei.box())[0]["id"]
    last = await mei.get(f"/conversations/{id}/messages", limit=2)
    before = await mei.get(f"/conversations/{id}/messages", limit=2, before=last["items"][0]["seq"])
    assert [one["seq"] for one in before["items"] + last["items"]] == [2, 3, 4, 5]
    assert (last["has_more"], before["has_more"]) == (True, True)


async def test_reading_counts_for_one_agent_alone(visit: Visit, hire: Hire) -> None:
    lin, mei, wu = await visit("lin"), await hire("Mei"), await hire("Wu")
    await lin.write("one")
    await lin.write("two")
    id = (await mei.box())[0]["id"]
    assert (await mei.post(f"/conversations/{id}/reads", seq=2)).status_code == 204
    await mei.post(f"/conversations/{id}/reads", seq=1)
    assert ((await mei.box())[0]["unread"], (await wu.box())[0]["unread"]) == (0, 2)


async def test_canned_replies_are_kept_and_forgotten(hire: Hire, stranger: httpx.AsyncClient) -> None:
    mei = await hire("Mei")
    made = (await mei.post("/canned-replies", shortcut="hi", text="您好，请问有什么可以帮您？")).json()
    assert [one["shortcut"] for one in (await mei.get("/canned-replies"))["items"]] == ["hi"]
    assert (await stranger.delete(f"/api/v1/canned-replies/{made['id']}")).status_code == 404
    assert (await stranger.get("/api/v1/canned-replies")).json()["items"] == []
    assert (await mei.http.delete(f"/api/v1/canned-replies/{made['id']}")).status_code == 204
    assert (await mei.get("/canned-replies"))["items"] == []


async def test_changes_of_the_desks_settings_are_in_the_trail(hire: Hire) -> None:
    boss = await hire("Boss", role="owner")
    made = (await boss.post("/canned-replies", shortcut="hi", text="hello")).json()
    await boss.http.delete(f"/api/v1/canned-replies/{made['id']}")
    await boss.post("/identity-secret")
    actions = {one["action"] for one in (await boss.get("/audit"))["items"]}
    assert {"canned_reply.added", "canned_reply.deleted", "identity_secret.changed"} <= actions


async def test_a_proved_user_keeps_her_thread_and_the_device_alone_opens_it_no_more(visit: Visit, hire: Hire) -> None:
    from feilun.delivery.live.tokens import proof_of

    mei, owner = await hire("Mei"), await hire("Boss", "owner")
    secret = (await owner.get("/identity-secret"))["secret"]
    anonymous = await visit("device")
    await anonymous.write("before signing in")
    lin = await visit(anonymous_id="device", user_id="u-lin", proof=proof_of("u-lin", secret))
    assert lin.thread == anonymous.thread
    assert await lin.reads() == ["before signing in"]
    other_device = await visit(anonymous_id="phone", user_id="u-lin", proof=proof_of("u-lin", secret))
    assert other_device.thread == lin.thread
    assert (await visit("device")).thread != lin.thread
    wang = await visit(anonymous_id="device", user_id="u-wang", proof=proof_of("u-wang", secret))
    assert wang.thread != lin.thread
    assert (await visit(anonymous_id="new", user_id="u-lin")).thread != lin.thread
    assert len(await mei.box()) == 1


async def test_a_wrong_proof_opens_nothing(client: Any, write_key: str) -> None:
    http = await client()
    wish = {"write_key": write_key, "anonymous_id": "x", "user_id": "u-lin", "proof": "0" * 64}
    assert (await http.post("/connection/visitor", json=wish)).status_code == 422
    assert (await http.post("/connection/visitor", json={**wish, "write_key": "flw_no"})).status_code == 401
    assert (await http.post("/connection/visitor", json={"write_key": write_key})).status_code == 422


async def test_a_stranger_reaches_no_conversation(
    visit: Visit, hire: Hire, stranger: httpx.AsyncClient, api: Any
) -> None:
    lin, mei = await visit("lin"), await hire("Mei")
    await lin.write("secret")
    id = (await mei.box())[0]["id"]
    tries = [
        ("GET", f"/conversations/{id}", None),
        ("GET", f"/conversations/{id}/messages", None),
        ("POST", f"/conversations/{id}/messages", {"cid": "x", "text": "x"}),
        ("POST", f"/conversations/{id}/assignment", {"assignee": None, "expected": None}),
        ("POST", f"/conversations/{id}/resolution", None),
        ("DELETE", f"/conversations/{id}/resolution", None),
        ("POST", f"/conversations/{id}/reads", {"seq": 1}),
    ]
    nobody, analyst = await api(None), await api("analyst")
    for method, path, body in tries:
        assert (await stranger.request(method, f"/api/v1{path}", json=body)).status_code == 404, path
        assert (await nobody.request(method, f"/api/v1{path}", json=body)).status_code == 401, path
        assert (await analyst.request(method, f"/api/v1{path}", json=body)).status_code == 403, path
    for path in ("/conversations?box=any", "/desk-agents"):
        assert (await stranger.get(f"/api/v1{path}")).json()["items"] == []
        assert (await analyst.get(f"/api/v1{path}")).status_code == 403
    for path in ("/connection-token", "/identity-secret"):
        assert (await nobody.post(f"/api/v1{path}")).status_code == 401
        assert (await analyst.post(f"/api/v1{path}")).status_code == 403
    assert len(await mei.messages(id)) == 1


async def test_a_visitor_writes_only_into_her_own_stream(visit: Visit) -> None:
    lin, chen = await visit("lin"), await visit("chen")
    await lin.write("hello")
    answer = await chen.call("msg.send", cid="c", type="text", body={"text": "I am Lin"}, stream=lin.stream)
    assert answer["error"]["code"] == 1404
    assert (await chen.call("msg.send", cid="c", type="note", body={"text": "x"}))["error"]["code"] == 1422
    assert (await chen.call("msg.send", cid="c", type="text", body={"text": " "}))["error"]["code"] == 1422
    assert (await chen.call("msg.send", cid="", type="text", body={"text": "x"}))["error"]["code"] == 1422
    assert await lin.reads() == ["hello"]
