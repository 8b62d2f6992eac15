"""How utility depends on a price: a straight line, or straight pieces between tested prices."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.profiles import Attribute, groups_of
from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]


class PriceLine:
    """The price attribute: its tested prices, its columns, and their values and slopes at any price."""

    def __init__(self, attributes: Sequence[Attribute], name: str) -> None:
        found = [place for place, attribute in enumerate(attributes) if attribute.name == name]
        if not found:
            raise Invalid(field="price", problem=f"there is no attribute {name}")
        self.name, self.attribute = name, attributes[found[0]]
        numbers = [level for level in self.attribute.levels if not isinstance(level, str)]
        if len(numbers) < len(self.attribute.levels):
            raise Invalid(field=name, problem="the levels of a price must be numbers")
        order = np.argsort(numbers)
        self.knots = np.array(numbers, dtype=np.float64)[order]
        self.values = self.attribute.matrix[order]
        self.places, self.columns = groups_of(attributes)[found[0]], self.attribute.columns
        self.is_linear = self.attribute.coding == "linear"
        self.tested = (float(self.knots[0]), float(self.knots[-1]))

    def checked(self, bounds: tuple[float, float] | None, beyond: bool) -> tuple[float, float]:
        """The bounds to search; raises Invalid outside the tested prices unless that is wanted and possible."""
        low, high = self.tested if bounds is None else (float(bounds[0]), float(bounds[1]))
        if not low < high:
            raise Invalid(field="bounds", problem="the lower one must lie below the upper one")
        outside = low < self.tested[0] - 1e-12 or high > self.tested[1] + 1e-12
        if outside and not (beyond and self.is_linear):
            tested = f"{self.tested[0]:g} to {self.tested[1]:g}"
            hint = "set beyond_tested to go further" if self.is_linear else "levels say nothing beyond"
            raise Invalid(field="bounds", problem=f"prices from {tested} were tested; {hint}")
        return low, high

    def grid(self, low: float, high: float, number: int) -> Floats:
        """Even prices and all tested ones between."""
        inside = self.knots[(self.knots >= low) & (self.knots <= high)]
        found: Floats = np.union1d(np.linspace(low, high, number + 1), inside)
        return found

    def rows(self, price: Floats) -> Floats:
        """(prices, columns)."""
        if self.is_linear:
            return price[:, None]
        return np.column_stack([np.interp(price, self.knots, column) for column in self.values.T])

    def slopes(self, price: Floats) -> Floats:
        """(prices, columns): change of the columns for one unit of price."""
        if self.is_linear:
            return np.ones((len(price), 1))
        piece = np.clip(np.searchsorted(self.knots, price, side="right") - 1, 0, len(self.knots) - 2)
        found: Floats = (np.diff(self.values, axis=0) / np.diff(self.knots)[:, None])[piece]
        return found

    def slope(self, betas: Floats, price: float) -> Floats:
        """(people, draws): how utility changes there with one unit of price, for `betas` (people, draws, columns)."""
        found: Floats = betas @ self.slopes(np.array([price]))[0]
        return found

    def price_of(self, levels: Mapping[str, str | float]) -> float:
        found = levels[self.name]
        return float(found)
