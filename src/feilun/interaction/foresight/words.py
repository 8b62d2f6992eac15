"""Why something is suggested, in words people read."""

from feilun.interaction.foresight.rules import EVERYWHERE, Scored

Words = dict[str, str]

_KINDS: dict[str, Words] = {
    "page": {
        "zh-CN": "在 {name} 页面上，{share} 的访客会问这个",
        "zh-TW": "在 {name} 頁面上，{share} 的訪客會問這個",
        "en": "asked by {share} of visitors on {name}",
    },
    "event": {
        "zh-CN": "发生“{name}”后，{share} 的访客会问这个",
        "zh-TW": "發生「{name}」後，{share} 的訪客會問這個",
        "en": "asked by {share} of visitors after “{name}”",
    },
    "order:open": {
        "zh-CN": "有未完成订单的访客中，{share} 会问这个",
        "zh-TW": "有未完成訂單的訪客中，{share} 會問這個",
        "en": "asked by {share} of visitors with an open order",
    },
    "order:closed": {
        "zh-CN": "订单刚完成的访客中，{share} 会问这个",
        "zh-TW": "訂單剛完成的訪客中，{share} 會問這個",
        "en": "asked by {share} of visitors whose order has ended",
    },
    "order:none": {
        "zh-CN": "近期没有订单的访客中，{share} 会问这个",
        "zh-TW": "近期沒有訂單的訪客中，{share} 會問這個",
        "en": "asked by {share} of visitors without a recent order",
    },
    "past": {
        "zh-CN": "上次得到同一答案的访客中，{share} 接着问这个",
        "zh-TW": "上次得到同一答案的訪客中，{share} 接著問這個",
        "en": "asked next by {share} of visitors with the same last answer",
    },
    EVERYWHERE: {
        "zh-CN": "{share} 的提问是这个",
        "zh-TW": "{share} 的提問是這個",
        "en": "{share} of all questions ask this",
    },
    "menu": {
        "zh-CN": "提问还太少，先按菜单顺序",
        "zh-TW": "提問還太少，先按選單順序",
        "en": "too few questions yet, so the order of the menu",
    },
}


def why(scored: Scored) -> Words:
    """A sentence in each language people read."""
    if scored.share is None:
        return dict(_KINDS["menu"])
    kind, _, name = scored.feature.partition(":")
    sentences = _KINDS.get(scored.feature) or _KINDS.get(kind) or _KINDS[EVERYWHERE]
    share = f"{scored.share:.0%}" if scored.share >= 0.01 else "< 1%"
    return {language: text.format(name=name, share=share) for language, text in sentences.items()}
