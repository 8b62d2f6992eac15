"""What to estimate, as JSON: typed reading of a specification, so that a mistake is answered by a sentence."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from feilun.kernel.errors import Invalid


class Spec:
    """A JSON object. Each method raises Invalid, which names the key and says what belongs there."""

    def __init__(self, raw: object, name: str = "spec") -> None:
        if not isinstance(raw, Mapping):
            raise Invalid(field=name, problem="it must be a JSON object")
        self.raw, self.name = cast("Mapping[str, Any]", raw), name

    def __contains__(self, key: object) -> bool:
        return self.raw.get(cast("str", key)) is not None

    def check_keys(self, known: Collection[str]) -> None:
        """A misspelled key must not be passed over in silence."""
        unknown = [key for key in self.raw if key not in known]
        if unknown:
            raise self.wrong(unknown[0], f"is not known here; there is {', '.join(sorted(known))}")

    def wrong(self, key: str, problem: str) -> Invalid:
        return Invalid(field=f"{self.name}.{key}", problem=problem)

    def get(self, key: str, default: Any = None) -> Any:
        found = self.raw.get(key)
        return default if found is None else found

    def text(self, key: str, default: str | None = None) -> str:
        found = self._found(key, default, "a text")
        if isinstance(found, int | float) and not isinstance(found, bool):
            return f"{found:.15g}"
        if not isinstance(found, str):
            raise self.wrong(key, "must be a text")
        return found

    def choice(self, key: str, among: Collection[str], default: str | None = None) -> str:
        found = self.text(key, default)
        if found not in among:
            raise self.wrong(key, f"must be one of {', '.join(among)}, not {found}")
        return found

    def number(self, key: str, default: float | None = None, least: float = -1e300, most: float = 1e300) -> float:
        found = self._found(key, default, "a number")
        if isinstance(found, bool) or not isinstance(found, int | float) or not least <= found <= most:
            bounds = "" if (least, most) == (-1e300, 1e300) else f" from {least:g} to {most:g}"
            raise self.wrong(key, f"must be a number{bounds}")
        return float(found)

    def integer(self, key: str, default: int | None = None, least: int = 0, most: int = 10**9) -> int:
        found = self.number(key, default, least, most)
        if found != int(found):
            raise self.wrong(key, "must be a whole number")
        return int(found)

    def flag(self, key: str, default: bool = False) -> bool:
        found = self.get(key, default)
        if not isinstance(found, bool):
            raise self.wrong(key, "must be true or false")
        return found

    def texts(self, key: str, default: list[str] | None = None) -> list[str]:
        found = self._found(key, default, "a list of texts")
        if not isinstance(found, list):
            raise self.wrong(key, "must be a list of texts")
        return [f"{one:.15g}" if isinstance(one, float) else str(one) for one in found]

    def numbers(self, key: str, default: list[float] | None = None) -> list[float]:
        found = self._found(key, default, "a list of numbers")
        if not isinstance(found, list) or any(isinstance(x, bool) or not isinstance(x, int | float) for x in found):
            raise self.wrong(key, "must be a list of numbers")
        return [float(one) for one in found]

    def inner(self, key: str) -> "Spec":
        """An object inside; empty when it is left out."""
        found = self.get(key, {})
        if not isinstance(found, Mapping):
            raise self.wrong(key, "must be an object")
        return Spec(found, f"{self.name}.{key}")

    def each(self, key: str) -> list["Spec"]:
        """A list of objects; empty when it is left out."""
        found = self.get(key, [])
        if not isinstance(found, list):
            raise self.wrong(key, "must be a list of objects")
        return [Spec(one, f"{self.name}.{key}[{place}]") for place, one in enumerate(found)]

    def _found(self, key: str, default: Any, what: str) -> Any:
        found = self.get(key, default)
        if found is None:
            raise self.wrong(key, f"is missing: {what}")
        return found
