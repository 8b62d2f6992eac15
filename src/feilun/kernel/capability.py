"""What a capability hands to the application: its routes, what it hears, and what it does by itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Job:
    """Work that looks for something to do: `run(engines, now)` says how much it did; more than 0 runs it again at once.

    `every` is the pause in seconds when there was nothing; `wake` names a bus subject that ends the pause early.
    A job runs in every worker at the same time, so it claims rows with SKIP LOCKED. One that may work for minutes is
    `is_cut` when the worker stops: it is cancelled, and gives back what it had claimed.
    """

    name: str
    run: Callable[[Any, datetime], Awaitable[int]]
    every: float = 1.0
    wake: str | None = None
    is_cut: bool = False


@dataclass(frozen=True)
class Figure:
    """A gauge at /metrics: a cheap statement whose rows have the columns `name` and `value`."""

    name: str
    help: str
    statement: str


@dataclass(frozen=True)
class FirstStep:
    """One line of the first-run checklist: the statement answers whether `%(workspace)s` has done it."""

    id: str
    statement: str


@dataclass(frozen=True)
class Capability:
    """One folder seen from app.py. `migrations` is a folder of NNNN_title.sql files, applied in order.

    `mounts` are `(path, ASGI app)` for hot paths: `/v1/visitor` is that path and all below it. Such an app finds
    `scope["engines"]`; an async method `close` is called when the server stops.
    """

    name: str
    routes: Sequence[Any] = ()
    subscribers: Sequence[Any] = ()
    jobs: Sequence[Job] = ()
    migrations: Path | None = None
    figures: Sequence[Figure] = ()
    first_steps: Sequence[FirstStep] = ()
    mounts: Sequence[tuple[str, Any]] = field(default=())
