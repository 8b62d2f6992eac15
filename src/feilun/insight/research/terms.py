"""Random terms of a mixed logit: distributions, correlation, and willingness-to-pay space, with their slopes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feilun.kernel.errors import Invalid

Floats = NDArray[np.float64]
KINDS = ("normal", "lognormal", "lognormal_negative", "triangular", "uniform")
_LOG = ("lognormal", "lognormal_negative")
# Standard deviation of the standardised draw: triangular and uniform on −1 to 1.
_SPREAD = {"normal": 1.0, "lognormal": 1.0, "lognormal_negative": 1.0, "triangular": 6**-0.5, "uniform": 3**-0.5}
SCALE = "scale"


@dataclass(frozen=True)
class Terms:
    """Parameters θ: one mean per coefficient, then one spread per random term, or the Cholesky factor row by row.

    Preference space: β = m + Lz, e^(m + Lz) if lognormal, −e^(m + Lz) if negative lognormal. Willingness-to-pay space
    (Train and Weeks 2005): β_price = −λ and β_k = λ ω_k, where θ describes λ ("scale") in the place of the price.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]  # (coefficients,), "fixed" where nothing is random.
    is_correlated: bool = False
    price: int | None = None

    @property
    def random(self) -> NDArray[np.intp]:
        return np.array([place for place, kind in enumerate(self.kinds) if kind != "fixed"], dtype=np.intp)

    @property
    def moving(self) -> NDArray[np.intp]:
        """Coefficients that differ between draws; all, if a common scale may be random."""
        return self.random if self.price is None else np.arange(len(self.kinds))

    @property
    def parameter_names(self) -> tuple[str, ...]:
        means = [SCALE if place == self.price else name for place, name in enumerate(self.names)]
        own = [means[place] for place in self.random]
        if not self.is_correlated:
            return (*means, *[f"sd:{name}" for name in own])
        rows, columns = np.tril_indices(len(own))
        return (*means, *[f"cholesky:{own[r]}:{own[c]}" for r, c in zip(rows, columns, strict=True)])

    def factor(self, theta: Floats) -> Floats:
        """(random, random): Cholesky factor, diagonal without correlation."""
        number, tail = len(self.random), theta[len(self.names) :]
        if not self.is_correlated:
            return np.diag(tail)
        factor = np.zeros((number, number))
        factor[np.tril_indices(number)] = tail
        return factor

    def standardised(self, uniform: Floats) -> Floats:
        """(people, random, draws): what is multiplied by a spread."""
        from scipy.special import ndtri

        found = np.empty_like(uniform)
        for place, coefficient in enumerate(self.random):
            kind, u = self.kinds[coefficient], uniform[:, place]
            if kind == "triangular":
                found[:, place] = np.where(u < 0.5, np.sqrt(2 * u) - 1, 1 - np.sqrt(2 * (1 - u)))
            else:
                found[:, place] = 2 * u - 1 if kind == "uniform" else ndtri(u)
        return found

    def coefficients(self, theta: Floats, z: Floats) -> Floats:
        """(people, moving, draws): β of each draw."""
        latent = self._latent(theta, z)
        if self.price is None:
            return latent
        every = self._with_fixed(theta, latent)
        scale = every[:, self.price].copy()
        every *= scale[:, None]
        every[:, self.price] = -scale
        return every

    def _latent(self, theta: Floats, z: Floats) -> Floats:
        """(people, random, draws), each by its distribution."""
        means = theta[self.random]
        factor = self.factor(theta)
        latent = factor @ z if self.is_correlated else z * np.diag(factor)[:, None]
        latent += means[:, None]
        for place, coefficient in enumerate(self.random):
            if self.kinds[coefficient] in _LOG:
                np.exp(np.minimum(latent[:, place], 300), out=latent[:, place])
                if self.kinds[coefficient] == "lognormal_negative":
                    latent[:, place] *= -1
        return latent

    def _with_fixed(self, theta: Floats, latent: Floats) -> Floats:
        every = np.empty((len(latent), len(self.names), latent.shape[2]))
        every[:] = theta[: len(self.names), None]
        every[:, self.random] = latent
        return every

    def slopes(self, theta: Floats, z: Floats, by_beta: Floats) -> Floats:
        """(people, parameters) from (people, moving, draws) slopes by β, already weighted; fixed ones stay 0
        in preference space, where the caller knows them without draws."""
        latent = self._latent(theta, z)
        found = np.zeros((len(z), len(self.parameter_names)))
        by_latent = by_beta
        if self.price is not None:
            every = self._with_fixed(theta, latent)
            by_every = by_beta * every[:, [self.price]]
            others = np.arange(len(self.names)) != self.price
            by_every[:, self.price] = (by_beta * every)[:, others].sum(axis=1) - by_beta[:, self.price]
            found[:, : len(self.names)] = by_every.sum(axis=2)
            by_latent = by_every[:, self.random]
        for place, coefficient in enumerate(self.random):
            if self.kinds[coefficient] in _LOG:
                by_latent[:, place] *= latent[:, place]
        found[:, self.random] = by_latent.sum(axis=2)
        if self.is_correlated:
            products = by_latent @ z.transpose(0, 2, 1)
            rows, columns = np.tril_indices(len(self.random))
            found[:, len(self.names) :] = products[:, rows, columns]
        else:
            found[:, len(self.names) :] = np.einsum("nkr,nkr->nk", by_latent, z)
        return found

    def population(self, theta: Floats) -> list[dict[str, float | str]]:
        """Mean and standard deviation among people of each random term."""
        factor, found = self.factor(theta), []
        for place, coefficient in enumerate(self.random):
            kind, mean = self.kinds[coefficient], float(theta[coefficient])
            variance = float(factor[place] @ factor[place]) * _SPREAD[kind] ** 2
            deviation = variance**0.5
            if kind in _LOG:
                sign = -1.0 if kind == "lognormal_negative" else 1.0
                centre = float(np.exp(min(mean + variance / 2, 300.0)))
                mean, deviation = sign * centre, centre * float(np.expm1(min(variance, 300.0))) ** 0.5
            name = self.parameter_names[coefficient]
            found.append({"name": name, "distribution": kind, "mean": mean, "sd": deviation})
        return found

    def start(self, beta: Floats, spread: Floats) -> Floats:
        """θ near a multinomial logit β; `spread` is how much each column differs, so random utility starts alike."""
        means = np.nan_to_num(np.array(beta, dtype=float))
        if self.price is not None:
            scale = -means[self.price] if means[self.price] < 0 else 0.1 / spread[self.price]
            means = means / scale
            means[self.price] = scale
        for place, kind in enumerate(self.kinds):
            if kind in _LOG:
                towards = means[place] if kind == "lognormal" else -means[place]
                means[place] = np.log(towards if towards > 0 else 0.1 / spread[place])
        spreads = np.array(
            [0.3 if self.kinds[k] in _LOG else 0.5 / spread[k] / self._unit(means, k) for k in self.random]
        )
        return np.concatenate(
            [means, np.diag(spreads)[np.tril_indices(len(spreads))] if self.is_correlated else spreads]
        )

    def _unit(self, means: Floats, place: int) -> float:
        """Utility of one unit of ω is λ."""
        if self.price is None or place == self.price:
            return 1.0
        return float(np.exp(means[self.price]) if self.kinds[self.price] in _LOG else abs(means[self.price]))


