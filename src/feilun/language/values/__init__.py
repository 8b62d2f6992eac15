"""Reads one value out of what a customer wrote: `read("date", "下周三吧", now=…, zone=…)`.

`read` is CPU work, and the first call that needs a second opinion loads two libraries for seconds: call `warm` at
start and `read` in a thread.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from feilun.language.values.choices import read_choice, read_yes_no
from feilun.language.values.contacts import read_email, read_order, read_phone
from feilun.language.values.dates import read_date, read_date_range, read_datetime, read_time
from feilun.language.values.libraries import warm
from feilun.language.values.numbers import read_money, read_number
from feilun.language.values.numerals import numbers_in, plain
from feilun.language.values.reading import Option, Reading, Setting
from feilun.language.values.second import second_opinion


def _read_text(text: str, setting: Setting) -> Reading | None:
    said = text.strip()
    return Reading(said, said) if said else None


_READERS: dict[str, Callable[[str, Setting], Reading | None]] = {
    "number": read_number,
    "date": read_date,
    "date_range": read_date_range,
    "time": read_time,
    "datetime": read_datetime,
    "phone": read_phone,
    "email": read_email,
    "money": read_money,
    "choice": read_choice,
    "yes_no": read_yes_no,
    "order": read_order,
    "text": _read_text,
}
KINDS = tuple(_READERS)


def read(
    kind: str,
    text: str,
    *,
    now: datetime,
    zone: tzinfo | str = "Asia/Shanghai",
    region: str = "CN",
    options: Sequence[Option | str] = (),
) -> Reading | None:
    """The value of this kind in a text, or None. `now` is aware; dates are counted in `zone`."""
    if kind not in _READERS:
        raise ValueError(f"There is no kind of value {kind!r}; write one of {', '.join(KINDS)}.")
    where = ZoneInfo(zone) if isinstance(zone, str) else zone
    choices = tuple(one if isinstance(one, Option) else Option(one, (one,)) for one in options)
    setting = Setting(now, where, region, choices)
    shortened = text[:500]
    return second_opinion(kind, shortened, _READERS[kind](shortened, setting), setting)


__all__ = ["KINDS", "Option", "Reading", "numbers_in", "plain", "read", "warm"]
