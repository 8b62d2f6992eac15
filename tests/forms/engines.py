"""Both engines over the same forms: Python here, TypeScript in one Node process."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest

from feilun.insight import forms

ROOT = Path(__file__).parents[2]
ENTRY = ROOT / "sdk/src/form/engine/index.ts"
BUNDLER = ROOT / "sdk/node_modules/.bin/esbuild"


def build_engine(folder: Path) -> Path:
    """The browser's engine as one file; skips where there is no Node to run it."""
    if not shutil.which("node") or not BUNDLER.exists():
        pytest.skip("needs Node and the SDK's packages; run `make build`")
    engine = folder / "engine.mjs"
    command = [str(BUNDLER), str(ENTRY), "--bundle", "--format=esm", "--target=es2021", f"--outfile={engine}"]
    subprocess.run([*command, "--log-level=error"], check=True)
    return engine


def walks_of_node(engine: Path, work: list[dict[str, Any]], folder: Path) -> list[list[dict[str, Any]]]:
    """For each {form, cases} what the browser finds: a list of walks."""
    given, results = folder / "forms.jsonl", folder / "results.jsonl"
    given.write_bytes(b"\n".join(msgspec.json.encode(one) for one in work) + b"\n")
    script = Path(__file__).with_name("walks.mjs")
    done = subprocess.run(["node", str(script), str(engine), str(given), str(results)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [msgspec.json.decode(line) for line in results.read_bytes().splitlines()]


def walks_of_python(form: forms.Form, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the server finds."""
    found = [forms.walk(form, case["answers"], **case["about"]) for case in cases]
    plain: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(found))
    return plain
