"""Documentation is tested: what exists is documented, links lead somewhere, and examples run."""

import os
import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.serving import Served

from feilun import app, delivery
from feilun.config import Config
from feilun.events.catalogue import Fact

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/feilun/**/README.md")])
EXAMPLES = [page for page in PAGES if "```bash" in page.read_text(encoding="utf-8")]


def _facts(base: type[Fact] = Fact) -> list[type[Fact]]:
    return [found for one in base.__subclasses__() for found in (one, *_facts(one))]


@pytest.mark.parametrize("fact", _facts(), ids=lambda fact: fact.type)
def test_every_event_is_documented(fact: type[Fact]) -> None:
    assert f"`{fact.type}`" in (ROOT / "docs/events.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", [one.name for one in fields(Config)])
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`FEILUN_{setting.upper()}`" in (ROOT / "docs/settings.md").read_text(encoding="utf-8")


def test_every_channel_is_documented() -> None:
    text = (ROOT / "docs/channels.md").read_text(encoding="utf-8")
    assert [one.id for one in delivery.channels().values() if f"`{one.id}`" not in text] == []


async def test_every_route_says_what_it_does(server: Any) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=server), base_url="http://feilun.test") as client:
        document = (await client.get("/api/v1/openapi.json")).json()
    silent = [
        f"{method.upper()} {path}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if not (operation.get("description") or operation.get("summary"))
    ]
    assert silent == []


@pytest.mark.parametrize("capability", app.CAPABILITIES, ids=lambda capability: capability.name)
def test_every_capability_has_a_page_in_its_folder(capability: Any) -> None:
    if capability.migrations is None or capability.name == "events":
        pytest.skip("no folder of its own")
    assert (capability.migrations.parent / "README.md").exists()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", EXAMPLES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_run(page: Path, served: Served, tmp_path: Path) -> None:
    """Each page's ```bash blocks, in order, as one script; FEILUN, KEY and TOKEN are set as the page says."""
    blocks = re.findall(r"```bash\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    environment = {**os.environ, "FEILUN": served.url, "KEY": served.write_key, "TOKEN": served.token}
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(blocks)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr
