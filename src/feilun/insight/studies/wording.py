"""What studies say in plain words, in English and Chinese."""

from collections.abc import Sequence

from feilun.insight.research import MarketReport, MarketWarning

LANGUAGES = ("en", "zh-CN")
_WORDING: dict[str, tuple[str, str]] = {
    # readiness and estimates
    "few_answers": (
        "Only {base} people answered so that it counts; {wanted} are advised.",
        "有效回答只有 {base} 人，建议 {wanted} 人。",
    ),
    "no_answers": ("Nobody has answered yet.", "还没有人回答。"),
    "near_chance": (
        "About {share} of {people} people seem to have answered by guessing, {number} of them nearly beyond doubt; look at them"
        " before you trust the rest.",
        "{people} 人中约有 {share} 像是随意作答，其中 {number} 人几乎可以确定；在采信结果前请先查看这些人。",
    ),
    "straight_lines": (
        "{number} people always chose the same place on the screen.",
        "有 {number} 人总是选择屏幕上的同一个位置。",
    ),
    "fast": ("{number} people were flagged as too fast.", "有 {number} 人被标记为作答过快。"),
    "plan_differs": (
        "{number} tasks show levels that the plan does not have any more; they are left out.",
        "有 {number} 道题包含方案中已不存在的水平，未计入。",
    ),
    "unidentified": (
        "{names} cannot be told from these answers; they have no figure, and a market with them cannot be simulated.",
        "这些回答无法估计 {names}；它们没有数值，也不能用于模拟市场。",
    ),
    "draws_thinned": (
        "{kept} of {all} draws of everybody are kept, evenly taken; figures above come from all of them.",
        "均匀保留了 {all} 次个人抽样中的 {kept} 次；上述数值来自全部抽样。",
    ),
    "price_liked": (
        "A higher price is not surely a drawback in these answers, so no money figures are given.",
        "在这些回答中价格上升不一定是坏事，因此不给出金额。",
    ),
    "one_taste": (
        "This model gives everybody the same taste: shares of single products and of those that are alike may be wrong."
        " Before deciding, estimate by the model that gives everybody a taste of her own.",
        "此模型假设所有人偏好相同：单个产品或相似产品的份额可能有偏差。决策前请用“每个人各有口味”的模型再估计一次。",
    ),
    "seeds_differ": (
        "A second chain with another seed puts {names} up to {most} standard errors away. Use more draws.",
        "换一个随机种子的第二条链使 {names} 最多移动 {most} 个标准误。请增加抽样数。",
    ),
    "weights_ignored": (
        "Weights of responses are not used by this model.",
        "此模型不使用答卷的权重。",
    ),
    # designs
    "prohibited_broken": ("A prohibited product is shown.", "出现了被禁止的产品。"),
    "not_identified": (
        "The design cannot tell {names} apart; use more tasks, alternatives or versions.",
        "此设计无法区分 {names}；请增加题目、备选项或版本。",
    ),
    "design_says": (
        "{tasks} tasks of {alternatives} products for each respondent, in {versions} versions ({criterion} error {error}).",
        "每位受访者 {tasks} 道题，每题 {alternatives} 个产品，共 {versions} 个版本（{criterion} 误差 {error}）。",
    ),
    "design_sure": (
        "With {people} respondents the largest standard error to expect is {error} ({name}): two levels must differ by about"
        " {gap} to be told apart.",
        "在 {people} 位受访者下，最大的预期标准误为 {error}（{name}）：两个水平相差约 {gap} 才能区分。",
    ),
    "design_best": (
        "{share} of simulated studies of that size name the truly best product ({low} to {high}).",
        "同样规模的模拟研究中，有 {share}（{low} 至 {high}）能找到真正最好的产品。",
    ),
    "design_best_item": (
        "{share} of simulated studies of that size name the truly best item ({low} to {high}).",
        "同样规模的模拟研究中，有 {share}（{low} 至 {high}）能找到真正最好的项目。",
    ),
    "design_do": ("Field it: put it into a survey and publish it.", "可以投放：放入问卷并发布。"),
    "design_more": (
        "Ask more people, or fewer levels: as it stands, the answer may well name the wrong product.",
        "请增加受访者或减少水平：目前的设计很可能会选错产品。",
    ),
    "design_repair": ("Change the number of tasks or the prohibitions first.", "请先调整题目数量或禁止组合。"),
    "sets_says": (
        "{sets} sets of {size} items in {versions} versions; each item is shown {low} to {high} times.",
        "共 {versions} 个版本，每版 {sets} 组、每组 {size} 项；每个项目出现 {low} 至 {high} 次。",
    ),
    "plain_says": ("One question; there is nothing to be designed.", "只有一道题，无需设计。"),
    # readiness
    "ready_says": (
        "{usable} of {answers} answers count so far, with {tasks} tasks.",
        "目前 {answers} 份回答中有 {usable} 份可用，共 {tasks} 道题。",
    ),
    "ready_error": (
        "By one taste for all, the largest standard error is {error} ({name}); below {wanted} it is enough.",
        "按统一偏好估计，最大标准误为 {error}（{name}），低于 {wanted} 即足够。",
    ),
    "ready_fit": (
        "The mean fit of people is {fit}; guessing gives {chance}.",
        "受访者的平均拟合度为 {fit}，随机猜测为 {chance}。",
    ),
    "ready_do": ("There is enough to estimate.", "已可以估计。"),
    "ready_wait": ("Go on asking: about {number} more people.", "请继续收集：大约还需 {number} 人。"),
    # estimates
    "best_levels": ("People like best: {names}.", "人们最喜欢：{names}。"),
    "most_important": (
        "Over the levels shown, {name} matters most ({share} of all importance).",
        "在所展示的水平范围内，最重要的是 {name}（占 {share}）。",
    ),
    "sure_parts": (
        "{sure} of {all} levels differ from the mean of their attribute beyond doubt (95 %).",
        "{all} 个水平中有 {sure} 个与其属性的平均水平确有差别（95%）。",
    ),
    "worth": (
        "{name} is worth {value} more than {first} (95 %: {low} to {high}).",
        "{name} 比 {first} 多值 {value}（95%：{low} 至 {high}）。",
    ),
    "worth_less": (
        "{name} is worth {value} less than {first} (95 %: {low} to {high}).",
        "{name} 比 {first} 少值 {value}（95%：{low} 至 {high}）。",
    ),
    "quality_says": (
        "People's choices fit their own tastes by {mean} (guessing gives {chance}); about {share} of them seem to guess.",
        "受访者的选择与其个人偏好的拟合度为 {mean}（随机猜测为 {chance}）；约 {share} 的人像是随意作答。",
    ),
    "do_simulate": (
        "Put your product and its rivals into the simulator; compare markets rather than trust one share.",
        "把自己的产品和竞品放进模拟器；请比较不同市场，而不要只看单个份额。",
    ),
    "do_items": ("Build on {names}; leave out {last} first.", "优先考虑 {names}；若要删减，先去掉 {last}。"),
    "do_warned": ("Settle the warnings first.", "请先处理上述警告。"),
}  # fmt: skip


