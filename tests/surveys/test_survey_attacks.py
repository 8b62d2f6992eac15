"""What hostile outsiders and clumsy colleagues send to surveys: refused in words, never a fault of ours."""

import asyncio
import json
from collections import Counter
from typing import Any

import httpx
import pytest
from tests.surveys.conftest import GOOD, Respondent, Surveyor, option, question, quota, shop_form

from feilun.insight.surveys import endpoint
from feilun.kernel.http import cursor
from feilun.kernel.ids import new_id
from feilun.store import Engines

PNG = b"\x89PNG\r\n\x1a\n of Lin"
_DEEP = "[" * 900 + "]" * 900
# By the word that stands for it in a failed test.
ODD: dict[str, str] = {
    "nothing": "", "list": "[]", "null": "null", "text": '"x"', "number": "7", "half": '{"a": ', "deep": _DEEP,
    "bottomless": "[" * 60_000, "infinite": '{"seq": 1e999, "respondent": 1e999}', "long": f'{{"a": {"9" * 5_000}}}',
    "nul": '{"respondent": "\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000'
    '\\u0000\\u0000\\u0000\\u0000", "page": "\\u0000", "language": "\\u0000", "channel": "\\u0000"}',
    "halves": '{"respondent": "\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800\\ud800'
    '\\ud800\\ud800\\ud800\\ud800"}',
}  # fmt: skip
KINDS = (
    "text", "long_text", "number", "date", "time", "single", "multiple", "dropdown", "image_choice", "boolean",
    "rating", "slider", "nps", "csat", "ces", "ranking", "matrix", "matrix_multiple", "constant_sum", "group_rank",
    "drill_down", "file", "signature", "location", "consent", "contact", "panel", "psm", "gabor_granger", "kano", "turf",
)  # fmt: skip
_LISTS = {"options": [option("a"), option("b")], "rows": [option("a"), option("b")], "columns": [option("c")]}


def link_of(survey: dict[str, Any]) -> str:
    return str(survey["link"]).rpartition("/")[2]


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
async def test_an_odd_body_is_refused_at_every_public_door(surveyor: Surveyor, body: str) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey)
    for method, path in (
        ("POST", f"/v1/survey/{link_of(survey)}/responses"),
        ("PUT", f"{lin.path}/answers"),
        ("POST", f"{lin.path}/files?question=sex&name=x"),
        ("DELETE", lin.path),
    ):
        answer = await surveyor.nobody.request(method, path, content=body.encode())
        assert 400 <= answer.status_code < 500, (path, answer.text)
    assert (await lin.answers())["state"] == "complete"


@pytest.mark.parametrize(
    "query",
    ["a=1&" * 30, "language=" + "x" * 5_000, "language=%00%ff%ed%a0%80", "language=en&language=zh", "%", "=&=&;;"],
)
async def test_an_odd_address_is_no_fault_of_ours(surveyor: Surveyor, query: str) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey)
    for path in (f"/v1/survey/{link_of(survey)}", lin.path):
        assert (await surveyor.nobody.get(f"{path}?{query}")).status_code in (200, 422)


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_of_any_shape_is_a_fault_beside_its_question(surveyor: Surveyor, kind: str) -> None:
    asked = question("q", kind, required=True, **_LISTS)
    if kind == "panel":
        asked |= {"questions": [question("inner", "single", **_LISTS)]}
    form = shop_form()
    form["pages"] = [{"id": "one", "questions": [asked]}, {"id": "two", "questions": [question("why", "text")]}]
    survey = await surveyor.makes(form)
    lin = await surveyor.opens(survey)
    deep = json.loads(_DEEP)
    for value in (
        deep, {"a": deep}, [deep], [{"inner": deep}], {"a": {"b": deep}}, 1e15, -1, 10**300, True, "", "x" * 30_000,
        [None], [[]], {"": ""}, {"a": None}, ["a"] * 20_000, {"__proto__": {"a": 1}}, "\x00", "=1+1", [{"id": 5}],
    ):  # fmt: skip
        answer = await lin.put({"q": value}, "stay")
        assert answer.status_code in (200, 422), (str(value)[:80], answer.text[:300])
        if answer.status_code == 200:
            lin.place = answer.json()
            again = await surveyor.nobody.get(lin.path)
            assert again.status_code == 200, again.text
    assert (await surveyor.response(survey))["state"] == "started"


