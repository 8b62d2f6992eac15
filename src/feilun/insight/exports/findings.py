"""One question's result in plain words: what most chose, what a score is, and where nobody can tell. Pure."""

from collections.abc import Iterator, Mapping

from feilun.insight import forms, research
from feilun.insight.exports.columns import spoken, word
from feilun.insight.exports.parts import KanoPart, NumberPart, SharePart
from feilun.insight.reporting import QuestionResult

# {question: {code: label}} of rows and options, for results that name codes only.
Names = Mapping[str, Mapping[str, forms.Words]]
_LONGEST_QUOTE = 300


def percent(share: float) -> str:
    """Whole per cents; one place behind the point where that is all there is."""
    return f"{100 * share:.1f}%" if 0 < share < 0.01 else f"{100 * share:.0f}%"


def figure(number: float | None) -> str:
    """At most three figures that matter, never in powers of ten."""
    if number is None:
        return "–"
    is_whole = abs(number) >= 100 or float(number).is_integer()
    text = f"{number:,.0f}" if is_whole else f"{number:.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if number < 0 else text


def title_of(result: QuestionResult, language: str) -> str:
    title = spoken(result.title, language) or result.question
    return f"{title} [{result.item}]" if result.item else title


def findings(result: QuestionResult, names: Names, language: str) -> Iterator[str]:
    """Sentences, the most telling first; the last says how many answered."""
    if result.score is not None:
        yield score_words(result.score, language)
    elif result.options and result.base:
        yield _most(result, language)
    if result.numbers is not None and result.base:
        yield mean_words(result.numbers, language)
    yield from _research(result, names, language)
    for name in ("files", "places", "tasks"):
        count = getattr(result, name)
        if count is not None:
            yield word(name, language, count=count)
    yield word("answered", language, base=result.base, missing=result.missing)


def score_words(score: research.ScoreResult, language: str) -> str:
    if score.score is None or score.low is None or score.high is None:
        return word("hidden", language, base=score.base, least=score.least_base)
    told = figure if score.kind == "nps" else percent
    rounded = [round(one) if score.kind == "nps" else one for one in (score.score, score.low, score.high)]
    return word(
        score.kind, language, score=told(rounded[0]), low=told(rounded[1]), high=told(rounded[2]), base=score.base
    )


def mean_words(numbers: NumberPart, language: str) -> str:
    if numbers.low is None or numbers.high is None:
        return word("mean_alone", language, mean=figure(numbers.mean))
    return word(
        "mean", language, mean=figure(numbers.mean), low=figure(numbers.low), high=figure(numbers.high),
        p25=figure(numbers.p25), p75=figure(numbers.p75),
    )  # fmt: skip


def label_of(share: SharePart, language: str) -> str:
    return spoken(share.label, language) or share.code


def _most(result: QuestionResult, language: str) -> str:
    """Two whose intervals overlap are not told apart: a lead of chance is no finding."""
    first, *others = sorted(result.options or [], key=lambda one: -one.share)
    if others and others[0].high >= first.low:
        return word(
            "close", language, label=label_of(first, language), second=label_of(others[0], language),
            share=percent(first.share), other=percent(others[0].share),
        )  # fmt: skip
    return word(
        "most", language, label=label_of(first, language), share=percent(first.share), low=percent(first.low),
        high=percent(first.high),
    )  # fmt: skip


def _research(result: QuestionResult, names: Names, language: str) -> Iterator[str]:
    if result.prices is not None and result.prices.base:
        found = result.prices
        yield word(
            "prices", language, lower=figure(found.lower.price), upper=figure(found.upper.price),
            optimum=figure(found.optimum.price),
        )  # fmt: skip
    if result.ladder is not None and result.ladder.revenue is not None:
        best = result.ladder.revenue
        yield word(
            "ladder", language, price=figure(best.price), low=figure(best.low), high=figure(best.high),
            share=percent(best.share),
        )  # fmt: skip
    if result.turf is not None:
        for size in result.turf.sizes:
            if size.best:
                items = ", ".join(name_of(result.question, one, names, language) for one in size.best[0].items)
                yield word("turf", language, size=size.size, reach=percent(size.best[0].reach), items=items)


def kano_words(feature: KanoPart, language: str) -> str:
    if feature.category is None:
        return "–"
    category = word(f"kano_{feature.category}", language)
    return category if feature.is_clear else word("kano_unclear", language, category=category)


def name_of(question: str, code: str, names: Names, language: str) -> str:
    return spoken(names.get(question, {}).get(code, {}), language) or code


def quotes(result: QuestionResult) -> list[str]:
    """The newest texts, without who wrote them."""
    texts = result.texts.newest if result.texts else []
    return [one.text if len(one.text) <= _LONGEST_QUOTE else f"{one.text[:_LONGEST_QUOTE]}…" for one in texts]


def names_of(form: forms.Form) -> dict[str, dict[str, forms.Words]]:
    """What the codes of each question are called."""
    return {
        one.id: {option.code: option.label for option in (*one.options, *one.columns, *one.rows)}
        for page in form.pages
        for top in page.questions
        for one in (top, *top.questions)
    }
