"""Checks of the tree that no ready-made tool has: doors, sizes, names, pure rules. Prints each fault; exit code 1.

Run from the root of the repository: `python scripts/check_structure.py`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 400
LONGEST_FUNCTION = 50
BANNED_NAMES = {"helpers", "helper", "utils", "util", "manager", "managers", "service", "services", "misc", "common"}

# Folders without a door of their own: one goes through them to a capability, an engine or a plain module.
NAMESPACES = {"conversion", "interaction", "insight", "delivery", "kernel", "engines", "channels", "events.catalogue"}

# Where each folder directly below holds one capability with a README of ten lines.
CAPABILITY_FOLDERS = ("conversion", "interaction", "insight", "delivery", "channels")

# The only files that know everything; nobody below may know them.
TOP = re.compile(r"^(app|cli)(_\w+)?$|^config$|^__main__$")
LAYERS = (
    *("conversion", "interaction", "insight", "delivery", "access", "events", "language", "store", "kernel"),
    *("channels", "engines"),
)
CLOCKS = {"now", "utcnow", "today"}


class Tree:
    """The modules below one package, such as `src/feilun`."""

    def __init__(self, package: Path) -> None:
        self.package = package
        self.files = sorted(path for path in package.rglob("*.py") if "static" not in path.parts)

    def module_of(self, path: Path) -> str:
        """`insight.profiles` for src/feilun/insight/profiles/__init__.py."""
        parts = path.relative_to(self.package).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def has(self, module: str) -> bool:
        place = self.package.joinpath(*module.split("."))
        return place.is_dir() or place.with_suffix(".py").exists()

    def is_package(self, module: str) -> bool:
        return self.package.joinpath(*module.split(".")).is_dir()

    def imports(self, path: Path) -> Iterator[tuple[int, str]]:
        """Line and module of each import of our own; `from a import b` is `a.b` when that is a module."""
        name = self.package.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                for one in node.names:
                    if one.name.startswith(f"{name}."):
                        yield node.lineno, one.name.removeprefix(f"{name}.")
            elif isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(f"{name}."):
                base = node.module.removeprefix(name).removeprefix(".")
                for one in node.names:
                    inner = f"{base}.{one.name}".removeprefix(".")
                    yield node.lineno, inner if self.has(inner) else base


def check_doors(tree: Tree) -> Iterator[str]:
    """Others import a capability's door (its `__init__.py`), never a file behind it."""
    for path in tree.files:
        importer = tree.module_of(path)
        for line, imported in tree.imports(path):
            door = _door_passed(tree, importer, imported)
            if door:
                yield f"{path}:{line}: imports {imported}, which lies behind the door {door}"


def _door_passed(tree: Tree, importer: str, imported: str) -> str | None:
    """The first package on the way to `imported` that has a door and does not hold the importer."""
    parts = imported.split(".")
    prefixes = {".".join(parts[:length]): length for length in range(1, len(parts))}
    start = max((length for prefix, length in prefixes.items() if prefix in NAMESPACES), default=0)
    for length in range(start + 1, len(parts)):
        package = ".".join(parts[:length])
        inside = importer == package or importer.startswith(f"{package}.")
        if not inside and tree.is_package(package):
            # A capability inside a capability (events/collect) has a door of its own.
            return None if tree.is_package(imported) and length == len(parts) - 1 else package
    return None


def check_layers(tree: Tree) -> Iterator[str]:
    """Each folder has a layer, and nobody below knows the files at the top."""
    for path in tree.package.iterdir():
        known = path.name in (*LAYERS, "static", "__pycache__", "py.typed", "demo")
        if not known and not (path.suffix == ".py" and (TOP.match(path.stem) or path.stem == "__init__")):
            yield f"{path}: has no place in the layers; put it into a folder, or name it app_… or cli_…"
    for path in tree.files:
        if tree.module_of(path).split(".")[0] in LAYERS:
            for line, imported in tree.imports(path):
                if TOP.match(imported.split(".")[0]):
                    yield f"{path}:{line}: imports {imported}, which only the application may know"


def check_sizes(tree: Tree) -> Iterator[str]:
    """The tail is what hurts, so the check looks at the tail."""
    for path in tree.files:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            yield f"{path}: {text.count(chr(10))} lines; {LONGEST_FILE} are the most"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield f"{path}:{node.lineno}: {node.name} has {length} lines; {LONGEST_FUNCTION} are the most"


def check_names(tree: Tree) -> Iterator[str]:
    """A name that fits everything says nothing."""
    for path in tree.package.rglob("*"):
        words = set(path.stem.lower().split("_"))
        if "static" not in path.parts and words & BANNED_NAMES and (path.is_dir() or path.suffix == ".py"):
            yield f"{path}: name it after what it does, not {path.stem}"


def check_readmes(tree: Tree) -> Iterator[str]:
    for folder in CAPABILITY_FOLDERS:
        for capability in sorted(tree.package.joinpath(folder).glob("*/__init__.py")):
            if not capability.with_name("README.md").exists():
                yield f"{capability.parent}: has no README.md (what for, events in, events out; ten lines)"


def check_rules(tree: Tree) -> Iterator[str]:
    """Rules get the time as an argument."""
    for path in tree.files:
        if path.name == "rules.py":
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_clock = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                if is_clock and node.func.attr in CLOCKS:  # type: ignore[attr-defined]
                    yield f"{path}:{node.lineno}: rules are pure; take the time as an argument"  # type: ignore[attr-defined]
                if isinstance(node, ast.AsyncFunctionDef):
                    yield f"{path}:{node.lineno}: rules are pure; {node.name} must not wait for anything"


CHECKS = (check_doors, check_layers, check_sizes, check_names, check_readmes, check_rules)


def faults(package: Path) -> list[str]:
    """All faults of the tree."""
    tree = Tree(package)
    return [fault for check in CHECKS for fault in check(tree)]


def main() -> int:
    found = faults(Path("src/feilun"))
    for fault in found:
        print(fault)
    print(f"structure: {len(found)} faults" if found else "structure: good")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
