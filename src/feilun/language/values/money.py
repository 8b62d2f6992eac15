"""Which currency stands before or behind an amount."""

import re

CURRENCY = {"CNY": "¥", "TWD": "NT$", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "JP¥", "SGD": "S$"}
REGION_CURRENCY = {
    "CN": "CNY",
    "TW": "TWD",
    "HK": "HKD",
    "US": "USD",
    "GB": "GBP",
    "JP": "JPY",
    "SG": "SGD",
    "DE": "EUR",
    "FR": "EUR",
}
_BEFORE = (
    ("TWD", r"(?:NT\$?|新?[台臺][币幣])\s*$"),
    ("HKD", r"(?:HK\$?|港[币幣元])\s*$"),
    ("USD", r"(?:US\$|USD|美[元金]|(?<![A-Z])\$)\s*$"),
    ("EUR", r"(?:€|EUR)\s*$"),
    ("GBP", r"(?:£|GBP)\s*$"),
    ("CNY", r"(?:¥|￥|RMB|CNY|人民[币幣])\s*$"),
)
_BEHIND = (
    ("TWD", r"^\s*(?:块|塊|元)?(?:新?[台臺][币幣]|TWD|NTD)"),
    ("HKD", r"^\s*(?:块|元)?(?:港[币幣元]|HKD)"),
    ("USD", r"^\s*(?:美[元金刀]|刀(?![片具])|USD|dollars?|bucks?|\$)"),
    ("EUR", r"^\s*(?:欧元|歐元|EUR|euros?|€)"),
    ("GBP", r"^\s*(?:英[镑鎊]|GBP|pounds?|quid|£)"),
    ("JPY", r"^\s*(?:日[元圆圓]|円|JPY|yen)"),
    ("CNY", r"^\s*(?:人民[币幣]|RMB|CNY|yuan)"),
)
_LOCAL = re.compile(r"^\s*(?:元|块|塊|圆|圓)")


def currency_of(before: str, behind: str) -> str | None:
    """The currency's code; 元 and 块 alone say "money of this place" and give nothing."""
    for code, pattern in _BEFORE:
        if re.search(pattern, before, re.IGNORECASE):
            return code
    for code, pattern in _BEHIND:
        if re.match(pattern, behind, re.IGNORECASE):
            return code
    return "CNY" if _LOCAL.match(behind) else None
