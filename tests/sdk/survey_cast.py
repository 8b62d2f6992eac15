"""A survey with every kind of question, and how a person answers each by mouse or by keyboard."""

from typing import Any

Form = dict[str, Any]

ANSWERED = (
    "long", "short", "amount", "day", "hour", "one", "many", "list", "picture", "yes", "stars", "slide", "nps", "csat",
    "ces", "order", "table", "ticks", "shares", "groups", "deep", "papers", "sign", "where", "agree", "me", "kids",
    "cbc", "best", "psm", "ladder", "kano", "turf",
)  # fmt: skip


def words(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh-CN": zh}


def option(code: str, en: str, zh: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "label": words(en, zh), **more}


def ask(id: str, kind: str, en: str, zh: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "title": words(en, zh), "required": True, **more}


TEAS = [
    option("green", "Green tea", "绿茶"),
    option("black", "Black tea", "红茶"),
    option("white", "White tea", "白茶"),
]
PARTS = [
    option("taste", "Taste", "口味"),
    option("speed", "Speed of delivery", "配送速度"),
    option("staff", "Staff", "服务"),
]
GRADES = [option("bad", "Bad", "差"), option("fair", "Fair", "一般"), option("good", "Good", "好")]
PLACES = [
    option("cn", "China", "中国", options=[option("hz", "Hangzhou", "杭州"), option("sh", "Shanghai", "上海")]),
    option("jp", "Japan", "日本", options=[option("uji", "Uji", "宇治")]),
]
LEVELS = [
    {
        "code": "leaf",
        "label": words("Leaf", "茶叶"),
        "levels": [option("green", "Green", "绿茶"), option("black", "Black", "红茶")],
    },
    {
        "code": "price",
        "label": words("Price", "价格"),
        "levels": [option("p20", "20 yuan", "20 元"), option("p40", "40 yuan", "40 元")],
    },
]
# Drawn by the test itself: no picture is fetched from anywhere.
PICTURE = "https://pictures.example/{}.svg"


def every_kind(**theme: Any) -> Form:
    other = option("other", "Something else", "其他", other=True)
    pictures = [
        option("a", "Tin", "铁罐", image=PICTURE.format("3a7")),
        option("b", "Bag", "袋装", image=PICTURE.format("a73")),
    ]
    written = [
        {
            "id": "note",
            "kind": "html",
            "title": words("About you", "关于您"),
            "help": words("A few words first.", "先写几句。"),
        },
        ask("short", "text", "What is your favourite tea?", "您最喜欢哪种茶?"),
        ask("long", "long_text", "Why?", "为什么?", most=200),
        ask("amount", "number", "How many cups a day?", "每天喝几杯?", least=0, most=50, format="whole"),
        ask("day", "date", "Since which day?", "从哪天开始?"),
        ask("hour", "time", "At what time?", "几点喝?"),
        ask("me", "contact", "How can we reach you?", "怎样联系您?", fields=["name", "email"]),
    ]
    chosen = [
        ask("one", "single", "Which one today?", "今天喝哪种?", options=[*TEAS, other]),
        ask(
            "many",
            "multiple",
            "Which do you know?",
            "您知道哪些?",
            options=[*TEAS, option("none", "None", "都不知道", exclusive=True)],
        ),
        ask(
            "list",
            "dropdown",
            "Where do you drink?",
            "在哪里喝?",
            options=[option("home", "Home", "家里"), option("work", "Work", "公司")],
        ),
        ask("picture", "image_choice", "Which packing?", "哪种包装?", options=pictures),
        ask("yes", "boolean", "Did you sleep well?", "睡得好吗?"),
        ask("deep", "drill_down", "Where from?", "来自哪里?", options=PLACES),
        ask("agree", "consent", "May we write to you?", "可以给您写信吗?"),
    ]
    poles = {"low": words("Not at all", "完全不"), "high": words("Very much", "非常")}
    scaled = [
        ask("nps", "nps", "Would you recommend us?", "您会推荐我们吗?", **poles),
        ask("csat", "csat", "Are you satisfied?", "您满意吗?", **poles),
        ask("ces", "ces", "How easy was it?", "有多容易?", **poles),
        ask("stars", "rating", "Stars for the taste?", "口味几颗星?"),
        ask("slide", "slider", "How hot?", "多热?"),
        ask("table", "matrix", "How were these?", "这些怎么样?", rows=PARTS, columns=GRADES),
        ask("ticks", "matrix_multiple", "What fits?", "哪些合适?", rows=PARTS[:2], columns=GRADES[1:]),
    ]
    arranged = [
        ask("order", "ranking", "Order by taste", "按口味排序", options=TEAS),
        ask("groups", "group_rank", "When do you drink which?", "什么时候喝哪种?", options=TEAS[:2], columns=[option("am", "Morning", "早上"), option("pm", "Evening", "晚上")]),
        ask("shares", "constant_sum", "Share 100 points", "分配 100 分", options=TEAS, total=100),
        ask("papers", "file", "A picture of your tea", "茶的照片"),
        ask("sign", "signature", "Your signature", "您的签名"),
        ask("where", "location", "Where are you?", "您在哪里?"),
        ask("kids", "panel", "Who drinks with you?", "谁和您一起喝?", least=1, questions=[ask("who", "text", "Name", "名字"), ask("age", "number", "Age", "年龄", least=0)]),
    ]  # fmt: skip
    tasks = [
        [{"leaf": "green", "price": "p20"}, {"leaf": "black", "price": "p40"}],
        [{"leaf": "green", "price": "p40"}, {"leaf": "black", "price": "p20"}],
    ]
    research = [
        ask(
            "cbc",
            "choice_task",
            "Which would you buy?",
            "您会买哪个?",
            attributes=LEVELS,
            designs=[{"tasks": tasks}],
            none=words("None of these", "都不买"),
        ),
        ask(
            "best",
            "maxdiff",
            "Best and worst?",
            "最好和最差?",
            options=TEAS,
            designs=[{"sets": [["green", "black", "white"]]}],
        ),
        ask("psm", "psm", "What about the price of 100 g?", "100 克的价格如何?", currency="CNY", intents=True),
        ask(
            "ladder",
            "gabor_granger",
            "And at these prices?",
            "这些价格呢?",
            currency="CNY",
            options=[{"code": "p1", "value": 20}, {"code": "p2", "value": 40}],
        ),
        ask("kano", "kano", "What if …", "如果……", rows=[option("fast", "Delivery within the hour", "一小时送达")]),
        ask("turf", "turf", "Which would you drink?", "您愿意喝哪些?", options=TEAS),
    ]
    pages = [
        {"id": name, "title": words(en, zh), "questions": questions}
        for name, en, zh, questions in (
            ("written", "In words", "书写", written), ("chosen", "By choice", "选择", chosen), ("scaled", "On scales", "评分", scaled),
            ("arranged", "In order", "整理", arranged), ("research", "At the shop", "研究", research),
        )
    ]  # fmt: skip
    return {
        "format": 1, "languages": ["en", "zh-CN"], "title": words("Your tea", "您的茶"), "theme": theme, "pages": pages,
        "ends": [{"id": "thanks", "kind": "done", "text": words("Thank you, see you soon!", "谢谢，期待再见!")}],
    }  # fmt: skip


def short_form(**more: Any) -> Form:
    """Two questions, of which the second leads the young out."""
    pages = [
        {"id": "first", "questions": [ask("score", "nps", "Would you recommend us?", "您会推荐我们吗?")]},
        {"id": "second", "questions": [ask("age", "number", "How old are you?", "您多大?", least=0), ask("why", "text", "Why?", "为什么?", required=False)],
         "next": [{"to": "young", "when": {"op": "<", "of": [{"answer": "age"}, {"value": 18}]}}]},
        {"id": "third", "questions": [ask("city", "text", "Where do you live?", "您住在哪里?")]},
    ]  # fmt: skip
    ends = [
        {"id": "thanks", "text": words("Thank you!", "谢谢!")},
        {"id": "young", "kind": "screened", "text": words("For adults only.", "仅限成年人。")},
    ]
    return {
        "format": 1,
        "languages": ["en", "zh-CN"],
        "title": words("A word", "一句话"),
        "pages": pages,
        "ends": ends,
        **more,
    }


def long_form(number: int = 60) -> Form:
    """All on one page, each shown because of the one before."""
    questions = [
        ask(f"q{at}", "single", f"Question {at}", f"第 {at} 题", required=False, options=TEAS,
            **({"shown_if": {"op": "!=", "of": [{"answer": f"q{at - 1}"}, {"value": "white"}]}} if at else {}))
        for at in range(number)
    ]  # fmt: skip
    return {"format": 1, "languages": ["en"], "title": {"en": "Long"}, "pages": [{"id": "all", "questions": questions}]}
