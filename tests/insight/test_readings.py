"""A rule has two readings, one customer at a time and all at once; they must never differ."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feilun.insight.segments.match import explain, matches, next_change
from feilun.insight.segments.rules import MEASURE_OPERATORS, OPERATORS, parse
from feilun.insight.segments.scan import judged

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
EVENTS = ("Order Completed", "page", "message.received", "track", "Résumé 看")
NAMES = ("city", "n.b", "$x", "a/b~c", "标签", 'q"uote', "it's", " ", "0")
_WORDS = (
    "",
    "BABY",
    "baby",
    "北京",
    "北",
    "é",
    "e\u0301",
    "true",
    "false",
    "null",
    "a'b",
    'a"b',
    "a\nb",
    "%",
    "_",
    "\\",
    "[]",
    "5",
    "5.0",
    "-0",
    "05",
    "1e3",
    " 5",
    "5\n",
    "９",
    "1" * 16,
)
_DATES = (
    "2026-05-31",
    "2026-02-30",
    "2026-05-31T10:00",
    "2026-05-31 10:00:00.123456",
    "2026-05-31T10:00:00Z",
    "2026-05-31T00:30:00+08:00",
    "2026-05-31T24:00:00",
    "0026-05-31",
    "2026-5-31",
    "31.5.2026",
)
_NUMBERS = (
    0,
    1,
    -1,
    5,
    5.0,
    4.999999,
    0.1,
    0.30000000000000004,
    2**53,
    2**53 + 1,
    2**63,
    2**64,
    -(2**63),
    10**20,
    1e308,
    1e-320,
)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(_NUMBERS),
    st.sampled_from(_WORDS),
    st.sampled_from(_DATES),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=4),
    st.integers(-10, 10),
    st.floats(allow_nan=False, allow_infinity=False),
)
found_values = st.one_of(scalars, st.lists(st.one_of(scalars, st.lists(scalars, max_size=2)), max_size=4))
wanted_scalars = st.one_of(
    st.booleans(),
    st.sampled_from([n for n in _NUMBERS if abs(n) < 1e14]),
    st.sampled_from([*_WORDS, *_DATES]),
    st.integers(-10, 10),
)
windows = st.sampled_from([None, 1, 7, 0.5, 60])
moments = st.one_of(
    st.builds(
        lambda days, off: NOW - timedelta(days=days) + timedelta(microseconds=off),
        st.sampled_from([0, 0.5, 1, 7, 60]),
        st.sampled_from([-1, 0, 1]),
    ),
    st.datetimes(datetime(2026, 9, 1), datetime(2026, 12, 2), timezones=st.just(UTC)),
)


def _value_for(operator: str) -> st.SearchStrategy[Any]:
    if operator in ("lt", "le", "gt", "ge"):
        return st.one_of(st.sampled_from([n for n in _NUMBERS if abs(n) < 1e14]), st.integers(-10, 10))
    if operator in ("contains", "starts"):
        return st.sampled_from([word for word in _WORDS if word])
    if operator in ("before", "after"):
        return st.sampled_from(
            ["2026-05-31", "2026-05-30T16:30:00Z", "2026-05-31T10:00:00+00:00", "2026-05-31T02:00:00-08:00"]
        )
    return st.lists(wanted_scalars, min_size=1, max_size=4) if operator == "in" else wanted_scalars


@st.composite
def conditions(draw: Any, kind: str) -> dict[str, Any]:
    operator = draw(st.sampled_from(OPERATORS))
    rule = {kind: draw(st.sampled_from(NAMES)), "is": operator}
    return rule if operator in ("exists", "missing") else {**rule, "value": draw(_value_for(operator))}


deeds = st.fixed_dictionaries(
    {
        "event": st.sampled_from(EVENTS),
        "measure": st.sampled_from(["count", "sum"]),
        "is": st.sampled_from(MEASURE_OPERATORS),
        "value": st.integers(0, 3),
        "within_days": windows,
        "where": st.lists(conditions("property"), max_size=2),
    }
)
rules = st.recursive(
    st.one_of(conditions("trait"), deeds),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=5,
)
bodies = st.dictionaries(st.sampled_from(NAMES), found_values, max_size=4)
activities = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["track", "track", "page", "message.received"]),
            "name": st.sampled_from(EVENTS),
            "occurred_at": moments,
            "amount": st.one_of(
                st.none(), st.sampled_from([Decimal("0.1"), Decimal("0.2"), Decimal("-1"), Decimal("2.7")])
            ),
            "properties": bodies,
        }
    ),
    max_size=6,
)
people = st.lists(st.tuples(bodies, activities), min_size=1, max_size=4)


@dataclass
class Someone:
    traits: Mapping[str, Any]
    counters: Mapping[str, Mapping[str, Any]]


def someone(traits: Mapping[str, Any], activity: list[dict[str, Any]]) -> Someone:
    counters: dict[str, dict[str, Any]] = {}
    for row in activity:
        label = row["name"] if row["type"] == "track" else row["type"]
        counter = counters.setdefault(label, {"count": 0, "amount": "0"})
        counter["count"] += 1
        counter["amount"] = str(Decimal(counter["amount"]) + (row["amount"] or 0))
    return Someone(traits, counters)


@pytest.fixture(scope="module")
def duck() -> Iterator[Any]:
    backend = ibis.duckdb.connect()
    backend.raw_sql("set timezone = 'UTC'; set threads = 1")
    yield backend
    backend.disconnect()


def tables(everyone: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> tuple[Any, Any]:
    profile = pa.table(
        {
            "customer": [str(n) for n in range(len(everyone))],
            "traits": [json.dumps(traits, ensure_ascii=False) for traits, _ in everyone],
        }
    )
    rows = [(str(n), row) for n, (_, activity) in enumerate(everyone) for row in activity]
    activity = pa.table(
        {
            "customer": pa.array([who for who, _ in rows], pa.string()),
            "type": pa.array([row["type"] for _, row in rows], pa.string()),
            "name": pa.array([row["name"] for _, row in rows], pa.string()),
            "occurred_at": pa.array([row["occurred_at"] for _, row in rows], pa.timestamp("us", "UTC")),
            "amount": pa.array([row["amount"] for _, row in rows], pa.decimal128(38, 4)),
            "properties": pa.array([json.dumps(row["properties"], ensure_ascii=False) for _, row in rows], pa.string()),
        }
    )
    return ibis.memtable(profile), ibis.memtable(activity)


def _check(duck: Any, document: dict[str, Any], everyone: Any) -> None:
    rule = parse(document)
    profile, activity = tables(everyone)
    scanned = {row["customer"]: row for row in duck.to_pyarrow(judged(rule, profile, activity, NOW)).to_pylist()}
    for number, (traits, did) in enumerate(everyone):
        one = someone(traits, did)
        live = matches(rule, one, did, NOW)
        found = scanned.get(str(number), {"fits": False, "due": None})
        assert found["fits"] == live, (document, traits, did)
        assert explain(rule, one, did, NOW).holds == live
        change, due = next_change(rule, one, did, NOW), found["due"]
        if change:
            assert due is not None and due <= change
            assert change > NOW


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=rules, everyone=people)
def test_both_readings_find_the_same_customers(duck: Any, document: dict[str, Any], everyone: Any) -> None:
    _check(duck, document, everyone)


_VALUES = [
    None,
    True,
    False,
    *_NUMBERS,
    *_WORDS,
    *_DATES,
    [],
    [None],
    ["BABY", 5],
    [["BABY"]],
    ["5"],
    [True, "x"],
    [""],
]
_WANTED = {
    "eq": [True, False, 0, 5, 5.0, 0.1, 2**46, *_WORDS, "2026-05-31"],
    "ne": [True, 5, "BABY", "5", ""],
    "in": [["BABY", 5], [True], ["", "北京", "5"]],
    "lt": [0, 5, 0.1],
    "le": [5, -1],
    "gt": [5, 0.1],
    "ge": [5, 1],
    "contains": ["A", "北", "%", "_", "\\", "'", "\n", "5"],
    "starts": ["B", "北", "%", "5", "[", '"'],
    "before": ["2026-05-31", "2026-05-31T10:00:00Z"],
    "after": ["2026-05-31", "2026-05-30T16:30:00+00:00"],
    "exists": [None],
    "missing": [None],
}


@pytest.mark.parametrize("operator", OPERATORS)
def test_both_readings_agree_on_every_odd_value(duck: Any, operator: str) -> None:
    everyone = [({name: value}, []) for value in _VALUES for name in ("city", "n.b")]
    for value in _WANTED[operator]:
        rule = {"trait": "city", "is": operator}
        _check(duck, rule if value is None else {**rule, "value": value}, everyone)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_and_never_a_path(duck: Any, name: str) -> None:
    everyone: Any = [({name: "x", "n": {"b": "x"}}, []), ({"other": "x"}, [])]
    _check(duck, {"trait": name, "is": "eq", "value": "x"}, everyone)


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_the_edge_of_a_window_is_the_same_for_both(duck: Any, off: int) -> None:
    at = NOW - timedelta(days=60) + timedelta(microseconds=off)
    row = {"type": "track", "name": "Order Completed", "occurred_at": at, "amount": None, "properties": {}}
    rule = {"event": "Order Completed", "measure": "count", "is": "ge", "value": 1, "within_days": 60}
    _check(duck, rule, [({}, [row])])
    assert matches(parse(rule), someone({}, [row]), [row], NOW) == (off > 0)


def test_a_rule_knows_when_time_alone_will_change_it() -> None:
    days = [50, 40, 1]
    rows = [
        {
            "type": "track",
            "name": "Order Completed",
            "occurred_at": NOW - timedelta(days=n),
            "amount": None,
            "properties": {},
        }
        for n in days
    ]
    rule = parse({"event": "Order Completed", "measure": "count", "is": "ge", "value": 2, "within_days": 60})
    change = next_change(rule, someone({}, rows), rows, NOW)
    assert change == NOW + timedelta(days=20)
    assert matches(rule, someone({}, rows), rows, change - timedelta(microseconds=1))
    assert not matches(rule, someone({}, rows), rows, change)
