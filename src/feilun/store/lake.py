"""History: Parquet files read through Ibis expressions."""

from typing import Any, Protocol
from uuid import UUID


class Lake(Protocol):
    """Tables are folders of Parquet files, one folder per workspace below each table."""

    def write(self, table: str, workspace: UUID, name: str, rows: Any) -> None:
        """A pyarrow Table as the file `name` (written aside, then renamed: the same name twice is one file)."""

    def files(self, table: str, workspace: UUID) -> list[str]:
        """The names of the files that are read, in order. A name `a~b` stands for everything from `a` to `b`."""

    def covered(self, table: str, workspace: UUID) -> list[str]:
        """The names of files that another one stands for, so they are not read any more."""

    def sizes(self, table: str, workspace: UUID) -> dict[str, int]:
        """Bytes of the files that are read, by name, in order."""

    def stamps(self, table: str) -> dict[UUID, int]:
        """When a file last came or went, in nanoseconds of the file system's clock, by workspace that ever had one."""

    def remove(self, table: str, workspace: UUID, names: list[str]) -> None: ...

    def read(self, table: str, workspace: UUID, names: list[str] | None = None) -> Any:
        """An Ibis table expression over these files, or all; None when there are none."""

    def keep(self, table: str, workspace: UUID, name: str, expression: Any) -> int:
        """The rows of an expression as the file `name`, in their order, without passing through Python; how many."""

    def run(self, expression: Any) -> Any:
        """Executes an Ibis expression; a pyarrow Table."""

    def close(self) -> None: ...
