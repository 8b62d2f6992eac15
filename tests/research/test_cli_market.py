"""`feilun research` for models of the market: each has an example that runs, and mistakes are sentences."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from tests.research.choice_data import file_of
from tests.research.test_cli_research import examples

from feilun.cli import main

ROOT = Path(__file__).parents[2]
NPS = str(ROOT / "docs/examples/nps.csv")
MODELS = {"psm", "gabor-granger", "kano", "turf", "drivers", "design", "simulate", "price"}
MARKET: dict[str, Any] = {
    "attributes": [{"name": "brand", "levels": ["a", "b"]}, {"name": "price", "levels": [1, 2, 4]}],
    "products": [
        {"name": "mine", "levels": {"brand": "a", "price": 2}, "own": True, "cost": 0.5},
        {"name": "also mine", "levels": {"brand": "a", "price": 4}, "own": True},
        {"name": "theirs", "levels": {"brand": "b", "price": 2}},
    ],
    "utilities": {"brand:b": 0.4, "price": -1.0},
}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["research", *arguments])


def asked(tmp_path: Path, model: str, spec: dict[str, Any], *table: str) -> Any:
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(spec), encoding="utf-8")
    ran = run(model, *table, "--spec", str(file), "--json")
    return json.loads(ran.stdout) if ran.exit_code == 0 else ran.output


def table_of(tmp_path: Path, header: str, rows: Any) -> str:
    file = tmp_path / "table.csv"
    file.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return str(file)


def test_the_page_has_an_example_that_runs_for_every_market_model() -> None:
    assert {one.arguments[1] for one in examples()} >= MODELS


def test_the_example_of_nps_answers_what_the_page_says() -> None:
    page = (ROOT / "docs/research.md").read_text(encoding="utf-8")
    [(line, said)] = re.findall(r"```sh\nfeilun research (nps [^\n]+)\n```\n\nAnswers ([^\n]+)", page)
    answer = json.loads(run(*[NPS if one.endswith(".csv") else one for one in line.split()]).stdout)
    for name, value in re.findall(r"`(\w+)` (\d[\d.]*\d)", said):
        assert answer[name] == pytest.approx(float(value), abs=0.06), name
    assert [one["group"] for one in answer["by"]] == ["north", "south"]
    assert answer["changes"][0]["significant"]
    assert sum(answer["groups"].values()) == answer["base"]


def test_nps_counts_any_number_and_hides_a_small_base(tmp_path: Path) -> None:
    file = table_of(tmp_path, "score,w", [[6.5, 1], [8.5, 1], [9, 2], ["", 1], [11, 1], ["x", 1]])
    hidden = json.loads(run("nps", file, "--column", "score", "--json").stdout)
    assert (hidden["base"], hidden["nps"], hidden["missing"], hidden["invalid"]) == (3, None, 1, 2)
    shown = json.loads(run("nps", file, "--column", "score", "--weights", "w", "--least-base", "1", "--json").stdout)
    assert shown["groups"] == {"promoters": 1, "passives": 1, "detractors": 1}
    assert shown["nps"] == pytest.approx(25)


def test_nps_guesses_no_column() -> None:
    ran = run("nps", NPS)
    assert ran.exit_code == 1 and "which holds the answers" in ran.output


@pytest.mark.parametrize(("language", "word"), [("en", "promoters"), ("zh-CN", "推荐者")])
def test_people_read_sentences(language: str, word: str) -> None:
    assert word in run("nps", NPS, "--column", "answer", "--language", language).output


def test_kano_and_ladders_are_read_from_their_own_words(tmp_path: Path) -> None:
    file = table_of(tmp_path, "there,missing", [["喜欢", "不喜欢"]] * 40)
    spec = {
        "features": {"x": ["there", "missing"]},
        "codes": {"喜欢": "like", "不喜欢": "dislike"},
        "language": "zh-CN",
    }
    answer = asked(tmp_path, "kano", spec, file)
    assert answer["categories"] == {"x": "O"} and "期望属性" in answer["report"][0]


def test_a_ladder_with_a_row_per_answer_is_the_same(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    wide = (generator.uniform(0, 50, (60, 1)) >= np.array([[10, 20, 30]])).astype(int)
    file = table_of(tmp_path, "a,b,c", wide.tolist())
    one = asked(tmp_path, "gabor-granger", {"prices": {"a": 10, "b": 20, "c": 30}}, file)
    rows = [[f"p{row:02}", price, wide[row, place]] for row in range(60) for place, price in enumerate((10, 20, 30))]
    file = table_of(tmp_path, "who,price,buys", rows)
    other = asked(tmp_path, "gabor-granger", {"id": "who", "price": "price", "answer": "buys"}, file)
    assert one["demand"] == other["demand"] and one["revenue"] == other["revenue"]


def test_psm_without_too_cheap_and_with_no_usable_row_answers_null(tmp_path: Path) -> None:
    spec = {"cheap": "b", "expensive": "c", "too_expensive": "d"}
    file = table_of(tmp_path, "b,c,d", [[1 + i, 3 + i, 5 + i] for i in range(40)])
    answer = asked(tmp_path, "psm", spec, file)
    assert answer["lower"] is None and answer["upper"] is not None
    file = table_of(tmp_path, "b,c,d", [[3, 2, 1]] * 3)
    answer = asked(tmp_path, "psm", spec, file)
    assert (answer["base"], answer["upper"]) == (0, None)
    assert "no_answers" in {one["code"] for one in answer["warnings"]}


def test_utilities_come_from_the_spec_from_people_or_from_their_draws(tmp_path: Path) -> None:
    given = asked(tmp_path, "simulate", {**MARKET, "standard_errors": {"price": 0.1}})
    assert sum(one["share"] for one in given["shares"]) == pytest.approx(1)
    matrix = given["cannibalisation"]
    assert [sum(row) for row in matrix["matrix"]] == pytest.approx(matrix["gained"])
    rows = [[f"p{person}", draw, 0.4, -1.0] for person in range(5) for draw in range(3)]
    file = table_of(tmp_path, "who,draw,brand:b,price", rows)
    read = {key: value for key, value in MARKET.items() if key != "utilities"}
    people = asked(tmp_path, "simulate", {**read, "person": "who", "draw": "draw"}, file)
    assert (people["people"], people["draws"]) == (5, 3)
    assert people["share:mine"] == pytest.approx(given["share:mine"], abs=0.01)


def test_a_market_is_simulated_on_hierarchical_bayes(tmp_path: Path) -> None:
    table = str(file_of("logitr_yogurt.csv.gz"))
    spec = {
        "estimate": {
            "model": "hb",
            "id": "id",
            "task": "obsID",
            "choice": "choice",
            "attributes": ["price", "brand"],
            "draws": 400,
        },
        "attributes": [
            {"name": "brand", "levels": ["dannon", "hiland", "weight", "yoplait"]},
            {"name": "price", "levels": [4, 12]},
        ],
        "products": [
            {"name": "dannon", "levels": {"brand": "dannon", "price": 8}, "own": True, "cost": 4},
            {"name": "yoplait", "levels": {"brand": "yoplait", "price": 10}},
        ],
    }
    answer = asked(tmp_path, "price", {**spec, "product": "dannon"}, table)
    assert answer["people"] == 100
    assert 4 <= answer["low"] <= answer["high"] <= 12


def test_a_best_price_comes_without_a_table_and_meets_the_formula(tmp_path: Path) -> None:
    products = [one for one in MARKET["products"] if one["name"] != "also mine"]
    answer = asked(tmp_path, "price", {**MARKET, "products": products, "product": "mine"})
    assert answer["price"] - 0.5 == pytest.approx(1 / (1 - answer["share"]), abs=1e-6)
    share = asked(tmp_path, "price", {**MARKET, "product": "mine", "goal": "share"})
    assert share["price"] == pytest.approx(1) and "share_at_lower_bound" in {one["code"] for one in share["warnings"]}


def test_a_maxdiff_design_comes_by_its_items(tmp_path: Path) -> None:
    answer = asked(tmp_path, "design", {"items": list("abcdefg"), "per_set": 3, "sets": 7})
    assert (answer["lowest_pair"], answer["highest_pair"]) == (1, 1)


def test_a_design_without_an_end_says_so_in_json(tmp_path: Path) -> None:
    spec = {"attributes": [{"name": "x", "levels": ["a", "b", "c"]}], "tasks": 1, "alternatives": 2}
    answer = asked(tmp_path, "design", spec)
    assert answer["d_error"] is None
    assert "not_identified" in {one["code"] for one in answer["warnings"]}


@pytest.mark.parametrize(
    ("model", "spec", "said"),
    [
        ("simulate", {**MARKET, "rulle": "first"}, "rulle: is not known here"),
        ("simulate", {**MARKET, "utilities": {"price": -1}}, "brand:b"),
        ("simulate", {key: value for key, value in MARKET.items() if key != "utilities"}, "utilities: are missing"),
        ("simulate", {**MARKET, "covariance": [[1]]}, "covariance"),
        ("price", {**MARKET, "product": "mine", "bounds": [1, 9]}, "were tested"),
        ("price", {**MARKET, "product": "mine", "bounds": [1]}, "two prices"),
        ("design", {"attributes": [{"name": "x", "levels": [True, 2]}], "tasks": 2, "alternatives": 2}, "levels"),
        ("design", {"tasks": 2, "alternatives": 2}, "attributes: are missing"),
    ],
)
def test_a_wrong_specification_is_answered_by_a_sentence(tmp_path: Path, model: str, spec: Any, said: str) -> None:
    answer = asked(tmp_path, model, spec)
    assert isinstance(answer, str)
    assert answer.startswith("Error: ") and said in answer
