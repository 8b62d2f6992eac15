"""The words of an invitation: a mail with the first question inside, its plain part, a card for the chat. Pure.

A link per answer only opens our page with that answer chosen: programs that look through mail open every link, so
nothing is kept until a person confirms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from feilun.insight.forms import Form, FormPage, FormQuestion, Words

# The kinds whose whole answer is one press.
_SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "rating": (1, 5)}
_MOST_OPTIONS = 11
_OURS = {
    "en": {
        "subject": "A question about {title}",
        "intro": "How was it? One press is enough to begin.",
        "button": "Answer",
        "reminder": "You have not answered yet; it takes a moment.",
        "stop": "No more questions of this kind",
        "yes": "Yes",
        "no": "No",
        "on": "Go on",
        "over": "Thank you. You have answered already.",
        "gone": "This invitation is over.",
        "all": "Answer the survey",
    },
    "zh-CN": {
        "subject": "想听听您的看法：{title}",
        "intro": "您觉得怎么样？点一下即可开始。",
        "button": "填写问卷",
        "reminder": "您还没有回答，只需片刻。",
        "stop": "不再接收此类邀请",
        "yes": "是",
        "no": "否",
        "on": "继续",
        "over": "谢谢，您已经回答过了。",
        "gone": "此邀请已失效。",
        "all": "填写问卷",
    },
    "zh-TW": {
        "subject": "想聽聽您的看法：{title}",
        "intro": "您覺得怎麼樣？點一下即可開始。",
        "button": "填寫問卷",
        "reminder": "您還沒有回答，只需片刻。",
        "stop": "不再接收此類邀請",
        "yes": "是",
        "no": "否",
        "on": "繼續",
        "over": "謝謝，您已經回答過了。",
        "gone": "此邀請已失效。",
        "all": "填寫問卷",
    },
}
_CELL = (
    "display:inline-block;min-width:2em;padding:.5em .6em;margin:.15em;border:1px solid #888;border-radius:.4em;"
    "text-align:center;text-decoration:none;color:#1c1c1c;background:#f6f6f6"
)


@dataclass(frozen=True)
class FirstQuestion:
    """The first question as it stands in a mail. `options`: (code, label)."""

    id: str
    kind: str
    title: str
    options: list[tuple[str, str]]
    low: str = ""
    high: str = ""

    def value(self, code: str) -> Any:
        """The answer behind a code, or None when it is none of the options."""
        if code not in {one for one, _ in self.options}:
            return None
        if self.kind == "boolean":
            return code == "true"
        return int(code) if self.kind in _SCALES else code


def our(language: str) -> Mapping[str, str]:
    """Our own words in the nearest of our three languages."""
    tag = language.lower()
    if tag.startswith("zh"):
        return _OURS["zh-TW" if tag.endswith(("tw", "hk", "mo")) or "hant" in tag else "zh-CN"]
    return _OURS["en"]


def said(words: Words, language: str, otherwise: str = "") -> str:
    """In the language, else in one of the same tongue, else in any."""
    tongue = language.split("-")[0]
    near = [text for name, text in words.items() if name.split("-")[0] == tongue]
    return words.get(language) or next(iter(near), "") or next(iter(words.values()), "") or otherwise


def first_question(form: Form, language: str) -> FirstQuestion | None:
    """None where the first question is not asked of everybody as it stands, or takes more than one press."""
    page = form.pages[0] if form.pages else None
    question = page.questions[0] if page and page.questions else None
    if page is None or question is None or _may_move(page) or question.shown_if or question.enabled_if:
        return None
    options = _options(question, language)
    if not 2 <= len(options) <= _MOST_OPTIONS or "{{" in said(question.title, language):
        return None
    ends = (said(question.low, language), said(question.high, language))
    return FirstQuestion(question.id, question.kind, said(question.title, language), options, *ends)


def _may_move(page: FormPage) -> bool:
    """Whether some respondents begin with another question."""
    is_mixed = page.shuffle != "none" or page.pick or page.group or page.repeat
    return bool(is_mixed or page.shown_if)


def _options(question: FormQuestion, language: str) -> list[tuple[str, str]]:
    if question.kind in _SCALES:
        least, most = _SCALES[question.kind]
        low = least if question.least is None else question.least
        high = most if question.most is None else question.most
        whole = question.step in (None, 1) and float(low).is_integer() and 0 < high - low <= _MOST_OPTIONS
        return [(str(one), str(one)) for one in range(int(low), int(high) + 1)] if whole else []
    if question.kind == "boolean":
        ours = our(language)
        return [("true", ours["yes"]), ("false", ours["no"])]
    plain = question.kind in ("single", "dropdown") and not question.carry
    shown = [one for one in question.options if not one.other]
    if not plain or question.shuffle != "none" or any(one.shown_if for one in question.options):
        return []
    return [(one.code, said(one.label, language, one.code)) for one in shown]


def link(url: str, token: str, code: str = "") -> str:
    """The personal link; with a code the page opens with that answer chosen."""
    return f"{url}/invitation/{token}" + (f"?first={quote(code, safe='')}" if code else "")


@dataclass(frozen=True)
class Letter:
    """What goes into one invitation. `subject`, `intro` and `button` are the staff's, empty ones are ours."""

    form: Form
    language: str
    url: str
    token: str
    subject: str = ""
    intro: str = ""
    button: str = ""
    is_reminder: bool = False

    @property
    def question(self) -> FirstQuestion | None:
        return first_question(self.form, self.language)


