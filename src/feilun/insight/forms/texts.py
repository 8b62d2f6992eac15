"""Words in the respondent's language, and pipes filled with what is known of her."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from feilun.insight.forms.expressions import is_answered
from feilun.insight.forms.shapes import Words

# {{ answer.q1 }}, {{ answer.q1.row }}, {{ variable.x | nothing yet }}, {{ given.name }}, {{ item.label }}.
PIPE = re.compile(r"\{\{ *(answer|variable|given|item)\.([A-Za-z0-9_]+)(?:\.([A-Za-z0-9_]+))? *(?:\|([^{}|]*))?\}\}")
_LONGEST_PIPED = 1000


def words(text: Words, language: str, languages: list[str]) -> str:
    """In the language asked for, or one of the same tongue, or the first the form has, or any."""
    tongue = language.split("-")[0]
    for one in (language, *[name for name in languages if name.split("-")[0] == tongue], *languages, *sorted(text)):
        if text.get(one, "") != "":
            return text[one]
    return ""


def language_of(wanted: str, languages: list[str]) -> str:
    """The language of the form that suits the one wanted."""
    tongue = wanted.split("-")[0]
    near = [name for name in languages if name.split("-")[0] == tongue]
    return wanted if wanted in languages else (near or languages)[0]


def fill(text: str, look_up: Callable[[str, str, str], str]) -> str:
    """Pipes replaced, once: what a respondent wrote is never read as a pipe again."""
    if "{{" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        found = look_up(match[1], match[2], match[3] or "")
        return found or (match[4] or "").strip(" ")

    return PIPE.sub(one, text)


def plain(value: Any, language: str, labels: Mapping[str, str]) -> str:
    """A value as words: labels for codes, lists joined, numbers as short as they can be."""
    if not is_answered(value):
        return ""
    if isinstance(value, bool):
        return labels.get("true" if value else "false", "true" if value else "false")
    if isinstance(value, int | float):
        return number_text(float(value))
    if isinstance(value, list):
        joint = "、" if language.split("-")[0] == "zh" else ", "
        return _cut(joint.join([text for text in (plain(one, language, labels) for one in value) if text]))
    if isinstance(value, dict):
        return plain([value[key] for key in sorted(value)], language, labels)
    return _cut(labels.get(value, value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_PIPED else text[:_LONGEST_PIPED]


def number_text(value: float) -> str:
    """The shortest digits that mean the number, without an exponent."""
    text = format(Decimal(repr(value + 0.0)), "f")
    return text.removesuffix(".0")
