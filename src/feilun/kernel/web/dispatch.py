"""Sends hot paths to their own small ASGI apps, known paths to the framework and the rest to the console."""

from collections.abc import Callable, Sequence
from typing import Any

from feilun.kernel.metrics import REQUESTS


class Dispatcher:
    """Mounts are `(path, app)`: `/v1/visitor` is that path and all below it, `/v1/` only what is below.

    A mount sees the whole path and finds `scope["engines"]`. The longest path wins. A mount that has an async
    method `close` is closed when the server stops, so that it can finish what it acknowledged. Only a mount with
    `takes_sockets` sees WebSockets.
    """

    def __init__(
        self,
        mounts: Sequence[tuple[str, Any]],
        framework: Any,
        is_framework: Callable[[str], bool],
        otherwise: Any,
        engines: Any,
    ) -> None:
        self._mounts = sorted(mounts, key=lambda mount: -len(mount[0]))
        self._exact = dict(mounts)
        self._framework = framework
        self._is_framework = is_framework
        self._otherwise = otherwise
        self._engines = engines

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["engines"] = self._engines
        if scope["type"] == "lifespan":
            await self._framework(scope, receive, send)
            return
        prefix, app = self._app_of(scope["path"])
        if scope["type"] == "websocket" and prefix and not getattr(app, "takes_sockets", False):
            await send({"type": "websocket.close", "code": 1000})
            return
        await app(scope, receive, _counted(scope, send, prefix) if prefix else send)

    async def close(self) -> None:
        """Call it after the last request."""
        for _, app in self._mounts:
            if hasattr(app, "close"):
                await app.close()

    def _app_of(self, path: str) -> tuple[str, Any]:
        if path in self._exact:  # The hot paths, without looking at every mount.
            return path, self._exact[path]
        for prefix, app in self._mounts:
            if path == prefix or path.startswith(prefix if prefix.endswith("/") else f"{prefix}/"):
                return prefix, app
        return "", self._framework if self._is_framework(path) else self._otherwise


def _counted(scope: Any, send: Any, prefix: str) -> Any:
    if scope["type"] != "http":
        return send

    async def counting(message: Any) -> None:
        if message["type"] == "http.response.start":
            REQUESTS.labels(prefix, scope["method"], str(message["status"])).inc()
        await send(message)

    return counting
