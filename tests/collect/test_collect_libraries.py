"""Unmodified client libraries against a real server: Segment's Python library, and analytics.js in Chromium."""

import http.server
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.async_api import async_playwright
from psycopg.rows import dict_row
from segment.analytics import Client
from tests.browsing import chromium
from tests.serving import Served

FOLDER = Path(__file__).with_name("browser")
BUNDLE = FOLDER / "node_modules/@segment/analytics-next/dist/umd/index.js"
PAGE = """<!doctype html><title>Shop</title><script src="/analytics.js"></script><script>
const analytics = AnalyticsNext.AnalyticsBrowser.load(
  {writeKey: "@KEY", cdnURL: "@ADDRESS"},
  {integrations: {"Segment.io": {apiHost: "@HOST/v1", protocol: "http", deliveryStrategy: @STRATEGY}}});
window.ready = (async () => {
  await analytics.page("Home", {section: "front"});
  await analytics.identify("lin", {email: "lin@example.com"});
  await analytics.track("Order Completed", {total: 12.5, products: [{product_id: "1", category: "BABY"}]});
  await analytics.group("company-1", {plan: "gold"});
  await analytics.alias("lin-2", "lin");
  return true;
})();
</script>"""


def events_of(served: Served, library: str, count: int) -> list[dict[str, Any]]:
    """The events that a library sent, once there are as many as expected."""
    deadline = time.monotonic() + 60
    statement = (
        "select * from event where workspace = %s and body->'context'->'library'->>'name' = %s order by position"
    )
    with psycopg.connect(served.environment["FEILUN_DSN"], row_factory=dict_row, autocommit=True) as connection:
        while True:
            rows = connection.execute(statement, (served.workspace, library)).fetchall()
            if len(rows) >= count or time.monotonic() > deadline:
                return rows
            time.sleep(0.2)


def test_the_python_library_of_segment_delivers(served: Served) -> None:
    failures: list[Any] = []
    client = Client(served.write_key, host=served.url, gzip=True, on_error=lambda *error: failures.append(error))
    client.identify("lin", {"email": "lin@example.com"}, anonymous_id="visitor-1")
    client.track("lin", "Order Completed", {"total": 12.5})
    client.page("lin", "Shop", "Home", {"url": "https://shop.example"})
    client.screen("lin", "App", "Basket")
    client.group("lin", "company-1", {"name": "Lin & Co"})
    client.alias("visitor-0", "lin")
    for number in range(300):
        client.track("chen", "Product Viewed", {"n": number})
    client.shutdown()
    rows = events_of(served, "analytics-python", 306)
    assert failures == []
    assert [row["type"] for row in rows if {"kind": "user_id", "value": "lin"} in row["handles"]] == [
        "identify",
        "track",
        "page",
        "screen",
        "group",
        "alias",
    ]
    assert [row["body"]["properties"]["n"] for row in rows if row["name"] == "Product Viewed"] == list(range(300))


@pytest.fixture(scope="module")
def bundle() -> Path:
    """analytics.js as npm delivers it; fetched once."""
    if not BUNDLE.exists():
        if shutil.which("npm") is None:
            pytest.skip("npm is not installed, so @segment/analytics-next cannot be fetched")
        command = ["npm", "ci", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=150)
        if done.returncode:
            pytest.skip(f"@segment/analytics-next could not be fetched: {done.stderr[-300:]}")
    return BUNDLE


@pytest.fixture
def page(bundle: Path, served: Served) -> Iterator[Any]:
    """`page(strategy)`: the address of a shop page on another origin than the server."""
    host = served.url.removeprefix("http://")
    html = PAGE.replace("@KEY", served.write_key).replace("@ADDRESS", served.url).replace("@HOST", host)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            strategy, is_bundle = self.path.partition("?")[2], self.path == "/analytics.js"
            content = (
                bundle.read_bytes()
                if is_bundle
                else html.replace("@STRATEGY", _STRATEGIES.get(strategy, "{}")).encode()
            )
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_bundle else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as shop:
        thread = threading.Thread(target=shop.serve_forever, daemon=True)
        thread.start()
        yield lambda strategy: f"http://127.0.0.1:{shop.server_address[1]}/page?{strategy}"
        shop.shutdown()
        thread.join()


_STRATEGIES = {"single": '{"strategy": "standard"}', "batched": '{"strategy": "batching", "config": {"size": 2}}'}


@pytest.mark.browser
@pytest.mark.parametrize("strategy", list(_STRATEGIES))
async def test_analytics_js_delivers_from_chromium(page: Any, served: Served, strategy: str) -> None:
    failed: list[str] = []
    answers: list[int] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tab = await browser.new_page()
        tab.on("pageerror", lambda error: failed.append(str(error)))
        tab.on("requestfailed", lambda request: failed.append(f"{request.url} {request.failure}"))
        tab.on("response", lambda response: answers.append(response.status) if "/v1/" in response.url else None)
        address = page(strategy)
        await tab.goto(address)
        assert await tab.evaluate("window.ready"), failed
        await tab.wait_for_timeout(500)
        await tab.close(run_before_unload=True)
        await browser.close()
    assert [one for one in failed if "favicon" not in one] == []
    assert answers and set(answers) == {200}
    needle = json.dumps(address)
    rows = [
        row
        for row in events_of(served, "analytics.js", 5)
        if json.dumps(row["body"]["context"]["page"]["url"]) == needle
    ]
    assert sorted(row["type"] for row in rows) == ["alias", "group", "identify", "page", "track"]
    [track] = [row for row in rows if row["type"] == "track"]
    assert track["body"]["properties"]["products"][0]["category"] == "BABY"
    assert {handle["kind"] for handle in track["handles"]} == {"user_id", "anonymous_id"}
