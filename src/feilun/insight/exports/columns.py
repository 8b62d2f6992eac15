"""Which columns an export has, what they are called and what their values mean. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from feilun.insight import forms

ExportKind = Literal["number", "text", "choice", "flag", "date", "time", "moment"]
ExportValues = Literal["codes", "labels", "both"]
# What is known of a response beside her answers: where a row has it, what the column is called, its kind.
OF_RESPONSE: tuple[tuple[str, str, ExportKind], ...] = (
    ("_id", "response_id", "text"),
    ("_version", "response_version", "number"),
    ("_state", "response_state", "choice"),
    ("_channel", "response_channel", "text"),
    ("_language", "response_language", "text"),
    ("_started_at", "response_started_at", "moment"),
    ("_completed_at", "response_completed_at", "moment"),
    ("_seconds", "response_seconds", "number"),
    ("_flagged", "response_flagged", "flag"),
    ("_weight", "response_weight", "number"),
)
# What is known of her, where the reader may see customers.
OF_CUSTOMER: tuple[tuple[str, str, ExportKind], ...] = (
    ("_customer", "customer_id", "text"),
    ("_customer_name", "customer_name", "text"),
    ("_customer_email", "customer_email", "text"),
    ("_customer_phone", "customer_phone", "text"),
    ("_customer_user_id", "customer_user_id", "text"),
)
_STATES = ("started", "partial", "complete", "screened", "full")


class ExportColumn(msgspec.Struct, frozen=True, kw_only=True):
    """One column. `key` is where a row has its value, `name` what the column is called; mostly the same."""

    key: str
    name: str
    label: forms.Words
    kind: ExportKind
    values: Sequence[forms.FormValue] = ()
    # Empty for what is known of the response and her.
    question: str = ""


class ExportNote(msgspec.Struct, kw_only=True):
    """What the format could not take as it is: `count` values or labels of a column were cut, or it was renamed."""

    kind: Literal["cut", "label_cut", "renamed"]
    column: str
    count: int = 0
    to: str = ""


class ExportLook(msgspec.Struct, frozen=True, kw_only=True):
    """How values are written: in which language, as codes or labels, times in which zone. `bom` is for CSV."""

    language: str = "zh-CN"
    values: ExportValues = "codes"
    zone: str = "Asia/Shanghai"
    bom: bool = True
    title: str = ""


def columns_for(codebook: Iterable[forms.FormColumn], with_customers: bool) -> list[ExportColumn]:
    """What is known of the response, then her answers in the order of the form.

    A question may be called `response_id` as well: then ours gives way and gets a line at its end.
    """
    answers = [
        ExportColumn(
            key=one.name, name=one.name, label=one.label, kind=one.kind, values=one.values, question=one.question
        )
        for one in codebook
    ]
    taken = {one.name for one in answers}
    known = OF_RESPONSE + (OF_CUSTOMER if with_customers else ())
    return [*(_known(key, name, kind, taken) for key, name, kind in known), *answers]


def _known(key: str, name: str, kind: ExportKind, taken: set[str]) -> ExportColumn:
    called = name
    while called in taken:
        called += "_"
    values = [forms.FormValue(one, words(f"state_{one}")) for one in _STATES] if name == "response_state" else ()
    return ExportColumn(key=key, name=called, label=words(name), kind=kind, values=values)


def spoken(text: Mapping[str, str], language: str) -> str:
    """The words in a language, else in its nearest, else in whatever there is."""
    family = language.partition("-")[0]
    near = (text[one] for one in text if one.partition("-")[0] == family and text[one])
    return text.get(language) or next(near, "") or next((one for one in text.values() if one), "")


def word(name: str, language: str, /, **facts: object) -> str:
    """Words of our own, with facts in their places; English where we do not speak the language."""
    table = words(name)
    found = spoken(table, language) if language.startswith(("zh", "en")) else table["en"]
    return found.format(**facts) if facts else found


@cache
def words(name: str) -> forms.Words:
    found: forms.Words = _table()[name]
    return found


@cache
def _table() -> dict[str, forms.Words]:
    folder = resources.files("feilun.insight.exports")
    found: dict[str, forms.Words] = {}
    for file in ("words.json", "report_words.json"):
        found |= msgspec.json.decode(folder.joinpath(file).read_bytes(), type=dict[str, dict[str, str]])
    return found


def labels_of(column: ExportColumn, language: str) -> dict[str, str]:
    """{code: label}; flags say yes and no."""
    if column.kind == "flag":
        return {"1": word("yes", language), "0": word("no", language)}
    return {one.code: spoken(one.label, language) or one.code for one in column.values}


def headings(columns: Sequence[ExportColumn], look: ExportLook) -> list[str]:
    """The first line of a table: names, or with `labels` the titles, each once."""
    if look.values != "labels":
        return [one.name for one in columns]
    titles = [spoken(one.label, look.language) or one.name for one in columns]
    number = Counter(titles)
    return [f"{title} ({one.name})" if number[title] > 1 else title for title, one in zip(titles, columns, strict=True)]


def is_coded(column: ExportColumn) -> bool:
    """Whether its values have labels."""
    return column.kind == "flag" or bool(column.values)
