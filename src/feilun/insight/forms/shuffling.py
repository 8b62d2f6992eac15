"""Chance that is the same in the browser and on the server: a counter through a 32-bit mixer, no state.

Number k of stream `name` under `seed` is mix((seed ^ fnv1a(name)) + (k + 1) * 0x9E3779B9): FNV-1a over UTF-8 and the
finaliser of MurmurHash3. An order is a Fisher-Yates shuffle from the end; place = (number * (i + 1)) >> 32.
"""

from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_ALL = 0xFFFFFFFF


def fnv1a(name: str) -> int:
    """The 32-bit FNV-1a hash of the UTF-8 bytes."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & _ALL
    return value


def mix(value: int) -> int:
    """MurmurHash3's finaliser."""
    value &= _ALL
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & _ALL
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & _ALL
    return value ^ (value >> 16)


class Chance:
    """The numbers of one stream."""

    def __init__(self, seed: int, name: str) -> None:
        self._start = (seed & _ALL) ^ fnv1a(name)
        self._count = 0

    def below(self, number: int) -> int:
        """A whole number from 0 to number - 1."""
        self._count += 1
        return (mix(self._start + self._count * 0x9E3779B9) * number) >> 32

    def share(self) -> float:
        """A number from 0 to below 1."""
        self._count += 1
        return mix(self._start + self._count * 0x9E3779B9) / 4294967296


def reorder(items: Sequence[_Item], fixed: Sequence[bool], order: str, seed: int, name: str) -> list[_Item]:
    """The items in the order of this respondent; a fixed one keeps its place."""
    free = [item for item, stays in zip(items, fixed, strict=True) if not stays]
    chance = Chance(seed, name)
    if order == "random":
        for last in range(len(free) - 1, 0, -1):
            place = chance.below(last + 1)
            free[last], free[place] = free[place], free[last]
    elif order == "rotate" and free:
        start = chance.below(len(free))
        free = free[start:] + free[:start]
    elif order == "flip" and chance.below(2):
        free.reverse()
    moving = iter(free)
    return [item if stays else next(moving) for item, stays in zip(items, fixed, strict=True)]


def picked(items: Sequence[_Item], fixed: Sequence[bool], number: int, seed: int, name: str) -> list[_Item]:
    """`number` of the items by chance, in their order, beside the fixed ones; all when number is 0."""
    places = [place for place, stays in enumerate(fixed) if not stays]
    if not 0 < number < len(places):
        return list(items)
    drawn = set(reorder(places, [False] * len(places), "random", seed, f"{name}/pick")[:number])
    return [item for place, item in enumerate(items) if fixed[place] or place in drawn]
