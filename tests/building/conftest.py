"""A browser for those who build audiences and journeys."""

from tests.browsing import browser, context

__all__ = ["browser", "context"]
