"""Every route of the whole product, asked by everybody who should not get in, and by each role."""

import itertools
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from feilun import app
from feilun.access import ANYONE, RIGHTS, ROLES
from feilun.events import Event, Handle, append
from feilun.kernel import clock
from feilun.store import Engines

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# A route that answers an open-ended stream or needs a body of a certain kind is still asked; any refusal but 401/403
# (a 404, a 400, a 422) proves that the door let the caller through.
_NOT_AT_THE_DOOR = {401, 403}


def _routes() -> Iterator[tuple[str, str, dict[str, Any]]]:
    nothing: Any = None
    for route in app.create_framework(nothing).routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in sorted(set(handler.http_methods) & set(_METHODS)):
                yield method, route.path, {"id": handler.operation_id, "handler": str(handler), **handler.opt}


ROUTES = sorted(_routes(), key=lambda one: one[:2])
GUARDED = [(method, path, opt["right"]) for method, path, opt in ROUTES if "right" in opt]


def _filled(path: str) -> str:
    """A path with made-up ids: of no workspace at all."""

    def fill(found: re.Match[str]) -> str:
        return {"uuid": str(uuid4()), "int": "1", "str": "nothing", "path": "/nothing"}[found[2]]

    return re.sub(r"\{(\w+):(\w+)\}", fill, path)


@pytest.mark.parametrize(("method", "path", "opt"), ROUTES, ids=[f"{m} {p}" for m, p, _ in ROUTES])
def test_a_route_declares_its_right_or_why_it_is_public(method: str, path: str, opt: dict[str, Any]) -> None:
    if "right" in opt:
        assert opt["right"] in {*RIGHTS, ANYONE}
    else:
        assert opt.get("public"), f"{method} {path} says neither who may call it nor why everybody may"


def test_every_documented_route_has_an_operation_id_of_its_own() -> None:
    names = [opt["id"] for _, path, opt in ROUTES if not path.startswith("/api/v1/openapi")]
    assert None not in names
    assert sorted(set(names)) == sorted(names)


async def test_nobody_gets_past_the_door_without_a_caller(api: Any) -> None:
    nobody = await api(None)
    open_doors = []
    for method, path, _ in GUARDED:
        answer = await nobody.request(method, _filled(path))
        if answer.status_code != 401:
            open_doors.append((method, path, answer.status_code))
    assert open_doors == []


async def test_a_false_token_is_nobody(api: Any) -> None:
    nobody = await api(None)
    for secret in ("flt_wrong", "flt_", "x", "flt_' or 1=1 --"):
        answer = await nobody.get("/api/v1/session", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 401


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_a_role_gets_what_it_has_the_right_to_and_403_else(role: str, signed_in: Any) -> None:
    client: httpx.AsyncClient = await signed_in(role)
    wrong = []
    for method, path, right in GUARDED:
        answer = await client.request(method, _filled(path))
        let_in = answer.status_code not in _NOT_AT_THE_DOOR
        if let_in != (right == ANYONE or right in ROLES[role]):
            wrong.append((method, path, right, answer.status_code))
    assert wrong == []


async def test_no_route_breaks_on_a_hostile_request(api: Any) -> None:
    owner: httpx.AsyncClient = await api("owner")
    hostile = "'; drop table person; --\\x00%00\u202e"
    broken = []
    for (method, path, _), body in itertools.product(GUARDED, (b"", b"{", b'{"a": 1}', b"[]", b"\xff\xfe")):
        params = {"search": hostile, "after": hostile, "limit": "999999999999", "type": hostile, "kind": hostile}
        answer = await owner.request(
            method, _filled(path), params=params, content=body, headers={"Content-Type": "application/json"}
        )
        if answer.status_code >= 500:
            broken.append((method, path, body, answer.status_code, answer.text[:200]))
    assert broken == []


async def test_sql_in_a_parameter_is_only_text(api: Any, engines: Engines) -> None:
    owner = await api("owner")
    answer = await owner.get("/api/v1/audit", params={"action": "' or '1'='1"})
    assert answer.json()["items"] == []


async def test_a_stranger_sees_nothing_of_ours(
    api: Any, stranger: httpx.AsyncClient, workspace: UUID, engines: Engines, drain: Any
) -> None:
    marked = {"name": "Lin-of-ours", "role": "agent"}
    owner: httpx.AsyncClient = await api("owner")
    await owner.post(
        "/api/v1/people", json={**marked, "email": "lin-of-ours@feilun.example", "password": "long enough"}
    )
    await owner.post("/api/v1/tokens", json=marked)
    await owner.post("/api/v1/write-keys", json={"name": "Lin-of-ours"})
    lin = Event(
        workspace=workspace,
        id="lin-of-ours",
        type="identify",
        occurred_at=clock.now(),
        handles=(Handle("user_id", "lin-of-ours"),),
        body={"traits": {"name": "Lin-of-ours"}},
    )
    async with engines.tables.transaction() as tx:
        await append(tx, [lin])
    await drain()
    assert "in-of-ours" in (await owner.get("/api/v1/people")).text
    assert "in-of-ours" in (await owner.get("/api/v1/events")).text
    leaks = []
    for _, path, _ in [one for one in GUARDED if one[0] == "GET"]:
        answer = await stranger.get(
            _filled(path), params={"search": "Lin-of-ours", "kind": "user_id", "value": "lin-of-ours"}
        )
        if answer.status_code == 200 and "in-of-ours" in answer.text:
            leaks.append(path)
    assert leaks == []
