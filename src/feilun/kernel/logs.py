"""How the process speaks: structured lines, for people or for machines."""

import logging
import sys
from typing import Any

import structlog


def set_up_logs(format: str) -> None:
    """`console` for people, `json` for machines; the libraries' own logging goes the same way."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if format == "json":
        last: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        # The library's own choice prints local variables with a traceback: passwords, keys, what customers wrote.
        plain = structlog.dev.plain_traceback
        last = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    # Standard error has no buffer to lose in a crash, and leaves standard output to what a command answers.
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Forwarder()], force=True)


class _Forwarder(logging.Handler):
    """Hands a library's log record to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        line = structlog.get_logger(record.name)
        line.log(record.levelno, record.getMessage(), exc_info=record.exc_info or None)
