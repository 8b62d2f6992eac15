"""Reads documents: Markdown and HTML whose headings, definition lists or tables are questions.

Both end as the same rows that a table gives. Markdown is rendered first (raw HTML in it stays text), then one way
leads through the page: what is a question becomes a mark in the text, and what follows it is the answer. Only words
and http(s) links come through; there is no markup to clean afterwards.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import nh3
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt

from feilun.interaction.knowledge.entries import joined
from feilun.interaction.knowledge.rules import is_web_address
from feilun.interaction.knowledge.sheets import MOST_ROWS, Sheet, SheetRow, UnreadableSheet, decoded

_LARGEST = 3_000_000
# What is silent on a page, or no part of its questions.
_SILENT = {
    "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "nav", "footer", "form", "button", "title",
    "select", "textarea",
}  # fmt: skip
_BLOCKS = ["p", "div", "ul", "ol", "pre", "blockquote", "section", "article", "dd", "figure", "hr", "tr"]
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
# Below every heading: a term of a list, the summary of a fold, the first cell of a row.
_ITEM = 7
_KEPT = {*_HEADINGS, *_BLOCKS, "a", "br", "li", "dl", "dt", "details", "summary", "table", "thead", "tbody", "td", "th"}
_ATTRIBUTES = {"a": {"href"}, "tr": {"data-line"}, **{heading: {"data-line"} for heading in _HEADINGS}}
# Real pages stay far below; each further level makes every step below dearer.
_DEEPEST = 150
_QUESTION, _LINE, _BODY, _END, _LINK, _TO, _LINKED = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06", "\x07"
_MARKS = re.compile("[\x00-\x08]")
_QUESTIONS = re.compile("\x01(\\d)\x02(\\d*)\x02([^\x03]*)\x03([^\x01]*)")
_LINKS = re.compile("\x05([^\x06]*)\x06([^\x07]*)\x07")
_HEADS = {"question", "questions", "q", "问题", "問題", "标准问", "標準問", "title", "标题", "標題", "faq"}


class _Section(NamedTuple):
    level: int
    line: int
    title: str
    body: str
    links: list[str]


def read_markdown(content: bytes, encoding: str = "") -> Sheet:
    """Raises UnreadableSheet."""
    text, known = _text(content, encoding)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "tr_open") and token.map:
            token.attrSet("data-line", str(token.map[0] + 1))
    return _sheet(parser.renderer.render(tokens, parser.options, {}), known)


def read_html(content: bytes, encoding: str = "") -> Sheet:
    """Raises UnreadableSheet."""
    return _sheet(*_text(content, encoding))


def _text(content: bytes, encoding: str) -> tuple[str, str]:
    if len(content) > _LARGEST:
        raise UnreadableSheet(problem=f"a document may have {_LARGEST // 1_000_000} MB; divide it")
    text, known = decoded(content, encoding)
    return _MARKS.sub("", text), known


def _sheet(page: str, encoding: str) -> Sheet:
    rows = list(_rows(list(_sections(page))))
    if not rows:
        raise UnreadableSheet(problem="it has no heading, definition list or table with questions")
    if len(rows) > MOST_ROWS:
        raise UnreadableSheet(problem=f"it has more than {MOST_ROWS} questions; divide it")
    return Sheet(["title", "topic", "phrasings", "answer", "links"], rows, encoding)


def _sections(page: str) -> Iterator[_Section]:
    # Tags that nobody closed are closed as a browser would, and only what we read is left.
    page = nh3.clean(page, tags=_KEPT, attributes=_ATTRIBUTES, clean_content_tags=_SILENT, link_rel=None)
    soup = BeautifulSoup(page, "html.parser")
    _check_depth(soup)
    _mark_links(soup)
    _mark_questions(soup)
    for section in _QUESTIONS.finditer(_words(soup)):
        body = section[4].partition(_END)[0]
        links = [f"{_flat(label) or address} {address}" for label, address in _LINKS.findall(body)]
        title = _flat(_LINKS.sub(r"\1", section[3]))
        yield _Section(int(section[1]), int(section[2] or 0), title, _lines(_LINKS.sub(r"\1", body)), links)


def _check_depth(soup: BeautifulSoup) -> None:
    depths = {id(soup): 0}
    for tag in soup.descendants:
        if isinstance(tag, Tag):
            depths[id(tag)] = depths[id(tag.parent)] + 1
            if depths[id(tag)] > _DEEPEST:
                raise UnreadableSheet(problem="its elements are nested too deep")


def _words(soup: BeautifulSoup) -> str:
    for line in soup.find_all("br"):
        line.replace_with("\n")
    for item in soup.find_all("li"):
        item.insert(0, "\n• ")
    for block in soup.find_all(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    return soup.get_text()


def _mark_links(soup: BeautifulSoup) -> None:
    for link in soup.find_all("a"):
        address = str(link.get("href") or "").strip()
        if is_web_address(address) and " " not in address:
            link.insert(0, _LINK)
            link.append(f"{_TO}{address}{_LINKED}")


def _mark_questions(soup: BeautifulSoup) -> None:
    for heading in soup.find_all(_HEADINGS):
        _mark(heading, int(heading.name[1]))
    for term in soup.find_all(["dt", "summary"]):
        _mark(term, _ITEM)
    for table in soup.find_all("table"):
        if table.find_parent("table"):
            continue
        for number, row in enumerate(table.find_all("tr")):
            cells = row.find_all(["td", "th"])
            if len(cells) < 2:
                continue
            if number == 0 and _flat(cells[0].get_text()).lower() in _HEADS:
                row.clear()
            else:
                _mark(cells[0], _ITEM, _line_of(row))
    for holder in soup.find_all(["dl", "details", "table"]):
        holder.append(_END)


def _mark(question: Tag, level: int, line: int = 0) -> None:
    question.insert(0, f"{_QUESTION}{level}{_LINE}{line or _line_of(question) or ''}{_LINE}")
    question.append(_BODY)


def _line_of(tag: Tag) -> int:
    told: Any = tag.get("data-line") or tag.sourceline
    return int(told) if str(told).isascii() and str(told).isdigit() and len(str(told)) < 10 else 0


def _flat(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).split())


def _lines(text: str) -> str:
    lines = [" ".join(line.split()) for line in _MARKS.sub("", text).split("\n")]
    kept = [line for line in lines if line and line != "•"]
    return "\n".join(kept)


def _rows(sections: list[_Section]) -> Iterator[SheetRow]:
    """A heading with headings below it is a topic; terms that follow each other ask for the same answer."""
    above: list[_Section] = []
    terms: list[str] = []
    for place, section in enumerate(sections):
        following = sections[place + 1].level if place + 1 < len(sections) else 0
        while above and above[-1].level >= section.level:
            above.pop()
        if section.level == _ITEM and not section.body and following == _ITEM:
            terms.append(section.title)
        elif following <= section.level or section.level == _ITEM or _asks_itself(section, following):
            yield _row(section, [*terms, section.title], above)
            terms = []
        else:
            above.append(section)
            if section.body:
                yield SheetRow(section.line or place + 1, {"title": section.title, "refusal": "topic"})


def _asks_itself(section: _Section, following: int) -> bool:
    """A heading with words of its own above a list of terms: a question when it is put as one, else an introduction."""
    return following == _ITEM and bool(section.body) and section.title.endswith(("?", "？"))


def _row(section: _Section, asked: list[str], above: list[_Section]) -> SheetRow:
    cells = {
        "title": asked[0].partition("|")[0].strip(),
        "topic": above[-1].title if above else "",
        "phrasings": "|".join(asked),
        "answer": section.body,
        "links": joined(section.links),
    }
    return SheetRow(section.line, cells)
