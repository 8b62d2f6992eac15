"""Segments as a specification asks for them, on columns or on utilities estimated here, and what they mean in words."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choice_words import is_chinese, listed, warnings_in
from feilun.insight.research.choices import TABLE_KEYS, read_choices
from feilun.insight.research.frames import Frame
from feilun.insight.research.hierarchical import Sampling, hierarchical
from feilun.insight.research.results import Watch, number
from feilun.insight.research.segmentation import METHODS, Segmentation, segmentation
from feilun.insight.research.specs import Spec
from feilun.insight.research.typing_tool import TypingTool, typing_tool

Floats = NDArray[np.float64]
_LANGUAGES = ("en", "zh-CN", "zh-TW")
_KEYS = (
    *("language", "id", "columns", "computed", "filter", "weights", "estimate", "segments", "method", "standardise"),
    *("starts", "bootstraps", "seed", "questions", "individuals"),
)


def run_segments(frame: Frame, spec: Spec, watch: Watch | None = None) -> dict[str, Any]:
    """Raises Invalid, and Cancelled."""
    spec.check_keys(_KEYS)
    language, seed = spec.choice("language", _LANGUAGES, "en"), spec.integer("seed", 1)
    people, columns, values, weights = _table(frame, spec)
    numbers, watch = _wanted(spec), watch or Watch()
    tried = [
        segmentation(
            values,
            columns,
            wanted,
            method=spec.choice("method", METHODS, "kmeans"),
            weights=weights,
            standardise=spec.flag("standardise", True),
            starts=spec.integer("starts", 20, 1, 1000),
            bootstraps=spec.integer("bootstraps", 50, 0, 10_000),
            seed=seed,
            watch=_part_of(watch, place, len(numbers)),
        )
        for place, wanted in enumerate(numbers)
    ]
    best = min(tried, key=lambda one: one.bic if one.method == "mixture" else -np.nan_to_num(one.silhouette, nan=-1.0))
    questions = spec.integer("questions", 3, 0, 100)
    # Unasked, a segment of a few people goes without a typing tool; asked, it is a mistake to be told.
    is_wanted = questions > 0 and ("questions" in spec or int(best.counts.min()) >= 5)
    tool = typing_tool(values, columns, best.labels, questions, seed) if is_wanted else None
    names = _names(best)
    result = {
        "model": "segments",
        "people": len(people),
        **_described(best),
        "by_number_of_segments": [one.summary() for one in tried],
        "report": segments_report(best, tried, tool, language),
        "warnings": warnings_in(best.warnings, language),
    }
    if tool is not None:
        result["typing"] = tool.as_json(names)
    if spec.flag("individuals"):
        result["individuals"] = [
            {"id": person, "segment": names[int(label)], **dict(zip(names, chances.tolist(), strict=True))}
            for person, label, chances in zip(people, best.labels, best.membership, strict=True)
        ]
    return result


def _part_of(watch: Watch, place: int, parts: int) -> Watch:
    return Watch(lambda share: watch.progress((place + share) / parts), watch.is_cancelled)


def _table(frame: Frame, spec: Spec) -> tuple[list[str], tuple[str, ...], Floats, Floats | None]:
    """People, columns, (people, columns) and weights: of the table, or utilities of a choice model estimated here."""
    if "estimate" in spec:
        inner = spec.inner("estimate")
        inner.check_keys((*TABLE_KEYS, "draws", "burn_in", "seed"))
        inner.text("id")
        draws = inner.integer("draws", 10_000, 200, 1_000_000)
        sampling = Sampling(draws, inner.integer("burn_in", draws // 2), inner.integer("seed", 1), holdout=0)
        found = hierarchical(read_choices(frame, inner), sampling)
        # Who answers surely has larger utilities all over; what we compare is what matters to her, not how surely.
        sizes = np.linalg.norm(found.individual / found.individual.std(axis=0), axis=1)
        return list(found.people), found.names, found.individual / sizes[:, None] * sizes.mean(), None
    inner = spec.inner("computed")
    table = frame.prepared({name: inner.text(name) for name in inner.raw}, spec.text("filter", "") or None)
    if not table.rows:
        raise spec.wrong("filter", "leaves no row")
    columns = tuple(spec.texts("columns"))
    if not columns or len(set(columns)) < len(columns):
        raise spec.wrong("columns", "must be a list of different columns")
    weights = table.numbers(spec.text("weights")) if "weights" in spec else None
    if weights is not None and ((weights < 0).any() or not weights.any()):
        raise spec.wrong("weights", "must not be negative, nor all zero")
    rows = [str(one) for one in range(1, table.rows + 1)]
    people = [str(one) for one in table.texts(spec.text("id"))] if "id" in spec else rows
    return people, columns, table.matrix(columns), weights


def _wanted(spec: Spec) -> list[int]:
    if not isinstance(spec.get("segments"), list):
        return [spec.integer("segments", None, 2, 30)]
    found = spec.numbers("segments")
    if not found or any(one != int(one) or not 2 <= one <= 30 for one in found):
        raise spec.wrong("segments", "must be a whole number from 2 to 30, or a list of them")
    return sorted({int(one) for one in found})


def _names(found: Segmentation) -> list[str]:
    return [f"segment{place + 1}" for place in range(len(found.shares))]


def _described(found: Segmentation) -> dict[str, Any]:
    names = _names(found)
    return {
        "method": found.method,
        "silhouette": number(found.silhouette),
        "inertia": number(found.inertia),
        "bic": number(found.bic),
        "seed": found.seed,
        "bootstraps": found.bootstraps,
        "segments": [
            {
                "name": name,
                "share": float(found.shares[place]),
                "people": int(found.counts[place]),
                "stability": number(found.stability[place]),
            }
            for place, name in enumerate(names)
        ],
        "means": [
            {
                "column": column,
                **{name: float(found.means[one, place]) for one, name in enumerate(names)},
                "explained": number(found.explained[place]),
            }
            for place, column in enumerate(found.columns)
        ],
    }


def segments_report(
    result: Segmentation, tried: list[Segmentation], tool: TypingTool | None, language: str = "en"
) -> list[str]:
    """Sentences; `tried` holds the results for each number of segments, in rising order."""
    chinese = is_chinese(language)
    said = [_chosen(result, tried, chinese)] if len(tried) > 1 else []
    spread = np.sqrt(np.maximum(result.shares @ (result.means - result.shares @ result.means) ** 2, 1e-300))
    for place, name in enumerate(_names(result)):
        away = (result.means[place] - result.shares @ result.means) / spread
        order = np.argsort(-np.abs(away) * np.sqrt(np.maximum(result.explained, 0.0)))[:4]
        high = listed([result.columns[one] for one in order if away[one] > 0.5], language)
        low = listed([result.columns[one] for one in order if away[one] < -0.5], language)
        parts = [*([f"{high} 较高" if chinese else f"high on {high}"] if high else []),
                 *([f"{low} 较低" if chinese else f"low on {low}"] if low else [])]  # fmt: skip
        what = (",".join(parts) or "接近平均") if chinese else ("; ".join(parts) or "near the mean")
        said.append(
            f"{name}({result.shares[place]:.1%} 的人):{what}。"
            if chinese
            else f"{name} ({result.shares[place]:.1%} of people): {what}."
        )
    if np.isfinite(result.stability).all():
        said.append(
            f"重新抽样时,各群重现的程度(Jaccard)为 {result.stability.min():.2f} 至 {result.stability.max():.2f}"
            "(0.75 以上为稳定,0.6 以下不可靠)。"
            if chinese
            else f"Among resampled people the segments come again with a Jaccard index of {result.stability.min():.2f} to"
            f" {result.stability.max():.2f} (above 0.75 stable, below 0.6 not to be relied on)."
        )
    if tool is not None:
        asked = listed(list(tool.columns), language)
        said.append(
            f"只问 {asked},就能把 {tool.accuracy:.1%} 的人归入正确的群(总猜最大的群为 {tool.base:.1%})。"
            if chinese
            else f"Asking {asked} alone sorts {tool.accuracy:.1%} of people rightly (always naming the largest segment:"
            f" {tool.base:.1%})."
        )
    return said


def _chosen(result: Segmentation, tried: list[Segmentation], chinese: bool) -> str:
    if result.method == "mixture":
        shown = ", ".join(f"{len(one.shares)}: {one.bic:.0f}" for one in tried)
        return (
            f"BIC 最低的是 {len(result.shares)} 群({shown})。"
            if chinese
            else f"{len(result.shares)} segments have the lowest BIC ({shown})."
        )
    shown = ", ".join(f"{len(one.shares)}: {one.silhouette:.2f}" for one in tried)
    return (
        f"轮廓系数最高的是 {len(result.shares)} 群({shown})。"
        if chinese
        else f"{len(result.shares)} segments have the highest silhouette ({shown})."
    )
