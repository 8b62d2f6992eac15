"""Migrations are numbered SQL files beside the capability that owns the tables."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Migration:
    """One file; `name` is `capability/0001_title` and is remembered in the table `migration`."""

    name: str
    statements: str


def read_migrations(capability: str, folder: Path) -> list[Migration]:
    """The files of a folder in the order of their names."""
    return [
        Migration(f"{capability}/{path.stem}", path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]
