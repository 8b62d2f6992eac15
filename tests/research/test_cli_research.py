"""`feilun research`: the examples of docs/research.md run and answer what the page says; mistakes are sentences."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from tests.research.choice_data import FOLDER, SPECS, file_of

from feilun.cli import main
from feilun.cli_research_choice import CHOICE_MODELS

PAGE = (Path(__file__).parents[2] / "docs/research.md").read_text(encoding="utf-8")


class Example(NamedTuple):
    spec: str
    raw: str
    arguments: list[str]
    answers: str


def examples() -> list[Example]:
    """`name.json`:, a block of JSON, a block with the command, and a line that begins with Answers."""
    pattern = (
        r"`([\w-]+\.json)`:\n\n```json\n(.*?)```\n\n```sh\nfeilun ([^\n]+)\n```\n\n(?:Answers ([^\n]+(?:\n[^\n]+)*))?"
    )
    return [Example(name, raw, line.split(), said) for name, raw, line, said in re.findall(pattern, PAGE, re.DOTALL)]


@pytest.mark.parametrize("example", examples(), ids=lambda one: f"{one.arguments[1]}-{one.spec}")
def test_an_example_of_the_page_answers_what_the_page_says(example: Example, tmp_path: Path) -> None:
    spec = tmp_path / example.spec
    spec.write_text(example.raw, encoding="utf-8")
    arguments = [str(spec) if one == example.spec else one for one in example.arguments]
    arguments = [str(file_of(one)) if one.endswith(".gz") or (FOLDER / one).is_file() else one for one in arguments]
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code == 0, ran.output
    answer = json.loads(ran.stdout)
    assert answer["report"]
    found = {**{one.get("name", one.get("item")): one.get("estimate") for one in answer.get("estimates", [])}, **answer}
    said = re.findall(r"`([\w:]+)` (-?[\d.]*\d)", example.answers)
    assert {name: found[name] for name, _ in said} == {
        name: pytest.approx(float(value), abs=0.6 * 10.0 ** -len(value.partition(".")[2])) for name, value in said
    }


def test_the_page_has_an_example_for_every_choice_model() -> None:
    assert set(CHOICE_MODELS) <= {one.arguments[1] for one in examples()}


@pytest.fixture
def yogurt(tmp_path: Path) -> tuple[str, Path]:
    return str(file_of("logitr_yogurt.csv.gz")), tmp_path / "spec.json"


def test_estimates_come_with_errors_fit_and_cpu_seconds(yogurt: tuple[str, Path]) -> None:
    table, spec = yogurt
    spec.write_text(json.dumps({**SPECS["logitr_yogurt.csv.gz"], "price": "price"}), encoding="utf-8")
    answer = json.loads(CliRunner().invoke(main, ["research", "mnl", table, "--spec", str(spec), "--json"]).stdout)
    assert {"log_likelihood", "iterations", "gradient_norm", "cpu_seconds", "warnings"} <= set(answer)
    assert {"estimate", "standard_error", "robust_standard_error"} <= set(answer["estimates"][0])
    feature = next(one for one in answer["willingness"] if one["name"] == "feat")
    assert feature["willingness_to_pay"] == pytest.approx(0.49143 / 0.36658, rel=0.05)
    assert feature["low"] < feature["willingness_to_pay"] < feature["high"]
    assert sum(one["importance"] for one in answer["importances"]) == pytest.approx(1)


@pytest.mark.parametrize(("language", "word"), [("en", "Less likely chosen"), ("zh-CN", "降低被选中机会")])
def test_people_read_a_table_and_sentences(yogurt: tuple[str, Path], language: str, word: str) -> None:
    table, spec = yogurt
    spec.write_text(json.dumps(SPECS["logitr_yogurt.csv.gz"]), encoding="utf-8")
    ran = CliRunner().invoke(main, ["research", "mnl", table, "--spec", str(spec), "--language", language])
    assert "brand:hiland" in ran.output
    assert "-0.36658" in ran.output
    assert word in ran.output


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("{", "it is not JSON"),
        ("[]", "must be a JSON object"),
        ('{"atributes": ["price"]}', "atributes: is not known here"),
        ('{"task": "obsID", "choice": "choice", "attributes": ["prize"]}', "there is no column prize"),
        ('{"task": "obsID", "choice": "choice", "attributes": ["price"], "filter": "price >"}', "cannot be read"),
    ],
)
def test_a_wrong_specification_is_answered_by_a_sentence(yogurt: tuple[str, Path], spec: str, said: str) -> None:
    table, file = yogurt
    file.write_text(spec, encoding="utf-8")
    ran = CliRunner().invoke(main, ["research", "mnl", table, "--spec", str(file)])
    assert ran.exit_code == 1
    assert ran.output.startswith("Error: ")
    assert said in ran.output
    assert "Traceback" not in ran.output


def test_a_design_that_is_not_there_is_named(tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    spec.write_text('{"design": "nowhere.csv"}', encoding="utf-8")
    ran = CliRunner().invoke(main, ["research", "maxdiff", str(file_of("supportBWS_mfa.csv.gz")), "--spec", str(spec)])
    assert "nowhere.csv: there is no such file" in ran.output
