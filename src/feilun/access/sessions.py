"""Signing in and out. Sessions are rows, so ending one takes effect at once on every node."""

from datetime import timedelta
from uuid import UUID

import msgspec

from feilun.access import people
from feilun.access.door import SESSION_LIFE
from feilun.kernel import clock
from feilun.kernel.errors import Error, NotFound, TooMany
from feilun.kernel.ids import fingerprint, new_id, new_secret
from feilun.kernel.sql import Queries
from feilun.store import Row, Tables, Transaction

_queries = Queries(__file__)
# Per address and e-mail; the whole of an address gets more, since an office may share one.
_FAILURES_OF_ONE = 5
_FAILURES_OF_ADDRESS = 50
_FORGIVEN_AFTER = timedelta(minutes=15)


class WrongPassword(Error):
    """The e-mail address or the password is wrong."""

    status = 401


class SeveralWorkspaces(Error):
    """You belong to several workspaces with this password; say which one."""

    status = 409


class Opened(msgspec.Struct, frozen=True):
    """A fresh session; the secret goes into the cookie and nowhere else."""

    workspace: UUID
    person: UUID
    name: str
    role: str
    secret: str


async def sign_in(
    tables: Tables, email: str, password: str, workspace: UUID | None, address: str, agent: str
) -> Opened:
    """Raises WrongPassword, SeveralWorkspaces, TooMany. Slow work happens outside of a transaction."""
    one, all_of_address = fingerprint(f"{address}\n{email.strip().lower()}"), fingerprint(address)
    async with tables.transaction() as tx:
        await _check_throttle(tx, [one, all_of_address])
        await _count_attempt(tx, one)
        candidates = await people.people_by_email(tx, email, workspace)
    fitting = await _fitting(candidates, password)
    async with tables.transaction() as tx:
        if fitting:
            await tx.run(_queries.forget_failures, fingerprints=[one])
        else:
            await _note_failure(tx, all_of_address)
        if len(fitting) == 1:
            return await _open(tx, fitting[0], address, agent)
    if fitting:
        raise SeveralWorkspaces(workspaces=[str(row["workspace"]) for row in fitting])
    raise WrongPassword()


async def count_password_try(tx: Transaction, person: UUID) -> None:
    """For a signed-in person who names her password: whoever found her browser open must not guess. Raises TooMany."""
    await _count_attempt(tx, _mark_of(person))


async def forget_password_tries(tx: Transaction, person: UUID) -> None:
    await tx.run(_queries.forget_failures, fingerprints=[_mark_of(person)])


def _mark_of(person: UUID) -> bytes:
    return fingerprint(f"password of {person}")


async def _count_attempt(tx: Transaction, mark: bytes) -> None:
    """A failure until it turns out well: counted before the password is looked at, else many at once are free tries."""
    if await _note_failure(tx, mark) > _FAILURES_OF_ONE:
        raise TooMany(seconds=int(_FORGIVEN_AFTER.total_seconds()))


async def _note_failure(tx: Transaction, mark: bytes) -> int:
    """The failures in a row, this one included."""
    now = clock.now()
    failures: int = await tx.value(_queries.note_failure, fingerprint=mark, now=now, since=now - _FORGIVEN_AFTER)
    return failures


async def _check_throttle(tx: Transaction, marks: list[bytes]) -> None:
    now = clock.now()
    for mark, most in zip(marks, (_FAILURES_OF_ONE, _FAILURES_OF_ADDRESS), strict=True):
        row = await tx.first(_queries.failures, fingerprints=[mark])
        if row and row["failures"] >= most and now - row["last_at"] < _FORGIVEN_AFTER:
            raise TooMany(seconds=int((row["last_at"] + _FORGIVEN_AFTER - now).total_seconds()) + 1)


async def _fitting(candidates: list[Row], password: str) -> list[Row]:
    if not candidates:
        await people.is_password(password, None)
    return [row for row in candidates if await people.is_password(password, row["password"])]


async def _open(tx: Transaction, person: Row, address: str, agent: str) -> Opened:
    secret = new_secret()
    now = clock.now()
    await tx.run(
        _queries.open_session,
        workspace=person["workspace"],
        id=new_id(),
        person=person["id"],
        fingerprint=fingerprint(secret),
        address=address,
        agent=agent[:300],
        now=now,
        expires_at=now + SESSION_LIFE,
    )
    return Opened(person["workspace"], person["id"], person["name"], person["role"], secret)


async def sign_out(tx: Transaction, secret: str) -> None:
    await tx.run(_queries.end_session_by_fingerprint, fingerprint=fingerprint(secret))


async def sessions_of(tx: Transaction, workspace: UUID, person: UUID) -> list[Row]:
    """Where she is signed in, the latest used first."""
    return await tx.all(_queries.sessions, workspace=workspace, person=person, now=clock.now())


async def end_session(tx: Transaction, workspace: UUID, person: UUID, session: UUID) -> None:
    """Raises NotFound."""
    if not await tx.run(_queries.end_session, workspace=workspace, person=person, id=session):
        raise NotFound(kind="session", id=session)


async def end_sessions(tx: Transaction, workspace: UUID, person: UUID, kept_secret: str = "") -> None:
    """All of a person's sessions, but the one whose secret is given."""
    kept = fingerprint(kept_secret) if kept_secret else None
    await tx.run(_queries.end_sessions, workspace=workspace, person=person, kept=kept)