def mail_content(letter: Letter) -> dict[str, Any]:
    """Subject, html and text, as the outbox takes them: Liquid in what staff wrote, and nowhere else."""
    ours, title = our(letter.language), said(letter.form.title, letter.language)
    intro = letter.intro or plain(ours["intro"])
    if letter.is_reminder:
        intro = f"{ours['reminder']} {intro}"
    return {
        "subject": letter.subject or plain(ours["subject"].format(title=title)),
        "html": _html(letter, intro),
        "text": _text(letter, intro),
    }


def _html(letter: Letter, intro: str) -> str:
    ours, question = our(letter.language), letter.question
    button = escape(letter.button or ours["button"])
    parts = [f"<p>{intro}</p>"]
    if question:
        parts.append(f'<p id="q" style="font-weight:600">{_quiet(question.title)}</p><p>{_cells(letter, question)}</p>')
        parts.append(_ends(question))
    parts.append(f'<p><a href="{escape(link(letter.url, letter.token))}">{plain(button)}</a></p>')
    parts.append(f'<p style="color:#666;font-size:.85em"><a href="{{{{ unsubscribe_url }}}}">{ours["stop"]}</a></p>')
    return (
        f'<!doctype html><html lang="{escape(letter.language)}"><body style="font:16px/1.6 sans-serif;max-width:36em">'
        f"{''.join(part for part in parts if part)}</body></html>"
    )


def _cells(letter: Letter, question: FirstQuestion) -> str:
    return " ".join(
        f'<a style="{_CELL}" href="{escape(link(letter.url, letter.token, code))}">{_quiet(label)}</a>'
        for code, label in question.options
    )


def _ends(question: FirstQuestion) -> str:
    if not question.low and not question.high:
        return ""
    return f'<p style="color:#666">{_quiet(question.low)} … {_quiet(question.high)}</p>'


def _text(letter: Letter, intro: str) -> str:
    ours, question = our(letter.language), letter.question
    lines = [intro, ""]
    if question:
        lines += [plain(question.title), ""]
        lines += [f"{plain(label)}: {plain(link(letter.url, letter.token, code))}" for code, label in question.options]
        lines.append("")
    lines += [f"{plain(letter.button or ours['button'])}: {link(letter.url, letter.token)}", ""]
    lines.append(f"{ours['stop']}: {{{{ unsubscribe_url }}}}")
    return "\n".join(lines)


def chat_content(letter: Letter) -> dict[str, Any]:
    """A card with one press per answer, and the link in words where a reader shows no cards."""
    ours, question = our(letter.language), letter.question
    intro = letter.intro or plain(ours["intro"])
    buttons = (
        [(label, code) for code, label in question.options] if question else [(letter.button or ours["button"], "")]
    )
    return {
        "text": f"{intro}\n{plain(question.title)}" if question else intro,
        "buttons": [{"label": label, "url": link(letter.url, letter.token, code)} for label, code in buttons],
        "url": link(letter.url, letter.token),
    }


def plain(text: str) -> str:
    """The text as it is, though it goes through Liquid."""
    return text.replace("{{", "{{ '{{' }}").replace("{%", "{{ '{%' }}") if "{" in text else text


def _quiet(text: str) -> str:
    return plain(escape(text))


def texts_of(texts: Sequence[Words], language: str) -> tuple[str, ...]:
    """Each in the language of the mail; empty where nobody wrote it in that tongue or any other."""
    return tuple(said(one, language) for one in texts)