@pytest.mark.parametrize("value", [json.loads(_DEEP), {"a": [1]}, "x" * 50_000, 1e300, None, [json.loads(_DEEP)]])
async def test_given_values_of_any_shape_are_taken_or_left(surveyor: Surveyor, value: Any) -> None:
    names = {"a": "text", "b": "number", "c": "boolean", "d": "list"}
    survey = await surveyor.makes(shop_form(given=names))
    lin = await surveyor.opens(survey, given=dict.fromkeys(names, value))
    assert (await lin.answers())["state"] == "complete"


@pytest.mark.parametrize(
    "settings",
    [
        {"partial_after_hours": 1e300}, {"partial_after_hours": -1}, {"release_after_minutes": 0},
        {"seconds_per_question": 1e9}, {"most_per_minute": 0},
    ],
)  # fmt: skip
async def test_settings_out_of_bounds_are_refused_from_the_beginning(
    surveyor: Surveyor, settings: dict[str, Any]
) -> None:
    body = {"name": "Shop", "form": shop_form(), "settings": settings}
    answer = await surveyor.owner.post("/api/v1/surveys", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, f"settings.{next(iter(settings))}")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "//evil.example",
        "/\\evil.example",
        "data:text/html,x",
        " /x",
        "ftp://x",
    ],
)
async def test_nobody_is_led_from_the_end_to_a_script_or_another_house(surveyor: Surveyor, address: str) -> None:
    form = shop_form()
    form["ends"][0]["redirect"] = address
    answer = await surveyor.owner.post("/api/v1/surveys", json={"name": "Shop", "form": form})
    assert (answer.status_code, answer.json()["field"]) == (422, "ends[0].redirect")


async def test_files_are_sent_only_while_there_is_something_to_answer(surveyor: Surveyor) -> None:
    form = shop_form()
    form["pages"] = [{"id": "one", "questions": [question("photo", "file")]}]
    survey, editable = await surveyor.makes(form), await surveyor.makes(form, may_edit=True)

    async def sends(person: Respondent) -> int:
        sent = await surveyor.nobody.post(f"{person.path}/files?question=photo&name=a.png", content=PNG)
        return sent.status_code

    lin, chen, wang = await surveyor.opens(survey), await surveyor.opens(survey), await surveyor.opens(editable)
    assert [await sends(lin), await sends(chen), await sends(wang)] == [200, 200, 200]
    for one in (lin, wang):
        await one.says({})
    assert [await sends(lin), await sends(wang)] == [409, 200]
    await surveyor.owner.put(f"/api/v1/surveys/{survey['id']}/state", json={"state": "closed"})
    assert await sends(chen) == 410


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", 200), (b"<svg onload=alert(1)>", 422), (b"MZ\x90\x00", 422),
        (b"PK\x03\x04", 422), (b"", 422), (b"#!/bin/sh", 422), (b"\x7fELF", 422), (b"%!PS", 422),
    ],
)  # fmt: skip
async def test_a_file_is_never_what_its_name_says(surveyor: Surveyor, content: bytes, status: int) -> None:
    form = shop_form()
    form["pages"] = [{"id": "one", "questions": [question("photo", "file")]}]
    survey = await surveyor.makes(form)
    lin = await surveyor.opens(survey)
    name = "a.html%0d%0aSet-Cookie: x=1"
    headers = {"Content-Type": "text/html"}
    sent = await surveyor.nobody.post(f"{lin.path}/files?question=photo&name={name}", content=content, headers=headers)
    assert sent.status_code == status, sent.text
    if status != 200:
        return
    response = await surveyor.response(survey)
    loaded = await surveyor.owner.get(
        f"/api/v1/surveys/{survey['id']}/responses/{response['id']}/files/{sent.json()['id']}"
    )
    assert (loaded.headers["content-type"], "set-cookie" in loaded.headers) == ("image/png", False)
    assert loaded.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in loaded.headers["content-security-policy"]


