"""The gates are shut: each rule of the tree has a fault that it catches, and our own tree has none."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
Write = Callable[[str, str], None]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


check_structure = script("check_structure")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def run(name: str, text: str) -> None:
        path = tmp_path / "feilun" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    for name in ("insight/segments", "insight/profiles", "conversion/journeys"):
        run(f"{name}/__init__.py", "")
        run(f"{name}/README.md", "")
    run("insight/__init__.py", "")
    run("events/__init__.py", "")
    run("events/log.py", "")
    run("events/catalogue/__init__.py", "")
    run("events/catalogue/insight.py", "")
    run("insight/profiles/rules.py", "")
    return run


def found(tmp_path: Path) -> list[str]:
    return list(check_structure.faults(tmp_path / "feilun"))


def test_our_own_tree_has_no_fault() -> None:
    assert check_structure.faults(ROOT / "src" / "feilun") == []


@pytest.mark.parametrize(
    "line",
    [
        "from feilun.insight.profiles import rules",
        "from feilun.insight.profiles.rules import matches",
        "import feilun.insight.profiles.rules",
        "from feilun.events.log import append",
        "def f():\n    from feilun.events import log",
    ],
)
def test_a_file_behind_a_door_is_not_imported(write: Write, tmp_path: Path, line: str) -> None:
    write("conversion/journeys/runner.py", line)
    assert [fault for fault in found(tmp_path) if "behind the door" in fault]


@pytest.mark.parametrize(
    "line",
    [
        "from feilun.insight import profiles",
        "from feilun.insight.profiles import Profile",
        "from feilun.events import append",
        "from feilun.events.catalogue.insight import AudienceEntered",
        "from feilun.conversion.journeys.rules import step",
    ],
)
def test_doors_are_for_going_through(write: Write, tmp_path: Path, line: str) -> None:
    write("conversion/journeys/rules.py", "")
    write("conversion/journeys/runner.py", line)
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    "line", ["from feilun.config import Config", "from feilun import app", "import feilun.cli_run"]
)
def test_nobody_below_knows_the_application(write: Write, tmp_path: Path, line: str) -> None:
    for name in ("config", "app", "cli_run"):
        write(f"{name}.py", "")
    write("conversion/journeys/runner.py", line)
    assert [fault for fault in found(tmp_path) if "only the application" in fault]


def test_a_new_folder_needs_a_place_in_the_layers(write: Write, tmp_path: Path) -> None:
    write("billing/__init__.py", "")
    assert [fault for fault in found(tmp_path) if "no place in the layers" in fault]


def test_long_files_and_long_functions_are_found(write: Write, tmp_path: Path) -> None:
    write("insight/segments/long.py", "def f():\n" + "    x = 1\n" * 50)
    write("insight/segments/longer.py", "x = 1\n" * 401)
    assert len(found(tmp_path)) == 2


@pytest.mark.parametrize("name", ["utils.py", "message_helpers.py", "manager/__init__.py"])
def test_a_name_that_fits_everything_is_refused(write: Write, tmp_path: Path, name: str) -> None:
    write(f"insight/segments/{name}", "")
    assert [fault for fault in found(tmp_path) if "name it after what it does" in fault]


def test_a_capability_explains_itself(write: Write, tmp_path: Path) -> None:
    write("insight/surveys/__init__.py", "")
    assert [fault for fault in found(tmp_path) if "README" in fault]


@pytest.mark.parametrize("text", ["import datetime\nx = datetime.datetime.now()", "async def f(): ..."])
def test_rules_look_at_no_clock_and_wait_for_nothing(write: Write, tmp_path: Path, text: str) -> None:
    write("insight/segments/rules.py", text)
    assert [fault for fault in found(tmp_path) if "rules are pure" in fault]
