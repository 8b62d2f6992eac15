"""Reads a capability's queries.sql: every statement has a name, so it can be found, counted and timed."""

import re
from pathlib import Path

_HEAD = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


class Queries:
    """The statements of one file as attributes: `Queries(__file__).customer_by_handle`.

    Raises AttributeError for a name the file does not have.
    """

    def __init__(self, beside: str, file: str = "queries.sql") -> None:
        self._path = Path(beside).with_name(file)
        parts = _HEAD.split(self._path.read_text(encoding="utf-8"))
        self._statements: dict[str, str] = dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))

    def __getattr__(self, name: str) -> str:
        try:
            return self._statements[name]
        except KeyError:
            raise AttributeError(f"{self._path} has no statement named {name}") from None

    def names(self) -> list[str]:
        """All statement names, in file order."""
        return list(self._statements)
