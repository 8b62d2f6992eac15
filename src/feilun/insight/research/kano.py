"""Kano: which features delight, which are expected, which leave people cold (Kano 1984; Berger 1993)."""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketReport, MarketWarning, Speaker, percent, warn
from feilun.insight.research.scores import LEAST_BASE, effective_base
from feilun.kernel.errors import Invalid
from feilun.kernel.intervals import wilson

ANSWERS = ("like", "must", "neutral", "live", "dislike")
CATEGORIES = ("M", "O", "A", "I", "R", "Q")
"""Must-be, one-dimensional, attractive, indifferent, reverse, questionable: also the order that decides a tie."""

CATEGORY_WORDS: Mapping[str, tuple[str, str]] = {
    "M": ("must have", "必备"),
    "O": ("more is better", "期望"),
    "A": ("delights", "魅力"),
    "I": ("indifferent", "无差异"),
    "R": ("unwanted", "反向"),
    "Q": ("contradictory", "可疑"),
}

TABLE: Mapping[tuple[str, str], str] = {
    (functional, dysfunctional): (
        "Q" if functional == dysfunctional and functional in ("like", "dislike")
        else "O" if (functional, dysfunctional) == ("like", "dislike")
        else "A" if functional == "like"
        else "M" if dysfunctional == "dislike"
        else "R" if functional == "dislike" or dysfunctional == "like"
        else "I"
    )
    for functional in ANSWERS
    for dysfunctional in ANSWERS
}  # fmt: skip

WORDING = {
    "small_base": (
        "{name}: only {base} answers; at least {least} are advised.",
        "{name}：只有 {base} 个回答，建议至少 {least} 个。",
    ),
    "questionable": (
        "{name}: {share} of the answers contradict themselves; the question may be misread.",
        "{name}：{share} 的回答自相矛盾，题目可能被误读。",
    ),
    "tie": (
        "{name}: “{first}” and “{second}” are not significantly apart, so the category may be chance.",
        "{name}：“{first}”与“{second}”没有显著差别，类别可能出于偶然。",
    ),
    "invalid": ("{name}: {number} answers were no known code.", "{name}：{number} 个回答不是已知选项。"),
    "M": ("{name} is a must: without it people are unhappy.", "{name} 是必备属性：没有它用户会不满。"),
    "O": ("{name} pays in proportion: the more, the better.", "{name} 是期望属性：越多越好。"),
    "A": ("{name} delights, and nobody misses it yet.", "{name} 是魅力属性：有则惊喜，没有也不介意。"),
    "I": ("{name} leaves people indifferent.", "{name} 是无差异属性：用户不在意。"),
    "R": ("People would rather not have {name}.", "{name} 是反向属性：用户宁愿没有。"),
    "Q": ("{name} was answered in contradictions.", "{name} 的回答自相矛盾。"),
    "none": ("{name} has no usable answer.", "{name} 没有可用的回答。"),
    "sure": (
        "{name}: having it raises satisfaction for {better} ({low} to {high}), lacking it harms it for {worse}; base {base}.",
        "{name}：具备时提升 {better} 用户的满意度（{low} 至 {high}），缺失时降低 {worse} 用户的满意度；样本 {base}。",
    ),
    "do": (
        "Secure the musts first, then compete on what pays in proportion, then add one delight.",
        "先保证必备属性，再在期望属性上竞争，然后增加一项魅力属性。",
    ),
}


class KanoFeature(msgspec.Struct, frozen=True, kw_only=True):
    """One feature. `better` = (A+O)/(A+O+M+I), `worse` = -(O+M)/(A+O+M+I), each with Wilson's interval.

    `category_strength` is the share of the largest category minus that of the second, `total_strength` the share of
    M, O and A. `is_clear` says whether the first two categories differ (Fong 1996, 90 %).
    """

    name: str
    base: int
    invalid: int
    counts: dict[str, float]
    category: str | None
    second: str | None
    category_strength: float | None
    total_strength: float | None
    is_clear: bool
    better: float | None
    better_low: float | None
    better_high: float | None
    worse: float | None
    worse_low: float | None
    worse_high: float | None


class KanoResult(msgspec.Struct, frozen=True, kw_only=True):
    """All features of one study."""

    features: list[KanoFeature]
    warnings: list[MarketWarning]


def kano(
    pairs: Mapping[str, tuple[Sequence[Any], Sequence[Any]]],
    *,
    weights: Sequence[float] | None = None,
    codes: Mapping[Any, str] | None = None,
    least_base: int = LEAST_BASE,
) -> KanoResult:
    """Categories of features from (functional, dysfunctional) answers: like, must, neutral, live, dislike or 1 to 5.

    `codes` names other answers, such as {"喜欢": "like"}. An answer lacking on either side is left out.
    """
    features: list[KanoFeature] = []
    warnings: list[MarketWarning] = []
    for name, (functional, dysfunctional) in pairs.items():
        if len(functional) != len(dysfunctional) or (weights is not None and len(weights) != len(functional)):
            raise Invalid(field=name, problem="both answers and the weights must be equally many")
        feature = _feature(name, functional, dysfunctional, weights, codes or {})
        features.append(feature)
        warnings.extend(_warnings(feature, least_base))
    return KanoResult(features=features, warnings=warnings)


