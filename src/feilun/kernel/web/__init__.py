"""ASGI parts that stand before the framework: the dispatcher of hot paths, static files, headers."""

from feilun.kernel.web.dispatch import Dispatcher

__all__ = ["Dispatcher"]
