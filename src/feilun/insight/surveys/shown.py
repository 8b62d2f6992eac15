"""What staff see of surveys over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from feilun.insight import forms
from feilun.insight.surveys.keeper import SurveyState, settings_of
from feilun.insight.surveys.settings import SurveySettings
from feilun.store import Row


class NewSurvey(msgspec.Struct, kw_only=True):
    """Left out, the form is one empty page."""

    name: str
    form: dict[str, Any] | None = None
    settings: SurveySettings | None = None


class SurveyDraft(msgspec.Struct, kw_only=True):
    """`revision` is the one that this was drawn on; left out, whatever is newest is followed."""

    form: dict[str, Any]
    name: str | None = None
    revision: int | None = None


class SurveyChange(msgspec.Struct, kw_only=True):
    """What is left out stays."""

    name: str | None = None
    settings: SurveySettings | None = None


class SurveyCopy(msgspec.Struct, kw_only=True):
    name: str | None = None


class SurveyPublication(msgspec.Struct, kw_only=True):
    """`revision` is the draft that was looked at: 409 when there is a newer one."""

    revision: int | None = None


class SurveyStateChange(msgspec.Struct, kw_only=True):
    """open, paused (those inside may finish) or closed."""

    state: SurveyState


class SurveyCounts(msgspec.Struct, kw_only=True):
    """Responses by state, without simulated ones."""

    started: int = 0
    partial: int = 0
    complete: int = 0
    screened: int = 0
    full: int = 0


class SurveyRow(msgspec.Struct, kw_only=True):
    """`has_changes`: the draft is not what is published."""

    id: UUID
    name: str
    state: str
    revision: int
    version: int
    has_changes: bool
    created_at: datetime
    changed_at: datetime
    changed_by: str
    counts: SurveyCounts


class SurveyView(msgspec.Struct, kw_only=True):
    """`link` is the address of the page; whoever knows it may answer."""

    id: UUID
    name: str
    state: str
    revision: int
    version: int
    has_changes: bool
    link: str
    form: dict[str, Any]
    settings: SurveySettings
    problems: list[forms.FormProblem]
    counts: SurveyCounts
    created_at: datetime
    changed_at: datetime
    changed_by: str
    opened_at: datetime | None
    closed_at: datetime | None


class SurveyVersionRow(msgspec.Struct, kw_only=True):
    number: int
    revision: int
    published_at: datetime
    published_by: str


class SurveyVersionView(msgspec.Struct, kw_only=True):
    number: int
    revision: int
    form: dict[str, Any]
    published_at: datetime
    published_by: str


class SurveyQuotaRow(msgspec.Struct, kw_only=True):
    """`taken` are counted, `reserved` are on their way; both together never pass the limit."""

    id: str
    name: str
    limit: int
    taken: int
    reserved: int


class SurveyTrial(msgspec.Struct, kw_only=True):
    """Walks the draft with these answers. `page` is the one to look at; left out, the first that asks for something."""

    answers: dict[str, Any] = msgspec.field(default_factory=dict)
    given: dict[str, Any] = msgspec.field(default_factory=dict)
    language: str = ""
    seed: int = 1
    form: dict[str, Any] | None = None


class SurveyTrialView(msgspec.Struct, kw_only=True):
    """`quotas` are the cells these answers fall into."""

    walk: forms.FormWalk
    quotas: list[str]


class SurveySimulation(msgspec.Struct, kw_only=True):
    """So many respondents who answer at random; the same seed gives the same ones. `replace` takes the earlier ones away."""

    number: int = 100
    seed: int = 1
    replace: bool = True


class SurveySimulated(msgspec.Struct, kw_only=True):
    number: int
    states: dict[str, int]


class SurveyImport(msgspec.Struct, kw_only=True):
    """`survey` is null in a dry run."""

    survey: UUID | None
    form: dict[str, Any]
    report: list[forms.ImportNote]
    problems: list[forms.FormProblem]


class SurveyResponseRow(msgspec.Struct, kw_only=True):
    """One response in a list. `customer` is whom she is known as now, also when she was known only later."""

    id: UUID
    version: int
    customer: UUID | None
    channel: str
    language: str
    state: str
    ending: str
    quota: str
    started_at: datetime
    updated_at: datetime
    completed_at: datetime | None
    seconds: int
    flags: list[str]
    weight: float
    excluded: bool
    excluded_because: str
    simulated: bool
    edit: int
    answers: dict[str, Any]


class SurveyResponseFile(msgspec.Struct, kw_only=True):
    id: UUID
    question: str
    name: str
    type: str
    size: int
    at: datetime


class SurveyResponseView(msgspec.Struct, kw_only=True):
    """A response whole, with the path she went and her files."""

    response: SurveyResponseRow
    page: str
    invitation: str
    given: dict[str, Any]
    path: list[str]
    walk: forms.FormWalk
    files: list[SurveyResponseFile]
    excluded_by: str


class SurveyJudgement(msgspec.Struct, kw_only=True):
    """A person's word about what a response is worth. Nothing is deleted: an excluded one is only not counted."""

    excluded: bool = False
    weight: float = 1
    reason: str = ""


def counts_of(row: Row) -> SurveyCounts:
    return SurveyCounts(
        started=row["started"], partial=row["partial"], complete=row["complete"], screened=row["screened"],
        full=row["full_up"],
    )  # fmt: skip


def survey_of(row: Row) -> SurveyRow:
    return SurveyRow(
        id=row["id"], name=row["name"], state=row["state"], revision=row["revision"], version=row["version"],
        has_changes=row["revision"] != row["published_revision"], created_at=row["created_at"],
        changed_at=row["changed_at"], changed_by=row["changed_by_name"], counts=counts_of(row),
    )  # fmt: skip


def view_of(row: Row, link: str, problems: list[forms.FormProblem], counts: dict[str, int]) -> SurveyView:
    names = SurveyCounts.__struct_fields__
    return SurveyView(
        id=row["id"], name=row["name"], state=row["state"], revision=row["revision"], version=row["version"],
        has_changes=row["revision"] != row["published_revision"], link=link, form=row["draft"],
        settings=settings_of(row), problems=problems,
        counts=SurveyCounts(**{name: number for name, number in counts.items() if name in names}),
        created_at=row["created_at"], changed_at=row["changed_at"], changed_by=row["changed_by_name"],
        opened_at=row["opened_at"], closed_at=row["closed_at"],
    )  # fmt: skip


def response_of(row: Row, customer: UUID | None) -> SurveyResponseRow:
    same = {name: row[name] for name in SurveyResponseRow.__struct_fields__ if name not in ("customer", "excluded")}
    return SurveyResponseRow(**same, customer=customer, excluded=row["excluded_at"] is not None)
