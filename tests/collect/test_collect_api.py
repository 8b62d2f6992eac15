"""The collect API as a client library sees it: HTTP in, then the answer and the log."""

import asyncio
import base64
import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from feilun.kernel import clock

Shop = httpx.AsyncClient
ORDER = {"type": "track", "event": "Order Completed", "userId": "lin", "properties": {"total": 9.9}}


def order(**fields: Any) -> dict[str, Any]:
    return {**ORDER, **fields}


async def test_an_event_is_in_the_log_when_200_is_answered(shop: Shop, log: Any) -> None:
    answer = await shop.post("/v1/track", json=order(messageId="m1"))
    assert answer.status_code == 200
    assert answer.json() == {"success": True, "accepted": 1, "refused": []}
    [event] = await log()
    assert (event["id"], event["type"], event["name"]) == ("m1", "track", "Order Completed")
    assert event["handles"] == [{"kind": "user_id", "value": "lin"}]
    assert event["body"]["properties"] == {"total": 9.9}
    assert event["channel"] == "web" and event["source"] == "Test shop page"


async def test_a_repeated_message_lands_once_and_is_answered_like_the_first(shop: Shop, log: Any) -> None:
    first = await shop.post("/v1/batch", json={"batch": [order(messageId="m1"), order(messageId="m1")]})
    again = await shop.post("/v1/track", json=order(messageId="m1"))
    assert first.json()["accepted"] == 2 and again.json()["accepted"] == 1
    assert len(await log()) == 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("track", "track"),
        ("t", "track"),
        ("i", "identify"),
        ("identify", "identify"),
        ("p", "page"),
        ("page", "page"),
        ("s", "screen"),
        ("screen", "screen"),
        ("g", "group"),
        ("group", "group"),
        ("a", "alias"),
        ("alias", "alias"),
    ],
)
async def test_every_path_takes_its_type(shop: Shop, log: Any, path: str, kind: str) -> None:
    body = {"event": "E", "userId": "lin", "groupId": "g", "previousId": "before"}
    assert (await shop.post(f"/v1/{path}", json=body)).status_code == 200
    [event] = await log()
    assert event["type"] == kind


@pytest.mark.parametrize("how", ["basic", "plain basic", "bearer", "header", "query", "body", "api_key"])
async def test_the_write_key_is_found_wherever_a_library_puts_it(
    nobody: Shop, write_key: str, log: Any, how: str
) -> None:
    basic = base64.b64encode(f"{write_key}:".encode()).decode()
    headers = {
        "basic": {"Authorization": f"Basic {basic}"},
        "plain basic": {"Authorization": f"Basic {write_key}"},
        "bearer": {"Authorization": f"Bearer {write_key}"},
        "header": {"X-Write-Key": write_key},
    }.get(how, {})
    inside = {"body": {"writeKey": write_key}, "api_key": {"api_key": write_key}}.get(how, {})
    path = f"/v1/track?writeKey={write_key}" if how == "query" else "/v1/track"
    answer = await nobody.post(path, json={**order(), **inside}, headers=headers)
    assert answer.status_code == 200
    assert len(await log()) == 1


async def test_a_stranger_without_a_key_gets_401_with_code_and_message(nobody: Shop, log: Any) -> None:
    answer = await nobody.post("/v1/track", json=order(), auth=("wrong", ""))
    assert answer.status_code == 401
    assert answer.json()["code"] == "invalid_write_key" and answer.json()["message"]
    assert await log() == []


@pytest.mark.parametrize("header", [{}, {"Content-Encoding": "gzip"}])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/json"])
async def test_gzip_is_known_by_its_bytes_and_the_content_type_is_ignored(
    shop: Shop, log: Any, header: dict[str, str], kind: str
) -> None:
    body = gzip.compress(json.dumps({"batch": [order()]}).encode())
    assert (await shop.post("/v1/batch", content=body, headers={"Content-Type": kind, **header})).status_code == 200
    assert len(await log()) == 1


async def test_a_gzip_bomb_is_refused(shop: Shop, quarantine: Any) -> None:
    answer = await shop.post("/v1/batch", content=gzip.compress(b" " * 200_000_000, 9)[:400_000])
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert [row["code"] for row in await quarantine()] == ["body_too_large"]


async def test_broken_gzip_is_refused(shop: Shop) -> None:
    answer = await shop.post("/v1/batch", content=gzip.compress(json.dumps({"batch": [order()]}).encode())[:-9])
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_gzip")


async def test_a_body_over_500_kb_is_refused(shop: Shop) -> None:
    answer = await shop.post("/v1/batch", json={"batch": [order(properties={"x": "y" * 1000})] * 600})
    assert answer.status_code == 413


