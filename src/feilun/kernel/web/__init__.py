"""ASGI parts that stand before the framework: the dispatcher of hot paths, static files, headers."""

from feilun.kernel.web.dispatch import Dispatcher
from feilun.kernel.web.static import StaticFiles
from feilun.kernel.web.watch import Watch

__all__ = ["Dispatcher", "StaticFiles", "Watch"]
