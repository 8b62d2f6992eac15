"""`feilun bot`: anybody's labelled sentences, judged without a database."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.language.conftest import SHOP

from feilun.cli import main

ROWS = [(text, label) for label, texts in SHOP.items() for text in texts]


def table(file: Path, rows: list[tuple[str, str]], header: str = "text,label") -> Path:
    lines = ['"' + '","'.join(cell.replace('"', '""') for cell in row) + '"' for row in rows]
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return file


def run(command: str, **files: Any) -> Any:
    words = ["bot", command, "--json", "--without-encoders"]
    for name, value in files.items():
        words += [f"--{name.replace('_', '-')}", str(value)]
    return CliRunner().invoke(main, words)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    return table(tmp_path / "train.csv", ROWS[::2] + ROWS[1::4])


@pytest.fixture
def test(tmp_path: Path) -> Path:
    return table(tmp_path / "test.csv", ROWS[3::4])


def test_a_file_is_judged_by_cross_validation(train: Path, test: Path) -> None:
    figures = json.loads(run("evaluate", train=train, test=test).output)
    assert figures["accuracy"] > 0.5 and figures["top3"] >= figures["accuracy"]
    assert {"answered_share", "precision", "ece", "fit_seconds", "p50_ms", "p95_ms"} <= set(figures)
    assert (figures["examples"], figures["oos_share"], figures["encoders"]) == (10, 0, [])


def test_questions_without_an_answer_count_a_fifth_of_the_traffic(train: Path, test: Path, tmp_path: Path) -> None:
    strangers = table(tmp_path / "oos.csv", [("what is the weather",), ("讲个笑话",), ("who are you",)], "text")  # type: ignore[list-item]
    answer = run("evaluate", train=train, test=test, validation=train, oos_validation=strangers, oos_test=strangers)
    figures = json.loads(answer.output)
    assert figures["oos_share"] == 0.2 and 0 <= figures["out_of_scope_recall"] <= 1
    assert figures["out_of_scope"] == 3


def test_repeated_sentences_are_reported(train: Path) -> None:
    assert json.loads(run("evaluate", train=train, test=train).output)["test_also_in_train"] == 30


def test_a_folder_with_seq_in_and_label_is_read(tmp_path: Path, test: Path) -> None:
    (tmp_path / "seq.in").write_text("\n".join(text for text, _ in ROWS), encoding="utf-8")
    (tmp_path / "label").write_text("\n".join(label for _, label in ROWS), encoding="utf-8")
    assert json.loads(run("evaluate", train=tmp_path, test=test).output)["train"] == len(ROWS)


def test_other_names_of_columns_are_understood(tmp_path: Path, test: Path) -> None:
    renamed = table(tmp_path / "other.csv", ROWS, "Text,Category")
    assert run("evaluate", train=renamed, test=test).exit_code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "needs a column text; there is none"),
        (b"text,label\n", "holds no sentence"),
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
    answer = run("evaluate", train=train, test=bad)
    assert answer.exit_code == 1
    assert "bad.csv" in answer.output and said in answer.output


def test_a_missing_file_is_refused(train: Path, tmp_path: Path) -> None:
    answer = run("evaluate", train=train, test=tmp_path / "nowhere.csv")
    assert answer.exit_code == 2 and "does not exist" in answer.output


def test_a_folder_whose_files_differ_in_length_is_refused(tmp_path: Path, test: Path) -> None:
    (tmp_path / "seq.in").write_text("one\ntwo\n")
    (tmp_path / "label").write_text("a\n")
    assert "2 sentences and 1 labels" in run("evaluate", train=tmp_path, test=test).output


def test_known_questions_are_found_again(tmp_path: Path) -> None:
    faq = table(tmp_path / "faq.csv", ROWS)
    queries = table(tmp_path / "queries.csv", [("please refund this order", "refund"), ("电子发票", "电子发票怎么开")])
    figures = json.loads(run("retrieve", faq=faq, queries=queries).output)
    assert figures == {"questions": 40, "queries": 2, "r1": 1.0, "r3": 1.0, "mrr": 1.0}


def test_a_query_on_several_rows_has_several_right_answers(tmp_path: Path) -> None:
    faq = table(tmp_path / "faq.csv", [("refund",), ("parcel",)], "text")  # type: ignore[list-item]
    queries = table(tmp_path / "queries.csv", [("my parcel", "refund"), ("my parcel", "parcel")])
    figures = json.loads(run("retrieve", faq=faq, queries=queries).output)
    assert (figures["queries"], figures["r1"]) == (1, 1.0)


def test_people_read_lines_instead_of_json(train: Path, test: Path) -> None:
    answer = CliRunner().invoke(
        main, ["bot", "evaluate", "--without-encoders", "--train", str(train), "--test", str(test)]
    )
    assert "accuracy" in answer.output and "{" not in answer.output
