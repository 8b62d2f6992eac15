"""What is asked for and what is told of a file, over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from feilun.insight.exports.columns import ExportNote, ExportValues
from feilun.insight.reporting import AnswerFilter

ExportFormat = Literal["csv", "xlsx", "sav", "parquet", "pdf", "png"]
ExportState = Literal["due", "running", "done", "failed", "cancelled"]


class SurveyExportWish(msgspec.Struct, kw_only=True):
    """Which file.

    - `values`: codes, labels in `language`, or both beside each other; a .sav always has codes with labels.
    - `participants` adds who answered, for those who may see customers.
    - `question` is the one a png draws; `question@turn` one turn of a loop.
    - `bom`: whether a CSV begins with the mark by which Excel knows UTF-8.
    - `least_base`: scores of fewer answers are hidden in pdf, png and the results sheet.
    """

    format: ExportFormat
    filter: AnswerFilter = msgspec.field(default_factory=AnswerFilter)
    language: Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")] = "zh-CN"
    values: ExportValues = "codes"
    participants: bool = False
    question: Annotated[str, msgspec.Meta(max_length=200)] = ""
    bom: bool = True
    least_base: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 30


class SurveyExport(msgspec.Struct, kw_only=True):
    """A file and how far it is: `progress` from 0 to 1. `notes` say what the format could not take as it is."""

    id: UUID
    survey: UUID
    format: ExportFormat
    language: str
    values: ExportValues
    participants: bool
    question: str
    filter: AnswerFilter
    state: ExportState
    progress: float
    rows: int
    bytes: int
    notes: list[ExportNote]
    problem: str | None
    created_at: datetime
    created_by: str
    created_by_name: str
    finished_at: datetime | None
    expires_at: datetime
