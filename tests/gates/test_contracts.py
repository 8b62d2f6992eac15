"""The import contracts catch what they are for, on a copy of the tree with one bad line added."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(source: Path, folder: Path) -> str:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), str(ROOT / ".importlinter"), "--no-logo", "--cache-dir", str(folder / "cache")]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(source)}
    )
    return done.stdout + done.stderr


@pytest.mark.timeout(300)
def test_each_contract_is_broken_by_the_line_it_forbids(tmp_path: Path) -> None:
    """One copy with all bad lines at once: building the graph is what takes the time."""
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src" / "feilun", source / "feilun", ignore=shutil.ignore_patterns("static", "__pycache__"))
    bad = {
        "kernel/ids.py": "from feilun.conversion import journeys",
        "insight/identity/__init__.py": "from feilun.insight import profiles",
        "channels/email/connector.py": "from feilun import events",
        "engines/files/blobs.py": "from feilun import delivery",
        "delivery/outbox/api.py": "from feilun.channels import email",
        "access/caller.py": "from feilun.engines import nats",
        "events/event.py": "import psycopg",
        "delivery/outbox/rules.py": "import asyncio",
        "interaction/conversations/__init__.py": "import ibis",
    }
    for name, line in bad.items():
        path = source / "feilun" / name
        path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")
    told = lint(source, tmp_path)
    assert "9 broken" in told, told
    assert "0 kept" in told


@pytest.mark.timeout(300)
def test_our_own_imports_keep_all_contracts(tmp_path: Path) -> None:
    told = lint(ROOT / "src", tmp_path)
    assert "0 broken" in told, told
