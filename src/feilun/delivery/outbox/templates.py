"""Liquid in a message's text. A variable that nobody has stops the message: a blank "Dear ," is worse than none."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from liquid import Environment, StrictDefaultUndefined, Undefined
from liquid.exceptions import LiquidError

from feilun.delivery.outbox import bounds
from feilun.kernel.errors import Error


class MissingVariable(Error):
    """{problem}"""

    status = 422


class _Plain(Environment):
    # A template comes from staff, yet one endless loop must not stop the sending of everybody.
    loop_iteration_limit = 10_000
    output_stream_limit = 2_000_000
    context_depth_limit = 30


_plain = _Plain(undefined=StrictDefaultUndefined)
_gaps = _Plain(undefined=Undefined)
_html = _Plain(undefined=StrictDefaultUndefined, autoescape=True)
for _environment in (_plain, _html, _gaps):
    bounds.bound(_environment.filters)
# The library lets these out of its filters when a trait is too odd: a date in the year -1199, a sum of words.
_FROM_FILTERS = (ArithmeticError, ValueError, TypeError, RecursionError)
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_HTML_FIELDS = frozenset({"html"})


def rendered(content: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """Every text of the content with its variables filled in; `html` is escaped. Raises MissingVariable."""
    return {
        name: _text(value, name in _HTML_FIELDS, context) if isinstance(value, str) else value
        for name, value in content.items()
    }


def lenient(text: str, context: Mapping[str, Any]) -> str:
    """A text of a conversation, where silence is worse than a gap: an unknown name is empty, and so is what breaks."""
    if "{{" not in text and "{%" not in text:
        return text
    try:
        with bounds.one_text():
            return str(_lenient_template(text).render(**context))
    except (LiquidError, *_FROM_FILTERS):
        return _TAGS.sub("", text)


def template_problem(text: str) -> str | None:
    """Why the text is no Liquid template, or None."""
    try:
        _template(text, False)
    except LiquidError as error:
        return str(error).splitlines()[0]
    return None


def _text(text: str, is_html: bool, context: Mapping[str, Any]) -> str:
    if "{{" not in text and "{%" not in text:
        return text
    try:
        with bounds.one_text():
            return str(_template(text, is_html).render(**context))
    except (LiquidError, *_FROM_FILTERS) as error:
        raise MissingVariable(problem=(str(error).splitlines() or [type(error).__name__])[0]) from error


@lru_cache(maxsize=1000)
def _template(text: str, is_html: bool) -> Any:
    bounds.check_tags(text)
    return (_html if is_html else _plain).from_string(text)


@lru_cache(maxsize=1000)
def _lenient_template(text: str) -> Any:
    bounds.check_tags(text)
    return _gaps.from_string(text)
