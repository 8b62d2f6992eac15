"""The console and the SDK as files."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from feilun.kernel.web import StaticFiles

PAGE = "<!doctype html><title>Feilun</title>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "built" / "assets").mkdir(parents=True)
    (tmp_path / "built" / "index.html").write_text(PAGE)
    (tmp_path / "built" / "assets" / "app-1a2b.js").write_text("let feilun = '飞轮';\n" * 200)
    (tmp_path / "built" / ".env").write_text("secret")
    (tmp_path / "outside.txt").write_text("outside")
    return tmp_path / "built"


@pytest.fixture
async def browser(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    files = StaticFiles(folder, fallback="index.html", hint="build it first")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=files), base_url="http://x") as browser:
        yield browser


@pytest.mark.parametrize("path", ["/", "/customers", "/journeys/4711/draft"])
async def test_a_page_of_the_console_is_the_index(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert answer.text == PAGE
    assert answer.headers["cache-control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_asset_may_be_kept_for_ever_and_comes_compressed(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.text.startswith("let feilun = '飞轮';")
    plain = await browser.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert int(answer.headers["content-length"]) < int(plain.headers["content-length"])


async def test_a_file_that_did_not_change_is_not_sent_again(browser: httpx.AsyncClient, folder: Path) -> None:
    tag = (await browser.get("/")).headers["etag"]
    assert (await browser.get("/", headers={"If-None-Match": tag})).status_code == 304
    (folder / "index.html").write_text(PAGE + "<p>new")
    assert (await browser.get("/", headers={"If-None-Match": tag})).text.endswith("<p>new")


@pytest.mark.parametrize(
    "path", ["/missing.js", "/assets/missing.css", "/../outside.txt", "/%2e%2e/outside.txt", "/.env", "/a%00.js"]
)
async def test_what_is_not_there_or_not_ours_is_404(folder: Path, path: str) -> None:
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": path.replace("%2e", ".").replace("%00", "\x00"),
        "headers": [],
    }
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await StaticFiles(folder, fallback="index.html")(scope, None, send)
    assert sent[0]["status"] == 404


async def test_nothing_built_says_what_to_do(tmp_path: Path) -> None:
    files = StaticFiles(tmp_path / "nothing", fallback="index.html", hint="build it first")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=files), base_url="http://x") as browser:
        answer = await browser.get("/")
    assert (answer.status_code, answer.text) == (503, "build it first")


async def test_head_tells_the_size_without_the_body(browser: httpx.AsyncClient) -> None:
    answer = await browser.head("/", headers={"Accept-Encoding": "identity"})
    assert (answer.headers["content-length"], answer.content) == (str(len(PAGE)), b"")
    assert (await browser.post("/")).status_code == 405