async def test_the_browser_may_call_from_any_page(shop: Shop) -> None:
    asked = {"Origin": "https://shop.example", "Access-Control-Request-Headers": "authorization,anonymousid"}
    preflight = await shop.options("/v1/t", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-headers"] == "authorization,anonymousid"
    assert preflight.headers["access-control-allow-origin"] == "*"
    answer = await shop.post("/v1/t", json=order(), headers={"Origin": "https://shop.example"})
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_the_settings_tell_analytics_js_where_to_send(nobody: Shop) -> None:
    answer = await nobody.get("/v1/projects/some-key/settings")
    segment = answer.json()["integrations"]["Segment.io"]
    assert (segment["apiKey"], segment["apiHost"]) == ("some-key", "feilun.test/v1")


async def test_a_bad_event_in_a_batch_is_named_and_the_others_are_taken(shop: Shop, log: Any, quarantine: Any) -> None:
    bad = {"type": "track", "userId": "wang", "messageId": "bad"}
    answer = await shop.post("/v1/batch", json={"batch": [order(messageId="a"), bad, order(messageId="b")]})
    assert answer.status_code == 200
    body = answer.json()
    assert body["accepted"] == 2
    assert [(one["index"], one["messageId"], one["code"]) for one in body["refused"]] == [(1, "bad", "no_name")]
    assert body["refused"][0]["reason"].startswith("A track event needs")
    assert [event["id"] for event in await log()] == ["a", "b"]
    [kept] = await quarantine()
    assert kept["code"] == "no_name" and json.loads(kept["payload"])["messageId"] == "bad"


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"type": "track", "event": "E"}, "no_customer"),
        ({"type": "track", "event": "E", "userId": None, "anonymousId": ""}, "no_customer"),
        ({"type": "track", "event": "", "userId": "u"}, "no_name"),
        ({"type": "message.received", "userId": "u"}, "unknown_type"),
        ({"type": "group", "userId": "u", "groupId": ""}, "no_group"),
        ({"type": "alias", "userId": "u"}, "no_previous_id"),
        (order(userId={"a": 1}), "wrong_id"),
        (order(userId=True), "wrong_id"),
        (order(messageId="m" * 1001), "wrong_id"),
        (order(properties="text"), "not_an_object"),
        (order(timestamp="yesterday"), "wrong_time"),
        (order(timestamp="0001-01-01T00:00:00Z"), "wrong_time"),
        (order(timestamp=1e300), "wrong_time"),
        (order(properties={"x": "y" * 40_000}), "event_too_large"),
        (order(properties={"x": int("9" * 400)}), "number_out_of_range"),
        (order(context={"externalIds": [{"type": "customer", "id": "1"}]}), "reserved_id"),
        ([1], "not_an_object"),
        ("text", "not_an_object"),
    ],
)
async def test_a_refusal_says_why(shop: Shop, log: Any, event: Any, code: str) -> None:
    answer = await shop.post("/v1/batch", json={"batch": [event]})
    assert answer.status_code == 200
    assert [one["code"] for one in answer.json()["refused"]] == [code]
    assert await log() == []


async def test_a_refused_single_event_is_a_400_and_kept(shop: Shop, quarantine: Any) -> None:
    answer = await shop.post("/v1/track", json={"userId": "lin"})
    assert (answer.status_code, answer.json()["code"]) == (400, "no_name")
    assert [row["code"] for row in await quarantine()] == ["no_name"]


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b"\xff\xfe", b'{"batch":1}', b"{}", b"\x1f\x8bnonsense"])
async def test_a_body_that_is_no_batch_is_a_400(shop: Shop, body: bytes) -> None:
    answer = await shop.post("/v1/batch", content=body)
    assert answer.status_code == 400
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"event":"E","userId":"lin","properties":{"a":"x\\u0000y","b":"\\\\u0000"}}',
        b'{"event":"E\\u0000","userId":"l\\u0000in","messageId":"a\\u0000b","properties":{"\\u0000":1}}',
        b'{"event":"E","userId":"lin","properties":{"half":"\\ud83d"}}',
        b'{"event":"E","userId":"lin","properties":{"half":"\\ud83dx","\\udc00":NaN}}',
        b'{"event":"E","userId":"lin","properties":{"bytes":"\xff\xc3"}}',
        b'\xef\xbb\xbf{"event":"E","userId":"lin"}',
        b'{"event":"E\\tab\\\\n","userId":"\\\\.","properties":{"n":123456789012345678901234567890}}',
        '{"event":"下单","userId":"林","properties":{"表情":"👩‍👩‍👧"}}'.encode(),
    ],
)
async def test_odd_but_honest_text_is_taken(shop: Shop, log: Any, raw: bytes) -> None:
    single = await shop.post("/v1/track", content=raw)
    assert single.status_code == 200, single.text
    batch = b'{"batch":[{"type":"track",' + raw.removeprefix(b"\xef\xbb\xbf")[1:] + b"]}"
    answer = await shop.post("/v1/batch", content=batch)
    assert (answer.status_code, answer.json()["refused"]) == (200, [])
    assert await log()


