"""From a text to the words that may name a topic: no filler, no words of opinion, few forms of the same word."""

import re
from collections.abc import Iterator

from feilun.language import sentiment_words
from feilun.language.text_grams import plain
from feilun.language.words import chinese_words

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
# Addresses, mentions and what is left of HTML name nobody's topic.
_ADDRESS = re.compile(r"https?:\S*|www\.\S+|\S+@\S+|@\w+|&[a-z]+;")
_HAN = re.compile(r"^[㐀-鿿]+$")
# A text of megabytes names no more topics than its first pages.
_MOST_WORDS = 400


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FILLER_ZH = _set(
    """很多 一般 本书 小时 的 了 和 是 就 都 而 及 与 着 或 一个 没有 我们 你们 他们 它们 这个 那个 这些 那些 什么 怎么 为什么 因为 所以
    但是 不过 可是 如果 虽然 然后 还是 还有 已经 可以 可能 应该 自己 现在 时候 这样 那样 非常 特别 真的 感觉 觉得
    知道 希望 一下 一点 一些 一直 一次 有点 有些 比较 东西 起来 出来 下来 上去 过来 不会 不能 不是 不要 就是 只是
    只有 也是 还要 还会 如何 怎样 多少 的话 而且 其他 其它 以及 对于 关于 根本 完全 居然 竟然 最后 之前 之后 以后
    以前 今天 昨天 明天 每次 每天 总之 大家 别人 本来 后来 结果 其实 确实 另外 进行 需要 使用 有没有"""
)
_FILLER_EN = _set(
    """the a an and or but if then than that this these those there here it its it's i i'm i've me my mine we us our
    you your they them their he she his her is are was were be been being am do does did doing done have has had
    having can could will would shall should may might must not no nor so too very just only also even still again
    more most much many some any all both each few other own same such as at by for from in into of off on onto
    out over to up down with about after before between during through under above below because while until when
    where why how what which who whom get got gets getting go goes going went come came make made makes let one
    two three first last thing things really quite ever never always don't doesn't didn't won't can't isn't wasn't
    aren't weren't i'd i'll you're they're that's there's what's us say said says want wanted wants use used using
    well back like day days time times give gave take took put see saw know think thought need needs now today
    yesterday im ive dont"""
)
_OPINION = sentiment_words.PRAISE_ZH | sentiment_words.BLAME_ZH | sentiment_words.STRONG_ZH | sentiment_words.TURN_ZH
_KEPT = _set(
    """退款 退货 投诉 发霉 过期 假货 闪退 卡顿 噪音 掉色 漏水 异味 破损 发热 丢件 refund delay delays delayed crash
    crashes broken damaged leaking cancel cancelled"""
)
_OPINION_EN = (sentiment_words.PRAISE_EN | sentiment_words.BLAME_EN) - _KEPT


def topic_words(text: str, family: str) -> list[str]:
    """The first four hundred of them."""
    return list(_words(_ADDRESS.sub(" ", plain(text)), family))[:_MOST_WORDS]


def _words(text: str, family: str) -> Iterator[str]:
    if family == "zh":
        for word in chinese_words(text):
            if _HAN.match(word):
                if len(word) > 1 and word not in _FILLER_ZH and (word in _KEPT or word not in _OPINION):
                    yield word
            elif len(word) > 2 and word.isalpha():
                yield word
        return
    for word in _WORD.findall(text):
        if len(word) > 2 and word not in _FILLER_EN and word not in _OPINION_EN:
            yield _singular(word)


def _singular(word: str) -> str:
    """Parcels and parcel are one word; more than that is guessing."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")):
        return word[:-1]
    return word.removesuffix("'s")
