"""Which language a customer reads: what her page says, corrected by what she writes. Pure."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z']{2,}")
# Letters that only one of the two scripts writes, of the words people use in a shop.
_TRADITIONAL = re.compile(
    r"[們個這為來時會說對國後沒還麼嗎請問錢買賣貨單訂退換運費寄發點東給讓從過開關電話號碼應該實際願幫誰裡]"
)
_SIMPLIFIED = re.compile(
    r"[们个这为来时会说对国后没还么吗请问钱买卖货单订换运费发点东给让从过开关电话号码应该实际愿帮谁里]"
)


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
    traditional = len(set(_TRADITIONAL.findall(text)) - set(_SIMPLIFIED.findall(text)))
    simplified = len(set(_SIMPLIFIED.findall(text)) - set(_TRADITIONAL.findall(text)))
    if traditional != simplified:
        return "zh-TW" if traditional > simplified else "zh-CN"
    return told if told.startswith("zh") else "zh-CN"
