"""What goes into the package and into the lock files."""

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-test.txt", "console/package-lock.json", "sdk/package-lock.json")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert '"resolved"' not in text
    # Addresses of people who take donations are no places to load from.
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", text)
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url\S*|--find-links\S*", text) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_package_is_fixed_by_its_hash(name: str) -> None:
    lines = re.sub(r"\\\n", " ", (ROOT / name).read_text()).splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert len(packages) > 50
    assert [line.split()[0] for line in packages if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    wanted = {
        name.lower().replace("_", "-"): version
        for name, version in re.findall(r'"([\w-]+)(?:\[[^\]]*\])?==([\w.]+)"', project)
    }
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements-test.txt").read_text(), re.MULTILINE))
    build_only = {"hatchling", "editables"}
    assert {name: locked.get(name) for name in wanted if name not in build_only} == {
        name: version for name, version in wanted.items() if name not in build_only
    }


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    pytest.importorskip("hatchling", reason="hatchling is there where the package is built")
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("version", "fits"),
    [((20, 18), False), ((20, 19), True), ((21, 7), False), ((22, 11), False), ((22, 12), True), ((24, 0), True)],
)
def test_only_a_node_that_builds_the_console_is_used(hook: ModuleType, version: tuple[int, int], fits: bool) -> None:
    assert hook.node_fits(version) is fits


def builder(hook: ModuleType, root: Path) -> Any:
    for project in ("console", "sdk"):
        (root / project / "src").mkdir(parents=True)
        (root / project / "src" / "main.ts").write_text("1")
    (root / "src/feilun/static").mkdir(parents=True)
    made = object.__new__(hook.CustomBuildHook)
    made._BuildHookInterface__root = str(root)
    return made


def test_the_web_parts_are_built_again_only_when_their_sources_changed(hook: ModuleType, tmp_path: Path) -> None:
    build = builder(hook, tmp_path)
    assert not build.is_fresh()
    build.stamp.write_text(build.digest())
    (tmp_path / "console/node_modules").mkdir()
    (tmp_path / "console/node_modules/a.js").write_text("")
    assert build.is_fresh()
    (tmp_path / "sdk/src/main.ts").write_text("2")
    assert not build.is_fresh()


def test_node_comes_from_a_wheel_only_where_none_is(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = builder(hook, tmp_path)
    monkeypatch.setattr(hook, "system_node", lambda: False)
    monkeypatch.delenv("FEILUN_SKIP_WEB", raising=False)
    assert build.dependencies() == [hook.NODE_WHEEL]
    monkeypatch.setenv("FEILUN_SKIP_WEB", "1")
    assert build.dependencies() == []


@pytest.mark.parametrize("name", ["setup.sh", "browser.sh", "web.sh", "lock.sh", "check.sh"])
def test_scripts_are_plain_shell(name: str) -> None:
    path = ROOT / "scripts" / name
    assert path.stat().st_mode & 0o111
    shell = shutil.which("dash") or shutil.which("sh")
    assert shell
    assert subprocess.run([shell, "-n", str(path)], capture_output=True).returncode == 0


def test_setup_says_what_to_do_without_a_fitting_python(tmp_path: Path) -> None:
    """A machine whose only Python is too old."""
    (tmp_path / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    for tool in ("dirname", "cat", "find", "sort", "tr", "xargs", "cksum", "rm", "sh"):
        program = shutil.which(tool)
        assert program
        (tmp_path / tool).symlink_to(program)
    environment = {"PATH": str(tmp_path), "VENV": str(tmp_path / "venv")}
    done = subprocess.run(["/bin/sh", str(ROOT / "scripts/setup.sh")], capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr


def test_everything_imported_is_a_dependency() -> None:
    """A package that is there only because another wants it may be gone tomorrow."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    names = [
        re.split(r"[\[=<>; ]", one)[0] for one in project["dependencies"] + optional["demo"] + optional["encoders"]
    ]
    declared = {name.lower().replace("_", "-") for name in names}
    owners = packages_distributions()
    missing = {
        f"{top} ({path.relative_to(ROOT)})"
        for path in (ROOT / "src").rglob("*.py")
        for top in top_imports(path)
        if top not in sys.stdlib_module_names and top != "feilun"
        if not declared & {owner.lower().replace("_", "-") for owner in owners.get(top, [])}
    }
    assert missing == set()


def top_imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found
