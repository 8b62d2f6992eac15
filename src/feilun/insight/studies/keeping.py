"""The draws of an estimate as bytes: what the simulator, the price search and the file of people are made of. Pure.

Numbers are float32, and the draws of everybody are thinned evenly, so that a blob stays below 20 MB.
"""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research import Utilities

Floats = NDArray[np.float64]
MOST_NUMBERS = 5_000_000
MOST_DRAWS = 400
# What a simulation takes of them: the interval of a share moves little beyond, and sliders stay quick.
MOST_SIMULATED = 200
_CELLS_SIMULATED = 1_000_000
# A logit is one person, so more draws cost nothing.
_DRAWS_OF_ONE = 1000


@dataclass(frozen=True)
class Kept:
    """`betas` (people, draws, names). `individual` (people, names) are means of single people; empty without them."""

    names: tuple[str, ...]
    betas: NDArray[np.float32]
    weights: Floats
    people: tuple[str, ...] = ()
    individual: NDArray[np.float32] | None = None

    @property
    def utilities(self) -> Utilities:
        """As the simulator wants them: as many draws as keep it quick."""
        people, draws, names = self.betas.shape
        most = _DRAWS_OF_ONE if people == 1 else min(MOST_SIMULATED, max(20, _CELLS_SIMULATED // (people * names)))
        kept = thinned(draws, most)
        return Utilities(self.names, self.betas[:, kept].astype(np.float64), self.weights)


def thinned(number: int, most: int) -> NDArray[np.intp]:
    """Places of at most `most` of so many, evenly taken."""
    if number <= most:
        return np.arange(number)
    return np.linspace(0, number - 1, most).round().astype(np.intp)


def to_bytes(kept: Kept) -> bytes:
    people, draws, names = kept.betas.shape
    places = thinned(draws, min(MOST_DRAWS if people > 1 else _DRAWS_OF_ONE, max(20, MOST_NUMBERS // (people * names))))
    held = io.BytesIO()
    more = {} if kept.individual is None else {"individual": kept.individual.astype(np.float32)}
    np.savez(
        held,
        allow_pickle=False,
        names=np.array(kept.names, dtype=np.str_),
        betas=np.ascontiguousarray(kept.betas[:, places], dtype=np.float32),
        weights=kept.weights.astype(np.float64),
        people=np.array(kept.people, dtype=np.str_),
        **more,
    )
    return held.getvalue()


def from_bytes(stored: bytes) -> Kept:
    with np.load(io.BytesIO(stored), allow_pickle=False) as found:
        return Kept(
            tuple(str(one) for one in found["names"]),
            found["betas"],
            found["weights"],
            tuple(str(one) for one in found["people"]),
            found.get("individual"),
        )
