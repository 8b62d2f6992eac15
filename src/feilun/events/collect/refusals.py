"""Why an event or a request is not taken: each class is one reason, its name is the code a client sees."""

from feilun.kernel.errors import Error


class Refused(Error):
    """This was refused."""

    status = 400


class MalformedJson(Refused):
    """The body is not JSON: {problem}."""


class NotAnObject(Refused):
    """{field} must be a JSON object."""


class TooDeep(Refused):
    """The event is nested more than {limit} levels deep."""


class NumberOutOfRange(Refused):
    """The event holds a number that no double can hold."""


class EventTooLarge(Refused):
    """The event has {size} bytes; at most {limit} are taken."""


class UnknownType(Refused):
    """{type} is no event type; send track, identify, page, screen, group or alias."""


class NoName(Refused):
    """A track event needs a text `event` of 1 to {limit} characters."""


class NoCustomer(Refused):
    """The event points at nobody: send userId or anonymousId."""


class NoPreviousId(Refused):
    """An alias event needs previousId and userId."""


class NoGroup(Refused):
    """A group event needs groupId."""


class WrongId(Refused):
    """{field} must be text of at most {limit} characters, or a number."""


class ReservedId(Refused):
    """{field} may not be of the type {kind}, which only Feilun itself gives."""


class WrongTime(Refused):
    """{field} is no time between 1990 and 9999; write it as 2026-11-30T08:00:00Z."""


class NotStored(Refused):
    """The database refuses this event; it is kept in the quarantine for a look."""


class BodyTooLarge(Refused):
    """The body has more than {limit} bytes; send smaller batches."""

    status = 413


class MalformedGzip(Refused):
    """The body is not whole gzip."""


class NoBatch(Refused):
    """The body needs a list `batch` of events."""


class InvalidWriteKey(Refused):
    """The write key is missing, unknown or switched off."""

    status = 401


class NoSuchPath(Refused):
    """There is no {method} {path}."""

    status = 404


class Busy(Refused):
    """More events are waiting than can be written; try again in {seconds} seconds."""

    status = 429


class StorageUnavailable(Refused):
    """The database does not answer; try again in {seconds} seconds."""

    status = 503