async def test_a_file_of_somebody_else_is_not_shown_under_ones_own_response(surveyor: Surveyor) -> None:
    form = shop_form()
    form["pages"] = [{"id": "one", "questions": [question("photo", "file")]}]
    survey = await surveyor.makes(form)
    lin, thief = await surveyor.opens(survey), await surveyor.opens(survey)
    sent = await surveyor.nobody.post(f"{lin.path}/files?question=photo&name=a.png", content=PNG)
    await thief.says({"photo": [{"id": sent.json()["id"], "name": "mine.png"}]})
    theirs = await surveyor.response(survey)
    path = f"/api/v1/surveys/{survey['id']}/responses/{theirs['id']}"
    assert (await surveyor.owner.get(f"{path}/files/{sent.json()['id']}")).status_code == 404
    assert (await surveyor.owner.get(path)).json()["files"] == []


async def test_a_guessed_token_opens_nothing_and_says_nothing(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey)
    token = lin.place["token"]
    for guess in (token[:-1], token + "A", token.swapcase(), f"sv{token[2:]}", link_of(survey).replace("sv", "rs", 1)):
        answer = await surveyor.nobody.get(f"/v1/survey/{guess}")
        assert answer.status_code == 404, guess
        assert survey["id"] not in answer.text


@pytest.mark.parametrize(
    "name",
    ['=HYPERLINK("http://x")', "<script>alert(1)</script>", "@SUM(1)", "\u202egnp.exe", "'; drop table survey; --"],
)
async def test_a_name_is_words_and_nothing_else(surveyor: Surveyor, name: str) -> None:
    form = shop_form(title={"en": name})
    survey = await surveyor.makes(form)
    assert (await surveyor.owner.patch(f"/api/v1/surveys/{survey['id']}", json={"name": name})).status_code == 200
    front = await surveyor.nobody.get(f"/v1/survey/{link_of(survey)}")
    assert (front.json()["title"], front.headers["x-content-type-options"]) == (name, "nosniff")
    assert front.headers["content-type"] == "application/json"
    rows = await surveyor.get("", search=name[:20])
    assert [one["name"] for one in rows["items"]] == [name]


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
async def test_a_clumsy_colleague_is_refused_in_words(surveyor: Surveyor, body: str) -> None:
    survey = await surveyor.makes()
    lin = await surveyor.opens(survey)
    await lin.answers()
    response = (await surveyor.response(survey))["id"]
    one = f"/api/v1/surveys/{survey['id']}"
    for method, path in (
        ("POST", "/api/v1/surveys"), ("PUT", f"{one}/draft"), ("PATCH", one), ("PUT", f"{one}/state"),
        ("POST", f"{one}/simulations"), ("POST", f"{one}/trials"), ("PUT", f"{one}/responses/{response}/judgement"),
        ("POST", "/api/v1/surveys/imports?format=qsf"), ("POST", "/api/v1/surveys/imports?format=surveyjs"),
        ("POST", f"{one}/reaches"),
    ):  # fmt: skip
        headers = {"Content-Type": "application/json"}
        answer = await surveyor.owner.request(method, path, content=body.encode(), headers=headers)
        assert answer.status_code < 500, (path, answer.text)
    assert (await surveyor.get(f"/{survey['id']}"))["state"] == "open"


@pytest.mark.parametrize(
    "query",
    [
        {"after": cursor(10**30)}, {"after": cursor("x")}, {"after": "%%%"}, {"limit": 10**12}, {"limit": -1},
        {"flag": "\x00"}, {"state": "erased"}, {"simulated": "perhaps"}, {"after": cursor("not-a-uuid")},
    ],
)  # fmt: skip
async def test_an_odd_question_about_responses_is_answered_or_refused(surveyor: Surveyor, query: Any) -> None:
    survey = await surveyor.makes()
    for path in ("", f"/{survey['id']}/responses", f"/{survey['id']}/invitations"):
        assert (await surveyor.owner.get(f"/api/v1/surveys{path}", params=query)).status_code < 500


