"""The people of the demo shop: the data name households by numbers only, so each gets a made-up, lasting face."""

import hashlib
from datetime import date, timedelta
from typing import NamedTuple

_SURNAMES = (
    *(("林", "Lin"), ("陈", "Chen"), ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("杨", "Yang")),
    *(("黄", "Huang"), ("赵", "Zhao"), ("吴", "Wu"), ("周", "Zhou"), ("徐", "Xu"), ("孙", "Sun"), ("马", "Ma")),
    *(("朱", "Zhu"), ("胡", "Hu"), ("郭", "Guo"), ("何", "He"), ("高", "Gao"), ("罗", "Luo"), ("郑", "Zheng")),
    *(("梁", "Liang"), ("谢", "Xie"), ("宋", "Song"), ("唐", "Tang"), ("许", "Xu"), ("韩", "Han"), ("冯", "Feng")),
)
_GIVEN = (
    *(("晓梅", "Xiaomei"), ("志强", "Zhiqiang"), ("雨桐", "Yutong"), ("建国", "Jianguo"), ("思远", "Siyuan")),
    *(("丽娜", "Lina"), ("浩然", "Haoran"), ("静怡", "Jingyi"), ("子涵", "Zihan"), ("文博", "Wenbo")),
    *(("秀英", "Xiuying"), ("嘉豪", "Jiahao"), ("欣怡", "Xinyi"), ("俊杰", "Junjie"), ("美玲", "Meiling")),
    *(("天宇", "Tianyu"), ("若曦", "Ruoxi"), ("明辉", "Minghui"), ("诗涵", "Shihan"), ("国华", "Guohua")),
)
_FIRST = (
    *("Olivia", "James", "Emma", "Noah", "Sophia", "Lucas", "Grace", "Henry", "Chloe", "Daniel", "Ruby", "Oscar"),
    *("Alice", "Samuel", "Nora", "Felix", "Iris", "Victor", "Clara", "Martin"),
)
_LAST = (
    *("Brown", "Taylor", "Miller", "Walker", "Young", "Hughes", "Foster", "Reed", "Bailey", "Morgan", "Price"),
    *("Turner", "Parker", "Collins", "Murphy", "Bennett"),
)
REGIONS = (
    *("上海", "北京", "广州", "深圳", "杭州", "成都", "武汉", "南京", "西安", "重庆", "苏州", "厦门"),
    *("Hong Kong", "Singapore", "Taipei", "Kuala Lumpur"),
)


class Person(NamedTuple):
    """One household as the shop knows it."""

    name: str
    email: str
    locale: str


def person_of(household: int) -> Person:
    """Always the same for the same household. The address is in a domain that can never receive mail."""
    dice = _dice("person", household)
    if dice[0] % 10 < 7:
        surname, given = _SURNAMES[dice[1] % len(_SURNAMES)], _GIVEN[dice[2] % len(_GIVEN)]
        return Person(surname[0] + given[0], _email(given[1], surname[1], household), "zh-CN")
    first, last = _FIRST[dice[1] % len(_FIRST)], _LAST[dice[2] % len(_LAST)]
    return Person(f"{first} {last}", _email(first, last, household), "en")


def region_of(store: int) -> str:
    """The city a store stands in."""
    return REGIONS[_dice("store", store)[0] % len(REGIONS)]


def _email(first: str, last: str, household: int) -> str:
    return f"{first}.{last}.{household}@example.com".lower()


def _dice(kind: str, number: int) -> bytes:
    return hashlib.blake2b(f"{kind}:{number}".encode(), digest_size=8).digest()


def first_live_day(last_day: date, weeks: int) -> date:
    """The first day, in the data, of the weeks that are kept back."""
    return last_day + timedelta(days=1) - timedelta(weeks=weeks)


def unit_price(cents: int, quantity: int) -> float:
    """The price of one: the data give what the whole line cost."""
    return round(cents / 100 / quantity, 4) if quantity > 0 else cents / 100
