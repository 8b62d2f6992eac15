"""Requests that real libraries sent, replayed: every one is taken and gives the canonical events."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

RECORDED = Path(__file__).parents[2].parent / "shared/reference/wire/recorded.jsonl"
EXAMPLES = RECORDED.with_name("segment_spec_examples.json")
# These two have paths of their own but write Segment's format, so they are replayed on ours.
ELSEWHERE = {"/api/s/": "/v1/", "/api/public/apps/": "/v1/"}


def recordings() -> Iterator[Any]:
    if not RECORDED.exists():
        return
    client = ""
    for line in RECORDED.read_text(encoding="utf-8").splitlines():
        recorded = json.loads(line)
        client = recorded.get("client", client)
        path = recorded.get("p", "")
        for theirs, ours in ELSEWHERE.items():
            path = path.replace(theirs, ours)
        if path.startswith("/v1/"):
            yield pytest.param({**recorded, "p": path}, id=f"{client} {recorded['p']} {recorded['rawlen']}")


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded requests are not on this machine")
@pytest.mark.parametrize("recorded", list(recordings()))
async def test_a_recorded_request_is_taken(
    nobody: httpx.AsyncClient, write_key: str, recorded: dict[str, Any], log: Any, quarantine: Any
) -> None:
    body = recorded["body"].encode()
    headers = {name: value for name, value in recorded["h"].items() if name not in ("authorization", "x-write-key")}
    if headers.get("content-encoding") == "gzip":
        body = gzip.compress(body)
    # The recorded keys are made up, so ours takes their place, in the way the library sends it.
    auth = httpx.BasicAuth(write_key, "") if "x-write-key" not in recorded["h"] else None
    if auth is None:
        headers["x-write-key"] = write_key
    answer = await nobody.request(recorded["m"], recorded["p"], content=body, headers=headers, auth=auth)
    assert answer.status_code == 200, answer.text
    assert await quarantine() == []
    if recorded["m"] == "POST":
        sent = json.loads(recorded["body"])
        expected = sent.get("batch", [sent])
        events = await log()
        assert len(events) == len(expected)
        for event, one in zip(events, expected, strict=True):
            assert event["type"] == one["type"]
            assert event["name"] == (one.get("event") or "" if one["type"] == "track" else "")
            handles = {(handle["kind"], handle["value"]) for handle in event["handles"]}
            assert (("user_id", "u1") in handles) == (one.get("userId") == "u1")
            assert ("email", "a@b.c") in handles or one["type"] != "identify"


def examples() -> list[Any]:
    if not EXAMPLES.exists():
        return []
    found = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return [pytest.param(one["payload"], id=f"{n} {one['file'].rpartition('/')[2]}") for n, one in enumerate(found)]


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the examples of the Segment documentation are not on this machine")
@pytest.mark.parametrize("payload", examples())
async def test_an_example_of_the_segment_documentation_is_taken_or_refused_with_its_reason(
    shop: httpx.AsyncClient, payload: dict[str, Any], log: Any
) -> None:
    kind = payload.get("type") or "track"
    answer = await shop.post("/v1/batch", json={"batch": [{**payload, "type": kind}]})
    assert answer.status_code == 200, answer.text
    points_at_somebody = payload.get("userId") or payload.get("anonymousId")
    if points_at_somebody or (kind == "identify" and (payload.get("traits") or {}).get("email")):
        assert answer.json()["refused"] == []
        assert len(await log()) == 1
    else:
        assert [one["code"] for one in answer.json()["refused"]] == ["no_customer"]
