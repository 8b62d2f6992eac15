"""Which language a customer reads: what her page says, corrected by what she writes. Pure."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z']{2,}")
# Pairs of letters in which the two scripts differ, simplified before traditional, of words people use in a shop.
# What both scripts write (后, 里, 退) says nothing and is left out.
_PAIRS = (
    "们們个個这這为為来來时時会會说說对對国國没沒还還么麼吗嗎请請问問钱錢买買卖賣货貨单單订訂换換运運费費发發点點东東给給"
    "让讓从從过過开開关關电電话話号號码碼应應该該实實际際愿願帮幫谁誰账帳赠贈积積优優惠惠券券汇匯转轉员員达達递遞质質错錯"
    "见見几幾边邊样樣两兩马馬谢謝现現样樣气氣间間长長门門岁歲头頭报報损損坏壞处處设設备備试試认認证證详詳细細热熱线線"
)
_SIMPLIFIED = frozenset(_PAIRS[::2]) - frozenset(_PAIRS[1::2])
_TRADITIONAL = frozenset(_PAIRS[1::2]) - frozenset(_PAIRS[::2])


def known(language: str) -> str:
    """One of ours for any language tag, or nothing."""
    if re.match(r"zh\b|zh-|zh_", language, re.IGNORECASE):
        return "zh-TW" if re.search(r"tw|hk|mo|hant", language, re.IGNORECASE) else "zh-CN"
    return "en" if re.match(r"[a-z]{2,3}\b", language, re.IGNORECASE) else ""


def tongue(before: str, page: str, text: str) -> str:
    """The language to answer in after she wrote this. "ok" or an order number says nothing about it."""
    told = known(page) or before
    if _HAN.search(text):
        return _script(told, text)
    words = len(_WORD.findall(text))
    if words >= 2 or (words and not told):
        return "en"
    return before or told


def _script(told: str, text: str) -> str:
    letters = set(text)
    traditional, simplified = len(letters & _TRADITIONAL), len(letters & _SIMPLIFIED)
    if traditional != simplified:
        return "zh-TW" if traditional > simplified else "zh-CN"
    return told if told.startswith("zh") else "zh-CN"
