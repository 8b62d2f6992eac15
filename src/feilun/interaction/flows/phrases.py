"""What a flow says and hears by itself: yes and no, enough, "no, I meant", and the words around its questions."""

import re
from collections.abc import Mapping

from feilun.interaction.flows.graph import LANGUAGES

_ENDS = " \t\r\n\u3000.,!?;:~。，、！？；：～…"

PHRASES: Mapping[str, Mapping[str, str]] = {
    "confirm": {
        "zh-CN": "{label}还是 {shown} 吗？",
        "zh-TW": "{label}還是 {shown} 嗎？",
        "en": "{label}: is it still {shown}?",
    },
    "choose": {"zh-CN": "您指的是哪一个？", "zh-TW": "您指的是哪一個？", "en": "Which one do you mean?"},
    "retry": {
        "zh-CN": "抱歉，这个我没看懂。{text}",
        "zh-TW": "抱歉，這個我沒看懂。{text}",
        "en": "Sorry, I could not read that. {text}",
    },
    "limits": {
        "zh-CN": "抱歉，{shown} 不在可选范围内。{text}",
        "zh-TW": "抱歉，{shown} 不在可選範圍內。{text}",
        "en": "Sorry, {shown} is not possible here. {text}",
    },
    "cancelled": {"zh-CN": "好的，已取消。", "zh-TW": "好的，已取消。", "en": "All right, I stopped that."},
    "resume": {
        "zh-CN": "您之前在办理“{name}”，要继续吗？",
        "zh-TW": "您之前在辦理「{name}」，要繼續嗎？",
        "en": "You were in the middle of “{name}”. Go on with it?",
    },
    "declined": {
        "zh-CN": "好的，不继续了。请问还有什么可以帮您？",
        "zh-TW": "好的，不繼續了。請問還有什麼可以幫您？",
        "en": "All right, I left that. What else can I do for you?",
    },
    "yes": {"zh-CN": "是", "zh-TW": "是", "en": "Yes"},
    "no": {"zh-CN": "否", "zh-TW": "否", "en": "No"},
    "none": {"zh-CN": "都不是", "zh-TW": "都不是", "en": "None of these"},
    "skip": {"zh-CN": "跳过", "zh-TW": "跳過", "en": "Skip"},
    "this": {"zh-CN": "这一项", "zh-TW": "這一項", "en": "This"},
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES = _words(
    "是 是的 对 对的 對 對的 没错 沒錯 好 好的 好啊 嗯 嗯嗯 可以 行 要 要的 需要 继续 繼續 确认 確認 当然 當然 有 "
    "y yes yeah yep yup ok okay sure correct right please continue"
) | {"yes please", "go on", "that's right", "thats right", "of course", "go ahead"}
_NO = _words(
    "不 不是 不对 不對 不要 否 没有 沒有 没 沒 不用 不用了 不需要 不行 不可以 不了 错 錯 n no nope nah not wrong"
) | {"not really", "no thanks", "no thank you", "it isn't", "it is not"}
_CANCEL = _words(
    "算了 取消 不办了 不辦了 不弄了 退出 停止 不要了 先不办了 先不辦了 取消吧 算了吧 cancel stop quit exit"
) | {"never mind", "nevermind", "forget it", "cancel that", "cancel it", "cancel please"}
_GO_ON = _words("继续 繼續 接着办 接著辦 继续办理 繼續辦理 继续吧 繼續吧 continue resume") | {
    "go on",
    "carry on",
}
_SKIP = _words("跳过 跳過 没有 沒有 无 無 不填 略过 略過 skip none no nothing n/a na")

_MEANT_ZH = re.compile(
    r"^(?:(?:不对|不對|不是(?=[\s,，。.!！、])|错了|錯了|说错了|說錯了|打错了|打錯了|写错了|寫錯了|搞错了|搞錯了|更正|等等|抱歉|哦|啊|对不起|對不起)"
    r"[\s,，。.!！:：、啊哦]*)*(?:(?:我是说|我是說|我说的是|我說的是|应该是|應該是|改成|改为|改為|改到|换成|換成|是|要)[\s:：]*)?"
)
_MEANT_EN = re.compile(
    r"^(?:(?:no|sorry|wait|oops|actually|correction|oh|hm+|i was wrong|that's wrong|that is wrong)\b[\s,.:!;-]*)*"
    r"(?:(?:i meant|i mean|make it|make that|change it to|change that to|it should be|should be|it's|it is|rather)\b[\s,:]*)?",
    re.IGNORECASE,
)
_PLAIN_START = re.compile(
    r"^(?:要|是|应该是|應該是|it's|it is|it should be|should be|rather|等等|抱歉|sorry|oh|啊|哦|wait|hm+)[\s,，:：]*",
    re.IGNORECASE,
)
_BACK = _words("不对 不對 错了 錯了 说错了 說錯了 打错了 打錯了 写错了 寫錯了 搞错了 搞錯了 wrong") | {
    "that's wrong", "that is wrong", "i was wrong", "go back",
}  # fmt: skip
_CHANGES = re.compile(
    r"改|换|換|应该是|應該是|错了|錯了|更正|change|should be|wrong|correct|instead|meant", re.IGNORECASE
)
_ASKS = re.compile(
    r"[?？]\s*$|吗|嗎|呢\s*$|怎么|怎麼|如何|什么|什麼|为什么|為什麼|多少|多久|几天|幾天|哪里|哪裡|能不能|可不可以|是否"
    r"|^(?:how|what|when|where|why|who|which|can|could|do|does|is|are|will|would|may)\b",
    re.IGNORECASE,
)
_CANCEL_FRONT = re.compile(r"^(?:请|請|那|我想|我要|please|ok|okay|好吧)[\s,，]*")


def phrase(key: str, language: str, **facts: str) -> str:
    """A sentence of ours in one of the three languages."""
    text = PHRASES[key].get(language) or PHRASES[key]["en"]
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    return text.strip()


def said(words: Mapping[str, str], language: str) -> str:
    """The words in her language; without them in the nearest one there is."""
    order = {"zh-CN": ("zh-CN", "zh-TW", "en"), "zh-TW": ("zh-TW", "zh-CN", "en")}.get(
        language, ("en", "zh-CN", "zh-TW")
    )
    return next((words[one] for one in order if words.get(one, "").strip()), "")


def plain(text: str) -> str:
    """Lower case, without marks at either end: what short answers are compared by."""
    return " ".join(text.strip(_ENDS).lower().replace("’", "'").split())


def is_yes(text: str) -> bool:
    return plain(text) in _YES


def is_no(text: str) -> bool:
    return plain(text) in _NO


def is_cancel(text: str) -> bool:
    """Only the bare words: "cancel my order" may well be an answer."""
    return plain(text) in _CANCEL or plain(_CANCEL_FRONT.sub("", plain(text))) in _CANCEL


def goes_on(text: str) -> bool:
    """Asks by herself to go on with what she left."""
    return plain(text) in _GO_ON


def is_skip(text: str) -> bool:
    return plain(text) in _SKIP


def is_question(text: str) -> bool:
    return bool(_ASKS.search(text.strip()))


def goes_back(text: str) -> bool:
    """Says that the last answer was wrong, but not what would be right."""
    return plain(text) in _BACK


def meant(text: str) -> str | None:
    """What follows "no, I meant" or 不对，是; None when the text does not begin like that."""
    text = text.strip()
    for front in (_MEANT_ZH, _MEANT_EN):
        found = front.match(text)
        if found and found.end() and _PLAIN_START.sub("", found.group().lower()).strip(_ENDS):
            rest = text[found.end() :].strip(_ENDS)
            return rest or None
    return None


def changes(text: str, labels: Mapping[str, str]) -> bool:
    """Whether the text names one of the labels and says that it changes: 电话改成…, "the phone should be"."""
    lowered = text.lower()
    return bool(_CHANGES.search(text)) and any(one and one.lower() in lowered for one in labels.values())


assert all(set(words) == set(LANGUAGES) for words in PHRASES.values())
