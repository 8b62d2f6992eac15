"""An estimate as a file: its figures and, where the model has them, the utilities of every person. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from feilun.insight.studies.keeping import Kept
from feilun.insight.studies.results import EstimateResult
from feilun.insight.studies.terms import said

Format = Literal["csv", "xlsx"]
TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_Sheet = tuple[str, list[str], list[list[Any]]]


def file_of(format: Format, result: EstimateResult, kept: Kept | None, there: set[str], language: str) -> bytes:
    """`there` are the responses that still stand; others are not written."""
    sheets = list(_sheets(result, kept, there, language))
    return _csv(sheets) if format == "csv" else _xlsx(sheets)


def name_of(study: str, at: datetime, format: Format) -> str:
    """Of the file: study and day."""
    plain = "".join(one for one in study if one.isalnum() or one in " -_·").strip()[:80] or "study"
    return f"{plain} {at:%Y-%m-%d}.{format}"


def _sheets(result: EstimateResult, kept: Kept | None, there: set[str], language: str) -> Iterator[_Sheet]:
    parts = [
        [
            one.attribute,
            one.level,
            said(one.label, language, one.level),
            one.value,
            one.standard_error,
            one.low,
            one.high,
        ]
        for one in result.part_worths
    ]
    if parts:
        yield "part-worths", ["attribute", "level", "label", "value", "standard_error", "low", "high"], parts
    items = [
        [one.item, said(one.label, language, one.item), one.value, one.standard_error, one.share, one.low, one.high, one.shown, one.best, one.worst]
        for one in result.items
    ]  # fmt: skip
    if items:
        head = ["item", "label", "value", "standard_error", "share", "low", "high", "shown", "best", "worst"]
        yield "items", head, items
    importances = [
        [one.attribute, said(one.label, language, one.attribute), one.importance, one.low, one.high]
        for one in result.importances
    ]
    if importances:
        yield "importance", ["attribute", "label", "importance", "low", "high"], importances
    worth = [
        [one.name, said(one.label, language, one.name), one.value, one.low, one.high] for one in result.willingness
    ]
    if worth:
        yield "willingness to pay", ["name", "label", "value", "low", "high"], worth
    yield from _markets(result)
    if kept is not None and kept.individual is not None:
        people = zip(kept.people, kept.individual.tolist(), strict=True)
        rows = [[person, *utilities] for person, utilities in people if person in there]
        yield "people", ["response", *kept.names], rows


def _markets(result: EstimateResult) -> Iterator[_Sheet]:
    if result.psm:
        names = ("lower", "upper", "narrow_lower", "narrow_upper", "indifference", "optimum")
        points = [(name, getattr(result.psm, name)) for name in names]
        yield (
            "points",
            ["point", "price", "low", "high"],
            [[name, one.price, one.low, one.high] for name, one in points],
        )
        curves = result.psm.curves
        rows = [[price, *(curve[place] for curve in curves.values())] for place, price in enumerate(result.psm.prices)]
        yield "curves", ["price", *curves], rows
    if result.gabor_granger:
        demand = result.gabor_granger.demand
        head = ["price", "asked", "share", "smoothed", "low", "high", "revenue", "profit"]
        yield "demand", head, [[getattr(one, name) for name in head] for one in demand]
    if result.kano:
        head = [
            "name",
            "base",
            "category",
            "second",
            "better",
            "better_low",
            "better_high",
            "worse",
            "worse_low",
            "worse_high",
        ]
        yield "features", head, [[getattr(one, name) for name in head] for one in result.kano.features]
    if result.turf:
        sets = [
            [size.size, " ".join(one.items), one.reach, one.low, one.high, one.frequency]
            for size in result.turf.sizes
            for one in size.best
        ]
        yield "sets", ["size", "items", "reach", "low", "high", "frequency"], sets
    if result.drivers:
        head = [
            "name",
            "lmg_share",
            "lmg_share_low",
            "lmg_share_high",
            "johnson_share",
            "direction",
            "performance",
            "quadrant",
        ]
        yield "drivers", head, [[getattr(one, name) for name in head] for one in result.drivers.drivers]


def _csv(sheets: Sequence[_Sheet]) -> bytes:
    """One table after another, an empty line between; a byte order mark, so that spreadsheets read Chinese."""
    held = io.StringIO()
    writer = csv.writer(held)
    for place, (name, head, rows) in enumerate(sheets):
        if place:
            writer.writerow([])
        writer.writerow([f"# {name}"])
        writer.writerow(head)
        writer.writerows([[_cell(one) for one in row] for row in rows])
    return held.getvalue().encode("utf-8-sig")


def _xlsx(sheets: Sequence[_Sheet]) -> bytes:
    import openpyxl
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    held = io.BytesIO()
    book = openpyxl.Workbook(write_only=True)
    for name, head, rows in sheets or [("empty", [], [])]:
        sheet = book.create_sheet(name[:31])
        sheet.freeze_panes = "A2"
        sheet.append(head)
        for row in rows:
            # A label may hold control characters, which no workbook can.
            cells = [_cell(one) for one in row]
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", one) if isinstance(one, str) else one for one in cells])
    book.save(held)
    return held.getvalue()


def _cell(value: Any) -> Any:
    """A label that begins like a formula would be run by a spreadsheet."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value