def warning(code: str, /, **facts: object) -> MarketWarning:
    english, chinese = _WORDING[code]
    return MarketWarning(code=code, words={"en": english.format(**facts), "zh-CN": chinese.format(**facts)})


def say(language: str, code: str, /, **facts: object) -> str:
    return _WORDING[code][1 if language.startswith("zh") else 0].format(**facts)


def report_of(
    language: str, says: list[str], sure: list[str], do: list[str], warnings: Sequence[MarketWarning]
) -> MarketReport:
    return MarketReport(
        says=says, sure=sure, do=do, warnings=[one.words[language] for one in warnings if language in one.words]
    )


def chosen(report: dict[str, MarketReport], language: str) -> MarketReport | None:
    """The report in the reader's language: any Chinese is answered in simplified, all else in English."""
    return report.get("zh-CN" if language.lower().startswith("zh") else "en")


def joined(language: str, names: Sequence[str], most: int = 8) -> str:
    text = ("、" if language.startswith("zh") else ", ").join(names[:most])
    return text if len(names) <= most else f"{text} …"


def figure(value: float) -> str:
    """Three digits that mean something, no trailing zeros."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def percent(share: float) -> str:
    return f"{100 * share + 0.0:.0f}%"


def spoken(language: str) -> str:
    """The language of ours that this reader is answered in."""
    return "zh-CN" if language.lower().startswith("zh") else "en"
