"""The columns of an SPSS file: numbers as narrow as they may be, texts as long as SPSS takes; and how much memory they need."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from feilun.insight.exports.columns import ExportColumn, ExportLook, labels_of, spoken
from feilun.insight.exports.sav_names import LONGEST_LABEL, LONGEST_VALUE_LABEL, cut
from feilun.insight.exports.spool import Spool

LONGEST_TEXT = 32_767
NUMBER, MOMENT, DAY, TIME = "F", "DATETIME20", "SDATE10", "TIME5"
_WHOLE = r"^(0|-?[1-9][0-9]{0,14})$"
_SHAPES = {"choice": _WHOLE, "flag": _WHOLE, "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "time": r"^[0-9]{2}:[0-9]{2}$"}
# Whole numbers up to here are exact in four bytes.
_NARROW = 1 << 24
# Seconds from the first day of the Gregorian calendar, 1582-10-14, where SPSS begins, to 1970.
_EPOCH = 12_219_379_200


class SavColumn(NamedTuple):
    """One variable. `format` is empty for a text; `labels` are of codes, as numbers or texts."""

    name: str
    label: str
    format: str
    measure: str
    labels: dict[Any, str]
    type: Any

    @property
    def is_text(self) -> bool:
        return not self.format

    def values(self, array: Any, look: ExportLook) -> Any:
        """Of a block: Arrow texts without nulls, or numbers of our type, NaN where there is none."""
        if self.is_text:
            return _texts(array)
        if self.format == MOMENT:
            local = pc.local_timestamp(array.cast(pa.timestamp("us", tz=look.zone))).cast(pa.int64())
            array = pc.add(pc.divide(local, 1_000_000), _EPOCH)
        elif self.format == DAY:
            days = pc.strptime(array, format="%Y-%m-%d", unit="s", error_is_null=True).cast(pa.int64())
            array = pc.add(days, _EPOCH)
        elif self.format == TIME:
            hours, minutes = (pc.utf8_slice_codeunits(array, at, at + 2).cast(pa.int64()) for at in (0, 3))
            array = pc.add(pc.multiply(hours, 3600), pc.multiply(minutes, 60))
        numbers = pc.fill_null(array.cast(pa.float64()), np.nan)
        return numbers.to_numpy(zero_copy_only=False).astype(self.type)


class Seen:
    """One look at all values: bytes of the texts, those too long, and which columns are all numbers, days or times."""

    def __init__(self, spool: Spool) -> None:
        self.kinds = [spool.type_of(one) for one in spool.columns]
        self.texts = [place for place, one in enumerate(self.kinds) if pa.types.is_large_string(one)]
        self.bytes = dict.fromkeys(self.texts, 0)
        self.too_long = dict.fromkeys(self.texts, 0)
        self.fits = {place: _SHAPES[one.kind] for place, one in enumerate(spool.columns) if one.kind in _SHAPES}
        self.narrow = {place for place, one in enumerate(self.kinds) if pa.types.is_integer(one)} | set(self.fits)
        for batch in spool.batches():
            for place, array in enumerate(batch.columns):
                if place in self.bytes:
                    self._look_at_texts(place, array)
                elif place in self.narrow and not _is_narrow(array):
                    self.narrow.discard(place)

    def _look_at_texts(self, place: int, array: Any) -> None:
        lengths = pc.binary_length(array)
        self.bytes[place] += pc.sum(lengths).as_py() or 0
        if (pc.max(lengths).as_py() or 0) > LONGEST_TEXT:
            self.too_long[place] += pc.sum(pc.greater(lengths, LONGEST_TEXT)).as_py()
        shape = self.fits.get(place)
        if shape and pc.all(pc.match_substring_regex(array, shape)).as_py() not in (True, None):
            del self.fits[place]
        elif shape == _WHOLE and place in self.narrow and not _is_narrow(array.cast(pa.int64())):
            self.narrow.discard(place)


def _is_narrow(array: Any) -> bool:
    return (pc.max(pc.abs(array)).as_py() or 0) <= _NARROW


def sav_column(name: str, column: ExportColumn, seen: Seen, place: int, look: ExportLook) -> SavColumn:
    """What the values and the codebook make of a column."""
    label = cut(spoken(column.label, look.language), LONGEST_LABEL)
    labels = {code: cut(text, LONGEST_VALUE_LABEL) for code, text in labels_of(column, look.language).items()}
    kind = seen.kinds[place]
    if pa.types.is_timestamp(kind):
        return SavColumn(name, label, MOMENT, "scale", {}, np.float64)
    fits = place in seen.fits
    if fits and place in seen.bytes and column.kind in ("date", "time"):
        return SavColumn(name, label, DAY if column.kind == "date" else TIME, "scale", {}, np.float64)
    is_number = place not in seen.bytes
    if is_number or (fits and all(_is_whole(code) for code in labels)):
        decimals = 2 if pa.types.is_floating(kind) else 0
        type = np.float32 if place in seen.narrow else np.float64
        measure = "nominal" if labels or not is_number else "scale"
        return SavColumn(name, label, f"{NUMBER}8.{decimals}", measure, _numbered(labels), type)
    return SavColumn(name, label, "", "nominal", dict(labels), None)


def _numbered(labels: Mapping[str, str]) -> dict[Any, str]:
    return {float(code): text for code, text in labels.items()}


def _is_whole(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) <= 15 and str(int(code)) == code


def _texts(array: Any) -> Any:
    """An empty text is missing for SPSS; a zero sign would end a text for the library, which is written in C."""
    array = pc.replace_substring(pc.fill_null(array, ""), "\0", " ")
    if (pc.max(pc.binary_length(array)).as_py() or 0) <= LONGEST_TEXT:
        return array
    return pa.array([cut(one, LONGEST_TEXT) for one in array.to_pylist()], pa.large_string())
