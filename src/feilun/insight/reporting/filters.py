"""Which answers are looked at. One filter for results, scores, cross tables, waves, respondents and exports."""

import math
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from feilun.kernel.errors import Invalid

AnswerState = Literal["started", "partial", "complete", "screened", "full"]
_Name = Annotated[str, msgspec.Meta(max_length=200)]
_MOST_RULES = 50
_MOST_VALUES = 500


class TraitRule(msgspec.Struct, frozen=True, kw_only=True):
    """A trait of the customer as known now: she is kept when it is one of the values (or holds one, where it is a list)."""

    name: _Name
    values: list[str | float | bool]

    @property
    def texts(self) -> list[str]:
        """The values as the profile spells them."""
        return [plain_text(one) for one in self.values]


class AnswerRule(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: one of `codes` (an empty code is "no answer"), or a number from `least` to `most`, both included, and less
    than `below`, or whether there `is_answered` anything at all. A date or time may be told in part: 2026-05.

    A box of a multiple choice is a column of its own, such as `brands.tea`, with the codes 1 and 0.
    """

    column: _Name
    codes: list[str | float] | None = None
    least: float | None = None
    most: float | None = None
    below: float | None = None
    is_answered: bool | None = None

    @property
    def texts(self) -> list[str]:
        return [plain_text(one) for one in self.codes or []]


class AnswerFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What is left out is not asked; what is asked must all hold.

    `since` (included) and `until` (not included) are of the moment she finished, or began where she never did.
    `segment` is an audience. `is_weighted` counts each response by its weight; `with_flagged` keeps those with a quality
    flag. Excluded responses never count. Simulated respondents stand apart: `is_simulated` looks at them alone.
    """

    states: list[AnswerState] = msgspec.field(default_factory=lambda: ["complete"])
    since: datetime | None = None
    until: datetime | None = None
    channels: list[_Name] = msgspec.field(default_factory=list)
    languages: list[_Name] = msgspec.field(default_factory=list)
    versions: list[int] = msgspec.field(default_factory=list)
    segment: UUID | None = None
    traits: list[TraitRule] = msgspec.field(default_factory=list)
    answers: list[AnswerRule] = msgspec.field(default_factory=list)
    is_weighted: bool = True
    with_flagged: bool = True
    is_simulated: bool = False


def checked(wish: AnswerFilter) -> AnswerFilter:
    """As given, with its moments in UTC. Raises Invalid with the field; columns are checked against the codebook later."""
    if not wish.states:
        raise Invalid(field="filter.states", problem="needs at least one of started, partial, complete, screened, full")
    for name in ("channels", "languages", "versions", "traits", "answers", "states"):
        if len(getattr(wish, name)) > _MOST_RULES:
            raise Invalid(field=f"filter.{name}", problem=f"takes at most {_MOST_RULES}")
    if any(not 0 <= one < 2**31 for one in wish.versions):
        raise Invalid(field="filter.versions", problem="are numbers of versions")
    for place, trait in enumerate(wish.traits):
        _check_values(f"filter.traits[{place}].values", trait.values)
    for place, rule in enumerate(wish.answers):
        _check_rule(f"filter.answers[{place}]", rule)
    since, until = _moment("since", wish.since), _moment("until", wish.until)
    if since and until and since >= until:
        raise Invalid(field="filter.until", problem="must lie after since")
    return msgspec.structs.replace(wish, since=since, until=until)


def plain_text(value: str | float | bool) -> str:
    """As JSON writes it, without quotes: 3 for 3.0, true for True."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return value


def _check_values(field: str, values: list[str | float | bool] | list[str | float]) -> None:
    if not values:
        raise Invalid(field=field, problem="needs at least one")
    if len(values) > _MOST_VALUES:
        raise Invalid(field=field, problem=f"takes at most {_MOST_VALUES}")
    if any(isinstance(one, str) and (len(one) > _MOST_VALUES or "\x00" in one) for one in values):
        raise Invalid(field=field, problem=f"each may have at most {_MOST_VALUES} characters, and none of value 0")


def _check_rule(field: str, rule: AnswerRule) -> None:
    bounds = [one for one in (rule.least, rule.most, rule.below) if one is not None]
    if (rule.codes is not None) + bool(bounds) + (rule.is_answered is not None) != 1:
        raise Invalid(field=field, problem="takes either codes, or least, most and below, or is_answered")
    if rule.codes is not None:
        _check_values(f"{field}.codes", rule.codes)
    if not all(math.isfinite(one) for one in bounds):
        raise Invalid(field=field, problem="least, most and below must be numbers")
    if rule.least is not None and rule.least > min(bounds):
        raise Invalid(field=field, problem="least must not exceed most and below")


def _moment(name: str, at: datetime | None) -> datetime | None:
    try:
        return at and (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC))
    except (OverflowError, ValueError):
        raise Invalid(field=f"filter.{name}", problem="is no moment that can be") from None
