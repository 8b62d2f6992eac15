"""HTTP: signing in and out, and what a person may do with her own account."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import Cookie

from feilun.access import people, sessions
from feilun.access.door import CSRF_COOKIE, SESSION_COOKIE, SESSION_LIFE, csrf_of, header, session_cookie
from feilun.access.rights import RIGHTS, ROLES
from feilun.access.trail import note
from feilun.kernel.caller import ANYONE, Caller, needs, public
from feilun.kernel.errors import Invalid, Unauthenticated
from feilun.kernel.ids import fingerprint
from feilun.store import Engines, Row, Transaction

_Short = Annotated[str, msgspec.Meta(max_length=320)]
_Secret = Annotated[str, msgspec.Meta(max_length=256)]


class SignIn(msgspec.Struct, kw_only=True):
    """`workspace` is needed only by people who use one password in several workspaces."""

    email: _Short
    password: _Secret
    workspace: UUID | None = None


class SessionPerson(msgspec.Struct, kw_only=True):
    """Who is signed in; a token has no e-mail address."""

    id: UUID | None
    name: str
    email: str
    role: str


class SessionWorkspace(msgspec.Struct, kw_only=True):
    id: UUID
    name: str
    zone: str
    region: str


class SessionView(msgspec.Struct, kw_only=True):
    """What a console needs to know first."""

    person: SessionPerson
    workspace: SessionWorkspace
    rights: list[str]


class OpenSession(msgspec.Struct, kw_only=True):
    """A browser in which a person is signed in."""

    id: UUID
    address: str
    agent: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


class PasswordChange(msgspec.Struct, kw_only=True):
    old: _Secret
    new: _Secret


@post("/api/v1/session", operation_id="sign_in", **public("nobody is signed in before it"))
async def sign_in(data: SignIn, request: Request[Any, Any, Any], engines: Engines) -> Response[SessionView]:
    """Signs in with e-mail address and password and sets the cookies."""
    address = request.client.host if request.client else ""
    agent = header(request.scope, b"user-agent")
    opened = await sessions.sign_in(engines.tables, data.email, data.password, data.workspace, address, agent)
    caller = Caller(workspace=opened.workspace, name=opened.name, rights=ROLES[opened.role], person=opened.person)
    async with engines.tables.transaction() as tx:
        await note(tx, caller, "session.opened", f"person:{opened.person}", {"address": address})
        view = await _view(tx, caller)
    return Response(view, cookies=_cookies(opened.secret, engines.settings.secure_cookies))


@get("/api/v1/session", operation_id="read_session", **needs(ANYONE))
async def read_session(caller: Caller, engines: Engines) -> SessionView:
    """Who is signed in, where, and with which rights."""
    async with engines.tables.transaction() as tx:
        return await _view(tx, caller)


@delete("/api/v1/session", operation_id="sign_out", **public("signing out twice is no fault"))
async def sign_out(request: Request[Any, Any, Any], engines: Engines) -> Response[None]:
    """Ends the session of the cookie and takes the cookies away."""
    async with engines.tables.transaction() as tx:
        await sessions.sign_out(tx, session_cookie(request.scope))
    secure = engines.settings.secure_cookies
    gone = [Cookie(key=one.key, value="", max_age=0, path="/", secure=secure) for one in _cookies("", secure)]
    return Response(None, status_code=204, cookies=gone)


@get("/api/v1/sessions", operation_id="list_sessions", **needs(ANYONE))
async def list_sessions(caller: Caller, request: Request[Any, Any, Any], engines: Engines) -> list[OpenSession]:
    """Where the caller is signed in."""
    this = fingerprint(session_cookie(request.scope))
    async with engines.tables.transaction() as tx:
        rows = await sessions.sessions_of(tx, caller.workspace, _person(caller))
    return [OpenSession(is_this=bytes(row.pop("fingerprint")) == this, **row) for row in rows]


@delete("/api/v1/sessions/{session:uuid}", operation_id="end_session", **needs(ANYONE))
async def end_session(session: UUID, caller: Caller, engines: Engines) -> None:
    """Ends one of the caller's own sessions, in whatever browser it is."""
    async with engines.tables.transaction() as tx:
        await sessions.end_session(tx, caller.workspace, _person(caller), session)
        await note(tx, caller, "session.ended", f"session:{session}")


@put("/api/v1/password", operation_id="change_password", status_code=204, **needs(ANYONE))
async def change_password(
    data: PasswordChange, caller: Caller, request: Request[Any, Any, Any], engines: Engines
) -> None:
    """Changes the caller's password and ends her other sessions."""
    person = _person(caller)
    async with engines.tables.transaction() as tx:
        row = await people.person_of(tx, caller.workspace, person)
        await sessions.count_password_try(tx, person)
    if not await people.is_password(data.old, row["password"]):
        raise Invalid(field="old", problem="is not your password")
    hashed = await people.hashed_password(data.new)
    async with engines.tables.transaction() as tx:
        await people.set_password(tx, caller.workspace, person, hashed)
        await sessions.forget_password_tries(tx, person)
        await sessions.end_sessions(tx, caller.workspace, person, session_cookie(request.scope))
        await note(tx, caller, "password.changed", f"person:{person}")


def _person(caller: Caller) -> UUID:
    if caller.person is None:
        raise Unauthenticated()
    return caller.person


async def _view(tx: Transaction, caller: Caller) -> SessionView:
    row = await people.workspace_of(tx, caller.workspace)
    person = await people.person_of(tx, caller.workspace, caller.person) if caller.person else _token_row(caller)
    return SessionView(
        person=SessionPerson(id=person["id"], name=person["name"], email=person["email"], role=person["role"]),
        workspace=SessionWorkspace(id=row["id"], name=row["name"], zone=row["zone"], region=row["region"]),
        rights=sorted(caller.rights, key=list(RIGHTS).index),
    )


def _token_row(caller: Caller) -> Row:
    role = next((name for name, rights in ROLES.items() if rights == caller.rights), "")
    return {"id": None, "name": caller.name, "email": "", "role": role}


def _cookies(secret: str, secure: bool) -> list[Cookie]:
    life = int(SESSION_LIFE.total_seconds())
    return [
        Cookie(key=SESSION_COOKIE, value=secret, max_age=life, path="/", secure=secure, httponly=True, samesite="lax"),
        # Readable on purpose: the console copies it into the header X-CSRF-Token.
        Cookie(key=CSRF_COOKIE, value=csrf_of(secret), max_age=life, path="/", secure=secure, samesite="lax"),
    ]


ROUTES = (sign_in, read_session, sign_out, list_sessions, end_session, change_password)
