"""Results as a PDF in plain words with drawn bars, and one question as a PNG."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from feilun.insight.exports.charts import pieces_of
from feilun.insight.exports.columns import ExportLook, word
from feilun.insight.exports.drawing import MUTED, Paragraph, Piece, Rule
from feilun.insight.exports.findings import Names, figure
from feilun.insight.exports.pens import MARGIN, PAPER, PdfPen, PicturePen, height_of
from feilun.insight.reporting import AnswerFilter, SurveyResults

_WIDTH = PAPER[0] - 2 * MARGIN
_FOOT = PAPER[1] - MARGIN - 14
_PICTURE_WIDTH = 640.0
_PICTURE_MARGIN = 24.0
# A picture of more than so many points high is no picture any more.
_HIGHEST = 4_000.0


def write_pdf(
    file: IO[bytes], results: SurveyResults, names: Names, wish: AnswerFilter, look: ExportLook, at: datetime
) -> None:
    """All questions. A question begins on a new page rather than be torn from its first bar."""
    pen = PdfPen(file, look.title)
    page = _Page(pen, look)
    for piece in _head(results, wish, look, at):
        page.add([piece])
    for result in results.questions:
        pieces: list[Piece] = [Rule(), *pieces_of(result, names, look.language)]
        together = min(len(pieces), 5)
        page.add(pieces[:together])
        for piece in pieces[together:]:
            page.add([piece])
    page.end()
    pen.close()


def write_png(file: IO[bytes], results: SurveyResults, names: Names, look: ExportLook) -> None:
    """The questions of the results (one, with its turns where it is asked in a loop), as high as they need to be."""
    pieces: list[Piece] = [Paragraph(look.title, 8.5, MUTED, most_lines=1)]
    for result in results.questions:
        pieces += pieces_of(result, names, look.language)
    width = _PICTURE_WIDTH - 2 * _PICTURE_MARGIN
    height = height_of(pieces, PicturePen(1, 1), width) + 2 * _PICTURE_MARGIN
    pen = PicturePen(_PICTURE_WIDTH, min(height, _HIGHEST))
    y = _PICTURE_MARGIN
    for piece in pieces:
        piece.draw(pen, _PICTURE_MARGIN, y, width)
        y += piece.height(pen, width)
    pen.save(file)


class _Page:
    """Puts pieces one below the other, and begins a new page where the next ones do not fit."""

    def __init__(self, pen: PdfPen, look: ExportLook) -> None:
        self._pen, self._look = pen, look
        self._y = MARGIN

    def add(self, pieces: Sequence[Piece]) -> None:
        needed = height_of(list(pieces), self._pen, _WIDTH)
        if self._y > MARGIN and self._y + needed > _FOOT:
            self._turn()
        for piece in pieces:
            if self._y == MARGIN and isinstance(piece, Rule):
                continue
            height = piece.height(self._pen, _WIDTH)
            if self._y > MARGIN and self._y + height > _FOOT:
                self._turn()
            piece.draw(self._pen, MARGIN, self._y, _WIDTH)
            self._y += height

    def end(self) -> None:
        self._number()
        self._pen.end_page()

    def _turn(self) -> None:
        self.end()
        self._y = MARGIN

    def _number(self) -> None:
        text = word("page", self._look.language, page=self._pen.page)
        self._pen.text(PAPER[0] - MARGIN, PAPER[1] - MARGIN / 2, text, 8, MUTED, "right")


def _head(results: SurveyResults, wish: AnswerFilter, look: ExportLook, at: datetime) -> Iterator[Piece]:
    language = look.language
    yield Paragraph(look.title, 18, after=2, most_lines=3)
    yield Paragraph(word("results", language), 12, MUTED, after=6)
    local = at.astimezone(ZoneInfo(look.zone))
    yield Paragraph(word("made", language, at=f"{local:%Y-%m-%d %H:%M}", zone=look.zone), 9, MUTED)
    listed = list(filter_words(wish, language))
    if listed:
        yield Paragraph(word("filter", language, listed="; ".join(listed)), 9.5)
    if not results.base:
        yield Paragraph(word("nobody", language), 9.5)
        return
    yield Paragraph(word("base", language, base=f"{results.base:,}"), 9.5)
    if abs(results.effective_base - results.base) > 0.5:
        yield Paragraph(word("weighted", language, effective=figure(round(results.effective_base))), 9.5)
    if results.median_seconds is not None:
        yield Paragraph(word("minutes", language, minutes=figure(round(results.median_seconds / 60, 1))), 9.5)
    states = [f"{word(f'state_{name}', language)} {count:,}" for name, count in results.states.items() if count]
    yield Paragraph(word("states", language, listed=", ".join(states)), 9.5)
    yield Paragraph(word("intervals", language), 8.5, MUTED)


def filter_words(wish: AnswerFilter, language: str) -> Iterator[str]:
    """What the filter asks, in the reader's words; nothing where it asks nothing."""
    if wish.is_simulated:
        yield word("filter_simulated", language)
    if wish.states != ["complete"]:
        yield ", ".join(word(f"state_{one}", language) for one in wish.states)
    for name, moment in (("since", wish.since), ("until", wish.until)):
        if moment:
            yield word(f"filter_{name}", language, at=f"{moment:%Y-%m-%d %H:%M %Z}".strip())
    for name in ("channels", "languages", "versions"):
        values = getattr(wish, name)
        if values:
            yield word(f"filter_{name}", language, listed=", ".join(str(one) for one in values))
    if wish.segment:
        yield word("filter_segment", language)
    for trait in wish.traits:
        yield word("filter_traits", language, name=trait.name, listed=", ".join(str(one) for one in trait.values))
    for rule in wish.answers:
        bounds = f"{figure(rule.least)} … {figure(rule.most)}"
        listed = bounds if rule.codes is None else ", ".join(str(one) for one in rule.codes)
        yield word("filter_answers", language, name=rule.column, listed=listed)
    if not wish.with_flagged:
        yield word("filter_flagged", language)
