"""Warnings of choice models in words."""

from feilun.insight.research.results import Warned

_ENGLISH = {
    "constant": "{about} never differs between the alternatives of a task, so nothing can be said about it.",
    "collinear": "{about} always move together: the data cannot tell them apart. Leave one out; their figures are empty.",
    "separated": "{about} settles every choice: the likelihood rises for ever, and there is no finite estimate. Show tasks"
    " in which it must be weighed, or leave it out.",
    "not_converged": "The search stopped after {iterations:.0f} steps without reaching the top. Do not use these figures.",
    "few_tasks": "{tasks:.0f} tasks for {parameters:.0f} parameters are few; ten tasks a parameter are the least.",
    "flat": "The likelihood is nearly flat in some direction: several sets of figures fit alike. Use fewer terms.",
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
    "nest_ran_away": "{about} runs away: within the nest choices are certain or blind, so the nest does not fit. Try other"
    " nests. Do not use these figures.",
    "nest_below_one": "{about} is surely below 1: alternatives of the nest stand in for each other less than others do, which"
    " no maximiser of utility would do. Try other nests.",
    "starts_lower": "{reached:.0f} of {starts:.0f} starts reached the best top ({best:.2f}); others ended lower, down to"
    " {worst:.2f}. If it was reached once only, use more starts before reading single figures.",
    "class_separated": "{about}: within the class this settles every choice, so there is no finite estimate. Use fewer"
    " classes, or leave it out.",
    "class_small": "{about} is nearly empty (smallest share {share:.1%}): it may be chance. Use fewer classes.",
    "level_unused": "Nobody answered {about}, so nothing says where it lies on the scale; it was left out.",
    "not_parallel": "{about} acts differently low and high on the scale (p = {p:.4f}), so one figure for the whole scale is an"
    " average. Look at the answers above and below a threshold apart.",
    "segment_unstable": "{about} hardly comes again among resampled people (Jaccard index down to {least:.2f}; above 0.75 is"
    " good). Do not build on it; try fewer segments or other columns.",
    "no_structure": "People lie close together (silhouette {silhouette:.2f}; below 0.25 is no structure): the segments cut up a"
    " cloud. Use them to describe, not as kinds of people.",
    "weights_ignored": "Weights are not used here: everybody counts the same in the population.",
}
_CHINESE = {
    "constant": "{about} 在同一题的各选项之间从不变化，无法估计。",
    "collinear": "{about} 总是同时变化，数据无法区分它们。请去掉其中一个；这些数值留空。",
    "separated": "{about} 决定了每一次选择：似然会无限上升，没有有限的估计值。请设置需要权衡它的题目，或去掉它。",
    "not_converged": "搜索 {iterations:.0f} 步后仍未到达最高点，请勿使用这些数值。",
    "few_tasks": "{parameters:.0f} 个参数只有 {tasks:.0f} 道题，偏少；每个参数至少需要十道题。",
    "flat": "似然在某个方向上几乎是平的：多组数值拟合得同样好。请减少参数。",
    "seeds_differ": "换一组抽样，{about} 最多会移动 {most:.1f} 个标准误(对数似然：此处 {log_likelihood:.1f}，另一组"
    " {other:.1f})。请增加抽样数。",
    "few_draws": "只有 {draws:.0f} 次抽样，估计值依赖于抽样。请使用 500 次以上。",
    "starts_differ": "不同起点到达了不同的最高点（最好 {best:.2f}，其次 {second:.2f}，最差 {worst:.2f}），最好的只到达一次。"
    "请增加起点数，不要过分解读单个数值。",
    "unsettled": "{about} 的链尚未稳定（分半 R-hat {rhat:.2f}，低于 1.05 为好）。请增加抽样数。",
    "few_effective_draws": "{about} 只相当于 {least:.0f} 次独立抽样。在解读区间之前请增加抽样数。",
    "acceptance": "接受率为 {acceptance:.0%},20% 到 50% 为正常。区间可能过窄。",
    "nothing_held_out": "没有留出题目，无法说明预测得多好。请把 holdout 设为 1 或 2。",
    "worse_than_mnl": "对留出题目的预测不如统一模型（每题 {hb:.3f} 对 {mnl:.3f}）。请使用统一模型。",
    "few_people": "{people:.0f} 人不足以说明总体，通常需要 200 人以上。",
    "nest_ran_away": "{about} 趋于无穷或零：组内的选择变得确定或完全盲目，说明这样分组不合适。请换一种分组，请勿使用这些数值。",
    "nest_below_one": "{about} 确定小于 1:组内各项之间的替代反而弱于与组外的替代，不符合效用最大化。请换一种分组。",
    "starts_lower": "{starts:.0f} 个起点中有 {reached:.0f} 个到达最好的最高点（{best:.2f}），其余较低，最低为 {worst:.2f}。"
    "若只到达一次，请先增加起点数，再解读单个数值。",
    "class_separated": "{about}:在该类别内它决定了每一次选择，没有有限的估计值。请减少类别数，或去掉它。",
    "class_small": "{about} 几乎是空的（最小占比 {share:.1%}），可能只是偶然。请减少类别数。",
    "level_unused": "没有人回答 {about}，无法知道它在量表上的位置，已略去。",
    "not_parallel": "{about} 在量表高低两端的作用不同（p = {p:.4f}），整个量表上的单个数值只是平均。请分别查看门槛以上和以下的回答。",
    "segment_unstable": "{about} 在重新抽样后很难重现（Jaccard 最低 {least:.2f},0.75 以上为好）。请勿据此行动，可减少群数或更换变量。",
    "no_structure": "人们彼此接近（轮廓系数 {silhouette:.2f}，低于 0.25 表示没有结构）：这些群只是把一团点切开，可用于描述,"
    "不是天然的类型。",
    "weights_ignored": "此处不使用权重：每个人在总体中同等重要。",
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
