"""The port `Lake` on a folder: an in-memory DuckDB over Parquet files, so no lock binds two processes."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import ibis
import ibis.expr.operations as operations
import pyarrow.parquet as parquet

from feilun.engines.files import put_in_place

_ENDING = ".parquet"

# Small enough that a question about one event or one month skips most of a file.
_ROW_GROUP = 122_880


class DuckLake:
    """Files lie in `table/workspace/name.parquet`. All methods may be called from any thread.

    A name `a~b` stands for everything from `a` to `b`: as soon as it is there, the files between are not read any
    more. So compaction is one rename, and a query that runs meanwhile sees each row once.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._backend = ibis.duckdb.connect()
        self._lock = threading.RLock()
        self._backend.raw_sql("set timezone = 'UTC'; set memory_limit = '40%'")
        # Large sorts and joins spill here instead of killing the process.
        self._backend.raw_sql(f"set temp_directory = '{_quoted(str(self._folder / '.spill'))}'")

    def write(self, table: str, workspace: UUID, name: str, rows: Any) -> None:
        with self._new_file(table, workspace, name) as aside:
            parquet.write_table(rows, aside, compression="zstd", row_group_size=_ROW_GROUP)

    def keep(self, table: str, workspace: UUID, name: str, expression: Any) -> int:
        with self._lock:
            query = self._backend.compile(expression.as_table())
        with self._new_file(table, workspace, name) as aside:
            how = f"format parquet, compression zstd, row_group_size {_ROW_GROUP}"
            written = self._fetch(f"copy ({query}) to '{_quoted(str(aside))}' ({how})")
        return int(written[0][0].as_py())

    def files(self, table: str, workspace: UUID) -> list[str]:
        return _uncovered(self._names(table, workspace))

    def covered(self, table: str, workspace: UUID) -> list[str]:
        """The names that a compacted file stands for: safe to remove once no query can still read them."""
        names = self._names(table, workspace)
        return sorted(set(names) - set(_uncovered(names)))

    def sizes(self, table: str, workspace: UUID) -> dict[str, int]:
        folder = self._place(table, workspace)
        return {name: (folder / f"{name}{_ENDING}").stat().st_size for name in self.files(table, workspace)}

    def stamps(self, table: str) -> dict[UUID, int]:
        try:
            with os.scandir(self._folder / table) as folders:
                return {UUID(one.name): one.stat().st_mtime_ns for one in folders if one.is_dir()}
        except FileNotFoundError:
            return {}

    def remove(self, table: str, workspace: UUID, names: list[str]) -> None:
        for name in names:
            (self._place(table, workspace) / f"{name}{_ENDING}").unlink(missing_ok=True)

    def read(self, table: str, workspace: UUID, names: list[str] | None = None) -> Any:
        folder = self._place(table, workspace)
        names = self.files(table, workspace) if names is None else names
        if not names:
            return None
        listed = ", ".join(f"'{_quoted(str(folder / name))}{_ENDING}'" for name in names)
        # A later version of the software may have added a column: older files give null for it.
        query = f"select * from read_parquet([{listed}], union_by_name = true)"
        schema = ibis.Schema.from_pyarrow(self._fetch(f"{query} limit 0").schema)
        return operations.SQLQueryResult(query, schema, self._backend).to_expr()

    def run(self, expression: Any) -> Any:
        # A table held in memory is registered with one connection only; all else runs on a cursor of its own.
        if expression.op().find(operations.InMemoryTable):
            with self._lock:
                return self._backend.to_pyarrow(expression.as_table())
        with self._lock:
            query = self._backend.compile(expression.as_table())
        return self._fetch(query)

    def close(self) -> None:
        with self._lock:
            self._backend.disconnect()

    def _fetch(self, query: str) -> Any:
        with self._lock:
            cursor = self._backend.con.cursor()
        try:
            return cursor.sql(query).to_arrow_table()
        finally:
            cursor.close()

    @contextmanager
    def _new_file(self, table: str, workspace: UUID, name: str) -> Iterator[Path]:
        """A path to write to; the file takes its name when the block ends well."""
        folder = self._place(table, workspace)
        folder.mkdir(parents=True, exist_ok=True)
        aside = folder / f".{name}.{os.getpid()}.{threading.get_ident()}.part"
        try:
            yield aside
            put_in_place(aside, folder / f"{name}{_ENDING}")
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def _names(self, table: str, workspace: UUID) -> list[str]:
        folder = self._place(table, workspace)
        return sorted(path.name.removesuffix(_ENDING) for path in folder.glob(f"*{_ENDING}") if path.name[0] != ".")

    def _place(self, table: str, workspace: UUID) -> Path:
        return self._folder / table / str(workspace)


def _uncovered(names: list[str]) -> list[str]:
    """Names that no `a~b` stands for; of two equal ranges there is only one, so nothing covers itself."""
    ranges = [(name, *_ends(name)) for name in names if "~" in name]
    kept = []
    for name in names:
        first, last = _ends(name)
        if not any(other != name and a <= first and last <= b for other, a, b in ranges):
            kept.append(name)
    return kept


def _ends(name: str) -> tuple[str, str]:
    first, _, last = name.partition("~")
    return first, last or first


def _quoted(text: str) -> str:
    return text.replace("'", "''")
