"""`feilun text evaluate`: anybody's labelled texts, judged without a database."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from feilun.cli import main

GOOD = ["质量很好", "非常满意", "物流很快", "推荐购买", "性价比高", "客服耐心"]
BAD = ["质量太差", "非常失望", "物流太慢", "不要买", "价格太贵", "客服不理人"]
ROWS = [
    (f"{one}{place}", label) for place in range(12) for label, ones in (("pos", GOOD), ("neg", BAD)) for one in ones
]


def table(file: Path, rows: list[tuple[str, str]], header: tuple[str, ...] = ("text", "label")) -> Path:
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([header, *rows])
    return file


def run(train: Path, test: Path, *more: str) -> Any:
    return CliRunner().invoke(main, ["text", "evaluate", "--train", str(train), "--test", str(test), *more])


def figures(train: Path, test: Path, *more: str) -> dict[str, Any]:
    answer = run(train, test, "--json", *more)
    assert answer.exit_code == 0, answer.output
    told: dict[str, Any] = json.loads(answer.output)
    return told


@pytest.fixture
def train(tmp_path: Path) -> Path:
    return table(tmp_path / "train.csv", ROWS[:108])


@pytest.fixture
def test(tmp_path: Path) -> Path:
    return table(tmp_path / "test.csv", ROWS[108:])


def test_everything_promised_is_told(train: Path, test: Path) -> None:
    told = figures(train, test, "--language", "zh", "--shipped")
    assert told["accuracy"] > 0.9 and told["macro_f1"] > 0.9
    assert told["accuracy_interval"][0] <= told["accuracy"] <= told["accuracy_interval"][1]
    assert set(told["per_label"]) == {"pos", "neg"} and told["per_label"]["pos"]["examples"] == 18
    assert told["majority"]["accuracy"] == 0.5 and 0 <= told["calibration_error"] <= 1
    assert told["confusion"]["labels"] == ["neg", "pos"]
    assert sum(sum(row) for row in told["confusion"]["rows"]) == told["examples"] == 36
    assert {"cpu_seconds", "fit_cpu_seconds", "peak_megabytes", "chosen", "compared"} <= set(told)
    assert told["shipped"]["poles_accuracy"] > 0.7


def test_the_language_is_told_from_the_texts(train: Path, test: Path) -> None:
    assert figures(train, test)["language"] == "zh"


def test_the_same_file_twice_gives_the_same_answer(train: Path, test: Path) -> None:
    names = ("accuracy", "macro_f1", "calibration_error", "confusion", "chosen", "compared")
    first, second = figures(train, test), figures(train, test)
    assert [first[name] for name in names] == [second[name] for name in names]


def test_repeated_texts_are_reported(train: Path) -> None:
    assert figures(train, train)["test_also_in_train"] == len(ROWS[:108])


def test_a_table_with_tabs_and_other_names_is_read(train: Path, tmp_path: Path) -> None:
    rows = "\n".join(f"{text}\t{label}" for text, label in ROWS[108:])
    other = tmp_path / "test.tsv"
    other.write_text(f"Review\tSentiment\n{rows}\n", encoding="utf-8")
    assert figures(train, other)["examples"] == 36


def test_a_text_of_megabytes_is_judged_like_any_other(train: Path, tmp_path: Path) -> None:
    long = table(tmp_path / "long.csv", [("很好" * 2_000_000, "pos"), ("\x00\u202e😡" * 1000, "neg")])
    assert figures(train, long)["examples"] == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "needs a column text; there is none"),
        (b"text,label\n", "holds no text"),
        (b"words,kind\na,b\n", "needs a column text; there is words, kind"),
        (b"text\nhello\n", "needs a column label"),
        (b"text,label\nhello,\n", "line 2 has no label"),
        (b"text,label\n,x\n", "line 2 has no text"),
        ("text,label\n退款,a\n".encode("gb18030"), "not UTF-8"),
        (b'text,label\n"open,x\n', "cannot be read as CSV"),
        (b"text,label\nhello,unheard\n", "none of its labels is in train.csv"),
    ],
)
def test_a_bad_file_is_named_with_its_fault(tmp_path: Path, train: Path, content: bytes, said: str) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    answer = run(train, bad)
    assert answer.exit_code == 1 and "bad.csv" in answer.output and said in answer.output


def test_one_label_alone_cannot_be_learnt(tmp_path: Path, test: Path) -> None:
    answer = run(table(tmp_path / "one.csv", [("a", "x"), ("b", "x")]), test)
    assert answer.exit_code == 1 and "two different" in answer.output


def test_people_read_lines_instead_of_json(train: Path, test: Path) -> None:
    answer = run(train, test)
    assert "accuracy" in answer.output and "calibration_error" in answer.output
