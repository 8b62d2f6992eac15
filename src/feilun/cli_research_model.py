"""What `feilun research` must know of a model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feilun.insight.research import Frame, Spec


@dataclass(frozen=True)
class Model:
    """`run` imports what it needs when it runs, and answers what JSON can hold.

    The table for people shows plain values as name and value, each list of objects as a table, then `report` (list of
    sentences) and `warnings` (list of {code, text}). The specification's key `language` is "en" or "zh-CN".
    """

    help: str
    run: Callable[["Frame", "Spec"], dict[str, Any]]
    needs_table: bool = True
    # Keys of the specification that name a further table, found beside DATA, beside the specification, or from here.
    tables: tuple[str, ...] = ()
