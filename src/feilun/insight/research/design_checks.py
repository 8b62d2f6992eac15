"""What a choice design is worth: balance and overlap of levels, lopsided tasks, and what to be warned of."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.market_words import MarketWarning, percent, warn
from feilun.insight.research.profiles import Attribute

_LOPSIDED = 0.9

WORDING = {
    "not_identified": (
        "The design cannot tell all {parameters} utilities apart; use more tasks or alternatives.",
        "此设计无法区分全部 {parameters} 个效用，请增加任务或备选项。",
    ),
    "level_missing": ("{name} never shows {levels}.", "{name} 从未出现 {levels}。"),
    "unbalanced": (
        "{name}: its rarest level is shown {least} times and its most frequent {most} times.",
        "{name}：最少的水平出现 {least} 次，最多的出现 {most} 次。",
    ),
    "lopsided": (
        "In {number} of {tasks} tasks one alternative would win with over {share}; they teach little.",
        "{tasks} 个任务中有 {number} 个的某个备选项胜率超过 {share}，信息量很小。",
    ),
    "prohibitions": (
        "Prohibitions leave {share} of all products; utilities of these attributes become less sharp.",
        "禁止组合后只剩 {share} 的产品；相关属性的效用估计会变得不够精确。",
    ),
    "starts_differ": (
        "Starts ended between {best} and {worst}; more starts may find a better design.",
        "各起点的结果在 {best} 至 {worst} 之间；增加起点可能找到更好的设计。",
    ),
    "says": (
        "{tasks} tasks of {alternatives} alternatives in {blocks} blocks; {criterion} error {error}.",
        "共 {tasks} 个任务，每个 {alternatives} 个备选项，分 {blocks} 组；{criterion} 误差 {error}。",
    ),
    "sure": (
        "With {respondents} respondents the largest standard error expected of a utility is {error} ({name}).",
        "在 {respondents} 位受访者下，效用的最大预期标准误为 {error}（{name}）。",
    ),
    "do": (
        "Field it; show blocks in turn and shuffle tasks and alternatives.",
        "可投入使用；轮流分配各组，并随机排列任务与备选项。",
    ),
    "repair": ("Change the number of tasks or the prohibitions first.", "请先调整任务数量或禁止组合。"),
}


class DesignBalance(msgspec.Struct, frozen=True, kw_only=True):
    """One attribute: how often each level is shown, and how often levels repeat within a task.

    `overlap` is 0 when a task shows all different levels and 1 when it shows one; `least_overlap` what is unavoidable
    with so few levels.
    """

    name: str
    counts: dict[str, int]
    overlap: float
    least_overlap: float


def balance_of(attributes: Sequence[Attribute], levels: NDArray[np.intp]) -> list[DesignBalance]:
    """For `levels` (tasks, alternatives, attributes)."""
    alternatives = levels.shape[1]
    found = []
    for place, attribute in enumerate(attributes):
        shown = levels[:, :, place]
        distinct = np.array([len(set(task.tolist())) for task in shown])
        found.append(
            DesignBalance(
                name=attribute.name,
                counts={text: int((shown == level).sum()) for level, text in enumerate(attribute.texts)},
                overlap=float((alternatives - distinct).mean() / (alternatives - 1)),
                least_overlap=max(0, alternatives - len(attribute.levels)) / (alternatives - 1),
            )
        )
    return found


def design_warnings(
    matrix: NDArray[np.float64],
    beta: NDArray[np.float64],
    balance: Sequence[DesignBalance],
    errors: Sequence[float],
    allowed_share: float,
) -> list[MarketWarning]:
    """For the coded `matrix` (tasks, alternatives, parameters)."""
    found = []
    if not np.isfinite(min(errors)):
        found.append(warn(WORDING, "not_identified", parameters=matrix.shape[2]))
    elif len(errors) > 1 and max(errors) > 1.1 * min(errors):
        found.append(warn(WORDING, "starts_differ", best=f"{min(errors):.4g}", worst=f"{max(errors):.4g}"))
    for one in balance:
        missing = [level for level, count in one.counts.items() if not count]
        least, most = min(one.counts.values()), max(one.counts.values())
        if missing:
            found.append(warn(WORDING, "level_missing", name=one.name, levels=", ".join(missing)))
        elif most > 2 * least:
            found.append(warn(WORDING, "unbalanced", name=one.name, least=least, most=most))
    utility = matrix @ beta
    chance = np.exp(utility - utility.max(axis=1, keepdims=True))
    lopsided = int((chance.max(axis=1) / chance.sum(axis=1) > _LOPSIDED).sum())
    if lopsided:
        found.append(warn(WORDING, "lopsided", number=lopsided, tasks=len(matrix), share=percent(_LOPSIDED)))
    if allowed_share < 0.9:
        found.append(warn(WORDING, "prohibitions", share=percent(allowed_share)))
    return found