async def test_publishing_pausing_and_deleting_while_many_answer_leaves_counts_right(surveyor: Surveyor) -> None:
    survey = await surveyor.makes(shop_form(quotas=[quota("women", 6, sex="f")]))
    draft = shop_form(quotas=[quota("women", 6, sex="f")], title={"en": "Second"})
    seen: Counter[int] = Counter()

    async def answer() -> None:
        wish = {"respondent": f"device-{new_id()}"}
        opened = await surveyor.nobody.post(f"/v1/survey/{link_of(survey)}/responses", json=wish)
        seen[opened.status_code] += 1
        if opened.status_code != 200:
            return
        place = opened.json()
        for answers in GOOD:
            if not place["page"]:
                return
            body = {"seq": place["seq"] + 1, "page": place["page"]["key"], "answers": answers}
            saved = await surveyor.nobody.put(f"/v1/survey/{place['token']}/answers", json=body)
            seen[saved.status_code] += 1
            if saved.status_code != 200:
                return
            place = saved.json()

    async def meddle() -> None:
        one = f"/{survey['id']}"
        await surveyor.owner.put(f"/api/v1/surveys{one}/draft", json={"form": draft})
        await surveyor.post(f"{one}/publication")
        for state in ("paused", "open", "paused", "open"):
            await surveyor.owner.put(f"/api/v1/surveys{one}/state", json={"state": state})

    await asyncio.gather(*(answer() for _ in range(12)), meddle(), *(answer() for _ in range(12)))
    [cell] = await surveyor.get(f"/{survey['id']}/quotas")
    states = (await surveyor.get(f"/{survey['id']}"))["counts"]
    assert (cell["taken"], cell["reserved"]) == (states["complete"], 0)
    assert cell["taken"] <= 6
    await asyncio.gather(surveyor.owner.delete(f"/api/v1/surveys/{survey['id']}"), *(answer() for _ in range(8)))
    assert set(seen) <= {200, 404, 409, 410}, seen
    assert (await surveyor.nobody.get(f"/v1/survey/{link_of(survey)}")).status_code == 404


async def test_an_address_that_opens_too_many_is_slowed_down_and_no_other(
    surveyor: Surveyor, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "_OPENINGS", (3.0, 0.001))
    survey, door = await surveyor.makes(), endpoint.Answering()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await door({**scope, "engines": engines}, receive, send)

    async def opens(address: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://feilun.test") as one:
            wish = {"respondent": f"device-{new_id()}"}
            return await one.post(f"/v1/survey/{link_of(survey)}/responses", json=wish)

    found = [await opens("203.0.113.7") for _ in range(4)]
    assert [one.status_code for one in found] == [200, 200, 200, 429]
    assert int(found[-1].headers["retry-after"]) > 0
    assert (await opens("203.0.113.8")).status_code == 200
    # One house of version 6 has more addresses than anybody could count.
    assert [(await opens(f"2001:db8:1:2::{number}")).status_code for number in range(1, 5)] == [200, 200, 200, 429]
    assert (await opens("2001:db8:1:3::1")).status_code == 200


async def test_one_respondent_who_presses_twice_on_two_devices_keeps_one_response(surveyor: Surveyor) -> None:
    survey = await surveyor.makes()
    wish = {"respondent": "the-same-device-of-hers"}
    opened = await asyncio.gather(
        *(surveyor.nobody.post(f"/v1/survey/{link_of(survey)}/responses", json=wish) for _ in range(10))
    )
    assert len({one.json()["token"] for one in opened}) == 1
    token, page = opened[0].json()["token"], opened[0].json()["page"]["key"]

    async def save(age: int) -> httpx.Response:
        body = {"seq": 1, "page": page, "answers": {"sex": "f", "age": age}}
        return await surveyor.nobody.put(f"/v1/survey/{token}/answers", json=body)

    answers = await asyncio.gather(*(save(20 + number) for number in range(10)))
    assert Counter(one.status_code for one in answers) == {200: 1, 409: 9}
