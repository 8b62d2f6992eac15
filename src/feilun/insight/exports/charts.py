"""One question's result as pieces to draw: words first, then bars."""

from collections.abc import Iterator, Sequence

from feilun.insight import research
from feilun.insight.exports.columns import spoken, word
from feilun.insight.exports.drawing import (
    BAD,
    GOOD,
    INK,
    MUTED,
    PARTS,
    SO_SO,
    Histogram,
    Legend,
    Paragraph,
    Piece,
    ShareBar,
    StackedBar,
)
from feilun.insight.exports.findings import (
    Names,
    figure,
    findings,
    kano_words,
    label_of,
    name_of,
    percent,
    quotes,
    title_of,
)
from feilun.insight.exports.parts import LinePart, SharePart
from feilun.insight.reporting import QuestionResult

_GROUPS = {
    "promoters": GOOD, "passives": SO_SO, "detractors": BAD, "satisfied": GOOD, "easy": GOOD, "others": SO_SO
}  # fmt: skip
# More would be a wall of bars; all of them are in the table of results.
_MOST_BARS = 40


def pieces_of(result: QuestionResult, names: Names, language: str) -> list[Piece]:
    """Title, findings, drawing, newest texts."""
    found: list[Piece] = [Paragraph(title_of(result, language), 12, INK, after=4, most_lines=6)]
    found += [
        Paragraph(text, 9.5, INK if place == 0 else MUTED)
        for place, text in enumerate(findings(result, names, language))
    ]
    if result.base:
        found += _drawn(result, names, language)
    found += _quoted(result, language)
    return found


def _drawn(result: QuestionResult, names: Names, language: str) -> Iterator[Piece]:
    if result.score is not None and result.score.score is not None:
        yield from _score(result.score, language)
    if result.options:
        yield from _bars(result.options, language)
    elif result.numbers is not None and result.numbers.histogram:
        bins = result.numbers.histogram
        starts = [figure(one.start) for one in bins]
        yield Histogram([one.share for one in bins], starts, figure(bins[-1].end))
    if result.rows:
        yield from _rows(result.rows, language)
    if result.kano is not None:
        yield from _kano(result, result.kano, names, language)
    if result.ladder is not None:
        for point in result.ladder.demand:
            share = point.smoothed if point.share is None else point.share
            yield ShareBar(figure(point.price), share, point.low, point.high, f"{percent(share)} · n = {point.asked}")
    for item in result.items or []:
        told = word("item", language, best=item.best, worst=item.worst)
        score = item.score or 0.0
        yield ShareBar(spoken(item.label, language) or item.code, (score + 1) / 2, None, None, told)


def _score(score: research.ScoreResult, language: str) -> Iterator[Piece]:
    names = list(score.shares)
    colours = [_GROUPS.get(one, MUTED) for one in names]
    yield StackedBar("", [score.shares[one] for one in names], colours, f"n = {score.base:,}")
    known = {"easy": "ces_easy"}
    yield Legend([word(known.get(one, one), language) for one in names], colours)


def _bars(options: Sequence[SharePart], language: str) -> Iterator[Piece]:
    for one in options[:_MOST_BARS]:
        yield ShareBar(label_of(one, language), one.share, one.low, one.high, f"{percent(one.share)} · {one.count:,}")
    if len(options) > _MOST_BARS:
        yield Paragraph("…", 9, MUTED)


def _rows(rows: Sequence[LinePart], language: str) -> Iterator[Piece]:
    """Rows that share their options stand under one legend; what may be chosen together is no part of a whole."""
    adds_up = all(sum(one.share for one in row.options) <= 1.0001 for row in rows)
    if any(row.options for row in rows) and adds_up:
        codes = list(dict.fromkeys(one.code for row in rows for one in row.options))[: len(PARTS)]
        labels = {one.code: label_of(one, language) for row in rows for one in row.options}
        yield Legend([labels[code] for code in codes], PARTS)
        for row in rows:
            shares = {one.code: one.share for one in row.options}
            told = f"n = {row.base:,}" if row.numbers is None else _mean(row, language)
            yield StackedBar(_named(row, language), [shares.get(code, 0.0) for code in codes], PARTS, told)
        return
    most = max((row.numbers.mean for row in rows if row.numbers is not None), default=0.0)
    for row in rows:
        if row.options:
            yield Paragraph(f"{_named(row, language)} · n = {row.base:,}", 9.5, INK, before=4)
            yield from _bars(row.options, language)
        elif row.numbers is not None:
            scale = row.numbers.mean / most if most > 0 else 0.0
            yield ShareBar(_named(row, language), scale, None, None, _mean(row, language))
        else:
            yield ShareBar(_named(row, language), 0.0, None, None, f"n = {row.base:,}")


def _mean(row: LinePart, language: str) -> str:
    mean = figure(row.numbers.mean) if row.numbers else "–"
    return word("row_mean", language, mean=mean, base=f"{row.base:,}")


def _named(row: LinePart, language: str) -> str:
    return spoken(row.label, language) or row.code


def _kano(result: QuestionResult, found: research.KanoResult, names: Names, language: str) -> Iterator[Piece]:
    for one in found.features:
        told = f"{kano_words(one, language)} · n = {one.base:,}"
        yield Paragraph(f"{name_of(result.question, one.name, names, language)}: {told}", 9.5)


def _quoted(result: QuestionResult, language: str) -> Iterator[Piece]:
    if result.texts is not None and result.texts.count:
        yield Paragraph(word("texts", language, count=result.texts.count), 9.5, MUTED, before=2)
        for text in quotes(result):
            yield Paragraph(f"· {text}", 9, INK, most_lines=4)
