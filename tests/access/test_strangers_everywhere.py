"""Every route with an id in its path: a stranger who knows the id of something of ours gets nothing and changes nothing.

A new route with an id fails here until it has an entry in `OURS`.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest

from feilun import access, app, events
from feilun.delivery.outbox import OutboxMessage, queue
from feilun.events import Event, Handle
from feilun.kernel import clock
from feilun.kernel.ids import new_id
from feilun.store import Engines

PASSWORD = "a long enough password"
_LONGEST = 10_000
# No id of a workspace: the same word names every workspace's own settings.
OF_EVERYBODY = {"PUT /api/v1/channels/{channel}/settings"}


@dataclass
class House:
    """A workspace that has one of everything, its owner, and the owner of another company."""

    engines: Engines
    server: Any
    workspace: UUID
    owner: httpx.AsyncClient
    stranger: httpx.AsyncClient
    ids: dict[str, str] = field(default_factory=dict)

    async def post(self, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        answer = await self.owner.post(f"/api/v1{path}", json=body, **more)
        assert answer.is_success, answer.text
        return dict(answer.json())

    async def work(self) -> None:
        """Runs subscribers and jobs until nothing is left."""
        for _ in range(_LONGEST):
            done = 0
            for subscriber in app.all_subscribers():
                done += await events.deliver(self.engines, subscriber, clock.now())
            for job in app.all_jobs():
                done += await job.run(self.engines, clock.now())
            if not done:
                return

    async def happens(self, type: str, *handles: tuple[str, str], name: str = "", **body: Any) -> None:
        event = Event(
            workspace=self.workspace, id=str(new_id()), type=type, name=name, occurred_at=clock.now(),
            handles=tuple(Handle(*one) for one in handles), body=body,
        )  # fmt: skip
        async with self.engines.tables.transaction() as tx:
            await events.append(tx, [event])


class _Patient(httpx.ASGITransport):
    """So many calls in a row are slowed down by the door; then we wait as it says."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        while (answer := await super().handle_async_request(request)).status_code == 429:
            await asyncio.sleep(0.2)
        return answer


