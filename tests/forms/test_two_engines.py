"""The engine on the server and the one in the browser find the same, whatever the form and whatever is answered."""

import os
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from tests.forms.engines import build_engine, walks_of_node, walks_of_python
from tests.forms.random_forms import Maker

from feilun.insight import forms

FORMS = int(os.environ.get("FEILUN_RANDOM_FORMS", "300"))
WALKS = int(os.environ.get("FEILUN_RANDOM_WALKS", "10"))
FIRST = int(os.environ.get("FEILUN_RANDOM_START", "0"))
_AT_ONCE = 250


@pytest.mark.timeout(3600)
def test_both_engines_walk_alike_through_random_forms(tmp_path: Path) -> None:
    engine = build_engine(tmp_path)
    seen: Counter[str] = Counter()
    longest = 0
    for start in range(FIRST, FIRST + FORMS, _AT_ONCE):
        makers = [Maker(seed) for seed in range(start, min(start + _AT_ONCE, FIRST + FORMS))]
        read = [forms.read_form(maker.form()) for maker in makers]
        cases = [[maker.case(form) for _ in range(WALKS)] for maker, form in zip(makers, read, strict=True)]
        plain = [msgspec.to_builtins(form) for form in read]
        browser = walks_of_node(
            engine, [{"form": form, "cases": listed} for form, listed in zip(plain, cases, strict=True)], tmp_path
        )
        for number, (form, listed, theirs) in enumerate(zip(read, cases, browser, strict=True)):
            for ours, other, case in zip(walks_of_python(form, listed), theirs, listed, strict=True):
                assert ours == other, f"form {start + number}: {case}"
                seen.update(view["kind"] for page in ours["pages"] for view in page["questions"])
                seen.update(fault["code"] for faults in ours["problems"].values() for fault in faults)
                seen[f"end {ours['kind']}"] += 1
                seen["cells"] += len(ours["cells"])
                longest = max(longest, len(ours["pages"]))
    assert {
        "end done",
        "end screened",
        "end full",
        "end ",
        "panel",
        "maxdiff",
        "rows",
        "check",
        "other",
        "cells",
    } <= set(seen)
    assert longest > 6
