"""Sends hot paths to their own small ASGI apps, everything else to the framework."""

from collections.abc import Sequence
from typing import Any


class Dispatcher:
    """Mounts are `(path, app)`: `/v1/visitor` is that path and all below it, `/v1/` only what is below.

    A mount sees the whole path and finds `scope["engines"]`. The longest path wins. A mount that has an async
    method `close` is closed when the server stops, so that it can finish what it acknowledged.
    """

    def __init__(self, mounts: Sequence[tuple[str, Any]], otherwise: Any, engines: Any) -> None:
        self._mounts = sorted(mounts, key=lambda mount: -len(mount[0]))
        self._otherwise = otherwise
        self._engines = engines

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["engines"] = self._engines
        if scope["type"] == "lifespan":
            await self._otherwise(scope, receive, send)
        else:
            await self._app_of(scope["path"])(scope, receive, send)

    async def close(self) -> None:
        """Call it after the last request."""
        for _, app in self._mounts:
            if hasattr(app, "close"):
                await app.close()

    def _app_of(self, path: str) -> Any:
        for prefix, app in self._mounts:
            if path == prefix or path.startswith(prefix if prefix.endswith("/") else f"{prefix}/"):
                return app
        return self._otherwise