async def _client(server: Any, engines: Engines, workspace: UUID) -> httpx.AsyncClient:
    """A browser in which an owner of the workspace is signed in."""
    email = f"owner-{new_id().hex[-8:]}@feilun.example"
    async with engines.tables.transaction() as tx:
        await access.add_person(tx, workspace, email, "Owner", "owner", PASSWORD)
    browser = httpx.AsyncClient(transport=_Patient(app=server), base_url="http://feilun.test")
    answer = await browser.post("/api/v1/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    browser.headers["X-CSRF-Token"] = browser.cookies["feilun_csrf"]
    return browser


@pytest.fixture(scope="module")
async def house(server: Any, engines: Engines) -> AsyncIterator[House]:
    async with engines.tables.transaction() as tx:
        ours, theirs = await access.add_workspace(tx, "Our shop"), await access.add_workspace(tx, "Another company")
    owner, stranger = [await _client(server, engines, one) for one in (ours, theirs)]
    house = House(engines, server, ours, owner, stranger)
    await _furnish(house)
    yield house
    await owner.aclose()
    await stranger.aclose()


async def _furnish(house: House) -> None:
    await house.happens("identify", ("user_id", "lin"), ("email", "lin@feilun.example"), traits={"name": "Lin-of-ours"})
    audience = await house.post("/audiences", {"name": "Of ours", "rule": {"trait": "name", "is": "exists"}})
    steps = [{"id": "wait", "kind": "wait", "minutes": 60, "next": "end"}, {"id": "end", "kind": "exit"}]
    graph = {"entry": {"kind": "event", "event": "Signed Up"}, "steps": steps, "first": "wait"}
    journey = await house.post("/journeys", {"name": "Of ours", "graph": graph})
    await house.post(f"/journeys/{journey['id']}/versions")
    await house.work()
    await house.happens("track", ("user_id", "lin"), name="Signed Up")
    await house.work()
    lin = (await house.owner.get("/api/v1/customers/by-handle", params={"kind": "user_id", "value": "lin"})).json()
    house.ids = {"customer": lin["id"], "audience": audience["id"], "journey": journey["id"]}
    house.ids["conversation"] = await _talk(house)
    house.ids["edge"] = (await house.owner.get(f"/api/v1/customers/{lin['id']}/merges")).json()["items"][0]["id"]


async def _talk(house: House) -> str:
    key = (await house.post("/write-keys", {"name": "Shop"}))["secret"]
    wish = {"write_key": key, "anonymous_id": "lins-phone"}
    entry = (await house.owner.post("/connection/visitor", json=wish)).json()
    said = {"method": "msg.send", "data": {"cid": "1", "body": {"text": "of ours"}}}
    await house.owner.post("/connection/sync", json={"token": entry["token"], "rpc": said})
    rows = (await house.owner.get("/api/v1/conversations")).json()["items"]
    return str(rows[0]["id"])


async def _message(house: House) -> dict[str, str]:
    content = {"subject": "Of ours", "text": "Hello", "html": ""}
    message = OutboxMessage(
        workspace=house.workspace, key=str(new_id()), customer=UUID(house.ids["customer"]), channel="email",
        kind="marketing", topic="news", content=content,
    )  # fmt: skip
    async with house.engines.tables.transaction() as tx:
        await queue(tx, [message])
    return {"message": str((await house.owner.get("/api/v1/outbox")).json()["items"][0]["id"])}


async def _refused(house: House) -> dict[str, str]:
    key = (await house.post("/write-keys", {"name": "Shop"}))["secret"]
    basic = base64.b64encode(f"{key}:".encode()).decode()
    await house.stranger.post(
        "/v1/batch", json={"batch": [{"type": "track", "userId": "wang"}]}, headers={"Authorization": f"Basic {basic}"}
    )
    return {"id": (await house.owner.get("/api/v1/quarantine")).json()["items"][0]["id"]}


async def _import(house: House) -> dict[str, str]:
    answer = await house.owner.post("/api/v1/imports?kind=events&format=csv", content=b"user_id,event\nlin,Of ours\n")
    return {"id": answer.json()["id"]}


async def _session(house: House) -> dict[str, str]:
    spare = await _client(house.server, house.engines, house.workspace)
    sessions = (await spare.get("/api/v1/sessions")).json()
    await spare.aclose()
    return {"session": sessions[0]["id"]}


async def _person(house: House) -> dict[str, str]:
    body = {"email": f"{new_id().hex[-8:]}@feilun.example", "name": "Mei", "role": "agent", "password": PASSWORD}
    return {"person": (await house.post("/people", body))["id"]}


async def _token(house: House) -> dict[str, str]:
    return {"token": (await house.post("/tokens", {"name": "Of ours", "role": "analyst"}))["id"]}


async def _key(house: House) -> dict[str, str]:
    return {"key": (await house.post("/write-keys", {"name": "Of ours"}))["id"]}


async def _reply(house: House) -> dict[str, str]:
    return {"reply": (await house.post("/canned-replies", {"shortcut": "hi", "text": "Of ours"}))["id"]}


async def _audience(house: House) -> dict[str, str]:
    return {"audience_id": house.ids["audience"], "customer": house.ids["customer"]}


async def _spare_audience(house: House) -> dict[str, str]:
    made = await house.post("/audiences", {"name": f"Of ours {new_id()}", "rule": {"trait": "city", "is": "exists"}})
    return {"audience_id": made["id"]}


async def _journey(house: House) -> dict[str, str]:
    return {"journey": house.ids["journey"], "customer": house.ids["customer"]}


async def _talks(house: House) -> dict[str, str]:
    return {"conversation": house.ids["conversation"]}


async def _customer(house: House) -> dict[str, str]:
    return {"customer": house.ids["customer"]}


async def _article(house: House) -> dict[str, str]:
    return {"article": (await house.post("/articles", {"content": _CONTENT}))["id"], "number": "1"}


async def _flow(house: House) -> dict[str, str]:
    flow = (await house.post("/flows", {"name": "Of ours", "graph": _GRAPH}))["id"]
    await house.owner.put(f"/api/v1/flows/{flow}/secrets/key", json={"value": "of-ours"})
    return {"flow": flow, "revision": "1", "name": "key"}


_GRAPH = {"first": "hi", "steps": [{"id": "hi", "kind": "say", "text": {"en": "Of ours"}}]}


async def _article_file(house: House) -> dict[str, str]:
    made = await house.owner.post("/api/v1/article-files?name=of-ours.pdf", content=b"%PDF-1.7 of ours")
    return {"file": made.json()["id"]}


async def _article_import(house: House) -> dict[str, str]:
    made = await house.owner.post("/api/v1/article-imports?format=csv", content=b"title,answer\nOf ours,Of ours\n")
    return {"id": made.json()["id"]}


_CONTENT = {"title": "Of ours", "answers": [{"language": "en", "text": "Of ours"}]}


async def _version(house: House) -> dict[str, str]:
    if "version" not in house.ids:
        article = (await house.post("/articles", {"content": _CONTENT}))["id"]
        await house.post(f"/articles/{article}/approval", {"revision": 1})
        house.ids["version"] = str((await house.post("/bot-versions"))["number"])
        await house.work()
    return {"number": house.ids["version"]}


async def _suite_phrasing(house: House) -> dict[str, str]:
    body = {"text": f"Of ours {new_id()}", "language": "en"}
    return {"phrasing": (await house.post("/bot-suite/phrasings", body))["id"]}


async def _suite_dialog(house: House) -> dict[str, str]:
    return {"dialog": (await house.post("/bot-suite/dialogs", _DIALOG))["id"]}


async def _decision(house: House) -> dict[str, str]:
    """A decision of the bot, as its ledger writes one."""
    id = new_id()
    async with house.engines.tables.transaction() as tx:
        await tx.run(
            "insert into bot_decision (workspace, id, conversation, seq, thread, at, channel, language, text, is_tap,"
            " version, route, why, ms, lot) values (%(workspace)s, %(id)s, %(id)s, 1, %(id)s, %(now)s, 'webchat', 'en',"
            " 'Of ours', false, 1, 'answer', '[]', 1, 0)",
            workspace=house.workspace, id=id, now=clock.now(),
        )  # fmt: skip
    return {"decision": str(id)}


async def _gap(house: House) -> dict[str, str]:
    """A gap, as the grouping writes one."""
    id = new_id()
    async with house.engines.tables.transaction() as tx:
        await tx.run(
            "insert into learning_gap (workspace, id, title, family, size, weeks, trend, weight, reasons, kind, first_at,"
            " last_at) values (%(workspace)s, %(id)s, 'Of ours', 'en', 2, '{0,0,0,0,0,0,0,2}', 1, 2, '{}', 'new',"
            " %(now)s, %(now)s)",
            workspace=house.workspace, id=id, now=clock.now(),
        )  # fmt: skip
    return {"gap": str(id)}


async def _summarised(house: House) -> dict[str, str]:
    """The conversation, closed once and summarised; whoever asks first closes it."""
    talk = house.ids["conversation"]
    if (await house.owner.get(f"/api/v1/conversations/{talk}/summary")).status_code == 404:
        await house.post(f"/conversations/{talk}/resolution")
        await house.work()
    return {"conversation": talk}


async def _case_rule(house: House) -> dict[str, str]:
    if "case_rule" not in house.ids:
        opening = {"kind": "score", "score": "nps", "at_most": 6}
        house.ids["case_rule"] = (await house.post("/case-rules", {"rule": {"name": "Low", "opening": opening}}))["id"]
    return {"rule": house.ids["case_rule"]}


async def _spare_case_rule(house: House) -> dict[str, str]:
    opening = {"kind": "words", "words": ["spare"]}
    return {"rule": (await house.post("/case-rules", {"rule": {"name": "Spare", "opening": opening}}))["id"]}


async def _case(house: House) -> dict[str, str]:
    """A customer gave a low score, and the machine gave her a voucher."""
    if "case" not in house.ids:
        await _case_rule(house)
        clause = {"id": "sorry", "title": "Sorry", "who": "machine", "limits": {"times": 1}}
        await house.post("/case-policies", {"words": "We say sorry.", "clauses": [clause]})
        await house.post("/case-policies/1/publication")
        told = {"survey": str(new_id()), "version": 1, "response": str(new_id()), "state": "complete"}
        scores = {"q": {"kind": "nps", "value": 1}}
        await house.happens("survey.answered", ("user_id", "lin"), properties={**told, "scores": scores})
        await house.work()
        [row] = (await house.owner.get("/api/v1/cases")).json()["items"]
        sheet = (await house.owner.get(f"/api/v1/cases/{row['id']}")).json()
        house.ids |= {"case": row["id"], "decision": sheet["decisions"][0]["id"]}
    return {"case": house.ids["case"], "decision": house.ids["decision"]}


async def _case_policy(house: House) -> dict[str, str]:
    await _case(house)
    return {"version": "1"}


async def _unit(house: House) -> dict[str, str]:
    """An open answer of Lin's, as the log tells it, filed under a topic of ours."""
    id, topic, kept = new_id(), new_id(), new_id()
    house.ids["kept_topic"] = str(kept)
    values = {"workspace": house.workspace, "id": id, "now": clock.now()}
    async with house.engines.tables.transaction() as tx:
        await tx.run(
            "insert into feedback_unit (workspace, id, source, text, at, handles, state, family, sentiment, chances) values"
            " (%(workspace)s, %(id)s, 'survey', 'a parcel of ours', %(now)s, '[]', 'read', 'en', 'neutral', '{0,1,0}')",
            **values,
        )
        await tx.many(
            "insert into feedback_topic (workspace, id, family, name, words, made_by, made_at) values"
            " (%(workspace)s, %(topic)s, 'en', 'Of ours', '{}', 'machine', %(now)s)",
            [{**values, "topic": one} for one in (topic, kept)],
        )
    return {"unit": str(id), "topic": str(topic)}


async def _topic_step(house: House) -> dict[str, str]:
    """Somebody of ours renamed a topic."""
    place, step = await _unit(house), new_id()
    async with house.engines.tables.transaction() as tx:
        await tx.run(
            "insert into feedback_step (workspace, id, kind, family, subject, result, before, topics, by, at) values"
            " (%(workspace)s, %(step)s, 'renamed', 'en', 'Ours', 'Of ours', '{}', '{}', 'mei', %(now)s)",
            workspace=house.workspace,
            step=step,
            now=clock.now(),
        )
    return {**place, "step": str(step)}


async def _proposal(house: House) -> dict[str, str]:
    gap = (await _gap(house))["gap"]
    return {"proposal": (await house.post(f"/learning/gaps/{gap}/proposal"))["id"]}


_FORM = {
    "format": 1,
    "languages": ["en"],
    "title": {"en": "Of ours"},
    "pages": [{"id": "one", "questions": [{"id": "photo", "kind": "file", "title": {"en": "Of ours"}}]}],
}


async def _survey(house: House) -> dict[str, str]:
    """Open, with one response and a file."""
    made = await house.post("/surveys", {"name": "Of ours", "form": _FORM})
    survey = await house.post(f"/surveys/{made['id']}/publication", {})
    path = f"/v1/survey/{survey['link'].rpartition('/')[2]}/responses"
    place = (await house.owner.post(path, json={"respondent": f"device-{new_id()}"})).json()
    sent = await house.owner.post(
        f"/v1/survey/{place['token']}/files?question=photo&name=of-ours.pdf", content=b"%PDF-1.7 of ours"
    )
    [response] = (await house.owner.get(f"/api/v1/surveys/{survey['id']}/responses")).json()["items"]
    return {"survey": survey["id"], "number": "1", "response": response["id"], "file": sent.json()["id"]}


async def _reach(house: House) -> dict[str, str]:
    """A way our survey reaches people, switched off."""
    made = await house.post("/surveys", {"name": "Of ours", "form": _FORM})
    survey = await house.post(f"/surveys/{made['id']}/publication", {})
    reach = await house.post(f"/surveys/{survey['id']}/reaches", {"reach": {"kind": "link"}, "is_on": False})
    return {"survey": survey["id"], "reach": reach["id"]}


_LEVELS = [{"code": "one"}, {"code": "two"}]
_PLAN = {"items": [*_LEVELS, {"code": "three"}], "sizes": [1]}


async def _study(house: House) -> dict[str, str]:
    """With a survey, an estimate that found no answers, and a scenario."""
    study = (await house.post("/studies", {"name": "Of ours", "kind": "turf", "plan": _PLAN}))["id"]
    await house.post(f"/studies/{study}/survey", {})
    estimate = (await house.post(f"/studies/{study}/estimates", {}))["id"]
    market = {"products": [{"name": "Of ours", "levels": {}}]}
    scenario = (await house.post(f"/studies/{study}/scenarios", {"name": "Of ours", "market": market}))["id"]
    return {"study": study, "estimate": estimate, "scenario": scenario}


_DIALOG = {"name": "Of ours", "language": "en", "turns": [{"say": "hello"}]}
Maker = Callable[[House], Awaitable[dict[str, str]]]
_A, _C = "/api/v1/audiences/{audience_id}", "/api/v1/customers/{customer}"
_J, _T = "/api/v1/journeys/{journey}", "/api/v1/conversations/{conversation}"
_K = "/api/v1/articles/{article}"
_V = "/api/v1/bot-versions/{number}"
_F = "/api/v1/flows/{flow}"


async def _export(house: House) -> dict[str, str]:
    """A file of our answers, written; one route reads it by `id` alone."""
    ids = await _survey(house)
    asked = await house.post(f"/surveys/{ids['survey']}/exports", {"format": "csv"})
    await house.work()
    return {**ids, "id": asked["id"]}


_S = "/api/v1/surveys/{survey}"
_ST, _E = "/api/v1/studies/{study}", "/api/v1/estimates/{estimate}"
_MARKET = {"products": [{"name": "taken", "levels": {}}]}
_G, _P = "/api/v1/learning/gaps/{gap}", "/api/v1/learning/proposals/{proposal}"
# Who makes the object (or names the one there is), and the body of the request; `$name` in it is one of our ids.
OURS: dict[str, tuple[Maker, Any]] = {
    f"GET {_ST}": (_study, None),
    f"PUT {_ST}": (_study, {"name": "taken"}),
    f"DELETE {_ST}": (_study, None),
    f"GET {_ST}/design": (_study, None),
    f"POST {_ST}/design": (_study, None),
    f"DELETE {_ST}/design": (_study, None),
    f"POST {_ST}/survey": (_study, {}),
    f"GET {_ST}/readiness": (_study, None),
    f"GET {_ST}/estimates": (_study, None),
    f"POST {_ST}/estimates": (_study, {}),
    f"POST {_ST}/simulations": (_study, {"market": _MARKET}),
    f"POST {_ST}/price-searches": (_study, {"market": _MARKET, "product": "taken"}),
    f"GET {_ST}/scenarios": (_study, None),
    f"POST {_ST}/scenarios": (_study, {"name": "taken", "market": _MARKET}),
    f"PUT {_ST}/scenarios/{{scenario}}": (_study, {"name": "taken", "market": _MARKET}),
    f"DELETE {_ST}/scenarios/{{scenario}}": (_study, None),
    f"GET {_E}": (_study, None),
    f"DELETE {_E}": (_study, None),
    f"POST {_E}/cancellation": (_study, None),
    f"GET {_E}/file": (_study, None),
    f"GET {_A}": (_audience, None),
    f"PATCH {_A}": (_audience, {"name": "Taken"}),
    f"DELETE {_A}": (_spare_audience, None),
    f"GET {_A}/members": (_audience, None),
    f"GET {_A}/members/{{customer}}": (_audience, None),
    "DELETE /api/v1/canned-replies/{reply}": (_reply, None),
    f"GET {_T}": (_talks, None),
    f"POST {_T}/assignment": (_talks, {"assignee": None}),
    f"DELETE {_T}/handover": (_talks, None),
    f"POST {_T}/handover": (_talks, None),
    f"GET {_T}/handovers": (_talks, None),
    f"GET {_T}/messages": (_talks, None),
    f"POST {_T}/messages": (_talks, {"cid": "taken", "text": "taken"}),
    f"GET {_T}/suggestions": (_talks, None),
    f"GET {_T}/summary": (_summarised, None),
    f"PUT {_T}/summary": (_summarised, {"revision": 1, "need": "taken"}),
    "GET /api/v1/bot-decisions/{decision}": (_decision, None),
    "POST /api/v1/bot-audits/{decision}": (_decision, {"verdict": "right"}),
    "GET /api/v1/cases/{case}": (_case, None),
    "PUT /api/v1/cases/{case}": (_case, {"revision": 1}),
    "POST /api/v1/cases/{case}/entries": (_case, {"kind": "note", "text": "taken"}),
    "POST /api/v1/cases/{case}/solution": (_case, {"revision": 1, "root_cause": "taken"}),
    "DELETE /api/v1/cases/{case}/solution": (_case, None),
    "POST /api/v1/cases/{case}/decisions": (_case, {"clause": "sorry"}),
    "POST /api/v1/cases/{case}/decisions/{decision}/reversal": (_case, {"reason": "taken"}),
    "PUT /api/v1/case-rules/{rule}": (
        _case_rule,
        {"rule": {"name": "x", "opening": {"kind": "words", "words": ["x"]}}},
    ),
    "DELETE /api/v1/case-rules/{rule}": (_spare_case_rule, None),
    "POST /api/v1/case-policies/{version}/publication": (_case_policy, None),
    f"POST {_T}/reads": (_talks, {"seq": 1}),
    f"POST {_T}/resolution": (_talks, None),
    f"DELETE {_T}/resolution": (_talks, None),
    f"GET {_C}": (_customer, None),
    f"POST {_C}/consents": (_customer, {"channel": "email", "state": "withdrawn"}),
    f"GET {_C}/asks": (_customer, None),
    f"GET {_C}/merges": (_customer, None),
    f"GET {_C}/page-open": (_customer, None),
    f"POST {_C}/splits": (_customer, {"edge": "$edge"}),
    f"GET {_C}/timeline": (_customer, None),
    "GET /api/v1/imports/{id}": (_import, None),
    "GET /api/v1/imports/{id}/refusals": (_import, None),
    "DELETE /api/v1/article-files/{file}": (_article_file, None),
    "GET /api/v1/article-imports/{id}": (_article_import, None),
    f"GET {_K}": (_article, None),
    f"PUT {_K}": (_article, {"content": {"title": "Taken"}}),
    f"DELETE {_K}": (_article, None),
    f"POST {_K}/approval": (_article, {"revision": 1}),
    f"DELETE {_K}/approval": (_article, None),
    f"GET {_K}/revisions": (_article, None),
    f"GET {_K}/revisions/{{number}}": (_article, None),
    f"POST {_K}/revisions/{{number}}/restoration": (_article, None),
    f"GET {_V}": (_version, None),
    f"POST {_V}/judgement": (_version, None),
    f"POST {_V}/publication": (_version, None),
    f"POST {_V}/replay": (_version, None),
    f"GET {_V}/replay-changes": (_version, None),
    "DELETE /api/v1/bot-suite/phrasings/{phrasing}": (_suite_phrasing, None),
    "PUT /api/v1/bot-suite/dialogs/{dialog}": (_suite_dialog, _DIALOG),
    "DELETE /api/v1/bot-suite/dialogs/{dialog}": (_suite_dialog, None),
    f"GET {_F}": (_flow, None),
    f"PUT {_F}": (_flow, {"name": "Taken", "graph": {}}),
    f"DELETE {_F}": (_flow, None),
    f"POST {_F}/approval": (_flow, {"revision": 1}),
    f"DELETE {_F}/approval": (_flow, None),
    f"GET {_F}/revisions": (_flow, None),
    f"GET {_F}/revisions/{{revision}}": (_flow, None),
    f"POST {_F}/revisions/{{revision}}/restoration": (_flow, None),
    f"PUT {_F}/secrets/{{name}}": (_flow, {"value": "taken"}),
    f"DELETE {_F}/secrets/{{name}}": (_flow, None),
    "GET /api/v1/feedback/units/{unit}": (_unit, None),
    "PUT /api/v1/feedback/units/{unit}/label": (_unit, {"sentiment": "negative"}),
    "GET /api/v1/feedback/topics/{topic}": (_unit, None),
    "PUT /api/v1/feedback/topics/{topic}": (_unit, {"revision": 1, "name": "Taken"}),
    "POST /api/v1/feedback/topics/{topic}/merger": (_unit, {"into": "$kept_topic"}),
    "POST /api/v1/feedback/topics/{topic}/split": (_unit, {"number": 2}),
    "POST /api/v1/feedback/topic-steps/{step}/reversal": (_topic_step, None),
    f"GET {_S}": (_survey, None),
    f"PATCH {_S}": (_survey, {"name": "Taken"}),
    f"DELETE {_S}": (_survey, None),
    f"PUT {_S}/draft": (_survey, {"form": _FORM, "name": "Taken"}),
    f"POST {_S}/copies": (_survey, {}),
    f"POST {_S}/publication": (_survey, {}),
    f"PUT {_S}/state": (_survey, {"state": "closed"}),
    f"GET {_S}/problems": (_survey, None),
    f"GET {_S}/versions": (_survey, None),
    f"GET {_S}/versions/{{number}}": (_survey, None),
    f"GET {_S}/quotas": (_survey, None),
    f"POST {_S}/trials": (_survey, {}),
    f"POST {_S}/simulations": (_survey, {"number": 3}),
    f"GET {_S}/responses": (_survey, None),
    f"POST {_S}/results": (_survey, {}),
    f"POST {_S}/scores": (_survey, {"question": "photo"}),
    f"POST {_S}/crosstabs": (_survey, {"rows": ["photo"], "by": {"channel": True}}),
    f"POST {_S}/waves": (_survey, {"waves": [{"name": "one"}, {"name": "two"}]}),
    f"POST {_S}/respondents": (_survey, {}),
    f"POST {_S}/exports": (_survey, {"format": "csv"}),
    f"GET {_S}/exports": (_export, None),
    "GET /api/v1/exports/{id}": (_export, None),
    "GET /api/v1/exports/{id}/file": (_export, None),
    "POST /api/v1/exports/{id}/cancellation": (_export, {}),
    "DELETE /api/v1/exports/{id}": (_export, None),
    f"GET {_S}/reaches": (_reach, None),
    f"POST {_S}/reaches": (_survey, {"reach": {"kind": "link"}, "is_on": False}),
    f"GET {_S}/reaches/{{reach}}": (_reach, None),
    f"PUT {_S}/reaches/{{reach}}": (_reach, {"revision": 1, "reach": {"kind": "widget"}, "is_on": True}),
    f"DELETE {_S}/reaches/{{reach}}": (_reach, None),
    f"POST {_S}/reaches/{{reach}}/forecast": (_reach, {"people": 10}),
    f"GET {_S}/reach-figures": (_reach, None),
    f"GET {_S}/invitations": (_reach, None),
    f"GET {_S}/qr": (_survey, None),
    f"GET {_S}/responses/{{response}}": (_survey, None),
    f"PUT {_S}/responses/{{response}}/judgement": (_survey, {"excluded": True, "reason": "Taken"}),
    f"GET {_S}/responses/{{response}}/files/{{file}}": (_survey, None),
    f"GET {_G}": (_gap, None),
    f"DELETE {_G}": (_gap, None),
    f"GET {_G}/questions": (_gap, None),
    f"POST {_G}/restoration": (_gap, None),
    f"POST {_G}/proposal": (_gap, None),
    f"GET {_P}": (_proposal, None),
    f"PUT {_P}": (_proposal, {"revision": 1, "kind": "new", "title": "Taken"}),
    f"DELETE {_P}": (_proposal, None),
    f"POST {_P}/approval": (_proposal, {"revision": 1}),
    f"GET {_J}": (_journey, None),
    f"PATCH {_J}": (_journey, {"name": "Taken"}),
    f"GET {_J}/customers": (_journey, None),
    f"GET {_J}/customers/{{customer}}": (_journey, None),
    f"PUT {_J}/draft": (_journey, {"graph": {}}),
    f"GET {_J}/figures": (_journey, None),
    f"POST {_J}/versions": (_journey, None),
    "POST /api/v1/outbox/{message}/resends": (_message, None),
    "PATCH /api/v1/people/{person}": (_person, {"role": "owner"}),
    "DELETE /api/v1/quarantine/{id}": (_refused, None),
    "GET /api/v1/reports/journeys/{journey}/lift": (_journey, None),
    "GET /api/v1/reports/journeys/{journey}/orders": (_journey, None),
    "DELETE /api/v1/sessions/{session}": (_session, None),
    "DELETE /api/v1/tokens/{token}": (_token, None),
    "DELETE /api/v1/write-keys/{key}": (_key, None),
}
# Reports lie below journeys and cannot know which there are: a foreign one reads as one that did nothing yet.
_LIKE_A_MADE_UP_ONE = {"GET /api/v1/reports/journeys/{journey}/lift", "GET /api/v1/reports/journeys/{journey}/orders"}
# What our owner sees of all this; a stranger must not move a letter of it.
_VIEWS = (
    "/feedback/units", "/feedback/topics",
    "/surveys", "/learning/gaps", "/learning/proposals", "/bot-versions", "/bot-publications", "/bot-suite", "/bot-suite/phrasings", "/bot-suite/dialogs",
    "/articles", "/flows", "/audiences", "/canned-replies", "/conversations?box=any", "/customers", "/imports", "/journeys", "/outbox",
    "/people", "/quarantine", "/tokens", "/write-keys", "/audit", "/customers/{customer}", "/journeys/{journey}",
    "/customers/{customer}/merges", "/customers/{customer}/timeline", "/conversations/{conversation}/messages",
)  # fmt: skip
# Only the person herself ends her session; the owner of the same workspace may not either.
_OF_ONE_PERSON = {"DELETE /api/v1/sessions/{session}"}


async def _seen(house: House) -> list[str]:
    return [await _view(house, f"/api/v1{path.format(**house.ids)}") for path in _VIEWS]


async def _view(house: House, path: str) -> str:
    return (await house.owner.get(path)).text


def test_every_route_with_an_id_is_asked_by_a_stranger() -> None:
    paths = app.openapi_document()["paths"]
    with_id = {f"{verb.upper()} {path}" for path, verbs in paths.items() if "{" in path for verb in verbs}
    assert with_id == set(OURS) | OF_EVERYBODY


@pytest.mark.parametrize("route", sorted(OURS))
async def test_a_stranger_gets_404_and_changes_nothing(route: str, house: House) -> None:
    make, body = OURS[route]
    method, _, path = route.partition(" ")
    path = path.format(**await make(house))
    if isinstance(body, dict):
        body = {name: house.ids.get(str(value)[1:], value) for name, value in body.items()}
    before = await _seen(house)
    taken = await house.stranger.request(method, path, json=body)
    if route in _LIKE_A_MADE_UP_ONE:
        made_up = str(new_id())
        nothing = await house.stranger.request(method, path.replace(house.ids["journey"], made_up))
        assert taken.text.replace(house.ids["journey"], made_up) == nothing.text
    else:
        assert taken.status_code == 404, f"{taken.status_code} {taken.text[:300]}"
    assert "of-ours" not in taken.text.lower().replace(" ", "-")
    assert await _seen(house) == before
    mine = await house.owner.request(method, path, json=body)
    assert route in _OF_ONE_PERSON or mine.status_code not in (401, 403, 404, 500), f"{mine.status_code} {mine.text}"


async def test_a_stranger_finds_nothing_by_an_id_in_the_query_or_the_body(house: House) -> None:
    ids = house.ids
    for path in (f"outbox?customer={ids['customer']}", f"outbox?journey={ids['journey']}", "quarantine", "imports",
                 f"conversations?box=any&customer={ids['customer']}", "customers?search=Lin", "events"):  # fmt: skip
        assert "of-ours" not in (await house.stranger.get(f"/api/v1/{path}")).text.lower().replace(" ", "-"), path
    found = await house.stranger.get(
        "/api/v1/customers/by-handle", params={"kind": "customer", "value": ids["customer"]}
    )
    assert found.status_code in (404, 422)


async def test_a_stranger_builds_no_journey_on_an_audience_of_ours(house: House) -> None:
    entry = {"kind": "audience", "audience": house.ids["audience"], "include_members": True}
    graph = {"entry": entry, "steps": [{"id": "end", "kind": "exit"}], "first": "end"}
    journey = (await house.stranger.post("/api/v1/journeys", json={"name": "Theirs", "graph": graph})).json()
    assert (await house.stranger.post(f"/api/v1/journeys/{journey['id']}/versions")).status_code == 422


async def test_a_conversation_is_given_to_nobody_of_another_company(house: House) -> None:
    theirs = (await house.stranger.get("/api/v1/session")).json()["person"]["id"]
    await house.stranger.post("/api/v1/connection-token")
    path = f"/api/v1/conversations/{house.ids['conversation']}/assignment"
    assert (await house.owner.post(path, json={"assignee": theirs})).status_code == 422


async def test_the_live_connection_shows_a_stranger_no_stream_of_ours(house: House) -> None:
    token = (await house.stranger.post("/api/v1/connection-token")).json()["token"]
    for stream in (f"c:{house.ids['conversation']}", f"u:{house.ids['customer']}", f"c:{house.ids['customer']}"):
        look = await house.stranger.post("/connection/sync", json={"token": token, "channel": stream, "offset": 0})
        assert look.json().get("error", {}).get("code") == 103, look.text
        asked = {"token": token, "rpc": {"method": "sync", "data": {"stream": stream}}}
        answer = (await house.stranger.post("/connection/sync", json=asked)).json()
        assert answer.get("error", {}).get("code") == 103, answer
    inbox = await house.stranger.post("/connection/sync", json={"token": token, "channel": "inbox", "offset": 0})
    assert house.ids["conversation"] not in inbox.text


async def test_no_call_of_the_live_connection_reaches_a_conversation_of_ours(house: House) -> None:
    token = (await house.stranger.post("/api/v1/connection-token")).json()["token"]
    stream, before = f"c:{house.ids['conversation']}", await _seen(house)
    calls = {
        "msg.send": {"cid": "x", "body": {"text": "taken"}, "stream": stream},
        "msg.read": {"seq": 1, "stream": stream},
        "conversation.rate": {"score": 1, "conversation": house.ids["conversation"]},
    }
    for method, values in calls.items():
        asked = {"token": token, "rpc": {"method": method, "data": values}}
        answer = (await house.stranger.post("/connection/sync", json=asked)).json()
        assert answer.get("error", {}).get("code") in (103, 1404), (method, answer)
    sent = {"token": token, "send": {"data": {"type": "typing", "stream": stream}}}
    await house.stranger.post("/connection/sync", json=sent)
    assert await _seen(house) == before


async def test_a_token_of_one_company_says_nothing_in_the_name_of_another(house: House) -> None:
    token = (await house.stranger.post("/api/v1/connection-token")).json()["token"]
    body, _, signature = token.partition(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "w": str(house.workspace)}).encode()).decode().rstrip("=")
    for wrong in (f"{forged}.{signature}", f"{forged}.", forged, f"{body}.{signature}x", "", ".", "a.b"):
        answer = await house.stranger.post("/connection/sync", json={"token": wrong, "channel": "inbox", "offset": 0})
        assert answer.status_code == 401, (wrong, answer.text)
