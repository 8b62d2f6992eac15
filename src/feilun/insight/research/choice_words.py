"""Warnings of choice models in words."""

from feilun.insight.research.results import Warned

_ENGLISH = {
    "constant": "{about} never differs between the alternatives of a task, so nothing can be said about it.",
    "collinear": "{about} always move together: the data cannot tell them apart. Leave one out; their figures are empty.",
    "separated": "{about} settles every choice: the likelihood rises for ever, and there is no finite estimate. Show tasks"
    " in which it must be weighed, or leave it out.",
    "not_converged": "The search stopped after {iterations:.0f} steps without reaching the top. Do not use these figures.",
    "few_tasks": "{tasks:.0f} tasks for {parameters:.0f} parameters are few; ten tasks a parameter are the least.",
    "flat": "The likelihood is nearly flat in some direction: several sets of figures fit alike. Use fewer random terms.",
    "seeds_differ": "Other draws would move {about} by up to {most:.1f} standard errors (log-likelihood {log_likelihood:.1f}"
    " here, {other:.1f} there). Use more draws.",
    "few_draws": "{draws:.0f} draws are few: the estimates depend on the draws. Use 500 or more.",
    "starts_differ": "The starts ended at different tops (best {best:.2f}, next {second:.2f}, worst {worst:.2f}), and the best"
    " was reached once. Use more starts, and do not read much into single figures.",
    "unsettled": "The chain has not settled for {about} (split R-hat {rhat:.2f}; below 1.05 is good). Use more draws.",
    "few_effective_draws": "{about}: worth only {least:.0f} independent draws. Use more draws before reading intervals.",
    "acceptance": "{acceptance:.0%} of the steps were taken; 20 to 50 % is healthy. The intervals may be too narrow.",
    "nothing_held_out": "No task was held out, so nothing shows how well this predicts. Set holdout to 1 or 2.",
    "worse_than_mnl": "It predicts held-out tasks worse than one model for all ({hb:.3f} against {mnl:.3f} a task). Use that.",
    "few_people": "{people:.0f} people say little about a population; 200 and more are usual.",
    "weights_ignored": "Weights are not used here: everybody counts the same in the population.",
}
_CHINESE = {
    "constant": "{about} 在同一题的各选项之间从不变化,无法估计。",
    "collinear": "{about} 总是同时变化,数据无法区分它们。请去掉其中一个;这些数值留空。",
    "separated": "{about} 决定了每一次选择:似然会无限上升,没有有限的估计值。请设置需要权衡它的题目,或去掉它。",
    "not_converged": "搜索 {iterations:.0f} 步后仍未到达最高点,请勿使用这些数值。",
    "few_tasks": "{parameters:.0f} 个参数只有 {tasks:.0f} 道题,偏少;每个参数至少需要十道题。",
    "flat": "似然在某个方向上几乎是平的:多组数值拟合得同样好。请减少随机项。",
    "seeds_differ": "换一组抽样,{about} 最多会移动 {most:.1f} 个标准误(对数似然:此处 {log_likelihood:.1f},另一组"
    " {other:.1f})。请增加抽样数。",
    "few_draws": "只有 {draws:.0f} 次抽样,估计值依赖于抽样。请使用 500 次以上。",
    "starts_differ": "不同起点到达了不同的最高点(最好 {best:.2f},其次 {second:.2f},最差 {worst:.2f}),最好的只到达一次。"
    "请增加起点数,不要过分解读单个数值。",
    "unsettled": "{about} 的链尚未稳定(分半 R-hat {rhat:.2f},低于 1.05 为好)。请增加抽样数。",
    "few_effective_draws": "{about} 只相当于 {least:.0f} 次独立抽样。在解读区间之前请增加抽样数。",
    "acceptance": "接受率为 {acceptance:.0%},20% 到 50% 为正常。区间可能过窄。",
    "nothing_held_out": "没有留出题目,无法说明预测得多好。请把 holdout 设为 1 或 2。",
    "worse_than_mnl": "对留出题目的预测不如统一模型(每题 {hb:.3f} 对 {mnl:.3f})。请使用统一模型。",
    "few_people": "{people:.0f} 人不足以说明总体,通常需要 200 人以上。",
    "weights_ignored": "此处不使用权重:每个人在总体中同等重要。",
}
_MOST_NAMED = 8


def is_chinese(language: str) -> bool:
    return language.lower().startswith("zh")


def listed(names: tuple[str, ...] | list[str], language: str) -> str:
    """At most eight, and how many more."""
    chinese = is_chinese(language)
    shown = ("、" if chinese else ", ").join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return shown if more <= 0 else f"{shown} 等 {len(names)} 项" if chinese else f"{shown} and {more} more"


def warning_text(warned: Warned, language: str) -> str:
    texts = _CHINESE if is_chinese(language) else _ENGLISH
    return texts[warned.code].format(about=listed(warned.about, language), **warned.figures)


def warnings_in(found: tuple[Warned, ...], language: str) -> list[dict[str, str]]:
    return [{"code": one.code, "text": warning_text(one, language)} for one in found]
