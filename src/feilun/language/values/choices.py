"""Yes or no, and one of several options: by number, by label, or nearly by label."""

import re
from difflib import SequenceMatcher

from feilun.language.values.numbers import after_correction
from feilun.language.values.numerals import plain, whole
from feilun.language.values.reading import Option, Reading, Setting, best

_DOUBT = re.compile(
    r"也许|可能|不一定|不确定|不知道|不清楚|看情况|再说|考虑|应该|大概|\b(?:maybe|perhaps|not sure|don'?t know|depends|possibly|i think|i guess|unsure|probably)\b",
    re.IGNORECASE,
)
_NOT_SOMETHING = re.compile(
    r"(?:不|没|沒|别|別)(?:用|是|要|可以|行|好|对|對|同意|需要|有|成|想要?)?(?:了|的)?|\b(?:no|not)\s+\w+",
    re.IGNORECASE,
)
# The answer to "shall I cancel it?" and to "shall I keep it?" alike.
_EITHER_WAY = re.compile(r"^(?:取消|cancel)\W*$|[吗嗎?？]\W*$", re.IGNORECASE)
_YES_FIRST = re.compile(
    r"没问题|沒問題|没错|沒錯|不错|没关系,?可以|\bno (?:problem|worries|doubt)\b|\bwhy not\b|\bdon'?t mind\b|\bof course\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"不|没|沒|否|别|別|算了|取消|免了|\b(?:no|nope|nah|not|never|don'?t|cancel|negative|neither|nein|wrong|incorrect)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"是|对|對|好|可以|行|嗯|恩|要|同意|确认|確認|确定|確定|当然|當然|有|成|妥|中|\b(?:yes|yep|yeah|yup|ya|ok|okay|sure|right|correct|confirm(?:ed)?|agreed?|definitely|absolutely|fine|y|please do|go ahead|exactly|true)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"^(?:选|選|我选|我選|要|我要|就)?\s*(?:第|no\.?\s*|number\s+|option\s+|#)?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\s*(?:个|個|项|項|号|號|款|种|種|\.|、|\))?\s*(?:吧|please)?[。.!！]?$",
    re.IGNORECASE,
)
_NTH = re.compile(r"第\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*(?:个|個|项|項|号|號|款|种|種)?")
_NTH_EN = re.compile(r"\b(first|second|third|fourth|fifth|sixth|last)\b|\b([0-9]{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_RANKS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_REFUSED = re.compile(r"(?:不要|不是|不选|别|不想要|除了|not|don'?t want|except|no)\s*(?:the\s+)?$", re.IGNORECASE)
_NEAR = 0.75


def read_yes_no(text: str, setting: Setting) -> Reading | None:
    said = _YES_FIRST.sub(" yes ", plain(text))
    # "不是" holds 是: what a refusal covers is blanked before a yes is looked for.
    no, yes = _NO.search(said), _YES.search(_NOT_SOMETHING.sub(lambda found: " " * len(found[0]), said))
    if not no and not yes:
        return None
    answer = bool(yes and (not no or yes.start() < no.start()))
    is_sure = not (yes and no) and not _DOUBT.search(said) and not _EITHER_WAY.search(said) and len(said) <= 40
    zh = bool(re.search(r"[\u4e00-\u9fff]", text))
    shown = ("是" if answer else "否") if zh else ("yes" if answer else "no")
    return Reading(answer, shown, is_sure=is_sure)


def read_choice(text: str, setting: Setting) -> Reading | None:
    said = plain(text).casefold()
    options = setting.options
    by_label = _by_label(said, options)
    if by_label:
        return by_label
    ordinal = _ordinal(said, len(options))
    if ordinal is not None:
        return _chosen(options[ordinal - 1])
    return _nearly(said, options)


def _ordinal(said: str, many: int) -> int | None:
    found = _ORDINAL.match(said) or _NTH.search(said)
    number = whole(found[1].lower()) if found else None
    if number is None and re.search(r"最后一?[个個项項]|倒数第一", said):
        number = many
    if number is None:
        english = _NTH_EN.search(said)
        if english:
            number = many if english[1] == "last" else _RANKS.get(english[1] or "", 0) or int(english[2] or 0)
    return number if number and 1 <= number <= many else None


def _by_label(said: str, options: tuple[Option, ...]) -> Reading | None:
    exact = [one for one in options if said.strip(" 。.!！?？") in _names(one)]
    if len(exact) == 1:
        return _chosen(exact[0])
    held = []
    for one in options:
        places = [(name, _place(said, name)) for name in _names(one) if name]
        named = [(len(name), place) for name, place in places if place >= 0 and not _REFUSED.search(said[:place])]
        if named:
            held.append((max(named), one))
    if not held:
        return None
    # "深红" holds "红" too: a longer name that covers a shorter one wins.
    longest = max(length for (length, _), _ in held)
    spans = [(place, place + length) for (length, place), _ in held if length == longest]
    rest = [
        one
        for (length, place), one in held
        if length == longest or not any(a <= place and place + length <= b for a, b in spans)
    ]
    mended = after_correction(said)
    if len(rest) > 1 and mended != said:
        later = [one for one in rest if any(_place(mended, name) >= 0 for name in _names(one))]
        rest = later or rest
    return best([_chosen(one) for one in rest])


def _place(said: str, name: str) -> int:
    """Where a label stands; a Latin one must be a word of its own ("red" is not in "ordered")."""
    if re.match(r"[a-z0-9]", name):
        found = re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", said)
        return found.start() if found else -1
    return said.find(name)


def _names(option: Option) -> list[str]:
    return [plain(name).casefold() for name in (*option.labels, option.value)]


def _nearly(said: str, options: tuple[Option, ...]) -> Reading | None:
    """A slip of the finger: near enough to one label is that label, but asked back."""
    words = [said, *re.findall(r"[a-z0-9]+", said)]
    scored = sorted(
        (
            (max(SequenceMatcher(None, word, name).ratio() for word in words for name in _names(one)), place)
            for place, one in enumerate(options)
        ),
        reverse=True,
    )
    near = [options[place] for score, place in scored if score >= _NEAR]
    return best([_chosen(one, is_sure=False) for one in near])


def _chosen(option: Option, is_sure: bool = True) -> Reading:
    return Reading(option.value, option.labels[0] if option.labels else option.value, is_sure=is_sure)
