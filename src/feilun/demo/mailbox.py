"""The demo's mail goes nowhere but here: a real SMTP sink writes each mail as a file, a page shows them."""

import asyncio
import html
import re
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from feilun.demo.shop import shop_of
from feilun.kernel.errors import Unavailable
from feilun.kernel.http import send_answer
from feilun.kernel.ids import new_id

_SHOWN = 200
_NAME = re.compile(r"[0-9a-f]{32}")
_STYLE = """:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:56rem;margin:2rem auto;
padding:0 1rem}table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:.5rem;
border-bottom:1px solid #8884;overflow-wrap:anywhere}a{color:inherit}iframe{width:100%;height:60vh;border:1px solid #8884;background:#fff}pre{white-space:pre-wrap;
overflow-wrap:anywhere}
time,small{opacity:.7}"""
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src *; frame-src 'self'; "
    "form-action 'none'; base-uri 'self'",
}


def free_address(smtp: str) -> tuple[str, int]:
    """Where the sink listens: at the configured place, or on a free port when that is taken or lies elsewhere."""
    wanted = urlsplit(smtp)
    port = wanted.port or 8425 if wanted.hostname in ("127.0.0.1", "localhost") else 0
    for candidate in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return "127.0.0.1", int(probe.getsockname()[1])
    raise Unavailable(problem="There is no free port for the mailbox")


class Sink:
    """An SMTP server in a thread of its own: `start`, `stop`. It takes every mail and keeps it in a folder."""

    def __init__(self, folder: Path, host: str, port: int) -> None:
        from aiosmtpd.controller import Controller

        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._controller = Controller(self, hostname=host, port=port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.to_thread(self._keep, bytes(envelope.content))
        return "250 2.0.0 Kept in the demo's mailbox"

    def _keep(self, content: bytes) -> None:
        name = new_id().hex
        aside = self._folder / f".{name}"
        aside.write_bytes(content)
        aside.replace(self._folder / f"{name}.eml")


class Mailbox:
    """`/mailbox`: the newest mails, and each one as its reader sees it. There is no such page without a demo."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        folder = Path(scope["engines"].settings.folder) / "mailbox"
        parts = [part for part in scope["path"].split("/") if part][1:]
        page = await asyncio.to_thread(_page, folder, parts) if folder.is_dir() else None
        if page is None:
            await send_answer(send, 404, b"There is no mail here.", "text/plain; charset=utf-8")
        else:
            await send_answer(send, 200, page.encode("utf-8", "replace"), "text/html; charset=utf-8", _HEADERS)


class ShopConfig:
    """`/shop/config.json`: the write key of the demo shop's page."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async with scope["engines"].tables.transaction() as tx:
            shop = await shop_of(tx)
        if shop is None:
            await send_answer(send, 404, b"{}", "application/json")
        else:
            await send_answer(send, 200, b'{"key":"%b"}' % shop.write_key.encode(), "application/json")


def _page(folder: Path, parts: list[str]) -> str | None:
    if not parts:
        return _list_page(folder)
    path = folder / f"{parts[0]}.eml"
    if not _NAME.fullmatch(parts[0]) or not path.is_file():
        return None
    mail = _read(path)
    if parts[1:] == ["body"]:
        part = mail.get_body(("html",))
        return f'<base target="_blank">{part.get_content()}' if part else ""
    return _mail_page(parts[0], mail)


def _read(path: Path) -> EmailMessage:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def _list_page(folder: Path) -> str:
    paths = sorted(folder.glob("*.eml"), reverse=True)
    rows = []
    for path in paths[:_SHOWN]:
        mail = _read(path)
        subject = _text(mail["Subject"]) or "—"
        rows.append(
            f'<tr><td><a href="/mailbox/{path.stem}">{subject}</a></td><td>{_text(mail["To"])}</td>'
            f"<td><time>{_text(mail['Date'])}</time></td></tr>"
        )
    head = "<tr><th>主题 Subject</th><th>收件人 To</th><th>时间 Time</th></tr>"
    return _frame(
        "邮箱 Mailbox",
        f"<p>{len(paths)} · 演示邮件只到这里，不会发给任何人。Demo mail ends here and reaches nobody.</p>"
        f"<table>{head}{''.join(rows)}</table>",
        '<meta http-equiv="refresh" content="10">',
    )


def _mail_page(name: str, mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    heads = "".join(
        f"<tr><th>{head}</th><td>{_text(mail[head])}</td></tr>"
        for head in ("From", "To", "Subject", "Date", "List-Unsubscribe")
        if mail[head]
    )
    # The frame may open links in a new tab and nothing else.
    sandbox = "allow-popups allow-popups-to-escape-sandbox"
    frame = f'<iframe sandbox="{sandbox}" src="/mailbox/{name}/body" title="HTML"></iframe>'
    text = f"<h2>Text</h2><pre>{html.escape(plain.get_content())}</pre>" if plain else ""
    return _frame(
        _text(mail["Subject"]),
        f'<p><a href="/mailbox">← 邮箱 Mailbox</a></p><table>{heads}</table>{frame}{text}',
    )


def _frame(title: str, body: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title>{head}<style>{_STYLE}</style><h1>{title}</h1>{body}</html>"
    )


def _text(value: Any) -> str:
    return html.escape(str(value or ""))
