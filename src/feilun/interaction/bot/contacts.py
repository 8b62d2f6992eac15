"""Ways to reach a customer that stand in her words."""

from feilun.language import redact

_KINDS = ("phone", "email")


def found(text: str) -> tuple[str, ...]:
    """Which kinds of contact the text names; the words themselves stay in the conversation."""
    kinds = {one.kind for one in redact(text).found}
    return tuple(kind for kind in _KINDS if kind in kinds)
