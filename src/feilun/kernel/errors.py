"""The one base of all errors a user may see; the class docstring is the message."""

from typing import Any, ClassVar


class Error(Exception):
    """Something went wrong."""

    status: ClassVar[int] = 500

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.message())

    @property
    def code(self) -> str:
        """The class name in snake case: `NotFound` becomes `not_found`."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))

    def message(self) -> str:
        text = " ".join((type(self).__doc__ or "").split())
        return text.format(**self.facts)


class NotFound(Error):
    """There is no {kind} with id {id}."""

    status = 404


class Invalid(Error):
    """{field}: {problem}."""

    status = 422


class Conflict(Error):
    """{problem}."""

    status = 409


class OutOfRange(Error):
    """A value is too large, or holds a character that cannot be kept."""

    status = 422


class Unauthenticated(Error):
    """Sign in first, or send a valid API token."""

    status = 401


class Forbidden(Error):
    """This needs the right {right}, which you do not have."""

    status = 403


class TooMany(Error):
    """Too many attempts; try again in {seconds} seconds."""

    status = 429


class Unavailable(Error):
    """{problem}. Try again in a moment."""

    status = 503
