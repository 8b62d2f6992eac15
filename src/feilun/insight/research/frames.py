"""Tables of answers: columns by name, read from CSV or tab separated text, gzipped or not; no third library."""

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.formulas import evaluate
from feilun.kernel.errors import Invalid

_MISSING = {"", "na", "nan", "null"}


@dataclass(frozen=True)
class Frame:
    """Columns of equal length: float64 (nan = missing) where every cell is a number, else text ("" = missing)."""

    columns: Mapping[str, NDArray[Any]]
    rows: int
    name: str = "data"

    def __contains__(self, column: object) -> bool:
        return column in self.columns

    def column(self, name: str) -> NDArray[Any]:
        """Raises Invalid, which says which columns there are."""
        if name not in self.columns:
            there = ", ".join(self.columns)
            raise Invalid(field=self.name, problem=f"there is no column {name}; there is {there[:300]}")
        return self.columns[name]

    def numbers(self, name: str) -> NDArray[np.float64]:
        """float64 of shape (rows,). Raises Invalid on text and on a missing number."""
        found = self.column(name)
        if found.dtype.kind not in "fiub":
            raise Invalid(field=self.name, problem=f"column {name} holds text, not only numbers")
        numbers: NDArray[np.float64] = found.astype(np.float64)
        if np.isnan(numbers).any():
            lacking = int(np.isnan(numbers).sum())
            raise Invalid(field=self.name, problem=f"column {name} lacks {lacking} of {self.rows} numbers; filter them")
        return numbers

    def texts(self, name: str) -> NDArray[np.str_]:
        """Codes as text: 3 for 3.0."""
        return as_texts(self.column(name))

    def matrix(self, names: Sequence[str]) -> NDArray[np.float64]:
        """(rows, names), all numbers."""
        return np.column_stack([self.numbers(name) for name in names])

    def where(self, kept: NDArray[np.bool_]) -> "Frame":
        return Frame({name: values[kept] for name, values in self.columns.items()}, int(kept.sum()), self.name)

    def with_columns(self, more: Mapping[str, NDArray[Any]]) -> "Frame":
        return Frame({**self.columns, **more}, self.rows, self.name)

    def prepared(self, computed: Mapping[str, str], kept: str | None) -> "Frame":
        """With columns computed from formulas, in their order, and then only the rows for which `kept` is true."""
        frame = self
        for name, formula in computed.items():
            frame = frame.with_columns({name: frame.formula(formula)})
        return frame if not kept else frame.where(frame.formula(kept).astype(bool))

    def formula(self, formula: str) -> NDArray[Any]:
        """A column by its name, or what a formula such as `where(GA == 1, 0, TRAIN_CO) / 100` says for each row."""
        if formula in self.columns:
            return self.columns[formula]
        return np.broadcast_to(np.asarray(evaluate(formula, self.columns, self.name)), (self.rows,))


def as_texts(values: NDArray[Any]) -> NDArray[np.str_]:
    """Codes as text: 3 for 3.0."""
    if values.dtype.kind == "U":
        return values
    distinct, places = np.unique(values, return_inverse=True)
    return np.array([f"{one:.15g}" for one in distinct.astype(float)], dtype=np.str_)[places]


def frame_of(columns: Mapping[str, Sequence[Any] | NDArray[Any]], name: str = "data") -> Frame:
    """From columns in memory. Raises Invalid when they differ in length."""
    arrays = {str(key): _column(values) for key, values in columns.items()}
    lengths = {len(values) for values in arrays.values()}
    if len(lengths) > 1:
        raise Invalid(field=name, problem="its columns differ in length")
    return Frame(arrays, lengths.pop() if lengths else 0, name)


def read_frame(file: Path) -> Frame:
    """CSV, or tab separated where the first line holds a tab; .gz is unpacked. Raises Invalid."""
    try:
        packed = file.read_bytes()
        text = (gzip.decompress(packed) if file.suffix == ".gz" else packed).decode("utf-8-sig")
    except (OSError, EOFError) as error:
        raise Invalid(field=file.name, problem=f"it cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise Invalid(field=file.name, problem="it is not UTF-8; save it as UTF-8") from error
    return parse_frame(text, file.name)


def parse_frame(text: str, name: str = "data") -> Frame:
    """Raises Invalid when a line is too long or too short, or there is no line."""
    delimiter = "\t" if "\t" in text[: text.find("\n")] else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True) if row]
    except csv.Error as error:
        raise Invalid(field=name, problem=f"it cannot be read as a table: {error}") from error
    if len(rows) < 2:
        raise Invalid(field=name, problem="it needs a line of column names and at least one row")
    header = [column.strip() for column in rows[0]]
    if len(set(header)) < len(header):
        raise Invalid(field=name, problem="two columns have the same name")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise Invalid(field=name, problem=f"row {number} has {len(row)} cells and the first line {len(header)}")
    cells = zip(*rows[1:], strict=True)
    return Frame({column: _column(values) for column, values in zip(header, cells, strict=True)}, len(rows) - 1, name)


def _column(values: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    found = values if isinstance(values, np.ndarray) else np.array([_cell(one) for one in values], dtype=object)
    if found.dtype.kind in "fiub":
        return found.astype(np.float64)
    try:
        return np.array([np.nan if str(one).lower() in _MISSING else one for one in found]).astype(np.float64)
    except ValueError:
        return np.array([str(one) for one in found], dtype=np.str_)


def _cell(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else "" if value is None else value
