"""The port `Tables` on psycopg 3 with a pool."""

import contextlib
import inspect
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import psycopg
import structlog
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb, set_json_dumps, set_json_loads
from psycopg_pool import AsyncConnectionPool

from feilun.kernel import jsonb
from feilun.kernel.errors import Error, OutOfRange, Unavailable
from feilun.store import Json, Migration, Row, Transaction, UniqueViolation

_log = structlog.get_logger("feilun.postgres")

# Two processes that start at once must not both migrate; the number is ours alone.
_MIGRATION_LOCK = 7_205_759


set_json_dumps(jsonb.encode)
set_json_loads(msgspec.json.decode)


def _adapted(value: Any) -> Any:
    if isinstance(value, Json):
        return Jsonb(value.value)
    if isinstance(value, dict):
        return Jsonb(value)
    if isinstance(value, list) and value and isinstance(value[0], Json | dict):
        return [_adapted(item) for item in value]
    if isinstance(value, str) and "\x00" in value:
        return value.replace("\x00", "")
    return value


def _values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _adapted(value) for name, value in values.items()}


class PostgresTransaction:
    """A `store.Transaction` on one connection."""

    def __init__(self, connection: psycopg.AsyncConnection[Row]) -> None:
        self._connection = connection
        self.calls: list[Callable[[], Any]] = []

    async def all(self, statement: str, **values: Any) -> list[Row]:
        cursor = await self._execute(statement, values)
        return await cursor.fetchall()

    async def first(self, statement: str, **values: Any) -> Row | None:
        cursor = await self._execute(statement, values)
        return await cursor.fetchone()

    async def value(self, statement: str, **values: Any) -> Any:
        row = await self.first(statement, **values)
        return next(iter(row.values())) if row else None

    async def run(self, statement: str, **values: Any) -> int:
        return (await self._execute(statement, values)).rowcount

    async def many(self, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
        async with self._connection.cursor() as cursor:
            await cursor.executemany(statement, [_values(row) for row in rows])

    async def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]] | bytes) -> None:
        names = ", ".join(columns)
        async with (
            self._connection.cursor() as cursor,
            cursor.copy(f"copy {table} ({names}) from stdin") as copy,
        ):
            if isinstance(rows, bytes):
                await copy.write(rows)
                return
            for row in rows:
                await copy.write_row([_adapted(value) for value in row])

    async def stream(self, statement: str, **values: Any) -> AsyncIterator[Row]:
        async with self._connection.cursor("stream") as cursor:
            await cursor.execute(statement, _values(values))
            async for row in cursor:
                yield row

    def after_commit(self, call: Callable[[], Any]) -> None:
        self.calls.append(call)

    async def _execute(self, statement: str, values: Mapping[str, Any]) -> psycopg.AsyncCursor[Row]:
        return await self._connection.execute(statement, _values(values) or None)


class PostgresTables:
    """`await PostgresTables.open(dsn)`; raises Unavailable when the server does not answer."""

    def __init__(self, pool: AsyncConnectionPool[psycopg.AsyncConnection[Row]]) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, dsn: str, connections: int = 20, patience: float = 30) -> "PostgresTables":
        pool = AsyncConnectionPool(
            dsn,
            connection_class=psycopg.AsyncConnection[Row],
            kwargs={"row_factory": dict_row, "autocommit": False, "options": "-c timezone=UTC"},
            min_size=1,
            max_size=connections,
            timeout=15,
            open=False,
            check=AsyncConnectionPool.check_connection,
        )
        try:
            await pool.open(wait=True, timeout=patience)
        except psycopg.Error as error:
            await pool.close()
            raise Unavailable(problem=f"The database does not answer: {error}") from error
        return cls(pool)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Committed when the block ends well. Raises Unavailable when the server goes away meanwhile."""
        async with self._connection() as connection:
            transaction = PostgresTransaction(connection)
            try:
                yield transaction
                await connection.commit()
            except BaseException as error:
                # A cancelled request is rolled back like a failed one.
                with contextlib.suppress(psycopg.Error):
                    await connection.rollback()
                ours = _translated(error, connection)
                if ours is None:
                    raise
                raise ours from error
        await _call_back(transaction.calls)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[psycopg.AsyncConnection[Row]]:
        async with contextlib.AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(self._pool.connection())
            except psycopg.OperationalError as error:  # Also when all connections are busy for too long.
                raise Unavailable(problem="The database does not answer") from error
            # An error passes through the pool: told of no error, it would commit what could not be rolled back.
            yield connection

    async def migrate(self, migrations: Sequence[Migration]) -> list[str]:
        applied: list[str] = []
        async with self.transaction() as tx:
            await tx.value("select pg_advisory_xact_lock(%(lock)s)", lock=_MIGRATION_LOCK)
            await tx.run(
                "create table if not exists migration (name text primary key, applied_at timestamptz default now())"
            )
            known = {row["name"] for row in await tx.all("select name from migration")}
            for migration in migrations:
                if migration.name not in known:
                    await tx.run(migration.statements)
                    await tx.run("insert into migration (name) values (%(name)s)", name=migration.name)
                    applied.append(migration.name)
        return applied

    async def close(self) -> None:
        await self._pool.close()


def _translated(error: BaseException, connection: psycopg.AsyncConnection[Row]) -> Error | None:
    """What the caller should hear; None leaves the error as it is."""
    if isinstance(error, psycopg.errors.UniqueViolation):
        return UniqueViolation(constraint=error.diag.constraint_name or "unique")
    if isinstance(error, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure):
        return Unavailable(problem="Two changes to the same rows met")
    # A number beyond a bigint; or, without a state, what the driver itself could not write down (a NUL in a list).
    if isinstance(error, psycopg.errors.NumericValueOutOfRange) or (type(error) is psycopg.DataError):
        return OutOfRange()
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and connection.closed:
        return Unavailable(problem="The database went away")
    return None


async def _call_back(calls: Sequence[Callable[[], Any]]) -> None:
    """The commit is durable, so a call that fails must not make the request look failed; it is logged."""
    for call in calls:
        try:
            result = call()
            if inspect.isawaitable(result):
                await result
        except Exception:
            _log.exception("after_commit_failed")