def category_of(functional: str, dysfunctional: str) -> str:
    """One cell of the table."""
    return TABLE[functional, dysfunctional]


def report(result: KanoResult, language: str = "en") -> MarketReport:
    speaker = Speaker(WORDING, language)
    says = [speaker.say(one.category or "none", name=one.name) for one in result.features]
    sure = [
        speaker.say(
            "sure",
            name=one.name,
            better=percent(one.better),
            low=percent(one.better_low or 0.0),
            high=percent(one.better_high or 0.0),
            worse=percent(-(one.worse or 0.0)),
            base=one.base,
        )
        for one in result.features
        if one.better is not None
    ]
    return speaker.report(says, sure, [speaker.say("do")], result.warnings)


def _feature(
    name: str,
    functional: Sequence[Any],
    dysfunctional: Sequence[Any],
    weights: Sequence[float] | None,
    codes: Mapping[Any, str],
) -> KanoFeature:
    # However many people there are, they give a few different pairs of answers, and each of those is judged once.
    seen: dict[tuple[Any, Any], int] = {}
    places = np.array(
        [seen.setdefault(pair, len(seen)) for pair in zip(functional, dysfunctional, strict=True)], dtype=int
    )
    each = np.ones(len(places)) if weights is None else np.asarray(weights, dtype=np.float64)
    people, heavy = np.bincount(places, minlength=len(seen)), np.bincount(places, each, minlength=len(seen))
    counts, invalid, is_kept = dict.fromkeys(CATEGORIES, 0.0), 0, np.zeros(len(seen), dtype=bool)
    for pair, place in seen.items():
        if any(_is_missing(one) for one in pair):
            continue
        first, second = (_code(one, codes) for one in pair)
        if first is None or second is None:
            invalid += int(people[place])
            continue
        counts[TABLE[first, second]] += float(heavy[place])
        is_kept[place] = True
    kept = each[is_kept[places]] if len(places) else each
    return _counted(name, counts, len(kept), invalid, effective_base(kept))


def _counted(name: str, counts: dict[str, float], base: int, invalid: int, size: float) -> KanoFeature:
    total = sum(counts.values())
    ordered = sorted(CATEGORIES, key=lambda one: -counts[one])
    first, second = ordered[0], ordered[1]
    judged = sum(counts[one] for one in "AOMI")
    better, worse = counts["A"] + counts["O"], counts["O"] + counts["M"]
    scaled = size / total if total > 0 else 0.0
    better_low, better_high = wilson(better * scaled, judged * scaled) if judged else (None, None)
    worse_low, worse_high = wilson(worse * scaled, judged * scaled) if judged else (None, None)
    return KanoFeature(
        name=name,
        base=base,
        invalid=invalid,
        counts=counts,
        category=first if total > 0 else None,
        second=second if counts[second] > 0 else None,
        category_strength=(counts[first] - counts[second]) / total if total > 0 else None,
        total_strength=sum(counts[one] for one in "MOA") / total if total > 0 else None,
        is_clear=_is_clear(counts[first] * scaled, counts[second] * scaled, size),
        better=better / judged if judged else None,
        better_low=better_low,
        better_high=better_high,
        worse=-worse / judged if judged else None,
        worse_low=None if worse_high is None else -worse_high,
        worse_high=None if worse_low is None else -worse_low,
    )


def _is_clear(first: float, second: float, size: float) -> bool:
    """Fong's test at 90 %: the difference exceeds 1.65 sqrt((a + b)(2n - a - b) / 2n)."""
    if size <= 0:
        return False
    both = first + second
    return first - second > 1.65 * sqrt(both * (2 * size - both) / (2 * size))


def _warnings(feature: KanoFeature, least_base: int) -> Iterable[MarketWarning]:
    total = sum(feature.counts.values())
    if feature.base < least_base:
        yield warn(WORDING, "small_base", name=feature.name, base=feature.base, least=least_base)
    if feature.invalid:
        yield warn(WORDING, "invalid", name=feature.name, number=feature.invalid)
    if total and feature.counts["Q"] / total > 0.1:
        yield warn(WORDING, "questionable", name=feature.name, share=percent(feature.counts["Q"] / total))
    if feature.second and not feature.is_clear:
        first, second = (CATEGORY_WORDS[one or "I"] for one in (feature.category, feature.second))
        yield warn(WORDING, "tie", name=feature.name, first=first, second=second)


def _code(value: Any, codes: Mapping[Any, str]) -> str | None:
    named = codes.get(value, value)
    if isinstance(named, str):
        text = named.strip().lower()
        if text in ANSWERS:
            return text
        named = float(text) if text in ("1", "2", "3", "4", "5") else None
    is_place = isinstance(named, int | float | np.number) and not isinstance(named, bool) and named in (1, 2, 3, 4, 5)
    return ANSWERS[int(named) - 1] if is_place else None


def _is_missing(value: Any) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def feature_table(result: KanoResult) -> NDArray[np.float64]:
    """(features, 2): worse (as a positive share) and better, for the usual chart; nan where there is none."""
    rows = [(np.nan, np.nan) if x.better is None else (-(x.worse or 0.0), x.better) for x in result.features]
    return np.array(rows, dtype=np.float64).reshape(-1, 2)
