"""What a nested, ordered or latent-class logit says, how sure it is, and what to do: English and Chinese sentences."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from feilun.insight.research.choice_words import is_chinese, listed
from feilun.insight.research.latent_class import LatentClasses
from feilun.insight.research.results import Estimates

Floats = NDArray[np.float64]
_SURE = 1.96


def nested_report(result: Estimates, language: str = "en") -> list[str]:
    """Sentences."""
    chinese, facts = is_chinese(language), result.facts
    terms = len(result.names) - (1 if result.names[-1] == "mu" else len(facts["nests"]))
    said = [_fit(result, chinese), *_signs(result, slice(0, terms), language, _CHOSEN)]
    for nest in facts["nests"]:
        said += [_nest(nest, chinese, language)] if nest["mu"] is not None else []
    ratio, p = facts["likelihood_ratio"], facts["likelihood_ratio_p"]
    if p < 0.05:
        said.append(
            f"相比没有分组的模型(mnl),对数似然提高 {ratio / 2:.1f}(p = {p:.2g}):分组有必要,各选项并非同等替代。"
            if chinese
            else f"Against the model without nests (mnl) the log-likelihood gains {ratio / 2:.1f} (p = {p:.2g}): the nests are"
            " needed, alternatives do not all stand in for each other alike."
        )
    else:
        said.append(
            f"相比没有分组的模型(mnl),对数似然只提高 {ratio / 2:.1f}(p = {p:.2g}):不需要分组,请用 mnl。"
            if chinese
            else f"Against the model without nests (mnl) the log-likelihood gains only {ratio / 2:.1f} (p = {p:.2g}): the nests"
            " are not needed, use mnl."
        )
    return said


def _nest(nest: dict[str, object], chinese: bool, language: str) -> str:
    inside = listed([str(one) for one in nest["alternatives"]], language)  # type: ignore[attr-defined]
    mu, error, correlation = nest["mu"], nest["standard_error"], nest["correlation"]
    if correlation is None:
        return (
            f"{inside}(组 {nest['nest']}):mu = {mu:.3f},小于 1,看不出它们彼此更相似。"
            if chinese
            else f"{inside} (nest {nest['nest']}): mu = {mu:.3f} is below 1; nothing shows that they are alike."
        )
    shown = "" if error is None else f" ± {error:.3f}"
    return (
        f"{inside}(组 {nest['nest']})被视为相似:mu = {mu:.3f}{shown},未观察到的偏好相关 {correlation:.2f};"
        "其中一项变好,主要从同组其他项夺走选择。"
        if chinese
        else f"{inside} (nest {nest['nest']}) are seen as alike: mu = {mu:.3f}{shown}, correlation of what is not observed"
        f" {correlation:.2f}. If one gets better, it takes choices from its own nest first."
    )


def ordered_report(result: Estimates, language: str = "en") -> list[str]:
    """Sentences."""
    chinese, facts = is_chinese(language), result.facts
    number = len(facts["odds_ratios"])
    said = [
        f"{result.people} 人的 {result.tasks} 个回答,{len(facts['levels'])} 个等级。对数似然 {result.log_likelihood:.3f},"
        f"只看各等级占比为 {result.null_log_likelihood:.3f}(McFadden ρ² {result.rho_squared:.3f})。"
        if chinese
        else f"{result.tasks} answers by {result.people} people on {len(facts['levels'])} levels. Log-likelihood"
        f" {result.log_likelihood:.3f}, by the shares of the levels alone {result.null_log_likelihood:.3f} (McFadden's rho²"
        f" {result.rho_squared:.3f}).",
        *_signs(result, slice(0, number), language, _ANSWERED),
    ]
    z = np.nan_to_num(np.abs(result.values / _errors(result))[:number])
    if z.max(initial=0.0) > _SURE:
        top = facts["odds_ratios"][int(z.argmax())]
        said.append(
            f"最确定的是 {top['name']}:每增加一个单位,回答更高等级的优势乘以 {top['odds_ratio']:.2f}"
            f"(95% 区间 {top['low']:.2f} 至 {top['high']:.2f}),在每个门槛上都一样。"
            if chinese
            else f"Surest is {top['name']}: one unit more multiplies the odds of a higher answer by {top['odds_ratio']:.2f} (95 %"
            f" interval {top['low']:.2f} to {top['high']:.2f}), the same at every threshold."
        )
    parallel = facts.get("parallel_p")
    if parallel is not None and parallel >= 0.01:
        said.append(
            f"没有发现各门槛上作用不同的证据(p = {parallel:.2g})。"
            if chinese
            else f"Nothing shows that effects differ between thresholds (p = {parallel:.2g})."
        )
    said.append(
        "系数说明关联,不证明因果。" if chinese else "A coefficient says what goes together, not what causes what."
    )
    return said


def latent_class_report(result: LatentClasses, tried: Sequence[LatentClasses], language: str = "en") -> list[str]:
    """Sentences; `tried` holds the results for each number of classes, in rising order."""
    chinese, estimates = is_chinese(language), result.estimates
    classes, terms = len(result.shares), result.coefficients.shape[1]
    said = [_fit(estimates, chinese)]
    if len(tried) > 1:
        said.append(_chosen_number(result, tried, chinese))
    for place in range(classes):
        own = slice(classes - 1 + place * terms, classes - 1 + (place + 1) * terms)
        up, down = _sure(estimates, own, f"class{place + 1}:")
        likes = listed(up, language) or ("无" if chinese else "nothing surely")
        dislikes = listed(down, language) or ("无" if chinese else "nothing surely")
        said.append(
            f"class{place + 1}({result.shares[place]:.1%} 的人):偏好 {likes};回避 {dislikes}。"
            if chinese
            else f"class{place + 1} ({result.shares[place]:.1%} of people): drawn by {likes}; put off by {dislikes}."
        )
    if classes > 1:
        said.append(
            f"归类的确定程度为 {result.certainty:.2f}(1 表示每个人都确定属于某一类)。"
            if chinese
            else f"People are sorted with a certainty of {result.certainty:.2f} (1: everybody surely belongs to one class)."
        )
        said.append(
            "类别是对差异的概括,不是天然的人群;在据此行动之前,请用新数据或另一半样本复核。"
            if chinese
            else "Classes sum up differences; they are no natural kinds. Before acting on them, see whether other people fall"
            " into the same ones."
        )
    return said


def _chosen_number(result: LatentClasses, tried: Sequence[LatentClasses], chinese: bool) -> str:
    shown = ", ".join(f"{len(one.shares)}: {one.bic:.0f}" for one in tried)
    classes, at_the_end = len(result.shares), len(result.shares) == len(tried[-1].shares)
    if chinese:
        more = "它是试过的最大类别数,更多类别可能更好,但会更难解释。" if at_the_end else ""
        return f"BIC(按人数)最低的是 {classes} 类({shown})。{more}"
    more = " That is the most that were tried: more may fit better, and say less." if at_the_end else ""
    return f"{classes} classes have the lowest BIC, by people ({shown}).{more}"


def _fit(result: Estimates, chinese: bool) -> str:
    if chinese:
        return (
            f"{result.people} 人的 {result.tasks} 次选择。对数似然 {result.log_likelihood:.3f},随机猜测为"
            f" {result.null_log_likelihood:.3f},单一偏好(mnl)为 {result.facts['mnl_log_likelihood']:.3f}。"
        )
    return (
        f"{result.tasks} choices by {result.people} people. Log-likelihood {result.log_likelihood:.3f}, by guessing"
        f" {result.null_log_likelihood:.3f}, by multinomial logit {result.facts['mnl_log_likelihood']:.3f}."
    )


# Raises, lowers, not sure; English and Chinese.
_CHOSEN = (
    ("More likely chosen with more of: {}.", "提高被选中机会的是:{}。"),
    ("Less likely chosen with more of: {}.", "降低被选中机会的是:{}。"),
)
_ANSWERED = (
    ("Higher answers with more of: {}.", "使回答更高的是:{}。"),
    ("Lower answers with more of: {}.", "使回答更低的是:{}。"),
)
_OPEN = ("Not to be told from zero at 95 %: {}.", "与零无法区分(95%):{}。")


def _signs(result: Estimates, own: slice, language: str, words: tuple[tuple[str, str], tuple[str, str]]) -> list[str]:
    up, down = _sure(result, own)
    known = [name for name, value in zip(result.names[own], result.values[own], strict=True) if np.isfinite(value)]
    lost = [name for name in known if name not in up and name not in down]
    place = int(is_chinese(language))
    pairs = zip((*words, _OPEN), (up, down, lost), strict=True)
    return [texts[place].format(listed(names, language)) for texts, names in pairs if names]


def _sure(result: Estimates, own: slice, prefix: str = "") -> tuple[list[str], list[str]]:
    """Names surely above and surely below zero, the surest first."""
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.nan_to_num((result.values / _errors(result))[own])
    names = [name.removeprefix(prefix) for name in result.names[own]]
    order = np.argsort(-np.abs(z))
    return [names[one] for one in order if z[one] > _SURE], [names[one] for one in order if z[one] < -_SURE]


def _errors(result: Estimates) -> Floats:
    """A person's answers are alike, so the robust errors are the honest ones where people gave several."""
    return result.robust_errors if result.tasks > result.people > 30 else result.standard_errors
