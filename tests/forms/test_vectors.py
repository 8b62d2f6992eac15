"""The shared vectors hold for the engine in Python; vitest reads the same files for the one in the browser."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.forms.engines import ROOT, walks_of_python
from tests.forms.random_forms import Maker

from feilun.insight import forms

FOLDER = Path(__file__).parent / "vectors"
HAND = msgspec.json.decode((FOLDER / "hand.json").read_bytes())


@pytest.mark.parametrize("vector", HAND, ids=lambda one: one["name"])
def test_vectors_written_by_hand_hold(vector: dict[str, Any]) -> None:
    walk = forms.walk(forms.read_form(vector["form"]), vector["answers"], **vector["about"])
    found = {
        "path": walk.path,
        "end": walk.end,
        "titles": [view.title for page in walk.pages for view in page.questions],
        "answers": walk.answers,
        "faults": {key: [one.code for one in faults] for key, faults in walk.problems.items()},
    }
    assert found == vector["expect"]


def test_random_vectors_hold() -> None:
    """A change of the engine shows here; if it is meant, make the vectors anew."""
    vectors = msgspec.json.decode((FOLDER / "random.json").read_bytes())
    assert len(vectors) > 20
    for vector in vectors:
        assert walks_of_python(forms.read_form(vector["form"]), vector["cases"]) == vector["found"]


def test_both_engines_have_the_same_sentences() -> None:
    ours = (ROOT / "src/feilun/insight/forms/messages.json").read_bytes()
    assert (ROOT / "sdk/src/form/engine/messages.json").read_bytes() == ours


def make() -> None:
    """Writes random.json."""
    vectors = []
    for seed in range(700_000, 700_030):
        maker = Maker(seed)
        form = forms.read_form(maker.form())
        cases = [maker.case(form) for _ in range(3)]
        plain = msgspec.to_builtins(form)
        vectors.append({"form": plain, "cases": cases, "found": walks_of_python(form, cases)})
    lines = b",\n".join(msgspec.json.encode(one) for one in vectors)
    (FOLDER / "random.json").write_bytes(b"[\n" + lines + b"\n]\n")


if __name__ == "__main__":
    make()
