"""Names of files and which of them to put together."""

from collections.abc import Mapping, Sequence

# More files than this make every question slower.
MOST_FILES = 20

# Files of this many bytes stay as they are: rewriting them costs more than one more file.
LARGE = 256 << 20


def place_name(writer: str, position: int) -> str:
    """A place in the log as a file name that sorts like the place."""
    return f"{int(writer):020d}.{position:020d}"


def uncommitted(names: Sequence[str], start: str) -> list[str]:
    """Files that an attempt left which was never committed: they start where the next attempt starts, or later."""
    return [name for name in names if name >= start]


def to_merge(sizes: Mapping[str, int], most: int = MOST_FILES) -> list[str]:
    """The newest files, up to one that is far larger than all after it: so each row is rewritten few times."""
    names = sorted(sizes)
    if len(names) <= most:
        return []
    chosen: list[str] = []
    total = 0
    for name in reversed(names):
        size = sizes[name]
        if size >= LARGE or (size > 2 * total and len(chosen) > most // 2):
            break
        chosen.append(name)
        total += size
    return chosen[::-1] if len(chosen) > 1 else []


def merged_name(names: Sequence[str]) -> str:
    """The name that stands for all of them: from the start of the first to the start of the last."""
    return f"{names[0].partition('~')[0]}~{names[-1].rpartition('~')[2]}"
