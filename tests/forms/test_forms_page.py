"""The page about forms tells the truth: its form is read, its code runs, and every kind and operator is on it."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from feilun.insight import forms
from feilun.insight.forms import shapes
from feilun.insight.forms.expressions import ARITY, LEAVES

PAGE = (Path(__file__).parents[2] / "docs/forms.md").read_text(encoding="utf-8")
FORM = json.loads(re.findall(r"```json form\n(.*?)```", PAGE, re.DOTALL)[0])


def test_the_example_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "docs/forms.md", "exec"), {"FORM": FORM})


@pytest.mark.parametrize("word", [*get_args(shapes.Kind), *ARITY, *LEAVES])
def test_every_kind_and_operator_is_described(word: str) -> None:
    assert f"`{word}`" in PAGE or f'{{"{word}":' in PAGE


@pytest.mark.parametrize(
    "shape",
    [
        forms.Form,
        forms.FormPage,
        forms.FormQuestion,
        forms.FormOption,
        forms.FormGroup,
        forms.FormRepeat,
        forms.FormCarry,
    ],
)
def test_every_key_is_described(shape: type) -> None:
    names = shape.__struct_fields__  # type: ignore[attr-defined]
    assert [name for name in names if not re.search(rf"\b{name}\b", PAGE)] == []
