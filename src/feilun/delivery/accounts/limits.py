"""The limits every channel has, whatever its provider: a second small form under the channel's own."""

from dataclasses import dataclass

from feilun.delivery.contract import channel_setting
from feilun.kernel.errors import Invalid


@dataclass(frozen=True)
class Limits:
    """What the outbox holds back. A cap of 0 means none; empty quiet hours mean none."""

    marketing_cap: int = channel_setting(
        3, "Most marketing messages to one customer within the cap days; 0 for no cap."
    )
    marketing_cap_days: int = channel_setting(7, "How many days back the cap looks.")
    sends_per_second: float = channel_setting(20.0, "The pace the provider allows.")
    quiet_from: str = channel_setting("", "Marketing waits from this time of the customer's day, such as 21:00.")
    quiet_to: str = channel_setting("", "Marketing goes on at this time of the customer's day, such as 09:00.")
    needs_opt_in: bool = channel_setting(
        False, "Marketing only to customers who said yes; else to all who did not say no."
    )


def check_limits(limits: Limits) -> None:
    """Raises Invalid."""
    if limits.marketing_cap < 0:
        raise Invalid(field="marketing_cap", problem="must be 0 or more")
    if not 1 <= limits.marketing_cap_days <= 90:
        raise Invalid(field="marketing_cap_days", problem="must be 1 to 90")
    if not 0 < limits.sends_per_second <= 100_000:
        raise Invalid(field="sends_per_second", problem="must be more than 0")
    if bool(limits.quiet_from) != bool(limits.quiet_to):
        raise Invalid(field="quiet_from", problem="needs quiet_to as well")
    for field in ("quiet_from", "quiet_to"):
        check_time_of_day(field, getattr(limits, field))


def check_time_of_day(field: str, text: str) -> None:
    """Raises Invalid unless it is empty or HH:MM."""
    hour, _, minute = text.partition(":")
    if text and not (
        len(text) == 5 and hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60
    ):
        raise Invalid(field=field, problem="must be a time of day such as 21:00")
