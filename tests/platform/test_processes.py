"""`feilun up` as a process tree: it survives its children, and ends cleanly."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from tests.serving import Cluster, Served, run_cli, running

PATIENCE = 90.0


def _until(true: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _children(folder: Path, word: str) -> list[psutil.Process]:
    """The living processes of the tree that runs in a folder."""
    return [child for child in psutil.Process().children(recursive=True) if _is_of(child, folder, word)]


def _is_of(process: psutil.Process, folder: Path, word: str) -> bool:
    try:
        return word in process.cmdline() and process.environ().get("FEILUN_FOLDER") == str(folder)
    except psutil.Error:
        return False  # It has just ended.


@pytest.fixture
def environment(cluster: Cluster, tmp_path: Path) -> Iterator[dict[str, str]]:
    yield {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "FEILUN_FOLDER": str(tmp_path),
        "FEILUN_DSN": cluster.migrated_database(),
        "FEILUN_PORT": "0",
    }


@pytest.mark.chaos
def test_a_killed_server_comes_back_on_the_same_port(environment: dict[str, str], tmp_path: Path) -> None:
    with running(environment, tmp_path) as url:
        for _ in range(2):
            (server,) = _children(tmp_path, "serve")
            server.send_signal(signal.SIGKILL)
            _until(lambda gone=server.pid: [c for c in _children(tmp_path, "serve") if c.pid != gone])
            _until(lambda: _is_ready(url))


@pytest.mark.chaos
def test_several_workers_share_a_bus_and_end_with_their_parent(environment: dict[str, str], tmp_path: Path) -> None:
    with running({**environment, "FEILUN_WORKERS": "2"}, tmp_path) as url:
        _until(lambda: len(_children(tmp_path, "work")) == 2)
        assert _is_ready(url)
        tree = _children(tmp_path, "work") + _children(tmp_path, "serve") + _children(tmp_path, "up")
    _until(lambda: not any(process.is_running() for process in tree))


@pytest.mark.chaos
def test_children_end_by_themselves_when_the_parent_is_killed(environment: dict[str, str], tmp_path: Path) -> None:
    with running(environment, tmp_path):
        servers = _children(tmp_path, "serve")
        (parent,) = _children(tmp_path, "up")
        parent.send_signal(signal.SIGKILL)
        _until(lambda: not any(process.is_running() for process in servers))


@pytest.mark.chaos
def test_a_bare_machine_starts_with_one_command_and_a_link_for_the_first_owner(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")}
    bare |= {"PYTHONPATH": str(Path(__file__).parents[2] / "src"), "FEILUN_FOLDER": str(tmp_path), "FEILUN_PORT": "0"}
    with running(bare, tmp_path) as url, httpx.Client(base_url=url) as browser:
        link = re.search(r"/setup/\S+", (tmp_path / "feilun.log").read_text())
        assert link
        assert "<form" in browser.get(link[0]).text
        mei = {"shop": "Mei's shop", "name": "Mei", "email": "mei@feilun.example", "password": "long enough"}
        assert browser.post(link[0], data=mei | {"password": "short"}).status_code == 422
        assert browser.post(link[0], data=mei).status_code == 303
        assert browser.post(link[0], data=mei).status_code == 410
        signed_in = browser.post("/api/v1/session", json={"email": mei["email"], "password": mei["password"]})
        assert signed_in.json()["person"]["role"] == "owner"
        # A command beside the running tree uses the same database.
        assert run_cli({**bare, "FEILUN_FOLDER": str(tmp_path)}, "token", "add", "beside")["secret"].startswith("flt_")


def test_a_port_that_is_taken_is_told_in_a_sentence(served: Served, tmp_path: Path) -> None:
    taken = {**served.environment, "FEILUN_PORT": served.url.rpartition(":")[2], "FEILUN_FOLDER": str(tmp_path)}
    told = _failed(taken, "up")
    assert "Cannot listen on 127.0.0.1" in told
    assert "Traceback" not in told


def test_a_wrong_setting_is_told_in_a_sentence(served: Served) -> None:
    told = _failed({**served.environment, "FEILUN_PORT": "many"}, "up")
    assert "write a value of type int instead" in told
    assert "Traceback" not in told


def test_the_same_person_twice_is_told_in_a_sentence(served: Served) -> None:
    told = _failed(served.environment, "user", "add", served.email)
    assert "There is somebody with this e-mail address already" in told


def _failed(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "feilun.cli", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode != 0
    return done.stdout + done.stderr
