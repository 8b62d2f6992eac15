"""Takes the summary out of the words that were said: what she needed, what came of it, what is to be done. Pure.

Extractive on purpose: each sentence is somebody's own, and carries the number of its message. A summary nobody said is
a summary nobody can check.
"""

import re
from collections.abc import Sequence

from feilun.interaction.summaries.lines import Extract, Outcome, Said, SummaryProposal, SummarySentence
from feilun.language import mood_of

_LONGEST = 300
_BURST = 3
# Whole words of courtesy and nothing else. Each is taken once and for all, longer ones first: a customer chooses what
# is matched here, and with every way of taking "!!!!" apart a short message would keep us busy for years.
_GREETING = re.compile(
    r"^\W*+(?:(?>hi+|hello+|hey+|good (?:morning|afternoon|evening|day)|dear all|你好+|您好+|哈喽|哈囉|嗨|在吗|在嗎|在么|有人吗|有人嗎|亲|客服|请问一下|请问|請問|"
    r"早上好|下午好|晚上好|anyone (?:here|there)|is (?:anyone|anybody|someone) there|there|啊|呀|呢|吗)\W*+)++$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^\W*+(?:(?>ok(?:ay)?|好(?:的|吧|哒|滴)?|嗯+|行|可以|收到|明白了?|知道了|了解了?|谢谢(?:你|您|啦|了)?|謝謝(?:你|您)?|多谢|感谢|辛苦了?|"
    r"thank you(?: (?:so|very) much| too)?|thanks?(?: (?:a lot|so much))?|thx|great|perfect|got it|cool|bye(?: ?bye)?|再见|拜拜|"
    r"没(?:有)?(?:别的|其他)?(?:问题|事)?了|太好了|very helpful|helpful|you too|解决了|搞定了|it works(?: now)?|that (?:helps|helped|works|solved it)|solved|sorted|没问题了?|"
    r"much|so|now|for your help|的|了|啊|呀|哦)\W*+)++$",
    re.IGNORECASE,
)
_CONFIRMED = re.compile(
    r"解决了|搞定|可以了|好了[,，。!！ ]|收到(?:了)?(?:退款|货)|明白了|知道了|谢谢|謝謝|多谢|感谢|\b(?:thanks?|thank you|thx|solved|sorted|works now|got it|that help(?:s|ed)|perfect|great)\b",
    re.IGNORECASE,
)
_NOT_CONFIRMED = re.compile(
    r"没(?:有)?解决|还是不|還是不|没用|不行|没收到|\b(?:no thanks|not solved|still (?:not|doesn'?t)|doesn'?t (?:help|work)|no help|thanks for nothing)\b|谢谢.{0,4}不用",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:[^。.!！]{0,12}(?:您好|你好)[,，]?[^。.!！]{0,16}(?:为您服务|帮您|帮到您)[^。]*|.*(?:还有(?:什么|其他|别的)|還有(?:什麼|其他)).{0,14}(?:帮|幫|需要|问题|問題).*|.*(?:祝您|感谢您的|感謝您的|欢迎(?:下次|再次)|不客气|不客氣|再见|麻烦您(?:给|对).{0,8}评价|请稍等|稍等一下|请稍候).{0,24}"
    r"|.*\b(?:anything else|have a (?:nice|great|good)|you'?re welcome|my pleasure|glad (?:to|i could) help|how (?:can|may) i help|one moment|please hold|thanks? for (?:contacting|reaching|waiting|your patience)|rate (?:our|my|the)|goodbye)\b.{0,60})$",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE = re.compile(r"[^。！？!?\n;；]+?(?:[。！？!?\n;；]+|\.(?=\s|$)|$)")
_PROMISE = re.compile(
    r"(?:我们|我們|我|这边|這邊|本店|仓库|倉庫|同事|财务|財務|技术|快递|物流|退款|款项|包裹|订单|維修|工程师).{0,16}?(?:会|會|将|將|稍后|稍後|尽快|盡快|明天|后天|今天|下周|马上|正在|安排|预计|預計)"
    r"|(?:\d{1,4}|[一二两三四五六七八九十]{1,4})\s*(?:个|個)?(?:小时|小時|工作日|天|分钟|分鐘)(?:内|內|之内|左右|后|後).{0,20}"
    r"|(?:会|會|将|將|尽快|盡快|稍后|稍後).{0,10}(?:联系|聯繫|回复|回覆|处理|處理|寄|发|發|退|补|補|跟进|跟進|核实|核實|反馈|通知|回电|回電|到账|送达|安排)"
    r"|\b(?:we|i|they|he|she|it|our \w+|the \w+)(?:'ll| will| are going to| am going to|'m going to| is going to)\b|\bwithin (?:\d+|one|two|three|five|a few|\w+) (?:\w+ )?(?:hours?|days?|weeks?|minutes?)\b"
    r"|\b(?:get back to you|follow up|shortly|tomorrow|next week|by (?:monday|tuesday|wednesday|thursday|friday|the end))\b",
    re.IGNORECASE,
)
_NO_PROMISE = re.compile(r"(?:不会|不會|没法|無法|无法)|\b(?:will not|won'?t|be able to help)\b", re.IGNORECASE)
_DUTY = re.compile(
    r"(?:请您?|請您?|麻烦您?|麻煩您?|您可以|需要您).{0,40}(?:寄|发|發|提供|填|上传|上傳|提交|联系|聯繫|等|重|拍|申请|申請)|\bplease (?:send|provide|fill|upload|submit|contact|reply|return|wait|try|restart)\b",
    re.IGNORECASE,
)
_HERS = re.compile(
    r"(?:我(?:会|會|明天|今天|晚点|晚點|稍后|稍後|等下|回头|回頭|先去|再)|等我).{0,20}(?:寄|发|發|试|試|提供|付|联系|聯繫|看)|\bi(?:'ll| will) (?:send|try|return|pay|call|check|do)\b",
    re.IGNORECASE,
)


def extract(lines: Sequence[Said]) -> Extract:
    """The whole summary by rules. Empty sentences where nobody said anything of the kind."""
    outcome, because = _outcome(lines)
    return Extract(_need(lines), _result(lines), _next_step(lines), outcome, because)


def asks(lines: Sequence[Said]) -> list[Said]:
    """What she wrote that says something: no greeting, no thanks, no bare call for a person."""
    hers = [one for one in lines if one.kind == "customer" and one.text.strip()]
    return [
        one for one in hers if not _GREETING.match(one.text) and not _THANKS.match(one.text) and not _only_calls(one)
    ]


def _only_calls(line: Said) -> bool:
    return len(line.text) <= 24 and mood_of(line.text).wants_person


def _need(lines: Sequence[Said]) -> SummarySentence:
    hers = asks(lines)
    if not hers:
        called = [one for one in lines if one.kind == "customer" and _only_calls(one)][:1]
        return _sentence(called)
    first = hers[0]
    answered = next((one.seq for one in lines if one.kind != "customer" and one.seq > first.seq), None)
    burst = [one for one in hers if answered is None or one.seq < answered][:_BURST]
    short = sum(len(one.text.strip()) for one in burst) < 12
    # "There is a problem" says little: what she answered to the first question back says what it is.
    return _sentence(burst + hers[len(burst) : len(burst) + 1] if short else burst)


def _result(lines: Sequence[Said]) -> SummarySentence:
    ours = [one for one in lines if one.kind != "customer" and one.text.strip()]
    telling = [one for one in ours if not _COURTESY.match(one.text.strip())]
    people = [one for one in telling if one.kind == "staff"]
    last = (people or telling)[-1:]
    return _sentence(last)


def _next_step(lines: Sequence[Said]) -> SummarySentence:
    """The promises made last: ours first, then what we asked of her, then what she said she would do."""
    for kinds, pattern in ((("staff", "bot"), _PROMISE), (("staff",), _DUTY), (("customer",), _HERS)):
        for line in reversed([one for one in lines if one.kind in kinds]):
            if _COURTESY.match(line.text.strip()):
                continue
            parts = _SENTENCE.findall(line.text)
            found = [part for part in parts if pattern.search(part) and not _NO_PROMISE.search(part)]
            if found:
                return SummarySentence("".join(found).strip()[:_LONGEST], (line.seq,))
    return SummarySentence()


def _outcome(lines: Sequence[Said]) -> tuple[Outcome, tuple[int, ...]]:
    answers = [one for one in lines if one.kind != "customer"]
    hers = [one for one in lines if one.kind == "customer"]
    after = [one for one in hers if answers and one.seq > answers[0].seq]
    for line in reversed(hers[-3:]):
        mood = mood_of(line.text)
        if mood.complains or mood.angry or _NOT_CONFIRMED.search(line.text):
            return "unhappy", (line.seq,)
    if not answers or (hers and not after and hers[-1].seq > answers[-1].seq):
        return "unanswered", tuple(one.seq for one in hers[-1:])
    for line in reversed(after[-3:]):
        if _CONFIRMED.search(line.text) and not _asks_on(line.text):
            return "confirmed", (line.seq,)
    last = hers[-1] if hers else None
    if last and last.seq > answers[-1].seq and not _THANKS.match(last.text):
        return "unanswered", (last.seq,)
    return "answered", (answers[-1].seq,)


def _asks_on(text: str) -> bool:
    return bool(re.search(r"[?？吗嗎]\W*$", text))


def _sentence(lines: Sequence[Said]) -> SummarySentence:
    text = " ".join(one.text.strip() for one in lines)
    return SummarySentence(
        text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…", tuple(one.seq for one in lines)
    )


def class_of(lines: Sequence[Said], orders: int, classes: Sequence[str]) -> SummaryProposal:
    """Which kind of visitor she is, by what she did and wrote; only classes the workspace has."""
    for value, why, because in _class_signs(lines, orders):
        if value in classes:
            return SummaryProposal(value, "keywords", why, because)
    return SummaryProposal()


def _class_signs(lines: Sequence[Said], orders: int) -> list[tuple[str, str, tuple[int, ...]]]:
    hers = [one for one in lines if one.kind == "customer"]
    signs: list[tuple[str, str, tuple[int, ...]]] = []
    for name, pattern in (("advertiser", _ADVERTISES), ("partner", _PARTNER)):
        signs += [(name, found[0], (one.seq,)) for one in hers if (found := pattern.search(one.text))][:1]
    signs += [("complaining", mood.reason, (one.seq,)) for one in hers if (mood := mood_of(one.text)).complains][:1]
    if orders:
        signs.append(("regular" if orders >= 3 else "customer", f"orders: {orders}", ()))
    signs += [("customer", found[0], (one.seq,)) for one in hers if (found := _OWNS.search(one.text))][:1]
    signs += [("prospect", found[0], (one.seq,)) for one in hers if (found := _ASKS_FIRST.search(one.text))][:1]
    return signs


_ADVERTISES = re.compile(
    r"代运营|刷单|推广合作|加微信.{0,6}(?:赚|兼职)|贷款.{0,6}(?:秒批|低息)|seo (?:service|ranking)|backlinks?|guest post|grow your (?:followers|sales)",
    re.IGNORECASE,
)
_PARTNER = re.compile(
    r"(?:供应商|供應商|经销商|經銷商|代理商|分销|加盟|招聘|应聘|求职|媒体采访|商务合作|批发合作)|\b(?:supplier|wholesale|reseller|distributor|franchise|job application|press inquiry|partnership)\b",
    re.IGNORECASE,
)
_OWNS = re.compile(
    r"我(?:的|买的|订的|下的)(?:订单|快递|包裹|货|会员)|订单号|訂單|(?:退货|退款|换货|发货|物流|保修|退換)|\bmy (?:order|parcel|package|refund|account|invoice|return|delivery)\b|\bi (?:bought|ordered|purchased)\b",
    re.IGNORECASE,
)
_ASKS_FIRST = re.compile(
    r"有(?:没有|货|现货)|多少钱|價格|价格|优惠|什么尺码|想买|想了解|推荐|适合|\b(?:do you (?:have|sell)|how much|price|in stock|discount|interested in|recommend|looking for|before i (?:buy|order))\b",
    re.IGNORECASE,
)