def terms_of(
    names: tuple[str, ...], random: Mapping[str, str], *, is_correlated: bool = False, price: str | None = None
) -> Terms:
    """Raises Invalid on an unknown name or distribution. A name stands for all its levels: `brand` for `brand:weight`."""
    kinds = ["fixed"] * len(names)
    for wanted, kind in random.items():
        places = [place for place, name in enumerate(names) if name == wanted or name.split(":")[0] == wanted]
        if not places:
            raise Invalid(field="random", problem=f"{wanted} is no term; there is {', '.join(names)}")
        if kind not in KINDS:
            raise Invalid(field="random", problem=f"{wanted} must be one of {', '.join(KINDS)}, not {kind}")
        for place in places:
            kinds[place] = kind
    chosen = {kind for kind in kinds if kind != "fixed"}
    if not chosen:
        raise Invalid(field="random", problem="name at least one random term; without one it is mnl")
    if is_correlated and chosen & {"triangular", "uniform"}:
        raise Invalid(field="correlated", problem="only normal and lognormal terms can be correlated")
    if price is not None and price not in names:
        raise Invalid(field="wtp", problem=f"{price} is no term; there is {', '.join(names)}")
    scale = None if price is None else names.index(price)
    if scale is not None and kinds[scale] not in ("fixed", "lognormal"):
        raise Invalid(field="wtp", problem="the scale must stay positive: make the price fixed or lognormal")
    return Terms(names, tuple(kinds), is_correlated, scale)
