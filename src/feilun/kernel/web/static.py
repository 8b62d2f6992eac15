"""Files that are built into the package: the console and the SDK, kept in memory and compressed once."""

import asyncio
import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feilun.kernel.http import send_answer
from feilun.kernel.web.watch import PAGE_POLICY, SAFE_HEADERS

_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml", "application/manifest+json")
_SMALL = 1024


@dataclass(frozen=True)
class _File:
    changed: int
    body: bytes
    compressed: bytes | None
    media_type: str
    tag: str


class StaticFiles:
    """Serves a folder below `prefix`; a path that ends in a slash is the `index.html` there.

    With `fallback`, a path without a dot gets that file: the console's own routes.
    """

    def __init__(
        self,
        folder: Path,
        prefix: str = "",
        fallback: str = "",
        headers: Mapping[str, str] | None = None,
        hint: str = "",
    ) -> None:
        self._folder = folder.resolve()
        self._prefix = prefix
        self._fallback = fallback
        self._headers = {**SAFE_HEADERS, **(headers or {})}
        self._hint = hint
        self._files: dict[Path, _File] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["method"] == "OPTIONS" and "access-control-allow-origin" in self._headers:
            await send_answer(send, 204, b"", "text/plain", self._headers)
        elif scope["method"] not in ("GET", "HEAD"):
            await self._say(send, 405, "Only GET and HEAD.")
        else:
            await self._serve(scope, send)

    async def _serve(self, scope: Any, send: Any) -> None:
        name = scope["path"].removeprefix(self._prefix).strip("/")
        if scope["path"].endswith("/"):
            name = f"{name}/index.html".lstrip("/")
        file = await self._file(name) if name else None
        if file is None and self._fallback and "." not in name.rpartition("/")[2]:
            name = self._fallback
            file = await self._file(name)
        if file is None:
            built = self._folder.is_dir() and any(self._folder.iterdir())
            await self._say(send, 404 if built else 503, "There is no such file." if built else self._hint)
            return
        await self._send_file(scope, send, name, file)

    async def _send_file(self, scope: Any, send: Any, name: str, file: _File) -> None:
        asked = {key: value for key, value in scope["headers"] if key in (b"if-none-match", b"accept-encoding")}
        # A name under assets/ holds a hash of its content, so it never changes.
        forever = name.startswith("assets/")
        headers = {
            "cache-control": "public, max-age=31536000, immutable" if forever else "no-cache",
            "etag": file.tag,
            "vary": "accept-encoding",
            **self._headers,
        }
        if file.media_type.startswith("text/html"):
            headers.setdefault("content-security-policy", PAGE_POLICY)
        if asked.get(b"if-none-match", b"").decode("latin-1") == file.tag:
            await send_answer(send, 304, b"", file.media_type, headers)
            return
        body = file.body
        if file.compressed and b"gzip" in asked.get(b"accept-encoding", b""):
            body = file.compressed
            headers["content-encoding"] = "gzip"
        if scope["method"] == "HEAD":
            headers["content-length"] = str(len(body))
            body = b""
        await send_answer(send, 200, body, file.media_type, headers)

    async def _file(self, name: str) -> _File | None:
        path = self._path(name)
        if path is None:
            return None
        known = self._files.get(path)
        try:
            changed = path.stat().st_mtime_ns
        except OSError:
            return None
        if known is None or known.changed != changed:
            known = await asyncio.to_thread(_read, path, changed)
            self._files[path] = known
        return known

    def _path(self, name: str) -> Path | None:
        """The file, or None for what is outside of the folder, hidden, or no file."""
        if "\x00" in name or "\\" in name or any(part.startswith(".") for part in name.split("/")):
            return None
        try:
            path = (self._folder / name).resolve()
            return path if path.is_file() and path.is_relative_to(self._folder) else None
        except OSError:
            return None

    async def _say(self, send: Any, status: int, text: str) -> None:
        await send_answer(send, status, text.encode(), "text/plain; charset=utf-8", self._headers)


def _read(path: Path, changed: int) -> _File:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix in (".js", ".mjs"):
        media_type = "text/javascript"  # Some systems' tables say text/plain, and a browser then refuses it.
    is_text = media_type.startswith(_TEXT)
    compressed = gzip.compress(body, 6, mtime=0) if is_text and len(body) >= _SMALL else None
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return _File(changed, body, compressed, f"{media_type}; charset=utf-8" if is_text else media_type, tag)
