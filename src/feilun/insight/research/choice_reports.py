"""What a choice model says, how sure it is, and what to do, in English and Chinese sentences."""

from itertools import pairwise
from typing import Any

import numpy as np

from feilun.insight.research.choice_words import is_chinese, listed
from feilun.insight.research.latent_class import LatentClasses
from feilun.insight.research.logit_reports import latent_class_report, nested_report, ordered_report
from feilun.insight.research.maxdiff import MaxDiff
from feilun.insight.research.posterior import Posterior
from feilun.insight.research.results import Estimates

_SURE = 1.96


def report(result: Estimates | Posterior | MaxDiff | LatentClasses, language: str = "en", **more: Any) -> list[str]:
    """Sentences; `more` may hold `importances` and `willingness`, as the result of `choice_models` does."""
    if isinstance(result, Posterior):
        found = _hierarchical(result, is_chinese(language), language)
    elif isinstance(result, MaxDiff):
        found = _maxdiff(result, is_chinese(language), language)
    elif isinstance(result, LatentClasses):
        found = latent_class_report(result, [result], language)
    elif result.model in ("nested", "ordered"):
        found = (nested_report if result.model == "nested" else ordered_report)(result, language)
    else:
        found = _likelihood(result, is_chinese(language), language)
    return [*found, *_worth(is_chinese(language), more)]


def _likelihood(result: Estimates, chinese: bool, language: str) -> list[str]:
    names = np.array(result.names)
    means = np.array([not name.startswith(("sd:", "cholesky:")) for name in names])
    with np.errstate(invalid="ignore", divide="ignore"):
        z = result.values / _errors(result)
    order = np.argsort(-np.nan_to_num(np.abs(z)))
    up = [str(names[one]) for one in order if means[one] and z[one] > _SURE]
    down = [str(names[one]) for one in order if means[one] and z[one] < -_SURE]
    open_names = [str(names[one]) for one in order if means[one] and abs(z[one]) <= _SURE]
    said = _fit(result, chinese)
    if up:
        said.append(
            f"提高被选中机会的是：{listed(up, language)}。"
            if chinese
            else f"More likely chosen with more of: {listed(up, language)}."
        )
    if down:
        said.append(
            f"降低被选中机会的是：{listed(down, language)}。"
            if chinese
            else f"Less likely chosen with more of: {listed(down, language)}."
        )
    if open_names:
        said.append(
            f"与零无法区分（95%）：{listed(open_names, language)}。"
            if chinese
            else f"Not to be told from zero at 95 %: {listed(open_names, language)}."
        )
    return [*said, *(_tastes(result, chinese) if result.model == "mixed-logit" else _one_taste(result, chinese))]


def _errors(result: Estimates) -> Any:
    """A person's tasks are alike, so the robust errors are the honest ones where people answered several."""
    return result.robust_errors if result.tasks > result.people > 30 else result.standard_errors


def _fit(result: Estimates, chinese: bool) -> list[str]:
    if chinese:
        return [
            f"{result.people} 人的 {result.tasks} 次选择。对数似然 {result.log_likelihood:.3f}，随机猜测为"
            f" {result.null_log_likelihood:.3f}(McFadden ρ² {result.rho_squared:.3f})。"
        ]
    return [
        f"{result.tasks} choices by {result.people} people. Log-likelihood {result.log_likelihood:.3f}, by guessing"
        f" {result.null_log_likelihood:.3f} (McFadden's rho² {result.rho_squared:.3f})."
    ]


def _one_taste(result: Estimates, chinese: bool) -> list[str]:
    if result.tasks <= result.people:
        return []
    return [
        "此模型假设所有人偏好相同；判断显著性用的是按人聚类的稳健标准误。若要看人与人的差异，请用 mixed-logit 或 hb。"
        if chinese
        else "This model gives everybody the same taste; what is sure was judged by errors robust to a person's tasks being"
        " alike. To see how people differ, use mixed-logit or hb."
    ]


def _tastes(result: Estimates, chinese: bool) -> list[str]:
    gain = result.log_likelihood - (result.facts["mnl_log_likelihood"] or 0.0)
    split = [
        f"{one['name']} ({_share_above_zero(one):.0%})"
        for one in result.facts["population"]
        if one["distribution"] == "normal"
    ]
    if chinese:
        said = [f"允许人与人不同，对数似然提高 {gain:.1f}。"]
        return [*said, *([f"系数为正的人的比例：{'、'.join(split)}。"] if split else [])]
    said = [f"Letting people differ raises the log-likelihood by {gain:.1f}."]
    return [*said, *([f"Share of people for whom the term is positive: {', '.join(split)}."] if split else [])]


