"""What the bot says by itself, in three languages; a workspace may put its own words in place of each."""

from collections.abc import Mapping

Words = dict[str, str]

LANGUAGES = ("zh-CN", "zh-TW", "en")
NAME: Words = {"zh-CN": "智能助手", "zh-TW": "智慧助理", "en": "Assistant"}
WELCOME: Words = {
    "zh-CN": "您好，我是智能助手。请直接输入问题，或点选下面的选项；需要人工时随时告诉我。",
    "zh-TW": "您好，我是智慧助理。請直接輸入問題，或點選下面的選項；需要真人時隨時告訴我。",
    "en": "Hello, I am the automatic assistant. Ask a question or choose below; a person is one word away.",
}
# `{hours}`, `{times}`, `{ahead}` (how many wait before her), `{wait}` and `{minutes}` are filled in where they are known.
TEXTS: dict[str, Words] = {
    "unknown": {
        "zh-CN": "抱歉，我没有听懂您的问题。可以换个说法再问一次，或者我为您转接同事？",
        "zh-TW": "抱歉，我沒有聽懂您的問題。可以換個說法再問一次，或者我為您轉接同事？",
        "en": "I did not understand that. You can put it in other words, or shall I call a colleague?",
    },
    "unsure": {
        "zh-CN": "您是想问下面的哪一个？",
        "zh-TW": "您是想問下面的哪一個？",
        "en": "Which of these do you mean?",
    },
    "none": {"zh-CN": "都不是", "zh-TW": "都不是", "en": "None of these"},
    "person": {"zh-CN": "转人工", "zh-TW": "轉真人客服", "en": "A person, please"},
    "menu": {"zh-CN": "请选择：", "zh-TW": "請選擇：", "en": "Please choose:"},
    "helpful": {"zh-CN": "这个回答有帮助吗？", "zh-TW": "這個回答有幫助嗎？", "en": "Did this help?"},
    "requested": {
        "zh-CN": "好的，正在为您转接人工客服，请稍候。{wait}",
        "zh-TW": "好的，正在為您轉接真人客服，請稍候。{wait}",
        "en": "I am calling a colleague; one moment, please. {wait}",
    },
    "waiting": {
        "zh-CN": "好的，正在为您转接人工客服，您前面还有 {ahead} 位，请稍候。{wait}",
        "zh-TW": "好的，正在為您轉接真人客服，您前面還有 {ahead} 位，請稍候。{wait}",
        "en": "I am calling a colleague; {ahead} before you. One moment, please. {wait}",
    },
    "position": {
        "zh-CN": "您前面还有 {ahead} 位，请稍候。{wait}",
        "zh-TW": "您前面還有 {ahead} 位，請稍候。{wait}",
        "en": "{ahead} before you in the queue. {wait}",
    },
    "wait": {
        "zh-CN": "预计等待约 {minutes} 分钟。",
        "zh-TW": "預計等待約 {minutes} 分鐘。",
        "en": "It usually takes about {minutes} min.",
    },
    "offline": {
        "zh-CN": "现在没有客服在线。{hours}请留下您的问题和电话或邮箱，我们上班后尽快联系您。",
        "zh-TW": "現在沒有客服在線。{hours}請留下您的問題和電話或電子郵件，我們上班後儘快聯絡您。",
        "en": "Nobody is here right now. {hours}Leave your question and a phone number or e-mail; we will come back to you.",
    },
    "hours": {
        "zh-CN": "人工服务时间：{times}。",
        "zh-TW": "真人服務時間：{times}。",
        "en": "People answer {times}. ",
    },
    "contact": {
        "zh-CN": "已记下。方便的话，请留一个电话或邮箱，我们好联系您。",
        "zh-TW": "已記下。方便的話，請留一個電話或電子郵件，我們好聯絡您。",
        "en": "Noted. If you like, leave a phone number or an e-mail so that we can reach you.",
    },
    "noted": {
        "zh-CN": "已记下，同事上班后会尽快回复您。",
        "zh-TW": "已記下，同事上班後會儘快回覆您。",
        "en": "Noted; a colleague will come back to you.",
    },
    "back": {
        "zh-CN": "好的，我们继续。请问还有什么可以帮您？",
        "zh-TW": "好的，我們繼續。請問還有什麼可以幫您？",
        "en": "All right, I am here again. What else can I do for you?",
    },
    "closed": {
        "zh-CN": "这次对话先到这里，有问题随时再来找我。",
        "zh-TW": "這次對話先到這裡，有問題隨時再來找我。",
        "en": "I am closing this conversation for now; write again whenever you like.",
    },
}


def said(words: Mapping[str, str], language: str) -> str:
    """The words in a language, or in the nearest one there is: the other Chinese before English, else any."""
    order = {"zh-CN": ("zh-CN", "zh-TW", "en"), "zh-TW": ("zh-TW", "zh-CN", "en")}
    for one in order.get(language, ("en", "zh-CN", "zh-TW")):
        if words.get(one):
            return words[one]
    return next((text for text in words.values() if text), "")


def text_of(own: Mapping[str, Words], moment: str, language: str, **facts: object) -> str:
    """What is said at a moment: the workspace's own words, else ours. A fact that is not known leaves no hole."""
    text = said(own.get(moment, {}), language) or said(TEXTS.get(moment, {}), language)
    for name in ("hours", "ahead", "wait", "minutes", "times"):
        text = text.replace(f"{{{name}}}", str(facts.get(name, "")))
    return text.strip()
