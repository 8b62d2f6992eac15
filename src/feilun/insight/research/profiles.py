"""Attributes with levels, and the numbers that stand for a product: shared by designs, simulation and price search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feilun.kernel.errors import Invalid

CODINGS = ("dummy", "effects", "linear")
NONE = "none"
"""Name of the parameter of the answer "none of these"."""


@dataclass(frozen=True)
class Attribute:
    """Levels in their order. Dummy and effects coding leave out `reference` (default: the first level).

    Parameters are named as estimators name them: `price` where linear, `brand:dannon` for a level.
    """

    name: str
    levels: tuple[str | float, ...]
    coding: str = "dummy"
    reference: str | float | None = None

    def __post_init__(self) -> None:
        if self.coding not in CODINGS:
            raise Invalid(field=self.name, problem=f"coding must be one of {', '.join(CODINGS)}, not {self.coding}")
        if len(self.levels) < 2 or len(set(self.texts)) < len(self.levels):
            raise Invalid(field=self.name, problem="it needs at least two different levels")
        if self.coding == "linear" and any(isinstance(level, str) for level in self.levels):
            raise Invalid(field=self.name, problem="only numbers can be linear; say dummy")
        if self.coding != "linear" and _text(self._reference) not in self.texts:
            raise Invalid(field=self.name, problem=f"the reference {self._reference} is no level")

    @property
    def _reference(self) -> str | float:
        return self.levels[0] if self.reference is None else self.reference

    @property
    def texts(self) -> list[str]:
        return [_text(level) for level in self.levels]

    @property
    def columns(self) -> list[str]:
        if self.coding == "linear":
            return [self.name]
        return [f"{self.name}:{level}" for level in self.texts if level != _text(self._reference)]

    @property
    def matrix(self) -> NDArray[np.float64]:
        """(levels, columns)."""
        if self.coding == "linear":
            return np.array([[float(level)] for level in self.levels])
        kept = [place for place, level in enumerate(self.texts) if level != _text(self._reference)]
        coded = np.eye(len(self.levels))[:, kept]
        if self.coding == "effects":
            coded[self.texts.index(_text(self._reference))] = -1
        return coded

    def row(self, value: str | float, *, beyond: bool = False) -> NDArray[np.float64]:
        """(columns,): what a level is coded as.

        A number between two levels of numbers lies on the line between them; one outside raises Invalid unless
        `beyond` and linear, since nobody was asked about it.
        """
        if _text(value) in self.texts:
            found: NDArray[np.float64] = self.matrix[self.texts.index(_text(value))]
            return found
        numbers = [level for level in self.levels if not isinstance(level, str)]
        if isinstance(value, str) or len(numbers) < len(self.levels):
            raise Invalid(field=self.name, problem=f"{value} is no level; there is {', '.join(self.texts)}")
        order = np.argsort(numbers)
        ordered, matrix = np.array(numbers, dtype=np.float64)[order], self.matrix[order]
        if not ordered[0] <= value <= ordered[-1]:
            if not (beyond and self.coding == "linear"):
                tested = f"{ordered[0]:g} to {ordered[-1]:g}"
                raise Invalid(field=self.name, problem=f"{value:g} lies outside what was tested ({tested})")
            return np.array([float(value)])
        return np.array([np.interp(value, ordered, column) for column in matrix.T])


def parameters_of(attributes: Sequence[Attribute]) -> list[str]:
    """Names of all parameters, attribute by attribute. Raises Invalid when two are the same."""
    names = [name for attribute in attributes for name in attribute.columns]
    if len({attribute.name for attribute in attributes}) < len(attributes):
        raise Invalid(field="attributes", problem="two have the same name")
    return names


def groups_of(attributes: Sequence[Attribute]) -> list[list[int]]:
    """Places of each attribute's columns."""
    found, start = [], 0
    for attribute in attributes:
        found.append(list(range(start, start + len(attribute.columns))))
        start += len(attribute.columns)
    return found


def product_row(
    attributes: Sequence[Attribute], product: Mapping[str, str | float], *, beyond: bool = False
) -> NDArray[np.float64]:
    """(parameters,): one product. Raises Invalid when a level is missing or unknown."""
    for attribute in attributes:
        if attribute.name not in product:
            raise Invalid(field="products", problem=f"one lacks {attribute.name}")
    return np.concatenate([one.row(product[one.name], beyond=beyond) for one in attributes])


def _text(level: str | float) -> str:
    return level if isinstance(level, str) else f"{level:.15g}"
