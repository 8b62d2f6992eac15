"""Results as lines of a sheet: every number that the report draws, to be counted with further."""

from collections.abc import Iterator
from typing import Any

from feilun.insight.exports.columns import spoken, word
from feilun.insight.exports.findings import Names, kano_words, label_of, name_of, title_of
from feilun.insight.exports.parts import NumberPart, SharePart
from feilun.insight.reporting import QuestionResult, SurveyResults

Line = list[Any]


def result_lines(results: SurveyResults, names: Names, language: str) -> Iterator[Line]:
    """Question, row, what, people, share or value, and its 95 % interval."""
    yield [word(f"sheet_{one}", language) for one in ("question", "row", "what", "count", "value", "low", "high")]
    for result in results.questions:
        title = title_of(result, language)
        yield [title, "", word("sheet_base", language), result.base]
        for row, *rest in _lines(result, names, language):
            yield [title, row, *rest]


def _lines(result: QuestionResult, names: Names, language: str) -> Iterator[Line]:
    score = result.score
    if score is not None and score.score is not None:
        yield [
            "",
            f"{score.kind.upper()} {word('sheet_score', language)}",
            score.base,
            score.score,
            score.low,
            score.high,
        ]
    for one in result.options or []:
        yield _share("", one, language)
    if result.numbers is not None:
        yield from _numbers("", result.base, result.numbers, language)
    for line in result.rows or []:
        name = spoken(line.label, language) or line.code
        for one in line.options:
            yield _share(name, one, language)
        if line.numbers is not None:
            yield from _numbers(name, line.base, line.numbers, language)
        elif not line.options:
            yield [name, word("sheet_base", language), line.base]
    if result.texts is not None:
        yield ["", word("text", language), result.texts.count]
    for count in (result.files, result.places, result.tasks):
        if count is not None:
            yield ["", word("sheet_count", language), count]
    yield from _research(result, names, language)


def _share(row: str, one: SharePart, language: str) -> Line:
    return [row, label_of(one, language), one.count, one.share, one.low, one.high]


def _numbers(row: str, base: int, found: NumberPart, language: str) -> Iterator[Line]:
    yield [row, word("sheet_mean", language), base, found.mean, found.low, found.high]
    yield [row, word("sheet_median", language), base, found.median]


def _research(result: QuestionResult, names: Names, language: str) -> Iterator[Line]:
    if result.prices is not None:
        for name in ("lower", "upper", "indifference", "optimum"):
            point = getattr(result.prices, name)
            yield ["", name, result.prices.base, point.price, point.low, point.high]
    if result.ladder is not None:
        for one in result.ladder.demand:
            yield ["", one.price, one.asked, one.share, one.low, one.high]
    for feature in result.kano.features if result.kano else ():
        name = name_of(result.question, feature.name, names, language)
        yield [
            name,
            kano_words(feature, language),
            feature.base,
            feature.better,
            feature.better_low,
            feature.better_high,
        ]
    for item in result.items or []:
        yield ["", spoken(item.label, language) or item.code, item.shown, item.score]
    for size in result.turf.sizes if result.turf else ():
        for best in size.best[:1]:
            items = ", ".join(name_of(result.question, one, names, language) for one in best.items)
            yield ["", items, None, best.reach, best.low, best.high]