async def test_a_backslash_before_u0000_is_not_a_nul(shop: Shop, log: Any) -> None:
    await shop.post("/v1/track", json=order(properties={"path": "C:\\u0000", "nul": "a\x00b"}))
    [event] = await log()
    assert event["body"]["properties"] == {"path": "C:\\u0000", "nul": "ab"}


@pytest.mark.parametrize("depth", [100, 5_000, 15_000])
async def test_deep_json_is_refused_and_the_server_lives(shop: Shop, log: Any, depth: int) -> None:
    raw = b'{"event":"E","userId":"lin","properties":{"a":' + b"[" * depth + b"]" * depth + b"}}"
    answer = await shop.post("/v1/track", content=raw)
    assert (answer.status_code, answer.json()["code"]) == (400, "too_deep")
    assert (await shop.post("/v1/track", json=order())).status_code == 200
    assert len(await log()) == 1


async def test_brackets_inside_text_are_not_depth(shop: Shop) -> None:
    assert (await shop.post("/v1/track", json=order(properties={"x": '[{"\\' * 500}))).status_code == 200


async def test_numbers_become_text_and_empty_ids_are_absent(shop: Shop, log: Any) -> None:
    await shop.post("/v1/track", json=order(userId=42, anonymousId="", messageId=7))
    [event] = await log()
    assert event["handles"] == [{"kind": "user_id", "value": "42"}] and event["id"] == "7"


async def test_email_and_phone_point_at_a_customer_only_in_identify(shop: Shop, log: Any) -> None:
    traits = {"email": "lin@example.com", "phone": 13800000000}
    await shop.post("/v1/identify", json={"userId": "lin", "anonymousId": "a1", "traits": traits})
    await shop.post("/v1/track", json=order(properties={"email": "chen@example.com"}, context={"traits": traits}))
    identified, tracked = await log()
    assert [h["kind"] for h in identified["handles"]] == ["user_id", "anonymous_id", "email", "phone"]
    assert [h["kind"] for h in tracked["handles"]] == ["user_id"]


async def test_external_ids_and_the_traits_in_the_context_are_read(shop: Shop, log: Any) -> None:
    context = {"traits": {"email": "lin@example.com"}, "externalIds": [{"type": "wechat_openid", "id": "o1"}]}
    await shop.post("/v1/identify", json={"userId": "lin", "context": context})
    [event] = await log()
    assert {"kind": "wechat_openid", "value": "o1"} in event["handles"]
    assert {"kind": "email", "value": "lin@example.com"} in event["handles"]
    assert event["body"]["traits"] == {"email": "lin@example.com"}


async def test_a_wrong_client_clock_is_corrected(shop: Shop, log: Any) -> None:
    ahead = clock.now() + timedelta(days=400)
    happened = ahead - timedelta(minutes=10)
    batch = {"batch": [order(timestamp=happened.isoformat())], "sentAt": ahead.isoformat()}
    await shop.post("/v1/batch", json=batch)
    [event] = await log()
    assert event["received_at"] - event["occurred_at"] == timedelta(minutes=10)
    assert event["body"]["clock"]["sent_at"] == ahead.isoformat()


async def test_an_old_event_keeps_its_time_and_a_future_one_is_now(shop: Shop, log: Any) -> None:
    old = datetime(2020, 5, 1, 12, tzinfo=UTC)
    events = [order(timestamp=old.isoformat()), order(timestamp="2199-01-01T00:00:00Z"), order()]
    await shop.post("/v1/batch", json={"batch": events})
    first, second, third = await log()
    assert first["occurred_at"] == old
    assert second["occurred_at"] == second["received_at"]
    assert third["occurred_at"] == third["received_at"]


async def test_without_a_message_id_a_repeat_with_its_time_lands_once(shop: Shop, log: Any) -> None:
    event = order(timestamp="2026-11-01T00:00:00Z")
    for _ in range(2):
        await shop.post("/v1/track", json=event)
    for _ in range(2):
        await shop.post("/v1/track", json=order())
    assert len(await log()) == 3


async def test_events_of_a_customer_keep_their_order_under_load(shop: Shop, log: Any) -> None:
    async def customer(name: str) -> None:
        for number in range(20):
            answer = await shop.post("/v1/track", json=order(userId=name, properties={"n": number}))
            assert answer.status_code == 200

    await asyncio.gather(*[customer(name) for name in ("lin", "chen", "wang")])
    for name in ("lin", "chen", "wang"):
        numbers = [e["body"]["properties"]["n"] for e in await log() if e["handles"][0]["value"] == name]
        assert numbers == list(range(20))


async def test_a_key_lets_in_only_into_its_own_workspace(shop: Shop, stranger: Any, log: Any) -> None:
    await shop.post("/v1/track", json=order())
    assert len(await log()) == 1
    assert (await stranger.get("/api/v1/quarantine")).json()["items"] == []


async def test_unknown_paths_are_a_404_with_code_and_message(shop: Shop) -> None:
    answer = await shop.get("/v1/track")
    assert answer.status_code == 404
    assert answer.json()["code"] == "no_such_path"