def _share_above_zero(one: dict[str, Any]) -> float:
    from scipy.special import ndtr

    return float(ndtr(one["mean"] / one["sd"])) if one["sd"] else float(one["mean"] > 0)


def _hierarchical(result: Posterior, chinese: bool, language: str) -> list[str]:
    people, held = len(result.people), result.held
    worst = float(np.nanmax(result.rhat))
    settled = worst < 1.05
    low, high = np.quantile(result.mean_draws, (0.025, 0.975), axis=0)
    sure = [name for name, a, b in zip(result.names, low, high, strict=True) if a * b > 0]
    if chinese:
        said = [
            f"{people} 人的 {result.tasks} 次选择；每个人都有自己的效用值。95% 区间不含零的是：{listed(sure, language) or '没有'}。"
        ]
        said.append(f"链{'已' if settled else '尚未'}稳定（最大分半 R-hat {worst:.3f}）。")
    else:
        said = [
            f"{result.tasks} choices by {people} people; each has utilities of her own. Population means whose 95 % interval"
            f" leaves out zero: {listed(sure, language) or 'none'}."
        ]
        said.append(f"The chain has {'' if settled else 'not '}settled (largest split R-hat {worst:.3f}).")
    if held is None:
        return said
    better = held.model.log_likelihood > held.mnl.log_likelihood
    figures = (held.tasks, held.model.hit, held.mnl.hit, held.model.log_likelihood, held.mnl.log_likelihood)
    said.append(
        "{} 道留出的题：猜中 {:.1%}(统一模型 {:.1%}),每题对数似然 {:.3f}({:.3f})。".format(*figures)
        if chinese
        else "{} tasks held out: {:.1%} predicted right (one taste for all: {:.1%}), log-likelihood a task {:.3f}"
        " ({:.3f}).".format(*figures)
    )
    if better:
        said.append(
            "预测份额与价格时，请用个人抽样（不是平均效用）做模拟。"
            if chinese
            else "For shares and prices simulate with the draws of people, not with mean utilities."
        )
    return said


def _maxdiff(result: MaxDiff, chinese: bool, language: str) -> list[str]:
    order = np.argsort(-result.utilities)
    named = [f"{result.items[one]} ({result.shares[one]:.1%})" for one in order if np.isfinite(result.shares[one])]
    close = _close_pairs(result, order)
    said = [*_fit(result.estimates, chinese)]
    if named:
        said.append(
            f"偏好份额从高到低：{listed(named, language)}。"
            if chinese
            else f"Shares of preference, from the top: {listed(named, language)}."
        )
    if close:
        said.append(
            f"相邻而无法区分先后（95%）：{listed(close, language)}。"
            if chinese
            else f"Neighbours whose order is not sure at 95 %: {listed(close, language)}."
        )
    said.append(
        "份额表示在所有条目中被选为最好的机会，只能在这些条目之间比较。"
        if chinese
        else "A share is the chance to be best among these items; it compares them with each other only."
    )
    return said


def _close_pairs(result: MaxDiff, order: Any) -> list[str]:
    names, covariance = result.estimates.names, result.estimates.covariance
    found = []
    for above, below in pairwise(order):
        places = [names.index(result.items[one]) if result.items[one] in names else None for one in (above, below)]
        contrast = np.zeros(len(names))
        for place, sign in zip(places, (1.0, -1.0), strict=True):
            if place is not None:
                contrast[place] = sign
        error = float(contrast @ np.nan_to_num(covariance) @ contrast) ** 0.5
        if not result.utilities[above] - result.utilities[below] > _SURE * error:
            found.append(f"{result.items[above]} – {result.items[below]}")
    return found


def _worth(chinese: bool, more: dict[str, Any]) -> list[str]:
    said = []
    shares = [one for one in more.get("importances") or [] if one["importance"] is not None]
    if len(shares) > 1:
        top = max(shares, key=lambda one: one["importance"])
        said.append(
            f"在所展示的水平范围内，最重要的属性是 {top['attribute']}(占 {top['importance']:.0%})。"
            if chinese
            else f"Over the levels shown, {top['attribute']} matters most ({top['importance']:.0%} of all importance)."
        )
    paid = more.get("willingness") or []
    if paid and paid[0]["willingness_to_pay"] is None:
        said.append(
            "价格系数不能确定为负，因此不给出支付意愿。"
            if chinese
            else "The price is not surely a drawback in these answers, so no willingness to pay is given."
        )
    return said
