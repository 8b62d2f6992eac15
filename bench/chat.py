"""Chat: connections, durable messages a second, and the bytes of a session against polling every 3 seconds.

    python bench/chat.py --connections 300 --senders 50 --seconds 5

The last line is a JSON object. Bytes are counted by a proxy between the client and the TLS end: what TCP carries,
and an estimate of IP bytes (40 for each segment and 40 for its acknowledgement). The session is five minutes long
in content (10 messages each way, a ping each 25 s, a poll each 3 s), and shorter on the clock.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import centrifuge
import httpx
import psutil
import uvicorn
import websockets

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from feilun import access, app
from feilun.config import Config
from feilun.delivery import live

PAIRS = 10
SECONDS = 300
WORDS = "请问这款奶粉什么时候可以到货呢，我想要买两罐给孩子。"
ANSWER = "您好，这款奶粉明天上午到货，我帮您留两罐好不好呢？"
# What a current Chrome sends with a fetch of the page's own API.
CHROME = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Origin": "https://shop.example",
    "Cookie": "feilun_anonymous=0198f3c2-5a5e-7c1b-9a53-3f2b8d1c7e90",
}
FETCH = {
    **CHROME,
    "Accept": "application/json",
    "Referer": "https://shop.example/products/3081",
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "same-origin",
    "sec-ch-ua": '"Chromium";v="142", "Google Chrome";v="142", "Not_A Brand";v="99"',
    "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Windows"',
    "Connection": "keep-alive",
}


class Counter:
    """A TCP proxy that counts what passes."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.bytes = 0
        self.segments = 0

    @property
    def ip_bytes(self) -> int:
        return self.bytes + 80 * self.segments

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, target: int) -> AsyncIterator["Counter"]:
        counter = cls(target)
        server = await asyncio.start_server(counter._accept, "127.0.0.1", 0)
        counter.port = server.sockets[0].getsockname()[1]
        try:
            yield counter
        finally:
            server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.segments += 2  # SYN and FIN, with their answers
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer), return_exceptions=True)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(65536):
            self.bytes += len(chunk)
            self.segments += -(-len(chunk) // 1400)
            writer.write(chunk)
        with contextlib.suppress(OSError):
            writer.close()


@contextlib.asynccontextmanager
async def served(asgi: Any, secure: ssl.SSLContext | None) -> AsyncIterator[int]:
    """An ASGI app on a free port of this process, over TLS if there is a certificate."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        asgi, ws="websockets-sansio", ws_ping_interval=None, lifespan="off", log_config=None, server_header=False,
        timeout_graceful_shutdown=2, timeout_keep_alive=300,
    )  # fmt: skip
    config.load()
    config.ssl = secure
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext] | None:
    """TLS contexts of both ends with a certificate of the moment; None when there is no openssl."""
    key, crt = folder / "key.pem", folder / "crt.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    try:
        subprocess.run([*command, *names, "-keyout", key, "-out", crt], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(crt, key)
    return server, ssl.create_default_context(cafile=str(crt))


class PollServer:
    """The baseline: a chat that is asked every 3 seconds whether there is news."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def add(self, sender: str, text: str) -> dict[str, Any]:
        message = {"id": len(self.messages) + 1, "sender": sender, "text": text, "at": "2026-11-30T10:00:00.123Z"}
        self.messages.append(message)
        return message

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        if scope["method"] == "POST":
            answer: Any = self.add("customer", json.loads(body)["text"])
        else:
            after = int(scope["query_string"].rpartition(b"=")[2])
            answer = {"messages": self.messages[after:]}
        text = json.dumps(answer, ensure_ascii=False).encode()
        headers = [
            (b"content-type", b"application/json; charset=utf-8"), (b"content-length", str(len(text)).encode()),
            (b"cache-control", b"no-store"), (b"vary", b"Origin, Cookie"),
        ]  # fmt: skip
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": text})


async def poll_session(secure: tuple[ssl.SSLContext, ssl.SSLContext] | None) -> Counter:
    """100 polls, 10 sends and 10 answers over one kept connection."""
    asgi = PollServer()
    async with served(asgi, secure[0] if secure else None) as port, Counter.open(port) as counter:
        scheme = "https" if secure else "http"
        async with httpx.AsyncClient(
            base_url=f"{scheme}://localhost:{counter.port}", headers=FETCH, verify=secure[1] if secure else True
        ) as http:
            seen = 0
            for poll in range(SECONDS // 3):
                if poll % 10 == 3:
                    posted = await http.post("/api/chat/messages", json={"text": WORDS})
                    posted.raise_for_status()
                if poll % 10 == 6:
                    asgi.add("staff", ANSWER)
                answer = (await http.get("/api/chat/messages", params={"after": seen})).json()
                seen += len(answer["messages"])
            assert seen == 2 * PAIRS
        return counter


async def live_session(
    engines: Any, key: str, desk: httpx.AsyncClient, secure: tuple[ssl.SSLContext, ssl.SSLContext] | None, scale: float
) -> tuple[Counter, int]:
    """The same session over our connection with the stock Python client; also the bytes of the visitor's pass."""
    asgi = app.create_app(engines, engines.settings)
    live.node_of(engines).ping_every = 25 / scale
    async with served(asgi, secure[0] if secure else None) as port:
        scheme, verify = ("https", secure[1]) if secure else ("http", True)
        async with Counter.open(port) as counter:
            async with httpx.AsyncClient(
                base_url=f"{scheme}://localhost:{counter.port}", headers=FETCH, verify=verify
            ) as http:
                wish = {"write_key": key, "anonymous_id": str(uuid.uuid4())}
                ticket = (await http.post("/connection/visitor", json=wish)).json()
            before = counter.ip_bytes
        async with Counter.open(port) as counter:
            heard = Heard()
            client = centrifuge.Client(
                f"{scheme.replace('http', 'ws')}://localhost:{counter.port}/connection/websocket",
                token=ticket["token"], headers=CHROME, ssl_context=secure[1] if secure else None, proxy=None,
            )  # fmt: skip
            subscription = client.new_subscription(ticket["stream"], events=heard)
            await client.connect()
            await subscription.subscribe()
            begin = time.monotonic()
            for number in range(PAIRS):
                wish = {"cid": str(uuid.uuid4()), "body": {"text": WORDS}}
                await client.rpc("msg.send", wish)
                items = (await desk.get("/api/v1/conversations")).json()["items"]
                reply = {"cid": str(uuid.uuid4()), "text": ANSWER}
                (await desk.post(f"/api/v1/conversations/{items[0]['id']}/messages", json=reply)).raise_for_status()
                await asyncio.sleep(max(0, begin + (number + 1) * SECONDS / scale / PAIRS - time.monotonic()))
            await until(lambda: len(heard.texts) == PAIRS)
            await client.disconnect()
            await asyncio.sleep(0.3)
        return counter, before


class Heard(centrifuge.SubscriptionEventHandler):
    def __init__(self) -> None:
        self.texts: list[str] = []

    async def on_publication(self, ctx: centrifuge.PublicationContext) -> None:
        if ctx.pub.data["type"] == "text":
            self.texts.append(ctx.pub.data["body"]["text"])


async def until(is_so: Any) -> None:
    for _ in range(1000):
        if is_so():
            return
        await asyncio.sleep(0.03)
    raise SystemExit("the session never ended")


async def measure_bytes(folder: Path, scale: float) -> dict[str, Any]:
    secure = certificate(folder)
    async with app.open_engines(Config(folder=folder / "bytes")) as engines:
        await engines.tables.migrate(app.all_migrations())
        async with engines.tables.transaction() as tx:
            workspace = await access.add_workspace(tx, "Bench")
            key = (await access.add_write_key(tx, workspace, "page")).secret
            token = (await access.add_token(tx, workspace, "bench", "owner")).secret
        transport = httpx.ASGITransport(app=app.create_app(engines, engines.settings))
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://bench", headers=headers) as desk:
            ours, entry = await live_session(engines, key, desk, secure, scale)
    polls = await poll_session(secure)
    return {
        "baseline": "poll every 3 s, HTTP/1.1 keep-alive, Chrome headers" + (", TLS" if secure else ", no TLS"),
        "client": "centrifuge-python 0.7.0, JSON, permessage-deflate offered, Chrome headers",
        "session_tcp_bytes": ours.bytes,
        "session_ip_bytes": ours.ip_bytes,
        "polling_tcp_bytes": polls.bytes,
        "polling_ip_bytes": polls.ip_bytes,
        "ratio_tcp": round(ours.bytes / polls.bytes, 3),
        "ratio_ip": round(ours.ip_bytes / polls.ip_bytes, 3),
        "visitor_pass_ip_bytes": entry,
    }


def cli(environment: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "feilun.cli", *arguments, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


@contextlib.contextmanager
def server_process(folder: Path) -> Any:
    """`feilun up` with its own database: (url, write key, process)."""
    folder.mkdir(parents=True, exist_ok=True)
    address = folder / "address"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("FEILUN_")},
        "PYTHONPATH": str(Path(__file__).parents[1] / "src"), "FEILUN_FOLDER": str(folder), "FEILUN_PORT": "0",
    }  # fmt: skip
    with (folder / "bench.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "feilun.cli", "up", "--address-file", str(address)],
            env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        while not (address.exists() and address.read_text().strip()):
            if process.poll() is not None:
                raise SystemExit((folder / "bench.log").read_text()[-2000:])
            time.sleep(0.1)
        url = address.read_text().strip()
        cli(environment, "workspace", "add", "Bench")
        yield url, cli(environment, "write-key", "add", "page")["secret"], process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


async def dial(http: httpx.AsyncClient, url: str, key: str, stack: contextlib.AsyncExitStack) -> Any:
    """One visitor, connected and subscribed."""
    while True:
        answer = await http.post("/connection/visitor", json={"write_key": key, "anonymous_id": str(uuid.uuid4())})
        if answer.status_code == 200:
            break
        await asyncio.sleep(1)  # One address may not bring in everybody at once.
    ticket = answer.json()
    address = url.replace("http", "ws") + "/connection/websocket"
    connection = await stack.enter_async_context(websockets.connect(address, compression=None, proxy=None))
    await connection.send(
        json.dumps({"id": 1, "connect": {"token": ticket["token"]}})
        + "\n"
        + json.dumps({"id": 2, "subscribe": {"channel": ticket["stream"], "flag": 1}})
    )
    while '"subscribe"' not in str(await connection.recv()):
        pass
    return connection


async def talk(connection: Any, deadline: float, delays: list[float]) -> None:
    """One message after another, each sent when the one before is durable."""
    id = 2
    while time.monotonic() < deadline:
        id += 1
        wish = {"cid": str(uuid.uuid4()), "body": {"text": WORDS}}
        begin = time.monotonic()
        await connection.send(json.dumps({"id": id, "rpc": {"method": "msg.send", "data": wish}}))
        needle = f'"id":{id},'
        while needle not in (text := str(await connection.recv())):
            pass
        if '"error"' in text:
            await asyncio.sleep(0.05)
        else:
            delays.append((time.monotonic() - begin) * 1000)


async def measure_load(folder: Path, connections: int, senders: int, seconds: float) -> dict[str, Any]:
    with server_process(folder / "load") as (url, key, process):
        async with contextlib.AsyncExitStack() as stack, httpx.AsyncClient(base_url=url, timeout=60) as http:
            await dial(http, url, key, stack)
            tree = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            ours = [one for one in tree if "feilun" in " ".join(one.cmdline()) and "postgres" not in one.name()]
            before = sum(one.memory_info().rss for one in ours)
            opened = [await dial(http, url, key, stack) for _ in range(connections)]
            grown = sum(one.memory_info().rss for one in ours) - before
            delays: list[float] = []
            begin = time.monotonic()
            await asyncio.gather(*(talk(one, begin + seconds, delays) for one in opened[:senders]))
            took = time.monotonic() - begin
        parts = statistics.quantiles(delays, n=100)
        return {
            "connections": connections,
            "kilobytes_per_connection": round(grown / 1024 / connections, 1),
            "senders": senders,
            "durable_messages_per_second": round(len(delays) / took),
            "p50_ms": round(parts[49], 1),
            "p99_ms": round(parts[98], 1),
        }


async def main(options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="feilun-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # noqa: ASYNC240
        figures: dict[str, Any] = {"bench": "chat", "cores": os.cpu_count()}
        figures |= await measure_bytes(folder, options.scale)
        print(f"session {figures['ratio_ip']} of polling ({figures['baseline']})", flush=True)
        figures |= await measure_load(folder, options.connections, options.senders, options.seconds)
        print(json.dumps(figures))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--senders", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--scale", type=float, default=25, help="how many times faster than real the session runs")
    asyncio.run(main(parser.parse_args()))
