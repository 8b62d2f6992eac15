"""Names and texts as SPSS takes them: bytes are counted, never cut through the middle of a character. Pure."""

import re
from collections.abc import Iterable

LONGEST_NAME = 64
LONGEST_LABEL = 255
LONGEST_VALUE_LABEL = 120
LONGEST_TITLE = 64
LONGEST_NOTE = 80
_ODD = re.compile(r"[^A-Za-z0-9_.@#$]")
_RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}


def names_for(columns: Iterable[str]) -> dict[str, str]:
    """A name for each column: at most 64 bytes, begins with a letter, no word of the language, each once in any case."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        plain = _ODD.sub("_", column).rstrip(".")
        if not plain[:1].isalpha():
            plain = f"v{plain}"
        name, number = plain[:LONGEST_NAME], 1
        while name.upper() in taken or name.upper() in _RESERVED:
            number += 1
            name = f"{plain[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        taken.add(name.upper())
        found[column] = name
    return found


def cut(text: str, most: int) -> str:
    """At most so many bytes of UTF-8, whole characters."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def document_lines(texts: Iterable[str]) -> list[str]:
    """Lines of at most 80 bytes; a longer text goes on in the next one."""
    found = []
    for text in texts:
        rest = text.replace("\n", " ")
        while rest:
            line = cut(rest, LONGEST_NOTE)
            found.append(line)
            rest = rest[len(line) :]
    return found
