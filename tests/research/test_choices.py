"""Tables become arrays as a specification says, and a mistake is answered by a sentence."""

import numpy as np
import pytest

from feilun.insight.research import Spec, frame_of, mnl, parse_frame, read_choices
from feilun.kernel.errors import Invalid

LONG = parse_frame(
    """who,task,alt,taken,price,brand,income
1,1,bus,1,2,red,10
1,1,car,0,5,blue,10
1,2,bus,0,3,green,10
1,2,car,1,4,red,10
2,1,bus,1,1,blue,20
2,1,car,0,6,green,20
""",
    "trips.csv",
)
SPEC = {"id": "who", "task": "task", "alternative": "alt", "choice": "taken", "attributes": ["price"]}


def test_task_1_of_one_person_is_not_task_1_of_another() -> None:
    found = read_choices(LONG, Spec(SPEC))
    assert found.attributes[:, :, 0].tolist() == [[2, 5], [3, 4], [1, 6]]
    assert found.chosen.tolist() == [0, 1, 0]
    assert found.person.tolist() == [0, 0, 1]


def test_a_text_is_dummy_coded_against_its_first_level() -> None:
    found = read_choices(LONG, Spec({**SPEC, "attributes": ["brand"]}))
    assert found.names == ("brand:green", "brand:red")
    assert found.attributes[0].tolist() == [[0, 1], [0, 0]]


def test_effects_coding_gives_the_reference_minus_one() -> None:
    coding = {"brand": {"as": "effects", "reference": "red"}}
    found = read_choices(LONG, Spec({**SPEC, "attributes": ["brand"], "coding": coding}))
    assert found.names == ("brand:blue", "brand:green")
    assert found.attributes[0].tolist() == [[-1, -1], [1, 0]]


def test_income_has_no_term_for_the_reference_and_a_price_has_one_for_each() -> None:
    spec = {**SPEC, "attributes": [], "by_alternative": ["income", "price"], "constants": True, "reference": "car"}
    assert read_choices(LONG, Spec(spec)).names == ("constant:bus", "income:bus", "price:bus", "price:car")


def test_a_wide_table_says_the_same_as_a_long_one() -> None:
    wide = frame_of({"mode": ["bus", "car", "bus"], "p_bus": [2, 3, 1], "p_car": [5, 4, 6]})
    spec = {"choice": "mode", "attributes": ["price"]}
    spec["wide"] = {"alternatives": ["bus", "car"], "columns": {"price": "p_{}"}}  # type: ignore[assignment]
    found = read_choices(wide, Spec(spec))
    assert found.attributes.tolist() == read_choices(LONG, Spec(SPEC)).attributes.tolist()
    assert found.chosen.tolist() == [0, 1, 0]


def test_formulas_compute_columns_and_filters_choose_rows() -> None:
    spec = {**SPEC, "computed": {"dear": "where(price > 3, price, 0) * -1"}, "filter": "who == 1 and brand != 'x'"}
    found = read_choices(LONG, Spec({**spec, "attributes": ["dear"]}))
    assert found.attributes[:, :, 0].tolist() == [[0, -5], [0, -4]]


def test_whoever_took_nothing_took_none() -> None:
    refused = LONG.with_columns({"taken": np.array([1.0, 0, 0, 0, 0, 1])})
    found = read_choices(refused, Spec({**SPEC, "none": True}))
    assert (found.names, found.alternatives) == (("price", "none"), ("bus", "car", "none"))
    assert found.chosen.tolist() == [0, 2, 1]
    assert found.attributes[1].tolist() == [[3, 0], [4, 0], [0, 1]]


def test_the_order_of_the_rows_does_not_matter() -> None:
    mixed = LONG.where(np.ones(6, bool))
    order = np.array([4, 2, 0, 5, 1, 3])
    mixed = frame_of({name: values[order] for name, values in LONG.columns.items()})
    kept = ["price"]
    one, two = (read_choices(table, Spec({**SPEC, "attributes": kept})) for table in (LONG, mixed))
    assert mnl(one).values == pytest.approx(mnl(two).values, nan_ok=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"attributes": ["prize"]}, "no column prize; there is who, task"),
        ({"attributes": []}, "attributes: are missing"),
        ({"choice": "price"}, "must be a column of 0 and 1"),
        ({"task": "who"}, "same alternative twice"),
        ({"alternative": None, "id": None, "task": "brand"}, "exactly one available alternative"),
        ({"constants": True, "reference": "tram"}, "tram is no alternative; there is bus, car"),
        ({"coding": {"brand": {"reference": "pink"}}, "attributes": ["brand"]}, "pink is no level"),
        ({"filter": "price >"}, "cannot be read"),
        ({"filter": "__import__('os')"}, "functions are where"),
        ({"filter": "9 ** 9 ** 9 ** 9 > 1 and price > 100"}, "leaves no row"),
        ({"filter": "'a' * 99999999999 == 'b'"}, "calculates with a text"),
        ({"filter": "brand + 1 > 2"}, "calculates with a text"),
        ({"filter": "brand > 2"}, "cannot be read"),
        ({"filter": "income.real > 2"}, "no column income.real"),
        ({"filter": "price > 100"}, "leaves no row"),
        ({"weights": "brand"}, "holds text"),
        ({"attributes": "price"}, "must be a list of texts"),
        ({"availability": "price < 2"}, "exactly one available alternative"),
    ],
)
def test_a_mistake_is_answered_by_a_sentence(change: dict[str, object], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_choices(LONG, Spec({**SPEC, **change}))


@pytest.mark.parametrize(
    ("text", "said"),
    [("a,b\n1\n", "row 2 has 1 cells"), ("a,b\n", "at least one row"), ("a,a\n1,2\n", "same name")],
)
def test_a_broken_table_is_answered_by_a_sentence(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        parse_frame(text)


def test_a_missing_number_is_not_zero() -> None:
    with pytest.raises(Invalid, match="lacks 1 of 2 numbers"):
        parse_frame("a,b\n1,\n2,3\n").numbers("b")


def test_tabs_and_codes_are_read() -> None:
    frame = parse_frame("code\tname\n1\tx\n2.5\ty\n")
    assert frame.texts("code").tolist() == ["1", "2.5"]
    assert frame.column("name").tolist() == ["x", "y"]
