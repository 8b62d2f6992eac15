"""How a survey is answered: what its owner may decide beside the form."""

import msgspec

from feilun.kernel.errors import Invalid


class SurveySettings(msgspec.Struct, frozen=True, kw_only=True):
    """Hours and minutes are of the server's clock.

    - `partial_after_hours`: a response untouched for so long becomes `partial`; she may still go on with it.
    - `release_after_minutes`: a reserved slot of a quota goes back to others when she is away for so long.
    - `partials_count`: a partial response keeps its slots, as if it were complete.
    - `may_edit`: a finished respondent may change her answers; her slots move with them.
    - `is_anonymous`: no handles, no customer, no device or address prints; the answers stand for themselves.
    - `seconds_per_question`: faster than this on average is flagged as speeding.
    - `most_per_minute`: more completions a minute than this are flagged as a rush.
    """

    partial_after_hours: float = 72
    release_after_minutes: float = 30
    partials_count: bool = False
    may_edit: bool = False
    is_anonymous: bool = False
    seconds_per_question: float = 1.0
    most_per_minute: int = 60


def check_settings(settings: SurveySettings) -> None:
    """Raises Invalid with the field."""
    _within("partial_after_hours", settings.partial_after_hours, 0.1, 24 * 366)
    _within("release_after_minutes", settings.release_after_minutes, 1, 60 * 24 * 30)
    _within("seconds_per_question", settings.seconds_per_question, 0, 60)
    _within("most_per_minute", settings.most_per_minute, 1, 100_000)


def _within(name: str, value: float, least: float, most: float) -> None:
    # NaN is within nothing.
    if not least <= value <= most:
        raise Invalid(field=f"settings.{name}", problem=f"takes a number from {least:g} to {most:g}")
