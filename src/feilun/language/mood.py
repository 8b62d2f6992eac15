"""Does she want a person, does she complain, is she angry? Word rules for Chinese and English.

Rules come first, because this decides about hand-over: a person must be able to read why, and it must work on the
first day of a workspace and without an encoder. `mood_model.py` adds what no rule names. Judged on a labelled file in tests/mood_values; the figures are in docs/moods.md.
"""

import re

import msgspec

from feilun.language import mood_words as words

# "I am not complaining", "不是投诉": the refusal must stand right before the sign. Anything looser would lose
# "再不发货我就投诉", where a 不 stands three characters earlier and means the opposite.
_DENIED_ZH = re.compile(
    r"(?<!是)(?<!得)(?<!要)(?:不是|没有|没|不|别|不要|不想|不用|不会|不打算|无意|并非|不必|无需|不需要|没打算|没想|不至于|不准备|勿|不再|先不|暂时不)"
    r"(?:来|要|想|去|在|为了|说|给|帮|你们?|我|再|打|急着|需要|是|用)*$"
)
_DENIED_EN = re.compile(
    r"\b(?:not|no|don'?t|do not|didn'?t|won'?t|wouldn'?t|never|no need|without|rather not|isn'?t|aren'?t|am not|wasn'?t)\s+"
    r"(?:(?:want|wanting|need|needing|wish|going|trying|here|like|mean|meaning|intend|looking|to|for|be|a|an|any|the|really|me|"
    r"have|make|making|file|filing|calling|you|necessarily|your|of|this|it|yet)\s+)*$",
    re.IGNORECASE,
)
_BUT_DONE = re.compile(r"^(?:你们?|就|都|也|他们|根本|还|的话)*(?:不行|不解决|不处理|不理|不会|不给|没用|不管)")
# "这不是欺骗消费者吗": a question that says the opposite of its words.
_RHETORICAL = re.compile(r"(?:不是|难道|没有?)$")
_SHOUTS = re.compile(r"[!！]{3,}|[?？!！]{4,}|[?？]{3,}")
_WORD = re.compile(r"[A-Za-z']+")


SIGNS = ("person", "complaint", "anger")
_WORDS = (
    (words.WISH, words.NOT_A_WISH, words.REFUSED_WISH),
    (words.COMPLAINT, words.NOT_A_COMPLAINT),
    (words.ANGER, words.NOT_ANGER),
)


class Mood(msgspec.Struct, frozen=True):
    wants_person: bool = False
    complains: bool = False
    angry: bool = False
    reason: str = ""  # The words that gave it away, for the agent who asks why.


def mood_of(text: str) -> Mood:
    """What a message says about the way she wants to be served. Well under a millisecond."""
    folded = _folded(text)
    wish = _sign(words.WISH, words.NOT_A_WISH, folded)
    complaint = _sign(words.COMPLAINT, words.NOT_A_COMPLAINT, folded)
    anger = _sign(words.ANGER, words.NOT_ANGER, folded) or _shouting(text, folded)
    said = (("person", wish), ("complaint", complaint), ("anger", anger))
    reason = "; ".join(f"{kind}: {sign}" for kind, sign in said if sign)
    return Mood(bool(wish), bool(complaint), bool(anger), reason)


def named(text: str) -> frozenset[str]:
    """The signs whose words or lookalikes stand there at all, denied or not: the rules know what they mean."""
    folded = _folded(text)
    pairs = zip(SIGNS, _WORDS, strict=True)
    return frozenset(sign for sign, found in pairs if any(one.search(folded) for one in found))


def _folded(text: str) -> str:
    plain = text[:2000].replace("’", "'").translate(words.FOLD)
    return re.sub(r"\s+", " ", plain).strip()


def _sign(pattern: re.Pattern[str], lookalikes: re.Pattern[str], text: str) -> str:
    """The first words that match and are not denied, or nothing."""
    looked = lookalikes.sub(lambda found: " · ", text)
    for found in pattern.finditer(looked):
        if not _is_denied(looked[: found.start()], looked[found.end() :], found[0]):
            return found[0].strip()
    return ""


def _is_denied(before: str, after: str, sign: str) -> bool:
    if sign[:1] == "不" or sign.lower().startswith(("no ", "not ", "don", "do not", "never", "stop", "enough")):
        return False  # The sign itself is the refusal: "不要机器人", "no more bots".
    if _DENIED_ZH.search(before):
        is_rhetorical = _RHETORICAL.search(before) and re.match(r"[^，,。]{0,8}[吗嗎嘛么]", after)
        return not (_BUT_DONE.search(after) or is_rhetorical)
    return bool(_DENIED_EN.search(before))


def _shouting(text: str, folded: str) -> str:
    if words.PRAISE.search(folded) or words.GREETING.match(folded):
        return ""
    marks = _SHOUTS.search(text)
    if marks:
        return marks[0]
    spoken = [word for word in _WORD.findall(text) if len(word) > 1 or word == "I"]
    loud = [word for word in spoken if word.isupper()]
    if len(loud) >= 3 and len(loud) >= 0.7 * len(spoken) and any(word in words.SPOKEN for word in loud):
        return " ".join(loud[:6])
    return ""
