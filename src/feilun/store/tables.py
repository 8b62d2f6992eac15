"""Current state and the event log: PostgreSQL, spoken through named statements."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from feilun.kernel.errors import Error

Row = dict[str, Any]


@dataclass(frozen=True)
class Json:
    """Marks a value for a jsonb column. A plain dict is jsonb anyway; a list would be an SQL array without this."""

    value: Any


class UniqueViolation(Error):
    """This exists already ({constraint})."""

    status = 409


class Transaction(Protocol):
    """One request or one delivered event: everything in it is committed together, at the edge, or not at all.

    Statements take named values: `select … where id = %(id)s`. Rows come as dictionaries, jsonb as Python values.
    """

    async def all(self, statement: str, **values: Any) -> list[Row]: ...

    async def first(self, statement: str, **values: Any) -> Row | None: ...

    async def value(self, statement: str, **values: Any) -> Any:
        """The first column of the first row, or None."""

    async def run(self, statement: str, **values: Any) -> int:
        """The number of rows touched."""

    async def many(self, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """The statement once per row, in one round trip."""

    async def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]] | bytes) -> None:
        """COPY into a table: the fastest way in. Bytes are lines of COPY text, made by a caller for whom it is hot."""

    def stream(self, statement: str, **values: Any) -> AsyncIterator[Row]:
        """Rows one by one through a server cursor: for exports of any size."""

    def after_commit(self, call: Callable[[], Any]) -> None:
        """Calls back once the commit is durable (an awaitable result is awaited); never after a rollback."""


class Tables(Protocol):
    """A PostgreSQL 15 or newer, embedded or by DSN."""

    def transaction(self) -> AbstractAsyncContextManager[Transaction]: ...

    async def migrate(self, migrations: Sequence[Any]) -> list[str]:
        """Applies what is missing, under a lock; the names applied."""

    async def close(self) -> None: ...
