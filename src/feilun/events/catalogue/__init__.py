"""The events Feilun itself emits. Never edited: a field may be added with a default."""

from feilun.events.catalogue.facts import Fact, emit

__all__ = ["Fact", "emit"]
