"""Research tasks: which version of the design a respondent gets, and what it shows."""

from typing import Any

from feilun.insight.forms.shapes import FormQuestion
from feilun.insight.forms.shuffling import Chance


def version_of(question: FormQuestion, key: str, seed: int) -> int:
    """The version of the design, from 1; 0 for a question without designs."""
    return Chance(seed, f"{key}/version").below(len(question.designs)) + 1 if question.designs else 0


def tasks_of(question: FormQuestion, version: int) -> list[Any]:
    """The tasks of a version: lists of profiles in a choice task, lists of option codes in a maxdiff."""
    if not 1 <= version <= len(question.designs):
        return []
    design = question.designs[version - 1]
    return list(design.tasks if question.kind == "choice_task" else design.sets)
