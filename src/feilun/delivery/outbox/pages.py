"""The page behind an unsubscribe link, in the customer's language. Plain HTML: it must work in any mail program."""

from html import escape

_TEXTS = {
    "en": {
        "title": "Unsubscribe",
        "ask": "Which messages should stop?",
        "topic": "Stop messages about “{topic}”",
        "all": "Stop all marketing messages",
        "done": "Done. You will not get these messages any more.",
        "gone": "This link is not valid.",
    },
    "zh-CN": {
        "title": "退订",
        "ask": "您想停止接收哪些消息？",
        "topic": "不再接收“{topic}”类消息",
        "all": "不再接收任何营销消息",
        "done": "已退订，您将不再收到这些消息。",
        "gone": "此链接无效。",
    },
    "zh-TW": {
        "title": "取消訂閱",
        "ask": "您想停止接收哪些訊息？",
        "topic": "不再接收「{topic}」類訊息",
        "all": "不再接收任何行銷訊息",
        "done": "已取消訂閱，您將不再收到這些訊息。",
        "gone": "此連結無效。",
    },
}
_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;color:#1c1c1c;"
    "background:#fff}button{font:inherit;display:block;width:100%;margin:.75rem 0;padding:.75rem;border:1px solid #888;"
    "border-radius:.5rem;background:#f4f4f4;color:#1c1c1c;cursor:pointer}"
    "@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}button{background:#262626;color:#eee}}"
)


def language_of(*wishes: str) -> str:
    """One of our three languages, from a locale or an Accept-Language header; the first wish that names one."""
    for wish in wishes:
        for part in wish.replace("_", "-").split(","):
            tag = part.split(";")[0].strip().lower()
            if tag.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant")):
                return "zh-TW"
            if tag.startswith("zh"):
                return "zh-CN"
            if tag.startswith("en"):
                return "en"
    return "en"


def ask_page(language: str, topic: str) -> str:
    """Looking at it changes nothing; only a pressed button does, so a mail scanner unsubscribes nobody."""
    texts = _TEXTS[language]
    choice = _button("topic", texts["topic"].format(topic=topic)) if topic else ""
    return _page(language, f"<p>{texts['ask']}</p><form method=post>{choice}{_button('all', texts['all'])}</form>")


def done_page(language: str) -> str:
    return _page(language, f"<p role=status>{_TEXTS[language]['done']}</p>")


def gone_page(language: str) -> str:
    return _page(language, f"<p>{_TEXTS[language]['gone']}</p>")


def _button(choice: str, text: str) -> str:
    return f'<button name="choice" value="{choice}">{escape(text)}</button>'


def _page(language: str, body: str) -> str:
    title = _TEXTS[language]["title"]
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><meta name="robots" content="noindex"><title>{title}</title>'
        f"<style>{_STYLE}</style><main><h1>{title}</h1>{body}</main></html>"
    )
