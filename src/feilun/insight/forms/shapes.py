"""The form as JSON: what a survey asks, in which order, and when. Every key is described in docs/forms.md."""

from typing import Any, Literal

import msgspec

# What people read: {"zh-CN": "…", "en": "…"}. A text may hold pipes such as {{ answer.q1 }}.
Words = dict[str, str]
# A tree of {"op": …, "of": […]} with leaves {"answer": …}, {"value": …}, {"variable": …}, {"given": …}.
Expression = dict[str, Any]

Kind = Literal[
    "text", "long_text", "number", "date", "time", "single", "multiple", "dropdown", "image_choice", "boolean",
    "rating", "slider", "nps", "csat", "ces", "ranking", "matrix", "matrix_multiple", "constant_sum", "group_rank",
    "drill_down", "file", "signature", "location", "consent", "contact", "hidden", "calculated", "html", "panel",
    "choice_task", "maxdiff", "psm", "gabor_granger", "kano", "turf",
]  # fmt: skip
Order = Literal["none", "random", "rotate", "flip"]
ValueKind = Literal["number", "text", "boolean", "date", "list"]


class _Part(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A mistyped key is refused, not ignored; a default is not written."""


class FormOption(_Part, frozen=True):
    """A choice, a row or a column. `value` is its number in `score` and the price in gabor_granger."""

    code: str
    label: Words = {}
    shown_if: Expression | None = None
    value: float | None = None
    exclusive: bool = False
    other: bool = False
    fixed: bool = False
    image: str = ""
    # Deeper levels of a drill_down.
    options: "list[FormOption]" = []


class FormCarry(_Part, frozen=True):
    """Options that come from the answer of an earlier question."""

    question: str
    which: Literal["chosen", "not_chosen", "shown", "open"] = "chosen"
    to: Literal["options", "rows", "columns"] = "options"


class FormCheck(_Part, frozen=True):
    """What must hold of an answered question, and what to say when it does not."""

    holds: Expression
    text: Words


class FormDesign(_Part, frozen=True):
    """One version of a choice or maxdiff task. A profile is {attribute: level}; a set is a list of option codes."""

    tasks: list[list[dict[str, str]]] = []
    sets: list[list[str]] = []


class FormAttribute(_Part, frozen=True):
    """An attribute of a choice task and its levels."""

    code: str
    label: Words
    levels: list[FormOption]


class FormQuestion(_Part, frozen=True):
    """One question. Which keys mean something depends on its kind; docs/forms.md has the table."""

    id: str
    kind: Kind
    title: Words = {}
    help: Words = {}
    required: bool = False
    required_if: Expression | None = None
    shown_if: Expression | None = None
    enabled_if: Expression | None = None
    options: list[FormOption] = []
    rows: list[FormOption] = []
    columns: list[FormOption] = []
    shuffle: Order = "none"
    shuffle_rows: Order = "none"
    shuffle_columns: Order = "none"
    pick: int = 0
    carry: list[FormCarry] = []
    checks: list[FormCheck] = []
    # Bounds of a number, of a count of choices, of a length, of entries, by kind.
    least: float | None = None
    most: float | None = None
    step: float | None = None
    total: float | None = None
    format: Literal["", "email", "url", "phone", "whole"] = ""
    low: Words = {}
    high: Words = {}
    direction: Literal["up", "down"] = "up"
    many: bool = False
    fields: list[str] = []
    formula: Expression | None = None
    given: str = ""
    questions: "list[FormQuestion]" = []
    attributes: list[FormAttribute] = []
    designs: list[FormDesign] = []
    none: Words = {}
    currency: str = ""
    intents: bool = False
    look: str = ""


class FormJump(_Part, frozen=True):
    """Where to go on leaving a page: the id of a later page or of an end."""

    to: str
    when: Expression | None = None


class FormSet(_Part, frozen=True):
    """A variable that gets a value on leaving a page."""

    variable: str
    to: Expression
    when: Expression | None = None


class FormRepeat(_Part, frozen=True):
    """Once for each option of an answer, each entry of a panel, or a number of times."""

    question: str = ""
    which: Literal["chosen", "not_chosen", "shown"] = "chosen"
    times: Expression | None = None
    most: int = 20
    shuffle: Order = "none"


class FormGroup(_Part, frozen=True):
    """Pages that stand together: asked in a random order, a few of them, or again and again."""

    id: str
    shown_if: Expression | None = None
    shuffle: Order = "none"
    pick: int = 0
    repeat: FormRepeat | None = None


class FormPage(_Part, frozen=True):
    """Questions on one screen. Pages of one group follow each other."""

    id: str
    questions: list[FormQuestion] = []
    title: Words = {}
    shown_if: Expression | None = None
    next: list[FormJump] = []
    set: list[FormSet] = []
    shuffle: Order = "none"
    pick: int = 0
    group: str = ""
    repeat: FormRepeat | None = None


class FormEnd(_Part, frozen=True):
    """How it ends. At the last page the first `done` end whose `when` holds is taken."""

    id: str
    kind: Literal["done", "screened", "full"] = "done"
    text: Words = {}
    redirect: str = ""
    when: Expression | None = None


class FormQuota(_Part, frozen=True):
    """A cell: those of whom `when` is true, at most `limit`; then they go to the end `full`."""

    id: str
    limit: int
    when: Expression
    name: str = ""
    full: str = ""


class FormVariable(_Part, frozen=True):
    """A value beside the answers: fixed at the start, calculated by a formula, or set on leaving a page."""

    id: str
    kind: ValueKind = "number"
    value: Any = None
    formula: Expression | None = None


class Form(_Part, frozen=True):
    """A whole form. `format` is the version of this documented JSON."""

    languages: list[str]
    pages: list[FormPage]
    format: Literal[1] = 1
    title: Words = {}
    theme: dict[str, Any] = {}
    hidden_answers: Literal["keep", "clear"] = "clear"
    given: dict[str, ValueKind] = {}
    variables: list[FormVariable] = []
    groups: list[FormGroup] = []
    ends: list[FormEnd] = []
    quotas: list[FormQuota] = []


class FormProblem(msgspec.Struct, frozen=True):
    """A fault of the form itself; `where` is a path such as pages[1].questions[0].shown_if."""

    code: str
    where: str
    level: Literal["error", "warning"]
    text: str


class AnswerFault(msgspec.Struct, frozen=True):
    """Why an answer is not taken, in the respondent's language."""

    code: str
    text: str


class OptionView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An option as this respondent sees it."""

    code: str
    label: str
    image: str = ""
    exclusive: bool = False
    other: bool = False
    value: float | None = None
    options: "list[OptionView]" = []


class QuestionView(msgspec.Struct, frozen=True):
    """A visible question as this respondent sees it. `key` is where the answer is stored."""

    key: str
    id: str
    kind: Kind
    title: str
    help: str
    required: bool
    enabled: bool
    options: list[OptionView]
    rows: list[OptionView]
    columns: list[OptionView]
    # Inner questions of each entry of a panel.
    entries: "list[list[QuestionView]]"
    # Which design of a choice or maxdiff task, counted from 1; 0 where there is none.
    version: int


class PageView(msgspec.Struct, frozen=True):
    """A page on the path. `item` is the code of the loop's turn, or empty; `key` is page or page@item."""

    key: str
    page: str
    item: str
    title: str
    questions: list[QuestionView]


class FormWalk(msgspec.Struct, frozen=True):
    """Where a respondent stands. `page` is the one to be shown, None at an end."""

    language: str
    pages: list[PageView]
    page: PageView | None
    # The id of the end; "done" where the form names none; empty while the form goes on.
    end: str
    kind: Literal["", "done", "screened", "full"]
    problems: dict[str, list[AnswerFault]]
    variables: dict[str, Any]
    answers: dict[str, Any]
    # Share of the form that lies behind, 0 to 1.
    progress: float
    # Ids of the quotas whose condition holds of these answers.
    cells: list[str]

    @property
    def path(self) -> list[str]:
        return [page.key for page in self.pages]


class FormColumn(msgspec.Struct, frozen=True):
    """A line of the codebook: one column of an export."""

    name: str
    question: str
    item: str
    part: str
    label: Words
    kind: Literal["number", "text", "choice", "flag", "date", "time"]
    values: list["FormValue"]


class FormValue(msgspec.Struct, frozen=True):
    """A code and what it means."""

    code: str
    label: Words


class ScoreQuestion(msgspec.Struct, frozen=True):
    """A question that is declared to be a score, and its scale."""

    question: str
    kind: Literal["nps", "csat", "ces"]
    least: float
    most: float
    direction: Literal["up", "down"]


class ImportNote(msgspec.Struct, frozen=True):
    """What could not be carried over: where it stood, how bad it is, in words."""

    what: str
    where: str
    level: Literal["lost", "changed", "note"]
    text: str


class Imported(msgspec.Struct, frozen=True):
    """A form made of another tool's, and the report of the rest."""

    form: Form
    report: list[ImportNote]


class Behaviour(msgspec.Struct, frozen=True):
    """How simulated respondents answer. Questions are named by id; without a word on one they answer by chance."""

    # {question: answer} given by everybody.
    fixed: dict[str, Any] = {}
    # {question: {code: weight}} of choices; the code of a number is the number as text.
    weights: dict[str, dict[str, float]] = {}
    # {question: {"attribute.level" or option code or "none": utility}} of choice tasks, maxdiff and choices.
    worths: dict[str, dict[str, float]] = {}
    # Standard deviation of a person's own utilities round those above.
    spread: float = 0.0
    # Share of the questions nobody must answer that stay empty.
    skip: float = 0.1
    given: dict[str, Any] = {}


class Simulated(msgspec.Struct, frozen=True):
    """One simulated respondent. An empty `kind` says that she got stuck on the last page of `path`."""

    seed: int
    answers: dict[str, Any]
    path: list[str]
    end: str
    kind: Literal["", "done", "screened", "full"]
    quotas: list[str]
    # Her own utilities, as drawn.
    worths: dict[str, dict[str, float]]
