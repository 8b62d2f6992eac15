"""Files that somebody made so that reading them breaks, or never ends."""

from zoneinfo import ZoneInfo

import pytest

from feilun.interaction.knowledge.documents import read_html
from feilun.interaction.knowledge.entries import entries_of
from feilun.interaction.knowledge.sheets import read_csv

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("line", ["²", "9" * 5_000, "٣", "-1", "1e9"])
def test_a_page_that_lies_about_its_lines_is_read(line: str) -> None:
    [row] = read_html(f'<h1 data-line="{line}">几天能到？</h1><p>三天。</p>'.encode()).rows
    assert row.cells["answer"] == "三天。"


def test_a_row_that_is_repeated_adds_one_answer() -> None:
    entries, refused = entries_of(read_csv(("title,answer\n" + "退货,七天\n" * 3_000).encode()), None, ZONE)
    assert (len(entries), len(entries[0].answers), len(entries[0].lines), refused) == (1, 1, 3_000, [])


def test_an_article_of_endless_answers_ends() -> None:
    rows = "".join(f"退货,七天,c{number}\n" for number in range(200))
    entries, refused = entries_of(read_csv(("title,answer,channels\n" + rows).encode()), None, ZONE)
    assert (len(entries[0].answers), len(refused), refused[0].code) == (50, 150, "too_many")
